//! Arm rows: the rows of a table of arms whose cells (label, intervention, description) were joined with one blank or
//! with nothing.
//!
//! A row stands for one arm and one intervention; an arm with three interventions has three rows that differ in nothing
//! else. The known names of the page's interventions are the anchors. Where a row holds several of them, the readings
//! of all rows are weighed together, as a chain: a row either opens an arm or goes on with the arm of the row before it,
//! which it then repeats letter for letter around another name. The weights are a conditional random field's.

mod chain;
mod evidence;
mod reading;
mod succession;

pub use chain::{Chain, Steps, sum, sum_all};
pub use evidence::Table;
pub use reading::{Name, Names, Reading};
pub use succession::Succession;

use crate::segment::Cells;
use crate::segment::evidence::score;
use crate::segment::linear::Linear;
use crate::segment::trust::Cutter;
use std::sync::LazyLock;

static MODEL: LazyLock<Linear> = LazyLock::new(|| Linear::read_letters(include_str!("arm_rows/arms.weights.tsv")));

/// The scores of all successions.
static SUCCESSIONS: LazyLock<Vec<f32>> =
    LazyLock::new(|| Succession::all().map(|each| score(&MODEL, |emit| each.features(emit))).collect());

/// The most rows that are weighed together. Longer tables are read in parts, so that the memory of the chain stays
/// small; tables of arms have a dozen rows.
const MOST_ROWS: usize = 256;

/// One row: an arm and one of its interventions.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmRow<'t> {
    /// The label of the arm.
    pub label: &'t str,
    /// The intervention; none where the cell holds a `-`.
    pub intervention: Option<&'t str>,
    /// The description of the arm; none where the cell holds a `-`.
    pub description: Option<&'t str>,
    /// The `-` marks of the empty cells.
    pub marks: Vec<&'t str>,
    /// The probability that the row was read right; 0 where nothing in it parts it, and it is all label.
    pub confidence: f32,
}

/// One arm: its rows gathered.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm<'t> {
    /// The label.
    pub label: &'t str,
    /// The interventions, in the order of the rows.
    pub interventions: Vec<&'t str>,
    /// The description, if the arm has one.
    pub description: Option<&'t str>,
    /// What else the rows hold: labels and descriptions of the later rows, and the `-` marks of empty cells.
    pub labels_elsewhere: Vec<&'t str>,
    /// The probability that all rows were read right.
    pub confidence: f32,
}

/// Reads the rows of a table of arms: `lines` without the header, `names` of the page's interventions without types.
/// Rows of nothing but blanks are left out.
#[must_use]
pub fn rows<'t>(lines: &[&'t str], names: &[&str], cells: Cells) -> Vec<ArmRow<'t>> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let names = Names::new(names);
    lines.chunks(MOST_ROWS).flat_map(|lines| part(lines, &names, cells)).collect()
}

/// Reads rows that are weighed together.
fn part<'t>(lines: &[&'t str], names: &Names, cells: Cells) -> Vec<ArmRow<'t>> {
    let table = Table::new(lines, names, cells);
    let best = chain(&table).best();
    let read =
        |(at, (choice, confidence)): (usize, (usize, f32))| row(lines[at], table.readings[at][choice], confidence);
    best.into_iter().enumerate().map(read).collect()
}

/// The chain of `table` by the fitted weights.
fn chain(table: &Table) -> Chain {
    let openings: Vec<Vec<f32>> = (0..table.lines.len()).map(|at| openings(table, at)).collect();
    let steps = (1..table.lines.len()).map(|at| steps(table, at, &openings[at])).collect();
    Chain { first: openings.into_iter().next().unwrap_or_default(), steps }
}

fn openings(table: &Table, at: usize) -> Vec<f32> {
    let choices = 0..table.readings[at].len();
    choices.map(|choice| score(&MODEL, |emit| table.opening(at, choice, emit))).collect()
}

