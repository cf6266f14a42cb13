//! Pages that are HTML.
//!
//! Such a page is printed as text first, the way crawlers print it: a step of decoding, as the escapes of JSON are, which
//! keeps the way back to the bytes of the tags. From there on it is a page of text like any other, but for one thing that
//! text has lost: in which block each line stands, which tells how far a label reaches.

mod element;
mod printer;
mod table;
mod tag;
mod words;

use std::borrow::Cow;
use std::convert::Infallible;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use memchr::{memchr_iter, memmem};

use crate::grammar::line::raw_lines;
use crate::repair::{Without, mend};
use crate::text::{Decoded, Span, Text, after, range_in, trimmed};
use element::{OTHER, element, role};

/// The rank of lines outside of headings.
pub const NO_HEADING: u8 = 7;

/// Where a line stands on a page of HTML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Where the line begins in the text.
    pub at: u32,
    /// Equal for lines in blocks of the same kind: their elements, classes, columns and heavy print are the same.
    pub kind: u64,
    /// Whether it begins an item of a list.
    pub item: bool,
    /// The rank of the heading it belongs to, from 1 to 6, or [`NO_HEADING`]; 0 where a part begins with it that only stands
    /// beside the page.
    pub rank: u8,
    /// How many sections it lies in.
    pub depth: u32,
    /// The fewest sections that any place lies in since the line before.
    pub least: u32,
    /// Whether it is a header that was moved before its cell.
    pub moved: bool,
    /// Whether it is a row of headers.
    pub heads: bool,
}

/// What is known of a page of HTML besides its text.
#[derive(Debug, Default)]
pub struct Html {
    /// The blocks of the lines of its text, in order.
    pub blocks: Vec<Block>,
    /// Whether it ends inside a tag or a comment.
    pub cut: bool,
}

/// A page as text.
#[derive(Debug, Default)]
struct Printed {
    /// Whether it ends inside a tag or a comment.
    cut: bool,
    /// What is no text, and what stands for it.
    notation: Vec<(Span, Cow<'static, str>)>,
    /// The blocks of the lines, by the places of their first words in the page.
    blocks: Vec<Block>,
}

/// Whether a page is HTML: it begins like one, or is named like one and has tags of HTML.
#[must_use]
pub fn shows(text: &str, path: &str) -> bool {
    let (declared, start) = opening(text);
    let named = [".html", ".htm", ".xhtml"].iter().any(|kind| ends_with(path, kind));
    match name(start) {
        _ if is_doctype(start) => true,
        Some("html") => true,
        // XML may have elements of the same names.
        _ if declared => false,
        Some("head" | "body") => true,
        Some(first) if !named => closes(start, first),
        _ => named && memchr_iter(b'<', text.as_bytes()).any(|at| name(&text[at..]).is_some()),
    }
}

fn ends_with(path: &str, kind: &str) -> bool {
    path.len().checked_sub(kind.len()).and_then(|at| path.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(kind))
}

/// The page behind blanks, comments and the declaration of XML, and whether there is one.
fn opening(text: &str) -> (bool, &str) {
    let (mut declared, mut rest) = (false, text.trim_start());
    loop {
        let (close, after) = match rest {
            _ if rest.starts_with("<!--") => ("-->", &rest[4..]),
            _ if rest.starts_with("<?") => (">", &rest[2..]),
            _ => return (declared, rest),
        };
        declared |= rest.starts_with("<?xml");
        let Some(end) = after.find(close) else { return (declared, "") };
        rest = after[end + close.len()..].trim_start();
    }
}

/// `<!doctype html`.
fn is_doctype(text: &str) -> bool {
    let kind = after(text, "<!doctype").and_then(|rest| after(rest.trim_start(), "html"));
    kind.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
}

/// The element of HTML that a tag at the start of `text` begins or ends.
fn name(text: &str) -> Option<&'static str> {
    let text = text.strip_prefix('<')?;
    let text = text.strip_prefix('/').unwrap_or(text);
    let len = text.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let whole = text[len..].starts_with(['>', '/', ' ', '\n', '\r', '\t']);
    let known = element(text[..len].to_ascii_lowercase().as_bytes());
    (whole && known != OTHER).then(|| element::name(known))
}

