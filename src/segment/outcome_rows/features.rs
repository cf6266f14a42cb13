//! What speaks for a boundary, a cell or a row: names of features, scored by a linear model.
//!
//! Every function here adds up the weights of the features that hold. Fitting runs the same functions with another
//! [`Weigh`], so the model is fitted on exactly what inference sees.

use super::line::{Bound, Line, Recurrence, general, shape};
use crate::segment::linear::{Feature, Linear};
use crate::segment::time_frame::{self, Part};

/// Gives the weight of a feature, or learns from it.
pub trait Weigh {
    /// What a feature adds to a score: a template with its words, held to the degree `value`.
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32;
}

/// The fixed part of the names of a family of features.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// As it stands in the table of weights.
    pub text: &'static str,
    hash: Feature,
}

impl Template {
    /// A family of features.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Template { text, hash: Feature::named(text) }
    }

    /// The feature of this family with these words.
    #[must_use]
    pub fn feature(self, words: &[&str]) -> Feature {
        words.iter().fold(self.hash, |name, word| name.with(" ").with_folded(word))
    }
}

impl Weigh for &Linear {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        self.weight(template.feature(words)) * value
    }
}

macro_rules! sum {
    ($weigh:expr; $($name:literal [$($word:expr),*]),+ $(,)?) => {
        0.0 $(+ $weigh.weigh(const { Template::new($name) }, &[$($word),*], 1.0))+
    };
}
pub(super) use sum;

/// Why a time frame begins at `at`.
pub(super) fn opening(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let (l2, l1) = (line.before(at, 1), line.before(at, 0));
    let (r1, r2, r3) = (line.after(at, 0), line.after(at, 1), line.after(at, 2));
    let (left, right, cells) = (shape(l1), shape(r1), line.cells.name());
    let cut = if at.cut { "cut" } else { "whole" };
    sum!(weigh;
        "s.r" [right, r1], "s.rr" [r1, r2], "s.rrr" [r1, r2, r3],
        "s.l" [l1], "s.ll" [l2, l1], "s.lr" [l1, r1], "s.lcr" [left, right, r1],
        "s.shape" [cells, left, right], "s.cut" [cut, r1],
        "s.cells" [cells, right, r1],
        "s.part" [line.part_before(at, 0).name(), line.part_after(at, 0).name(), line.part_after(at, 1).name(), right],
        "s.parts" [line.part_after(at, 0).name(), line.part_after(at, 1).name(), line.part_after(at, 2).name(), line.part_after(at, 3).name()],
        "s.lp" [l1, line.part_after(at, 0).name(), right],
        "s.lpr" [line.part_before(at, 1).name(), line.part_before(at, 0).name(), line.part_after(at, 0).name(), right],
        "s.point" [l1, if decimal(line, at) { "decimal" } else { "free" }],
        "s.rp" [r1, line.part_after(at, 1).name(), line.part_after(at, 2).name()],
    ) + recurrence(const { Template::new("g.s2") }, const { Template::new("g.s3") }, line, &at.ahead, weigh)
        + if at.cut { sum!(weigh; "c.whole" [line.straddling(at)], "c.glue" [ending_of(l1), r1]) } else { 0.0 }
}

/// How the words on one side of a bound recur on the page.
fn recurrence(
    two: Template,
    three: Template,
    line: &Line,
    [short, long]: &[Recurrence; 2],
    weigh: &mut impl Weigh,
) -> f32 {
    let count = |count: u32| size(count as usize);
    let cells = line.cells.name();
    weigh.weigh(two, &[cells, count(short.same), count(short.other)], 1.0)
        + weigh.weigh(three, &[cells, count(long.same), count(long.other)], 1.0)
}

/// Whether a bound divides what may be one number: `0.75`.
fn decimal(line: &Line, at: &Bound) -> bool {
    let figures = |word: &str| word == "0";
    figures(line.after(at, 0)) && figures(line.before(at, 1))
        || figures(line.after(at, 1)) && figures(line.before(at, 0)) && !at.cut
}

/// The last two letters of a word.
fn ending_of(word: &str) -> &str {
    let at = word.char_indices().nth_back(1).map_or(0, |(at, _)| at);
    &word[at..]
}

