//! The ways to read a line: every row it may hold, scored, and the best path through them.
//!
//! Nodes are places where a row may begin; an arc is one row. Time frames are proposed first, on their own evidence, and
//! only the best of each stretch of the line become arcs, so the work grows with the length of the line and no faster.

use std::collections::HashMap;

use super::features::{self, Repeat, Weigh};
use super::line::{Bound, Line};
use crate::segment::Cells;
use crate::segment::linear::Feature;

/// The registry admits no longer measure or time frame.
const CELL: usize = 256;
/// The registry admits no longer description.
const DESCRIPTION: usize = 1_020;
/// Time frames of one stretch that are judged as a whole, not only by their ends.
const FULLY_JUDGED: usize = 40;
/// Time frames kept whose beginnings lie in one stretch of the line.
const PER_STRETCH: usize = 16;
/// Bytes of a stretch.
const STRETCH: usize = 192;
/// A time frame this much less likely (in logits) than the best of its stretch is not kept.
const MARGIN: f32 = 10.0;

/// A row less probable than this by its line alone is no longer thought of.
const IMPOSSIBLE: f32 = 1e-4;

/// A place of a line that may hold a time frame: two bounds, by number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The bound at which it begins.
    pub from: usize,
    /// The bound at which it ends.
    pub to: usize,
    /// What speaks for it.
    pub score: f32,
    /// The bound at which the same words begin the last time before, and the bound at which they end then.
    pub before: Option<(usize, usize)>,
    /// Whether the same words come again later in the line.
    pub later: Repeat,
}

impl Frame {
    /// Whether the words of the frame stand in a measure that begins at bound `start`, too.
    pub fn earlier(&self, start: usize) -> Repeat {
        match self.before {
            Some((from, to)) if from > start && to == self.from => Repeat::Next,
            Some((from, _)) if from > start => Repeat::Apart,
            _ => Repeat::Never,
        }
    }
}

/// What a row is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A measure alone, to the end of the line.
    Bare,
    /// A measure and this time frame.
    Timed(usize),
    /// A measure, this time frame and a description to the end of the line.
    Described(usize),
}

impl Kind {
    /// The number of the time frame.
    #[must_use]
    pub fn frame(self) -> Option<usize> {
        match self {
            Kind::Bare => None,
            Kind::Timed(frame) | Kind::Described(frame) => Some(frame),
        }
    }
}

/// One row that the line may hold.
#[derive(Clone, Copy, Debug)]
pub struct Arc {
    /// The node at which the row begins.
    pub from: usize,
    /// The node at which the next row begins.
    pub to: usize,
    /// Its cells.
    pub kind: Kind,
    /// What speaks for it, the time frame included.
    pub score: f32,
}

/// All rows that a line may hold.
pub struct Lattice<'t> {
    /// The line.
    pub line: Line<'t>,
    /// The time frames, by beginning.
    pub frames: Vec<Frame>,
    /// The bounds at which rows may begin, and the end of the line.
    pub nodes: Vec<usize>,
    /// The rows, by the node at which they begin.
    pub arcs: Vec<Arc>,
}

impl<'t> Lattice<'t> {
    /// Proposes the rows of a line; `known` time frames (as bounds) are kept whatever their score.
    pub fn read(line: Line<'t>, known: &[(usize, usize)], weigh: &mut impl Weigh) -> Self {
        let frames = frames(&line, known, weigh);
        let nodes = nodes(&line, &frames);
        let mut lattice = Lattice { line, frames, nodes, arcs: Vec::new() };
        lattice.arcs = lattice.rows(weigh);
        lattice
    }

    /// The bound that is a node.
    #[must_use]
    pub fn bound(&self, node: usize) -> &Bound {
        &self.line.bounds[self.nodes[node]]
    }

    /// The bounds of a time frame.
    #[must_use]
    pub fn frame(&self, frame: usize) -> (&Bound, &Bound) {
        let Frame { from, to, .. } = self.frames[frame];
        (&self.line.bounds[from], &self.line.bounds[to])
    }

