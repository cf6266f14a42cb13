use super::bounds::{Bound, Recurrence};
use super::families::{
    Agreement, Balance, Class, Column, Couple, Echo, Grid, Keyed, Last, MOST, Rest, Sentence, Shape, Size, Spelled,
};
use super::line::{Line, Near, Word};
use crate::segment::Cells;
use crate::segment::linear::Linear;
use crate::segment::term::{Template, Term, term};
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

    /// The same, of a feature that tells of a word.
    fn weigh_word(&mut self, column: Column, word: &Word) -> f32 {
        self.weigh_spelled(column.family, column.spelled(word))
    }

    /// The same, of a feature that tells of two neighbors, whose weights stand in the row `pair`.
    fn weigh_pair(&mut self, couple: Couple, pair: u16, words: [&Word; 2]) -> f32 {
        let _ = pair;
        self.weigh_spelled(couple.family, couple.spelled(words))
    }

    /// The same, of a feature that tells of a word and more.
    fn weigh_keyed<'t, const N: usize>(
        &mut self,
        keyed: Keyed,
        key: &Word,
        terms: impl FnOnce() -> [Term<'t>; N],
    ) -> f32 {
        let _ = key;
        self.weigh_terms(keyed.family, &terms(), 1.0)
    }

    /// The same, of any number of words.
    fn weigh_list(&mut self, keyed: Keyed, key: &Word, terms: &[Term]) -> f32 {
        let _ = key;
        self.weigh_terms(keyed.family, terms, 1.0)
    }

    /// The same, of a feature that tells of classes only and whose weight stands in its grid at `at`.
    fn weigh_grid<'t, const N: usize>(
        &mut self,
        grid: Grid,
        at: usize,
        terms: impl FnOnce() -> [Term<'t>; N],
        value: f32,
    ) -> f32 {
        let _ = at;
        self.weigh_terms(grid.family, &terms(), value)
    }

    /// The same, of a feature whose words are spelled out.
    fn weigh_spelled(&mut self, family: Template, (terms, many): Spelled) -> f32 {
        self.weigh_terms(family, &terms[..many], 1.0)
    }
}

impl Weigh for &Linear {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        self.weight(template.feature(words)) * value
    }

    #[inline]
    fn weigh_terms(&mut self, template: Template, terms: &[Term], value: f32) -> f32 {
        self.weight(template.hashed(terms)) * value
    }
}

/// Adds features, each by its family and what it tells of, and the degree to which it holds, if not wholly:
///
/// - `"s.l _" (word)`, of a word; `"s.rr _ _" (pair; word, word)`, of two neighbors and the row of their weights;
/// - `"e.lc" (word: [term, term])`, of a word and more;
/// - `"t.size" {class, class}`, of classes;
/// - `"k.share" [term, term]`, of anything.
///
/// They are added one by one to what comes before the semicolon, so that the last bit of a sum depends on nothing but
/// their order.
macro_rules! sum {
    ($weigh:expr; $($features:tt)+) => { sum!($weigh, 0.0; $($features)+) };
    ($weigh:expr, $start:expr; $($name:literal $of:tt $(; $value:expr)?),+ $(,)?) => {
        $start $(+ sum!(@ $weigh, $name $of $(; $value)?))+
    };
    (@ $weigh:expr, $name:literal ($word:expr)) => {
        $weigh.weigh_word(const { $crate::segment::outcome_rows::families::Column::of($name) }, $word)
    };
    (@ $weigh:expr, $name:literal ($key:ident: [$($term:expr),*])) => {
        $weigh.weigh_keyed(
            const { $crate::segment::outcome_rows::families::Keyed::of($name) }, $key, || [$($term),*]
        )
    };
    (@ $weigh:expr, $name:literal ($pair:expr; $one:expr, $other:expr)) => {
        $weigh.weigh_pair(
            const { $crate::segment::outcome_rows::families::Couple::of($name) }, $pair, [$one, $other]
        )
    };
    (@ $weigh:expr, $name:literal {$($class:expr),*}) => { sum!(@ $weigh, $name {$($class),*}; 1.0) };
    (@ $weigh:expr, $name:literal {$($class:expr),*}; $value:expr) => {
        $weigh.weigh_grid(
            const { $crate::segment::outcome_rows::families::Grid::of($name) },
            $crate::segment::outcome_rows::families::combined([$(
                $crate::segment::outcome_rows::families::among($class)
            ),*]),
            || [$($crate::segment::outcome_rows::families::Class::term($class)),*],
            $value,
        )
    };
    (@ $weigh:expr, $name:literal [$($word:expr),*]) => { sum!(@ $weigh, $name [$($word),*]; 1.0) };
    (@ $weigh:expr, $name:literal [$($word:expr),*]; $value:expr) => {
        $weigh.weigh_terms($crate::segment::term::template!($name), &[$($word),*], $value)
    };
}
pub(super) use sum;

