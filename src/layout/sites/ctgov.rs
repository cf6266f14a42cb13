//! The classic page of ClinicalTrials.gov: labels with colons, one joined row of conditions, interventions and phase,
//! numbered outcomes with their time frames in brackets.

use crate::grammar::line::lines;
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::record::Value;
use crate::text::{blank, folded, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "ctgov",
    doc: "ClinicalTrials.gov, classic page: labels with colons, a joined row of conditions, interventions and phase",
    // The other labels are the registry's words for its data, which its mirrors print too.
    signature: &[
        "Information provided by (Responsible Party)",
        "Condition or disease Intervention/treatment Phase",
        "Condition or disease Intervention/treatment",
        "Layout table for study information",
    ],
    labels: &[
        label("ClinicalTrials.gov Identifier", slot::ID),
        label("Recruitment Status", slot::STATUS_VERIFIED),
        label("First Posted", slot::FIRST_POSTED_DATE),
        label("Results First Posted", slot::CHROME),
        label("Last Update Posted", slot::LAST_UPDATE_POSTED_DATE),
        label("Sponsor", slot::SPONSOR),
        label("Collaborators", slot::COLLABORATORS),
        label("Collaborator", slot::COLLABORATORS),
        label("Information provided by (Responsible Party)", slot::CHROME),
        label("Study Description", slot::HEADING),
        label("Brief Summary", slot::SUMMARY),
        label("Detailed Description", slot::DESCRIPTION),
        label("Condition or disease Intervention/treatment Phase", slot::own(joined)),
        label("Condition or disease Intervention/treatment", slot::own(joined)),
        label("Condition or disease", slot::own(joined)),
        label("Intervention/treatment", slot::INTERVENTIONS),
        label("Phase", slot::PHASES),
        label("Study Design", slot::HEADING),
        label("Layout table for study information", slot::HEADING),
        label("Study Type", slot::STUDY_TYPE),
        label("Enrollment", slot::ENROLLMENT),
        label("Allocation", slot::ALLOCATION),
        label("Intervention Model", slot::INTERVENTION_MODEL),
        label("Observational Model", slot::OBSERVATIONAL_MODEL),
        label("Time Perspective", slot::TIME_PERSPECTIVE),
        label("Target Follow-Up Duration", slot::CHROME),
        label("Masking", slot::MASKING),
        label("Primary Purpose", slot::PRIMARY_PURPOSE),
        label("Official Title", slot::OFFICIAL_TITLE),
        label("Study Start Date", slot::START_DATE),
        label("Primary Completion Date", slot::PRIMARY_COMPLETION_DATE),
        label("Study Completion Date", slot::COMPLETION_DATE),
        label("Arms and Interventions", slot::HEADING),
        label("Arm Intervention/treatment", slot::ARMS),
        label("Group/Cohort Intervention/treatment", slot::ARMS),
        label("Outcome Measures", slot::HEADING),
        label("Primary Outcome Measures", slot::PRIMARY_OUTCOMES_DESCRIBED),
        label("Secondary Outcome Measures", slot::SECONDARY_OUTCOMES_DESCRIBED),
        label("Other Outcome Measures", slot::OTHER_OUTCOMES_DESCRIBED),
        label("Eligibility Criteria", slot::HEADING),
        label("Ages Eligible for Study", slot::AGES),
        label("Sexes Eligible for Study", slot::SEX),
        label("Accepts Healthy Volunteers", slot::VOLUNTEERS),
        label("Sampling Method", slot::CHROME),
        label("Study Population", slot::CHROME),
        label("Criteria", slot::CRITERIA),
        label("Contacts and Locations", slot::HEADING),
        label("Contacts", slot::CONTACT),
        label("Locations", slot::HEADING),
        label("Sponsors and Collaborators", slot::own(sponsors)),
        label("Investigators", slot::CONTACT),
        label("More Information", slot::HEADING),
        label("Responsible Party", slot::CHROME),
        label("ClinicalTrials.gov Identifier", slot::own(id)),
        label("Other Study ID Numbers", slot::SECONDARY_IDS),
        label("First Posted", slot::own(first_posted)),
        label("Last Update Posted", slot::own(last_update)),
        label("Last Verified", slot::CHROME),
    ],
    chrome: &[
        "The safety and scientific validity…",
        "Listing a study does not mean…",
        "We're building a better ClinicalTrials.gov…",
        "Working…",
        "ClinicalTrials.gov",
        "ClinicalTrials.gov Menu",
        "See Contacts and Locations",
        "Layout table for location…",
        "Layout table for investigator…",
        "Go to",
        "Information from the National Library of Medicine",
        "Choosing to participate in a study…",
        "To learn more about this study…",
        "Please refer to this study by its ClinicalTrials.gov identifier…",
    ],
    head: Head::Own(head),
    last: Some("Study Type"),
    ..Layout::NEW
};

/// The title stands right above the disclaimer; what stands above it are banners. Without a disclaimer it is the first line.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let mut lines: Vec<&'t str> = own_lines(LAYOUT.chrome, head).collect();
    let above = memchr::memmem::find(head.as_bytes(), DISCLAIMER.as_bytes())
        .map(|at| own_lines(LAYOUT.chrome, &head[..at]).count());
    let title = above.unwrap_or(1).saturating_sub(1);
    if title < lines.len() {
        slot::title(reading, lines.remove(title));
        lines[..title].iter().for_each(|banner| reading.boilerplate(banner));
    }
}

const DISCLAIMER: &str = "The safety and scientific validity of this study";

