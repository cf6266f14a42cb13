//! The words and the pairs of words that the model knows, numbered: what has no number weighs nothing.

use super::bounds::{CLOSERS, OPENERS};
use super::families::{COUPLE_FAMILIES, COUPLES};
use super::model::Told;
use super::term::{CLOSES, FIGURES, OPENS};
use crate::segment::linear::{hash, rows};
use crate::segment::term::Template;
use crate::segment::time_frame::{Part, vocabulary};

/// A word that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The upper half of its hash.
    half: u32,
    /// Its number; zero if the model weighs it nowhere.
    pub(super) number: u16,
    /// What it contributes to a time expression.
    pub(super) part: Part,
    /// Whether it opens or closes time frames.
    pub(super) marks: u8,
}

const UNKNOWN: Known = Known { half: 0, number: 0, part: Part::Other, marks: 0 };

/// A word is known at all.
const IS: u8 = 128;

/// The numbers of the words that are always known: before a line, after it, and figures.
pub(super) const BEFORE: u16 = 1;
/// See [`BEFORE`].
pub(super) const AFTER: u16 = 2;
/// See [`BEFORE`].
pub(super) const FIGURE: u16 = 3;

/// The words and pairs of a table of weights, and the words that the grammar of times knows.
pub(super) struct Vocabulary {
    /// A word stands at its place or at the next that is free.
    places: Vec<Known>,
    /// So does a pair, known by the numbers of both; what is zero is free.
    pairs: Vec<(u32, u16)>,
    /// How many words have a number, and the word that has none.
    pub(super) words: usize,
    /// How many pairs have a number, and the pair that has none.
    pub(super) known_pairs: usize,
}

impl Vocabulary {
    /// Of a table of weights.
    pub(super) fn of(table: &str) -> Self {
        let names: Vec<Vec<&str>> = rows(table).map(|(name, _)| name.split(' ').collect()).collect();
        let many: usize = names.iter().map(Vec::len).sum();
        // Most come more than once, so there is room for all that are not among them.
        let places = vec![UNKNOWN; (many + 1024).next_power_of_two()];
        let mut all = Vocabulary { places, pairs: Vec::new(), words: 1, known_pairs: 1 };
        let words = names.iter().flat_map(|name| &name[1..]).copied();
        ["^", "$", FIGURES.text].into_iter().chain(words).for_each(|word| all.number(word));
        for (hash, part) in vocabulary() {
            all.entry(hash).part = part;
        }
        for (list, mark) in [(OPENERS, OPENS), (CLOSERS, CLOSES)] {
            list.split_ascii_whitespace().for_each(|word| all.entry(hash(word.as_bytes())).marks |= mark);
        }
        let pairs: Vec<[u16; 2]> = names.iter().flat_map(|name| all.pairs_of(name)).collect();
        all.pairs = vec![(0, 0); (2 * pairs.len()).next_power_of_two().max(2)];
        for pair in pairs {
            all.number_pair(pair);
        }
        all
    }

    /// The place of a word, which is known from now on.
    fn entry(&mut self, hash: u64) -> &mut Known {
        let place = self.place(hash);
        let entry = &mut self.places[place];
        (entry.marks, entry.half) = (entry.marks | IS, (hash >> 32) as u32);
        entry
    }

    fn number(&mut self, word: &str) {
        let next = self.words as u16;
        let entry = self.entry(hash(word.as_bytes()));
        if entry.number == 0 {
            entry.number = next;
            self.words += 1;
        }
    }

    /// The pairs that a feature tells of.
    fn pairs_of(&self, name: &[&str]) -> Vec<[u16; 2]> {
        let family = Template::of(name[0]);
        let families = COUPLES.iter().zip(&COUPLE_FAMILIES).filter(|(_, other)| other.is(family));
        let told = families.filter_map(|(family, _)| Told::by(family, &name[1..]));
        told.map(|told| told.words.map(|word| self.number_of(word))).collect()
    }

    fn number_pair(&mut self, [one, other]: [u16; 2]) {
        let place = self.pair_place(key(one, other));
        if self.pairs[place].0 == 0 {
            self.pairs[place] = (key(one, other), self.known_pairs as u16);
            self.known_pairs += 1;
        }
    }

    #[inline]
    fn place(&self, hash: u64) -> usize {
        let (last, half) = (self.places.len() - 1, (hash >> 32) as u32);
        let mut place = hash as usize & last;
        while self.places[place].marks & IS != 0 && self.places[place].half != half {
            place = (place + 1) & last;
        }
        place
    }

    /// What is known of the word with this hash.
    #[inline]
    pub(super) fn find(&self, hash: u64) -> Known {
        self.places[self.place(hash)]
    }

    /// The number of a word; zero if it has none.
    pub(super) fn number_of(&self, word: &str) -> u16 {
        self.find(hash(word.as_bytes())).number
    }

    #[inline]
    fn pair_place(&self, key: u32) -> usize {
        let last = self.pairs.len() - 1;
        let mut place = (key.wrapping_mul(0x9e37_79b9) >> 16) as usize & last;
        while self.pairs[place].0 != 0 && self.pairs[place].0 != key {
            place = (place + 1) & last;
        }
        place
    }

    /// The number of the pair of two words with these numbers; zero if the model weighs it nowhere.
    #[inline]
    pub(super) fn pair(&self, one: u16, other: u16) -> u16 {
        if one == 0 || other == 0 { 0 } else { self.pairs[self.pair_place(key(one, other))].1 }
    }
}

fn key(one: u16, other: u16) -> u32 {
    u32::from(one) << 16 | u32::from(other)
}
