//! The outline of a page: which of its lines are labels of which layouts.
//!
//! Every line is looked at once. A short line, or the part of a line before a colon, is folded and looked up in one
//! index of all labels of all layouts; a layout's sections are then the longest run of its labels that stand in the
//! order of its table. So a label's word inside a list or a text does no harm: it stands out of order.

use super::finder::Finder;
use super::reading::is_chrome;
use super::set::Meaning;
use super::{Label, Layout, Layouts};
use crate::grammar::line::{Line, raw_lines};
use crate::repair::Without;
use crate::text::{blank, range_in, trimmed};

/// How a label stands on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Alone.
    Alone,
    /// Before its value, behind a colon.
    Inline,
    /// In the first cell of a row between bars, with or without a bar before it.
    Cell,
    /// At the end of the line, glued to the value of the label before.
    Glued,
    /// Before its value, with a colon, anywhere in the line.
    Within,
    /// Before its value, with nothing between the two.
    Fused,
    /// Before its value, with a blank between the two.
    Spaced,
    /// Lost: the value stands alone.
    Bare,
}

impl Stand {
    /// What a label that stands so counts in a run: one without anything between it and its value may be a text.
    pub(super) fn worth(self) -> u16 {
        if self.is_sure() { 3 } else { 2 }
    }

    /// Whether something stands between the label and its value: otherwise both may be a text.
    pub(crate) fn is_sure(self) -> bool {
        !matches!(self, Stand::Fused | Stand::Spaced)
    }

    /// Whether labels of a layout stand so.
    fn suits(self, layout: &Layout) -> bool {
        match self {
            Stand::Alone | Stand::Inline | Stand::Cell => true,
            Stand::Glued => !layout.glued.is_empty(),
            Stand::Within => layout.within,
            Stand::Fused => layout.fused,
            Stand::Spaced => layout.spaced,
            Stand::Bare => false,
        }
    }
}

/// A line, or the beginning of a line, that is a label of some layouts.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'t> {
    /// The label as the page prints it.
    pub heading: &'t str,
    /// The line it stands on, with its mark.
    pub line: &'t str,
    /// How it stands on the line.
    pub stand: Stand,
    /// Whether a dash stood before it.
    pub dashed: bool,
    /// The word beside the label that tells whether its date has come or its number is final.
    pub kind: Option<&'t str>,
    /// Which labels it is.
    pub(super) means: &'static Meaning,
}

impl Hit<'_> {
    /// The names of the slots that the label opens, in one layout or another.
    pub(crate) fn slots(&self) -> &'static [&'static str] {
        &self.means.slots
    }

    /// Which labels of a layout, of this number, it may be.
    pub(super) fn labels(&self, layout: &Layout, number: u16) -> impl Iterator<Item = usize> + '_ {
        self.means.within(if self.stand.suits(layout) { number } else { u16::MAX })
    }
}

/// The text of a page with the lines that are labels.
pub struct Outline<'t> {
    /// The text.
    pub text: &'t str,
    /// The layouts that the labels are of.
    pub layouts: &'static Layouts,
    /// The labels found in it, in order.
    pub hits: Vec<Hit<'t>>,
    /// How many different labels the page has, those left out that may begin a text.
    pub distinct: usize,
}

/// A label and what stands between it and the next.
#[derive(Clone, Copy)]
pub struct Section<'t> {
    /// The row of the layout's table.
    pub label: &'static Label,
    /// The label as the page prints it.
    pub heading: &'t str,
    /// What follows, up to the next label.
    pub body: &'t str,
    /// Whether the label has a dash before it.
    pub dashed: bool,
    /// `Actual` or `Estimated`, where it stands beside the label.
    pub kind: Option<&'t str>,
    /// How the label stands on its line.
    pub stand: Stand,
}

