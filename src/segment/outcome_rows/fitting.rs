//! The way back from the rows of a line to the features that scored them, for fitting.

use std::collections::BTreeMap;

use super::features::{self, Opinion, Weigh};
use super::kinship::{Cell, Kinship};
use super::lattice::{Kind, Lattice, marks};
use super::line::Line;
use crate::segment::term::{Template, term};
use crate::segment::time_frame;

/// Scales all that is weighed.
struct Scaled<'w, W> {
    inner: &'w mut W,
    by: f32,
}

impl<W: Weigh> Weigh for Scaled<'_, W> {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        self.inner.weigh(template, words, value * self.by)
    }
}

/// A share too small to learn from.
const NOTHING: f32 = 1e-4;

/// Weighs every feature of every arc, each held to the degree that `shares` gives the arc.
pub fn retrace(lattice: &Lattice, shares: &[f32], weigh: &mut impl Weigh) {
    let (mut frames, mut measures, mut after) = (vec![0.0; lattice.frames.len()], BTreeMap::new(), BTreeMap::new());
    for (arc, &share) in lattice.arcs.iter().zip(shares).filter(|(_, share)| share.abs() > NOTHING) {
        let weigh = &mut Scaled { inner: weigh, by: share };
        let (line, start) = (&lattice.line, lattice.bound(arc.from));
        let Some(n) = arc.kind.frame() else {
            features::bare(line, start, &line.bounds[line.bounds.len() - 1], weigh);
            continue;
        };
        frames[n] += share;
        let (frame, described) = (lattice.frames[n], matches!(arc.kind, Kind::Described(_)));
        *measures.entry((lattice.nodes[arc.from], frame.from)).or_insert(0.0) += share;
        *after.entry((frame.to, described)).or_insert(0.0) += share;
        features::repetition(line, term!("measure"), frame.earlier(lattice.nodes[arc.from]), weigh);
        if described {
            features::repetition(line, term!("description"), frame.later, weigh);
            let end = &line.bounds[line.bounds.len() - 1];
            let (from, to) = lattice.frame(n);
            let measure = Cell::new(line, start, marks(line, start, from));
            let description = Cell::new(line, to, marks(line, to, end));
            Kinship::of(&measure, &description).weighed(line, weigh);
        }
    }
    for (n, &share) in frames.iter().enumerate().filter(|(_, share)| share.abs() > NOTHING) {
        frame(lattice, n, &mut Scaled { inner: weigh, by: share });
    }
    for ((start, from), share) in measures {
        let bounds = &lattice.line.bounds;
        features::measure(&lattice.line, &bounds[start], &bounds[from], &mut Scaled { inner: weigh, by: share });
    }
    for ((at, described), share) in after {
        follow(&lattice.line, at, described, &mut Scaled { inner: weigh, by: share });
    }
}

fn frame(lattice: &Lattice, n: usize, weigh: &mut impl Weigh) {
    let (line, (from, to)) = (&lattice.line, lattice.frame(n));
    features::opening(line, from, weigh);
    features::closing(line, to, weigh);
    let stops: Vec<usize> = time_frame::stops(&line.text[from.right..]).iter().map(|end| from.right + end).collect();
    features::time(line, from, to, Opinion::of(&stops, to.left), weigh);
    for word in Line::first_after(from)..to.before {
        features::timely(line, word, weigh);
    }
}

fn follow(line: &Line, at: usize, described: bool, weigh: &mut impl Weigh) {
    let (at, end) = (&line.bounds[at], &line.bounds[line.bounds.len() - 1]);
    match described {
        false if at.left == end.left => _ = features::ending(line, weigh),
        false => _ = features::following(line, at, weigh),
        true => {
            features::describing(line, at, weigh);
            features::description(line, at, end, weigh);
            for word in Line::first_after(at)..line.words().len() {
                features::descriptive(line, word, weigh);
            }
        }
    }
}
