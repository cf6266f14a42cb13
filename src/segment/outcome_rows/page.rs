//! What the rows of one page have in common: a page says the same times again and again, in the same way.
//!
//! Each line is read by itself first; what that reading believes is counted, each row by its probability, and then every
//! row is judged again in the light of the others.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::features::{Template, Weigh, size, sum};
use super::lattice::{Arc, Kind, Lattice};
use super::line::{general, shape};
use crate::segment::linear::{Feature, Through};

/// How often each trait of a row is expected on a page.
#[derive(Default)]
pub struct Customs {
    counts: HashMap<Feature, f32, BuildHasherDefault<Through>>,
    rows: f32,
}

/// A row less probable than this tells nothing about the page.
const FAINT: f32 = 0.02;

/// The traits of a row that recur on a page.
struct Traits {
    time: Option<Feature>,
    pattern: Option<Feature>,
    opening: Option<Feature>,
    measure: Feature,
    mark: Option<Feature>,
    description: Option<Feature>,
    kind: Feature,
}

impl Traits {
    fn of(lattice: &Lattice, arc: &Arc) -> Self {
        let line = &lattice.line;
        let start = lattice.bound(arc.from);
        let frame = arc.kind.frame().map(|frame| lattice.frame(frame));
        let name = |kind: &str, words: &[&str]| {
            words.iter().fold(Feature::named(kind), |name, word| name.with(" ").with_folded(word))
        };
        let pattern = |(from, to)| {
            line.between(from, to)
                .iter()
                .fold(Feature::named("pattern"), |name, word| name.with(" ").with_folded(general(word.text)))
        };
        Traits {
            time: frame.map(|(from, to)| Feature::named("time ").with_folded(line.cell(from, to))),
            pattern: frame.map(pattern),
            opening: frame.map(|(from, _)| name("opening", &[line.after(from, 0), shape(line.after(from, 0))])),
            measure: name("measure", &[line.after(start, 0), line.after(start, 1)]),
            mark: frame.map(|(from, _)| name("mark", &[shape(line.before(from, 0)), shape(line.after(from, 0))])),
            description: match arc.kind {
                Kind::Described(_) => frame.map(|(_, to)| name("description", &[line.after(to, 0), line.after(to, 1)])),
                _ => None,
            },
            kind: Feature::named(match arc.kind {
                Kind::Bare => "bare",
                Kind::Timed(_) => "timed",
                Kind::Described(_) => "described",
            }),
        }
    }

    fn all(&self) -> impl Iterator<Item = Feature> {
        let sure = [self.measure, self.kind];
        [self.time, self.pattern, self.opening, self.mark, self.description].into_iter().flatten().chain(sure)
    }
}

/// The share of a line's own reading in the customs of its page, by what the rows that may be read there have in common.
struct Own {
    frames: Vec<f32>,
    bounds: Vec<f32>,
    nodes: Vec<f32>,
    ends: Vec<f32>,
    described: f32,
    timed: f32,
}

impl Own {
    fn of(lattice: &Lattice, probabilities: &[f32]) -> Self {
        let mut own = Own {
            frames: vec![0.0; lattice.frames.len()],
            bounds: vec![0.0; lattice.line.bounds.len()],
            nodes: vec![0.0; lattice.nodes.len()],
            ends: vec![0.0; lattice.line.bounds.len()],
            described: 0.0,
            timed: 0.0,
        };
        for (arc, &probability) in
            lattice.arcs.iter().zip(probabilities).filter(|(_, probability)| **probability > FAINT)
        {
            own.nodes[arc.from] += probability;
            if let Some(frame) = arc.kind.frame() {
                own.frames[frame] += probability;
                own.bounds[lattice.frames[frame].from] += probability;
            }
            match arc.kind {
                Kind::Described(frame) => {
                    own.described += probability;
                    own.ends[lattice.frames[frame].to] += probability;
                }
                Kind::Timed(_) => own.timed += probability,
                Kind::Bare => {}
            }
        }
        own
    }
}