fn steps(table: &Table, at: usize, openings: &[f32]) -> Steps {
    let mut worth = Vec::with_capacity(table.readings[at - 1].len() * openings.len());
    for before in 0..table.readings[at - 1].len() {
        for (choice, opening) in openings.iter().enumerate() {
            let opens = opening + SUCCESSIONS[table.succession(at, before, choice).number()];
            let mut can = false;
            let goes_on = score(&MODEL, |emit| can = table.continuation(at, before, choice, emit));
            worth.push([opens, if can { goes_on } else { f32::NEG_INFINITY }]);
        }
    }
    Steps { width: openings.len(), worth }
}

fn row<'t>(line: &'t str, reading: Reading, confidence: f32) -> ArmRow<'t> {
    let mut marks = Vec::new();
    let mut cell = |text: &'t str| match text {
        "" => None,
        "-" => {
            marks.push(text);
            None
        }
        text => Some(text),
    };
    let (intervention, description) = (cell(reading.intervention(line)), cell(reading.description(line)));
    let confidence = if reading.name == Name::Nothing { 0.0 } else { confidence };
    ArmRow { label: reading.label(line), intervention, description, marks, confidence }
}

/// Gathers the rows of each arm: neighbors of the same label and description, each with an intervention of its own.
#[must_use]
pub fn arms(rows: Vec<ArmRow>) -> Vec<Arm> {
    let mut arms: Vec<Arm> = Vec::new();
    for row in rows {
        match arms.last_mut() {
            Some(arm) if goes_on(arm, &row) => {
                arm.interventions.extend(row.intervention);
                arm.labels_elsewhere.push(row.label);
                arm.labels_elsewhere.extend(row.description);
                arm.labels_elsewhere.extend(row.marks);
                arm.confidence = arm.confidence.min(row.confidence);
            }
            _ => arms.push(Arm {
                label: row.label,
                interventions: row.intervention.into_iter().collect(),
                description: row.description,
                labels_elsewhere: row.marks,
                confidence: row.confidence,
            }),
        }
    }
    arms
}

impl Arm<'_> {
    /// The probability that the whole arm is right.
    #[must_use]
    pub fn trust(&self) -> f32 {
        Cutter::Arms.trust(self.confidence)
    }
}

fn goes_on(arm: &Arm, row: &ArmRow) -> bool {
    let fresh =
        row.intervention.is_some_and(|name| !arm.interventions.is_empty() && !arm.interventions.contains(&name));
    fresh && arm.label == row.label && arm.description == row.description
}

#[cfg(test)]
mod tests {
    use super::*;

    type Cell<'t> = Option<&'t str>;

    #[track_caller]
    fn check(cells: Cells, names: &[&str], lines: &[&str], want: &[(&str, Cell, Cell)]) {
        let rows = rows(lines, names, cells);
        let got: Vec<_> = rows.iter().map(|row| (row.label, row.intervention, row.description)).collect();
        assert_eq!(got, want);
        for (row, line) in rows.iter().zip(lines) {
            let cells = [row.label, row.intervention.unwrap_or(""), row.description.unwrap_or("")];
            let held: usize = cells.iter().chain(&row.marks).map(|cell| dark(cell)).sum();
            assert_eq!(held, dark(line), "every byte that is no blank lies in a cell");
        }
    }

    fn dark(text: &str) -> usize {
        text.split_whitespace().map(str::len).sum()
    }

    #[test]
    fn a_known_name_parts_label_and_description() {
        let line = "Early walking Walking aid The frame is used from the first day after surgery";
        let want = ("Early walking", Some("Walking aid"), Some("The frame is used from the first day after surgery"));
        check(Cells::Spaced, &["Walking aid"], &[line], &[want]);
        let line = "Early walkingWalking aidThe frame is used from the first day after surgery";
        check(Cells::Fused, &["Walking aid"], &[line], &[want]);
    }

