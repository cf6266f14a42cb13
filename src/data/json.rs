//! JSON, with the place of every key and value.

use memchr::{memchr, memchr2};
use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::{Defect, Node, Parsed, Shape};
use crate::text::Span;

/// Checks that a text is JSON: one value, or several one behind the other.
pub(crate) fn whole(text: &str) -> Result<(), Defect> {
    Deserializer::from_str(text).into_iter::<IgnoredAny>().try_for_each(|value| value.map(drop)).map_err(|error| {
        let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        // A column counts the bytes up to the one that is wrong, that one included.
        let at = (line + error.column()).saturating_sub(usize::from(!error.is_eof()));
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default().to_owned();
        Defect { what, at: text.floor_char_boundary(at), cut_off: error.is_eof() }
    })
}

/// Hardly any page has more nodes than one in so many bytes.
const NODE: usize = 32;

/// The nodes of a page of JSON. `null` is none.
pub(super) fn parse(text: &str) -> Result<Parsed, Defect> {
    // The grammar is checked first; what follows needs no errors of its own, and neither recurses.
    whole(text)?;
    let bytes = text.as_bytes();
    let mut parsed = Parsed { nodes: Vec::with_capacity(bytes.len() / NODE), ..Parsed::default() };
    let (mut holders, mut name, mut at) = (Vec::new(), None, 0);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        let (shape, at) = match byte {
            b'{' => (Shape::Branch, start..at),
            b'[' => (Shape::List, start..at),
            b'}' | b']' => {
                holders.pop();
                continue;
            }
            b'"' => {
                let string = at..closing(bytes, at);
                at = string.end + 1;
                if bytes[at..].trim_ascii_start().starts_with(b":") {
                    name = Some(string.into());
                    continue;
                }
                escapes(text, string.clone(), &mut parsed.notation);
                (Shape::Text, string)
            }
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                let ends = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
                at += bytes[at..].iter().position(ends).unwrap_or(bytes.len() - at);
                (Shape::Word, start..at)
            }
            _ => continue,
        };
        let node = Node { holder: holders.last().copied(), name: name.take(), at: at.into(), shape };
        if matches!(shape, Shape::Branch | Shape::List) {
            holders.push(parsed.nodes.len());
        }
        if &text[node.at.range()] != "null" || shape == Shape::Text {
            parsed.nodes.push(node);
        }
    }
    Ok(parsed)
}

/// Where the string ends that is open at `at`.
fn closing(bytes: &[u8], mut at: usize) -> usize {
    while let Some(skip) = memchr2(b'"', b'\\', &bytes[at..]) {
        at += skip;
        if bytes[at] == b'"' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

/// The escapes inside a string, each with what it stands for.
fn escapes(text: &str, string: std::ops::Range<usize>, notation: &mut Vec<(Span, String)>) {
    let mut at = string.start;
    while let Some(skip) = memchr(b'\\', &text.as_bytes()[at..string.end]) {
        at += skip;
        let (len, letter) = escape(&text[at..string.end]);
        notation.push(((at..at + len).into(), letter.to_string()));
        at += len;
    }
}

/// The length of the escape that `text` begins with, and the character it stands for.
fn escape(text: &str) -> (usize, char) {
    let letter = match text.as_bytes()[1] {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode(text),
        other => char::from(other),
    };
    (2, letter)
}

/// `\u00e9`, `\ud83d\ude00`; half of a pair stands for no character.
fn unicode(text: &str) -> (usize, char) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = [unit(0), unit(6)].into_iter().map_while(|unit| unit);
    let letter = char::decode_utf16(units).next().and_then(Result::ok);
    (
        if letter.is_some_and(|letter| letter > '\u{ffff}') { 12 } else { 6 },
        letter.unwrap_or(char::REPLACEMENT_CHARACTER),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_knows_its_place_and_its_holder() {
        let text = r#"{"a": ["x", {"b": -1.5e3}], "c": null, "d": "null"}"#;
        let nodes = parse(text).expect("JSON").nodes;
        let shown: Vec<_> = nodes.iter().map(|node| (node.holder, &text[node.at.range()], node.shape)).collect();
        let wanted = [
            (None, "{", Shape::Branch),
            (Some(0), "[", Shape::List),
            (Some(1), "x", Shape::Text),
            (Some(1), "{", Shape::Branch),
            (Some(3), "-1.5e3", Shape::Word),
            (Some(0), "null", Shape::Text),
        ];
        assert_eq!(shown, wanted);
        let names: Vec<_> = nodes.iter().map(|node| node.name.map(|name| &text[name.range()])).collect();
        assert_eq!(names, [None, Some("a"), None, None, Some("b"), Some("d")]);
    }

    #[test]
    fn escapes_stand_for_their_characters() {
        let text = r#""a\n\"\\\u00e9\ud83d\ude00\ud83d.""#;
        let notation = parse(text).expect("JSON").notation;
        let letters: String = notation.iter().map(|(_, after)| after.as_str()).collect();
        assert_eq!(letters, "\n\"\\é😀\u{fffd}");
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let defect = parse("{\"a\": 1,\n  oops}").expect_err("no JSON");
        assert_eq!(defect, Defect { what: "key must be a string".to_owned(), at: 11, cut_off: false });
        let defect = parse("{\"a\": [1, 2").expect_err("no JSON");
        assert_eq!((defect.at, defect.cut_off), (11, true));
    }

    #[test]
    fn depth_costs_no_stack() {
        assert!(parse(&"[".repeat(100_000)).is_err());
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(parse(&deep).expect("JSON").nodes.len(), 100_000);
    }
}
