//! ISRCTN, in three shapes: until 2022 labels and values with blank lines between them, so that an empty field is two labels
//! in a row; since then values fused to their labels; and both as rows between bars.
//!
//! The names of badges are printed always, their color is lost: `Prospectively registered` says nothing.

use crate::grammar::line::raw_lines;
use crate::layout::{Head, Label, Layout, Reading, Section, label, slot};
use crate::record::{Location, Value};
use crate::text::trimmed;
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "isrctn",
    doc: "ISRCTN: labels with their values fused to them, or labels and values with blank lines between them; days first",
    signature: &["ISRCTN", "Condition category"],
    // What the shapes print at different places stands at each of them.
    labels: &[
        label("ISRCTN", slot::ID),
        label("DOI", slot::CHROME),
        other_id("IRAS number"),
        other_id("EudraCT/CTIS number"),
        other_id("ClinicalTrials.gov (NCT)"),
        other_id("Secondary identifying numbers"),
        other_id("Protocol serial number"),
        label("Sponsor", slot::SPONSOR),
        label("Funder", slot::CHROME),
        label("Submission date", slot::CHROME),
        // The day of registration is not the day of first posting.
        label("Registration date", slot::CHROME),
        label("Condition category", slot::CHROME),
        label("Date applied", slot::CHROME),
        label("Date assigned", slot::CHROME),
        label("Last edited", slot::LAST_UPDATE_POSTED_DATE),
        label("Prospective/Retrospective", slot::CHROME),
        label("Overall trial status", slot::own(status)),
        label("Recruitment status", slot::own(status)),
        label("Overall trial status", slot::own(status)),
        label("Overall study status", slot::own(status)),
        label("Condition category", slot::CHROME),
        label("Plain English Summary", slot::SUMMARY),
        label("Plain English summary of protocol", slot::SUMMARY),
        label("Trial website", slot::CHROME),
        label("Contact information", slot::CONTACT),
        label("Type", slot::CHROME),
        label("Primary contact", slot::CONTACT),
        label("Contact name", slot::CONTACT),
        label("ORCID ID", slot::CONTACT),
        label("Contact details", slot::CONTACT),
        label("Additional identifiers", slot::HEADING),
        other_id("EudraCT number"),
        other_id("ClinicalTrials.gov number"),
        other_id("Protocol/serial number"),
        label("Study information", slot::HEADING),
        label("Primary study design", slot::STUDY_TYPE),
        label("Study design", slot::NAMED_DESIGN),
        label("Secondary study design", slot::HEADING),
        label("Study setting(s)", slot::CHROME),
        label("Study type", slot::PRIMARY_PURPOSE),
        label("Scientific title", slot::OFFICIAL_TITLE),
        label("Acronym", slot::ACRONYM),
        // What the trial is to show: no summary, no description.
        label("Study objectives", slot::HEADING),
        label("Study hypothesis", slot::HEADING),
        label("Ethics approval", slot::CHROME),
        label("Ethics approval(s)", slot::CHROME),
        label("Study design", slot::NAMED_DESIGN),
        label("Primary study design", slot::STUDY_TYPE),
        label("Secondary study design", slot::HEADING),
        label("Trial setting", slot::CHROME),
        label("Trial type", slot::PRIMARY_PURPOSE),
        label("Patient information sheet", slot::CHROME),
        label("Condition", slot::CONDITIONS),
        label("Health condition(s) or problem(s) studied", slot::CONDITIONS),
        // Prose of any length; what is given has its names below.
        label("Intervention", slot::HEADING),
        label("Intervention type", slot::HEADING),
        label("Phase", slot::PHASES),
        label("Drug names", slot::INTERVENTIONS),
        label("Drug / device / biological / vaccine name(s)", slot::INTERVENTIONS),
        label("Primary outcome measure(s)", slot::PRIMARY_OUTCOMES),
        label("Primary outcome measures", slot::PRIMARY_OUTCOMES),
        label("Primary outcome measure", slot::PRIMARY_OUTCOMES),
        label("Key secondary outcome measure(s)", slot::SECONDARY_OUTCOMES),
        label("Secondary outcome measures", slot::SECONDARY_OUTCOMES),
        // The day of the first participant stands further down.
        label("Overall trial start date", slot::CHROME),
        label("Overall study start date", slot::CHROME),
        label("Overall trial end date", slot::COMPLETION_DATE),
        label("Completion date", slot::COMPLETION_DATE),
        label("Reason abandoned", slot::WHY_STOPPED),
        label("Eligibility", slot::HEADING),
        label("Participant inclusion criteria", slot::INCLUSION),
        label("Participant type", slot::CHROME),
        label("Participant type(s)", slot::CHROME),
        label("Age group", slot::CHROME),
        label("Lower age limit", slot::MINIMUM_AGE),
        label("Upper age limit", slot::MAXIMUM_AGE),
        label("Gender", slot::SEX),
        label("Sex", slot::SEX),
        label("Target number of participants", slot::ENROLLMENT),
        label("Target sample size at registration", slot::ENROLLMENT),
        label("Total final enrolment", slot::own(slot::enrolled)),
        label("Key inclusion criteria", slot::INCLUSION),
        label("Participant exclusion criteria", slot::EXCLUSION),
        label("Key exclusion criteria", slot::EXCLUSION),
        label("Recruitment start date", slot::START_DATE),
        label("Date of first enrolment", slot::START_DATE),
        label("Recruitment end date", slot::CHROME),
        label("Date of final enrolment", slot::CHROME),
        label("Locations", slot::HEADING),
        label("Countries of recruitment", slot::COUNTRIES),
        label("Trial participating centre", slot::own(centers)),
        label("Study participating centre", slot::own(centers)),
        label("Sponsor information", slot::own(sponsor)),
        label("Organisation", slot::SPONSOR),
        label("Sponsor details", slot::CONTACT),
        label("Sponsor type", slot::CHROME),
        label("Funders", slot::CHROME),
        label("Results and Publications", slot::CHROME),
    ],
    chrome: &[
        "DOI https://…",
        "Prospectively registered",
        "Retrospectively registered",
        "Protocol",
        "Statistical analysis plan",
        "Results",
        "Individual participant data",
        "Record updated in last year",
    ],
    head: Head::Lines(&[label("", slot::TITLE_AND_ACRONYM)]),
    fused: true,
    spaced: true,
    day_first: true,
    ..Layout::NEW
};

