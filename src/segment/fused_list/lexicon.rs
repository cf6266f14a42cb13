//! The words of conditions that are known beforehand.

use std::sync::LazyLock;

/// What a word is to a list of conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Often the last word of a condition.
    Head,
    /// A condition by its letters.
    Acronym,
    /// Never a condition, for it needs the rest of its word.
    Form,
}

static WORDS: LazyLock<Vec<(&str, Class)>> =
    LazyLock::new(|| include_str!("words.tsv").lines().filter_map(entry).collect());

fn entry(line: &'static str) -> Option<(&'static str, Class)> {
    let (word, class) = line.split_once('\t')?;
    let class = match class {
        "head" => Class::Head,
        "acronym" => Class::Acronym,
        "form" => Class::Form,
        _ => return None,
    };
    Some((word, class))
}

/// Endings that make a word a disease.
const DISEASE_ENDINGS: [&str; 18] = [
    "algia", "emia", "iasis", "itis", "megaly", "oma", "omas", "omata", "opathy", "osis", "penia", "phobia", "plasia",
    "plegia", "rrhea", "sthenia", "trophy", "uria",
];

/// What `word` is, acronyms letter for letter, other words in any case of letters.
pub(super) fn class(word: &str) -> Option<Class> {
    if let Some(class) = find(word) {
        return Some(class);
    }
    let folded = word.to_ascii_lowercase();
    let ends_like_a_disease = || folded.len() >= 7 && DISEASE_ENDINGS.iter().any(|ending| folded.ends_with(ending));
    find(&folded).or_else(|| ends_like_a_disease().then_some(Class::Head))
}

/// The last three letters of all heads and disease endings, as a set of hashes.
static TAILS: LazyLock<[bool; 4096]> = LazyLock::new(|| {
    let heads = WORDS.iter().filter(|(_, class)| *class == Class::Head).map(|(word, _)| *word);
    let mut tails = [false; 4096];
    for word in heads.chain(DISEASE_ENDINGS) {
        if let Some(tail) = tail(word.as_bytes()) {
            tails[tail] = true;
        }
    }
    tails
});

fn tail(text: &[u8]) -> Option<usize> {
    let &[a, b, c] = text.last_chunk()?;
    let hash = u32::from_le_bytes([a, b, c, 0]).wrapping_mul(0x9e37_79b1) >> 20;
    usize::try_from(hash).ok()
}

/// Whether `text` may end in a head; one text in ten that does not may pass too.
pub(super) fn may_end_in(text: &[u8]) -> bool {
    tail(text).is_some_and(|tail| TAILS[tail])
}

fn find(word: &str) -> Option<Class> {
    let at = WORDS.binary_search_by_key(&word, |(word, _)| *word).ok()?;
    Some(WORDS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_stand_once() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let rows = include_str!("words.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(rows.count(), WORDS.len(), "every row has a known class");
    }

    #[test]
    fn only_acronyms_mind_the_case_of_letters() {
        assert_eq!(
            [class("Asthma"), class("COPD"), class("Copd"), class("Pre")],
            [Some(Class::Head), Some(Class::Acronym), None, Some(Class::Form)]
        );
    }

    #[test]
    fn some_endings_make_a_disease() {
        assert_eq!(class("Epicondylitis"), Some(Class::Head));
        assert_eq!(class("Coma"), Some(Class::Head));
        assert_eq!(class("Aroma"), None);
    }
}
