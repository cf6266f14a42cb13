//! Marks of lists inside a text: their headings, numbers that rise, stars.

use std::ops::Range;

use crate::segment::criteria_seams::Side;
use crate::text::{after, trimmed};

/// `Inclusion Criteria:`, `Key exclusion criteria`, `Inclusion Criteria: first item …`: the list it opens, the heading
/// and what follows it on the line. Without a colon the heading must be the whole line.
#[must_use]
pub fn heading(line: &str) -> Option<(Side, &str, &str)> {
    let bare = line.trim_start_matches(['*', '#', ' ', '-']);
    // What a heading begins with; most lines begin otherwise.
    let first = bare.as_bytes().first()?.to_ascii_lowercase();
    if !matches!(first, b'e' | b'g' | b'i' | b'k' | b'm' | b'p' | b's') {
        return None;
    }
    let mut words = bare;
    for opener in ["key ", "main ", "major ", "principal ", "general ", "subject ", "patient ", "participant "] {
        words = after(words, opener).unwrap_or(words);
    }
    // `Included:` with nothing behind it.
    for (word, side) in [("included", Side::Inclusion), ("excluded", Side::Exclusion)] {
        if after(bare, word).is_some_and(|rest| rest.trim_matches([' ', '*']) == ":") {
            return Some((side, trimmed(line), &line[line.len()..]));
        }
    }
    let (side, words) = match (after(words, "inclusion"), after(words, "exclusion")) {
        (Some(rest), _) => (Side::Inclusion, rest),
        (_, Some(rest)) => (Side::Exclusion, rest),
        _ => return None,
    };
    let words = [" criteria", " criterion", " criterias"].iter().rev().find_map(|it| after(words, it)).unwrap_or(words);
    let rest = words.trim_start_matches([' ', '*']);
    // Stars right behind the colon end bold type; one behind a blank is a list mark.
    let after = rest.strip_prefix(':').map(|rest| rest.trim_start_matches('*').trim_start());
    let after = if rest.is_empty() { rest } else { after? };
    Some((side, &line[..line.len() - after.len()], after))
        .map(|(side, head, rest)| (side, trimmed(head), trimmed(rest)))
}

/// `1.`, `1)`, `(1)` before a word: the number and where the mark ends. `1.5` and `1.73 m2` are no marks.
pub fn number_mark(text: &str) -> Option<(usize, usize)> {
    let open = usize::from(text.starts_with('('));
    let digits = text[open..].bytes().take_while(u8::is_ascii_digit).count();
    let end = open + digits;
    if digits == 0 {
        return None;
    }
    let close = *text.as_bytes().get(end)?;
    let fits = if open == 1 { close == b')' } else { matches!(close, b'.' | b')') };
    let number = text[open..end].parse().ok().filter(|_| fits && digits <= 2)?;
    let after = text[end + 1..].chars().next();
    after.is_some_and(|next| !next.is_ascii_digit()).then_some((number, end + 1))
}

/// The marks of a list inside a line: strictly rising from 1, the first at its start, at least two.
#[must_use]
pub fn numbers(text: &str) -> Vec<Range<usize>> {
    let Some((1, end)) = number_mark(text) else { return Vec::new() };
    let shape = (text.as_bytes()[0] == b'(', text.as_bytes()[end - 1]);
    let mut marks = Vec::from([Range { start: 0, end }]);
    let mut at = end;
    while let Some(skip) = text.as_bytes()[at..].iter().position(|byte| byte.is_ascii_digit() || *byte == b'(') {
        let start = at + skip;
        at = start + 1;
        let free = text[..start].ends_with([' ', ';', '.', ',', '\u{a0}']);
        let Some((number, len)) = Some(&text[start..]).filter(|_| free).and_then(number_mark) else { continue };
        let same = (text.as_bytes()[start] == b'(', text.as_bytes()[start + len - 1]) == shape;
        if same && number == marks.len() + 1 {
            marks.push(start..start + len);
            at = start + len;
        }
    }
    if marks.len() > 1 { marks } else { Vec::new() }
}

