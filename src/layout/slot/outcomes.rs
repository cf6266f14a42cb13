//! Outcomes in tables whose cells lost their borders.

use super::super::Reading;
use super::super::reading::Table;
use super::listed::time_in_brackets;
use crate::grammar::line::{Line, raw_lines, stretch};
use crate::grammar::word::contains_word;
use crate::record::{Outcome, Value};
use crate::segment::{Cells, outcome_rows};
use crate::text::{folded, range_in, trimmed};

/// The header that a table of outcomes lost its cells to.
const OUTCOME_HEADERS: &[&str] = &["Name Time Method", "NameTimeMethod"];

/// A table of outcomes whose cells lost their borders; its rows are read once the page's other table is known too.
pub(super) fn outcome_table<'t>(reading: &mut Reading<'t>, body: &'t str) -> Table<'t> {
    let (cells, lines) = table_body(reading, body, OUTCOME_HEADERS).unwrap_or_default();
    Table { cells, lines }
}

/// Reads the tables of outcomes that were waiting for each other.
pub(in crate::layout) fn outcome_tables(reading: &mut Reading<'_>) {
    let [primary, secondary] = std::mem::take(&mut reading.tables);
    let cells = primary.cells.or(secondary.cells).unwrap_or(Cells::Spaced);
    let lost = |lines: &[&str]| reading.may("table/flattened-row") && !labeled(lines);
    let [first, second] = [&primary.lines, &secondary.lines].map(|lines| if lost(lines) { &lines[..] } else { &[] });
    let weighed: Vec<&str> = first.iter().chain(second).copied().collect();
    let whole = weighed.first().is_some_and(|at| !reading.affords(at, weighed.iter().map(|line| line.len()).sum()));
    let [first, second] = if whole { [&[][..], &[]] } else { [first, second] };
    let [first, second] = outcome_rows::tables([first, second], cells);
    if !primary.lines.is_empty() {
        reading.trial.primary_outcomes = outcomes(reading, "/primary_outcomes", &primary.lines, first, whole);
    }
    if !secondary.lines.is_empty() {
        reading.trial.secondary_outcomes = outcomes(reading, "/secondary_outcomes", &secondary.lines, second, whole);
    }
}

/// The outcomes of one table, with the repairs that parted its rows.
fn outcomes<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    lines: &[&'t str],
    rows: Vec<outcome_rows::Row<'t>>,
    whole: bool,
) -> Vec<Outcome<'t>> {
    let mut outcomes = Vec::with_capacity(rows.len().max(lines.len()));
    if !reading.may("table/flattened-row") {
        outcomes.extend(lines.iter().map(|line| outcome([line, "", ""])));
    } else if labeled(lines) {
        for line in lines {
            labeled_rows(reading, field, line, &mut outcomes);
        }
    } else if whole {
        outcomes.extend(lines.iter().map(|line| outcome([line, "", ""])));
    } else {
        for row in rows {
            let row = unbracketed(reading, bounded(reading.text, row));
            let cells = [row.measure, row.time_frame.unwrap_or(""), row.description.unwrap_or("")];
            let why = "a time expression stands between measure and description";
            flattened(reading, field, cells, (row.confidence.min(0.999), why), &mut outcomes);
        }
    }
    outcomes
}

/// An outcome of these cells; empty ones say nothing.
pub(super) fn outcome<'t>(cells: [&'t str; 3]) -> Outcome<'t> {
    let cell = |at: &'t str| Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at));
    let [measure, time_frame, description] = cells.map(cell);
    Outcome { measure, time_frame, description }
}

/// Below this a row is cut wrong three times in four: it stays whole, and the cut is only suggested.
const DOUBTFUL: f32 = 0.25;

