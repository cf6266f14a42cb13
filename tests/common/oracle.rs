//! What each target of fuzzing must hold for any bytes. `fuzz/` feeds them, `tests/finds.rs` replays what was found.
#![allow(dead_code, reason = "every test file uses a part of this")]

use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use trialsift::decisions::{Decision, Decisions, Fate, Subject, Verdict};
use trialsift::diff::{Output, Selection, compare, diff};
use trialsift::grammar::{age, count, criteria, date, line, list, marks, markup, title};
use trialsift::layout::Layouts;
use trialsift::record::{Repair, State};
use trialsift::repair::{RULES, Stage, Without, mend};
use trialsift::run::{Job, Summary, Watch, run};
use trialsift::segment::{Cells, arm_rows, criteria_seams, fused_list, outcome_rows, time_frame};
use trialsift::source::{Deal, Entry, Fault};
use trialsift::text::{Decoded, Text, range_in};
use trialsift::{Options, Page, RECORD_SCHEMA};

use super::law::{hold_page, hold_with};

/// A target and what it must hold.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All targets.
pub(crate) const TARGETS: &[Target] = &[
    ("text", text),
    ("page", page),
    ("layout", layout),
    ("html", html),
    ("data", data),
    ("grammar", grammar),
    ("segment", segment),
    ("container", container),
    ("forms", forms),
    ("decisions", decisions),
    ("diff", differences),
];

/// Decoding and mending: every line leads home, in order, and mending what is mended changes nothing.
pub(crate) fn text(bytes: &[u8]) {
    let page = Page { path: "page".into(), bytes, ..Page::default() };
    let read = page.text(&Options::default());
    let (text, mut last) = (&read.text, 0);
    for line in text.as_str().lines().filter(|line| !line.is_empty()) {
        let home = text.origin(line);
        assert!(home.start <= home.end && home.end as usize <= bytes.len(), "{home:?}");
        assert!(read.html.is_some() || last <= home.start, "lines stand in order");
        last = home.start;
    }
    let decoded = Decoded::read(bytes);
    let whole = decoded.text.origin(decoded.text.as_str());
    assert!(whole.end as usize <= bytes.len());
    idempotent(decoded.text.as_str());
}

/// Mending what is mended changes nothing. What stands for itself is left out: an escape of an escape, or letters that were
/// misread twice, are undone once and no more.
fn idempotent(text: &str) {
    let mended = |text| mend(Text::plain(text), &Without::default());
    let once = mended(text);
    let mut undone = once.as_str().contains(['\\', '&', '<']);
    once.repairs(once.as_str(), |found| undone |= found.edit.rule.starts_with("encoding/utf8-as"));
    if !undone {
        assert_eq!(mended(once.as_str()).as_str(), once.as_str());
    }
}

/// The laws of a page, with the layout that it shows and, by its length, another one.
pub(crate) fn page(bytes: &[u8]) {
    hold_with(bytes, None);
    let count = Layouts::built_in().iter().count();
    hold_with(bytes, Layouts::built_in().iter().nth(bytes.len() % count));
}

/// The laws of a page that is read with the layout of the first byte's number.
pub(crate) fn layout(bytes: &[u8]) {
    let Some((first, page)) = bytes.split_first() else { return };
    let count = Layouts::built_in().iter().count();
    hold_with(page, Layouts::built_in().iter().nth(usize::from(*first) % count));
}

/// The laws of a page of HTML.
pub(crate) fn html(bytes: &[u8]) {
    hold_with(&[b"<!doctype html>", bytes].concat(), None);
}

/// The laws of pages of data: JSON and XML of a study that say this.
pub(crate) fn data(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let (begin, end): (&[u8], &[u8]) = match first % 4 {
        0 => (b"{\"protocolSection\": {", b"}}"),
        1 => (b"<clinical_study>", b"</clinical_study>"),
        2 => (b"{\"studies\": [{\"protocolSection\": ", b"}]}"),
        _ => (b"", b""),
    };
    hold_with(&[begin, rest, end].concat(), None);
}

