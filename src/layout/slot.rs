//! The slots of a record that labels open, and how the value of each is read.

use super::reading::Table;
use super::{Reading, Section};
use crate::grammar::criteria::{self, Leave, Seam, Side};
use crate::grammar::line::{Line, lines, raw_lines, stretch};
use crate::grammar::{age, count, date, list};
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
    WhyStopped,
    StudyType,
    Phases,
    Allocation,
    InterventionModel,
    ObservationalModel,
    TimePerspective,
    PrimaryPurpose,
    Masking,
    Sponsor,
    /// A word for the kind of organization of the lead sponsor.
    SponsorClass,
    Collaborators,
    Summary,
    Description,
    Enrollment,
    /// `Actual` or `Estimated`.
    EnrollmentType,
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
    /// One a line, the time frame in brackets behind the measure.
    PrimaryOutcomes,
    SecondaryOutcomes,
    OtherOutcomes,
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
        Slot::OfficialTitle => {
            reading.trial.official_title = reading.line("/official_title", first);
        }
        Slot::Acronym => reading.trial.acronym = reading.line("/acronym", first),
        Slot::Id => id(reading, first),
        Slot::SecondaryIds => secondary_ids(reading, section.body),
        Slot::Status => status(reading, first),
        Slot::WhyStopped => reading.trial.why_stopped = reading.line("/why_stopped", first),
        Slot::StudyType => {
            reading.trial.study_type = reading.term("/study_type", &vocab::STUDY_TYPE, first);
        }
        Slot::Phases => phases(reading, section.body),
        Slot::Allocation
        | Slot::InterventionModel
        | Slot::ObservationalModel
        | Slot::TimePerspective
        | Slot::PrimaryPurpose => design(reading, section.label.slot, first),
        Slot::Masking => masking(reading, first),
        Slot::Sponsor => sponsor(reading, first),
        Slot::SponsorClass => {
            reading.trial.lead_sponsor.class =
                reading.term("/lead_sponsor/class", &vocab::SPONSOR_CLASS, first);
        }
        Slot::Collaborators => collaborators(reading, section.body),
        Slot::Summary => reading.trial.brief_summary = reading.long("/brief_summary", section.body),
        Slot::Description => {
            reading.trial.detailed_description =
                reading.long("/detailed_description", section.body);
        }
        Slot::Enrollment => enrollment(reading, first),
        Slot::EnrollmentType => {
            reading.trial.enrollment.r#type =
                reading.term("/enrollment/type", &vocab::DATE_TYPE, first);
        }
        Slot::StartDate
        | Slot::PrimaryCompletionDate
        | Slot::CompletionDate
        | Slot::FirstPostedDate
        | Slot::LastUpdatePostedDate => dated(reading, section.label.slot, first),
        Slot::Conditions => conditions(reading, section.body),
        Slot::Keywords => keywords(reading, section.body),
        Slot::Interventions => interventions(reading, section.body),
        Slot::PrimaryOutcomeRows => reading.tables[0] = outcome_table(reading, section.body),
        Slot::SecondaryOutcomeRows => reading.tables[1] = outcome_table(reading, section.body),
        Slot::PrimaryOutcomes => {
            reading.trial.primary_outcomes = outcome_lines(reading, section.body);
        }
        Slot::SecondaryOutcomes => {
            reading.trial.secondary_outcomes = outcome_lines(reading, section.body);
        }
        Slot::OtherOutcomes => reading.trial.other_outcomes = outcome_lines(reading, section.body),
        Slot::Sex => {
            reading.trial.eligibility.sex = reading.term("/eligibility/sex", &vocab::SEX, first);
        }
        Slot::MinimumAge => {
            reading.trial.eligibility.minimum_age =
                bound(reading, "/eligibility/minimum_age", first);
        }
        Slot::MaximumAge => {
            reading.trial.eligibility.maximum_age =
                bound(reading, "/eligibility/maximum_age", first);
        }
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
    if let Some(id) = identify(at) {
        reading.trial.registry = Some(Value::new(id.registry, at));
        reading.trial.registry_id = Some(Value::new(id.id.into(), at));
    } else {
        reading.trial.registry_id = Some(Value::new(folded(at), at));
        let message = "no registry known here gives identifiers of this form";
        reading.issue("unknown-identifier", Some("/registry_id"), Some(at), message);
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
    if at.to_ascii_lowercase().ends_with("ot recruiting")
        && !at.to_ascii_lowercase().contains("active")
    {
        let message =
            "“not recruiting” does not tell a completed study from one that has not begun";
        reading.issue("ambiguous-status", Some(FIELD), Some(at), message);
    }
}

