//! How a study is built, where the page says it in one value.

use super::super::Reading;
use super::plain::masking;
use crate::grammar::line::stretch;
use crate::record::{Design, Maybe, Term, Value};
use crate::text::{BREAK, trimmed};
use crate::vocab::{self, Vocabulary};

/// A part of the design: where it is in the record and the list of its words.
struct Part {
    field: &'static str,
    list: &'static Vocabulary,
    into: for<'r, 't> fn(&'r mut Design<'t>) -> &'r mut Maybe<'t, Term>,
}

static ALLOCATION: Part =
    Part { field: "/design/allocation", list: &vocab::ALLOCATION, into: |design| &mut design.allocation };
static INTERVENTION_MODEL: Part = Part {
    field: "/design/intervention_model",
    list: &vocab::INTERVENTION_MODEL,
    into: |design| &mut design.intervention_model,
};
static OBSERVATIONAL_MODEL: Part = Part {
    field: "/design/observational_model",
    list: &vocab::OBSERVATIONAL_MODEL,
    into: |design| &mut design.observational_model,
};
static TIME_PERSPECTIVE: Part = Part {
    field: "/design/time_perspective",
    list: &vocab::TIME_PERSPECTIVE,
    into: |design| &mut design.time_perspective,
};
static PRIMARY_PURPOSE: Part = Part {
    field: "/design/primary_purpose",
    list: &vocab::PRIMARY_PURPOSE,
    into: |design| &mut design.primary_purpose,
};
static MASKING: Part = Part { field: "/design/masking", list: &vocab::MASKING, into: |design| &mut design.masking };

/// The keys inside such a value, in lower case; a longer one stands before the end of another.
static KEYS: &[(&str, Option<&Part>)] = &[
    ("observational study model", Some(&OBSERVATIONAL_MODEL)),
    ("observational model", Some(&OBSERVATIONAL_MODEL)),
    ("interventional study model", Some(&INTERVENTION_MODEL)),
    ("interventional model", Some(&INTERVENTION_MODEL)),
    ("intervention model", Some(&INTERVENTION_MODEL)),
    ("time perspective", Some(&TIME_PERSPECTIVE)),
    ("primary purpose", Some(&PRIMARY_PURPOSE)),
    ("allocation", Some(&ALLOCATION)),
    ("masking", Some(&MASKING)),
    ("blinding", Some(&MASKING)),
    ("assignment", Some(&INTERVENTION_MODEL)),
    ("endpoint classification", None),
    ("purpose", Some(&PRIMARY_PURPOSE)),
];

/// `Allocation: Randomized; Masking: Double (Participant, Investigator)`, `Randomised, double-blind, parallel group`.
pub(super) fn design<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let Some(at) = reading.given("/design", body) else { return };
    let keys = keys(at);
    let first = keys.first().map_or(at.len(), |key| key.0);
    let ends = keys.iter().skip(1).map(|key| key.0).chain([at.len()]);
    for ((start, value, part), end) in keys.iter().zip(ends) {
        reading.label(&at[*start..*value]);
        let value = at[*value..end].trim_matches(|mark: char| mark.is_whitespace() || ",;.|/".contains(mark));
        if let Some(part) = part.filter(|_| !value.is_empty()) {
            keyed(reading, part, value);
        }
    }
    for piece in at[..first].split(['\n', BREAK, ',', ';', '|', '.']).map(trimmed).filter(|piece| !piece.is_empty()) {
        bare(reading, piece);
    }
}

/// Where the keys of a value begin, where their own values do, and what they are.
fn keys(text: &str) -> Vec<(usize, usize, Option<&'static Part>)> {
    let lower = text.to_ascii_lowercase();
    let known = |colon: usize| {
        let before = lower[..colon].trim_end();
        let (key, part) = KEYS.iter().find(|(key, _)| before.ends_with(key))?;
        Some((before.len() - key.len(), colon + 1, *part))
    };
    memchr::memchr_iter(b':', lower.as_bytes()).filter_map(known).collect()
}

fn keyed<'t>(reading: &mut Reading<'t>, part: &Part, at: &'t str) {
    if part.field == MASKING.field {
        return masking(reading, at);
    }
    let term = reading.term(part.field, part.list, at);
    *(part.into)(&mut reading.trial.design) = term;
}

/// A piece without a key: as a whole one part of the design, or in its words several, the longest runs of them first:
/// `single-centre interventional double-blinded randomised controlled trial`.
fn bare<'t>(reading: &mut Reading<'t>, piece: &'t str) {
    if told(reading, piece) {
        return;
    }
    let words: Vec<&'t str> = piece.split(' ').collect();
    let mut free = 0;
    while free < words.len() {
        let run = |many: usize| {
            let last = words.get(free + many - 1)?;
            Some((many, stretch(piece, words[free], last)))
        };
        // One run of words that says nothing must not keep the next from being looked at.
        let read = (1..=LONGEST_RUN).rev().filter_map(run).find(|(_, run)| told(reading, run));
        free += read.map_or(1, |(many, _)| many);
    }
}

/// So many words name one part of the design.
const LONGEST_RUN: usize = 3;

/// Reads words that can only be one part of the design, which is not told yet. Whether they are.
fn told<'t>(reading: &mut Reading<'t>, piece: &'t str) -> bool {
    // `Single` and `Other` are words of several lists, and `open` and `double` may say anything within a phrase.
    let telling = piece.len() > "single".len() || piece.contains([' ', '-']);
    for part in [&ALLOCATION, &MASKING, &INTERVENTION_MODEL, &OBSERVATIONAL_MODEL] {
        let into = (part.into)(&mut reading.trial.design);
        if let Some(term) = part.list.term(piece).filter(|term| telling && into.is_none() && *term != "NA") {
            *into = Some(Value::new(term, piece));
            return true;
        }
    }
    false
}
