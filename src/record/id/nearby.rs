//! The stretches of a text in which identifiers may stand, told by three bytes of them: looking through all of a text for
//! everything that forms begin with costs many times as much.

use std::ops::Range;

use crate::text::blocks::first;

/// Every form that counts in a text has three such bytes no further from its beginning, marks and all; and no form begins with more letters.
const AROUND: usize = 48;

/// The stretches of a text around the bytes that identifiers have, in order and apart.
pub(super) fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = told(text, 0);
    std::iter::from_fn(move || {
        let first = next?;
        let mut last = first;
        loop {
            next = told(text, last + 1);
            match next {
                Some(more) if more - last <= 2 * AROUND => last = more,
                _ => return Some(first.saturating_sub(AROUND)..(last + AROUND).min(text.len())),
            }
        }
    })
}

/// Where three bytes first tell of an identifier, from a place on.
fn told(text: &str, from: usize) -> Option<usize> {
    first(text.as_bytes(), from, tells, |_| true)
}

/// Whether bytes are three digits, two letters and a digit, or what numbers of `ReBEC` begin with. Without branches, so that
/// blocks of bytes are compared at once.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep blocks from being compared at once")]
fn tells(one: u8, two: u8, three: u8) -> bool {
    let digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
    let letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let rebec = ((one | 0x20) == b'r') & ((two | 0x20) == b'b') & ((three | 0x20) == b'r');
    rebec | (digit(three) & ((digit(one) & digit(two)) | (letter(one) & letter(two))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::shapes::{Place, SHAPES};
    use super::*;

    /// The shortest text of a form, with as many of the widest marks as it may have or with none.
    fn printed(form: &str, marks: &str) -> String {
        let letter = |wanted: char| match wanted {
            '#' => "1".to_owned(),
            '@' => "A".to_owned(),
            '&' => "2".to_owned(),
            '%' => "s".to_owned(),
            '~' | '=' => marks.to_owned(),
            '?' | '^' | '*' | '{' | '}' => String::new(),
            other => other.to_string(),
        };
        form.chars().map(letter).collect()
    }

    #[test]
    fn every_form_of_a_text_is_told_near_its_beginning() {
        for shape in SHAPES.iter().filter(|shape| shape.place != Place::Whole) {
            for marks in ["", "\u{1f50d}\u{1f50d}\u{1f50d}\u{1f50d}"] {
                let text = printed(shape.form, marks);
                let at = told(&text, 0).unwrap_or(usize::MAX);
                assert!(at < AROUND && shape.trigger().len() < AROUND, "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_telling_place_lies_in_one_stretch(text in "([a-z ]{0,40}|[0-9é-]{1,9}|NTR7|rbr-2){0,12}") {
            let stretches: Vec<_> = stretches(&text).collect();
            prop_assert!(stretches.is_sorted_by(|one, next| one.end < next.start));
            for at in 0..text.len().saturating_sub(2) {
                let bytes = text.as_bytes();
                if tells(bytes[at], bytes[at + 1], bytes[at + 2]) {
                    let around = at.saturating_sub(AROUND)..(at + AROUND).min(text.len());
                    prop_assert!(stretches.iter().any(|all| all.start <= around.start && around.end <= all.end));
                }
            }
        }
    }
}