const fn other_id(text: &'static str) -> Label {
    Label { null: &["N/A", "Nil known"], ..label(text, slot::own(other_ids)) }
}

/// Identifiers between commas.
fn other_ids<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for id in section.first().split(", ") {
        (slot::SECONDARY_IDS.read)(reading, &Section { body: id, ..*section });
    }
}

/// Two statuses, of the recruitment and of the trial, in any order: a trial that has ended has no other, and `Ongoing` says
/// less than the word for the recruitment.
fn status<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const ENDED: [&str; 3] = ["COMPLETED", "TERMINATED", "SUSPENDED"];
    let word = section.first();
    let term = vocab::STATUS.term(word);
    let says_more = |term: &str| ENDED.contains(&term);
    match reading.trial.overall_status.take() {
        Some(known)
            if term.is_some()
                && (says_more(known.value) || known.value != "UNKNOWN" && !term.is_some_and(says_more)) =>
        {
            reading.boilerplate(word);
            reading.trial.overall_status = Some(known);
        }
        known => {
            if let Some(known) = known {
                reading.boilerplate(known.at);
            }
            (slot::STATUS.read)(reading, &Section { body: word, ..*section });
        }
    }
}

/// There are no more countries.
const COUNTRIES: usize = 300;

/// A name and the lines of its address, the country last, again and again with blank lines between them. The first center
/// of a country takes the place of the country alone.
fn centers<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let all: Vec<&'t str> = raw_lines(section.body).map(trimmed).collect();
    for rows in all.split(|line| line.is_empty()).filter(|rows| !rows.is_empty()) {
        let last = rows.last().filter(|last| rows.len() > 1 && vocab::COUNTRY.term(last).is_some());
        let alone = |location: &Location<'t>| {
            let same = |country: &Value<'t, _>| last.is_some_and(|last| trimmed(country.at).eq_ignore_ascii_case(last));
            location.facility.is_none() && location.country.as_ref().is_some_and(same)
        };
        let all = &reading.trial.locations;
        let place = all.iter().take(COUNTRIES).position(alone).unwrap_or(all.len());
        // A street alone is no name.
        let name = Some(rows[0]).filter(|name| !name.starts_with(|first: char| first.is_ascii_digit()));
        let facility = name.and_then(|name| reading.line(format_args!("/locations/{place}/facility"), name));
        let field = format!("/locations/{place}/country");
        if place < reading.trial.locations.len() {
            reading.trial.locations[place].facility = facility;
            reading.also.extend(last.map(|last| (field, *last)));
        } else {
            let country = last.and_then(|last| reading.line(&field, last));
            reading.trial.locations.push(Location { facility, country, ..Location::default() });
        }
    }
}

/// The name of the sponsor, then its kind and address.
fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let name = section.first();
    if reading.trial.lead_sponsor.name.is_none() && !name.is_empty() {
        (slot::SPONSOR.read)(reading, &Section { body: name, ..*section });
    }
}
