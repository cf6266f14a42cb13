//! The layouts that a run knows, and the index of their labels.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};
use foldhash::fast::FixedState;

use super::table::Defect;
use super::{Label, Layout, form, lexicon, sites, table};
use crate::text::folded;
use crate::vocab::{ARM_GROUP_TYPE, INTERVENTION_TYPE, PHASE, SEX, STATUS, STUDY_TYPE};

/// The longest label.
pub(super) const LONGEST: usize = 64;

/// What a text means as a label.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    /// The number of the text among all labels.
    pub(super) number: usize,
    /// Which labels it is: layout and label, as indices, by layout.
    pub(super) places: Vec<(u16, u16)>,
    /// What each of them weighs in detection.
    pub(super) weight: f32,
    /// The names of the slots that these open, each once.
    pub(super) slots: Vec<&'static str>,
}

/// What a text means that is no label.
pub(super) static NOTHING: Meaning =
    Meaning { number: usize::MAX, places: Vec::new(), weight: SINGLE, slots: Vec::new() };

impl Meaning {
    /// The labels of one layout that it is.
    pub(super) fn within(&self, layout: u16) -> impl Iterator<Item = usize> + '_ {
        let first = self.places.partition_point(|place| place.0 < layout);
        self.places[first..].iter().take_while(move |place| place.0 == layout).map(|place| usize::from(place.1))
    }
}

type Index = HashMap<Box<[u8]>, Meaning, FixedState>;

/// A set of layouts with one index of their labels. It lives as long as the program.
pub struct Layouts {
    /// The layouts, the lexicon of unknown pages last.
    all: Vec<&'static Layout>,
    /// All labels, folded.
    index: Index,
    lengths: Lengths,
    /// Labels that have `#` where pages print a number, and the bytes that such labels begin with on pages.
    numbered: Index,
    openers: Box<[bool; 256]>,
    /// What each label weighs in detection.
    pub(super) weights: Vec<Vec<f32>>,
    /// Labels that sites glue to the ends of lines, longest first, by the byte that they end in.
    tails: Box<[Vec<&'static str>; 256]>,
    /// The marks behind labels that point at footnotes.
    pub(super) footnotes: Vec<&'static str>,
    /// Labels that stand at the start of a line with their value behind them, and those that stand anywhere in a line,
    /// before a colon.
    starts: Automaton,
    within: Words,
}

/// The layouts that are built in.
static BUILT_IN: LazyLock<Layouts> = LazyLock::new(|| {
    let tables = sites::TABLES.iter().map(|(file, text)| match table::read(text) {
        Ok(layout) => layout,
        // The goldens read every table; a broken one does not get past them.
        Err(defect) => panic!("src/layout/sites/{file}: {defect}"),
    });
    Layouts::of(sites::WITH_READERS.iter().copied().chain(tables).chain(form::FORMS.iter().map(|form| &form.layout)))
});

impl Default for &'static Layouts {
    fn default() -> Self {
        Layouts::built_in()
    }
}

impl fmt::Debug for Layouts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.iter()).finish()
    }
}

