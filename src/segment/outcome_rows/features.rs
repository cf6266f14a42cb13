//! What speaks for a boundary, a cell or a row: names of features, scored by a linear model.
//!
//! Every function here adds up the weights of the features that hold. Fitting runs the same functions with another
//! [`Weigh`], so the model is fitted on exactly what inference sees.

use super::bounds::{Bound, Recurrence};
use super::line::{Line, Word};
use super::model::{Length, Pair};
use super::term::size;
use crate::segment::linear::Linear;
use crate::segment::term::{Template, Term, template, term};
use crate::segment::time_frame::Part;

/// Gives the weight of a feature, or learns from it.
pub trait Weigh {
    /// What a feature adds to a score: a template with its words, held to the degree `value`.
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32;

    /// The same, with words that are hashed already.
    fn weigh_terms(&mut self, template: Template, terms: &[Term], value: f32) -> f32 {
        let mut words = [""; MOST];
        let words = &mut words[..terms.len()];
        for (word, term) in words.iter_mut().zip(terms) {
            *word = term.text;
        }
        self.weigh(template, words, value)
    }

    /// The same, of a feature that tells a length.
    fn weigh_length(&mut self, length: Length, of: usize) -> f32 {
        self.weigh_terms(length.family, &[size(of)], 1.0)
    }

    /// The same, of a feature that tells how words of a line recur.
    fn weigh_recurrence(&mut self, pair: Pair, line: &Line, of: Recurrence) -> f32 {
        let [same, other] = [of.same, of.other].map(|count| size(count as usize));
        self.weigh_terms(pair.family, &[line.joined, same, other], 1.0)
    }
}

/// No feature has more words.
const MOST: usize = 6;

impl Weigh for &Linear {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        self.weight(template.feature(words)) * value
    }

    #[inline]
    fn weigh_terms(&mut self, template: Template, terms: &[Term], value: f32) -> f32 {
        self.weight(template.hashed(terms)) * value
    }
}

/// Adds up features: the name of the family, the words or the length, and the degree to which it holds, if not wholly.
macro_rules! sum {
    ($weigh:expr; $($name:literal $words:tt $(; $value:expr)?),+ $(,)?) => {
        0.0 $(+ sum!(@ $weigh, $name $words $(; $value)?))+
    };
    (@ $weigh:expr, $name:literal ($length:expr)) => {
        $weigh.weigh_length(const { $crate::segment::outcome_rows::model::Length::of($name) }, $length)
    };
    (@ $weigh:expr, $name:literal [$($word:expr),*]) => { sum!(@ $weigh, $name [$($word),*]; 1.0) };
    (@ $weigh:expr, $name:literal [$($word:expr),*]; $value:expr) => {
        $weigh.weigh_terms($crate::segment::term::template!($name), &[$($word),*], $value)
    };
}
pub(super) use sum;

/// A part of a time expression, as a word.
fn named(part: Part) -> Term<'static> {
    use Part::{Anchor, Close, Link, Number, Open, Other, Unit};
    /// In the order of the parts.
    static NAMES: [Term; 7] = [
        Term::new(Number.name()),
        Term::new(Unit.name()),
        Term::new(Anchor.name()),
        Term::new(Link.name()),
        Term::new(Open.name()),
        Term::new(Close.name()),
        Term::new(Other.name()),
    ];
    NAMES[part as usize]
}

/// One word or the other.
macro_rules! either {
    ($which:expr, $yes:literal, $no:literal) => {
        if $which { term!($yes) } else { term!($no) }
    };
}
pub(super) use either;

/// How the words on one side of a bound recur on the page: two of them, and three.
macro_rules! recurrence {
    ($weigh:expr, $line:expr, $recurrences:expr; $two:literal, $three:literal) => {
        $weigh.weigh_recurrence(const { Pair::of($two) }, $line, $recurrences[0])
            + $weigh.weigh_recurrence(const { Pair::of($three) }, $line, $recurrences[1])
    };
}

