//! The slots of a record that labels open, and how the value of each is read.

use super::{Reading, Section};
use crate::grammar::criteria::{self, Leave, Seam, Side};
use crate::grammar::line::{Line, lines, raw_lines};
use crate::grammar::{age, count, date};
use crate::record::{Age, Criterion, Date, Dated, Maybe, Outcome, Sponsor, Value, identify};
use crate::segment::{Cells, outcome_rows};
use crate::text::{folded, paragraphs, trimmed};
use crate::vocab;

/// What a label opens.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "named after the fields of the record")]
pub enum Slot {
    /// A heading without a value of its own.
    Heading,
    /// The site's own words, the value included.
    Chrome,
    Title,
    OfficialTitle,
    Acronym,
    Id,
    SecondaryIds,
    Status,
    StudyType,
    Phases,
    Allocation,
    InterventionModel,
    PrimaryPurpose,
    Masking,
    Sponsor,
    Collaborators,
    Summary,
    Description,
    Enrollment,
    StartDate,
    PrimaryCompletionDate,
    CompletionDate,
    FirstPostedDate,
    LastUpdatePostedDate,
    /// One a line.
    Conditions,
    /// On one line, between commas or semicolons.
    Keywords,
    /// One a line, with or without its type.
    Interventions,
    /// Rows whose cells stand side by side.
    PrimaryOutcomeRows,
    SecondaryOutcomeRows,
    Sex,
    MinimumAge,
    MaximumAge,
    Volunteers,
    Criteria,
    Inclusion,
    Exclusion,
    /// Read by a function of the layout.
    Own(for<'t> fn(&mut Reading<'t>, &Section<'t>)),
}

/// Reads the value of a section into its slot.
pub(super) fn read<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = first_line(section.body);
    match section.label.slot {
        Slot::Heading => {}
        Slot::Chrome => reading.boilerplate(trimmed(section.body)),
        Slot::Title => reading.trial.brief_title = reading.line("/brief_title", first),
        Slot::OfficialTitle => reading.trial.official_title = reading.line("/official_title", first),
        Slot::Acronym => reading.trial.acronym = reading.line("/acronym", first),
        Slot::Id => id(reading, first),
        Slot::SecondaryIds => secondary_ids(reading, section.body),
        Slot::Status => status(reading, first),
        Slot::StudyType => reading.trial.study_type = reading.term("/study_type", &vocab::STUDY_TYPE, first),
        Slot::Phases => phases(reading, section.body),
        Slot::Allocation | Slot::InterventionModel | Slot::PrimaryPurpose | Slot::Masking => {
            design(reading, section.label.slot, first);
        }
        Slot::Sponsor => sponsor(reading, first),
        Slot::Collaborators => collaborators(reading, section.body),
        Slot::Summary => reading.trial.brief_summary = reading.long("/brief_summary", section.body),
        Slot::Description => {
            reading.trial.detailed_description = reading.long("/detailed_description", section.body);
        }
        Slot::Enrollment => enrollment(reading, first),
        Slot::StartDate
        | Slot::PrimaryCompletionDate
        | Slot::CompletionDate
        | Slot::FirstPostedDate
        | Slot::LastUpdatePostedDate => dated(reading, section.label.slot, first),
        Slot::Conditions => conditions(reading, section.body),
        Slot::Keywords => keywords(reading, section.body),
        Slot::Interventions => interventions(reading, section.body),
        Slot::PrimaryOutcomeRows => {
            reading.trial.primary_outcomes = outcome_table(reading, "/primary_outcomes", section.body);
        }
        Slot::SecondaryOutcomeRows => {
            reading.trial.secondary_outcomes = outcome_table(reading, "/secondary_outcomes", section.body);
        }
        Slot::Sex => reading.trial.eligibility.sex = reading.term("/eligibility/sex", &vocab::SEX, first),
        Slot::MinimumAge => reading.trial.eligibility.minimum_age = bound(reading, "/eligibility/minimum_age", first),
        Slot::MaximumAge => reading.trial.eligibility.maximum_age = bound(reading, "/eligibility/maximum_age", first),
        Slot::Volunteers => volunteers(reading, first),
        Slot::Criteria => criteria(reading, section.body, Side::Unclassified),
        Slot::Inclusion => criteria(reading, section.body, Side::Inclusion),
        Slot::Exclusion => criteria(reading, section.body, Side::Exclusion),
        Slot::Own(read) => read(reading, section),
    }
}

/// The first line of a body that is not blank, without its mark.
pub(super) fn first_line(body: &str) -> &str {
    lines(body).next().map_or("", |line| line.text)
}

