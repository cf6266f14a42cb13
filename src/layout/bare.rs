//! Pages whose labels a crawler lost: values alone, told by their shape and by the order in which the site prints them.
//!
//! A label may say what its value looks like. Where a page has next to none of its labels, every line that looks like the
//! value of some is a candidate for them, and the longest run in the order of the table decides. What two labels could
//! claim with equal right stays unread; so does everything without a shape of its own (titles, texts), but for lines
//! between two values that are told, where the table has one list to put there.

use super::outline::{Hit, run};
use super::{Layout, Outline, Reading, Section, Stand};
use crate::grammar::line::{Line, Mark, lines, raw_lines, stretch};
use crate::grammar::{age, count, date};
use crate::record::identify;
use crate::text::range_in;
use crate::vocab::{self, Vocabulary};

/// What a value looks like that stands alone on its line.
#[derive(Clone, Copy)]
pub enum Shape {
    /// A word of a closed list.
    Word(&'static Vocabulary),
    /// A word of a closed list as data has it, in capitals.
    Code(&'static Vocabulary),
    /// An intervention with its type: `Drug: A`.
    Typed,
    /// An identifier that a registry gave.
    Id,
    /// Any other identifier, perhaps with its kind in brackets.
    OtherId,
    /// A number before this word: `828 participants`.
    People(&'static str),
    /// `18 to 55 years old`.
    Ages,
    /// A date.
    Date,
    /// Between two values that are told: terms, one a line.
    Terms,
    /// Between two values that are told: items with list marks.
    Items,
}

impl Shape {
    /// Whether lines of this shape are told by what stands around them alone.
    fn is_between(self) -> bool {
        matches!(self, Shape::Terms | Shape::Items)
    }

    /// Whether a line looks like this.
    fn fits(self, line: &Line<'_>) -> bool {
        let text = line.text;
        match self {
            Shape::Items => line.mark != Mark::None,
            _ if line.mark != Mark::None => false,
            Shape::Word(list) => text.contains(char::is_alphabetic) && word(list, text),
            Shape::Code(list) => !text.contains([' ', ':']) && text.to_uppercase() == text && word(list, text),
            Shape::Typed => {
                text.split_once(": ").is_some_and(|(kind, _)| vocab::INTERVENTION_TYPE.term(kind).is_some())
            }
            Shape::Id => identify(text).is_some(),
            Shape::OtherId => is_code(text),
            Shape::People(word) => text.ends_with(word) && count::people(text).is_some(),
            Shape::Ages => text.ends_with(" old") && age::bounds(text).is_some(),
            Shape::Date => date::date(text).is_some_and(|date| date.to_string().len() == 10),
            Shape::Terms => text.len() <= LONGEST_TERM && !text.ends_with(['.', ':', '?', '!']),
        }
    }

    /// Whether two shapes are the same, so that nothing but order tells their values apart.
    fn is(self, other: Shape) -> bool {
        let list = |shape| match shape {
            Shape::Word(list) | Shape::Code(list) => list.name,
            Shape::People(word) => word,
            _ => "",
        };
        std::mem::discriminant(&self) == std::mem::discriminant(&other) && list(self) == list(other)
    }
}

/// Longer lines are no terms.
const LONGEST_TERM: usize = 80;

/// More lines between two values are no list of terms.
const MOST_TERMS: usize = 20;

/// A page with as many labels as this has not lost them.
const LABELED: usize = 4;

/// So many values must be told, a number of people among them, for a page to be read by shapes; one less where nothing stands
/// between them.
const ENOUGH: usize = 6;

fn word(list: &Vocabulary, text: &str) -> bool {
    if list.name == vocab::PHASE.name { vocab::phases(text).is_some() } else { list.term(text).is_some() }
}

/// `MG-HEEL-4`, `2099-11-0408 (Other Identifier)`: one word with a digit.
fn is_code(text: &str) -> bool {
    let code = text.strip_suffix(')').and_then(|rest| rest.split_once(" (")).map_or(text, |(code, _)| code);
    let digit = code.contains(|letter: char| letter.is_ascii_digit());
    digit && code.len() <= LONGEST_TERM && !code.contains(' ') && !code.ends_with(['.', ',', ';', ':'])
}

/// A line that is a label or looks like a value.
struct Told<'o, 't> {
    line: Line<'t>,
    labels: Vec<usize>,
    hit: Option<&'o Hit<'t>>,
}

/// The sections of a page that lost its labels; nothing where it did not, or too little can be told.
pub(super) fn sections<'t>(outline: &Outline<'t>, layout: &'static Layout) -> Option<Vec<Section<'t>>> {
    let shapes = layout.labels.iter().any(|label| label.shape.is_some());
    let lost = shapes && outline.distinct <= LABELED && outline.chain(layout).len() < LABELED;
    if !lost || !one_trial(layout, outline.text) {
        return None;
    }
    let told = told(outline, layout);
    let chain = chain(layout, &told);
    let bare: Vec<_> = chain.iter().filter(|(at, _)| told[*at].hit.is_none()).map(|(at, _)| told[*at].line).collect();
    let enough = bare.len() >= ENOUGH || bare.len() + 1 == ENOUGH && is_closed(outline.text, &bare);
    enough.then(|| between(layout, outline.text, of(outline, layout, &told, &chain)))
}

/// Whether lines stand one below the other with nothing between them.
fn is_closed(text: &str, rows: &[Line<'_>]) -> bool {
    let place = |row: &Line<'_>| range_in(text, row.whole);
    rows.windows(2).all(|pair| text[place(&pair[0]).end..place(&pair[1]).start].trim().is_empty())
}

/// Whether the page gives one number of people: lists of trials give one for each.
fn one_trial(layout: &Layout, text: &str) -> bool {
    let people = |shape: &Shape| matches!(shape, Shape::People(_));
    let shapes: Vec<Shape> = layout.labels.iter().filter_map(|label| label.shape).filter(people).collect();
    lines(text).filter(|line| shapes.iter().any(|shape| shape.fits(line))).count() == 1
}

/// Reads the values of a part of a page that lost its labels.
pub(super) fn read<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let layout = reading.layout;
    let told: Vec<Told<'_, 't>> = raw_lines(body).filter_map(|raw| value(layout, Line::of(raw))).collect();
    let chain = chain(layout, &told);
    if !chain.is_empty() {
        let message = "labels of this part are lost; values are told by their shape and the order of the site";
        reading.issue("unlabeled", None, Some(body.trim()), message);
    }
    for (at, label) in chain {
        super::open(reading, &alone(layout, body, &told[at].line, label, body.len()));
    }
}

/// Every line that is a label of the layout, or looks like a value of one.
fn told<'o, 't>(outline: &'o Outline<'t>, layout: &'static Layout) -> Vec<Told<'o, 't>> {
    let mut hits = outline.hits.iter().peekable();
    let (end, mine) = (outline.end(layout), outline.layouts.number(layout));
    let tell = |raw: &'t str| {
        let line = Line::of(raw);
        let here = |hit: &&&Hit<'t>| raw.as_bytes().as_ptr_range().contains(&hit.line.as_ptr());
        let mut told = None;
        while let Some(hit) = hits.next_if(|hit| here(&hit)) {
            let labels: Vec<usize> = hit.labels(layout, mine).collect();
            told = told.or((!labels.is_empty()).then_some(Told { line, labels, hit: Some(hit) }));
        }
        told.or_else(|| value(layout, line))
    };
    raw_lines(&outline.text[..end]).filter_map(tell).collect()
}

/// A line that looks like a value of some labels.
fn value<'o, 't>(layout: &Layout, line: Line<'t>) -> Option<Told<'o, 't>> {
    let fits = |shape: Shape| !shape.is_between() && !line.text.is_empty() && shape.fits(&line);
    let labels = layout.labels.iter().enumerate().filter(|(_, label)| label.shape.is_some_and(fits));
    let labels: Vec<usize> = labels.map(|(at, _)| at).collect();
    (!labels.is_empty()).then_some(Told { line, labels, hit: None })
}

/// The longest run in the order of the table, without the values that another label could claim with equal right.
fn chain(layout: &Layout, told: &[Told<'_, '_>]) -> Vec<(usize, usize)> {
    let chain = run(told.iter().map(|told| (1, told.labels.iter().copied())), layout.labels.len());
    let sure = |&(n, &(at, label)): &(usize, &(usize, usize))| {
        let before = n.checked_sub(1).map_or(0, |n| chain[n].1 + 1);
        let after = chain.get(n + 1).map_or(layout.labels.len(), |next| next.1);
        let same = |shape: Shape| layout.labels[label].shape.is_some_and(|own| own.is(shape));
        let rivals = layout.labels[before..after].iter().filter(|label| label.shape.is_some_and(same));
        told[at].hit.is_some() || rivals.count() == 1
    };
    chain.iter().enumerate().filter(sure).map(|(_, link)| *link).collect()
}

/// The sections of a chain.
fn of<'t>(
    outline: &Outline<'t>,
    layout: &'static Layout,
    told: &[Told<'_, 't>],
    chain: &[(usize, usize)],
) -> Vec<Section<'t>> {
    let start = |link: &(usize, usize)| range_in(outline.text, told[link.0].line.whole).start;
    let ends = chain.iter().skip(1).map(start).chain([outline.end(layout)]);
    let section = |(&(at, label), end): (&(usize, usize), usize)| match told[at].hit {
        Some(hit) => outline.section(layout, hit, label, end),
        None => alone(layout, outline.text, &told[at].line, label, end),
    };
    chain.iter().zip(ends).map(section).collect()
}

