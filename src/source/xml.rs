//! The studies of XML text, one by one.
//!
//! A study is an element with the name of one, under whatever root. No study holds another: one that is never closed
//! ends where the next begins.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr_iter;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::cut::Torn;
use crate::data::Format;
use crate::layout::study_names;

/// The names of studies.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| study_names(Format::Xml));

/// A walk over XML text.
#[derive(Debug, Default)]
pub(super) struct Studies {
    at: usize,
    /// How many elements around studies are open.
    around: usize,
    /// The first study, until it is known whether it is the only one.
    first: Option<Found>,
    /// Whether the study found last is closed.
    last: Option<bool>,
    /// Whether the text is no XML: studies are then told by their names alone.
    damaged: bool,
    ready: VecDeque<Result<Range<usize>, Torn>>,
    ended: bool,
}

/// A study, and whether it is closed.
#[derive(Debug)]
struct Found {
    at: Range<usize>,
    closed: bool,
}

impl Studies {
    /// The place of the next study; of the whole text where it has no second one. `text` must be the same each time.
    pub(super) fn next(&mut self, text: &str) -> Option<Result<Range<usize>, Torn>> {
        while self.ready.is_empty() && !self.ended {
            match self.found(text) {
                None => self.end(text.len()),
                Some(study) => {
                    let only = self.last.replace(study.closed).is_none();
                    if only {
                        self.first = Some(study);
                    } else {
                        self.ready.extend(self.first.take().map(|first| Ok(first.at)));
                        self.ready.push_back(Ok(study.at));
                    }
                }
            }
        }
        self.ready.pop_front()
    }

    /// The text ends: all of it is one page where it has at most one study, unless that is whole and what is around it
    /// is not.
    fn end(&mut self, len: usize) {
        self.ended = true;
        let torn = self.around > 0 && self.last == Some(true) && !self.damaged;
        match self.first.take() {
            Some(study) if torn => self.ready.push_back(Ok(study.at)),
            None if self.last.is_some() => {}
            _ => return self.ready.push_back(Ok(0..len)),
        }
        self.ready.extend(torn.then_some(Err(Torn)));
    }