impl Layouts {
    /// The layouts that are built in.
    #[must_use]
    pub fn built_in() -> &'static Layouts {
        &BUILT_IN
    }

    /// The layouts that are built in, and those of further tables. They stay in memory until the program ends.
    ///
    /// # Errors
    ///
    /// Where a table is broken, or two layouts have one id: with the place in the table.
    pub fn with(tables: &[&str]) -> Result<&'static Layouts, (usize, Defect)> {
        let mut all: Vec<&'static Layout> = Layouts::built_in().iter().collect();
        all.pop();
        for (n, text) in tables.iter().enumerate() {
            let layout = table::read(text).map_err(|defect| (n, defect))?;
            if all.iter().chain([&lexicon::layout()]).any(|known| known.id == layout.id) {
                return Err((n, Defect::known(text, layout.id)));
            }
            all.push(layout);
        }
        Ok(Box::leak(Box::new(Layouts::of(all))))
    }

    fn of(layouts: impl IntoIterator<Item = &'static Layout>) -> Layouts {
        let all: Vec<&'static Layout> = layouts.into_iter().chain([lexicon::layout()]).collect();
        let mut index = index(&all);
        #[expect(clippy::iter_over_hash_type, reason = "each has a weight of its own")]
        for (text, meaning) in &mut index {
            meaning.weight = weight(meaning, text, &all);
        }
        let lengths = Lengths::of(index.keys().map(|label| &**label));
        let numbered = index.iter().filter(|(text, _)| text.contains(&b'#'));
        let numbered: Index = numbered.map(|(text, meaning)| (text.clone(), meaning.clone())).collect();
        let openers = openers(&numbered);
        let mut glued: Vec<&str> = all.iter().flat_map(|layout| layout.glued).copied().collect();
        glued.sort_by_key(|tail| std::cmp::Reverse(tail.len()));
        let mut tails = Box::new([const { Vec::new() }; 256]);
        for tail in glued {
            tails[usize::from(tail.bytes().last().unwrap_or_default())].push(tail);
        }
        let footnotes = all.iter().filter_map(|layout| layout.footnote).collect();
        let starts = Automaton::of(&labels(&all, |layout| layout.fused || layout.spaced));
        let within = Words::of(labels(&all, |layout| layout.within));
        let weigh = |label: &Label| index.get(&key(label.text)).unwrap_or(&NOTHING).weight;
        let weights = all.iter().map(|layout| layout.labels.iter().map(weigh).collect()).collect();
        Layouts { all, index, lengths, numbered, openers, weights, tails, footnotes, starts, within }
    }

    /// Every layout, the lexicon of unknown pages last.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'static Layout> + DoubleEndedIterator + '_ {
        self.all.iter().copied()
    }

    /// The layout with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&'static Layout> {
        self.iter().find(|layout| layout.id == id)
    }

    /// The lexicon of pages that no layout knows.
    #[must_use]
    pub fn lexicon(&self) -> &'static Layout {
        lexicon::layout()
    }

    /// Whether a text is a label of the lexicon of unknown pages only.
    pub(super) fn is_of_lexicon(&self, means: &Meaning) -> bool {
        means.places.first().is_some_and(|place| usize::from(place.0) + 1 == self.all.len())
    }

    /// How many texts are labels.
    pub(super) fn texts(&self) -> usize {
        self.index.len()
    }

    /// Where a layout stands in the index.
    pub(super) fn number(&self, layout: &'static Layout) -> u16 {
        self.iter().position(|each| std::ptr::eq(each, layout)).map_or(u16::MAX, |at| at as u16)
    }

    /// Whether a text is a label of some layout, or begins with one and a colon.
    #[must_use]
    pub fn know(&self, text: &str) -> bool {
        let head = text.get(..text.len().min(LONGEST + 2)).unwrap_or_default();
        let before = memchr::memchr(b':', head.as_bytes()).map(|colon| head[..colon].trim_end());
        self.meaning(before.unwrap_or(text)).is_some()
    }

    /// Whether a line says something by itself, whatever stands before it: a label, a value of a closed list, or a type
    /// with its colon.
    #[must_use]
    pub fn begins(&self, line: &str) -> bool {
        let alone = [&STATUS, &PHASE, &STUDY_TYPE, &SEX].iter().any(|list| list.term(line).is_some());
        let typed = |(head, _): (&str, &str)| {
            let types = [&INTERVENTION_TYPE, &ARM_GROUP_TYPE];
            types.iter().any(|list| list.term(head).is_some())
        };
        alone || self.know(line) || line.split_once(": ").is_some_and(typed)
    }

    /// What a text means as a label, given as a page prints it.
    pub(super) fn meaning(&self, heading: &str) -> Option<&Meaning> {
        self.known(heading).or_else(|| self.known(&unwidened(heading)?)).or_else(|| {
            let first = heading.as_bytes().first()?.to_ascii_lowercase();
            let numbered = self.openers[usize::from(first)];
            self.numbered.get(numbered.then(|| unnumbered(heading))??.as_bytes())
        })
    }

    /// The same, of a text with single blanks and without numbers.
    fn known(&self, heading: &str) -> Option<&Meaning> {
        let first = heading.as_bytes().first()?.to_ascii_lowercase();
        if heading.len() > LONGEST || !self.lengths.has(first, heading.len()) {
            return None;
        }
        let mut folded = [0; LONGEST];
        let key = folded.get_mut(..heading.len())?;
        key.copy_from_slice(heading.as_bytes());
        key.make_ascii_lowercase();
        self.index.get(&*key)
    }

    /// The longest label that is glued to the end of a line.
    pub(super) fn tail(&self, line: &str) -> Option<&'static str> {
        self.tails[usize::from(*line.as_bytes().last()?)].iter().find(|tail| line.ends_with(**tail)).copied()
    }

    /// The label that a line begins with, of layouts that print values behind labels.
    pub(super) fn start<'l>(&self, line: &'l str) -> Option<&'l str> {
        self.starts.end(line).map(|end| &line[..end])
    }

    /// The labels with a colon in a line, of layouts that print several on one: start and end, the colon left out.
    pub(super) fn within<'l>(&'l self, line: &'l str) -> impl Iterator<Item = (usize, usize)> + 'l {
        let mut free = 0;
        memchr::memchr_iter(b':', line.as_bytes()).filter_map(move |colon| {
            let start = self.within.ending(line.as_bytes(), free, colon)?;
            free = colon + 1;
            Some((start, colon))
        })
    }
}

