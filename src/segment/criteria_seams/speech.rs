//! A rough part of speech, from closed lists and endings.

use crate::segment::linear::{Through, hash};
use crate::segment::term::{Term, term};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// Words of a kind that few texts add to.
const KINDS: [(&str, &[&str]); 12] = [
    (
        "prep",
        &[
            "of",
            "in",
            "for",
            "with",
            "to",
            "at",
            "by",
            "from",
            "on",
            "within",
            "during",
            "after",
            "before",
            "between",
            "under",
            "over",
            "through",
            "without",
            "into",
            "upon",
            "against",
            "via",
            "per",
            "toward",
            "towards",
            "despite",
            "prior",
            "including",
            "regarding",
            "until",
            "since",
            "than",
            "as",
            "about",
            "above",
            "below",
            "up",
            "due",
            "post",
            "along",
            "among",
            "across",
            "throughout",
            "following",
            "except",
            "versus",
            "vs",
            "around",
            "like",
            "unlike",
            "outside",
            "near",
        ],
    ),
    (
        "det",
        &[
            "the", "a", "an", "this", "these", "those", "their", "its", "his", "her", "our", "your", "each", "every",
            "such", "both", "either", "neither", "another", "other", "some",
        ],
    ),
    ("conj", &["and", "or", "and/or", "but", "nor", "&", "plus"]),
    (
        "sub",
        &[
            "if", "that", "which", "who", "whom", "whose", "when", "where", "because", "while", "unless", "whether",
            "although", "though", "so", "e.g", "i.e", "eg", "ie",
        ],
    ),
    ("be", &["is", "are", "was", "were", "be", "been", "being", "am"]),
    ("have", &["has", "have", "had", "having", "does", "do", "did", "done"]),
    ("modal", &["must", "should", "will", "would", "can", "could", "may", "might", "shall", "cannot", "need", "needs"]),
    ("pron", &["they", "he", "she", "it", "them", "we", "i", "you", "him", "one"]),
    ("neg", &["no", "not", "non", "never", "none"]),
    (
        "any",
        &[
            "any",
            "all",
            "current",
            "currently",
            "known",
            "previous",
            "previously",
            "prior",
            "history",
            "recent",
            "concurrent",
            "concomitant",
            "significant",
            "active",
            "severe",
            "uncontrolled",
            "evidence",
            "presence",
            "absence",
            "use",
            "inability",
            "ability",
            "able",
            "unable",
            "willing",
            "willingness",
        ],
    ),
    (
        "who",
        &[
            "patient",
            "patients",
            "subject",
            "subjects",
            "participant",
            "participants",
            "women",
            "woman",
            "men",
            "male",
            "males",
            "female",
            "females",
            "children",
            "child",
            "adults",
            "adult",
            "individuals",
            "people",
            "persons",
            "person",
            "volunteers",
            "parents",
            "pregnant",
        ],
    ),
    (
        "unit",
        &[
            "years", "year", "months", "month", "weeks", "week", "days", "day", "hours", "hour", "minutes", "old",
            "mg", "kg", "ml", "mm", "cm", "dl", "mg/dl", "g/dl", "mmhg", "uln", "%", "percent", "points", "times",
            "kg/m2", "mm3", "iu", "μg", "mcg",
        ],
    ),
];

/// Endings; the longest that fits counts.
const ENDINGS: [(&str, &[&str]); 7] = [
    ("ly", &["ly"]),
    ("ing", &["ing"]),
    ("ed", &["ed"]),
    (
        "noun",
        &[
            "tion", "sion", "ment", "ness", "ity", "ism", "itis", "osis", "oma", "emia", "pathy", "ology", "apy",
            "graphy", "ance", "ence", "ency", "cer", "ure", "ician", "gen", "ine", "ide", "sis", "sia", "mab", "nib",
            "ectomy",
        ],
    ),
    ("adj", &["al", "ic", "ive", "ous", "able", "ible", "ary", "ant", "ent", "ful", "less", "ular", "oid"]),
    ("s", &["s"]),
    ("er", &["er", "or", "ist"]),
];

type Table = HashMap<u64, Term<'static>, BuildHasherDefault<Through>>;

static WORDS: LazyLock<Table> = LazyLock::new(|| {
    let rows = KINDS.iter().rev();
    rows.flat_map(|(kind, words)| words.iter().map(|word| (hash(word.as_bytes()), Term::new(kind)))).collect()
});

/// The endings of each last letter and what they tell, the longest first.
static TAILS: LazyLock<[Vec<(&'static str, Term<'static>)>; 26]> = LazyLock::new(|| {
    let mut tails: [Vec<(&str, Term)>; 26] = Default::default();
    for (kind, endings) in ENDINGS {
        for ending in endings {
            if let Some(tails) = last_letter(ending).and_then(|letter| tails.get_mut(letter)) {
                tails.push((ending, Term::new(kind)));
            }
        }
    }
    for tails in &mut tails {
        tails.sort_by_key(|(ending, _)| Reverse(ending.len()));
    }
    tails
});

/// The number of the last letter in the alphabet; others have none below 26.
fn last_letter(word: &str) -> Option<usize> {
    word.bytes().last().map(|letter| letter.to_ascii_lowercase().wrapping_sub(b'a').into())
}

/// The rough part of speech of the word `key`.
#[must_use]
pub fn speech(key: Term) -> Term<'static> {
    if key.starts_with('#') {
        return term!("#");
    }
    if let Some(kind) = WORDS.get(&key.hash) {
        return *kind;
    }
    // An ending is not all of a word.
    let body = key.as_bytes().get(2..).unwrap_or_default();
    let fits =
        |tail: &[u8]| body.len().checked_sub(tail.len()).is_some_and(|start| body[start..].eq_ignore_ascii_case(tail));
    let tails = last_letter(key.text).and_then(|letter| TAILS.get(letter));
    let kind = tails.and_then(|tails| tails.iter().find(|(tail, _)| fits(tail.as_bytes())));
    kind.map_or(if key.len() <= 2 { term!("short") } else { term!("?") }, |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::speech;
    use crate::segment::term::Term;

    #[track_caller]
    fn check(word: &str, want: &str) {
        assert_eq!(speech(Term::new(word)).text, want);
    }

    #[test]
    fn closed_lists_go_before_endings() {
        check("During", "prep");
        check("infection", "noun");
        check("chronic", "adj");
    }

    #[test]
    fn odd_words_are_survived() {
        check("é", "short");
        check("", "short");
        check("αβγδε", "?");
    }
}
