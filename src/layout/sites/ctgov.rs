//! The classic page of ClinicalTrials.gov: labels with colons, one joined row of conditions, interventions and phase,
//! numbered outcomes with their time frames in brackets.

use crate::grammar::line::{lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::record::{Intervention, Outcome, Value};
use crate::text::{paragraphs, range_in, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "ctgov",
    doc: "ClinicalTrials.gov, classic page: labels with colons, a joined row of conditions, interventions and phase",
    labels: &[
        label("ClinicalTrials.gov Identifier", slot::ID),
        label("Recruitment Status", slot::own(status)),
        label("First Posted", slot::FIRST_POSTED_DATE),
        label("Results First Posted", slot::CHROME),
        label("Last Update Posted", slot::LAST_UPDATE_POSTED_DATE),
        label("Sponsor", slot::HEADING),
        label("Information provided by (Responsible Party)", slot::CHROME),
        label("Brief Summary", slot::SUMMARY),
        label("Detailed Description", slot::DESCRIPTION),
        label("Condition or disease Intervention/treatment Phase", slot::own(joined)),
        label("Condition or disease Intervention/treatment", slot::own(joined)),
        label("Layout table for study information", slot::HEADING),
        label("Study Type", slot::STUDY_TYPE),
        label("Enrollment", slot::ENROLLMENT),
        label("Allocation", slot::ALLOCATION),
        label("Intervention Model", slot::INTERVENTION_MODEL),
        label("Observational Model", slot::OBSERVATIONAL_MODEL),
        label("Time Perspective", slot::TIME_PERSPECTIVE),
        label("Masking", slot::MASKING),
        label("Primary Purpose", slot::PRIMARY_PURPOSE),
        label("Official Title", slot::OFFICIAL_TITLE),
        label("Study Start Date", slot::START_DATE),
        label("Primary Completion Date", slot::PRIMARY_COMPLETION_DATE),
        label("Study Completion Date", slot::COMPLETION_DATE),
        label("Primary Outcome Measures", slot::own(primary)),
        label("Secondary Outcome Measures", slot::own(secondary)),
        label("Other Outcome Measures", slot::own(other)),
        label("Ages Eligible for Study", slot::AGES),
        label("Sexes Eligible for Study", slot::SEX),
        label("Accepts Healthy Volunteers", slot::VOLUNTEERS),
        label("Criteria", slot::CRITERIA),
    ],
    chrome: &[
        "The safety and scientific validity…",
        "We're building a better ClinicalTrials.gov…",
        "Working…",
        "ClinicalTrials.gov Menu",
    ],
    head: Head::Own(head),
    last: Some("Study Type"),
    ..Layout::NEW
};

fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    if let Some(title) = own_lines(LAYOUT.chrome, head).next() {
        slot::title(reading, title);
    }
}

/// The status; an unknown one is followed by when it was verified last and what it was then.
fn status<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    (slot::STATUS.read)(reading, &Section { body: first, ..*section });
    for line in lines(&section.body[section.end_of(first)..]) {
        if line.whole.starts_with("Verified ") || line.whole.starts_with("Recruitment status was:") {
            reading.boilerplate(line.whole);
        }
    }
}

/// `Condition A Condition B Drug: X Device: Y Phase 2 Phase 3`: the types part the interventions and the phases end the
/// row; the conditions have nothing between them and stay unread.
fn joined<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let row = section.first();
    if !reading.may("table/flattened-row") {
        return;
    }
    let row = ending_phases(reading, row);
    let starts: Vec<usize> = typed(row);
    if let Some(&first) = starts.first() {
        let conditions = trimmed(&row[..first]);
        unparted(reading, conditions);
        let ends = starts.iter().skip(1).copied().chain([row.len()]);
        let pieces: Vec<&'t str> = starts.iter().zip(ends).map(|(start, end)| trimmed(&row[*start..end])).collect();
        for piece in &pieces {
            let Some((kind, name)) = piece.split_once(": ") else { continue };
            let term = vocab::INTERVENTION_TYPE.term(kind).map(|term| Value::new(term, kind));
            let name = reading.line("/interventions", name);
            reading.trial.interventions.push(Intervention { r#type: term, name, ..Intervention::default() });
        }
        let at = &row[first..];
        reading.repaired(
            "table/flattened-row",
            "/interventions",
            at,
            pieces.join(" ¦ "),
            (0.99, "each begins with a type of the registry's list"),
        );
    } else {
        unparted(reading, row);
    }
}

fn unparted<'t>(reading: &mut Reading<'t>, conditions: &'t str) {
    if !conditions.is_empty() {
        let message = "conditions are joined with blanks here; where one ends and the next begins is not told";
        reading.issue("unparted", Some("/conditions"), Some(conditions), message);
    }
}

/// Takes the phases off the end of the row.
fn ending_phases<'t>(reading: &mut Reading<'t>, row: &'t str) -> &'t str {
    let mut rest = trimmed(row);
    let mut phases = Vec::new();
    while let Some((word, term)) =
        PHASES.iter().find_map(|word| Some((rest.strip_suffix(word)?, vocab::PHASE.term(word)?)))
    {
        if !word.is_empty() && !word.ends_with(' ') {
            break;
        }
        phases.insert(0, Value::new(term, &rest[word.len()..]));
        rest = trimmed(word);
    }
    reading.trial.phases = phases;
    rest
}

const PHASES: &[&str] = &["Early Phase 1", "Phase 1", "Phase 2", "Phase 3", "Phase 4", "Not Applicable"];

/// Where the types of interventions stand in a row: at its start or behind a blank, before a colon and a blank.
fn typed(row: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    for colon in memchr::memmem::find_iter(row.as_bytes(), b": ") {
        let kind = crate::segment::fused_list::INTERVENTION_TYPES
            .iter()
            .filter(|kind| row[..colon].ends_with(**kind))
            .map(|kind| kind.len())
            .max();
        let start = kind.map(|len| colon - len).filter(|start| *start == 0 || row[..*start].ends_with(' '));
        starts.extend(start);
    }
    starts
}

fn primary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.primary_outcomes = outcomes(reading, "/primary_outcomes", section.body);
}

fn secondary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.secondary_outcomes = outcomes(reading, "/secondary_outcomes", section.body);
}

fn other<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.other_outcomes = outcomes(reading, "/other_outcomes", section.body);
}

/// `1. measure [ Time Frame: x ]`, then lines of its description, up to the next number.
fn outcomes<'t>(reading: &mut Reading<'t>, field: &str, body: &'t str) -> Vec<Outcome<'t>> {
    let mut outcomes: Vec<Outcome<'t>> = Vec::new();
    for line in lines(body) {
        let mark = format!("{}. ", outcomes.len() + 1);
        let row = line
            .whole
            .strip_prefix(mark.as_str())
            .and_then(|row| Some((row, row.strip_suffix(']')?.rsplit_once("[ Time Frame:")?)));
        if let Some((row, (measure, time))) = row {
            reading.boilerplate(&line.whole[..mark.len()]);
            let start = range_in(row, time).start;
            reading.label(&row[measure.len()..start]);
            let place = format!("{field}/{}/time_frame", outcomes.len());
            outcomes.push(Outcome {
                measure: reading.line("", measure),
                time_frame: reading.line(&place, time),
                description: None,
            });
        } else if let Some(last) = outcomes.last_mut() {
            let at = last.description.as_ref().map_or(line.whole, |before| stretch(body, before.at, line.whole));
            last.description = Some(Value::new(paragraphs(at), at));
        }
    }
    outcomes
}
