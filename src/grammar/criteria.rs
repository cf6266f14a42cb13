//! Eligibility criteria: from a block of text to single items, inclusion and exclusion apart.
//!
//! Items are told by what is left of their list: bullets, numbers at line starts, numbers inside a line, lines alone,
//! or nothing at all; then [`crate::segment::criteria_seams`] finds the seams.

use std::cell::LazyCell;

use super::line::{Line, Mark, lines, stretch};
use super::marks::{self, number_mark};
use crate::segment::criteria_seams::{self, sides};
use crate::text::{range_in, trimmed};

pub use super::marks::heading;
pub use crate::segment::criteria_seams::Side;

/// How an item was told from its neighbors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seam {
    /// By a line or a mark at its start.
    Line,
    /// By a number inside a line.
    Number,
    /// By a star or another list mark inside a line.
    Star,
    /// By its words alone, with this probability.
    Words(f32),
}

/// One criterion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item<'t> {
    /// Its list.
    pub side: Side,
    /// Its text without mark.
    pub text: &'t str,
    /// How deep it is nested.
    pub level: u8,
    /// How it was told.
    pub seam: Seam,
    /// The line it was cut out of, where it shared one with others.
    pub line: &'t str,
}

/// A block of criteria.
#[derive(Clone, Debug, Default)]
pub struct Block<'t> {
    /// The items in the order of the page.
    pub items: Vec<Item<'t>>,
    /// The headings of the lists.
    pub headings: Vec<&'t str>,
    /// The whole block, headings included.
    pub whole: Option<&'t str>,
}

/// What the readers of criteria may do.
#[derive(Clone, Copy, Debug)]
pub struct Leave {
    /// Cut lines at rising numbers inside them.
    pub numbers: bool,
    /// Cut lines at stars inside them.
    pub stars: bool,
    /// Cut lines that have no marks at all.
    pub words: bool,
}

/// Reads a block of criteria that begins on `side`.
#[must_use]
pub fn block(text: &str, side: Side, leave: Leave) -> Block<'_> {
    block_of(text, lines(text).collect(), side, leave)
}

/// The same of a text whose lines are read already.
#[must_use]
pub fn block_of<'t>(text: &'t str, lines: Vec<Line<'t>>, side: Side, leave: Leave) -> Block<'t> {
    let mut block = Block::default();
    let whole = trimmed(text);
    if whole.is_empty() {
        return block;
    }
    block.whole = Some(whole);
    if let [only] = &lines[..] {
        block.one_line(only, side, leave);
        return block;
    }
    let mut list: Vec<Line<'t>> = Vec::new();
    let mut side = side;
    for line in lines {
        let Some((next, heading, rest)) = heading(line.text) else {
            list.push(line);
            continue;
        };
        block.list(text, &list, side, leave);
        list.clear();
        block.headings.push(heading);
        side = next;
        list.extend(Some(Line::of(rest)).filter(|line| !line.whole.is_empty()));
    }
    block.list(text, &list, side, leave);
    block
}

