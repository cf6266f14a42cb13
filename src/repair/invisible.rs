//! Characters that nobody sees: places where a line may break, marks of direction, marks of byte order in the middle of a text.

use memchr::memchr3_iter;

use super::{Rule, Stage, Trigger, sure};
use crate::text::Edit;

/// `place\u{ad}bo` → `placebo`.
pub(super) static INVISIBLE: Rule = Rule {
    id: "encoding/invisible",
    doc: "Soft hyphens, zero-width blanks and marks of direction between Latin letters are left out; where other scripts \
          are spelled with them they stay.",
    example: ("place\u{ad}bo\u{200b} group", "placebo group"),
    stage: Stage::Glyph(Trigger::Wide, find),
};

fn find(text: &str, edits: &mut Vec<Edit>) {
    // The first bytes of U+00AD, of U+200B and all up to U+2069, and of U+FEFF.
    for at in memchr3_iter(0xc2, 0xe2, 0xef, text.as_bytes()) {
        let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        let end = at + letter.len_utf8();
        if is_invisible(letter, &text[..at], &text[end..]) {
            edits.push(sure(&INVISIBLE, at..end, String::new(), "the character has no width and no meaning here"));
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
    use crate::repair::repaired;

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(repaired(find, "a\u{feff}b \u{200e}c\u{200f} ≥\u{2060}5\u{200d}"), "ab c ≥5");
    }

    #[test]
    fn letters_that_are_spelled_with_joiners_keep_them() {
        for text in ["می\u{200c}خواهم", "क्\u{200d}ष", "👩\u{200d}🔬", "שלום\u{200f}"] {
            assert_eq!(repaired(find, text), text);
        }
    }
}
