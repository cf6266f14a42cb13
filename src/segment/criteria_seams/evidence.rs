//! What speaks for and against a seam before a word: the first reading.

use super::counts::chained;
use super::facts::Facts;
use super::ladder::{Ladder, ladder};
use super::words::{Word, Words};
use crate::segment::term::{Template, Term, template, term};

/// Takes the features that hold.
pub trait Sink {
    /// The feature of this family with these words holds.
    fn holds(&mut self, family: Template, words: &[Term]);
    /// The feature that is the whole family has a size.
    fn measures(&mut self, family: Template, size: f32);
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
    pub verb_ahead: Vec<Term<'static>>,
    /// For each word, the kind of verb that the sentence had before it.
    pub verb_back: Vec<Term<'static>>,
    /// For each word, how far back a list was opened by a colon.
    pub colon: Vec<u8>,
    /// For each part, how its words end.
    pub habits: Vec<Habits>,
}

/// How often the words of a part end in a stop, by what follows, in steps.
#[derive(Clone, Copy, Debug)]
pub struct Habits {
    /// Periods before a capital, for the length of the part.
    pub periods: Term<'static>,
    /// Semicolons.
    pub semicolons: Term<'static>,
    /// Capitals that follow no punctuation.
    pub bare: Term<'static>,
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
            verb_ahead: vec![term!("-"); list.len()],
            verb_back: vec![term!("-"); list.len()],
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
        let (mut words, mut periods, mut semicolons, mut bare) = (0, 0, 0, 0);
        for at in opening.saturating_add(1)..=closing {
            let (before, word) = (self.facts(at - 1), self.facts(at));
            words += 1;
            periods += usize::from(before.any(Facts::PERIOD) && !word.any(Facts::SMALL));
            semicolons += usize::from(before.any(Facts::SEMICOLON));
            bare += usize::from(before.any(Facts::BARE) && word.any(Facts::TITLE));
        }
        let rate = |times| density(times, words);
        Habits { periods: rate(periods), semicolons: rate(semicolons), bare: rate(bare) }
    }

    /// Finds the verbs and the colons around each word.
    fn parse(&mut self) {
        let list = &self.words.list;
        let (mut verb, mut far, mut colon) = (term!("-"), 0, FAR);
        for (at, word) in list.iter().enumerate() {
            if self.first(at) || self.facts(at - 1).any(Facts::STOP) || far > VERB_REACH {
                verb = term!("-");
            }
            colon = if self.first(at) {
                FAR
            } else if self.facts(at - 1).any(Facts::COLON) {
                1
            } else {
                colon.saturating_add(1).min(FAR)
            };
            self.colon[at] = colon;
            self.verb_back[at] = verb;
            far += 1;
            if let Some(kind) = verb_of(word) {
                (verb, far) = (kind, 0);
            }
        }
        let (mut verb, mut far) = (term!("-"), 0);
        for at in (0..list.len()).rev() {
            if self.facts(at).any(Facts::STOP) || far > VERB_REACH {
                verb = term!("-");
            }
            far += 1;
            if let Some(kind) = verb_of(&list[at]) {
                (verb, far) = (kind, 0);
            }
            self.verb_ahead[at] = verb;
        }
    }

    fn facts(&self, at: usize) -> Facts {
        self.words.list[at].facts
    }

    /// Whether word `at` begins its part.
    #[must_use]
    pub fn first(&self, at: usize) -> bool {
        self.facts(at).any(Facts::FIRST)
    }

    /// Whether a seam before word `at` is an open question: not inside a phrase such as `history of` or `who have`.
    #[must_use]
    pub fn open(&self, at: usize) -> bool {
        if self.first(at) {
            return false;
        }
        let bound = self.facts(at - 1).any(Facts::LEADS) || self.facts(at).any(Facts::FOLLOWS);
        !bound || self.strong(at)
    }

    /// Whether the spelling alone suggests a seam.
    #[must_use]
    pub fn strong(&self, at: usize) -> bool {
        !self.facts(at).any(Facts::QUIET) || !self.facts(at - 1).any(Facts::LOOSE)
    }

    fn likely(&self, at: usize) -> bool {
        const ENDS: Facts = Facts::PERIOD.and(Facts::SEMICOLON).and(Facts::COLON);
        self.facts(at).any(Facts::FIRST.and(Facts::TITLE).and(Facts::MARK)) || self.facts(at - 1).any(ENDS)
    }

    fn key(&self, at: Option<usize>, part: usize) -> Term<'t> {
        self.words.near(at, part).map_or(term!("^"), |word| word.key)
    }

    fn shape(&self, at: Option<usize>, part: usize) -> Term<'static> {
        self.words.near(at, part).map_or(term!("^"), |word| word.shape)
    }

    fn speech(&self, at: Option<usize>, part: usize) -> Term<'static> {
        self.words.near(at, part).map_or(term!("^"), |word| word.speech)
    }

    /// Tells `sink` everything that bears on a seam before word `at`.
    pub fn tell(&self, at: usize, sink: &mut impl Sink) {
        if self.strong(at) { self.tell_strong(at, sink) } else { self.tell_weak(at, sink) }
    }

    fn tell_weak(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let (opening, closing) = self.ends[n.part];
        sink.holds(template!("1.w"), &[p.end, n.shape]);
        sink.holds(template!("1.w.n"), &[n.key]);
        sink.holds(template!("1.w.n2"), &[n.key, self.key(Some(at + 1), n.part)]);
        sink.holds(template!("1.w.p"), &[p.key]);
        sink.holds(template!("1.w.p~"), &[tail(p.key)]);
        sink.holds(template!("1.w.open"), &[list[opening].shape, list[closing].end, p.end]);
        let (one, two) = (self.speech(Some(at + 1), n.part), self.speech(Some(at + 2), n.part));
        sink.holds(template!("1.w.t"), &[p.speech, n.speech]);
        sink.holds(template!("1.w.t3"), &[n.speech, one, two]);
        sink.holds(template!("1.w.tn"), &[p.speech, n.key]);
        if n.inside {
            sink.holds(template!("1.w.inside"), &[]);
        }
        sink.holds(template!("1.w.back"), &[bucket(self.back[at])]);
        sink.holds(template!("1.w.ahead"), &[bucket(self.ahead[at])]);
    }

    fn tell_strong(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        self.tell_spelling(at, sink);
        self.tell_words(at, sink);
        self.tell_place(at, sink);
        self.tell_speech(at, sink);
        if n.inside {
            sink.holds(template!("1.inside"), &[p.end]);
        }
        if n.mark {
            sink.holds(template!("1.mark"), &[steps(self.chained[at]), p.end]);
        } else if n.steps[0].is_some() {
            let next = Some(at + 1);
            let counted = steps(self.chained[at]);
            sink.holds(template!("1.bare-mark"), &[counted, p.end, self.shape(next, n.part)]);
            sink.holds(template!("1.bare-unit"), &[counted, self.speech(next, n.part)]);
        }
        if p.mark {
            sink.holds(template!("1.after-mark"), &[steps(self.chained[at - 1])]);
        } else if p.steps[0].is_some() {
            sink.holds(template!("1.after-bare"), &[steps(self.chained[at - 1]), n.shape]);
        }
    }

    fn tell_spelling(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let after = self.shape(Some(at + 1), n.part);
        sink.holds(template!("1.es"), &[p.end, n.shape]);
        sink.holds(template!("1.ess"), &[p.end, n.shape, p.shape]);
        sink.holds(template!("1.esa"), &[p.end, n.shape, after]);
        let cases = self.words.cases(n);
        sink.holds(template!("1.cases"), &[n.shape, TIMES.step(cases.lower), TIMES.step(cases.capital)]);
        sink.holds(template!("1.ecases"), &[p.end, n.shape, TIMES.step(cases.lower)]);
    }

    fn tell_words(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let one = self.key(Some(at + 1), n.part);
        let back = self.key(at.checked_sub(2), n.part);
        sink.holds(template!("1.n"), &[n.key]);
        sink.holds(template!("1.en"), &[p.end, n.key]);
        sink.holds(template!("1.n2"), &[n.key, one]);
        sink.holds(template!("1.n+1"), &[n.shape, one]);
        sink.holds(template!("1.n~"), &[n.shape, tail(n.key)]);
        sink.holds(template!("1.p"), &[p.key]);
        sink.holds(template!("1.ps"), &[p.key, n.shape]);
        sink.holds(template!("1.pe"), &[p.key, p.end]);
        sink.holds(template!("1.p2"), &[back, p.key]);
        sink.holds(template!("1.p~"), &[p.end, tail(p.key)]);
        sink.holds(template!("1.pn"), &[p.key, n.key]);
    }

    fn tell_speech(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let (one, two) = (self.speech(Some(at + 1), n.part), self.speech(Some(at + 2), n.part));
        let back = self.speech(at.checked_sub(2), n.part);
        sink.holds(template!("1.t.e"), &[p.speech, p.end, n.shape]);
        sink.holds(template!("1.t.p"), &[back, p.speech, p.end]);
        sink.holds(template!("1.t.n"), &[p.end, n.speech, one]);
        sink.holds(template!("1.t.n3"), &[n.shape, n.speech, one, two]);
        sink.holds(template!("1.t.all"), &[back, p.speech, p.end, n.speech, one]);
        sink.holds(template!("1.t.nk"), &[n.key, one]);
        sink.holds(template!("1.v"), &[p.end, self.verb_back[at], self.verb_ahead[at]]);
        sink.holds(template!("1.v.n"), &[p.end, self.verb_ahead[at], n.speech]);
        sink.holds(template!("1.colon"), &[p.end, n.shape, bucket(self.colon[at])]);
    }

    fn tell_place(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let (opening, closing) = self.ends[n.part];
        sink.holds(template!("1.back"), &[p.end, bucket(self.back[at])]);
        sink.holds(template!("1.ahead"), &[p.end, bucket(self.ahead[at])]);
        let habits = self.habits[n.part];
        sink.holds(template!("1.periods"), &[p.end, n.shape, habits.periods]);
        sink.holds(template!("1.semicolons"), &[p.end, n.shape, habits.semicolons]);
        sink.holds(template!("1.bare"), &[p.end, n.shape, habits.bare]);
        sink.holds(template!("1.habits"), &[p.end, habits.periods, habits.semicolons, habits.bare]);
        sink.holds(template!("1.last"), &[p.end, list[closing].end, n.shape]);
        sink.holds(template!("1.first"), &[n.shape, list[opening].shape]);
        if n.key.is(list[opening].key) {
            sink.holds(template!("1.like-first"), &[n.shape]);
        }
    }
}

