//! Contact data is left out of records, wherever it stands on a page, and all of it is there with `--contacts`.

mod common;

use std::fs;

use common::{name, pages, root};
use proptest::prelude::*;
use serde_json::Value;
use trialsift::{Options, Page};

/// What names or reaches somebody on the pages of the corpus that are about it.
const PEOPLE: &[&str] = &[
    "Odile Marchetti, MD",
    "Bram Oyelaran",
    "Ilse Vandermeer",
    "Tove Ankersen, MD",
    "Per Lindqvist",
    "Edda Krol",
    "Anselm Birk",
    "Inga Solheim",
    "Aster Quillfeather",
    "Corin Ashdown",
    "Leontyne Abara",
    "Henrike Oldenbarg, MD",
    "Wim Terlinden",
    "Saskia Pruis",
    "Maren Holt",
    "Jonas Vik",
    "Roos Amsink",
    "Daan Kuyper",
    "Una Farthing",
    "Piers Ottaway",
    "Ulrik Tamme",
    "Sunniva Rask",
];

fn record(page: &Page<'_>, options: &Options) -> Value {
    let text = page.text(options);
    serde_json::to_value(page.extract(&text, options).record).expect("a record is JSON")
}

/// Whether some text of a record holds a word.
fn says(record: &Value, word: &str) -> bool {
    match record {
        Value::String(text) => text.contains(word),
        Value::Array(items) => items.iter().any(|item| says(item, word)),
        Value::Object(keys) => keys.values().any(|value| says(value, word)),
        _ => false,
    }
}

/// The pages of the corpus that are about contact data.
fn contact_pages() -> Vec<std::path::PathBuf> {
    pages().into_iter().filter(|page| name(page).contains("contact")).collect()
}

#[test]
fn the_people_of_a_page_are_in_no_record() {
    let mut seen = vec![false; PEOPLE.len()];
    for page in contact_pages() {
        let bytes = fs::read(&page).expect("a page can be read");
        let (path, text) = (name(&page), String::from_utf8_lossy(&bytes).into_owned());
        for spans in [false, true] {
            let page = Page { path: path.as_str().into(), bytes: &bytes, ..Page::default() };
            let record = record(&page, &Options { spans, ..Options::default() });
            assert!(!says(&record, "555-0") && !says(&record, ".example"), "{path}: {record}");
            for (person, seen) in PEOPLE.iter().zip(&mut seen) {
                *seen |= text.contains(person);
                assert!(!says(&record, person), "{path}: {person} is in {record}");
            }
        }
    }
    assert_eq!(seen, vec![true; PEOPLE.len()], "everybody is on some page");
}

#[test]
fn all_of_them_are_there_where_they_are_asked_for() {
    for page in contact_pages() {
        let bytes = fs::read(&page).expect("a page can be read");
        let (path, text) = (name(&page), String::from_utf8_lossy(&bytes).into_owned());
        let page = Page { path: path.as_str().into(), bytes: &bytes, ..Page::default() };
        let record = record(&page, &Options { contacts: true, ..Options::default() });
        let contacts = record["contacts"].as_array().expect("a list");
        for person in PEOPLE.iter().filter(|person| text.contains(**person)) {
            assert!(contacts.iter().any(|contact| says(contact, person)), "{path}: {person} is not in {contacts:?}");
        }
        let starts: Vec<u64> = contacts.iter().filter_map(|contact| contact["span"][0].as_u64()).collect();
        assert!(starts.is_sorted() && starts.len() == contacts.len(), "{path}: in the order of the page");
        assert!(
            record["repairs"].as_array().expect("a list").iter().all(|repair| repair["rule"] != "placeholder/contact")
        );
    }
}

#[test]
fn a_repair_shows_the_shape_of_what_it_left_out() {
    let page =
        Page { bytes: b"Brief Summary: Write to jane.doe7@example.org today.\nStatus: Completed\n", ..Page::default() };
    let record = record(&page, &Options::default());
    assert_eq!(record["brief_summary"], "Write to [e-mail] today.");
    let repair = &record["repairs"][0];
    assert_eq!(repair["rule"], "placeholder/contact");
    assert_eq!(repair["before"], "xxxx.xxx0@xxxxxxx.xxx");
    assert_eq!(repair["span"], serde_json::json!([24, 45]));
    let kept = self::record(&page, &Options { contacts: true, ..Options::default() });
    assert_eq!(kept["brief_summary"], "Write to jane.doe7@example.org today.");
}

#[test]
fn a_value_that_is_nothing_else_is_null() {
    let page = r#"{"protocolSection": {"identificationModule": {"nctId": "NCT99000001", "orgStudyIdInfo": {"id": "jane@example.org"}}}}"#;
    let page = Page { bytes: page.as_bytes(), ..Page::default() };
    let record = record(&page, &Options::default());
    assert_eq!(record["secondary_ids"], serde_json::json!([]));
    let repair = &record["repairs"][0];
    assert_eq!((&repair["before"], &repair["after"]), (&"xxxx@xxxxxxx.xxx".into(), &"".into()));
    let kept = self::record(&page, &Options { contacts: true, ..Options::default() });
    assert_eq!(kept["secondary_ids"][0]["id"], "jane@example.org");
}

