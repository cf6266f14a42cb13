//! What features know of a word: its shape, its size, the word as one of its kind.

use crate::segment::term::{Term, term};

/// The name of what a word looks like.
fn shape(word: &str) -> Term<'_> {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if first.is_uppercase() => match second {
            Some(second) if second.is_uppercase() => term!("X"),
            Some(_) => term!("A"),
            None => term!("I"),
        },
        (Some(first), _) if first.is_lowercase() => term!("a"),
        (Some(first), _) if first.is_alphabetic() => term!("l"),
        (Some('0'..='9'), _) => FIGURES,
        _ => Term::new(word),
    }
}

/// No word that means something is longer, in bytes.
pub(super) const LONGEST: usize = 60;

/// What stands for a word that is longer.
pub(super) const ENDLESS: Term<'static> = term!("…");

/// What stands for any number.
pub(super) const FIGURES: Term<'static> = term!("0");

/// The shapes that features tell apart, by number; capitals are told from small letters no more than in other words. What
/// is none of them is the first, whose name is no word.
pub(super) const SHAPES: [Term<'static>; 32] = [
    term!("any other"),
    term!(""),
    term!("a"),
    term!("x"),
    term!("i"),
    term!("0"),
    term!("l"),
    term!("^"),
    term!("$"),
    term!("…"),
    term!("."),
    term!("-"),
    term!(","),
    term!(")"),
    term!("("),
    term!("["),
    term!("]"),
    term!("+"),
    term!(":"),
    term!(";"),
    term!("/"),
    term!("\""),
    term!("'"),
    term!("&"),
    term!("%"),
    term!("="),
    term!("<"),
    term!("±"),
    term!("≥"),
    term!("≤"),
    term!("–"),
    term!("，"),
];

/// The number of the shape of that name.
pub(super) const fn shape_number(name: &Term) -> u8 {
    let mut number = SHAPES.len() - 1;
    while number > 0 && SHAPES[number].hash != name.hash {
        number -= 1;
    }
    number as u8
}

/// What is seen of a word at a glance.
#[derive(Clone, Copy)]
pub(super) struct Looks {
    /// The number of its shape.
    pub(super) shape: u8,
    /// What its first letter tells.
    pub(super) marks: u8,
    /// Whether it begins like a cell.
    pub(super) capital: bool,
}

/// A word begins with a small letter.
pub(super) const SMALL: u8 = 1;
/// A word begins with a letter.
pub(super) const LETTER: u8 = 2;
/// A word is a mark with which nothing begins.
pub(super) const BARRED: u8 = 4;
/// A word opens time frames.
pub(super) const OPENS: u8 = 8;
/// A word closes time frames.
pub(super) const CLOSES: u8 = 16;

/// What figures and marks of ASCII look like.
static MARKS: [Looks; 128] = {
    let (mut marks, mut byte) = ([Looks { shape: 0, marks: 0, capital: false }; 128], 0_u8);
    while byte < 128 {
        let barred = matches!(byte, b')' | b']' | b',' | b'.' | b';' | b'%');
        let shape = match (byte.is_ascii_digit(), str::from_utf8(&[byte])) {
            (true, _) => shape_number(&FIGURES),
            (false, Ok(mark)) => shape_number(&Term::new(mark)),
            (false, Err(_)) => 0,
        };
        marks[byte as usize] = Looks { shape, marks: if barred { BARRED } else { 0 }, capital: false };
        byte += 1;
    }
    marks
};

/// What a word looks like.
#[inline]
pub(super) fn looks(word: &str) -> Looks {
    const NUMBERS: [u8; 3] = [shape_number(&term!("a")), shape_number(&term!("x")), shape_number(&term!("i"))];
    let [small, capitals, capital] = NUMBERS;
    match *word.as_bytes() {
        [b'a'..=b'z', ..] => Looks { shape: small, marks: SMALL | LETTER, capital: false },
        [b'A'..=b'Z'] => Looks { shape: capital, marks: LETTER, capital: false },
        [b'A'..=b'Z', b'A'..=b'Z', ..] => Looks { shape: capitals, marks: LETTER, capital: false },
        [b'A'..=b'Z', second, ..] if second.is_ascii() => Looks { shape: small, marks: LETTER, capital: true },
        [first, ..] if first.is_ascii() && !first.is_ascii_alphabetic() => MARKS[usize::from(first)],
        _ => wide_looks(word),
    }
}

fn wide_looks(word: &str) -> Looks {
    let (shape, first) = (shape(word), word.chars().next().unwrap_or(' '));
    let small = if first.is_lowercase() { SMALL } else { 0 };
    let letter = if first.is_alphabetic() { LETTER } else { 0 };
    Looks { shape: shape_number(&shape), marks: small | letter, capital: shape.text == "A" }
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
    fn shapes_tell_letters_and_marks() {
        let shapes = [("week", "a"), ("Week", "A"), ("WEEK", "X"), ("I", "I"), ("É", "I"), ("Éa", "A"), ("日", "l")];
        for (word, name) in shapes.into_iter().chain([("12", "0"), ("(", "("), ("–", "–")]) {
            assert_eq!(shape(word).text, name);
            assert_eq!(looks(word).shape, shape_number(&Term::new(name)));
            assert_eq!(looks(word).capital, name == "A");
        }
    }

    #[test]
    fn a_mark_that_no_feature_tells_has_no_number() {
        assert_eq!(looks("†").shape, 0);
        assert_eq!(looks("#").shape, 0);
    }
}
