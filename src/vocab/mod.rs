//! Closed word lists: what the pages say, and the term the record says for it.
//!
//! Each list is a file of `word<TAB>term` lines, sorted by word. Words are in lower case and compared without regard to
//! case, blanks (an enum's own underscores count as such) and a colon or full stop at the end. Terms are the enums of the ClinicalTrials.gov API v2.

mod phases;

use std::sync::LazyLock;

pub use phases::phases;

use crate::text::trimmed;

/// A closed word list.
pub struct Vocabulary {
    /// The name of its file, and of the field or element it is for.
    pub name: &'static str,
    source: &'static str,
    rows: LazyLock<Rows>,
}

/// The rows of a list, sorted by word.
struct Rows {
    words: Vec<(&'static str, &'static str)>,
    /// The longest word: most values are longer.
    longest: usize,
    /// For each first byte the rows whose words begin with it, and the second bytes that these go on with, by their last
    /// six bits: most values are dismissed here.
    firsts: [(u16, u16); 256],
    seconds: [u64; 256],
}

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub static $name: Vocabulary = Vocabulary {
            name: $file,
            source: include_str!(concat!($file, ".tsv")),
            rows: LazyLock::new(|| rows(include_str!(concat!($file, ".tsv")))),
        };)*
        /// Every list.
        pub static ALL: &[&Vocabulary] = &[$(&$name),*];
    };
}

vocabularies! {
    /// Recruitment status.
    STATUS = "status";
    /// Status words that stand for more than one status; the terms are empty.
    STATUS_DOUBT = "status_doubt";
    /// One phase; see [`phases()`] for values that name two.
    PHASE = "phase";
    /// What is no phase and is read as one all the same; the terms are empty.
    PHASE_DOUBT = "phase_doubt";
    /// Study type.
    STUDY_TYPE = "study_type";
    /// Sex of the participants.
    SEX = "sex";
    /// Allocation to arms.
    ALLOCATION = "allocation";
    /// Model of an interventional study.
    INTERVENTION_MODEL = "intervention_model";
    /// Model of an observational study.
    OBSERVATIONAL_MODEL = "observational_model";
    /// Time perspective of an observational study.
    TIME_PERSPECTIVE = "time_perspective";
    /// Primary purpose.
    PRIMARY_PURPOSE = "primary_purpose";
    /// Masking.
    MASKING = "masking";
    /// Who is masked.
    WHO_MASKED = "who_masked";
    /// Type of an intervention.
    INTERVENTION_TYPE = "intervention_type";
    /// Type of an intervention in words that are no longer used.
    FORMER_INTERVENTION_TYPE = "former_intervention_type";
    /// Type of an arm.
    ARM_GROUP_TYPE = "arm_group_type";
    /// Unit of an age.
    AGE_UNIT = "age_unit";
    /// What stands for an age without a bound; the terms are empty.
    NO_LIMIT = "no_limit";
    /// Whether healthy volunteers are accepted.
    VOLUNTEERS = "volunteers";
    /// What a page prints for no value; the terms are empty.
    PLACEHOLDER = "placeholder";
    /// Whether a date has come or a number is final.
    DATE_TYPE = "date_type";
    /// Kind of organization.
    SPONSOR_CLASS = "sponsor_class";
    /// Registry that gave an identifier.
    REGISTRY = "registry";
    /// Degrees and titles behind the name of a person; the terms are empty.
    DEGREE = "degree";
    /// Countries; the terms are empty.
    COUNTRY = "country";
    /// States and provinces, cities of the same name left out; the terms are empty.
    STATE = "state";
    /// What stands behind the comma of an inverted heading; the terms are empty.
    MODIFIER = "modifier";
    /// Lines of a website around the page of a trial; the terms tell what kind of line it is and stand in no record.
    WEBSITE = "website";
}

fn rows(source: &'static str) -> Rows {
    let lines = source.lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<_> = lines.filter_map(|line| line.split_once('\t')).collect();
    let (mut firsts, mut seconds) = ([(0, 0); 256], [0; 256]);
    for (n, (word, _)) in rows.iter().enumerate() {
        let first = usize::from(word.as_bytes().first().copied().unwrap_or_default());
        seconds[first] |= word.as_bytes().get(1).map_or(0, |second| 1 << (second & 63));
        let (start, end) = &mut firsts[first];
        (*start, *end) = (if *end == 0 { n as u16 } else { *start }, n as u16 + 1);
    }
    let longest = rows.iter().map(|(word, _)| word.len()).max().unwrap_or_default();
    Rows { words: rows, longest, firsts, seconds }
}

impl Rows {
    /// The rows whose words begin with a byte.
    fn beginning(&self, first: u8) -> &[(&'static str, &'static str)] {
        let (start, end) = self.firsts[usize::from(first)];
        &self.words[usize::from(start)..usize::from(end)]
    }

