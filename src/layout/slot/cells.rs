//! Tables that kept their bars: the header names the columns, each row ends with a bar.

use super::super::{Reading, Section};
use crate::grammar::line::raw_lines;
use crate::record::{Location, Maybe, Outcome, Sponsor};
use crate::text::trimmed;

/// The rows of a table, each with a cell for every column of the header; cells that a row lacks at its end are empty.
fn rows<'t>(reading: &mut Reading<'t>, section: &Section<'t>, field: &str) -> Vec<Vec<&'t str>> {
    let columns = section.heading.split('|').count();
    let mut rows = Vec::new();
    for line in raw_lines(section.body).map(trimmed).filter(|line| line.ends_with('|')) {
        if line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ')) {
            continue;
        }
        let bare = line.strip_prefix('|').unwrap_or(line);
        let mut cells: Vec<&'t str> = bare[..bare.len() - 1].split('|').map(trimmed).collect();
        if cells.len() > columns {
            let message = format!("{} cells for {columns} columns", cells.len());
            reading.issue("unparted", Some(field), Some(line), message);
            continue;
        }
        cells.resize(columns, &line[..0]);
        rows.push(cells);
    }
    rows
}

/// The cell of a row in the column of this name.
fn cell<'t>(section: &Section<'_>, row: &[&'t str], name: &str) -> &'t str {
    let at = section.heading.split('|').position(|column| column.trim().eq_ignore_ascii_case(name));
    at.and_then(|at| row.get(at)).copied().unwrap_or_default()
}

/// `Country | Name | City | State`.
pub(super) fn locations<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in rows(reading, section, "/locations") {
        let place = format!("/locations/{}", reading.trial.locations.len());
        let mut part = |name: &str, key: &str| -> Maybe<'t> {
            reading.line(format_args!("{place}/{key}"), cell(section, &row, name))
        };
        let location = Location {
            facility: part("Name", "facility"),
            city: part("City", "city"),
            state: part("State", "state"),
            country: part("Country", "country"),
            status: None,
        };
        reading.trial.locations.push(location);
    }
}

/// `Lead Sponsor | Collaborator`, the lead in the first row.
pub(super) fn sponsors<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in rows(reading, section, "/lead_sponsor/name") {
        let lead = cell(section, &row, "Lead Sponsor");
        if !lead.is_empty() && reading.trial.lead_sponsor.name.is_none() {
            reading.trial.lead_sponsor.name = reading.line("/lead_sponsor/name", lead);
        }
        let collaborator = cell(section, &row, "Collaborator");
        if collaborator.contains(", ") {
            let message = "names with commas and a list between commas look alike here";
            reading.issue("unparted", Some("/collaborators"), Some(collaborator), message);
        } else if let Some(name) = reading.line("/collaborators", collaborator) {
            reading.trial.collaborators.push(Sponsor { name: Some(name), class: None });
        }
    }
}

/// `Type | Measure | Description | Time frame`.
pub(super) fn outcomes<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in rows(reading, section, "/primary_outcomes") {
        let kind = cell(section, &row, "Type");
        let trial = &reading.trial;
        let (field, n) = match kind {
            "Primary" => ("/primary_outcomes", trial.primary_outcomes.len()),
            "Secondary" => ("/secondary_outcomes", trial.secondary_outcomes.len()),
            "Other" => ("/other_outcomes", trial.other_outcomes.len()),
            _ => continue,
        };
        reading.label(kind);
        let mut part = |name: &str, key: &str| -> Maybe<'t> {
            reading.line(format_args!("{field}/{n}/{key}"), cell(section, &row, name))
        };
        let (measure, description) = (part("Measure", "measure"), part("Description", "description"));
        let outcome = Outcome { measure, time_frame: part("Time frame", "time_frame"), description };
        let outcomes = match kind {
            "Primary" => &mut reading.trial.primary_outcomes,
            "Secondary" => &mut reading.trial.secondary_outcomes,
            _ => &mut reading.trial.other_outcomes,
        };
        outcomes.push(outcome);
        let safety = cell(section, &row, "Safety issue");
        if !safety.is_empty() {
            reading.boilerplate(safety);
        }
    }
}