/// Adds a row that was cut into cells, with its repair.
pub(super) fn flattened<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    cells: [&'t str; 3],
    (confidence, why): (f32, &'static str),
    outcomes: &mut Vec<Outcome<'t>>,
) {
    let given: Vec<&'t str> = cells.into_iter().map(trimmed).filter(|cell| !cell.is_empty()).collect();
    let [first, .., last] = given[..] else { return outcomes.push(outcome(cells)) };
    let at = stretch(reading.text, first, last);
    let place = format!("{field}/{}", outcomes.len());
    let ruled = reading.ruled("table/flattened-row", at);
    if ruled == Some(false) {
        return outcomes.push(outcome([at, "", ""]));
    }
    reading.repaired("table/flattened-row", place, at, given.join(" ¦ "), (confidence, why));
    if confidence >= DOUBTFUL || ruled == Some(true) {
        outcomes.push(outcome(cells));
    } else {
        reading.only_suggested();
        outcomes.push(outcome([at, "", ""]));
    }
}

/// Whether every line says itself where its time stands.
fn labeled(lines: &[&str]) -> bool {
    lines.iter().all(|line| time_in_brackets(line).is_some() || line.contains(TIMEPOINT))
}

/// The key before the time in records of the European register.
const TIMEPOINT: &str = "Timepoint(s) of evaluation of this end point:";

/// Rows that label their times, perhaps several on one line.
fn labeled_rows<'t>(reading: &mut Reading<'t>, field: &str, row: &'t str, outcomes: &mut Vec<Outcome<'t>>) {
    let why = "the time has its own label inside the row";
    if let Some((measure, time)) = row.split_once(TIMEPOINT) {
        reading.label(&row[measure.len()..row.len() - time.len()]);
        return flattened(reading, field, [measure.trim_end_matches(';'), time, ""], (0.99, why), outcomes);
    }
    let mut rest = row;
    while let Some(close) = rest.find(']') {
        let Some((measure, time, _)) = time_in_brackets(&rest[..=close]) else { break };
        reading.label(&rest[measure.len()..close - time.len()]);
        flattened(reading, field, [measure, time, ""], (0.99, why), outcomes);
        rest = &rest[close + 1..];
    }
}

/// The rows of a flattened table, and how its cells are joined, told by its header.
pub(in crate::layout) fn table_body<'t>(
    reading: &mut Reading<'t>,
    body: &'t str,
    headers: &[&str],
) -> Option<(Option<Cells>, Vec<&'t str>)> {
    let mut raw = raw_lines(body).map(Line::of).filter(|line| !line.whole.is_empty()).map(|line| line.whole);
    let first = raw.next()?;
    let Some(header) = headers.iter().find(|header| first.starts_with(**header)) else {
        return Some((None, std::iter::once(first).chain(raw).collect()));
    };
    reading.label(&first[..header.len()]);
    let cells = if header.contains(' ') { Cells::Spaced } else { Cells::Fused };
    let rest = trimmed(&first[header.len()..]);
    Some((Some(cells), Some(rest).filter(|rest| !rest.is_empty()).into_iter().chain(raw).collect()))
}

/// A semicolon ends a measure: `… before and after treatment; 60 weeks` has its time behind it, unless what stands before
/// the semicolon is a time itself (`Baseline; 12 weeks`).
fn bounded<'t>(text: &'t str, mut row: outcome_rows::Row<'t>) -> outcome_rows::Row<'t> {
    let Some((before, after)) = row.time_frame.and_then(|frame| frame.split_once("; ")) else { return row };
    let timed = |part: &str| {
        part.contains(|letter: char| letter.is_ascii_digit()) || TIMES.iter().any(|word| contains_word(part, word))
    };
    if !timed(before) && timed(after) {
        let measure = stretch(text, row.measure, before);
        row.measure = &text[range_in(text, measure).start..=range_in(text, before).end];
        row.time_frame = Some(after);
    }
    row
}

/// Words that are points in time without a number.
const TIMES: &[&str] = &[
    "baseline",
    "screening",
    "enrollment",
    "enrolment",
    "randomization",
    "day",
    "week",
    "month",
    "year",
    "admission",
    "discharge",
    "surgery",
    "delivery",
    "birth",
    "visit",
    "preoperative",
    "postoperative",
    "weekly",
    "daily",
    "monthly",
];

/// Brackets around a whole time are the table's, not the time's.
fn unbracketed<'t>(reading: &mut Reading<'t>, mut row: outcome_rows::Row<'t>) -> outcome_rows::Row<'t> {
    let inner = row.time_frame.and_then(|frame| frame.strip_prefix('[')?.strip_suffix(']'));
    if let Some((frame, inner)) = row.time_frame.zip(inner.filter(|inner| !inner.contains(['[', ']']))) {
        reading.boilerplate(&frame[..1]);
        reading.boilerplate(&frame[frame.len() - 1..]);
        row.time_frame = Some(trimmed(inner));
    }
    row
}
