//! The fields of a record that paths of data lead to, and how the value of each is read.

use super::super::{Reading, slot};
use super::Field;
use crate::grammar::criteria::Side;
use crate::grammar::{count, date, markup};
use crate::record::{ArmGroup, Date, Intervention, Location, Maybe, Outcome, Sponsor, Term, Value};
use crate::text::{folded, trimmed};
use crate::vocab::{self, Vocabulary};

/// A value that is its own text, on one line.
fn line<'t>(_: &mut Reading<'t>, _: &str, at: &'t str) -> Maybe<'t> {
    Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at))
}

/// A value that is its own text, with its paragraphs.
fn prose<'t>(_: &mut Reading<'t>, _: &str, at: &'t str) -> Maybe<'t> {
    Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(markup::prose(at), at))
}

/// A date.
fn day<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) -> Maybe<'t, Date> {
    let at = reading.given(field, at)?;
    let read = date::date(at);
    if read.is_none() {
        reading.issue("unreadable", Some(field), Some(at), "no date could be read here");
    }
    read.map(|read| Value::new(read, at))
}

/// A number of people.
fn people<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) -> Maybe<'t, u64> {
    let at = reading.given(field, at)?;
    let read = count::people(at).filter(|people| people.at.len() == at.len());
    if read.is_none() {
        reading.issue("unreadable", Some(field), Some(at), "no number of people could be read here");
    }
    read.map(|people| Value::new(people.count, people.at))
}

/// A word of a closed list.
fn word<'t>(list: &'static Vocabulary) -> impl Fn(&mut Reading<'t>, &str, &'t str) -> Maybe<'t, Term> {
    move |reading: &mut Reading<'t>, field: &str, at: &'t str| reading.term(field, list, at)
}

/// A field with one value: its place in the record and what reads it.
macro_rules! value {
    ($read:expr, $first:ident $(. $rest:ident)* $(= $key:literal)?) => {
        Field::Value(|reading, at| {
            let field = concat!("/", stringify!($first) $(, "/", stringify!($rest))*);
            let field = [$(concat!("/", stringify!($first), "/", $key),)? field][0];
            let value = $read(reading, field, at);
            reading.trial.$first $(.$rest)* = value;
        })
    };
}

/// A field with a list of values.
macro_rules! values {
    ($read:expr, $first:ident $(. $rest:ident)*) => {
        Field::Value(|reading, at| {
            let count = reading.trial.$first $(.$rest)*.len();
            let field = format!(concat!("/", stringify!($first) $(, "/", stringify!($rest))*, "/{}"), count);
            let value = $read(reading, &field, at);
            reading.trial.$first $(.$rest)*.extend(value);
        })
    };
}

/// A field of the row that was opened last.
macro_rules! cell {
    ($read:expr, $rows:ident . $cell:ident) => {
        Field::Value(|reading, at| {
            let row = reading.trial.$rows.len().saturating_sub(1);
            let key = stringify!($cell).trim_start_matches("r#");
            let value = $read(reading, &format!("/{}/{row}/{key}", stringify!($rows)), at);
            if let Some(row) = reading.trial.$rows.last_mut() {
                row.$cell = value;
            }
        })
    };
}

/// A list of values in the row that was opened last.
macro_rules! cells {
    ($read:expr, $rows:ident . $cell:ident) => {
        Field::Value(|reading, at| {
            let value = $read(reading, "", at);
            if let Some(row) = reading.trial.$rows.last_mut() {
                row.$cell.extend(value);
            }
        })
    };
}

