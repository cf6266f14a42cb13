//! Which site wrote a page, and where its parts are.
//!
//! A layout is a table: the labels of a site in the order it prints them, and the slot of the record that each label
//! opens. One engine reads all of them, whatever marks the crawler left before the lines. Where a site needs more than
//! its table, a label's slot is a function of the layout's own file.
//!
//! Pages that are data (JSON, XML) have layouts without labels; their tables are forms of paths instead (see [`Form`]).
//!
//! To add a layout: one file here with its table, one line in [`LAYOUTS`], a sample page and its golden under `corpus/`.

mod crick;
mod ctgov;
mod detect;
mod exchange;
mod form;
mod meddatax;
mod medpath;
mod outline;
mod reading;
mod slot;
mod trialsco;
mod unknown;
mod veeva;

pub use detect::{Candidate, Detection, detect};
pub use form::{FORMS, Form, form};
pub use outline::{Hit, Outline, Section};
pub use reading::{Claim, Draft, Note, Reading};
pub use slot::{Read, SLOTS, Slot};

use crate::grammar::line::lines;
use crate::text::{blank, range_in};

/// A site's way of printing a trial.
pub struct Layout {
    /// Its id.
    pub id: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// The labels in the order of the site. A text that stands twice means two places.
    pub labels: &'static [Label],
    /// Whether a page keeps the order of the table; without an order a label counts wherever it stands first.
    pub ordered: bool,
    /// Labels that the site glues to the end of the value before, with their colon or question mark.
    pub glued: &'static [&'static str],
    /// Lines of the site that say nothing about the trial.
    pub chrome: &'static [&'static str],
    /// Reads what stands before the first label.
    pub head: for<'t> fn(&mut Reading<'t>, &'t str),
    /// A whole page gets at least to this label.
    pub last: Option<&'static str>,
}

/// One label of a site.
pub struct Label {
    /// As printed; case, a list mark before it and a colon behind it make no difference.
    pub text: &'static str,
    /// What it opens.
    pub slot: Slot,
}

/// A row of a table of labels.
pub(crate) const fn label(text: &'static str, slot: Slot) -> Label {
    Label { text, slot }
}

/// Every layout. The order settles nothing: detection goes by labels alone.
pub static LAYOUTS: &[&Layout] = &[
    &medpath::LAYOUT,
    &trialsco::LAYOUT,
    &veeva::LAYOUT,
    &exchange::LAYOUT,
    &meddatax::LAYOUT,
    &crick::LAYOUT,
    &ctgov::LAYOUT,
    &form::CTGOV_V2.layout,
    &form::CTGOV_V1.layout,
    &form::CTGOV_XML.layout,
];

/// The layout of pages that no other layout knows.
pub static UNKNOWN: &Layout = &unknown::LAYOUT;

/// The layout with this id.
#[must_use]
pub fn layout(id: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().chain([&UNKNOWN]).find(|layout| layout.id == id).copied()
}

/// Reads the values of a page with a layout.
pub fn read<'t>(layout: &'static Layout, outline: &Outline<'t>, reading: &mut Reading<'t>) {
    let sections = outline.sections(layout);
    reading.head = sections.first().map_or(outline.text, |first| outline.before(first.heading));
    reading.dashed = 2 * sections.iter().filter(|section| section.dashed).count() > sections.len();
    (layout.head)(reading, reading.head);
    for (n, section) in sections.iter().enumerate() {
        reading.label(section.heading);
        if section.glued {
            unglue(reading, &sections[..n], section);
        }
        (section.label.slot.read)(reading, section);
        doubled(reading, section);
    }
    slot::outcome_tables(reading);
    if let Some(last) = layout.last.filter(|_| !sections.is_empty())
        && !sections.iter().any(|section| section.label.text == last)
    {
        let end = outline.text.trim_end();
        let message = format!("the page ends before “{last}”, which every whole page of this layout has");
        reading.issue("truncated", None, Some(&end[end.len()..]), message);
    }
    reading.boilerplate_lines(layout.chrome);
}

/// Records that a label was cut off the end of the value before it.
fn unglue<'t>(reading: &mut Reading<'t>, before: &[Section<'t>], section: &Section<'t>) {
    let field = before.last().map_or_else(|| section.label.slot.pointer(), |before| before.label.slot.pointer());
    let start = range_in(reading.text, section.heading).start;
    let word = reading.text[..start].rsplit(blank).next().unwrap_or_default();
    let at = &reading.text[start - word.len()..start + section.heading.len()];
    let after = format!("{word} ¦ {}", section.heading);
    let why = "the label that the site prints next stands at the end of the line";
    reading.repaired("fused/label", field, at, after, (0.98, why));
}

/// Slots that take more than one line, and so may hold equal ones.
const MANY: &[&str] = &[
    "heading",
    "chrome",
    "secondary_ids",
    "phases",
    "collaborators",
    "brief_summary",
    "detailed_description",
    "conditions",
    "keywords",
    "interventions",
    "eligibility.criteria",
    "primary_outcomes",
    "secondary_outcomes",
    "other_outcomes",
];

/// A value of one line that the site prints twice: the second is no value of its own.
fn doubled<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut lines = lines(section.body).map(|line| line.whole);
    let (Some(first), Some(second), None) = (lines.next(), lines.next(), lines.next()) else { return };
    let many = MANY.contains(&section.label.slot.name);
    if first == second && !many && reading.may("duplicate/adjacent") {
        reading.boilerplate(second);
        let at = crate::grammar::line::stretch(reading.text, first, second);
        let why = "a field of one value shows it on two lines";
        reading.repaired("duplicate/adjacent", section.label.slot.pointer(), at, first, (0.99, why));
    }
}