/// Why a time frame begins at `at`.
pub(super) fn opening(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let (l2, l1) = (line.before(at, 1), line.before(at, 0));
    let (r1, r2, r3) = (line.after(at, 0), line.after(at, 1), line.after(at, 2));
    let (left, right, cells) = (line.shape_before(at, 0), line.shape_after(at, 0), line.joined);
    let (before, after) = (|n| named(line.part_before(at, n)), |n| named(line.part_after(at, n)));
    let (p2, p1, n1, n2, n3, n4) = (before(1), before(0), after(0), after(1), after(2), after(3));
    sum!(weigh;
        "s.r" [right, r1], "s.rr" [r1, r2], "s.rrr" [r1, r2, r3],
        "s.l" [l1], "s.ll" [l2, l1], "s.lr" [l1, r1], "s.lcr" [left, right, r1],
        "s.shape" [cells, left, right], "s.cut" [either!(at.cut, "cut", "whole"), r1],
        "s.cells" [cells, right, r1], "s.part" [p1, n1, n2, right], "s.parts" [n1, n2, n3, n4],
        "s.lp" [l1, n1, right], "s.lpr" [p2, p1, n1, right],
        "s.point" [l1, either!(decimal(line, at), "decimal", "free")], "s.rp" [r1, n2, n3],
    ) + recurrence!(weigh, line, at.ahead; "g.s2", "g.s3")
        + if at.cut {
            sum!(weigh; "c.whole" [line.straddling(at)], "c.glue" [Term::new(ending_of(l1.text)), r1])
        } else {
            0.0
        }
}

/// Whether a bound divides what may be one number: `0.75`.
fn decimal(line: &Line, at: &Bound) -> bool {
    let figures = |word: Term| word.is(term!("0"));
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
    let (left, right) = (line.shape_before(at, 0), line.shape_after(at, 0));
    let before = |n| named(line.part_before(at, n));
    let (p3, p2, p1, next) = (before(2), before(1), before(0), named(line.part_after(at, 0)));
    sum!(weigh;
        "e.l" [l1], "e.ll" [l2, l1], "e.lll" [l3, l2, l1], "e.lc" [l1, right],
        "e.shape" [line.joined, left, right], "e.part" [p2, p1, next, right],
        "e.parts" [p3, p2, p1], "e.lp" [l1, next, right],
    ) + recurrence!(weigh, line, at.behind; "g.e2", "g.e3")
}

/// Why a description begins at `at`.
pub(super) fn describing(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let (l1, r1, r2) = (line.before(at, 0), line.after(at, 0), line.after(at, 1));
    let left = line.shape_before(at, 0);
    let (right, next) = (line.shape_after(at, 0), line.shape_after(at, 1));
    sum!(weigh;
        "d.r" [right, r1], "d.rr" [r1, r2], "d.lr" [l1, right, r1], "d.cut" [either!(at.cut, "cut", "whole"), l1],
        "d.shape" [line.joined, left, right, next],
    )
}

/// Why the next row begins at `at`, right after a time frame.
pub(super) fn following(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let (l1, r1, r2) = (line.before(at, 0), line.after(at, 0), line.after(at, 1));
    let left = line.shape_before(at, 0);
    let (right, next) = (line.shape_after(at, 0), line.shape_after(at, 1));
    sum!(weigh;
        "n.r" [right, r1], "n.rr" [r1, r2], "n.lr" [l1, right, r1], "n.any" [],
        "n.shape" [left, right, next],
    )
}

/// Why the line ends with a time frame.
pub(super) fn ending(line: &Line, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "z.any" [line.joined, either!(line.last, "last", "inner")])
}

