//! The program from outside: arguments, output, messages, exit codes.

mod common;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn extract() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    command.current_dir(common::root());
    command
}

fn run(arguments: &[&str]) -> Output {
    extract().args(arguments).output().expect("the program runs")
}

#[track_caller]
fn check(output: &Output, code: i32) -> (String, String) {
    let (out, err) = (&output.stdout, &output.stderr);
    let texts = (String::from_utf8_lossy(out).into_owned(), String::from_utf8_lossy(err).into_owned());
    assert_eq!(output.status.code(), Some(code), "{}", texts.1);
    texts
}

const PAGE: &str = "A Title\n- Conditions\n- Asthma\n- Registration Number\n- NCT99000001\nRecruitment & Eligibility\n\
                    - Status\n- COMPLETED\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n";

/// The records of an output.
fn records(out: &str) -> Vec<serde_json::Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// A study of the API v2 on one line.
fn study(number: usize) -> String {
    format!(
        "{{\"protocolSection\": {{\"identificationModule\": {{\"nctId\": \"NCT{:08}\", \"briefTitle\": \"Trial № {number}\"}}}}}}",
        99_000_000 + number
    )
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a page");
    }
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn the_corpus_gives_one_record_per_page_in_sorted_order() {
    let (out, err) = check(&run(&["corpus"]), 0);
    let path = |record: &serde_json::Value| record["source"]["path"].as_str().expect("a path").to_owned();
    let paths: Vec<String> = records(&out).iter().map(path).collect();
    let wanted: Vec<String> =
        common::pages().iter().flat_map(|page| common::records_of(page)).map(|it| path(&it)).collect();
    assert_eq!(paths, wanted);
    assert!(err.contains(&format!("{} pages, {} records", wanted.len(), wanted.len())), "{err}");
}

#[test]
fn pages_that_are_no_records_are_written_and_counted() {
    let pages = folder(&[
        ("a.txt", PAGE),
        ("b.txt", "404\nPage not found\n"),
        ("c.txt", " \n"),
        ("d.json", "{\"name\": \"protocolSection\"}"),
    ]);
    let (out, err) = check(&run(&[text(pages.path())]), 0);
    let issues =
        out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["issues"].take());
    let messages: Vec<String> = issues.filter_map(|issues| Some(issues[0]["message"].as_str()?.to_owned())).collect();
    let kinds: Vec<&str> = messages.iter().filter_map(|message| message.split(':').next()).collect();
    assert_eq!(kinds, ["no trial", "the page has no text", "no trial"]);
    assert!(
        err.contains("4 pages, 4 records") && err.contains("0 pages of unknown layout, 3 not records, 0 failed"),
        "{err}"
    );
    // Whoever names the layout says that pages are records.
    let (out, err) = check(&run(&["--layout", "medpath", text(&pages.path().join("b.txt"))]), 0);
    assert!(out.contains("\"brief_title\":\"404\"") && err.contains("0 not records"), "{out}{err}");
}

#[test]
fn the_same_bytes_for_any_number_of_threads_and_any_order_of_arguments() {
    let one = check(&run(&["-q", "-j1", "corpus/medpath", "corpus/trialsco", "corpus/unknown"]), 0).0;
    for jobs in ["-j2", "-j8"] {
        assert_eq!(one, check(&run(&["-q", jobs, "corpus/unknown", "corpus/medpath", "corpus/trialsco"]), 0).0);
    }
    let twice = check(&run(&["-q", "corpus/medpath", "corpus/medpath/dash-truncated.txt", "corpus/medpath"]), 0).0;
    assert_eq!(twice, check(&run(&["-q", "corpus/medpath"]), 0).0, "no page is read twice");
}

