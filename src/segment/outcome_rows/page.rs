//! What the rows of one page have in common: a page says the same times again and again, in the same way.
//!
//! Each line is read by itself first; what that reading believes is counted, each row by its probability, and then every
//! row is judged again in the light of the others.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::families::{Class, New, Size};
use super::features::{Weigh, sum};
use super::lattice::{Arc, Kind, Lattice};
use super::line::{Line, Near};
use crate::segment::Cells;
use crate::segment::linear::{Feature, Through, hash};
use crate::segment::term::{Template, template, term};

/// How often each trait of a row is expected on a page.
#[derive(Default)]
pub struct Customs {
    counts: HashMap<Feature, f32, BuildHasherDefault<Through>>,
    /// Rows with a time frame: without and with a description.
    timed: [f32; 2],
    rows: f32,
}

/// A row less probable than this tells nothing about the page.
const FAINT: f32 = 0.02;

/// A trait of rows, by name and words.
fn named(kind: Template, words: [u64; 2]) -> Feature {
    words.into_iter().fold(kind.hashed(&[]), Feature::and)
}

/// What the row that begins at a node begins with.
fn measure(lattice: &Lattice, node: usize) -> Feature {
    let [one, other, ..] = lattice.line.near(lattice.bound(node)).right;
    named(template!("measure"), [one.hash, other.hash])
}

/// The words of a time frame, and the same with figures generalized.
fn time(lattice: &Lattice, frame: usize) -> [Feature; 2] {
    let (from, to) = lattice.frame(frame);
    let words = lattice.line.between(from, to).iter();
    let pattern = Feature::first(const { hash(b"pattern") });
    [
        Feature::first(const { hash(b"time") }).and(lattice.frames[frame].words),
        words.fold(pattern, |name, word| name.and(word.hash)),
    ]
}

/// How a time frame begins at a bound, and where it begins.
fn opening(line: &Line, from: usize) -> [Feature; 2] {
    let Near { left: [last, ..], right: [first, ..], .. } = line.near(&line.bounds[from]);
    let [before, shape] = [last, first].map(|word| word.shape().term().hash);
    [named(template!("opening"), [first.hash, shape]), named(template!("mark"), [before, shape])]
}

/// What the description that begins at a bound begins with.
fn description(line: &Line, from: usize) -> Feature {
    let [one, other, ..] = line.near(&line.bounds[from]).right;
    named(template!("description"), [one.hash, other.hash])
}

/// The share of a line's own reading in the customs of its page, by what the rows that may be read there have in common.
struct Own {
    frames: Vec<f32>,
    bounds: Vec<f32>,
    nodes: Vec<f32>,
    ends: Vec<f32>,
    /// Of rows with a time frame: without and with a description.
    timed: [f32; 2],
    rows: f32,
}

impl Own {
    fn of(lattice: &Lattice, probabilities: &[f32]) -> Self {
        let mut own = Own {
            frames: vec![0.0; lattice.frames.len()],
            bounds: vec![0.0; lattice.line.bounds.len()],
            nodes: vec![0.0; lattice.nodes.len()],
            ends: vec![0.0; lattice.line.bounds.len()],
            timed: [0.0; 2],
            rows: 0.0,
        };
        for (arc, &probability) in
            lattice.arcs.iter().zip(probabilities).filter(|(_, probability)| **probability > FAINT)
        {
            own.rows += probability;
            own.nodes[arc.from] += probability;
            if let Some(frame) = arc.kind.frame() {
                own.frames[frame] += probability;
                own.bounds[lattice.frames[frame].from] += probability;
            }
            match arc.kind {
                Kind::Described(frame) => {
                    own.timed[1] += probability;
                    own.ends[lattice.frames[frame].to] += probability;
                }
                Kind::Timed(_) => own.timed[0] += probability,
                Kind::Bare => {}
            }
        }
        own
    }
}

/// A time frame in the light of the page, as values of features.
struct Seen {
    words: Size,
    new: New,
    time: f32,
    pattern: f32,
    opening: f32,
    mark: f32,
    /// What follows it as a description.
    description: [f32; 2],
}

impl Customs {
    /// Counts the rows of a line, each by its probability.
    pub fn learn(&mut self, lattice: &Lattice, probabilities: &[f32]) {
        let own = Own::of(lattice, probabilities);
        self.rows += own.rows;
        for (all, own) in self.timed.iter_mut().zip(own.timed) {
            *all += own;
        }
        let mut add = |feature, count| *self.counts.entry(feature).or_default() += count;
        let some = |counts: Vec<f32>| counts.into_iter().enumerate().filter(|(_, count)| *count > 0.0);
        for (n, count) in some(own.frames) {
            for feature in time(lattice, n) {
                add(feature, count);
            }
        }
        for (n, count) in some(own.bounds) {
            for feature in opening(&lattice.line, n) {
                add(feature, count);
            }
        }
        for (n, count) in some(own.nodes) {
            add(measure(lattice, n), count);
        }
        for (n, count) in some(own.ends) {
            add(description(&lattice.line, n), count);
        }
    }

