//! The words of a block of criteria, each with what can be told without knowing where the items are.

use super::counts::{Step, steps};
use super::facts::Facts;
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
    /// What else is asked of it.
    pub(super) facts: Facts,
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
    facts: Facts,
}

/// A term and what it tells of a word.
type Told = (Term<'static>, Facts);

/// How a word ends, known when the code is compiled.
macro_rules! end {
    ($text:literal) => {
        const { (Term::new($text), Facts::of_end($text)) }
    };
}

/// How a word is written, likewise.
macro_rules! shape {
    ($text:literal) => {
        const { (Term::new($text), Facts::of_shape($text)) }
    };
}

/// A bracket that is open for longer was never closed.
const LONGEST_BRACKET: usize = 60;

impl<'t> Words<'t> {
    /// Reads the texts of a block.
    #[must_use]
    pub fn read(texts: &[&'t str]) -> Self {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        let numbers = HashMap::with_capacity_and_hasher(bytes / 12, BuildHasherDefault::default());
        let (list, cases) = (Vec::with_capacity(bytes / 6), Vec::with_capacity(bytes / 12));
        let mut words = Words { list, numbers, cases };
        for (part, text) in texts.iter().enumerate() {
            words.read_part(part, text);
        }
        words
    }

    fn read_part(&mut self, part: usize, text: &'t str) {
        let first = self.list.len();
        let (mut depth, mut opened) = (0_usize, 0);
        for (text, kinds) in split(text) {
            let at = self.list.len();
            if at - opened > LONGEST_BRACKET {
                depth = 0;
            }
            let mut word = Word::read(text, kinds, depth > 0, part);
            if at == first {
                word.facts = word.facts.and(Facts::FIRST);
            } else if measured(self.list[at - 1].text, text) {
                word = word.unmarked();
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
            let speech = speech(word.key);
            self.cases.push(Cases { lower: 0, capital: 0, speech, facts: Facts::of_speech(speech.text) });
        }
        let cases = &mut self.cases[word.number];
        cases.lower += u32::from(word.facts.any(Facts::SMALL));
        cases.capital += u32::from(word.facts.any(Facts::TITLE));
        (word.speech, word.facts) = (cases.speech, word.facts.and(cases.facts));
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
    text.as_bytes().last() == Some(&b'.')
        && before.as_bytes().last().is_some_and(u8::is_ascii_digit)
        && UNITS.contains(&text)
}

/// Kinds of bytes, as bits.
mod kind {
    pub(super) const BLANK: u8 = 1;
    /// It may begin a blank beyond ASCII.
    pub(super) const BLANK_LEAD: u8 = 2;
    pub(super) const CAPITAL: u8 = 4;
    /// It is a bracket or may begin one beyond ASCII: that of East Asian width begins like others of its script.
    pub(super) const BRACKET: u8 = 8;
}

static KINDS: [u8; 256] = {
    let (mut kinds, mut byte) = ([0; 256], 0);
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "below 256")]
        let kind = match byte as u8 {
            b'\t'..=b'\r' | b' ' => kind::BLANK,
            0xc2 | 0xe1..=0xe3 => kind::BLANK_LEAD,
            b'A'..=b'Z' => kind::CAPITAL,
            b'(' | b')' | b'[' | b']' | 0xef => kind::BRACKET,
            _ => 0,
        };
        (kinds[byte], byte) = (kind, byte + 1);
    }
    kinds
};

/// What [`str::split_whitespace`] gives, each word with the kinds of its bytes.
fn split(text: &str) -> impl Iterator<Item = (&str, u8)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let text = match rest.as_bytes() {
            [b' ', next, ..] if next.is_ascii_graphic() => &rest[1..],
            _ => rest.trim_start(),
        };
        let (mut end, mut kinds) = (0, 0);
        for byte in text.bytes() {
            let kind = KINDS[usize::from(byte)];
            let blank = match kind {
                kind::BLANK => true,
                kind::BLANK_LEAD => text[end..].starts_with(char::is_whitespace),
                _ => false,
            };
            if blank {
                break;
            }
            (end, kinds) = (end + 1, kinds | kind);
        }
        let (word, after) = text.split_at(end);
        rest = after;
        (end > 0).then_some((word, kinds))
    })
}

fn depth_after(depth: usize, text: &str) -> usize {
    text.chars().fold(depth, |depth, sign| match sign {
        '(' | '[' | '（' => depth + 1,
        ')' | ']' | '）' => depth.saturating_sub(1),
        _ => depth,
    })
}

