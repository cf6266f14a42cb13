//! Pages out of archives, compressed files and tables are the pages that went in, and damage costs what it damaged.

mod common;
#[path = "common/pack.rs"]
mod pack;
#[path = "common/program.rs"]
mod program;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use pack::Pages;
use program::{check, home, paths};
use serde_json::Value;
use tempfile::TempDir;
use zip::CompressionMethod;

fn extract(home: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_extract")).current_dir(home).args(arguments).output().expect("the program runs")
}

/// What a file gives: paths in order, and what was said.
#[track_caller]
fn run(name: &str, bytes: &[u8], code: i32) -> (Vec<Value>, String) {
    check(&extract(home(name, bytes).path(), &[name]), code)
}

fn page(number: usize) -> Vec<u8> {
    format!(
        "A Title\n- Conditions\n- Asthma\n- Registration Number\n- NCT990000{number:02}\nRecruitment & Eligibility\n\
         - Status\n- COMPLETED\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n"
    )
    .into_bytes()
}

/// Some pages under plain names.
fn some() -> Vec<(&'static str, Vec<u8>)> {
    vec![("a.txt", page(1)), ("b.txt", page(2)), ("c/d.txt", page(3))]
}

/// Records without what tells where they lay.
fn bare(mut records: Vec<Value>) -> Vec<Value> {
    for record in &mut records {
        for key in ["path", "url", "line"] {
            record["source"][key].take();
        }
    }
    records
}

#[test]
fn the_same_pages_give_the_same_records_in_every_form() {
    let names: Vec<String> = common::pages().iter().map(|page| common::name(page)).collect();
    let all: Vec<(&str, Vec<u8>)> =
        names.iter().map(|name| (name.as_str(), fs::read(common::root().join(name)).expect("a page"))).collect();
    // A line of a file of studies is known by its file; in a table it would have the line of the table.
    let (files, _) = check(&extract(common::root(), &["-q", "--spans", "corpus"]), 0);
    let wanted = bare(files);
    let tar = pack::tar(&all);
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("all.tar.gz", pack::gzip(&tar)),
        ("all.tar.bz2", pack::bzip2(&tar)),
        ("all.tar.xz", pack::xz(&tar)),
        ("all.tar.zst", pack::zstd(&tar)),
        ("all.zip", pack::zip(&all, CompressionMethod::Deflated)),
        ("stored.zip", pack::zip(&all, CompressionMethod::Stored)),
        ("all.csv", pack::table(&all, b',')),
        ("all.tsv", pack::table(&all, b'\t')),
        ("all.warc", pack::crawl(&all).concat()),
        ("all.warc.gz", pack::crawl(&all).iter().flat_map(|record| pack::gzip(record)).collect()),
        ("all.tar", tar),
    ];
    for (name, bytes) in forms {
        let home = home(name, &bytes);
        let (records, err) = check(&extract(home.path(), &["-j3", "--spans", name]), 0);
        let shown: Vec<String> = names
            .iter()
            .flat_map(|page| {
                let count = common::records_of(&common::root().join(page)).len();
                vec![format!("{name}!{page}"); count]
            })
            .collect();
        assert_eq!(paths(&records), shown, "{err}");
        assert!(bare(records) == wanted, "{name} gives other records");
    }
    let texts: Vec<(&str, Vec<u8>)> = all.into_iter().filter(|(_, page)| std::str::from_utf8(page).is_ok()).collect();
    let mut wanted = Vec::new();
    for (name, _) in &texts {
        wanted.extend(common::records_of(&common::root().join(name)));
    }
    let wanted = bare(wanted);
    let (lines, list) = (pack::lines(&texts), pack::list(&texts));
    for (name, bytes) in
        [("all.jsonl", lines.clone()), ("all.jsonl.gz", pack::gzip(&lines)), ("x", lines), ("all.json", list)]
    {
        let home = home(name, &bytes);
        let (records, err) = check(&extract(home.path(), &["-j2", "--spans", name]), 0);
        assert!(err.contains("text `text`, id `id`, address none"), "{err}");
        assert!(bare(records) == wanted, "{name} gives other records");
    }
}

