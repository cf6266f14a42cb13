//! Markup escapes left in the text: a backslash before punctuation.

use memchr::memchr_iter;

use super::entity::reference;
use super::{Rule, Stage, sure};
use crate::text::Edit;

/// `0\~4` → `0~4`.
pub(super) static MARKDOWN: Rule = Rule {
    id: "escape/markdown",
    doc: "A backslash before ASCII punctuation is a CommonMark escape and stands for that character (undone once).",
    example: (r"0\~4 points, \>= 3 \[mg/L\]", "0~4 points, >= 3 [mg/L]"),
    stage: Stage::Glyph(find),
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
    fn a_backslash_at_the_end_stays() {
        check("x\\", "x\\");
    }
}