impl<'t> Outline<'t> {
    /// Finds the labels of a page.
    #[must_use]
    pub fn of(text: &'t str, layouts: &'static Layouts, without: &Without) -> Self {
        let mut hits = Vec::with_capacity(64);
        let fused = without.allows("fused/label");
        let finder = Finder { layouts, bars: memchr::memchr(b'|', text.as_bytes()).is_some(), fused };
        for line in raw_lines(text) {
            finder.line(line, &mut hits);
        }
        let distinct = distinct(&hits);
        Outline { text, layouts, hits, distinct }
    }

    /// Leaves out the words of a website around the page; what is read is the rest.
    pub(crate) fn narrow(&mut self, own: std::ops::Range<usize>, reading: &mut super::Reading<'t>) {
        let text = self.text;
        if own == (0..text.len()) {
            return;
        }
        for around in [&text[..own.start], &text[own.end..]] {
            reading.boilerplate(trimmed(around));
        }
        self.hits.retain(|hit| own.contains(&range_in(text, hit.heading).start));
        self.distinct = distinct(&self.hits);
        self.text = &text[own];
        reading.text = self.text;
    }

    /// Leaves out what stands from a byte on, a copy or another record, and says so.
    pub(crate) fn end_at(&mut self, end: usize, what: &str, reading: &mut super::Reading<'t>) {
        let text = self.text;
        self.hits.retain(|hit| range_in(text, hit.heading).start < end);
        self.distinct = distinct(&self.hits);
        self.text = &text[..end];
        reading.text = self.text;
        let first = raw_lines(&text[end..]).map(trimmed).find(|line| !line.is_empty());
        reading.issue("second-record", None, first, format!("here {what}, which is not read"));
    }

    /// The labels that stand within a part of the text.
    pub(super) fn hits_in(&self, part: &str) -> impl Iterator<Item = &Hit<'t>> {
        let part = range_in(self.text, part);
        let at = |hit: &Hit<'_>| range_in(self.text, hit.heading).start;
        let first = self.hits.partition_point(|hit| at(hit) < part.start);
        self.hits[first..].iter().take_while(move |hit| at(hit) < part.end)
    }

    /// Leaves out the labels that must not be told from what stands at them.
    pub fn rule(&mut self, reading: &super::Reading<'t>) {
        if !reading.rulings.is_empty() {
            let glued = |hit: &Hit<'t>| matches!(hit.stand, Stand::Glued | Stand::Within | Stand::Fused);
            self.hits.retain(|hit| !glued(hit) || reading.may_at("fused/label", hit.heading));
        }
    }

    /// The sections of a page in a layout.
    #[must_use]
    pub fn sections(&self, layout: &'static Layout) -> Vec<Section<'t>> {
        let chain = if layout.ordered { self.chain(layout) } else { self.firsts(layout) };
        let starts = chain.iter().skip(1).map(|(hit, _)| self.hits[*hit].line.as_ptr() as usize);
        let origin = self.text.as_ptr() as usize;
        let ends: Vec<usize> = starts.map(|start| start - origin).chain([self.end(layout)]).collect();
        let section =
            |((hit, label), end): (&(usize, usize), usize)| self.section(layout, &self.hits[*hit], *label, end);
        chain.iter().zip(ends).map(section).collect()
    }

    /// The section of a label that ends at a byte.
    pub(super) fn section(&self, layout: &'static Layout, hit: &Hit<'t>, label: usize, end: usize) -> Section<'t> {
        let start = range_in(self.text, hit.heading).end;
        let rest = behind_footnote(layout, &self.text[start..end.max(start)]);
        let value = |rest: &'t str| {
            rest.trim_start_matches(|first| matches!(first, ':' | '：') || blank(first) && first != '\n')
        };
        let body = match hit {
            hit if hit.stand == Stand::Cell => cell(self.layouts, rest),
            // Without a known order nothing tells that the next line still belongs to this label.
            hit if hit.stand == Stand::Inline && !layout.ordered => value(first_row(rest)),
            // A row that has nothing but the label.
            _ if first_row(rest).trim() == "|" => lines_of_cell(behind_bars(rest)).unwrap_or(value(rest)),
            _ => value(rest),
        };
        Section {
            label: &layout.labels[label],
            heading: hit.heading,
            body,
            dashed: hit.dashed,
            kind: hit.kind,
            stand: hit.stand,
        }
    }

    /// Where the last section ends: before the lines of the site at the foot of the page.
    pub(super) fn end(&self, layout: &Layout) -> usize {
        let mut end = self.text.trim_end().len();
        while let Some(last) =
            raw_lines_back(&self.text[..end]).filter(|line| is_chrome(layout.chrome, Line::of(line).text))
        {
            end = self.text[..end - last.len()].trim_end().len();
        }
        end
    }

    /// What stands before the line of a heading.
    #[must_use]
    pub fn before(&self, heading: &str) -> &'t str {
        let start = range_in(self.text, heading).start;
        let line = memchr::memrchr(b'\n', &self.text.as_bytes()[..start]).map_or(0, |at| at + 1);
        &self.text[..line]
    }

    /// The first hit of every label of a layout.
    pub(super) fn firsts(&self, layout: &'static Layout) -> Vec<(usize, usize)> {
        let mine = self.layouts.number(layout);
        let mut seen = vec![false; layout.labels.len()];
        let first = |(at, hit): (usize, &Hit<'t>)| {
            if !hit.stand.suits(layout) {
                return None;
            }
            let label = hit.means.within(mine).next()?;
            (!std::mem::replace(&mut seen[label], true)).then_some((at, label))
        };
        self.hits.iter().enumerate().filter_map(first).collect()
    }

    /// The longest run of hits whose labels stand in the order of the layout's table: (hit, label).
    pub(super) fn chain(&self, layout: &'static Layout) -> Vec<(usize, usize)> {
        let mine = self.layouts.number(layout);
        let hits = self.hits.iter().map(|hit| (hit.stand.worth(), hit.labels(layout, mine)));
        run(hits, layout.labels.len())
    }
}

