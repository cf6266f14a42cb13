//! `extract diff`: what it finds, what its patches make, and that nothing of a page comes through raw.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use trialsift::diff::{Change, SETS, compare};
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

/// The old record with the operations of all changes carried out, in their order.
fn patched(old: &Value, changes: &[Change]) -> Value {
    let mut record = old.clone();
    for change in changes {
        let patch = serde_json::to_value(&change.patch).expect("JSON");
        let patch: json_patch::Patch = serde_json::from_value(patch).expect("operations of RFC 6902");
        json_patch::patch(&mut record, &patch).expect("can be carried out");
    }
    record
}

#[track_caller]
fn check_patch(old: &Value, new: &Value) {
    let changes = compare(old, new);
    assert_eq!(normal(&patched(old, &changes)), normal(new), "{changes:#?}");
    assert!(!changes.is_empty() || normal(old) == normal(new));
}

/// Something done to a value of a record.
#[derive(Clone, Debug)]
enum Edit {
    Clear,
    Turn,
    Rotate,
    Drop,
    Double,
    Word(String),
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, Edit)>> {
    let edit = prop_oneof![
        Just(Edit::Clear),
        Just(Edit::Turn),
        Just(Edit::Rotate),
        Just(Edit::Drop),
        Just(Edit::Double),
        "[a-z/~\" ]{0,12}".prop_map(Edit::Word),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), edit), 0..12)
}

/// All places of a value, itself the first.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                places(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| places(value, &format!("{at}/{n}"), into));
        }
        _ => {}
    }
}

fn edited(record: &Value, edits: &[(prop::sample::Index, Edit)]) -> Value {
    let mut record = record.clone();
    for (index, edit) in edits {
        let mut all = Vec::new();
        places(&record, "", &mut all);
        // The record itself stays one.
        let place: &String = index.get(&all[1..]);
        let value = record.pointer_mut(place).expect("a place");
        match (edit, value) {
            (Edit::Turn, Value::Array(items)) => items.reverse(),
            (Edit::Rotate, Value::Array(items)) if !items.is_empty() => items.rotate_left(1),
            (Edit::Drop, Value::Array(items)) => drop(items.pop()),
            (Edit::Double, Value::Array(items)) => items.extend_from_within(..items.len().min(2)),
            (Edit::Drop, Value::Object(entries)) => drop(entries.pop()),
            (Edit::Word(word), Value::String(text)) => text.push_str(word),
            (Edit::Word(word), value) => *value = json!(word),
            (Edit::Clear, value) => *value = Value::Null,
            _ => {}
        }
    }
    record
}

trait Pop {
    fn pop(&mut self) -> Option<Value>;
}

impl Pop for serde_json::Map<String, Value> {
    fn pop(&mut self) -> Option<Value> {
        let last = self.keys().next_back().cloned()?;
        self.shift_remove(&last)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_patches_make_the_new_record_of_the_old_one(
        at in any::<prop::sample::Index>(),
        edits in edits(),
    ) {
        let corpus = corpus_once();
        let old = at.get(corpus);
        check_patch(old, &edited(old, &edits));
        check_patch(&edited(old, &edits), old);
    }

    #[test]
    fn the_patches_make_any_record_of_any_other(a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let corpus = corpus_once();
        check_patch(a.get(corpus), b.get(corpus));
    }
}

fn corpus_once() -> &'static [Value] {
    static CORPUS: std::sync::OnceLock<Vec<Value>> = std::sync::OnceLock::new();
    CORPUS.get_or_init(corpus)
}

#[test]
fn a_list_out_of_order_is_moved_with_the_fewest_moves() {
    let list = |words: &str| {
        let items: Vec<Value> = words.split(' ').map(|word| json!({"text": word, "level": 0})).collect();
        json!({"eligibility": {"inclusion": items}})
    };
    let (old, new) = (list("one two three four five"), list("two three four five one"));
    let changes = compare(&old, &new);
    assert_eq!(changes.len(), 1, "{changes:?}");
    let expected = json!([{"op": "move", "from": "/eligibility/inclusion/0", "path": "/eligibility/inclusion/4"}]);
    assert_eq!(serde_json::to_value(&changes[0].patch).expect("JSON"), expected);
    check_patch(&old, &new);
    // A thousand items the other way round are given whole.
    let many: Vec<Value> = (0..1500).map(|n| json!({"text": format!("{n} items"), "level": 0})).collect();
    let turned: Vec<Value> = many.iter().rev().cloned().collect();
    let (old, new) = (json!({"eligibility": {"inclusion": many}}), json!({"eligibility": {"inclusion": turned}}));
    assert_eq!(compare(&old, &new).len(), 1);
    check_patch(&old, &new);
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
        "1 records differ, 1 are only in NEW, 1 only in OLD; OLD has 2, NEW 2\n",
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

/// What pages should not be able to do.
const HOSTILE: &str = "<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) \u{1b}[7m\u{1b}]0;x\u{7} \
                       \u{9b}2J \u{202e}back \u{2066}in \" ' `|";

/// The output as a terminal would get it, without the styles of the program itself.
fn colored(arguments: &[&str], code: i32) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    command.current_dir(common::root()).args(arguments).env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR");
    let mut out = check(&command.output().expect("the program runs"), code).0;
    for style in [0, 1, 2, 4, 31, 32, 33, 34, 36] {
        out = out.replace(&format!("\u{1b}[{style}m"), "");
    }
    out
}

