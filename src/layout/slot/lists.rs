//! Lists of terms: conditions, keywords, interventions.

use super::super::Reading;
use crate::grammar::line::lines;
use crate::grammar::list;
use crate::record::{Intervention, Value};
use crate::text::trimmed;
use crate::vocab;

/// One a line, or a list on one line.
pub(super) fn conditions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let mut rows: Vec<&'t str> = lines(body).map(|line| line.text).collect();
    if let [only] = rows[..] {
        rows = list::terms(only);
    }
    for row in rows {
        condition(reading, row);
    }
}

/// Adds a condition.
pub(in crate::layout) fn condition<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/conditions/{}", reading.trial.conditions.len());
    let value = reading.line(&place, at);
    reading.trial.conditions.extend(value);
}

pub(in crate::layout) fn keywords<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for part in trimmed(body).split([',', ';', '\n']) {
        keyword(reading, part);
    }
}

pub(super) fn keyword_lines<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        keyword(reading, line.text);
    }
}

/// Adds a keyword.
fn keyword<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/keywords/{}", reading.trial.keywords.len());
    let value = reading.line(&place, at);
    reading.trial.keywords.extend(value);
}

/// One intervention a line, or several between semicolons; `Drug: A` names its type.
pub(super) fn interventions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        for part in line.text.split(';').filter(|part| !trimmed(part).is_empty()) {
            intervention(reading, trimmed(part));
        }
    }
}

/// Adds the intervention that `at` names, with its type where the page prints one.
pub(in crate::layout) fn intervention<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/interventions/{}/name", reading.trial.interventions.len());
    let typed = at.split_once(": ").and_then(|(word, name)| Some((vocab::INTERVENTION_TYPE.term(word)?, word, name)));
    let (kind, name) = match typed {
        Some((term, word, name)) => (Some(Value::new(term, trimmed(word))), name),
        None => (None, at),
    };
    let name = reading.line(&place, name);
    if name.is_some() {
        let intervention = Intervention { r#type: kind, name, ..Default::default() };
        reading.trial.interventions.push(intervention);
    }
}

/// A cell a line: conditions, then interventions with their types, then phases.
pub(super) fn condition_table<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let typed =
        |text: &str| text.split_once(": ").is_some_and(|(kind, _)| vocab::INTERVENTION_TYPE.term(kind).is_some());
    let mut conditions = true;
    for line in lines(body) {
        let word = line.text.contains("Phase ") || ["N/A", "Not Applicable"].contains(&line.text);
        if word && vocab::phases(line.text).is_some() {
            conditions = false;
            super::phases(reading, line.text);
        } else if typed(line.text) {
            conditions = false;
            intervention(reading, line.text);
        } else if conditions {
            condition(reading, line.text);
        }
    }
}
