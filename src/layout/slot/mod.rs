//! The slots of a record that labels open, and how the value of each is read.

mod arms;
mod badges;
mod cells;
mod design;
mod eligibility;
mod flat_cells;
mod ids;
mod listed;
mod listed_arms;
mod lists;
mod measures;
mod named_design;
mod outcomes;
mod places;
mod plain;
mod typed_arms;
mod variants;

pub(super) use badges::{badge, badges, is_badge, is_badges, started};
pub(super) use eligibility::{add_criteria, aged, bound as age, criteria, markless_criteria, volunteers};
pub(super) use ids::id as registry_id;
pub(super) use listed_arms::typed as typed_arm;
pub(super) use lists::{condition, intervention, is_type, items};
pub(super) use measures::submitted;
pub(super) use outcomes::{outcome_tables, table_body};
pub(super) use places::{grouped as grouped_places, is_post_code, parts as place_parts};
pub(super) use plain::{
    again, again_dated, classed, collaborating, enrolled, enrollment, instead_dated, masking as masked, phases, title,
    verified, verified_status,
};

use super::{Reading, Section};
use crate::grammar::criteria::Side;
use crate::grammar::line::lines;
use crate::text::{range_in, trimmed};
use crate::vocab;

/// Reads a section into a record.
pub type Read = for<'t> fn(&mut Reading<'t>, &Section<'t>);

/// What a label opens.
#[derive(Clone, Copy)]
pub struct Slot {
    /// Its name; for most the field of the record.
    pub name: &'static str,
    /// Reads the section below the label.
    pub read: Read,
}

impl Slot {
    /// Whether its values are identifiers, numbers and dates, which nobody rewords.
    #[must_use]
    pub fn is_number(&self) -> bool {
        NUMBERS.contains(&self.name)
    }

    /// The same slot, read by a function of a site.
    pub(super) const fn by(self, read: Read) -> Slot {
        Slot { read, ..self }
    }

    /// The JSON Pointer of the field that a slot of that name fills.
    #[must_use]
    pub fn pointer(&self) -> String {
        let name = match self.name {
            "title" => "brief_title",
            "eligibility.ages" => "eligibility.minimum_age",
            name => VARIANTS.iter().find_map(|variant| name.strip_suffix(variant)).unwrap_or(name),
        };
        let date = if name.ends_with("_date") { "/date" } else { "" };
        format!("/{}{date}", name.replace('.', "/"))
    }
}

/// What stands behind the name of the field in slots that read it in a way of their own.
const VARIANTS: &[&str] = &[
    ".and_summary",
    ".behind",
    ".cells",
    ".countries",
    ".cut",
    ".described",
    ".foreign",
    ".lines",
    ".listed",
    ".link",
    ".named",
    ".rows",
    ".second",
    ".table",
    ".twice",
    ".typed",
    ".untyped",
    ".verified",
    ".wrapped",
];

/// The slots of identifiers, numbers and dates.
const NUMBERS: &[&str] = &[
    "registry_id",
    "registry_id.link",
    "secondary_ids",
    "secondary_ids.named",
    "phases",
    "enrollment.count",
    "enrollment.count.untyped",
    "completion_date.untyped",
    "eligibility.minimum_age",
    "eligibility.maximum_age",
    "eligibility.ages",
    "start_date",
    "primary_completion_date",
    "completion_date",
    "first_posted_date",
    "last_update_posted_date",
];

/// One arm or outcome that has a label of its own: its name, and on the lines below what describes it.
pub(super) fn one<'t>(reading: &mut Reading<'t>, slot: &str, body: &'t str) {
    let outcome = |reading: &mut Reading<'t>| listed::one(reading, &format!("/{slot}"), body);
    match slot {
        "primary_outcomes" => {
            let outcome = outcome(reading);
            reading.trial.primary_outcomes.extend(outcome);
        }
        "secondary_outcomes" => {
            let outcome = outcome(reading);
            reading.trial.secondary_outcomes.extend(outcome);
        }
        "other_outcomes" => {
            let outcome = outcome(reading);
            reading.trial.other_outcomes.extend(outcome);
        }
        _ => listed_arms::arm(reading, body),
    }
}

