//! The words of conditions that are known beforehand.

use std::sync::LazyLock;

/// What a word is to a list of conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Often the last word of a condition.
    Head,
    /// A condition by its letters.
    Acronym,
    /// Never a condition, for it needs the rest of its word.
    Form,
}

static WORDS: LazyLock<Vec<(&str, Kind)>> = LazyLock::new(|| include_str!("words.tsv").lines().filter_map(entry).collect());

fn entry(line: &'static str) -> Option<(&'static str, Kind)> {
    let (word, kind) = line.split_once('\t')?;
    let kind = match kind {
        "head" => Kind::Head,
        "acronym" => Kind::Acronym,
        "form" => Kind::Form,
        _ => return None,
    };
    Some((word, kind))
}

/// Endings that make a word a disease.
const DISEASE_ENDINGS: [&str; 18] = [
    "algia", "emia", "iasis", "itis", "megaly", "oma", "omas", "omata", "opathy", "osis", "penia", "phobia", "plasia", "plegia",
    "rrhea", "sthenia", "trophy", "uria",
];

/// What `word` is, acronyms letter for letter, other words in any case of letters.
pub(super) fn kind(word: &str) -> Option<Kind> {
    if let Some(kind) = find(word) {
        return Some(kind);
    }
    let folded = word.to_ascii_lowercase();
    let ends_like_a_disease = || folded.len() >= 7 && DISEASE_ENDINGS.iter().any(|ending| folded.ends_with(ending));
    find(&folded).or_else(|| ends_like_a_disease().then_some(Kind::Head))
}

fn find(word: &str) -> Option<Kind> {
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
        assert_eq!(rows.count(), WORDS.len(), "every row has a known kind");
    }

    #[test]
    fn only_acronyms_mind_the_case_of_letters() {
        assert_eq!([kind("Asthma"), kind("COPD"), kind("Copd"), kind("Pre")], [
            Some(Kind::Head),
            Some(Kind::Acronym),
            None,
            Some(Kind::Form)
        ]);
    }

    #[test]
    fn some_endings_make_a_disease() {
        assert_eq!(kind("Epicondylitis"), Some(Kind::Head));
        assert_eq!(kind("Coma"), Some(Kind::Head));
        assert_eq!(kind("Aroma"), None);
    }
}
