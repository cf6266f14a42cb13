//! Outcomes: a line each, or tables whose cells lost their borders.

use super::super::Reading;
use super::super::reading::Table;
use crate::grammar::line::{Line, lines, raw_lines, stretch};
use crate::record::{Outcome, Value};
use crate::segment::{Cells, outcome_rows};
use crate::text::{folded, trimmed};

/// One outcome a line; `[Time Frame: 12 weeks]` behind the measure.
pub(super) fn outcome_lines<'t>(reading: &mut Reading<'t>, body: &'t str) -> Vec<Outcome<'t>> {
    let value = |at: &'t str| {
        Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at))
    };
    let outcome = |line: Line<'t>| match time_in_brackets(line.text) {
        Some((measure, time, rest)) => {
            reading.label(&line.text[measure.len()..line.text.len() - rest.len() - time.len() - 1]);
            Outcome { measure: value(measure), time_frame: value(time), description: value(rest) }
        }
        None => Outcome { measure: value(line.text), ..Outcome::default() },
    };
    lines(body).map(outcome).collect()
}

/// `measure [Time Frame: 12 weeks] description`: the three.
fn time_in_brackets(line: &str) -> Option<(&str, &str, &str)> {
    let open = line.bytes().enumerate().filter(|(_, byte)| *byte == b'[').map(|(at, _)| at);
    let starts = |at: &usize| {
        line[at + 1..]
            .trim_start()
            .get(..10)
            .is_some_and(|word| word.eq_ignore_ascii_case("time frame"))
    };
    let at = open.rev().find(starts)?;
    let (_, rest) = line[at..].split_once(':')?;
    let (time, rest) = rest.split_once(']')?;
    Some((&line[..at], time, rest))
}

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
    let [first, second] = [&primary.lines, &secondary.lines].map(|lines| {
        let plain = !reading.may("table/flattened-row")
            || lines.iter().all(|row| time_in_brackets(row).is_some());
        if plain { &[][..] } else { &lines[..] }
    });
    let [first, second] = outcome_rows::tables([first, second], cells);
    if !primary.lines.is_empty() {
        reading.trial.primary_outcomes =
            outcomes(reading, "/primary_outcomes", &primary.lines, first);
    }
    if !secondary.lines.is_empty() {
        reading.trial.secondary_outcomes =
            outcomes(reading, "/secondary_outcomes", &secondary.lines, second);
    }
}

/// The outcomes of one table, with the repairs that parted its rows.
fn outcomes<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    lines: &[&'t str],
    rows: Vec<outcome_rows::Row<'t>>,
) -> Vec<Outcome<'t>> {
    let cell =
        |at: &'t str| Some(at).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at));
    if lines.iter().all(|row| time_in_brackets(row).is_some()) {
        return lines.iter().flat_map(|row| bracketed_rows(reading, row)).collect();
    }
    if rows.is_empty() {
        return lines
            .iter()
            .map(|at| Outcome { measure: cell(at), ..Outcome::default() })
            .collect();
    }
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let cells = [Some(row.measure), row.time_frame, row.description];
        let cells: Vec<&'t str> =
            cells.into_iter().flatten().filter(|cell| !cell.is_empty()).collect();
        if let [first, .., last] = cells[..] {
            let at = stretch(reading.text, first, last);
            let evidence =
                (row.confidence, "a time expression stands between measure and description");
            reading.repaired(
                "table/flattened-row",
                format!("{field}/{}", outcomes.len()),
                at,
                cells.join(" ¦ "),
                evidence,
            );
        }
        outcomes.push(Outcome {
            measure: cell(row.measure),
            time_frame: row.time_frame.and_then(cell),
            description: row.description.and_then(cell),
        });
    }
    outcomes
}

/// Rows that hold their time frames in brackets, perhaps several on one line.
fn bracketed_rows<'t>(reading: &mut Reading<'t>, row: &'t str) -> Vec<Outcome<'t>> {
    let mut outcomes = Vec::new();
    let mut rest = row;
    while let Some(close) = rest.find(']') {
        let Some((measure, time, _)) = time_in_brackets(&rest[..=close]) else { break };
        reading.label(&rest[measure.len()..close - time.len()]);
        let value = |at: &'t str| {
            Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at))
        };
        outcomes.push(Outcome {
            measure: value(measure),
            time_frame: value(time),
            description: None,
        });
        rest = &rest[close + 1..];
    }
    outcomes
}

/// The rows of a flattened table, and how its cells are joined, told by its header.
pub(in crate::layout) fn table_body<'t>(
    reading: &mut Reading<'t>,
    body: &'t str,
    headers: &[&str],
) -> Option<(Option<Cells>, Vec<&'t str>)> {
    let mut raw =
        raw_lines(body).map(Line::of).filter(|line| !line.whole.is_empty()).map(|line| line.whole);
    let first = raw.next()?;
    let Some(header) = headers.iter().find(|header| first.starts_with(**header)) else {
        return Some((None, std::iter::once(first).chain(raw).collect()));
    };
    reading.label(&first[..header.len()]);
    let cells = if header.contains(' ') { Cells::Spaced } else { Cells::Fused };
    let rest = trimmed(&first[header.len()..]);
    Some((Some(cells), Some(rest).filter(|rest| !rest.is_empty()).into_iter().chain(raw).collect()))
}