/// Pieces are slices of their text, in order, and do not overlap.
fn in_order<'t>(text: &'t str, pieces: impl IntoIterator<Item = &'t str>) {
    let mut end = 0;
    for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
        let at = range_in(text, piece);
        assert!(end <= at.start && at.end <= text.len(), "{piece:?} of {text:?}");
        end = at.end;
    }
}

/// Grammars of values: any text has a meaning or none, and what is quoted stands in it.
pub(crate) fn grammar(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.as_ref();
    for line in text.lines() {
        let _ = (age::bounds(line), age::numbers(line), age::single(line, age::End::Low), count::people(line));
        let _ =
            (date::date(line), date::ordered(line, date::Order::DayFirst), date::order(line), date::ambiguous(line));
        let _ = (marks::heading(line), marks::number_mark(line), trialsift::record::identify(line));
        let _ = trialsift::record::id_in_address(line);
        in_order(line, list::terms(line));
        in_order(line, list::texts(line));
        in_order(line, list::commas(line));
        in_order(line, list::organizations(line));
        in_order(line, list::outside_brackets(line));
        let (head, tail) = title::split(line);
        in_order(line, [head, tail]);
        for piece in [marks::numbers(line), marks::bullets(line, None)] {
            in_order(line, marks::pieces(line, &piece));
        }
    }
    in_order(text, line::raw_lines(text));
    in_order(text, markup::broken(text));
    let _ = (markup::wrapped(text), markup::prose(text), markup::unwrapped(text), markup::criteria(text));
    assert!(trialsift::record::ids(text).count() <= text.len());
    let leave = criteria::Leave { numbers: true, stars: true, words: true };
    for side in [criteria::Side::Inclusion, criteria::Side::Exclusion] {
        let _ = criteria::block(text, side, leave);
    }
}

/// Segmenters: the pieces of a cut stand in the text, one behind the other.
pub(crate) fn segment(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text = text.as_ref();
    let lines: Vec<&str> = text.lines().collect();
    in_order(text, criteria_seams::items(text).iter().map(|item| item.text));
    for part in criteria_seams::criteria(text) {
        in_order(text, part.items.iter().map(|item| item.text));
    }
    for line in &lines {
        in_order(line, fused_list::conditions(line, &fused_list::PageTerms::new(&[])).iter().map(|piece| piece.text));
        in_order(line, fused_list::interventions(line).iter().map(|(_, name)| *name));
        let _ = (fused_list::glued_status(line), time_frame::stops(line), time_frame::starts(line));
    }
    for cells in [Cells::Spaced, Cells::Fused] {
        let rows = outcome_rows::rows(&lines, cells, &[]);
        in_order(text, rows.iter().map(|row| row.measure));
        let [one, two] = outcome_rows::tables([&lines, &lines], cells);
        assert!(one.len() + two.len() <= 2 * text.len() + 2);
        let rows = arm_rows::rows(&lines, &[], cells);
        in_order(text, rows.iter().map(|row| row.label));
        assert!(arm_rows::arms(rows).len() <= text.len() + 1);
    }
}

