//! The trial record: one page's values, each with the place it was read from.
//!
//! Names and enums are those of the ClinicalTrials.gov data elements; `schemas/trial-record.schema.json` describes every
//! property. Structs list their fields in the order of the contract, and serde writes them in that order.

mod date;
mod evidence;
mod id;

use std::borrow::Cow;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

pub use date::Date;
pub use evidence::{Evidence, Place, Step};
pub use id::{Found, Id, id_in_address, identify, ids, is_receipt, registries};

use crate::text::Span;

/// The version of the record's shape.
pub const SCHEMA: &str = "trial-record/1";

/// Something the page says, with the slice of the page's text that says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Value<'t, T = Cow<'t, str>> {
    /// The value in its normal form.
    pub value: T,
    /// The slice of the page's repaired text that it was read from; empty where no text of the page says it.
    pub at: &'t str,
}

/// A value, or nothing where the page does not say it.
pub type Maybe<'t, T = Cow<'t, str>> = Option<Value<'t, T>>;

/// A word of a closed list (an enum of the API v2).
pub type Term = &'static str;

impl<'t, T> Value<'t, T> {
    /// A value read from `at`.
    pub fn new(value: T, at: &'t str) -> Self {
        Value { value, at }
    }

    /// A value that the page's address gives: no bytes of the page lead to it.
    pub fn off_page(value: T) -> Self {
        Value { value, at: "" }
    }
}

impl<T: Serialize> Serialize for Value<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

/// Where a record came from.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Source<'t> {
    /// The page's path as given; `archive.tar!member` inside archives.
    pub path: Cow<'t, str>,
    /// The line of JSON Lines or of a table on which the page begins, from 1.
    pub line: Option<u64>,
    /// The page's address, where the input carries one.
    pub url: Option<Cow<'t, str>>,
    /// The id of the layout that read the page.
    pub layout: &'static str,
    /// The length of the page in bytes.
    pub bytes: u64,
    /// `blake3:` and the digest of the page's bytes in hexadecimal.
    pub digest: String,
}

/// An identifier besides the registry's own.
#[derive(Clone, Debug, Serialize)]
pub struct SecondaryId<'t> {
    /// The identifier in its canonical form.
    pub id: Value<'t>,
    /// The registry that gave it, where its form tells.
    pub registry: Maybe<'t, Term>,
}

/// How a study is built.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "data elements; the schema describes each")]
pub struct Design<'t> {
    pub allocation: Maybe<'t, Term>,
    pub intervention_model: Maybe<'t, Term>,
    pub observational_model: Maybe<'t, Term>,
    pub time_perspective: Maybe<'t, Term>,
    pub primary_purpose: Maybe<'t, Term>,
    pub masking: Maybe<'t, Term>,
    pub who_masked: Vec<Value<'t, Term>>,
}

/// How many people take part.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Enrollment<'t> {
    /// The number of people.
    pub count: Maybe<'t, u64>,
    /// `ACTUAL` or `ESTIMATED`.
    pub r#type: Maybe<'t, Term>,
}

/// A date and whether it has come.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Dated<'t> {
    /// The date, as precise as the page.
    pub date: Maybe<'t, Date>,
    /// `ACTUAL` or `ESTIMATED`.
    pub r#type: Maybe<'t, Term>,
}

/// A sponsor or collaborator.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Sponsor<'t> {
    /// The organization's name.
    pub name: Maybe<'t>,
    /// The kind of organization (API v2 `AgencyClass`).
    pub class: Maybe<'t, Term>,
}

/// A group of participants who are treated alike.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "data elements; the schema describes each")]
pub struct ArmGroup<'t> {
    pub label: Maybe<'t>,
    pub r#type: Maybe<'t, Term>,
    pub description: Maybe<'t>,
    pub intervention_names: Vec<Value<'t>>,
}

/// What is done to participants.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "data elements; the schema describes each")]
pub struct Intervention<'t> {
    pub r#type: Maybe<'t, Term>,
    pub name: Maybe<'t>,
    pub description: Maybe<'t>,
    pub other_names: Vec<Value<'t>>,
}

