//! A line of a flattened table as words, and the places between them where a cell may end.

use super::bounds::{Bound, bounds};
use super::term::{LONGEST, general, mark, shape};
use crate::segment::Cells;
use crate::segment::term::{Term, term};
use crate::segment::time_frame::Part;

/// A line, cut into words.
pub struct Line<'t> {
    /// The line without blanks at its ends.
    pub text: &'t str,
    /// Runs of letters, runs of digits and single marks, in order.
    pub words: Vec<Word<'t>>,
    /// Where a cell may begin or end, in order; the first is the start of the line, the last its end.
    pub bounds: Vec<Bound>,
    /// How the cells are joined.
    pub cells: Cells,
    /// The same, as features know it.
    pub(super) joined: Term<'static>,
    /// Whether the table ends with this line.
    pub last: bool,
}

/// A word and its place.
#[derive(Clone, Copy, Debug)]
pub struct Word<'t> {
    /// The letters, the digits or the mark.
    pub text: &'t str,
    /// The byte of the line at which the word begins.
    pub at: usize,
    /// What the word contributes to a time expression.
    pub part: Part,
    /// The word as features know it.
    pub(super) general: Term<'t>,
    /// The hash of the same, capitals told from small letters.
    pub(super) exact: u64,
    /// What it looks like.
    pub(super) shape: Term<'t>,
    /// The word as one bit of a set.
    pub(super) mark: u64,
    /// How many words up to this one, and with it, tell nothing of time, and how many of these begin like a cell.
    pub(super) others: [u32; 2],
}

impl<'t> Word<'t> {
    fn new(text: &'t str, at: usize, [others, capitals]: [u32; 2]) -> Self {
        let (shape, (general, exact)) = (shape(text), general(text));
        let part = Part::of_hashed(text, general.hash);
        let other = u32::from(part == Part::Other);
        let capital = if shape.text == "A" { other } else { 0 };
        let others = [others + other, capitals + capital];
        Word { text, at, part, general, exact, shape, mark: mark(text), others }
    }

    #[inline]
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// What the word looks like as features know it.
    #[inline]
    fn general_shape(&self) -> Term<'t> {
        if self.text.len() > LONGEST { term!("…") } else { self.shape }
    }
}

impl<'t> Line<'t> {
    /// Reads a line.
    #[must_use]
    pub fn read(text: &'t str, cells: Cells, last: bool) -> Self {
        let text = text.trim();
        let words = words(text);
        let joined = Term::new(cells.name());
        let mut line = Line { text, words, bounds: Vec::new(), cells, joined, last };
        line.bounds = bounds(&line);
        line
    }

    /// The word that ends at a bound, if the bound parts it from the rest.
    fn head(&self, bound: &Bound) -> &'t str {
        &self.text[self.words[bound.before].at..bound.left]
    }

    /// What a bound leaves of the word that straddles it.
    fn rest(&self, bound: &Bound) -> &'t str {
        &self.text[bound.right..self.words[bound.before].end()]
    }

    /// The number of the word `back` words before a bound that does not part words.
    #[inline]
    fn back(bound: &Bound, back: usize) -> Option<usize> {
        bound.before.checked_sub(back + usize::from(!bound.cut))
    }

    /// The word `back` words before a bound: `0` is the nearest.
    #[inline]
    #[must_use]
    pub fn before(&self, bound: &Bound, back: usize) -> Term<'t> {
        match Self::back(bound, back) {
            Some(_) if bound.cut && back == 0 => Term::new(self.head(bound)),
            Some(n) => self.words[n].general,
            None => term!("^"),
        }
    }

    /// The word `on` words after a bound: `0` is the nearest.
    #[inline]
    #[must_use]
    pub fn after(&self, bound: &Bound, on: usize) -> Term<'t> {
        match self.words.get(bound.before + on) {
            Some(_) if bound.cut && on == 0 => Term::new(self.rest(bound)),
            Some(word) => word.general,
            None => term!("$"),
        }
    }

    /// What the word `back` words before a bound looks like.
    #[inline]
    pub(super) fn shape_before(&self, bound: &Bound, back: usize) -> Term<'t> {
        match Self::back(bound, back) {
            Some(_) if bound.cut && back == 0 => shape(self.head(bound)),
            Some(n) => self.words[n].general_shape(),
            None => term!("^"),
        }
    }

    /// What the word `on` words after a bound looks like.
    #[inline]
    pub(super) fn shape_after(&self, bound: &Bound, on: usize) -> Term<'t> {
        match self.words.get(bound.before + on) {
            Some(_) if bound.cut && on == 0 => shape(self.rest(bound)),
            Some(word) => word.general_shape(),
            None => term!("$"),
        }
    }

    /// What the word `back` words before a bound contributes to a time expression.
    #[inline]
    #[must_use]
    pub fn part_before(&self, bound: &Bound, back: usize) -> Part {
        match Self::back(bound, back) {
            Some(_) if bound.cut && back == 0 => Part::of(self.head(bound)),
            Some(n) => self.words[n].part,
            None => Part::Other,
        }
    }

    /// What the word `on` words after a bound contributes to a time expression.
    #[inline]
    #[must_use]
    pub fn part_after(&self, bound: &Bound, on: usize) -> Part {
        match self.words.get(bound.before + on) {
            Some(_) if bound.cut && on == 0 => Part::of(self.rest(bound)),
            Some(word) => word.part,
            None => Part::Other,
        }
    }

    /// The word that straddles a bound.
    #[must_use]
    pub fn straddling(&self, bound: &Bound) -> Term<'t> {
        if bound.cut { self.words[bound.before].general } else { term!("") }
    }

    /// The first word that lies wholly behind a bound.
    #[inline]
    #[must_use]
    pub fn first_after(bound: &Bound) -> usize {
        bound.before + usize::from(bound.cut)
    }

    /// The words that lie wholly between two bounds.
    #[inline]
    #[must_use]
    pub fn between(&self, from: &Bound, to: &Bound) -> &[Word<'t>] {
        self.words.get(Self::first_after(from)..to.before).unwrap_or(&[])
    }

    /// The text between two bounds.
    #[must_use]
    pub fn cell(&self, from: &Bound, to: &Bound) -> &'t str {
        self.text.get(from.right..to.left).unwrap_or("")
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Capital,
    /// A letter that is no capital.
    Small,
    Digit,
    Mark,
    Blank,
}

