//! Power: a program's words about the trial. The number of people stands over the title; ages have no unit; the page ends
//! with other trials.

use crate::layout::reading::own_lines;
use crate::layout::{Head, Label, Layout, Reading, label, slot};
use crate::vocab::phases;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "withpower",
    doc: "Power: a program's words, the number of people over the title, ages without a unit, other trials at the foot",
    labels: &[
        // An older shape.
        label("Research Sponsored by", slot::SPONSOR),
        label("Eligibility Criteria Checklist", slot::CHROME),
        label("Awards & highlights", slot::CHROME),
        label("Study Summary", slot::CHROME),
        label("Who is the study for?", slot::CHROME),
        label("What is being tested?", slot::CHROME),
        label("What are the potential side effects?", slot::CHROME),
        label("Overseen By", slot::CHROME),
        label("Age", slot::AGES),
        label("Sex", slot::SEX),
        label("Travel", slot::CHROME),
        Label { null: &["Academic"], ..label("Trial Phase", slot::PHASES) },
        label("Recruiting", slot::CHROME),
        label("Sponsor", slot::SPONSOR),
        label("Must not be taking", slot::CHROME),
        label("Disqualifiers", slot::CHROME),
        label("What You Need to Know Before You Apply", slot::HEADING),
        label("Trial Summary", slot::HEADING),
        label("What is the purpose of this trial?", slot::SUMMARY),
        label("Will I have to stop taking my current medications?", slot::CHROME),
        label("Eligibility Criteria", slot::HEADING),
        label("Inclusion Criteria", slot::INCLUSION),
        label("Exclusion Criteria", slot::EXCLUSION),
        label("Timeline for a Trial Participant", slot::CHROME),
        label("Trial Details", slot::HEADING),
        label("Trial ID", slot::ID),
        label("Other People Viewed", slot::CHROME),
    ],
    signature: &["What is the purpose of this trial?", "Research Sponsored by"],
    spaced: true,
    fused: true,
    paraphrase: true,
    head: Head::Own(head),
    ..Layout::NEW
};

/// `144 Participants Needed`, then a title in the program's words.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    for line in own_lines(LAYOUT.chrome, head) {
        if let Some((people, needed)) = line.split_at_checked(line.len().saturating_sub(NEEDED.len()))
            && needed == NEEDED
        {
            slot::enrollment(reading, people);
            reading.label(needed);
        } else if phases(line).is_some() {
            slot::phases(reading, line);
        } else {
            reading.boilerplate(line);
        }
    }
}

const NEEDED: &str = "Participants Needed";
