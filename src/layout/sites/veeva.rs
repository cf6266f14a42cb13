//! ClinicalTrials.Veeva: label lines and value lines with blank lines between; an older crawl lost every value (labels without
//! values read as nothing), another every label.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::grammar::count;
use crate::grammar::line::{lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, Shape, label, slot, unlabeled};
use crate::record::{ArmGroup, Term, Value};
use crate::text::{folded, paragraphs, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "veeva",
    doc: "ClinicalTrials.Veeva: label lines and value lines, types before treatments, ages and volunteers in words",
    labels: &[
        label("Status and phase", slot::own(status_and_phase)),
        label("Status", slot::STATUS).told_by(Shape::Word(&vocab::STATUS)),
        unlabeled(slot::PHASES, Shape::Word(&vocab::PHASE)),
        label("Conditions", slot::CONDITIONS).told_by(Shape::Terms),
        label("Treatments", slot::INTERVENTIONS).told_by(Shape::Typed),
        label("Study type", slot::STUDY_TYPE).told_by(Shape::Word(&vocab::STUDY_TYPE)),
        label("Funder types", slot::CHROME).told_by(Shape::Word(&vocab::SPONSOR_CLASS)),
        label("Identifiers", slot::own(identifiers)).told_by(Shape::Id),
        unlabeled(slot::SECONDARY_IDS, Shape::OtherId),
        label("Details and patient eligibility", slot::HEADING),
        label("About", slot::SUMMARY),
        label("Full description", slot::DESCRIPTION),
        label("Enrollment", slot::ENROLLMENT).told_by(Shape::People("patients")),
        label("Sex", slot::SEX).told_by(Shape::Word(&vocab::SEX)),
        label("Ages", slot::AGES).told_by(Shape::Ages),
        label("Volunteers", slot::VOLUNTEERS).told_by(Shape::Word(&vocab::VOLUNTEERS)),
        unlabeled(slot::CRITERIA, Shape::Items),
        label("Inclusion criteria", slot::INCLUSION),
        label("Exclusion criteria", slot::EXCLUSION),
        label("Trial design", slot::HEADING),
        label("Primary purpose", slot::PRIMARY_PURPOSE).told_by(Shape::Word(&vocab::PRIMARY_PURPOSE)),
        label("Allocation", slot::ALLOCATION).told_by(Shape::Word(&vocab::ALLOCATION)),
        label("Interventional model", slot::INTERVENTION_MODEL).told_by(Shape::Word(&vocab::INTERVENTION_MODEL)),
        label("Masking", slot::MASKING).told_by(Shape::Word(&vocab::MASKING)),
        label("# participants in # patient group", slot::own(groups)),
        label("# participants in # patient group, including a placebo group", slot::own(groups)),
        label("# participants in # patient groups", slot::own(groups)),
        label("# participants in # patient groups, including a placebo group", slot::own(groups)),
        label("Trial contacts and locations", slot::HEADING),
        label("Central trial contact", slot::CONTACT),
    ],
    chrome: &["ClinicalTrials.Veeva", "Menu", "Loading...", "Data sourced from clinicaltrials.gov"],
    head: Head::Own(head),
    ..Layout::NEW
};

/// Title, the sponsor's letter or logo, the sponsor.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let mut lines = own_lines(LAYOUT.chrome, head).peekable();
    let Some(first) = lines.next() else { return };
    // Where the labels are lost, one line alone may be the title or the sponsor.
    if reading.unlabeled && lines.peek().is_none() {
        return;
    }
    slot::title(reading, first);
    for line in lines {
        if line.chars().count() == 1 || line.ends_with(" logo") {
            reading.boilerplate(line);
        } else if reading.trial.lead_sponsor.name.is_none() {
            reading.trial.lead_sponsor.name = reading.line("/lead_sponsor/name", line);
        }
    }
}

/// The status, then the phases, higher first.
fn status_and_phase<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    (slot::STATUS.read)(reading, &Section { body: first, ..*section });
    slot::phases(reading, &section.body[section.end_of(first)..]);
}

/// The registry's number first, then others, some with their kind in brackets.
fn identifiers<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    (slot::ID.read)(reading, &Section { body: first, ..*section });
    let rest = &section.body[section.end_of(first)..];
    (slot::SECONDARY_IDS.read)(reading, &Section { body: rest, ..*section });
}

