//! Damage to some lines of a page leaves the rest of it right.
//!
//! Lines of sample pages are dropped, doubled, swapped, fused or cut off. A value counts as untouched where the damage lies
//! neither in its section nor in the label behind it, from where on other values would run into it. Of these values, so
//! many must be in the record of the damaged page as they were in that of the page.

mod common;

use std::collections::BTreeMap;
use std::ops::Range;

use common::{name, pages};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;
use trialsift::{Kind, Options, Page};

/// The share of untouched values that must stay right, in all and for each kind of damage.
const WHOLE: f64 = 0.99;
const EACH: f64 = 0.99;
/// A page that is cut off behind a few lines may no longer show whose it is.
const CUT_OFF: f64 = 0.96;
/// Damaged pages.
const CASES: usize = 6000;

/// What happens to lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    Drop,
    Double,
    /// A line changes places with the next.
    Swap,
    /// The end of a line and the break behind it are lost.
    Fuse,
    /// The line and everything behind it are lost.
    CutOff,
    /// The second half of a line is lost.
    Halve,
}

const DAMAGES: [Damage; 6] = [Damage::Drop, Damage::Double, Damage::Swap, Damage::Fuse, Damage::CutOff, Damage::Halve];

/// A page, its values and what each of them hangs on.
struct Sample {
    path: String,
    text: String,
    /// Where each line begins, with its end.
    lines: Vec<Range<usize>>,
    values: Vec<Known>,
}

/// A value of a page: its place without numbers of items, what it says, and the bytes that it hangs on.
struct Known {
    key: String,
    value: String,
    section: Range<usize>,
}

/// The place of a value without the numbers of items, which change where one is lost before it.
fn key(pointer: &str) -> String {
    let part = |part: &str| if part.bytes().all(|byte| byte.is_ascii_digit()) { "#".into() } else { part.to_owned() };
    pointer.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What a record says at a place, in a form to compare.
fn said(record: &Value, pointer: &str) -> Option<String> {
    let value = record.pointer(pointer)?;
    Some(value.get("text").unwrap_or(value).to_string())
}

fn read(path: &str, bytes: &[u8]) -> (Value, Vec<Range<usize>>) {
    let options = Options { spans: true, ..Options::default() };
    let page = Page { path: path.into(), bytes, ..Page::default() };
    let text = page.text(&options);
    let extraction = page.extract(&text, &options);
    let coverage = extraction.coverage(&text.text, bytes.len());
    let labels = coverage.iter().filter(|part| part.1 == Kind::Label).map(|part| part.0.range()).collect();
    (serde_json::to_value(&extraction.record).expect("a record is JSON"), labels)
}

fn sample(path: String, text: String) -> Sample {
    let (record, labels) = read(&path, text.as_bytes());
    let mut values = Vec::new();
    for (pointer, spans) in record["spans"].as_object().expect("spans") {
        let spans: Vec<Range<usize>> = serde_json::from_value::<Vec<(usize, usize)>>(spans.clone())
            .expect("pairs of bytes")
            .into_iter()
            .map(|(start, end)| start..end)
            .collect();
        let (Some(first), Some(value)) = (spans.iter().map(|span| span.start).min(), said(&record, pointer)) else {
            continue;
        };
        let last = spans.iter().map(|span| span.end).max().unwrap_or(first);
        // From the label, or where there is none from the start of the page; through the next label.
        let start = labels.iter().rev().find(|label| label.start <= first).map_or(0, |label| label.start);
        let end = labels.iter().find(|label| label.start >= last).map_or(text.len(), |label| label.end);
        values.push(Known { key: key(pointer), value, section: start..end });
    }
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push(at..at + line.len());
        at += line.len();
    }
    Sample { path, text, lines, values }
}

