//! What speaks for and against a whole item: the third reading.
//!
//! A seam is weighed by what stands around it; an item by how it begins and ends together, by what it holds, and by
//! whether its neighbors are made alike.

use super::counts::Step;
use super::evidence::{Block, Sink};
use super::facts::Facts;
use super::ladder::{Ladder, ladder, level, tenth, tokens};
use super::style::logit;
use super::words::Word;
use crate::segment::term::{Term, template, term};

/// The items that a block may hold.
pub struct Whole<'b, 'w, 't> {
    block: &'b Block<'w, 't>,
    /// For each word, what the words before it hold.
    sums: Vec<Sums>,
    /// The share of the likely seams that follow a period, a semicolon, neither.
    shares: [f32; 3],
    /// The share of the likely seams with a small letter after them.
    small: f32,
}

/// What the words up to one hold.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    periods: u32,
    semicolons: u32,
    colons: u32,
    verbs: u32,
    depth: i32,
}

/// An item that is thought of.
#[derive(Clone, Copy, Debug)]
pub struct Thought {
    /// Its first word.
    pub start: usize,
    /// The word after its last.
    pub end: usize,
    /// The probabilities of the seams at its start and its end.
    pub seams: [f32; 2],
    /// The probability of the likeliest seam inside it.
    pub inner: f32,
    /// The probability that both seams and nothing between them are right, by the second reading.
    pub likely: f32,
}

impl<'b, 'w, 't> Whole<'b, 'w, 't> {
    /// Sums up a block in which a seam before word `n` has the probability `likely[n]`.
    #[must_use]
    pub fn read(block: &'b Block<'w, 't>, likely: &[f32]) -> Self {
        let list = &block.words.list;
        let mut sums = Vec::with_capacity(list.len() + 1);
        let mut sum = Sums::default();
        let (mut kinds, mut small, mut all) = ([0.3, 0.3, 0.3], 0.2, 0.9);
        for (at, word) in list.iter().enumerate() {
            sums.push(sum);
            sum.add(word);
            if !block.first(at) {
                kinds[kind(&list[at - 1])] += likely[at];
                small += if word.facts.any(Facts::SMALL) { likely[at] } else { 0.0 };
                all += likely[at];
            }
        }
        sums.push(sum);
        Whole { block, sums, shares: kinds.map(|kind| kind / all), small: small / all }
    }

    /// The words of the block.
    pub(super) fn words(&self) -> &[Word<'t>] {
        &self.block.words.list
    }

    /// Tells `sink` everything that bears on an item.
    pub fn tell(&self, item: &Thought, sink: &mut impl Sink) {
        let words = self.words();
        let (first, last) = (&words[item.start], &words[item.end - 1]);
        let near = |at: Option<usize>| self.block.words.near(at, first.part);
        let (before, next) = (near(item.start.checked_sub(1)), near(Some(item.end)));
        sink.measures(template!("3.logit"), logit(item.likely));
        sink.holds(template!("3.bias"), &[]);
        sink.holds(template!("3.l"), &[level(item.likely)]);
        sink.holds(template!("3.seams"), &[level(item.seams[0]), level(item.seams[1])]);
        sink.holds(template!("3.inner"), &[level(item.inner), last.end]);
        let ends = [before.map_or(term!("^"), |word| word.end), last.end];
        let shapes = [first.shape, next.map_or(term!("$"), |word| word.shape)];
        sink.holds(template!("3.ends"), &ends);
        sink.holds(template!("3.shapes"), &shapes);
        sink.holds(template!("3.around"), &[ends[0], shapes[0], ends[1], shapes[1]]);
        self.tell_words(first, last, item, sink);
        self.tell_inside(item, last, sink);
        self.tell_likeness(item, next, last, sink);
    }

