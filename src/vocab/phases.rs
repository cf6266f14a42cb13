//! Values that name one phase or more.

use super::PHASE;
use crate::text::{starts, trimmed};

/// The phases a value names, rising, each with its slice: `Phase 1/Phase 2`, `PHASE2`, `II/III`, `2-3`, `Phase 2 Phase 3`,
/// `IIa/IIb`, the flags of the European register.
#[must_use]
pub fn phases(value: &str) -> Option<Vec<(&str, &'static str)>> {
    let value = trimmed(value);
    if let Some(term) = PHASE.term(value) {
        return Some(vec![(value, term)]);
    }
    flags(value).or_else(|| mangled(value)).or_else(|| named(value))
}

/// Phases between slashes, commas and the like; `2-4` is no pair.
fn named(value: &str) -> Option<Vec<(&str, &'static str)>> {
    let mut parts: Vec<(&str, &'static str)> = Vec::new();
    let mut rest = value;
    let mut range = false;
    loop {
        let (part, term, after) = part(rest)?;
        match parts.last() {
            Some((_, last)) if *last > term || range && !next_to(last, term) => return None,
            Some((_, last)) if *last == term => {}
            _ => parts.push((part, term)),
        }
        let integrated = after.trim_start().starts_with("(Integrated)");
        if integrated || trimmed(after).is_empty() {
            return Some(parts);
        }
        (rest, range) = separated(after)?;
    }
}

/// The phase that a text begins with: `Phase 2`, `phase IIa`, `PHASE3`, `II`, `Early Phase 1`.
fn part(text: &str) -> Option<(&str, &'static str, &str)> {
    let early = if starts(text, "early ") || starts(text, "early_") { 6 } else { 0 };
    let mut at = early;
    if starts(&text[at..], "phase") {
        at += 5 + usize::from(starts(&text[at + 5..], "s"));
        at += text[at..].len() - text[at..].trim_start_matches([' ', '-', '\u{a0}', ':']).len();
    }
    let letters = text[at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let whole = &text[at..at + letters];
    let bare = whole.trim_end_matches(['a', 'b', 'c', 'A', 'B', 'C']);
    let degree = if whole.len() - bare.len() == 1 { bare } else { whole };
    let term = PHASE.term(degree).filter(|term| *term != "NA")?;
    let term = match (early > 0, term) {
        (false, term) => term,
        (true, "PHASE1") => "EARLY_PHASE1",
        (true, _) => return None,
    };
    Some((&text[..at + letters], term, &text[at + letters..]))
}

/// What follows the mark between two phases, and whether the mark makes them a range.
fn separated(text: &str) -> Option<(&str, bool)> {
    let rest = text.trim_start();
    let word = ["and ", "or ", "to "].iter().find(|word| rest.starts_with(**word)).copied();
    let mark = rest.chars().next().filter(|mark| matches!(mark, '/' | ',' | ';' | '|' | '&' | '+' | '-' | '–' | '—'));
    let after = match (word, mark) {
        (Some(word), _) => &rest[word.len()..],
        (None, Some(mark)) => &rest[mark.len_utf8()..],
        // `Phase 2 Phase 3`.
        _ if rest.len() < text.len() && starts(rest, "phase") => rest,
        _ => return None,
    };
    Some((after.trim_start(), word == Some("to ") || matches!(mark, Some('-' | '–' | '—'))))
}

fn next_to(low: &str, high: &str) -> bool {
    let pairs = ["EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4"];
    pairs.windows(2).any(|pair| pair == [low, high])
}

/// `Human pharmacology (Phase I): noTherapeutic exploratory (Phase II): yes…`: the phases that are flagged.
fn flags(value: &str) -> Option<Vec<(&str, &'static str)>> {
    let mut phases = Vec::new();
    let mut seen = false;
    for (at, _) in value.match_indices("(Phase ") {
        let (inner, rest) = value[at + 1..].split_once(')')?;
        let answer = rest.strip_prefix(':')?.trim_start();
        seen = true;
        match answer {
            yes if yes.starts_with("yes") => phases.push((inner, PHASE.term(inner)?)),
            no if no.starts_with("no") => {}
            _ => return None,
        }
    }
    seen.then_some(phases)
}

/// Pairs of phases that a spreadsheet took for days of a month, or for the numbers of such days.
fn mangled(value: &str) -> Option<Vec<(&str, &'static str)>> {
    match value.to_ascii_lowercase().as_str() {
        "44228" | "1-feb" | "01-feb" => Some(vec![(value, "PHASE1"), (value, "PHASE2")]),
        "44257" | "2-mar" | "02-mar" => Some(vec![(value, "PHASE2"), (value, "PHASE3")]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wanted: &[&str], values: &[&str]) {
        for value in values {
            let terms = phases(value).map(|all| all.iter().map(|each| each.1).collect::<Vec<_>>());
            assert_eq!(terms.as_deref(), Some(wanted), "{value}");
        }
    }

    #[test]
    fn one_phase_has_many_forms() {
        check(
            &["PHASE2"],
            &["2", "II", "Phase 2", "Phase II", "PHASE2", "Phase-2", "phase IIa", "IIa/IIb", "Phase2", "2b"],
        );
        check(
            &["EARLY_PHASE1"],
            &["Early Phase 1", "EARLY_PHASE1", "0", "0 (exploratory trials)", "Phase 0", "early phase I"],
        );
        check(&["NA"], &["N/A", "Not Applicable"]);
        check(&["PHASE4"], &["IV", "Phase 4", "Post-market", "Therapeutic use (Phase IV)"]);
    }

    #[test]
    fn a_value_may_name_two_phases() {
        check(
            &["PHASE1", "PHASE2"],
            &["Phase 1/Phase 2", "Phase 1/2", "I/II", "1-2", "I,II", "Phase 1 | Phase 2", "I/IIa"],
        );
        check(
            &["PHASE2", "PHASE3"],
            &["Phase 2/ Phase 3", "Phase 2 / Phase 3", "Phase 2 Phase 3", "2-3", "PHASE2, PHASE3"],
        );
        check(
            &["PHASE2", "PHASE3"],
            &["Phase II and Phase III (Integrated)", "Phase 2 to 3", "Phases 2 and 3", "44257", "2-Mar"],
        );
        check(&["EARLY_PHASE1", "PHASE1"], &["Early Phase 1/Phase 1", "0/I"]);
        check(&["PHASE3", "PHASE4"], &["Phase 3/ Phase 4"]);
    }

    #[test]
    fn flags_name_the_phases_they_affirm() {
        let flags = "Human pharmacology (Phase I): noTherapeutic exploratory (Phase II): yesTherapeutic confirmatory - \
                     (Phase III): yesTherapeutic use (Phase IV): no";
        check(&["PHASE2", "PHASE3"], &[flags]);
        check(&[], &["Human pharmacology (Phase I): no Therapeutic exploratory (Phase II): no"]);
    }

    #[test]
    fn what_names_no_phase_stays_out() {
        for value in
            ["Phase 2/Phase 1", "Phase 2 study", "1-4", "Phase", "Phase 9", "", "2 3", "Other", "II - randomized"]
        {
            assert_eq!(phases(value), None, "{value}");
        }
    }
}
