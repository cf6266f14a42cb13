//! What goes wrong around a page: every page is accounted for, and what is written is whole.
#![cfg(unix)]

#[path = "common/pack.rs"]
mod pack;
#[path = "common/program.rs"]
mod program;

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use program::{check, paths, study};
use serde_json::{Value, json};
use tempfile::TempDir;
use trialsift::layout::{Head, Layout, Reading};
use trialsift::run::{Job, Summary, Watch, answer, run as run_pages};
use trialsift::source::{Fault, Links, walk};
use trialsift::{Options, RECORD_SCHEMA};

fn extract(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    command.current_dir(home).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    extract(home).args(arguments).output().expect("it runs")
}

fn page(number: usize) -> Vec<u8> {
    format!("A Title\n- Conditions\n- Asthma\n- Registration Number\n- NCT{:08}\n", 99_000_000 + number).into_bytes()
}

fn home(files: &[(&str, Vec<u8>)]) -> TempDir {
    let home = TempDir::new().expect("a folder");
    for (name, bytes) in files {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    home
}

/// A layout whose reader does not survive some pages.
static FRAGILE: Layout = Layout { id: "fragile", doc: "a layout that panics", head: Head::Own(fragile), ..Layout::NEW };

fn fragile<'t>(_reading: &mut Reading<'t>, head: &'t str) {
    assert!(!head.contains("BOOM"), "this page is too much");
}

fn fragile_job() -> Job {
    Job { options: Options { layout: Some(&FRAGILE), ..Options::default() }, ..Job::default() }
}

#[derive(Default)]
struct Told(Vec<(Fault, bool)>);

impl Watch for Told {
    fn fault(&mut self, fault: &Fault, failed: bool) -> std::io::Result<()> {
        self.0.push((fault.clone(), failed));
        Ok(())
    }

    fn note(&mut self, _note: &Fault) {}

    fn done(&mut self, _so_far: &Summary) {}
}

#[test]
fn a_panic_costs_one_page_and_is_told_with_its_digest() {
    let home = home(&[("a.txt", page(1)), ("b.txt", b"BOOM\n".to_vec()), ("c.txt", page(3)), ("d.txt", Vec::new())]);
    let (mut out, mut told) = (Vec::new(), Told::default());
    let walk = walk(&[home.path().to_owned()], Links::Inside);
    let summary = run_pages(walk, &fragile_job(), &mut out, &mut told).expect("it runs");
    let counts = (summary.found, summary.pages, summary.records, summary.failed, summary.skipped);
    assert_eq!((counts, summary.mismatch()), ((4, 3, 2, 1, 1), None));
    assert_eq!(out.lines().count(), 2);
    let (fault, _) = told.0.iter().find(|(_, failed)| *failed).expect("a failure");
    let digest = blake3::hash(b"BOOM\n").to_hex().to_string();
    assert!(fault.path.ends_with("b.txt") && fault.code == "panic" && fault.offset == Some(0), "{fault:?}");
    assert!(fault.message.contains("too much") && fault.message.contains(&digest), "{fault:?}");
}

#[test]
fn a_panic_costs_a_worker_one_answer() {
    let lines = format!(
        "{}\n{}\n{}\n",
        json!({"id": "a", "text": "A"}),
        json!({"id": "b", "text": "BOOM"}),
        json!({"text": "C"})
    );
    let mut answers = Vec::new();
    answer(std::io::Cursor::new(lines), &fragile_job(), &mut answers).expect("it answers");
    let answers: Vec<Value> =
        answers.lines().map(|line| serde_json::from_str(&line.expect("text")).expect("JSON")).collect();
    assert_eq!(answers.len(), 3);
    assert_eq!((&answers[1]["error"]["code"], &answers[1]["error"]["line"]), (&json!("panic"), &json!(2)));
    assert!(answers[1]["error"]["message"].as_str().expect("words").contains("blake3:"));
    assert!(answers[0]["schema"].is_string() && answers[2]["schema"].is_string());
}

#[test]
fn what_does_not_add_up_is_told() {
    let summary = Summary { found: 7, records: 3, failed: 2, skipped: 2, ..Summary::default() };
    assert_eq!(summary.mismatch(), None);
    let lost = Summary { skipped: 1, ..summary };
    let wanted = "7 pages were found, but 3 records, 2 failures and 1 skipped are 6";
    assert_eq!(lost.mismatch().as_deref(), Some(wanted));
}

