//! The fitted model, with the weights that are asked for most laid out.

use super::bounds::Recurrence;
use super::features::Weigh;
use super::line::Line;
use super::term::{SIZES, step};
use crate::segment::Cells;
use crate::segment::linear::Linear;
use crate::segment::term::{Template, Term};

/// A family of features that tell a length.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    /// The family.
    pub family: Template,
    /// Its place in [`LENGTHS`].
    place: usize,
}

/// The names of the families.
const LENGTHS: [&str; 5] = ["t.size", "t.chars", "t.capitals", "m.size", "m.chars"];

impl Length {
    /// The family of that name; to be made in a `const`, so that a name that is none does not compile.
    pub(super) const fn of(name: &'static str) -> Self {
        let family = Template::new(name);
        Length { family, place: place(family, &LENGTHS) }
    }
}

/// A family of features that tell how words recur.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The family.
    pub family: Template,
    /// Its place in [`PAIRS`].
    place: usize,
}

/// The names of the families.
const PAIRS: [&str; 4] = ["g.s2", "g.s3", "g.e2", "g.e3"];

impl Pair {
    /// The family of that name; to be made in a `const`, like a [`Length`].
    pub(super) const fn of(name: &'static str) -> Self {
        let family = Template::new(name);
        Pair { family, place: place(family, &PAIRS) }
    }
}

/// Where a family stands among `names`, of which it must have one.
const fn place(family: Template, names: &[&'static str]) -> usize {
    let mut place = 0;
    while !family.is(Template::new(names[place])) {
        place += 1;
    }
    place
}

/// What a family weighs, by two lengths.
type Square = [[f32; SIZES.len()]; SIZES.len()];

/// A linear model whose weights of lengths are found without a search.
pub(super) struct Model {
    linear: Linear,
    lengths: [[f32; SIZES.len()]; LENGTHS.len()],
    /// By how cells are joined.
    pairs: [[Square; 2]; PAIRS.len()],
}

impl Model {
    pub(super) fn new(linear: Linear) -> Self {
        let lengths = LENGTHS.map(|name| SIZES.map(|size| linear.weight(Template::new(name).hashed(&[size]))));
        let pairs = PAIRS.map(|name| {
            [Cells::Spaced, Cells::Fused].map(|cells| {
                let family = |same, other| Template::new(name).hashed(&[Term::new(cells.name()), same, other]);
                SIZES.map(|same| SIZES.map(|other| linear.weight(family(same, other))))
            })
        });
        Model { linear, lengths, pairs }
    }
}

impl Weigh for &Model {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        (&self.linear).weigh(template, words, value)
    }

    #[inline]
    fn weigh_terms(&mut self, template: Template, terms: &[Term], value: f32) -> f32 {
        (&self.linear).weigh_terms(template, terms, value)
    }

    #[inline]
    fn weigh_length(&mut self, length: Length, of: usize) -> f32 {
        self.lengths[length.place][step(of)]
    }

    #[inline]
    fn weigh_recurrence(&mut self, pair: Pair, line: &Line, of: Recurrence) -> f32 {
        self.pairs[pair.place][line.cells as usize][step(of.same as usize)][step(of.other as usize)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_weighs_the_same_either_way() {
        let table = "t.chars 12\t0.5\nm.size 3\t-0.25\n";
        let (linear, model) = (Linear::read_words(table), Model::new(Linear::read_words(table)));
        for (length, of) in [(Length::of("t.chars"), 13), (Length::of("m.size"), 4), (Length::of("t.size"), 4)] {
            let weights = [(&linear).weigh_length(length, of), (&model).weigh_length(length, of)];
            assert_eq!(weights[0].to_bits(), weights[1].to_bits());
        }
        assert!((&model).weigh_length(Length::of("t.chars"), 13) > 0.0);
    }
}
