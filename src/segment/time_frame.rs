//! Time expressions: the phrases that say when an outcome is measured.
//!
//! `Baseline, week 4 and 12 weeks after surgery` is a run of words of closed classes. The grammar does not choose where
//! such a phrase ends: a phrase may be followed by text that reads like its own continuation. It offers every place
//! where a complete expression may end, the longest last, and leaves the choice to whoever knows what surrounds it.

use super::linear::hash;
use super::word_list::WordList;

// phrase = { number unit | unit number | anchor | "(" phrase ")" | link }, with an end after every unit that has its
// number, every anchor and every closing bracket.

/// What a word contributes to a time expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `12`, `1.5`, `three`, `2nd`.
    Number,
    /// `weeks`, `visit`: counts, or is counted.
    Unit,
    /// `baseline`, `discharge`, `daily`: a time by itself.
    Anchor,
    /// `up`, `to`, `after`, `,`: joins the others.
    Link,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    /// Ends the expression.
    Other,
}

/// No phrase of the registries is longer than 254 characters; past this many words nothing is gained.
const WORDS: usize = 48;

/// The byte lengths of `text` at which a time expression that begins with it may end, shortest first.
#[must_use]
pub fn stops(text: &str) -> Vec<usize> {
    let mut stops = Vec::new();
    Phrases::new(text).stops(0, &mut stops);
    stops
}

/// Whether `text` begins with a word that can open a time expression.
#[must_use]
pub fn starts(text: &str) -> bool {
    let (part, _) = part(text, 0);
    !matches!(part, Part::Other | Part::Close)
}

impl Part {
    /// What one word contributes: letters, a number or a mark.
    #[must_use]
    pub fn of(word: &str) -> Part {
        part(word, 0).0
    }

    /// The name of the part.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Part::Number => "number",
            Part::Unit => "unit",
            Part::Anchor => "anchor",
            Part::Link => "link",
            Part::Open => "open",
            Part::Close => "close",
            Part::Other => "other",
        }
    }
}

/// A text in which many time expressions are looked for. They begin near to each other and share their words, so each
/// word is read once.
pub struct Phrases<'t> {
    text: &'t str,
    /// The part that begins at each byte, and where it ends, once it is known.
    parts: Vec<Option<(Part, u32)>>,
}

impl<'t> Phrases<'t> {
    /// The time expressions of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Phrases { text, parts: vec![None; text.len() + 1] }
    }

    fn part(&mut self, at: usize) -> (Part, usize) {
        let (part, end) = *self.parts[at].get_or_insert_with(|| {
            let (part, end) = part(self.text, at);
            (part, end as u32)
        });
        (part, end as usize)
    }

    /// Adds to `stops` the bytes at which an expression that begins at byte `from` may end, in order.
    pub fn stops(&mut self, from: usize, stops: &mut Vec<usize>) {
        // A unit that has come by lets a bare number follow: `week 4, 8 and 12`.
        let (mut at, mut last, mut counted) = (from, Part::Link, false);
        for _ in 0..WORDS {
            let (part, end) = self.part(at);
            let stop = match part {
                Part::Number => counted,
                Part::Unit => last == Part::Number,
                Part::Anchor | Part::Close => true,
                Part::Link | Part::Open => false,
                Part::Other => break,
            };
            counted |= part == Part::Unit;
            (at, last) = (end, part);
            if stop {
                stops.push(end);
            }
        }
    }
}

/// The part that begins at or after byte `at` of `text`, past blanks, and where it ends.
fn part(text: &str, at: usize) -> (Part, usize) {
    let bytes = text.as_bytes();
    let start = at + bytes[at..].iter().take_while(|&&byte| byte == b' ').count();
    match bytes.get(start) {
        None => (Part::Other, start),
        Some(byte) if byte.is_ascii_digit() => (Part::Number, number_end(bytes, start)),
        Some(byte) if byte.is_ascii_alphabetic() => {
            let end = start + word_length(&bytes[start..]);
            (word_part(&bytes[start..end]), end)
        }
        Some(b'(' | b'[') => (Part::Open, start + 1),
        Some(b')' | b']') => (Part::Close, start + 1),
        Some(b',' | b';' | b'-' | b'/' | b'&' | b'+' | b'~' | b':') => (Part::Link, start + 1),
        Some(_) => match text[start..].chars().next() {
            Some(sign @ ('–' | '—' | '≤' | '±')) => (Part::Link, start + sign.len_utf8()),
            _ => (Part::Other, start),
        },
    }
}

