//! What a page costs: the stages of the extraction over the corpus, and beside them the floor (check UTF-8, write the page
//! as one JSON string). Each stage is measured with those before it, so its own cost is a difference. The segmenters are
//! measured over the bytes they are for alone. Every bench asserts what it makes; ratios between rows of one run are
//! what counts.
//!
//! `cargo bench`

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use divan::counter::BytesCount;
use divan::{Bencher, main as run};
use trialsift::layout::{Layouts, Outline, detect};
use trialsift::record::ids;
use trialsift::repair::Without;
use trialsift::segment::{Cells, arm_rows, criteria_seams, fused_list, outcome_rows};
use trialsift::text::Decoded;
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
        sonic_rs::to_writer(line, &text).expect("a string can be written");
    });
}

#[divan::bench]
fn a_decode(bencher: Bencher<'_, '_>) {
    bench(bencher, |page, line| line.extend_from_slice(&Decoded::read(page).text.as_str().as_bytes()[..3]));
}

#[divan::bench]
fn b_mend(bencher: Bencher<'_, '_>) {
    let options = Options::default();
    bench(bencher, |page, line| {
        let text = Page { bytes: page, ..Page::default() }.text(&options);
        line.extend_from_slice(&text.text.as_str().as_bytes()[..3]);
    });
}

#[divan::bench(args = [false, true])]
fn c_labels(bencher: Bencher<'_, '_>, detection: bool) {
    let (options, without) = (Options::default(), Without::default());
    bench(bencher, |page, line| {
        let text = Page { bytes: page, ..Page::default() }.text(&options);
        let outline = Outline::of(text.text.as_str(), Layouts::built_in(), &without);
        let layout = if detection { detect(&outline).layout.id } else { "none" };
        line.extend_from_slice(layout.as_bytes());
    });
}

#[divan::bench]
fn d_values(bencher: Bencher<'_, '_>) {
    let options = Options::default();
    bench(bencher, |bytes, line| {
        let page = Page { bytes, ..Page::default() };
        let text = page.text(&options);
        line.extend_from_slice(page.extract(&text, &options).record.schema.as_bytes());
    });
}

#[divan::bench(args = [false, true])]
fn e_whole(bencher: Bencher<'_, '_>, spans: bool) {
    let options = Options { spans, ..Options::default() };
    bench(bencher, |bytes, line| {
        let page = Page { bytes, ..Page::default() };
        let text = page.text(&options);
        sonic_rs::to_writer(line, &page.extract(&text, &options).record).expect("a record can be written");
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

/// What follows a label on the lines of the corpus: texts for one segmenter.
fn behind(label: &str) -> Vec<String> {
    let pages = pages();
    let pages = pages.iter().filter_map(|page| std::str::from_utf8(page).ok());
    let texts = pages.flat_map(|page| page.lines().filter_map(|line| line.strip_prefix(label)));
    let texts: Vec<String> = texts.filter(|text| text.len() > 20).map(str::to_owned).collect();
    assert!(!texts.is_empty(), "the corpus has lines that begin with {label}");
    texts
}

fn segment(bencher: Bencher<'_, '_>, texts: &[String], cut: impl Fn(&str) -> usize) {
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for text in texts {
            assert!(cut(black_box(text)) > 0);
        }
    });
}

#[divan::bench]
fn segment_outcome_rows(bencher: Bencher<'_, '_>) {
    segment(bencher, &behind("Name Time Method "), |text| outcome_rows::rows(&[text], Cells::Spaced, &[]).len());
}

#[divan::bench]
fn segment_arm_rows(bencher: Bencher<'_, '_>) {
    segment(bencher, &behind("Group Intervention Description "), |text| {
        arm_rows::rows(&[text], &["Placebo"], Cells::Spaced).len()
    });
}

#[divan::bench]
fn segment_criteria(bencher: Bencher<'_, '_>) {
    segment(bencher, &behind("Inclusion Criteria: "), |text| criteria_seams::items(text).len());
}

#[divan::bench]
fn segment_interventions(bencher: Bencher<'_, '_>) {
    segment(bencher, &behind("- Drug: "), |text| 1 + fused_list::interventions(text).len());
}
