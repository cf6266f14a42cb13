//! Outcomes as the registry itself prints them: `measure [ Time Frame: 12 weeks ]`, then lines of description.

use std::fmt::Arguments;

use super::super::{Reading, Section, Stand};
use crate::grammar::line::{Line, Mark, lines, stretch};
use crate::grammar::list;
use crate::grammar::word::is_number;
use crate::record::{Outcome, Value};
use crate::text::{folded, paragraphs, range_in, trimmed};

/// How the rows of a list of outcomes are told from the lines of their descriptions.
enum Rows {
    /// `1. measure [ Time Frame: … ]`.
    Numbered,
    /// A bullet at this indent.
    Marked(usize),
    /// A time frame at the end of the line; the first line is a row in any case.
    Timed,
}

/// The outcomes of a list, each with the lines of its description.
pub(in crate::layout) fn described<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    section: &Section<'t>,
) -> Vec<Outcome<'t>> {
    let body = section.body;
    let mut all: Vec<Line<'t>> = lines(body).filter(|line| !submitted(reading, line.whole)).collect();
    if let [only] = all[..]
        && section.stand == Stand::Cell
    {
        let Some(items) = items(only.whole) else {
            let message = "nothing tells where an outcome ends and the next begins on this line";
            reading.issue("unparted", Some(field), Some(only.whole), message);
            return Vec::new();
        };
        if items.len() > 1 {
            return rows(reading, field, &items);
        }
        all = vec![only];
    }
    let [first, rest @ ..] = &all[..] else { return Vec::new() };
    if rest.is_empty() && reading.given(field, first.text).is_none() {
        return Vec::new();
    }
    let rows = match first {
        first if first.text.starts_with("1. ") && timed_anywhere(first.text).is_some() => Rows::Numbered,
        first if first.mark != Mark::None => Rows::Marked(first.indent),
        _ => Rows::Timed,
    };
    let mut outcomes: Vec<Outcome<'t>> = Vec::new();
    let mut text: Option<(&'t str, &'t str)> = None;
    for line in &all {
        if let Some(row) = row(reading, &rows, outcomes.len(), line) {
            describe(&mut outcomes, body, text.take());
            let row = outcome(reading, format_args!("{field}/{}", outcomes.len()), row);
            outcomes.push(row);
        } else {
            text = Some((text.map_or(line.text, |text| text.0), line.text));
        }
    }
    describe(&mut outcomes, body, text);
    outcomes
}

/// The outcomes on a line that had lines of their own, as in a cell of a table: `- A [ Time Frame: 1 day ] A text. - B [ Time
/// Frame: 2 days ]`. Nothing where a hyphen may stand in a measure or in a text as well as between two outcomes.
fn items(line: &str) -> Option<Vec<&str>> {
    let times = line.matches(OPENER).count();
    let items = list::dashed(line).filter(|_| times > 0).unwrap_or_else(|| vec![line]);
    let whole = times < 2 && items.len() == 1 || items.iter().all(|item| item.matches(OPENER).count() == 1);
    whole.then_some(items)
}

/// An outcome from each of these.
fn rows<'t>(reading: &mut Reading<'t>, field: &str, items: &[&'t str]) -> Vec<Outcome<'t>> {
    items.iter().enumerate().map(|(n, item)| outcome(reading, format_args!("{field}/{n}"), item)).collect()
}

/// Gives the last outcome the lines of its description: the first and the last of them.
fn describe<'t>(outcomes: &mut [Outcome<'t>], body: &'t str, text: Option<(&'t str, &'t str)>) {
    if let (Some(last), Some((from, to))) = (outcomes.last_mut(), text) {
        let from = last.description.as_ref().map_or(from, |begun| begun.at);
        let at = stretch(body, from, to);
        last.description = Some(Value::new(paragraphs(at), at));
    }
}

/// `(submitted: March 3, 2011)`: when the sponsor said so.
pub(in crate::layout) fn submitted<'t>(reading: &mut Reading<'t>, line: &'t str) -> bool {
    let is = line.starts_with("(submitted: ") && line.ends_with(')');
    if is {
        reading.boilerplate(line);
    }
    is
}

/// The row that a line is, without its number; nothing for a line of description.
fn row<'t>(reading: &mut Reading<'t>, rows: &Rows, known: usize, line: &Line<'t>) -> Option<&'t str> {
    let row = match rows {
        Rows::Numbered => {
            let (number, row) = line.text.split_once(". ").filter(|(number, _)| is_number(number, known + 1))?;
            timed_anywhere(row)?;
            reading.boilerplate(&line.text[..number.len() + ". ".len()]);
            return Some(row);
        }
        Rows::Marked(indent) => line.mark != Mark::None && line.indent == *indent,
        Rows::Timed => known == 0 || timed(line.text).is_some(),
    };
    row.then_some(line.text)
}

/// What begins a time frame behind its measure.
const OPENER: &str = "[ Time Frame:";

/// A row and the parts of its brackets: the measure, the time frame, the question about safety that older pages add. The
/// description is behind them where the row was the end of a filled line.
struct Timed<'t> {
    measure: &'t str,
    time: &'t str,
    safety: &'t str,
    description: &'t str,
}

fn timed(row: &str) -> Option<Timed<'_>> {
    // Most lines end in something else, and need no search.
    trimmed(row).strip_suffix(']')?;
    let safety = last_bracket(row, "[ Designated as safety issue:").filter(|_| row.ends_with(']'));
    let safety = safety.unwrap_or(row.len());
    let open = trimmed(&row[..safety]).strip_suffix(']')?;
    let timed = |opener: &str| last_bracket(open, opener).map(|at| (&open[..at], &open[at + opener.len()..]));
    let (measure, time) = timed(OPENER).or_else(|| timed("[Time Frame:"))?;
    Some(Timed { measure, time, safety: &row[safety..], description: "" })
}

/// Where a text has the last bracket that opens with these words.
fn last_bracket(text: &str, opener: &str) -> Option<usize> {
    memchr::memrchr_iter(b'[', text.as_bytes()).find(|at| text[*at..].starts_with(opener))
}

/// The same, also of a row that its description follows on the line.
fn timed_anywhere(row: &str) -> Option<Timed<'_>> {
    timed(row).or_else(|| {
        let (head, description) = row.split_once(" ] ").filter(|(head, _)| head.contains(OPENER))?;
        let timed = timed(&row[..head.len() + " ]".len()])?;
        Some(Timed { description: trimmed(description), ..timed })
    })
}

fn outcome<'t>(reading: &mut Reading<'t>, place: Arguments<'_>, row: &'t str) -> Outcome<'t> {
    let Some(Timed { measure, time, safety, description }) = timed_anywhere(row) else {
        return Outcome { measure: Some(Value::new(folded(row), row)), ..Outcome::default() };
    };
    reading.label(&row[measure.len()..range_in(row, time).start]);
    if !safety.is_empty() {
        reading.boilerplate(safety);
    }
    Outcome {
        measure: reading.line(format_args!("{place}/measure"), measure),
        time_frame: reading.line(format_args!("{place}/time_frame"), time),
        description: (!description.is_empty()).then(|| Value::new(folded(description), description)),
    }
}