#[test]
fn repairs_of_structure_show_no_contact_data_either() {
    let page = fs::read_to_string(root().join("corpus/medpath/dash-contacts.txt")).expect("a page can be read");
    let planted = page.replace("- Motion Sickness", "- Motion SicknessNausea jane@example.org Dizziness");
    let page = Page { bytes: planted.as_bytes(), ..Page::default() };
    let options = Options::default();
    let text = page.text(&options);
    let record = page.extract(&text, &options).record;
    let repaired =
        record.repairs.iter().find(|repair| repair.rule != "placeholder/contact" && repair.before.contains('@'));
    assert!(repaired.is_none_or(|repair| repair.before.contains("xxxx@xxxxxxx.xxx")), "{repaired:?}");
    assert!(!serde_json::to_string(&record).expect("JSON").contains("jane@"));
}

/// Addresses and numbers to plant, which stand on no page.
const PLANTED: &[&str] = &[
    "planted.person@planted.example.org",
    "PLANTED@EXAMPLE.ORG",
    "555-555-0198",
    "(555) 555-0197",
    "555.555.0196",
    "+49 30 5550195",
    "1-800-555-0194",
];

/// A page of the corpus, and what is planted at which places of it.
fn plantings() -> impl Strategy<Value = (usize, Vec<(usize, usize, usize)>)> {
    let places = proptest::collection::vec((any::<prop::sample::Index>(), 0..PLANTED.len(), 0..4_usize), 1..6);
    (any::<prop::sample::Index>(), places).prop_map(|(page, places)| {
        (page.index(usize::MAX), places.into_iter().map(|(at, what, how)| (at.index(usize::MAX), what, how)).collect())
    })
}

/// A page with addresses between its lines, at their ends, and between letters.
fn planted(page: &str, places: &[(usize, usize, usize)]) -> String {
    let mut page = page.to_owned();
    for (at, what, how) in places {
        let mut at = page.floor_char_boundary(at % (page.len() + 1));
        let line_end = |at: usize| page[at..].find('\n').map_or(page.len(), |end| at + end);
        let what = PLANTED[*what];
        let what = match how {
            0 => {
                at = line_end(at);
                format!("\n{what}")
            }
            1 => {
                at = line_end(at);
                format!(" or {what}")
            }
            2 => {
                at = line_end(at);
                format!("\nContact: Jane Doe, {what}")
            }
            // No unit may stand behind it, nor a word for the number of a paper before it.
            _ => format!(" at {what}, "),
        };
        page.insert_str(at, &what);
    }
    page
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn what_is_planted_is_in_no_record((page, places) in plantings()) {
        let pages: Vec<_> = pages().into_iter().filter(|page| page.extension().is_some_and(|kind| kind == "txt")).collect();
        let page = &pages[page % pages.len()];
        let bytes = fs::read(page).expect("a page can be read");
        let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
        let text = planted(&text, &places);
        for spans in [false, true] {
            let page = Page { bytes: text.as_bytes(), ..Page::default() };
            let record = record(&page, &Options { spans, ..Options::default() });
            for (_, what, how) in &places {
                prop_assert!(!says(&record, PLANTED[*what]), "{} in {}", PLANTED[*what], record);
                prop_assert!(*how != 2 || !says(&record["residue"], "Jane Doe"), "{}", record["residue"]);
            }
        }
    }
}

#[test]
fn the_option_is_taken_by_the_commands_that_read_pages() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let extract = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
        command.current_dir(root()).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        let line = serde_json::json!({"id": "a", "text": "Status: Completed\nContact: Jane Doe, jane@example.org\n"});
        // Most of them do not read it.
        let _ = writeln!(child.stdin.take().expect("input"), "{line}");
        String::from_utf8(child.wait_with_output().expect("it ends").stdout).expect("text")
    };
    let page = "corpus/unknown/contacts.txt";
    assert!(
        !extract(&["-q", page]).contains("Terlinden") && extract(&["-q", page, "--contacts"]).contains("Terlinden")
    );
    assert!(!extract(&["worker"]).contains("Jane Doe"));
    assert!(extract(&["worker", "--contacts"]).contains("\"text\":\"Contact: Jane Doe, jane@example.org\""));
    let repaired = "placeholder/contact";
    assert!(
        extract(&["explain", page]).contains(repaired) && !extract(&["explain", page, "--contacts"]).contains(repaired)
    );
    let folder = tempfile::TempDir::new().expect("a folder");
    let out = folder.path().join("out.jsonl");
    fs::write(&out, extract(&["-q", "corpus/medpath"])).expect("records");
    let out = out.to_str().expect("a path");
    assert!(!extract(&["diff", out, "corpus/medpath"]).contains("Tamme"));
    assert!(extract(&["diff", out, "corpus/medpath", "--contacts"]).contains("Ulrik Tamme"));
}
