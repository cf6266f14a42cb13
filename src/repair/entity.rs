//! Character references left in the text.

use memchr::memchr_iter;

use super::{Rule, Stage, Trigger, sure};
use crate::text::Edit;

/// `&lt;` → `<`.
pub(super) static HTML: Rule = Rule {
    id: "entity/html",
    doc: "A character reference of HTML stands for its character (undone once).",
    example: ("Age &lt; 18 &#38; weight &#x2265; 40 kg", "Age < 18 & weight ≥ 40 kg"),
    stage: Stage::Glyph(Trigger::Byte(b'&'), find),
};

/// The five of XML and those that trial pages carry.
const NAMED: &[(&str, &str)] = &[
    ("amp", "&"),
    ("apos", "'"),
    ("bull", "•"),
    ("deg", "°"),
    ("ge", "≥"),
    ("gt", ">"),
    ("hellip", "…"),
    ("ldquo", "“"),
    ("le", "≤"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("mdash", "—"),
    ("micro", "µ"),
    ("middot", "·"),
    ("nbsp", "\u{a0}"),
    ("ndash", "–"),
    ("plusmn", "±"),
    ("quot", "\""),
    ("rdquo", "”"),
    ("reg", "®"),
    ("rsquo", "’"),
    ("sup2", "²"),
    ("sup3", "³"),
    ("times", "×"),
    ("trade", "™"),
];

/// `&#x10ffff;` is the longest numeric reference that means something.
const LONGEST: usize = 10;

fn find(text: &str, edits: &mut Vec<Edit>) {
    for at in memchr_iter(b'&', text.as_bytes()) {
        if let Some((len, after)) = reference(&text[at..]) {
            let why = "a character reference left over from the page's HTML";
            // Markup was escaped before it was encoded: the backslash belongs to the character.
            let escaped = text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
            let punctuation = after.bytes().all(|byte| byte.is_ascii_punctuation());
            edits.push(sure(&HTML, at - usize::from(escaped && punctuation)..at + len, after, why));
        }
    }
}

/// The length of the character reference that `text` begins with, and what it stands for.
pub(super) fn reference(text: &str) -> Option<(usize, String)> {
    let bytes = text.as_bytes();
    let reach = &bytes[1..bytes.len().min(1 + LONGEST)];
    let len = reach.iter().position(|&byte| byte == b';')?;
    Some((len + 2, character(&text[1..=len])?))
}

fn character(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        let known = NAMED.binary_search_by_key(&name, |(name, _)| name).ok()?;
        return Some(NAMED[known].1.to_owned());
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|letter| !letter.is_control()).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::repaired;

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(repaired(find, before), after);
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(NAMED.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn references_are_resolved_once() {
        check("a &amp;lt; b", "a &lt; b");
        check("it&#39;s &lt;5 &nbsp;mg", "it's <5 \u{a0}mg");
    }

    #[test]
    fn an_escaped_reference_is_the_character() {
        check(r"age \&gt; 18, \\&lt;", r"age > 18, \\<");
    }

    #[test]
    fn an_ampersand_is_no_reference() {
        check("R&D; A & B; AT&T", "R&D; A & B; AT&T");
        check("&#0; &#xD800; &bogus; &", "&#0; &#xD800; &bogus; &");
    }
}