pub(super) fn phases<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        match vocab::phases(line.text) {
            Some(named) => {
                reading
                    .trial
                    .phases
                    .extend(named.into_iter().map(|(at, term)| Value::new(term, at)));
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
        Slot::ObservationalModel => ("/design/observational_model", &vocab::OBSERVATIONAL_MODEL),
        Slot::TimePerspective => ("/design/time_perspective", &vocab::TIME_PERSPECTIVE),
        _ => ("/design/primary_purpose", &vocab::PRIMARY_PURPOSE),
    };
    let term = reading.term(name, list, at);
    let design = &mut reading.trial.design;
    match slot {
        Slot::Allocation => design.allocation = term,
        Slot::InterventionModel => design.intervention_model = term,
        Slot::ObservationalModel => design.observational_model = term,
        Slot::TimePerspective => design.time_perspective = term,
        _ => design.primary_purpose = term,
    }
}

/// `Double (Participant, Investigator)`.
fn masking<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let (degree, who) = match at.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
        Some((degree, who)) if vocab::MASKING.term(at).is_none() => (degree, who),
        _ => (at, ""),
    };
    reading.trial.design.masking = reading.term("/design/masking", &vocab::MASKING, degree);
    for party in who.split(',').filter(|party| !trimmed(party).is_empty()) {
        let field = format!("/design/who_masked/{}", reading.trial.design.who_masked.len());
        let term = reading.term(&field, &vocab::WHO_MASKED, party);
        reading.trial.design.who_masked.extend(term);
    }
}

/// `120 (Actual)`, `March 2021 (estimated)`: the value and the word in brackets, if it is one of the two.
fn typed(at: &str) -> (&str, Option<Value<'_, crate::record::Term>>) {
    let split = at.strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '[']));
    match split.and_then(|(value, word)| {
        Some((value, Value::new(vocab::DATE_TYPE.term(word)?, trimmed(word))))
    }) {
        Some((value, term)) => (trimmed(value), Some(term)),
        None => (at, None),
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
    let (at, kind) = typed(at);
    reading.trial.enrollment.r#type = kind;
    let Some(people) = count::people(at) else {
        reading.issue(
            "unreadable",
            Some(FIELD),
            Some(at),
            "no number of people could be read here",
        );
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
    let (at, kind) = typed(at);
    let read: Maybe<'t, Date> = date::date(at).map(|date| Value::new(date, at));
    if read.is_none() {
        reading.issue("unreadable", Some(field), Some(at), "no date could be read here");
    }
    let dated = Dated { r#type: kind.filter(|_| read.is_some()), date: read };
    let trial = &mut reading.trial;
    match slot {
        Slot::StartDate => trial.start_date = dated,
        Slot::PrimaryCompletionDate => trial.primary_completion_date = dated,
        Slot::CompletionDate => trial.completion_date = dated,
        Slot::FirstPostedDate => trial.first_posted_date = dated,
        _ => trial.last_update_posted_date = dated,
    }
}

/// One a line, or a list on one line.
fn conditions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let mut rows: Vec<&'t str> = lines(body).map(|line| line.text).collect();
    if let [only] = rows[..] {
        rows = list::terms(only);
    }
    for row in rows {
        condition(reading, row);
    }
}

/// Adds a condition.
pub(super) fn condition<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/conditions/{}", reading.trial.conditions.len());
    let value = reading.line(&place, at);
    reading.trial.conditions.extend(value);
}

