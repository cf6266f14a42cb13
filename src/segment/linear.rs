//! A linear model over named features: the sum of the weights of the features that hold.
//!
//! Weights are a committed table (`name<TAB>weight`, `#` starts a comment), so a person can read what the model
//! believes. A feature is known by a hash of its name, which can be built up piece by piece: no string is made while a
//! page is read. There are two ways to build it, and a model keeps to one of them: letter by letter ([`Feature::named`],
//! [`Feature::with`]), or word by word ([`Feature::of`], [`Feature::and`]), where each word of a page is hashed only once
//! however many features it is part of.

use std::hash::Hasher;

/// The name of a feature, hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Feature(u64);

impl Feature {
    /// The feature called `name`.
    #[must_use]
    pub const fn named(name: &str) -> Self {
        Feature(0xcbf2_9ce4_8422_2325).with(name)
    }

    /// The feature whose name goes on with `part`.
    #[must_use]
    pub const fn with(self, part: &str) -> Self {
        let (bytes, mut hash, mut at) = (part.as_bytes(), self.0, 0);
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            at += 1;
        }
        Feature(hash)
    }

    /// The feature whose name is these words, each parted from the next by a blank.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut words = name.split(' ').map(|word| hash(word.as_bytes()));
        let first = Feature(words.next().unwrap_or(0));
        words.fold(first, Feature::and)
    }

    /// Whether both are the same feature.
    pub(super) const fn is(self, other: Feature) -> bool {
        self.0 == other.0
    }

    /// The feature whose name begins with a word that is [hashed](hash) already.
    #[inline]
    #[must_use]
    pub const fn first(word: u64) -> Self {
        Feature(word)
    }

    /// The feature whose name goes on with a blank and a word that is [hashed](hash) already.
    #[inline]
    #[must_use]
    pub const fn and(self, word: u64) -> Self {
        Feature((self.0.rotate_left(29) ^ word).wrapping_mul(MIX))
    }

    /// The same, with ASCII letters of `part` in lower case.
    #[must_use]
    pub fn with_folded(self, part: &str) -> Self {
        Feature(part.bytes().fold(self.0, |hash, byte| {
            (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
        }))
    }

    /// The highest bits of the hash: those that `shift` leaves.
    #[inline]
    pub(super) const fn high(self, shift: u32) -> usize {
        (self.0 >> shift) as usize
    }
}

/// Odd, and its bits are as good as random.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// A word, hashed; see [`hashes`].
#[inline]
#[must_use]
pub const fn hash(word: &[u8]) -> u64 {
    hashes(word).1
}

/// A word, hashed: as it is, and with its ASCII letters in lower case.
#[inline]
#[must_use]
pub const fn hashes(word: &[u8]) -> (u64, u64) {
    // Of few bytes some stand in for others: the length must not differ from another by what a letter may make up for.
    let seed = (MIX ^ word.len() as u64).wrapping_mul(MIX);
    let (mut exact, mut small, mut rest) = (seed, seed, word);
    while let Some((eight, more)) = rest.split_first_chunk() {
        let eight = u64::from_le_bytes(*eight);
        (exact, small, rest) = (stir(exact, eight), stir(small, folded(eight)), more);
    }
    let last = few(rest);
    (stir(exact, last), stir(small, folded(last)))
}

/// Up to seven bytes as one number, some of them twice: two reads that overlap take in any four to seven. How many there
/// are is not told.
#[inline]
const fn few(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk(), bytes) {
        (Some(first), Some(last), _) => u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32,
        (_, _, [first, .., last]) => *first as u64 | (bytes[1] as u64) << 8 | (*last as u64) << 16,
        (_, _, [one]) => *one as u64,
        _ => 0,
    }
}

#[inline]
const fn stir(hash: u64, with: u64) -> u64 {
    let hash = (hash ^ with).wrapping_mul(MIX);
    hash ^ hash >> 32
}

/// Eight bytes at once: those that are ASCII capitals in lower case.
#[inline]
const fn folded(bytes: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let low = bytes & (0x7f * EACH);
    let from_a = low + (0x80 - b'A' as u64) * EACH;
    let past_z = low + (0x7f - b'Z' as u64) * EACH;
    let capitals = (from_a ^ past_z) & !bytes & (0x80 * EACH);
    bytes | capitals >> 2
}

/// Passes a [`Feature`] through: it is a hash already.
#[derive(Default)]
pub struct Through(u64);