impl<'t> Word<'t> {
    fn read(text: &'t str, kinds: u8, inside: bool, part: usize) -> Self {
        if let [b'a'..=b'z' | b'A'..=b'Z', .., last] = *text.as_bytes()
            && last.is_ascii_alphanumeric()
        {
            return Self::plain(text, last, kinds, inside, part);
        }
        let closes = inside && !text.starts_with(['(', '（']) && text.ends_with([')', '）']);
        let core = text.trim_matches(|sign: char| !sign.is_alphanumeric());
        let (steps, glued) = if closes { ([None; 2], None) } else { steps(text) };
        let mark = !closes && (glued.is_some() || is_mark(text));
        // `1)Age`: the mark is fused to the first word of its item.
        let core = glued.map_or(core, |at| text[at..].trim_matches(|sign: char| !sign.is_alphanumeric()));
        let shape = if mark { shape!("#.") } else { shape(text, core) };
        let (key, end) = (Term::new(key(text, core)), end(text, core));
        Word { mark, steps, ..Self::of(text, key, shape, end, kinds, inside, part) }
    }

    /// A word between a letter and a letter or figure: all of it is its key, and it is no step of a count.
    fn plain(text: &'t str, last: u8, kinds: u8, inside: bool, part: usize) -> Self {
        let end = match last {
            b'0'..=b'9' => end!("d"),
            b'A'..=b'Z' => end!("W"),
            _ => end!("w"),
        };
        let shape = match text.as_bytes() {
            [b'a'..=b'z', ..] if kinds & kind::CAPITAL == 0 => shape!("x"),
            [b'A'..=b'Z', b'a'..=b'z', ..] => shape!("Xx"),
            _ => shape(text, text),
        };
        Self::of(text, Term::new(text), shape, end, kinds, inside, part)
    }

    fn of(text: &'t str, key: Term<'t>, shape: Told, end: Told, kinds: u8, inside: bool, part: usize) -> Self {
        Word {
            text,
            key,
            shape: shape.0,
            speech: term!("?"),
            end: end.0,
            inside,
            mark: false,
            steps: [None; 2],
            part,
            facts: shape.1.and(end.1),
            brackets: kinds & kind::BRACKET != 0,
            number: 0,
        }
    }

    /// The word at the end of a sentence that may look like the mark of an item and is none.
    fn unmarked(self) -> Self {
        let ((shape, small), (end, stop)) = (shape!("x"), end!("."));
        Word { mark: false, steps: [None; 2], shape, end, facts: small.and(stop), ..self }
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
fn shape(text: &str, core: &str) -> Told {
    let first = text.chars().next().unwrap_or(' ');
    match first {
        '(' | '[' | '（' => return shape!("("),
        '<' | '>' | '≥' | '≤' | '=' | '≧' | '≦' | '±' | '~' | '+' => return shape!("op"),
        '0'..='9' => return shape!("#"),
        _ => {}
    }
    let mut letters = core.chars();
    let (Some(one), two) = (letters.next(), letters.next()) else { return shape!("sym") };
    if !one.is_uppercase() {
        return lower_shape(core);
    }
    match two {
        Some(two) if two.is_lowercase() => shape!("Xx"),
        _ if core.bytes().any(|byte| byte.is_ascii_digit()) => shape!("X1"),
        Some(two) if two.is_uppercase() => shape!("XX"),
        Some(_) => shape!("X-"),
        None => shape!("X"),
    }
}

fn lower_shape(core: &str) -> Told {
    if core.bytes().any(|byte| byte.is_ascii_uppercase()) { shape!("xX") } else { shape!("x") }
}

/// Words that end in a period without ending a sentence.
const ABBREVIATIONS: [&str; 14] =
    ["approx", "ca", "cf", "dr", "eg", "ie", "incl", "max", "min", "no", "resp", "sp", "st", "vs"];

/// How a word ends: the punctuation, or what the last letter is.
fn end(text: &str, core: &str) -> Told {
    let mut signs = text.chars().rev();
    let (last, before) = (signs.next().unwrap_or(' '), signs.next().unwrap_or(' '));
    let closed = matches!(before, ')' | ']' | '）');
    match last {
        '.' if closed => end!(")."),
        '.' if abbreviated(core) => end!("a."),
        '.' | '。' => end!("."),
        ';' | '；' if closed => end!(");"),
        ';' | '；' => end!(";"),
        ':' | '：' => end!(":"),
        ',' | '，' | '、' => end!(","),
        ')' | ']' | '）' => end!(")"),
        '%' => end!("%"),
        '"' | '”' | '\'' | '’' => end!("\""),
        '?' | '!' => end!("?"),
        '0'..='9' => end!("d"),
        _ if last.is_uppercase() => end!("W"),
        _ if last.is_alphanumeric() => end!("w"),
        _ => end!("o"),
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
    use super::{Words, split};

    #[track_caller]
    fn check(text: &str, want: (&str, &str, &str)) {
        let words = Words::read(&[text]);
        let word = &words.list[0];
        assert_eq!((word.key.text, word.shape.text, word.end.text), want);
    }

    #[test]
    fn words_are_parted_by_blanks_of_any_script() {
        for text in ["", " ", " a  b ", "a\tb\r\nc\u{b}d\u{1f}e", "≥\u{a0}18\u{2009}é\u{3000}かな\u{85}\u{feff}x "]
        {
            assert_eq!(
                split(text).map(|(word, _)| word).collect::<Vec<_>>(),
                text.split_whitespace().collect::<Vec<_>>()
            );
        }
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