    /// Gives up the rows that are all but impossible, and returns the probabilities of the others.
    pub fn settle(&mut self) -> Vec<f32> {
        let probabilities = posteriors(self.nodes.len(), &self.arcs);
        let mut likely: Vec<bool> = probabilities.iter().map(|&probability| probability > IMPOSSIBLE).collect();
        for arc in best(self.nodes.len(), &self.arcs) {
            likely[arc] = true;
        }
        let (mut keep, mut n) = (likely.iter(), 0);
        self.arcs.retain(|_| keep.next().is_some_and(|keep| *keep));
        let mut probabilities = probabilities;
        probabilities.retain(|_| {
            n += 1;
            likely[n - 1]
        });
        probabilities
    }

    fn end(&self) -> usize {
        self.nodes.len() - 1
    }

    fn rows(&self, weigh: &mut impl Weigh) -> Vec<Arc> {
        let content = tail(&self.line, weigh);
        let after: Vec<After> =
            (0..self.nodes.len()).map(|node| follow(&self.line, self.bound(node), &content, weigh)).collect();
        let ends: Vec<usize> =
            self.frames.iter().map(|frame| self.nodes.partition_point(|&node| node < frame.to)).collect();
        let (mut arcs, mut first) = (Vec::new(), 0);
        for node in 0..self.end() {
            first += self.frames[first..].iter().take_while(|frame| frame.from <= self.nodes[node]).count();
            self.rows_from(node, first, (&ends, &after), &mut arcs, weigh);
            if self.line.cells == Cells::Fused {
                break;
            }
        }
        arcs
    }

    fn rows_from(
        &self,
        node: usize,
        first: usize,
        (ends, after): (&[usize], &[After]),
        arcs: &mut Vec<Arc>,
        weigh: &mut impl Weigh,
    ) {
        let start = self.bound(node);
        let (mut last, mut measure, mut words) = (usize::MAX, 0.0, 0);
        for (n, frame) in self.frames.iter().enumerate().skip(first) {
            let from = &self.line.bounds[frame.from];
            if from.chars - start.chars > CELL {
                break;
            }
            if last != frame.from {
                (last, measure) = (frame.from, features::measure(&self.line, start, from, weigh));
                words = marks(&self.line, start, from);
            }
            let repeat = features::repetition(&self.line, "measure", frame.earlier(self.nodes[node]), weigh);
            let (score, to) = (measure + frame.score + repeat, ends[n]);
            if let Some(row) = after[to].row {
                arcs.push(Arc { from: node, to, kind: Kind::Timed(n), score: score + row });
            }
            if let Some((description, set)) = after[to].description {
                let score = score
                    + description
                    + features::repetition(&self.line, "description", frame.later, weigh)
                    + features::kinship(&self.line, start, &self.line.bounds[frame.to], [words, set], weigh);
                arcs.push(Arc { from: node, to: self.end(), kind: Kind::Described(n), score });
            }
        }
        let score = features::bare(&self.line, start, self.bound(self.end()), weigh);
        arcs.push(Arc { from: node, to: self.end(), kind: Kind::Bare, score });
    }
}

/// The words between two bounds, as a set.
pub(super) fn marks(line: &Line, from: &Bound, to: &Bound) -> u64 {
    line.between(from, to).iter().fold(0, |set, word| set | features::mark(word.text))
}

/// What may follow a time frame that ends at a node.
#[derive(Clone, Copy)]
struct After {
    /// The score of the next row, or of the end of the line.
    row: Option<f32>,
    /// The score of a description and the set of its words.
    description: Option<(f32, u64)>,
}

fn follow(line: &Line, at: &Bound, content: &[(f32, u64)], weigh: &mut impl Weigh) -> After {
    let end = &line.bounds[line.bounds.len() - 1];
    if at.left == end.left {
        return After { row: Some(features::ending(line, weigh)), description: None };
    }
    let row = (line.cells == Cells::Spaced).then(|| features::following(line, at, weigh));
    let description = (end.chars - at.chars <= DESCRIPTION).then(|| {
        let (words, set) = content[content.len().saturating_sub(1 + line.words.len() - Line::first_after(at))];
        (features::describing(line, at, weigh) + features::description(line, at, end, weigh) + words, set)
    });
    After { row, description }
}