/// What is measured.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "data elements; the schema describes each")]
pub struct Outcome<'t> {
    pub measure: Maybe<'t>,
    pub time_frame: Maybe<'t>,
    pub description: Maybe<'t>,
}

/// One criterion of eligibility.
#[derive(Clone, Debug, Serialize)]
pub struct Criterion<'t> {
    /// Its text, without its list mark.
    pub text: Value<'t>,
    /// How deep it is nested, from 0.
    pub level: u8,
}

/// A bound of age.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Age<'t> {
    /// The number.
    #[serde(serialize_with = "shortest")]
    pub value: Maybe<'t, f64>,
    /// `YEARS`, `MONTHS`, `WEEKS`, `DAYS`, `HOURS` or `MINUTES`.
    pub unit: Maybe<'t, Term>,
}

/// Who may take part.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "data elements; the schema describes each")]
pub struct Eligibility<'t> {
    pub criteria: Maybe<'t>,
    pub inclusion: Vec<Criterion<'t>>,
    pub exclusion: Vec<Criterion<'t>>,
    pub unclassified: Vec<Criterion<'t>>,
    pub sex: Maybe<'t, Term>,
    pub minimum_age: Age<'t>,
    pub maximum_age: Age<'t>,
    pub healthy_volunteers: Maybe<'t, bool>,
}

/// A place where the study runs.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "data elements; the schema describes each")]
pub struct Location<'t> {
    pub facility: Maybe<'t>,
    pub city: Maybe<'t>,
    pub state: Maybe<'t>,
    pub country: Maybe<'t>,
    pub status: Maybe<'t, Term>,
}

/// What the page says about the trial.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "data elements; the schema describes each")]
pub struct Trial<'t> {
    pub registry: Maybe<'t, Term>,
    pub registry_id: Maybe<'t>,
    pub secondary_ids: Vec<SecondaryId<'t>>,
    pub brief_title: Maybe<'t>,
    pub official_title: Maybe<'t>,
    pub acronym: Maybe<'t>,
    pub overall_status: Maybe<'t, Term>,
    pub why_stopped: Maybe<'t>,
    pub study_type: Maybe<'t, Term>,
    pub phases: Vec<Value<'t, Term>>,
    pub design: Design<'t>,
    pub enrollment: Enrollment<'t>,
    pub start_date: Dated<'t>,
    pub primary_completion_date: Dated<'t>,
    pub completion_date: Dated<'t>,
    pub first_posted_date: Dated<'t>,
    pub last_update_posted_date: Dated<'t>,
    pub lead_sponsor: Sponsor<'t>,
    pub collaborators: Vec<Sponsor<'t>>,
    pub brief_summary: Maybe<'t>,
    pub detailed_description: Maybe<'t>,
    pub conditions: Vec<Value<'t>>,
    pub keywords: Vec<Value<'t>>,
    pub arm_groups: Vec<ArmGroup<'t>>,
    pub interventions: Vec<Intervention<'t>>,
    pub primary_outcomes: Vec<Outcome<'t>>,
    pub secondary_outcomes: Vec<Outcome<'t>>,
    pub other_outcomes: Vec<Outcome<'t>>,
    pub eligibility: Eligibility<'t>,
    pub locations: Vec<Location<'t>>,
}

/// Whether a repair was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum State {
    /// The value shows `after`.
    Applied,
    /// The value shows `before`.
    Suggested,
    /// A curator agreed: the value shows `after`.
    Accepted,
    /// A curator disagreed: the value shows `before`.
    Refused,
    /// A curator wrote the value.
    Corrected,
}

impl State {
    /// Whether the value shows `after`.
    #[must_use]
    pub fn is_done(self) -> bool {
        matches!(self, State::Applied | State::Accepted | State::Corrected)
    }
}

/// Who decided about a repair, if somebody did.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct Author(pub Option<String>);

