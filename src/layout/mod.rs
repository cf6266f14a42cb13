//! Which site wrote a page, and where its parts are.
//!
//! A layout is a table: the labels of a site in the order it prints them, and the slot of the record that each label
//! opens. One engine reads all of them, whatever marks the crawler left before the lines. Where a site needs more than
//! its table, a label's slot is a function of the layout's own file.
//!
//! Pages that are data (JSON, XML) have layouts without labels; their tables are forms of paths instead (see [`Form`]).
//!
//! To add a layout: one file in `sites/` with its table, sample pages and their goldens under `corpus/`.

mod bare;
pub(crate) mod copies;
mod detect;
mod finder;
mod foot;
mod form;
pub(crate) mod frame;
mod lexicon;
mod outline;
mod reading;
mod scope;
mod set;
mod sites;
mod slot;
mod table;

pub use bare::Shape;
pub use detect::{Candidate, Detection, detect};
pub use form::{FORMS, Form, form, study_names};
pub(crate) use lexicon::{name_columns, tells_of_a_trial};
pub use outline::{Hit, Outline, Section, Stand};
pub use reading::{Claim, Draft, Note, Reading};
pub use set::Layouts;
pub use slot::{Read, SLOTS, Slot};
pub use table::Defect;

use crate::contact;
use crate::grammar::{self, date::Order, line::lines};
use crate::text::{blank, range_in, trimmed};

/// A site's way of printing a trial.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing about how a site prints")]
pub struct Layout {
    /// Its id.
    pub id: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// What stands before the first label.
    pub head: Head,
    /// The labels in the order of the site. A text that stands twice means two places.
    pub labels: &'static [Label],
    /// Labels of which a page must have one to be this site's, where the others are ordinary words; none where any will do.
    pub signature: &'static [&'static str],
    /// Whether it is an official registry. Mirrors have the words of registries: a label proves as much for a mirror as if no
    /// registry had it.
    pub registry: bool,
    /// Whether a page keeps the order of the table; without an order a label counts wherever it stands first.
    pub ordered: bool,
    /// What the site prints behind its labels to point at a footnote.
    pub footnote: Option<&'static str>,
    /// Labels that the site glues to the end of the value before, with their colon or question mark.
    pub glued: &'static [&'static str],
    /// Whether values follow their labels without a blank: `SexAll`.
    pub fused: bool,
    /// Whether values follow their labels behind a blank: `Sex All`.
    pub spaced: bool,
    /// Whether a line may hold several labels with their colons: `Sex: All Ages: 18 Years`.
    pub within: bool,
    /// Lines of the site that say nothing about the trial; `…` at the end stands for any rest.
    pub chrome: &'static [&'static str],
    /// A whole page gets at least to this label.
    pub last: Option<&'static str>,
    /// Labels of ordinary words that prove the layout only together: where a page has all of them on lines of their own,
    /// in this order, and no label of another site (headings of criteria aside).
    pub only: &'static [&'static str],
    /// The day that the site gives to dates that are months.
    pub padded: Option<Padded>,
    /// Whether the day comes first in its dates of numbers alone: `10/11/2027` is a day of November.
    pub day_first: bool,
    /// Whether a page that has no labels at all looks like this site's.
    pub shape: Option<fn(&str) -> bool>,
    /// Whether the site prints a machine's words in place of the registry's: only numbers are read.
    pub paraphrase: bool,
}

/// What stands before the first label of a page.
pub enum Head {
    /// A line for each of these, the last with all that is left; labels without a text.
    Lines(&'static [Label]),
    /// What a function of the site makes of it.
    Own(for<'t> fn(&mut Reading<'t>, &'t str)),
}

/// The day that stands for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Padded {
    /// The first.
    First,
    /// The last.
    Last,
}

/// One label of a site.
pub struct Label {
    /// As printed; case, a list mark before it and a colon behind it make no difference, and `#` stands for any number.
    pub text: &'static str,
    /// What it opens.
    pub slot: Slot,
    /// Words that stand for no value here, besides those that never are one.
    pub null: &'static [&'static str],
    /// What its value looks like; told by it where a crawler lost the labels of the page.
    pub shape: Option<Shape>,
}

