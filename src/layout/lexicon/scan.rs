//! The lines of a page: which begin with a label of the lexicon, and in what form.

use super::columns::{self, Columns};
use super::fits::{Fit, Reach, fit, reach};
use super::words::{self, LONGEST};
use crate::grammar::line::{Line, Mark, raw_lines};
use crate::layout::Label;
use crate::layout::reading::in_bold;
use crate::record::identify;
use crate::text::{blank, trimmed};

/// How a label stands on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Alone on the line.
    Alone,
    /// Before a colon or question mark.
    Colon,
    /// The same behind a list mark.
    Item,
    /// Alone behind a list mark.
    Dash,
    /// In the first cell of a row between bars.
    Bar,
    /// In bold, as markdown has it.
    Bold,
    /// A heading, as markdown has it.
    Hash,
    /// Before a tab, several blanks or a dash between blanks.
    Gap,
    /// Before its value, with nothing between the two.
    Fused,
}

/// Every form, in the order of the variants.
pub(super) const FORMS: usize = 9;

/// A label of the lexicon on a page.
#[derive(Clone, Copy)]
pub(super) struct Find<'t> {
    /// The row of the table.
    pub(super) label: &'static Label,
    /// The label as the page prints it.
    pub(super) heading: &'t str,
    /// The word in it that types its value.
    pub(super) kind: Option<&'t str>,
    /// How it stands on the line.
    pub(super) form: Form,
    /// The number of the line.
    pub(super) line: usize,
    /// What follows on the line.
    pub(super) inline: &'t str,
    /// Which it is of several that the page tells one by one: `Arm 2`.
    pub(super) number: Option<usize>,
}

/// What a line is besides the labels found on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// Nothing.
    Blank,
    /// A line with a label of the lexicon.
    Label,
    /// A line that looks like a label in this form, in words that the lexicon does not have.
    Foreign(Form),
    /// The line below the head of a table.
    Rule,
    /// A line of a table whose head names its columns.
    Cells,
    /// Anything else.
    Text,
}

/// A line of a page.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    /// The line, its mark and its indent.
    pub(super) line: Line<'t>,
    /// What it is.
    pub(super) sort: Sort,
}

/// The lines of a page and the labels found on them, in order.
pub(super) struct Scan<'t> {
    pub(super) text: &'t str,
    pub(super) rows: Vec<Row<'t>>,
    pub(super) finds: Vec<Find<'t>>,
    pub(super) tables: Vec<Columns>,
}

