//! ClinicalTrials.Veeva: label lines and value lines with blank lines between; an older crawl lost every value (labels without
//! values read as nothing), another every label.

use crate::grammar::line::lines;
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::text::trimmed;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "veeva",
    doc: "ClinicalTrials.Veeva: label lines and value lines, types before treatments, ages and volunteers in words",
    labels: &[
        label("Status and phase", slot::own(status_and_phase)),
        label("Status", slot::STATUS),
        label("Conditions", slot::CONDITIONS),
        label("Treatments", slot::INTERVENTIONS),
        label("Study type", slot::STUDY_TYPE),
        label("Funder types", slot::CHROME),
        label("Identifiers", slot::own(identifiers)),
        label("Details and patient eligibility", slot::HEADING),
        label("About", slot::SUMMARY),
        label("Full description", slot::DESCRIPTION),
        label("Enrollment", slot::ENROLLMENT),
        label("Sex", slot::SEX),
        label("Ages", slot::AGES),
        label("Volunteers", slot::VOLUNTEERS),
        label("Inclusion criteria", slot::INCLUSION),
        label("Exclusion criteria", slot::EXCLUSION),
        label("Trial design", slot::HEADING),
        label("Primary purpose", slot::PRIMARY_PURPOSE),
        label("Allocation", slot::ALLOCATION),
        label("Interventional model", slot::INTERVENTION_MODEL),
        label("Masking", slot::MASKING),
    ],
    chrome: &["ClinicalTrials.Veeva", "Menu"],
    head: Head::Own(head),
    ..Layout::NEW
};

/// Title, the sponsor's letter or logo, the sponsor.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let mut lines = own_lines(LAYOUT.chrome, head);
    let Some(first) = lines.next() else { return };
    slot::title(reading, first);
    for line in lines {
        if line.chars().count() == 1 || line.ends_with(" logo") {
            reading.boilerplate(line);
        } else if reading.trial.lead_sponsor.name.is_none() {
            reading.trial.lead_sponsor.name = reading.line("/lead_sponsor/name", line);
        }
    }
}

/// The status, then the phases, higher first.
fn status_and_phase<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    (slot::STATUS.read)(reading, &Section { body: first, ..*section });
    slot::phases(reading, &section.body[section.end_of(first)..]);
}

/// The registry's number first, then others, some with their kind in brackets.
fn identifiers<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    (slot::ID.read)(reading, &Section { body: first, ..*section });
    for line in lines(&section.body[section.end_of(first)..]) {
        let id = line.text.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).map_or(line.text, |(id, _)| id);
        (slot::SECONDARY_IDS.read)(reading, &Section { body: id, ..*section });
        let kind = trimmed(&line.text[id.len()..]);
        if !kind.is_empty() {
            reading.label(kind);
        }
    }
}
