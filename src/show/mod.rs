//! Text of pages where people look at it: nothing in it is carried out by a terminal, a browser or a renderer of Markdown.
//!
//! A page may say anything: escape sequences that paint over the screen, letters that turn the direction of what follows,
//! tags, links that run scripts. Whatever shows a page's words goes through here.

pub mod page;

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a letter cannot be seen and changes what is seen around it: controls, also those of C1 that begin escape
/// sequences, marks of direction, breaks of lines that only some programs know, blanks without width, tags.
///
/// The joiners U+200C and U+200D stay: words of several scripts are spelled with them.
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Text on one line of a terminal: every hidden letter becomes an escape such as `\u{1b}`, the ends of lines too.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    replaced(text, is_hidden, escape)
}

/// Text of several lines: as [`printable`], but the ends of lines and tabs stay.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, is_hidden_in_lines, escape)
}

/// Text in a cell of a table that programs for spreadsheets open: as [`printable`], and none of them takes it for a formula.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    let shown = printable(text);
    if shown.trim_start().starts_with(['=', '+', '-', '@']) { Cow::Owned(format!("'{shown}")) } else { shown }
}

/// Text between the tags of HTML or in a quoted attribute: hidden letters become escapes, what begins markup or ends an
/// attribute becomes references.
#[must_use]
pub fn html(text: &str) -> Cow<'_, str> {
    let special = |letter: char| matches!(letter, '&' | '<' | '>' | '"' | '\'' | '`') || is_hidden_in_lines(letter);
    replaced(text, special, |letter, out| match letter {
        '&' | '<' | '>' | '"' | '\'' | '`' => {
            // Writing to a string does not fail.
            let _ = write!(out, "&#{};", u32::from(letter));
        }
        hidden => escape(hidden, out),
    })
}

/// Text in a paragraph or a cell of a table of Markdown, on one line and behind other words: neither markup of Markdown nor
/// HTML, no link, no mention.
#[must_use]
pub fn markdown(text: &str) -> Cow<'_, str> {
    let special = |letter: char| is_hidden(letter) || "\\`*_{}[]()#!|~$&<>@:".contains(letter);
    let text = replaced(text, special, |letter, out| match letter {
        '\n' => out.push_str(" ⏎ "),
        // Addresses, names and numbers become links without any mark around them.
        '&' | '<' | '>' | '@' | ':' | '#' => {
            let _ = write!(out, "&#{};", u32::from(letter));
        }
        letter if letter.is_ascii_punctuation() => out.extend(['\\', letter]),
        hidden => escape(hidden, out),
    });
    if text.contains("www.") { Cow::Owned(text.replace("www.", "www&#46;")) } else { text }
}

/// JSON inside a `script` element: nothing in it ends the element or begins a comment, and it is the same JSON. Hidden
/// letters of its strings are data and stay; whoever shows them must escape them there.
#[must_use]
pub fn script(json: &str) -> Cow<'_, str> {
    let special = |letter: char| matches!(letter, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
    replaced(json, special, |letter, out| {
        let _ = write!(out, "\\u{:04x}", u32::from(letter));
    })
}

/// JSON with the hidden letters of its strings as escapes: the same JSON, and nothing that a terminal carries out.
#[must_use]
pub fn json(json: &str) -> Cow<'_, str> {
    let special = |letter: char| is_hidden(letter) && !letter.is_ascii_whitespace();
    replaced(json, special, |letter, out| {
        letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
            let _ = write!(out, "\\u{unit:04x}");
        });
    })
}

fn is_hidden_in_lines(letter: char) -> bool {
    is_hidden(letter) && !matches!(letter, '\n' | '\t')
}

fn escape(letter: char, out: &mut String) {
    out.extend(letter.escape_unicode());
}

/// The text with its special letters written otherwise; as it is where it has none.
fn replaced(text: &str, special: impl Fn(char) -> bool, write: impl Fn(char, &mut String)) -> Cow<'_, str> {
    let Some(first) = text.find(&special) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for letter in text[first..].chars() {
        if special(letter) {
            write(letter, &mut out);
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_page_reaches_a_terminal_raw() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}\u{9b}2J\n"), "a\\u{1b}[31mb\\u{202e}\\u{9b}2J\\u{a}");
        assert_eq!(visible("a\u{1b}c\r\n\tb\u{2028}\u{feff}"), "a\\u{1b}c\\u{d}\n\tb\\u{2028}\\u{feff}");
    }

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+2", "+1", "-1", "@SUM(A1)", " =cmd", "\t=1"] {
            assert!(!cell(formula).starts_with(['=', '+', '-', '@', ' ', '\t']), "{formula}");
        }
        assert_eq!(cell("corpus/a=b.txt"), "corpus/a=b.txt");
    }

    #[test]
    fn words_of_any_script_stay_as_they_are() {
        for text in ["می‌خواهم", "क्‍ष", "治験", "Größe ≥ 5", "👩‍⚕️"] {
            assert!(matches!(printable(text), Cow::Borrowed(same) if same == text));
            assert!(matches!(html(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn html_shows_markup_as_letters() {
        let hostile = "<img src=x onerror='a()'>&lt;\" \u{202e}`";
        let shown = html(hostile);
        assert!(!shown.contains(['<', '>', '"', '\'', '`', '\u{202e}']), "{shown}");
        assert_eq!(shown, "&#60;img src=x onerror=&#39;a()&#39;&#62;&#38;lt;&#34; \\u{202e}&#96;");
    }

    #[test]
    fn markdown_shows_markup_as_letters() {
        assert_eq!(markdown("[a](b) | *c*\n- d"), r"\[a\]\(b\) \| \*c\* ⏎ - d");
        let hostile = "<script> https://a.example @someone #12 javascript:x www.a.example";
        let shown = markdown(hostile);
        assert!(!shown.contains(['<', '>', '@', ':']) && !shown.contains("www."), "{shown}");
    }

    #[test]
    fn json_in_a_script_is_the_same_json_and_does_not_end_the_script() {
        let value = serde_json::json!({"a": "</script><!--&\u{2028}\u{202e}"});
        let text = value.to_string();
        let inside = script(&text);
        assert!(!inside.contains(['<', '>', '&', '\u{2028}']), "{inside}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&inside).unwrap(), value);
        let value = serde_json::json!("\u{9b}\u{202e}\u{e0041}\n\u{1b}");
        let text = value.to_string();
        let shown = json(&text);
        assert!(!shown.contains(is_hidden), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
