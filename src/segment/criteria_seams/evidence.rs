//! What speaks for and against a seam before a word: the first reading.

use super::counts::{STYLES, Step};
use super::words::Words;

/// Takes the features that hold.
pub trait Sink {
    /// The feature `kind=words` holds.
    fn holds(&mut self, kind: &str, words: &[&str]);
    /// The feature `kind` has a size.
    fn measures(&mut self, kind: &str, size: f32);
}

/// A block as the first reading sees it.
pub struct Block<'w, 't> {
    /// Its words.
    pub words: &'w Words<'t>,
    /// For each part, its first and last word.
    pub ends: Vec<(usize, usize)>,
    /// For each word, how many words back the last possible seam is, and how many forward the next.
    pub back: Vec<u8>,
    /// See `back`.
    pub ahead: Vec<u8>,
    /// For each word that may mark an item, the length of the rising count that it is a step of.
    pub chained: Vec<u8>,
    /// For each word, the kind of verb that follows in its sentence, from the word itself on.
    pub verb_ahead: Vec<&'static str>,
    /// For each word, the kind of verb that the sentence had before it.
    pub verb_back: Vec<&'static str>,
    /// For each word, how far back a list was opened by a colon.
    pub colon: Vec<u8>,
    /// For each part, how its words end.
    pub habits: Vec<Habits>,
}

/// How often the words of a part end in a stop, by what follows, in steps.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// Periods before a capital, for the length of the part.
    pub periods: &'static str,
    /// Semicolons.
    pub semicolons: &'static str,
    /// Capitals that follow no punctuation.
    pub bare: &'static str,
}

const FAR: u8 = 99;

impl<'w, 't> Block<'w, 't> {
    /// Looks over the words of a block.
    #[must_use]
    pub fn read(words: &'w Words<'t>, parts: usize) -> Self {
        let list = &words.list;
        let mut ends = vec![(usize::MAX, 0); parts];
        for (at, word) in list.iter().enumerate() {
            let (opening, closing) = &mut ends[word.part];
            *opening = at.min(*opening);
            *closing = at;
        }
        let mut block = Block {
            words,
            ends,
            back: vec![FAR; list.len()],
            ahead: vec![FAR; list.len()],
            chained: chained(words),
            verb_ahead: vec!["-"; list.len()],
            verb_back: vec!["-"; list.len()],
            colon: vec![FAR; list.len()],
            habits: Vec::new(),
        };
        block.habits = (0..parts).map(|part| block.habits_of(part)).collect();
        block.measure();
        block.parse();
        block
    }

    fn measure(&mut self) {
        let count = self.words.list.len();
        let mut far = FAR;
        for at in 0..count {
            self.back[at] = far;
            far = if self.likely(at) { 1 } else { far.saturating_add(1).min(FAR) };
        }
        let mut far = FAR;
        for at in (0..count).rev() {
            self.ahead[at] = far;
            far = if self.likely(at) || self.first(at) { 1 } else { far.saturating_add(1).min(FAR) };
        }
    }

    fn habits_of(&self, part: usize) -> Habits {
        let (opening, closing) = self.ends[part];
        let gaps =
            || (opening.saturating_add(1)..=closing).map(|at| (self.words.list[at - 1].end, self.words.list[at].shape));
        let words = gaps().count();
        let rate = |wanted: &dyn Fn(&str, &str) -> bool| {
            density(gaps().filter(|(end, shape)| wanted(end, shape)).count(), words)
        };
        Habits {
            periods: rate(&|end, shape| matches!(end, "." | ").") && shape != "x"),
            semicolons: rate(&|end, _| matches!(end, ";" | ");")),
            bare: rate(&|end, shape| matches!(end, "w" | "d" | ")") && shape == "Xx"),
        }
    }

    /// Finds the verbs and the colons around each word.
    fn parse(&mut self) {
        let list = &self.words.list;
        let (mut verb, mut far, mut colon) = ("-", 0, FAR);
        for at in 0..list.len() {
            if self.first(at) || stops(list[at - 1].end) || far > VERB_REACH {
                verb = "-";
            }
            colon = if self.first(at) {
                FAR
            } else if list[at - 1].end == ":" {
                1
            } else {
                colon.saturating_add(1).min(FAR)
            };
            self.colon[at] = colon;
            self.verb_back[at] = verb;
            far += 1;
            if let Some(kind) = verb_kind(list[at].speech) {
                (verb, far) = (kind, 0);
            }
        }
        let (mut verb, mut far) = ("-", 0);
        for at in (0..list.len()).rev() {
            if stops(list[at].end) || far > VERB_REACH {
                verb = "-";
            }
            far += 1;
            if let Some(kind) = verb_kind(list[at].speech) {
                (verb, far) = (kind, 0);
            }
            self.verb_ahead[at] = verb;
        }
    }

    /// Whether word `at` begins its part.
    #[must_use]
    pub fn first(&self, at: usize) -> bool {
        at == 0 || self.words.list[at - 1].part != self.words.list[at].part
    }