impl Label {
    /// The same, with the shape by which its value is told where the labels are lost.
    pub(crate) const fn told_by(self, shape: Shape) -> Label {
        Label { shape: Some(shape), ..self }
    }
}

impl Layout {
    /// A layout that says nothing yet.
    pub const NEW: Layout = Layout {
        id: "",
        doc: "",
        head: Head::Lines(&[]),
        labels: &[],
        signature: &[],
        ordered: true,
        footnote: None,
        glued: &[],
        fused: false,
        spaced: false,
        within: false,
        chrome: &[],
        last: None,
        only: &[],
        padded: None,
        day_first: false,
        registry: false,
        shape: None,
        paraphrase: false,
    };

    /// The site that has this layout, perhaps one of several: `ctgov` of `ctgov.study`.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.id.split('.').next().unwrap_or_default()
    }
}

/// Whether a line is several values of a trial in one word.
pub(crate) fn has_badges(line: &str) -> bool {
    slot::is_badges(line)
}

/// A row of a table of labels.
pub(crate) const fn label(text: &'static str, slot: Slot) -> Label {
    Label { text, slot, null: &[], shape: None }
}

/// A value that never has a label of its own, but a shape.
pub(crate) const fn unlabeled(slot: Slot, shape: Shape) -> Label {
    label("", slot).told_by(shape)
}

/// Reads the values of a page with a layout; its sections may have been found before.
pub fn read<'t>(
    layout: &'static Layout,
    outline: &Outline<'t>,
    sections: Option<Vec<Section<'t>>>,
    reading: &mut Reading<'t>,
) {
    reading.layout = layout;
    reading.order = layout.day_first.then_some(Order::DayFirst);
    if std::ptr::eq(layout, outline.layouts.lexicon()) {
        return lexicon::read(reading);
    }
    let bare = bare::sections(outline, layout);
    let lost = bare.is_some();
    reading.unlabeled = lost;
    let mut sections = bare.or(sections).unwrap_or_else(|| outline.sections(layout));
    reading.head = match sections.first() {
        Some(first) if first.stand == Stand::Glued => &outline.text[..range_in(outline.text, first.heading).start],
        Some(first) => outline.before(first.heading),
        None => outline.text,
    };
    if !reading.blocks.is_empty() {
        scope::narrow(reading, layout, &mut sections);
    }
    reading.dashed = 2 * sections.iter().filter(|section| section.dashed).count() > sections.len();
    head(reading);
    if lost {
        bare::flag_page(reading);
    }
    for (n, section) in sections.iter().enumerate() {
        reading.label(section.heading);
        footnote(reading, section);
        unglue(reading, &sections[..n], section);
        open(reading, section);
        doubled(reading, section);
    }
    slot::outcome_tables(reading);
    if let Some(last) = layout.last.filter(|_| !sections.is_empty() && !lost)
        && !sections.iter().any(|section| section.label.text == last)
    {
        let end = outline.text.trim_end();
        let message = format!("the page ends before “{last}”, which every whole page of this layout has");
        reading.issue("truncated", None, Some(&end[end.len()..]), message);
    }
    reading.boilerplate_lines(layout.chrome);
}

/// Accounts for the mark between a label and its value that points at a footnote.
fn footnote<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let heading = range_in(reading.text, section.heading);
    let body = range_in(reading.text, section.body);
    if section.stand != Stand::Bare && body.start > heading.end {
        reading.boilerplate(&reading.text[heading.end..body.start]);
    }
}

/// Reads what stands before the first label.
fn head<'t>(reading: &mut Reading<'t>) {
    let (layout, head) = (reading.layout, reading.head);
    let labels = match layout.head {
        Head::Own(read) => return read(reading, head),
        Head::Lines(labels) => labels,
    };
    let own: Vec<&'t str> = reading::own_lines(layout.chrome, head).collect();
    for (n, (label, line)) in labels.iter().zip(&own).enumerate() {
        let rest = grammar::line::stretch(head, line, own[own.len() - 1]);
        let body = if n + 1 == labels.len() { rest } else { line };
        let section = Section { label, heading: &line[..0], body, dashed: false, kind: None, stand: Stand::Alone };
        open(reading, &section);
    }
}

