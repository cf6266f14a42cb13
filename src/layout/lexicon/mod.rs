//! Pages of no known site: what a lexicon of ordinary labels can tell.
//!
//! A page prints most of its labels in one form: before colons, alone on a line, in the cells of a table. So the forms
//! are weighed against each other first, by how well the values behind the labels fit them; a label in another form, or
//! with a value it cannot have, is only words. What no label claims is left as residue.

mod agree;
mod columns;
mod fits;
mod menu;
mod scan;
mod section;
mod single;
mod title;
mod words;

use std::sync::LazyLock;

use super::{Head, Layout, Reading, Section, Stand, scope};
use crate::grammar::date::{self, Order};
use crate::grammar::line::{lines, raw_lines, stretch};
use crate::grammar::list;
use crate::record::Value;
use crate::text::{range_in, trimmed};
use crate::vocab::{AGE_UNIT, STATUS};
use agree::Agreement;
use columns::Columns;
pub(crate) use columns::name_columns;
use fits::{Fit, Reach, fit, reach};
use scan::{Find, Form, Scan};

/// The layout of pages that no other layout knows.
pub(super) fn layout() -> &'static Layout {
    static LAYOUT: LazyLock<Layout> = LazyLock::new(|| Layout {
        id: "unknown",
        doc: "pages of no known site: lines of labels and values in ordinary words",
        head: Head::Lines(&[]),
        labels: &words::LABELS,
        ordered: false,
        ..Layout::NEW
    });
    &LAYOUT
}

/// Reads the values of a page.
pub(super) fn read<'t>(reading: &mut Reading<'t>) {
    let scan = Scan::of(reading.text);
    let agreement = Agreement::of(&scan);
    if agreement.listing {
        return reading.issue("not-a-record", None, None, "the page has the numbers of several trials behind labels");
    }
    reading.order = order(&scan, &agreement);
    section::rules(&scan, &agreement, reading);
    let raw: Vec<&'t str> = raw_lines(reading.text).map(trimmed).collect();
    let mut labeled: Vec<usize> = Vec::new();
    let mut opened: Vec<(&'static str, &'t str)> = Vec::new();
    let finds: Vec<_> = agreement.finds.iter().enumerate().filter(|(_, find)| allowed(reading, find)).collect();
    for (n, find) in finds {
        reading.label(find.heading);
        let slot = find.label.slot.name;
        let body = section::body(&scan, &agreement, n);
        let body = scope::reached(reading, find.heading, slot, body, false);
        if slot == "contact" {
            reading.contact(body);
            continue;
        }
        if reach(slot) == Reach::Nothing || trimmed(body).is_empty() {
            continue;
        }
        let again = opened.iter().find(|(name, _)| *name == slot).map(|(_, before)| *before);
        let goes_on = find.number.is_some()
            || n > 0 && agreement.finds[n - 1].label.slot.name == slot && reach(slot) == Reach::List;
        if let Some(table) = below(&scan, find) {
            labeled.push(table.head);
            table.read(Some(slot), &raw, reading);
            opened.push((slot, body));
            continue;
        }
        match again.filter(|_| !goes_on) {
            Some(before) => repeated(reading, find, before, body),
            None => open(reading, find, body),
        }
        opened.push((slot, body));
    }
    if agreement.finds.is_empty() {
        title::alone(&scan, reading);
    } else {
        for table in scan.tables.iter().filter(|table| labeled.binary_search(&table.head).is_err()) {
            table.read(None, &raw, reading);
        }
    }
    misfits(reading, &scan, &agreement, &opened);
    title::read(&scan, &agreement, reading);
}

/// Reads a section that is a table between bars, whose head names its columns: so some crawlers print the tables of any
/// site. Whether it is one.
pub(super) fn table<'t>(reading: &mut Reading<'t>, section: &Section<'t>) -> bool {
    let body = section.body;
    // The reader of arms knows its own bars.
    let bars = section.stand == Stand::Cell || section.label.slot.name == super::slot::ARMS.name;
    if bars {
        return false;
    }
    // Some crawlers print a blank line between the rows.
    let raw: Vec<&'t str> = raw_lines(body).map(trimmed).filter(|row| !row.is_empty()).collect();
    if let [head, rule] = raw[..]
        && columns::is_rule(rule)
    {
        // A table without rows says nothing.
        reading.boilerplate(stretch(body, head, rule));
        return true;
    }
    let whole = |table: &Columns| table.is_ruled(&raw) && table.head == 0 && table.end == raw.len();
    let slot = words::find(section.heading.trim_end_matches(':')).map(|entry| entry.label.slot.name);
    match &columns::among(&raw)[..] {
        [table] if whole(table) => table.read(slot, &raw, reading),
        _ => false,
    }
}