/// The stars of a list inside a line, at least two; the first stands at its start, or stood there (`open`).
pub(super) fn stars(text: &str, open: bool) -> Vec<Range<usize>> {
    let mut marks = match text.strip_prefix("* ") {
        Some(_) => Vec::from([Range { start: 0, end: 2 }]),
        None if open => Vec::from([Range { start: 0, end: 0 }]),
        None => return Vec::new(),
    };
    marks.extend(inner_stars(text).into_iter().filter(|mark| mark.start > 0));
    if marks.len() > 1 { marks } else { Vec::new() }
}

/// The list marks of one kind inside a line, at least two; the first stands at its start, or stood there (`open`). A
/// hyphen is one only before a capital letter or a sign: `18 - 30` is a range.
#[must_use]
pub fn bullets(text: &str, open: Option<char>) -> Vec<Range<usize>> {
    let first = text.chars().next().filter(|_| text.contains(' '));
    let Some(bullet) = open.or(first).filter(|bullet| "*•-·▪●‣⁃".contains(*bullet)) else {
        return Vec::new();
    };
    if bullet == '*' {
        return stars(text, open.is_some());
    }
    let width = bullet.len_utf8();
    let starts = text.starts_with(bullet) && text[width..].starts_with(' ');
    let begins = if starts { width } else { 0 };
    if !starts && open.is_none() {
        return Vec::new();
    }
    let mut marks = Vec::from([Range { start: 0, end: begins }]);
    for (at, _) in text[begins..].match_indices(bullet).map(|(at, mark)| (begins + at, mark)) {
        let after = &text[at + width..];
        let apart = text[..at].ends_with(' ') && after.starts_with(' ');
        let word = after.trim_start().starts_with(|next: char| next.is_uppercase() || "≥≤<>".contains(next));
        if apart && (bullet != '-' || word) {
            marks.push(at..at + width);
        }
    }
    if marks.len() > 1 { marks } else { Vec::new() }
}

/// The stars inside a text that are marks: between blanks, but between two numbers a star may be a sign.
pub(super) fn inner_stars(text: &str) -> Vec<Range<usize>> {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    let sign = |at: &usize| digit(text[..*at].chars().next_back()) && digit(text[at + 3..].chars().next());
    let found = text.match_indices(" * ").map(|(at, _)| at).filter(|at| !sign(at));
    found.map(|at| at + 1..at + 3).collect()
}

/// The pieces behind the marks of a text.
pub fn pieces<'t>(text: &'t str, marks: &[Range<usize>]) -> impl Iterator<Item = &'t str> {
    let ends = marks.iter().skip(1).map(|mark| mark.start).chain([text.len()]);
    marks
        .iter()
        .map(|mark| mark.end)
        .zip(ends)
        .map(|(start, end)| text[start..end].trim())
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, open: bool, wanted: &[&str]) {
        assert_eq!(pieces(text, &stars(text, open)).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn stars_between_blanks_are_marks() {
        check("* Adults * BMI > 30 * Consent", false, &["Adults", "BMI > 30", "Consent"]);
        check("Adults * Consent", true, &["Adults", "Consent"]);
    }

    #[test]
    fn other_marks_part_a_line_as_stars_do() {
        let parts = |text, open| pieces(text, &bullets(text, open)).collect::<Vec<_>>();
        assert_eq!(parts("• Age 18 - 30 • Consent", None), ["Age 18 - 30", "Consent"]);
        assert_eq!(parts("- Stroke - Hemoglobin of 8 - 10 g", None), ["Stroke", "Hemoglobin of 8 - 10 g"]);
        assert_eq!(parts("Stroke - Asthma", Some('-')), ["Stroke", "Asthma"]);
        assert!(parts("Stroke - Asthma", None).is_empty());
        assert!(parts("- Stroke - or asthma", None).is_empty());
    }

    #[test]
    fn other_stars_are_text() {
        check("Adults * Consent", false, &[]);
        check("* Needles of 2 * 3 mm", false, &[]);
        check("* Genes *1 and *2", false, &[]);
        check("Adults", true, &[]);
    }

    #[test]
    fn prose_is_no_heading() {
        assert!(heading("Inclusion of women is wanted").is_none());
        assert!(heading("Exclusion criteria were few").is_none());
        assert_eq!(heading("INCLUSION CRITERIA"), Some((Side::Inclusion, "INCLUSION CRITERIA", "")));
        assert_eq!(heading("**Excluded**:"), Some((Side::Exclusion, "**Excluded**:", "")));
        assert!(heading("Excluded: pregnant women").is_none() && heading("Included").is_none());
    }
}
