//! A line of a flattened table as words, and the places between them where a cell may end.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::segment::Cells;
use crate::segment::linear::{Feature, Through};
use crate::segment::time_frame::Part;

/// A line, cut into words.
pub struct Line<'t> {
    /// The line without blanks at its ends.
    pub text: &'t str,
    /// Runs of letters, runs of digits and single marks, in order.
    pub words: Vec<Word<'t>>,
    /// Where a cell may begin or end, in order; the first is the start of the line, the last its end.
    pub bounds: Vec<Bound>,
    /// How the cells are joined.
    pub cells: Cells,
    /// Whether the table ends with this line.
    pub last: bool,
}

/// A word and its place.
#[derive(Clone, Copy, Debug)]
pub struct Word<'t> {
    /// The letters, the digits or the mark.
    pub text: &'t str,
    /// The byte of the line at which the word begins.
    pub at: usize,
    /// What the word contributes to a time expression.
    pub part: Part,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

/// A place where one cell may end and the next begin.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The byte after the cell on the left.
    pub left: usize,
    /// The byte at which the cell on the right begins.
    pub right: usize,
    /// How many words end at or before this place.
    pub before: usize,
    /// Whether a word straddles this place.
    pub cut: bool,
    /// How many characters stand before this place.
    pub chars: usize,
    /// Brackets opened less brackets closed before this place.
    pub depth: i32,
    /// How often what follows (two words, three words) follows the same word elsewhere on the page, and another.
    pub ahead: [Recurrence; 2],
    /// How often what precedes (two words, three words) precedes the same word elsewhere on the page, and another.
    pub behind: [Recurrence; 2],
    /// Whether a time frame may begin here.
    pub opens: bool,
    /// Whether a time frame may end here.
    pub closes: bool,
}

const NEVER: [Recurrence; 2] = [Recurrence { same: 0, other: 0 }; 2];

/// How often words recur on a page with the same neighbor, and with another.
#[derive(Clone, Copy, Debug)]
pub struct Recurrence {
    /// Times with the same neighbor.
    pub same: u32,
    /// Times with another neighbor.
    pub other: u32,
}

/// The runs of two to four words of a page, counted. A cell that recurs stands between ever other neighbors; what always
/// has the same neighbor is only part of a cell.
#[derive(Default)]
pub struct Runs(HashMap<Feature, u32, BuildHasherDefault<Through>>);

impl Runs {
    /// Counts the runs of a line.
    #[must_use]
    pub fn with(mut self, line: &Line) -> Self {
        for from in -1..line.words.len().cast_signed() {
            for length in 2..=4 {
                *self.0.entry(line.run(from, length)).or_default() += 1;
            }
        }
        self
    }

    fn count(&self, run: Feature) -> u32 {
        self.0.get(&run).map_or(0, |count| count - 1)
    }

    fn recurrence(&self, run: Feature, longer: Feature) -> Recurrence {
        let same = self.count(longer);
        Recurrence { same, other: self.count(run).saturating_sub(same) }
    }
}

/// What a word looks like.
pub(super) fn shape(word: &str) -> &str {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if first.is_uppercase() => match second {
            Some(second) if second.is_uppercase() => "X",
            Some(_) => "A",
            None => "I",
        },
        (Some(first), _) if first.is_lowercase() => "a",
        (Some(first), _) if first.is_ascii_digit() => "0",
        (Some(first), _) if first.is_alphabetic() => "l",
        _ => word,
    }
}

/// No word that means something is longer, in bytes.
const LONGEST: usize = 60;

/// The word as features know it: any number is `0`, and what is longer than any word is not looked at.
pub(super) fn general(word: &str) -> &str {
    if word.len() > LONGEST {
        return "…";
    }
    if word.as_bytes().first().is_some_and(u8::is_ascii_digit) { "0" } else { word }
}

impl<'t> Line<'t> {
    /// Reads a line.
    #[must_use]
    pub fn read(text: &'t str, cells: Cells, last: bool) -> Self {
        let text = text.trim();
        let words = words(text);
        let mut line = Line { text, words, bounds: Vec::new(), cells, last };
        line.bounds = bounds(&line);
        line
    }

    /// The run of `length` words from word `from`; the ends of the line count as words.
    fn run(&self, from: isize, length: isize) -> Feature {
        let word =
            |n: isize| usize::try_from(n).map_or("^", |n| self.words.get(n).map_or("$", |word| general(word.text)));
        (from..from + length).fold(Feature::named(""), |run, n| run.with(word(n)).with(" "))
    }

