//! What curators decided is carried out again: on every page of the corpus, for every repair, in every way to say it.

mod common;

use std::collections::BTreeMap;

use common::{name, pages};
use serde_json::{Value, json};
use trialsift::decisions::{Decisions, Fate};
use trialsift::{Options, Page};

/// A page's record after decisions, and whether all of them did what they say.
fn decided(path: &str, file: &[u8], page: usize, decisions: &Decisions) -> (Value, bool) {
    let options = Options { spans: true, decisions: decisions.clone(), ..Options::default() };
    let page: Page<'_> = trialsift::source::pages(path, file, &options).nth(page).expect("a page").expect("a page");
    let text = page.text(&options);
    let extraction = page.extract(&text, &options);
    let mut line = Vec::new();
    extraction.write(&mut line).expect("a record can be written");
    let done = (0..decisions.list().len()).all(|n| extraction.fates.of(n) == Fate::Done);
    (serde_json::from_slice(&line).expect("a record is JSON"), done)
}

fn parsed(lines: &[Value]) -> Decisions {
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    Decisions::read([("d.jsonl", text.join("\n").as_str())]).expect("decisions")
}

fn repairs(record: &Value) -> &Vec<Value> {
    record["repairs"].as_array().expect("a list")
}

/// What tells a repair.
fn key(repair: &Value) -> (&str, u64, u64, &str) {
    let at = |n: usize| repair["span"][n].as_u64().expect("a place");
    (repair["rule"].as_str().expect("a rule"), at(0), at(1), repair["after"].as_str().expect("text"))
}

fn place(verdict: &str, record: &Value, repair: &Value) -> Value {
    json!({"verdict": verdict, "page": record["source"]["digest"], "rule": repair["rule"], "span": repair["span"],
        "before": repair["before"], "after": repair["after"], "by": "Ana Ruiz"})
}

/// Calls `check` for every repair of the corpus: path, file, number of the page, its record, the repair.
fn each_repair(mut check: impl FnMut(&str, &[u8], usize, &Value, &Value)) {
    for path in pages() {
        let file = std::fs::read(&path).expect("a page can be read");
        for (page, record) in common::records(&name(&path), &file).iter().enumerate() {
            for repair in repairs(record) {
                check(&name(&path), &file, page, record, repair);
            }
        }
    }
}

#[test]
fn every_repair_of_the_corpus_can_be_refused_at_its_place() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    each_repair(|path, file, page, record, repair| {
        let decisions = parsed(&[place("refuse", record, repair)]);
        let (after, done) = decided(path, file, page, &decisions);
        let now: Vec<&Value> = repairs(&after).iter().filter(|now| key(now) == key(repair)).collect();
        *seen.entry(repair["rule"].as_str().expect("a rule").to_owned()).or_default() += 1;
        if !done || now.is_empty() || now.iter().any(|now| now["state"] != "REFUSED" || now["by"] != "Ana Ruiz") {
            faults.push(format!("{path}: {repair} became {now:?}"));
        }
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(seen.len() >= 20, "{seen:?}");
}

#[test]
fn a_refusal_leaves_the_other_repairs_of_other_rules_alone() {
    let (mut kept, mut lost) = (0, Vec::new());
    each_repair(|path, file, page, record, repair| {
        let (after, _) = decided(path, file, page, &parsed(&[place("refuse", record, repair)]));
        let span = |repair: &Value| (repair["span"][0].as_u64(), repair["span"][1].as_u64());
        let apart = |other: &&Value| span(other).1 <= span(repair).0 || span(repair).1 <= span(other).0;
        for other in repairs(record).iter().filter(apart) {
            if repairs(&after).iter().any(|now| key(now) == key(other) && now["state"] == other["state"]) {
                kept += 1;
            } else {
                lost.push(format!("{path}: without {repair}\n   lost {other}"));
            }
        }
    });
    assert!(lost.is_empty(), "kept {kept}, lost {}:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn every_repair_of_the_corpus_can_be_accepted() {
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    each_repair(|path, file, page, record, repair| {
        let (after, done) = decided(path, file, page, &parsed(&[place("accept", record, repair)]));
        let now = repairs(&after).iter().find(|now| key(now) == key(repair)).expect("the repair");
        if repair["state"] == "APPLIED" {
            assert!(done && now["state"] == "ACCEPTED", "{path}: {repair} became {now}");
            let values = |record: &Value| {
                let mut record = record.clone();
                record["repairs"] = Value::Null;
                record
            };
            assert_eq!(values(&after), values(record), "{path}");
        } else if now["state"] != "ACCEPTED" {
            *left.entry(format!("{path} {repair}")).or_default() += 1;
        }
    });
    assert!(left.is_empty(), "{left:#?}");
}
