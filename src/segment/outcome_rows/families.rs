//! Families of features, by what their names are made of: one word, two neighbors, or classes of which there are few.
//!
//! A word of a page is looked up once; what each family weighs for it stands in one row of a table. So do the weights of
//! two neighbors. What is made of classes alone is a place in a grid and is not looked up at all.

use super::line::Word;
use super::term::{SHAPES, SIZES, shape_number, step};
use crate::segment::Cells;
use crate::segment::term::{Template, Term, term};
use crate::segment::time_frame::Part;

/// No feature has more words.
pub(super) const MOST: usize = 6;

/// The words of a feature, as many as there are.
pub(super) type Spelled<'t> = ([Term<'t>; MOST], usize);

/// The words of a name, in which `_` stands for a word and `#` for the shape of the word that comes next.
fn spelled<'t>(name: &'static str, words: &[&Word<'t>]) -> Spelled<'t> {
    let (mut terms, mut many, mut next) = ([term!(""); MOST], 0, 0);
    for piece in name.split(' ').skip(1) {
        terms[many] = match piece {
            "_" => words[next].general(),
            "#" => words[next].shape().term(),
            _ => Term::new(piece),
        };
        (many, next) = (many + 1, next + usize::from(piece == "_"));
    }
    (terms, many)
}

/// The family that a name begins with.
const fn family(name: &'static str) -> Template {
    let mut end = 0;
    while end < name.len() && name.as_bytes()[end] != b' ' {
        end += 1;
    }
    Template::new(name.split_at(end).0)
}

/// The families that some names begin with.
const fn families<const N: usize>(names: [&'static str; N]) -> [Template; N] {
    let (mut families, mut n) = ([Template::new(""); N], 0);
    while n < N {
        families[n] = family(names[n]);
        n += 1;
    }
    families
}

/// The names alone, without what is said of each.
const fn names<T: Copy, const N: usize>(told: [(&'static str, T); N]) -> [&'static str; N] {
    let (mut names, mut n) = ([""; N], 0);
    while n < N {
        names[n] = told[n].0;
        n += 1;
    }
    names
}

/// Where a name stands among `names`, of which it must be one.
const fn place(name: &'static str, names: &[&'static str]) -> usize {
    let mut place = 0;
    while !Template::new(name).is(Template::new(names[place])) {
        place += 1;
    }
    place
}

/// A family that tells of one word.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    name: &'static str,
    /// The family.
    pub family: Template,
    pub(super) place: usize,
}

/// The names of the families, and what they say beside the word.
pub(super) const COLUMNS: [&str; 15] = [
    "s.l _",
    "s.point _ free",
    "s.cut whole _",
    "s.r # _",
    "s.cells spaced # _",
    "s.cells fused # _",
    "e.l _",
    "t.w # _",
    "t.left echo _",
    "t.left new _",
    "d.cut whole _",
    "d.r # _",
    "n.r # _",
    "x.w _",
    "s.cut cut _",
];

/// The families of [`COLUMNS`].
pub(super) static COLUMN_FAMILIES: [Template; COLUMNS.len()] = families(COLUMNS);

impl Column {
    /// The family of that name; to be made in a `const`, so that a name that is none does not compile.
    pub(super) const fn of(name: &'static str) -> Self {
        Column { name, family: family(name), place: place(name, &COLUMNS) }
    }

    pub(super) fn spelled<'t>(self, word: &Word<'t>) -> Spelled<'t> {
        spelled(self.name, &[word])
    }
}

/// A family that tells of two neighbors.
#[derive(Clone, Copy, Debug)]
pub struct Couple {
    name: &'static str,
    /// The family.
    pub family: Template,
    pub(super) place: usize,
}

/// Their names.
pub(super) const COUPLES: [&str; 9] =
    ["s.rr _ _", "s.ll _ _", "s.lr _ _", "e.ll _ _", "t.ww _ _", "d.rr _ _", "d.lr _ # _", "n.rr _ _", "n.lr _ # _"];

/// The families of [`COUPLES`].
pub(super) static COUPLE_FAMILIES: [Template; COUPLES.len()] = families(COUPLES);

impl Couple {
    /// The family of that name; to be made in a `const`, like a [`Column`].
    pub(super) const fn of(name: &'static str) -> Self {
        Couple { name, family: family(name), place: place(name, &COUPLES) }
    }

    pub(super) fn spelled<'t>(self, words: [&Word<'t>; 2]) -> Spelled<'t> {
        spelled(self.name, &words)
    }
}

/// A family that tells of one word and more: it is looked up where it tells of that word at all.
#[derive(Clone, Copy, Debug)]
pub struct Keyed {
    /// The family.
    pub family: Template,
    /// Its bit among the families that tell of a word.
    pub(super) role: u32,
}