/// How many in a hundred words.
fn density(times: usize, words: usize) -> Term<'static> {
    if times == 0 { term!("0") } else { DENSITIES.step((times * 100 / words.max(1)) as u32) }
}

/// A verb further away belongs to another item.
const VERB_REACH: usize = 10;

fn verb_of(word: &Word) -> Option<Term<'static>> {
    word.facts.any(Facts::VERB).then_some(word.speech)
}

/// The last three letters of a word, which tell its part of speech well enough.
fn tail(word: Term<'_>) -> Term<'_> {
    if let Some((before, tail)) = word.text.split_at_checked(word.len().saturating_sub(3))
        && tail.is_ascii()
    {
        return if before.is_empty() { word } else { Term::new(tail) };
    }
    word.char_indices().rev().nth(2).map_or(word, |(at, _)| Term::new(&word.text[at..]))
}

/// How many words away something is.
static DISTANCES: Ladder = ladder![
    0 => "1", 2 => "2", 3 => "3", 4 => "4", 6 => "6", 9 => "9", 14 => "14", 25 => "25", 99 => "far"
];

/// How many steps a rising count has.
static COUNTS: Ladder = ladder![0 => "0", 1 => "1", 2 => "2", 3 => "3", 5 => "5", 8 => "8"];

/// How often a word is written in a way.
static TIMES: Ladder = ladder![0 => "0", 1 => "1", 2 => "2", 4 => "4"];

/// How many in a hundred words do something.
static DENSITIES: Ladder = ladder![0 => "1", 2 => "2", 4 => "4", 7 => "7", 11 => "11"];

fn bucket(words: u8) -> Term<'static> {
    DISTANCES.step(words.into())
}

fn steps(length: u8) -> Term<'static> {
    COUNTS.step(length.into())
}
