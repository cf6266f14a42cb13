//! The words that features are named with.

use std::ops::Deref;

use crate::segment::linear::{Feature, hash};

/// A word and the hash of it in lower case, by which features know it.
#[derive(Clone, Copy, Debug)]
pub struct Term<'t> {
    /// The word as it stands.
    pub text: &'t str,
    /// Its hash, in lower case.
    pub hash: u64,
}

impl<'t> Term<'t> {
    /// A word.
    #[must_use]
    pub const fn new(text: &'t str) -> Self {
        Term { text, hash: hash(text.as_bytes()) }
    }

    /// Whether both are the same word but for case.
    #[inline]
    #[must_use]
    pub fn is(self, other: Term<'_>) -> bool {
        self.hash == other.hash
    }
}

impl Deref for Term<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

/// A word of the code, hashed when it is compiled.
macro_rules! term {
    ($word:expr) => {
        const { $crate::segment::term::Term::new($word) }
    };
}
pub(crate) use term;

/// The fixed part of the names of a family of features.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// As it stands in the table of weights.
    pub text: &'static str,
    hash: Feature,
}

impl Template {
    /// A family of features; to be made in a `const`, so that nothing is hashed while a page is read.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Template { text, hash: Feature::first(hash(text.as_bytes())) }
    }

    /// The family of a name that is read from a table; its text is not kept.
    pub(super) fn of(name: &str) -> Self {
        Template { text: "", hash: Feature::first(hash(name.as_bytes())) }
    }

    /// Whether both are the same family.
    pub(super) const fn is(self, other: Template) -> bool {
        self.hash.is(other.hash)
    }

    /// The feature of this family with these words.
    #[must_use]
    pub fn feature(self, words: &[&str]) -> Feature {
        words.iter().fold(self.hash, |name, word| name.and(hash(word.as_bytes())))
    }

    /// The same, with words that are hashed already.
    #[inline]
    #[must_use]
    pub fn hashed(self, terms: &[Term]) -> Feature {
        terms.iter().fold(self.hash, |name, term| name.and(term.hash))
    }
}

/// The family of features of that name.
macro_rules! template {
    ($name:expr) => {
        const { $crate::segment::term::Template::new($name) }
    };
}
pub(crate) use template;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_nothing_to_features() {
        assert!(Term::new("Randomization").is(Term::new("randomization")));
        assert!(!Term::new("Week").is(Term::new("weeks")));
    }

    #[test]
    fn a_template_and_its_words_are_the_name_of_a_feature() {
        let template = template!("s.rr");
        assert_eq!(template.feature(&["up", "to"]), Feature::of("s.rr up to"));
        assert_eq!(template.hashed(&[term!("Up"), term!("to")]), Feature::of("s.rr up to"));
    }
}
