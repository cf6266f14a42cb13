//! The ways to read a line: every row it may hold, scored, and the best path through them.
//!
//! Nodes are places where a row may begin; an arc is one row. Time frames are proposed first, on their own evidence, and
//! only the best of each stretch of the line become arcs, so the work grows with the length of the line and no faster.

use super::bounds::Bound;
use super::features::{self, Weigh};
use super::frames::{CELL, Frame, frames};
use super::kinship::{Cell, Kinship, Relations};
use super::line::Line;
use super::paths::{best, posteriors};
use crate::segment::Cells;

/// The registry admits no longer description.
const DESCRIPTION: usize = 1_020;

/// A row less probable than this by its line alone is no longer thought of.
const IMPOSSIBLE: f32 = 1e-4;

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
        let relations = Relations::read(&line, weigh);
        Self::related(line, known, &relations, weigh)
    }

    /// The same, given what the relations of cells weigh in the line's table.
    pub(super) fn related(
        line: Line<'t>,
        known: &[(usize, usize)],
        relations: &Relations,
        weigh: &mut impl Weigh,
    ) -> Self {
        let frames = frames(&line, known, weigh);
        let nodes = nodes(&line, &frames);
        let mut lattice = Lattice { line, frames, nodes, arcs: Vec::new() };
        lattice.arcs = lattice.rows(relations, weigh);
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

    fn rows(&self, relations: &Relations, weigh: &mut impl Weigh) -> Vec<Arc> {
        // No time frame ends where the line begins.
        let ends = self.nodes.get(1..).unwrap_or(&[]).iter().map(|end| &self.line.bounds[*end]);
        let content = tail(&self.line, ends.clone().next().map_or(0, Line::first_after), weigh);
        let after: Vec<After> = ends.map(|end| follow(&self.line, end, &content, weigh)).collect();
        let node = |frame: &Frame| self.nodes.partition_point(|&node| node < frame.to);
        let ends: Vec<usize> = self.frames.iter().map(node).collect();
        let usual = match self.line.cells {
            Cells::Spaced => 10 * self.frames.len(),
            Cells::Fused => 2 * self.frames.len() + 1,
        };
        let (mut arcs, mut first) = (Vec::with_capacity(usual), 0);
        for node in 0..self.end() {
            first += self.frames[first..].iter().take_while(|frame| frame.from <= self.nodes[node]).count();
            self.rows_from(node, first, (&ends, &after, relations), &mut arcs, weigh);
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
        (ends, after, relations): (&[usize], &[After], &Relations),
        arcs: &mut Vec<Arc>,
        weigh: &mut impl Weigh,
    ) {
        let (line, start, end) = (&self.line, self.bound(node), self.end());
        let (mut last, mut measure, mut cell) = (usize::MAX, 0.0, Cell::new(line, start, 0));
        // The words of the measure up to here are counted.
        let mut counted = Line::first_after(start);
        for (n, frame) in self.frames.iter().enumerate().skip(first) {
            let from = &line.bounds[frame.from];
            if from.chars - start.chars > CELL {
                break;
            }
            if last != frame.from {
                (last, measure) = (frame.from, features::measure(line, start, from, weigh));
                let more = line.words().get(counted..from.before).unwrap_or(&[]);
                cell = cell.with(more.iter().fold(0, |set, word| set | word.mark));
                counted = counted.max(from.before);
            }
            let repeat = relations.measure[frame.earlier(self.nodes[node]) as usize];
            let (score, to) = (measure + frame.score + repeat, ends[n]);
            let after = &after[to - 1];
            if let Some(row) = after.row {
                arcs.push(Arc { from: node, to, kind: Kind::Timed(n), score: score + row });
            }
            if let Some(description) = &after.description {
                let kinship = Kinship::of(&cell, &description.cell);
                let score = score
                    + description.score
                    + relations.description[frame.later as usize]
                    + relations.kinship(kinship);
                arcs.push(Arc { from: node, to: end, kind: Kind::Described(n), score });
            }
        }
        let score = features::bare(line, start, self.bound(end), weigh);
        arcs.push(Arc { from: node, to: end, kind: Kind::Bare, score });
    }
}

/// The words between two bounds, as a set.
pub(super) fn marks(line: &Line, from: &Bound, to: &Bound) -> u64 {
    line.between(from, to).iter().fold(0, |set, word| set | word.mark)
}

/// What may follow a time frame that ends at a node.
#[derive(Clone, Copy)]
struct After {
    /// The score of the next row, or of the end of the line.
    row: Option<f32>,
    description: Option<Description>,
}

/// A description to the end of the line.
#[derive(Clone, Copy)]
struct Description {
    score: f32,
    cell: Cell,
}

fn follow(line: &Line, at: &Bound, content: &[(f32, u64)], weigh: &mut impl Weigh) -> After {
    let end = &line.bounds[line.bounds.len() - 1];
    if at.left == end.left {
        return After { row: Some(features::ending(line, weigh)), description: None };
    }
    let row = (line.cells == Cells::Spaced).then(|| features::following(line, at, weigh));
    let description = (end.chars - at.chars <= DESCRIPTION).then(|| {
        let after = 1 + line.words().len() - Line::first_after(at);
        let (score, words) = content[content.len().saturating_sub(after)];
        let score = features::describing(line, at, weigh) + features::description(line, at, end, weigh) + score;
        Description { score, cell: Cell::new(line, at, words) }
    });
    After { row, description }
}

/// For the last words of a line, from none to all from `first` on or as many as a description can hold: how descriptive
/// they are, and which.
fn tail(line: &Line, first: usize, weigh: &mut impl Weigh) -> Vec<(f32, u64)> {
    let first = line.words().len().saturating_sub(DESCRIPTION).max(first);
    let mut content = Vec::with_capacity(line.words().len() + 1);
    content.push((0.0, 0));
    for n in (first..line.words().len()).rev() {
        let (score, set) = content[content.len() - 1];
        content.push((score + features::descriptive(line, n, weigh), set | line.words()[n].mark));
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
