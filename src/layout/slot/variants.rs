//! Further ways in which sites print what other slots read: several values behind names, a second status, an address, texts
//! with hard line ends, tables with bars.

use super::super::Reading;
use super::{ids, plain};
use crate::grammar::line::{lines, raw_lines};
use crate::grammar::markup::unwrapped;
use crate::record::{Location, Maybe, Outcome, Value, identify};
use crate::text::trimmed;
use crate::vocab::STATUS;

/// `Rochester, Minnesota: 17-0099`, one a line: who gave the number, and the number.
pub(super) fn named_ids<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        let (name, id) = line.text.rsplit_once(": ").unwrap_or((&line.text[..0], line.text));
        reading.label(name);
        ids::secondary_ids(reading, id);
    }
}

/// A status that only the site's own program has: kept apart from those of registries, whatever its words.
pub(super) fn foreign_status<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/overall_status";
    let Some(at) = reading.given(FIELD, at) else { return };
    let message = format!("“{at}” is a status of the site's own program, and no registry's");
    reading.issue("vocabulary", Some(FIELD), Some(at), message);
}

/// A second status on a page: one that says something else than the first leaves none that can be trusted.
pub(super) fn second_status<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/overall_status";
    let Some(first) = reading.trial.overall_status.take() else { return plain::status(reading, at) };
    let at = trimmed(at);
    if at.is_empty() || STATUS.term(at) == Some(first.value) {
        reading.trial.overall_status = Some(first);
        reading.also.extend(Some((FIELD.to_owned(), at)).filter(|_| !at.is_empty()));
    } else {
        let message =
            format!("the page has two statuses, “{}” and “{at}”; neither is known to be the right one", first.at);
        reading.issue("conflicting-status", Some(FIELD), Some(at), message);
    }
}

/// An address that ends in the number of the trial.
pub(super) fn linked_id<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let id = at.rsplit(['/', '=']).next().unwrap_or_default();
    if identify(id).is_some() {
        ids::id(reading, id);
    }
    reading.boilerplate(at);
}

/// The longest title that a site prints whole; it counts characters, and blanks at the end are lost.
const CUT: std::ops::RangeInclusive<usize> = 253..=256;

/// A title that the site cuts at about 255 characters.
pub(super) fn cut_title<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/official_title";
    reading.trial.official_title = reading.line(FIELD, at);
    let whole = at.ends_with(['.', '?', ')']);
    if CUT.contains(&at.chars().count()) && !whole {
        reading.issue("truncated", Some(FIELD), Some(at), "this site cuts titles at about 255 characters");
    }
}

/// Countries, one a line, of which no more is told.
pub(super) fn countries<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        let field = format!("/locations/{}/country", reading.trial.locations.len());
        let country = reading.line(&field, line.text);
        if country.is_some() {
            reading.trial.locations.push(Location { country, ..Location::default() });
        }
    }
}

/// Long text whose lines a printer ended at the 80th column.
pub(super) fn wrapped<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) -> Maybe<'t> {
    let at = reading.given(field, at)?;
    reading.hyphens(field, at);
    Some(Value::new(unwrapped(at), at))
}

/// Outcomes in a table with bars; the first row names its columns, measure, description and time frame in any order.
pub(super) fn outcome_cells<'t>(reading: &mut Reading<'t>, field: &str, body: &'t str) -> Vec<Outcome<'t>> {
    let rows: Vec<&'t str> = raw_lines(body).map(trimmed).filter(|line| line.starts_with('|')).collect();
    let Some((header, rows)) = rows.split_first() else { return Vec::new() };
    let column =
        |names: &[&str]| cells(header).position(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)));
    let columns = [&["measure", "outcome"][..], &["time frame", "timeframe"], &["description"]].map(column);
    if columns[0].is_none() {
        reading.issue("unreadable", Some(field), Some(header), "no column of this table is known to hold measures");
        return Vec::new();
    }
    reading.label(header);
    let mut outcomes = Vec::new();
    for row in rows.iter().filter(|row| row.contains(char::is_alphanumeric)) {
        let place = format_args!("{field}/{}", outcomes.len());
        let mut cell = |n: usize, name: &str| {
            let cell = columns[n].and_then(|at| cells(row).nth(at)).unwrap_or_default();
            reading.line(format_args!("{place}/{name}"), cell)
        };
        let (measure, time_frame, description) = (cell(0, "measure"), cell(1, "time_frame"), cell(2, "description"));
        outcomes.push(Outcome { measure, time_frame, description });
    }
    outcomes
}

/// The cells of a row between bars.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    let inner = row.strip_prefix('|').unwrap_or(row);
    inner.strip_suffix('|').unwrap_or(inner).split('|').map(trimmed)
}