    #[test]
    fn a_label_may_start_with_the_name_or_be_the_name() {
        let want = ("zinc syrup group", Some("zinc syrup"), None);
        check(Cells::Spaced, &["zinc syrup"], &["zinc syrup group zinc syrup -"], &[want]);
        let want = ("Placebo", Some("Placebo"), Some("Placebo given once a day"));
        check(Cells::Spaced, &["Zinc", "Placebo"], &["Placebo Placebo Placebo given once a day"], &[want]);
        check(Cells::Fused, &["Zinc", "Placebo"], &["PlaceboPlaceboPlacebo given once a day"], &[want]);
    }

    #[test]
    fn a_label_may_end_with_the_name() {
        let want = ("Arm B: low dose of Zinc", Some("Zinc"), Some("Two tablets of Zinc a day"));
        check(Cells::Spaced, &["Zinc"], &["Arm B: low dose of Zinc Zinc Two tablets of Zinc a day"], &[want]);
    }

    #[test]
    fn a_hyphen_stands_for_an_empty_cell() {
        check(Cells::Spaced, &[], &["Watchful waiting - -"], &[("Watchful waiting", None, None)]);
        check(Cells::Fused, &[], &["Watchful waiting--"], &[("Watchful waiting", None, None)]);
        let want = ("Cohort 1", None, Some("Patients who were treated before 2019"));
        check(Cells::Spaced, &[], &["Cohort 1 - Patients who were treated before 2019"], &[want]);
    }

    #[test]
    fn rows_of_one_arm_differ_in_the_name_only() {
        let lines =
            ["Both Zinc Iron Zinc and Iron are taken with water", "Both Zinc Zinc Zinc and Iron are taken with water"];
        let got = arms(rows(&lines, &["Iron", "Zinc"], Cells::Spaced));
        assert_eq!(got.len(), 1);
        assert_eq!((got[0].label, got[0].description), ("Both Zinc", Some("Zinc and Iron are taken with water")));
        assert_eq!(got[0].interventions, ["Iron", "Zinc"]);
        assert_eq!(got[0].labels_elsewhere, ["Both Zinc", "Zinc and Iron are taken with water"]);
    }

    #[test]
    fn arms_of_the_same_words_with_the_same_name_stay_apart() {
        let rows = rows(&["Cohort Zinc -", "Cohort Zinc -"], &["Zinc"], Cells::Spaced);
        assert_eq!(arms(rows).len(), 2);
    }

    #[test]
    fn a_row_without_a_known_name_is_all_label() {
        let rows = rows(&["Usual care as given by the clinic", " "], &["Zinc"], Cells::Spaced);
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].label, rows[0].intervention), ("Usual care as given by the clinic", None));
        assert!(rows[0].confidence < 0.2);
    }

    #[test]
    fn a_name_that_the_page_does_not_list_is_found_between_equal_cells() {
        let lines = ["Combined Iron Taken with meals for a month", "Combined Copper Taken with meals for a month"];
        let got = arms(rows(&lines, &["Iron"], Cells::Spaced));
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].interventions, ["Iron", "Copper"]);
    }

    #[test]
    fn cells_hold_all_of_any_row() {
        let bits = ["Zinc", "zinc", " ", "-", "é", "Iron", "(", "İ", ".", "Group", "\u{a0}", "+"];
        let next = |seed: &u32| Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        let numbers: Vec<u32> = std::iter::successors(Some(3), next).take(6_000).collect();
        let text =
            |numbers: &[u32]| numbers.iter().map(|number| bits[*number as usize / 65_536 % bits.len()]).collect();
        let lines: Vec<String> = numbers.chunks(10).map(text).collect();
        let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        for cells in [Cells::Spaced, Cells::Fused] {
            for (row, line) in rows(&lines, &["Zinc", "Iron", "é"], cells).iter().zip(&lines) {
                let parts = [row.label, row.intervention.unwrap_or(""), row.description.unwrap_or("")];
                let held: usize = parts.iter().chain(&row.marks).map(|cell| dark(cell)).sum();
                assert_eq!(held, dark(line), "{line}");
            }
        }
    }
}
