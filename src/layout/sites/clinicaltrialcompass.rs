//! Clinical Trial Compass: badges over the title, the number of people glued to the start date below it, labels glued to
//! their values.

use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, label, slot};
use crate::record::{Value, identify};
use crate::vocab::{self, STATUS};

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "clinicaltrialcompass",
    doc: "Clinical Trial Compass: badges over the title, people and start date in one word, labels glued to their values",
    labels: &[
        label("Study summary", slot::SUMMARY),
        label("Conditions", slot::CONDITIONS),
        label("Interventions", slot::INTERVENTIONS),
        label("Who can participate", slot::HEADING),
        label("Age range", slot::AGES),
        label("Sex", slot::SEX),
        label("Healthy volunteers", slot::VOLUNTEERS),
        label("Inclusion criteria", slot::INCLUSION),
        label("Exclusion criteria", slot::EXCLUSION),
        label("Study design", slot::STUDY_TYPE),
        label("Sponsor", slot::SPONSOR),
    ],
    signature: &["Who can participate"],
    fused: true,
    chrome: &["Clinical Trial Compass"],
    head: Head::Own(head),
    ..Layout::NEW
};

/// Badges, each known by what it says; the title; people and start date.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    for line in own_lines(LAYOUT.chrome, head) {
        if identify(line).is_some() {
            slot::registry_id(reading, line);
        } else if let Some(status) = STATUS.term(line) {
            reading.trial.overall_status = Some(Value::new(status, line));
        } else if vocab::phases(line).is_some() {
            slot::phases(reading, line);
        } else if !slot::started(reading, line) && reading.trial.brief_title.is_none() {
            reading.trial.brief_title = reading.line("/brief_title", line);
        }
    }
}