    /// Whether a seam before word `at` is an open question: not inside a phrase such as `history of` or `who have`.
    #[must_use]
    pub fn open(&self, at: usize) -> bool {
        if self.first(at) {
            return false;
        }
        let (before, word) = (&self.words.list[at - 1], &self.words.list[at]);
        let bound = matches!(before.speech, "prep" | "det" | "conj" | "be" | "have" | "modal" | "neg" | "pron" | "sub")
            || matches!(word.speech, "prep" | "conj" | "be" | "modal" | "pron" | "sub" | "unit");
        self.strong(at) || !bound
    }

    /// Whether the spelling alone suggests a seam.
    #[must_use]
    pub fn strong(&self, at: usize) -> bool {
        let (before, word) = (&self.words.list[at - 1], &self.words.list[at]);
        !matches!(word.shape, "x" | "(" | "sym") || !matches!(before.end, "w" | "d" | "W" | "o" | "," | "\"")
    }

    fn likely(&self, at: usize) -> bool {
        if self.first(at) {
            return true;
        }
        let (before, word) = (&self.words.list[at - 1], &self.words.list[at]);
        matches!(before.end, "." | ";" | ")." | ");" | ":") || word.shape == "Xx" || word.shape == "#."
    }

    fn key(&self, at: Option<usize>, part: usize) -> &'t str {
        at.and_then(|at| self.words.list.get(at)).filter(|word| word.part == part).map_or("^", |word| word.key)
    }

    fn shape(&self, at: Option<usize>, part: usize) -> &'static str {
        at.and_then(|at| self.words.list.get(at)).filter(|word| word.part == part).map_or("^", |word| word.shape)
    }

    /// Tells `sink` everything that bears on a seam before word `at`.
    pub fn tell(&self, at: usize, sink: &mut impl Sink) {
        if self.strong(at) { self.tell_strong(at, sink) } else { self.tell_weak(at, sink) }
    }

    fn tell_weak(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let (opening, closing) = self.ends[n.part];
        sink.holds("w", &[p.end, n.shape]);
        sink.holds("w.n", &[n.key]);
        sink.holds("w.n2", &[n.key, self.key(Some(at + 1), n.part)]);
        sink.holds("w.p", &[p.key]);
        sink.holds("w.p~", &[tail(p.key)]);
        sink.holds("w.open", &[list[opening].shape, list[closing].end, p.end]);
        let (one, two) = (self.speech(Some(at + 1), n.part), self.speech(Some(at + 2), n.part));
        sink.holds("w.t", &[p.speech, n.speech]);
        sink.holds("w.t3", &[n.speech, one, two]);
        sink.holds("w.tn", &[p.speech, n.key]);
        if n.inside {
            sink.holds("w.inside", &[]);
        }
        sink.holds("w.back", &[bucket(self.back[at])]);
        sink.holds("w.ahead", &[bucket(self.ahead[at])]);
    }

    fn tell_strong(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        self.tell_spelling(at, sink);
        self.tell_words(at, sink);
        self.tell_place(at, sink);
        self.tell_speech(at, sink);
        if n.inside {
            sink.holds("inside", &[p.end]);
        }
        if n.mark {
            sink.holds("mark", &[steps(self.chained[at]), p.end]);
        } else if n.steps[0].is_some() {
            let one = &list.get(at + 1).filter(|word| word.part == n.part);
            sink.holds("bare mark", &[steps(self.chained[at]), p.end, one.map_or("^", |word| word.shape)]);
            sink.holds("bare unit", &[steps(self.chained[at]), one.map_or("^", |word| word.speech)]);
        }
        if p.mark {
            sink.holds("after mark", &[steps(self.chained[at - 1])]);
        } else if p.steps[0].is_some() {
            sink.holds("after bare", &[steps(self.chained[at - 1]), n.shape]);
        }
    }

    fn tell_spelling(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let after = self.shape(Some(at + 1), n.part);
        sink.holds("es", &[p.end, n.shape]);
        sink.holds("ess", &[p.end, n.shape, p.shape]);
        sink.holds("esa", &[p.end, n.shape, after]);
        let cases = self.words.cases(n);
        sink.holds("cases", &[n.shape, count(cases.lower), count(cases.capital)]);
        sink.holds("ecases", &[p.end, n.shape, count(cases.lower)]);
    }

    fn tell_words(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let one = self.key(Some(at + 1), n.part);
        let back = self.key(at.checked_sub(2), n.part);
        sink.holds("n", &[n.key]);
        sink.holds("en", &[p.end, n.key]);
        sink.holds("n2", &[n.key, one]);
        sink.holds("n+1", &[n.shape, one]);
        sink.holds("n~", &[n.shape, tail(n.key)]);
        sink.holds("p", &[p.key]);
        sink.holds("ps", &[p.key, n.shape]);
        sink.holds("pe", &[p.key, p.end]);
        sink.holds("p2", &[back, p.key]);
        sink.holds("p~", &[p.end, tail(p.key)]);
        sink.holds("pn", &[p.key, n.key]);
    }

    fn tell_speech(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let (one, two) = (self.speech(Some(at + 1), n.part), self.speech(Some(at + 2), n.part));
        let back = self.speech(at.checked_sub(2), n.part);
        sink.holds("t.e", &[p.speech, p.end, n.shape]);
        sink.holds("t.p", &[back, p.speech, p.end]);
        sink.holds("t.n", &[p.end, n.speech, one]);
        sink.holds("t.n3", &[n.shape, n.speech, one, two]);
        sink.holds("t.all", &[back, p.speech, p.end, n.speech, one]);
        sink.holds("t.nk", &[n.key, one]);
        sink.holds("v", &[p.end, self.verb_back[at], self.verb_ahead[at]]);
        sink.holds("v.n", &[p.end, self.verb_ahead[at], n.speech]);
        sink.holds("colon", &[p.end, n.shape, bucket(self.colon[at])]);
    }

    fn speech(&self, at: Option<usize>, part: usize) -> &'static str {
        at.and_then(|at| self.words.list.get(at)).filter(|word| word.part == part).map_or("^", |word| word.speech)
    }

    fn tell_place(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let (opening, closing) = self.ends[n.part];
        sink.holds("back", &[p.end, bucket(self.back[at])]);
        sink.holds("ahead", &[p.end, bucket(self.ahead[at])]);
        let habits = self.habits[n.part];
        sink.holds("periods", &[p.end, n.shape, habits.periods]);
        sink.holds("semicolons", &[p.end, n.shape, habits.semicolons]);
        sink.holds("bare", &[p.end, n.shape, habits.bare]);
        sink.holds("habits", &[p.end, habits.periods, habits.semicolons, habits.bare]);
        sink.holds("last", &[p.end, list[closing].end, n.shape]);
        sink.holds("first", &[n.shape, list[opening].shape]);
        if n.hash == list[opening].hash {
            sink.holds("like first", &[n.shape]);
        }
    }
}

