//! Who may take part: ages, volunteers, criteria.

use std::borrow::Cow;

use super::super::{Reading, Section};
use crate::grammar::age::{self, End, Single};
use crate::grammar::criteria::{self, Leave, Seam, Side};
use crate::grammar::line::{Line, lines, stretch};
use crate::grammar::list;
use crate::record::{Age, Criterion, Value};
use crate::segment::trust::Cutter;
use crate::text::{folded, paragraphs, trimmed};
use crate::vocab;

pub(in crate::layout) fn bound<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) -> Age<'t> {
    let Some(at) = reading.given(field, at) else { return Age::default() };
    let end = if field.ends_with("maximum_age") { End::High } else { End::Low };
    match age::single(at, end) {
        Some(Single::Bound(bound)) => {
            // The words around the number.
            reading.boilerplate(at);
            aged(Some(bound))
        }
        Some(Single::Number(number)) => {
            reading.boilerplate(at);
            bare(number)
        }
        Some(Single::Open) if reading.may_at("placeholder/null", at) => {
            reading.placeholder(field, at);
            Age::default()
        }
        _ => {
            reading.issue("unreadable", Some(field), Some(at), "no age could be read here");
            Age::default()
        }
    }
}

/// `18 Years to 60 Years`, `18 Years and older`, `up to 17 Years`: both bounds.
pub(super) fn ages<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let Some(at) = reading.given("/eligibility/minimum_age", at) else { return };
    let stages = at.split(", ").all(|stage| ["Child", "Adult", "Older Adult"].contains(&stage));
    match age::bounds(at) {
        Some((low, high)) => {
            // The words around the numbers and the stages of life.
            reading.boilerplate(at);
            let eligibility = &mut reading.trial.eligibility;
            (eligibility.minimum_age, eligibility.maximum_age) = (aged(low), aged(high));
        }
        // Stages of life alone are no bounds.
        None if stages => reading.boilerplate(at),
        None if let Some((low, high)) = age::numbers(at) => {
            reading.boilerplate(at);
            let eligibility = &mut reading.trial.eligibility;
            let ends = [low, high].map(|end| end.map_or_else(Age::default, bare));
            [eligibility.minimum_age, eligibility.maximum_age] = ends;
        }
        None => {
            let field = Some("/eligibility/minimum_age");
            reading.issue("unreadable", field, Some(at), "no range of ages could be read here");
        }
    }
}

/// An age of which the page says the number and no unit.
fn bare(at: &str) -> Age<'_> {
    Age { value: at.parse().ok().map(|value| Value::new(value, at)), unit: None }
}

/// A bound of age as the record says it.
pub(in crate::layout) fn aged(bound: Option<age::Bound<'_>>) -> Age<'_> {
    bound.map_or_else(Age::default, |bound| Age {
        value: Some(Value::new(bound.value.0, bound.value.1)),
        unit: Some(Value::new(bound.unit.0, bound.unit.1)),
    })
}

pub(in crate::layout) fn volunteers<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let answer = reading.term("/eligibility/healthy_volunteers", &vocab::VOLUNTEERS, at);
    reading.trial.eligibility.healthy_volunteers = answer.map(|answer| Value::new(answer.value == "true", answer.at));
}

/// Criteria of one list under their label, which belongs to the whole block.
pub(super) fn headed<'t>(reading: &mut Reading<'t>, heading: &'t str, body: &'t str, side: Side) {
    let numbers = reading.may("fused/numbered-items");
    criteria_left(reading, Some(heading), body, side, Leave { numbers, ..leave(reading) });
}

/// A list that stands on the page twice: whole both times, or first cut short behind `...`.
pub(super) fn twice<'t>(reading: &mut Reading<'t>, section: &Section<'t>, side: Side) {
    let rows: Vec<&'t str> = lines(section.body).map(|line| line.whole).collect();
    let Some(first) = list::repeated(&rows).filter(|_| reading.may_at("duplicate/list", section.body)) else {
        if rows.iter().any(|row| list::dots(row)) {
            let message = "the list behind the dots does not begin with the lines before them";
            return reading.issue("unparted", Some("/eligibility/criteria"), Some(trimmed(section.body)), message);
        }
        // Where the other list stood twice, the block is not one piece of the page.
        let pieces = reading.drafts.iter().any(|draft| draft.rule == "duplicate/list");
        let read = if pieces { apart } else { headed };
        return read(reading, section.heading, section.body, side);
    };
    let at = stretch(reading.text, rows[0], rows[first - 1]);
    reading.boilerplate(at);
    let why = "the same lines stand below once more, in the same order";
    reading.repaired("duplicate/list", "/eligibility/criteria", at, "", (0.99, why));
    apart(reading, section.heading, &section.body[section.end_of(at)..], side);
}

/// Criteria under their label; the block is put together from the lists, without what stands between them.
fn apart<'t>(reading: &mut Reading<'t>, heading: &'t str, body: &'t str, side: Side) {
    let before = reading.trial.eligibility.criteria.take();
    criteria(reading, body, side);
    let list = reading.trial.eligibility.criteria.take();
    let list = list.map(|list| {
        let at = stretch(reading.text, heading, list.at);
        Value::new(format!("{heading}\n{}", list.value).into(), at)
    });
    reading.trial.eligibility.criteria = match (before, list) {
        (Some(before), Some(list)) => {
            let at = stretch(reading.text, before.at, list.at);
            Some(Value::new(format!("{}\n{}", before.value, list.value).into(), at))
        }
        (before, list) => before.or(list),
    };
}

