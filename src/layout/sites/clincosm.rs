//! Clincosm: the class behind every organization, numbers before their words (or without any, and then unread), a joined
//! header of conditions, interventions and phase.

use crate::grammar::line::{lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, Slot, label, slot};
use crate::record::{Location, Maybe, Outcome, Value};
use crate::segment::time_frame;
use crate::text::{paragraphs, range_in, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "clincosm",
    doc: "Clincosm: organizations with their class, six numbers with or without words behind them, a joined header",
    labels: &[
        label("Sponsor", slot::CLASSED_SPONSOR),
        label("Overall Status", slot::STATUS),
        label("CT.gov ID", slot::ID),
        label("Collaborator", Slot { name: "collaborators", read: collaborators }),
        label("Study Details", slot::HEADING),
        label("Study Description", slot::HEADING),
        label("Brief Summary", slot::SUMMARY),
        label("Condition or Disease Intervention/Treatment Phase", Slot { name: "conditions", read: joined }),
        label("Condition or DiseaseIntervention/TreatmentPhase", Slot { name: "conditions", read: joined }),
        label("Detailed Description", slot::DESCRIPTION),
        label("Study Design", slot::HEADING),
        label("Study Type", slot::STUDY_TYPE),
        label("Enrollment", Slot { name: "enrollment.count", read: enrollment }),
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
        label("Arms and Interventions", slot::TYPED_ARMS),
        label("Outcome Measures", slot::HEADING),
        label("Primary Outcome Measures", Slot { name: "primary_outcomes", read: primary }),
        label("Secondary Outcome Measures", Slot { name: "secondary_outcomes", read: secondary }),
        label("Eligibility Criteria", slot::HEADING),
        label("Criteria", slot::HEADING),
        label("Ages Eligible for Study", slot::AGES),
        label("Sexes Eligible for Study", slot::SEX),
        label("Accepts Healthy Volunteers", slot::VOLUNTEERS),
        label("Inclusion Criteria", slot::INCLUSION),
        label("Exclusion Criteria", slot::EXCLUSION),
        label("Contacts and Locations", slot::HEADING),
        label("Locations", slot::HEADING),
        label("SiteCityStateCountryPostal Code", Slot { name: "locations", read: locations }),
        label("Sponsors and Collaborators", slot::CHROME),
        label("Investigators", slot::CONTACT),
        label("More Information", slot::HEADING),
        label("Responsible Party", slot::CHROME),
    ],
    head: Head::Own(head),
    last: Some("Study Design"),
    ..Layout::NEW
};

fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    if let Some(title) = own_lines(LAYOUT.chrome, head).next() {
        slot::title(reading, title);
    }
}

/// `A (Other), B (Industry)` or `(none)`; the numbers of the trial below.
fn collaborators<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut rows = lines(section.body).map(|line| line.text).peekable();
    while let Some(row) = rows.next_if(|row| !number(row)) {
        for name in classed(row) {
            if name == "(none)" && reading.may_at("placeholder/null", name) {
                reading.placeholder("/collaborators", name);
            } else if let Some(sponsor) = slot::classed(reading, "/collaborators", name) {
                reading.trial.collaborators.push(sponsor);
            }
        }
    }
    let Some(first) = rows.next() else { return };
    // One of the words behind the numbers is a label too, and may have ended the section.
    let below = lines(&reading.text[range_in(reading.text, first).start..]).map(|line| line.text);
    let below: Vec<&'t str> = below.take_while(|row| number(row) || WORDS.contains(row)).collect();
    numbers(reading, &below);
}

/// The organizations of a list: a comma ends one where its class stands before it.
fn classed(row: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, _) in row.match_indices("), ") {
        let class = row[start..at].rsplit_once(" (").and_then(|(_, word)| vocab::SPONSOR_CLASS.term(word));
        if class.is_some() {
            parts.push(&row[start..=at]);
            start = at + 3;
        }
    }
    parts.push(&row[start..]);
    parts
}

/// `1,302`, `38.6`.
fn number(row: &str) -> bool {
    row.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
}

/// The words behind the numbers of a trial; all but the first are the site's own sums.
const WORDS: &[&str] = &[
    "Enrollment",
    "Locations",
    "Location",
    "Arms",
    "Arm",
    "Actual Duration (Months)",
    "Anticipated Duration (Months)",
    "Patients Per Site",
    "Patients Per Site Per Month",
];

/// A number and its word, line by line. Without the words only the order would tell the numbers apart, and numbers that
/// a trial lacks leave no gap.
fn numbers<'t>(reading: &mut Reading<'t>, rows: &[&'t str]) {
    let pair = |pair: &[&str]| pair.len() == 2 && number(pair[0]) && WORDS.contains(&pair[1]);
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
    if !rows.chunks(2).all(pair) {
        let at = stretch(reading.text, first, last);
        let message = format!("{} lines of numbers do not say what they count", rows.len());
        return reading.issue("unparted", Some("/enrollment/count"), Some(at), message);
    }
    for pair in rows.chunks(2) {
        reading.label(pair[1]);
        if pair[1] == "Enrollment" {
            slot::enrollment(reading, pair[0]);
        } else {
            reading.boilerplate(pair[0]);
        }
    }
}

