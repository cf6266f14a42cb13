//! White space: what counts as blank, and text with its blanks folded.

use std::borrow::Cow;
use std::ops::Range;

use super::blocks::first;

/// The character that breaks a line inside the row of a table.
pub const BREAK: char = '\u{2028}';

/// Whether a character separates words.
#[must_use]
pub fn blank(letter: char) -> bool {
    letter.is_whitespace()
}

/// `text` without blanks at its ends: a slice of it.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    let solid = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if solid(bytes.first()) && solid(bytes.last()) { text } else { text.trim_matches(blank) }
}

/// Whether a text begins with these words, in either case.
#[must_use]
pub fn starts(text: &str, words: &str) -> bool {
    after(text, words).is_some()
}

/// What follows these words, where a text begins with them, in either case.
#[must_use]
pub fn after<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    text.split_at_checked(words.len()).filter(|(head, _)| head.eq_ignore_ascii_case(words)).map(|(_, rest)| rest)
}

/// `text` on one line: every run of blanks is one space, none at the ends.
#[must_use]
pub fn folded(text: &str) -> Cow<'_, str> {
    fold(trimmed(text), false)
}

/// Long text: as [`folded`], but a run of blanks that holds a line break is one line break.
#[must_use]
pub fn paragraphs(text: &str) -> Cow<'_, str> {
    fold(trimmed(text), true)
}

/// Goes on with a folded text: `more` is what follows it on the page, `breaks` whether its line breaks stay. The work grows
/// with `more` alone, so a text may be read line by line.
pub fn fold_on(folded: &mut Cow<'_, str>, more: &str, breaks: bool) {
    let solid = more.trim_start_matches(blank);
    if solid.is_empty() {
        return;
    }
    let gap = &more[..more.len() - solid.len()];
    let folded = folded.to_mut();
    if !gap.is_empty() {
        folded.push(if breaks && gap.contains(['\n', BREAK]) { '\n' } else { ' ' });
    }
    folded.push_str(&fold(trimmed(solid), breaks));
}

/// Most values have no run of blanks to fold and are borrowed.
fn fold(text: &str, breaks: bool) -> Cow<'_, str> {
    let (mut out, mut done) = (String::new(), 0);
    while let Some(gap) = next_gap(text, done, breaks) {
        out.reserve(text.len() - done);
        out.push_str(&text[done..gap.start]);
        out.push(if breaks && text[gap.clone()].contains(['\n', BREAK]) { '\n' } else { ' ' });
        done = gap.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The next run of blanks at or behind `from` that is more than a single space, or than the single line break that may
/// stay.
fn next_gap(text: &str, from: usize, breaks: bool) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += told(&bytes[at..], breaks)?;
        let length = text[at..].len() - text[at..].trim_start_matches(blank).len();
        if length > 0 {
            let before = bytes[from..at].iter().rev().take_while(|byte| ascii_blank(**byte)).count();
            return Some(at - before..at + length);
        }
        at += text[at..].chars().next()?.len_utf8();
    }
}

/// Where bytes first tell of a run of blanks; whole blocks are passed over with vector instructions.
fn told(bytes: &[u8], breaks: bool) -> Option<usize> {
    if breaks {
        first(bytes, 0, |one, next, _| odd_but_breaks(one, next), |rest| telling(rest, true))
    } else {
        first(bytes, 0, |one, next, _| odd(one, next), |rest| telling(rest, false))
    }
}

/// Where bytes first tell of a wide blank inside a line.
pub(super) fn next_wide(bytes: &[u8]) -> Option<usize> {
    first(bytes, 0, |one, next, _| odd_inside(one, next), wide)
}

fn ascii_blank(byte: u8) -> bool {
    byte == b' ' || byte.wrapping_sub(b'\t') < 5
}

/// Whether a byte is no sign, letter or figure of ASCII and no space: it has its high bit, or it controls something.
fn strange(byte: u8) -> bool {
    byte.cast_signed() < b' '.cast_signed()
}