    /// Looks up how the surroundings of each bound recur on the page.
    pub fn recall(&mut self, runs: &Runs) {
        let mut bounds = std::mem::take(&mut self.bounds);
        for bound in bounds.iter_mut().filter(|bound| !bound.cut) {
            let at = bound.before.cast_signed();
            if bound.opens {
                bound.ahead = [2, 3].map(|length| runs.recurrence(self.run(at, length), self.run(at - 1, length + 1)));
            }
            if bound.closes {
                bound.behind = [2, 3]
                    .map(|length| runs.recurrence(self.run(at - length, length), self.run(at - length, length + 1)));
            }
        }
        self.bounds = bounds;
    }

    /// The word `back` words before a bound: `0` is the nearest.
    #[must_use]
    pub fn before(&self, bound: &Bound, back: usize) -> &'t str {
        if bound.cut && back == 0 {
            return &self.text[self.words[bound.before].at..bound.left];
        }
        let back = back + usize::from(!bound.cut);
        if back > bound.before { "^" } else { general(self.words[bound.before - back].text) }
    }

    /// The word `on` words after a bound: `0` is the nearest.
    #[must_use]
    pub fn after(&self, bound: &Bound, on: usize) -> &'t str {
        match self.words.get(bound.before + on) {
            Some(word) if bound.cut && on == 0 => &self.text[bound.right..word.end()],
            Some(word) => general(word.text),
            None => "$",
        }
    }

    /// What the word `back` words before a bound contributes to a time expression.
    #[must_use]
    pub fn part_before(&self, bound: &Bound, back: usize) -> Part {
        let back = back + usize::from(!bound.cut);
        match bound.before.checked_sub(back) {
            Some(_) if bound.cut && back == 0 => Part::of(self.before(bound, 0)),
            Some(n) => self.words[n].part,
            None => Part::Other,
        }
    }

    /// What the word `on` words after a bound contributes to a time expression.
    #[must_use]
    pub fn part_after(&self, bound: &Bound, on: usize) -> Part {
        match self.words.get(bound.before + on) {
            Some(_) if bound.cut && on == 0 => Part::of(self.after(bound, 0)),
            Some(word) => word.part,
            None => Part::Other,
        }
    }

    /// The word that straddles a bound.
    #[must_use]
    pub fn straddling(&self, bound: &Bound) -> &'t str {
        if bound.cut { general(self.words[bound.before].text) } else { "" }
    }

    /// The first word that lies wholly behind a bound.
    #[must_use]
    pub fn first_after(bound: &Bound) -> usize {
        bound.before + usize::from(bound.cut)
    }

    /// The words that lie wholly between two bounds.
    #[must_use]
    pub fn between(&self, from: &Bound, to: &Bound) -> &[Word<'t>] {
        self.words.get(Self::first_after(from)..to.before).unwrap_or(&[])
    }

    /// The text between two bounds.
    #[must_use]
    pub fn cell(&self, from: &Bound, to: &Bound) -> &'t str {
        self.text.get(from.right..to.left).unwrap_or("")
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Digit,
    Mark,
    Blank,
}

fn class(char: char) -> Class {
    match char {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        _ if char.is_whitespace() => Class::Blank,
        _ if char.is_alphabetic() => Class::Letter,
        _ => Class::Mark,
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(text.len() / 4);
    let (mut start, mut last, mut raised) = (0, Class::Blank, [false; 2]);
    for (at, char) in text.char_indices() {
        let (class, upper) = (class(char), char.is_uppercase());
        // `mgBaseline` is two words, and `SNOTAt` is `SNOT` and `At`: a capital opens a word, unless capitals go on.
        if class != last || class == Class::Mark || class == Class::Letter && upper && !raised[1] {
            push(&mut words, text, start, at, last);
            start = at;
        } else if class == Class::Letter && !upper && raised[0] && raised[1] && at >= start + 2 {
            let head = at - text[..at].chars().next_back().map_or(0, char::len_utf8);
            push(&mut words, text, start, head, last);
            start = head;
        }
        raised = if at == start { [false, upper] } else { [raised[1], upper] };
        last = class;
    }
    push(&mut words, text, start, text.len(), last);
    words
}

fn push<'t>(words: &mut Vec<Word<'t>>, text: &'t str, start: usize, end: usize, class: Class) {
    if class != Class::Blank && start < end {
        let text = &text[start..end];
        words.push(Word { text, at: start, part: Part::of(text) });
    }
}