/// Why word `n` lies in a time frame rather than in a measure.
pub(super) fn timely(line: &Line, n: usize, weigh: &mut impl Weigh) -> f32 {
    let (word, last) = (&line.words[n], n.checked_sub(1).map(|n| &line.words[n]));
    let (before, shape) = last.map_or((term!("^"), term!("^")), |last| (last.general, last.shape));
    let (behind, part) = (named(last.map_or(Part::Other, |last| last.part)), named(word.part));
    sum!(weigh;
        "t.w" [word.shape, word.general], "t.ww" [before, word.general], "t.cc" [shape, word.shape],
        "t.p" [part], "t.pp" [behind, part],
    )
}

/// Why word `n` lies in a description rather than in a measure.
pub(super) fn descriptive(line: &Line, n: usize, weigh: &mut impl Weigh) -> f32 {
    let word = &line.words[n];
    let shape = n.checked_sub(1).map_or(term!("^"), |n| line.words[n].shape);
    sum!(weigh; "x.w" [word.general], "x.cc" [shape, word.shape])
}

fn balance(from: &Bound, to: &Bound) -> Term<'static> {
    match to.depth - from.depth {
        0 => term!("even"),
        1.. => term!("open"),
        _ => term!("closed"),
    }
}

/// What the grammar of times says of an end.
#[derive(Clone, Copy)]
pub(super) struct Opinion {
    pub(super) agreement: Agreement,
    /// How many bytes the end is past the last end that the grammar offers.
    rest: u32,
}

impl Opinion {
    /// Of `end`, given the ends that the grammar offers.
    pub(super) fn of(stops: &[usize], end: usize) -> Self {
        let rest = stops.last().map_or(0, |last| end.saturating_sub(*last)) as u32;
        Opinion { agreement: Agreement::of(stops, end), rest }
    }
}

/// Where an end stands among the ends that the grammar of times offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// The grammar offers no end.
    None,
    /// It is the last.
    Last,
    /// It is past the last.
    Over,
    /// It is another than the last.
    Early,
    /// It is none, and before the last.
    Inside,
}

impl Agreement {
    /// Where `end` stands among the `stops`.
    fn of(stops: &[usize], end: usize) -> Self {
        match stops.last() {
            None => Agreement::None,
            Some(&last) if last == end => Agreement::Last,
            Some(&last) if last < end => Agreement::Over,
            Some(_) if stops.binary_search(&end).is_ok() => Agreement::Early,
            Some(_) => Agreement::Inside,
        }
    }

    fn name(self) -> Term<'static> {
        match self {
            Agreement::None => term!("none"),
            Agreement::Last => term!("last"),
            Agreement::Over => term!("over"),
            Agreement::Early => term!("early"),
            Agreement::Inside => term!("inside"),
        }
    }
}

/// What each opinion of the grammar weighs, in the order of [`Agreement`].
pub(super) fn opinions(line: &Line, weigh: &mut impl Weigh) -> [f32; 5] {
    use Agreement::{Early, Inside, Last, None, Over};
    [None, Last, Over, Early, Inside].map(|each| opinion(line, each, weigh))
}

/// What the grammar's opinion of one end weighs.
fn opinion(line: &Line, agreement: Agreement, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "t.stop" [line.joined, agreement.name()])
}

/// Why the text between two bounds is one time frame, given what the grammar of times says of the end.
pub(super) fn time(line: &Line, from: &Bound, to: &Bound, of: Opinion, weigh: &mut impl Weigh) -> f32 {
    opinion(line, of.agreement, weigh) + form(line, from, to, of, weigh)
}

/// The same, without what the grammar's opinion of the end weighs.
pub(super) fn form(line: &Line, from: &Bound, to: &Bound, of: Opinion, weigh: &mut impl Weigh) -> f32 {
    let words = line.between(from, to).len();
    let rest = if of.agreement == Agreement::None { term!("none") } else { size(of.rest as usize) };
    sum!(weigh;
        "t.size" (words), "t.chars" (to.chars - from.chars), "t.depth" [balance(from, to)], "t.rest" [rest],
        "t.stopn" [of.agreement.name(), line.shape_after(to, 0), size(words)],
    ) + whole(line, from, to, weigh)
        + echoes(line, from, to, weigh)
}

