//! A linear model over named features: the sum of the weights of the features that hold.
//!
//! Weights are a committed table (`name<TAB>weight`, `#` starts a comment), so a person can read what the model
//! believes. A feature is known by the FNV-1a hash of its name, which can be built up piece by piece: no string is
//! made while a page is read.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

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

    /// The same, with ASCII letters of `part` in lower case.
    #[must_use]
    pub fn with_folded(self, part: &str) -> Self {
        Feature(part.bytes().fold(self.0, |hash, byte| {
            (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0000_0100_0000_01b3)
        }))
    }
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
pub struct Linear {
    weights: HashMap<Feature, f32, BuildHasherDefault<Through>>,
}

impl Linear {
    /// Reads a table of weights; a line that is no `name<TAB>weight` counts for nothing.
    #[must_use]
    pub fn read(table: &str) -> Self {
        let rows = table.lines().filter(|line| !line.starts_with('#'));
        let pairs = rows.filter_map(|line| line.rsplit_once('\t'));
        let weights = pairs.filter_map(|(name, weight)| Some((Feature::named(name), weight.parse().ok()?)));
        Linear { weights: weights.collect() }
    }

    /// What `feature` adds to a score; nothing where the table does not know it.
    #[must_use]
    pub fn weight(&self, feature: Feature) -> f32 {
        self.weights.get(&feature).copied().unwrap_or(0.0)
    }
}

/// The probability of a score (logistic).
#[must_use]
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
