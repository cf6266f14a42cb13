//! A page says the same in other dress: other blanks, invisible characters, the words of a website around it, marks of
//! Markdown, lines filled to a column.
//!
//! Every sample page of text is dressed in each way, and the values of its record are compared with those of the page as it
//! is. White space aside they must be the same.

mod common;

use std::fmt::Write;
use std::fs;

use common::{name, pages};
use trialsift::text::Text;
use trialsift::{Options, Page};

/// A way to dress a page, and the share of pages that must say the same: where blanks or breaks say something on a page, what
/// hides them costs it.
struct Dress {
    name: &'static str,
    put_on: fn(&str) -> String,
    share: f32,
}

// A page that has nothing but values without labels looks like no record with the words of a website around it.
const DRESSES: &[Dress] = &[
    Dress { name: "wide blanks", put_on: |text| blanks(text, "\u{a0}"), share: 0.97 },
    Dress { name: "doubled blanks", put_on: |text| blanks(text, "  "), share: 0.97 },
    Dress { name: "tabs", put_on: |text| blanks(text, "\t"), share: 0.97 },
    Dress { name: "zero-width blanks", put_on: |text| blanks(text, " \u{200b}"), share: 0.97 },
    Dress { name: "soft hyphens", put_on: |text| blanks(text, "\u{ad} "), share: 0.97 },
    Dress { name: "blanks at the ends of lines", put_on: |text| text.replace('\n', " \t\n"), share: 0.97 },
    Dress { name: "carriage returns", put_on: |text| text.replace('\n', "\r"), share: 0.97 },
    Dress { name: "both ends of lines", put_on: |text| text.replace('\n', "\r\n"), share: 0.97 },
    Dress { name: "a margin", put_on: |text| lines(text, "    "), share: 0.97 },
    Dress { name: "a quotation", put_on: |text| lines(text, "> "), share: 0.97 },
    Dress { name: "a website", put_on: website, share: 0.96 },
    Dress { name: "what a website says of a page", put_on: foot, share: 0.99 },
    Dress { name: "printed twice", put_on: |text| format!("{text}\n\n{text}"), share: 0.99 },
    Dress { name: "a crawler of Markdown", put_on: reader, share: 0.97 },
    // A page with few long lines does not show that they were filled.
    Dress { name: "filled lines", put_on: |text| filled(text, 80), share: 0.76 },
];

/// Every fifth blank inside a line is another.
fn blanks(text: &str, other: &str) -> String {
    let (mut out, mut count, mut start) = (String::new(), 0, true);
    for letter in text.chars() {
        if letter == ' ' && !start {
            count += 1;
            out.push_str(if count % 5 == 0 { other } else { " " });
        } else {
            out.push(letter);
            start = letter == '\n' || start && letter == ' ';
        }
    }
    out
}

fn lines(text: &str, before: &str) -> String {
    text.lines().flat_map(|line| [before, line, "\n"]).collect()
}

fn website(text: &str) -> String {
    let above =
        "Skip to main content\nHome\nAbout us\nLog in\nWe use cookies to make this site better.\nAccept all\n\n";
    let below = "\n\nPrivacy Policy\nTerms of Use\nShare on Facebook\n© 2031 A website. All rights reserved.\n";
    format!("{above}{text}{below}")
}

fn foot(text: &str) -> String {
    let foot = "\n\nShare\nEmail\nLearn more\nLast updated on March 3, 2031\nSource: ClinicalTrials.gov\nDisclaimer: no advice.\n";
    format!("{}{foot}", text.trim_end())
}

fn reader(text: &str) -> String {
    format!("Title: A website\n\nURL Source: https://example.org/page\n\nMarkdown Content:\n{text}")
}

/// Lines broken where the next word has no room.
fn filled(text: &str, column: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let margin = line.len() - line.trim_start().len();
        let mut width = 0;
        for word in line[margin..].split(' ') {
            let length = word.chars().count();
            if width == 0 {
                out.push_str(&line[..margin]);
                width = margin;
            } else if width + 1 + length > column {
                out.push('\n');
                width = 0;
            } else {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += length;
        }
        out.push('\n');
    }
    out
}