impl<'t> Block<'t> {
    fn list(&mut self, text: &'t str, lines: &[Line<'t>], side: Side, leave: Leave) {
        if let [only] = lines {
            return self.one_line(only, side, leave);
        }
        let marks = lines.iter().filter(|line| line.mark != Mark::None).count();
        let numbers = numbered_lines(lines);
        if marks == 0 && (numbers.len() > 1 || numbers.first().is_some_and(|first| first.at == 0)) {
            self.numbered(text, lines, &numbers, side);
        } else {
            self.lines(text, lines, side, (marks, numbers));
        }
    }

    fn push(&mut self, side: Side, text: &'t str, level: u8) {
        if !text.is_empty() {
            self.items.push(Item { side, text, level, seam: Seam::Line, line: text });
        }
    }

    /// All items of a list on one line, perhaps both lists with their headings.
    fn one_line(&mut self, line: &Line<'t>, side: Side, leave: Leave) {
        let text = line.text;
        let stretches = sides(text);
        // A list of one, as sites print it that number their items.
        let one = number_mark(text).filter(|(number, end)| *number == 1 && text[*end..].starts_with(' '));
        if let Some((_, end)) = one.filter(|_| leave.numbers && stretches.len() < 2 && marks::numbers(text).is_empty())
        {
            return self.push(side, trimmed(&text[end..]), 0);
        }
        // The list mark of the line may be the first of many.
        let open = line.whole.chars().next().filter(|_| line.mark != Mark::None);
        if line.mark != Mark::None && stretches.len() < 2 {
            return self.marked_or((text, open), side, text, leave, |block| block.push(side, text, 0));
        }
        // The habits of one side help to cut the other, so all are read in one go, and only if the marks of one cut nothing.
        let parts = LazyCell::new(|| criteria_seams::items_under(&stretches));
        for (n, part) in stretches.iter().enumerate() {
            let side = self.opened(part.heading, part.side, side);
            let open = open.filter(|_| part.heading.is_empty());
            self.marked_or((part.body, open), side, part.body, leave, |block| {
                if !leave.words {
                    return block.push(side, part.body, 0);
                }
                let items = whole_quantities(text, &parts[n]);
                let alone = items.len() == 1;
                block.items.extend(items.iter().map(|item| {
                    let seam = if alone { Seam::Line } else { Seam::Words(item.confidence) };
                    Item { side, text: item.text, level: 0, seam, line: part.body }
                }));
            });
        }
    }

    /// Takes note of a heading; text under none is on the side that the block is on.
    fn opened(&mut self, heading: &'t str, under: Side, side: Side) -> Side {
        if heading.is_empty() {
            return side;
        }
        self.headings.push(heading);
        under
    }

    /// Cuts a text at its rising numbers or at its stars, or lets `otherwise` cut it. Stars inside a numbered item are
    /// marks of a list inside the item.
    fn marked_or(
        &mut self,
        (text, open): (&'t str, Option<char>),
        side: Side,
        line: &'t str,
        leave: Leave,
        otherwise: impl FnOnce(&mut Self),
    ) {
        let numbers = if leave.numbers { marks::numbers(text) } else { Vec::new() };
        let stars = if leave.stars && numbers.is_empty() { marks::bullets(text, open) } else { Vec::new() };
        if numbers.is_empty() && stars.is_empty() {
            // A list of one.
            return match text.strip_prefix("* ").filter(|_| leave.stars) {
                Some(item) => self.push(side, trimmed(item), 0),
                None => otherwise(self),
            };
        }
        let mut add = |text, level, seam| self.items.push(Item { side, text, level, seam, line });
        for item in marks::pieces(text, &stars) {
            add(item, 0, Seam::Star);
        }
        for item in marks::pieces(text, &numbers) {
            let inner = if leave.stars { marks::inner_stars(item) } else { Vec::new() };
            add(trimmed(&item[..inner.first().map_or(item.len(), |star| star.start)]), 0, Seam::Number);
            for part in marks::pieces(item, &inner) {
                add(part, 1, Seam::Number);
            }
        }
    }

    /// One item a line; in a list with marks an unmarked line goes on with the item before it when it begins like
    /// the middle of a sentence, and stands alone (a sub-heading) otherwise.
    fn lines(&mut self, text: &'t str, lines: &[Line<'t>], side: Side, (marks, numbers): (usize, Vec<Numbered>)) {
        let mut levels = Levels::default();
        let airy = is_airy(text, lines, |at| lines[at].mark != Mark::None);
        // A registry's own numbers behind the stars that a printer put before them; behind other marks they are text.
        let starred = |line: &&Line<'_>| {
            line.mark != Mark::None && line.whole[..line.whole.len() - line.text.len()].contains('*')
        };
        let counted = marks > 1 && numbers.len() == marks && lines.iter().filter(starred).count() == marks;
        let mut numbers = numbers.into_iter().map(|line| line.at).peekable();
        for (at, line) in lines.iter().enumerate() {
            // Items with numbers hold lists with marks.
            let number = number_mark(line.text).filter(|_| numbers.next_if_eq(&at).is_some());
            if let Some((_, end)) = number.filter(|_| line.mark == Mark::None) {
                self.push(side, trimmed(&line.text[end..]), levels.of(line.indent));
                continue;
            }
            let below = || at > 0 && (wrapped(&lines[at - 1], line) || airy && !is_apart(text, &lines[at - 1], line));
            let middle = || is_middle(line.text) || below();
            let goes_on = marks > 0 && line.mark == Mark::None && middle();
            if let Some(last) = self.items.last_mut().filter(|last| goes_on && last.side == side) {
                last.text = stretch(text, last.text, line.text);
                last.line = last.text;
            } else {
                let level = if line.mark == Mark::None { 0 } else { levels.of(line.indent) };
                let number = number_mark(line.text).filter(|_| counted && line.mark != Mark::None);
                self.push(side, without_bullet(&line.text[number.map_or(0, |(_, end)| end)..]), level);
            }
        }
    }

    /// Lines that count from 1; where they begin again at 1 and no heading stood before, the second list excludes.
    fn numbered(&mut self, text: &'t str, lines: &[Line<'t>], numbers: &[Numbered], side: Side) {
        let restarts: Vec<usize> =
            numbers.iter().filter(|line| line.number == 1 && line.level == 0).map(|line| line.at).collect();
        let airy = is_airy(text, lines, |at| numbers.binary_search_by_key(&at, |line| line.at).is_ok());
        let second = match restarts[..] {
            [0, second] if side == Side::Unclassified && self.headings.is_empty() => Some(second),
            _ => None,
        };
        let mut numbers = numbers.iter().peekable();
        for (at, line) in lines.iter().enumerate() {
            let side = match second {
                Some(second) if at >= second => Side::Exclusion,
                Some(_) => Side::Inclusion,
                None => side,
            };
            let marked = numbers.next_if(|line| line.at == at);
            let end = marked.and_then(|_| number_mark(line.text)).map_or(0, |(_, end)| end);
            let own = &line.text[end..];
            let below = || wrapped(&lines[at - 1], line) || airy && !is_apart(text, &lines[at - 1], line);
            let goes_on = marked.is_none() && at > 0 && (is_middle(line.text) || below());
            match self.items.last_mut().filter(|last| goes_on && last.side == side) {
                Some(last) => {
                    last.text = stretch(text, last.text, own);
                    last.line = last.text;
                }
                None => self.push(side, trimmed(own), marked.map_or(0, |line| line.level)),
            }
        }
    }
}

