//! Pages of no known site: what a lexicon of ordinary labels can tell.
//!
//! A page prints most of its labels in one form: before colons, alone on a line, in the cells of a table. So the forms
//! are weighed against each other first, by how well the values behind the labels fit them; a label in another form, or
//! with a value it cannot have, is only words. What no label claims is left as residue.

mod agree;
mod fits;
mod scan;
mod section;
mod title;
mod words;

use std::sync::LazyLock;

use super::{Head, Layout, Reading, Section, Stand, scope};
use crate::record::Value;
use crate::text::trimmed;
use crate::vocab::AGE_UNIT;
use agree::Agreement;
use fits::{Fit, Reach, fit, reach};
use scan::{Find, Form, Scan};

/// The layout of pages that no other layout knows.
pub(super) fn layout() -> &'static Layout {
    static LAYOUT: LazyLock<Layout> = LazyLock::new(|| Layout {
        id: "unknown",
        doc: "pages of no known site: lines of labels and values in ordinary words",
        head: Head::Lines(&[]),
        labels: &words::LABELS,
        ordered: false,
        ..Layout::NEW
    });
    &LAYOUT
}

/// Reads the values of a page.
pub(super) fn read<'t>(reading: &mut Reading<'t>) {
    let text = reading.text;
    let scan = Scan::of(text);
    let agreement = Agreement::of(&scan);
    for find in &agreement.finds {
        reading.label(find.heading);
    }
    section::rules(&scan, &agreement, reading);
    let mut opened: Vec<(&'static str, &'t str)> = Vec::new();
    for n in 0..agreement.finds.len() {
        let find = &agreement.finds[n];
        let slot = find.label.slot.name;
        let body = section::body(&scan, &agreement, n);
        let body = scope::reached(reading, find.heading, slot, body, false);
        if reach(slot) == Reach::Nothing || trimmed(body).is_empty() {
            continue;
        }
        let again = opened.iter().find(|(name, _)| *name == slot);
        let goes_on = n > 0 && agreement.finds[n - 1].label.slot.name == slot && reach(slot) == Reach::List;
        match again {
            Some((_, before)) if !goes_on => repeated(reading, find, before, body),
            _ => {
                opened.push((slot, body));
                open(reading, find, body);
            }
        }
    }
    title::read(&scan, &agreement, reading);
}

/// Reads the value of a label.
fn open<'t>(reading: &mut Reading<'t>, find: &Find<'t>, body: &'t str) {
    let dashed = matches!(find.form, Form::Dash);
    let stand = if find.form == Form::Fused { Stand::Fused } else { Stand::Inline };
    let section = Section { label: find.label, heading: find.heading, body, dashed, kind: find.kind, stand };
    super::unglue(reading, &[], &section);
    (find.label.slot.read)(reading, &section);
    in_years(reading, find.heading);
}

/// `Age (years)`: the unit of numbers that have none.
fn in_years<'t>(reading: &mut Reading<'t>, heading: &'t str) {
    let word = heading.split(|letter: char| !letter.is_alphabetic()).find(|word| AGE_UNIT.term(word) == Some("YEARS"));
    let Some(word) = word.filter(|word| !word.eq_ignore_ascii_case("age")) else { return };
    let eligibility = &mut reading.trial.eligibility;
    for age in [&mut eligibility.minimum_age, &mut eligibility.maximum_age] {
        if age.value.is_some() && age.unit.is_none() {
            age.unit = Some(Value::new("YEARS", word));
        }
    }
}

/// A label that the page has had already: its value says the same again, or something else.
fn repeated<'t>(reading: &mut Reading<'t>, find: &Find<'t>, before: &'t str, body: &'t str) {
    let slot = &find.label.slot;
    if fit(slot.name, first(body)) < Fit::Fair {
        return;
    }
    let pointer = slot.pointer();
    if trimmed(before).eq_ignore_ascii_case(trimmed(body)) {
        reading.boilerplate(trimmed(body));
    } else {
        let at = trimmed(first(body));
        let message = format!("the page has another value for “{}” before this one", find.heading);
        let code = if slot.name == "overall_status" { "conflicting-status" } else { "conflict" };
        reading.issue(code, Some(&pointer), Some(at), message);
    }
}

/// The first line of a body.
fn first(body: &str) -> &str {
    super::slot::first_line(body)
}