/// Words that open a time frame and may stand fused to the word before.
const OPENERS: &[&str] = &[
    "baseline",
    "after",
    "before",
    "during",
    "within",
    "through",
    "throughout",
    "until",
    "from",
    "upto",
    "up",
    "at",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "eight",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "year",
    "visit",
    "cycle",
    "every",
    "approximately",
    "about",
    "between",
    "pre",
    "post",
    "preoperative",
    "postoperative",
    "immediately",
    "screening",
    "measured",
    "assessed",
    "daily",
    "once",
    "end",
    "over",
    "on",
    "in",
    "an",
    "time",
    "follow",
    "perioperative",
    "intraoperative",
    "change",
    "every",
    "prior",
    "randomization",
    "study",
    "twelve",
    "first",
    "birth",
    "monthly",
    "weekly",
    "the",
    "intraoperatively",
    "postoperatively",
    "preoperatively",
];

/// Words that close a time frame and may stand fused to the word after.
const CLOSERS: &[&str] = &[
    "baseline",
    "days",
    "day",
    "weeks",
    "week",
    "months",
    "month",
    "years",
    "year",
    "hours",
    "hour",
    "minutes",
    "min",
    "treatment",
    "surgery",
    "dose",
    "study",
    "period",
    "randomization",
    "randomisation",
    "intervention",
    "infusion",
    "completion",
    "administration",
    "enrollment",
    "procedure",
    "visit",
    "injection",
    "operation",
    "recruitment",
    "discharge",
    "delivery",
    "therapy",
    "challenge",
    "up",
    "inclusion",
    "vaccination",
    "injections",
    "visits",
    "postoperatively",
    "birth",
    "age",
    "transplantation",
    "h",
    "hrs",
    "drug",
    "patient",
    "season",
    "seconds",
    "daily",
    "intervals",
    "sessions",
    "session",
    "radiotherapy",
    "chemotherapy",
    "hospitalization",
    "stay",
    "cycles",
    "death",
    "progression",
];

fn bounds(line: &Line) -> Vec<Bound> {
    let text = line.text;
    let mut bounds = Vec::with_capacity(line.words.len() + 2);
    let (mut end, mut chars, mut depth) = (0, 0, 0);
    for (n, word) in line.words.iter().enumerate() {
        chars += text[end..word.at].chars().count();
        let (blank, fused) = (end < word.at, line.cells == Cells::Fused);
        let bound = Bound {
            left: end,
            right: word.at,
            before: n,
            cut: false,
            chars,
            depth,
            ahead: NEVER,
            behind: NEVER,
            opens: false,
            closes: false,
        };
        if n == 0 || blank != fused {
            bounds.push(judged(line, bound));
        }
        if fused {
            bounds.extend(cuts(word, &bound));
        }
        chars += word.text.chars().count();
        depth += i32::from(matches!(word.text, "(" | "[" | "（")) - i32::from(matches!(word.text, ")" | "]" | "）"));
        end = word.end();
    }
    let (left, before) = (text.len(), line.words.len());
    bounds.push(Bound {
        left,
        right: left,
        before,
        cut: false,
        chars,
        depth,
        ahead: NEVER,
        behind: NEVER,
        opens: false,
        closes: true,
    });
    bounds
}

/// The bound with what its neighbors allow: a time frame opens with a figure, a capital, a mark or a word of its own,
/// and closes where the like follows or where such a word stands.
fn judged(line: &Line, bound: Bound) -> Bound {
    let (last, next) = (line.before(&bound, 0), line.after(&bound, 0));
    let small = next.starts_with(char::is_lowercase);
    let fused = line.cells == Cells::Fused;
    let opens = bound.before > 0
        && (fused || !small || listed(OPENERS, next))
        && !next.starts_with([')', ']', ',', '.', ';', '%']);
    let closes = fused || !small || listed(CLOSERS, last) || !last.starts_with(char::is_alphabetic);
    Bound { opens, closes, ..bound }
}

fn listed(list: &[&str], word: &str) -> bool {
    list.iter().any(|each| each.eq_ignore_ascii_case(word))
}

/// Places inside a word where two cells may be fused: `scoreafter`, `monthsblood` and `2412`.
fn cuts<'w>(word: &'w Word, bound: &'w Bound) -> impl Iterator<Item = Bound> + use<'w> {
    let small = (3..=LONGEST).contains(&word.text.len()) && word.text.ends_with(char::is_lowercase);
    let figure = word.text.starts_with(|char: char| char.is_ascii_digit()) && word.text.len() <= 8;
    let inside = (1..word.text.len()).filter(move |&at| (small || figure) && word.text.is_char_boundary(at));
    inside.filter_map(move |at| {
        let (head, tail) = word.text.split_at(at);
        let (opens, closes) = (figure || OPENERS.contains(&tail), figure || listed(CLOSERS, head));
        let place = word.at + at;
        let chars = || bound.chars + head.chars().count();
        (opens || closes).then(|| Bound {
            left: place,
            right: place,
            cut: true,
            chars: chars(),
            opens,
            closes,
            ..*bound
        })
    })
}