#[test]
fn standard_input_is_one_page() {
    let mut child = extract().args(["-q", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    child.stdin.take().expect("a pipe").write_all(PAGE.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&record["source"]["path"], &record["registry_id"]), (&"-".into(), &"NCT99000001".into()));
}

#[test]
fn html_is_read_by_what_it_holds() {
    let html = "<!doctype html><title>x</title><script>'Phase: Phase 4'</script><dl><dt>Overall Status<dd>Completed\
                <dt>Sponsor<dd>A &amp; B <b>Clinic</b><dt>Phase<dd>Phase&nbsp;2</dl>";
    let pages = folder(&[
        ("a.txt", html),
        ("b.html", "Phase: Phase 2<br>Sponsor: A<br>"),
        ("c.html", "Age < 18\nSponsor: A\nPhase: Phase 2"),
    ]);
    let (out, _) = check(&run(&["-q", "--spans", text(pages.path())]), 0);
    let records: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(records[0]["source"]["bytes"], html.len());
    assert_eq!(records[0]["lead_sponsor"]["name"], "A & B Clinic");
    let span = |end: usize| records[0]["spans"]["/lead_sponsor/name"][0][end].as_u64().expect("an offset") as usize;
    assert_eq!(&html[span(0)..span(1)], "A &amp; B <b>Clinic");
    for record in &records {
        assert_eq!(record["phases"], serde_json::json!(["PHASE2"]), "{record}");
    }
    assert_eq!((&records[1]["lead_sponsor"]["name"], records.len()), (&"A".into(), 3));
}

#[test]
fn explain_shows_html_as_it_is() {
    let (out, _) = check(&run(&["explain", "corpus/unknown/entities-and-scripts.html"]), 0);
    let wanted = ["document.write(", "M&uuml;nd&eacute;n", "Mündén", "‹&amp;ge; → ≥›", "⟦Cookies⟧", "2×10^6 cells/kg"];
    for wanted in wanted {
        assert!(out.contains(wanted), "{wanted} is missing");
    }
    let cut = check(&run(&["explain", "corpus/unknown/cut-in-a-tag.html"]), 0).0;
    assert!(cut.contains("truncated page: the page ends inside a tag"), "{cut}");
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let pages = folder(&[("a.txt", PAGE)]);
    let target = pages.path().join("out.jsonl");
    check(&run(&["-q", text(pages.path()), "-o", text(&target)]), 0);
    let first = fs::read_to_string(&target).expect("the records");
    assert_eq!(first.lines().count(), 1);
    // The output of the first run lies in the folder of the second: it is no page.
    check(&run(&["-q", text(pages.path()), "-o", text(&target)]), 0);
    assert_eq!(first, fs::read_to_string(&target).expect("the records"));
    assert_eq!(fs::read_dir(pages.path()).expect("a folder").count(), 2, "nothing is left aside");
    let (_, err) = check(&run(&["-q", text(pages.path()), "-o", "/nowhere/out.jsonl"]), 2);
    assert!(err.contains("/nowhere/out.jsonl"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_device_or_a_link_named_for_the_records_stays_what_it_is() {
    let pages = folder(&[("a.txt", PAGE)]);
    // Standard output is a pipe here: a file renamed to that name would take the place of the device.
    let (out, _) = check(&run(&["-q", text(pages.path()), "-o", "/dev/stdout"]), 0);
    assert_eq!(out.lines().count(), 1);
    let elsewhere = folder(&[("old.jsonl", "")]);
    let link = elsewhere.path().join("link.jsonl");
    std::os::unix::fs::symlink("old.jsonl", &link).expect("a link");
    check(&run(&["-q", text(pages.path()), "-o", text(&link)]), 0);
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(elsewhere.path().join("old.jsonl")).expect("the records"), out);
}

#[test]
fn our_own_output_in_a_folder_is_skipped_and_named() {
    let pages = folder(&[("a.txt", PAGE), ("old.jsonl", "{\"schema\":\"trial-record/1\"}\n"), (".hidden", PAGE)]);
    let (out, err) = check(&run(&[text(pages.path())]), 0);
    assert_eq!(out.lines().count(), 1);
    assert!(err.contains("old.jsonl") && err.contains("1 skipped"), "{err}");
}

#[cfg(unix)]
#[test]
fn what_is_no_page_is_skipped_with_its_name() {
    let pages = folder(&[("a.txt", PAGE), ("empty.txt", ""), ("sub/b.txt", PAGE)]);
    let elsewhere = folder(&[("c.txt", PAGE)]);
    let at = |name: &str| pages.path().join(name);
    std::os::unix::fs::symlink(pages.path(), at("sub/loop")).expect("a link");
    std::os::unix::fs::symlink(elsewhere.path().join("c.txt"), at("outside.txt")).expect("a link");
    let made = Command::new("mkfifo").arg(at("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    let errors = elsewhere.path().join("errors.jsonl");
    let (out, err) = check(&run(&[text(pages.path()), "--errors", text(&errors)]), 0);
    assert_eq!(out.lines().count(), 2, "{err}");
    for name in ["empty.txt", "sub/loop", "outside.txt", "pipe"] {
        assert!(err.contains(name), "{name} is not named in {err}");
    }
    let faults = fs::read_to_string(errors).expect("the errors");
    let codes: Vec<String> = faults
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON")["code"].as_str().expect("a code").to_owned()
        })
        .collect();
    assert_eq!(codes, ["empty", "link", "not-a-file", "loop"]);
}

#[cfg(unix)]
#[test]
fn a_page_that_cannot_be_read_costs_one_page() {
    let pages = folder(&[("a.txt", PAGE), ("c.txt", PAGE)]);
    std::os::unix::fs::symlink("gone.txt", pages.path().join("b.txt")).expect("a link");
    let (out, err) = check(&run(&[text(pages.path())]), 1);
    assert_eq!(out.lines().count(), 2);
    assert!(err.contains("b.txt") && err.contains("3 pages, 2 records") && err.contains("1 failed"), "{err}");
}

#[test]
fn a_broken_line_costs_that_line_and_is_named() {
    let lines = format!("{}\n\n{{\"protocolSection\": {{oops}}\n{}\n", study(1), study(2));
    let home = folder(&[("studies.jsonl", &lines)]);
    let (file, errors) = (home.path().join("studies.jsonl"), home.path().join("errors"));
    let (out, err) = check(&run(&[text(&file), "--errors", text(&errors)]), 1);
    let records = records(&out);
    assert_eq!(records.iter().map(|record| &record["source"]["line"]).collect::<Vec<_>>(), [1, 4]);
    assert!(err.contains("studies.jsonl:3: ") && err.contains("3 pages, 2 records"), "{err}");
    let fault: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(errors).expect("the errors")).expect("JSON");
    assert_eq!((&fault["line"], &fault["code"]), (&3.into(), &"broken-line".into()));
    let at = usize::try_from(fault["offset"].as_u64().expect("an offset")).expect("an offset");
    assert!(lines[at..].starts_with("oops"), "{}", &lines[at..]);
}

#[test]
fn a_list_gives_a_record_for_each_study_with_places_in_the_file() {
    let list = format!("[\n{},\n{}\n]\n", study(1), study(2));
    let home = folder(&[("list.json", &list), ("one.json", &study(2))]);
    let (out, err) = check(&run(&[text(home.path()), "--spans"]), 0);
    let [_, second, alone] = &records(&out)[..] else { panic!("three records: {out}") };
    assert!(err.contains("3 pages, 3 records") && err.contains("0 failed, 0 skipped"), "{err}");
    let span = |record: &serde_json::Value, n: usize| {
        usize::try_from(record["spans"]["/brief_title"][0][n].as_u64().expect("an offset")).expect("an offset")
    };
    assert_eq!(&list[span(second, 0)..span(second, 1)], "Trial № 2");
    // The study's own bytes are those of the study alone.
    for key in ["bytes", "digest", "line"] {
        assert_eq!(second["source"][key], alone["source"][key]);
    }
    assert_eq!((&second["brief_title"], &second["registry_id"]), (&alone["brief_title"], &alone["registry_id"]));
}

#[test]
fn a_list_that_is_cut_off_gives_what_it_has_and_says_so() {
    let whole = format!("{{\"studies\": [{}, {}", study(1), study(2));
    let inside = format!("{whole}, {}", &study(3)[..60]);
    let home = folder(&[("between.json", &whole), ("inside.json", &inside)]);
    let (out, err) = check(&run(&[text(home.path())]), 1);
    let issues: Vec<_> = records(&out).iter().map(|record| record["issues"][0]["code"].clone()).collect();
    let none = serde_json::Value::Null;
    assert_eq!(issues, [none.clone(), none.clone(), none.clone(), none, "unreadable".into()]);
    assert!(err.contains("between.json: ") && err.contains("6 pages, 5 records") && err.contains("1 failed"), "{err}");
}

#[test]
fn a_large_file_is_shared_out_and_keeps_its_order() {
    let mut lines: Vec<String> = (0..15_000).map(study).collect();
    lines[7_000] = "{\"broken\": ".to_owned();
    let (lines, small) = (lines.join("\n"), study(99));
    assert!(lines.len() > 1 << 20);
    let home =
        folder(&[("a.json", &small), ("b.jsonl", &lines), ("c.txt", PAGE), ("d.jsonl", &lines), ("e.json", &small)]);
    let (one, told) = check(&run(&["-j1", "--spans", text(home.path())]), 1);
    assert_eq!(one.lines().count(), 3 + 2 * 14_999);
    assert!(told.contains("b.jsonl:7001: ") && told.contains("30003 pages, 30001 records"), "{told}");
    for jobs in ["-j2", "-j5"] {
        assert!(one == check(&run(&["-q", jobs, "--spans", text(home.path())]), 1).0, "{jobs} gives other bytes");
    }
    let order: Vec<_> = records(&one).iter().map(|it| it["source"]["line"].as_u64()).collect();
    assert_eq!((order[0], order[1], order[7_001], order[14_999]), (None, Some(1), Some(7_002), Some(15_000)));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let many: Vec<(String, &str)> = (0..3000).map(|n| (format!("{n}.txt"), PAGE)).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, page)| (name.as_str(), *page)).collect();
    let pages = folder(&many);
    let mut child = extract().args(["-q", text(pages.path())]).stdout(Stdio::piped()).spawn().expect("it runs");
    let mut some = [0; 100];
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut some).expect("some output");
    drop(out);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn mistakes_are_told_with_the_way_out() {
    let cases: [(&[&str], &str); 6] = [
        (&[], "name files or folders"),
        (&["no/such/folder"], "no/such/folder"),
        (&["corpus", "--layout", "medpth"], "the layouts are medpath"),
        (&["corpus", "--without", "escape/typo"], "escape/markdown"),
        (&["corpus", "-j", "0"], "leave -j out"),
        (&["corpus", "-o", "corpus"], "is a folder"),
    ];
    for (arguments, wanted) in cases {
        let (out, err) = check(&run(arguments), 2);
        assert!(out.is_empty() && err.contains(wanted), "{arguments:?}: {err}");
    }
    check(&run(&["--frobnicate"]), 2);
}