pub(super) fn keywords<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for part in trimmed(body).split([',', ';', '\n']) {
        let place = format!("/keywords/{}", reading.trial.keywords.len());
        let value = reading.line(&place, part);
        reading.trial.keywords.extend(value);
    }
}

/// One intervention a line, or several between semicolons; `Drug: A` names its type.
fn interventions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        for part in line.text.split(';').filter(|part| !trimmed(part).is_empty()) {
            intervention(reading, trimmed(part));
        }
    }
}

/// Adds the intervention that `at` names, with its type where the page prints one.
pub(super) fn intervention<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/interventions/{}/name", reading.trial.interventions.len());
    let typed = at
        .split_once(": ")
        .and_then(|(word, name)| Some((vocab::INTERVENTION_TYPE.term(word)?, word, name)));
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
    reading.trial.eligibility.healthy_volunteers =
        answer.map(|answer| Value::new(answer.value == "true", answer.at));
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
    let leave = Leave {
        numbers: reading.may("fused/numbered-items"),
        words: reading.may("fused/criteria"),
    };
    let block = criteria::block(body, side, leave);
    for heading in &block.headings {
        reading.label(heading);
    }
    let Some(whole) = block.whole else { return };
    let whole = match reading.trial.eligibility.criteria.take() {
        Some(before) => stretch(reading.text, before.at, whole),
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
            Seam::Words(_) => (
                "fused/criteria",
                (mean(group), "item openers, sentence ends and parallel structure"),
            ),
        };
        reading.repaired(rule, list, first.line, pieces.join(" ¦ "), evidence);
    }
}

/// The mean probability of the seams of a line.
fn mean(group: &[criteria::Item<'_>]) -> f32 {
    let each = group
        .iter()
        .map(|item| if let Seam::Words(confidence) = item.seam { confidence } else { 1.0 });
    each.sum::<f32>() / group.len() as f32
}

/// One outcome a line; `[Time Frame: 12 weeks]` behind the measure.
fn outcome_lines<'t>(reading: &mut Reading<'t>, body: &'t str) -> Vec<Outcome<'t>> {
    let value = |at: &'t str| {
        Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at))
    };
    let outcome = |line: Line<'t>| match time_in_brackets(line.text) {
        Some((measure, time, rest)) => {
            reading.label(&line.text[measure.len()..line.text.len() - rest.len() - time.len() - 1]);
            Outcome { measure: value(measure), time_frame: value(time), description: value(rest) }
        }
        None => Outcome { measure: value(line.text), ..Outcome::default() },
    };
    lines(body).map(outcome).collect()
}

/// `measure [Time Frame: 12 weeks] description`: the three.
fn time_in_brackets(line: &str) -> Option<(&str, &str, &str)> {
    let open = line.bytes().enumerate().filter(|(_, byte)| *byte == b'[').map(|(at, _)| at);
    let starts = |at: &usize| {
        line[at + 1..]
            .trim_start()
            .get(..10)
            .is_some_and(|word| word.eq_ignore_ascii_case("time frame"))
    };
    let at = open.filter(|at| starts(at)).next_back()?;
    let (_, rest) = line[at..].split_once(':')?;
    let (time, rest) = rest.split_once(']')?;
    Some((&line[..at], time, rest))
}

/// The header that a table of outcomes lost its cells to.
const OUTCOME_HEADERS: &[&str] = &["Name Time Method", "NameTimeMethod"];

/// A table of outcomes whose cells lost their borders; its rows are read once the page's other table is known too.
fn outcome_table<'t>(reading: &mut Reading<'t>, body: &'t str) -> Table<'t> {
    let (cells, lines) = table_body(reading, body, OUTCOME_HEADERS).unwrap_or_default();
    Table { cells, lines }
}