/// Files and archives with everything that can be skipped or fail in them.
fn mixed() -> TempDir {
    let studies: Vec<String> = (0..60_000).map(|n| if n == 700 { "{oops}\n".into() } else { study(n) }).collect();
    let pages: Vec<(String, Vec<u8>)> = (0..500).map(|n| (format!("{n}.txt"), page(n))).collect();
    let pages: Vec<(&str, Vec<u8>)> = pages.iter().map(|(name, page)| (name.as_str(), page.clone())).collect();
    let crawl = [pack::crawl(&pages[..20]).concat(), pack::response("x", "image/png", b"no text")].concat();
    home(&[
        ("in/a.txt", page(1)),
        ("in/b.txt", Vec::new()),
        ("in/c.tar.gz", pack::gzip(&pack::tar(&pages))),
        ("in/d.tar.gz", pack::gzip(&pack::tar(&pages))[..2000].to_vec()),
        ("in/e.zip", pack::zip(&pages, zip::CompressionMethod::Deflated)),
        ("in/f.warc", crawl),
        ("in/g.jsonl", studies.concat().into_bytes()),
        ("in/h.gz", b"\x00no gzip".to_vec()),
    ])
}

#[test]
fn every_page_is_a_record_a_failure_or_skipped() {
    let home = mixed();
    symlink("/", home.path().join("in/out")).expect("a link");
    let (records, err) = check(&run(home.path(), &["in", "--errors", "errors.jsonl"]), 1);
    let errors = fs::read_to_string(home.path().join("errors.jsonl")).expect("errors");
    let errors: Vec<Value> = errors.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for error in &errors {
        let keys: Vec<&String> = error.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["path", "line", "code", "message", "offset"]);
    }
    let broken = errors.iter().find(|error| error["code"] == "broken-line").expect("the broken line");
    assert_eq!((&broken["line"], broken["offset"].as_u64().is_some_and(|at| at > 40_000)), (&json!(701), true));
    let closing = err.lines().last().expect("a closing line");
    let count = |what: &str| -> usize {
        let words: Vec<&str> = closing.split([' ', ',', ';']).collect();
        let at = words.iter().position(|word| *word == what).expect("it is counted");
        words[at - 1].parse().expect("a number")
    };
    assert_eq!(count("records"), records.len(), "{closing}");
    assert_eq!(count("failed") + count("skipped"), errors.len(), "{closing}");
    assert_eq!(count("pages"), records.len() + count("failed"), "{closing}");
}

