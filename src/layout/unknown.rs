//! Pages of no known site: what a lexicon of ordinary labels can tell of `Label: value` lines, label lines and value
//! lines. Everything else is left as residue.

use super::slot::Slot;
use super::{Layout, Reading, label};

/// The lexicon.
pub(super) static LAYOUT: Layout = Layout {
    id: "unknown",
    doc: "pages of no known site: lines of labels and values in ordinary words",
    labels: &[
        label("NCT Number", Slot::Id),
    ],
    chrome: &[],
    head,
    last: None,
};

fn head<'t>(_reading: &mut Reading<'t>, _head: &'t str) {}