fn id<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let Some(at) = reading.given("/registry_id", at) else { return };
    match identify(at) {
        Some(id) => {
            reading.trial.registry = Some(Value::new(id.registry, at));
            reading.trial.registry_id = Some(Value::new(id.id.into(), at));
        }
        None => {
            reading.trial.registry_id = Some(Value::new(folded(at), at));
            let message = "no registry known here gives identifiers of this form";
            reading.issue("unknown-identifier", Some("/registry_id"), Some(at), message);
        }
    }
}

fn secondary_ids<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        let place = format!("/secondary_ids/{}/id", reading.trial.secondary_ids.len());
        let Some(at) = reading.given(&place, line.text) else { continue };
        let known = identify(at);
        let registry = known.as_ref().map(|id| Value::new(id.registry, at));
        let id = Value::new(known.map_or_else(|| folded(at), |id| id.id.into()), at);
        reading.trial.secondary_ids.push(crate::record::SecondaryId { id, registry });
    }
}

/// A status word; the letters of `null` may have been eaten from its start.
fn status<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/overall_status";
    let at = trimmed(at);
    if at.starts_with("ot ") && reading.may("truncated-letter/status") {
        let whole = format!("N{at}");
        if let Some(term) = vocab::STATUS.term(&whole) {
            reading.trial.overall_status = Some(Value::new(term, at));
            let why = "no status begins like this, and with its N it is one";
            reading.repaired("truncated-letter/status", FIELD, at, whole, (0.99, why));
        }
    } else {
        reading.trial.overall_status = reading.term(FIELD, &vocab::STATUS, at);
    }
    if at.to_ascii_lowercase().ends_with("ot recruiting") && !at.to_ascii_lowercase().contains("active") {
        let message = "“not recruiting” does not tell a completed study from one that has not begun";
        reading.issue("ambiguous-status", Some(FIELD), Some(at), message);
    }
}

pub(super) fn phases<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        match vocab::phases(line.text) {
            Some(named) => {
                reading.trial.phases.extend(named.into_iter().map(|(at, term)| Value::new(term, at)));
                reading.trial.phases.sort_by_key(|phase| phase.value);
                // `EARLY_PHASE1` and `NA` sort before `PHASE1`, as they should.
            }
            None => drop(reading.term("/phases", &vocab::PHASE, line.text)),
        }
    }
}

fn design<'t>(reading: &mut Reading<'t>, slot: Slot, at: &'t str) {
    let (name, list) = match slot {
        Slot::Allocation => ("/design/allocation", &vocab::ALLOCATION),
        Slot::InterventionModel => ("/design/intervention_model", &vocab::INTERVENTION_MODEL),
        Slot::PrimaryPurpose => ("/design/primary_purpose", &vocab::PRIMARY_PURPOSE),
        _ => ("/design/masking", &vocab::MASKING),
    };
    let term = reading.term(name, list, at);
    let design = &mut reading.trial.design;
    match slot {
        Slot::Allocation => design.allocation = term,
        Slot::InterventionModel => design.intervention_model = term,
        Slot::PrimaryPurpose => design.primary_purpose = term,
        _ => design.masking = term,
    }
}

/// A sponsor's name; a lost first letter is put back only before the rest of the word University.
fn sponsor<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/lead_sponsor/name";
    let Some(at) = reading.given(FIELD, at) else { return };
    let lost = [("niversity", "U"), ("NIVERSITY", "U")].into_iter().find(|(word, _)| {
        at.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    });
    let name = match lost.filter(|_| reading.may("truncated-letter/name")) {
        Some((_, letter)) => {
            let whole = format!("{letter}{}", folded(at));
            let why = "the first word is “University” without its first letter";
            reading.repaired("truncated-letter/name", FIELD, at, whole.clone(), (0.99, why));
            whole.into()
        }
        None => folded(at),
    };
    reading.trial.lead_sponsor.name = Some(Value::new(name, at));
}

fn collaborators<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        let place = format!("/collaborators/{}/name", reading.trial.collaborators.len());
        if let Some(name) = reading.line(&place, line.text) {
            reading.trial.collaborators.push(Sponsor { name: Some(name), class: None });
        }
    }
}

/// A number of people; zero is kept only where a zero is told from a missing number.
pub(super) fn enrollment<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/enrollment/count";
    let Some(at) = reading.given(FIELD, at) else { return };
    let Some(people) = count::people(at) else {
        reading.issue("unreadable", Some(FIELD), Some(at), "no number of people could be read here");
        return;
    };
    reading.trial.enrollment.count = Some(Value::new(people.count, people.at));
    if people.estimate {
        reading.trial.enrollment.r#type = Some(Value::new("ESTIMATED", at));
    }
    let words = trimmed(&at[people.at.len()..]);
    if !words.is_empty() {
        reading.boilerplate(words);
    }
}

