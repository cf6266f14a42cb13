//! Ignite: one module of a registry's record a page, labels with their values behind colons, criteria on one line.
//!
//! Pages of whole studies may have been through a filter that takes out every mark that is no letter, digit or blank:
//! `5.6 mg/dL` is printed as `56 mgdL`. Nothing tells where a point, a slash or a sign stood, so no number is taken
//! from such a text, and a text with a number not at all.

use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::text::trimmed;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "ignitesd",
    doc: "Ignite: modules of a record, labels with their values behind colons; some pages lost every sign in their texts",
    labels: &[
        label("Ignite Creation Date", slot::CHROME),
        label("Ignite Modification Date", slot::CHROME),
        label("NCT ID", slot::ID),
        label("Study NCT ID", slot::ID),
        label("Status", slot::STATUS),
        label("Last Update Posted", slot::LAST_UPDATE_POSTED_DATE),
        label("First Post", slot::FIRST_POSTED_DATE),
        // What the site makes of the record.
        label("Is Gene Therapy", slot::CHROME),
        label("Is NOT Gene Therapy", slot::CHROME),
        label("Has Adverse Events", slot::CHROME),
        label("Brief Title", slot::own(|reading, section| text(reading, section, slot::TITLE))),
        label("Official Title", slot::own(|reading, section| text(reading, section, slot::OFFICIAL_TITLE))),
        label("Sponsor", slot::SPONSOR),
        label("Organization", slot::CHROME),
        // The record once more, in the notation of a program.
        label("Raw JSON", slot::HEADING),
        label("Overall Status", slot::STATUS),
        label("Study Type", slot::STUDY_TYPE),
        label("Enrollment Count", slot::ENROLLMENT),
        label("Start Date", slot::START_DATE),
        label("Brief Summary", slot::own(|reading, section| text(reading, section, slot::SUMMARY))),
        label("Detailed Description", slot::own(|reading, section| text(reading, section, slot::DESCRIPTION))),
        // How data will be shared.
        label("Description", slot::CHROME),
        label("Eligibility Criteria", slot::own(|reading, section| text(reading, section, slot::CRITERIA))),
        label("Healthy Volunteers", slot::VOLUNTEERS),
        label("Sex", slot::SEX),
        label("Minimum Age", slot::MINIMUM_AGE),
        label("Maximum Age", slot::MAXIMUM_AGE),
        label("Study", slot::CHROME),
        label("Study Brief", slot::TITLE),
        label("Protocol Section", slot::CHROME),
    ],
    signature: &["Ignite Creation Date"],
    head: Head::Lines(&[]),
    chrome: &[
        "Viewing Study…",
        "Eligibility Module",
        "The Eligibility Module contains…",
        "Eligibility Module path is as follows:",
        "Description Module",
        "The Description Module contains…",
        "Description Module path is as follows:",
        "The Protocol Section is one of…",
        "Protocol Section path is as follows:",
        "Protocol Section",
        "Study -> Protocol Section…",
    ],
    ..Layout::NEW
};

/// A text, unless the page stripped it and a number stands in it.
fn text<'t>(reading: &mut Reading<'t>, section: &Section<'t>, slot: slot::Slot) {
    let at = trimmed(section.body);
    if at.is_empty() || !bare(at) || !stripped(reading.text) {
        return (slot.read)(reading, section);
    }
    let field = slot.pointer();
    if at.contains(|letter: char| letter.is_ascii_digit()) {
        let message = "the page took points, slashes and signs out of its texts, so the numbers in this one are not the registry's";
        return reading.issue("stripped-text", Some(&field), Some(at), message);
    }
    (slot.read)(reading, section);
    // A title may have no sign of its own accord.
    if !field.ends_with("title") {
        let message = "the page took points, slashes and signs out of its texts; this one has its words";
        reading.issue("stripped-text", Some(&field), Some(at), message);
    }
}

/// Whether a text has nothing but letters, digits and blanks.
fn bare(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || letter.is_whitespace())
}

/// The labels of texts that are long enough to have sentences.
const TEXTS: [&str; 3] = ["Brief Summary:", "Detailed Description:", "Eligibility Criteria:"];

/// Texts of fewer words may have no mark of their own accord.
const ENOUGH: usize = 30;

/// Whether the texts of a page have nothing but letters, digits and blanks, where so many words need a full stop.
fn stripped(page: &str) -> bool {
    let texts = || page.lines().filter_map(|line| TEXTS.iter().find_map(|label| line.strip_prefix(label)));
    texts().all(bare) && texts().flat_map(str::split_whitespace).nth(ENOUGH).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_without_any_sign_were_stripped() {
        let words = "two bakeries bake loaves that look the same ".repeat(4);
        assert!(stripped(&format!("Brief Title: A, B\nBrief Summary: {words}HbA1c 7 and 65\n")));
        assert!(!stripped(&format!("Brief Summary: {words}HbA1c 7 and 65\nDetailed Description: Yes.")));
        assert!(!stripped("Brief Summary: Loaves of 90 g\n"));
        assert!(!stripped(""));
    }
}