/// Their names, and which word of a name is the word.
pub(super) const KEYED: [(&str, usize); 10] = [
    ("s.rrr", 0),
    ("s.lcr", 2),
    ("s.lp", 0),
    ("s.rp", 0),
    ("s.point", 0),
    ("e.lll", 2),
    ("e.lc", 0),
    ("e.lp", 0),
    ("m.first", 0),
    ("t.all", 0),
];

/// The families of [`KEYED`].
pub(super) static KEYED_FAMILIES: [Template; KEYED.len()] = families(KEYED_NAMES);

const KEYED_NAMES: [&str; KEYED.len()] = names(KEYED);

impl Keyed {
    /// The family of that name; to be made in a `const`, like a [`Column`].
    pub(super) const fn of(name: &'static str) -> Self {
        Keyed { family: Template::new(name), role: 1 << place(name, &KEYED_NAMES) }
    }
}

/// A family that tells of classes only.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// The family.
    pub family: Template,
    /// Where its weights begin among those of all grids.
    pub(super) offset: usize,
}

/// What is one of a few.
pub trait Class<'t>: Copy {
    /// The names of all.
    const NAMES: &'static [Term<'static>];

    /// Which of them it is.
    fn place(self) -> usize;

    /// Its name.
    fn term(self) -> Term<'t> {
        Self::NAMES[self.place()]
    }
}

/// Some classes, by the names of all of each.
pub(super) type Classes = &'static [&'static [Term<'static>]];

const C: &[Term<'static>] = <Cells as Class>::NAMES;
const H: &[Term<'static>] = Shape::NAMES;
const P: &[Term<'static>] = Part::NAMES;
const Z: &[Term<'static>] = Size::NAMES;
const B: &[Term<'static>] = Balance::NAMES;
const A: &[Term<'static>] = Agreement::NAMES;
const LAST: &[Term<'static>] = Last::NAMES;

/// The names of the families, and the classes they tell of.
pub(super) const GRIDS: [(&str, Classes); 49] = [
    ("s.shape", &[C, H, H]),
    ("s.part", &[P, P, P, H]),
    ("s.parts", &[P, P, P, P]),
    ("s.lpr", &[P, P, P, H]),
    ("g.s2", &[C, Z, Z]),
    ("g.s3", &[C, Z, Z]),
    ("e.shape", &[C, H, H]),
    ("e.part", &[P, P, P, H]),
    ("e.parts", &[P, P, P]),
    ("g.e2", &[C, Z, Z]),
    ("g.e3", &[C, Z, Z]),
    ("t.cc", &[H, H]),
    ("t.p", &[P]),
    ("t.pp", &[P, P]),
    ("t.stop", &[C, A]),
    ("t.size", &[Z]),
    ("t.chars", &[Z]),
    ("t.depth", &[B]),
    ("t.rest", &[Rest::NAMES]),
    ("t.stopn", &[A, H, Z]),
    ("t.right", &[Echo::NAMES]),
    ("t.again", &[H, Z]),
    ("t.capitals", &[Z]),
    ("t.others", &[Z, Z]),
    ("t.all", &[]),
    ("n.any", &[]),
    ("z.any", &[C, LAST]),
    ("x.cc", &[H, H]),
    ("x.size", &[Z]),
    ("x.chars", &[Z]),
    ("x.depth", &[B]),
    ("x.end", &[Sentence::NAMES]),
    ("m.size", &[Z]),
    ("m.chars", &[Z]),
    ("m.depth", &[B]),
    ("b.any", &[]),
    ("b.chars", &[Z]),
    ("b.last", &[C, LAST]),
    ("p.scale", &[]),
    ("p.bare", &[]),
    ("p.time", &[Z]),
    ("p.times", &[C]),
    ("p.pattern", &[Z]),
    ("p.opening", &[C]),
    ("p.mark", &[C]),
    ("p.new", &[New::NAMES]),
    ("p.kind", &[C]),
    ("p.description", &[C]),
    ("p.described", &[C]),
];

/// How many combinations of some classes there are.
const fn combinations(classes: Classes) -> usize {
    let (mut many, mut n) = (1, 0);
    while n < classes.len() {
        many *= classes[n].len();
        n += 1;
    }
    many
}

/// Where the weights of each grid begin, and how many there are.
pub(super) const OFFSETS: [usize; GRIDS.len() + 1] = {
    let (mut offsets, mut n) = ([0; GRIDS.len() + 1], 0);
    while n < GRIDS.len() {
        offsets[n + 1] = offsets[n] + combinations(GRIDS[n].1);
        n += 1;
    }
    offsets
};

/// The families of [`GRIDS`].
pub(super) static GRID_FAMILIES: [Template; GRIDS.len()] = families(GRID_NAMES);

const GRID_NAMES: [&str; GRIDS.len()] = names(GRIDS);

impl Grid {
    /// The family of that name; to be made in a `const`, like a [`Column`].
    pub(super) const fn of(name: &'static str) -> Self {
        Grid { family: Template::new(name), offset: OFFSETS[place(name, &GRID_NAMES)] }
    }
}

/// Which it is of a class, and of how many.
#[inline]
pub(super) fn among<'t, C: Class<'t>>(class: C) -> (usize, usize) {
    (class.place(), C::NAMES.len())
}

/// The place of some classes taken together.
#[inline]
pub(super) fn combined<const N: usize>(classes: [(usize, usize); N]) -> usize {
    classes.iter().fold(0, |at, (place, many)| at * many + place)
}

/// A class of two.
macro_rules! either {
    ($(#[$doc:meta])* $class:ident, $no:literal, $yes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(super) struct $class(pub(super) bool);

        impl Class<'_> for $class {
            const NAMES: &'static [Term<'static>] = &[term!($no), term!($yes)];

            #[inline]
            fn place(self) -> usize {
                usize::from(self.0)
            }
        }
    };
}

either!(
    /// Whether a time frame repeats what stands beside it.
    Echo, "new", "echo"
);
either!(
    /// Whether the table ends with the line.
    Last, "inner", "last"
);
either!(
    /// Whether the line ends like a sentence.
    Sentence, "open", "sentence"
);
either!(
    /// Whether a time is unheard of on the page.
    New, "known", "new"
);

impl Class<'_> for Cells {
    const NAMES: &'static [Term<'static>] = &[Term::new(Cells::Spaced.name()), Term::new(Cells::Fused.name())];

    #[inline]
    fn place(self) -> usize {
        self as usize
    }
}

impl Class<'_> for Part {
    /// In the order of the parts.
    const NAMES: &'static [Term<'static>] = &[
        Term::new(Part::Number.name()),
        Term::new(Part::Unit.name()),
        Term::new(Part::Anchor.name()),
        Term::new(Part::Link.name()),
        Term::new(Part::Open.name()),
        Term::new(Part::Close.name()),
        Term::new(Part::Other.name()),
    ];

    #[inline]
    fn place(self) -> usize {
        self as usize
    }
}

/// A length, in steps that grow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size(pub(super) usize);

impl Class<'_> for Size {
    const NAMES: &'static [Term<'static>] = &SIZES;

    #[inline]
    fn place(self) -> usize {
        step(self.0)
    }
}

/// What a word looks like: its number among [`SHAPES`], and its name, which alone tells of a rare mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape<'t> {
    pub(super) number: u8,
    pub(super) name: &'t str,
}

