//! `MediFind`: no headings at all. The official title, a summary, and both lists of criteria run together under three kinds
//! of bullets, one for each level.

use crate::grammar::criteria::{Item, Seam, Side};
use crate::grammar::line::{Line, Mark, lines, stretch};
use crate::layout::slot::add_criteria;
use crate::layout::{Head, Layout, Reading};
use crate::record::Value;
use crate::text::paragraphs;

/// The site has no labels; its pages are known by their shape.
pub(super) static LAYOUT: Layout = Layout {
    id: "medifind",
    doc: "MediFind: title, summary and criteria without a heading, bullets that tell the level",
    head: Head::Own(page),
    shape: Some(shape),
    ..Layout::NEW
};

/// The bullets of the levels, outermost first.
const BULLETS: [char; 3] = ['•', '‣', '⁃'];

/// How deep a line stands, by its bullet.
fn level(line: &Line<'_>) -> Option<u8> {
    let bullet = line.whole.chars().next().filter(|_| line.mark == Mark::Bullet)?;
    BULLETS.iter().position(|known| *known == bullet).and_then(|at| u8::try_from(at).ok())
}

/// A title, lines of text, then bullets to the end, and among them such as other sites do not have.
fn shape(text: &str) -> bool {
    let (mut plain, mut bullets, mut nested) = (0, 0, 0);
    for line in lines(text) {
        match level(&line) {
            None if bullets > 0 => return false,
            None if line.mark != Mark::None => return false,
            None => plain += 1,
            Some(level) => {
                bullets += 1;
                nested += usize::from(level > 0);
            }
        }
    }
    plain >= 2 && bullets > nested && nested > 0
}

/// Reads the whole page: title, summary, criteria.
fn page<'t>(reading: &mut Reading<'t>, page: &'t str) {
    let all: Vec<Line<'t>> = lines(page).collect();
    let first = all.iter().position(|line| level(line).is_some()).unwrap_or(all.len());
    let (text, items) = all.split_at(first);
    if let Some((title, rest)) = text.split_first() {
        reading.trial.official_title = reading.line("/official_title", title.whole);
        if let [first, ..] = rest {
            let summary = stretch(page, first.whole, rest[rest.len() - 1].whole);
            reading.trial.brief_summary = reading.long("/brief_summary", summary);
        }
    }
    if let [first, .., last] | [first @ last] = items {
        criteria(reading, stretch(page, first.whole, last.whole), items);
    }
}

/// Both lists; nothing on the page tells where the second begins.
fn criteria<'t>(reading: &mut Reading<'t>, whole: &'t str, lines: &[Line<'t>]) {
    let item = |line: &Line<'t>| Item {
        side: Side::Unclassified,
        text: line.text,
        level: level(line).unwrap_or_default(),
        seam: Seam::Line,
        line: line.text,
    };
    reading.trial.eligibility.criteria = Some(Value::new(paragraphs(whole), whole));
    add_criteria(reading, lines.iter().map(item).collect());
    let message = "the page does not say where inclusion ends and exclusion begins";
    reading.issue("unclassified-criteria", Some("/eligibility/unclassified"), Some(whole), message);
}
