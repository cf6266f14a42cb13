//! Tables inside of fields, whose labels come again in every row.

use super::sides::{behind_label, sides};
use crate::grammar::line::{parts_cells, stretch, unbarred};
use crate::layout::Reading;
use crate::text::{BREAK, blank};

/// A table inside of a field: labels and values of a row after row, each in both languages.
pub(super) struct Cells {
    /// The labels of a row in both languages.
    pub(super) labels: &'static [(&'static str, &'static str)],
}

/// A row: what stands behind each label.
pub(super) type Row<'t> = Vec<(usize, &'t str)>;

impl Cells {
    /// The rows of a table; a label that comes again begins the next.
    pub(super) fn rows<'t>(&self, reading: &mut Reading<'t>, body: &'t str) -> Vec<Row<'t>> {
        let mut rows: Vec<Row<'t>> = Vec::new();
        let mut seen = u32::MAX;
        let mut rest = body;
        // What the label before says, up to the next one.
        let mut open: Option<(usize, &'t str)> = None;
        loop {
            rest = rest.trim_start_matches(parts_cells);
            if rest.is_empty() {
                break;
            }
            if let Some(Found { number, at, behind, languages }) = self.label(rest) {
                reading.label(at);
                close(&mut rows, &mut open);
                if seen & languages != 0 {
                    rows.push(Vec::new());
                    seen = 0;
                }
                seen |= languages;
                open = Some((number, &behind[..0]));
                rest = behind;
            } else {
                let end = rest.find(['|', '\n', BREAK]).unwrap_or(rest.len());
                if let Some((_, value)) = &mut open {
                    *value = if value.is_empty() { &rest[..end] } else { stretch(body, value, &rest[..end]) };
                }
                rest = &rest[end..];
            }
        }
        close(&mut rows, &mut open);
        rows
    }

    /// The label that a text begins with, perhaps in both languages at once.
    fn label<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        self.labels.iter().enumerate().find_map(|(number, (chinese, english))| {
            let (at, behind, languages) = match text.strip_prefix(chinese) {
                Some(rest) => match behind_label(rest, english) {
                    Some((label, behind)) => (stretch(text, &text[..chinese.len()], label), behind, 0b11),
                    None => (&text[..chinese.len()], rest, 0b01),
                },
                None => behind_label(text, english).map(|(label, _)| (label, &text[label.len()..], 0b10))?,
            };
            // A value may be a word that is a label elsewhere; with a colon it is none.
            let colon = |rest: &str| rest.trim_start_matches(blank).starts_with([':', '：']);
            let sure = languages == 0b11 || colon(behind);
            let behind =
                behind.trim_start_matches(|letter| blank(letter) && letter != '\n' || matches!(letter, ':' | '：'));
            sure.then_some(Found { number, at, behind, languages: languages << (2 * number) })
        })
    }
}

/// A label in a table.
struct Found<'t> {
    /// Which it is.
    number: usize,
    at: &'t str,
    /// What stands behind it.
    behind: &'t str,
    /// In which languages it stands here, two bits a label.
    languages: u32,
}

/// Puts what a label says into its row.
fn close<'t>(rows: &mut [Row<'t>], open: &mut Option<(usize, &'t str)>) {
    if let (Some(row), Some((number, value))) = (rows.last_mut(), open.take())
        && !unbarred(value).is_empty()
    {
        row.push((number, unbarred(value)));
    }
}

/// What a row says at a label, in English where it does.
pub(super) fn cell<'t>(reading: &mut Reading<'t>, row: &Row<'t>, number: usize) -> Option<&'t str> {
    let mut taken: Option<(&'t str, bool)> = None;
    for value in row.iter().filter(|(own, _)| *own == number).map(|(_, value)| *value) {
        let (chinese, english) = sides(value);
        let is_english = !english.is_empty();
        let at = if is_english { english } else { chinese };
        if is_english {
            reading.boilerplate(chinese);
        }
        match taken {
            Some((_, true)) if !is_english => reading.boilerplate(at),
            known => {
                if let Some((known, _)) = known {
                    reading.boilerplate(known);
                }
                taken = Some((at, is_english));
            }
        }
    }
    taken.map(|(at, _)| at)
}
