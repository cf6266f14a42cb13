//! A line of a flattened table as words, and the places between them where a cell may end.

use super::bounds::{Bound, bounds};
use super::families::Shape;
use super::term::{ENDLESS, FIGURES, LONGEST, Looks, looks, mark, shape_number};
use super::vocabulary::{AFTER, BEFORE, FIGURE, Vocabulary};
use crate::segment::Cells;
use crate::segment::linear::{hash, hashes};
use crate::segment::term::{Term, term};
use crate::segment::time_frame::Part;

/// A line, cut into words.
pub struct Line<'t> {
    /// The line without blanks at its ends.
    pub text: &'t str,
    /// The words, and what stands for those before and after them.
    all: Vec<Word<'t>>,
    /// The parts of the words that bounds cut.
    halves: Vec<Halves<'t>>,
    /// Where a cell may begin or end, in order; the first is the start of the line, the last its end.
    pub bounds: Vec<Bound>,
    /// How the cells are joined.
    pub cells: Cells,
    /// The same, as features know it.
    pub(super) joined: Term<'static>,
    /// Whether the table ends with this line.
    pub last: bool,
}

/// As many words are looked at before a bound.
const BACK: usize = 3;
/// And so many after it.
const ON: usize = 4;

/// A word and its place.
#[derive(Clone, Copy, Debug)]
pub struct Word<'t> {
    /// The letters, the digits or the mark.
    pub text: &'t str,
    /// The byte of the line at which the word begins.
    pub at: usize,
    /// What the word contributes to a time expression.
    pub part: Part,
    /// The hash of the word as features know it, in lower case.
    pub(super) hash: u64,
    /// The hash of the same, capitals told from small letters.
    pub(super) exact: u64,
    /// The word as one bit of a set.
    pub(super) mark: u64,
    /// How many words up to this one, and with it, tell nothing of time, and how many of these begin like a cell.
    pub(super) others: [u32; 2],
    /// The row of its weights.
    pub(super) row: u16,
    /// The row of the weights of the word before and this one.
    pub(super) pair: u16,
    /// The number of its shape.
    shape: u8,
    /// What its first letter tells, and whether it opens or closes time frames.
    pub(super) marks: u8,
}

/// The two parts of a word that a bound cuts.
pub(super) struct Halves<'t> {
    head: Word<'t>,
    rest: Word<'t>,
    /// The row of the weights of the rest and the next word.
    next: u16,
}

/// The words around a bound, the nearest first.
pub(super) struct Near<'l, 't> {
    pub(super) left: [&'l Word<'t>; BACK],
    pub(super) right: [&'l Word<'t>; ON],
    /// The row of the weights of the two words after the bound.
    pub(super) next: u16,
}

impl<'t> Word<'t> {
    /// A word of a line. Any number is the same to features, and what is longer than any word is not looked at.
    fn new(text: &'t str, at: usize, before: &Word, vocabulary: &Vocabulary) -> Self {
        let looks = looks(text);
        let word = if text.len() > LONGEST {
            let part = Part::of(text);
            let looks = Looks { shape: const { shape_number(&ENDLESS) }, marks: 0, ..looks };
            Word { part, ..Word::known((text, at), (ENDLESS.hash, ENDLESS.hash), looks, vocabulary) }
        } else if text.as_bytes()[0].is_ascii_digit() {
            let (row, mark) = (2 * FIGURE, mark(text));
            let Looks { shape, marks, .. } = looks;
            let (hash, exact) = (FIGURES.hash, FIGURES.hash);
            Word { text, at, part: Part::Number, hash, exact, mark, others: [0; 2], row, pair: 0, shape, marks }
        } else {
            Word::known((text, at), hashes(text.as_bytes()), looks, vocabulary)
        };
        let other = u32::from(word.part == Part::Other);
        let capital = if looks.capital { other } else { 0 };
        let others = [before.others[0] + other, before.others[1] + capital];
        Word { others, ..word }.behind(before, vocabulary)
    }

    /// What the vocabulary knows of a word.
    fn known((text, at): (&'t str, usize), (exact, hash): (u64, u64), looks: Looks, vocabulary: &Vocabulary) -> Self {
        const CAPITALS: [u8; 2] = [shape_number(&term!("x")), shape_number(&term!("i"))];
        let (known, Looks { shape, marks, .. }) = (vocabulary.find(hash), looks);
        let row = 2 * known.number + u16::from(CAPITALS.contains(&shape));
        let part =
            if text.is_ascii() && text.as_bytes()[0].is_ascii_alphabetic() { known.part } else { Part::of(text) };
        let marks = marks | known.marks;
        Word { text, at, part, hash, exact, mark: mark(text), others: [0; 2], row, pair: 0, shape, marks }
    }

    /// What stands for the words before and after those of a line.
    const fn outside(text: &'static str, at: usize, number: u16) -> Word<'static> {
        let (hash, row, shape) = (hash(text.as_bytes()), 2 * number, shape_number(&Term::new(text)));
        let (part, mark, others) = (Part::Other, 0, [0; 2]);
        Word { text, at, part, hash, exact: hash, mark, others, row, pair: 0, shape, marks: 0 }
    }

    /// A part of a word, as it stands.
    fn half(text: &'t str, at: usize, before: &Word, vocabulary: &Vocabulary) -> Self {
        let word = Word::known((text, at), hashes(text.as_bytes()), looks(text), vocabulary);
        word.behind(before, vocabulary)
    }

    /// The same word right behind another.
    #[inline]
    fn behind(self, before: &Word, vocabulary: &Vocabulary) -> Self {
        let pair = vocabulary.pair(before.row >> 1, self.row >> 1);
        Word { pair: 2 * pair + (self.row & 1), ..self }
    }

    #[inline]
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// The word as features know it.
    #[inline]
    pub(super) fn general(&self) -> Term<'t> {
        let text = match self.hash {
            hash if hash == const { FIGURES.hash } => FIGURES.text,
            hash if hash == const { ENDLESS.hash } => ENDLESS.text,
            _ => self.text,
        };
        Term { text, hash: self.hash }
    }

    /// What it looks like.
    #[inline]
    pub(super) fn shape(&self) -> Shape<'t> {
        Shape { number: self.shape, name: self.text }
    }