/// Whether one byte may be the first of a blank that is no space, or two are spaces. Without branches, so that blocks of
/// bytes are compared at once.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep blocks from being compared at once")]
fn odd(one: u8, next: u8) -> bool {
    // Of two bytes that are not strange only two spaces have no other bit.
    strange(one) | (one | next == b' ')
}

/// The same, where a line break by itself is nothing odd.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep blocks from being compared at once")]
fn odd_but_breaks(one: u8, next: u8) -> bool {
    (strange(one) & (one != b'\n')) | (one.max(next) <= b' ')
}

/// The same, where no end of a line is odd.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep blocks from being compared at once")]
fn odd_inside(one: u8, next: u8) -> bool {
    (strange(one) & (one != b'\n')) | (one | next == b' ')
}

/// Whether bytes tell of a run of blanks: two blanks, one that is no space, or one beyond ASCII.
fn telling(bytes: &[u8], breaks: bool) -> bool {
    match bytes {
        [one, next, ..] if ascii_blank(*one) && ascii_blank(*next) => true,
        [b'\n', ..] => !breaks,
        [b'\t'..=b'\r', ..] => true,
        _ => beyond(bytes),
    }
}

/// Whether bytes begin with a blank beyond ASCII.
fn beyond(bytes: &[u8]) -> bool {
    match bytes {
        [0xc2, next, ..] => matches!(next, 0x85 | 0xa0),
        [0xe2, 0x80, third, ..] => matches!(third, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf),
        [0xe2, 0x81, third, ..] => *third == 0x9f,
        _ => bytes.starts_with(b"\xe1\x9a\x80") || bytes.starts_with(b"\xe3\x80\x80"),
    }
}

/// Whether bytes begin with two spaces, or with a blank that is neither a space nor part of the end of a line.
fn wide(bytes: &[u8]) -> bool {
    matches!(bytes, [b' ', b' ' | b'\t', ..] | [b'\t' | 0x0b | 0x0c, ..]) || beyond(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_has_single_blanks() {
        assert_eq!(folded("  a \u{a0}b\r\n\tc "), "a b c");
        assert!(matches!(folded("a b c"), Cow::Borrowed(_)));
        assert_eq!(folded("≥ 5\u{2009}mg"), "≥ 5 mg");
        assert_eq!(folded("a  b"), "a b");
    }

    #[test]
    fn a_text_that_goes_on_is_folded_as_a_whole() {
        let pieces = ["a", " \u{a0}b\r\n", " ", "\n c  d", ", e", "\u{2028}f"];
        for breaks in [false, true] {
            let mut whole = pieces[0].to_owned();
            let mut folded = Cow::Borrowed(pieces[0]);
            for piece in &pieces[1..] {
                let ended = trimmed(&whole).len();
                whole.push_str(piece);
                fold_on(&mut folded, &whole[ended..], breaks);
                assert_eq!(folded, fold(trimmed(&whole), breaks), "{whole:?}");
            }
        }
    }

    #[test]
    fn the_bytes_of_blanks_beyond_ascii_are_their_own() {
        for letter in ('\u{80}'..=char::MAX).filter(|letter| letter.len_utf8() < 4) {
            let mut bytes = [0; 4];
            letter.encode_utf8(&mut bytes);
            assert_eq!(beyond(&bytes), blank(letter), "{letter:?}");
        }
        assert!(('\u{10000}'..=char::MAX).all(|letter| !blank(letter)));
    }

    #[test]
    fn a_run_is_found_wherever_it_stands() {
        for before in 0..70 {
            let text = format!("{}\u{2009} \u{e9}{}", "≥a".repeat(before), "b".repeat(before));
            assert_eq!(folded(&text), format!("{} \u{e9}{}", "≥a".repeat(before), "b".repeat(before)).trim_start());
        }
    }

    #[test]
    fn long_text_keeps_its_line_breaks() {
        assert_eq!(paragraphs("a  b \n\n c\r\nd"), "a b\nc\nd");
        assert!(matches!(paragraphs("a b\nc"), Cow::Borrowed(_)));
    }
}
