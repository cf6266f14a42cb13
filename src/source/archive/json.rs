//! Pages in JSON: an object for each, one a line or in a list, with the text of the page in one of its fields.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead};
use std::ops::Range;
use std::sync::LazyLock;

use memchr::{memchr, memchr_iter, memchr3};
use serde_json::value::RawValue;

use super::magic::Kind;
use super::stream::Stream;
use super::{Defect, Fields, Input};
use crate::data::Format;
use crate::layout::study_names;
use crate::source::is_own_output;

/// The names of studies: an object that has one is a study, whatever else it holds.
static STUDIES: LazyLock<Vec<&str>> = LazyLock::new(|| study_names(Format::Json));

/// Lines that are looked at before a file is taken for what its first line shows.
const LINES: usize = 3;

/// Whether a file is JSON that holds pages, by its first bytes.
pub(super) fn kind(head: &[u8], input: &Input) -> Option<Kind> {
    let bare = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if is_own_output(bare) {
        return None;
    }
    if let Some(list) = bare.strip_prefix(b"[") {
        return is_page(list.trim_ascii_start(), input).map(|_| Kind::Objects);
    }
    if let Some(closed) = bare.starts_with(b"{").then(|| is_page(bare, input)).flatten() {
        // An object over many lines is no JSON Lines.
        let line = memchr(b'\n', bare).unwrap_or(bare.len());
        let whole = closed.is_none_or(|end| end <= line);
        return Some(if whole { Kind::Lines } else { Kind::Objects });
    }
    // A damaged line at the start must not hide the others.
    let ends: Vec<usize> = memchr_iter(b'\n', bare).take(LINES).map(|end| end + 1).collect();
    let whole = |ends: &[usize]| is_page(&bare[ends[0]..ends[1]], input).is_some_and(|end| end.is_some());
    (bare.starts_with(b"{") && ends.windows(2).any(whole)).then_some(Kind::Lines)
}

/// Whether an object holds a page, as far as it can be seen; with its end, if that can be seen.
#[expect(clippy::option_option, reason = "no page, a page that goes on, a page with its end")]
fn is_page(object: &[u8], input: &Input) -> Option<Option<usize>> {
    let mut members = Members { bytes: object, at: 0, depth: 0 };
    let mut text = false;
    while let Some((name, value)) = members.next() {
        let name = String::from_utf8_lossy(&object[name]);
        if STUDIES.iter().any(|study| *study == name) {
            return None;
        }
        text |= input.fields.may_be_text(&name) && matches!(value, b'"' | b'{');
    }
    let end = (members.depth == 0 && members.at > 0).then_some(members.at);
    (text || end.is_some() && input.fields.text.is_some() && members.at > 2).then_some(end)
}

/// A walk over the members of one object, looking at brackets and strings alone.
struct Members<'b> {
    bytes: &'b [u8],
    at: usize,
    depth: usize,
}

impl Members<'_> {
    /// The name of the next member and the first byte of its value.
    fn next(&mut self) -> Option<(Range<usize>, u8)> {
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return None;
                    }
                }
                b'"' => {
                    let start = self.at;
                    let end = string_end(self.bytes, start)?;
                    self.at = end + 1;
                    if self.depth == 1
                        && let Some(value) = self.bytes.get(self.at..)?.trim_ascii_start().strip_prefix(b":")
                    {
                        return value.trim_ascii_start().first().map(|first| (start..end, *first));
                    }
                }
                _ if self.depth == 0 => return None,
                _ => {}
            }
        }
        self.depth = self.depth.max(1);
        None
    }
}

/// Where the string ends that is open at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr3(b'"', b'\\', b'\n', bytes.get(at..)?)?;
        match bytes[at] {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => return None,
        }
    }
}

/// What one object says of a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) text: String,
    /// What names it.
    pub(crate) id: Option<String>,
    pub(crate) url: Option<String>,
}

type Object<'o> = BTreeMap<Cow<'o, str>, &'o RawValue>;

/// The members of an object, as they stand.
pub(super) fn object(bytes: &[u8]) -> Result<Object<'_>, Defect> {
    serde_json::from_slice(bytes).map_err(|error| {
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        Defect::new("broken-line", format!("no whole object of JSON: {what} (column {})", error.column()))
    })
}

/// The fields of an object.
pub(super) fn fields(object: &Object<'_>, asked: &Fields) -> Option<Fields> {
    asked.among(|usual| {
        if usual.starts_with('/') {
            return value(object, usual).map(|_| usual.to_owned());
        }
        object.keys().find(|name| name.eq_ignore_ascii_case(usual)).map(|name| name.clone().into_owned())
    })
}