/// How the words on one side of a bound recur on the page.
fn recurring(of: Recurrence) -> [Size; 2] {
    [Size(of.same as usize), Size(of.other as usize)]
}

/// Why a time frame begins at `at`.
pub(super) fn opening(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let near = line.near(at);
    let ([l1, l2, _], [r1, r2, r3, r4]) = (near.left, near.right);
    let (left, right, cells) = (l1.shape(), r1.shape(), line.cells);
    let (p2, p1, n1, n2, n3, n4) = (l2.part, l1.part, r1.part, r2.part, r3.part, r4.part);
    let [[same2, other2], [same3, other3]] = at.ahead.map(recurring);
    let words = sum!(weigh;
        "s.r # _" (r1), "s.rr _ _" (near.next; r1, r2), "s.rrr" (r1: [r1.general(), r2.general(), r3.general()]),
        "s.l _" (l1), "s.ll _ _" (l1.pair; l2, l1), "s.lr _ _" (r1.pair; l1, r1),
        "s.lcr" (r1: [left.term(), right.term(), r1.general()]), "s.shape" {cells, left, right},
    ) + cut(at, r1, weigh)
        + after_cell(line, r1, weigh);
    let parts = sum!(weigh, words;
        "s.part" {p1, n1, n2, right}, "s.parts" {n1, n2, n3, n4}, "s.lp" (l1: [l1.general(), n1.term(), right.term()]),
        "s.lpr" {p2, p1, n1, right},
    ) + point(line, at, weigh);
    sum!(weigh, parts; "s.rp" (r1: [r1.general(), n2.term(), n3.term()]))
        + sum!(weigh; "g.s2" {cells, same2, other2}, "g.s3" {cells, same3, other3})
        + if at.cut {
            sum!(weigh; "c.whole" [line.straddling(at)], "c.glue" [Term::new(ending_of(l1.text)), r1.general()])
        } else {
            0.0
        }
}

/// Why a time frame begins with a word, or with the part of it that is cut off.
fn cut(at: &Bound, first: &Word, weigh: &mut impl Weigh) -> f32 {
    if at.cut { sum!(weigh; "s.cut cut _" (first)) } else { sum!(weigh; "s.cut whole _" (first)) }
}

/// Why a time frame begins with a word where cells are joined as in the line.
fn after_cell(line: &Line, first: &Word, weigh: &mut impl Weigh) -> f32 {
    match line.cells {
        Cells::Spaced => sum!(weigh; "s.cells spaced # _" (first)),
        Cells::Fused => sum!(weigh; "s.cells fused # _" (first)),
    }
}

/// Why a time frame begins behind a word, which may be a point that parts a number.
fn point(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let before = line.near(at).left[0];
    if decimal(line, at) {
        sum!(weigh; "s.point" (before: [before.general(), term!("decimal")]))
    } else {
        sum!(weigh; "s.point _ free" (before))
    }
}

/// Whether a bound divides what may be one number: `0.75`.
fn decimal(line: &Line, at: &Bound) -> bool {
    let Near { left: [l1, l2, _], right: [r1, r2, ..], .. } = line.near(at);
    r1.is_figure() && l2.is_figure() || r2.is_figure() && l1.is_figure() && !at.cut
}