/// How many in a hundred words.
fn density(times: usize, words: usize) -> &'static str {
    match (times, times * 100 / words.max(1)) {
        (0, _) => "0",
        (_, 0..=1) => "1",
        (_, 2..=3) => "2",
        (_, 4..=6) => "4",
        (_, 7..=10) => "7",
        _ => "11",
    }
}

/// A verb further away belongs to another item.
const VERB_REACH: usize = 10;

fn stops(end: &str) -> bool {
    matches!(end, "." | ";" | ":" | ")." | ");" | "?")
}

fn verb_kind(speech: &'static str) -> Option<&'static str> {
    matches!(speech, "be" | "have" | "modal").then_some(speech)
}

/// The last three letters of a word, which tell its part of speech well enough.
fn tail(word: &str) -> &str {
    word.char_indices().rev().nth(2).map_or(word, |(at, _)| &word[at..])
}

fn bucket(words: u8) -> &'static str {
    match words {
        0 | 1 => "1",
        2 => "2",
        3 => "3",
        4..=5 => "4",
        6..=8 => "6",
        9..=13 => "9",
        14..=24 => "14",
        25..=98 => "25",
        _ => "far",
    }
}

fn steps(length: u8) -> &'static str {
    match length {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=4 => "3",
        5..=7 => "5",
        _ => "8",
    }
}

fn count(times: u32) -> &'static str {
    match times {
        0 => "0",
        1 => "1",
        2..=3 => "2",
        _ => "4",
    }
}

/// Marks further apart do not count together.
const MARK_REACH: usize = 400;

/// For each word how many steps the longest rising count has that it may be part of.
fn chained(words: &Words) -> Vec<u8> {
    let mut before = vec![[None; 2]; words.list.len()];
    let mut lengths = vec![[0_u8; 2]; words.list.len()];
    let mut seen = vec![[(usize::MAX, 0); 100]; STYLES];
    for (at, word) in words.list.iter().enumerate() {
        for (n, step) in word.steps.iter().enumerate() {
            let Some(Step { style, number }) = *step else { continue };
            let (last, which) = seen[style][number - 1];
            let near = last != usize::MAX && at - last < MARK_REACH && words.list[last].part == word.part;
            if number == 1 {
                lengths[at][n] = 1;
            } else if near {
                before[at][n] = Some((last, which));
                lengths[at][n] = lengths[last][which].saturating_add(1);
            } else {
                continue;
            }
            seen[style][number] = (at, n);
        }
    }
    for at in (0..words.list.len()).rev() {
        for n in 0..2 {
            if let Some((last, which)) = before[at][n] {
                lengths[last][which] = lengths[last][which].max(lengths[at][n]);
            }
        }
    }
    lengths.into_iter().map(|[one, two]| one.max(two)).collect()
}