/// Why a time frame ends at `at`, whatever follows.
pub(super) fn closing(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let (l3, l2, l1) = (line.before(at, 2), line.before(at, 1), line.before(at, 0));
    let r1 = line.after(at, 0);
    sum!(weigh;
        "e.l" [l1], "e.ll" [l2, l1], "e.lll" [l3, l2, l1], "e.lc" [l1, shape(r1)],
        "e.shape" [line.cells.name(), shape(l1), shape(r1)],
        "e.part" [line.part_before(at, 1).name(), line.part_before(at, 0).name(), line.part_after(at, 0).name(), shape(r1)],
        "e.parts" [line.part_before(at, 2).name(), line.part_before(at, 1).name(), line.part_before(at, 0).name()],
        "e.lp" [l1, line.part_after(at, 0).name(), shape(r1)],
    ) + recurrence(const { Template::new("g.e2") }, const { Template::new("g.e3") }, line, &at.behind, weigh)
}

/// Why a description begins at `at`.
pub(super) fn describing(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let l1 = line.before(at, 0);
    let (r1, r2) = (line.after(at, 0), line.after(at, 1));
    let cut = if at.cut { "cut" } else { "whole" };
    sum!(weigh;
        "d.r" [shape(r1), r1], "d.rr" [r1, r2], "d.lr" [l1, shape(r1), r1], "d.cut" [cut, l1],
        "d.shape" [line.cells.name(), shape(l1), shape(r1), shape(r2)],
    )
}

/// Why the next row begins at `at`, right after a time frame.
pub(super) fn following(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let l1 = line.before(at, 0);
    let (r1, r2) = (line.after(at, 0), line.after(at, 1));
    sum!(weigh;
        "n.r" [shape(r1), r1], "n.rr" [r1, r2], "n.lr" [l1, shape(r1), r1], "n.any" [],
        "n.shape" [shape(l1), shape(r1), shape(r2)],
    )
}

/// Why the line ends with a time frame.
pub(super) fn ending(line: &Line, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "z.any" [line.cells.name(), if line.last { "last" } else { "inner" }])
}

/// Why word `n` lies in a time frame rather than in a measure.
pub(super) fn timely(line: &Line, n: usize, weigh: &mut impl Weigh) -> f32 {
    let (before, part) = (n.checked_sub(1).map_or(Part::Other, |n| line.words[n].part), line.words[n].part);
    let (last, word) = (n.checked_sub(1).map_or("^", |n| line.words[n].text), line.words[n].text);
    sum!(weigh; "t.w" [shape(word), general(word)], "t.ww" [general(last), general(word)], "t.cc" [shape(last), shape(word)], "t.p" [part.name()],
        "t.pp" [before.name(), part.name()])
}

/// Why word `n` lies in a description rather than in a measure.
pub(super) fn descriptive(line: &Line, n: usize, weigh: &mut impl Weigh) -> f32 {
    let (last, word) = (n.checked_sub(1).map_or("^", |n| line.words[n].text), line.words[n].text);
    sum!(weigh; "x.w" [general(word)], "x.cc" [shape(last), shape(word)])
}

/// Lengths in steps that grow.
pub(super) fn size(count: usize) -> &'static str {
    match count {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=4 => "3",
        5..=7 => "5",
        8..=11 => "8",
        12..=17 => "12",
        18..=25 => "18",
        26..=39 => "26",
        40..=63 => "40",
        64..=99 => "64",
        100..=159 => "100",
        160..=254 => "160",
        255..=999 => "255",
        _ => "1000",
    }
}

fn balance(from: &Bound, to: &Bound) -> &'static str {
    match to.depth - from.depth {
        0 => "even",
        1.. => "open",
        _ => "closed",
    }
}

/// Where `to` stands among the ends that the grammar of times offers from `from`.
pub(super) fn agreement(stops: &[usize], length: usize) -> &'static str {
    match stops.last() {
        None => "none",
        Some(&last) if last == length => "last",
        Some(&last) if last < length => "over",
        Some(_) if stops.binary_search(&length).is_ok() => "early",
        Some(_) => "inside",
    }
}

/// What each opinion of the grammar weighs.
pub(super) fn opinions(line: &Line, weigh: &mut impl Weigh) -> [(&'static str, f32); 5] {
    ["none", "last", "over", "early", "inside"].map(|name| (name, sum!(weigh; "t.stop" [line.cells.name(), name])))
}

/// What the grammar's opinion of one end weighs.
pub(super) fn opinion(line: &Line, stops: &[usize], end: usize, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "t.stop" [line.cells.name(), agreement(stops, end)])
}

/// The ends, as bytes of the line, that the grammar of times offers for a frame that begins at `at`.
pub(super) fn stops(line: &Line, at: &Bound) -> Vec<usize> {
    time_frame::stops(&line.text[at.right..]).map(|end| at.right + end).collect()
}