/// A label as the index has it.
fn key(label: &str) -> Box<[u8]> {
    label.to_ascii_lowercase().into_bytes().into()
}

/// All labels of all layouts.
fn index(all: &[&'static Layout]) -> Index {
    let mut index = Index::default();
    for (n, layout) in all.iter().enumerate() {
        for (m, label) in layout.labels.iter().enumerate().filter(|(_, label)| !label.text.is_empty()) {
            let number = index.len();
            let new = || Meaning { number, ..NOTHING.clone() };
            let meaning = index.entry(key(label.text)).or_insert_with(new);
            meaning.places.push((n as u16, m as u16));
            if !meaning.slots.contains(&label.slot.name) {
                meaning.slots.push(label.slot.name);
            }
        }
    }
    index
}

/// The labels of some layouts, each once.
fn labels(all: &[&'static Layout], some: impl Fn(&Layout) -> bool) -> Vec<&'static str> {
    let chosen = all.iter().filter(|layout| some(layout));
    let texts = chosen.flat_map(|layout| layout.labels).map(|label| label.text);
    let mut labels: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// A heading with one blank for each run of blanks; nothing where it has single blanks only.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep blocks from being compared at once")]
fn unwidened(heading: &str) -> Option<String> {
    if heading.len() > LONGEST + 2 {
        return None;
    }
    // Hardly any heading has one: all of them are looked through to the end, many bytes at once.
    let bytes = heading.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let is_wide = |one: u8, next: u8| ((one == b' ') & (next == b' ')) | ((one == 0xc2) & (next == 0xa0));
    let wide = pairs.fold(false, |any, (&one, &next)| any | is_wide(one, next));
    wide.then(|| folded(heading).into_owned())
}

/// A heading, folded, with `#` for each of its numbers; nothing where it has none.
fn unnumbered(heading: &str) -> Option<String> {
    let digit = |at: &usize| heading.as_bytes()[*at].is_ascii_digit();
    let mut at = (0..heading.len()).find(digit).filter(|_| heading.len() <= LONGEST + 2)?;
    let mut folded = heading[..at].to_ascii_lowercase();
    while at < heading.len() {
        // `1,064` is one number.
        let comma = |byte: &u8| *byte == b',';
        let number = heading[at..].bytes().take_while(|byte| byte.is_ascii_digit() || comma(byte)).count();
        let number = heading[at..at + number].trim_end_matches(',').len();
        let next = (at + number..heading.len()).find(digit).unwrap_or(heading.len());
        folded.push('#');
        folded.push_str(&heading[at + number..next].to_ascii_lowercase());
        at = next;
    }
    Some(folded)
}

/// The bytes that labels with numbers begin with.
fn openers(numbered: &Index) -> Box<[bool; 256]> {
    let firsts = numbered.keys().filter_map(|label| label.first());
    let mut openers = Box::new([false; 256]);
    for byte in firsts.flat_map(|first| if *first == b'#' { b'0'..=b'9' } else { *first..=*first }) {
        openers[usize::from(byte)] = true;
    }
    openers
}

/// Finds the longest of many words that a text begins with; nothing where there are none.
struct Automaton {
    words: Option<AhoCorasick>,
    /// For each first byte the second bytes that words go on with, by their last six bits: most texts are dismissed here.
    openings: Box<[u64; 256]>,
}

impl Automaton {
    fn of(words: &[&str]) -> Self {
        let mut openings = Box::new([0; 256]);
        for word in words {
            openings[usize::from(word.as_bytes()[0])] |=
                word.as_bytes().get(1).map_or(u64::MAX, |next| 1 << (next & 63));
        }
        let build = || {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .start_kind(StartKind::Anchored)
                .build(words)
                .expect("labels are few and short")
        };
        Automaton { words: (!words.is_empty()).then(build), openings }
    }

    fn end(&self, line: &str) -> Option<usize> {
        let (first, next) = (line.as_bytes().first()?, line.as_bytes().get(1).copied().unwrap_or_default());
        if self.openings[usize::from(*first)] >> (next & 63) & 1 == 0 {
            return None;
        }
        self.words.as_ref()?.find(Input::new(line).anchored(Anchored::Yes)).map(|found| found.end())
    }
}

/// Labels, to be found before a place.
struct Words {
    words: HashSet<&'static [u8], FixedState>,
    lengths: Lengths,
}

impl Words {
    fn of(words: Vec<&'static str>) -> Self {
        let words: HashSet<_, _> = words.into_iter().map(str::as_bytes).collect();
        let lengths = Lengths::of(words.iter().copied());
        Words { words, lengths }
    }

    /// Where the longest of them that ends at `end` begins, not before `free`.
    fn ending(&self, line: &[u8], free: usize, end: usize) -> Option<usize> {
        let starts = free.max(end.saturating_sub(LONGEST))..end;
        starts.into_iter().find(|&start| {
            let word = &line[start..end];
            self.lengths.has(word[0], word.len()) && self.words.contains(word)
        })
    }
}

/// For each first byte the lengths of the labels that begin with it: most texts are dismissed here.
struct Lengths(Box<[u64; 256]>);

impl Lengths {
    fn of<'l>(labels: impl Iterator<Item = &'l [u8]>) -> Self {
        let mut lengths = Box::new([0; 256]);
        for label in labels.filter(|label| (1..=LONGEST).contains(&label.len())) {
            lengths[usize::from(label[0])] |= 1 << (label.len() - 1);
        }
        Lengths(lengths)
    }

    /// Whether a label begins with this byte and is as long; no longer ones are asked for than there may be.
    fn has(&self, first: u8, length: usize) -> bool {
        self.0[usize::from(first)] >> (length - 1) & 1 == 1
    }
}

/// What a label proves: the less the more sites have it, and little where it is a single word. The lexicon of unknown
/// pages has nearly every label and does not count.
#[expect(clippy::cast_precision_loss, reason = "a number of layouts")]
fn weight(meaning: &Meaning, text: &[u8], all: &[&'static Layout]) -> f32 {
    let owners = meaning
        .places
        .iter()
        .map(|place| all[usize::from(place.0)])
        .filter(|owner| !std::ptr::eq(*owner, lexicon::layout()));
    let (registries, mirrors): (Vec<_>, Vec<_>) = owners.partition(|owner| owner.registry);
    let owners = if mirrors.is_empty() { registries } else { mirrors };
    let mut owners: Vec<&str> = owners.into_iter().map(Layout::family).collect();
    owners.sort_unstable();
    owners.dedup();
    // Chinese and Japanese have no blanks between words.
    let letters = text.iter().filter(|byte| (0xe3..=0xe9).contains(*byte)).count();
    let phrase = text.contains(&b' ') || letters >= PHRASE;
    let most = if phrase { 1.0 } else { SINGLE };
    most / owners.len().max(1) as f32
}

/// So many letters are several words in a script without blanks.
const PHRASE: usize = 4;

/// What a label of a single word weighs.
const SINGLE: f32 = 0.1;