/// Whether a line begins like the middle of a sentence: with a small letter that is no mark (`a) fever`).
fn is_middle(text: &str) -> bool {
    text.starts_with(char::is_lowercase) && !text.chars().nth(1).is_some_and(|next| ".)".contains(next))
}

/// Whether a blank line parts two lines of a text.
fn is_apart(text: &str, before: &Line<'_>, line: &Line<'_>) -> bool {
    let gap = &text[range_in(text, before.whole).end..range_in(text, line.whole).start];
    gap.bytes().filter(|byte| *byte == b'\n').count() > 1
}

/// Whether every item but the first stands below a blank line: then a line right below one goes on with it.
fn is_airy(text: &str, lines: &[Line<'_>], is_item: impl Fn(usize) -> bool) -> bool {
    let mut items = (1..lines.len()).filter(|at| is_item(*at)).map(|at| is_apart(text, &lines[at - 1], &lines[at]));
    items.next().is_some_and(|first| first) && items.all(|apart| apart)
}

/// Columns of the text that registries wrapped their criteria to.
const WIDTH: usize = 80;

/// Whether a line goes on with the one before it: that one was broken because the next word did not fit.
fn wrapped(before: &Line<'_>, line: &Line<'_>) -> bool {
    let word = line.whole.split_whitespace().next().unwrap_or_default().chars().count();
    let length = before.indent + before.whole.chars().count();
    length <= WIDTH && length + 1 + word > WIDTH
}

/// Items that were cut between a number and its unit, put together again.
fn whole_quantities<'t>(text: &'t str, items: &[criteria_seams::Item<'t>]) -> Vec<criteria_seams::Item<'t>> {
    let mut whole: Vec<criteria_seams::Item<'t>> = Vec::with_capacity(items.len());
    for &item in items {
        let unit = item.text.split([' ', ',', ';', ')']).next().unwrap_or_default();
        match whole.last_mut() {
            Some(last) if last.text.ends_with(|c: char| c.is_ascii_digit()) && UNITS.contains(&unit) => {
                last.text = stretch(text, last.text, item.text);
                last.confidence = last.confidence.min(item.confidence);
            }
            _ => whole.push(item),
        }
    }
    whole
}

/// Units that begin with a capital, and so look like the beginning of an item.
const UNITS: &[&str] = &[
    "°C", "°F", "Bq", "Da", "Fr", "G/L", "GBq", "Gy", "Hz", "IU", "IU/L", "IU/mL", "IU/ml", "J", "K", "L", "L/min",
    "MBq", "MHz", "MIU/mL", "N", "Pa", "T", "U", "U/L", "U/mL", "U/ml", "V", "W",
];

/// Levels of nesting by indentation.
#[derive(Default)]
pub(super) struct Levels(Vec<usize>);

impl Levels {
    pub(super) fn of(&mut self, indent: usize) -> u8 {
        while self.0.last().is_some_and(|deepest| *deepest > indent) {
            self.0.pop();
        }
        if self.0.last() != Some(&indent) {
            self.0.push(indent);
        }
        u8::try_from(self.0.len() - 1).unwrap_or(u8::MAX)
    }
}

/// An item may carry its own bullet inside the page's list mark.
fn without_bullet(text: &str) -> &str {
    text.trim_start_matches(['•', '·', '‣', '⁃', '◦', '▪', '●', ' '])
}

/// No list is nested deeper.
const DEEPEST: usize = 8;

/// A line that begins with a number that counts on.
struct Numbered {
    /// Which line.
    at: usize,
    number: usize,
    /// How deep its list is nested in others.
    level: u8,
}

/// Which lines begin with numbers that count on from 1, perhaps more than once. A list that begins deeper, or below a line
/// that ends in a colon, is nested in the list before, which goes on behind it.
fn numbered_lines(lines: &[Line<'_>]) -> Vec<Numbered> {
    let mut found = Vec::new();
    // Of each list that is open: the number that comes next, and how far its lines are indented.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((number, _)) = number_mark(line.text) else { continue };
        let next =
            |alike: bool| open.iter().rposition(|(next, indent)| *next == number && (!alike || *indent == line.indent));
        if let Some(list) = next(true).or_else(|| next(false)) {
            open.truncate(list + 1);
            open[list] = (number + 1, line.indent);
        } else if number == 1 {
            let colon = at.checked_sub(1).is_some_and(|before| lines[before].text.ends_with(':'));
            let deeper =
                open.last().is_some_and(|(_, indent)| line.indent > *indent || line.indent == *indent && colon);
            open.truncate(if deeper && open.len() < DEEPEST { open.len() } else { 0 });
            open.push((2, line.indent));
        } else {
            continue;
        }
        let level = u8::try_from(open.len() - 1).unwrap_or(u8::MAX);
        found.push(Numbered { at, number, level });
    }
    found
}

#[cfg(test)]
mod tests;
