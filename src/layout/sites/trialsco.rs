//! Trials.co, layout A (no labels before `About this trial`, no ids, no dates) and layout B (a header of labels, words
//! of navigation, a fused line of ages, sex and volunteers, labeled arm rows, outcomes).
//!
//! Its own: the sentence about the trial, which carries study type, purpose, the first condition and the keywords;
//! statuses glued to the names of sites; arms printed column by column.

use crate::grammar::age;
use crate::grammar::criteria::Side;
use crate::grammar::line::{Line, lines, stretch};
use crate::grammar::list::{commas, outside_brackets};
use crate::grammar::word::is_number;
use crate::layout::reading::own_lines;
use crate::layout::slot::{self, markless_criteria};
use crate::layout::{Head, Layout, Reading, Section, label};
use crate::record::{ArmGroup, Location, Outcome, Value};
use crate::segment::fused_list;
use crate::text::{folded, range_in, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "trialsco",
    doc: "Trials.co: a sentence about the trial, criteria, sites with glued statuses, arms column by column",
    labels: &[
        label("Primary Purpose", slot::own(listed)),
        label("Status", slot::STATUS),
        label("Phase", slot::PHASES),
        label("Locations", slot::own(country)),
        label("Study Type", slot::STUDY_TYPE),
        label("Intervention", slot::own(interventions)),
        label("Sponsored by", slot::SPONSOR),
        label("About", slot::HEADING),
        label("Eligibility", slot::HEADING),
        label("Locations", slot::HEADING),
        label("Arms", slot::HEADING),
        label("Outcomes", slot::HEADING),
        label("Full info", slot::HEADING),
        label("About this trial", slot::own(about)),
        label("Eligibility Criteria", slot::own(eligibility)),
        label("Sites / Locations", slot::own(sites)),
        label("Arms of the Study", slot::own(arms)),
        label("Outcomes", slot::HEADING),
        label("Primary Outcome Measures", slot::own(primary_outcomes)),
        label("Secondary Outcome Measures", slot::own(secondary_outcomes)),
    ],
    chrome: &["search", "Back to results", "Full info"],
    head: Head::Own(head),
    last: Some("Arms of the Study"),
    ..Layout::NEW
};

/// The title; on layout A the next line lists the conditions.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let mut lines = own_lines(LAYOUT.chrome, head);
    if let Some(title) = lines.next() {
        slot::title(reading, title);
    }
    if let Some(list) = lines.next() {
        conditions(reading, list);
    }
}

/// `Primary Purpose` heads the conditions on this site.
fn listed<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    conditions(reading, slot::first_line(section.body));
}

/// Conditions between commas. The sentence below repeats the first one, which may hold commas of its own.
fn conditions<'t>(reading: &mut Reading<'t>, list: &'t str) {
    let first = first_condition(reading.text)
        .filter(|first| list.strip_prefix(first).is_some_and(|rest| rest.is_empty() || rest.starts_with(", ")));
    let (head, rest) = list.split_at(first.map_or(0, str::len));
    // `Malaria, Vivax, Malaria, Falciparum`: where the first is proven to be inverted, its word goes on being so.
    let base = head.split_once(", ").map_or("", |(base, _)| base);
    let rest = if head.is_empty() { commas(rest) } else { commas(rest.trim_start_matches(", ")) };
    let mut parts: Vec<&'t str> = Some(head).filter(|head| !head.is_empty()).into_iter().collect();
    for part in rest {
        match parts.last_mut().filter(|before| !base.is_empty() && **before == base) {
            Some(before) => *before = stretch(list, before, part),
            None => parts.push(part),
        }
    }
    for part in parts {
        slot::condition(reading, part);
    }
}

const SENTENCE: &str = "This is an ";
const MEASURING: &str = " focused on measuring ";

/// The sentence about the trial, from its first word to the end of its line.
fn sentence(text: &str) -> Option<&str> {
    let start = memchr::memmem::find(text.as_bytes(), b"\nThis is an ")? + 1;
    text[start..].lines().next().map(str::trim_end)
}

fn first_condition(text: &str) -> Option<&str> {
    let (_, conditions) = sentence(text)?.split_once(" trial for ")?;
    Some(conditions.split_once(MEASURING).map_or(conditions, |(first, _)| first))
}