fn dated<'t>(reading: &mut Reading<'t>, slot: Slot, at: &'t str) {
    let field = match slot {
        Slot::StartDate => "/start_date/date",
        Slot::PrimaryCompletionDate => "/primary_completion_date/date",
        Slot::CompletionDate => "/completion_date/date",
        Slot::FirstPostedDate => "/first_posted_date/date",
        _ => "/last_update_posted_date/date",
    };
    let Some(at) = reading.given(field, at) else { return };
    let read: Maybe<'t, Date> = date::date(at).map(|date| Value::new(date, at));
    if read.is_none() {
        reading.issue("unreadable", Some(field), Some(at), "no date could be read here");
    }
    let dated = Dated { date: read, r#type: None };
    let trial = &mut reading.trial;
    match slot {
        Slot::StartDate => trial.start_date = dated,
        Slot::PrimaryCompletionDate => trial.primary_completion_date = dated,
        Slot::CompletionDate => trial.completion_date = dated,
        Slot::FirstPostedDate => trial.first_posted_date = dated,
        _ => trial.last_update_posted_date = dated,
    }
}

fn conditions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        let place = format!("/conditions/{}", reading.trial.conditions.len());
        let value = reading.line(&place, line.text);
        reading.trial.conditions.extend(value);
    }
}

pub(super) fn keywords<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for part in trimmed(body).split([',', ';', '\n']) {
        let place = format!("/keywords/{}", reading.trial.keywords.len());
        let value = reading.line(&place, part);
        reading.trial.keywords.extend(value);
    }
}

/// One intervention a line; `Drug: A` names its type.
fn interventions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        intervention(reading, line.text);
    }
}

/// Adds the intervention that `at` names, with its type where the page prints one.
pub(super) fn intervention<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/interventions/{}/name", reading.trial.interventions.len());
    let typed = at.split_once(": ").and_then(|(word, name)| Some((vocab::INTERVENTION_TYPE.term(word)?, word, name)));
    let (kind, name) = match typed {
        Some((term, word, name)) => (Some(Value::new(term, trimmed(word))), name),
        None => (None, at),
    };
    let name = reading.line(&place, name);
    if name.is_some() {
        let intervention = crate::record::Intervention { r#type: kind, name, ..Default::default() };
        reading.trial.interventions.push(intervention);
    }
}

fn bound<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) -> Age<'t> {
    let Some(at) = reading.given(field, at) else { return Age::default() };
    match age::bound(at) {
        Ok((rest, bound)) if rest.trim().is_empty() || rest.starts_with(" (") => aged(Some(bound)),
        _ => {
            reading.issue("unreadable", Some(field), Some(at), "no age could be read here");
            Age::default()
        }
    }
}

/// A bound of age as the record says it.
pub(super) fn aged(bound: Option<age::Bound<'_>>) -> Age<'_> {
    bound.map_or_else(Age::default, |bound| Age {
        value: Some(Value::new(bound.value.0, bound.value.1)),
        unit: Some(Value::new(bound.unit.0, bound.unit.1)),
    })
}

pub(super) fn volunteers<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let answer = reading.term("/eligibility/healthy_volunteers", &vocab::VOLUNTEERS, at);
    reading.trial.eligibility.healthy_volunteers = answer.map(|answer| Value::new(answer.value == "true", answer.at));
}

/// A block of criteria, added to what other blocks of the page said.
pub(super) fn criteria<'t>(reading: &mut Reading<'t>, body: &'t str, side: Side) {
    let field = match side {
        Side::Inclusion => "/eligibility/inclusion",
        Side::Exclusion => "/eligibility/exclusion",
        Side::Unclassified => "/eligibility/criteria",
    };
    let alone = match &lines(body).collect::<Vec<_>>()[..] {
        [only] => only.text,
        _ => trimmed(body),
    };
    let Some(_) = reading.given(field, alone) else { return };
    let leave = Leave { numbers: reading.may("fused/numbered-items"), words: reading.may("fused/criteria") };
    let block = criteria::block(body, side, leave);
    for heading in &block.headings {
        reading.label(heading);
    }
    let Some(whole) = block.whole else { return };
    let whole = match reading.trial.eligibility.criteria.take() {
        Some(before) => crate::grammar::line::stretch(reading.text, before.at, whole),
        None => whole,
    };
    reading.trial.eligibility.criteria = Some(Value::new(paragraphs(whole), whole));
    seams(reading, &block.items);
    for item in block.items {
        let eligibility = &mut reading.trial.eligibility;
        let list = match item.side {
            Side::Inclusion => &mut eligibility.inclusion,
            Side::Exclusion => &mut eligibility.exclusion,
            Side::Unclassified => &mut eligibility.unclassified,
        };
        list.push(Criterion { text: Value::new(folded(item.text), item.text), level: item.level });
    }
}

