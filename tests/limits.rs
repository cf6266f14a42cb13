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