/// Waits until a run has written something.
fn begun(home: &Path) {
    let began = Instant::now();
    while fs::metadata(home.join(".out.jsonl.partial")).map_or(0, |found| found.len()) == 0 {
        assert!(began.elapsed() < Duration::from_mins(1), "it does not begin");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

#[test]
fn a_signal_ends_a_run_between_two_pages_and_it_can_go_on() {
    let home = mixed();
    let arguments = ["in", "-j2", "-o", "out.jsonl", "--errors", "errors.jsonl"];
    check(&run(home.path(), &arguments), 1);
    let wanted = ["out.jsonl", "errors.jsonl"].map(|name| fs::read(home.path().join(name)).expect("written"));
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        fs::remove_file(home.path().join("out.jsonl")).expect("removed");
        let child = extract(home.path()).args(arguments).spawn().expect("it runs");
        begun(home.path());
        signal(&child, name);
        let (_, err) = check(&child.wait_with_output().expect("it ends"), code);
        assert!(err.contains(&format!("extract: stopped by SIG{name}; the same command with --resume")), "{err}");
        assert!(!home.path().join("out.jsonl").exists(), "a file is whole or it is not there");
        let partial = fs::read(home.path().join(".out.jsonl.partial")).expect("what was written");
        assert!(partial.ends_with(b"\n"), "no line is torn");
        let (_, err) = check(&run(home.path(), &[&arguments[..], &["--resume"]].concat()), 1);
        assert!(err.contains("goes on behind"), "{err}");
        let found = ["out.jsonl", "errors.jsonl"].map(|name| fs::read(home.path().join(name)).expect("written"));
        assert!(found == wanted, "the bytes are others after {name}");
    }
}

#[test]
fn a_signal_ends_what_waits_for_input() {
    for arguments in [&["-"][..], &["worker"]] {
        let mut child = extract(Path::new("/")).args(arguments).stdin(Stdio::piped()).spawn().expect("it runs");
        let mut lines = child.stdin.take().expect("a pipe");
        if arguments == ["worker"] {
            writeln!(lines, "{}", json!({"text": "A page"})).expect("asked");
            let mut answer = String::new();
            BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut answer).expect("an answer");
            assert!(answer.ends_with("}\n"));
        } else {
            std::thread::sleep(Duration::from_millis(500));
        }
        signal(&child, "TERM");
        let (_, err) = check(&child.wait_with_output().expect("it ends"), 143);
        assert!(err.contains("extract: stopped by SIGTERM"), "{err}");
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let mut child = extract(Path::new("/")).arg("-").stdin(Stdio::piped()).spawn().expect("it runs");
    let stdin = child.stdin.take().expect("a pipe");
    std::thread::sleep(Duration::from_millis(500));
    signal(&child, "INT");
    std::thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    signal(&child, "INT");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(began.elapsed() < Duration::from_secs(2), "it waited");
    drop(stdin);
}

#[test]
fn where_nothing_can_be_written_the_run_ends_with_the_reason() {
    let home = mixed();
    if Path::new("/dev/full").exists() {
        let full = fs::File::options().write(true).open("/dev/full").expect("a full device");
        let output = extract(home.path()).arg("in").stdout(full).output().expect("it runs");
        let err = check(&output, 2).1;
        assert!(err.contains("cannot write the records: No space left"), "{err}");
        let err = check(&run(home.path(), &["in", "-q", "-o", "/dev/full"]), 2).1;
        assert!(err.contains("No space left"), "{err}");
        let err = check(&run(home.path(), &["in", "-q", "-o", "out.jsonl", "--errors", "/dev/full"]), 2).1;
        assert!(err.contains("No space left") && !home.path().join("out.jsonl").exists(), "{err}");
    }
    let wanted = check(&run(home.path(), &["in", "-q"]), 1).0;
    // No file may have more than 1 MB: as a disk that is full in the middle of the run.
    let limited = format!("ulimit -f 2000; exec {} in -o out.jsonl", env!("CARGO_BIN_EXE_extract"));
    let output = Command::new("sh").args(["-c", &limited]).current_dir(home.path()).output().expect("it runs");
    let err = check(&output, 2).1;
    assert!(err.contains("out.jsonl: cannot be written: File too large"), "{err}");
    assert!(!home.path().join("out.jsonl").exists(), "a file is whole or it is not there");
    check(&run(home.path(), &["in", "-o", "out.jsonl", "--resume"]), 1);
    let found = fs::read_to_string(home.path().join("out.jsonl")).expect("records");
    let found: Vec<Value> = found.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(found == wanted, "the records are others");
    for (arguments, wanted) in [
        (["in", "-o", "in"], "in: is a folder"),
        (["in", "-o", "none/out.jsonl"], "none/out.jsonl: cannot be written: No such file"),
        (["in", "--errors", "none/errors.jsonl"], "none/errors.jsonl: cannot be written: No such file"),
        (["gone", "-o", "out2.jsonl"], "gone: cannot be read: No such file"),
    ] {
        let err = check(&run(home.path(), &arguments), 2).1;
        assert!(err.contains(wanted) && !home.path().join("out2.jsonl").exists(), "{err}");
    }
}

#[test]
fn input_that_vanishes_costs_what_vanished() {
    let home = home(&[("a.txt", page(1)), ("c.txt", page(3))]);
    // Names that come from a list may be gone when their turn comes.
    fs::write(home.path().join("list"), "a.txt\nb.txt\nc.txt\n").expect("a list");
    let (records, err) = check(&run(home.path(), &["--from-file", "list"]), 1);
    assert_eq!(paths(&records), ["a.txt", "c.txt"]);
    assert!(err.contains("b.txt: cannot be read: ") && err.contains("1 failed"), "{err}");
}

#[test]
fn a_file_that_goes_between_the_list_and_the_read_costs_itself() {
    let home = home(&[("a.txt", page(1)), ("b.txt", page(2)), ("c.txt", page(3))]);
    let entries: Vec<_> = walk(&[home.path().to_owned()], Links::Inside).collect();
    fs::remove_file(home.path().join("b.txt")).expect("a file");
    let (mut out, mut told) = (Vec::new(), Told::default());
    let summary = run_pages(entries.into_iter(), &Job::default(), &mut out, &mut told).expect("it runs");
    assert_eq!((summary.records, summary.failed, summary.mismatch()), (2, 1, None));
    let (fault, _) = told.0.iter().find(|(_, failed)| *failed).expect("a failure");
    assert!(fault.path.ends_with("b.txt") && fault.code == "unreadable", "{fault:?}");
    assert!(fault.message.starts_with("cannot be read: No such file"), "{fault:?}");
}

#[test]
fn a_file_that_grows_or_shrinks_while_it_is_read_costs_itself_at_most() {
    let pages: Vec<(String, Vec<u8>)> = (0..300).map(|n| (format!("{n}.txt"), page(n))).collect();
    let named: Vec<(&str, Vec<u8>)> = pages.iter().map(|(name, page)| (name.as_str(), page.clone())).collect();
    let zip = pack::zip(&named, zip::CompressionMethod::Deflated);
    let home = home(&[("in/a.txt", page(1)), ("in/b.zip", zip.clone()), ("in/c.txt", page(3)), ("in/d.txt", page(4))]);
    let (changed, archive) = (home.path().join("in/c.txt"), home.path().join("in/b.zip"));
    let resize = |path: &Path, size: usize| {
        let file = fs::File::options().write(true).open(path).expect("a file");
        file.set_len(size as u64).expect("another length");
    };
    for round in 0..10_usize {
        fs::write(&archive, &zip).expect("an archive");
        let mut child = extract(home.path()).args(["in", "-q"]).spawn().expect("it runs");
        for step in 0..40_usize {
            resize(&changed, if step % 2 == 0 { 1 << 20 } else { 10 });
            if step == 3 * round {
                resize(&archive, zip.len() / 2);
            }
        }
        let mut lines = String::new();
        child.stdout.take().expect("a pipe").read_to_string(&mut lines).expect("records");
        let code = child.wait().expect("it ends").code();
        assert!(matches!(code, Some(0 | 1)), "no run is lost: {code:?}");
        let records: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let found = paths(&records);
        assert!(found.contains(&"in/a.txt") && found.contains(&"in/d.txt"), "{}", found.len());
    }
}

#[test]
fn links_out_of_a_folder_are_followed_on_request() {
    let home = home(&[("in/a.txt", page(1)), ("else/b.txt", page(2)), ("else/sub/c.txt", page(3))]);
    symlink("../else", home.path().join("in/out")).expect("a link");
    symlink("../else/b.txt", home.path().join("in/z.txt")).expect("a link");
    symlink("../../in", home.path().join("else/sub/back")).expect("a link");
    symlink("a.txt", home.path().join("in/own.txt")).expect("a link");
    let (records, err) = check(&run(home.path(), &["in"]), 0);
    assert_eq!(paths(&records), ["in/a.txt", "in/own.txt"]);
    assert!(err.contains("in/out: a link that leads out of the folder") && err.contains("--follow-links"), "{err}");
    let (records, err) = check(&run(home.path(), &["in", "--follow-links"]), 0);
    let wanted = ["in/a.txt", "in/out/b.txt", "in/out/sub/c.txt", "in/own.txt", "in/z.txt"];
    assert_eq!(paths(&records), wanted, "{err}");
    assert!(err.contains("in/out/sub/back: a link back to in"), "{err}");
}

#[test]
fn names_that_are_no_utf8_survive() {
    let home = home(&[("in/plain\\x.txt", page(1))]);
    let odd = home.path().join("in").join(OsStr::from_bytes(b"caf\xe9\\\xff.txt"));
    fs::write(odd, page(2)).expect("a file");
    fs::write(home.path().join("in").join(OsStr::from_bytes(b"caf\xea.txt")), b"").expect("a file");
    let (records, err) = check(&run(home.path(), &["in", "--errors", "errors.jsonl"]), 0);
    assert_eq!(paths(&records), ["in/caf\\xE9\\\\\\xFF.txt", "in/plain\\x.txt"]);
    assert!(err.contains("in/caf\\xEA.txt: an empty file"), "{err}");
    let errors = fs::read_to_string(home.path().join("errors.jsonl")).expect("errors");
    assert!(errors.contains(r#""path":"in/caf\\xEA.txt""#), "{errors}");
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(page(1).len() as u64);
    header.as_gnu_mut().expect("a header").name[..9].copy_from_slice(b"p\xe9\xe8e.txt\0");
    header.set_cksum();
    archive.append(&header, page(1).as_slice()).expect("a member");
    fs::write(home.path().join("x.tar"), archive.into_inner().expect("an archive")).expect("a file");
    assert_eq!(paths(&check(&run(home.path(), &["x.tar"]), 0).0), ["x.tar!p\\xE9\\xE8e.txt"]);
}

/// A tar file with a member of this name and kind, whatever the name says.
fn member(name: &str, kind: tar::EntryType, link: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(kind);
    header.set_size(bytes.len() as u64);
    let gnu = header.as_gnu_mut().expect("a header");
    gnu.name[..name.len()].copy_from_slice(name.as_bytes());
    if let Some(link) = link {
        gnu.linkname[..link.len()].copy_from_slice(link.as_bytes());
    }
    header.set_cksum();
    let mut archive = tar::Builder::new(Vec::new());
    archive.append(&header, bytes).expect("a member");
    // Without the end, so that more can follow.
    let mut bytes = archive.into_inner().expect("an archive");
    bytes.truncate(bytes.len() - 1024);
    bytes
}

#[test]
fn members_of_archives_escape_nowhere() {
    use tar::EntryType;
    let names = ["../../escaped.txt", "/tmp/escaped.txt", "a/../../escaped.txt", "C:\\escaped.txt"];
    let mut tar: Vec<u8> = names.iter().flat_map(|name| member(name, EntryType::Regular, None, &page(1))).collect();
    let specials = [EntryType::Symlink, EntryType::Link, EntryType::Char, EntryType::Block, EntryType::Fifo];
    tar.extend(specials.iter().flat_map(|kind| member("special", *kind, Some("/etc/passwd"), b"")));
    let pages: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (*name, page(1))).collect();
    let home = home(&[
        ("in/x.tar", [tar, vec![0; 1024]].concat()),
        ("in/x.zip", pack::zip(&pages, zip::CompressionMethod::Deflated)),
    ]);
    let before = files(home.path());
    let (records, err) = check(&run(home.path(), &["in"]), 0);
    let wanted: Vec<String> =
        ["x.tar", "x.zip"].iter().flat_map(|of| names.map(|name| format!("in/{of}!{name}"))).collect();
    assert_eq!(paths(&records), wanted, "names are words of a path, and nothing is done with them");
    assert!(err.contains("5 skipped"), "{err}");
    assert_eq!(files(home.path()), before);
    assert!(!home.path().join("escaped.txt").exists() && !Path::new("/tmp/escaped.txt").exists());
}

fn files(folder: &Path) -> Vec<String> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    walk.map(|entry| entry.expect("an entry").path().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_record_is_json_whatever_the_page_says() {
    let pages: [&[u8]; 6] = [
        b"Status: \0\x01\x1b[31m Recruiting\n",
        b"{\"protocolSection\": {\"identificationModule\": {\"briefTitle\": \"a\\ud800b\\u0000c\", \"nctId\": \"NCT99000001\"}}}",
        b"\xff\xfe\x00\xd8a\x00",
        b"Status: \xed\xa0\x80\n",
        b"<html><h1>&#xD800;&#0;&#x110000;</h1></html>",
        b"<clinical_study><brief_title>&#xD800;&#0;</brief_title></clinical_study>",
    ];
    let files: Vec<(String, Vec<u8>)> =
        pages.iter().enumerate().map(|(n, page)| (format!("in/{n}"), page.to_vec())).collect();
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(name, page)| (name.as_str(), page.clone())).collect();
    let home = home(&files);
    let (records, _) = check(&run(home.path(), &["in", "--spans"]), 0);
    assert_eq!(records.len(), pages.len());
    let schema: Value = serde_json::from_str(RECORD_SCHEMA).expect("a schema");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    for record in &records {
        assert!(schema.is_valid(record), "{:?}", schema.iter_errors(record).next());
    }
    let mut line = Vec::new();
    extract(home.path())
        .args(["in/1"])
        .output()
        .expect("it runs")
        .stdout
        .as_slice()
        .read_to_end(&mut line)
        .expect("read");
    assert!(!line.contains(&0) && std::str::from_utf8(&line).is_ok());
}