/// `1,064 participants in 4 patient groups`: the number of people once more, or all that is left of it, and the groups.
fn groups<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut numbers = section.heading.split(' ').filter_map(count::people);
    if let Some(people) = numbers.next() {
        let kind = reading.trial.enrollment.r#type.take();
        let section = Section { body: people.at, ..*section };
        slot::again(reading, &section, slot::ENROLLMENT, |trial| &mut trial.enrollment.count);
        reading.trial.enrollment.r#type = kind;
    }
    let all: Vec<&'t str> = lines(section.body).map(|line| line.text).collect();
    let mut starts: Vec<usize> = (0..all.len()).filter(|at| begins(&all, *at)).collect();
    starts.push(all.len());
    if all.is_empty() {
        return;
    }
    let told = numbers.next().is_some_and(|people| people.count == starts.len() as u64 - 1) && starts[0] == 0;
    if !told {
        let message = "the page prints another number of groups here than it says it has";
        return reading.issue("unparted", Some("/arm_groups"), Some(trimmed(section.body)), message);
    }
    let names = reading.trial.interventions.iter().enumerate();
    let known = names.filter_map(|(at, known)| Some((known.name.as_ref()?.value.clone(), at))).collect();
    for bounds in starts.windows(2) {
        group(reading, section.body, &all[bounds[0]..bounds[1]], &known);
    }
}

/// The type of a group: `Experimental group`.
fn kind(line: &str) -> Option<(&str, Term)> {
    let word = line.strip_suffix(" group")?;
    Some((word, vocab::ARM_GROUP_TYPE.term(word)?))
}

const TEXT: &str = "Description:";
const GIVEN: &[&str] = &["Treatment:", "Treatments:"];

fn is_text(line: &str) -> bool {
    line.eq_ignore_ascii_case(TEXT)
}

/// Whether a line is the label of a group: its type follows, or its text.
fn begins(all: &[&str], at: usize) -> bool {
    let next = all.get(at + 1).copied().unwrap_or_default();
    kind(next).is_some() || is_text(next) && kind(all[at]).is_none()
}

/// The treatments of the page by their names.
type Known<'t> = HashMap<Cow<'t, str>, usize>;

/// A group: its label, perhaps its type, its text and its treatments.
fn group<'t>(reading: &mut Reading<'t>, body: &'t str, lines: &[&'t str], known: &Known<'t>) {
    let value = |at: &'t str| Value::new(folded(at), at);
    let [name, rest @ ..] = lines else { return };
    let kind = rest.first().and_then(|line| kind(line));
    let given =
        rest.iter().position(|line| GIVEN.iter().any(|label| label.eq_ignore_ascii_case(line))).unwrap_or(rest.len());
    if kind.is_some() {
        reading.boilerplate(rest[0]);
    }
    let (texts, treatments) = rest.split_at(given);
    let texts = &texts[usize::from(kind.is_some()).min(texts.len())..];
    for label in texts.iter().filter(|line| is_text(line)).chain(treatments.first()) {
        reading.label(label);
    }
    let texts: Vec<&'t str> = texts.iter().filter(|line| !is_text(line)).copied().collect();
    let text = texts.first().map(|first| stretch(body, first, texts[texts.len() - 1]));
    let names = treatments.iter().skip(1).map(|treatment| treated(reading, treatment, known)).collect();
    reading.trial.arm_groups.push(ArmGroup {
        label: Some(value(name)),
        r#type: kind.map(|(word, term)| Value::new(term, word)),
        description: text.map(|text| Value::new(paragraphs(text), text)),
        intervention_names: names,
    });
}

/// The name of a treatment without its type.
fn treated<'t>(reading: &mut Reading<'t>, at: &'t str, known: &Known<'t>) -> Value<'t> {
    let typed = at.split_once(": ").filter(|(kind, _)| vocab::INTERVENTION_TYPE.term(kind).is_some());
    let name = typed.map_or(at, |(_, name)| trimmed(name));
    if let Some((kind, _)) = typed {
        match known.get(&folded(name)) {
            Some(known) => reading.also.push((format!("/interventions/{known}/type"), kind)),
            None => reading.label(kind),
        }
    }
    Value::new(folded(name), name)
}