/// What a run says.
#[derive(Default)]
struct Told(Vec<&'static str>);

impl Watch for Told {
    fn fault(&mut self, fault: &Fault, _failed: bool) -> std::io::Result<()> {
        self.0.push(fault.code);
        Ok(())
    }

    fn note(&mut self, _note: &Fault) {}

    fn done(&mut self, _so_far: &Summary) {}
}

/// What a run over files writes.
struct Ran {
    lines: Vec<Vec<u8>>,
    codes: Vec<&'static str>,
    summary: Summary,
}

/// A run over files: nothing panics, everything is accounted for, every line is JSON.
fn ran(files: &[&[u8]], deal: Option<Deal>, threads: usize) -> Ran {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut out, mut told) = (Vec::new(), Told::default());
    let mut job = Job { threads, ..Job::default() };
    (job.input.largest, job.input.deal, job.options.spans) = (1 << 20, deal, true);
    let paths: Vec<_> = (0..files.len()).map(|number| folder.path().join(number.to_string())).collect();
    for (path, bytes) in paths.iter().zip(files) {
        std::fs::write(path, bytes).expect("written");
    }
    let entries = paths.into_iter().map(Entry::File);
    let summary = run(entries, &job, &mut out, &mut told).expect("it runs");
    assert!(!told.0.contains(&"panic"), "a reader panicked");
    assert_eq!(summary.mismatch(), None);
    assert_eq!(told.0.len() as u64, summary.failed + summary.skipped);
    // The folder has another name each time.
    let (name, none) = (folder.path().to_str().expect("a name"), "");
    let lines = out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let lines = lines.map(|line| {
        let record: Value = serde_json::from_slice(line).expect("a line is JSON");
        assert!(record["source"]["path"].is_string());
        std::str::from_utf8(line).expect("JSON").replace(name, none).into_bytes()
    });
    Ran { lines: lines.collect(), codes: told.0, summary }
}

/// Any bytes as a file; in two shares, and by several threads, it says the same.
pub(crate) fn container(bytes: &[u8]) {
    let whole = ran(&[bytes], None, 1);
    if whole.lines.len() < 2 {
        return;
    }
    let more = ran(&[bytes], None, 3);
    assert!(whole.lines == more.lines && whole.codes == more.codes, "threads make a difference");
    assert_eq!(whole.summary, more.summary);
    let shares = [0, 1].map(|turn| ran(&[bytes], Some(Deal::new(turn, 2)), 1).lines);
    for share in &shares {
        let mut rest = whole.lines.iter();
        assert!(share.iter().all(|line| rest.any(|other| other == line)), "a share has another order");
    }
    let [mut together, mut lines] = [shares.concat(), whole.lines];
    together.sort();
    lines.sort();
    assert!(together == lines, "two shares are not the whole");
}

/// Pages, parted by zero bytes, say the same alone and in every form of archive, whole and cut in two.
pub(crate) fn forms(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let pages: Vec<&str> = text.split('\0').filter(|page| !page.trim().is_empty()).take(6).collect();
    let files: Vec<&[u8]> = pages.iter().map(|page| page.as_bytes()).collect();
    let alone = ran(&files, None, 1);
    let wanted: Vec<(Value, Option<u64>)> = alone.lines.iter().map(|line| bare(line)).collect();
    // A page that is an archive or holds several studies is for other targets.
    let whole = |(found, page): (&(Value, Option<u64>), &&str)| found.1 == Some(page.len() as u64);
    let single = wanted.len() == pages.len() && wanted.iter().zip(&pages).all(whole);
    if pages.is_empty() || !alone.codes.is_empty() || !single {
        return;
    }
    let pack = match first % 4 {
        0 => tar,
        1 => crawl,
        2 => rows,
        _ => table,
    };
    let (one, other) = pages.split_at(usize::from(first / 4) % pages.len());
    let halves = [one, other].map(pack);
    let mut files = vec![vec![pack(&pages)], halves.to_vec()];
    // Without the end of the first, the second goes on with it; a table has its names again.
    if first % 4 != 3 {
        let [one, other] = halves;
        let open = if first % 4 == 0 { one.len().saturating_sub(1024) } else { one.len() };
        files.push(vec![[&one[..open], &other].concat()]);
    }
    for files in files {
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).filter(|file| !file.is_empty()).collect();
        let ran = ran(&files, None, 1);
        let found: Vec<Value> = ran.lines.iter().map(|line| bare(line).0).collect();
        assert!(found.iter().eq(wanted.iter().map(|(record, _)| record)), "form {}: {:?}", first % 4, ran.codes);
    }
}

/// A record without what tells where its page lay, and how long that is where it is no line of a file.
fn bare(line: &[u8]) -> (Value, Option<u64>) {
    let mut record: Value = serde_json::from_slice(line).expect("a line is JSON");
    let length = record["source"]["bytes"].as_u64().filter(|_| record["source"]["line"].is_null());
    for key in ["path", "url", "line"] {
        record["source"][key].take();
    }
    (record, length)
}