/// The layout and the values of a page, white space aside.
fn said(path: &str, bytes: &[u8]) -> String {
    let options = Options::default();
    let page = Page { path: path.into(), bytes, ..Page::default() };
    let text = page.text(&options);
    let record = serde_json::to_value(page.extract(&text, &options).record).expect("a record is JSON");
    let mut out = String::new();
    for (key, value) in record.as_object().expect("a record") {
        if !["source", "repairs", "issues", "residue", "spans"].contains(&key.as_str()) {
            let value = value.to_string().replace("\\n", " ");
            writeln!(out, "{key} {}", value.split_whitespace().collect::<Vec<_>>().join(" ")).expect("a string");
        }
    }
    out + record["source"]["layout"].as_str().expect("an id")
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| !text.starts_with('\u{feff}') && !text.contains('\r'))
}

#[test]
fn a_page_in_other_dress_says_the_same() {
    let texts = pages().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "txt"));
    let texts: Vec<(String, Vec<u8>)> = texts
        .map(|path| (name(&path), fs::read(&path).expect("a page")))
        .filter(|(path, bytes)| is_text(bytes) && !path.contains("not-a-record") && !path.contains("html"))
        .collect();
    assert!(texts.len() > 100);
    let mut report = String::new();
    let mut short = Vec::new();
    for dress in DRESSES {
        let changed: Vec<(&str, String)> = texts
            .iter()
            .filter_map(|(path, bytes)| {
                let text = std::str::from_utf8(bytes).expect("UTF-8");
                let (plain, dressed) = (said(path, bytes), said(path, (dress.put_on)(text).as_bytes()));
                let line = plain.lines().zip(dressed.lines()).find(|(one, other)| one != other);
                let cut = |line: &str| line.chars().take(300).collect::<String>();
                line.map(|(one, other)| (path.as_str(), format!("{}\n      {}", cut(one), cut(other))))
            })
            .collect();
        let count = |pages: usize| f32::from(u16::try_from(pages).expect("few pages"));
        let share = 1.0 - count(changed.len()) / count(texts.len());
        writeln!(report, "{:28} {:.3} of {}", dress.name, share, texts.len()).expect("a string");
        for (path, difference) in &changed {
            writeln!(report, "    {path}\n      {difference}").expect("a string");
        }
        if share < dress.share {
            short.push(dress.name);
        }
    }
    assert!(short.is_empty(), "{short:?}\n{report}");
}

#[test]
fn values_of_filled_lines_have_their_bytes() {
    let path = common::root().join("corpus/medpath/dash-filled-lines.txt");
    let wrapped = fs::read_to_string(&path).expect("a page");
    let record = &common::records_of(&path)[0];
    let summary = record["brief_summary"].as_str().expect("a summary");
    assert!(!summary.contains('\n') && summary.ends_with("two hours a week."));
    let end = |n: usize| record["spans"]["/brief_summary"][0][n].as_u64().and_then(|at| usize::try_from(at).ok());
    let bytes = &wrapped[end(0).expect("a byte")..end(1).expect("a byte")];
    assert!(bytes.contains('\n') && bytes.contains('\u{200b}'));
    let visible: String = bytes.chars().filter(|letter| *letter != '\u{200b}').collect();
    assert_eq!(visible.split_whitespace().collect::<Vec<_>>().join(" "), summary);
    assert_eq!(record["issues"][0]["code"], "wrapped");
}

const PAGE: &str = "Tea for tired gardeners\n\nBrief Summary\nGardeners who drink tea at four are compared with gardeners who \
     drink nothing until supper, in an open trial of two parallel groups that lasts from spring to autumn.\nDetailed \
     Description\nEach garden is dug over by two gardeners – one of each group – and the depth of the beds is measured \
     every week by somebody who knows nothing about tea. Nobody is asked to drink more than three cups a day.\n\n- Own \
     garden\n- Tea is liked\n";