/// The last two letters of a word.
fn ending_of(word: &str) -> &str {
    let at = word.char_indices().nth_back(1).map_or(0, |(at, _)| at);
    &word[at..]
}

/// Why a time frame ends at `at`, whatever follows.
pub(super) fn closing(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let Near { left: [l1, l2, l3], right: [r1, ..], .. } = line.near(at);
    let (left, right, cells, next) = (l1.shape(), r1.shape(), line.cells, r1.part);
    let (p3, p2, p1) = (l3.part, l2.part, l1.part);
    let [[same2, other2], [same3, other3]] = at.behind.map(recurring);
    sum!(weigh;
        "e.l _" (l1), "e.ll _ _" (l1.pair; l2, l1), "e.lll" (l1: [l3.general(), l2.general(), l1.general()]),
        "e.lc" (l1: [l1.general(), right.term()]), "e.shape" {cells, left, right}, "e.part" {p2, p1, next, right},
        "e.parts" {p3, p2, p1}, "e.lp" (l1: [l1.general(), next.term(), right.term()]),
    ) + sum!(weigh; "g.e2" {cells, same2, other2}, "g.e3" {cells, same3, other3})
}

/// Why a description begins at `at`.
pub(super) fn describing(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let near = line.near(at);
    let ([l1, ..], [r1, r2, ..]) = (near.left, near.right);
    let (left, right, next) = (l1.shape().term(), r1.shape().term(), r2.shape().term());
    let words =
        sum!(weigh;
            "d.r # _" (r1), "d.rr _ _" (near.next; r1, r2), "d.lr _ # _" (r1.pair; l1, r1),
        ) + if at.cut { sum!(weigh; "d.cut" [term!("cut"), l1.general()]) } else { sum!(weigh; "d.cut whole _" (l1)) };
    sum!(weigh, words; "d.shape" [line.joined, left, right, next])
}

/// Why the next row begins at `at`, right after a time frame.
pub(super) fn following(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> f32 {
    let near = line.near(at);
    let ([l1, ..], [r1, r2, ..]) = (near.left, near.right);
    let (left, right, next) = (l1.shape().term(), r1.shape().term(), r2.shape().term());
    sum!(weigh;
        "n.r # _" (r1), "n.rr _ _" (near.next; r1, r2), "n.lr _ # _" (r1.pair; l1, r1), "n.any" {},
        "n.shape" [left, right, next],
    )
}

/// Why the line ends with a time frame.
pub(super) fn ending(line: &Line, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "z.any" {line.cells, Last(line.last)})
}

/// Why word `n` lies in a time frame rather than in a measure.
pub(super) fn timely(line: &Line, n: usize, weigh: &mut impl Weigh) -> f32 {
    let (last, word) = (line.word(n.cast_signed() - 1), line.word(n.cast_signed()));
    sum!(weigh;
        "t.w # _" (word), "t.ww _ _" (word.pair; last, word), "t.cc" {last.shape(), word.shape()}, "t.p" {word.part},
        "t.pp" {last.part, word.part},
    )
}

/// Why word `n` lies in a description rather than in a measure.
pub(super) fn descriptive(line: &Line, n: usize, weigh: &mut impl Weigh) -> f32 {
    let (last, word) = (line.word(n.cast_signed() - 1), line.word(n.cast_signed()));
    sum!(weigh; "x.w _" (word), "x.cc" {last.shape(), word.shape()})
}

