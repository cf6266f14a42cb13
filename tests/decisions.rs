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
fn a_refusal_leaves_the_repairs_elsewhere_on_the_page_alone() {
    // Arms are told by the names of the page's interventions, and what no label was cut from has no value of its own.
    let follow = [
        ("fused/types", "table/flattened-row"),
        ("entity/html", "table/flattened-row"),
        ("fused/label", "escape/markdown"),
        ("fused/label", "fused/criteria"),
        ("fused/label", "placeholder/null"),
    ];
    let (mut kept, mut lost) = (0, Vec::new());
    each_repair(|path, file, page, record, repair| {
        let (after, _) = decided(path, file, page, &parsed(&[place("refuse", record, repair)]));
        let span = |repair: &Value| (repair["span"][0].as_u64(), repair["span"][1].as_u64());
        let apart = |other: &&Value| span(other).1 <= span(repair).0 || span(repair).1 <= span(other).0;
        for other in repairs(record).iter().filter(apart) {
            if repairs(&after).iter().any(|now| key(now) == key(other) && now["state"] == other["state"]) {
                kept += 1;
            } else if !follow.contains(&(key(repair).0, key(other).0)) {
                lost.push(format!("{path}: without {repair}\n   lost {other}"));
            }
        }
    });
    assert!(kept > 1000 && lost.is_empty(), "kept {kept}, lost {}:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn every_repair_of_the_corpus_can_be_accepted() {
    let mut suggested = 0;
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
        } else if now["state"] == "ACCEPTED" {
            assert!(done);
            suggested += 1;
        } else {
            // Inside of another repair, which would have to be refused first.
            let within =
                |other: &Value| other["state"] == "APPLIED" && other["span"][0].as_u64() <= repair["span"][0].as_u64();
            assert!(!done && repairs(record).iter().any(within), "{path}: {repair}");
        }
    });
    assert!(suggested >= 5, "{suggested} suggestions");
}

#[test]
fn every_rule_can_be_refused_and_says_so_everywhere() {
    for rule in trialsift::repair::RULES {
        let decisions = parsed(&[json!({"verdict": "refuse", "rule": rule.id})]);
        let (mut met, mut all, mut kept) = (0, 0, 0);
        for path in pages() {
            let file = std::fs::read(&path).expect("a page can be read");
            for (page, record) in common::records(&name(&path), &file).iter().enumerate() {
                let of_rule = |record: &Value| -> Vec<Value> {
                    repairs(record).iter().filter(|repair| repair["rule"] == rule.id).cloned().collect()
                };
                let before = of_rule(record);
                if before.is_empty() {
                    continue;
                }
                met += 1;
                let (after, done) = decided(&name(&path), &file, page, &decisions);
                let after = of_rule(&after);
                assert!(done && after.iter().all(|now| now["state"] == "REFUSED"), "{} {}", rule.id, name(&path));
                let listed = |each: &&Value| after.iter().any(|now| key(now) == key(each));
                (all, kept) = (all + before.len(), kept + before.iter().filter(listed).count());
            }
        }
        assert!(met > 0, "{} occurs in the corpus", rule.id);
        // What a rule does not do may leave less to be done by it: characters that would have parted values.
        assert!(kept * 10 >= all * 9, "{}: of {all} repairs {kept} are still listed", rule.id);
    }
}

const PAGE: &[u8] = b"Scores of 0\\~4 points\n- Conditions\n- Lupus NephritisKidney Failure, Chronic\n- Registration Number\n- NCT99000001\n\
    Recruitment & Eligibility\n- Status\n- COMPLETED\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n";

fn page(decisions: &[Value]) -> (Value, bool) {
    decided("page.txt", PAGE, 0, &parsed(decisions))
}

fn state<'r>(record: &'r Value, rule: &str) -> &'r Value {
    &repairs(record).iter().find(|repair| repair["rule"] == rule).expect("the repair")["state"]
}

