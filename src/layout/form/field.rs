//! The fields of a record that paths of data lead to, and how the value of each is read.

use std::fmt::Arguments;

use super::super::{Reading, slot};
use super::{Field, Link, design};
use crate::grammar::criteria::Side;
use crate::grammar::{count, date, markup};
use crate::record::{
    ArmGroup, Date, Intervention, Location, Maybe, Outcome, SecondaryId, Sponsor, Term, Trial, Value, identify,
};
use crate::text::{folded, trimmed};
use crate::vocab::{self, Vocabulary};

/// A value that is its own text, on one line.
fn line<'t>(_: &mut Reading<'t>, _: Arguments<'_>, at: &'t str) -> Maybe<'t> {
    Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at))
}

/// A value that is its own text, with its paragraphs.
fn prose<'t>(_: &mut Reading<'t>, _: Arguments<'_>, at: &'t str) -> Maybe<'t> {
    Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(markup::prose(at), at))
}

/// What the schema of the XML allows instead of a date.
const UNKNOWN_DATE: &str = "Unknown";

/// A date.
fn day<'t>(reading: &mut Reading<'t>, field: Arguments<'_>, at: &'t str) -> Maybe<'t, Date> {
    let at = reading.given(field, at)?;
    if at == UNKNOWN_DATE && reading.may_at("placeholder/null", at) {
        reading.placeholder(field, at);
        return None;
    }
    let read = date::date(at);
    if read.is_none() {
        reading.issue("unreadable", Some(&field.to_string()), Some(at), "no date could be read here");
    }
    read.map(|read| Value::new(read, at))
}

/// A number of people.
fn people<'t>(reading: &mut Reading<'t>, field: Arguments<'_>, at: &'t str) -> Maybe<'t, u64> {
    let at = reading.given(field, at)?;
    let read = count::people(at).filter(|people| people.at.len() == at.len());
    if read.is_none() {
        reading.issue("unreadable", Some(&field.to_string()), Some(at), "no number of people could be read here");
    }
    read.map(|people| Value::new(people.count, people.at))
}

/// A word of a closed list.
fn word<'t>(list: &'static Vocabulary) -> impl Fn(&mut Reading<'t>, Arguments<'_>, &'t str) -> Maybe<'t, Term> {
    move |reading: &mut Reading<'t>, field: Arguments<'_>, at: &'t str| reading.term(field, list, at)
}

/// Keeps a value. What says the same again is a second place of it; what says something else is left over.
pub(super) fn keep<'t, T: PartialEq>(
    reading: &mut Reading<'t>,
    field: &str,
    value: Maybe<'t, T>,
    into: impl for<'r> FnOnce(&'r mut Trial<'t>) -> &'r mut Maybe<'t, T>,
) {
    let Some(value) = value else { return };
    match into(&mut reading.trial) {
        Some(known) if known.value == value.value => reading.also.push((field.to_owned(), value.at)),
        Some(_) => {}
        none => *none = Some(value),
    }
}

/// The type of an intervention, also in the words of the site's first years.
fn intervention_type<'t>(reading: &mut Reading<'t>, field: Arguments<'_>, at: &'t str) -> Maybe<'t, Term> {
    match vocab::FORMER_INTERVENTION_TYPE.term(at) {
        Some(term) => Some(Value::new(term, at)),
        None => reading.term(field, &vocab::INTERVENTION_TYPE, at),
    }
}

/// A field with one value: its place in the record and what reads it.
macro_rules! value {
    ($read:expr, $first:ident $(. $rest:ident)* $(= $key:literal)?) => {
        Field::Value(|reading, at| {
            let field = concat!("/", stringify!($first) $(, "/", stringify!($rest))*);
            let field = [$(concat!("/", stringify!($first), "/", $key),)? field][0];
            let value = $read(reading, format_args!("{field}"), at);
            keep(reading, field, value, |trial| &mut trial.$first $(.$rest)*);
        })
    };
}