impl Customs {
    /// Counts the rows of a line, each by its probability.
    pub fn learn(&mut self, lattice: &Lattice, probabilities: &[f32]) {
        for (arc, &probability) in
            lattice.arcs.iter().zip(probabilities).filter(|(_, probability)| **probability > FAINT)
        {
            self.rows += probability;
            for feature in Traits::of(lattice, arc).all() {
                *self.counts.entry(feature).or_default() += probability;
            }
        }
    }

    fn count(&self, feature: Option<Feature>, own: f32) -> f32 {
        let count = feature.and_then(|feature| self.counts.get(&feature)).copied();
        (count.unwrap_or(0.0) - own).max(0.0)
    }

    /// Scores the rows of a line anew, in the light of the other rows.
    pub fn judge(&self, lattice: &Lattice, probabilities: &[f32], weigh: &mut impl Weigh) -> Vec<Arc> {
        let mut judge = self.judge_of(lattice, probabilities);
        lattice.arcs.iter().map(|arc| Arc { score: judge(arc, weigh), ..*arc }).collect()
    }

    /// The judgment of single rows of a line.
    pub fn judge_of<W: Weigh>(&self, lattice: &Lattice, probabilities: &[f32]) -> impl FnMut(&Arc, &mut W) -> f32 {
        let own = Own::of(lattice, probabilities);
        move |arc, weigh| {
            weigh.weigh(const { Template::new("p.scale") }, &[], arc.score) + self.agreement(lattice, arc, &own, weigh)
        }
    }

    fn agreement(&self, lattice: &Lattice, arc: &Arc, own: &Own, weigh: &mut impl Weigh) -> f32 {
        let traits = Traits::of(lattice, arc);
        let others = (self.rows - own.described - own.timed).max(0.0);
        let measure = self.count(Some(traits.measure), own.nodes[arc.from]);
        let Some(n) = arc.kind.frame() else { return sum!(weigh; "p.bare" []) };
        let (frame, words) = (lattice.frames[n], lattice.line.between(lattice.frame(n).0, lattice.frame(n).1).len());
        let time = self.count(traits.time, own.frames[n]);
        let pattern = self.count(traits.pattern, own.frames[n]);
        let opening = self.count(traits.opening, own.bounds[frame.from]);
        let mark = self.count(traits.mark, own.bounds[frame.from]);
        let kind =
            self.count(Some(traits.kind), if matches!(arc.kind, Kind::Timed(_)) { own.timed } else { own.described });
        let cells = lattice.line.cells.name();
        let mut total = valued(weigh, Template::new("p.time"), size(words), time.ln_1p())
            + valued(weigh, Template::new("p.times"), cells, time.ln_1p())
            + valued(weigh, Template::new("p.pattern"), size(words), pattern.ln_1p())
            + valued(weigh, Template::new("p.opening"), cells, (opening + 0.2).ln() - (others + 1.0).ln())
            + valued(weigh, Template::new("p.mark"), cells, (mark + 0.2).ln() - (others + 1.0).ln())
            + valued(weigh, Template::new("p.new"), if time < 0.3 { "new" } else { "known" }, others.ln_1p());
        if arc.from > 0 {
            total += valued(weigh, Template::new("p.measure"), "next", measure.ln_1p() - 0.3 * others.ln_1p());
        }
        if lattice.line.cells == crate::segment::Cells::Spaced || lattice.line.bounds.len() - 1 != frame.to {
            total += valued(weigh, Template::new("p.kind"), cells, (kind + 0.3).ln() - (others + 1.0).ln());
        }
        if matches!(arc.kind, Kind::Described(_)) {
            let description = self.count(traits.description, own.ends[frame.to]);
            total += valued(weigh, Template::new("p.description"), cells, description.ln_1p());
            total += valued(weigh, Template::new("p.described"), cells, (description + 0.2).ln() - (others + 1.0).ln());
        }
        total
    }
}

fn valued(weigh: &mut impl Weigh, template: Template, word: &str, value: f32) -> f32 {
    weigh.weigh(template, &[word], value)
}
