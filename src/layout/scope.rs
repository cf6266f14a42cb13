//! How far the labels of a page of HTML reach.
//!
//! Text alone shows where a label stands, not where what it opens ends: an unknown label behind it looks like one more line
//! of its value. HTML tells: a heading ends what a heading of its rank opened, a section ends what was opened inside it,
//! and where a site sets a label into a block of some kind, the next block of that kind is a label too, known or not.

use super::{Layout, Reading, Section};
use crate::html::{Block, NO_HEADING};
use crate::text::range_in;

/// Ends every section where the page does, and begins the head at its first main heading.
pub(super) fn narrow<'t>(reading: &mut Reading<'t>, layout: &Layout, sections: &mut [Section<'t>]) {
    let (text, blocks) = (reading.text, reading.blocks);
    let mut head = range_in(text, reading.head);
    let moved = blocks.iter().find(|block| block.moved).map_or(head.end, |block| block.at as usize);
    head.end = head.end.min(moved).max(head.start);
    let title = blocks.iter().take_while(|block| (block.at as usize) < head.end).find(|block| block.rank == 1);
    reading.head = &text[title.map_or(head.start, |title| title.at as usize)..head.end];
    for section in sections {
        let slot = section.label.slot.name;
        section.body = reached(reading, section.heading, slot, section.body, layout.ordered);
    }
}

/// What of the text behind a label the page lets it reach; `ordered` where it is known which label comes next.
pub(super) fn reached<'t>(reading: &Reading<'t>, heading: &str, slot: &str, body: &'t str, ordered: bool) -> &'t str {
    if reading.blocks.is_empty() || body.is_empty() {
        return body;
    }
    let (text, blocks) = (reading.text, reading.blocks);
    let (heading, at) = (range_in(text, heading).start, range_in(text, body));
    let behind = blocks.partition_point(|block| block.at as usize <= heading);
    let Some(label) = behind.checked_sub(1).map(|label| &blocks[label]) else { return body };
    let inside = blocks[behind..].partition_point(|block| (block.at as usize) < at.end);
    let reach = Reach { text: TEXTS.contains(&slot), ordered };
    match end(label, &blocks[behind..behind + inside], reach) {
        _ if label.heads => &body[..0],
        Some(end) => &text[at.start..(end.at as usize).max(at.start)],
        None => body,
    }
}

/// Slots of texts and of lists whose items say much, which may have headings of their own.
const TEXTS: &[&str] = &[
    "heading",
    "chrome",
    "own",
    "brief_summary",
    "detailed_description",
    "eligibility.criteria",
    "eligibility.inclusion",
    "eligibility.exclusion",
    "arm_groups.listed",
    "primary_outcomes",
    "secondary_outcomes",
    "other_outcomes",
];

/// What a label opens.
#[derive(Clone, Copy)]
struct Reach {
    /// A text that may have headings.
    text: bool,
    /// A section of a layout that knows which label comes next.
    ordered: bool,
}

/// The first of the lines behind a label that it does not reach.
fn end<'b>(label: &Block, lines: &'b [Block], reach: Reach) -> Option<&'b Block> {
    // Where a value stands in a block of the label's kind, the kind tells nothing; but items of a list are no values of
    // each other.
    let told = lines.first().is_some_and(|first| first.kind != label.kind) || label.item;
    lines.iter().find(|line| {
        line.moved
            || line.least < label.depth
            || line.rank < NO_HEADING && (line.rank <= label.rank || !reach.text)
            || !reach.ordered && told && line.kind == label.kind
    })
}

#[cfg(test)]
mod tests {
    use crate::{Options, Page};

    /// The conditions of a page that two more labels tell to be a trial's.
    #[track_caller]
    fn check(page: &str, conditions: &[&str]) {
        let options = Options::default();
        let page = format!("<header>Study Type<br>Interventional<br>Allocation<br>Randomized</header>{page}");
        let page = Page { bytes: page.as_bytes(), ..Page::default() };
        let text = page.text(&options);
        let record = page.extract(&text, &options).record;
        let read: Vec<&str> = record.trial.conditions.iter().map(|condition| &*condition.value).collect();
        assert_eq!(read, conditions, "{}", text.text.as_str());
    }

    #[test]
    fn an_unknown_label_of_the_same_kind_ends_a_value() {
        check("<dl><dt>Conditions<dd>Asthma<dd>Hay Fever<dt>Contact<dd>A. Person</dl>", &["Asthma", "Hay Fever"]);
        let pair = |label: &str, value: &str| format!("<div class=k>{label}</div><div>{value}</div>");
        check(&(pair("Conditions", "Asthma") + &pair("Contact", "A. Person")), &["Asthma"]);
        check("<p><b>Conditions</b><p>Asthma<p><b>Contact</b><p>A. Person</p>", &["Asthma"]);
        check("<table><tr><td>Conditions<td>Asthma<br>Croup<tr><td>Contact<td>A<br>B</table>", &["Asthma", "Croup"]);
    }

    #[test]
    fn a_heading_ends_what_one_of_its_rank_opened() {
        check("<h2>Conditions</h2><p>Asthma</p><p>Croup</p><h2>Contact</h2><p>A. Person</p>", &["Asthma", "Croup"]);
        check("<h2>Conditions</h2><p>Asthma</p><h3>In other words</h3><p>Croup</p>", &["Asthma"]);
    }

    #[test]
    fn a_section_ends_what_was_opened_inside() {
        check("<section><h2>Conditions</h2><p>Asthma</p></section><p>Share this page</p>", &["Asthma"]);
        check("<main><h2>Conditions</h2><p>Asthma</p></main><p>Share this page</p>", &["Asthma"]);
        check("<h2>Conditions</h2><p>Asthma</p><footer>Imprint</footer>", &["Asthma"]);
    }

    #[test]
    fn blocks_of_one_kind_tell_nothing() {
        check("<p>Conditions</p><p>Asthma</p><p>Croup</p>", &["Asthma", "Croup"]);
    }

    #[test]
    fn items_of_a_list_are_no_values_of_each_other() {
        check("<ul><li>Sponsor<li>Conditions<li>Contact</ul><p>Asthma</p>", &[]);
    }

    #[test]
    fn headers_above_one_row_label_its_cells() {
        let head = "<tr><th>Conditions<th>Contact<th>Phase";
        check(&format!("<table>{head}<tr><td>Asthma<br>Croup<td>A. Person<td>Phase 2</table>"), &["Asthma", "Croup"]);
        check(&format!("<table>{head}<tr><td>Asthma<td>A<td>Phase 2<tr><td>Croup<td>B<td>Phase 3</table>"), &[]);
    }
}