    /// Whether a word may go on with a byte behind its first one. Blanks and signs may be written in several ways.
    fn go_on(&self, first: u8, second: u8) -> bool {
        !second.is_ascii_alphanumeric()
            || self.seconds[usize::from(first)] >> (second.to_ascii_lowercase() & 63) & 1 == 1
    }
}

/// The longest word that is looked up, in bytes: longer values are prose.
const LONGEST: usize = 80;

impl Vocabulary {
    /// The term for `word`.
    #[must_use]
    pub fn term(&self, word: &str) -> Option<&'static str> {
        let word = bare(word);
        if word.len() > LONGEST || !self.may_begin(word) {
            return None;
        }
        let mut short = [0; LONGEST];
        if let Some(folded) = plain(word, &mut short) {
            return self.row(folded);
        }
        let words = word.split(|letter: char| letter == '_' || letter.is_whitespace()).filter(|part| !part.is_empty());
        self.row(words.collect::<Vec<_>>().join(" ").to_lowercase().as_bytes())
    }

    /// Whether `text` may begin with a word of the list, by its first two letters.
    #[must_use]
    pub fn may_begin(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let Some(first) = bytes.first().map(u8::to_ascii_lowercase) else { return false };
        let begins = || !self.rows.beginning(first).is_empty();
        !first.is_ascii() || begins() && bytes.get(1).is_none_or(|second| self.rows.go_on(first, *second))
    }

    fn row(&self, folded: &[u8]) -> Option<&'static str> {
        let rows = self.rows.beginning(*folded.first()?);
        let at = (folded.len() <= self.rows.longest)
            .then(|| rows.binary_search_by_key(&folded, |(word, _)| word.as_bytes()).ok())??;
        Some(rows[at].1)
    }

    /// Words and terms, sorted by word.
    #[must_use]
    pub fn rows(&self) -> &[(&'static str, &'static str)] {
        &self.rows.words
    }

    /// The longest word that `text` begins with, as a slice of `text`, and its term.
    #[must_use]
    pub fn prefix<'t>(&self, text: &'t str) -> Option<(&'t str, &'static str)> {
        let first = text.as_bytes().first()?.to_ascii_lowercase();
        let fits = |(word, term): &(&str, &'static str)| {
            // Most words begin otherwise.
            if first.is_ascii() && word.as_bytes().first() != Some(&first) {
                return None;
            }
            let head = text.get(..word.len())?;
            (head.replace('_', " ").to_lowercase() == **word).then_some((head, *term))
        };
        self.rows.words.iter().filter_map(fits).max_by_key(|(head, _)| head.len())
    }

    /// The file's text, for tests of its form.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.source
    }
}

/// A word of ASCII in the form it is looked up in, written into `room`; nothing where it has other letters.
fn plain<'r>(word: &str, room: &'r mut [u8; LONGEST]) -> Option<&'r [u8]> {
    let mut length = 0;
    for byte in word.bytes() {
        let byte = if byte == b'_' || byte.is_ascii_whitespace() { b' ' } else { byte.to_ascii_lowercase() };
        let again = byte == b' ' && (length == 0 || room[length - 1] == b' ');
        if !byte.is_ascii() || byte == 0x0b {
            return None;
        }
        room[length] = byte;
        length += usize::from(!again);
    }
    Some(room[..length].trim_ascii_end())
}

fn bare(word: &str) -> &str {
    trimmed(word).trim_end_matches([':', '.']).trim_end()
}

/// Whether a whole value stands for no value.
#[must_use]
pub fn is_placeholder(value: &str) -> bool {
    PLACEHOLDER.term(value).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_sorted_and_unique() {
        for list in ALL {
            let sorted = list.rows().is_sorted_by(|a, b| a.0 < b.0);
            assert!(sorted, "{} must be sorted by word, without doubles", list.name);
            let lines = list.source().lines().count();
            assert_eq!(lines, list.rows().len() + 1, "{}: one head line, then rows", list.name);
        }
    }

    #[test]
    fn every_word_is_in_the_form_it_is_looked_up_in() {
        for list in ALL {
            for (word, term) in list.rows() {
                assert_eq!(list.term(word), Some(*term), "{}: {word:?}", list.name);
            }
        }
    }

    #[test]
    fn case_blanks_and_a_colon_make_no_difference() {
        assert_eq!(STATUS.term(" Active,  not recruiting"), Some("ACTIVE_NOT_RECRUITING"));
        assert_eq!(INTERVENTION_TYPE.term("Dietary Supplement:"), Some("DIETARY_SUPPLEMENT"));
        assert_eq!(STATUS.term("recruiting soon"), None);
    }

    #[test]
    fn the_longest_prefix_wins() {
        assert_eq!(SEX.prefix("All SexesAccepts"), Some(("All Sexes", "ALL")));
        assert_eq!(STATUS.prefix("Not yet recruitingX").map(|it| it.1), Some("NOT_YET_RECRUITING"));
    }
}
