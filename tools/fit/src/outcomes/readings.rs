//! The readings of the lines of a page, and which of them are true.

use super::page::{Page, Truth};
use trialsift::segment::outcome_rows::{Customs, Kind, Lattice, Line, Runs, Weigh, posteriors};

/// A line as a model reads it.
pub struct Reading<'p> {
    pub lattice: Lattice<'p>,
    pub probabilities: Vec<f32>,
    pub truths: &'p [Truth],
}

/// The lines of a page, each with what is true of it.
pub fn lines(page: &Page) -> Vec<(Line<'_>, &[Truth])> {
    let mut lines = Vec::new();
    for table in &page.tables {
        for (n, (text, truths)) in table.lines.iter().enumerate() {
            let is_last = n + 1 == table.lines.len();
            lines.push((Line::read(text, page.cells, is_last), truths.as_slice()));
        }
    }
    let runs = Runs::of(lines.iter().map(|line| &line.0));
    for (line, _) in &mut lines {
        line.recall(&runs);
    }
    lines
}

/// The readings of a line; those that are true are among them where that is `known`.
pub fn read<'t>(line: Line<'t>, truths: &[Truth], known: bool, mut weigh: impl Weigh) -> Lattice<'t> {
    let frames = if known { true_frames(&line, truths).unwrap_or_default() } else { Vec::new() };
    Lattice::read(line, &frames, &mut weigh)
}

fn true_frames(line: &Line, truths: &[Truth]) -> Option<Vec<(usize, usize)>> {
    let right = |at: usize| line.bounds.iter().position(|bound| bound.right == at);
    let left = |at: usize| line.bounds.iter().position(|bound| bound.left == at);
    let frames = truths.iter().filter_map(|truth| truth.frame);
    frames.map(|(from, to)| Some((right(from)?, left(to)?))).collect()
}

/// The arcs that are true, or nothing where the lattice cannot hold the truth.
pub fn true_arcs(lattice: &Lattice, truths: &[Truth]) -> Option<Vec<usize>> {
    let place = |frame| {
        let (from, to) = lattice.frame(frame);
        (from.right, to.left)
    };
    let arc = |truth: &Truth| {
        lattice.arcs.iter().position(|arc| {
            lattice.bound(arc.from).right == truth.start
                && arc.kind.frame().map(place) == truth.frame
                && matches!(arc.kind, Kind::Described(_)) == truth.is_described
        })
    };
    truths.iter().map(arc).collect()
}

/// The readings of a page's lines, each alone.
pub fn readings(page: &Page, known: bool, weigh: impl Weigh + Copy) -> Vec<Reading<'_>> {
    let read = lines(page).into_iter().map(|(line, truths)| {
        let mut lattice = read(line, truths, known, weigh);
        let probabilities = if known { posteriors(lattice.nodes.len(), &lattice.arcs) } else { lattice.settle() };
        Reading { lattice, probabilities, truths }
    });
    read.collect()
}

/// What the rows of a page have in common.
pub fn customs(readings: &[Reading]) -> Customs {
    let mut customs = Customs::default();
    for Reading { lattice, probabilities, .. } in readings {
        customs.learn(lattice, probabilities);
    }
    customs
}
