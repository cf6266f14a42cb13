//! The pages of ClinicalTrials.gov before 2017: the status is a sentence, conditions stand one a line above the interventions
//! and the phase. The oldest give the identifier at their end and the description without a label.

use crate::grammar::line::{lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::record::{Outcome, Sponsor, Value};
use crate::text::trimmed;
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "ctgov.2004",
    doc: "ClinicalTrials.gov before 2017: the status as a sentence, conditions one a line, the identifier perhaps last",
    // The other labels are the registry's words for its data, which its mirrors print too.
    signature: &[
        "Sponsored by",
        "Information provided by",
        "Information provided by (Responsible Party)",
        "First received",
        "Record first received",
        "Further Study Details",
        "Location and Contact Information",
        "Study ID Numbers",
    ],
    labels: &[
        label("Sponsored by", slot::own(sponsors)),
        label("Sponsors and Collaborators", slot::own(sponsors)),
        label("Sponsor", slot::SPONSOR),
        label("Collaborators", slot::COLLABORATORS),
        label("Collaborator", slot::COLLABORATORS),
        label("Information provided by (Responsible Party)", slot::CHROME),
        label("Information provided by", slot::CHROME),
        label("ClinicalTrials.gov Identifier", slot::ID),
        label("First received", slot::CHROME),
        label("Last updated", slot::CHROME),
        label("Last verified", slot::CHROME),
        label("Purpose", slot::SUMMARY),
        label("Condition Intervention Phase", slot::CONDITION_TABLE),
        label("Condition Treatment or Intervention Phase", slot::CONDITION_TABLE),
        label("Condition Intervention", slot::CONDITION_TABLE),
        label("Condition Phase", slot::CONDITION_TABLE),
        label("Condition", slot::CONDITION_TABLE),
        label("MEDLINEplus related topics", slot::CHROME),
        label("Study Type", slot::STUDY_TYPE),
        label("Study Design", slot::DESIGN),
        label("Official Title", slot::OFFICIAL_TITLE),
        label("Resource links provided by NLM", slot::CHROME),
        label("Further Study Details", slot::HEADING),
        label("Primary Outcomes", slot::own(primary)),
        label("Secondary Outcomes", slot::own(secondary)),
        label("Primary Outcome Measures", slot::PRIMARY_OUTCOMES_DESCRIBED),
        label("Secondary Outcome Measures", slot::SECONDARY_OUTCOMES_DESCRIBED),
        label("Total Enrollment", slot::own(enrollment)),
        label("Enrollment", slot::ENROLLMENT),
        label("Study start", slot::own(dates)),
        label("Study Start Date", slot::START_DATE),
        label("Study Completion Date", slot::COMPLETION_DATE),
        label("Primary Completion Date", slot::PRIMARY_COMPLETION_DATE),
        label("Arms Assigned Interventions", slot::ARMS),
        label("Detailed Description", slot::DESCRIPTION),
        label("Eligibility", slot::HEADING),
        label("Ages Eligible for Study", slot::own(ages)),
        label("Genders Eligible for Study", slot::SEX),
        label("Accepts Healthy Volunteers", slot::own(volunteers)),
        label("Criteria", slot::CRITERIA),
        label("Location and Contact Information", slot::HEADING),
        label("Contacts and Locations", slot::HEADING),
        label("Locations", slot::LOCATIONS),
        label("Sponsors and Collaborators", slot::CHROME),
        label("Study chairs or principal investigators", slot::CONTACT),
        label("More Information", slot::HEADING),
        label("Responsible Party", slot::CHROME),
        label("Study ID Numbers", slot::SECONDARY_IDS),
        label("Record last reviewed", slot::CHROME),
        label("Last Updated", slot::CHROME),
        label("Record first received", slot::CHROME),
        label("ClinicalTrials.gov Identifier", slot::own(id)),
        label("Other Study ID Numbers", slot::SECONDARY_IDS),
        label("Study First Received", slot::own(keywords)),
        label("Health Authority", slot::own(keywords)),
        label("Additional relevant MeSH terms", slot::CHROME),
    ],
    chrome: &[
        "ClinicalTrials.gov",
        "A service of the U.S. National Institutes of Health",
        "Developed by the National Library of Medicine…",
        "Home Search Browse…",
        "Now Available for Public Comment…",
        "Please refer to this study by its ClinicalTrials.gov identifier…",
        "Please refer to this study by ClinicalTrials.gov identifier…",
        "ClinicalTrials.gov processed this…",
    ],
    head: Head::Own(head),
    last: Some("Ages Eligible for Study"),
    ..Layout::NEW
};

/// What the pages say of a status, and the word of the list.
const SENTENCES: &[(&str, &str)] = &[
    ("This study is currently recruiting", "recruiting"),
    ("This study is no longer recruiting", "no longer recruiting"),
    ("This study is ongoing, but not recruiting", "active, not recruiting"),
    ("This study is not yet open", "not yet recruiting"),
    ("This study is enrolling participants by invitation", "enrolling by invitation"),
    ("This study has been completed", "completed"),
    ("This study has been terminated", "terminated"),
    ("This study has been suspended", "suspended"),
    ("This study has suspended", "suspended"),
    ("This study has been withdrawn", "withdrawn"),
    ("The recruitment status of this study is unknown", "unknown"),
];

