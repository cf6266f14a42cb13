//! Numbers of people.

use crate::text::{range_in, trimmed};
use crate::vocab::DATE_TYPE;

/// A number of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People<'t> {
    /// How many.
    pub count: u64,
    /// The digits; for a sum of groups the groups.
    pub at: &'t str,
    /// `ACTUAL` or `ESTIMATED` and its word, where the value has one.
    pub kind: Option<(&'static str, &'t str)>,
}

/// The number of people that a whole value says: `828`, `21,340`, `30 000`, `150 participants`, `n=120`, `approximately
/// 120`, `25 estimated patients`, `Estimated: 40`, and the sums of groups that some registries print (`A:30;B:30;`).
#[must_use]
pub fn people(value: &str) -> Option<People<'_>> {
    let value = trimmed(value);
    one(value).or_else(|| total(value)).or_else(|| groups(value))
}

/// One number among words that say nothing else.
fn one(value: &str) -> Option<People<'_>> {
    let start = value.find(|letter: char| letter.is_ascii_digit())?;
    let at = &value[start..start + length(&value[start..])];
    let (before, after) = (&value[..start], &value[start + at.len()..]);
    let count = grouped(at)?;
    let mut kind = None;
    for word in words(before).chain(words(after)) {
        match DATE_TYPE.term(word) {
            Some(term) => kind = Some((term, word)),
            None if KNOWN.iter().any(|known| word.eq_ignore_ascii_case(known)) => {}
            None => return None,
        }
    }
    Some(People { count, at, kind })
}

/// How far the digits go, with what stands between groups of three.
fn length(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    let first = end;
    loop {
        let rest = &text[end..];
        let mark = rest.chars().next().filter(|mark| matches!(mark, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'));
        match mark.filter(|mark| first <= 3 && digits(&rest[mark.len_utf8()..]) == 3) {
            Some(mark) => end += mark.len_utf8() + 3,
            None => return end,
        }
    }
}

/// Digits with or without marks between groups of three.
fn grouped(number: &str) -> Option<u64> {
    number.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// The words of a text; a sign that could change a number (`-`, `/`, `%`) counts as a word.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mark =
        |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '[' | ']' | ':' | '=' | '~' | '≈' | '|');
    text.split(mark).filter(|word| !word.is_empty())
}

/// The words that pages put around a number of people.
const KNOWN: &[&str] = &[
    "n",
    "approximately",
    "approx",
    "approx.",
    "about",
    "circa",
    "ca.",
    "ca",
    "around",
    "total",
    "overall",
    "in",
    "of",
    "target",
    "sample",
    "size",
    "at",
    "least",
    "enrolled",
    "patients",
    "patient",
    "participants",
    "participant",
    "subjects",
    "subject",
    "people",
    "persons",
    "person",
    "individuals",
    "volunteers",
    "enrollment",
    "enrolment",
    "participants.",
    "patients.",
    "subjects.",
];

/// `Total Sample Size="100"` among other sizes.
fn total(value: &str) -> Option<People<'_>> {
    const KEY: &str = "Total Sample Size=\"";
    let at = value[value.find(KEY)? + KEY.len()..].split('"').next()?;
    Some(People { count: grouped(at)?, at, kind: None })
}

/// `2019 Y:2418;2020 Y:821;`: numbers of several groups, unless one is their total.
fn groups(value: &str) -> Option<People<'_>> {
    let mut sum = 0_u64;
    for group in value.split([';', '；']).map(trimmed).filter(|group| !group.is_empty()) {
        let (name, number) = group.rsplit_once([':', '：'])?;
        let number = trimmed(number);
        let count: u64 = number.parse().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))?;
        if trimmed(name).is_empty() {
            return None;
        }
        if trimmed(name).eq_ignore_ascii_case("total") {
            let at = &value[range_in(value, number).start..range_in(value, number).end];
            return Some(People { count, at, kind: None });
        }
        sum = sum.checked_add(count)?;
    }
    Some(People { count: sum, at: value, kind: None }).filter(|_| value.contains([':', '：']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wanted: Option<(u64, Option<&str>)>, values: &[&str]) {
        for value in values {
            let found = people(value).map(|found| (found.count, found.kind.map(|kind| kind.0)));
            assert_eq!(found, wanted, "{value}");
        }
    }

    #[test]
    fn numbers_with_and_without_their_words() {
        check(
            Some((16, None)),
            &["16", "n=16", "N = 16", "16 participants", "approximately 16", "at least 16 patients"],
        );
        check(Some((21_340, None)), &["21,340 patients", "21340", "21 340", "21\u{a0}340 participants"]);
        check(
            Some((25, Some("ESTIMATED"))),
            &[" 25 estimated patients ", "25 (Anticipated)", "Estimated: 25", "25 [Estimated]"],
        );
        check(Some((25, Some("ACTUAL"))), &["25 (Actual)", "Actual 25 participants"]);
    }

    #[test]
    fn groups_are_summed() {
        check(Some((3239, None)), &["2019 Y:2418;2020 Y:821;"]);
        check(Some((60, None)), &["Control group:30;Test group:30", "治疗组：30；对照组：30；", "Total:60;A:30;B:30"]);
        check(Some((100, None)), &["Total Sample Size=\"100\" Sample Size from India=\"50\""]);
    }

    #[test]
    fn other_numbers_are_none() {
        check(
            None,
            &["", "2,3", "1,0000", "16 weeks", "1.5", ",", "99999999999999999999", "-5", "10-20", "50%", "up to 30"],
        );
        check(None, &["A:30 mg;B:30 mg", "many", "12/2020", "1.200"]);
    }
}