impl<'t> Scan<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let tables = columns::tables(text);
        let mut scan = Scan { text, rows: Vec::new(), finds: Vec::new(), tables };
        let mut next = 0;
        for (at, raw) in raw_lines(text).enumerate() {
            let line = Line::of(raw);
            next += usize::from(scan.tables.get(next).is_some_and(|table| table.end <= at));
            let within = scan.tables.get(next).is_some_and(|table| table.head <= at);
            let known = scan.finds.len();
            let sort = if within { Sort::Cells } else { scan.sort(&line) };
            let sort = if scan.finds.len() > known { Sort::Label } else { sort };
            scan.rows.push(Row { line, sort });
        }
        scan
    }

    /// The next line that is not blank.
    pub(super) fn next(&self, line: usize) -> Option<usize> {
        (line + 1..self.rows.len()).find(|&next| self.rows[next].sort != Sort::Blank)
    }

    /// Finds the labels of a line; what the line is without them.
    fn sort(&mut self, line: &Line<'t>) -> Sort {
        let whole = line.whole;
        if whole.is_empty() {
            return Sort::Blank;
        }
        if whole.contains('|') {
            let sort = self.bars(if whole.starts_with('|') { whole } else { line.text });
            if sort != Sort::Text {
                return sort;
            }
        }
        if let Some((form, heading, inline)) = marked(whole) {
            let bold = form == Form::Bold || in_bold(heading).len() < heading.len();
            let colon = inline.is_empty().then(|| parted(in_bold(heading))).flatten();
            let (heading, inline) = colon.unwrap_or((heading, inline));
            let known = self.add(form, heading, inline);
            if let Some(find) = self.finds.last_mut().filter(|_| known && bold) {
                // The marks of bold type belong to the label.
                let end = whole.len() - find.inline.len();
                find.heading = trimmed(&whole[..end]);
            }
            return if known { Sort::Label } else { Sort::Foreign(form) };
        }
        let item = line.mark != Mark::None;
        let (alone, before) = if item { (Form::Dash, Form::Item) } else { (Form::Alone, Form::Colon) };
        if !item && whole.contains('\t') && self.gap(whole) {
            return Sort::Label;
        }
        let parted = parted(line.text);
        if let Some((heading, inline)) = parted {
            // `Healthy volunteers?` with the answer below is a label alone on its line.
            let asked = trimmed(inline).is_empty() && line.text.ends_with('?');
            if self.add(if asked { alone } else { before }, heading, inline) {
                return Sort::Label;
            }
        }
        if !item && self.gap(whole) {
            let sure = self.finds.last().is_some_and(|find| fit(find.label.slot.name, find.inline) == Fit::Sure);
            if sure || words::find(bare(line.text)).is_none() {
                return Sort::Label;
            }
            self.finds.pop();
        }
        if self.add(alone, line.text, "") || !item && self.fused(whole) {
            return Sort::Label;
        }
        if !item && question(whole) {
            return Sort::Foreign(Form::Alone);
        }
        if parted.is_some_and(|(heading, _)| label_like(heading)) {
            return Sort::Foreign(before);
        }
        if !item && seams(whole).any(|at| at <= SHORT && label_like(&whole[..at]) && several_words(&whole[..at])) {
            return Sort::Foreign(Form::Fused);
        }
        Sort::Text
    }

    /// Adds a label, if the lexicon has it.
    fn add(&mut self, form: Form, heading: &'t str, inline: &'t str) -> bool {
        let heading = bare(heading);
        let whole = words::find(heading).map(|entry| (entry, None));
        let Some((entry, number)) = whole.or_else(|| numbered(heading).map(|(entry, number)| (entry, Some(number))))
        else {
            return false;
        };
        let (label, kind, line, inline) = (entry.label, entry.kind, self.rows.len(), trimmed(inline));
        self.finds.push(Find { label, heading, kind, form, line, inline, number });
        true
    }

    /// A row between bars: its first cell is a label, and any cell that a label stands in opens another.
    fn bars(&mut self, whole: &'t str) -> Sort {
        if whole.bytes().all(|byte| b"|-: ".contains(&byte)) {
            return Sort::Rule;
        }
        let cells: Vec<&'t str> = whole.split('|').map(trimmed).filter(|cell| !cell.is_empty()).collect();
        if cells.is_empty() || cells.len() == 1 && !whole.starts_with('|') {
            return Sort::Text;
        }
        if self.goes_on(whole) {
            let find = self.finds[self.finds.len() - 1];
            let inline = crate::grammar::line::stretch(whole, cells[0], cells[cells.len() - 1]);
            self.finds.push(Find { heading: &whole[..0], line: self.rows.len(), inline, ..find });
            return Sort::Label;
        }
        let heads: Vec<usize> = (0..cells.len()).filter(|&n| n == 0 || cells.len() > 2 && n % 2 == 0).collect();
        let heads: Vec<usize> = heads.into_iter().filter(|&n| words::find(bare(cells[n])).is_some()).collect();
        if heads.first() == Some(&0) {
            for (n, &at) in heads.iter().enumerate() {
                let end = heads.get(n + 1).copied().unwrap_or(cells.len());
                let value = match &cells[at + 1..end] {
                    [] => "",
                    [first, .., last] | [first @ last] => crate::grammar::line::stretch(whole, first, last),
                };
                self.add(Form::Bar, cells[at], value);
            }
            return Sort::Label;
        }
        // `Status: Recruiting | Phase: 2`.
        let labeled = |cell: &&'t str| parted(cell).filter(|(heading, _)| words::find(bare(heading)).is_some());
        let labels: Vec<_> = cells.iter().filter_map(labeled).collect();
        if labels.len() > 1 {
            for (heading, inline) in labels {
                self.add(Form::Bar, heading, inline);
            }
            return Sort::Label;
        }
        if labels.is_empty() { Sort::Foreign(Form::Bar) } else { Sort::Text }
    }

    /// Whether a row with an empty first cell gives the label of the row above another value.
    fn goes_on(&self, whole: &str) -> bool {
        let empty = whole.strip_prefix('|').is_some_and(|row| row.trim_start().starts_with('|'));
        empty
            && self.finds.last().is_some_and(|last| {
                let below = last.line + 1 == self.rows.len() && last.form == Form::Bar && !last.inline.is_empty();
                below && reach(last.label.slot.name) == Reach::List
            })
    }

    /// `Label<tab>value`, `Label   value`, `Label - value`.
    fn gap(&mut self, whole: &'t str) -> bool {
        const GAPS: &[&str] = &["\t", "  ", " - ", " – ", " — "];
        let gap = GAPS.iter().find_map(|gap| Some((whole.find(gap)?, gap)));
        let Some((at, gap)) = gap.filter(|(at, _)| *at <= LONGEST) else { return false };
        self.add(Form::Gap, &whole[..at], &whole[at + gap.len()..])
    }

    /// `LabelValue`, the longest label that stands there.
    fn fused(&mut self, whole: &'t str) -> bool {
        let ends: Vec<usize> = seams(whole).collect();
        ends.into_iter().rev().any(|at| self.add(Form::Fused, &whole[..at], &whole[at..]))
    }
}