/// How many different labels these are.
fn distinct(hits: &[Hit<'_>]) -> usize {
    let sure = hits.iter().filter(|hit| hit.stand.is_sure());
    let mut labels = Vec::with_capacity(hits.len());
    labels.extend(sure.map(|hit| hit.means.number));
    labels.sort_unstable();
    labels.dedup();
    labels.len()
}

/// The longest run of things whose labels stand in their order: (thing, label). Each thing has
/// its worth and may be one of several labels.
pub(super) fn run(
    things: impl Iterator<Item = (u16, impl Iterator<Item = usize>)>,
    labels: usize,
) -> Vec<(usize, usize)> {
    // For each label the longest run that ends with it: its worth, and its last link.
    let mut best = Best { worths: vec![0; labels], steps: Vec::with_capacity(labels) };
    let mut links: Vec<(usize, usize, usize)> = Vec::with_capacity(2 * labels);
    links.push((0, 0, 0));
    let mut grown = Vec::with_capacity(4);
    for (at, (worth, labels)) in things.enumerate() {
        grown.clear();
        grown.extend(labels.map(|label| (label, best.before(label))));
        for &(label, (before, link)) in &grown {
            if before + worth > best.worths[label] {
                links.push((at, label, link));
                best.improve(Step { label, worth: before + worth, link: links.len() - 1 });
            }
        }
    }
    let mut link = best.before(labels).1;
    let mut chain = Vec::with_capacity(labels);
    while link > 0 {
        let (at, label, before) = links[link];
        chain.push((at, label));
        link = before;
    }
    chain.reverse();
    chain
}

/// What follows a label, past the mark that points at a footnote.
fn behind_footnote<'t>(layout: &Layout, rest: &'t str) -> &'t str {
    let behind = layout.footnote.and_then(|mark| rest.trim_start_matches(blank).strip_prefix(mark));
    behind.filter(|behind| !behind.starts_with(char::is_alphanumeric)).unwrap_or(rest)
}

/// The last line of a text.
fn raw_lines_back(text: &str) -> Option<&str> {
    let start = memchr::memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1);
    Some(&text[start..]).filter(|line| !line.is_empty())
}