/// What repeats itself in and around a time frame: `at week 12 ┃ Week 12`, or two rows taken for one.
fn echoes(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let words = line.between(from, to);
    let (all, first, behind) = (&line.words, Line::first_after(from), to.before);
    let same = |a: Option<usize>, b: Option<usize>| match (a.and_then(|n| all.get(n)), b.and_then(|n| all.get(n))) {
        (Some(a), Some(b)) => a.general.is(b.general) && a.text.eq_ignore_ascii_case(b.text),
        _ => false,
    };
    let last = |n: usize| behind.checked_sub(n).filter(|n| *n >= first);
    let before = |n: usize| from.before.checked_sub(n);
    let next = |n: usize| Some(first + n).filter(|n| *n < behind);
    let left = same(last(1), before(1)) && same(last(2), before(2));
    let right = same(next(0), Some(behind)) && same(next(1), Some(behind + 1));
    let shape = words.first().map_or(term!(""), |word| word.shape);
    let (again, [others, capitals]) = (again(words), others(words));
    sum!(weigh;
        "t.left" [either!(left, "echo", "new"), line.before(from, 2)], "t.right" [either!(right, "echo", "new")],
        "t.again" [shape, size(again)], "t.capitals" (capitals), "t.others" [size(others), size(words.len())],
    )
}

/// How often the first word comes again.
fn again(words: &[Word]) -> usize {
    let Some((first, words)) = words.split_first() else { return 0 };
    words.iter().filter(|word| word.exact == first.exact && word.text == first.text).count()
}

/// How many words tell nothing of time, and how many of these, the first aside, begin like a cell.
fn others(words: &[Word]) -> [usize; 2] {
    let ([first, ..], [.., last]) = (words, words) else { return [0; 2] };
    let before = first.others[0] - u32::from(first.part == Part::Other);
    [(last.others[0] - before) as usize, (last.others[1] - first.others[1]) as usize]
}

/// A short time frame as a whole, figures generalized.
fn whole(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let words = line.between(from, to);
    let mut names = [term!(""); MOST];
    let Some(names) = names.get_mut(..words.len()) else { return 0.0 };
    for (name, word) in names.iter_mut().zip(words) {
        *name = word.general;
    }
    weigh.weigh_terms(template!("t.all"), names, 1.0)
}

/// Why the text between two bounds is one measure.
pub(super) fn measure(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let chars = to.chars - from.chars;
    sum!(weigh;
        "m.size" (line.between(from, to).len()), "m.chars" (chars), "m.depth" [balance(from, to)],
        "m.first" [line.after(from, 0), size(chars)],
    )
}

/// Why the text from `from` to the end of the line is one description.
pub(super) fn description(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let sentence = line.text.ends_with(['.', ')', '!', '"']);
    sum!(weigh;
        "x.size" [size(line.between(from, to).len())], "x.chars" [size(to.chars - from.chars)], "x.depth" [balance(from, to)],
        "x.end" [either!(sentence, "sentence", "open")],
    )
}

/// Why a line's remainder is a measure alone.
pub(super) fn bare(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "b.any" [], "b.chars" [size(to.chars - from.chars)], "b.last" [line.joined, either!(line.last, "last", "inner")])
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
    fn name(self) -> Term<'static> {
        match self {
            Repeat::Never => term!("never"),
            Repeat::Next => term!("next"),
            Repeat::Apart => term!("apart"),
            Repeat::End => term!("end"),
        }
    }
}

/// Why a row may hold its time frame twice: in the measure, or in the description.
pub(super) fn repetition(line: &Line, cell: Term, repeat: Repeat, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "r.cell" [cell, repeat.name(), line.joined])
}
