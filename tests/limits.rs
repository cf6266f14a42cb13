//! Input that is made to cost more than it weighs: bombs, endless archives, deep nesting, entities.

#[path = "common/pack.rs"]
mod pack;
#[path = "common/program.rs"]
mod program;

use std::path::Path;
use std::process::{Command, Output};

use program::{check, home, paths};
use trialsift::{Options, Page};
use zip::CompressionMethod;

fn extract(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    command.current_dir(home).args(arguments).output().expect("it runs")
}

fn page() -> Vec<u8> {
    b"A Title\n- Conditions\n- Asthma\n- Registration Number\n- NCT99000001\n".to_vec()
}

/// A page, a hundred megabytes of nothing, and another page.
fn bomb(name: impl Fn(usize) -> String) -> Vec<(String, Vec<u8>)> {
    let nothing = (0..100).map(|n| (name(n), vec![b'x'; 1 << 20]));
    [("a.txt".to_owned(), page())].into_iter().chain(nothing).chain([("z.txt".to_owned(), page())]).collect()
}

fn named(pages: &[(String, Vec<u8>)]) -> Vec<(&str, Vec<u8>)> {
    pages.iter().map(|(name, page)| (name.as_str(), page.clone())).collect()
}

#[test]
fn what_unfolds_too_far_is_given_up_and_names_the_option() {
    let pages = bomb(|n| format!(".hidden-{n}"));
    let tar = pack::tar(&named(&pages));
    for (name, bytes) in [("x.tar.zst", pack::zstd(&tar)), ("x.tar.zst.gz", pack::gzip(&pack::zstd(&tar)))] {
        let home = home(name, &bytes);
        let (records, err) = check(&extract(home.path(), &[name]), 1);
        assert_eq!(paths(&records), [format!("{name}!a.txt")], "what came before is there");
        assert!(err.contains("unpacks to more than 1000 times its bytes; --max-ratio allows more"), "{err}");
        assert_eq!(err.matches("--max-ratio").count(), 1, "it is told once: {err}");
        assert!(err.contains("2 pages, 1 records") && err.contains("1 failed"), "{err}");
        let (records, _) = check(&extract(home.path(), &[name, "--max-ratio", "1000000"]), 0);
        assert_eq!(records.len(), 2);
        let (records, err) = check(&extract(home.path(), &[name, "--max-unpacked-bytes", "1000000"]), 1);
        assert!(
            records.len() <= 1 && err.contains("more than 1000000 bytes; --max-unpacked-bytes allows more"),
            "{err}"
        );
    }
}

#[test]
fn what_a_zip_file_promises_counts_before_it_is_unpacked() {
    let pages = bomb(|n| format!("{n}.txt"));
    let zip = pack::zip(&named(&pages), CompressionMethod::Zstd);
    let home = home("x.zip", &zip);
    for jobs in ["-j1", "-j3"] {
        let (records, err) = check(&extract(home.path(), &["x.zip", jobs]), 1);
        assert_eq!(records.len(), 64, "a page and the megabytes that are free");
        assert!(err.contains("x.zip: unpacks to more than 1000 times its bytes; --max-ratio allows more"), "{err}");
    }
}

#[test]
fn a_member_that_has_more_than_its_directory_tells_fails() {
    let mut zip = pack::zip(&[("a", page()), ("b.txt", page())], CompressionMethod::Stored);
    let directory = zip.windows(4).position(|window| window == b"PK\x01\x02").expect("a directory");
    zip[directory + 24] = 10;
    let home = home("x.zip", &zip);
    let (records, err) = check(&extract(home.path(), &["x.zip"]), 1);
    assert_eq!(paths(&records), ["x.zip!b.txt"]);
    assert!(err.contains("x.zip!a: damaged: "), "{err}");
}

#[test]
fn an_archive_of_too_many_members_is_given_up() {
    let pages: Vec<(String, Vec<u8>)> = (0..9).map(|n| (format!("{n}.txt"), page())).collect();
    for (name, bytes) in
        [("x.tar", pack::tar(&named(&pages))), ("x.zip", pack::zip(&named(&pages), CompressionMethod::Deflated))]
    {
        let home = home(name, &bytes);
        let (records, err) = check(&extract(home.path(), &[name, "--max-members", "5"]), 1);
        assert!((4..=6).contains(&records.len()), "{} records", records.len());
        assert!(err.contains(&format!("{name}: more than 5 members; --max-members allows more")), "{err}");
    }
}

/// What puts a file into an archive.
type Wrap = fn(&[u8]) -> Vec<u8>;