/// `This is an interventional treatment trial for X focused on measuring A, B`.
fn about<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let line = slot::first_line(section.body);
    let Some((kind, conditions)) = line.strip_prefix(SENTENCE).and_then(|rest| rest.split_once(" trial for ")) else {
        return;
    };
    let (kind, purpose) = kind.split_once(' ').unwrap_or((kind, ""));
    let said = reading.term("/study_type", &vocab::STUDY_TYPE, kind);
    match (&reading.trial.study_type, said) {
        // Layout B has a field for it; the sentence is its second place.
        (Some(_), Some(again)) => reading.also.push(("/study_type".to_owned(), again.at)),
        (None, Some(said)) => reading.trial.study_type = Some(said),
        (_, None) => {}
    }
    reading.trial.design.primary_purpose = reading.term("/design/primary_purpose", &vocab::PRIMARY_PURPOSE, purpose);
    let (first, measured) = conditions.split_once(MEASURING).unwrap_or((conditions, ""));
    reading.also.push(("/conditions/0".to_owned(), first));
    reading.boilerplate(found(line, SENTENCE));
    reading.boilerplate(found(line, " trial for "));
    if !measured.is_empty() {
        let at = range_in(line, measured).start;
        reading.boilerplate(&line[at - MEASURING.len()..at]);
    }
    for word in outside_brackets(measured) {
        let place = format_args!("/keywords/{}", reading.trial.keywords.len());
        let value = reading.line(place, word);
        reading.trial.keywords.extend(value);
    }
}

/// The first place of `part` in `line`.
fn found<'t>(line: &'t str, part: &str) -> &'t str {
    line.find(part).map_or("", |at| &line[at..at + part.len()])
}

/// A country, or `International` where there are several; the record has no place for a country without a site.
fn country<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    if at == "International" {
        reading.boilerplate(at);
    }
}

/// One a line, without types.
fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let place = format_args!("/interventions/{}/name", reading.trial.interventions.len());
        let name = reading.line(place, line.text);
        reading
            .trial
            .interventions
            .extend(name.map(|name| crate::record::Intervention { name: Some(name), ..Default::default() }));
    }
}

/// On layout B a fused line of ages, sex and volunteers comes first.
fn eligibility<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = lines(section.body).next().map_or("", |line| line.whole);
    let rest = if ages(reading, first) { &section.body[range_in(section.body, first).end..] } else { section.body };
    markless_criteria(reading, rest, Side::Unclassified);
}

/// `18 Years - 65 Years (Adult, Older Adult)All SexesAccepts Healthy Volunteers`; true where the whole line was read.
fn ages<'t>(reading: &mut Reading<'t>, line: &'t str) -> bool {
    let Ok((rest, (low, high))) = age::range(line) else { return false };
    let stages = rest.trim_start();
    let after = match stages.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        Some((_, after)) => after,
        None => stages,
    };
    let Some((sex, sex_term)) = vocab::SEX.prefix(after) else { return false };
    let volunteers = &after[sex.len()..];
    let known = volunteers.is_empty() || vocab::VOLUNTEERS.term(volunteers).is_some();
    if !known || !reading.may_at("fused/enums", line) {
        return false;
    }
    reading.boilerplate(trimmed(&stages[..stages.len() - after.len()]));
    let eligibility = &mut reading.trial.eligibility;
    (eligibility.minimum_age, eligibility.maximum_age) = (slot::aged(low), slot::aged(high));
    eligibility.sex = Some(Value::new(sex_term, sex));
    if !volunteers.is_empty() {
        slot::volunteers(reading, volunteers);
    }
    open_ends(reading, &line[..line.len() - rest.len()]);
    let pieces = [trimmed(&line[..line.len() - after.len()]), sex, volunteers];
    let after: Vec<&str> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
    let why = "ages, sex and volunteers, each of a closed list, take up the whole line";
    reading.repaired("fused/enums", "/eligibility", line, after.join(" ¦ "), (0.99, why));
    true
}

/// `undefined` in place of a bound.
fn open_ends<'t>(reading: &mut Reading<'t>, ages: &'t str) {
    if !reading.may("placeholder/null") {
        return;
    }
    let eligibility = &reading.trial.eligibility;
    let open = [
        (eligibility.minimum_age.value.is_none(), "/eligibility/minimum_age"),
        (eligibility.maximum_age.value.is_none(), "/eligibility/maximum_age"),
    ];
    let words: Vec<&'t str> =
        memchr::memmem::find_iter(ages.as_bytes(), b"undefined").map(|at| &ages[at..at + 9]).collect();
    for (word, (_, field)) in words.into_iter().zip(open.into_iter().filter(|(open, _)| *open)) {
        if reading.may_at("placeholder/null", word) {
            reading.placeholder(field, word);
        }
    }
}

/// One site a line, its status glued to its name.
fn sites<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in reading.places(section.body) {
        let n = reading.trial.locations.len();
        let glued = fused_list::glued_status(line.text).filter(|_| reading.may_at("glued-status/facility", line.text));
        let (name, status) = glued.unwrap_or((line.text, ""));
        let mut term = None;
        if !status.is_empty() {
            term = reading.term(format_args!("/locations/{n}/status"), &vocab::STATUS, status);
            let why = "a status of the closed list stands at the end without a blank before it";
            reading.repaired(
                "glued-status/facility",
                format!("/locations/{n}"),
                line.text,
                format!("{name} ¦ {status}"),
                (0.99, why),
            );
        }
        let facility = reading.line(format_args!("/locations/{n}/facility"), name);
        reading.trial.locations.push(Location { facility, status: term, ..Default::default() });
    }
}

