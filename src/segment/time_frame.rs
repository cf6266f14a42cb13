//! Time expressions: the phrases that say when an outcome is measured.
//!
//! `Baseline, week 4 and 12 weeks after surgery` is a run of words of closed classes. The grammar does not choose where
//! such a phrase ends: a phrase may be followed by text that reads like its own continuation. It offers every place
//! where a complete expression may end, the longest last, and leaves the choice to whoever knows what surrounds it.

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
pub fn stops(text: &str) -> Stops<'_> {
    Stops { text, at: 0, last: Part::Link, counted: false, words: 0 }
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
    pub fn name(self) -> &'static str {
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

/// The ends of a time expression; see [`stops`].
#[derive(Clone, Debug)]
pub struct Stops<'t> {
    text: &'t str,
    at: usize,
    last: Part,
    /// Whether a unit has come by, so that a bare number may follow: `week 4, 8 and 12`.
    counted: bool,
    words: usize,
}

impl Stops<'_> {
    /// Whether an expression may end after `part`.
    fn ends_after(&self, part: Part) -> bool {
        match part {
            Part::Number => self.counted,
            Part::Unit => self.last == Part::Number,
            Part::Anchor | Part::Close => true,
            Part::Link | Part::Open | Part::Other => false,
        }
    }
}

impl Iterator for Stops<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.words < WORDS {
            let (part, end) = part(self.text, self.at);
            if part == Part::Other {
                break;
            }
            let stop = self.ends_after(part);
            self.counted |= part == Part::Unit;
            (self.at, self.last, self.words) = (end, part, self.words + 1);
            if stop {
                return Some(end);
            }
        }
        self.words = WORDS;
        None
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

/// `12`, `1.5`, `1,000`, `2nd`.
fn number_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    while end < bytes.len()
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

/// Letters up to a capital that follows a small one: cells come fused, as in `weeksScore`.
fn word_length(bytes: &[u8]) -> usize {
    let fits =
        |pair: &[u8]| pair[1].is_ascii_alphabetic() && !(pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    1 + bytes.windows(2).take_while(|pair| fits(pair)).count()
}

/// The longest word of the vocabulary.
const LONGEST: usize = 16;

fn word_part(word: &[u8]) -> Part {
    let mut folded = [0; LONGEST];
    let Some(folded) = folded.get_mut(..word.len()) else { return Part::Other };
    folded.copy_from_slice(word);
    folded.make_ascii_lowercase();
    vocabulary(folded)
}

/// The part that a word in lower case is.
fn vocabulary(word: &[u8]) -> Part {
    match word {
        b"one" | b"two" | b"three" | b"four" | b"five" | b"six" | b"seven" | b"eight" | b"nine" | b"ten"
        | b"twelve" | b"fifteen" | b"twenty" | b"thirty" | b"sixty" | b"ninety" => Part::Number,
        b"second" | b"seconds" | b"sec" | b"minute" | b"minutes" | b"min" | b"mins" | b"hour" | b"hours" | b"hr"
        | b"hrs" | b"h" | b"day" | b"days" | b"d" | b"week" | b"weeks" | b"wk" | b"wks" | b"month" | b"months"
        | b"mo" | b"year" | b"years" | b"yr" | b"yrs" | b"visit" | b"visits" | b"cycle" | b"cycles" | b"session"
        | b"sessions" | b"season" | b"seasons" | b"period" | b"phase" | b"timepoints" | b"times" => Part::Unit,
        b"baseline" | b"randomization" | b"randomisation" | b"enrollment" | b"enrolment" | b"screening"
        | b"discharge" | b"birth" | b"delivery" | b"completion" | b"surgery" | b"operation" | b"procedure"
        | b"intervention" | b"treatment" | b"therapy" | b"infusion" | b"injection" | b"dose" | b"dosing"
        | b"administration" | b"death" | b"progression" | b"study" | b"trial" | b"recruitment" | b"inclusion"
        | b"vaccination" | b"transplantation" | b"challenge" | b"daily" | b"weekly" | b"monthly" | b"yearly"
        | b"annually" | b"preoperative" | b"postoperative" | b"preoperatively" | b"postoperatively" | b"predose"
        | b"postdose" | b"thereafter" | b"drug" | b"age" | b"once" | b"twice" | b"diagnosis" | b"consent"
        | b"admission" | b"exit" | b"entry" | b"withdrawal" | b"termination" | b"relapse" | b"recurrence" => {
            Part::Anchor
        }
        b"up" | b"to" | b"upto" | b"at" | b"in" | b"of" | b"on" | b"the" | b"a" | b"an" | b"from" | b"after"
        | b"before" | b"within" | b"during" | b"post" | b"pre" | b"prior" | b"every" | b"each" | b"approximately"
        | b"approx" | b"about" | b"around" | b"average" | b"maximum" | b"minimum" | b"mean" | b"and" | b"or"
        | b"through" | b"throughout" | b"until" | b"till" | b"then" | b"between" | b"for" | b"over" | b"by"
        | b"since" | b"following" | b"immediately" | b"beginning" | b"start" | b"end" | b"time" | b"date"
        | b"first" | b"last" | b"final" | b"next" | b"initial" | b"follow" | b"is" | b"least" | b"most"
        | b"documented" | b"assessed" | b"measured" | b"evaluated" | b"performed" | b"all" | b"full" | b"entire"
        | b"whole" | b"change" | b"whichever" | b"occurs" | b"comes" | b"came" | b"occurred" | b"earlier" | b"any"
        | b"cause" | b"as" | b"per" | b"long" | b"term" | b"with" | b"frame" | b"point" | b"points" | b"initiation" => {
            Part::Link
        }
        _ => Part::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, ends: &[&str]) {
        let found: Vec<&str> = stops(text).map(|end| &text[..end]).collect();
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