/// A tar file.
fn tar(pages: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let mut head = [0; 512];
        let mut put = |at: usize, text: &str| head[at..at + text.len()].copy_from_slice(text.as_bytes());
        put(0, &number.to_string());
        put(100, "0000644\x000000000\x000000000\0");
        put(124, &format!("{:011o}\x0000000000000\0        0", page.len()));
        put(257, "ustar\x0000");
        let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(head);
        out.extend(page.as_bytes());
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// A crawl.
fn crawl(pages: &[&str]) -> Vec<u8> {
    let response = |(number, page): (usize, &&str)| {
        let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{page}");
        let head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n";
        format!("{head}WARC-Target-URI: u:{number}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n", body.len())
    };
    pages.iter().enumerate().map(response).collect::<String>().into_bytes()
}

/// JSON Lines.
fn rows(pages: &[&str]) -> Vec<u8> {
    let row =
        |(number, page): (usize, &&str)| format!("{}\n", serde_json::json!({"id": number.to_string(), "text": page}));
    pages.iter().enumerate().map(row).collect::<String>().into_bytes()
}

/// A list of JSON over many lines.
fn table(pages: &[&str]) -> Vec<u8> {
    if pages.is_empty() {
        return Vec::new();
    }
    let row = |(number, page): (usize, &&str)| serde_json::json!({"id": number.to_string(), "text": page});
    serde_json::to_vec_pretty(&pages.iter().enumerate().map(row).collect::<Vec<_>>()).expect("JSON")
}

/// Records fit it.
static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(RECORD_SCHEMA).expect("JSON");
    jsonschema::draft202012::new(&schema).expect("a schema")
});

/// A file of decisions and a page, parted by a zero byte. `blake3:page` stands for the digest of the page.
pub(crate) fn decisions(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (file, page) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let page = Page { path: "page".into(), bytes: page, ..Page::default() };
    let text = page.text(&Options::default());
    let digest = page.extract(&text, &Options::default()).record.source.digest;
    let file = String::from_utf8_lossy(file).replace("blake3:page", &digest);
    for name in ["d.jsonl", "d.toml"] {
        match Decisions::read([(name, file.as_str())]) {
            Ok(decisions) => {
                replay(&page, &decisions);
                // Saying the same twice does no harm.
                let twice = Decisions::read([(name, file.as_str()), (name, file.as_str())]).expect("the same");
                assert_eq!(twice.list(), decisions.list());
            }
            Err(defect) => {
                let lines = file.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1;
                assert!((1..=lines).contains(&defect.at.line) && !defect.message.is_empty(), "{defect}");
            }
        }
    }
    contradicted(&file);
}

/// A file that says a thing and its contrary is refused.
fn contradicted(file: &str) {
    let Some(line) = file.lines().find(|line| !line.trim().is_empty()) else { return };
    if Decisions::read([("d.jsonl", line)]).is_err() {
        return;
    }
    let mut contrary: Value = serde_json::from_str(line).expect("a decision is JSON");
    match contrary["verdict"].as_str() {
        Some("accept") => contrary["verdict"] = "refuse".into(),
        Some("refuse") => contrary["verdict"] = "accept".into(),
        _ if contrary["after"] == "a" => contrary["after"] = "b".into(),
        _ => contrary["after"] = "a".into(),
    }
    let both = format!("{line}\n{contrary}");
    assert!(Decisions::read([("d.jsonl", both.as_str())]).is_err(), "{both} was taken");
}