/// What an object says of a page, by its fields.
///
/// # Errors
///
/// A defect where the object has no such text.
pub(super) fn page(bytes: &[u8], fields: &Fields) -> Result<Page, Defect> {
    let object = object(bytes)?;
    let name = fields.text.as_deref().unwrap_or_default();
    let no_text = |what: String| Defect::new("no-text", what);
    let raw = value(&object, name).ok_or_else(|| {
        let known: Vec<&str> = object.keys().map(AsRef::as_ref).take(20).collect();
        no_text(format!("has no field `{name}`; --text-field names the one with the text ({})", known.join(", ")))
    })?;
    let text = serde_json::from_str::<String>(raw.get())
        .map_err(|error| no_text(format!("the field `{name}` is no text: {error}")))?;
    let other = |field: &Option<String>| field.as_deref().and_then(|name| value(&object, name)).and_then(word);
    Ok(Page { text, id: other(&fields.id), url: other(&fields.url) })
}

/// What names an object, whatever else is wrong with it.
pub(super) fn id(bytes: &[u8], fields: &Fields) -> Option<String> {
    value(&object(bytes).ok()?, fields.id.as_deref()?).and_then(word)
}

/// The value of a member, or of what a JSON Pointer leads to.
fn value<'o>(object: &Object<'o>, name: &str) -> Option<&'o RawValue> {
    if let Some(value) = object.get(name) {
        return Some(value);
    }
    let mut steps = name.strip_prefix('/')?.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
    let mut value: &'o RawValue = object.get(steps.next()?.as_str())?;
    for step in steps {
        let inner: Object<'o> = serde_json::from_str(value.get()).ok()?;
        value = inner.get(step.as_str())?;
    }
    Some(value)
}

/// A word or a number, as it is shown.
fn word(raw: &RawValue) -> Option<String> {
    match raw.get().as_bytes() {
        [b'"', ..] => serde_json::from_str(raw.get()).ok().filter(|word: &String| !word.is_empty()),
        [b'-' | b'0'..=b'9', ..] => Some(raw.get().to_owned()),
        _ => None,
    }
}

/// Objects of JSON behind each other, in a list or without one.
pub(super) struct Objects {
    from: Stream,
    /// How many came before.
    count: u64,
    /// A list was opened and is not closed yet.
    open: bool,
}

impl Objects {
    pub(super) fn new(from: Stream) -> Self {
        Objects { from, count: 0, open: false }
    }

    /// The next object, appended to `bytes`: its number from 1.
    pub(super) fn next(&mut self, bytes: &mut Vec<u8>, largest: u64) -> Result<Option<u64>, Defect> {
        loop {
            let here = self.from.fill_buf().map_err(|error| Defect::of(&error))?;
            match here.first() {
                None if self.open => {
                    self.open = false;
                    return Err(Defect::new("truncated", "ends inside its list of pages; some may be missing"));
                }
                None => return Ok(None),
                Some(b'{') => break,
                Some(b'[') => self.open = true,
                Some(b']') => self.open = false,
                Some(_) => {}
            }
            self.from.consume(1);
        }
        self.count += 1;
        self.object(bytes, largest).map(|()| Some(self.count))
    }

    /// How many objects were begun.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The object that begins here; one that is too large is passed by.
    fn object(&mut self, bytes: &mut Vec<u8>, largest: u64) -> Result<(), Defect> {
        let (start, mut walk, mut large) = (bytes.len(), Brackets::default(), false);
        loop {
            let here = self.from.fill_buf().map_err(|error| Defect::of(&error))?;
            if here.is_empty() {
                self.open = false;
                return Err(Defect::of(&io::ErrorKind::UnexpectedEof.into()));
            }
            let end = here.iter().position(|byte| walk.closes(*byte));
            let count = end.map_or(here.len(), |at| at + 1);
            large |= (bytes.len() - start + count) as u64 > largest;
            if !large {
                bytes.extend_from_slice(&here[..count]);
            }
            self.from.consume(count);
            match end {
                Some(_) if large => return Err(Defect::too_large(largest)),
                Some(_) => return Ok(()),
                None => {}
            }
        }
    }
}

/// How deep a walk over JSON is.
#[derive(Default)]
struct Brackets {
    depth: u64,
    string: bool,
    escape: bool,
}

impl Brackets {
    /// Whether this byte closes what the first one opened.
    fn closes(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escape => self.escape = false,
            b'\\' if self.string => self.escape = true,
            b'"' => self.string = !self.string,
            _ if self.string => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}
