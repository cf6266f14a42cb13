//! The words of a block of criteria, each with what can be told without knowing where the items are.

use super::counts::{Step, steps};
use super::speech::speech;
use crate::segment::linear::Through;
use crate::segment::term::{Term, term};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// One word: what stands between two blanks.
#[derive(Clone, Copy, Debug)]
pub struct Word<'t> {
    /// The word as printed.
    pub text: &'t str,
    /// What stands for the word in the name of a feature: without punctuation, numbers as `#`.
    pub key: Term<'t>,
    /// How it is written.
    pub shape: Term<'static>,
    /// Its rough part of speech.
    pub speech: Term<'static>,
    /// How it ends.
    pub end: Term<'static>,
    /// Whether a bracket is open before it.
    pub inside: bool,
    /// Whether it may mark an item: `3.`, `(3)`, `c)`.
    pub mark: bool,
    /// The counts that it may be a step of.
    pub steps: [Option<Step>; 2],
    /// Which text of the block it stands in.
    pub part: usize,
    /// Whether it has brackets.
    pub(super) brackets: bool,
    /// The number of its key among the keys of the block.
    pub(super) number: usize,
}

/// The words of a block and how it writes each.
pub struct Words<'t> {
    /// All words, in order.
    pub list: Vec<Word<'t>>,
    /// The number of each key, by its hash.
    numbers: HashMap<u64, usize, BuildHasherDefault<Through>>,
    /// How each key is written, by number.
    cases: Vec<Cases>,
}

/// How a word is written across a block.
#[derive(Clone, Copy, Debug)]
pub struct Cases {
    /// Times in lower case.
    pub lower: u32,
    /// Times with a capital.
    pub capital: u32,
    speech: Term<'static>,
}

/// A bracket that is open for longer was never closed.
const LONGEST_BRACKET: usize = 60;

impl<'t> Words<'t> {
    /// Reads the texts of a block.
    #[must_use]
    pub fn read(texts: &[&'t str]) -> Self {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let numbers = HashMap::with_capacity_and_hasher(bytes / 12, BuildHasherDefault::default());
        let mut words = Words { list: Vec::with_capacity(bytes / 8), numbers, cases: Vec::new() };
        for (part, text) in texts.iter().enumerate() {
            words.read_part(part, text);
        }
        words
    }

    fn read_part(&mut self, part: usize, text: &'t str) {
        let (mut depth, mut opened) = (0_usize, 0);
        for text in text.split_whitespace() {
            let at = self.list.len();
            if at - opened > LONGEST_BRACKET {
                depth = 0;
            }
            let mut word = Word::read(text, depth > 0, part);
            if self.list.last().is_some_and(|last| last.part == part && measured(last.text, text)) {
                word = Word { mark: false, steps: [None; 2], shape: term!("x"), end: term!("."), ..word };
            }
            let was = depth;
            if word.brackets && !word.mark {
                depth = depth_after(depth, text);
            }
            if depth > was {
                opened = at;
            }
            self.count(&mut word);
            self.list.push(word);
        }
    }

    fn count(&mut self, word: &mut Word) {
        word.number = *self.numbers.entry(word.key.hash).or_insert(self.cases.len());
        if word.number == self.cases.len() {
            self.cases.push(Cases { lower: 0, capital: 0, speech: speech(word.key) });
        }
        let cases = &mut self.cases[word.number];
        match word.shape.text {
            "x" => cases.lower += 1,
            "Xx" => cases.capital += 1,
            _ => {}
        }
        word.speech = cases.speech;
    }

    /// How the block writes `word`.
    #[must_use]
    pub fn cases(&self, word: &Word) -> Cases {
        self.cases[word.number]
    }

    /// The word at a place, where it is one of this part.
    pub(super) fn near(&self, at: Option<usize>, part: usize) -> Option<&Word<'t>> {
        self.list.get(at?).filter(|word| word.part == part)
    }