/// `Arm 2`, `Group B`, `Primary outcome [1]`: the label and which of several it is.
fn numbered(heading: &str) -> Option<(words::Entry<'_>, usize)> {
    let (words, number) = heading.trim_end_matches([']', ')', '.']).rsplit_once([' ', '[', '(', '#'])?;
    let letter = |number: &str| match number.as_bytes() {
        [letter @ b'A'..=b'H'] => Some(usize::from(letter - b'A') + 1),
        _ => None,
    };
    let roman = ["I", "II", "III", "IV", "V"].iter().position(|roman| *roman == number).map(|at| at + 1);
    let digits = || number.parse().ok().filter(|_| number.len() <= 2);
    let number = letter(number).or(roman).or_else(digits)?;
    let entry = words::find(bare(words.trim_end_matches(['[', '(', '#', ' '])))?;
    let lists = ["arm_groups.listed", "primary_outcomes", "secondary_outcomes", "other_outcomes"];
    lists.contains(&entry.label.slot.name).then_some((entry, number))
}

/// A heading without the marks around it.
fn bare(heading: &str) -> &str {
    let mark = |letter: char| blank(letter) || matches!(letter, '*' | '_' | '#' | ':' | '：' | '?' | '.');
    heading.trim_matches(mark)
}

/// What stands before the first colon or question mark of a line, and what behind it.
fn parted(text: &str) -> Option<(&str, &str)> {
    let end = text.char_indices().find(|(at, letter)| *at <= LONGEST && matches!(letter, ':' | '：' | '?'));
    let (at, mark) = end?;
    let (heading, rest) = (&text[..at], &text[at + mark.len_utf8()..]);
    // `Accepts healthy volunteers?: No`.
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    (!trimmed(heading).is_empty()).then_some((heading, rest))
}

/// `## Label`, `**Label:** value`: the form, the heading and the rest.
fn marked(whole: &str) -> Option<(Form, &str, &str)> {
    if let Some(rest) = whole.strip_prefix('#') {
        return Some((Form::Hash, trimmed(rest.trim_start_matches('#')), ""));
    }
    let rest = whole
        .strip_prefix(['-', '*', '•'])
        .map_or(whole, |rest| if rest.starts_with(' ') { rest.trim_start() } else { whole });
    let mark = ["**", "__"].into_iter().find(|mark| rest.starts_with(mark))?;
    let (heading, rest) = rest[2..].split_once(mark)?;
    let ends = heading.ends_with([':', '?']) || rest.trim_start().starts_with(':') || trimmed(rest).is_empty();
    ends.then(|| (Form::Bold, heading, rest.trim_start().trim_start_matches(':')))
}

/// A label that the lexicon does not have is not longer than this, in bytes and in words.
const SHORT: usize = 40;
const FEW: usize = 5;

/// Whether words look like a label: few, the first with a capital, without the marks of a sentence.
fn label_like(heading: &str) -> bool {
    let heading = trimmed(heading);
    heading.len() <= SHORT
        && heading.starts_with(char::is_uppercase)
        && heading.split_whitespace().count() <= FEW
        && !heading.contains(['.', ',', ';', '[', ']', '=', '<', '>', '≥', '≤', '%'])
}

/// Whether a line is a question and nothing else, as long as a label may be.
fn question(whole: &str) -> bool {
    whole.len() <= LONGEST
        && whole.starts_with(char::is_uppercase)
        && whole.strip_suffix('?').is_some_and(|asked| !asked.contains(['?', '.', ':', ';']))
}

/// Whether a heading has several words and ends in one, and not in the beginning of a name (`Change in HbA1c`, `McCoy`).
fn several_words(heading: &str) -> bool {
    heading.rsplit_once(' ').is_some_and(|(before, word)| word.len() >= 4 && !before.ends_with(['-', '/', '&']))
}

/// The places where a small letter or a bracket meets a capital letter or a digit, with nothing between
/// them, as far as a label can reach.
fn seams(whole: &str) -> impl Iterator<Item = usize> + '_ {
    let letters = whole.char_indices().zip(whole.chars().skip(1));
    let letters = letters.take_while(|((at, _), _)| *at <= LONGEST);
    letters.filter_map(move |((at, one), next)| {
        let end = at + one.len_utf8();
        let small = one.is_lowercase() || matches!(one, ')' | '?');
        // `SEXAll`.
        let second = || whole[end + next.len_utf8()..].chars().next();
        let capitals = one.is_uppercase() && next.is_uppercase() && second().is_some_and(char::is_lowercase);
        let begins = next.is_uppercase() || next.is_ascii_digit();
        // `Study IDNCT99000001`.
        let id = || one.is_uppercase() && next.is_uppercase() && identify(&whole[end..]).is_some();
        (small && begins || capitals && at > 0 || id()).then_some(end)
    })
}