/// Whether the element that a page begins with ends somewhere, or has no end.
fn closes(text: &str, first: &'static str) -> bool {
    let ends = |at: usize| name(&text[at..]) == Some(first);
    role(element(first.as_bytes())).is_void() || memmem::find_iter(text.as_bytes(), b"</").any(ends)
}

/// How much of a page is searched for what it says about its encoding.
const HEAD: usize = 4096;

/// The encoding that a page says it has: `<meta charset=…>`, `<meta … content="text/html; charset=…">`.
#[must_use]
pub fn declared(text: &str) -> Option<&'static Encoding> {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let (mut meta, mut charset, mut label) = (false, false, None);
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => meta = name == b"meta",
            CallbackEvent::AttributeName { name } => charset = name == b"charset",
            CallbackEvent::AttributeValue { value } if meta && label.is_none() => {
                let value = String::from_utf8_lossy(value).to_ascii_lowercase();
                let inner = value.split_once("charset=").map(|(_, rest)| rest.trim_matches(['"', '\'', ' ', ';']));
                label = inner.or(charset.then_some(&*value)).and_then(|label| Encoding::for_label(label.as_bytes()));
            }
            _ => {}
        }
        None
    });
    let Ok(()) = Tokenizer::new_with_emitter(head, emitter).finish();
    label.filter(|encoding| *encoding != UTF_8 && *encoding != WINDOWS_1252)
}

/// A page in the encoding that it names, where it is no UTF-8; but a cut inside its last character tells nothing.
#[must_use]
pub fn as_declared<'p>(bytes: &'p [u8], decoded: Decoded<'p>) -> Decoded<'p> {
    let cut = std::str::from_utf8(bytes).err().is_some_and(|error| error.error_len().is_none());
    let encoding = declared(decoded.text.as_str());
    match encoding.filter(|_| decoded.encoding == crate::text::Encoding::Windows1252 && !cut) {
        Some(encoding) => {
            let again = Decoded::declared(bytes, encoding);
            Decoded { text: again.text.beginning(decoded.text.start()), ..again }
        }
        None => decoded,
    }
}

/// Prints a page as text and repairs it.
#[must_use]
pub fn read<'p>(decoded: Decoded<'p>, without: &Without) -> Decoded<'p> {
    let printed = printer::print(decoded.text.as_str());
    let homes: Vec<u32> = printed.blocks.iter().map(|block| decoded.text.boundary(block.at as usize)).collect();
    let text = mend(decoded.text.resolved(&printed.notation, &mut []), without);
    let html = Html { blocks: blocks(&text, &printed.blocks, &homes), cut: printed.cut };
    Decoded { text, html: Some(html), ..decoded }
}

/// The blocks of the lines of a text, found by where the lines begin on the page.
fn blocks(text: &Text<'_>, known: &[Block], homes: &[u32]) -> Vec<Block> {
    let lines = raw_lines(text.as_str()).filter(|line| !trimmed(line).is_empty());
    lines
        .map(|line| {
            let home = text.origin(line);
            let n = homes.partition_point(|words| *words < home.start);
            let block = known.get(n).copied().unwrap_or_default();
            let at = range_in(text.as_str(), line).start as u32;
            // A line that ends before the first words of a block is a header that was moved there.
            let moved = homes.get(n).is_none_or(|words| home.end <= *words);
            if moved { Block { at, moved, kind: 0, item: false, ..block } } else { Block { at, ..block } }
        })
        .collect()
}