fn balance(from: &Bound, to: &Bound) -> Balance {
    match to.depth - from.depth {
        0 => Balance::Even,
        1.. => Balance::Open,
        _ => Balance::Closed,
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

/// What each opinion of the grammar weighs, in the order of [`Agreement`].
pub(super) fn opinions(line: &Line, weigh: &mut impl Weigh) -> [f32; 5] {
    Agreement::ALL.map(|each| opinion(line, each, weigh))
}

/// What the grammar's opinion of one end weighs.
fn opinion(line: &Line, agreement: Agreement, weigh: &mut impl Weigh) -> f32 {
    sum!(weigh; "t.stop" {line.cells, agreement})
}

/// Why the text between two bounds is one time frame, given what the grammar of times says of the end.
pub(super) fn time(line: &Line, from: &Bound, to: &Bound, of: Opinion, weigh: &mut impl Weigh) -> f32 {
    let again = line.between(from, to).split_first().map_or(0, |(first, words)| returns(first, words));
    opinion(line, of.agreement, weigh) + form(line, (from, to), of, again, weigh)
}

/// The same, without what the grammar's opinion of the end weighs, and told how often the first word comes again.
pub(super) fn form(
    line: &Line,
    (from, to): (&Bound, &Bound),
    of: Opinion,
    again: usize,
    weigh: &mut impl Weigh,
) -> f32 {
    let (size, chars) = (Size(line.between(from, to).len()), Size(to.chars - from.chars));
    let rest = Rest((of.agreement != Agreement::None).then_some(of.rest as usize));
    let next = line.near(to).right[0].shape();
    sum!(weigh;
        "t.size" {size}, "t.chars" {chars}, "t.depth" {balance(from, to)}, "t.rest" {rest},
        "t.stopn" {of.agreement, next, size},
    ) + whole(line, from, to, weigh)
        + echoes(line, (from, to), again, weigh)
}

/// What repeats itself in and around a time frame: `at week 12 ┃ Week 12`, or two rows taken for one.
fn echoes(line: &Line, (from, to): (&Bound, &Bound), again: usize, weigh: &mut impl Weigh) -> f32 {
    let (words, all) = (line.between(from, to), line.words());
    let same = |one: &[Word], other: &[Word]| {
        one.len() == 2 && other.len() == 2 && one.iter().zip(other).all(|(one, other)| one.is(other))
    };
    let ends = |words: &'_ [Word]| words.len().saturating_sub(2);
    let left = same(&words[ends(words)..], &all[ends(&all[..from.before])..from.before]);
    let right = same(&words[..words.len().min(2)], &all[to.before..all.len().min(to.before + 2)]);
    let before = line.near(from).left[2];
    let [others, capitals] = others(words);
    let echo = if left { sum!(weigh; "t.left echo _" (before)) } else { sum!(weigh; "t.left new _" (before)) };
    let first = words.first().map_or(Shape::NONE, Word::shape);
    sum!(weigh, echo;
        "t.right" {Echo(right)}, "t.again" {first, Size(again)}, "t.capitals" {Size(capitals)},
        "t.others" {Size(others), Size(words.len())},
    )
}

/// How often a word comes again among others.
pub(super) fn returns(first: &Word, words: &[Word]) -> usize {
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
    let Some(first) = words.first() else { return sum!(weigh; "t.all" {}) };
    let Some(names) = names.get_mut(..words.len()) else { return 0.0 };
    for (name, word) in names.iter_mut().zip(words) {
        *name = word.general();
    }
    weigh.weigh_list(const { Keyed::of("t.all") }, first, names)
}

/// Why the text between two bounds is one measure.
pub(super) fn measure(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let (chars, first) = (Size(to.chars - from.chars), line.near(from).right[0]);
    sum!(weigh;
        "m.size" {Size(line.between(from, to).len())}, "m.chars" {chars}, "m.depth" {balance(from, to)},
        "m.first" (first: [first.general(), chars.term()]),
    )
}

/// Why the text from `from` to the end of the line is one description.
pub(super) fn description(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let sentence = Sentence(line.text.ends_with(['.', ')', '!', '"']));
    sum!(weigh;
        "x.size" {Size(line.between(from, to).len())}, "x.chars" {Size(to.chars - from.chars)},
        "x.depth" {balance(from, to)}, "x.end" {sentence},
    )
}

/// Why a line's remainder is a measure alone.
pub(super) fn bare(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> f32 {
    let chars = Size(to.chars - from.chars);
    sum!(weigh; "b.any" {}, "b.chars" {chars}, "b.last" {line.cells, Last(line.last)})
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
