//! The time frames that a line may hold, proposed on their own evidence.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::bounds::Bound;
use super::features::{self, Opinion, Repeat, Weigh};
use super::line::Line;
use crate::segment::linear::{Through, hash};
use crate::segment::time_frame::Phrases;

/// The registry admits no longer measure or time frame.
pub(super) const CELL: usize = 256;
/// Time frames of one stretch that are judged as a whole, not only by their ends.
const FULLY_JUDGED: usize = 40;
/// Time frames kept whose beginnings lie in one stretch of the line.
const PER_STRETCH: usize = 16;
/// Bytes of a stretch.
const STRETCH: usize = 192;
/// A time frame this much less likely (in logits) than the best of its stretch is not kept.
const MARGIN: f32 = 10.0;
/// Ends that are passed over together.
const BLOCK: usize = 16;

/// A place of a line that may hold a time frame: two bounds, by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The bound at which it begins.
    pub from: usize,
    /// The bound at which it ends.
    pub to: usize,
    /// What speaks for it.
    pub score: f32,
    /// Its words, hashed.
    pub words: u64,
    /// The bound at which the same words begin the last time before, and the bound at which they end then.
    pub before: Option<(usize, usize)>,
    /// Whether the same words come again later in the line.
    pub later: Repeat,
}

impl Frame {
    /// Whether the words of the frame stand in a measure that begins at bound `start`, too.
    #[must_use]
    pub fn earlier(&self, start: usize) -> Repeat {
        match self.before {
            Some((from, to)) if from > start && to == self.from => Repeat::Next,
            Some((from, _)) if from > start => Repeat::Apart,
            _ => Repeat::Never,
        }
    }
}

/// The likeliest time frames of a line, by beginning.
pub(super) fn frames(line: &Line, known: &[(usize, usize)], weigh: &mut impl Weigh) -> Vec<Frame> {
    let evidence = Evidence::read(line, known, weigh);
    let mut stretch = Stretch::new(line, known, &evidence);
    let (mut kept, mut start, mut first) = (Vec::new(), 0, 0);
    for (from, bound) in line.bounds.iter().enumerate().skip(1) {
        if bound.right > start + STRETCH {
            stretch.settle(&mut kept, weigh);
            start = bound.right;
        }
        if bound.opens || known.iter().any(|known| known.0 == from) {
            first += evidence.ends[first..].iter().take_while(|end| end.bound <= from).count();
            stretch.propose(from, first, weigh);
        }
    }
    stretch.settle(&mut kept, weigh);
    repeat(line, &mut kept);
    kept
}

/// A place where a time frame may end.
struct End {
    bound: usize,
    left: usize,
    chars: usize,
}

/// What is known of each place of a line before two of them are taken together.
struct Evidence {
    /// How timely the words are, summed up to each word.
    content: Vec<f32>,
    ends: Vec<End>,
    /// Why a time frame ends at each of the ends, and how timely all words before are.
    scores: Vec<f32>,
    /// The highest score of each block of ends.
    highest: Vec<f32>,
    /// What the grammar's opinion of an end weighs.
    opinions: [f32; 5],
}

impl Evidence {
    fn read(line: &Line, known: &[(usize, usize)], weigh: &mut impl Weigh) -> Self {
        let (mut content, mut sum) = (Vec::with_capacity(line.words().len() + 1), 0.0);
        content.push(sum);
        for n in 0..line.words().len() {
            sum += features::timely(line, n, weigh);
            content.push(sum);
        }
        let bounds = line.bounds.iter().enumerate();
        let closes = |&(n, bound): &(usize, &Bound)| bound.closes || known.iter().any(|known| known.1 == n);
        let (mut ends, mut scores) = (Vec::with_capacity(line.bounds.len()), Vec::with_capacity(line.bounds.len()));
        for (n, bound) in bounds.filter(closes) {
            ends.push(End { bound: n, left: bound.left, chars: bound.chars });
            scores.push(features::closing(line, bound, weigh) + content[bound.before]);
        }
        let highest = |scores: &[f32]| scores.iter().fold(f32::MIN, |high, score| high.max(*score));
        let highest = scores.chunks(BLOCK).map(highest).collect();
        Evidence { content, ends, scores, highest, opinions: features::opinions(line, weigh) }
    }
}

