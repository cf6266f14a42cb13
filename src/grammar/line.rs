//! Lines and the marks that stand before their content.

use memchr::{memchr, memchr2_iter};

use crate::text::{blank, range_in, trimmed};

/// What stood before the content of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// A hyphen and a blank, as the *dash* extractor prints list items and labels.
    Dash,
    /// A bullet.
    Bullet,
}

/// One line of a text, without blanks at its ends.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    /// The content behind the mark.
    pub text: &'t str,
    /// Content and mark.
    pub whole: &'t str,
    /// The mark.
    pub mark: Mark,
    /// How many columns the line is indented.
    pub indent: usize,
}

impl<'t> Line<'t> {
    /// Reads one line (without its line break).
    #[must_use]
    pub fn of(raw: &'t str) -> Self {
        // Most lines begin with a letter or a figure and end with neither a blank nor a bar.
        let bytes = raw.as_bytes();
        if bytes.first().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.last().is_some_and(|last| last.is_ascii_graphic() && *last != b'|')
        {
            return Line { text: raw, whole: raw, mark: Mark::None, indent: 0 };
        }
        let whole = without_bar(trimmed(raw));
        let whole = if is_rule(whole) { &whole[..0] } else { whole };
        let indent = if whole.is_empty() { 0 } else { range_in(raw, whole).start };
        // Marks are hyphens, stars and characters beyond ASCII.
        if whole.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric) {
            return Line { text: whole, whole, mark: Mark::None, indent };
        }
        let (mark, text) = marked(whole);
        Line { text, whole, mark, indent }
    }
}

/// `-----`: a line drawn with marks, which says nothing.
fn is_rule(whole: &str) -> bool {
    let bytes = whole.as_bytes();
    matches!(bytes, [b'-' | b'=' | b'_' | b'*' | b'~' | b'#', _, _, ..]) && bytes.iter().all(|byte| *byte == bytes[0])
}

/// `text |`: the cell of a table that lost the rows around it, without its bar.
fn without_bar(whole: &str) -> &str {
    match whole.strip_suffix('|') {
        Some(cell) if !whole.starts_with('|') && cell.ends_with(blank) => trimmed(cell),
        Some("") => &whole[..0],
        _ => whole,
    }
}

/// `- text`, `• * text`: the first mark and what stands behind the last. A hyphen twice is not a list's: `- - text` has a
/// text that begins with a dash.
fn marked(whole: &str) -> (Mark, &str) {
    let (mark, mut text) = first_mark(whole);
    let mut before = whole;
    while mark != Mark::None && !(before.starts_with('-') && text.starts_with('-')) {
        match first_mark(text) {
            (Mark::None, _) => break,
            (_, rest) => (before, text) = (text, rest),
        }
    }
    (mark, text)
}

/// `- text`, `• text`: the mark and the rest. A hyphen needs a blank behind it: `-1.5` is a number.
fn first_mark(whole: &str) -> (Mark, &str) {
    let mut letters = whole.chars();
    let mark = match letters.next() {
        Some('-' | '*') if letters.as_str().starts_with([' ', '\u{a0}', '\t']) => Mark::Dash,
        Some('•' | '‣' | '⁃' | '◦' | '▪' | '●' | '·') => Mark::Bullet,
        Some('–' | '✓' | '✔' | '✗' | '✘' | '☑' | '■' | '□' | '➢' | '➤') if letters.as_str().starts_with(' ') => {
            Mark::Bullet
        }
        _ => return (Mark::None, whole),
    };
    // Hardly ever more than one blank.
    let behind = letters.as_str();
    let text = trimmed(behind.strip_prefix(' ').unwrap_or(behind));
    if text.is_empty() { (Mark::None, whole) } else { (mark, text) }
}

/// The lines of a text that are not blank; a row of a table may hold several.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    lines_of(text, |_| true)
}

/// The same without lines whose first byte is a letter or figure of ASCII and not wanted: these are not looked at.
pub fn lines_of(text: &str, wanted: impl Fn(u8) -> bool) -> impl Iterator<Item = Line<'_>> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        loop {
            let text = rest?.trim_start_matches('\n');
            let (end, behind) = line_end(text);
            rest = text.get(behind..);
            if text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric() && !wanted(first)) {
                continue;
            }
            let line = Line::of(&text[..end]);
            if !line.whole.is_empty() {
                return Some(line);
            }
        }
    })
}

/// Where the first line of a text ends, and where the next begins.
fn line_end(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    // The last byte of [`BREAK`] hardly ever stands in other characters, its first byte often does.
    for at in memchr2_iter(b'\n', BREAK_END, bytes) {
        if bytes[at] == b'\n' {
            return (at, at + 1);
        }
        if bytes[..at].ends_with(BREAK_START) {
            return (at - BREAK_START.len(), at + 1);
        }
    }
    (text.len(), text.len() + 1)
}

/// The bytes of [`crate::text::BREAK`].
const BREAK_START: &[u8] = b"\xe2\x80";
const BREAK_END: u8 = 0xa8;

/// Every line of a text, without its line break.
pub fn raw_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (line, after) = match memchr(b'\n', text.as_bytes()) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        rest = after;
        Some(line)
    })
}

/// The slice of `whole` from the start of `first` to the end of `last`, both slices of it.
#[must_use]
pub fn stretch<'t>(whole: &'t str, first: &'t str, last: &'t str) -> &'t str {
    let start = range_in(whole, first).start;
    &whole[start..range_in(whole, last).end.max(start)]
}

/// Whether a letter parts cells: a blank or a bar.
#[must_use]
pub fn parts_cells(letter: char) -> bool {
    blank(letter) || letter == '|'
}

/// A text without blanks and bars around it.
#[must_use]
pub fn unbarred(text: &str) -> &str {
    text.trim_matches(parts_cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_break_are_its_own() {
        let mut bytes = [0; 3];
        assert_eq!(crate::text::BREAK.encode_utf8(&mut bytes).as_bytes(), [BREAK_START, &[BREAK_END]].concat());
    }

    #[test]
    fn a_minus_sign_is_no_mark() {
        assert_eq!(Line::of("-1.5 D or worse").mark, Mark::None);
        assert_eq!(Line::of("- 1.5 D").text, "1.5 D");
        assert_eq!(Line::of("-").text, "-");
        assert_eq!(Line::of(" ------ ").text, "");
        assert_eq!(Line::of("--- a").text, "--- a");
        assert_eq!(Line::of("• * -1.5 D").text, "-1.5 D");
        assert_eq!(Line::of("- - Egg allergy").text, "- Egg allergy");
        assert_eq!(Line::of("* * Egg allergy").text, "Egg allergy");
    }

    #[test]
    fn a_bar_at_the_end_is_no_content() {
        assert_eq!(Line::of("NCT number |").text, "NCT number");
        assert_eq!(Line::of("|").text, "");
        assert_eq!(Line::of("| a | b |").text, "| a | b |");
        assert_eq!(Line::of("p(x|").text, "p(x|");
    }

    #[test]
    fn bullets_and_indents_are_told() {
        let line = Line::of("    • Age ≥ 18\r");
        assert_eq!((line.mark, line.indent, line.text), (Mark::Bullet, 4, "Age ≥ 18"));
    }

    #[test]
    fn every_line_is_given_once() {
        assert_eq!(raw_lines("a\n\nb").collect::<Vec<_>>(), ["a", "", "b"]);
        assert_eq!(lines("a\n \nb\n").count(), 2);
        assert_eq!(lines("a\u{2028}b").count(), 2);
        assert_eq!(lines("≥ è\u{2029}\u{a8}b").count(), 1);
    }
}
