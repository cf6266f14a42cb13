//! `extract stats`: the sums are those of the records.

mod common;

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

fn stats(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    let output = command.current_dir(common::root()).arg("stats").args(arguments).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn corpus() -> Vec<Value> {
    common::pages().iter().flat_map(|page| common::records_of(page)).collect()
}

fn output(folder: &TempDir) -> String {
    let path = folder.path().join("out.jsonl");
    let lines: Vec<String> = corpus().iter().map(ToString::to_string).collect();
    fs::write(&path, lines.join("\n")).expect("written");
    path.to_str().expect("a plain path").to_owned()
}

fn entry<'v>(list: &'v Value, key: &str, name: &str) -> &'v Value {
    let found = list.as_array().expect("a list").iter().find(|entry| entry[key] == name);
    found.unwrap_or_else(|| panic!("{name} in {list}"))
}

#[test]
fn the_sums_are_those_of_the_records() {
    let folder = TempDir::new().expect("a folder");
    let (records, path) = (corpus(), output(&folder));
    let sums: Value = serde_json::from_str(&stats(&[&path, "--json"])).expect("JSON");
    let count = |says: &dyn Fn(&Value) -> bool| records.iter().filter(|record| says(record)).count() as u64;
    assert_eq!(sums["records"], records.len());
    assert_eq!(sums["layouts"]["medpath"], count(&|record| record["source"]["layout"] == "medpath"));
    let sex = entry(&sums["fields"], "field", "eligibility.sex");
    assert_eq!(sex["filled"], count(&|record| !record["eligibility"]["sex"].is_null()));
    let medpath = count(&|record| !record["eligibility"]["sex"].is_null() && record["source"]["layout"] == "medpath");
    assert_eq!(sex["by_layout"]["medpath"], medpath);
    let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    assert_eq!(entry(&sums["fields"], "field", "conditions")["filled"], count(&|record| !empty(&record["conditions"])));
    let items = |key: &str, says: &dyn Fn(&Value) -> bool| -> u64 {
        records
            .iter()
            .map(|record| record[key].as_array().expect("a list").iter().filter(|it| says(it)).count() as u64)
            .sum()
    };
    for (rule, sum) in sums["rules"].as_object().expect("rules") {
        let applied = items("repairs", &|repair| repair["rule"] == *rule && repair["state"] == "APPLIED");
        let all = items("repairs", &|repair| repair["rule"] == *rule);
        let binned: u64 = sum["bins"].as_array().expect("bins").iter().filter_map(Value::as_u64).sum();
        assert_eq!((&sum["applied"], binned), (&Value::from(applied), all), "{rule}");
        let sure = items("repairs", &|it| it["rule"] == *rule && it["confidence"].as_f64().expect("a number") >= 0.9);
        assert_eq!(sum["bins"][9], sure, "{rule}");
    }
    for (code, sum) in sums["issues"].as_object().expect("issues") {
        assert_eq!(sum["count"], items("issues", &|issue| issue["code"] == *code), "{code}");
    }
    let pieces: u64 =
        sums["residue"].as_object().expect("layouts").values().filter_map(|left| left["pieces"].as_u64()).sum();
    assert_eq!(pieces, items("residue", &|_| true));
    let words: u64 = sums["words"].as_array().expect("words").iter().filter_map(|word| word["count"].as_u64()).sum();
    assert_eq!(words, items("issues", &|issue| issue["code"] == "vocabulary"));
}

#[test]
fn words_labels_and_near_equals_are_named() {
    let folder = TempDir::new().expect("a folder");
    let path = output(&folder);
    let text = stats(&[&path]);
    for part in ["overall_status: RESTING", "Knee Osteoarthritis (3) ¦ Osteoarthritis, Knee (1)", "  cancergov "] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let html = stats(&[&path, "--html"]);
    for part in ["<h2>Repairs</h2>", "<rect class=\"part\"", "Osteoarthritis, Knee", "overall_status: RESTING"] {
        assert!(html.contains(part), "{part}");
    }
    for loaded in ["http:", "https:", "src=", "url(", "<script", "<link"] {
        assert!(!html.contains(loaded), "{loaded}");
    }
}