/// A time frame that is proposed.
#[derive(Clone, Copy)]
struct Proposal {
    from: u32,
    to: u32,
    score: f32,
    /// What the grammar says of the end.
    opinion: Opinion,
}

impl Proposal {
    fn place(self) -> (usize, usize) {
        (self.from as usize, self.to as usize)
    }
}

/// How often the first word of a time frame comes again in it, counted on from end to end.
struct Returns {
    /// The bound at which the time frames begin.
    from: u32,
    /// The word to look at next.
    next: usize,
    count: usize,
}

impl Returns {
    /// The count up to the word `end`, given that the ends of those that begin at the same bound come in order.
    fn until(&mut self, line: &Line, from: u32, end: usize) -> usize {
        let first = Line::first_after(&line.bounds[from as usize]);
        if self.from != from {
            *self = Returns { from, next: first + 1, count: 0 };
        }
        if self.next < end {
            let words = line.words();
            self.count += features::returns(&words[first], &words[self.next..end]);
            self.next = end;
        }
        self.count
    }
}

/// The time frames that may begin in one stretch of a line.
struct Stretch<'l, 't> {
    line: &'l Line<'t>,
    known: &'l [(usize, usize)],
    evidence: &'l Evidence,
    phrases: Phrases<'t>,
    /// By beginning and end.
    proposals: Vec<Proposal>,
    /// Room to find the best of them.
    scores: Vec<f32>,
    /// No time frame with a lower score will be among the best.
    floor: f32,
    /// The best score.
    best: f32,
    /// How many proposals are worth a choice of the best.
    enough: usize,
    /// The ends that the grammar offers for the time frame that begins at the bound looked at last.
    stops: Vec<usize>,
}

impl<'l, 't> Stretch<'l, 't> {
    fn new(line: &'l Line<'t>, known: &'l [(usize, usize)], evidence: &'l Evidence) -> Self {
        Stretch {
            line,
            known,
            evidence,
            phrases: Phrases::new(line.text),
            proposals: Vec::with_capacity(3 * FULLY_JUDGED),
            scores: Vec::with_capacity(3 * FULLY_JUDGED),
            floor: f32::MIN,
            best: f32::MIN,
            enough: 2 * FULLY_JUDGED,
            stops: Vec::new(),
        }
    }

    /// Proposes the time frames that begin at a bound and end at one of the ends from number `first` on.
    fn propose(&mut self, from: usize, first: usize, weigh: &mut impl Weigh) {
        let (line, evidence, start) = (self.line, self.evidence, &self.line.bounds[from]);
        self.stops.clear();
        self.phrases.stops(start.right, &mut self.stops);
        let opening = features::opening(line, start, weigh) - evidence.content[Line::first_after(start)];
        // The most that an end may gain by the grammar's opinion.
        let gain = evidence.opinions.iter().fold(f32::MIN, |high, each| high.max(*each));
        let known = self.known.iter().any(|known| known.0 == from);
        let near = evidence.ends[first..].partition_point(|end| end.chars - start.chars <= CELL);
        let (mut n, last) = (first, first + near);
        while n < last {
            let block = (n / BLOCK + 1) * BLOCK;
            if known || opening + evidence.highest[n / BLOCK] + gain > self.floor {
                for (n, score) in (n..).zip(&evidence.scores[n..block.min(last)]) {
                    if known || opening + score + gain > self.floor {
                        self.end_at(from, n, opening, known);
                    }
                }
            }
            n = block;
        }
        if self.proposals.len() >= self.enough {
            self.keep(FULLY_JUDGED);
            self.enough = self.proposals.len() + FULLY_JUDGED;
        }
    }