macro_rules! row {
    ($rows:ident, $row:ident) => {
        Field::Row(|trial| trial.$rows.push($row::default()))
    };
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $field:expr;)*) => { $($(#[$doc])* pub(super) const $name: Field = $field;)* };
}

fields! {
    CHROME = Field::Chrome;
    ID = Field::Value(slot::registry_id);
    SECONDARY_ID = Field::Value(slot::secondary_id);
    BRIEF_TITLE = value!(line, brief_title);
    OFFICIAL_TITLE = value!(line, official_title);
    ACRONYM = value!(line, acronym);
    STATUS = value!(word(&vocab::STATUS), overall_status);
    WHY_STOPPED = value!(prose, why_stopped);
    STUDY_TYPE = value!(word(&vocab::STUDY_TYPE), study_type);
    PHASES = Field::Value(slot::phases);
    ALLOCATION = value!(word(&vocab::ALLOCATION), design.allocation);
    INTERVENTION_MODEL = value!(word(&vocab::INTERVENTION_MODEL), design.intervention_model);
    OBSERVATIONAL_MODEL = value!(word(&vocab::OBSERVATIONAL_MODEL), design.observational_model);
    TIME_PERSPECTIVE = value!(word(&vocab::TIME_PERSPECTIVE), design.time_perspective);
    PRIMARY_PURPOSE = value!(word(&vocab::PRIMARY_PURPOSE), design.primary_purpose);
    MASKING = Field::Value(slot::masked);
    WHO_MASKED = values!(word(&vocab::WHO_MASKED), design.who_masked);
    STUDY_DESIGN = Field::Value(study_design);
    ENROLLMENT = value!(people, enrollment.count);
    ENROLLMENT_TYPE = value!(word(&vocab::DATE_TYPE), enrollment.r#type = "type");
    START_DATE = value!(day, start_date.date);
    START_DATE_TYPE = value!(word(&vocab::DATE_TYPE), start_date.r#type = "type");
    PRIMARY_COMPLETION_DATE = value!(day, primary_completion_date.date);
    PRIMARY_COMPLETION_DATE_TYPE = value!(word(&vocab::DATE_TYPE), primary_completion_date.r#type = "type");
    COMPLETION_DATE = value!(day, completion_date.date);
    COMPLETION_DATE_TYPE = value!(word(&vocab::DATE_TYPE), completion_date.r#type = "type");
    FIRST_POSTED_DATE = value!(day, first_posted_date.date);
    FIRST_POSTED_DATE_TYPE = value!(word(&vocab::DATE_TYPE), first_posted_date.r#type = "type");
    LAST_UPDATE_POSTED_DATE = value!(day, last_update_posted_date.date);
    LAST_UPDATE_POSTED_DATE_TYPE = value!(word(&vocab::DATE_TYPE), last_update_posted_date.r#type = "type");
    SPONSOR = value!(line, lead_sponsor.name);
    SPONSOR_CLASS = value!(word(&vocab::SPONSOR_CLASS), lead_sponsor.class);
    COLLABORATOR = row!(collaborators, Sponsor);
    COLLABORATOR_NAME = cell!(line, collaborators.name);
    COLLABORATOR_CLASS = cell!(word(&vocab::SPONSOR_CLASS), collaborators.class);
    BRIEF_SUMMARY = value!(prose, brief_summary);
    DETAILED_DESCRIPTION = value!(prose, detailed_description);
    CONDITION = values!(line, conditions);
    KEYWORD = values!(line, keywords);
    ARM_GROUP = row!(arm_groups, ArmGroup);
    ARM_GROUP_LABEL = cell!(line, arm_groups.label);
    ARM_GROUP_TYPE = cell!(word(&vocab::ARM_GROUP_TYPE), arm_groups.r#type);
    ARM_GROUP_DESCRIPTION = cell!(prose, arm_groups.description);
    ARM_GROUP_INTERVENTION = cells!(untyped, arm_groups.intervention_names);
    INTERVENTION = row!(interventions, Intervention);
    INTERVENTION_TYPE = cell!(word(&vocab::INTERVENTION_TYPE), interventions.r#type);
    INTERVENTION_NAME = cell!(line, interventions.name);
    INTERVENTION_DESCRIPTION = cell!(prose, interventions.description);
    /// The label of an arm that the intervention opened last belongs to.
    INTERVENTION_ARM_GROUP = Field::Value(arm_of_intervention);
    INTERVENTION_OTHER_NAME = cells!(line, interventions.other_names);
    PRIMARY_OUTCOME = row!(primary_outcomes, Outcome);
    PRIMARY_OUTCOME_MEASURE = cell!(line, primary_outcomes.measure);
    PRIMARY_OUTCOME_TIME_FRAME = cell!(line, primary_outcomes.time_frame);
    PRIMARY_OUTCOME_DESCRIPTION = cell!(prose, primary_outcomes.description);
    SECONDARY_OUTCOME = row!(secondary_outcomes, Outcome);
    SECONDARY_OUTCOME_MEASURE = cell!(line, secondary_outcomes.measure);
    SECONDARY_OUTCOME_TIME_FRAME = cell!(line, secondary_outcomes.time_frame);
    SECONDARY_OUTCOME_DESCRIPTION = cell!(prose, secondary_outcomes.description);
    OTHER_OUTCOME = row!(other_outcomes, Outcome);
    OTHER_OUTCOME_MEASURE = cell!(line, other_outcomes.measure);
    OTHER_OUTCOME_TIME_FRAME = cell!(line, other_outcomes.time_frame);
    OTHER_OUTCOME_DESCRIPTION = cell!(prose, other_outcomes.description);
    CRITERIA = Field::Value(criteria);
    SEX = value!(word(&vocab::SEX), eligibility.sex);
    MINIMUM_AGE = value!(slot::age, eligibility.minimum_age);
    MAXIMUM_AGE = value!(slot::age, eligibility.maximum_age);
    VOLUNTEERS = Field::Value(slot::volunteers);
    LOCATION = row!(locations, Location);
    LOCATION_FACILITY = cell!(line, locations.facility);
    LOCATION_CITY = cell!(line, locations.city);
    LOCATION_STATE = cell!(line, locations.state);
    LOCATION_COUNTRY = cell!(line, locations.country);
    LOCATION_STATUS = cell!(word(&vocab::STATUS), locations.status);
}

/// `Drug: Alfamab`: the name of an intervention without its type.
fn untyped<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) -> Maybe<'t> {
    let typed = at.split_once(": ").filter(|(word, _)| vocab::INTERVENTION_TYPE.term(word).is_some());
    let Some((word, name)) = typed else { return line(reading, field, at) };
    reading.label(word);
    line(reading, field, name)
}

/// An arm takes the name of an intervention that says it belongs to it.
fn arm_of_intervention<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let label = folded(at);
    let trial = &mut reading.trial;
    let arm = trial.arm_groups.iter_mut().find(|arm| arm.label.as_ref().is_some_and(|known| known.value == label));
    let name = trial.interventions.last().and_then(|intervention| intervention.name.clone());
    if let Some((arm, name)) = arm.zip(name) {
        arm.intervention_names.push(name);
        reading.label(at);
    }
}

/// `Allocation: Randomized, Masking: Double (Participant, Investigator)`, or the words alone.
fn study_design<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let mut depth = 0;
    let outside = |letter: char| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ',' && depth == 0
    };
    for part in at.split(outside).map(trimmed) {
        let (key, word) = part.split_once(':').map_or(("", part), |(key, word)| (key, trimmed(word)));
        let named = |name: &str| key == name || key.is_empty();
        let bare = word.split(" (").next().unwrap_or(word);
        let design = &mut reading.trial.design;
        let found = [
            ("Allocation", &vocab::ALLOCATION, &mut design.allocation),
            ("Intervention Model", &vocab::INTERVENTION_MODEL, &mut design.intervention_model),
            ("Observational Model", &vocab::OBSERVATIONAL_MODEL, &mut design.observational_model),
            ("Time Perspective", &vocab::TIME_PERSPECTIVE, &mut design.time_perspective),
            ("Primary Purpose", &vocab::PRIMARY_PURPOSE, &mut design.primary_purpose),
        ]
        .into_iter()
        .find_map(|(name, list, slot)| Some((list.term(word).filter(|_| named(name))?, slot)));
        if let Some((term, slot)) = found {
            *slot = Some(Value::new(term, word));
        } else if named("Masking") && vocab::MASKING.term(bare).is_some() {
            slot::masked(reading, word);
        } else {
            continue;
        }
        if let Some(key) = Some(key).filter(|key| !key.is_empty()) {
            reading.label(key);
        }
    }
}

/// A block of criteria: by its markup, or as any page's where it has none.
fn criteria<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let Some(block) = markup::criteria(at) else { return slot::criteria(reading, at, Side::Unclassified) };
    for heading in block.headings {
        reading.label(heading);
    }
    reading.trial.eligibility.criteria = block.whole.map(|whole| Value::new(markup::prose(whole), whole));
    slot::add_criteria(reading, block.items);
}