#[test]
fn bytes_decide_what_a_file_is() {
    let pages = some();
    let zip = pack::zip(&pages, CompressionMethod::Deflated);
    for bytes in [zip, pack::zstd(&pack::tar(&pages)), pack::xz(&pack::tar(&pages)), pack::tar(&pages)] {
        let (records, _) = run("pages.txt", &bytes, 0);
        assert_eq!(paths(&records), ["pages.txt!a.txt", "pages.txt!b.txt", "pages.txt!c/d.txt"]);
    }
    // A page that is named like an archive is a page, one that is nothing is a fault.
    let (records, _) = run("page.gz", &page(1), 0);
    assert_eq!(records[0]["registry_id"], "NCT99000001");
    let (records, err) = run("page.zip", b"\x01\x02\x03\x00 no archive", 1);
    assert!(records.is_empty() && err.contains("page.zip: its name says zip"), "{err}");
}

#[test]
fn a_page_that_was_compressed_alone_keeps_its_name() {
    let page = page(1);
    for (name, bytes) in [
        ("a.txt.gz", pack::gzip(&page)),
        ("a.txt.bz2", pack::bzip2(&page)),
        ("a.txt.xz", pack::xz(&page)),
        ("a.txt.zst", pack::zstd(&page)),
        // Members behind each other are one file, and tapes are filled up with zeros.
        ("a.txt.gz", [pack::gzip(&page[..20]), pack::gzip(&page[20..]), vec![0; 512]].concat()),
        ("a.txt.bz2", [pack::bzip2(&page[..20]), pack::bzip2(&page[20..])].concat()),
        ("a.txt.xz", [pack::xz(&page[..20]), pack::xz(&page[20..])].concat()),
        ("a.txt.zst", [pack::zstd(&page[..20]), pack::zstd(&page[20..])].concat()),
    ] {
        let (records, _) = run(name, &bytes, 0);
        assert_eq!(paths(&records), [format!("{name}!a.txt")]);
        assert_eq!(records[0]["source"]["bytes"], page.len());
    }
}