/// The number of people once more, with its type.
fn enrollment<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    // Without its type it is one of the words behind the numbers.
    let Some(word) = section.kind else { return };
    let before = reading.trial.enrollment.count.take();
    slot::enrollment(reading, section.first());
    let enrollment = &mut reading.trial.enrollment;
    if enrollment.count.is_some() {
        enrollment.r#type = vocab::DATE_TYPE.term(word).map(|term| Value::new(term, word));
    }
    match before {
        Some(before) if enrollment.count.as_ref().is_some_and(|count| count.value == before.value) => {
            reading.also.push(("/enrollment/count".to_owned(), before.at));
        }
        before => enrollment.count = enrollment.count.take().or(before),
    }
}

/// Conditions, then interventions with their types, then the phases.
fn joined<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let typed = line.text.split_once(": ").is_some_and(|(kind, _)| vocab::INTERVENTION_TYPE.term(kind).is_some());
        if typed {
            slot::intervention(reading, line.text);
        } else if vocab::phases(line.text).is_some() {
            slot::phases(reading, line.text);
        } else if reading.trial.interventions.is_empty() {
            slot::condition(reading, line.text);
        }
    }
}

/// The sites of a table whose cells stand on lines of their own, each below its number: name, city, perhaps a state, country,
/// perhaps a postal code.
fn locations<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let rows: Vec<&'t str> = lines(section.body).map(|line| line.text).collect();
    let mut starts: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if row.parse() == Ok(starts.len() + 1) && starts.last().is_none_or(|last| at > last + 2) {
            starts.push(at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([rows.len()]);
    for (start, end) in starts.iter().zip(ends) {
        let cells = &rows[start + 1..end];
        let country = cells.iter().rposition(|cell| vocab::COUNTRY.term(cell).is_some());
        let (facility, city, state, country) = match (cells, country) {
            ([facility, city, country, ..], Some(2)) => (facility, city, None, country),
            ([facility, city, state, country, ..], Some(3)) => (facility, city, Some(state), country),
            _ => {
                let at = stretch(section.body, rows[*start], rows[end - 1]);
                reading.issue("unparted", Some("/locations"), Some(at), "the cells of this row are not told apart");
                continue;
            }
        };
        reading.boilerplate(rows[*start]);
        let behind = if state.is_some() { 4 } else { 3 };
        cells[behind..].iter().for_each(|code| reading.boilerplate(code));
        let place = format!("/locations/{}", reading.trial.locations.len());
        let mut cell = |key: &str, at: &'t str| reading.line(format_args!("{place}/{key}"), at);
        let (facility, city) = (cell("facility", facility), cell("city", city));
        let state = state.and_then(|state| cell("state", state));
        let country = cell("country", country);
        reading.trial.locations.push(Location { facility, city, state, country, status: None });
    }
}

fn primary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.primary_outcomes = outcomes(reading, "/primary_outcomes", section.body);
}

fn secondary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.secondary_outcomes = outcomes(reading, "/secondary_outcomes", section.body);
}

/// `1. measure [12 weeks]`, then lines of its description, up to the next number.
fn outcomes<'t>(reading: &mut Reading<'t>, field: &str, body: &'t str) -> Vec<Outcome<'t>> {
    let rows: Vec<&'t str> = lines(body).map(|line| line.whole).collect();
    let mut starts = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(rest) = row.strip_prefix(&format!("{}. ", starts.len() + 1)) {
            starts.push((at, rest));
        }
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|start| start.0).chain([rows.len()]).collect();
    // Where every row ends with a bracket, brackets are for time frames, whatever words they are put in.
    let bracketed = starts.iter().all(|(_, rest)| rest.ends_with(']'));
    let each = starts.into_iter().zip(ends).enumerate().map(|(n, ((start, rest), end))| {
        reading.boilerplate(&rows[start][..rows[start].len() - rest.len()]);
        let below = rows.get(start + 1..end).and_then(|rows| Some(stretch(body, rows.first()?, rows.last()?)));
        let description = below.map(|at| Value::new(paragraphs(at), at));
        Outcome { description, ..outcome(reading, &format!("{field}/{n}"), rest, bracketed) }
    });
    each.collect()
}

/// A bracket at the end is the time frame where it holds nothing but a time, or the site puts time frames there.
fn outcome<'t>(reading: &mut Reading<'t>, place: &str, row: &'t str, bracketed: bool) -> Outcome<'t> {
    let split = row.strip_suffix(']').and_then(|row| row.rsplit_once(" ["));
    let whole = |time: &str| time_frame::stops(time).contains(&time.len());
    let (measure, time) = split.filter(|(_, time)| bracketed || whole(time)).unwrap_or((row, ""));
    let time_frame: Maybe<'t> = reading.line(format_args!("{place}/time_frame"), time);
    Outcome { measure: reading.line(format_args!("{place}/measure"), trimmed(measure)), time_frame, description: None }
}
