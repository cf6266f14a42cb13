//! Every page of the corpus against its golden record, and every repair of the corpus against `corpus/REPAIRS.tsv`.
//!
//! `UPDATE_GOLDEN=1 cargo test --test golden` writes them anew; read the diff before committing it.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use common::{golden, name, pages, printed, records, records_of, root};
use serde_json::Value;
use trialsift::layout::{FORMS, Layouts};

fn update() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

fn compare(path: &std::path::Path, made: &str) -> Option<String> {
    if update() {
        fs::write(path, made).expect("a golden can be written");
        return None;
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    let differs = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
    let at = differs.or((kept.len() != made.len()).then(|| kept.lines().count().min(made.lines().count())))?;
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").chars().take(300).collect::<String>();
    Some(format!("{}:{}\n  golden {}\n  now    {}", name(path), at + 1, line(&kept), line(made)))
}

#[test]
fn every_page_gives_its_golden_record() {
    let differences: Vec<String> = pages()
        .iter()
        .filter_map(|page| {
            let made = printed(&records_of(page));
            compare(&golden(page), &made)
        })
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn every_layout_has_its_pages_and_reads_its_own() {
    for layout in Layouts::built_in().iter() {
        let folder = format!("corpus/{}/", layout.id);
        let own: Vec<_> = pages().into_iter().filter(|page| name(page).starts_with(&folder)).collect();
        // Data has one rendering; text has many.
        let least = if FORMS.iter().any(|form| form.layout.id == layout.id) { 3 } else { 5 };
        assert!(own.len() >= least, "{} has {} pages", layout.id, own.len());
        for page in own {
            for record in records_of(&page) {
                assert_eq!(record["source"]["layout"], layout.id, "{}", name(&page));
            }
        }
    }
}

/// The messages of the issues that say a page is no record.
fn verdicts(record: &Value) -> Vec<&str> {
    let issues = record["issues"].as_array().expect("a list");
    let said = issues.iter().filter(|issue| issue["code"] == "not-a-record");
    said.map(|issue| issue["message"].as_str().expect("a text")).collect()
}

#[test]
fn pages_that_are_no_records_give_no_values() {
    let mut genres = BTreeSet::new();
    for page in pages().iter().filter(|page| name(page).starts_with("corpus/not-a-record/")) {
        let record = records_of(page).swap_remove(0);
        let [message] = verdicts(&record)[..] else { panic!("{} has not one verdict", name(page)) };
        genres.insert(message.split(':').next().expect("a kind").to_owned());
        assert_eq!((&record["spans"], record["repairs"].as_array().map(Vec::len)), (&serde_json::json!({}), Some(0)));
        assert_eq!(record["source"]["layout"], "unknown");
    }
    let wanted = ["field definitions", "glossary", "history diff", "listing", "no trial", "results", "search results"];
    assert_eq!(genres.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}

#[test]
fn a_page_of_a_layout_is_a_record_however_it_is_cut() {
    for layout in Layouts::built_in().iter() {
        let folder = format!("corpus/{}/", layout.id);
        for page in pages()
            .iter()
            .filter(|page| name(page).starts_with(&folder) && page.extension().is_some_and(|kind| kind == "txt"))
        {
            let bytes = fs::read(page).expect("a page can be read");
            if records_of(page).iter().any(|record| !verdicts(record).is_empty()) {
                continue;
            }
            for end in (0..bytes.len()).step_by(211).chain([bytes.len()]) {
                for record in records(&name(page), &bytes[..end]) {
                    assert!(verdicts(&record).is_empty(), "{} cut at {end}: {:?}", name(page), verdicts(&record));
                }
            }
            // Nor without its beginning, where its title and its number stand.
            for start in (0..bytes.len()).step_by(211) {
                for record in records(&name(page), &bytes[start..]) {
                    assert!(verdicts(&record).is_empty(), "{} from {start}: {:?}", name(page), verdicts(&record));
                }
            }
        }
    }
}

#[test]
fn every_label_of_a_layout_stands_on_some_page() {
    let texts: Vec<String> = pages()
        .iter()
        .map(|page| {
            let bytes = fs::read(page).expect("a page can be read");
            let page = trialsift::Page { bytes: &bytes, ..Default::default() };
            let decoded = page.text(&trialsift::Options::default());
            let lines = decoded.text.as_str().lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
            lines.collect::<Vec<_>>().join("\n").to_lowercase()
        })
        .collect();
    for layout in Layouts::built_in().iter().filter(|layout| layout.id != "unknown") {
        for label in layout.labels {
            // A `#` stands for any number.
            let parts: Vec<String> = label.text.to_lowercase().split('#').map(str::to_owned).collect();
            let shows = |line: &str| parts.iter().all(|part| line.contains(part.as_str()));
            assert!(texts.iter().any(|text| text.lines().any(shows)), "{}: no page shows {:?}", layout.id, label.text);
        }
    }
}

/// One rule: how often it was applied and suggested, on how many pages, and three examples.
#[derive(Default)]
struct Tally {
    applied: usize,
    suggested: usize,
    pages: usize,
    examples: Vec<String>,
}

#[test]
fn every_repair_of_the_corpus_is_in_the_table() {
    let mut rules: BTreeMap<String, Tally> = BTreeMap::new();
    for page in pages() {
        let mut on_page = BTreeSet::new();
        let records = records_of(&page);
        for repair in records.iter().flat_map(|record| record["repairs"].as_array().expect("a list")) {
            let text = |key: &str| repair[key].as_str().expect("a text").to_owned();
            let tally = rules.entry(text("rule")).or_default();
            *(if repair["state"] == "APPLIED" { &mut tally.applied } else { &mut tally.suggested }) += 1;
            on_page.insert(text("rule"));
            let cut = |text: String| Value::String(text.chars().take(60).collect()).to_string();
            let example = format!("{} → {}", cut(text("before")), cut(text("after")));
            if tally.examples.len() < 3 && !tally.examples.contains(&example) {
                tally.examples.push(example);
            }
        }
        for rule in &on_page {
            rules.get_mut(rule).expect("counted above").pages += 1;
        }
    }
    let mut table = String::from(
        "# trialsift repairs over corpus/: rule, applied, suggested, pages, examples (made by tests/golden.rs)\n",
    );
    for (rule, tally) in &rules {
        let Tally { applied, suggested, pages, examples } = tally;
        writeln!(table, "{rule}\t{applied}\t{suggested}\t{pages}\t{}", examples.join("\t"))
            .expect("a string takes all");
    }
    let difference = compare(&root().join("corpus/REPAIRS.tsv"), &table);
    assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    for rule in trialsift::repair::RULES {
        assert!(rules.contains_key(rule.id), "no page of the corpus shows {}", rule.id);
    }
}
