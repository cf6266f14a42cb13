//! Evidence: features as the segmenters state them, by kind and parts.

use crate::segment::linear::{Feature, Linear};

/// A kind of feature: how the names of its features start, and that start hashed.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// How the names start.
    pub name: &'static str,
    hash: Feature,
}

impl Kind {
    /// The kind called `name`; to be made in a `const`, so that nothing is hashed while a page is read.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Kind { name, hash: Feature::named(name) }
    }

    /// The feature of this kind that its parts tell apart; they are known in any case of letters.
    #[must_use]
    pub fn feature(&self, parts: &[&str]) -> Feature {
        parts.iter().fold(self.hash, |feature, part| feature.with_folded(part))
    }
}

/// The kind of feature of that name.
macro_rules! kind {
    ($name:literal) => {
        const { $crate::segment::evidence::Kind::new($name) }
    };
}
pub(crate) use kind;

/// Takes features, each as its kind and its parts.
pub type Emit<'e> = dyn FnMut(Kind, &[&str]) + 'e;

/// The sum of the weights that `model` gives the features that `emits` states.
pub fn score(model: &Linear, emits: impl FnOnce(&mut Emit)) -> f32 {
    let mut score = 0.0;
    emits(&mut |kind, parts| score += model.weight(kind.feature(parts)));
    score
}
