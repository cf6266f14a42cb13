//! The tabular page of ClinicalTrials.gov: the items that editors of journals ask for, each label with the mark of a
//! footnote, current beside original entries, dates of submission between labels and values.

use crate::grammar::line::{lines, stretch};
use crate::grammar::list::outside_brackets;
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::record::{Location, Value};
use crate::text::{folded, trimmed};

/// The table of the site. The head of the classic page stands before it where the crawler kept it.
pub(super) static LAYOUT: Layout = Layout {
    id: "ctgov.tabular",
    doc: "ClinicalTrials.gov, tabular page: labels with the mark of a footnote, current and original entries",
    // The other labels are the registry's words for its data, which its mirrors print too.
    signature: &[
        "Tracking Information",
        "Descriptive Information",
        "Recruitment Information",
        "Administrative Information",
    ],
    labels: &[
        label("ClinicalTrials.gov Identifier", slot::ID),
        label("Recruitment Status", slot::STATUS_VERIFIED),
        label("First Posted", slot::FIRST_POSTED_DATE),
        label("Results First Posted", slot::CHROME),
        label("Last Update Posted", slot::LAST_UPDATE_POSTED_DATE),
        label("Sponsor", slot::SPONSOR),
        label("Information provided by (Responsible Party)", slot::CHROME),
        label("Information provided by", slot::CHROME),
        label("Tracking Information", slot::HEADING),
        label("First Submitted Date", slot::CHROME),
        label("First Posted Date", slot::own(first_posted)),
        label("Results First Submitted Date", slot::CHROME),
        label("Results First Posted Date", slot::CHROME),
        label("Last Update Posted Date", slot::own(last_update)),
        label("Study Start Date", slot::START_DATE),
        label("Start Date", slot::START_DATE),
        label("Primary Completion Date", slot::PRIMARY_COMPLETION_DATE),
        label("Current Primary Outcome Measures", slot::PRIMARY_OUTCOMES_DESCRIBED),
        label("Original Primary Outcome Measures", slot::CHROME),
        label("Change History", slot::CHROME),
        label("Current Secondary Outcome Measures", slot::SECONDARY_OUTCOMES_DESCRIBED),
        label("Original Secondary Outcome Measures", slot::CHROME),
        label("Current Other Pre-specified Outcome Measures", slot::OTHER_OUTCOMES_DESCRIBED),
        label("Original Other Pre-specified Outcome Measures", slot::CHROME),
        label("Descriptive Information", slot::HEADING),
        label("Brief Title", slot::own(title)),
        label("Official Title", slot::OFFICIAL_TITLE),
        label("Brief Summary", slot::SUMMARY),
        label("Detailed Description", slot::DESCRIPTION),
        label("Study Type", slot::STUDY_TYPE),
        label("Study Phase", slot::PHASES),
        label("Study Design", slot::DESIGN),
        label("Target Follow-Up Duration", slot::CHROME),
        label("Biospecimen", slot::CHROME),
        label("Sampling Method", slot::CHROME),
        label("Study Population", slot::CHROME),
        label("Condition", slot::own(conditions)),
        label("Intervention", slot::INTERVENTIONS_DESCRIBED),
        label("Study Arms", slot::ARMS),
        label("Study Groups/Cohorts", slot::ARMS),
        label("Publications *", slot::CHROME),
        label("Recruitment Information", slot::HEADING),
        label("Recruitment Status", slot::own(status)),
        label("Enrollment", slot::own(enrollment)),
        label("Original Enrollment", slot::CHROME),
        label("Original Actual Enrollment", slot::CHROME),
        label("Original Estimated Enrollment", slot::CHROME),
        label("Study Completion Date", slot::COMPLETION_DATE),
        label("Eligibility Criteria", slot::CRITERIA),
        label("Sex/Gender", slot::own(sex)),
        label("Gender", slot::SEX),
        label("Ages", slot::AGES),
        label("Accepts Healthy Volunteers", slot::VOLUNTEERS),
        label("Contacts", slot::CONTACT),
        label("Listed Location Countries", slot::own(countries)),
        label("Removed Location Countries", slot::CHROME),
        label("Administrative Information", slot::HEADING),
        label("NCT Number", slot::own(id)),
        label("Other Study ID Numbers", slot::SECONDARY_IDS),
        label("Has Data Monitoring Committee", slot::CHROME),
        label("U.S. FDA-regulated Product", slot::CHROME),
        label("IPD Sharing Statement", slot::CHROME),
        label("Responsible Party", slot::CHROME),
        label("Study Sponsor", slot::own(sponsor)),
        label("Collaborators", slot::own(collaborators)),
        label("Investigators", slot::CONTACT),
        label("PRS Account", slot::CHROME),
        label("Verification Date", slot::CHROME),
    ],
    footnote: Some("ICMJE"),
    spaced: true,
    chrome: &[
        "The safety and scientific validity…",
        "Listing a study does not mean…",
        "Working…",
        "ClinicalTrials.gov",
        "ClinicalTrials.gov Menu",
        "Includes publications…",
    ],
    head: Head::Own(head),
    last: Some("NCT Number"),
    ..Layout::NEW
};

fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    if let Some(title) = own_lines(LAYOUT.chrome, head).next() {
        slot::title(reading, title);
    }
}

fn first_posted<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again_dated(reading, section, slot::FIRST_POSTED_DATE, |trial| &mut trial.first_posted_date);
}

fn last_update<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again_dated(reading, section, slot::LAST_UPDATE_POSTED_DATE, |trial| &mut trial.last_update_posted_date);
}

fn title<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::TITLE, |trial| &mut trial.brief_title);
}

fn status<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::STATUS_VERIFIED, |trial| &mut trial.overall_status);
}

fn id<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::ID, |trial| &mut trial.registry_id);
}

fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::SPONSOR, |trial| &mut trial.lead_sponsor.name);
}

/// One a line, commas and semicolons included.
fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in slot::items(section) {
        slot::condition(reading, row);
    }
}

fn collaborators<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in slot::items(section) {
        slot::collaborating(reading, row);
    }
}

/// The number stands below the date on which it was given.
fn enrollment<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    let dated = slot::submitted(reading, first);
    let body = if dated { &section.body[section.end_of(first)..] } else { section.body };
    (slot::ENROLLMENT.read)(reading, &Section { body, ..*section });
}

const SEXES: &str = "Sexes Eligible for Study:";

/// `Sexes Eligible for Study: All`.
fn sex<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    let body = first.strip_prefix(SEXES).unwrap_or(first);
    reading.label(&first[..first.len() - body.len()]);
    // The value may stand on the next line.
    let body = if trimmed(body).is_empty() { &section.body[section.end_of(first)..] } else { body };
    (slot::SEX.read)(reading, &Section { body, ..*section });
}

/// Names between commas; a name may be inverted (`Korea, Republic of`).
fn countries<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let Some(list) = reading.given("/locations", trimmed(section.body)) else { return };
    let mut names: Vec<&'t str> = Vec::new();
    for part in lines(list).flat_map(|line| outside_brackets(line.text)) {
        let inverted = part.ends_with(" of") || part.ends_with(" of the");
        match names.last_mut().filter(|_| inverted) {
            Some(before) => *before = stretch(list, before, part),
            None => names.push(part),
        }
    }
    for name in names {
        let country = Some(Value::new(folded(name), name));
        reading.trial.locations.push(Location { country, ..Location::default() });
    }
}