#[test]
fn a_refused_split_leaves_the_text_whole() {
    let (record, _) = page(&[]);
    assert_eq!(record["conditions"], json!(["Lupus Nephritis", "Kidney Failure, Chronic"]));
    let split = repairs(&record).iter().find(|repair| repair["rule"] == "fused/list").expect("a split");
    let value = json!({"verdict": "refuse", "rule": "fused/list", "before": split["before"], "after": split["after"]});
    for refusal in [place("refuse", &record, split), value, json!({"verdict": "refuse", "rule": "fused/list"})] {
        let (whole, done) = page(std::slice::from_ref(&refusal));
        assert_eq!(whole["conditions"], json!(["Lupus NephritisKidney Failure, Chronic"]), "{refusal}");
        assert!(done && state(&whole, "fused/list") == "REFUSED");
    }
}

#[test]
fn a_refused_repair_of_characters_leaves_them() {
    let refusal = json!({"verdict": "refuse", "rule": "escape/markdown", "before": "\\~", "after": "~"});
    let (record, done) = page(&[refusal]);
    assert!(record["brief_title"].as_str().is_some_and(|text| text.contains("0\\~4")), "{record}");
    assert!(done && state(&record, "escape/markdown") == "REFUSED");
}

#[test]
fn the_closest_decision_counts() {
    let (record, _) = page(&[]);
    let split = repairs(&record).iter().find(|repair| repair["rule"] == "fused/list").expect("a split");
    let rule = json!({"verdict": "refuse", "rule": "fused/list"});
    let (record, _) = page(&[rule, place("accept", &record, split)]);
    assert_eq!(state(&record, "fused/list"), "ACCEPTED");
    assert_eq!(record["conditions"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_correction_carries_its_author() {
    let (record, _) = page(&[]);
    let correction = |before: Value, after: Value| {
        json!({"verdict": "correct", "page": record["source"]["digest"], "field": "/conditions/1", "before": before,
            "after": after, "by": "Ana Ruiz", "why": "the page's own list says so", "date": "2026-11-20"})
    };
    let (after, done) = page(&[correction("Kidney Failure, Chronic".into(), "Kidney Failure".into())]);
    assert!(done);
    assert_eq!(after["conditions"], json!(["Lupus Nephritis", "Kidney Failure"]));
    let entry = repairs(&after).iter().find(|repair| repair["state"] == "CORRECTED").expect("the correction");
    let [start, end] = [0, 1].map(|n| entry["span"][n].as_u64().expect("a place") as usize);
    assert_eq!(&PAGE[start..end], b"Kidney Failure, Chronic");
    assert_eq!(
        (&entry["rule"], &entry["field"], &entry["by"], &entry["why"]),
        (
            &json!("curator/correction"),
            &json!("/conditions/1"),
            &json!("Ana Ruiz"),
            &json!("the page's own list says so")
        )
    );
    let (same, done) = page(&[correction("Kidney".into(), "Kidney Failure".into())]);
    assert!(!done);
    assert_eq!(same["conditions"], record["conditions"]);
}

#[test]
fn decided_records_keep_the_contract() {
    let schema = serde_json::from_str(trialsift::RECORD_SCHEMA).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let (record, _) = page(&[]);
    let digest = &record["source"]["digest"];
    let (record, done) = page(&[
        json!({"verdict": "refuse", "rule": "fused/list", "by": "Ana Ruiz"}),
        json!({"verdict": "accept", "rule": "escape/markdown"}),
        json!({"verdict": "correct", "page": digest, "field": "/acronym", "after": "ALTA", "by": "A", "why": "told"}),
    ]);
    let errors: Vec<String> = validator.iter_errors(&record).map(|error| error.to_string()).collect();
    assert!(done && errors.is_empty(), "{errors:?}");
    let mut states: Vec<&str> = repairs(&record).iter().filter_map(|repair| repair["state"].as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["ACCEPTED", "CORRECTED", "REFUSED"]);
    assert!(repairs(&record).iter().all(|repair| repair.get("by").is_some()));
}

#[test]
fn the_same_decision_twice_is_not_stale() {
    let (record, _) = page(&[]);
    let split = repairs(&record).iter().find(|repair| repair["rule"] == "fused/list").expect("a split");
    let at = place("refuse", &record, split);
    let mut less = at.clone();
    less.as_object_mut().expect("a decision").retain(|key, _| !["before", "after"].contains(&key.as_str()));
    let rule = json!({"verdict": "refuse", "rule": "escape/markdown"});
    let correction = json!({"verdict": "correct", "page": record["source"]["digest"], "field": "/acronym", "after": "ALTA",
        "by": "A", "why": "told"});
    for twice in [[at.clone(), at.clone()], [at, less], [rule.clone(), rule], [correction.clone(), correction]] {
        let (_, done) = page(&twice);
        assert!(done, "{twice:?}");
    }
}

#[track_caller]
fn refused(name: &str, text: &str, wanted: &[&str]) {
    let message = Decisions::read([(name, text)]).expect_err("no decisions").to_string();
    assert!(wanted.iter().all(|word| message.contains(word)), "{message}");
}

#[test]
fn files_that_cannot_be_understood_are_refused_by_file_and_line() {
    let fused = "[[decision]]\nverdict = \"refuse\"\nrule = \"fused/list\"\n";
    refused("d.toml", &format!("{fused}\n[[decision]]\nverdict = \"maybe\"\n"), &["d.toml:5: ", "maybe"]);
    refused("d.toml", &format!("{fused}span = [1, 2]\n"), &["d.toml:1: ", "`page` and `span`"]);
    refused("d.toml", "[[decision]\n", &["d.toml:1: "]);
    refused("d.jsonl", "\n{\"verdict\": \"refuse\", \"rule\": \"a/b\", \"places\": 1}\n", &["d.jsonl:2: ", "places"]);
    refused("d.jsonl", "{\"verdict\"", &["d.jsonl:1: "]);
    let correction = "{\"verdict\": \"correct\", \"page\": \"blake3:12\", \"field\": \"/acronym\", \"after\": \"A\"}";
    refused("d.jsonl", correction, &["d.jsonl:1: ", "digest"]);
    let digest = format!("blake3:{}", "0".repeat(64));
    refused("d.jsonl", &correction.replace("blake3:12", &digest), &["d.jsonl:1: ", "`by` and `why`"]);
}

#[test]
fn decisions_that_contradict_each_other_are_named_both() {
    let line = |verdict: &str| format!("{{\"verdict\": \"{verdict}\", \"rule\": \"fused/list\"}}\n");
    refused("d.jsonl", &(line("accept") + "\n" + &line("refuse")), &["d.jsonl:3: ", "d.jsonl:1"]);
    assert!(Decisions::read([("d.jsonl", (line("accept") + &line("accept")).as_str())]).is_ok());
    let digest = format!("blake3:{}", "0".repeat(64));
    let field = |field: &str, after: &str| {
        let said = json!({"verdict": "correct", "page": digest, "field": field, "after": after, "by": "A", "why": "b"});
        format!("{said}\n")
    };
    refused("d.jsonl", &(field("/acronym", "A") + &field("/acronym", "B")), &["d.jsonl:2: ", "d.jsonl:1"]);
    assert!(Decisions::read([("d.jsonl", (field("/acronym", "A") + &field("/brief_title", "B")).as_str())]).is_ok());
    let (toml, jsonl) = ("[[decision]]\nverdict = \"refuse\"\nrule = \"fused/list\"\n", line("accept"));
    let message = Decisions::read([("a.toml", toml), ("b.jsonl", &jsonl)]).expect_err("a conflict").to_string();
    assert!(message.starts_with("b.jsonl:1: ") && message.contains("a.toml:1"), "{message}");
}

#[test]
fn what_became_of_decisions_is_kept_in_a_journal() {
    let fates: trialsift::decisions::Fates = serde_json::from_str("\"0123\"").expect("fates");
    assert_eq!([0, 1, 2, 3, 4].map(|n| fates.of(n)), [Fate::Unread, Fate::Read, Fate::Done, Fate::Unfit, Fate::Unread]);
    assert_eq!(serde_json::to_string(&fates).expect("JSON"), "\"0123\"");
    assert!(serde_json::from_str::<trialsift::decisions::Fates>("\"4\"").is_err());
}
