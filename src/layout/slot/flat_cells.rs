//! The cells of tables of arms and interventions, also those whose lines became one.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::Reading;
use super::arms::{LONGEST_NAME, Part, part};
use crate::grammar::line::{Line, lines};
use crate::text::{folded, trimmed};

/// Headers of the table, as they survive.
const HEADERS: &[&str] = &[
    "Participant Group/Arm Intervention/Treatment",
    "Participant Group/ArmIntervention/Treatment",
    "Participant Group/Arm",
    "Group/Cohort Intervention/Treatment",
    "Group/CohortIntervention/Treatment",
    "Group/Cohort",
    "Intervention/Treatment",
    "Arm Intervention/treatment",
    "Group/Cohort Intervention/treatment",
];

/// An arm is hardly given more.
const MOST_GIVEN: usize = 24;

/// What the cells of arms on a page name behind their keys: `Intervention: Drug: A`, `Interventions: - Drug: A - Drug: B`.
pub(super) fn keyed(text: &str) -> HashSet<Cow<'_, str>> {
    let mut names = HashSet::new();
    for (key, most) in [(" Intervention: ", 1), (" Interventions: - ", MOST_GIVEN)] {
        for (at, _) in text.match_indices(key) {
            let rest = &text[at + key.len()..];
            let rest = &rest[..rest.floor_char_boundary(most * LONGEST_NAME)];
            let rest = rest.split(['|', '\n']).next().unwrap_or_default();
            names.extend(rest.split(" - ").take(most).map_while(|item| match part(trimmed(item)) {
                Part::Given(given) | Part::Either(given) if given.name.len() < LONGEST_NAME => Some(folded(given.name)),
                _ => None,
            }));
        }
    }
    names
}

/// What a cell holds that had lines of its own: the items of its list, and behind each what is given and other names.
fn flat(cell: &str) -> Vec<Line<'_>> {
    const KEYS: [&str; 4] = [" Intervention", " Interventions", " Other Name", " Other Names"];
    let listed = cell.starts_with("- ") || KEYS.iter().any(|key| cell.contains(&format!("{key}: - ")));
    let mut rows = Vec::new();
    for item in cell.split(if listed { " - " } else { "\n" }).map(|item| item.trim_start_matches("- ")) {
        let mut start = 0;
        for (colon, _) in item.match_indices(':') {
            let Some(key) = KEYS.iter().find(|key| item[start..colon].ends_with(**key)) else { continue };
            let end = colon - key.len();
            // `No Intervention:` is the type of an arm.
            if !item[start..end].eq_ignore_ascii_case("No") {
                rows.push(Line::of(&item[start..end]));
                start = end + 1;
            }
        }
        rows.push(Line::of(&item[start..]));
    }
    rows.retain(|row| !row.text.is_empty());
    rows
}

/// The cells of the table, one after the other, without its header, and whether they stand between bars.
pub(super) fn cells<'t>(reading: &mut Reading<'t>, body: &'t str, cell: bool) -> (Vec<Line<'t>>, bool) {
    let alone = Some(trimmed(body)).filter(|body| cell && !body.contains(['\n', '|']));
    if let Some(cell) = alone {
        return (flat(cell), true);
    }
    let mut rows = Vec::new();
    let mut barred = false;
    for line in lines(body) {
        barred |= line.whole.contains('|');
        let cells: Vec<&'t str> = if line.whole.contains('|') { line.whole.split('|').collect() } else { vec![] };
        let cell = |cell: &&'t str| !cell.trim_matches([' ', '-', ':']).is_empty();
        let cells: Vec<Line<'t>> = match cells[..] {
            [] => vec![line],
            _ => cells.into_iter().filter(cell).map(Line::of).collect(),
        };
        for cell in cells {
            if HEADERS.contains(&cell.text) {
                reading.label(cell.text);
            } else {
                rows.push(cell);
            }
        }
    }
    (rows, barred)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_cut_at_its_marks_and_keys() {
        let check = |cell, rows: &[&str]| assert_eq!(flat(cell).iter().map(|row| row.text).collect::<Vec<_>>(), rows);
        check("Drug: A Other Name: B", &["Drug: A", "Other Name: B"]);
        check("- Drug: A Other Names: - B - C - Drug: D", &["Drug: A", "Other Names:", "B", "C", "Drug: D"]);
        check(
            "- Experimental: X Intervention: Drug: A - No Intervention: Y",
            &["Experimental: X", "Intervention: Drug: A", "No Intervention: Y"],
        );
        check("Drug: A - B", &["Drug: A - B"]);
    }

    #[test]
    fn names_stand_behind_the_keys_of_arms() {
        let text = "| Arms | - X Intervention: Drug: A - Y Interventions: - Drug: A - Device: B - Sham: Z |";
        let mut names: Vec<_> = keyed(text).into_iter().collect();
        names.sort();
        assert_eq!(names, ["A", "B"]);
    }
}
