//! When people take part, how many, where, and who answers for it.

use super::fields::fields;
use crate::layout::{Reading, Section, Slot, slot};
use crate::record::{Dated, Location, Sponsor, Trial, Value};
use crate::text::{folded, trimmed};
use crate::vocab;

pub(super) fn start<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Date of first participant enrolment", "Anticipated", "Actual"];
    dated(reading, section, NAMES, slot::START_DATE, |trial| &mut trial.start_date);
}

pub(super) fn end<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Date of last data collection", "Anticipated", "Actual"];
    dated(reading, section, NAMES, slot::COMPLETION_DATE, |trial| &mut trial.completion_date);
}

/// A date that was planned and perhaps one that has come, which is told in its place. Either may be empty.
fn dated<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    names: &[&'static str],
    slot: Slot,
    of: for<'r> fn(&'r mut Trial<'t>) -> &'r mut Dated<'t>,
) {
    let text = reading.text;
    for field in fields(reading, section, &slot.pointer(), names) {
        let Some(body) = field.value(text) else { continue };
        let kind = vocab::DATE_TYPE.term(field.label).map(|term| Value::new(term, field.label));
        slot::instead_dated(reading, &Section { body, kind: None, ..*section }, slot, of, kind);
    }
}

/// How many should take part, have until now, and did in the end.
pub(super) fn size<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let text = reading.text;
    for field in fields(reading, section, "/enrollment/count", &["Sample size", "Target", "Accrual to date", "Final"]) {
        let Some(value) = field.value(text) else { continue };
        if field.name == "Accrual to date" {
            reading.boilerplate(value);
            continue;
        }
        let planned = std::mem::take(&mut reading.trial.enrollment);
        slot::enrollment(reading, value);
        if reading.trial.enrollment.count.is_none() {
            reading.trial.enrollment = planned;
        } else if field.name == "Final" {
            reading.trial.enrollment.r#type = Some(Value::new("ACTUAL", field.label));
            if let Some(planned) = planned.count {
                reading.boilerplate(planned.at);
            }
        }
    }
}

/// Hospitals with their towns, and the states of all of them. States are places of their own where no hospital is named;
/// which of several states a hospital is in, the page does not say.
pub(super) fn australia<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] =
        &["Recruitment in Australia", "Recruitment state(s)", "Recruitment hospital", "Recruitment postcode(s)"];
    let text = reading.text;
    let at = section.heading.find("Australia").map(|at| &section.heading[at..at + "Australia".len()]);
    let country = || at.map(|at| Value::new(folded(at), at));
    let fields = fields(reading, section, "/locations", NAMES);
    let values = |name: &str| -> Vec<&'t str> {
        fields.iter().filter(|field| field.name == name).filter_map(|field| field.value(text)).collect()
    };
    let states: Vec<&'t str> = values(NAMES[1]).into_iter().flat_map(|list| list.split(',')).map(trimmed).collect();
    let hospitals = values(NAMES[2]);
    for hospital in &hospitals {
        let (name, town) = hospital.rsplit_once(" - ").unwrap_or((hospital, &hospital[hospital.len()..]));
        let place = format!("/locations/{}", reading.trial.locations.len());
        let facility = reading.line(format_args!("{place}/facility"), name);
        let city = reading.line(format_args!("{place}/city"), town);
        let state = if let [only] = states[..] { Some(Value::new(folded(only), only)) } else { None };
        reading.trial.locations.push(Location { facility, city, state, country: country(), status: None });
    }
    for state in states {
        if hospitals.is_empty() {
            let state = Some(Value::new(folded(state), state));
            reading.trial.locations.push(Location { state, country: country(), ..Location::default() });
        } else {
            reading.boilerplate(state);
        }
    }
    for code in values(NAMES[3]) {
        reading.boilerplate(code);
    }
}

/// Other countries, each with its province.
pub(super) fn abroad<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Recruitment outside Australia", "Country", "State/province"];
    let text = reading.text;
    let mut open = false;
    for field in fields(reading, section, "/locations", NAMES) {
        let Some(value) = field.value(text) else { continue };
        let place = format!("/locations/{}", reading.trial.locations.len());
        if field.name == "Country" {
            let country = reading.line(place, value);
            open = country.is_some();
            reading.trial.locations.extend(country.map(|at| Location { country: Some(at), ..Location::default() }));
        } else {
            let state = reading.line(place, value);
            if let Some(last) = reading.trial.locations.last_mut().filter(|_| open) {
                last.state = state;
            }
        }
    }
}

/// Kinds of organizations, as the register names them.
const CLASSES: &[(&str, &str)] = &[
    ("Commercial sector/Industry", "INDUSTRY"),
    ("Individual", "INDIV"),
    ("Government body", "OTHER_GOV"),
    ("University", "OTHER"),
    ("Hospital", "OTHER"),
    ("Charities/Societies/Foundations", "OTHER"),
    ("Other Collaborative groups", "OTHER"),
    ("Other", "OTHER"),
];

pub(super) fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Primary sponsor type", "Name", "Address", "Country"];
    if let Some(sponsor) = sponsors(reading, section, "/lead_sponsor/name", NAMES).into_iter().next() {
        reading.trial.lead_sponsor = sponsor;
    }
}

pub(super) fn collaborators<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Secondary sponsor category", "Other collaborator category", "Name", "Address", "Country"];
    let sponsors = sponsors(reading, section, "/collaborators", NAMES);
    reading.trial.collaborators.extend(sponsors);
}

/// Organizations: the kind of each, its name, its address.
fn sponsors<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    pointer: &str,
    names: &[&'static str],
) -> Vec<Sponsor<'t>> {
    let text = reading.text;
    let mut class = None;
    let mut sponsors = Vec::new();
    for field in fields(reading, section, pointer, names) {
        let Some(value) = field.value(text) else { continue };
        match field.name {
            "Address" | "Country" => reading.boilerplate(value),
            "Name" => {
                let name = reading.line(pointer, value);
                sponsors.extend(name.map(|name| Sponsor { name: Some(name), class: class.take() }));
            }
            _ => {
                let known = CLASSES.iter().find(|(word, _)| *word == value);
                class = known.map(|(_, term)| Value::new(*term, value));
                if class.is_none() && reading.given(pointer, value).is_some() {
                    reading.boilerplate(value);
                }
            }
        }
    }
    sponsors
}