/// The table with a head that stands right below a label.
fn below<'s>(scan: &'s Scan<'_>, find: &Find<'_>) -> Option<&'s Columns> {
    let next = scan.next(find.line).filter(|_| find.inline.is_empty())?;
    let at = scan.tables.binary_search_by_key(&next, |table| table.head).ok()?;
    Some(&scan.tables[at])
}

/// The order of day and month in the dates of a page, where its dates of numbers alone agree on one.
fn order(scan: &Scan<'_>, agreement: &Agreement<'_>) -> Option<Order> {
    let below = |line| scan.next(line).map_or("", |line| scan.rows[line].line.text);
    let values = agreement.finds.iter().map(|find| if find.inline.is_empty() { below(find.line) } else { find.inline });
    let mut orders = values.filter_map(|value| date::order(fits::untyped(value)));
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

/// Whether a line begins with a label of the lexicon and a colon, or is one, that opens a value.
pub(super) fn opens_a_value(line: &str) -> bool {
    let heading = line.split_once(':').map_or(line, |(heading, _)| heading);
    words::find(heading).is_some_and(|entry| reach(entry.label.slot.name) != Reach::Nothing)
}

/// Whether a line is a label of other trials.
pub(super) fn tells_of_others(line: &str) -> bool {
    words::find(line).is_some_and(|entry| entry.label.slot.name == words::RELATED.name)
}

/// Whether a page has a trial by the labels of the lexicon: values that only a trial has, and a long part of its record.
pub(crate) fn tells_of_a_trial(text: &str) -> bool {
    let agreement = Agreement::of(&Scan::of(text));
    let part = |slot: &str| matches!(reach(slot), Reach::Text | Reach::Criteria) || slot.ends_with("_outcomes");
    let mut sure: Vec<&str> = Vec::new();
    let mut parts = 0;
    for (find, fit) in agreement.finds.iter().zip(&agreement.fits) {
        let slot = find.label.slot.name;
        if *fit == Fit::Sure && !sure.contains(&slot) {
            sure.push(slot);
        }
        parts += usize::from(part(slot) && *fit == Fit::Fair);
    }
    sure.len() >= ENOUGH && parts > 0
}

/// A page with so many values that only a trial has is a trial's.
const ENOUGH: usize = 3;

/// Labels with values that they cannot have: the readers of their slots say so, unless they stand in a text or the page
/// has the slot elsewhere.
fn misfits<'t>(
    reading: &mut Reading<'t>,
    scan: &Scan<'t>,
    agreement: &Agreement<'t>,
    opened: &[(&'static str, &'t str)],
) {
    // Where each body begins, and the furthest that any until then ends.
    let mut within: Vec<_> = opened.iter().map(|(_, body)| range_in(reading.text, body)).collect();
    within.sort_unstable_by_key(|body| body.start);
    let mut end = 0;
    for body in &mut within {
        end = end.max(body.end);
        body.end = end;
    }
    let is_within = |at: usize| {
        let before = within.partition_point(|body| body.start <= at);
        before.checked_sub(1).is_some_and(|last| at < within[last].end)
    };
    for find in agreement.misfits.iter().filter(|find| find.form == agreement.main) {
        let slot = find.label.slot.name;
        let at = range_in(reading.text, find.heading).start;
        let known = opened.iter().any(|(name, _)| *name == slot) || is_within(at);
        let below = || scan.next(find.line).map_or("", |line| scan.rows[line].line.text);
        let value = if find.inline.is_empty() { below() } else { find.inline };
        // `Completed` alone is what the trial is, and no label of a date.
        let badge = find.inline.is_empty() && STATUS.term(find.heading).is_some();
        if allowed(reading, find)
            && !known
            && !badge
            && !value.is_empty()
            && slot != "registry_id"
            && fits::closed(slot, value).is_some()
        {
            reading.label(find.heading);
            open(reading, find, value);
        }
    }
}