    /// How many keys the block has.
    pub(super) fn keys(&self) -> usize {
        self.cases.len()
    }
}

/// Units of one letter.
const UNITS: [&str; 10] = ["h.", "d.", "g.", "l.", "L.", "m.", "s.", "y.", "U.", "Gy."];

/// Whether a sentence ends in a unit: `2 g per 24 h.` is neither an abbreviation nor the mark of an item.
fn measured(before: &str, text: &str) -> bool {
    before.ends_with(|sign: char| sign.is_ascii_digit()) && UNITS.contains(&text)
}

fn depth_after(depth: usize, text: &str) -> usize {
    text.chars().fold(depth, |depth, sign| match sign {
        '(' | '[' | '（' => depth + 1,
        ')' | ']' | '）' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// Whether a word may have brackets; that of East Asian width begins like others of its script.
fn has_brackets(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'(' | b')' | b'[' | b']' | 0xef))
}

impl<'t> Word<'t> {
    fn read(text: &'t str, inside: bool, part: usize) -> Self {
        if let [b'a'..=b'z' | b'A'..=b'Z', .., last] = *text.as_bytes()
            && last.is_ascii_alphanumeric()
        {
            return Self::plain(text, last, inside, part);
        }
        let closes = inside && !text.starts_with(['(', '（']) && text.ends_with([')', '）']);
        let core = text.trim_matches(|sign: char| !sign.is_alphanumeric());
        let (steps, glued) = if closes { ([None; 2], None) } else { steps(text) };
        let mark = !closes && (glued.is_some() || is_mark(text));
        // `1)Age`: the mark is fused to the first word of its item.
        let core = glued.map_or(core, |at| text[at..].trim_matches(|sign: char| !sign.is_alphanumeric()));
        let shape = if mark { term!("#.") } else { shape(text, core) };
        let key = Term::new(key(text, core));
        let (end, brackets) = (end(text, core), has_brackets(text));
        Word { text, key, speech: term!("?"), shape, end, inside, mark, steps, part, brackets, number: 0 }
    }

    /// A word between a letter and a letter or figure: all of it is its key, and it is no step of a count.
    fn plain(text: &'t str, last: u8, inside: bool, part: usize) -> Self {
        let end = match last {
            b'0'..=b'9' => term!("d"),
            b'A'..=b'Z' => term!("W"),
            _ => term!("w"),
        };
        let (key, shape, brackets) = (Term::new(text), shape(text, text), has_brackets(text));
        let (speech, steps) = (term!("?"), [None; 2]);
        Word { text, key, speech, shape, end, inside, mark: false, steps, part, brackets, number: 0 }
    }
}

fn key<'t>(text: &'t str, core: &'t str) -> &'t str {
    match core.bytes().next() {
        None => text.get(..text.len().min(6)).unwrap_or("symbol"),
        Some(b'0'..=b'9') => "#",
        Some(_) => core,
    }
}

/// How a word is written: `Xx`, `XX`, `x`, `#` and the like.
fn shape(text: &str, core: &str) -> Term<'static> {
    let first = text.chars().next().unwrap_or(' ');
    match first {
        '(' | '[' | '（' => return term!("("),
        '<' | '>' | '≥' | '≤' | '=' | '≧' | '≦' | '±' | '~' | '+' => return term!("op"),
        '0'..='9' => return term!("#"),
        _ => {}
    }
    let mut letters = core.chars();
    let (Some(one), two) = (letters.next(), letters.next()) else { return term!("sym") };
    if !one.is_uppercase() {
        return lower_shape(core);
    }
    match two {
        Some(two) if two.is_lowercase() => term!("Xx"),
        _ if core.bytes().any(|byte| byte.is_ascii_digit()) => term!("X1"),
        Some(two) if two.is_uppercase() => term!("XX"),
        Some(_) => term!("X-"),
        None => term!("X"),
    }
}