#[test]
fn a_rule_can_be_switched_off() {
    let page = "corpus/medpath/dash-score-bands.txt";
    let (with, _) = check(&run(&["-q", page]), 0);
    let (without, _) = check(&run(&["-q", page, "--without", "unit/score-band"]), 0);
    assert!(with.contains("7-12 points") && !without.contains("7-12 points"));
}

#[test]
fn a_layout_can_be_forced() {
    let (out, _) = check(&run(&["-q", "corpus/medpath/dash-score-bands.txt", "--layout", "unknown"]), 0);
    assert!(out.contains("\"layout\":\"unknown\""));
}

#[test]
fn spans_come_on_request() {
    let page = "corpus/medpath/dash-score-bands.txt";
    assert!(!check(&run(&["-q", page]), 0).0.contains("\"spans\""));
    assert!(check(&run(&["-q", page, "--spans"]), 0).0.contains("\"spans\":{\"/registry\":[["));
}

#[test]
fn explain_shows_values_repairs_and_the_choice_of_layout() {
    let (out, _) = check(&run(&["explain", "corpus/medpath/dash-score-bands.txt"]), 0);
    for wanted in [
        "medpath (detected)",
        "Target Recruitment",
        "‹minutes → points›",
        "unit/score-band",
        "/overall_status",
        "Residue",
    ] {
        assert!(out.contains(wanted), "{wanted} is missing");
    }
    assert!(!out.contains('\u{1b}'), "no colors where nobody looks");
}

