//! What each target of fuzzing must hold for any bytes. `fuzz/` feeds them, `tests/finds.rs` replays what was found.
#![allow(dead_code, reason = "every test file uses a part of this")]

use std::io::{Cursor, Write};
use std::path::Path;

use serde_json::Value;
use trialsift::diff::{Output, Selection, compare, diff};
use trialsift::grammar::{age, count, criteria, date, line, list, marks, markup, title};
use trialsift::layout::Layouts;
use trialsift::run::{Job, Summary, Watch, run};
use trialsift::segment::{Cells, arm_rows, criteria_seams, fused_list, outcome_rows, time_frame};
use trialsift::source::{Entry, Fault};
use trialsift::text::{Decoded, range_in};
use trialsift::{Options, Page};

use super::law::hold_with;

/// A target and what it must hold.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All targets.
pub(crate) const TARGETS: &[Target] = &[
    ("text", text),
    ("page", page),
    ("html", html),
    ("data", data),
    ("grammar", grammar),
    ("segment", segment),
    ("container", container),
    ("diff", differences),
];

/// Decoding and mending: every line leads home, in order, and mending what is mended changes nothing about the places.
pub(crate) fn text(bytes: &[u8]) {
    let page = Page { path: "page".into(), bytes, ..Page::default() };
    let read = page.text(&Options::default());
    let (text, mut last) = (&read.text, 0);
    for line in text.as_str().lines().filter(|line| !line.is_empty()) {
        let home = text.origin(line);
        assert!(home.start <= home.end && home.end as usize <= bytes.len(), "{home:?}");
        assert!(read.html.is_some() || last <= home.start, "lines stand in order");
        last = home.start;
    }
    let decoded = Decoded::read(bytes);
    let whole = decoded.text.origin(decoded.text.as_str());
    assert!(whole.end as usize <= bytes.len());
}

/// The laws of a page, with the layout that it shows and, by its length, another one.
pub(crate) fn page(bytes: &[u8]) {
    hold_with(bytes, None);
    let count = Layouts::built_in().iter().count();
    hold_with(bytes, Layouts::built_in().iter().nth(bytes.len() % count));
}

/// The laws of a page of HTML.
pub(crate) fn html(bytes: &[u8]) {
    hold_with(&[b"<!doctype html>", bytes].concat(), None);
}

/// The laws of pages of data: JSON and XML of a study that say this.
pub(crate) fn data(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (begin, end): (&[u8], &[u8]) = match first % 4 {
        0 => (b"{\"protocolSection\": {", b"}}"),
        1 => (b"<clinical_study>", b"</clinical_study>"),
        2 => (b"{\"studies\": [{\"protocolSection\": ", b"}]}"),
        _ => (b"", b""),
    };
    hold_with(&[begin, rest, end].concat(), None);
}

/// Pieces are slices of their text, in order, and do not overlap.
fn in_order<'t>(text: &'t str, pieces: impl IntoIterator<Item = &'t str>) {
    let mut end = 0;
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        let at = range_in(text, piece);
        assert!(end <= at.start && at.end <= text.len(), "{piece:?} of {text:?}");
        end = at.end;
    }
}

/// Grammars of values: any text has a meaning or none, and what is quoted stands in it.
pub(crate) fn grammar(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.as_ref();
    for line in text.lines() {
        let _ = (age::bounds(line), age::numbers(line), age::single(line, age::End::Low), count::people(line));
        let _ = (date::date(line), date::day_first_numbers(line), date::order(line), date::ambiguous(line));
        let _ = (marks::heading(line), marks::number_mark(line), trialsift::record::identify(line));
        let _ = trialsift::record::id_in_address(line);
        in_order(line, list::terms(line));
        in_order(line, list::texts(line));
        in_order(line, list::commas(line));
        in_order(line, list::organizations(line));
        in_order(line, list::outside_brackets(line));
        let (head, tail) = title::split(line);
        in_order(line, [head, tail]);
        for piece in [marks::numbers(line), marks::bullets(line, None)] {
            in_order(line, marks::pieces(line, &piece));
        }
    }
    in_order(text, line::raw_lines(text));
    in_order(text, markup::broken(text));
    let _ = (markup::wrapped(text), markup::prose(text), markup::unwrapped(text), markup::criteria(text));
    assert!(trialsift::record::ids(text).count() <= text.len());
    let leave = criteria::Leave { numbers: true, stars: true, words: true };
    for side in [criteria::Side::Inclusion, criteria::Side::Exclusion] {
        let _ = criteria::block(text, side, leave);
    }
}