/// Reads the tables of outcomes that were waiting for each other.
pub(super) fn outcome_tables(reading: &mut Reading<'_>) {
    let [primary, secondary] = std::mem::take(&mut reading.tables);
    let cells = primary.cells.or(secondary.cells).unwrap_or(Cells::Spaced);
    let [first, second] = [&primary.lines, &secondary.lines].map(|lines| {
        let plain = !reading.may("table/flattened-row")
            || lines.iter().all(|row| time_in_brackets(row).is_some());
        if plain { &[][..] } else { &lines[..] }
    });
    let [first, second] = outcome_rows::tables([first, second], cells);
    if !primary.lines.is_empty() {
        reading.trial.primary_outcomes =
            outcomes(reading, "/primary_outcomes", &primary.lines, first);
    }
    if !secondary.lines.is_empty() {
        reading.trial.secondary_outcomes =
            outcomes(reading, "/secondary_outcomes", &secondary.lines, second);
    }
}

/// The outcomes of one table, with the repairs that parted its rows.
fn outcomes<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    lines: &[&'t str],
    rows: Vec<outcome_rows::Row<'t>>,
) -> Vec<Outcome<'t>> {
    let cell =
        |at: &'t str| Some(at).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at));
    if lines.iter().all(|row| time_in_brackets(row).is_some()) {
        return lines.iter().flat_map(|row| bracketed_rows(reading, row)).collect();
    }
    if rows.is_empty() {
        return lines
            .iter()
            .map(|at| Outcome { measure: cell(at), ..Outcome::default() })
            .collect();
    }
    let mut outcomes = Vec::with_capacity(rows.len());
    for row in rows {
        let cells = [Some(row.measure), row.time_frame, row.description];
        let cells: Vec<&'t str> =
            cells.into_iter().flatten().filter(|cell| !cell.is_empty()).collect();
        if let [first, .., last] = cells[..] {
            let at = stretch(reading.text, first, last);
            let evidence =
                (row.confidence, "a time expression stands between measure and description");
            reading.repaired(
                "table/flattened-row",
                format!("{field}/{}", outcomes.len()),
                at,
                cells.join(" ¦ "),
                evidence,
            );
        }
        outcomes.push(Outcome {
            measure: cell(row.measure),
            time_frame: row.time_frame.and_then(cell),
            description: row.description.and_then(cell),
        });
    }
    outcomes
}

/// Rows that hold their time frames in brackets, perhaps several on one line.
fn bracketed_rows<'t>(reading: &mut Reading<'t>, row: &'t str) -> Vec<Outcome<'t>> {
    let mut outcomes = Vec::new();
    let mut rest = row;
    while let Some(close) = rest.find(']') {
        let Some((measure, time, _)) = time_in_brackets(&rest[..=close]) else { break };
        reading.label(&rest[measure.len()..close - time.len()]);
        let value = |at: &'t str| {
            Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at))
        };
        outcomes.push(Outcome {
            measure: value(measure),
            time_frame: value(time),
            description: None,
        });
        rest = &rest[close + 1..];
    }
    outcomes
}

/// The rows of a flattened table, and how its cells are joined, told by its header.
pub(super) fn table_body<'t>(
    reading: &mut Reading<'t>,
    body: &'t str,
    headers: &[&str],
) -> Option<(Option<Cells>, Vec<&'t str>)> {
    let mut raw =
        raw_lines(body).map(Line::of).filter(|line| !line.whole.is_empty()).map(|line| line.whole);
    let first = raw.next()?;
    let Some(header) = headers.iter().find(|header| first.starts_with(**header)) else {
        return Some((None, std::iter::once(first).chain(raw).collect()));
    };
    reading.label(&first[..header.len()]);
    let cells = if header.contains(' ') { Cells::Spaced } else { Cells::Fused };
    let rest = trimmed(&first[header.len()..]);
    Some((Some(cells), Some(rest).filter(|rest| !rest.is_empty()).into_iter().chain(raw).collect()))
}
