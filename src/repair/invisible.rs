//! Characters that nobody sees: places where a line may break, marks of direction, marks of byte order in the middle of a text.

use std::ops::Range;

use super::{Rule, Stage, sure};
use crate::text::Edit;

/// `place\u{ad}bo` → `placebo`.
pub(super) static INVISIBLE: Rule = Rule {
    id: "encoding/invisible",
    doc: "Soft hyphens, zero-width blanks and marks of direction between Latin letters are left out; where other scripts \
          are spelled with them they stay.",
    example: ("place\u{ad}bo\u{200b} group", "placebo group"),
    stage: Stage::Letters(find),
};

fn find(text: &str, run: Range<usize>, edits: &mut Vec<Edit>) {
    for (at, letter) in text[run.clone()].char_indices() {
        let range = run.start + at..run.start + at + letter.len_utf8();
        if is_invisible(letter, &text[..range.start], &text[range.end..]) {
            edits.push(sure(&INVISIBLE, range, String::new(), "the character has no width and no meaning here"));
        }
    }
}

/// Whether a character between two texts is seen by nobody and spells nothing.
fn is_invisible(letter: char, before: &str, after: &str) -> bool {
    match letter {
        '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => true,
        '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            let latin = |near: Option<char>| near.is_none_or(|near| near < '\u{250}' || is_sign(near));
            latin(before.chars().next_back()) && latin(after.chars().next())
        }
        _ => false,
    }
}

/// Punctuation, arrows and the signs of mathematics, which any script may have.
fn is_sign(letter: char) -> bool {
    ('\u{2010}'..='\u{22ff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::{in_letters, repaired};

    fn mended(text: &str) -> String {
        repaired(|text, edits| in_letters(find, text, edits), text)
    }

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(mended("a\u{feff}b \u{200e}c\u{200f} ≥\u{2060}5\u{200d}"), "ab c ≥5");
    }

    #[test]
    fn letters_that_are_spelled_with_joiners_keep_them() {
        for text in ["می\u{200c}خواهم", "क्\u{200d}ष", "👩\u{200d}🔬", "שלום\u{200f}"] {
            assert_eq!(mended(text), text);
        }
    }
}
