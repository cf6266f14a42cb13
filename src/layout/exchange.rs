//! Clinical Trial Exchange, with a colon or question mark behind every label: one host wraps the criteria at 80 columns,
//! the other prints short values twice and glues labels to the ends of values.

use super::{Layout, Reading, Section, label, slot};
use crate::record::Value;
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "exchange",
    doc: "Clinical Trial Exchange: labels with colons, wrapped criteria; or doubled values and glued labels",
    labels: &[
        label("Overview", slot::own(title)),
        label("Status", slot::STATUS),
        label("Trial end date", slot::own(end_date)),
        label("Target enrollment", slot::own(target)),
        label("Participant gender", slot::SEX),
        label("Summary", slot::SUMMARY),
        label("Phase", slot::own(phase)),
        label("Accepts Healthy Volunteers?", slot::VOLUNTEERS),
        label("Details", slot::HEADING),
        label("Lead Sponsor", slot::SPONSOR),
        label("Collaborator", slot::COLLABORATORS),
        label("Collaborators", slot::COLLABORATORS),
        label("Treatments", slot::CHROME),
        label("Criteria", slot::CRITERIA),
    ],
    ordered: true,
    glued: &[
        "Phase:",
        "Accepts Healthy Volunteers?",
        "Details",
        "Treatments:",
        "Collaborator:",
        "Collaborators:",
        "Criteria",
    ],
    chrome: &[],
    head: |_: &mut Reading<'_>, _: &str| {},
    last: None,
};

fn title<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.brief_title = reading.line("/brief_title", section.first());
}

/// `1969-12-31` is the site's date for none; a day of 01 is the month's.
fn end_date<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    if at == "1969-12-31" && reading.may("placeholder/null") {
        return reading.placeholder("/completion_date/date", at);
    }
    (slot::COMPLETION_DATE.read)(reading, section);
    padded(reading, at);
}

fn padded<'t>(reading: &mut Reading<'t>, at: &'t str) {
    if at.ends_with("-01") {
        let message = "this site pads dates that are months to the first day";
        reading.issue("padded-date", Some("/completion_date/date"), Some(at), message);
    }
}

/// The site prints 0 for every number it does not have.
fn target<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    if at == "0" && reading.may("placeholder/null") {
        return reading.placeholder("/enrollment/count", at);
    }
    slot::enrollment(reading, at);
}

/// `N/A` stands here for no phase as well as for a phase that does not apply.
fn phase<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    if vocab::is_placeholder(at) && reading.may("placeholder/null") {
        return reading.placeholder("/phases", at);
    }
    let named = vocab::phases(at).unwrap_or_default();
    reading.trial.phases.extend(named.into_iter().map(|(at, term)| Value::new(term, at)));
}
