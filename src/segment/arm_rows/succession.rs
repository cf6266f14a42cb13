//! Successions: how the first row of an arm resembles the row before it. Arms of one table are often worded alike.

use super::evidence::{same_word, yes_or_no};
use super::reading::Name;
use crate::segment::evidence::{Emit, kind};

/// What a successor sees of a reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gist<'t> {
    pub(super) label_ends: &'t str,
    pub(super) label_ends_in: &'static str,
    pub(super) label_words: &'static str,
    pub(super) description_starts: &'t str,
    pub(super) is_bare: bool,
    pub(super) name: Name,
}

/// What two readings have in common, a bit for each question; so few that each can be scored once and for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Succession(u16);

impl Succession {
    /// Every succession there can be, in the order of [`Succession::number`].
    pub fn all() -> impl Iterator<Item = Self> {
        (0..1 << 11).map(Succession)
    }

    /// Its place among all.
    #[must_use]
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    pub(super) fn of(old: &Gist, new: &Gist) -> Self {
        let answers = [
            old.name == Name::Nothing,
            new.name == Name::Nothing,
            same_word(old.label_ends, new.label_ends),
            old.label_words == new.label_words,
            old.label_ends_in == new.label_ends_in,
            same_word(old.description_starts, new.description_starts),
            old.is_bare,
            new.is_bare,
            old.name.is_some(),
            new.name.is_some(),
            old.name == new.name,
        ];
        Succession(answers.iter().rev().fold(0, |bits, &answer| bits << 1 | u16::from(answer)))
    }

    /// What speaks for and against an arm after another that is so like it.
    pub fn features(self, emit: &mut Emit) {
        let answer = |question: u16| yes_or_no(self.0 >> question & 1 == 1);
        if self.0 & 3 != 0 {
            return emit(kind!("after a row that is all label="), &[answer(0), answer(1)]);
        }
        emit(kind!("labels end alike="), &[answer(2)]);
        emit(kind!("labels of the same length="), &[answer(3)]);
        emit(kind!("labels end in the same kind="), &[answer(4)]);
        emit(kind!("descriptions start alike="), &[answer(5)]);
        emit(kind!("descriptions are empty="), &[answer(6), answer(7)]);
        emit(kind!("names before and now="), &[answer(8), answer(9)]);
        emit(kind!("name is the same="), &[answer(10)]);
    }
}
