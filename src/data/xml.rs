//! XML, with the place of every element, attribute and text.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::{Defect, Node, Parsed, Shape};
use crate::text::{Span, range_in, trimmed};

/// The nodes of a page of XML: elements are branches, texts and attributes are texts.
pub(super) fn parse(text: &str) -> Result<Parsed, Defect> {
    let mut page = Page { text, holders: Vec::new(), run: None, parsed: Parsed::default() };
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| {
            let at = text.floor_char_boundary(reader.error_position() as usize);
            let cut_off = matches!(error, quick_xml::Error::Syntax(_));
            Defect { what: error.to_string(), at, cut_off }
        })?;
        let at = start..reader.buffer_position() as usize;
        match event {
            Event::Start(tag) => page.open(&tag, at),
            Event::Empty(tag) => {
                page.open(&tag, at);
                page.holders.pop();
            }
            Event::End(_) => {
                page.end_text();
                page.holders.pop();
            }
            Event::Text(_) => page.go_on(at),
            Event::GeneralRef(_) => {
                let letter = unescape(&text[at.clone()]).map(std::borrow::Cow::into_owned);
                page.go_on(at.clone());
                page.parsed.notation.extend(letter.ok().map(|letter| (at.into(), letter)));
            }
            Event::CData(_) => {
                page.go_on(at.clone());
                page.vanish(at.start..at.start + "<![CDATA[".len());
                page.vanish(at.end - "]]>".len()..at.end);
            }
            Event::Comment(_) | Event::PI(_) if page.run.is_some() => page.vanish(at),
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    if page.holders.is_empty() {
        return Ok(page.parsed);
    }
    let what = format!("{} elements are never closed", page.holders.len());
    Err(Defect { what, at: text.len(), cut_off: true })
}

/// A page being read.
struct Page<'t> {
    text: &'t str,
    /// The elements that are open.
    holders: Vec<usize>,
    /// The text since the last tag.
    run: Option<Range<usize>>,
    parsed: Parsed,
}

impl Page<'_> {
    fn open(&mut self, tag: &BytesStart<'_>, at: Range<usize>) {
        self.end_text();
        let element = self.parsed.nodes.len();
        // The name stands behind the bracket.
        let name = at.start + 1..at.start + 1 + tag.name().as_ref().len();
        let holder = self.holders.last().copied();
        let start = Span::from(at.start..at.start);
        self.parsed.nodes.push(Node { holder, name: Some(name.clone().into()), at: start, shape: Shape::Branch });
        self.holders.push(element);
        for (name, value) in attributes(self.text, name.end..at.end) {
            let name = Some(name.into());
            self.parsed.nodes.push(Node { holder: Some(element), name, at: value.into(), shape: Shape::Text });
        }
    }

    fn go_on(&mut self, at: Range<usize>) {
        let start = self.run.as_ref().map_or(at.start, |run| run.start);
        self.run = Some(start..at.end);
    }

    /// Notation that stands for nothing.
    fn vanish(&mut self, at: Range<usize>) {
        self.go_on(at.clone());
        self.parsed.notation.push((at.into(), String::new()));
    }

    fn end_text(&mut self) {
        let Some(run) = self.run.take() else { return };
        let at = trimmed(&self.text[run]);
        if let Some(holder) = self.holders.last().filter(|_| !at.is_empty()) {
            let at = range_in(self.text, at).into();
            self.parsed.nodes.push(Node { holder: Some(*holder), name: None, at, shape: Shape::Text });
        }
    }
}

/// `name="value"` pairs of a tag: the places of names and values.
fn attributes(text: &str, within: Range<usize>) -> Vec<(Range<usize>, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(equals) = text[at..within.end].find('=') {
        let name = range_in(text, trimmed(&text[at..at + equals]));
        let after = at + equals + 1;
        let Some(open) = text[after..within.end].find(['"', '\'']) else { break };
        let quote = &text[after + open..=after + open];
        let start = after + open + 1;
        let Some(len) = text[start..within.end].find(quote) else { break };
        found.push((name, start..start + len));
        at = start + len + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_knows_its_place_and_its_holder() {
        let text = "<?xml version=\"1.0\"?><a><b type='x'> one &lt; two</b>\n<c/><d><![CDATA[3]]></d></a>";
        let parsed = parse(text).expect("XML");
        let shown: Vec<_> = parsed.nodes.iter().map(|node| (node.holder, &text[node.at.range()])).collect();
        let wanted = [
            (None, ""),
            (Some(0), ""),
            (Some(1), "x"),
            (Some(1), "one &lt; two"),
            (Some(0), ""),
            (Some(0), ""),
            (Some(5), "<![CDATA[3]]>"),
        ];
        assert_eq!(shown, wanted);
        let notation: Vec<_> = parsed.notation.iter().map(|(at, after)| (&text[at.range()], after.as_str())).collect();
        assert_eq!(notation, [("&lt;", "<"), ("<![CDATA[", ""), ("]]>", "")]);
    }

    #[test]
    fn what_is_no_xml_is_told_with_its_place() {
        let defect = |text| parse(text).expect_err("no XML");
        assert_eq!((defect("<a>\n<b></a>").at, defect("<a>\n<b></a>").cut_off), (7, false));
        assert_eq!((defect("<a>\n<b>").what.as_str(), defect("<a>\n<b>").at), ("2 elements are never closed", 7));
    }
}