/// Records the repairs of criteria that shared a line.
fn seams<'t>(reading: &mut Reading<'t>, items: &[criteria::Item<'t>]) {
    let mut rest = items;
    while let Some(first) = rest.first() {
        let shared = rest.iter().take_while(|item| std::ptr::eq(item.line, first.line)).count();
        let (group, after) = rest.split_at(shared);
        rest = after;
        let list = match first.side {
            Side::Inclusion => "/eligibility/inclusion",
            Side::Exclusion => "/eligibility/exclusion",
            Side::Unclassified => "/eligibility/unclassified",
        };
        let pieces: Vec<&str> = group.iter().map(|item| item.text).collect();
        let (rule, evidence) = match first.seam {
            Seam::Line => continue,
            Seam::Number => ("fused/numbered-items", (0.99, "numbers inside the line rise from 1")),
            Seam::Words(_) => ("fused/criteria", (mean(group), "item openers, sentence ends and parallel structure")),
        };
        reading.repaired(rule, list, first.line, pieces.join(" ¦ "), evidence);
    }
}

/// The mean probability of the seams of a line.
fn mean(group: &[criteria::Item<'_>]) -> f32 {
    let each = group.iter().map(|item| if let Seam::Words(confidence) = item.seam { confidence } else { 1.0 });
    each.sum::<f32>() / group.len() as f32
}

/// The header that a table of outcomes lost its cells to.
const OUTCOME_HEADERS: &[&str] = &["Name Time Method", "NameTimeMethod"];

/// A table of outcomes whose cells lost their borders.
fn outcome_table<'t>(reading: &mut Reading<'t>, field: &'static str, body: &'t str) -> Vec<Outcome<'t>> {
    let Some((cells, rows)) = table_body(reading, body, OUTCOME_HEADERS) else { return Vec::new() };
    if !reading.may("table/flattened-row") {
        let whole = |at: &&'t str| Outcome { measure: Some(Value::new(folded(at), *at)), ..Outcome::default() };
        return rows.iter().map(whole).collect();
    }
    let elsewhere: Vec<&str> = reading.trial.primary_outcomes.iter().filter_map(|row| Some(row.time_frame.as_ref()?.at)).collect();
    let cut = outcome_rows::rows(&rows, cells, &elsewhere);
    let mut outcomes = Vec::with_capacity(cut.len());
    for row in cut {
        let cell = |at: &'t str| Value::new(folded(at), at);
        let cells: Vec<&'t str> = [Some(row.measure), row.time_frame, row.description].into_iter().flatten().collect();
        let place = format!("{field}/{}", outcomes.len());
        if cells.len() > 1 {
            let at = crate::grammar::line::stretch(reading.text, cells[0], cells[cells.len() - 1]);
            let why = "a time expression parts measure and description";
            reading.repaired("table/flattened-row", place, at, cells.join(" ¦ "), (row.confidence, why));
        }
        outcomes.push(Outcome {
            measure: Some(cell(row.measure)),
            time_frame: row.time_frame.map(cell),
            description: row.description.map(cell),
        });
    }
    outcomes
}

/// The rows of a flattened table, and how its cells are joined, told by its header.
pub(super) fn table_body<'t>(
    reading: &mut Reading<'t>,
    body: &'t str,
    headers: &[&str],
) -> Option<(Cells, Vec<&'t str>)> {
    let mut raw = raw_lines(body).map(Line::of).filter(|line| !line.whole.is_empty()).map(|line| line.whole);
    let first = raw.next()?;
    let Some(header) = headers.iter().find(|header| first.starts_with(**header)) else {
        return Some((Cells::Spaced, std::iter::once(first).chain(raw).collect()));
    };
    reading.label(&first[..header.len()]);
    let cells = if header.contains(' ') { Cells::Spaced } else { Cells::Fused };
    let rest = trimmed(&first[header.len()..]);
    Some((cells, Some(rest).filter(|rest| !rest.is_empty()).into_iter().chain(raw).collect()))
}