/// Whether a label may be told from what stands at it: cutting the two apart is a repair.
fn allowed(reading: &Reading<'_>, find: &Find<'_>) -> bool {
    find.form != Form::Fused || reading.may_at("fused/label", find.heading)
}

/// Reads the value of a label.
fn open<'t>(reading: &mut Reading<'t>, find: &Find<'t>, body: &'t str) {
    let dashed = matches!(find.form, Form::Dash);
    let stand = if find.form == Form::Fused { Stand::Fused } else { Stand::Inline };
    // A text behind the mark of a line that holds a value.
    let mut lines = lines(body);
    let body = match (lines.next(), lines.next()) {
        (Some(only), None) if dashed && reach(find.label.slot.name) == Reach::Text => only.text,
        _ => body,
    };
    let section = Section { label: find.label, heading: find.heading, body, dashed, kind: find.kind, stand };
    super::unglue(reading, &[], &section);
    let section = Section { body: once(reading, &section), ..section };
    let body = section.body;
    match find.number {
        Some(_) => super::slot::one(reading, find.label.slot.name, body),
        None => (find.label.slot.read)(reading, &section),
    }
    in_years(reading, find.heading);
}

/// A value without what stands before it of the same value: the first items of a list, or the beginning of a text, with
/// dots behind them.
fn once<'t>(reading: &mut Reading<'t>, section: &Section<'t>) -> &'t str {
    let rows: Vec<&'t str> = lines(section.body).map(|line| line.whole).collect();
    let teaser = match rows[..] {
        [first, second, ..] => first.strip_suffix("...").or(first.strip_suffix('…')).filter(|start| {
            let start = start.trim_end();
            start.len() >= SHORTEST_TEASER && second.starts_with(start)
        }),
        _ => None,
    };
    let cut = || list::repeated(&rows).filter(|_| rows.iter().any(|row| list::dots(row)));
    let Some(first) = teaser.map(|_| 1).or_else(cut).filter(|_| reading.may_at("duplicate/list", section.body)) else {
        return section.body;
    };
    let at = stretch(section.body, rows[0], rows[first - 1]);
    reading.boilerplate(at);
    let why = "what stands before the dots stands below once more, and goes on there";
    reading.repaired("duplicate/list", section.label.slot.pointer(), at, "", (0.99, why));
    &section.body[range_in(section.body, at).end..]
}

/// A text shorter than this, in bytes, may begin another by chance.
const SHORTEST_TEASER: usize = 20;

/// `Age (years)`: the unit of numbers that have none.
fn in_years<'t>(reading: &mut Reading<'t>, heading: &'t str) {
    let years = |word: &&str| AGE_UNIT.term(word) == Some("YEARS") && !word.eq_ignore_ascii_case("age");
    let Some(word) = heading.split(|letter: char| !letter.is_alphabetic()).find(years) else { return };
    let eligibility = &mut reading.trial.eligibility;
    for age in [&mut eligibility.minimum_age, &mut eligibility.maximum_age] {
        if age.value.is_some() && age.unit.is_none() {
            age.unit = Some(Value::new("YEARS", word));
        }
    }
}

/// A label that the page has had already: its value says the same again, or something else.
fn repeated<'t>(reading: &mut Reading<'t>, find: &Find<'t>, before: &'t str, body: &'t str) {
    let slot = &find.label.slot;
    if fit(slot.name, first(body)) < Fit::Fair {
        return;
    }
    let pointer = slot.pointer();
    if trimmed(before).eq_ignore_ascii_case(trimmed(body)) {
        reading.boilerplate(trimmed(body));
    } else {
        let at = trimmed(first(body));
        let heading = find.heading.trim_matches(['*', '_', ':']);
        let message = format!("the page has another value for “{heading}” before this one");
        let code = if slot.name == "overall_status" { "conflicting-status" } else { "conflict" };
        reading.issue(code, Some(&pointer), Some(at), message);
    }
}

/// The first line of a body.
fn first(body: &str) -> &str {
    super::slot::first_line(body)
}