#[test]
fn archives_in_archives_end_somewhere() {
    let wraps: [Wrap; 4] = [
        // Names that do not say what they are are unpacked by whoever reads them.
        |inner| pack::zip(&[("a", inner.to_vec())], CompressionMethod::Stored),
        |inner| pack::zip(&[("a.zip", inner.to_vec())], CompressionMethod::Deflated),
        |inner| pack::tar(&[("a", inner.to_vec())]),
        pack::gzip,
    ];
    for wrap in wraps {
        let deep = (0..2000).try_fold(page(), |inner, _| (inner.len() < 1 << 20).then(|| wrap(&inner)).ok_or(inner));
        let (Ok(deep) | Err(deep)) = deep;
        let home = home("x", &deep);
        let (records, err) = check(&extract(home.path(), &["x"]), 1);
        assert!(records.is_empty() && err.contains("unpack") && err.contains("1 failed"), "{err}");
    }
}

#[test]
fn the_body_of_a_response_unfolds_within_bounds() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: zstd\r\n\r\n";
    let body = pack::zstd(&vec![b'a'; 100 << 20]);
    let record = pack::record("response", "u:1", "application/http; msgtype=response", &[head, &body[..]].concat());
    let home = home("x.warc", &[record, pack::response("u:2", "text/plain", &page())].concat());
    let (records, err) = check(&extract(home.path(), &["x.warc"]), 1);
    assert_eq!(paths(&records), ["x.warc!u:2"]);
    assert!(err.contains("x.warc!u:1: unpacks to more than 1000 times its bytes; --max-ratio allows more"), "{err}");
}

/// Reads a file with a stack on which no recursion over a deep page would find room.
fn read(file: Vec<u8>) {
    let file_length = file.len();
    let read = move || {
        let options = Options { spans: true, ..Options::default() };
        let mut count = 0;
        for page in trialsift::source::pages("page", &file, &options).filter_map(Result::ok) {
            let text = page.text(&options);
            serde_json::to_string(&page.extract(&text, &options).record).expect("a record can be written");
            count += 1;
        }
        let page = Page { path: "page".into(), bytes: &file, ..Page::default() };
        let text = page.text(&options);
        serde_json::to_string(&page.extract(&text, &options).record).expect("a record can be written");
        count
    };
    let thread = std::thread::Builder::new().stack_size(768 << 10).spawn(read).expect("a thread");
    assert!(thread.join().expect("it ends") <= file_length);
}

#[test]
fn depth_costs_no_stack() {
    const DEEP: usize = 100_000;
    let nested = |open: &str, inner: &str, close: &str| [&open.repeat(DEEP), inner, &close.repeat(DEEP)].concat();
    let study = "{\"protocolSection\": {\"identificationModule\": {\"nctId\": \"NCT99000001\", \"briefTitle\": ";
    for deep in [
        nested("[", "", "]"),
        nested("{\"a\":", "1", "}"),
        nested("[{\"protocolSection\":", "", ""),
        format!("{study}{}}}}}}}", nested("[", "\"x\"", "]")),
        format!("{study}{}", "{\"a\":[".repeat(DEEP)),
        format!("<clinical_study>{}</clinical_study>", nested("<a>", "x", "</a>")),
        format!("<clinical_study>{}", "<clinical_study>".repeat(DEEP)),
        format!("<!doctype html>{}", nested("<div>", "Status: Recruiting", "</div>")),
        format!("<!doctype html>{}", nested("<ul><li>", "a", "</li></ul>")),
        format!("<!doctype html>{}", nested("<table><tr><td>", "a", "</td></tr></table>")),
        format!("<!doctype html>{}", "<b><i>".repeat(DEEP)),
        nested("(", "Status: Recruiting", ")"),
    ] {
        read(deep.into_bytes());
    }
    // The same in a table of pages, whose objects are read by a library.
    let deep = format!("{{\"text\": \"A page\", \"x\": {}}}\n", nested("[", "", "]"));
    let home = home("x.jsonl", format!("{{\"text\": \"A page\"}}\n{deep}{{\"text\": \"A page\"}}\n").as_bytes());
    let (records, err) = check(&extract(home.path(), &["x.jsonl"]), 0);
    assert_eq!(records.len(), 3, "{err}");
}

#[test]
fn entities_of_xml_are_not_expanded() {
    let mut page = "<?xml version=\"1.0\"?><!DOCTYPE clinical_study [<!ENTITY a0 \"ha\">".to_owned();
    let ten = |n: usize| ["<!ENTITY a", &n.to_string(), " \"", &format!("&a{};", n - 1).repeat(10), "\">"].concat();
    page.extend((1..40).map(ten));
    page += "<!ENTITY file SYSTEM \"file:///etc/passwd\">]><clinical_study><id_info><nct_id>NCT99000001</nct_id></id_info>\
             <brief_title>x &a39; &file; y</brief_title></clinical_study>";
    let home = home("x.xml", page.as_bytes());
    let (records, _) = check(&extract(home.path(), &["x.xml"]), 0);
    assert_eq!((records.len(), &records[0]["registry_id"]), (1, &"NCT99000001".into()));
    assert_eq!(records[0]["brief_title"], "x &a39; &file; y");
    read(page.into_bytes());
}

