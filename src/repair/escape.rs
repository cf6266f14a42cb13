//! Markup escapes left in the text: a backslash before punctuation.

use memchr::{memchr_iter, memchr2_iter};

use super::entity::reference;
use super::{Rule, Stage, Trigger, sure};
use crate::text::{BREAK, Edit};

/// `0\~4` → `0~4`.
pub(super) static MARKDOWN: Rule = Rule {
    id: "escape/markdown",
    doc: "A backslash before ASCII punctuation is a CommonMark escape and stands for that character (undone once).",
    example: (r"0\~4 points, \>= 3 \[mg/L\]", "0~4 points, >= 3 [mg/L]"),
    stage: Stage::Glyph(Trigger::Byte(b'\\'), find),
};

fn find(text: &str, edits: &mut Vec<Edit>) {
    let bytes = text.as_bytes();
    let mut free = 0;
    for at in memchr_iter(b'\\', bytes) {
        let Some(&next) = bytes.get(at + 1) else { break };
        // The second half of `\\` escapes nothing.
        // `\&lt;` is an escape of what the reference stands for: the rule for references takes both.
        let reference = next == b'&' && reference(&text[at + 1..]).is_some();
        if at >= free && next.is_ascii_punctuation() && !reference && !windows_path(bytes, at) {
            let after = char::from(next).to_string();
            let why = "a backslash before punctuation is an escape of the page's markup";
            edits.push(sure(&MARKDOWN, at..at + 2, after, why));
            free = at + 2;
        }
    }
}

/// `C:\_files`, `\\server`: a path, no escape.
fn windows_path(bytes: &[u8], at: usize) -> bool {
    let drive = at >= 2 && bytes[at - 1] == b':' && bytes[at - 2].is_ascii_alphabetic();
    drive && (at == 2 || !bytes[at - 3].is_ascii_alphanumeric())
}

/// `A<br>B` → two lines.
pub(super) static LINE_BREAK: Rule = Rule {
    id: "escape/line-break",
    doc: "A tag for a line break that was left in the text breaks the line, but not the row of a table that it stands in.",
    example: ("Burns<br>Scars<br />Keloid", "Burns\u{2028}Scars\u{2028}Keloid"),
    stage: Stage::Glyph(Trigger::Either(b'<', b'&'), breaks),
};

fn breaks(text: &str, edits: &mut Vec<Edit>) {
    for at in memchr2_iter(b'<', b'&', text.as_bytes()) {
        if let Some(length) = line_break(&text.as_bytes()[at..]) {
            let why = "the tag that breaks a line";
            edits.push(sure(&LINE_BREAK, at..at + length, BREAK.to_string(), why));
        }
    }
}

/// The length of the tag that a text begins with, if it is one: `<br>`, `<BR/>`, `&lt;br /&gt;`.
fn line_break(text: &[u8]) -> Option<usize> {
    let opens = [&b"<br"[..], b"&lt;br"];
    let starts = |open: &&&[u8]| text.get(..open.len()).is_some_and(|head| head.eq_ignore_ascii_case(open));
    let open = opens.iter().find(starts)?;
    let ends = [&b">"[..], b"/>", b" />", b" >", b"&gt;", b"/&gt;", b" /&gt;"];
    let end = ends.into_iter().find(|end| text[open.len()..].starts_with(end))?;
    Some(open.len() + end.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::repaired;

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(repaired(find, before), after);
    }

    #[test]
    fn only_punctuation_is_escaped() {
        check(r"\alpha \n \é", r"\alpha \n \é");
        check(r"1\) \#2 \_x\_", "1) #2 _x_");
    }

    #[test]
    fn a_doubled_backslash_becomes_one() {
        check(r"a\\[b", r"a\[b");
    }

    #[test]
    fn a_path_is_no_escape() {
        check(r"C:\_data", r"C:\_data");
    }

    #[test]
    fn only_the_tag_of_a_line_break_breaks() {
        assert_eq!(repaired(breaks, "a <br> b<BR/>c <brand> <b> <br"), "a \u{2028} b\u{2028}c <brand> <b> <br");
        assert_eq!(repaired(breaks, "a&lt;br&gt;b &lt;b&gt;"), "a\u{2028}b &lt;b&gt;");
    }

    #[test]
    fn a_backslash_at_the_end_stays() {
        check("x\\", "x\\");
    }
}
