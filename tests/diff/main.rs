//! `extract diff`: what it finds, what its patches make, and that nothing of a page comes through raw.

#[path = "../common/mod.rs"]
mod common;
mod inert;
mod patches;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use trialsift::diff::SETS;
use trialsift::repair::RULES;

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    command.current_dir(common::root()).args(arguments).output().expect("the program runs")
}

#[track_caller]
fn check(output: &Output, code: i32) -> (String, String) {
    let (out, err) = (&output.stdout, &output.stderr);
    let texts = (String::from_utf8(out.clone()).expect("UTF-8"), String::from_utf8_lossy(err).into_owned());
    assert_eq!(output.status.code(), Some(code), "{}{}", texts.0, texts.1);
    texts
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// A folder with outputs in it.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Desk(TempDir::new().expect("a folder"))
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("written");
        path.to_str().expect("a plain path").to_owned()
    }

    fn records(&self, name: &str, records: &[Value]) -> String {
        let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
        self.put(name, lines.join("\n"))
    }

    fn corpus(&self, name: &str, options: &[&str]) -> String {
        let arguments = [&["-q", "corpus"], options].concat();
        self.put(name, check(&run(&arguments), 0).0)
    }
}

/// The records of the corpus.
fn corpus() -> Vec<Value> {
    common::pages().iter().flat_map(|page| common::records_of(page)).collect()
}

fn compressed(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).expect("compressed")
}

/// The other way round, with the lists that are sets too.
fn turned(record: &Value) -> Value {
    let mut record = record.clone();
    each_set(&mut record, "", &mut |items| items.reverse());
    record
}

/// A record with its sets in the order of their items, as they are compared.
fn normal(record: &Value) -> Value {
    let mut record = record.clone();
    each_set(&mut record, "", &mut |items| items.sort_by_cached_key(ToString::to_string));
    record
}

/// Calls `take` for every list of a record that is a set, the inner ones first.
fn each_set(value: &mut Value, field: &str, take: &mut dyn FnMut(&mut Vec<Value>)) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let inside = if field.is_empty() { key.clone() } else { format!("{field}.{key}") };
                each_set(value, &inside, take);
            }
        }
        Value::Array(items) => {
            for item in items.iter_mut() {
                each_set(item, field, take);
            }
            if SETS.contains(&field) {
                take(items);
            }
        }
        _ => {}
    }
}

fn corpus_once() -> &'static [Value] {
    static CORPUS: std::sync::OnceLock<Vec<Value>> = std::sync::OnceLock::new();
    CORPUS.get_or_init(corpus)
}

#[test]
fn an_output_is_no_different_from_itself_in_any_order_and_compressed() {
    let desk = Desk::new();
    let old = desk.corpus("old.jsonl", &["--spans"]);
    let text = fs::read_to_string(&old).expect("an output");
    let mut records: Vec<Value> = lines(&text).iter().map(turned).collect();
    records.reverse();
    let turned = desk.records("turned.jsonl", &records);
    let zst = desk.put("old.jsonl.zst", compressed(&text));
    for (a, b) in [(&old, &old), (&old, &turned), (&turned, &zst)] {
        for form in ["--json", "--summary", "--markdown"] {
            let (out, err) = check(&run(&["diff", a, b, form]), 0);
            assert!(out.is_empty() || out.contains("no differences in "), "{out}");
            assert_eq!(err, "");
        }
    }
    // Pages are extracted on the way.
    check(&run(&["diff", &zst, "corpus", "--spans"]), 0);
}

#[test]
fn standard_input_can_be_one_of_the_two() {
    let desk = Desk::new();
    let old = desk.corpus("old.jsonl", &[]);
    let program = env!("CARGO_BIN_EXE_extract");
    let mut child = Command::new(program)
        .args(["diff", &old, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("it runs");
    let text = fs::read(&old).expect("an output");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), &text).expect("written");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(check(&run(&["diff", "-", "-"]), 2).1.contains("one of the two"));
}

/// The paths of records with a repair of a rule, and the repairs.
fn fired(records: &[Value], rule: &str) -> (BTreeSet<String>, BTreeMap<String, u64>) {
    let (mut paths, mut repairs) = (BTreeSet::new(), BTreeMap::new());
    for record in records {
        for repair in record["repairs"].as_array().expect("a list").iter().filter(|repair| repair["rule"] == rule) {
            paths.insert(record["source"]["path"].to_string());
            *repairs.entry(format!("{} {repair}", record["source"]["path"])).or_default() += 1;
        }
    }
    (paths, repairs)
}