/// A field with a list of values.
macro_rules! values {
    ($read:expr, $first:ident $(. $rest:ident)*) => {
        Field::Value(|reading, at| {
            let count = reading.trial.$first $(.$rest)*.len();
            let field = format_args!(concat!("/", stringify!($first) $(, "/", stringify!($rest))*, "/{}"), count);
            let value = $read(reading, field, at);
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
            let value = $read(reading, format_args!("/{}/{row}/{key}", stringify!($rows)), at);
            if let Some(row) = reading.trial.$rows.last_mut() {
                row.$cell = row.$cell.take().or(value);
            }
        })
    };
}

/// A list of values in the row that was opened last.
macro_rules! cells {
    ($read:expr, $rows:ident . $cell:ident) => {
        Field::Value(|reading, at| {
            let value = $read(reading, format_args!(""), at);
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
    CONTACT = Field::Contact;
    ID = Field::Value(slot::registry_id);
    SECONDARY_ID = Field::Value(secondary_id);
    /// The object of a secondary identifier, which is added where the identifier itself is read.
    SECONDARY_ID_INFO = Field::Row(|_| {});
    /// The kind of a secondary identifier, or who gave it.
    SECONDARY_ID_GIVER = Field::Link(Link::Registry);
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
    MASKING = Field::Value(design::masking);
    WHO_MASKED = values!(word(&vocab::WHO_MASKED), design.who_masked);
    STUDY_DESIGN = Field::Value(design::study_design);
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
    CONDITIONS = Field::Value(conditions);
    KEYWORD = values!(line, keywords);
    ARM_GROUP = row!(arm_groups, ArmGroup);
    ARM_GROUP_LABEL = cell!(line, arm_groups.label);
    ARM_GROUP_TYPE = cell!(word(&vocab::ARM_GROUP_TYPE), arm_groups.r#type);
    ARM_GROUP_DESCRIPTION = cell!(prose, arm_groups.description);
    ARM_GROUP_INTERVENTION = cells!(untyped, arm_groups.intervention_names);
    INTERVENTION = row!(interventions, Intervention);
    INTERVENTION_TYPE = cell!(intervention_type, interventions.r#type);
    INTERVENTION_NAME = cell!(line, interventions.name);
    INTERVENTION_DESCRIPTION = cell!(prose, interventions.description);
    /// The label of an arm that the intervention belongs to.
    INTERVENTION_ARM_GROUP = Field::Link(Link::Arm);
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
    MINIMUM_AGE = Field::Value(|reading, at| {
        reading.trial.eligibility.minimum_age = slot::age(reading, "/eligibility/minimum_age", at);
    });
    MAXIMUM_AGE = Field::Value(|reading, at| {
        reading.trial.eligibility.maximum_age = slot::age(reading, "/eligibility/maximum_age", at);
    });
    VOLUNTEERS = Field::Value(slot::volunteers);
    LOCATION = row!(locations, Location);
    LOCATION_FACILITY = cell!(line, locations.facility);
    LOCATION_CITY = cell!(line, locations.city);
    LOCATION_STATE = cell!(line, locations.state);
    LOCATION_COUNTRY = cell!(line, locations.country);
    LOCATION_STATUS = cell!(word(&vocab::STATUS), locations.status);
}

/// An identifier besides the registry's own; words for its kind stand at a path of their own.
fn secondary_id<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let field = format_args!("/secondary_ids/{}/id", reading.trial.secondary_ids.len());
    let Some(at) = reading.given(field, at) else { return };
    let known = identify(at);
    let registry = known.as_ref().and_then(|id| id.registry).map(|registry| Value::new(registry, at));
    let id = Value::new(known.map_or_else(|| folded(at), |id| id.id.into()), at);
    reading.trial.secondary_ids.push(SecondaryId { id, registry });
}

/// `Drug: Alfamab`: the name of an intervention without its type.
fn untyped<'t>(reading: &mut Reading<'t>, field: Arguments<'_>, at: &'t str) -> Maybe<'t> {
    let typed = at.split_once(": ").filter(|(word, _)| vocab::INTERVENTION_TYPE.term(word).is_some());
    let Some((word, name)) = typed else { return line(reading, field, at) };
    reading.label(word);
    line(reading, field, name)
}

/// `Asthma; Cough`: the conditions of a summary.
fn conditions<'t>(reading: &mut Reading<'t>, at: &'t str) {
    for part in at.split(';') {
        let value = line(reading, format_args!(""), part);
        reading.trial.conditions.extend(value);
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