/// Segmenters: the pieces of a cut stand in the text, one behind the other.
pub(crate) fn segment(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.as_ref();
    let lines: Vec<&str> = text.lines().collect();
    in_order(text, criteria_seams::items(text).iter().map(|item| item.text));
    for part in criteria_seams::criteria(text) {
        in_order(text, part.items.iter().map(|item| item.text));
    }
    for line in &lines {
        in_order(line, fused_list::conditions(line, &fused_list::PageTerms::new(&[])).iter().map(|piece| piece.text));
        in_order(line, fused_list::interventions(line).iter().map(|(_, name)| *name));
        let _ = (fused_list::glued_status(line), time_frame::stops(line), time_frame::starts(line));
    }
    for cells in [Cells::Spaced, Cells::Fused] {
        let rows = outcome_rows::rows(&lines, cells, &[]);
        in_order(text, rows.iter().map(|row| row.measure));
        let [one, two] = outcome_rows::tables([&lines, &lines], cells);
        assert!(one.len() + two.len() <= 2 * text.len() + 2);
        let rows = arm_rows::rows(&lines, &[], cells);
        in_order(text, rows.iter().map(|row| row.label));
        assert!(arm_rows::arms(rows).len() <= text.len() + 1);
    }
}

/// What a run says.
#[derive(Default)]
struct Told(Vec<&'static str>);

impl Watch for Told {
    fn fault(&mut self, fault: &Fault, _failed: bool) -> std::io::Result<()> {
        self.0.push(fault.code);
        Ok(())
    }

    fn note(&mut self, _note: &Fault) {}

    fn done(&mut self, _so_far: &Summary) {}
}

/// Any bytes as a file: no reader panics, everything is accounted for, every line is JSON.
pub(crate) fn container(bytes: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let (mut out, mut told, mut job) = (Vec::new(), Told::default(), Job { threads: 1, ..Job::default() });
    job.input.largest = 1 << 20;
    let entries = std::iter::once(Entry::File(file.path().to_owned()));
    let summary = run(entries, &job, &mut out, &mut told).expect("it runs");
    assert!(!told.0.contains(&"panic"), "a reader panicked");
    assert_eq!(summary.mismatch(), None);
    assert_eq!(told.0.len() as u64, summary.failed + summary.skipped);
    for line in out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let record: Value = serde_json::from_slice(line).expect("a line is JSON");
        assert!(record["source"]["path"].is_string());
    }
}

/// Two outputs, parted by a zero byte: what differs is found, and the patches of two records make one of the other.
pub(crate) fn differences(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (old, new) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let index = |bytes| Output::index(Path::new("out.jsonl"), Cursor::new(bytes));
    if let (Ok(mut old), Ok(mut new)) = (index(old), index(new)) {
        let mut count = 0;
        // A line that is no record is an error, told when it is read.
        if let Ok(summary) = diff(&mut old, &mut new, &Selection::default(), &mut |record| {
            count += 1;
            assert!(!record.changes.is_empty());
            Ok(())
        }) {
            assert!(count <= summary.old + summary.new);
        }
    }
    let values = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok().filter(Value::is_object);
    if let (Some(old), Some(new)) = (values(old), values(new)) {
        assert!(compare(&old, &old).is_empty());
        let mut record = old.clone();
        for change in compare(&old, &new) {
            let patch = serde_json::to_value(&change.patch).expect("JSON");
            let patch: json_patch::Patch = serde_json::from_value(patch).expect("operations of RFC 6902");
            json_patch::patch(&mut record, &patch).expect("can be carried out");
        }
        assert!(compare(&record, &new).is_empty(), "{record} is not {new}");
    }
}
