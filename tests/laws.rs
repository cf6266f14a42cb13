//! What holds for every page, whatever its bytes.

mod common;
#[path = "common/law.rs"]
mod law;

use std::fs;

use common::{name, pages};
use law::{bare, enumerated, hold};
use proptest::prelude::*;
use trialsift::layout::Layouts;
use trialsift::record::State;
use trialsift::{Options, Page};

#[test]
fn they_hold_on_every_page_of_the_corpus() {
    for page in pages() {
        hold(&fs::read(&page).expect("a page can be read"));
    }
}

#[test]
fn the_bytes_of_a_value_of_html_print_the_value() {
    let print = |html: &str| {
        let page = format!("<html>{html}");
        let page = Page { bytes: page.as_bytes(), ..Page::default() };
        bare(page.text(&Options::default()).text.as_str())
    };
    let mut values = 0;
    for page in pages().iter().filter(|page| name(page).contains(".htm")) {
        let bytes = fs::read(page).expect("a page can be read");
        let Ok(source) = std::str::from_utf8(&bytes) else { continue };
        let record = &common::records(&name(page), &bytes)[0];
        for (place, spans) in record["spans"].as_object().expect("spans") {
            let value = record.pointer(place).or_else(|| record.pointer(&format!("{place}/text")));
            let Some(value) = value.and_then(serde_json::Value::as_str).filter(|_| !enumerated(place)) else {
                continue;
            };
            let at = |end: usize| spans[0][end].as_u64().expect("an offset") as usize;
            let own = &source[at(0)..at(1)];
            let normal = value == value.to_uppercase() || place.contains("date") || place == "/registry";
            assert!(normal || print(own) == bare(value), "{place} of {}: {value:?} is not {own:?}", name(page));
            values += 1;
        }
    }
    assert!(values > 60, "{values} values");
}

#[test]
fn they_hold_on_pages_cut_anywhere() {
    for page in pages().iter().step_by(7) {
        let bytes = fs::read(page).expect("a page can be read");
        for end in (0..bytes.len()).step_by(97) {
            hold(&bytes[..end]);
        }
    }
}

#[test]
fn they_hold_on_pages_of_one_thing() {
    let things = [
        "\n",
        "- ",
        "1) ",
        "• ",
        "\\",
        "&#",
        "minutes ",
        "×106/kg ",
        "Ã",
        "(",
        "- Conditions\n",
        "Status:\n",
        "| a ",
        "<",
        "<p>a",
        "<!doctype html><td>x</b><p>",
        "<!doctype html><pre><ol><li> <p>",
        "a. ",
        "10 ",
        "NL123 ",
        "2099-099901-38-",
        "NCT99000001\n",
        "- Phase: 1\n+ Phase: 2\n",
        "Status: Completed\nPhase: 2\n",
    ];
    for thing in things {
        hold(thing.repeat(3000).as_bytes());
    }
}

/// A page of lines that layouts know and lines that they do not.
fn patchwork() -> impl Strategy<Value = String> {
    let known: Vec<String> =
        Layouts::built_in().iter().flat_map(|layout| layout.labels).map(|label| label.text.to_owned()).collect();
    let odd = [
        "Name Time Method A week 1 B 60 weeks C",
        "NameTimeMethod",
        "Group Intervention Description x - -",
        "Drug: ADrug: B",
        "Arm 1",
        "Arm 2",
        "Experimental",
        "Other",
        "18 Years - undefined (Adult)All Sexes",
        "This is an interventional trial for X focused on measuring Y",
        "Not provided",
        "0",
        "NCT99000001",
        "1) a 2) b",
        "1. a",
        "Inclusion Criteria: x Exclusion Criteria: y",
        "≥ 1×106/kg",
        "0\\~4",
        "&lt;",
        "Ã©",
        "score: 0-4 points; 5-9 minutes; ≥10 minutes",
        "[Time Frame: x]",
        "Health Condition 1: A- b",
        "🇫🇷Lyon, France",
    ];
    let odd: Vec<String> = odd.iter().map(|&line| line.to_owned()).collect();
    let line = prop_oneof![
        4 => proptest::sample::select(known),
        3 => proptest::sample::select(odd),
        2 => "[A-Za-z0-9 .,;:()≥-]{0,60}",
        1 => "\\PC{0,20}",
    ];
    let mark = proptest::sample::select(vec!["", "- ", "  • ", "* ", "| ", "    - "]);
    let end = proptest::sample::select(vec!["\n", "\n\n", "\r\n", ":\n", " "]);
    proptest::collection::vec((mark, line, end), 0..60)
        .prop_map(|lines| lines.iter().flat_map(|(mark, line, end)| [*mark, line, *end]).collect())
}