/// The section of a value without its label: its line, and the lines after it that look alike.
fn alone<'t>(layout: &'static Layout, text: &'t str, first: &Line<'t>, label: usize, end: usize) -> Section<'t> {
    let label = &layout.labels[label];
    let start = range_in(text, first.whole).start;
    let alike = |line: &Line<'t>| label.shape.is_some_and(|shape| shape.fits(line));
    let last = lines(&text[start..end.max(start)]).take_while(alike).last().unwrap_or(*first);
    let body = stretch(text, first.whole, last.whole);
    Section { label, heading: &body[..0], body, dashed: false, kind: None, stand: Stand::Bare }
}

/// Puts the lists between values that are told into the sections.
fn between<'t>(layout: &'static Layout, text: &'t str, sections: Vec<Section<'t>>) -> Vec<Section<'t>> {
    let place = |section: &Section<'t>| layout.labels.iter().position(|label| std::ptr::eq(label, section.label));
    let mut all: Vec<Section<'t>> = Vec::with_capacity(sections.len());
    for section in sections {
        let gap = all.last().and_then(|before| {
            let labels = layout.labels.get(place(before)? + 1..place(&section)?)?;
            list(labels, &text[range_in(text, before.body).end..range_in(text, section.heading).start])
        });
        all.extend(gap);
        all.push(section);
    }
    all
}