/// A slot that only one layout has, read by a function of its own.
pub(super) const fn own(read: Read) -> Slot {
    Slot { name: "own", read }
}

impl<'t> Section<'t> {
    /// The first line of the body that is not blank, without its mark.
    #[must_use]
    pub fn first(&self) -> &'t str {
        first_line(self.body)
    }

    /// Where a part of the body ends in it; 0 for an empty part.
    #[must_use]
    pub fn end_of(&self, part: &str) -> usize {
        if part.is_empty() { 0 } else { range_in(self.body, part).end }
    }
}

/// The first line that is not blank, without its mark; an empty part of the body where there is none.
pub(super) fn first_line(body: &str) -> &str {
    lines(body).next().map_or(&body[..0], |line| line.text)
}

macro_rules! slots {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $read:expr;)*) => {
        $($(#[$doc])* pub(super) const $name: Slot = Slot { name: $text, read: $read };)*
        /// Every slot that a table of labels can name.
        pub static SLOTS: &[Slot] = &[$($name),*];
    };
}

slots! {
    /// A heading without a value of its own.
    HEADING = "heading", |_, _| {};
    /// The site's own words, the value included.
    CHROME = "chrome", |reading, section| reading.boilerplate(trimmed(section.body));
    /// Who is to be reached and how, a line or several: contact data, which records leave out unless it is asked for.
    CONTACT = "contact", |reading, section| reading.contact(section.body);
    /// `Title (ACRONYM)`.
    TITLE_AND_ACRONYM = "title", |reading, section| title(reading, section.first());
    /// Lines of words of closed lists, below the title or in its place: `PHASE2RecruitingINTERVENTIONAL`, `All`.
    BADGES = "badges", |reading, section| badges(reading, section.body);
    /// `Asthma Clinical Trial— ACRONYM`: the acronym behind the dash of a heading of the site.
    HEADING_ACRONYM = "acronym.behind", |reading, section| plain::heading_acronym(reading, section.body);
    TITLE = "brief_title", |reading, section| {
        reading.trial.brief_title = reading.line("/brief_title", section.first());
    };
    OFFICIAL_TITLE = "official_title", |reading, section| {
        reading.trial.official_title = reading.line("/official_title", section.first());
    };
    /// A title that the site cuts at about 255 characters.
    CUT_TITLE = "official_title.cut", |reading, section| variants::cut_title(reading, section.first());
    /// A line of the title; what stands below it without a label is the summary.
    TITLE_AND_SUMMARY = "official_title.and_summary", |reading, section| {
        let title = section.first();
        reading.trial.official_title = reading.line("/official_title", title);
        reading.trial.brief_summary = reading.long("/brief_summary", &section.body[section.end_of(title)..]);
    };
    ACRONYM = "acronym", |reading, section| reading.trial.acronym = reading.line("/acronym", section.first());
    ID = "registry_id", |reading, section| registry_id(reading, section.first());
    /// An address that ends in the number.
    LINKED_ID = "registry_id.link", |reading, section| variants::linked_id(reading, section.first());
    SECONDARY_IDS = "secondary_ids", |reading, section| ids::secondary_ids(reading, section.body);
    /// One a line, behind the name of who gave it: `Rochester: 17-0099`.
    NAMED_IDS = "secondary_ids.named", |reading, section| variants::named_ids(reading, section.body);
    STATUS = "overall_status", |reading, section| plain::status(reading, section.first());
    /// A status of a program of the site's own, which is none of a registry's.
    FOREIGN_STATUS = "overall_status.foreign", |reading, section| variants::foreign_status(reading, section.first());
    /// A second status on the page, which may contradict the first.
    SECOND_STATUS = "overall_status.second", |reading, section| variants::second_status(reading, section.first());
    /// The status, and below an unknown one when it was verified last and what it was then.
    STATUS_VERIFIED = "overall_status.verified", |reading, section| verified_status(reading, section.body);
    WHY_STOPPED = "why_stopped", |reading, section| {
        reading.trial.why_stopped = reading.line("/why_stopped", section.first());
    };
    STUDY_TYPE = "study_type", |reading, section| {
        let at = plain::without_help(section.first(), &vocab::STUDY_TYPE);
        plain::term(reading, ("/study_type", &vocab::STUDY_TYPE), at, |trial| &mut trial.study_type);
    };
    PHASES = "phases", |reading, section| phases(reading, section.body);
    ALLOCATION = "design.allocation", |reading, section| {
        let list = ("/design/allocation", &vocab::ALLOCATION);
        plain::term(reading, list, section.first(), |trial| &mut trial.design.allocation);
    };
    INTERVENTION_MODEL = "design.intervention_model", |reading, section| {
        let list = ("/design/intervention_model", &vocab::INTERVENTION_MODEL);
        plain::term(reading, list, section.first(), |trial| &mut trial.design.intervention_model);
    };
    OBSERVATIONAL_MODEL = "design.observational_model", |reading, section| {
        let list = ("/design/observational_model", &vocab::OBSERVATIONAL_MODEL);
        plain::term(reading, list, section.first(), |trial| &mut trial.design.observational_model);
    };
    TIME_PERSPECTIVE = "design.time_perspective", |reading, section| {
        let list = ("/design/time_perspective", &vocab::TIME_PERSPECTIVE);
        plain::term(reading, list, section.first(), |trial| &mut trial.design.time_perspective);
    };
    PRIMARY_PURPOSE = "design.primary_purpose", |reading, section| {
        let list = ("/design/primary_purpose", &vocab::PRIMARY_PURPOSE);
        plain::term(reading, list, section.first(), |trial| &mut trial.design.primary_purpose);
    };
    /// The whole design: `Allocation: Randomized` and so on, or words between commas.
    DESIGN = "design", |reading, section| design::design(reading, section);
    /// The degree of masking, perhaps with who is masked in brackets.
    MASKING = "design.masking", |reading, section| plain::masking(reading, section.first());
    /// All of it in one value: `Allocation: Randomized; Masking: Double`, `randomised, double-blind`.
    NAMED_DESIGN = "design.listed", |reading, section| named_design::design(reading, section.body);
    SPONSOR = "lead_sponsor.name", |reading, section| plain::sponsor(reading, section.first());
    SPONSOR_CLASS = "lead_sponsor.class", |reading, section| {
        let list = ("/lead_sponsor/class", &vocab::SPONSOR_CLASS);
        plain::term(reading, list, section.first(), |trial| &mut trial.lead_sponsor.class);
    };
    /// `Name (Industry)`: name and class.
    CLASSED_SPONSOR = "lead_sponsor", |reading, section| plain::classed_sponsor(reading, section.first());
    /// Rows between bars under `Lead Sponsor | Collaborator`.
    SPONSOR_CELLS = "sponsors.cells", cells::sponsors;
    COLLABORATORS = "collaborators", |reading, section| plain::collaborators(reading, section.body);
    SUMMARY = "brief_summary", |reading, section| {
        reading.trial.brief_summary = reading.long("/brief_summary", section.body);
    };
    DESCRIPTION = "detailed_description", |reading, section| {
        reading.trial.detailed_description = reading.long("/detailed_description", section.body);
    };
    /// Lines that a printer ended at the 80th column are joined.
    WRAPPED_SUMMARY = "brief_summary.wrapped", |reading, section| {
        reading.trial.brief_summary = variants::wrapped(reading, "/brief_summary", section.body);
    };
    WRAPPED_DESCRIPTION = "detailed_description.wrapped", |reading, section| {
        reading.trial.detailed_description = variants::wrapped(reading, "/detailed_description", section.body);
    };
    ENROLLMENT = "enrollment.count", |reading, section| {
        enrollment(reading, section.first());
        let enrollment = &mut reading.trial.enrollment;
        enrollment.r#type = enrollment.r#type.take().or(plain::beside(section)).filter(|_| enrollment.count.is_some());
    };
    /// A number whose type the page does not know, whatever word stands beside its label.
    UNTYPED_ENROLLMENT = "enrollment.count.untyped", |reading, section| enrollment(reading, section.first());
    ENROLLMENT_TYPE = "enrollment.type", |reading, section| {
        let list = ("/enrollment/type", &vocab::DATE_TYPE);
        plain::term(reading, list, section.first(), |trial| &mut trial.enrollment.r#type);
    };
    START_DATE = "start_date", |reading, section| {
        plain::dated(reading, "/start_date/date", section, |trial| &mut trial.start_date);
    };
    PRIMARY_COMPLETION_DATE = "primary_completion_date", |reading, section| {
        let field = "/primary_completion_date/date";
        plain::dated(reading, field, section, |trial| &mut trial.primary_completion_date);
    };
    COMPLETION_DATE = "completion_date", |reading, section| {
        plain::dated(reading, "/completion_date/date", section, |trial| &mut trial.completion_date);
    };
    /// The same, for dates.
    UNTYPED_COMPLETION_DATE = "completion_date.untyped", |reading, section| {
        let section = Section { kind: None, ..*section };
        plain::dated(reading, "/completion_date/date", &section, |trial| &mut trial.completion_date);
    };
    FIRST_POSTED_DATE = "first_posted_date", |reading, section| {
        plain::dated(reading, "/first_posted_date/date", section, |trial| &mut trial.first_posted_date);
    };
    LAST_UPDATE_POSTED_DATE = "last_update_posted_date", |reading, section| {
        let field = "/last_update_posted_date/date";
        plain::dated(reading, field, section, |trial| &mut trial.last_update_posted_date);
    };
    /// One a line, or a list on one line.
    CONDITIONS = "conditions", |reading, section| lists::conditions(reading, section.body);
    /// A cell a line: conditions, interventions with their types, phases.
    CONDITION_TABLE = "conditions.table", |reading, section| lists::condition_table(reading, section.body);
    /// One a line, commas and all: `Hearing Loss, Sensorineural`.
    CONDITION_LINES = "conditions.lines", |reading, section| {
        for line in lines(section.body) {
            condition(reading, line.text);
        }
    };
    /// On one line, between commas or semicolons, or one a line.
    KEYWORDS = "keywords", |reading, section| lists::keywords(reading, section.body);
    /// One a line, commas and all.
    KEYWORD_LINES = "keywords.lines", |reading, section| lists::keyword_lines(reading, section.body);
    /// One a line, with or without its type.
    INTERVENTIONS = "interventions", |reading, section| lists::interventions(reading, section.body);
    /// Each with its type, lines of description and other names below.
    INTERVENTIONS_DESCRIBED = "interventions.described", arms::interventions;
    /// `Experimental: Label`, lines of text, what is given.
    ARMS = "arm_groups", arms::arms;
    /// `Experimental: label`, its text, and below it `Drug: name` with its text.
    TYPED_ARMS = "arm_groups.typed", |reading, section| typed_arms::typed_arms(reading, section.body);
    /// Rows between bars under `Country | Name | City | State`.
    LOCATION_CELLS = "locations.cells", cells::locations;
    /// Rows between bars under `Type | Measure | Description | Time frame`.
    OUTCOME_CELLS = "outcomes.cells", cells::outcomes;
    /// Rows whose cells lost their borders.
    PRIMARY_OUTCOME_ROWS = "primary_outcomes.rows", |reading, section| {
        reading.tables[0] = outcomes::outcome_table(reading, section.body);
    };
    SECONDARY_OUTCOME_ROWS = "secondary_outcomes.rows", |reading, section| {
        reading.tables[1] = outcomes::outcome_table(reading, section.body);
    };
    /// One a line, the time frame in brackets behind the measure.
    PRIMARY_OUTCOMES = "primary_outcomes", |reading, section| {
        let outcomes = listed::outcome_lines(reading, "/primary_outcomes", section.body);
        reading.trial.primary_outcomes.extend(outcomes);
    };
    SECONDARY_OUTCOMES = "secondary_outcomes", |reading, section| {
        let outcomes = listed::outcome_lines(reading, "/secondary_outcomes", section.body);
        reading.trial.secondary_outcomes.extend(outcomes);
    };
    OTHER_OUTCOMES = "other_outcomes", |reading, section| {
        let outcomes = listed::outcome_lines(reading, "/other_outcomes", section.body);
        reading.trial.other_outcomes.extend(outcomes);
    };
    /// A table with bars; its first row names the columns.
    PRIMARY_OUTCOME_CELLS = "primary_outcomes.table", |reading, section| {
        reading.trial.primary_outcomes = variants::outcome_cells(reading, "/primary_outcomes", section.body);
    };
    SECONDARY_OUTCOME_CELLS = "secondary_outcomes.table", |reading, section| {
        reading.trial.secondary_outcomes = variants::outcome_cells(reading, "/secondary_outcomes", section.body);
    };
    /// Countries without sites, one a line.
    COUNTRIES = "locations.countries", |reading, section| variants::countries(reading, section.body);
    /// Each with its time frame in brackets and lines of description below.
    PRIMARY_OUTCOMES_DESCRIBED = "primary_outcomes.described", |reading, section| {
        reading.trial.primary_outcomes = measures::described(reading, "/primary_outcomes", section);
    };
    SECONDARY_OUTCOMES_DESCRIBED = "secondary_outcomes.described", |reading, section| {
        reading.trial.secondary_outcomes = measures::described(reading, "/secondary_outcomes", section);
    };
    OTHER_OUTCOMES_DESCRIBED = "other_outcomes.described", |reading, section| {
        reading.trial.other_outcomes = measures::described(reading, "/other_outcomes", section);
    };
    /// A line each, with its type in front or in brackets, and what describes it below.
    ARM_GROUPS = "arm_groups.listed", |reading, section| listed_arms::arms(reading, section.body);
    /// A line each: the facility, perhaps with city, state and country between commas.
    LOCATIONS = "locations", |reading, section| places::locations(reading, section.body);
    SEX = "eligibility.sex", |reading, section| {
        plain::term(reading, ("/eligibility/sex", &vocab::SEX), section.first(), |trial| &mut trial.eligibility.sex);
    };
    MINIMUM_AGE = "eligibility.minimum_age", |reading, section| {
        let bound = eligibility::bound(reading, "/eligibility/minimum_age", section.first());
        reading.trial.eligibility.minimum_age = bound;
    };
    MAXIMUM_AGE = "eligibility.maximum_age", |reading, section| {
        let bound = eligibility::bound(reading, "/eligibility/maximum_age", section.first());
        reading.trial.eligibility.maximum_age = bound;
    };
    /// Both bounds: `18 Years to 60 Years`.
    AGES = "eligibility.ages", |reading, section| eligibility::ages(reading, section.first());
    VOLUNTEERS = "eligibility.healthy_volunteers", |reading, section| volunteers(reading, section.first());
    /// Both lists, parted by headings.
    CRITERIA = "eligibility.criteria", |reading, section| criteria(reading, section.body, Side::Unclassified);
    INCLUSION = "eligibility.inclusion", |reading, section| eligibility::headed(reading, section.heading, section.body, Side::Inclusion);
    EXCLUSION = "eligibility.exclusion", |reading, section| eligibility::headed(reading, section.heading, section.body, Side::Exclusion);
    /// A list that the site prints twice, the first time perhaps cut short.
    INCLUSION_TWICE = "eligibility.inclusion.twice", |reading, section| {
        eligibility::twice(reading, section, Side::Inclusion);
    };
    EXCLUSION_TWICE = "eligibility.exclusion.twice", |reading, section| {
        eligibility::twice(reading, section, Side::Exclusion);
    };
}