    /// The word as features know it, as one bit of a set.
    #[inline]
    pub(super) fn general_mark(&self) -> u64 {
        if self.general().text.len() == self.text.len() { self.mark } else { 0 }
    }

    /// Whether both are the same word but for case.
    #[inline]
    pub(super) fn is(&self, other: &Word) -> bool {
        self.hash == other.hash && self.text.eq_ignore_ascii_case(other.text)
    }

    /// Whether it is a number.
    #[inline]
    pub(super) fn is_figure(&self) -> bool {
        self.hash == const { FIGURES.hash }
    }
}

impl<'t> Line<'t> {
    /// Reads a line.
    #[must_use]
    pub fn read(text: &'t str, cells: Cells, last: bool) -> Self {
        let text = text.trim();
        let vocabulary = &*super::VOCABULARY;
        let all = words(text, vocabulary);
        let joined = Term::new(cells.name());
        let mut line = Line { text, all, halves: Vec::new(), bounds: Vec::new(), cells, joined, last };
        line.bounds = bounds(&line);
        line.halves = halves(&line, vocabulary);
        line
    }

    /// Runs of letters, runs of digits and single marks, in order.
    #[inline]
    #[must_use]
    pub fn words(&self) -> &[Word<'t>] {
        &self.all[BACK..self.all.len() - ON]
    }

    /// The word of that number, or what stands for one before the first or after the last.
    #[inline]
    pub(super) fn word(&self, n: isize) -> &Word<'t> {
        &self.all[(n + BACK.cast_signed()).clamp(0, self.all.len().cast_signed() - 1).cast_unsigned()]
    }

    /// The words around a bound.
    #[inline]
    pub(super) fn near(&self, bound: &Bound) -> Near<'_, 't> {
        let [l3, l2, l1, r1, r2, r3, r4, ..] = &self.all[bound.before..] else {
            unreachable!("words stand for those before and after the line")
        };
        if !bound.cut {
            return Near { left: [l1, l2, l3], right: [r1, r2, r3, r4], next: r2.pair };
        }
        let halves = &self.halves[bound.half as usize];
        Near { left: [&halves.head, l1, l2], right: [&halves.rest, r2, r3, r4], next: halves.next }
    }

    /// The word that straddles a bound.
    #[must_use]
    pub fn straddling(&self, bound: &Bound) -> Term<'t> {
        if bound.cut { self.words()[bound.before].general() } else { term!("") }
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
        self.words().get(Self::first_after(from)..to.before).unwrap_or(&[])
    }

    /// The text between two bounds.
    #[must_use]
    pub fn cell(&self, from: &Bound, to: &Bound) -> &'t str {
        self.text.get(from.right..to.left).unwrap_or("")
    }
}

/// The parts of the words that the bounds of a line cut.
fn halves<'t>(line: &Line<'t>, vocabulary: &Vocabulary) -> Vec<Halves<'t>> {
    let cuts = line.bounds.iter().filter(|bound| bound.cut);
    let halves = cuts.map(|bound| {
        let around = &line.all[bound.before + BACK - 1..];
        let (before, word, after) = (&around[0], &around[1], &around[2]);
        let head = Word::half(&line.text[word.at..bound.left], word.at, before, vocabulary);
        let rest = Word::half(&line.text[bound.right..word.end()], bound.right, &head, vocabulary);
        Halves { head, rest, next: after.behind(&rest, vocabulary).pair }
    });
    halves.collect()
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

/// The words of a text, and what stands for those before and after them.
fn words<'t>(text: &'t str, vocabulary: &Vocabulary) -> Vec<Word<'t>> {
    const FIRST: Word = Word::outside("^", 0, BEFORE);
    let (mut words, mut at) = (Vec::with_capacity(text.len() / 4 + BACK + ON), 0);
    words.extend([FIRST.behind(&FIRST, vocabulary); BACK]);
    let mut push = |start: usize, end: usize| {
        let before = &words[words.len() - 1];
        words.push(Word::new(&text[start..end], start, before, vocabulary));
    };
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
                    push(at, head);
                    at = head;
                }
                end
            }
        };
        push(at, end);
        at = end;
    }
    for _ in 0..ON {
        let before = &words[words.len() - 1];
        words.push(Word::outside("$", text.len(), AFTER).behind(before, vocabulary));
    }
    words
}
