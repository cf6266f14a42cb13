//! A second record on a page: a page that was printed twice, or two pages of one site in one file. The last list of the
//! first would have all of the second among its items.

use std::ops::Range;

use super::outline::run;
use super::{Hit, Layout, Outline};
use crate::grammar::line::{Line, lines};
use crate::text::{range_in, trimmed};

/// As many labels must come once more in the order of the site: fewer may be words of a text.
const ENOUGH: usize = 4;

/// Another record begins with one of as many labels that the first begins with.
const OPENERS: usize = 3;

/// As many places are tried.
const TRIED: usize = 16;

/// What stands above the first label of a page is not longer, in lines.
const HEAD: usize = 12;

/// Where a text stands once more to the end of the page, again and again or as far as it was kept; nothing on most pages.
pub(crate) fn again(text: &str) -> Option<usize> {
    /// A copy has as many bytes at least: less may be a title that stands below once more.
    const LEAST: usize = 100;
    const FEW: usize = 16;
    let start = text.len() - text.trim_start().len();
    let beginning = text.as_bytes().get(start..start + LEAST)?;
    // A few bytes are looked for faster.
    let places = memchr::memmem::find_iter(&text.as_bytes()[start + 1..], &beginning[..FEW]);
    let at = places.map(|at| start + 1 + at).find(|at| text.as_bytes()[*at..].starts_with(beginning))?;
    let (one, mut rest) = (text[start..at].trim_end(), text[at..].trim_end());
    while let Some(next) = rest.strip_prefix(one).filter(|_| one.len() >= LEAST) {
        rest = next.trim_start();
    }
    let begins = text[..at].trim_end_matches([' ', '\t']).ends_with('\n');
    (begins && one.len() >= LEAST && one.starts_with(rest)).then_some(at)
}

/// Where another record of the same site begins; nothing on most pages.
pub(crate) fn second(outline: &Outline<'_>, layout: &'static Layout) -> Option<usize> {
    if std::ptr::eq(layout, outline.layouts.lexicon()) {
        return None;
    }
    let copies = Copies { outline, layout, mine: outline.layouts.number(layout) };
    if copies.repeated() < ENOUGH {
        return None;
    }
    let all = copies.labels(0..outline.hits.len());
    let both = |hit: usize| {
        let (one, other) = (copies.labels(0..hit), copies.labels(hit..outline.hits.len()));
        Some(one + other).filter(|both| one >= ENOUGH && other >= ENOUGH && *both >= all + ENOUGH)
    };
    let openers = copies.openers();
    let begins = |hit: &usize| copies.label(*hit).is_some_and(|label| openers.contains(&label));
    let places = (openers.len()..outline.hits.len()).filter(begins).take(TRIED);
    // Labels that a site has twice come again within one record: two whole records have most.
    let best = places.filter_map(|hit| Some((both(hit)?, std::cmp::Reverse(hit)))).max()?;
    Some(copies.begins(&outline.hits[best.1.0]))
}

struct Copies<'o, 't> {
    outline: &'o Outline<'t>,
    layout: &'static Layout,
    mine: u16,
}

