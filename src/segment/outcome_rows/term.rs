//! What features know of a word: its shape, its size, the word as one of its kind.

use crate::segment::linear::{hash, hashes};
use crate::segment::term::{Term, term};

/// What a word looks like.
pub(super) fn shape(word: &str) -> Term<'_> {
    match *word.as_bytes() {
        [b'a'..=b'z', ..] => return term!("a"),
        [b'0'..=b'9', ..] => return term!("0"),
        [b'A'..=b'Z'] => return term!("I"),
        [b'A'..=b'Z', b'A'..=b'Z', ..] => return term!("X"),
        [b'A'..=b'Z', second, ..] if second.is_ascii() => return term!("A"),
        _ => {}
    }
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if first.is_uppercase() => match second {
            Some(second) if second.is_uppercase() => term!("X"),
            Some(_) => term!("A"),
            None => term!("I"),
        },
        (Some(first), _) if first.is_lowercase() => term!("a"),
        (Some(first), _) if first.is_alphabetic() => term!("l"),
        _ => Term::new(word),
    }
}

/// No word that means something is longer, in bytes.
pub(super) const LONGEST: usize = 60;

/// The word as features know it, with its hash as it stands: any number is `0`, and what is longer than any word is not
/// looked at.
pub(super) fn general(word: &str) -> (Term<'_>, u64) {
    if word.len() > LONGEST {
        return (term!("…"), const { hash("…".as_bytes()) });
    }
    if word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
        return (term!("0"), const { hash(b"0") });
    }
    let (exact, small) = hashes(word.as_bytes());
    (Term { text: word, hash: small }, exact)
}

/// The names of lengths.
pub(super) const SIZES: [Term<'static>; 15] = [
    term!("0"),
    term!("1"),
    term!("2"),
    term!("3"),
    term!("5"),
    term!("8"),
    term!("12"),
    term!("18"),
    term!("26"),
    term!("40"),
    term!("64"),
    term!("100"),
    term!("160"),
    term!("255"),
    term!("1000"),
];

/// The step of each length below 256.
const STEPS: [u8; 256] = {
    let starts = [1, 2, 3, 5, 8, 12, 18, 26, 40, 64, 100, 160, 255];
    let (mut steps, mut length) = ([0; 256], 0);
    while length < 256 {
        let mut step = 0;
        while step < starts.len() && starts[step] <= length {
            step += 1;
        }
        steps[length] = step as u8;
        length += 1;
    }
    steps
};

/// The step of a length, as a place in [`SIZES`].
#[inline]
pub(super) fn step(length: usize) -> usize {
    match STEPS.get(length) {
        Some(&step) => usize::from(step),
        None if length < 1000 => SIZES.len() - 2,
        None => SIZES.len() - 1,
    }
}

/// Lengths in steps that grow.
#[inline]
pub(super) fn size(length: usize) -> Term<'static> {
    SIZES[step(length)]
}

/// A word as one bit of a set; words without content are none.
pub(super) fn mark(word: &str) -> u64 {
    if word.len() < 4 {
        return 0;
    }
    let hash =
        word.bytes().fold(0_u32, |hash, byte| (hash ^ u32::from(byte | 0x20)).wrapping_mul(0x0100_0193).rotate_left(5));
    1 << (hash.wrapping_mul(0x9e37_79b9) >> 26)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_grow_in_steps() {
        let steps = [(0, "0"), (4, "3"), (11, "8"), (254, "160"), (255, "255"), (999, "255")];
        for (count, step) in steps {
            assert_eq!(size(count).text, step);
        }
        assert_eq!(size(1000).text, "1000");
    }

    #[test]
    fn figures_are_nothing_to_features() {
        assert_eq!(general("12").0.text, "0");
        assert_ne!(general("Week").1, general("week").1);
    }

    #[test]
    fn shapes_tell_letters_and_marks() {
        let shapes = [("week", "a"), ("Week", "A"), ("WEEK", "X"), ("I", "I"), ("É", "I"), ("Éa", "A"), ("日", "l")];
        for (word, name) in shapes.into_iter().chain([("12", "0"), ("(", "("), ("", "")]) {
            assert_eq!(shape(word).text, name);
        }
    }
}
