//! The pages of a file. Most files are one page; lists of studies, JSON Lines and collections of XML hold many.

use std::ops::Range;

use super::{Fault, json, xml};
use crate::data::{Defect, Format, whole_json};
use crate::layout::form;
use crate::text::{Decoded, Span, Text, first_sign, range_in, trimmed};
use crate::{Options, Page};

/// A page within its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Its own bytes.
    pub at: Span,
    /// Its line from 1, in JSON Lines.
    pub line: Option<u64>,
}

/// A list of studies is not closed where its file ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Torn;

/// The pages of a file, in order.
///
/// A file of data that holds several studies has a page for each; what stands between them is on no page. Every other
/// file is one page. A broken line of JSON Lines is a fault, and so is the end of a file inside a list, where studies
/// may be missing.
pub fn pages<'f>(path: &'f str, file: &'f [u8], options: &Options) -> impl Iterator<Item = Result<Page<'f>, Fault>> {
    Cuts::of(path, file, options).map(move |cut| cut.map(|cut| Page::of(path, file, cut)))
}

/// A walk over a file that finds its pages.
#[derive(Debug)]
pub(crate) struct Cuts<'f> {
    path: &'f str,
    file: &'f [u8],
    text: Text<'f>,
    walk: Walk,
}

#[derive(Debug)]
enum Walk {
    /// One page.
    Whole,
    Done,
    Json(json::Studies),
    Xml(xml::Studies),
    Lines(Lines),
}

/// A walk over JSON Lines.
#[derive(Debug, Default)]
struct Lines {
    /// Where the next line begins.
    at: usize,
    /// The number of the line before it.
    number: u64,
    /// The studies of that line, which stand in this part of the text.
    studies: Option<(Range<usize>, json::Studies)>,
}

impl<'f> Cuts<'f> {
    /// The walk over a file.
    pub(crate) fn of(path: &'f str, file: &'f [u8], options: &Options) -> Self {
        // What begins otherwise than data is one page, whatever it says.
        let opens = |sign: u8| Format::ALL.iter().any(|format| format.openers().contains(&char::from(sign)));
        if first_sign(file).is_some_and(|sign| !opens(sign)) && options.layout.is_none() {
            return Cuts { path, file, text: Text::plain(""), walk: Walk::Whole };
        }
        let Decoded { text, .. } = Decoded::read(file);
        let walk = match form(options.layout, text.as_str()).map(|form| form.format) {
            None => Walk::Whole,
            Some(Format::Xml) => Walk::Xml(xml::Studies::default()),
            Some(Format::Json) if lines(path, text.as_str()) => Walk::Lines(Lines::default()),
            Some(Format::Json) => Walk::Json(json::Studies::new()),
        };
        Cuts { path, file, text, walk }
    }

    fn fault(&self, code: &'static str, line: Option<u64>, at: usize, message: String) -> Fault {
        Fault { path: self.path.to_owned(), line, code, message, offset: Some(u64::from(self.text.boundary(at))) }
    }

    fn cut(&self, at: Result<Range<usize>, Torn>) -> Result<Cut, Fault> {
        let text = self.text.as_str();
        match at {
            // A mark of the file's encoding belongs to its only page.
            Ok(at) if at == (0..text.len()) => Ok(self.whole()),
            Ok(at) => Ok(Cut { at: self.text.origin(trimmed(&text[at])), line: None }),
            Err(Torn) => {
                let message = "the file ends inside its list of studies; some may be missing".to_owned();
                Err(self.fault("truncated", None, text.len(), message))
            }
        }
    }

    fn whole(&self) -> Cut {
        Cut { at: Span::from(0..self.file.len()), line: None }
    }
}

impl Iterator for Cuts<'_> {
    type Item = Result<Cut, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = match &mut self.walk {
            Walk::Done => return None,
            Walk::Whole => {
                self.walk = Walk::Done;
                return Some(Ok(self.whole()));
            }
            Walk::Json(studies) => studies.next(self.text.as_str())?,
            Walk::Xml(studies) => studies.next(self.text.as_str())?,
            Walk::Lines(lines) => {
                let found = lines.next(self.text.as_str())?;
                let line = Some(lines.number);
                return Some(match found {
                    Ok(at) => Ok(Cut { at: self.text.origin(&self.text.as_str()[at]), line }),
                    Err(defect) => {
                        let message = format!("the line is no whole JSON: {}", defect.what);
                        Err(self.fault("broken-line", line, defect.at, message))
                    }
                });
            }
        };
        Some(self.cut(found))
    }
}

impl Lines {
    /// The next study, or what is wrong with the next line.
    fn next(&mut self, text: &str) -> Option<Result<Range<usize>, Defect>> {
        loop {
            if let Some((line, studies)) = &mut self.studies
                && let Some(Ok(at)) = studies.next(&text[line.clone()])
            {
                return Some(Ok(line.start + at.start..line.start + at.end));
            }
            let raw = text[self.at..].split_inclusive('\n').next()?;
            self.at += raw.len();
            self.number += 1;
            let line = range_in(text, trimmed(raw));
            if line.is_empty() {
                continue;
            }
            if let Err(defect) = whole_json(&text[line.clone()]) {
                return Some(Err(Defect { at: line.start + defect.at, ..defect }));
            }
            self.studies = Some((line, json::Studies::new()));
        }
    }
}

