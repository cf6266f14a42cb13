//! How many rows are read right.

use super::page::Page;
use super::readings::{Reading, customs, readings};
use crate::figures::Figures;
use crate::study::Study;
use trialsift::segment::Cells;
use trialsift::segment::linear::Linear;
use trialsift::segment::outcome_rows::{Customs, Kind, best, posteriors};
use trialsift::segment::trust::Cutter;

/// How often rows are read as they were printed.
pub fn measure(studies: &[Study], model: &Linear) -> Vec<Figures> {
    let cutters = [(Cells::Spaced, Cutter::SpacedOutcomes), (Cells::Fused, Cutter::FusedOutcomes)];
    let mut figures = cutters.map(|(cells, cutter)| Figures::of_cuts(cutter, format!("{cells:?} rows")));
    for study in studies {
        for (page, figures) in Page::both(study).iter().zip(&mut figures) {
            compare(figures, study.is_held_out(), page, model);
        }
    }
    figures.into()
}

fn compare(figures: &mut Figures, held_out: bool, page: &Page, model: &Linear) {
    let readings = readings(page, false, model);
    let customs = customs(&readings);
    let mut readings = readings.iter();
    for table in &page.tables {
        let lines = readings.by_ref().take(table.lines.len());
        let found = lines.flat_map(|line| rows(line, &customs, model));
        let (found, chances): (Vec<[&str; 3]>, Vec<f32>) = found.unzip();
        let truth: Vec<[&str; 3]> = table.rows.iter().map(|row| row.each_ref().map(String::as_str)).collect();
        let right = figures.compare(held_out, &found, &truth);
        for (chance, right) in chances.into_iter().zip(right).filter(|_| held_out) {
            figures.predicted(chance, right);
        }
    }
}

/// The rows of a line, with their probabilities, in the light of the page.
fn rows<'p>(reading: &Reading<'p>, customs: &Customs, mut model: &Linear) -> Vec<([&'p str; 3], f32)> {
    let lattice = &reading.lattice;
    let arcs = customs.judge(lattice, &reading.probabilities, &mut model);
    let chances = posteriors(lattice.nodes.len(), &arcs);
    let end = &lattice.line.bounds[lattice.line.bounds.len() - 1];
    let row = |n: usize| {
        let (arc, start) = (&arcs[n], lattice.bound(arcs[n].from));
        let cell = |from, to| lattice.line.cell(from, to);
        let row = match arc.kind.frame().map(|frame| lattice.frame(frame)) {
            None => [cell(start, end), "", ""],
            Some((from, to)) => {
                let is_described = matches!(arc.kind, Kind::Described(_));
                let description = if is_described { cell(to, end) } else { "" };
                [cell(start, from), cell(from, to), description]
            }
        };
        (row, chances[n])
    };
    best(lattice.nodes.len(), &arcs).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcomes::page::Table;
    use trialsift::segment::outcome_rows;

    #[test]
    fn the_committed_weights_read_as_the_library_reads() {
        let table = include_str!("../../../../src/segment/outcome_rows/outcome_rows.weights.tsv");
        let model = Linear::read(table);
        let texts = ["Rate of falls 6 months Sleep 6 months", "Grip 12 weeks Measured in kilograms."];
        let lines = texts.map(|text| (text.to_owned(), Vec::new())).into();
        let tables = vec![Table { lines, rows: Vec::new() }];
        let page = Page { trial: 0, cells: Cells::Spaced, tables };
        let readings = readings(&page, false, &model);
        let customs = customs(&readings);
        let found = readings.iter().flat_map(|line| rows(line, &customs, &model));
        let found: Vec<_> = found.map(|(row, chance)| (row, Cutter::SpacedOutcomes.trust(chance))).collect();
        let wanted = outcome_rows::rows(&texts, Cells::Spaced, &[]);
        let wanted = wanted.iter().map(|row| {
            let cell = |cell: Option<&'static str>| cell.unwrap_or_default();
            ([row.measure, cell(row.time_frame), cell(row.description)], row.confidence)
        });
        assert_eq!(found, wanted.collect::<Vec<_>>());
    }
}