/// For the last words of a line, from none to as many as a description can hold: how descriptive they are, and which.
fn tail(line: &Line, weigh: &mut impl Weigh) -> Vec<(f32, u64)> {
    let first = line.words.len().saturating_sub(DESCRIPTION);
    let mut content = vec![(0.0, 0)];
    for n in (first..line.words.len()).rev() {
        let (score, set) = content[content.len() - 1];
        content.push((score + features::descriptive(line, n, weigh), set | features::mark(line.words[n].text)));
    }
    content.reverse();
    content
}

fn nodes(line: &Line, frames: &[Frame]) -> Vec<usize> {
    let mut nodes: Vec<usize> =
        [0, line.bounds.len() - 1].into_iter().chain(frames.iter().map(|frame| frame.to)).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// The likeliest time frames of a line, by beginning.
fn frames(line: &Line, known: &[(usize, usize)], weigh: &mut impl Weigh) -> Vec<Frame> {
    let evidence = Evidence::read(line, weigh);
    let (mut kept, mut stretch, mut start) = (Vec::new(), Stretch::default(), 0);
    for (from, bound) in line.bounds.iter().enumerate().skip(1) {
        if bound.right > start + STRETCH {
            stretch.settle(line, known, &mut kept, weigh);
            start = bound.right;
        }
        if bound.opens || known.iter().any(|known| known.0 == from) {
            stretch.propose(line, from, &evidence, known, weigh);
        }
    }
    stretch.settle(line, known, &mut kept, weigh);
    kept.sort_by_key(|frame| (frame.from, frame.to));
    repeat(line, &mut kept);
    kept
}

/// What is known of each place of a line before two of them are taken together.
struct Evidence {
    /// How timely the words are, summed up to each word.
    content: Vec<f32>,
    /// Why a time frame ends at each bound.
    closings: Vec<f32>,
    /// What the grammar's opinion of an end weighs.
    opinions: [(&'static str, f32); 5],
}

impl Evidence {
    fn read(line: &Line, weigh: &mut impl Weigh) -> Self {
        let mut content = vec![0.0];
        for n in 0..line.words.len() {
            content.push(content[n] + features::timely(line, n, weigh));
        }
        let mut closing = |bound: &Bound| {
            if bound.closes { features::closing(line, bound, weigh) } else { f32::MIN }
        };
        let closings = line.bounds.iter().map(&mut closing).collect();
        Evidence { content, closings, opinions: features::opinions(line, weigh) }
    }
}

/// The time frames that may begin in one stretch of a line, with the ends that the grammar offers for each.
#[derive(Default)]
struct Stretch {
    /// Each time frame with the place of its ends in `stops`.
    frames: Vec<(Frame, usize)>,
    stops: Vec<Vec<usize>>,
}

impl Stretch {
    fn propose(
        &mut self,
        line: &Line,
        from: usize,
        evidence: &Evidence,
        known: &[(usize, usize)],
        weigh: &mut impl Weigh,
    ) {
        let start = &line.bounds[from];
        let (stops, opening) = (features::stops(line, start), features::opening(line, start, weigh));
        let before = evidence.content[Line::first_after(start)];
        for (to, end) in line.bounds.iter().enumerate().skip(from + 1) {
            if end.chars - start.chars > CELL {
                break;
            }
            if !end.closes && !known.contains(&(from, to)) {
                continue;
            }
            let closing = if end.closes { evidence.closings[to] } else { features::closing(line, end, weigh) };
            let score = opening + closing + evidence.content[end.before] - before;
            let opinion = features::agreement(&stops, end.left);
            let opinion = evidence.opinions.iter().find(|each| each.0 == opinion).map_or(0.0, |each| each.1);
            let frame = Frame { from, to, score, before: None, later: Repeat::Never };
            self.frames.push((Frame { score: score + opinion, ..frame }, self.stops.len()));
        }
        self.stops.push(stops);
    }

    /// Moves the best time frames to `kept`.
    fn settle(&mut self, line: &Line, known: &[(usize, usize)], kept: &mut Vec<Frame>, weigh: &mut impl Weigh) {
        best_of(&mut self.frames, FULLY_JUDGED, known);
        for (frame, stops) in &mut self.frames {
            let (from, to) = (&line.bounds[frame.from], &line.bounds[frame.to]);
            let opinion = features::opinion(line, &self.stops[*stops], to.left, weigh);
            frame.score += features::time(line, from, to, &self.stops[*stops], weigh) - opinion;
        }
        best_of(&mut self.frames, PER_STRETCH, known);
        kept.extend(self.frames.drain(..).map(|(frame, _)| frame));
        self.stops.clear();
    }
}

/// Keeps the best, and what is known.
fn best_of(frames: &mut Vec<(Frame, usize)>, most: usize, known: &[(usize, usize)]) {
    frames.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
    let best = frames.first().map_or(0.0, |frame| frame.0.score);
    let mut n = 0;
    frames.retain(|(frame, _)| {
        n += 1;
        n <= most && frame.score > best - MARGIN || known.contains(&(frame.from, frame.to))
    });
}

/// Notes which time frames of a line have the same words.
fn repeat(line: &Line, frames: &mut [Frame]) {
    let name =
        |frame: &Frame| Feature::named("").with_folded(line.cell(&line.bounds[frame.from], &line.bounds[frame.to]));
    let mut seen: HashMap<Feature, (usize, usize)> = HashMap::new();
    for frame in frames.iter_mut() {
        let last = seen.insert(name(frame), (frame.from, frame.to));
        frame.before = last.filter(|last| last.1 <= frame.from);
    }
    for frame in frames.iter_mut() {
        frame.later = match seen.get(&name(frame)) {
            Some(last) if last.0 < frame.to => Repeat::Never,
            Some(last) if last.1 == line.bounds.len() - 1 => Repeat::End,
            Some(last) if last.0 == frame.to => Repeat::Next,
            Some(_) => Repeat::Apart,
            None => Repeat::Never,
        };
    }
}

/// The probability of each arc, given the scores of all.
#[must_use]
pub fn posteriors(nodes: usize, arcs: &[Arc]) -> Vec<f32> {
    let (mut forward, mut backward) = (vec![f64::NEG_INFINITY; nodes], vec![f64::NEG_INFINITY; nodes]);
    forward[0] = 0.0;
    backward[nodes - 1] = 0.0;
    for arc in arcs {
        forward[arc.to] = log_sum(forward[arc.to], forward[arc.from] + f64::from(arc.score));
    }
    for arc in arcs.iter().rev() {
        backward[arc.from] = log_sum(backward[arc.from], backward[arc.to] + f64::from(arc.score));
    }
    let all = backward[0];
    #[expect(clippy::cast_possible_truncation, reason = "a probability needs no more than seven digits")]
    let probability = |arc: &Arc| (forward[arc.from] + f64::from(arc.score) + backward[arc.to] - all).exp() as f32;
    arcs.iter().map(probability).collect()
}

fn log_sum(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// The best path from the first node to the last, as numbers of arcs.
#[must_use]
pub fn best(nodes: usize, arcs: &[Arc]) -> Vec<usize> {
    let mut reach: Vec<Option<(f32, usize)>> = vec![None; nodes];
    for (n, arc) in arcs.iter().enumerate() {
        let before = if arc.from == 0 { Some(0.0) } else { reach[arc.from].map(|reach| reach.0) };
        let Some(before) = before else { continue };
        if reach[arc.to].is_none_or(|reach| before + arc.score > reach.0) {
            reach[arc.to] = Some((before + arc.score, n));
        }
    }
    let (mut path, mut node) = (Vec::new(), nodes - 1);
    while let (true, Some((_, arc))) = (node > 0, reach[node]) {
        path.push(arc);
        node = arcs[arc].from;
    }
    path.reverse();
    path
}