/// A page of tags, some of them damaged, with labels and words between.
fn tag_soup() -> impl Strategy<Value = String> {
    let tags = [
        "<p>",
        "</p>",
        "<div>",
        "<div class=a>",
        "</div>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "<li>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<th>",
        "<b>",
        "</b>",
        "<sup>",
        "</sup>",
        "<br>",
        "<h1>",
        "<h2>",
        "</h2>",
        "<section>",
        "</section>",
        "<footer>",
        "<span hidden>",
        "</span>",
        "<p hidden>",
        "<!-- x -->",
        "<!-- ",
        "<script>",
        "</script>",
        "<select>",
        "</select>",
        "<pre>",
        "</pre>",
        "<span style=display:block>",
        "<td",
        " class=\"",
        "\">",
        "<",
        "</",
        "<nav>",
        "</nav>",
    ];
    let words = [
        "Conditions",
        "Status",
        "Phase: Phase 2",
        "Sponsor",
        "Inclusion Criteria",
        "Brief Summary",
        "NCT99000001",
        "Recruiting",
        "Asthma",
        "1&times;10",
        "6",
        "&lt;",
        "&amp;ge;",
        "&nbsp;",
        "&shy;",
        "&#0;",
        "&",
        "0\\~4",
        "Ã©",
        "é",
        "\0",
        "Study Type :",
        "Interventional",
        "Condition or disease",
        "Intervention/treatment",
        "- a",
        "| b |",
        "18 Years",
    ];
    let piece = prop_oneof![
        4 => proptest::sample::select(tags.map(str::to_owned).to_vec()),
        3 => proptest::sample::select(words.map(str::to_owned).to_vec()),
        1 => proptest::sample::select(vec![" ".to_owned(), "\n  ".to_owned(), "\r\n".to_owned()]),
        1 => "\\PC{0,8}",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| format!("<!doctype html>{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn they_hold_on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        hold(&bytes);
    }

    #[test]
    fn they_hold_on_any_text(text in "\\PC{0,300}") {
        hold(text.as_bytes());
    }

    #[test]
    fn they_hold_on_patchwork(text in patchwork()) {
        hold(text.as_bytes());
    }

    #[test]
    fn they_hold_on_tag_soup(page in tag_soup()) {
        hold(page.as_bytes());
    }

    #[test]
    fn they_hold_on_data_of_any_text(texts in proptest::collection::vec("(\\PC|[\n\\\\*~. ≥Ã©×106/kg&lt;-]){0,40}", 1..6)) {
        let text = |at: usize| &texts[at % texts.len()];
        let lists = ["brief_title", "condition", "keyword", "official_title"];
        let leaf = |(at, name): (usize, &str)| {
            let value = quick_xml::escape::escape(text(at));
            ["<", name, ">", &value, "</", name, ">"].concat()
        };
        let xml = lists.into_iter().enumerate().map(leaf).collect::<Vec<_>>().concat();
        hold(format!("<clinical_study>{xml}</clinical_study>").as_bytes());
        let json = serde_json::json!({"protocolSection": {
            "identificationModule": {"nctId": text(0), "briefTitle": text(1)},
            "descriptionModule": {"briefSummary": text(2)},
            "conditionsModule": {"conditions": texts, "keywords": [text(3), {}, 1]},
            "armsInterventionsModule": {"armGroups": [{"label": text(4), "interventionNames": texts}, {}]},
            "eligibilityModule": {"eligibilityCriteria": texts.join("\n* "), "minimumAge": text(5), "sex": [[]]},
        }});
        hold(json.to_string().as_bytes());
        hold(serde_json::to_string_pretty(&json).expect("JSON").replace('é', "\\u00e9").as_bytes());
    }

    #[test]
    fn they_hold_on_damaged_pages(at in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(),
                                  byte in any::<u8>(), place in any::<prop::sample::Index>()) {
        let pages = pages();
        let mut bytes = fs::read(&pages[at.index(pages.len())]).expect("a page can be read");
        let place = place.index(bytes.len());
        bytes[place] = byte;
        bytes.truncate(cut.index(bytes.len()).max(1));
        hold(&bytes);
    }
}

/// What the records of a file say, without their places; none of its pages fails.
fn trials(file: &str) -> Vec<serde_json::Value> {
    let mut records = common::records("page", file.as_bytes());
    for record in &mut records {
        for places in ["source", "spans"] {
            record[places].take();
        }
        for list in ["repairs", "issues", "residue"] {
            record[list].as_array_mut().expect("a list").iter_mut().for_each(|entry| drop(entry["span"].take()));
        }
    }
    records
}

#[test]
fn a_study_reads_the_same_in_every_file() {
    let options = Options::default();
    let files = pages().into_iter().filter(|page| name(page).contains("/ctgov.v"));
    let mut studies: Vec<String> = Vec::new();
    for file in files.map(|file| fs::read(file).expect("a page can be read")) {
        let whole = |text: &&str| serde_json::from_str::<serde_json::Value>(text).is_ok_and(|json| json.is_object());
        let texts = trialsift::source::pages("page", &file, &options).map(|page| page.expect("a page").bytes);
        studies.extend(texts.filter_map(|text| std::str::from_utf8(text).ok()).filter(whole).map(str::to_owned));
    }
    assert!(studies.len() > 8, "the corpus has studies");
    let alone: Vec<_> = studies.iter().flat_map(|study| trials(study)).collect();
    let lines: Vec<String> = studies.iter().map(|study| study.replace(['\r', '\n'], " ")).collect();
    let (list, lines, values) = (format!("[{}\n]", studies.join(",\n")), lines.join("\n\n"), studies.join("\n"));
    let page = format!("{{\"total\": {}, \"studies\": {list}, \"nextPageToken\": null}}", studies.len());
    for file in [&list, &page, &lines, &values] {
        let together = trials(file);
        assert_eq!(together.len(), alone.len());
        for (one, same) in alone.iter().zip(&together) {
            assert_eq!(one, same);
        }
    }
}

#[test]
fn a_repair_that_is_switched_off_is_not_made() {
    for rule in trialsift::repair::RULES {
        let without = trialsift::repair::Without::rules(&[rule.id.to_owned()]).expect("the rule exists");
        let options = Options { without, ..Options::default() };
        for page in pages() {
            let bytes = fs::read(&page).expect("a page can be read");
            let page_in = Page { path: "page".into(), bytes: &bytes, ..Page::default() };
            let text = page_in.text(&options);
            let record = page_in.extract(&text, &options).record;
            let made = record.repairs.iter().find(|repair| repair.rule == rule.id && repair.state == State::Applied);
            assert!(made.is_none(), "{} in {}", rule.id, name(&page));
        }
    }
}