#[test]
fn explain_shows_every_study_of_a_file() {
    let lines = format!("{}\n{}\n{{\n", study(1), study(2));
    let home = folder(&[("two.jsonl", &lines)]);
    let (out, err) = check(&run(&["explain", text(&home.path().join("two.jsonl"))]), 1);
    assert!(out.contains("two.jsonl:1") && out.contains("two.jsonl:2") && out.contains("from byte"), "{out}");
    assert!(err.contains("two.jsonl:3: "), "{err}");
}

#[test]
fn explain_lets_no_control_character_through() {
    let pages =
        folder(&[("a.txt", "Title\u{1b}[31m\u{202e}\n- Conditions\n- A\u{7}sthma\nRecruitment & Eligibility\n")]);
    let (out, _) = check(&run(&["explain", text(&pages.path().join("a.txt"))]), 0);
    assert!(!out.contains(['\u{1b}', '\u{202e}', '\u{7}']) && out.contains("\\u{1b}"));
}

#[test]
fn layouts_rules_and_schema_are_listed() {
    assert!(check(&run(&["layouts"]), 0).0.contains("medpath"));
    assert!(check(&run(&["layouts", "--labels"]), 0).0.contains("Target Recruitment"));
    let (rules, _) = check(&run(&["rules"]), 0);
    for rule in trialsift::repair::RULES {
        assert!(rules.contains(rule.id));
    }
    assert_eq!(check(&run(&["schema"]), 0).0, trialsift::RECORD_SCHEMA);
    assert!(check(&run(&["--help"]), 0).0.contains("Exit status"));
}

