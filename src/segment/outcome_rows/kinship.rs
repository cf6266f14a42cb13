//! What the cells of a row have in common.

use super::bounds::Bound;
use super::features::{Repeat, Weigh, repetition, sum};
use super::line::Line;
use super::term::{SIZES, size, step};
use crate::segment::term::{Term, term};

/// What is compared of a cell.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// Its words, as a set.
    words: u64,
    /// How many there are in the set.
    many: u32,
    /// The first three words from its beginning on, hashed.
    first: [u64; 3],
    /// The first word, as a set.
    mark: u64,
}

impl Cell {
    /// Of the cell that begins at a bound and has these words.
    pub(super) fn new(line: &Line, from: &Bound, words: u64) -> Self {
        let [first, second, third, _] = line.near(from).right;
        let mark = first.general_mark();
        Cell { words, many: words.count_ones(), first: [first, second, third].map(|word| word.hash), mark }
    }

    /// The same with more words.
    pub(super) fn with(self, more: u64) -> Self {
        let words = self.words | more;
        Cell { words, many: words.count_ones(), ..self }
    }
}

/// What a measure and a description have in common.
#[derive(Clone, Copy)]
pub(super) struct Kinship {
    /// Words of the measure that the description has, too.
    shared: usize,
    /// The same, in eighths of the words of the measure.
    share: usize,
    /// Words with which both begin.
    same: usize,
    /// Whether the description begins with a word of the measure.
    known: bool,
}

impl Kinship {
    /// Of a measure and a description.
    #[inline]
    pub(super) fn of(measure: &Cell, description: &Cell) -> Self {
        let shared = match measure.words & description.words {
            0 => 0,
            shared => shared.count_ones(),
        };
        let share = if shared == 0 { 0 } else { shared * 8 / measure.many };
        let same = measure.first.iter().zip(&description.first).take_while(|(one, other)| one == other).count();
        Kinship { shared: shared as usize, share: share as usize, same, known: description.mark & measure.words != 0 }
    }

    /// Why the two belong together.
    pub(super) fn weighed(self, line: &Line, weigh: &mut impl Weigh) -> f32 {
        share(size(self.share), weigh)
            + shared(size(self.shared), weigh)
            + same(line, self.same, weigh)
            + known(self.known, weigh)
    }
}

fn share(share: Term, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "k.share" [share])
}

fn shared(count: Term, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "k.count" [count])
}

fn same(line: &Line, count: usize, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "k.same" [size(count), line.joined])
}

fn known(known: bool, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "k.known" [if known { term!("known") } else { term!("new") }])
}

/// What each relation of the cells of a row weighs: the same in all lines of a table.
pub(super) struct Relations {
    /// By the [`Repeat`] of the time frame in the measure.
    pub(super) measure: [f32; 4],
    /// By the [`Repeat`] of the time frame in the description.
    pub(super) description: [f32; 4],
    share: [f32; SIZES.len()],
    shared: [f32; SIZES.len()],
    same: [f32; 4],
    known: [f32; 2],
}

impl Relations {
    pub(super) fn read(line: &Line, weigh: &mut impl Weigh) -> Self {
        let mut repeats = |cell| {
            [Repeat::Never, Repeat::Next, Repeat::Apart, Repeat::End]
                .map(|repeat| repetition(line, cell, repeat, weigh))
        };
        Relations {
            measure: repeats(term!("measure")),
            description: repeats(term!("description")),
            share: SIZES.map(|size| share(size, weigh)),
            shared: SIZES.map(|size| shared(size, weigh)),
            same: [0, 1, 2, 3].map(|count| same(line, count, weigh)),
            known: [false, true].map(|each| known(each, weigh)),
        }
    }

    /// The same as [`Kinship::weighed`].
    pub(super) fn kinship(&self, of: Kinship) -> f32 {
        self.share[step(of.share)]
            + self.shared[step(of.shared)]
            + self.same[of.same]
            + self.known[usize::from(of.known)]
    }
}