/// The lines of a part of a text that say something, without the marks that they were printed with: anything may stand
/// between them on the page.
#[must_use]
pub fn lines<'c>(text: &Text<'_>, blocks: &[Block], part: &'c str) -> Vec<&'c str> {
    let line = |raw: &'c str| {
        let bare = trimmed(trimmed(raw).trim_matches('|'));
        let number = bare.bytes().take_while(u8::is_ascii_digit).count();
        let mark = if bare[number..].starts_with(if number > 0 { ". " } else { "- " }) { number + 2 } else { 0 };
        // A mark that the page has itself is as long there.
        let printed = text.origin(&bare[..mark]).len() != mark;
        if printed { &bare[mark..] } else { bare }
    };
    let moved = |line: &&str| {
        let at = range_in(text.as_str(), line).start;
        let block = blocks.partition_point(|block| block.at as usize <= at);
        block.checked_sub(1).is_some_and(|block| blocks[block].moved)
    };
    raw_lines(part).map(line).filter(|line| !moved(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, wanted: &str) {
        let decoded = read(Decoded::read(page.as_bytes()), &Without::default());
        assert_eq!(decoded.text.as_str(), wanted);
    }

    /// Where a part of the text leads to on the page.
    #[track_caller]
    fn leads(page: &str, part: &str, wanted: &str) {
        let decoded = read(Decoded::read(page.as_bytes()), &Without::default());
        let text = decoded.text.as_str();
        let at = text.find(part).expect("the part is in the text");
        assert_eq!(&page[decoded.text.origin(&text[at..at + part.len()]).range()], wanted);
    }

    #[test]
    fn white_space_is_folded_and_blocks_begin_lines() {
        check(" <p> a\n  <b>b</b><i>c</i> </p>d<div>e<br>f</div>\r\n<hr>g\t", "a bc\nd\ne\nf\ng");
        check("a <b> b </b> c<span style='display: block'>d</span>e", "a b c\nd\ne");
        check("<p>a<p>b<!-- c --><h2>d</h2>", "a\nb\nd");
    }

    #[test]
    fn what_is_not_shown_is_no_text() {
        check("<title>a</title><script>'<p>b'</script><style>c</style>d<svg><text>e</text></svg>", "d");
        check("a<span hidden>b<span>c</span></span>d<p style='color:red; Display : NONE'>e<p>f", "ad\nf");
        check("<nav><ul><li>a</ul></nav><select><option>b<option>c</select>d<noscript>e</noscript>", "d");
        check("<ul><li>a<li hidden>b<b>c<li>d<div hidden><ul><li>e</ul></div></ul>", "- a\n- d");
        check("<table><tr><td>a<td hidden>b<td>c</table>", "| a | c |");
    }

    #[test]
    fn items_have_marks_numbers_and_indents() {
        check("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></ul>e", "- a\n  - b\n- c\n  d\ne");
        check("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c");
        check("<li>a<li>b", "- a\n- b");
        check("<dl><dt>a<dd>b<dt>c</dl>", "a\nb\nc");
    }

    #[test]
    fn rows_are_lines_with_bars() {
        check("<table><tr><td>a</td> <td>b</td></tr><tr><td></td><td>c</td></tr></table>d", "| a | b |\n| | c |\nd");
        check("<table><tr><td>a<td>b<tr><td colspan=2>c</table>", "| a | b |\nc");
        check("a<td>b</td><tr>c", "a\nb\nc");
        check("<table><tr><th>a<td>b<th>c<td>d</table>", "| a | b |\n| c | d |");
    }

    #[test]
    fn a_cell_of_several_lines_has_its_row_to_itself() {
        check(
            "<table><tr><td>a<td>b<br>c<tr><td>d<td><ul><li>e</ul><tr><td>f<td>g</table>",
            "a\nb\nc\nd\n- e\n| f | g |",
        );
        check("<table><tr><td>a<td><table><tr><td>b<td>c</table>d</table>e", "a\n| b | c |\nd\ne");
    }

    #[test]
    fn headers_above_one_row_move_before_its_cells() {
        let head = "<tr><th>a &amp; b</th><th><i>c</i></th></tr>";
        check(&format!("x<table>{head}<tr><td>d</td><td></td></tr></table>y"), "x\na & b\nd\nc\ny");
        check(&format!("<table>{head}<tr><td>d<td>e<tr><td>f<td>g</table>"), "| a & b | c |\n| d | e |\n| f | g |");
        leads(&format!("x<table>{head}<tr><td>d</td><td>e</td></tr></table>y"), "e", "e");
    }

    #[test]
    fn references_are_resolved_once() {
        check("&lt;5 &amp;amp; &eacute;&#233;&#xe9; &notit; AT&T & x&nbsp;y", "<5 & ééé ¬it; AT&T & x y");
        check("so&shy;ft &bogus; &#0;", "soft &bogus; \u{fffd}");
        leads("<p>a &lt;5 &gt;", "<5 >", "&lt;5 &gt;");
        leads("<p><b>&eacute;</b>t<b>&eacute;</b>", "été", "&eacute;</b>t<b>&eacute;");
    }

    #[test]
    fn a_raised_number_is_a_power() {
        check(
            "1&times;10<sup>6</sup>/m<sup> 2</sup>, 10<sup>-3</sup>, 10<sup>&minus;3</sup>",
            "1×10^6/m^2, 10^-3, 10^−3",
        );
        check("1<sup>st</sup> CO<sub>2</sub> Ca<sup>2+</sup> CD4<sup>+</sup> x<sup></sup>2", "1st CO2 Ca^2+ CD4+ x2");
        leads("<p>10<sup>6</sup> cells", "10^6", "10<sup>6");
    }

    #[test]
    fn white_space_counts_where_the_page_keeps_it() {
        check("<pre>a  b\n  &lt;c\n</pre>d", "a  b\n  <c\n\nd");
        check("<xmp>a<b>  &b;</xmp>c", "a<b>  &b;\nc");
    }

    #[test]
    fn damaged_markup_costs_little() {
        check("<p>a</i></div><div>b</p>c<table><tr><td>d</div>e<td>f", "a\nb\nc\n| de | f");
        check("a <1 b < c <p class=\"x", "a <1 b < c");
        check("a<!-- b", "a");
        check("<span style='display:block'>a<span>b</span>c</span>d", "abc\nd");
        assert!(read(Decoded::read(b"<p>a<p clas"), &Without::default()).html.is_some_and(|html| html.cut));
    }

    #[test]
    fn a_page_is_known_by_its_start() {
        for page in [
            "<!DOCTYPE html><p>a",
            "\n <!-- x --> <html>",
            "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html xmlns='y'>",
            "<HEAD><TITLE>",
            "<div class=a>b</div>",
            "<meta charset=utf-8>a",
        ] {
            assert!(shows(page, "page"), "{page}");
        }
        for page in [
            "",
            "<",
            "<18 years",
            "<b old",
            "a <b>c</b>",
            "<clinical_study><p>a</p>",
            "<?xml version='1.0'?><div>a</div>",
            "<!DOCTYPE clinical_study><p>a</p>",
            "<!-- <html>",
            "{\"a\": \"<p>b</p>\"}",
        ] {
            assert!(!shows(page, "page"), "{page}");
        }
    }

    #[test]
    fn a_page_is_known_by_its_name_if_it_has_tags() {
        assert!(shows("Title<br>Status: Completed", "a/b.HTM"));
        assert!(!shows("Title\nAge < 18", "a/b.html") && !shows("<?xml?><trial><a>b</a>", "b.html"));
    }

    #[test]
    fn a_page_names_its_encoding() {
        let name = |page: &str| declared(page).map(Encoding::name);
        assert_eq!(name("<meta charset='windows-1251'>"), Some("windows-1251"));
        let long = "<META http-equiv=Content-Type content='text/html; charset=GB2312'>";
        assert_eq!(name(long), Some("GBK"));
        assert_eq!(
            (name("<meta charset=utf-8>"), name("<p charset=big5>"), name("<meta charset=?>")),
            (None, None, None)
        );
    }

    #[test]
    fn depth_and_damage_cost_no_more_than_length() {
        let deep = |open: &str, close: &str| open.repeat(100_000) + "x" + &close.repeat(100_000);
        check(&deep("<div>", "</div>"), "x");
        check(&deep("<table><tr><td>", "</b></td></i>"), "x");
        check(&deep("<div>", "</p>"), "x");
        check(&deep("<td><ul><li>", ""), &("- ".to_owned() + "x")[..].replace("- ", &("  ".repeat(12) + "- ")));
        check(&deep("<p hidden><b>", ""), "");
        check(&("<".repeat(1_000_000) + "p>x"), &("<".repeat(999_999) + "\nx"));
        check(&"&".repeat(100_000), &"&".repeat(100_000));
    }
}