/// Reads a section into the slot of its label.
fn open<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = &without_contacts(reading, section);
    let (slot, first) = (&section.label.slot, section.first());
    if section.stand == Stand::Bare {
        bare::flag(reading, section);
    }
    if reading.layout.paraphrase && !slot.is_number() {
        reading.boilerplate(trimmed(section.body));
    } else if section.label.null.contains(&first) && reading.may_at("placeholder/null", first) {
        reading.placeholder(slot.pointer(), first);
    } else if !(first.starts_with('|') && lexicon::table(reading, section)) {
        (slot.read)(reading, section);
    }
}

/// A section without the lines of contact data at its end: they have lost their own label, or never had one.
fn without_contacts<'t>(reading: &mut Reading<'t>, section: &Section<'t>) -> Section<'t> {
    let aside = ["chrome", "contact", "heading"].contains(&section.label.slot.name);
    let end = if aside { section.body.len() } else { contact::tail(section.body) };
    if end < section.body.len() {
        reading.contact(&section.body[end..]);
    }
    Section { body: &section.body[..end], ..*section }
}

/// Records that a label was cut off a value it was glued to.
fn unglue<'t>(reading: &mut Reading<'t>, before: &[Section<'t>], section: &Section<'t>) {
    let start = range_in(reading.text, section.heading).start;
    let value = reading.text[..start].rsplit([' ', '\t', '\n', '\u{a0}']).next().unwrap_or_default();
    let glued = match section.stand {
        Stand::Glued => true,
        Stand::Within => !value.is_empty(),
        Stand::Fused => return fused(reading, section),
        _ => false,
    };
    if !glued {
        return;
    }
    let field = before.last().map_or_else(|| section.label.slot.pointer(), |before| before.label.slot.pointer());
    let at = &reading.text[start - value.len()..start + section.heading.len()];
    let after = format!("{value} ¦ {}", section.heading);
    let why = "a label that the site prints next stands here without a blank before it";
    reading.repaired("fused/label", field, at, after, (0.98, why));
}

/// Records that a value was cut off its label.
fn fused<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let value = trimmed(section.body).split(blank).next().unwrap_or_default();
    // The site's own words change no value.
    if value.is_empty() || ["chrome", "contact"].contains(&section.label.slot.name) {
        return;
    }
    let at = grammar::line::stretch(reading.text, section.heading, value);
    let after = format!("{} ¦ {value}", section.heading);
    let why = "the line begins with a label of the site, and a capital letter or digit follows it at once";
    reading.repaired("fused/label", section.label.slot.pointer(), at, after, (0.98, why));
}

/// Slots that take more than one line, and so may hold equal ones.
const MANY: &[&str] = &[
    "heading",
    "chrome",
    "contact",
    "secondary_ids",
    "phases",
    "collaborators",
    "brief_summary",
    "detailed_description",
    "conditions",
    "conditions.lines",
    "keywords",
    "keywords.lines",
    "interventions",
    "arm_groups",
    "locations",
    "eligibility.criteria",
    "eligibility.inclusion.twice",
    "eligibility.exclusion.twice",
    "primary_outcomes",
    "secondary_outcomes",
    "other_outcomes",
];

/// A value of one line that the site prints twice: the second is no value of its own.
fn doubled<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    if MANY.contains(&section.label.slot.name) {
        return;
    }
    let mut lines = lines(section.body).map(|line| line.whole);
    let (Some(first), Some(second), None) = (lines.next(), lines.next(), lines.next()) else { return };
    if first == second && reading.may_at("duplicate/adjacent", first) {
        reading.boilerplate(second);
        let at = grammar::line::stretch(reading.text, first, second);
        let why = "a field of one value shows it on two lines";
        reading.repaired("duplicate/adjacent", section.label.slot.pointer(), at, first, (0.99, why));
    }
}
