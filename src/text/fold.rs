//! White space: what counts as blank, and text with its blanks folded.

use std::borrow::Cow;
use std::ops::Range;

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

/// `text` on one line: every run of blanks is one space, none at the ends.
#[must_use]
pub fn folded(text: &str) -> Cow<'_, str> {
    fold(trimmed(text), |_| " ")
}

/// Long text: as [`folded`], but a run of blanks that holds a line break is one line break.
#[must_use]
pub fn paragraphs(text: &str) -> Cow<'_, str> {
    fold(trimmed(text), |gap| if gap.contains('\n') { "\n" } else { " " })
}

/// Most values have no run of blanks to fold and are borrowed.
fn fold(text: &str, to: impl Fn(&str) -> &'static str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut done, mut from) = (0, 0);
    while let Some(gap) = next_gap(text, from) {
        from = gap.end;
        let blank = to(&text[gap.clone()]);
        if blank != &text[gap.clone()] {
            out.reserve(text.len());
            out.push_str(&text[done..gap.start]);
            out.push_str(blank);
            done = gap.end;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// The next run of blanks at or behind `from` that is not a single space.
fn next_gap(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += dull(&bytes[at..]);
        let first = text.get(at..)?.chars().next()?;
        if blank(first) && (first != ' ' || bytes.get(at + 1) == Some(&b' ')) {
            let start = if at > from && bytes[at - 1] == b' ' { at - 1 } else { at };
            return Some(start..text.len() - text[at..].trim_start_matches(blank).len());
        }
        at += first.len_utf8();
    }
}

/// The bytes at the start that cannot begin a run of blanks, in blocks that a compiler makes one comparison of.
fn dull(bytes: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let mut at = 0;
    while let Some(block) = bytes.get(at..=at + BLOCK) {
        let pairs = block[..BLOCK].iter().zip(&block[1..]);
        if pairs.fold(false, |any, (&one, &next)| any | telling(one, next)) {
            break;
        }
        at += BLOCK;
    }
    let rest = &bytes[at..];
    let next = rest.iter().skip(1).copied().chain([0]);
    at + rest.iter().zip(next).position(|(&one, next)| telling(one, next)).unwrap_or(rest.len())
}

/// Whether a byte may begin a run of blanks: a control character, a space before another, the first byte of a blank
/// beyond ASCII (C2: NEL and NBSP; E1 to E3: the wide spaces).
fn telling(one: u8, next: u8) -> bool {
    one < b' ' || one == b' ' && next == b' ' || one == 0xc2 || (0xe1..=0xe3).contains(&one)
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