/// The fenced blocks of a kind in a document.
fn blocks(document: &str, kind: &str) -> Vec<String> {
    let fence = format!("\n```{kind}\n");
    document.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_worked_example_of_a_layout_works() {
    let document = fs::read_to_string(common::root().join("docs/layouts.md")).expect("the document");
    let (table, page) = (blocks(&document, "toml").remove(0), blocks(&document, "text").remove(0));
    let home = folder(&[("volans/volans.toml", &table), ("volans/volans/salt-lamp.txt", &page)]);
    let at_home = |arguments: &[&str]| extract().current_dir(home.path()).args(arguments).output().expect("it runs");
    let (out, _) = check(&at_home(&["layouts", "--check", "volans"]), 0);
    assert_eq!(blocks(&document, "console")[0], format!("$ extract layouts --check volans\n{out}"));

    let (out, _) = check(&at_home(&["-q", "--layouts", "volans", "volans/volans"]), 0);
    let record: serde_json::Value = serde_json::from_str(&out).expect("a record");
    assert_eq!(record["source"]["layout"], "volans");
    assert_eq!(record["brief_title"], "Salt Lamps for Winter Cough");
    assert_eq!((&record["acronym"], &record["enrollment"]["count"]), (&"SALINA".into(), &serde_json::Value::Null));
    assert_eq!((&record["eligibility"]["sex"], &record["residue"]), (&"ALL".into(), &serde_json::json!([])));

    // Without the table nobody knows the site.
    let (out, _) = check(&at_home(&["-q", "volans/volans"]), 0);
    assert!(out.contains("\"layout\":\"unknown\""));
}

#[test]
fn a_broken_table_is_told_with_its_place() {
    let row = "id = \"x\"\ndoc = \"A site.\"\nlabels = [{ text = \"State of play\", slot = \"stauts\" }]\n";
    let home = folder(&[("tables/x.toml", row), ("page.txt", PAGE), ("none/page.txt", PAGE)]);
    let at_home = |arguments: &[&str]| extract().current_dir(home.path()).args(arguments).output().expect("it runs");
    let (out, err) = check(&at_home(&["--layouts", "tables", "page.txt"]), 2);
    assert!(out.is_empty() && err.contains("x.toml:3:44: there is no slot \"stauts\"; the slots are "), "{err}");
    let (_, err) = check(&at_home(&["layouts", "--check", "tables"]), 2);
    assert!(err.contains("x.toml:3:44"), "{err}");
    let (_, err) = check(&at_home(&["--layouts", "none", "page.txt"]), 2);
    assert!(err.contains("holds no `.toml` file"), "{err}");
    fs::write(home.path().join("tables/x.toml"), row.replace("stauts", "overall_status").replace("\"x\"", "\"veeva\""))
        .expect("a table");
    let (_, err) = check(&at_home(&["--layouts", "tables", "page.txt"]), 2);
    assert!(err.contains("a layout “veeva” already"), "{err}");
}

#[test]
fn a_label_that_no_sample_shows_is_a_fault() {
    let table = "id = \"x\"\ndoc = \"A site.\"\nlabels = [\n{ text = \"Run by whom\", slot = \"lead_sponsor.name\" },\n\
                 { text = \"State of play\", slot = \"overall_status\" },\n{ text = \"Never seen\", slot = \"phases\" }]\n";
    let page = "Run by whom\nA Hospital\nState of play\nCompleted\n";
    let home = folder(&[("x.toml", table), ("x/page.txt", page), ("x/other.txt", PAGE)]);
    let (out, _) = check(&run(&["layouts", "--check", text(home.path())]), 1);
    assert!(out.contains("no sample shows the label “Never seen”"), "{out}");
    assert!(out.contains("lies in the folder of x and is claimed by medpath"), "{out}");
}

#[test]
fn no_page_of_the_corpus_is_claimed_by_another_layout() {
    let (out, _) = check(&run(&["layouts", "--confusion", "corpus"]), 0);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    let pages = rows.iter().filter(|row| row.len() >= 7 && row[0] != "page").count();
    assert_eq!(pages, common::pages().iter().map(|page| common::records_of(page).len()).sum::<usize>());
    // Whoever claims a page by its labels does so by a clear margin.
    let margins =
        rows.iter().filter(|row| row.len() == 7 && row[0] != "page" && row[1] != "unknown" && row[2] != "0.00");
    assert!(margins.map(|row| row[6].parse::<f32>().expect("a number")).all(|margin| margin >= 0.2), "{out}");
    let (_, err) = check(&run(&["layouts", "--confusion"]), 2);
    assert!(err.contains("name files or folders"), "{err}");
}

const FUSED: &str = "A Title\n- Conditions\n- Lupus NephritisKidney Failure, Chronic\n- Registration Number\n- NCT99000001\n\
                     Recruitment & Eligibility\n- Status\n- COMPLETED\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n";

#[test]
fn decisions_are_carried_out_and_stale_ones_told() {
    let digest = format!("blake3:{}", blake3::hash(FUSED.as_bytes()).to_hex());
    let toml = format!(
        "[[decision]]\nverdict = \"refuse\"\nrule = \"fused/list\"\nby = \"Ana Ruiz\"\n\n\
         [[decision]]\nverdict = \"correct\"\npage = \"{digest}\"\nfield = \"/acronym\"\nafter = \"ALTA\"\n\
         by = \"Ana Ruiz\"\nwhy = \"the title page\"\ndate = 2026-11-20\n"
    );
    let stale = "{\"verdict\": \"refuse\", \"rule\": \"exponent/lost-superscript\"}\n\
                 {\"verdict\": \"accept\", \"rule\": \"exponent/of-old\"}\n";
    let files = folder(&[("pages/a.txt", FUSED), ("d.toml", &toml), ("d.jsonl", stale)]);
    let path = |name: &str| text(&files.path().join(name)).to_owned();
    let [pages, one, two, errors] = ["pages", "d.toml", "d.jsonl", "errors.jsonl"].map(path);
    let both = [&*pages, "--decisions", &one, "--decisions", &two, "--errors", &errors];
    let (out, err) = check(&run(&both), 0);
    let record = &records(&out)[0];
    assert_eq!(record["conditions"], serde_json::json!(["Lupus NephritisKidney Failure, Chronic"]));
    assert_eq!(record["acronym"], "ALTA");
    assert!(err.contains("d.jsonl:1: stale: no page of this run has such a repair (refuse exponent"), "{err}");
    assert!(err.contains("d.jsonl:2: stale: there is no rule of this name"), "{err}");
    let noted = fs::read_to_string(&errors).expect("errors");
    assert_eq!(noted.matches("\"stale-decision\"").count(), 2, "{noted}");
    check(&run(&[&both[..], &["--stale", "error"]].concat()), 1);
    check(&run(&[&pages, "--decisions", &one, "--stale", "error"]), 0);
}

#[test]
fn decisions_that_contradict_each_other_stop_the_run() {
    let lines =
        "{\"verdict\": \"refuse\", \"rule\": \"fused/list\"}\n{\"verdict\": \"accept\", \"rule\": \"fused/list\"}\n";
    let files = folder(&[("a.txt", FUSED), ("d.jsonl", lines)]);
    let decisions = files.path().join("d.jsonl");
    let (out, err) = check(&run(&[text(&files.path().join("a.txt")), "--decisions", text(&decisions)]), 2);
    assert!(
        out.is_empty() && err.contains("d.jsonl:2: contradicts") && err.contains("d.jsonl:1: one accepts"),
        "{err}"
    );
    let (_, err) = check(&run(&["corpus", "--decisions", "no-such-file.toml"]), 2);
    assert!(err.contains("no-such-file.toml"), "{err}");
}

#[test]
fn a_worker_carries_out_decisions_too() {
    let files = folder(&[("d.jsonl", "{\"verdict\": \"refuse\", \"rule\": \"fused/list\"}\n")]);
    let mut worker = extract()
        .args(["worker", "--decisions", text(&files.path().join("d.jsonl"))])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let line = serde_json::json!({"id": "a", "text": FUSED});
    writeln!(worker.stdin.take().expect("input"), "{line}").expect("a line");
    let output = worker.wait_with_output().expect("an answer");
    let record = &records(&String::from_utf8_lossy(&output.stdout))[0];
    assert_eq!(record["conditions"].as_array().map(Vec::len), Some(1));
    assert_eq!(record["repairs"][0]["state"], "REFUSED");
}

#[test]
fn explain_shows_what_curators_corrected() {
    let page = "A Title\n- Conditions\n- Asthma\n- Registration Number\n- NCT99000001\n";
    let digest = blake3::hash(page.as_bytes()).to_hex().to_string();
    let correction = |field: &str, before: serde_json::Value, after: &str| {
        let decided = serde_json::json!({"verdict": "correct", "page": format!("blake3:{digest}"), "field": field,
            "before": before, "after": after, "by": "Ana Ruiz", "why": "read aloud"});
        format!("{decided}\n")
    };
    let decided = [
        correction("/conditions/0", "Asthma".into(), "Wheezing"),
        correction("/acronym", serde_json::Value::Null, "LAMP"),
    ];
    let files = folder(&[("a.txt", page), ("d.jsonl", &decided.concat())]);
    let (file, decisions) = (files.path().join("a.txt"), files.path().join("d.jsonl"));
    let (out, _) = check(&run(&["explain", text(&file), "--decisions", text(&decisions)]), 0);
    let line =
        |start: &str| out.lines().find(|line| line.trim_start().starts_with(start)).unwrap_or_default().to_owned();
    assert!(line("/conditions/0 (corrected)").ends_with("Wheezing"), "{out}");
    assert!(line("/acronym (corrected)").ends_with("LAMP"), "{out}");
    let (out, _) = check(&run(&["explain", text(&file)]), 0);
    assert!(!out.contains("(corrected)") && out.contains("Asthma"), "{out}");
}
