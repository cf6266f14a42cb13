//! What a page costs: the whole extraction over the corpus, and beside it the floor (check UTF-8, write the page as one
//! JSON string). Every bench asserts what it makes; ratios between rows of one run are what counts.
//!
//! `cargo bench`

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use divan::counter::BytesCount;
use divan::{Bencher, main as run};
use trialsift::record::ids;
use trialsift::{Options, Page};

fn main() {
    run();
}

/// The pages of the corpus.
fn pages() -> Vec<Vec<u8>> {
    let corpus = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let walk = walkdir::WalkDir::new(corpus).sort_by_file_name();
    let files = walk.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
    let texts = files.filter(|path| path.extension().is_some_and(|kind| kind == "txt"));
    let pages: Vec<Vec<u8>> = texts.filter_map(|path| fs::read(path).ok()).collect();
    assert!(pages.len() > 60, "the corpus has its pages");
    pages
}

fn bench(bencher: Bencher<'_, '_>, mut work: impl FnMut(&[u8], &mut Vec<u8>)) {
    let pages = pages();
    let bytes: usize = pages.iter().map(Vec::len).sum();
    let mut line = Vec::new();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for page in &pages {
            line.clear();
            work(black_box(page), &mut line);
            assert!(line.len() > 2);
        }
    });
}

#[divan::bench]
fn floor(bencher: Bencher<'_, '_>) {
    bench(bencher, |page, line| {
        let text = String::from_utf8_lossy(page);
        serde_json::to_writer(line, &text).expect("a string can be written");
    });
}

#[divan::bench]
fn text(bencher: Bencher<'_, '_>) {
    let options = Options::default();
    bench(bencher, |page, line| {
        let text = Page { bytes: page, ..Page::default() }.text(&options);
        line.extend_from_slice(&text.text.as_str().as_bytes()[..3]);
    });
}

#[divan::bench(args = [false, true])]
fn record(bencher: Bencher<'_, '_>, spans: bool) {
    let options = Options { spans, ..Options::default() };
    bench(bencher, |bytes, line| {
        let page = Page { bytes, ..Page::default() };
        let text = page.text(&options);
        serde_json::to_writer(line, &page.extract(&text, &options).record).expect("a record can be written");
    });
}

/// What it costs to look through a text for identifiers, as is done where neither label nor address has one.
#[divan::bench]
fn identifiers(bencher: Bencher<'_, '_>) {
    bench(bencher, |page, line| {
        let text = std::str::from_utf8(page).unwrap_or("windows-1252");
        line.extend(ids(text).map(|found| found.at.len() as u8).chain([0; 3]));
    });
}