    /// The next study.
    fn found(&mut self, text: &str) -> Option<Found> {
        if self.damaged {
            return self.named(text);
        }
        let base = self.at;
        let mut reader = Reader::from_str(&text[base..]);
        let config = reader.config_mut();
        (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
        let mut begun = None;
        loop {
            let start = base + reader.buffer_position() as usize;
            let tag = tag(reader.read_event());
            self.at = base + reader.buffer_position() as usize;
            match (tag, begun) {
                (Tag::Study, None) => begun = Some(start),
                (Tag::Study | Tag::EmptyStudy, Some(begun)) => {
                    self.at = start;
                    return Some(Found { at: begun..start, closed: false });
                }
                (Tag::EmptyStudy, None) => return Some(Found { at: start..self.at, closed: true }),
                (Tag::EndOfStudy, Some(begun)) => return Some(Found { at: begun..self.at, closed: true }),
                (Tag::Other, None) => self.around += 1,
                (Tag::EndOfOther, None) => self.around = self.around.saturating_sub(1),
                (Tag::Damage, _) => {
                    self.damaged = true;
                    self.at = begun.unwrap_or(start);
                    return self.named(text);
                }
                (Tag::End, _) => return begun.map(|begun| Found { at: begun..text.len(), closed: false }),
                _ => {}
            }
        }
    }

    /// The next study of text that is no XML: from its tag to the next one's, or to the last tag that closes it.
    fn named(&mut self, text: &str) -> Option<Found> {
        let start = next_study(text, self.at)?;
        let next = next_study(text, start + 1).unwrap_or(text.len());
        self.at = next;
        let name = text[start + 1..].split(|letter: char| " \t\r\n>/".contains(letter)).next()?;
        let close = text[start..next].rfind(&format!("</{name}"));
        let end = close.and_then(|close| Some(start + close + text[start + close..next].find('>')? + 1));
        Some(Found { at: start..end.unwrap_or(next), closed: end.is_some() })
    }
}

/// What a walk meets.
#[derive(Clone, Copy)]
enum Tag {
    Study,
    EmptyStudy,
    EndOfStudy,
    Other,
    EndOfOther,
    None,
    Damage,
    End,
}

fn tag(event: Result<Event<'_>, quick_xml::Error>) -> Tag {
    match event {
        Ok(Event::Start(tag)) if is_study(tag.name().as_ref()) => Tag::Study,
        Ok(Event::Empty(tag)) if is_study(tag.name().as_ref()) => Tag::EmptyStudy,
        Ok(Event::End(tag)) if is_study(tag.name().as_ref()) => Tag::EndOfStudy,
        Ok(Event::Start(_)) => Tag::Other,
        Ok(Event::End(_)) => Tag::EndOfOther,
        Ok(Event::Eof) => Tag::End,
        Ok(_) => Tag::None,
        Err(_) => Tag::Damage,
    }
}

fn is_study(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Where the next tag of a study begins, from `at` on.
fn next_study(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let named = |start: &usize| {
        let ends = |rest: &[u8]| rest.first().is_none_or(|byte| b" \t\r\n>/".contains(byte));
        NAMES.iter().any(|name| bytes[start + 1..].strip_prefix(name.as_bytes()).is_some_and(ends))
    };
    memchr_iter(b'<', &bytes[at..]).map(|skip| at + skip).find(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which parts of a text are its studies, and whether the text ends too soon; `§` stands for the name.
    #[track_caller]
    fn check(text: &str, studies: &[&str], torn: bool) {
        let (text, mut walk) = (text.replace('§', "clinical_study"), Studies::default());
        let found: Vec<_> = std::iter::from_fn(|| walk.next(&text)).collect();
        let parts: Vec<String> =
            found.iter().flatten().map(|at| text[at.clone()].replace("clinical_study", "§")).collect();
        assert_eq!(
            (parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), found.len()),
            (studies, studies.len() + usize::from(torn))
        );
    }

    #[test]
    fn a_text_of_one_study_is_a_page() {
        for text in
            ["<?xml version=\"1.0\"?>\n<§>a</§>\n", "<all><§/></all>", "<§><a>", "<a/>", "", "<a><!-- <§/> --><§/></a>"]
        {
            check(text, &[text], false);
        }
    }

    #[test]
    fn each_of_several_is_its_element() {
        check("<all n=\"2\"><q/><§ rank=\"1\">a<b/></§>\n<§/></all>", &["<§ rank=\"1\">a<b/></§>", "<§/>"], false);
        check("<?xml version=\"1.0\"?><§>1</§>\n<?xml version=\"1.0\"?><§>2</§>", &["<§>1</§>", "<§>2</§>"], false);
        check(
            "<x><§_x/><!-- <§/> --><§>1<![CDATA[<§>]]></§><§>2</§></x>",
            &["<§>1<![CDATA[<§>]]></§>", "<§>2</§>"],
            false,
        );
    }

    #[test]
    fn a_study_that_is_never_closed_ends_where_the_next_begins() {
        check("<x><§>1<§>2</§><§>3</§></x>", &["<§>1", "<§>2</§>", "<§>3</§>"], false);
    }

    #[test]
    fn damage_inside_a_study_costs_no_other() {
        check("<x><§>1</§><§><!-- open </§><§>3</§></x>", &["<§>1</§>", "<§><!-- open </§>", "<§>3</§>"], false);
    }

    #[test]
    fn a_text_that_ends_too_soon_gives_what_it_has() {
        check("<x><§>1</§><§>2</§>", &["<§>1</§>", "<§>2</§>"], true);
        check("<x><§>1</§>", &["<§>1</§>"], true);
        check("<x><§>1</§><§>2", &["<§>1</§>", "<§>2"], false);
        check("<x><§>1", &["<x><§>1"], false);
    }
}
