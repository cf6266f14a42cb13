//! Runs over a part of the input, in several goes, and as a part of a larger system.

mod common;
#[path = "common/pack.rs"]
mod pack;
#[path = "common/program.rs"]
mod program;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::time::{Duration, Instant};

use program::{check, paths, study};
use serde_json::{Value, json};
use tempfile::TempDir;

fn extract(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    command.current_dir(home).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs with something on standard input.
fn run(home: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = extract(home).args(arguments).spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // A program that ends early does not read all of it.
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("fed");
    output
}

fn page(number: usize) -> Vec<u8> {
    format!("A Title\n- Conditions\n- Asthma\n- Registration Number\n- NCT{:08}\nRecruitment & Eligibility\n- Status\n- COMPLETED\n", 99_000_000 + number)
        .into_bytes()
}

/// Some pages of a table or an archive.
fn many(count: usize) -> Vec<(String, Vec<u8>)> {
    (0..count).map(|n| (format!("{n:04}.txt"), page(n))).collect()
}

fn named(pages: &[(String, Vec<u8>)]) -> Vec<(&str, Vec<u8>)> {
    pages.iter().map(|(name, page)| (name.as_str(), page.clone())).collect()
}

/// A folder with pages, broken ones among them, and files of many.
fn corpus(files: usize) -> TempDir {
    let home = TempDir::new().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = home.path().join("in").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    let pages = many(400);
    write("b/archive.tar.zst", &pack::zstd(&pack::tar(&named(&pages))));
    write("b/archive.zip", &pack::zip(&named(&pages[..150]), zip::CompressionMethod::Deflated));
    let mut studies: Vec<String> = (0..16_000).map(study).collect();
    studies[700] = "{\"protocolSection\": oops}\n".into();
    write("c/studies.jsonl", studies.concat().as_bytes());
    write("d/none.txt", b"");
    for n in 0..files {
        write(&format!("a/{n:03}.txt"), &page(n));
        write(&format!("e/{n:03}.txt"), &page(n));
    }
    home
}

#[test]
fn a_list_names_the_files() {
    let home = corpus(3);
    let list = b"in/e/001.txt\r\n\nin/gone.txt\nin/a\nin/e/001.txt\n-\n";
    let (records, err) = check(&run(home.path(), &["--from-file", "-"], list), 1);
    let wanted = ["in/e/001.txt", "in/a/000.txt", "in/a/001.txt", "in/a/002.txt", "in/e/001.txt"];
    assert_eq!(paths(&records), wanted, "{err}");
    assert!(err.contains("in/gone.txt: cannot be read") && err.contains("-: standard input is no file"), "{err}");
    assert!(err.contains("2 failed"), "{err}");
    let nulls = [&b"in/a/000.txt\0in/odd\nname.txt\0"[..]].concat();
    fs::write(home.path().join("in/odd\nname.txt"), page(7)).expect("a file");
    fs::write(home.path().join("list"), &nulls).expect("a list");
    for arguments in [["-q0", "--from-file", "-"], ["-q0", "--from-file", "list"]] {
        let (records, _) = check(&run(home.path(), &arguments, &nulls), 0);
        assert_eq!(paths(&records), ["in/a/000.txt", "in/odd\nname.txt"]);
    }
    let (_, err) = check(&run(home.path(), &["--from-file", "no-list"], b""), 2);
    assert!(err.contains("--from-file no-list: cannot be read"), "{err}");
    check(&run(home.path(), &["-0", "in"], b""), 2);
    check(&run(home.path(), &["--from-file", "-", "in"], b""), 2);
}

#[test]
fn shares_make_up_the_whole_and_do_not_overlap() {
    let home = corpus(20);
    for (input, least) in [
        ("in", 100),
        ("in/a", 6),
        ("in/b/archive.tar.zst", 133),
        ("in/b/archive.zip", 50),
        ("in/c/studies.jsonl", 5300),
    ] {
        let whole = run(home.path(), &["-q", input], b"").stdout;
        let mut whole: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
        let shares: Vec<Vec<u8>> = ["1/3", "2/3", "3/3"]
            .iter()
            .map(|share| run(home.path(), &["-q", input, "--shard", share], b"").stdout)
            .collect();
        let parts: Vec<Vec<&[u8]>> =
            shares.iter().map(|share| share.split_inclusive(|byte| *byte == b'\n').collect()).collect();
        assert!(parts.iter().all(|part| part.len() >= least || input == "in"), "{input} is not dealt evenly");
        let mut parts = parts.concat();
        whole.sort_unstable();
        parts.sort_unstable();
        assert!(whole == parts, "the shares of {input} are not the whole");
    }
    for share in ["0/3", "4/3", "3", "a/b", "1/0"] {
        assert!(check(&run(home.path(), &["in", "--shard", share], b"").clone(), 2).1.contains("I/N"));
    }
}

/// A run that is killed when nothing more comes: it has been given all names but the last.
fn interrupted(home: &Path, names: &[u8]) {
    let arguments = ["-q", "-j1", "--from-file", "-", "-o", "out.jsonl", "--errors", "errors.jsonl"];
    let mut child = extract(home).args(arguments).spawn().expect("it runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let most = names[..names.len() - 1].iter().rposition(|byte| *byte == b'\n').expect("several names");
    stdin.write_all(&names[..=most]).expect("fed");
    let partial = home.join(".out.jsonl.partial");
    let length = || partial.metadata().map_or(0, |found| found.len());
    let began = Instant::now();
    let mut last = (0, Instant::now());
    // Until it stands still.
    while last.0 == 0 || last.1.elapsed() < Duration::from_millis(700) {
        assert!(began.elapsed() < Duration::from_mins(2), "it does not come far");
        if length() != last.0 {
            last = (length(), Instant::now());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it is gone");
    drop(stdin);
}

#[test]
fn an_interrupted_run_goes_on_from_any_byte_and_gives_the_same_bytes() {
    let home = corpus(80);
    let at = |name: &str| home.path().join(name);
    let mut names: Vec<String> = (0..80).map(|n| format!("in/a/{n:03}.txt\n")).collect();
    names.extend(
        ["b/archive.tar.zst", "b/archive.zip", "c/studies.jsonl", "d/none.txt", "gone"]
            .map(|name| format!("in/{name}\n")),
    );
    names.extend((0..80).map(|n| format!("in/e/{n:03}.txt\n")));
    let names = names.concat().into_bytes();
    let arguments = |jobs| ["-q", jobs, "--from-file", "-", "-o", "out.jsonl", "--errors", "errors.jsonl"];
    check(&run(home.path(), &arguments("-j2"), &names), 1);
    let wanted = (fs::read(at("out.jsonl")).expect("records"), fs::read(at("errors.jsonl")).expect("faults"));
    assert!(!at(".out.jsonl.journal").exists() && !at(".out.jsonl.partial").exists(), "nothing is left aside");
    fs::remove_file(at("out.jsonl")).expect("removed");

    interrupted(home.path(), &names);
    assert!(!at("out.jsonl").exists(), "a file is whole or it is not there");
    let left = [".out.jsonl.partial", ".out.jsonl.journal", "errors.jsonl"]
        .map(|name| (name, fs::read(at(name)).expect("left")));
    let (partial, journal) = (left[0].1.len(), left[1].1.len());
    assert!(journal > 2000 && partial > 1 << 20, "{partial} bytes of records, {journal} of the journal");
    let cuts = [
        (partial, journal),
        (partial - 1, journal),
        (0, journal),
        (partial, 0),
        (partial, journal - 1),
        (partial, journal - 90),
    ];
    let spread = (1..12).map(|n| (partial * n / 12 + n, journal)).chain((1..6).map(|n| (partial, journal * n / 6 + n)));
    for (n, (records, lines)) in cuts.into_iter().chain(spread).enumerate() {
        for (name, bytes) in &left {
            fs::write(at(name), bytes).expect("as it was left");
        }
        let cut = |name: &str, length: usize| {
            fs::write(at(name), &fs::read(at(name)).expect("a file")[..length]).expect("cut");
        };
        cut(".out.jsonl.partial", records);
        cut(".out.jsonl.journal", lines);
        let jobs = ["-j1", "-j3"][n % 2];
        let said = check(&run(home.path(), &[&arguments(jobs)[1..], &["--resume"]].concat(), &names), 1).1;
        let whole = records == partial && lines == journal;
        assert!(!whole || said.contains("goes on behind 8"), "it begins anew: {said}");
        let found = (fs::read(at("out.jsonl")).expect("records"), fs::read(at("errors.jsonl")).expect("faults"));
        assert!(found == wanted, "cut at byte {records} of the records and {lines} of the journal");
        assert!(!at(".out.jsonl.journal").exists() && !at(".out.jsonl.partial").exists());
    }
}

#[test]
fn a_run_goes_on_with_nothing_but_the_same_input_and_options() {
    let home = corpus(80);
    let at = |name: &str| home.path().join(name);
    let folder = |folder: &str| (0..80).map(|n| format!("in/{folder}/{n:03}.txt\n")).collect::<Vec<_>>().concat();
    let names = [folder("a"), "in/c/studies.jsonl\n".to_owned(), folder("e")].concat().into_bytes();
    interrupted(home.path(), &names);
    let left = [".out.jsonl.partial", ".out.jsonl.journal"].map(|name| (name, fs::read(at(name)).expect("left")));
    let arguments = ["--from-file", "-", "-o", "out.jsonl", "--errors", "errors.jsonl", "--resume"];
    let (_, err) = check(&run(home.path(), &[&arguments[..], &["--spans"]].concat(), &names), 2);
    assert!(err.contains("other options") && err.contains("leave --resume out"), "{err}");
    fs::write(at("d.jsonl"), "{\"verdict\": \"refuse\", \"rule\": \"fused/list\"}\n").expect("a file");
    let (_, err) = check(&run(home.path(), &[&arguments[..], &["--decisions", "d.jsonl"]].concat(), &names), 2);
    assert!(err.contains("other options"), "{err}");
    fs::write(at("in/a/007.txt"), page(1007)).expect("changed");
    let (_, err) = check(&run(home.path(), &arguments, &names), 2);
    assert!(err.contains("the input is not what it was") && err.contains("leave --resume out"), "{err}");
    for (name, bytes) in &left {
        assert!(fs::read(at(name)).expect("left") == *bytes, "a refusal leaves everything as it was");
    }
    let (_, err) = check(&run(home.path(), &["-", "-o", "out.jsonl", "--resume"], &page(1)), 2);
    assert!(err.contains("standard input cannot be read again"), "{err}");
    check(&run(home.path(), &["in", "--resume"], b""), 2);
    // Without --resume the run begins anew, and with it where there is nothing to go on with.
    let (_, err) = check(&run(home.path(), &["in/a", "-o", "out.jsonl"], b""), 0);
    assert!(err.contains("80 pages, 80 records"), "{err}");
    let (_, err) = check(&run(home.path(), &["in/a", "-o", "out.jsonl", "--resume"], b""), 0);
    assert!(err.contains("80 pages, 80 records") && !err.contains("goes on"), "{err}");
}

#[test]
fn two_runs_do_not_write_one_file() {
    let home = corpus(3);
    let arguments = ["-q", "--from-file", "-", "-o", "out.jsonl"];
    let mut first = extract(home.path()).args(arguments).spawn().expect("it runs");
    let began = Instant::now();
    while !home.path().join(".out.jsonl.journal").exists() && began.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(100));
    let (_, err) = check(&run(home.path(), &["in/a", "-o", "out.jsonl"], b""), 2);
    assert!(err.contains("another run is writing there"), "{err}");
    first.stdin.take().expect("a pipe").write_all(b"in/a/001.txt\n").expect("fed");
    check(&first.wait_with_output().expect("it ends"), 0);
    assert_eq!(fs::read_to_string(home.path().join("out.jsonl")).expect("records").lines().count(), 1);
}

/// A worker and somebody who talks to it.
struct Peer {
    child: Child,
    lines: ChildStdin,
    answers: BufReader<std::process::ChildStdout>,
}

impl Peer {
    fn new(arguments: &[&str]) -> Self {
        let mut child = extract(common::root()).arg("worker").args(arguments).spawn().expect("it runs");
        let (lines, answers) =
            (child.stdin.take().expect("a pipe"), BufReader::new(child.stdout.take().expect("a pipe")));
        Peer { child, lines, answers }
    }

    fn ask(&mut self, line: &[u8]) -> Value {
        self.lines.write_all(line).expect("written");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("an answer");
        serde_json::from_str(&answer).expect("JSON")
    }

    fn end(mut self) {
        drop(self.lines);
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

#[test]
fn a_worker_answers_every_line_before_it_waits() {
    let mut peer = Peer::new(&["--max-page-bytes", "20000"]);
    let text = String::from_utf8(page(1)).expect("text");
    let record = peer.ask(format!("{}\n", json!({"id": "p1", "text": text, "url": "u:1"})).as_bytes());
    assert_eq!((&record["source"]["path"], &record["source"]["url"]), (&"p1".into(), &"u:1".into()));
    assert_eq!((&record["registry_id"], &record["source"]["line"]), (&"NCT99000001".into(), &Value::Null));
    let mut code = |line: &str| {
        let answer = peer.ask(format!("{line}\n").as_bytes());
        let error = &answer["error"];
        (
            error["code"].as_str().unwrap_or("none").to_owned(),
            error["path"].as_str().unwrap_or_default().to_owned(),
            error["line"].as_u64(),
        )
    };
    assert_eq!(code("{oops"), ("broken-line".into(), "-".into(), Some(2)));
    assert_eq!(code(""), ("empty".into(), "-".into(), Some(3)));
    assert_eq!(code("{\"id\": 7, \"texts\": 1}"), ("no-text".into(), "7".into(), Some(4)));
    let two = format!("{}{}", study(1), study(2));
    assert_eq!(code(&json!({"id": "two", "text": two}).to_string()), ("several-pages".into(), "two".into(), Some(5)));
    assert_eq!(code(&json!({"text": "x".repeat(30_000)}).to_string()), ("too-large".into(), "-".into(), Some(6)));
    assert_eq!(code("[1]").0, "broken-line");
    let record = peer.ask(b"{\"text\": \"\"}\n");
    assert_eq!((&record["issues"][0]["code"], &record["source"]["path"]), (&"empty".into(), &"-".into()));
    // The last line needs no end.
    peer.lines.write_all(format!("{}", json!({"text": text})).as_bytes()).expect("written");
    let Peer { child, lines, mut answers } = peer;
    drop(lines);
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut answers, &mut rest).expect("the rest");
    assert!(rest.contains("NCT99000001") && rest.lines().count() == 1, "{rest}");
    assert!(child.wait_with_output().expect("it ends").status.success());
    let mut peer = Peer::new(&["--text-field", "/page/body", "--id-field", "key"]);
    let record = peer.ask(format!("{}\n", json!({"key": "k", "page": {"body": text}})).as_bytes());
    assert_eq!((&record["source"]["path"], &record["registry_id"]), (&"k".into(), &"NCT99000001".into()));
    peer.end();
}

#[test]
fn a_worker_keeps_the_order_of_many_lines() {
    let lines: Vec<String> = (0..5000)
        .map(|n| match n % 97 {
            5 => "broken\n".to_owned(),
            _ => format!("{}\n", json!({"id": n.to_string(), "text": String::from_utf8(page(n)).expect("text")})),
        })
        .collect();
    let answers = |jobs: &str| check(&run(common::root(), &["worker", jobs], lines.concat().as_bytes()), 0).0;
    let one = answers("-j1");
    assert_eq!(one.len(), lines.len());
    for (n, answer) in one.iter().enumerate() {
        let wanted = if n % 97 == 5 { json!(n + 1) } else { json!(format!("NCT{:08}", 99_000_000 + n)) };
        assert_eq!(*answer.pointer("/error/line").unwrap_or(&answer["registry_id"]), wanted);
    }
    assert!(one == answers("-j4"));
}