impl<'t> Copies<'_, 't> {
    /// Which label of the site a hit is.
    fn label(&self, hit: usize) -> Option<usize> {
        self.outline.hits[hit].labels(self.layout, self.mine).next()
    }

    /// The labels that the page begins with.
    fn openers(&self) -> Vec<usize> {
        (0..self.outline.hits.len()).filter_map(|hit| self.label(hit)).take(OPENERS).collect()
    }

    /// How many labels the page has had before.
    fn repeated(&self) -> usize {
        let mut seen = vec![false; self.layout.labels.len()];
        let labels = (0..self.outline.hits.len()).filter_map(|hit| self.label(hit));
        labels.filter(|label| std::mem::replace(&mut seen[*label], true)).count()
    }

    /// How many labels of the site stand in a part of the page, as the site has them.
    fn labels(&self, hits: Range<usize>) -> usize {
        let hits = &self.outline.hits[hits];
        if self.layout.ordered {
            let things = hits.iter().map(|hit| (hit.stand.worth(), hit.labels(self.layout, self.mine)));
            return run(things, self.layout.labels.len()).len();
        }
        let mut labels: Vec<usize> = hits.iter().filter_map(|hit| hit.labels(self.layout, self.mine).next()).collect();
        labels.sort_unstable();
        labels.dedup();
        labels.len()
    }

    /// Where a record begins by its first label: above it stands what stands above the first label of the page.
    fn begins(&self, hit: &Hit<'t>) -> usize {
        let text = self.outline.text;
        let at = range_in(text, hit.line).start;
        let mine = |hit: &&Hit<'t>| hit.labels(self.layout, self.mine).next().is_some();
        let (mut labels, mut end) = (self.outline.hits.iter().filter(mine), 0);
        let head = labels.next().map_or("", |first| self.outline.before(first.heading));
        // Whatever label stands last above, its line is not the head of another record.
        for label in labels.map(|hit| range_in(text, hit.line)).take_while(|line| line.start < at) {
            end = label.end;
        }
        let title = lines(head).next().map_or("", |line| line.whole);
        let many = lines(head).count().min(HEAD);
        let above: Vec<Line<'t>> = above(&text[end..at]).take(HEAD).collect();
        let same = above.iter().position(|line| line.whole == title);
        // A blank line parts records where their heads have none.
        let heads = if many == 0 || trimmed(head).contains("\n\n") { 0 } else { HEAD };
        let parted = end + text[end..at].trim_end().rfind("\n\n").unwrap_or(at - end);
        let gap = || above.iter().take(heads).rposition(|line| range_in(text, line.whole).start > parted);
        let first = same.or_else(gap).or_else(|| many.min(above.len()).checked_sub(1));
        first.map_or(at, |first| range_in(text, above[first].whole).start)
    }
}

/// The lines of a text from its end on.
fn above(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.rsplit('\n').map(Line::of).filter(|line| !trimmed(line.whole).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layouts;
    use crate::repair::Without;

    const PAGE: &str = "Tea for gardeners\nPhase 2\nCompleted\nConditions\nFatigue\nInterventions\nDrug: Tea\n\
        Registration Number\nNCT99000001\nLead Sponsor\nTarn Valley\nBrief Summary\nA text.\nSex\nAll\n\
        Exclusion Criteria\n- Drinks no tea\n";

    #[track_caller]
    fn check(text: &str, first: &str) {
        let outline = Outline::of(text, Layouts::built_in(), &Without::default());
        let layout = outline.layouts.get("medpath").expect("a layout");
        let end = second(&outline, layout).unwrap_or(text.len());
        assert_eq!(text[..end].trim_end(), first.trim_end());
    }

    #[test]
    fn a_page_ends_where_the_site_begins_again() {
        check(PAGE, PAGE);
        check(&format!("{PAGE}\n{PAGE}"), PAGE);
        let other = PAGE.replace("Tea for gardeners", "Soup for sailors").replace("Drinks no tea", "Likes no soup");
        check(&format!("{PAGE}{other}"), PAGE);
        check(&format!("{PAGE}{}", &other[..other.find("Brief").unwrap_or(0)]), PAGE);
    }

    #[test]
    fn a_text_that_stands_twice_is_told() {
        assert_eq!(again(&format!("{PAGE}\n{PAGE}")), Some(PAGE.len() + 1));
        assert_eq!(again(&format!("{PAGE}{}", &PAGE[..PAGE.len() - 10])), Some(PAGE.len()));
        assert_eq!(again(&format!("{PAGE}{PAGE}\n\n{PAGE}")), Some(PAGE.len()));
        assert_eq!(again(PAGE), None);
        assert_eq!(again(&format!("{PAGE}Tea for gardeners\nAnother text")), None);
        // A menu that stands twice above a page.
        assert_eq!(again(&format!("{PAGE}{PAGE}Another text")), None);
        assert_eq!(again(&"Contact: Jane Doe\n".repeat(100)), None);
        assert_eq!(again(""), None);
    }

    #[test]
    fn words_of_labels_in_a_list_begin_no_record() {
        let page = format!("{PAGE}- Conditions\n- Sex\n- Interventions\n- Status\n");
        check(&page, &page);
    }
}
