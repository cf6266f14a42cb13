//! Glossaries and pages that explain the fields of records: the labels are right, and under each stands what it means.

use std::collections::HashSet;

use super::signs::Signs;
use super::{Genre, Verdict};
use crate::grammar::line::Line;
use crate::record::ids;

/// So many labels with definitions make a page of them.
const ENOUGH: usize = 3;

/// A page whose labels have definitions below them, and not one value.
pub(super) fn verdict<'t>(signs: &Signs<'t>, text: &'t str, lines: &[Line<'t>]) -> Option<Verdict<'t>> {
    // Such pages tell when they were changed.
    if signs.rows.iter().any(|sign| sign.slot != "last_update_posted_date" && sign.told() == Some(true)) {
        return None;
    }
    let defined = signs.rows.iter().filter(|sign| sign.told() == Some(false) && defines(sign.value));
    let mut labels = HashSet::new();
    let all: Vec<_> = defined.filter(|sign| labels.insert(sign.heading.as_ptr())).collect();
    let headed = lines.iter().take(6).any(|line| glossary(line.text));
    if all.len() < if headed { 1 } else { ENOUGH } || ids(text).next().is_some() {
        return None;
    }
    let named: Vec<String> = all.iter().take(3).map(|sign| format!("“{}”", sign.heading)).collect();
    let evidence = format!("definitions stand where values would, under {}; no field has a value", named.join(", "));
    Some(Verdict::new(if headed { Genre::Glossary } else { Genre::FieldDefinitions }, all[0].heading, evidence))
}

/// A heading of a few words, one of them `glossary`.
fn glossary(line: &str) -> bool {
    let words = || line.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words().any(|word| word.eq_ignore_ascii_case("glossary")) && words().count() <= 8
}

/// How definitions begin.
const OPENINGS: &[&str] = &[
    "A ",
    "An ",
    "The ",
    "Whether ",
    "Indicates ",
    "Describes ",
    "Identifies ",
    "Specifies ",
    "Refers ",
    "Means ",
    "Type of ",
    "Number of ",
    "Name of ",
    "Date ",
    "Any ",
    "One of ",
    "How ",
    "Who ",
    "What ",
    "Which ",
    "Names ",
    "Tells ",
    "Gives ",
];

/// Whether a line says what something is, in a sentence.
fn defines(value: &str) -> bool {
    let sentence = value.split_whitespace().count() >= 6 && !value.contains(|letter: char| letter.is_ascii_digit());
    sentence && OPENINGS.iter().any(|opening| value.starts_with(opening))
}
