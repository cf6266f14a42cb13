//! The design of a study in one place: lines or a run of `Allocation: Randomized`, or, on older pages, words between
//! commas without any labels.

use super::super::{Reading, Section};
use super::Slot;
use crate::grammar::line::lines;
use crate::grammar::list::outside_brackets;
use crate::vocab::{self, Vocabulary};

/// The keys of a design, and the slots that read what stands behind them.
const KEYS: &[(&str, Slot)] = &[
    ("Primary Purpose", super::PRIMARY_PURPOSE),
    ("Allocation", super::ALLOCATION),
    ("Intervention Model Description", super::CHROME),
    ("Intervention Model", super::INTERVENTION_MODEL),
    ("Observational Model", super::OBSERVATIONAL_MODEL),
    ("Time Perspective", super::TIME_PERSPECTIVE),
    ("Masking Description", super::CHROME),
    ("Masking", super::MASKING),
    ("Endpoint Classification", super::CHROME),
];

/// What older lists say about a design that the record has no place for.
const BESIDES: &[&str] = &[
    "active control",
    "bio-availability study",
    "bio-equivalence study",
    "dose comparison",
    "efficacy study",
    "historical control",
    "longitudinal",
    "pharmacodynamics study",
    "pharmacokinetics study",
    "pharmacokinetics/dynamics study",
    "placebo control",
    "psychosocial",
    "safety study",
    "safety/efficacy study",
    "uncontrolled",
];

/// Reads a design.
pub(super) fn design<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let keys = keys(line.text);
        if keys.is_empty() {
            listed(reading, section, line.text);
        }
        let ends = keys.iter().skip(1).map(|key| key.start).chain([line.text.len()]);
        for (key, end) in keys.iter().zip(ends) {
            reading.label(&line.text[key.start..key.end]);
            let body = line.text[key.end..end].trim_end_matches([' ', ',']);
            (key.slot.read)(reading, &Section { body, ..*section });
        }
    }
}

/// A key on a line, with its colon.
struct Key {
    start: usize,
    end: usize,
    slot: Slot,
}

/// The keys of a line that begins with one; further ones stand behind a blank.
fn keys(line: &str) -> Vec<Key> {
    let at = |start: usize| {
        let fits = |(text, slot): &(&str, Slot)| {
            let colon = line[start..].strip_prefix(text)?.trim_start().strip_prefix(':')?;
            Some(Key { start, end: line.len() - colon.len(), slot: *slot })
        };
        KEYS.iter().find_map(fits)
    };
    let Some(first) = at(0) else { return Vec::new() };
    let starts = line.match_indices(' ').map(|(blank, _)| blank + 1);
    std::iter::once(first).chain(starts.filter_map(at)).collect()
}

/// `Treatment, Randomized, Double-Blind, Placebo Control, Parallel Assignment`: every word says itself what it is.
fn listed<'t>(reading: &mut Reading<'t>, section: &Section<'t>, line: &'t str) {
    let Some(line) = reading.given("/design", line) else { return };
    let number = |word: &str| LISTS.iter().position(|(list, _)| list.term(degree(word)).is_some());
    let words: Vec<(&'t str, Option<usize>)> =
        outside_brackets(line).into_iter().map(|word| (word, number(word))).collect();
    // Of two words for one field the last is the field's: what stands before it names the purpose or the length.
    let mut last = [0; LISTS.len()];
    for (n, (_, list)) in words.iter().enumerate() {
        if let Some(list) = list {
            last[*list] = n;
        }
    }
    for (n, (word, list)) in words.iter().enumerate() {
        if list.is_some() || BESIDES.contains(&&*word.to_lowercase()) {
            reading.boilerplate(word);
        }
        if let Some(list) = list.filter(|list| last[*list] == n) {
            (LISTS[list].1.read)(reading, &Section { body: bare(word), ..*section });
        }
    }
}

/// `Prospective Study`: the word of the list.
fn bare(word: &str) -> &str {
    word.strip_suffix(" Study").unwrap_or(word)
}

/// `Double Blind (Subject)`: what stands before the brackets.
fn degree(word: &str) -> &str {
    bare(word).split(" (").next().unwrap_or(word)
}

/// The lists that a word of an older design may be from.
const LISTS: &[(&Vocabulary, Slot)] = &[
    (&vocab::ALLOCATION, super::ALLOCATION),
    (&vocab::MASKING, super::MASKING),
    (&vocab::INTERVENTION_MODEL, super::INTERVENTION_MODEL),
    (&vocab::OBSERVATIONAL_MODEL, super::OBSERVATIONAL_MODEL),
    (&vocab::TIME_PERSPECTIVE, super::TIME_PERSPECTIVE),
    (&vocab::PRIMARY_PURPOSE, super::PRIMARY_PURPOSE),
];
