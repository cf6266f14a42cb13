//! The terms of a page: which words and pairs of words occur on it, outside the list in question.

use crate::segment::linear::{Feature, Through};
use std::cell::OnceCell;
use std::hash::{Hash, Hasher};

/// How many bytes of a page are read for its terms: title, summary and description lie well within.
const READ: usize = 1 << 16;

/// The words of some texts of a page, gathered at the first question.
///
/// Kept as a Bloom filter, so one answer in a hundred may be a false yes: fit for evidence, not for proof.
pub struct PageTerms<'p> {
    texts: &'p [&'p str],
    terms: OnceCell<Filter>,
}

impl<'p> PageTerms<'p> {
    /// The terms of `texts`, of which none is read before a question is asked.
    #[must_use]
    pub fn new(texts: &'p [&'p str]) -> Self {
        PageTerms { texts, terms: OnceCell::new() }
    }

    /// Whether `word` occurs, in any case of letters.
    #[must_use]
    pub fn has_word(&self, word: &str) -> bool {
        self.terms().has(any_case(word))
    }

    /// Whether `word` occurs, letter for letter.
    #[must_use]
    pub fn has_exactly(&self, word: &str) -> bool {
        self.terms().has(exact(word))
    }

    /// Whether `first` and `second` occur as neighbors, in any case of letters.
    #[must_use]
    pub fn has_pair(&self, first: &str, second: &str) -> bool {
        self.terms().has(pair(first, second))
    }

    fn terms(&self) -> &Filter {
        self.terms.get_or_init(|| Filter::of(self.texts))
    }
}

/// The words of a text: runs of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn any_case(word: &str) -> Feature {
    Feature::named("any ").with_folded(word)
}

fn exact(word: &str) -> Feature {
    Feature::named("exact ").with(word)
}

fn pair(first: &str, second: &str) -> Feature {
    Feature::named("pair ").with_folded(first).with(" ").with_folded(second)
}

/// A Bloom filter with two probes.
struct Filter {
    /// Invariant: the length is a power of two.
    bits: Vec<u64>,
}

impl Filter {
    fn of(texts: &[&str]) -> Self {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        // A word of six bytes brings three terms: sixteen bits a byte keep the filter nine tenths empty.
        let mut filter = Filter { bits: vec![0; (bytes.min(READ) / 4).next_power_of_two()] };
        let mut left = READ;
        for text in texts {
            let read = text.floor_char_boundary(left);
            left -= read;
            filter.read(&text[..read]);
        }
        filter
    }

    fn read(&mut self, text: &str) {
        let mut last = "";
        for word in words(text) {
            self.add(any_case(word));
            self.add(exact(word));
            self.add(pair(last, word));
            last = word;
        }
    }

    fn add(&mut self, term: Feature) {
        for (at, bit) in self.probes(term) {
            self.bits[at] |= bit;
        }
    }

    fn has(&self, term: Feature) -> bool {
        self.probes(term).iter().all(|&(at, bit)| self.bits[at] & bit != 0)
    }

    fn probes(&self, term: Feature) -> [(usize, u64); 2] {
        let mut hasher = Through::default();
        term.hash(&mut hasher);
        // The upper half of an FNV hash of a short word is mixed too little to be a probe of its own.
        let hash = hasher.finish().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mask = self.bits.len() - 1;
        [hash >> 40, hash >> 16].map(|probe| ((probe >> 6) as usize & mask, 1 << (probe & 63)))
    }
}