/// Rules that change pages where no repair tells of them: what they mend stands between two values and parts them, or another
/// rule takes up what they would have taken.
const WITHOUT_TRACE: &[&str] = &[
    "escape/markdown",
    "escape/line-break",
    "fused/criteria",
    "fused/numbered-items",
    "fused/starred-items",
    "table/flattened-row",
];

#[test]
fn against_a_run_without_a_rule_exactly_what_the_rule_did_is_listed() {
    let desk = Desk::new();
    let old = desk.corpus("old.jsonl", &[]);
    let records = lines(&fs::read_to_string(&old).expect("an output"));
    for rule in RULES {
        let (paths, repairs) = fired(&records, rule.id);
        let new = desk.corpus("new.jsonl", &["--without", rule.id]);
        let all = lines(&check(&run(&["diff", &old, &new, "--json"]), 1).0);
        let found: BTreeSet<String> = all.iter().map(|line| line["record"]["path"].to_string()).collect();
        assert!(found.is_superset(&paths), "{}", rule.id);
        assert!(found == paths || WITHOUT_TRACE.contains(&rule.id), "{}: {:?}", rule.id, found.difference(&paths));
        let mine = lines(&check(&run(&["diff", &old, &new, "--json", "--rule", rule.id]), 1).0);
        let mut gone = BTreeMap::new();
        for line in mine.iter().filter(|line| line["field"] == "repairs" && line["before"]["rule"] == rule.id) {
            assert_eq!(line["kind"], "removed");
            *gone.entry(format!("{} {}", line["record"]["path"], line["before"])).or_default() += 1;
        }
        assert_eq!(gone, repairs, "{}", rule.id);
        assert!(mine.iter().all(|line| all.contains(line)), "{}", rule.id);
    }
}

#[test]
fn every_change_of_a_rule_that_stands_alone_names_it() {
    let desk = Desk::new();
    let old = desk.corpus("old.jsonl", &[]);
    for rule in ["fused/list", "glued-status/facility", "exponent/lost-superscript", "unit/score-band", "wrap/tilde"] {
        let new = desk.corpus("new.jsonl", &["--without", rule]);
        let all = check(&run(&["diff", &old, &new, "--json"]), 1).0;
        assert_eq!(all, check(&run(&["diff", &old, &new, "--json", "--rule", rule]), 1).0);
        check(&run(&["diff", &old, &new, "--rule", "wrap/hyphen"]), 0);
    }
}

#[test]
fn the_lines_of_a_diff_make_one_output_of_the_other() {
    let desk = Desk::new();
    let old = desk.corpus("old.jsonl", &[]);
    let new = desk.corpus("new.jsonl", &["--without", "fused/label", "--without", "escape/markdown"]);
    let read = |path: &str| lines(&fs::read_to_string(path).expect("an output"));
    let (mut records, wanted) = (read(&old), read(&new));
    for line in lines(&check(&run(&["diff", &old, &new, "--json"]), 1).0) {
        let at = usize::try_from(line["record"]["old_line"].as_u64().expect("a line")).expect("small");
        let patch: json_patch::Patch = serde_json::from_value(line["patch"].clone()).expect("operations");
        json_patch::patch(&mut records[at - 1], &patch).expect("can be carried out");
    }
    let normal = |records: &[Value]| records.iter().map(normal).collect::<Vec<_>>();
    assert_eq!(normal(&records), normal(&wanted));
}

fn record(id: &str, path: &str, title: &str) -> Value {
    json!({
        "schema": "trial-record/1",
        "source": {"path": path, "line": null, "url": null, "layout": "x", "bytes": 1, "digest": format!("blake3:{path}")},
        "registry_id": id, "brief_title": title, "conditions": ["Asthma", "Cough"], "phases": ["PHASE1"],
        "eligibility": {"sex": "ALL"}, "repairs": [], "issues": [], "residue": [],
    })
}