/// The section of the one list that these labels have room for, if all lines look like its items.
fn list<'t>(labels: &'static [super::Label], gap: &'t str) -> Option<Section<'t>> {
    let mut lists = labels.iter().filter_map(|label| Some((label, label.shape.filter(|shape| shape.is_between())?)));
    let ((label, shape), None) = (lists.next()?, lists.next()) else { return None };
    let items: Vec<Line<'t>> = lines(gap).collect();
    let most = if matches!(shape, Shape::Terms) { MOST_TERMS } else { usize::MAX };
    let alike = !items.is_empty() && items.len() <= most && items.iter().all(|line| shape.fits(line));
    // From the start of a line, so that nesting can be told by indents.
    let body = alike.then(|| gap.trim_end())?.trim_start_matches(['\r', '\n']);
    Some(Section { label, heading: &body[..0], body, dashed: false, kind: None, stand: Stand::Bare })
}

/// Records that a page lost its labels; what stands above the first value is told by its place alone.
pub(super) fn flag_page(reading: &mut Reading<'_>) {
    let message = "labels of this page are lost; values are told by their shape and the order of the site";
    reading.issue("unlabeled", None, None, message);
    if let Some(title) = reading.trial.brief_title.as_ref().map(|title| title.at) {
        let message = "nothing tells that this is the title but its place above the values";
        reading.issue("unlabeled", Some("/brief_title"), Some(title), message);
    }
}

/// Records that a value is told by its place alone, where its shape says little.
pub(super) fn flag<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let weak = |shape: Shape| shape.is_between() || matches!(shape, Shape::Date);
    if section.label.shape.is_some_and(weak) {
        let message = "no label stands here; the value is told by its place among the others";
        reading.issue("unlabeled", Some(&section.label.slot.pointer()), Some(section.body.trim()), message);
    }
}