    fn tell_words(&self, first: &Word, last: &Word, item: &Thought, sink: &mut impl Sink) {
        let size = tokens(item.end - item.start);
        sink.holds(template!("3.size"), &[size, last.end]);
        sink.holds(template!("3.size-shape"), &[size, first.shape]);
        sink.holds(template!("3.first"), &[first.key]);
        sink.holds(template!("3.first-size"), &[first.speech, size]);
        sink.holds(template!("3.last"), &[last.key, last.end]);
        sink.holds(template!("3.speech"), &[first.speech, last.speech, last.end]);
        let words = self.words();
        if item.end - item.start > 2 {
            let (second, last_but_one) = (&words[item.start + 1], &words[item.end - 2]);
            sink.holds(template!("3.two"), &[first.key, second.key]);
            sink.holds(template!("3.two-speech"), &[first.speech, second.speech, last_but_one.speech, last.speech]);
        } else {
            sink.holds(template!("3.short"), &[first.speech, last.speech]);
        }
    }

    fn tell_inside(&self, item: &Thought, last: &Word, sink: &mut impl Sink) {
        let (from, to) = (self.sums[item.start], self.sums[item.end - 1]);
        let depth = self.sums[item.end].depth - from.depth;
        let periods = TIMES.step(to.periods - from.periods);
        let semicolons = TIMES.step(to.semicolons - from.semicolons);
        let colons = TIMES.step(to.colons - from.colons);
        sink.holds(template!("3.periods"), &[periods, last.end]);
        sink.holds(template!("3.semicolons"), &[semicolons, last.end]);
        sink.holds(template!("3.colons"), &[colons, last.end]);
        sink.holds(template!("3.inside"), &[periods, semicolons, colons]);
        sink.holds(template!("3.verbs"), &[TIMES.step(to.verbs - from.verbs), last.end]);
        let brackets = match depth {
            0 => term!("even"),
            1.. => term!("open"),
            _ => term!("closed"),
        };
        sink.holds(template!("3.depth"), &[brackets]);
    }

    fn tell_likeness(&self, item: &Thought, next: Option<&Word>, last: &Word, sink: &mut impl Sink) {
        let first = &self.block.words.list[item.start];
        let share = tenth(self.shares[kind(last)]);
        sink.holds(
            template!("3.style"),
            &[last.end, share, if next.is_some() { term!("inner") } else { term!("last") }],
        );
        sink.holds(template!("3.small"), &[first.shape, tenth(self.small)]);
        if let Some(next) = next {
            let same = if next.key.is(first.key) { term!("same") } else { term!("other") };
            sink.holds(template!("3.next"), &[same, first.shape]);
            sink.holds(template!("3.count"), &[counted(first, next)]);
        }
    }
}

impl Sums {
    fn add(&mut self, word: &Word) {
        self.periods += u32::from(word.facts.any(Facts::PERIOD));
        self.semicolons += u32::from(word.facts.any(Facts::SEMICOLON));
        self.colons += u32::from(word.facts.any(Facts::COLON));
        self.verbs += u32::from(word.facts.any(Facts::VERB));
        if !word.brackets {
            return;
        }
        for sign in word.text.chars() {
            match sign {
                '(' | '[' | '（' => self.depth += 1,
                ')' | ']' | '）' => self.depth -= 1,
                _ => {}
            }
        }
    }
}

/// How an item ends: with a period, a semicolon, neither.
fn kind(last: &Word) -> usize {
    match last.facts {
        facts if facts.any(Facts::PERIOD) => 0,
        facts if facts.any(Facts::SEMICOLON) => 1,
        _ => 2,
    }
}

/// How the marks of two neighbors follow each other.
fn counted(one: &Word, two: &Word) -> Term<'static> {
    let follows = |a: &Step| two.steps.iter().flatten().any(|b| a.style == b.style && a.number + 1 == b.number);
    let counts = |word: &Word| word.steps.iter().any(Option::is_some);
    match (counts(one), counts(two)) {
        (false, false) => term!("none"),
        (false, true) => term!("begins"),
        (true, false) => term!("ends"),
        _ if one.steps.iter().flatten().any(follows) => term!("rises"),
        _ => term!("other"),
    }
}

/// How often something stands in an item.
static TIMES: Ladder = ladder![0 => "0", 1 => "1", 2 => "2", 3 => "3", 6 => "6"];