    fn count(&self, feature: Feature, own: f32) -> f32 {
        (self.counts.get(&feature).copied().unwrap_or(0.0) - own).max(0.0)
    }

    /// Scores the rows of a line anew, in the light of the other rows.
    pub fn judge(&self, lattice: &Lattice, probabilities: &[f32], weigh: &mut impl Weigh) -> Vec<Arc> {
        let mut judge = self.judge_of(lattice, probabilities);
        lattice.arcs.iter().map(|arc| Arc { score: judge(arc, weigh), ..*arc }).collect()
    }

    /// The judgment of single rows of a line.
    pub fn judge_of<'c, W: Weigh>(
        &'c self,
        lattice: &'c Lattice,
        probabilities: &[f32],
    ) -> impl FnMut(&Arc, &mut W) -> f32 {
        let own = Own::of(lattice, probabilities);
        let others = (self.rows - own.timed[0] - own.timed[1]).max(0.0);
        let rows = Rows { others: others.ln_1p(), own, customs: self, lattice };
        let mut seen: Vec<Option<Seen>> = lattice.frames.iter().map(|_| None).collect();
        move |arc, weigh| {
            let scale = sum!(weigh; "p.scale" {}; arc.score);
            scale
                + match arc.kind.frame() {
                    None => sum!(weigh; "p.bare" {}),
                    Some(n) => rows.agreement(arc, seen[n].get_or_insert_with(|| rows.see(n)), weigh),
                }
        }
    }
}

/// The rows of a line among all rows of the page.
struct Rows<'c, 't> {
    customs: &'c Customs,
    lattice: &'c Lattice<'t>,
    own: Own,
    /// The logarithm of the number of other rows, and one.
    others: f32,
}

impl Rows<'_, '_> {
    fn see(&self, n: usize) -> Seen {
        let (lattice, customs, own) = (self.lattice, self.customs, &self.own);
        let (frame, (from, to)) = (lattice.frames[n], lattice.frame(n));
        let [time, pattern] = time(lattice, n).map(|each| customs.count(each, own.frames[n]));
        let [opening, mark] =
            opening(&lattice.line, frame.from).map(|each| customs.count(each, own.bounds[frame.from]));
        let description = customs.count(description(&lattice.line, frame.to), own.ends[frame.to]);
        Seen {
            words: Size(lattice.line.between(from, to).len()),
            new: New(time < 0.3),
            time: time.ln_1p(),
            pattern: pattern.ln_1p(),
            opening: (opening + 0.2).ln() - self.others,
            mark: (mark + 0.2).ln() - self.others,
            description: [description.ln_1p(), (description + 0.2).ln() - self.others],
        }
    }

    fn agreement(&self, arc: &Arc, seen: &Seen, weigh: &mut impl Weigh) -> f32 {
        let (line, cells) = (&self.lattice.line, self.lattice.line.cells);
        let mut total = sum!(weigh; "p.time" {seen.words}; seen.time, "p.times" {cells}; seen.time,
            "p.pattern" {seen.words}; seen.pattern, "p.opening" {cells}; seen.opening,
            "p.mark" {cells}; seen.mark, "p.new" {seen.new}; self.others);
        if arc.from > 0 {
            let own = self.own.nodes[arc.from];
            let measure = self.customs.count(measure(self.lattice, arc.from), own);
            let value = measure.ln_1p() - 0.3 * self.others;
            total += sum!(weigh; "p.measure" [term!("next")]; value);
        }
        let described = matches!(arc.kind, Kind::Described(_));
        let last = arc.kind.frame().map(|n| self.lattice.frames[n].to) == Some(line.bounds.len() - 1);
        if line.cells == Cells::Spaced || !last {
            let [all, own] = [self.customs.timed, self.own.timed].map(|timed| timed[usize::from(described)]);
            let kind = (all - own).max(0.0);
            total += sum!(weigh; "p.kind" {cells}; (kind + 0.3).ln() - self.others);
        }
        if described {
            let [beginning, share] = seen.description;
            total += sum!(weigh; "p.description" {cells}; beginning, "p.described" {cells}; share);
        }
        total
    }
}