#[test]
fn records_that_came_or_went_are_told_and_fields_can_be_chosen() {
    let desk = Desk::new();
    let (mut a, b, c) =
        (record("NCT99000001", "a", "A"), record("NCT99000002", "b", "B"), record("NCT99000003", "c", "C"));
    let old = desk.records("old.jsonl", &[a.clone(), b]);
    a["conditions"] = json!(["Cough", "Hay fever"]);
    a["eligibility"]["sex"] = json!("FEMALE");
    let new = desk.records("new.jsonl", &[c, a]);
    let (out, _) = check(&run(&["diff", &old, &new]), 1);
    for part in [
        "NCT99000001  a  same registry id\n",
        "    - Asthma\n",
        "    + Hay fever\n",
        "NCT99000002  b  only in OLD\n",
        "NCT99000003  c  only in NEW\n",
        "1 record differs, 1 only in NEW, 1 only in OLD; OLD has 2, NEW 2\n",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
    assert!(!out.contains('\u{1b}'), "no colors where there is no terminal");
    let fields = |arguments: &[&str]| -> BTreeSet<String> {
        let all = [&["diff", &old, &new, "--json"], arguments].concat();
        let lines = lines(&check(&run(&all), 1).0);
        lines
            .iter()
            .map(|line| line["field"].as_str().expect("a field").to_owned())
            .filter(|it| !it.is_empty())
            .collect()
    };
    assert_eq!(fields(&["--only", "conditions"]), ["conditions".to_owned()].into());
    assert_eq!(fields(&["--ignore", "/conditions"]), ["eligibility.sex".to_owned()].into());
    assert!(fields(&["--ignore", "conditions", "--ignore", "eligibility"]).is_empty());
    let removed = lines(&check(&run(&["diff", &old, &new, "--json"]), 1).0);
    let whole = removed.iter().find(|line| line["kind"] == "removed" && line["field"] == "").expect("a record went");
    assert_eq!(whole["patch"], json!([{"op": "remove", "path": ""}]));
    let (out, _) = check(&run(&["diff", &old, &new, "--summary", "--json"]), 1);
    assert_eq!(lines(&out)[0]["fields"]["conditions"]["examples"][0]["before"], "Asthma");
    let (out, _) = check(&run(&["diff", &old, &new, "--markdown"]), 1);
    assert!(
        out.contains("| conditions | 1 | 1 | 0 | 0 |") && out.contains("| conditions | <ins>Hay fever</ins> |"),
        "{out}"
    );
}

#[test]
fn trouble_names_the_file_and_the_line() {
    let desk = Desk::new();
    let good = desk.records("good.jsonl", &[record("NCT99000001", "a", "A")]);
    let line = fs::read_to_string(&good).expect("an output");
    let missing = desk.0.path().join("missing.jsonl");
    let cases = [
        (missing.to_str().expect("a plain path").to_owned(), "missing.jsonl: cannot be read"),
        (desk.put("text.jsonl", format!("{line}\n\nhello\n")), "text.jsonl:3: no JSON: expected value at column 1;"),
        (desk.put("cut.jsonl", &line[..line.len() / 2]), "cut.jsonl:1: no JSON"),
        (desk.put("other.jsonl", "{\"a\": 1}\n"), "other.jsonl:1: no record of extract"),
        (desk.put("cut.zst", &compressed(&line.repeat(100))[..60]), "cut.zst: "),
    ];
    for (bad, message) in &cases {
        for arguments in [["diff", &good, bad], ["diff", bad, &good]] {
            let (out, err) = check(&run(&arguments), 2);
            assert!(err.contains(message) && out.is_empty(), "{message}: {err}");
        }
        assert!(check(&run(&["stats", bad]), 2).1.contains(message));
    }
    assert!(check(&run(&["diff", &good, &good, "--only", "conditon"]), 2).1.contains("no such field"));
    assert!(check(&run(&["diff", &good, &good, "--spans"]), 2).1.contains("neither of the two is a folder"));
}

#[test]
fn every_place_of_a_rule_is_shown() {
    let records = corpus();
    let rule = "exponent/lost-superscript";
    let (paths, repairs) = fired(&records, rule);
    let (out, _) = check(&run(&["rules", "--show", rule, "corpus"]), 0);
    let count: u64 = repairs.values().sum();
    assert!(out.ends_with(&format!("{rule}: {count} places on {} of {} pages\n", paths.len(), records.len())), "{out}");
    assert!(check(&run(&["rules", "--show", "no/rule", "corpus"]), 2).1.contains("there is no such rule"));
    assert!(check(&run(&["rules", "--show", rule]), 2).1.contains("needs pages"));
    assert!(check(&run(&["rules", "corpus"]), 2).1.contains("--show"));
}