/// The title, the sentence on the status and perhaps the reason why the study was stopped.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    for line in own_lines(LAYOUT.chrome, head) {
        let status = SENTENCES.iter().find(|(sentence, _)| line.starts_with(sentence));
        if let Some((_, word)) = status {
            reading.trial.overall_status = vocab::STATUS.term(word).map(|term| Value::new(term, line));
        } else if let Some(reason) = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            reading.trial.why_stopped = reading.line("/why_stopped", reason);
        } else if slot::verified(line) {
            reading.boilerplate(line);
        } else if reading.trial.brief_title.is_none() && reading.trial.overall_status.is_none() {
            slot::title(reading, line);
        }
    }
}

/// One a line, the sponsor first.
fn sponsors<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        if reading.trial.lead_sponsor.name.is_none() {
            reading.trial.lead_sponsor.name = reading.line("/lead_sponsor/name", line.text);
        } else if let Some(name) = reading.line("/collaborators", line.text) {
            reading.trial.collaborators.push(Sponsor { name: Some(name), class: None });
        }
    }
}

fn primary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.primary_outcomes = measures(reading, "/primary_outcomes", section);
}

fn secondary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.secondary_outcomes = measures(reading, "/secondary_outcomes", section);
}

/// Measures between semicolons, without times.
fn measures<'t>(reading: &mut Reading<'t>, field: &str, section: &Section<'t>) -> Vec<Outcome<'t>> {
    let parts = lines(section.body).flat_map(|line| line.text.split(';'));
    let outcome = |part| Some(Outcome { measure: Some(reading.line(field, part)?), ..Outcome::default() });
    parts.filter_map(outcome).collect()
}

/// The number of people expected; a description without a label may stand below.
fn enrollment<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    (slot::ENROLLMENT.read)(reading, section);
    description(reading, section);
}

/// `April 2004;  Expected completion: December 2005`; a description without a label may stand below.
fn dates<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut parts = section.first().split(';');
    let start = parts.next().unwrap_or_default();
    (slot::START_DATE.read)(reading, &Section { body: start, ..*section });
    for part in parts {
        let Some((key, date)) = part.split_once(':') else { continue };
        reading.label(trimmed(key));
        match trimmed(key).split_once(' ') {
            Some((kind, "completion")) => {
                let kind = vocab::DATE_TYPE.term(kind).map(|_| kind);
                (slot::COMPLETION_DATE.read)(reading, &Section { body: date, kind, ..*section });
            }
            _ => reading.boilerplate(trimmed(date)),
        }
    }
    description(reading, section);
}

/// What stands below the line of a value, up to the next label: the description, which has no label of its own.
fn description<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let below = &section.body[section.end_of(section.first())..];
    let mut all: Vec<&'t str> = lines(below).map(|line| line.whole).collect();
    all.retain(|line| {
        let more = ["Last follow-up:", "Data entry closure:"].iter().any(|key| line.starts_with(key));
        if more {
            reading.boilerplate(line);
        }
        !more
    });
    if let [first, ..] = all[..] {
        let text = stretch(below, first, all[all.len() - 1]);
        reading.trial.detailed_description = reading.long("/detailed_description", text);
    }
}

const GENDERS: &str = "Genders Eligible for Study:";

/// `18 Years   -   35 Years,  Genders Eligible for Study:  Both`.
fn ages<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    let (ages, genders) = first.split_once(GENDERS).unwrap_or((first, ""));
    let ages = trimmed(ages).trim_end_matches(',');
    (slot::AGES.read)(reading, &Section { body: ages, ..*section });
    if !genders.is_empty() {
        let start = first.len() - genders.len() - GENDERS.len();
        reading.label(&first[start..start + GENDERS.len()]);
        (slot::SEX.read)(reading, &Section { body: genders, ..*section });
    }
}

/// Without an answer behind it the label itself is the statement.
fn volunteers<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let alone = section.first().is_empty();
    slot::volunteers(reading, if alone { section.heading } else { section.first() });
}

/// The line that opens the list of keywords; it names who gave them.
const KEYWORDS: &str = "Keywords provided by ";

/// A line that says nothing of the trial, and below it perhaps the keywords, one a line.
fn keywords<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let Some(opens) = lines(section.body).map(|line| line.whole).find(|line| line.starts_with(KEYWORDS)) else {
        return reading.boilerplate(trimmed(section.body));
    };
    let end = section.end_of(opens);
    reading.boilerplate(trimmed(&section.body[..end - opens.len()]));
    reading.label(opens);
    (slot::KEYWORD_LINES.read)(reading, &Section { body: &section.body[end..], ..*section });
}

fn id<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::ID, |trial| &mut trial.registry_id);
}
