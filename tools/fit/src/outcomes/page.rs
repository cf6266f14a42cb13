//! The outcomes of a trial as pages print them.

use crate::study::{Outcome, Study, crc32};
use trialsift::segment::Cells;

/// Both tables of a trial.
pub struct Page {
    /// A number of the trial.
    pub trial: u32,
    pub cells: Cells,
    pub tables: Vec<Table>,
}

/// The lines of one table, and the rows that they hold.
#[derive(Default)]
pub struct Table {
    pub lines: Vec<(String, Vec<Truth>)>,
    pub rows: Vec<[String; 3]>,
}

/// Where the cells of a row stand in its line.
pub struct Truth {
    pub start: usize,
    pub frame: Option<(usize, usize)>,
    pub is_described: bool,
}

impl Page {
    /// The page with blanks between cells, and the page with nothing.
    pub fn both(study: &Study) -> [Page; 2] {
        [Cells::Spaced, Cells::Fused].map(|cells| Page {
            trial: crc32(study.id.as_bytes()),
            cells,
            tables: study.outcomes.iter().map(|outcomes| Table::print(outcomes, cells)).collect(),
        })
    }
}

impl Table {
    /// A fused row has a line of its own; a line of spaced rows ends after a description.
    fn print(outcomes: &[Outcome], cells: Cells) -> Self {
        let gap = if cells == Cells::Spaced { " " } else { "" };
        let mut table = Table::default();
        let (mut text, mut truths) = (String::new(), Vec::new());
        for outcome in outcomes {
            let places = outcome.cells().map(|cell| {
                if !text.is_empty() && !cell.is_empty() {
                    text += gap;
                }
                text += cell;
                (text.len() - cell.len(), text.len())
            });
            let is_described = !outcome.description.is_empty();
            let frame = (!outcome.time_frame.is_empty()).then_some(places[1]);
            truths.push(Truth { start: places[0].0, frame, is_described });
            if is_described || cells == Cells::Fused {
                table.lines.push((std::mem::take(&mut text), std::mem::take(&mut truths)));
            }
            table.rows.push(outcome.cells().map(str::to_owned));
        }
        if !text.is_empty() {
            table.lines.push((text, truths));
        }
        table
    }
}
