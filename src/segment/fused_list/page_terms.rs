//! The terms of a page: which words and pairs of words occur on it, outside the list in question.

use std::cell::OnceCell;

/// How many bytes of a page are read for its terms: title, summary and most descriptions lie within, and the filter
/// stays in the nearest cache.
const READ: usize = 1 << 13;

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
        self.terms().has(Hash::of(word).folded)
    }

    /// Whether `word` occurs, letter for letter.
    #[must_use]
    pub fn has_exactly(&self, word: &str) -> bool {
        self.terms().has(Hash::of(word).exact)
    }

    /// Whether `first` and `second` occur as neighbors, in any case of letters.
    #[must_use]
    pub fn has_pair(&self, first: &str, second: &str) -> bool {
        self.terms().has(Hash::of(first).then(Hash::of(second)))
    }

    fn terms(&self) -> &Filter {
        self.terms.get_or_init(|| Filter::of(self.texts))
    }
}

/// The words of a text: runs of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A word, hashed with and without the case of its letters.
#[derive(Clone, Copy)]
struct Hash {
    folded: u64,
    exact: u64,
}

impl Hash {
    /// No word yet.
    const START: Hash = Hash { folded: 0xcbf2_9ce4_8422_2325, exact: 0x6c62_272e_07bb_0142 };

    fn of(word: &str) -> Self {
        word.bytes().fold(Self::START, Hash::with)
    }

    fn with(self, byte: u8) -> Self {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Hash { folded: step(self.folded, byte.to_ascii_lowercase()), exact: step(self.exact, byte) }
    }

    /// The pair of this word and the next.
    fn then(self, next: Hash) -> u64 {
        self.folded.rotate_left(29) ^ next.folded
    }
}

/// What a byte is to a word. Of letters beyond ASCII only the first byte tells.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Inside,
    Outside,
    /// The first of two or three bytes of a sign.
    Sign,
}

/// The part of each byte.
static PARTS: [Part; 256] = {
    let mut parts = [Part::Outside; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        byte += 1;
        parts[byte as usize] = match byte {
            // The signs of Latin-1, and U+2000 to U+2FFF: dashes, quotation marks, arrows, operators.
            0xc2 | 0xe2 => Part::Sign,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0x80.. => Part::Inside,
            _ => Part::Outside,
        };
    }
    parts
};

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
        let (mut last, mut word, mut in_sign) = (Hash::START, Hash::START, false);
        for &byte in text.as_bytes().iter().chain(b" ") {
            let part = PARTS[usize::from(byte)];
            in_sign = part == Part::Sign || in_sign && (0x80..0xc0).contains(&byte);
            if part == Part::Inside && !in_sign {
                word = word.with(byte);
            } else if word.folded != Hash::START.folded {
                self.add(word.folded);
                self.add(word.exact);
                self.add(last.then(word));
                (last, word) = (word, Hash::START);
            }
        }
    }

    fn add(&mut self, term: u64) {
        for (at, bit) in self.probes(term) {
            self.bits[at] |= bit;
        }
    }

    fn has(&self, term: u64) -> bool {
        self.probes(term).iter().all(|&(at, bit)| self.bits[at] & bit != 0)
    }

    fn probes(&self, term: u64) -> [(usize, u64); 2] {
        // The upper half of such a hash of a short word is mixed too little to be a probe of its own.
        let hash = term.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mask = self.bits.len() - 1;
        let place = |probe: u64| ((probe >> 6) as usize & mask, 1 << (probe & 63));
        [place(hash >> 40), place(hash >> 16)]
    }
}