    /// Proposes the time frame that begins at a bound and ends at end number `n`, if it may be among the best.
    fn end_at(&mut self, from: usize, n: usize, opening: f32, known: bool) {
        let (evidence, end) = (self.evidence, &self.evidence.ends[n]);
        let known = known && self.known.contains(&(from, end.bound));
        if !known && !self.line.bounds[end.bound].closes {
            return;
        }
        let opinion = Opinion::of(&self.stops, end.left);
        let score = opening + evidence.scores[n] + evidence.opinions[opinion.agreement as usize];
        if known || score > self.floor {
            self.best = self.best.max(score);
            self.floor = self.floor.max(score - MARGIN);
            let (from, to) = (from as u32, end.bound as u32);
            self.proposals.push(Proposal { from, to, score, opinion });
        }
    }

    /// Keeps the best, and what is known, in their order; of equals those that begin and end first.
    fn keep(&mut self, most: usize) {
        let (known, low) = (self.known, self.best - MARGIN);
        self.scores.clear();
        self.scores.extend(self.proposals.iter().map(|each| each.score).filter(|score| *score > low));
        if self.scores.len() <= most {
            self.proposals.retain(|each| each.score > low || known.contains(&each.place()));
            return;
        }
        let (better, last, _) = self.scores.select_nth_unstable_by(most - 1, |one, other| other.total_cmp(one));
        let last = *last;
        let mut equals = 1 + better.iter().filter(|score| **score <= last).count();
        self.floor = self.floor.max(last);
        self.proposals.retain(|each| {
            let (better, is_among) = (each.score > last, each.score >= last);
            let best = better || is_among && equals > 0;
            equals -= usize::from(best && !better);
            best || known.contains(&each.place())
        });
    }

    /// Moves the best time frames to `kept`.
    fn settle(&mut self, kept: &mut Vec<Frame>, weigh: &mut impl Weigh) {
        self.keep(FULLY_JUDGED);
        let line = self.line;
        self.best = f32::MIN;
        let mut returns = Returns { from: u32::MAX, next: 0, count: 0 };
        for each in &mut self.proposals {
            let (from, to) = (&line.bounds[each.place().0], &line.bounds[each.place().1]);
            let again = returns.until(line, each.from, to.before);
            each.score += features::form(line, (from, to), each.opinion, again, weigh);
            self.best = self.best.max(each.score);
        }
        self.keep(PER_STRETCH);
        kept.extend(self.proposals.drain(..).map(|each| {
            let (from, to) = each.place();
            let words = hash(line.cell(&line.bounds[from], &line.bounds[to]).as_bytes());
            Frame { from, to, score: each.score, words, before: None, later: Repeat::Never }
        }));
        (self.floor, self.best, self.enough) = (f32::MIN, f32::MIN, 2 * FULLY_JUDGED);
    }
}

/// Notes which time frames of a line have the same words.
fn repeat(line: &Line, frames: &mut [Frame]) {
    let mut seen: HashMap<u64, (usize, usize), BuildHasherDefault<Through>> =
        HashMap::with_capacity_and_hasher(frames.len(), BuildHasherDefault::default());
    for frame in frames.iter_mut() {
        let last = seen.insert(frame.words, (frame.from, frame.to));
        frame.before = last.filter(|last| last.1 <= frame.from);
    }
    for frame in frames.iter_mut() {
        frame.later = match seen.get(&frame.words) {
            Some(last) if last.0 < frame.to => Repeat::Never,
            Some(last) if last.1 == line.bounds.len() - 1 => Repeat::End,
            Some(last) if last.0 == frame.to => Repeat::Next,
            Some(_) => Repeat::Apart,
            None => Repeat::Never,
        };
    }
}