/// The class of the character that begins with each byte, if the byte tells.
static CLASSES: [Option<Class>; 256] = {
    let (mut classes, mut byte) = ([None; 256], 0_u8);
    while byte < 128 {
        classes[byte as usize] = Some(match byte {
            b'A'..=b'Z' => Class::Capital,
            b'a'..=b'z' => Class::Small,
            b'0'..=b'9' => Class::Digit,
            b' ' | b'\t'..=b'\r' => Class::Blank,
            _ => Class::Mark,
        });
        byte += 1;
    }
    classes
};

/// The class of the character at a byte of a text, and how many bytes it has.
fn class(text: &str, at: usize) -> Option<(Class, usize)> {
    match CLASSES[usize::from(*text.as_bytes().get(at)?)] {
        Some(class) => Some((class, 1)),
        None => text[at..].chars().next().map(|char| (wide_class(char), char.len_utf8())),
    }
}

fn wide_class(char: char) -> Class {
    match char {
        _ if char.is_whitespace() => Class::Blank,
        _ if char.is_uppercase() => Class::Capital,
        _ if char.is_alphabetic() => Class::Small,
        _ => Class::Mark,
    }
}

/// Where the characters of a class that stand at a byte of a text end.
fn end_of(class_of: Class, text: &str, mut at: usize) -> usize {
    while let Some(byte) = text.as_bytes().get(at) {
        at += match CLASSES[usize::from(*byte)] {
            Some(class) if class == class_of => 1,
            Some(_) => break,
            None => match class(text, at) {
                Some((class, length)) if class == class_of => length,
                _ => break,
            },
        };
    }
    at
}

fn words(text: &str) -> Vec<Word<'_>> {
    let (mut words, mut at) = (Vec::with_capacity(text.len() / 4), 0);
    while let Some((class, length)) = class(text, at) {
        let next = at + length;
        let end = match class {
            Class::Blank => {
                at = next;
                continue;
            }
            Class::Mark => next,
            Class::Digit | Class::Small => end_of(class, text, next),
            // `mgBaseline` is two words, and `SNOTAt` is `SNOT` and `At`: a capital opens a word, unless capitals go on.
            Class::Capital => {
                let capitals = end_of(class, text, next);
                let end = end_of(Class::Small, text, capitals);
                if end > capitals && capitals > next {
                    let head = text.floor_char_boundary(capitals - 1);
                    push(&mut words, text, at, head);
                    at = head;
                }
                end
            }
        };
        push(&mut words, text, at, end);
        at = end;
    }
    words
}

fn push<'t>(words: &mut Vec<Word<'t>>, text: &'t str, start: usize, end: usize) {
    let others = words.last().map_or([0; 2], |word| word.others);
    words.push(Word::new(&text[start..end], start, others));
}
