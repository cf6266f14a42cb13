//! What holds for every page, whatever its bytes: for the tests of laws, for fuzzing, and for what it found.
#![allow(dead_code, reason = "every test file uses a part of this")]

use trialsift::contact::{RULE, hidden};
use trialsift::grammar::markup::{prose, unwrapped};
use trialsift::layout::{Layout, Layouts};
use trialsift::record::{Evidence, Place, State};
use trialsift::text::{folded, paragraphs};
use trialsift::{Kind, Options, Page};

/// Every law on one file, with every layout: on its pages, and on all of it as one page.
pub(crate) fn hold(file: &[u8]) {
    for layout in Layouts::built_in().iter().map(Some).chain([None]) {
        hold_with(file, layout);
    }
}

/// Every law on one file that is read with this layout, or with the one that it shows.
pub(crate) fn hold_with(file: &[u8], layout: Option<&'static Layout>) {
    let options = Options { layout, spans: true, ..Options::default() };
    // All runs but one have an address, whose number no byte of the page leads to.
    let url = layout.is_some().then(|| "https://site.example/show/NCT99000009".into());
    let whole = Page { path: "page".into(), url, bytes: file, ..Page::default() };
    hold_page(&whole, file, &options);
    let mut end = 0;
    for page in trialsift::source::pages("page", file, &options).filter_map(Result::ok) {
        // Pages follow each other and do not overlap.
        let at = page.offset as usize;
        assert!(at >= end || page.bytes.is_empty());
        end = at + page.bytes.len();
        assert_eq!(page.bytes, &file[at..end]);
        if page.bytes.len() < file.len() {
            hold_page(&page, file, &options);
        }
    }
}

/// Every law on one page of a file.
pub(crate) fn hold_page(page: &Page<'_>, file: &[u8], options: &Options) {
    let text = page.text(options);
    let extraction = page.extract(&text, options);
    let record = &extraction.record;
    let (start, end) = (page.offset, page.offset + u32::try_from(page.bytes.len()).expect("a small page"));

    // The record is JSON, and the JSON is the record.
    let line = serde_json::to_string(record).expect("a record can be written");
    let json: serde_json::Value = serde_json::from_str(&line).expect("a line is JSON");
    assert_eq!(json["source"]["bytes"], page.bytes.len());

    // Every byte lies in exactly one of value, label, boilerplate, residue.
    let coverage = extraction.coverage(&text.text, page.bytes.len());
    let mut at = start;
    for (span, _) in &coverage {
        assert_eq!(span.start, at, "the parts follow each other");
        at = span.end;
    }
    assert_eq!(at, end, "the parts reach the end");
    let residue: Vec<_> = coverage.iter().filter(|part| part.1 == Kind::Residue).map(|part| part.0).collect();
    assert_eq!(residue, record.residue.iter().map(|left| left.span).collect::<Vec<_>>());

    // Every repair shows the bytes it replaced.
    let own = page.bytes;
    let plain = std::str::from_utf8(own).is_ok() && !own.starts_with(&[0xef]) && !own.contains(&0);
    for repair in &record.repairs {
        assert!(start <= repair.span.start && repair.span.end <= end);
        assert!((0.0..=1.0).contains(&repair.confidence));
        // A correction shows the value that it replaces.
        if plain && repair.state != State::Corrected {
            let own = std::str::from_utf8(&file[repair.span.range()]).expect("a repair replaces text");
            assert!(same_but_contacts(&repair.before, own, repair.rule), "{}: {:?}", repair.rule, repair.before);
        }
    }

    // Whatever has a span stands on the page.
    for (place, spans) in &record.spans.as_ref().expect("asked for").0 {
        let shown = spans.iter().all(|span| !span.is_empty() && start <= span.start && span.end <= end);
        assert!(shown, "{place}: {spans:?}");
    }

    // A value that no repair touched is its bytes, white space folded.
    record.trial.walk(&mut Place::default(), &mut |place, slice| {
        let span = text.text.origin(slice);
        let mut touched = false;
        text.text.repairs(slice, |_| touched = true);
        let value = json.pointer(&place.to_string()).expect("every place is in the record");
        let value = value.as_str().or_else(|| value["text"].as_str());
        let normal = ["registry", "date", "type", "unit", "status", "class", "sex"];
        let named = place.to_string().rsplit('/').next().is_some_and(|key| normal.contains(&key));
        if let (Some(value), true, false, false) = (value, plain, touched, named) {
            let own = &file[span.range()];
            let own = std::str::from_utf8(own).expect("a slice of text is text");
            let said = &said(record.source.layout, own);
            let renamed = record.repairs.iter().any(|repair| repair.field == place.to_string());
            let same = match text.html {
                // What is hidden may be settled outside of the value.
                Some(_) => within(&bare(value), &bare(&untagged(own))),
                // Breaks of filled lines are blanks.
                None if text.filled.is_some() => folded(value) == folded(said) || folded(value) == folded(&prose(said)),
                None => [folded(said), paragraphs(said), prose(said), unwrapped(said)].iter().any(|said| value == said),
            };
            assert!(same || renamed || enumerated(&place.to_string()), "{place}: {value:?} is not {own:?}");
        }
    });
}

/// Whether `before` is what stands on the page, but that contact data shows its shape alone.
fn same_but_contacts(before: &str, own: &str, rule: &str) -> bool {
    if rule == RULE {
        return before == hidden(own);
    }
    let hides = |shape: char, letter: char| hidden(letter.encode_utf8(&mut [0; 4])).starts_with(shape);
    before.chars().count() == own.chars().count()
        && before.chars().zip(own.chars()).all(|(shape, letter)| shape == letter || hides(shape, letter))
}

/// Whether the letters of `part` stand in this order in `whole`.
pub(crate) fn within(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|letter| whole.any(|other| other == letter))
}

/// HTML with its tags and what they hide as words.
pub(crate) fn untagged(html: &str) -> String {
    let page = format!("<html>{}", html.replace(['<', '>'], " "));
    let page = Page { bytes: page.as_bytes(), ..Page::default() };
    page.text(&Options::default()).text.as_str().to_owned()
}

/// The letters and digits of a text, without the numbers of list items, which a part of a list does not know.
pub(crate) fn bare(text: &str) -> String {
    let unnumbered = |line: &str| {
        // An item without words has its number alone.
        let parted = line.trim().split_once(". ").or(line.trim().strip_suffix('.').map(|number| (number, "")));
        let mark = parted.filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
        mark.map_or(line, |(_, rest)| rest).to_owned()
    };
    text.lines().flat_map(|line| unnumbered(line).chars().collect::<Vec<_>>()).filter(|c| c.is_alphanumeric()).collect()
}

/// What a page's own notation says: the escapes of JSON, the references of XML.
pub(crate) fn said(layout: &str, own: &str) -> String {
    let decoded = match layout {
        "ctgov.v1" | "ctgov.v2" => serde_json::from_str(&format!("\"{own}\"")).ok(),
        "ctgov.xml" => {
            let bare = own.replace("<![CDATA[", "").replace("]]>", "");
            quick_xml::escape::unescape(&bare).ok().map(std::borrow::Cow::into_owned)
        }
        _ => None,
    };
    decoded.unwrap_or_else(|| own.to_owned())
}

/// Places whose values are words of a closed list or canonical identifiers.
pub(crate) fn enumerated(place: &str) -> bool {
    let lists = ["/phases/", "/design/", "/study_type", "/overall_status", "/registry_id", "/secondary_ids/"];
    lists.iter().any(|list| place.starts_with(list))
}
