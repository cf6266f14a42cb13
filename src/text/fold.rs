//! White space: what counts as blank, and text with its blanks folded.

use std::borrow::Cow;

/// Whether a character separates words.
#[must_use]
pub fn blank(letter: char) -> bool {
    letter.is_whitespace()
}

/// `text` without blanks at its ends: a slice of it.
#[must_use]
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(blank)
}

/// `text` on one line: every run of blanks is one space, none at the ends.
#[must_use]
pub fn folded(text: &str) -> Cow<'_, str> {
    fold(trimmed(text), |_| ' ')
}

/// Long text: as [`folded`], but a run of blanks that holds a line break is one line break.
#[must_use]
pub fn paragraphs(text: &str) -> Cow<'_, str> {
    fold(trimmed(text), |gap| if gap.contains('\n') { '\n' } else { ' ' })
}

fn fold(text: &str, gap: impl Fn(&str) -> char) -> Cow<'_, str> {
    let Some(first) = first_fold(text) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(at) = rest.find(blank) {
        out.push_str(&rest[..at]);
        let after = rest[at..].trim_start_matches(blank);
        out.push(gap(&rest[at..rest.len() - after.len()]));
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the first blank stands that is not a single space; most values have none.
fn first_fold(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut before = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let double = byte == b' ' && before == b' ';
        // Blanks beyond ASCII begin with C2 (NEL, NBSP), E1, E2 or E3 (the wide spaces).
        let wide = matches!(byte, 0xc2 | 0xe1 | 0xe2 | 0xe3) && text[at..].chars().next().is_some_and(blank);
        if byte < b' ' && blank(byte.into()) || double || wide {
            return Some(if double { at - 1 } else { at.saturating_sub(usize::from(before == b' ')) });
        }
        before = byte;
    }
    None
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
    fn long_text_keeps_its_line_breaks() {
        assert_eq!(paragraphs("a  b \n\n c\r\nd"), "a b\nc\nd");
    }
}