#[test]
fn filled_lines_are_joined_and_no_others() {
    for column in [60, 72, 80, 100] {
        let wrapped = filled(PAGE, column);
        let (text, found) = Text::plain(&wrapped).unwrapped(|_| false);
        assert_eq!(text.as_str(), PAGE, "{column}");
        // The longest line is as long as the column or a word shorter.
        assert!(found.is_some_and(|found| found <= column && found + 12 > column));
    }
}

#[test]
fn labels_and_items_stay_on_lines_of_their_own() {
    let wrapped = filled(PAGE, 60);
    let place = wrapped.find("gardeners\nwho drink").expect("a full line") + "gardeners".len();
    let line = wrapped[place + 1..].lines().next().expect("the next");
    let (text, found) = Text::plain(&wrapped).unwrapped(|next| next == line);
    assert!(found.is_some() && text.as_str().contains("gardeners\nwho drink"));
}

#[test]
fn one_line_that_must_go_on_tells_a_page_of_filled_lines() {
    let short = "Drops for Children With Slowly\nProgressing Myopia";
    let page =
        |line: &str| format!("Conditions\nMyopia\nA Comparison of Two Strengths of Eye {line}\nStatus\nRecruiting\n");
    let (text, found) = (Text::plain(&page(short)).unwrapped(|_| false).0.as_str().to_owned(), page(short));
    assert_eq!(text, found, "`Slowly` may end a line");
    let broken = page("Drops for Children With\nProgressing Myopia");
    let (text, found) = Text::plain(&broken).unwrapped(|next| next == "Status");
    assert!(found.is_some() && text.as_str().contains("With Progressing Myopia\nStatus\nRecruiting"));
}

#[test]
fn rows_between_bars_stay_apart_and_headings_of_criteria_together() {
    let rows = "| Hours of sleep in the first night after a day of work in the garden with tea |\n| Tea |\n";
    let text = format!("{}{rows}", filled(PAGE, 80));
    assert!(Text::plain(&text).unwrapped(|_| false).0.as_str().ends_with(rows));
    let text =
        "Adults who drink tea at four, and those who would if anybody asked. Exclusion\nCriteria: sleeps at four\n";
    let text = format!("{}{text}", filled(PAGE, 80));
    let (text, _) = Text::plain(&text).unwrapped(|next| next.starts_with("Criteria:"));
    assert!(text.as_str().contains("Exclusion Criteria: sleeps"));
    let text = "Nobody who sleeps in the garden, or has slept there before the date of\nenrollment in the trial\n";
    let text = format!("{}{text}", filled(PAGE, 80));
    let (text, _) = Text::plain(&text).unwrapped(|next| next.starts_with("enrollment"));
    assert!(text.as_str().contains("date of enrollment"));
}

#[test]
fn numbers_inside_a_line_are_no_list() {
    let inside = "Adults who do not sleep well after supper and who have one of these in a home: 1. a garden of more than an \
         acre, 2. a kettle of copper, 3. a dog that digs, and nobody else in the house who drinks tea after four o'clock at \
         all\n";
    let text = format!("{}{}", filled(PAGE, 80), filled(inside, 80));
    assert!(text.contains("\n1. a garden"));
    assert!(Text::plain(&text).unwrapped(|_| false).0.as_str().ends_with(inside));
    // The third item of a list behind a full line.
    let list = "1. Tea\n2. Gardens of more than an acre, dug over by two gardeners of whom one drinks tea\n3. Dogs\n";
    let text = format!("{}{list}", filled(PAGE, 80));
    assert!(Text::plain(&text).unwrapped(|_| false).0.as_str().ends_with(list));
}

#[test]
fn a_page_of_long_lines_is_left_alone() {
    let (text, found) = Text::plain(PAGE).unwrapped(|_| false);
    assert_eq!((text.as_str(), found), (PAGE, None));
}