/// The cell behind the label's, up to the next label of its row; where its text has several lines, up to the line that ends
/// in a bar.
fn cell<'t>(layouts: &Layouts, rest: &'t str) -> &'t str {
    if let Some(lines) = lines_of_cell(behind_bars(rest)) {
        return lines;
    }
    let row = behind_bars(first_row(rest));
    // A bar that no label follows is part of the cell.
    let next = row.match_indices('|').find(|(at, _)| {
        let cell = row[at + 1..].split('|').next().unwrap_or_default();
        cell.trim().is_empty() || layouts.meaning(cell.trim().trim_end_matches(':')).is_some()
    });
    next.map_or(row, |(at, _)| &row[..at])
}

fn behind_bars(text: &str) -> &str {
    text.trim_start_matches([':', '：', ' ', '\u{a0}']).trim_start_matches('|')
}

/// The lines of a cell that its row is broken by: the row goes on below, and its bar ends a line there. Lines that begin or
/// hold bars are rows of their own. A row that has nothing behind its label is also broken where the page ends before its bar.
fn lines_of_cell(rest: &str) -> Option<&str> {
    let (first, below) = rest.split_once('\n')?;
    if first.contains('|') {
        return None;
    }
    match memchr::memchr(b'|', below.as_bytes()) {
        Some(bar) => {
            let ends = below[bar + 1..].lines().next().is_none_or(|after| after.trim().is_empty());
            let line = below[..bar].rsplit('\n').next().unwrap_or_default();
            (ends && !line.trim().is_empty()).then(|| &rest[..first.len() + 1 + bar])
        }
        None => first.trim().is_empty().then_some(rest),
    }
}

fn first_row(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

/// The longest runs, by the label they end with.
struct Best {
    /// What the longest run is worth that ends with each label.
    worths: Vec<u16>,
    /// The labels with which longer runs end than with any label before them, in order.
    steps: Vec<Step>,
}

/// A run by its end.
#[derive(Clone, Copy)]
struct Step {
    label: usize,
    worth: u16,
    /// The last link.
    link: usize,
}

impl Best {
    /// The longest run that ends before a label, the first where several are as long: its worth and its last link.
    fn before(&self, label: usize) -> (u16, usize) {
        let at = self.steps.partition_point(|step| step.label < label);
        self.steps[..at].last().map_or((0, 0), |step| (step.worth, step.link))
    }

    /// Takes a run that is longer than all that end with its label.
    fn improve(&mut self, run: Step) {
        self.worths[run.label] = run.worth;
        let at = self.steps.partition_point(|step| step.label < run.label);
        if at > 0 && self.steps[at - 1].worth >= run.worth {
            return;
        }
        let over = self.steps[at..].iter().take_while(|step| step.worth <= run.worth).count();
        self.steps.splice(at..at + over, [run]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a run is worth and of what it is made, found by looking at every label before each.
    fn slow(things: &[(u16, Vec<usize>)], labels: usize) -> Vec<(usize, usize)> {
        let mut best: Vec<(u16, Vec<(usize, usize)>)> = vec![(0, Vec::new()); labels];
        let longest = |best: &[(u16, Vec<_>)]| {
            let most = best.iter().map(|run| run.0).max().unwrap_or(0);
            best.iter().find(|run| run.0 == most).cloned().unwrap_or_default()
        };
        for (at, (worth, own)) in things.iter().enumerate() {
            let grown: Vec<_> = own.iter().map(|label| (*label, longest(&best[..*label]))).collect();
            for (label, (before, mut links)) in grown {
                if before + worth > best[label].0 {
                    links.push((at, label));
                    best[label] = (before + worth, links);
                }
            }
        }
        longest(&best).1
    }

    proptest! {
        #[test]
        fn the_longest_run_is_found(
            things in prop::collection::vec((2_u16..4, prop::collection::vec(0_usize..12, 0..4)), 0..40)
        ) {
            let labels = things.iter().map(|(worth, labels)| (*worth, labels.iter().copied()));
            prop_assert_eq!(run(labels, 12), slow(&things, 12));
        }
    }
}