fn lower_shape(core: &str) -> Term<'static> {
    if core.bytes().any(|byte| byte.is_ascii_uppercase()) { term!("xX") } else { term!("x") }
}

/// Words that end in a period without ending a sentence.
const ABBREVIATIONS: [&str; 14] =
    ["approx", "ca", "cf", "dr", "eg", "ie", "incl", "max", "min", "no", "resp", "sp", "st", "vs"];

/// How a word ends: the punctuation, or what the last letter is.
fn end(text: &str, core: &str) -> Term<'static> {
    let mut signs = text.chars().rev();
    let (last, before) = (signs.next().unwrap_or(' '), signs.next().unwrap_or(' '));
    let closed = matches!(before, ')' | ']' | '）');
    match last {
        '.' if closed => term!(")."),
        '.' if abbreviated(core) => term!("a."),
        '.' | '。' => term!("."),
        ';' | '；' if closed => term!(");"),
        ';' | '；' => term!(";"),
        ':' | '：' => term!(":"),
        ',' | '，' | '、' => term!(","),
        ')' | ']' | '）' => term!(")"),
        '%' => term!("%"),
        '"' | '”' | '\'' | '’' => term!("\""),
        '?' | '!' => term!("?"),
        '0'..='9' => term!("d"),
        _ if last.is_uppercase() => term!("W"),
        _ if last.is_alphanumeric() => term!("w"),
        _ => term!("o"),
    }
}

fn abbreviated(core: &str) -> bool {
    core.chars().count() == 1
        || core.contains('.') && !core.bytes().any(|byte| byte.is_ascii_digit())
        || ABBREVIATIONS.iter().any(|each| core.eq_ignore_ascii_case(each))
}

/// `3.`, `3)`, `(3)`, `c.`, `c)`, `(c)`.
fn is_mark(text: &str) -> bool {
    let body = text.strip_prefix(['(', '（']).unwrap_or(text);
    match body.strip_suffix(['.', ')', '）', '、']).map(str::as_bytes) {
        Some([letter]) => letter.is_ascii_alphanumeric(),
        Some([one, two]) => one.is_ascii_digit() && two.is_ascii_digit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[track_caller]
    fn check(text: &str, want: (&str, &str, &str)) {
        let words = Words::read(&[text]);
        let word = &words.list[0];
        assert_eq!((word.key.text, word.shape.text, word.end.text), want);
    }

    #[test]
    fn a_word_is_known_without_its_punctuation() {
        check("Gout;", ("Gout", "Xx", ";"));
        check("(HIV).", ("HIV", "(", ")."));
        check("12", ("#", "#", "d"));
    }

    #[test]
    fn a_period_after_an_abbreviation_is_no_stop() {
        check("e.g.", ("e.g", "x", "a."));
        check("vs.", ("vs", "x", "a."));
        check("gout.", ("gout", "x", "."));
    }

    #[test]
    fn a_unit_of_one_letter_ends_a_sentence() {
        let words = Words::read(&["2 g per 24 h. A part h. B"]);
        let ends: Vec<_> = words.list.iter().map(|word| (word.end.text, word.mark)).collect();
        assert_eq!([ends[4], ends[7]], [(".", false), ("a.", true)]);
    }

    #[test]
    fn figures_and_single_letters_with_a_stop_may_mark_items() {
        let words = Words::read(&["2. (3) c) 4)Age 1.5 iv. 123. 7"]);
        let marks: Vec<bool> = words.list.iter().map(|word| word.mark).collect();
        assert_eq!(marks, [true, true, true, true, false, false, false, false]);
        assert_eq!((words.list[3].key.text, words.list[3].shape.text), ("Age", "#."));
    }

    #[test]
    fn brackets_are_open_until_they_close() {
        let inside: Vec<bool> = Words::read(&["a (b c) d"]).list.iter().map(|word| word.inside).collect();
        assert_eq!(inside, [false, false, true, false]);
    }
}