impl Hasher for Through {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {
        unreachable!("features are hashed as one u64")
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// The weights of a model.
///
/// Whether the model knows a feature is as good as random, so a branch on it would be mispredicted again and again: a
/// feature has one bucket, and all of the bucket is compared without asking.
pub struct Linear {
    buckets: Box<[Bucket]>,
    /// The bits of a hash from this one on are the number of the bucket: chosen so that no bucket holds too many.
    shift: u32,
}

/// Some features, each by the upper half of its hash, with their weights. What is free has the weight zero.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Bucket {
    features: [u32; 4],
    /// As bits.
    weights: [u32; 4],
}

impl Linear {
    /// Reads a table of weights, of features hashed either way; a line that is no `name<TAB>weight` counts for nothing.
    #[must_use]
    pub fn read(table: &str) -> Self {
        let named = rows(table);
        let named = named.flat_map(|(name, weight)| [(Feature::named(name), weight), (Feature::of(name), weight)]);
        Self::of(&named.collect::<Vec<_>>())
    }

    /// The same, of features that are hashed word by word: half the room, and so nearer at hand.
    #[must_use]
    pub fn read_words(table: &str) -> Self {
        Self::of(&rows(table).map(|(name, weight)| (Feature::of(name), weight)).collect::<Vec<_>>())
    }

    /// The same, of features that are hashed letter by letter. Similar names leave their hashes similar in the bits that
    /// choose a bucket: among twice as many features some bucket overflows until there is many times the room.
    #[must_use]
    pub fn read_letters(table: &str) -> Self {
        Self::of(&rows(table).map(|(name, weight)| (Feature::named(name), weight)).collect::<Vec<_>>())
    }

    /// Of some features and their weights.
    pub(super) fn of(weights: &[(Feature, f32)]) -> Self {
        let weights: Vec<(Feature, f32)> = weights.iter().copied().filter(|(_, weight)| *weight != 0.0).collect();
        // About one choice in four does; should eight fail, there is more room for the next.
        let room = weights.len().next_power_of_two();
        let mut choices = (0..).map(|n| ((room << (n / 8)).max(2), 8 + n % 8));
        let fits = |(room, shift): &(usize, u32)| {
            let mut held = vec![0_u8; *room];
            weights.iter().all(|(Feature(hash), _)| {
                let held = &mut held[(hash >> shift) as usize & (room - 1)];
                *held += 1;
                *held <= 4
            })
        };
        let (room, shift) = choices.find(fits).unwrap_or((1, 0));
        let mut model = Linear { buckets: vec![Bucket::default(); room].into(), shift };
        for (feature, weight) in weights {
            let (bucket, half) = model.place(feature);
            let Bucket { features, weights } = &mut model.buckets[bucket];
            // There is room for it, as was counted.
            if let Some(slot) = (0..4).find(|&n| weights[n] == 0 || features[n] == half) {
                (features[slot], weights[slot]) = (half, weight.to_bits());
            }
        }
        model
    }

    /// The bucket of a feature, and what it is known by there.
    #[inline]
    fn place(&self, Feature(hash): Feature) -> (usize, u32) {
        ((hash >> self.shift) as usize & (self.buckets.len() - 1), (hash >> 32) as u32)
    }

    /// What `feature` adds to a score; nothing where the table does not know it.
    #[inline]
    #[must_use]
    pub fn weight(&self, feature: Feature) -> f32 {
        let (bucket, half) = self.place(feature);
        let Bucket { features, weights } = &self.buckets[bucket];
        let each = |n: usize| u32::from(features[n] == half).wrapping_neg() & weights[n];
        f32::from_bits(each(0) | each(1) | each(2) | each(3))
    }
}

/// The names and weights of a table.
pub(super) fn rows(table: &str) -> impl Iterator<Item = (&str, f32)> {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let pairs = rows.filter_map(|line| line.rsplit_once('\t'));
    pairs.filter_map(|(name, weight)| Some((name, weight.parse().ok()?)))
}

/// The probability of a score (logistic).
#[must_use]
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_length_have_hashes_of_their_own() {
        // `is` and `HSS` are the same but for a bit when the last letter of a short word stands in for one that is not there.
        let words =
            ["", "a", "aa", "aaa", "is", "hss", "abcd", "abcde", "aaaa", "aaaaa", "abcdefg", "abcdefgh", "abcdefghi"];
        let mut hashes = words.map(|word| hash(word.as_bytes())).to_vec();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), words.len());
    }

    #[test]
    fn every_letter_and_its_case_are_told() {
        for length in 1..20 {
            let word = vec![b'k'; length];
            for at in 0..length {
                let (mut other, mut capital) = (word.clone(), word.clone());
                (other[at], capital[at]) = (b'j', b'K');
                assert_ne!(hash(&word), hash(&other));
                assert_eq!(hash(&word), hash(&capital));
                assert_ne!(hashes(&word).0, hashes(&capital).0);
            }
        }
    }
}
