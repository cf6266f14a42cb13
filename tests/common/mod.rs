//! What the tests of pages share: the pages, and a record printed for people to compare.
#![allow(dead_code, reason = "every test file uses a part of this")]

use std::path::{Path, PathBuf};

use serde_json::Value;
use trialsift::{Options, Page};

/// The folder of this project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every sample page, sorted.
pub(crate) fn pages() -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(root().join("corpus")).sort_by_file_name();
    let files = walk.into_iter().map(|entry| entry.expect("the corpus can be read").into_path());
    let pages: Vec<PathBuf> = files.filter(|path| path.is_file() && is_page(path)).collect();
    assert!(pages.len() >= 48, "the corpus has its pages");
    pages
}

/// Whether a file of the corpus is a page. Pages of data lie in the folders of their layouts, pages of HTML in those of what
/// they show; their goldens have names that end in `.golden.json`. Those of other pages are `x.json` beside `x.txt`.
fn is_page(path: &Path) -> bool {
    let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
    let golden = path.to_string_lossy().ends_with(".golden.json");
    ["txt", "xml", "jsonl", "html", "htm"].contains(&kind)
        || kind == "json" && !golden && !path.with_extension("txt").exists()
}

/// The golden record of a page.
pub(crate) fn golden(page: &Path) -> PathBuf {
    let text = page.extension().is_some_and(|kind| kind == "txt");
    page.with_extension(if text { "json" } else { "golden.json" })
}

/// A page's path as records of the corpus show it.
pub(crate) fn name(page: &Path) -> String {
    page.strip_prefix(root()).expect("a page of the corpus").to_string_lossy().replace('\\', "/")
}

/// The records of a file of the corpus, with spans; none of its pages fails.
pub(crate) fn records(path: &str, file: &[u8]) -> Vec<Value> {
    let options = Options { spans: true, ..Options::default() };
    let record = |page: Page<'_>| {
        let text = page.text(&options);
        serde_json::to_value(page.extract(&text, &options).record).expect("a record is JSON")
    };
    trialsift::source::pages(path, file, &options).map(|page| record(page.expect("a page"))).collect()
}

/// The records of a page of the corpus, or of each of its studies.
pub(crate) fn records_of(page: &Path) -> Vec<Value> {
    records(&name(page), &std::fs::read(page).expect("a page can be read"))
}

/// Records for people: a record alone, or a list of several.
pub(crate) fn printed(records: &[Value]) -> String {
    match records {
        [record] => format!("{}\n", printed_record(record)),
        several => {
            let each: Vec<String> = several.iter().map(printed_record).collect();
            format!("[\n{}\n]\n", each.join(",\n"))
        }
    }
}

/// A record: one line for each key and for each element of a list.
fn printed_record(record: &Value) -> String {
    let Value::Object(keys) = record else { panic!("a record is an object") };
    let mut lines = Vec::new();
    for (key, value) in keys {
        let lead = format!("  {}: ", Value::String(key.clone()));
        let inner: Vec<String> = match value {
            Value::Array(items) => items.iter().map(Value::to_string).collect(),
            Value::Object(items) if key == "spans" || key == "eligibility" => {
                items.iter().map(|(key, value)| format!("{}: {value}", Value::String(key.clone()))).collect()
            }
            _ => Vec::new(),
        };
        let (open, close) = if value.is_array() { ("[", "]") } else { ("{", "}") };
        lines.push(if inner.is_empty() {
            format!("{lead}{value}")
        } else {
            format!("{lead}{open}\n    {}\n  {close}", inner.join(",\n    "))
        });
    }
    format!("{{\n{}\n}}", lines.join(",\n"))
}