/// Decisions carried out on a page: its laws hold, each decision is told as done or stale, and what was refused is not made.
fn replay(page: &Page<'_>, decisions: &Decisions) {
    let options = Options { spans: true, decisions: decisions.clone(), ..Options::default() };
    hold_page(page, page.bytes, &options);
    let text = page.text(&options);
    let extraction = page.extract(&text, &options);
    let mut line = Vec::new();
    extraction.write(&mut line).expect("a record can be written");
    let written: Value = serde_json::from_slice(&line).expect("a line is JSON");
    let plain = serde_json::to_value(&extraction.record).expect("JSON");
    if extraction.amended.is_some() {
        let faults: Vec<String> = SCHEMA.iter_errors(&written).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}");
    } else {
        assert_eq!(written, plain);
    }
    let fates = &extraction.fates;
    let list = decisions.list();
    let stale: Vec<&Decision> = decisions.stale(fates).map(|(decision, _)| decision).collect();
    let open: Vec<&Decision> =
        list.iter().enumerate().filter(|(n, _)| fates.of(*n) != Fate::Done).map(|(_, decision)| decision).collect();
    assert_eq!(stale, open);
    for repair in &extraction.record.repairs {
        decided(repair, list, &extraction.record.source.digest, |n| fates.of(n));
    }
}

/// What a repair says is what the closest decision about it says.
fn decided(repair: &Repair, list: &[Decision], digest: &str, fate: impl Fn(usize) -> Fate) {
    let depth = |subject: &Subject| match subject {
        Subject::Place { page, span, rule, before, after } => {
            let same = |told: &Option<String>, is: &str| told.as_ref().is_none_or(|told| told == is);
            let here = page == digest && *span == repair.span && rule == repair.rule;
            (here && same(before, &repair.before) && same(after, &repair.after)).then_some(0)
        }
        Subject::Value { rule, before, after } => {
            (rule == repair.rule && *before == repair.before && *after == repair.after).then_some(1)
        }
        Subject::Rule { rule } => (rule == repair.rule).then_some(2),
        Subject::Field { .. } => None,
    };
    let about = list.iter().enumerate().filter_map(|(n, decision)| Some((depth(&decision.subject)?, n)));
    let closest = about.min().map(|(_, n)| n);
    let structure = RULES.iter().any(|rule| rule.id == repair.rule && matches!(rule.stage, Stage::Structure(_)));
    let found = closest.map(|n| (list[n].verdict, fate(n)));
    let sound = match (repair.state, found) {
        (State::Corrected, _) => list.iter().any(|decision| decision.verdict == Verdict::Correct),
        // Pages are read again only so often.
        (State::Applied, Some((Verdict::Refuse, Fate::Unfit))) => structure,
        (State::Accepted, Some((Verdict::Accept, Fate::Done | Fate::Unfit)))
        | (State::Refused, Some((Verdict::Refuse, Fate::Done | Fate::Unfit)))
        | (State::Suggested, Some((Verdict::Accept, Fate::Unfit)))
        | (State::Applied | State::Suggested, None) => true,
        _ => false,
    };
    assert!(sound, "{} is {:?}, decided {found:?}", repair.rule, repair.state);
}

/// Two outputs, parted by a zero byte: what differs is found, and the patches of two records make one of the other.
pub(crate) fn differences(bytes: &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (old, new) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let index = |bytes| Output::index(Path::new("out.jsonl"), Cursor::new(bytes));
    if let (Ok(mut old), Ok(mut new)) = (index(old), index(new)) {
        let mut count = 0;
        // A line that is no record is an error, told when it is read.
        if let Ok(summary) = diff(&mut old, &mut new, &Selection::default(), &mut |record| {
            count += 1;
            assert!(!record.changes.is_empty());
            Ok(())
        }) {
            assert!(count <= summary.old + summary.new);
        }
    }
    let values = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok().filter(Value::is_object);
    if let (Some(old), Some(new)) = (values(old), values(new)) {
        assert!(compare(&old, &old).is_empty());
        let mut record = old.clone();
        for change in compare(&old, &new) {
            let patch = serde_json::to_value(&change.patch).expect("JSON");
            let patch: json_patch::Patch = serde_json::from_value(patch).expect("operations of RFC 6902");
            json_patch::patch(&mut record, &patch).expect("can be carried out");
        }
        assert!(compare(&record, &new).is_empty(), "{record} is not {new}");
    }
}
