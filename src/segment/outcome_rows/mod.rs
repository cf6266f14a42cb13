//! The rows of an outcome table that was flattened to text: measure, time frame and description with nothing, or a mere
//! blank, between them.

mod bounds;
mod families;
mod features;
mod fitting;
mod frames;
mod kinship;
mod lattice;
mod line;
mod model;
mod page;
mod paths;
mod runs;
mod term;
mod vocabulary;

use std::sync::LazyLock;

pub use families::{Class, Column, Couple, Grid, Keyed};
pub use features::Weigh;
pub use fitting::retrace;
pub use lattice::{Arc, Kind, Lattice};
pub use line::{Line, Word};
pub use page::Customs;
pub use paths::{best, posteriors};
pub use runs::Runs;

use crate::segment::Cells;
use crate::segment::trust::Cutter;
use kinship::Relations;
use model::Model;
use vocabulary::Vocabulary;

const WEIGHTS: &str = include_str!("outcome_rows.weights.tsv");

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(WEIGHTS));

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::new(WEIGHTS, &VOCABULARY));

/// One outcome, as slices of its line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'t> {
    /// What is measured.
    pub measure: &'t str,
    /// When it is measured.
    pub time_frame: Option<&'t str>,
    /// How it is measured.
    pub description: Option<&'t str>,
    /// The probability that the whole row is right.
    pub confidence: f32,
}

/// The rows of one table, whose header is gone from `lines`. The lines of the page's other table, `elsewhere`, tell how
/// times are put on this page.
#[must_use]
pub fn rows<'t>(lines: &[&'t str], cells: Cells, elsewhere: &[&'t str]) -> Vec<Row<'t>> {
    let [rows, _] = tables([lines, elsewhere], cells);
    rows
}

/// The rows of both tables of a page, whose headers are gone: each tells how times are put in the other.
#[must_use]
pub fn tables<'t>(tables: [&[&'t str]; 2], cells: Cells) -> [Vec<Row<'t>>; 2] {
    let model = &*MODEL;
    let mut tables = tables.map(|lines| read(lines, cells));
    let runs = Runs::of(tables.iter().flatten());
    tables.iter_mut().flatten().for_each(|line| line.recall(&runs));
    let tables = tables.map(|lines| believed(lines, model));
    let mut customs = Customs::default();
    for (lattice, probabilities) in tables.iter().flatten() {
        customs.learn(lattice, probabilities);
    }
    tables.map(|table| {
        table
            .into_iter()
            .flat_map(|(lattice, probabilities)| judged(lattice, &probabilities, &customs, model))
            .collect()
    })
}

fn read<'t>(lines: &[&'t str], cells: Cells) -> Vec<Line<'t>> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    lines.iter().enumerate().map(|(n, text)| Line::read(text, cells, n + 1 == lines.len())).collect()
}

/// The rows that each line may hold, with their probabilities.
fn believed<'t>(lines: Vec<Line<'t>>, mut model: &Model) -> Vec<(Lattice<'t>, Vec<f32>)> {
    let Some(first) = lines.first() else { return Vec::new() };
    let relations = Relations::read(first, &mut model);
    let read = lines.into_iter().map(|line| {
        let mut lattice = Lattice::related(line, &[], &relations, &mut model);
        let probabilities = lattice.settle();
        (lattice, probabilities)
    });
    read.collect()
}

fn judged<'t>(mut lattice: Lattice<'t>, probabilities: &[f32], customs: &Customs, mut model: &Model) -> Vec<Row<'t>> {
    lattice.arcs = customs.judge(&lattice, probabilities, &mut model);
    let cutter = match lattice.line.cells {
        Cells::Spaced => Cutter::SpacedOutcomes,
        Cells::Fused => Cutter::FusedOutcomes,
    };
    let confidences = posteriors(lattice.nodes.len(), &lattice.arcs);
    best(lattice.nodes.len(), &lattice.arcs)
        .into_iter()
        .map(|arc| row(&lattice, &lattice.arcs[arc], cutter.trust(confidences[arc])))
        .collect()
}

fn row<'t>(lattice: &Lattice<'t>, arc: &Arc, confidence: f32) -> Row<'t> {
    let line = &lattice.line;
    let (start, end) = (lattice.bound(arc.from), &line.bounds[line.bounds.len() - 1]);
    let Some((from, to)) = arc.kind.frame().map(|frame| lattice.frame(frame)) else {
        return Row { measure: line.cell(start, end), time_frame: None, description: None, confidence };
    };
    let description = matches!(arc.kind, Kind::Described(_)).then(|| line.cell(to, end));
    Row { measure: line.cell(start, from), time_frame: Some(line.cell(from, to)), description, confidence }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], cells: Cells, want: &[(&str, &str, &str)]) {
        let found = rows(lines, cells, &[]);
        let found: Vec<_> = found
            .iter()
            .map(|row| (row.measure, row.time_frame.unwrap_or(""), row.description.unwrap_or("")))
            .collect();
        assert_eq!(found, want);
    }

    #[test]
    fn a_time_stands_between_measure_and_description() {
        let line = "Change in grip strength 12 weeks Measured in kilograms with a hand dynamometer.";
        check(
            &[line],
            Cells::Spaced,
            &[("Change in grip strength", "12 weeks", "Measured in kilograms with a hand dynamometer.")],
        );
    }

    #[test]
    fn fused_cells_part_where_no_blank_stands() {
        let line = "Change in grip strength12 weeksMeasured in kilograms with a hand dynamometer.";
        check(
            &[line],
            Cells::Fused,
            &[("Change in grip strength", "12 weeks", "Measured in kilograms with a hand dynamometer.")],
        );
    }

    #[test]
    fn rows_without_description_share_a_line() {
        let line = "Rate of falls 6 months Number of hospital visits 6 months Quality of sleep 6 months";
        let times =
            ["Rate of falls", "Number of hospital visits", "Quality of sleep"].map(|measure| (measure, "6 months", ""));
        check(&[line], Cells::Spaced, &times);
    }

    #[test]
    fn a_time_inside_a_measure_belongs_to_it() {
        check(&["Pain at rest at week 8Week 8"], Cells::Fused, &[("Pain at rest at week 8", "Week 8", "")]);
    }

    #[test]
    fn an_empty_table_has_no_rows() {
        check(&[], Cells::Spaced, &[]);
        check(&["", "  "], Cells::Fused, &[]);
    }

    #[test]
    fn a_line_without_a_time_is_a_measure() {
        check(&["Grip"], Cells::Spaced, &[("Grip", "", "")]);
    }

    #[test]
    fn every_byte_but_blanks_lies_in_a_cell_whatever_the_text() {
        let texts = [
            "é–12 weeks (Ünï 3 Tage)Ärger",
            "((((]]]12 12 12 12 Day Day",
            "1.2.3.4up to to to",
            "\u{a0}Baseline\u{a0}",
            "日本語12週間day 1測定",
        ];
        for text in texts {
            for cells in [Cells::Spaced, Cells::Fused] {
                let rows = rows(&[text], cells, &[text]);
                let cells = rows.iter().flat_map(|row| [Some(row.measure), row.time_frame, row.description]).flatten();
                let bare = |text: &str| text.split_whitespace().collect::<String>();
                assert_eq!(bare(&cells.collect::<String>()), bare(text));
                assert!(rows.iter().all(|row| (0.0..=1.001).contains(&row.confidence)));
            }
        }
    }
}