/// No number of a time expression is longer; a text of nothing but digits and commas is read no further.
const DIGITS: usize = 64;

/// `12`, `1.5`, `1,000`, `2nd`.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    while end < bytes.len().min(start + DIGITS)
        && (bytes[end].is_ascii_digit()
            || matches!(bytes[end], b'.' | b',') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit))
    {
        end += 1;
    }
    match bytes.get(end..end + 2) {
        Some(b"st" | b"nd" | b"rd" | b"th") => end + 2,
        _ => end,
    }
}

/// Letters up to a capital that follows a small one: cells come fused, as in `weeksScore`. What is longer than any word
/// of the vocabulary is not looked at to its end.
fn word_length(bytes: &[u8]) -> usize {
    let mut length = 1;
    while length <= LONGEST
        && let Some(next) = bytes.get(length)
        && (next.is_ascii_lowercase() || next.is_ascii_uppercase() && !bytes[length - 1].is_ascii_lowercase())
    {
        length += 1;
    }
    length
}

/// The longest word of the vocabulary.
const LONGEST: usize = 16;

fn word_part(word: &[u8]) -> Part {
    if word.len() > LONGEST {
        return Part::Other;
    }
    VOCABULARY.get(hash(word)).unwrap_or(Part::Other)
}

/// The words of the grammar, by their [hashes](hash), and the part that each is.
pub(super) fn vocabulary() -> impl Iterator<Item = (u64, Part)> {
    VOCABULARY.all()
}

/// The part that each word is.
static VOCABULARY: WordList<Part, 1024> =
    WordList::new(&[(NUMBERS, Part::Number), (UNITS, Part::Unit), (ANCHORS, Part::Anchor), (LINKS, Part::Link)]);

const NUMBERS: &str = "\
    one two three four five six seven eight nine ten twelve fifteen twenty thirty sixty ninety";

const UNITS: &str = "\
    second seconds sec minute minutes min mins hour hours hr hrs h day days d week weeks wk wks month months mo \
    year years yr yrs visit visits cycle cycles session sessions season seasons period phase timepoints times";

const ANCHORS: &str = "\
    baseline randomization randomisation enrollment enrolment screening discharge birth delivery completion \
    surgery operation procedure intervention treatment therapy infusion injection dose dosing administration \
    death progression study trial recruitment inclusion vaccination transplantation challenge daily weekly \
    monthly yearly annually preoperative postoperative preoperatively postoperatively predose postdose \
    thereafter drug age once twice diagnosis consent admission exit entry withdrawal termination relapse \
    recurrence";

const LINKS: &str = "\
    up to upto at in of on the a an from after before within during post pre prior every each approximately \
    approx about around average maximum minimum mean and or through throughout until till then between for over \
    by since following immediately beginning start end time date first last final next initial follow is least \
    most documented assessed measured evaluated performed all full entire whole change whichever occurs comes \
    came occurred earlier any cause as per long term with frame point points initiation";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, ends: &[&str]) {
        let found: Vec<&str> = stops(text).into_iter().map(|end| &text[..end]).collect();
        assert_eq!(found, ends);
    }

    #[test]
    fn a_number_with_its_unit_is_a_time() {
        check("6 weeks Pain score", &["6 weeks"]);
        check("Day 3Score", &["Day 3"]);
    }

    #[test]
    fn a_list_may_end_after_each_member() {
        check(
            "Baseline, week 4, 8 and 12",
            &["Baseline", "Baseline, week 4", "Baseline, week 4, 8", "Baseline, week 4, 8 and 12"],
        );
    }

    #[test]
    fn a_bare_number_or_unit_is_none() {
        check("12 patients", &[]);
        check("weeks of hope", &[]);
    }

    #[test]
    fn a_closing_bracket_ends_one() {
        check("month 2 (±3 days) Pain", &["month 2", "month 2 (±3", "month 2 (±3 days", "month 2 (±3 days)"]);
    }

    #[test]
    fn letters_of_any_script_are_read_without_panic() {
        check("é", &[]);
        check("1 – 2 weeks£", &["1 – 2 weeks"]);
    }

    #[test]
    fn a_phrase_opens_with_a_word_of_its_classes() {
        assert!(starts("Up to a year"));
        assert!(!starts("Pain"));
    }
}