#[test]
fn paths_that_are_too_long_are_told_under_a_shorter_name() {
    let long = format!("{}/page.txt", "d".repeat(300));
    let pages = [("a.txt", page()), (long.as_str(), page()), ("z.txt", page())];
    let (tar, zip) = (pack::tar(&pages), pack::zip(&pages, CompressionMethod::Stored));
    let lines = format!("{}\n", serde_json::json!({"id": long, "text": "A page"}));
    for (name, bytes, records) in [("x.tar", tar, 2), ("x.zip", zip, 2), ("x.jsonl", lines.into_bytes(), 0)] {
        let home = home(name, &bytes);
        let (found, err) = check(&extract(home.path(), &[name, "--max-path-bytes", "200", "--text-field", "text"]), 1);
        assert_eq!(found.len(), records, "{err}");
        let bytes = name.len() + 1 + long.len();
        assert!(err.contains(&format!("…{}", &long[long.len() - 60..])), "{err}");
        assert!(
            err.contains(&format!("its path has {bytes} bytes, more than 200; --max-path-bytes allows more")),
            "{err}"
        );
        assert!(!err.contains(&long), "{err}");
        let (found, _) = check(&extract(home.path(), &[name, "--text-field", "text"]), 0);
        assert_eq!(found.len(), records + 1);
    }
    let home = home("page.txt", &page());
    let err = check(&extract(home.path(), &["page.txt", "--max-path-bytes", "4"]), 1).1;
    assert!(err.contains("page.txt: its path has 8 bytes, more than 4; --max-path-bytes allows more"), "{err}");
}

/// A page whose tables and lists lost their marks, some of them often.
fn unmarked(times: usize) -> String {
    format!(
        "Low Lamps in Croup\n- Conditions\n- CroupAsthma\n- Interventions\n- Device: Lamp\n- Registration Number\n\
         - NCT99000177\nRecruitment & Eligibility\n- Target Recruitment\n- 118\nInclusion Criteria\n{}\n\
         Exclusion Criteria\n- Oxygen at home\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n- Arm && Interventions\n\
         Group Intervention Description Lamp Lamp A lamp\n- Primary Outcome Measures\nName Time Method {}\n",
        "Age over 18 years History of croup ".repeat(times).trim_end(),
        "Croup score 12 weeks ".repeat(times).trim_end()
    )
}

#[test]
fn past_its_work_a_page_keeps_its_texts_whole() {
    let home = home("page.txt", unmarked(20).as_bytes());
    let (whole, _) = check(&extract(home.path(), &["page.txt"]), 0);
    assert_eq!(whole[0]["primary_outcomes"].as_array().expect("a list").len(), 20);
    assert!(whole[0]["eligibility"]["inclusion"].as_array().expect("a list").len() > 20);
    let run = |jobs| check(&extract(home.path(), &["page.txt", "--max-work", "100", jobs]), 0).0;
    let limited = run("-j1");
    assert_eq!(limited, run("-j3"), "counted, not timed");
    let record = &limited[0];
    assert_eq!(record["primary_outcomes"].as_array().expect("a list").len(), 1);
    assert_eq!(record["eligibility"]["inclusion"].as_array().expect("a list").len(), 1);
    let issues = record["issues"].as_array().expect("a list");
    let told: Vec<_> = issues.iter().filter(|issue| issue["code"] == "limit").collect();
    assert_eq!(told.len(), 1, "once a page");
    let message = told[0]["message"].as_str().expect("words");
    assert!(message.contains("more than 100 units") && message.contains("--max-work allows more"), "{message}");
    assert!(told[0]["span"].is_array(), "it is told where");
}

#[test]
fn bytes_are_accounted_for_past_the_work_too() {
    let page = unmarked(30);
    for max_work in [0, 10, 100, 1000, 10_000] {
        let options = Options { spans: true, max_work, ..Options::default() };
        let page = Page { bytes: page.as_bytes(), ..Page::default() };
        let text = page.text(&options);
        let extraction = page.extract(&text, &options);
        let coverage = extraction.coverage(&text.text, page.bytes.len());
        assert_eq!(coverage.iter().map(|(span, _)| span.len()).sum::<usize>(), page.bytes.len());
        let cut = extraction.record.trial.primary_outcomes.len() > 1;
        let told = extraction.record.issues.iter().any(|issue| issue.code == "limit");
        assert_eq!(cut, !told, "{max_work}");
    }
}

#[test]
fn depth_costs_no_more_than_its_bytes() {
    // Seconds on a slow machine; work that grew with the square of the depth would take hours.
    const DEEP: usize = 1_000_000;
    for page in [
        format!("{{\"protocolSection\": {}{}}}", "[".repeat(DEEP), "]".repeat(DEEP)),
        format!("<clinical_study>{}{}</clinical_study>", "<a>".repeat(DEEP), "</a>".repeat(DEEP)),
        format!("<!doctype html>{}x{}", "<div>".repeat(DEEP), "</div>".repeat(DEEP)),
    ] {
        let options = Options::default();
        let page = Page { bytes: page.as_bytes(), ..Page::default() };
        let text = page.text(&options);
        assert_eq!(page.extract(&text, &options).record.source.bytes, page.bytes.len() as u64);
    }
}