impl<'t> Class<'t> for Shape<'t> {
    const NAMES: &'static [Term<'static>] = &SHAPES;

    #[inline]
    fn place(self) -> usize {
        usize::from(self.number) % SHAPES.len()
    }

    fn term(self) -> Term<'t> {
        if self.number == 0 { Term::new(self.name) } else { SHAPES[self.place()] }
    }
}

impl Shape<'_> {
    /// Of no word.
    pub(super) const NONE: Self = Shape { number: shape_number(&term!("")), name: "" };
}

/// What stays open between two bounds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Balance {
    /// Nothing.
    Even,
    /// A bracket that is not closed.
    Open,
    /// A bracket is closed that was not opened.
    Closed,
}

impl Class<'_> for Balance {
    const NAMES: &'static [Term<'static>] = &[term!("even"), term!("open"), term!("closed")];

    #[inline]
    fn place(self) -> usize {
        self as usize
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
    pub(super) const ALL: [Agreement; 5] =
        [Agreement::None, Agreement::Last, Agreement::Over, Agreement::Early, Agreement::Inside];

    /// Where `end` stands among the `stops`.
    pub(super) fn of(stops: &[usize], end: usize) -> Self {
        match stops.last() {
            None => Agreement::None,
            Some(&last) if last == end => Agreement::Last,
            Some(&last) if last < end => Agreement::Over,
            Some(_) if stops.binary_search(&end).is_ok() => Agreement::Early,
            Some(_) => Agreement::Inside,
        }
    }
}

impl Class<'_> for Agreement {
    /// In the order of [`Agreement::ALL`].
    const NAMES: &'static [Term<'static>] =
        &[term!("none"), term!("last"), term!("over"), term!("early"), term!("inside")];

    #[inline]
    fn place(self) -> usize {
        self as usize
    }
}

/// How far an end is past the last that the grammar of times offers, if it offers one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest(pub(super) Option<usize>);

impl Class<'_> for Rest {
    const NAMES: &'static [Term<'static>] = {
        const NAMES: [Term; SIZES.len() + 1] = {
            let (mut names, mut n) = ([term!("none"); SIZES.len() + 1], 0);
            while n < SIZES.len() {
                names[n + 1] = SIZES[n];
                n += 1;
            }
            names
        };
        &NAMES
    };

    #[inline]
    fn place(self) -> usize {
        self.0.map_or(0, |rest| 1 + step(rest))
    }
}