#[test]
fn standard_input_may_be_an_archive() {
    let pages = some();
    for bytes in [pack::zip(&pages, CompressionMethod::Deflated), pack::zstd(&pack::tar(&pages)), pack::lines(&pages)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
        let mut child = command
            .args(["-q", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        child.stdin.take().expect("a pipe").write_all(&bytes).expect("written");
        let (records, _) = check(&child.wait_with_output().expect("it ends"), 0);
        assert_eq!(paths(&records), ["-!a.txt", "-!b.txt", "-!c/d.txt"]);
    }
}

#[test]
fn archives_may_hold_archives() {
    let pages = some();
    let inner = pack::tar(&pages);
    let outer: Vec<(&str, Vec<u8>)> = vec![
        ("one.tar.gz", pack::gzip(&inner)),
        ("two.zip", pack::zip(&pages, CompressionMethod::Deflated)),
        ("three.jsonl.zst", pack::zstd(&pack::lines(&pages))),
        ("four.txt", page(4)),
        ("five", pack::bzip2(&page(5))),
    ];
    let wanted = [
        "x!one.tar.gz!a.txt",
        "x!one.tar.gz!b.txt",
        "x!one.tar.gz!c/d.txt",
        "x!two.zip!a.txt",
        "x!two.zip!b.txt",
        "x!two.zip!c/d.txt",
        "x!three.jsonl.zst!a.txt",
        "x!three.jsonl.zst!b.txt",
        "x!three.jsonl.zst!c/d.txt",
        "x!four.txt",
        "x!five",
    ];
    for bytes in [
        pack::tar(&outer),
        pack::zip(&outer, CompressionMethod::Deflated),
        pack::zip(&outer, CompressionMethod::Stored),
    ] {
        assert_eq!(paths(&run("x", &bytes, 0).0), wanted);
    }
    let deep = (0..12).fold(page(1), |inner, _| pack::gzip(&inner));
    assert!(run("deep", &deep, 1).1.contains("compressed again and again"));
    let deep = (0..12).fold(page(1), |inner, _| pack::tar(&[("x", inner)]));
    assert!(run("deep", &deep, 1).1.contains("too deep"));
}

#[test]
fn studies_inside_archives_are_told_from_pages_of_tables() {
    let study = |n: usize| {
        format!("{{\"protocolSection\":{{\"identificationModule\":{{\"nctId\":\"NCT990000{n:02}\"}}}},\"text\":\"x\"}}")
    };
    let lines = format!("{}\n{}\n", study(1), study(2)).into_bytes();
    let list = format!("[{},\n{}]", study(3), study(4)).into_bytes();
    let about = serde_json::json!({"text": format!("[{}, {}]", study(5), study(6)), "url": "u:1"});
    let files = [("a.jsonl", lines), ("b.json", list), ("c.jsonl", format!("{about}\n").into_bytes())];
    for bytes in [pack::tar(&files), pack::zip(&files, CompressionMethod::Deflated), pack::gzip(&pack::tar(&files))] {
        let (records, _) = run("x", &bytes, 0);
        assert_eq!(paths(&records), ["x!a.jsonl", "x!a.jsonl", "x!b.json", "x!b.json", "x!c.jsonl", "x!c.jsonl"]);
        let ids: Vec<&str> = records.iter().filter_map(|record| record["registry_id"].as_str()).collect();
        assert_eq!(ids, (1..7).map(|n| format!("NCT990000{n:02}")).collect::<Vec<_>>());
        let lines: Vec<Option<u64>> = records.iter().map(|record| record["source"]["line"].as_u64()).collect();
        assert_eq!(lines, [Some(1), Some(2), None, None, Some(1), Some(1)]);
        assert_eq!(records[5]["source"]["url"], "u:1");
    }
}

#[test]
fn an_archive_without_pages_is_told() {
    let empty: &Pages<'_> = &[];
    for bytes in [pack::tar(empty), pack::zip(empty, CompressionMethod::Stored), pack::gzip(&pack::tar(empty))] {
        let (records, err) = run("x", &bytes, 0);
        assert!(records.is_empty() && err.contains("x: holds no page") && err.contains("1 skipped"), "{err}");
    }
}

#[test]
fn hidden_members_and_folders_are_no_pages() {
    let pages = [("./a.txt", page(1)), ("._a.txt", page(2)), ("x/.git/b.txt", page(3)), ("__MACOSX/._a.txt", page(4))];
    for bytes in [pack::zip(&pages, CompressionMethod::Stored), pack::tar(&pages)] {
        assert_eq!(paths(&run("x", &bytes, 0).0), ["x!a.txt"]);
    }
}

#[test]
fn names_of_tar_are_read_in_every_form() {
    let long = format!("{}/{}.txt", "folder".repeat(30), "name".repeat(30));
    let mut archive = tar::Builder::new(Vec::new());
    let mut append = |name: &str, header: tar::Header, bytes: &[u8]| {
        let mut header = header;
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, bytes).expect("a member");
    };
    append(&long, tar::Header::new_gnu(), &page(1));
    append("plain.txt", tar::Header::new_ustar(), &page(2));
    append("old.txt", tar::Header::new_old(), &page(3));
    let name = format!("{}/é.txt", "p".repeat(200));
    archive.append_pax_extensions([("path", name.as_bytes())]).expect("a note");
    let mut header = tar::Header::new_ustar();
    header.set_size(page(4).len() as u64);
    header.set_cksum();
    archive.append(&header, page(4).as_slice()).expect("a member");
    let mut link = tar::Header::new_gnu();
    link.set_entry_type(tar::EntryType::Symlink);
    link.set_size(0);
    archive.append_link(&mut link, "link.txt", "plain.txt").expect("a link");
    let bytes = archive.into_inner().expect("an archive");
    let (records, err) = run("x.tar", &bytes, 0);
    let wanted = [format!("x.tar!{long}"), "x.tar!plain.txt".into(), "x.tar!old.txt".into(), format!("x.tar!{name}")];
    assert_eq!(paths(&records), wanted);
    assert!(err.contains("x.tar!link.txt: a link inside an archive") && err.contains("1 skipped"), "{err}");
    // One archive behind the other, as `cat` makes them.
    assert_eq!(run("x.tar", &[bytes.clone(), bytes].concat(), 0).0.len(), 8);
}

#[test]
fn a_damaged_member_costs_that_member() {
    let pages = some();
    let mut tar = pack::tar(&pages);
    let header = 1024; // The second member's, behind a header and a block of the first.
    tar[header + 10] ^= 0xff;
    let (records, err) = run("x.tar", &tar, 1);
    assert_eq!(paths(&records), ["x.tar!a.txt", "x.tar!c/d.txt"], "{err}");
    assert!(err.contains("a member's header is damaged") && err.contains("1 failed"), "{err}");

    let mut zip = pack::zip(&pages, CompressionMethod::Stored);
    let at = zip.windows(11).position(|part| part == b"NCT99000002").expect("the second page");
    zip[at] ^= 1;
    let (records, err) = run("x.zip", &zip, 1);
    assert_eq!(paths(&records), ["x.zip!a.txt", "x.zip!c/d.txt"], "{err}");
    assert!(err.contains("x.zip!b.txt: "), "{err}");

    let mut crawl: Vec<Vec<u8>> = pack::crawl(&pages).iter().map(|record| pack::gzip(record)).collect();
    let middle = crawl[5].len() / 2;
    crawl[5][middle..middle + 40].fill(0xaa); // The second page's response.
    let (records, err) = run("x.warc.gz", &crawl.concat(), 1);
    assert_eq!(paths(&records), ["x.warc.gz!a.txt", "x.warc.gz!c/d.txt"], "{err}");
    assert!(err.contains("damaged") && err.contains("1 failed"), "{err}");

    let mut crawl = pack::crawl(&pages);
    crawl[5] = b"WARC/1.0\r\nWARC-Type: response\r\n\r\nno length\r\n\r\n".to_vec();
    let (records, err) = run("x.warc", &crawl.concat(), 1);
    assert_eq!(paths(&records), ["x.warc!a.txt", "x.warc!c/d.txt"], "{err}");
    assert!(err.contains("does not tell its length") && err.contains("1 failed"), "{err}");
}

#[test]
fn what_ends_too_soon_gives_what_it_has() {
    let pages = some();
    let cut = |bytes: Vec<u8>, end: usize| bytes[..bytes.len() - end].to_vec();
    let (_, err) = run("a.txt.gz", &cut(pack::gzip(&page(1)), 12), 1);
    assert!(err.contains("a.txt.gz: ends too soon") && err.contains("1 failed"), "{err}");
    // Two members are whole, the third is cut in its bytes.
    let tar = pack::tar(&pages)[..3 * 1024 - 400].to_vec();
    for (name, bytes) in
        [("x.tar", tar.clone()), ("x.tar.gz", cut(pack::gzip(&tar), 9)), ("x.tar.zst", pack::zstd(&tar))]
    {
        let (records, err) = run(name, &bytes, 1);
        assert_eq!(paths(&records), [format!("{name}!a.txt"), format!("{name}!b.txt")], "{err}");
        assert!(err.contains("ends too soon") && err.contains("1 failed"), "{err}");
    }
    // The directory of a zip file lies at its end.
    let (records, err) = run("x.zip", &cut(pack::zip(&pages, CompressionMethod::Stored), 100), 1);
    assert_eq!(paths(&records), ["x.zip!a.txt", "x.zip!b.txt", "x.zip!c/d.txt"], "{err}");
    assert!(err.contains("one behind the other") && err.contains("1 failed"), "{err}");
    let (records, err) = run("x.jsonl", &cut(pack::lines(&pages), 30), 1);
    assert_eq!(
        (paths(&records), err.contains("x.jsonl:3: no whole object")),
        (vec!["x.jsonl!a.txt", "x.jsonl!b.txt"], true),
        "{err}"
    );
    let (records, err) = run("x.jsonl.gz", &cut(pack::gzip(&pack::lines(&pages)), 12), 1);
    assert!(err.contains("x.jsonl.gz:") && err.contains("ends too soon"), "{records:?} {err}");
    let (records, err) = run("x.json", &cut(pack::list(&pages), 4), 1);
    assert_eq!(records.len(), 2, "{err}");
    assert!(err.contains("x.json!3: ends too soon"), "{err}");
    let (records, err) = run("x.warc", &cut(pack::crawl(&pages)[..9].concat(), 20), 1);
    assert_eq!((records.len(), err.contains("x.warc!c/d.txt: ends too soon")), (2, true), "{err}");
}

#[test]
fn a_member_that_is_encrypted_or_too_large_is_told_with_the_way_out() {
    let mut zip = pack::zip(&some(), CompressionMethod::Stored);
    // The mark of encryption, in the head of the second member and in the directory.
    for head in [b"PK\x03\x04", b"PK\x01\x02"] {
        let at: Vec<usize> = (0..zip.len() - 4).filter(|at| &zip[*at..at + 4] == head).collect();
        zip[at[1] + if head[2] == 1 { 8 } else { 6 }] |= 1;
    }
    let (records, err) = run("x.zip", &zip, 1);
    assert_eq!(paths(&records), ["x.zip!a.txt", "x.zip!c/d.txt"]);
    assert!(err.contains("x.zip!b.txt: encrypted; decrypt"), "{err}");

    let bomb = vec![b'a'; 1 << 20];
    let pages = [("a.txt", page(1)), ("b.txt", bomb.clone()), ("c.txt", page(3))];
    let forms = [
        ("x.tar.gz", pack::gzip(&pack::tar(&pages))),
        ("x.zip", pack::zip(&pages, CompressionMethod::Deflated)),
        ("x.jsonl", pack::lines(&pages)),
        ("x.json", pack::list(&pages)),
        ("x.warc", pack::crawl(&pages).concat()),
    ];
    for (name, bytes) in forms {
        let home = home(name, &bytes);
        let (records, err) = check(&extract(home.path(), &["--max-page-bytes", "100000", name]), 1);
        assert_eq!(paths(&records), [format!("{name}!a.txt"), format!("{name}!c.txt")], "{err}");
        assert!(err.contains("more than 100000 bytes") && err.contains("--max-page-bytes allows more"), "{err}");
        assert!(err.contains("1 failed"), "{err}");
    }
    let home = home("x.txt.zst", &pack::zstd(&bomb));
    let (_, err) = check(&extract(home.path(), &["--max-page-bytes", "100000", "x.txt.zst"]), 1);
    assert!(err.contains("x.txt.zst: more than 100000 bytes"), "{err}");
}

#[test]
fn large_archives_are_shared_out_and_keep_their_order() {
    let numbered: Vec<(String, Vec<u8>)> = (0..3000).map(|n| (format!("{n:04}.txt"), page(n % 100))).collect();
    let pages: Vec<(&str, Vec<u8>)> = numbered.iter().map(|(name, page)| (name.as_str(), page.clone())).collect();
    let home = TempDir::new().expect("a folder");
    let write = |name: &str, bytes: Vec<u8>| fs::write(home.path().join(name), bytes).expect("a file");
    write("a.tar.zst", pack::zstd(&pack::tar(&pages)));
    write("b.txt", page(1));
    write("c.zip", pack::zip(&pages, CompressionMethod::Deflated));
    write("d.jsonl", pack::lines(&pages));
    write("e.txt.gz", pack::gzip(&page(2)));
    write("f.csv", pack::table(&pages, b','));
    write("g.warc.gz", pack::crawl(&pages).iter().flat_map(|record| pack::gzip(record)).collect());
    let one = extract(home.path(), &["-j1", "."]);
    let (records, err) = check(&one, 0);
    assert_eq!(records.len(), 15_002, "{err}");
    let mut sorted = paths(&records);
    sorted.sort_unstable();
    assert_eq!(paths(&records), sorted);
    for jobs in ["-j2", "-j7"] {
        assert!(extract(home.path(), &["-q", jobs, "."]).stdout == one.stdout, "{jobs} gives other bytes");
    }
}

#[test]
fn a_crawl_is_read_for_the_addresses_that_are_wanted() {
    let latin =
        b"<html><body><dl><dt>Overall Status<dd>Completed<dt>Sponsor<dd>Klinika \xae\xf3\xb3w</dl></body></html>";
    let refused = [&b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"[..], &page(4)].concat();
    let records = [
        pack::response("x://a/trial/1", "text/html; charset=iso-8859-2", latin),
        pack::response("x://a/news/2", "text/plain", &page(2)),
        pack::record("conversion", "x://a/trial/3", "text/plain", &page(3)),
        pack::record("response", "x://a/trial/4", "application/http; msgtype=response", &refused),
        pack::response("x://a/trial/5", "image/png", b"\x89PNG"),
        pack::record("resource", "x://a/trial/6", "text/plain", &page(6)),
    ];
    let home = home("x.warc", &records.concat());
    let (records, err) = check(&extract(home.path(), &["--url-match", "/trial/", "x.warc"]), 0);
    assert_eq!(paths(&records), ["x.warc!x://a/trial/1", "x.warc!x://a/trial/3", "x.warc!x://a/trial/6"], "{err}");
    assert_eq!(
        (&records[0]["lead_sponsor"]["name"], &records[0]["source"]["url"]),
        (&"Klinika Žółw".into(), &"x://a/trial/1".into())
    );
    assert!(err.contains("2 skipped, 1 left out by --url-match") && err.contains("the server answered 404"), "{err}");
    let lines = format!(
        "{}\n{}\n{}\n",
        json(1, "x://trial"),
        json(2, "x://news"),
        serde_json::json!({"text": "Phase: Phase 2\nSponsor: A"})
    );
    let table = String::from("text,url\n\"Status: Completed\n\"\"Sponsor\"\": A\",x://trial\nnone,x://news\n");
    for (name, bytes) in [("x.jsonl", lines), ("x.csv", table)] {
        fs::write(home.path().join(name), bytes).expect("a table");
        let (records, err) = check(&extract(home.path(), &["--url-match", "trial", name]), 0);
        assert_eq!((records.len(), &records[0]["source"]["url"]), (1, &"x://trial".into()), "{err}");
        assert_eq!(records[0]["source"]["line"], if name == "x.csv" { 2 } else { 1 });
    }
    let (_, err) = check(&extract(home.path(), &["--url-match", "(", "x.warc"]), 2);
    assert!(err.contains("--url-match (: no regular expression"), "{err}");
}

fn json(number: usize, url: &str) -> Value {
    serde_json::json!({"text": String::from_utf8(page(number)).expect("text"), "url": url})
}

#[test]
fn fields_that_are_not_there_are_told_with_those_that_are() {
    let (_, err) = run("x.csv", b"id,words\n1,two\n", 1);
    assert!(err.contains("--text-field names it; the columns are id, words"), "{err}");
    let (records, err) = run("x.csv", b"id,text\n1\n2,Phase: Phase 2\n", 1);
    assert_eq!((paths(&records), err.contains("x.csv:2: the row has 1 fields")), (vec!["x.csv!2"], true), "{err}");
    let (records, err) = run("x.jsonl", b"{\"text\": \"Phase: Phase 2\"}\n{\"words\": 1}\n{\"text\": 3}\n", 1);
    assert!(records.len() == 1 && err.contains("x.jsonl:2: has no field `text`") && err.contains("(words)"), "{err}");
    assert!(err.contains("x.jsonl:3: the field `text` is no text") && err.contains("2 failed"), "{err}");
}

/// What a run over one file says, by the library.
struct Said(Vec<&'static str>);

impl trialsift::run::Watch for Said {
    fn fault(&mut self, fault: &trialsift::source::Fault, _failed: bool) -> std::io::Result<()> {
        self.0.push(fault.code);
        Ok(())
    }

    fn note(&mut self, _note: &trialsift::source::Fault) {}

    fn done(&mut self, _so_far: &trialsift::run::Summary) {}
}

/// Reads bytes as a file; no reader may panic, whatever they are.
fn hold(bytes: &[u8]) {
    let home = home("x", bytes);
    let job = trialsift::run::Job { threads: 1, ..Default::default() };
    let (mut out, mut said) = (Vec::new(), Said(Vec::new()));
    let entry = trialsift::source::Entry::File(home.path().join("x"));
    let summary = trialsift::run::run(std::iter::once(entry), &job, &mut out, &mut said).expect("it runs");
    assert!(!said.0.contains(&"panic"), "a reader panicked");
    assert_eq!(out.split_inclusive(|byte| *byte == b'\n').count() as u64, summary.records);
    assert_eq!(summary.mismatch(), None);
    assert_eq!(said.0.len() as u64, summary.failed + summary.skipped);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, ..Default::default() })]

    #[test]
    fn damage_anywhere_makes_no_reader_panic(
        form in 0_usize..12,
        cut in 0.3_f64..1.3,
        changes in proptest::collection::vec((0.0_f64..1.0, proptest::prelude::any::<u8>()), 0..6),
    ) {
        let pages = some();
        let mut bytes = match form {
            0 => pack::tar(&pages),
            1 => pack::zip(&pages, CompressionMethod::Deflated),
            2 => pack::zip(&pages, CompressionMethod::Stored),
            3 => pack::crawl(&pages).concat(),
            4 => pack::crawl(&pages).iter().flat_map(|record| pack::gzip(record)).collect(),
            5 => pack::lines(&pages),
            6 => pack::list(&pages),
            7 => pack::table(&pages, b','),
            8 => pack::gzip(&pack::tar(&pages)),
            9 => pack::xz(&pack::tar(&pages)),
            10 => pack::zstd(&pack::tar(&pages)),
            _ => pack::bzip2(&pack::tar(&pages)),
        };
        let len = bytes.len();
        #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a place in a small file")]
        let place = |share: f64| (len as f64 * share) as usize;
        for (at, byte) in changes {
            bytes[place(at)] = byte;
        }
        bytes.truncate(place(cut));
        hold(&bytes);
    }
}