/// A change to what the page says, beyond white space.
#[derive(Clone, Debug, Serialize)]
pub struct Repair {
    /// `family/fault`.
    pub rule: &'static str,
    /// The JSON Pointer of the value.
    pub field: String,
    /// The bytes of the page that were replaced.
    pub span: Span,
    /// Those bytes, as text.
    pub before: String,
    /// What replaces them; empty where the value became null.
    pub after: String,
    /// A calibrated probability that the repair is right.
    #[serde(serialize_with = "thousandths")]
    pub confidence: f32,
    /// Applied or suggested.
    pub state: State,
    /// The evidence.
    pub why: Cow<'static, str>,
    /// The curator who decided about it; only in runs with decisions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Author>,
}

/// A whole number without a decimal point.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and small, as just tested")]
fn shortest<S: Serializer>(value: &Maybe<'_, f64>, serializer: S) -> Result<S::Ok, S::Error> {
    match value.as_ref().map(|value| value.value) {
        Some(number) if number.fract() == 0.0 && (0.0..1e9).contains(&number) => {
            serializer.serialize_u64(number as u64)
        }
        Some(number) => serializer.serialize_f64(number),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn thousandths<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*value) * 1000.0).round() / 1000.0)
}

/// Something a curator should know about a page.
#[derive(Clone, Debug, Serialize)]
pub struct Issue {
    /// What kind of thing; the schema lists the codes.
    pub code: &'static str,
    /// The JSON Pointer of the value it is about, if it is about one.
    pub field: Option<String>,
    /// The bytes of the page it is about, if it is about some.
    pub span: Option<Span>,
    /// In words.
    pub message: String,
}

/// Contact data of the page: a line of it, or a value of data.
#[derive(Clone, Debug, Serialize)]
pub struct Contact {
    /// Where it stands.
    pub span: Span,
    /// What it says, with blanks folded.
    pub text: String,
}

/// Bytes of the page that no rule claimed.
#[derive(Clone, Debug, Serialize)]
pub struct Residue {
    /// Where they stand.
    pub span: Span,
    /// What they say.
    pub text: String,
}

/// One line of output.
#[derive(Debug)]
pub struct Record<'t> {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Where it came from.
    pub source: Source<'t>,
    /// What the page says.
    pub trial: Trial<'t>,
    /// What was changed.
    pub repairs: Vec<Repair>,
    /// What to know.
    pub issues: Vec<Issue>,
    /// What nobody claimed.
    pub residue: Vec<Residue>,
    /// Contact data; only on request.
    pub contacts: Option<Vec<Contact>>,
    /// Where each value stands; only on request.
    pub spans: Option<Spans>,
}

/// The keys of a line of output: those of the record with those of the trial among them. `flatten` would write each through
/// a map.
impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys = KEYS + usize::from(self.contacts.is_some()) + usize::from(self.spans.is_some());
        let mut out = serializer.serialize_struct("Record", keys)?;
        macro_rules! keys {
            ($of:expr; $($key:ident)*) => { $(out.serialize_field(stringify!($key), &$of.$key)?;)* };
        }
        keys!(self; schema source);
        keys!(self.trial; registry registry_id secondary_ids brief_title official_title acronym overall_status why_stopped study_type phases design enrollment start_date primary_completion_date completion_date first_posted_date last_update_posted_date lead_sponsor collaborators brief_summary detailed_description conditions keywords arm_groups interventions primary_outcomes secondary_outcomes other_outcomes eligibility locations);
        keys!(self; repairs issues residue);
        if let Some(contacts) = &self.contacts {
            out.serialize_field("contacts", contacts)?;
        }
        if let Some(spans) = &self.spans {
            out.serialize_field("spans", spans)?;
        }
        out.end()
    }
}

/// How many keys every line has.
const KEYS: usize = 35;

/// JSON Pointer → byte ranges, in the order of the record.
#[derive(Debug, Default)]
pub struct Spans(pub Vec<(String, Vec<Span>)>);

impl Serialize for Spans {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(place, spans)| (place, spans)))
    }
}
