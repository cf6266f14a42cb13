//! Nothing of a page is carried out where it is shown.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{Desk, check, common, record, run};

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
