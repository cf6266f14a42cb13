//! Pages of results: what came of a trial, in tables of participants, measures and events, without the record.

use super::signs::Signs;
use super::{Genre, Verdict, has_criteria};
use crate::grammar::line::{Line, lines};
use crate::text::starts;

/// How titles begin that say a page is about results.
const TITLES: &[&str] = &["clinical trial results:", "trial outcomes & findings for "];

/// Headings of the results that the EU register publishes.
const PUBLISHED: &[&str] = &[
    "results information",
    "results version number",
    "this version publication date",
    "first version publication date",
    "global end of trial date",
    "end points",
    "more information",
];

/// A page that says first of all that it is about results, and goes on so.
pub(super) fn titled(text: &str) -> Option<Verdict<'_>> {
    /// The European register says what it is for above every page.
    const ABOVE: usize = 24;
    let first = lines(text).take(ABOVE).find(|line| TITLES.iter().any(|title| starts(line.text, title)))?;
    let headings = headings(lines(text), &[PUBLISHED, POSTED].concat());
    if headings.len() < 2 {
        return None;
    }
    let evidence = format!("its title says so, and so do {} headings, e.g. “{}”", headings.len(), headings[0]);
    Some(Verdict::new(Genre::Results, first.text, evidence))
}

/// Headings of results that registries and mirrors post.
const POSTED: &[&str] = &[
    "results overview",
    "participant flow",
    "participant milestones",
    "recruitment details",
    "pre-assignment details",
    "period 1: overall study",
    "overall study",
    "subject disposition",
    "baseline characteristics",
    "baseline measures",
    "reporting groups",
    "outcome measures",
    "outcome results",
    "statistical analyses",
    "adverse events",
    "reported adverse events",
    "serious adverse events",
    "other adverse events",
    "all-cause mortality",
    "limitations and caveats",
    "results point of contact",
    "certain agreements",
];

/// A page with several headings of results and no long part of a record.
pub(super) fn posted<'t>(signs: &Signs<'t>, lines: &[Line<'t>]) -> Option<Verdict<'t>> {
    if signs.has_parts() || has_criteria(lines) {
        return None;
    }
    let headings = headings(lines.iter().copied(), POSTED);
    if headings.len() < 3 {
        return None;
    }
    let named: Vec<String> = headings.iter().take(3).map(|heading| format!("“{heading}”")).collect();
    let evidence = format!("it has the headings {} and no part of a record", named.join(", "));
    Some(Verdict::new(Genre::Results, headings[0], evidence))
}

/// The different headings of a list that stand on lines of their own, the first of each.
fn headings<'t>(lines: impl Iterator<Item = Line<'t>>, known: &[&str]) -> Vec<&'t str> {
    let mut found: Vec<Option<&str>> = vec![None; known.len()];
    for line in lines.map(|line| line.text.trim_end_matches([':', ' '])).filter(|line| line.len() <= 40) {
        if let Some(place) = known.iter().position(|heading| heading.eq_ignore_ascii_case(line)) {
            found[place].get_or_insert(line);
        }
    }
    let mut found: Vec<&str> = found.into_iter().flatten().collect();
    found.sort_unstable_by_key(|heading| heading.as_ptr());
    found
}
