//! The markup of registries: lists whose items have marks, paragraphs that may be wrapped.

use std::borrow::Cow;

use super::criteria::{Block, Item, Levels, Seam, Side, heading};
use super::line::{Line, Mark, raw_lines, stretch};
use super::marks::number_mark;
use crate::text::{folded, paragraphs, trimmed};

/// Whether the line breaks of a text are those of a printer: then all lines but the first are indented.
#[must_use]
pub fn wrapped(text: &str) -> bool {
    let mut lines = raw_lines(trimmed(text)).skip(1).filter(|line| !trimmed(line).is_empty()).peekable();
    lines.peek().is_some() && lines.all(|line| line.starts_with("    "))
}

/// Long text with its paragraphs and list items on lines of their own; lines that a printer wrapped are whole again.
#[must_use]
pub fn prose(text: &str) -> Cow<'_, str> {
    if !wrapped(text) {
        return paragraphs(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for line in raw_lines(trimmed(text)).map(Line::of) {
        if line.whole.is_empty() {
            gap = true;
            continue;
        }
        if !out.is_empty() {
            out.push(if gap || marked(&line).is_some() { '\n' } else { ' ' });
        }
        out.push_str(&folded(line.whole));
        gap = false;
    }
    Cow::Owned(out)
}

/// Long text whose lines a printer ended at the 80th column, without an indent: paragraphs and list items on lines of
/// their own, all other lines joined.
#[must_use]
pub fn unwrapped(text: &str) -> Cow<'_, str> {
    if !trimmed(text).contains('\n') {
        return folded(text);
    }
    let (mut out, mut ended) = (String::with_capacity(text.len()), true);
    for line in raw_lines(trimmed(text)).map(Line::of) {
        if line.whole.is_empty() {
            ended = true;
            continue;
        }
        if !out.is_empty() {
            out.push(if ended || marked(&line).is_some() { '\n' } else { ' ' });
        }
        out.push_str(&folded(line.whole));
        ended = line.whole.ends_with(':');
    }
    Cow::Owned(out)
}

/// The words that a printer broke behind a hyphen, each with its line break: `6-⏎month`.
pub fn broken(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("-\n").chain(text.match_indices("-\r\n")).filter_map(|(at, end)| {
        let start = text[..at].rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let after = text[at + end.len()..].split(char::is_whitespace).next()?;
        let word = start < at && after.starts_with(|next: char| next.is_lowercase());
        word.then(|| &text[start..at + end.len() + after.len()])
    })
}

/// The content of a line behind its list mark: `* item`, `- item`, `1. item`, `1) item`.
fn marked<'t>(line: &Line<'t>) -> Option<&'t str> {
    if line.mark != Mark::None {
        return Some(line.text);
    }
    let (_, end) = number_mark(line.text).filter(|_| !line.text.starts_with('('))?;
    let rest = &line.text[end..];
    rest.starts_with(char::is_whitespace).then(|| trimmed(rest))
}

/// A block of criteria whose items have marks or are wrapped paragraphs; nothing where neither is so.
#[must_use]
pub fn criteria(text: &str) -> Option<Block<'_>> {
    let whole = trimmed(text);
    let lines = || raw_lines(text).map(Line::of);
    if !wrapped(text) && !lines().any(|line| marked(&line).is_some()) {
        return None;
    }
    let mut block = Block { whole: Some(whole), ..Block::default() };
    let (mut side, mut levels, mut open) = (Side::Unclassified, Levels::default(), false);
    for line in lines() {
        if line.whole.is_empty() {
            open = false;
        } else if let Some((next, head, rest)) = heading(line.text) {
            (side, levels, open) = (next, Levels::default(), !rest.is_empty());
            block.headings.push(head);
            block.add(side, rest, 0);
        } else if let Some(item) = marked(&line) {
            open = true;
            block.add(side, item, levels.of(line.indent));
        } else if let Some(last) = block.items.last_mut().filter(|_| open) {
            last.text = stretch(text, last.text, line.text);
            last.line = last.text;
        } else {
            open = wrapped(text);
            block.add(side, line.text, 0);
        }
    }
    Some(block)
}

impl<'t> Block<'t> {
    fn add(&mut self, side: Side, text: &'t str, level: u8) {
        if !text.is_empty() {
            self.items.push(Item { side, text, level, seam: Seam::Line, line: text });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, inclusion: &[(&str, u8)], exclusion: &[(&str, u8)]) {
        let block = criteria(text).expect("marks");
        let side = |side: Side| -> Vec<(&str, u8)> {
            block.items.iter().filter(|item| item.side == side).map(|item| (item.text, item.level)).collect()
        };
        assert_eq!((&side(Side::Inclusion)[..], &side(Side::Exclusion)[..]), (inclusion, exclusion));
    }

    #[test]
    fn marks_are_items_and_indents_are_levels() {
        check(
            "Inclusion Criteria:\n\n* One of\n\n  * fever\n  * (1) cough\n* 5. grade\n\nKey Exclusion Criteria\n\n1. Ill\n   1. Very\n2. 1.5 mg",
            &[("One of", 0), ("fever", 1), ("(1) cough", 1), ("5. grade", 0)],
            &[("Ill", 0), ("Very", 1), ("1.5 mg", 0)],
        );
    }

    #[test]
    fn a_line_without_mark_goes_on_unless_a_blank_line_stands_before_it() {
        check("Inclusion:\n* a\nb\n\nc", &[("a\nb", 0), ("c", 0)], &[]);
    }

    #[test]
    fn a_wrapped_block_is_read_by_its_paragraphs() {
        let text = "\n      INCLUSION CRITERIA:\n\n        -  Adults who\n           walk\n\n      Exclusion Criteria:\n\n      Any\n      illness\n    ";
        check(text, &[("Adults who\n           walk", 0)], &[("Any\n      illness", 0)]);
        assert_eq!(prose(text), "INCLUSION CRITERIA:\n- Adults who walk\nExclusion Criteria:\nAny illness");
    }

    #[test]
    fn lines_that_were_broken_are_joined() {
        let text = "A lamp reads\nthe gum at a 6-\r\nmonth visit.\n\nOBJECTIVE:\nto see\n- one\n- two";
        assert_eq!(unwrapped(text), "A lamp reads the gum at a 6- month visit.\nOBJECTIVE:\nto see\n- one\n- two");
        assert_eq!(broken(text).collect::<Vec<_>>(), ["6-\r\nmonth"]);
        assert_eq!(broken("- a\n-\nb").count(), 0);
    }

    #[test]
    fn lines_without_marks_are_not_read_here() {
        assert!(criteria("Inclusion Criteria:\n\nAdults\nWalkers").is_none());
    }
}