/// Why the text between two bounds is one time frame.
pub(super) fn time(line: &Line, from: &Bound, to: &Bound, stops: &[usize], weigh: &mut impl Weigh) -> f32 {
    let words = line.between(from, to).len();
    let rest = stops.last().map_or("none", |&last| size(to.left.saturating_sub(last)));
    sum!(weigh;
        "t.size" [size(words)], "t.chars" [size(to.chars - from.chars)], "t.stop" [line.cells.name(), agreement(stops, to.left)],
        "t.depth" [balance(from, to)], "t.rest" [rest],
        "t.stopn" [agreement(stops, to.left), shape(line.after(to, 0)), size(words)],
    ) + whole(line, from, to, weigh)
        + echoes(line, from, to, weigh)
}

/// What repeats itself in and around a time frame: `at week 12 ┃ Week 12`, or two rows taken for one.
fn echoes(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let words = line.between(from, to);
    let raw = |n: usize| line.words.get(n).map_or("", |word| word.text);
    let [first, second] = [0, 1].map(|n| words.get(n).map_or("", |word| word.text));
    let [last, prior] = [1, 2].map(|n| words.len().checked_sub(n).map_or("", |n| words[n].text));
    let before = |n: usize| from.before.checked_sub(n).map_or("", raw);
    let same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b);
    let left = same(last, before(1)) && same(prior, before(2));
    let right = same(first, raw(to.before)) && same(second, raw(to.before + 1));
    let again = words.iter().skip(1).filter(|word| word.text == first).count();
    let capitals = words.iter().skip(1).filter(|word| word.part == Part::Other && shape(word.text) == "A").count();
    let others = words.iter().filter(|word| word.part == Part::Other).count();
    sum!(weigh;
        "t.left" [if left { "echo" } else { "new" }, line.before(from, 2)], "t.right" [if right { "echo" } else { "new" }],
        "t.again" [shape(first), size(again)], "t.capitals" [size(capitals)], "t.others" [size(others), size(words.len())],
    )
}

/// A short time frame as a whole, figures generalized.
fn whole(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let words = line.between(from, to);
    let mut names = [""; 6];
    let Some(names) = names.get_mut(..words.len()) else { return 0.0 };
    for (name, word) in names.iter_mut().zip(words) {
        *name = general(word.text);
    }
    weigh.weigh(const { Template::new("t.all") }, names, 1.0)
}

/// Why the text between two bounds is one measure.
pub(super) fn measure(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let chars = to.chars - from.chars;
    sum!(weigh;
        "m.size" [size(line.between(from, to).len())], "m.chars" [size(chars)], "m.depth" [balance(from, to)],
        "m.first" [line.after(from, 0), size(chars)],
    )
}

/// Why the text from `from` to the end of the line is one description.
pub(super) fn description(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let sentence = line.text.ends_with(['.', ')', '!', '"']);
    sum!(weigh;
        "x.size" [size(line.between(from, to).len())], "x.chars" [size(to.chars - from.chars)], "x.depth" [balance(from, to)],
        "x.end" [if sentence { "sentence" } else { "open" }],
    )
}

/// Why a line's remainder is a measure alone.
pub(super) fn bare(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "b.any" [], "b.chars" [size(to.chars - from.chars)], "b.last" [line.cells.name(), if line.last { "last" } else { "inner" }])
}

/// Where the time frame of a row occurs once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Nowhere.
    Never,
    /// Right before itself: `at week 12 ┃ Week 12`.
    Next,
    /// Some way off.
    Apart,
    /// At the end of the line.
    End,
}

impl Repeat {
    fn name(self) -> &'static str {
        match self {
            Repeat::Never => "never",
            Repeat::Next => "next",
            Repeat::Apart => "apart",
            Repeat::End => "end",
        }
    }
}

/// Why a row may hold its time frame twice: in the measure, or in the description.
pub(super) fn repetition(line: &Line, cell: &str, repeat: Repeat, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "r.cell" [cell, repeat.name(), line.cells.name()])
}

/// Why a measure and a description belong together: the words they share (given as sets), and how they begin.
pub(super) fn kinship(
    line: &Line,
    start: &Bound,
    to: &Bound,
    [measure, description]: [u64; 2],
    weigh: &mut impl Weigh,
) -> f32 {
    let shared = (measure & description).count_ones();
    let share = shared * 8 / measure.count_ones().max(1);
    let same = (0..3).take_while(|&n| line.after(start, n).eq_ignore_ascii_case(line.after(to, n))).count();
    let known = mark(line.after(to, 0)) & measure != 0;
    sum!(weigh;
        "k.share" [size(share as usize)], "k.count" [size(shared as usize)], "k.same" [size(same), line.cells.name()],
        "k.known" [if known { "known" } else { "new" }],
    )
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