/// Tags of a page that are not those of the program, and hidden letters.
#[track_caller]
fn check_inert(shown: &str, html: bool) {
    let hidden = |letter: char| trialsift::show::is_hidden(letter) && letter != '\n';
    assert!(!shown.contains(hidden), "{:?}", shown.split(hidden).next());
    assert!(
        ["\\u{1b}[7m", "\\u{1b}\\[7m", "\\u001b[7m"].iter().any(|escape| shown.contains(escape)),
        "it is shown, not left out"
    );
    if html {
        for tag in ["<script", "<img", "<a href=\"j", "<svg/", "onload"] {
            assert!(!shown.contains(tag), "{tag}");
        }
        assert!(shown.contains("default-src 'none'"));
        assert!(shown.contains("&#60;script&#62;") && shown.contains("\\u{202e}"), "it is shown");
    }
}

fn hostile(id: &str) -> Value {
    let mut record = record(id, &format!("{HOSTILE}{id}"), HOSTILE);
    record["conditions"] = json!([HOSTILE, "Asthma"]);
    record["locations"] = json!([{"facility": HOSTILE}, {"facility": HOSTILE.to_uppercase()}]);
    record["issues"] =
        json!([{"code": "vocabulary", "field": "/phases", "span": null, "message": format!("“{HOSTILE}” is odd")}]);
    record["residue"] = json!([{"span": [0, 9], "text": format!("<script>\u{1b}[1m\u{202e}: x\n{HOSTILE}")}]);
    record["repairs"] = json!([{
        "rule": "<script>/\u{1b}", "field": "/conditions/0", "span": [0, 4], "before": HOSTILE, "after": HOSTILE,
        "confidence": 0.5, "state": "APPLIED", "why": HOSTILE,
    }]);
    record
}

#[test]
fn nothing_of_a_page_comes_through_raw() {
    let desk = Desk::new();
    let (a, mut b) = (hostile("NCT99000001"), hostile("NCT99000001"));
    b["brief_title"] = json!(format!("Now {HOSTILE}"));
    b["conditions"] = json!([format!("{HOSTILE} more of it")]);
    b["repairs"] = json!([]);
    let old = desk.records("old.jsonl", &[a.clone(), hostile("NCT99000002")]);
    let new = desk.records("new\u{1b}[31m<script>.jsonl", &[b, hostile("NCT99000003")]);
    for form in [&["--html"][..], &["--json"], &["--markdown"], &["--summary"], &[]] {
        let out = colored(&[&["diff", &old, &new], form].concat(), 1);
        check_inert(&out, form == ["--html"]);
        if form == ["--markdown"] {
            assert!(!out.contains("<script") && !out.contains("](") && !out.contains("<img"), "{out}");
        }
    }
    for form in [&["--html"][..], &["--json"], &[]] {
        check_inert(&colored(&[&["stats", &old], form].concat(), 0), form == ["--html"]);
    }
    assert!(!check(&run(&["stats", &format!("{new}x")]), 2).1.contains('\u{1b}'));
}

#[test]
fn explain_and_the_places_of_a_rule_show_pages_and_paths_inert() {
    let desk = Desk::new();
    let page = format!(
        "A Title {HOSTILE}\n- Conditions\n- Asthma {HOSTILE} \\~ 5\n- Registration Number\n- NCT99000001\nRecruitment & Eligibility\n\
         - Status\n- {HOSTILE}\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n{HOSTILE}: {HOSTILE}\n"
    );
    let path = desk.put("pages/a\u{1b}[31m\u{202e}.txt", &page);
    check_inert(&colored(&["explain", &path], 0), false);
    let folder = Path::new(&path).parent().and_then(Path::to_str).expect("a folder").to_owned();
    let out = colored(&["rules", "--show", "escape/markdown", &folder], 0);
    check_inert(&out, false);
    assert!(out.contains("a\\u{1b}[31m\\u{202e}.txt:3  /conditions/0  "), "{out}");
    assert!(out.contains("⟦\\~⟧") && out.contains("    \\~ → ~\n"), "{out}");
    let missing = check(&run(&["explain", &format!("{path}\u{1b}x")]), 2).1;
    assert!(!missing.contains('\u{1b}'), "{missing:?}");
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