/// A block of criteria, added to what other blocks of the page said.
pub(in crate::layout) fn criteria<'t>(reading: &mut Reading<'t>, body: &'t str, side: Side) {
    let numbers = reading.may("fused/numbered-items");
    criteria_left(reading, None, body, side, Leave { numbers, ..leave(reading) });
}

/// The same from a site that drops the marks of its lists: numbers that its lines still have are the criteria's own.
pub(in crate::layout) fn markless_criteria<'t>(reading: &mut Reading<'t>, body: &'t str, side: Side) {
    criteria_left(reading, None, body, side, leave(reading));
}

/// What may be done to criteria, whoever wrote their numbers.
fn leave(reading: &Reading<'_>) -> Leave {
    Leave { numbers: false, stars: reading.may("fused/starred-items"), words: reading.may("fused/criteria") }
}

/// A block of criteria; the heading of the first on the page is part of what the record says they all are.
fn criteria_left<'t>(reading: &mut Reading<'t>, heading: Option<&'t str>, body: &'t str, side: Side, leave: Leave) {
    let field = match side {
        Side::Inclusion => "/eligibility/inclusion",
        Side::Exclusion => "/eligibility/exclusion",
        Side::Unclassified => "/eligibility/criteria",
    };
    let lines: Vec<Line<'t>> = lines(body).collect();
    let alone = if let [only] = &lines[..] { only.text } else { trimmed(body) };
    let Some(_) = reading.given(field, alone) else { return };
    let weighed = leave.words && lines.len() < 2;
    let words = leave.words && (!weighed || reading.affords(alone, alone.len()));
    let block = criteria::block_of(body, lines, side, Leave { words, ..leave });
    for heading in &block.headings {
        reading.label(heading);
    }
    let Some(whole) = block.whole else { return };
    let before = reading.trial.eligibility.criteria.take().map(|before| before.at);
    let whole = before.or(heading).map_or(whole, |start| stretch(reading.text, start, whole));
    reading.trial.eligibility.criteria = Some(Value::new(paragraphs(whole), whole));
    let items = ruled(reading, block.items);
    seams(reading, &items);
    let from = lists(reading).map(<[Criterion<'_>]>::len);
    add_criteria(reading, items);
    hyphens(reading, from);
}

/// Adds each criterion to the list of its side.
pub(in crate::layout) fn add_criteria<'t>(reading: &mut Reading<'t>, items: Vec<criteria::Item<'t>>) {
    let eligibility = &mut reading.trial.eligibility;
    for item in items {
        let list = match item.side {
            Side::Inclusion => &mut eligibility.inclusion,
            Side::Exclusion => &mut eligibility.exclusion,
            Side::Unclassified => &mut eligibility.unclassified,
        };
        list.push(Criterion { text: Value::new(folded(item.text), item.text), level: item.level });
    }
}

/// The lists of criteria read so far.
fn lists<'r, 't>(reading: &'r Reading<'t>) -> [&'r [Criterion<'t>]; 3] {
    let eligibility = &reading.trial.eligibility;
    [&eligibility.inclusion, &eligibility.exclusion, &eligibility.unclassified]
}

/// Suggests to join the words of new criteria that a printer broke behind a hyphen.
fn hyphens(reading: &mut Reading<'_>, from: [usize; 3]) {
    for (n, list) in ["inclusion", "exclusion", "unclassified"].into_iter().enumerate() {
        for at in from[n]..lists(reading)[n].len() {
            let item = lists(reading)[n][at].text.at;
            reading.hyphens(format_args!("/eligibility/{list}/{at}/text"), item);
        }
    }
}

/// The rule that parts criteria at such seams.
fn rule(seam: Seam) -> Option<&'static str> {
    match seam {
        Seam::Line => None,
        Seam::Number => Some("fused/numbered-items"),
        Seam::Star => Some("fused/starred-items"),
        Seam::Words(_) => Some("fused/criteria"),
    }
}

/// The items with those that must not be parted whole again.
fn ruled<'t>(reading: &Reading<'t>, items: Vec<criteria::Item<'t>>) -> Vec<criteria::Item<'t>> {
    if reading.rulings.is_empty() {
        return items;
    }
    let lines = items.chunk_by(|one, other| std::ptr::eq(one.line, other.line) && one.side == other.side);
    let whole = |group: &[criteria::Item<'t>]| {
        let [first, .., last] = group else { return group.to_vec() };
        match rule(first.seam) {
            Some(rule) if !reading.may_at(rule, first.line) => {
                let text = stretch(reading.text, first.text, last.text);
                vec![criteria::Item { text, seam: Seam::Line, ..*first }]
            }
            _ => group.to_vec(),
        }
    };
    lines.flat_map(whole).collect()
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
        let Some(rule) = rule(first.seam) else { continue };
        let pieces: Vec<&str> = group.iter().map(|item| item.text).collect();
        let evidence: (f32, Cow<'static, str>) = match first.seam {
            Seam::Number => (0.99, "numbers inside the line rise from 1".into()),
            Seam::Words(_) => judged(group),
            Seam::Star | Seam::Line => (0.99, "the list marks of the registry stand inside the line".into()),
        };
        reading.repaired(rule, list, first.line, pieces.join(" ¦ "), evidence);
    }
}

/// How likely all items of a line are right, and how many of them can be expected to be.
fn judged(group: &[criteria::Item<'_>]) -> (f32, Cow<'static, str>) {
    let each = || group.iter().map(|item| if let Seam::Words(confidence) = item.seam { confidence } else { 1.0 });
    let (all, right) = (each().product(), each().sum::<f32>().round());
    let evidence = "item openers, sentence ends and parallel structure";
    let why = format!("{evidence}; of {} items some {right} can be expected to be right", group.len());
    (Cutter::Criteria.trust(all), why.into())
}