/// Whether text is JSON Lines: its first line is whole, and there are more or the file is named so; or the first line is
/// broken, but the next is a whole study, and the two are not parts of one value.
fn lines(path: &str, text: &str) -> bool {
    let mut lines = text.split('\n').map(trimmed).filter(|line| !line.is_empty());
    let (Some(first), second) = (lines.next(), lines.next()) else { return false };
    let Some(second) = second else { return [".jsonl", ".ndjson"].iter().any(|name| path.ends_with(name)) };
    if whole_json(first).is_ok() {
        return true;
    }
    let study = second.starts_with('{') && form(None, second).is_some() && whole_json(second).is_ok();
    study && whole_json(text).is_err_and(|defect| !defect.cut_off)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUDY: &str = "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT99000001\"}}}";

    /// The pages of a file, `§` standing for a study: line, first byte, bytes; or line, place and code of a fault.
    fn shown(path: &str, file: &str) -> Vec<(Option<u64>, u64, String)> {
        let file = file.replace('§', STUDY);
        let options = Options::default();
        let show = |page: Result<Page<'_>, Fault>| match page {
            Ok(page) => {
                let bytes = String::from_utf8_lossy(page.bytes).replace(STUDY, "§");
                (page.line, page.offset.into(), bytes)
            }
            Err(fault) => (fault.line, fault.offset.expect("a place"), fault.code.to_owned()),
        };
        pages(path, file.as_bytes(), &options).map(show).collect()
    }

    #[track_caller]
    fn check(path: &str, file: &str, wanted: &[(Option<u64>, u64, &str)]) {
        let found = shown(path, file);
        let found: Vec<_> = found.iter().map(|(line, at, what)| (*line, *at, what.as_str())).collect();
        assert_eq!(found, wanted);
    }

    const LEN: u64 = STUDY.len() as u64;

    #[test]
    fn a_file_of_text_is_one_page_whatever_it_says() {
        for text in ["", "see {\"protocolSection\": 1}\n", "{\"a\": 1}\n{\"a\": 2}\n"] {
            check("a.txt", text, &[(None, 0, text)]);
        }
    }

    #[test]
    fn lines_have_their_numbers_and_blank_ones_are_none() {
        check("-", "§\n\n  § \r\n§", &[(Some(1), 0, "§"), (Some(3), LEN + 4, "§"), (Some(4), 2 * LEN + 7, "§")]);
        check("a.jsonl", "§\n", &[(Some(1), 0, "§")]);
        check("a.json", "§\n", &[(None, 0, "§\n")]);
    }

    #[test]
    fn a_line_may_hold_several_studies_or_none() {
        check(
            "-",
            "{\"studies\":[§,§]}\n{\"error\":1}\n",
            &[(Some(1), 12, "§"), (Some(1), 13 + LEN, "§"), (Some(2), 16 + 2 * LEN, "{\"error\":1}")],
        );
    }

    #[test]
    fn a_broken_line_costs_that_line() {
        check(
            "-",
            "§\n{\"protocolSection\": oops}\n§\n",
            &[(Some(1), 0, "§"), (Some(2), LEN + 1 + 20, "broken-line"), (Some(3), LEN + 27, "§")],
        );
        check(
            "-",
            "{\"protocolSec\n§\n§",
            &[(Some(1), 13, "broken-line"), (Some(2), 14, "§"), (Some(3), 15 + LEN, "§")],
        );
        check("a.jsonl", "{\"protocolSection", &[(None, 0, "{\"protocolSection")]);
    }

    #[test]
    fn one_value_over_many_lines_is_no_json_lines() {
        check("a.jsonl", "{\"studies\": [\n§,\n§\n]}\n", &[(None, 14, "§"), (None, 16 + LEN, "§")]);
        check("-", "[\n§\n,\n§", &[(None, 2, "§"), (None, 5 + LEN, "§"), (None, 5 + 2 * LEN, "truncated")]);
    }

    #[test]
    fn other_encodings_keep_their_places() {
        let text = format!("\u{feff}[{STUDY},{STUDY}]");
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let options = Options::default();
        let places: Vec<_> = pages("-", &bytes, &options).map(|page| page.expect("a page").offset).collect();
        assert_eq!(places, [4, 6 + 2 * STUDY.len() as u32]);
        let mark: Vec<u8> = [b"\xef\xbb\xbf[", STUDY.as_bytes(), b",", STUDY.as_bytes(), b"]"].concat();
        let found: Vec<_> = pages("-", &mark, &options).map(|page| page.expect("a page").offset).collect();
        assert_eq!(found, [4, 5 + STUDY.len() as u32]);
    }

    #[test]
    fn a_layout_that_was_asked_for_settles_what_a_file_is() {
        let options = Options { layout: crate::layout::Layouts::built_in().get("medpath"), ..Options::default() };
        let file = format!("{STUDY}\n{STUDY}\n");
        assert_eq!(pages("-", file.as_bytes(), &options).count(), 1);
    }

    #[test]
    fn a_study_reads_the_same_wherever_it_stands() {
        let options = Options { spans: true, ..Options::default() };
        let file = format!("[{STUDY}, {STUDY}]");
        for page in pages("-", file.as_bytes(), &options) {
            let page = page.expect("a page");
            let text = page.text(&options);
            let record = page.extract(&text, &options).record;
            let spans = record.spans.expect("spans were asked for");
            assert_eq!(&file[spans.0[0].1[0].range()], "NCT99000001");
            assert_eq!(record.source.bytes, LEN);
        }
    }
}