/// `Condition A Condition B Drug: X Device: Y Phase 2 Phase 3`: the types part the interventions and the phases end the
/// row; the conditions have nothing between them.
fn joined<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    if parted(section) {
        return (slot::CONDITION_TABLE.read)(reading, section);
    }
    let row = section.first();
    if !reading.may_at("table/flattened-row", row) {
        return;
    }
    let rest = ending_phases(reading, row);
    let starts = typed(rest);
    let conditions = trimmed(&rest[..starts.first().copied().unwrap_or(rest.len())]);
    conditions_of(reading, conditions);
    let ends = starts.iter().skip(1).copied().chain([rest.len()]);
    let given: Vec<&'t str> = starts.iter().zip(ends).map(|(start, end)| trimmed(&rest[*start..end])).collect();
    for piece in &given {
        slot::intervention(reading, piece);
    }
    let phases: Vec<&'t str> = reading.trial.phases.iter().map(|phase| phase.at).collect();
    let mut cells: Vec<&'t str> = given.iter().chain(&phases).copied().collect();
    cells.splice(0..0, Some(conditions).filter(|cell| !cell.is_empty()));
    if cells.len() > 1 {
        let field = if given.is_empty() { "/phases" } else { "/interventions" };
        let why = "each intervention begins with a type of the registry's list, and phases end the row";
        reading.repaired("table/flattened-row", field, row, cells.join(" ¦ "), (0.99, why));
    }
}

/// Whether the row kept its cells, and they the breaks of their lines: then a line begins with a type, and no line has one
/// further on.
fn parted(section: &Section<'_>) -> bool {
    let all: Vec<&str> = lines(section.body).map(|line| line.text).collect();
    let starts = |line: &&str| typed(line).first() == Some(&0);
    let conditions = all.iter().take_while(|line| !starts(line) && vocab::phases(line).is_none()).count();
    let joined = all.iter().any(|line| typed(line).last().is_some_and(|at| *at > 0));
    !joined && (conditions > 1 || conditions == 1 && all.iter().any(starts))
}

/// The condition, where it is one for certain.
fn conditions_of<'t>(reading: &mut Reading<'t>, conditions: &'t str) {
    if is_one(reading.text, conditions) {
        slot::condition(reading, conditions);
    } else if !conditions.is_empty() {
        let message = "conditions are joined with blanks here; where one ends and the next begins is not told";
        reading.issue("unparted", Some("/conditions"), Some(conditions), message);
    }
}

/// Whether words are one condition: a single word, a word with its inversion (`Fractures, Stress`), or a phrase that the page
/// has elsewhere too (309 of 310 such phrases were one, on the trials of the evaluation kit).
fn is_one(text: &str, conditions: &str) -> bool {
    let words = conditions.split(blank).count();
    let inverted = conditions
        .split_once(", ")
        .is_some_and(|(word, modifier)| !word.contains(blank) && vocab::MODIFIER.term(modifier).is_some());
    words == 1 && !conditions.is_empty() || inverted || words > 1 && occurrences(text, conditions) > 1
}

/// How often a phrase stands in a text, whatever the case of its letters.
fn occurrences(text: &str, phrase: &str) -> usize {
    let small = |text: &str| if phrase.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
    let (text, phrase) = (small(text), small(phrase));
    let ends = |letter: char| !letter.is_alphanumeric() && letter != '-';
    let whole = |at: &usize| {
        text[..*at].chars().next_back().is_none_or(ends) && text[at + phrase.len()..].chars().next().is_none_or(ends)
    };
    memchr::memmem::find_iter(text.as_bytes(), phrase.as_bytes()).filter(whole).count()
}

/// Takes the phases off the end of the row.
fn ending_phases<'t>(reading: &mut Reading<'t>, row: &'t str) -> &'t str {
    let mut rest = trimmed(row);
    let mut phases = Vec::new();
    while let Some((word, term)) =
        PHASES.iter().find_map(|word| Some((rest.strip_suffix(word)?, vocab::PHASE.term(word)?)))
    {
        if !word.is_empty() && !word.ends_with(' ') {
            break;
        }
        phases.insert(0, Value::new(term, &rest[word.len()..]));
        rest = trimmed(word);
    }
    reading.trial.phases = phases;
    rest
}

const PHASES: &[&str] = &["Early Phase 1", "Phase 1", "Phase 2", "Phase 3", "Phase 4", "Not Applicable"];

/// Where the types of interventions stand in a row: at its start or behind a blank, before a colon and a blank.
fn typed(row: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    for colon in memchr::memmem::find_iter(row.as_bytes(), b": ") {
        let kind = crate::segment::fused_list::INTERVENTION_TYPES
            .iter()
            .filter(|kind| row[..colon].ends_with(**kind))
            .map(|kind| kind.len())
            .max();
        let start = kind.map(|len| colon - len).filter(|start| *start == 0 || row[..*start].ends_with(' '));
        starts.extend(start);
    }
    starts
}

/// One a line, the sponsor first; names that the page has told before come in their order.
fn sponsors<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    slot::again(reading, &Section { body: first, ..*section }, slot::SPONSOR, |trial| &mut trial.lead_sponsor.name);
    for (n, line) in lines(&section.body[section.end_of(first)..]).enumerate() {
        let known = reading.trial.collaborators.get(n).and_then(|known| known.name.as_ref());
        if known.is_some_and(|name| name.value == folded(line.text)) {
            reading.also.push((format!("/collaborators/{n}/name"), line.text));
        } else {
            (slot::COLLABORATORS.read)(reading, &Section { body: line.text, ..*section });
        }
    }
}

fn id<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::ID, |trial| &mut trial.registry_id);
}

fn first_posted<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again_dated(reading, section, slot::FIRST_POSTED_DATE, |trial| &mut trial.first_posted_date);
}

fn last_update<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again_dated(reading, section, slot::LAST_UPDATE_POSTED_DATE, |trial| &mut trial.last_update_posted_date);
}