impl Sample {
    /// The page with damage at a line, and the bytes that are damaged.
    fn damaged(&self, damage: Damage, at: usize) -> (String, Range<usize>) {
        let line = self.lines[at].clone();
        let next = self.lines.get(at + 1).cloned().unwrap_or(line.end..line.end);
        let (own, other) = (&self.text[line.clone()], &self.text[next.clone()]);
        let bare = own.trim_end();
        let mut half = bare.len() / 2;
        while !bare.is_char_boundary(half) {
            half += 1;
        }
        let (instead, touched) = match damage {
            Damage::Drop => (String::new(), line.clone()),
            Damage::Double => (own.repeat(2), line.clone()),
            Damage::Swap if other.ends_with('\n') => ([other, own].concat(), line.start..next.end),
            Damage::Swap => (own.to_owned(), line.start..line.start),
            Damage::Fuse => ([bare, " ", other].concat(), line.start..next.end),
            Damage::CutOff => (String::new(), line.start..self.text.len()),
            Damage::Halve => ([&bare[..half], &own[bare.len()..]].concat(), line.clone()),
        };
        let end = match damage {
            Damage::Swap if instead.len() == own.len() => line.end,
            Damage::Swap | Damage::Fuse => next.end,
            Damage::CutOff => self.text.len(),
            _ => line.end,
        };
        ([&self.text[..line.start], &instead, &self.text[end..]].concat(), touched)
    }

    /// How many values the damage left untouched, and which of them are not right.
    fn wrong(&self, damage: Damage, at: usize) -> (usize, Vec<&Known>) {
        let (text, touched) = self.damaged(damage, at);
        let (record, _) = read(&self.path, text.as_bytes());
        let mut made: BTreeMap<(String, String), usize> = BTreeMap::new();
        for pointer in record["spans"].as_object().expect("spans").keys() {
            if let Some(value) = said(&record, pointer) {
                *made.entry((key(pointer), value)).or_default() += 1;
            }
        }
        let whole = |known: &&Known| known.section.end <= touched.start || touched.end <= known.section.start;
        let untouched: Vec<&Known> = self.values.iter().filter(whole).collect();
        let count = untouched.len();
        let is_lost = |known: &&Known| match made.get_mut(&(known.key.clone(), known.value.clone())) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        };
        (count, untouched.into_iter().filter(is_lost).collect())
    }
}

#[test]
fn damage_to_some_lines_leaves_the_rest_right() {
    let text = |page: &std::path::PathBuf| {
        let text = std::fs::read_to_string(page).ok().filter(|_| page.extension().is_some_and(|kind| kind == "txt"))?;
        Some(sample(name(page), text))
    };
    let samples: Vec<Sample> = pages().iter().filter_map(text).filter(|sample| sample.values.len() > 3).collect();
    assert!(samples.len() > 200, "{} pages", samples.len());
    let strategy = (any::<prop::sample::Index>(), prop::sample::select(DAMAGES.to_vec()), any::<prop::sample::Index>());
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<Damage, (usize, usize)> = BTreeMap::new();
    let mut examples = Vec::new();
    for _ in 0..CASES {
        let (page, damage, line) = strategy.new_tree(&mut runner).expect("a case").current();
        let sample = page.get(&samples);
        let line = line.index(sample.lines.len());
        let (count, wrong) = sample.wrong(damage, line);
        let (all, lost) = counts.entry(damage).or_default();
        (*all, *lost) = (*all + count, *lost + wrong.len());
        if let Some(first) = wrong.first() {
            let value: String = first.value.chars().take(60).collect();
            let more = wrong.len();
            examples.push(format!("{}:{} {damage:?}: {more} of {count}, {} {value}", sample.path, line + 1, first.key));
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = |(all, lost): (usize, usize)| 1.0 - lost as f64 / all.max(1) as f64;
    let floor = |damage| if damage == Damage::CutOff { CUT_OFF } else { EACH };
    let whole = counts.values().fold((0, 0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
    let listed = || {
        let rows: Vec<String> =
            counts.iter().map(|(damage, each)| format!("{damage:?} {} {:.4}", each.0, share(*each))).collect();
        format!("{} values, {:.4}\n{}\n{}", whole.0, share(whole), rows.join("\n"), examples.join("\n"))
    };
    if std::env::var_os("SHOW_MUTATIONS").is_some() {
        std::fs::write(std::env::temp_dir().join("mutations.txt"), listed()).expect("written");
    }
    assert!(whole.0 > 50_000 && share(whole) >= WHOLE, "{}", listed());
    assert!(
        counts.len() == DAMAGES.len() && counts.iter().all(|(damage, each)| share(*each) >= floor(*damage)),
        "{}",
        listed()
    );
}