/// The labels of the rows on layout B.
const ROWS: [&str; 3] = ["Arm Type", "Arm Label", "Arm Description"];

/// `Arm 1 … Arm n`, then n types, n labels and the descriptions: one column of each arm after the other.
fn arms<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let all: Vec<Line<'t>> = lines(section.body).collect();
    let numbered = |(n, line): &(usize, &Line)| line.text.strip_prefix("Arm ").is_some_and(|at| is_number(at, n + 1));
    let count = all.iter().enumerate().take_while(numbered).count();
    let mut rows: Vec<Vec<&'t str>> = vec![Vec::new()];
    for (n, line) in all.iter().enumerate() {
        if n < count {
            reading.label(line.whole);
        } else if ROWS.get(rows.len() - 1).is_some_and(|name| name.eq_ignore_ascii_case(line.text)) {
            reading.label(line.whole);
            rows.push(Vec::new());
        } else {
            rows.last_mut().expect("there is a first row").push(line.whole);
        }
    }
    let columns = if rows.len() > 1 { rows[1..].concat() } else { rows.concat() };
    let parted = count > 1 && !reading.may_at("column-major/arms", section.body);
    if count == 0 || columns.is_empty() || parted {
        return;
    }
    if let Some(columns) = Columns::of(&columns, count) {
        zip(reading, section.body, &columns);
    } else {
        let at = stretch(section.body, columns[0], columns[columns.len() - 1]);
        let message = format!("{} lines cannot be dealt to {count} arms", columns.len());
        reading.issue("unreadable", Some("/arm_groups"), Some(at), message);
    }
}

/// The columns of the arms.
struct Columns<'c, 't> {
    types: &'c [&'t str],
    labels: &'c [&'t str],
    /// As many as there are arms, or what cannot be dealt.
    descriptions: &'c [&'t str],
}

impl<'c, 't> Columns<'c, 't> {
    fn of(lines: &'c [&'t str], count: usize) -> Option<Self> {
        if lines.len() < 2 * count {
            return None;
        }
        let (types, rest) = lines.split_at(count);
        let (labels, descriptions) = rest.split_at(count);
        let known = types.iter().all(|word| vocab::ARM_GROUP_TYPE.term(word).is_some());
        known.then_some(Columns { types, labels, descriptions })
    }
}

fn zip<'t>(reading: &mut Reading<'t>, body: &'t str, columns: &Columns<'_, 't>) {
    let count = columns.types.len();
    let dealt = columns.descriptions.len() == count;
    let value = |at: &&'t str| Value::new(folded(at), at);
    let mut after = Vec::new();
    for n in 0..count {
        let description = columns.descriptions.get(n).filter(|_| dealt);
        let cells = [Some(&columns.types[n]), Some(&columns.labels[n]), description];
        after.push(cells.into_iter().flatten().copied().collect::<Vec<_>>().join(" ¦ "));
        reading.trial.arm_groups.push(ArmGroup {
            label: Some(value(&columns.labels[n])),
            r#type: vocab::ARM_GROUP_TYPE.term(columns.types[n]).map(|term| Value::new(term, columns.types[n])),
            description: description.map(value),
            intervention_names: Vec::new(),
        });
    }
    let last = columns.descriptions.last().unwrap_or(&columns.labels[count - 1]);
    let dealt_last = if dealt { last } else { &columns.labels[count - 1] };
    let at = stretch(body, columns.types[0], dealt_last);
    if count > 1 {
        let also = if dealt { " and descriptions" } else { "" };
        let why = format!("the columns hold {count} types, {count} labels{also}: one of each for {count} arms");
        reading.repaired("column-major/arms", "/arm_groups", at, after.join("\n"), (0.97, why));
    }
    if !dealt && !columns.descriptions.is_empty() {
        let at = stretch(body, columns.descriptions[0], last);
        let message = format!("descriptions on {} lines cannot be dealt to {count} arms", columns.descriptions.len());
        reading.issue("unassigned", Some("/arm_groups"), Some(at), message);
    }
}

fn primary_outcomes<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.primary_outcomes = outcomes(reading, "/primary_outcomes", section.body);
}

fn secondary_outcomes<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.secondary_outcomes = outcomes(reading, "/secondary_outcomes", section.body);
}

/// A line of the measure, a line of its description, and so on.
fn outcomes<'t>(reading: &mut Reading<'t>, field: &'static str, body: &'t str) -> Vec<Outcome<'t>> {
    let all: Vec<&'t str> = lines(body).map(|line| line.whole).collect();
    if all.len() % 2 == 1 {
        let message = format!("{} lines do not pair up to measures and descriptions", all.len());
        reading.issue("unpaired", Some(field), Some(trimmed(body)), message);
    }
    let value = |at: &&'t str| Value::new(folded(at), at);
    let pair = |pair: &[&'t str]| Outcome {
        measure: pair.first().map(value),
        time_frame: None,
        description: pair.get(1).map(value),
    };
    all.chunks(2).map(pair).collect()
}
