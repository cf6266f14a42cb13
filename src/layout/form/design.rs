//! The design of a study where data gives it in words on one line.

use super::super::{Reading, slot};
use super::field::keep;
use crate::record::{Maybe, Term, Trial, Value};
use crate::text::trimmed;
use crate::vocab::{self, Vocabulary};

/// A part of the design: its key, its words, its place in the record.
type Part =
    (&'static str, &'static Vocabulary, &'static str, for<'r, 't> fn(&'r mut Trial<'t>) -> &'r mut Maybe<'t, Term>);

static PARTS: &[Part] = &[
    ("Allocation", &vocab::ALLOCATION, "/design/allocation", |trial| &mut trial.design.allocation),
    ("Intervention Model", &vocab::INTERVENTION_MODEL, "/design/intervention_model", |trial| {
        &mut trial.design.intervention_model
    }),
    ("Observational Model", &vocab::OBSERVATIONAL_MODEL, "/design/observational_model", |trial| {
        &mut trial.design.observational_model
    }),
    ("Time Perspective", &vocab::TIME_PERSPECTIVE, "/design/time_perspective", |trial| {
        &mut trial.design.time_perspective
    }),
    ("Primary Purpose", &vocab::PRIMARY_PURPOSE, "/design/primary_purpose", |trial| &mut trial.design.primary_purpose),
];

/// Words of the site's first years that the record has no place for: what the comparison is made with, how people were
/// picked, what the endpoint is about.
const ELSEWHERE: &[&str] = &[
    "Active Control",
    "Bio-availability Study",
    "Bio-equivalence Study",
    "Convenience Sample",
    "Dose Comparison",
    "Efficacy Study",
    "Historical Control",
    "Longitudinal",
    "Pharmacodynamics Study",
    "Pharmacokinetics Study",
    "Pharmacokinetics/Dynamics Study",
    "Placebo Control",
    "Psychosocial",
    "Random Sample",
    "Safety Study",
    "Safety/Efficacy Study",
    "Uncontrolled",
];

/// The key of the last of these.
const ENDPOINT: &str = "Endpoint Classification";

/// The degree of masking, perhaps with who is masked.
pub(super) fn masking<'t>(reading: &mut Reading<'t>, at: &'t str) {
    if reading.trial.design.masking.is_none() {
        slot::masked(reading, at);
    }
}

/// `Allocation: Randomized, Masking: Double (Participant, Investigator)`, or the words alone.
pub(super) fn study_design<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let mut depth = 0;
    let outside = |letter: char| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ',' && depth == 0
    };
    for part in at.split(outside).map(trimmed) {
        let (key, word) = part.split_once(':').map_or(("", part), |(key, word)| (trimmed(key), trimmed(word)));
        if design_word(reading, key, word) && !key.is_empty() {
            reading.label(key);
        }
    }
}

/// Reads one word under its key; without a key, the word must be one that a single list has.
fn design_word<'t>(reading: &mut Reading<'t>, key: &str, word: &'t str) -> bool {
    let lists = PARTS.iter().filter(|part| key.is_empty() || key == part.0);
    let mut found = lists.filter_map(|part| Some((part, part.1.term(word)?)));
    let bare = word.split(" (").next().unwrap_or(word);
    match (found.next(), found.next()) {
        (Some(((_, _, field, into), term)), None) => keep(reading, field, Some(Value::new(term, word)), into),
        (None, _) if (key.is_empty() || key == "Masking") && vocab::MASKING.term(bare).is_some() => {
            masking(reading, word);
        }
        (None, _) if key == ENDPOINT || key.is_empty() && ELSEWHERE.contains(&word) => reading.boilerplate(word),
        _ => return false,
    }
    true
}
