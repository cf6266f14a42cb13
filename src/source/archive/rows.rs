//! Tables of pages: rows of fields with a header that names them (CSV, TSV).

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2};

use super::magic::{Kind, has_end};
use super::stream::Stream;
use super::{Body, Defect, Fields, Input, Member};
use crate::source::is_own_output;

/// What stands between the fields of a row.
const DELIMITERS: &[u8] = b"\t,;|";

/// Whether a file is a table with a text in each row: one that is named so, or has a header that names a text and
/// something else about a page.
pub(super) fn kind(head: &[u8], name: &str, input: &Input) -> Option<Kind> {
    let bare = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if is_own_output(bare) {
        return None;
    }
    let line = &bare[..memchr2(b'\n', b'\r', bare).unwrap_or(bare.len())];
    // Pages of data are often one long line, which is not worth counting.
    if line.len() == bare.len() {
        return None;
    }
    let count = |delimiter: &u8| memchr_iter(*delimiter, line).count();
    let delimiter = *DELIMITERS.iter().rev().max_by_key(|delimiter| count(delimiter))?;
    if count(&delimiter) == 0 || bare.contains(&0) {
        return None;
    }
    if has_end(name, ".csv") {
        return Some(Kind::Rows(delimiter));
    }
    if has_end(name, ".tsv") || has_end(name, ".tab") {
        return Some(Kind::Rows(b'\t'));
    }
    let names = std::str::from_utf8(line).ok()?;
    let names: Vec<&str> = names.split(delimiter as char).map(|name| name.trim_matches('"')).collect();
    let text = names.iter().any(|name| input.fields.may_be_text(name));
    let other = names.iter().any(|name| Fields::may_name(name));
    let word = |name: &&str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte))
    };
    (text && other && names.iter().all(word)).then_some(Kind::Rows(delimiter))
}

/// A table and where its texts stand.
pub(super) struct Rows {
    reader: csv::Reader<Bounded>,
    row: csv::ByteRecord,
    columns: Option<Columns>,
}

#[derive(Clone, Copy)]
struct Columns {
    text: usize,
    id: Option<usize>,
    url: Option<usize>,
}

/// What a row is.
pub(super) enum Found {
    Page(Member),
    /// The fields were found: what they are, unless all were given.
    Columns(Option<Fields>),
    End,
}

impl Rows {
    pub(super) fn new(from: Stream, delimiter: u8) -> Self {
        let reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(Bounded { from, left: u64::MAX });
        Rows { reader, row: csv::ByteRecord::new(), columns: None }
    }

    /// The next row; its text is appended to `bytes`. An error of the table, with its line, may be behind all others.
    pub(super) fn next(&mut self, of: &super::Path, bytes: &mut Vec<u8>, input: &Input) -> Result<Found, Defect> {
        // A quote that is never closed makes the rest of the file one row.
        self.reader.get_mut().left = input.largest.saturating_add(BUFFERED);
        let Some(columns) = self.columns else { return self.header(input) };
        if !self.reader.read_byte_record(&mut self.row).map_err(|error| defect(&error, input))? {
            return Ok(Found::End);
        }
        let line = self.row.position().map(csv::Position::line);
        let field = |at: Option<usize>| at.and_then(|at| self.row.get(at)).filter(|field| !field.is_empty());
        let word = |at| field(at).map(|field| String::from_utf8_lossy(field).into_owned());
        let Some(text) = self.row.get(columns.text) else {
            let message = format!("the row has {} fields, none for the text", self.row.len());
            return Err(Defect { line, ..Defect::new("no-text", message) });
        };
        let start = bytes.len();
        bytes.extend_from_slice(text);
        let at = start..bytes.len();
        let (name, url) = (word(columns.id), word(columns.url));
        Ok(Found::Page(Member { of: of.clone(), name, line, url, charset: None, at, body: Body::Bytes }))
    }

    /// Finds the columns by their names.
    fn header(&mut self, input: &Input) -> Result<Found, Defect> {
        let header = self.reader.byte_headers().map_err(|error| defect(&error, input))?;
        let shown =
            |name: &[u8]| String::from_utf8_lossy(name.strip_prefix(b"\xef\xbb\xbf").unwrap_or(name)).into_owned();
        let names: Vec<String> = header.iter().map(shown).collect();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let usual = |usual: &str| names.iter().find(|name| name.trim().eq_ignore_ascii_case(usual)).cloned();
        let fields = input.fields.among(usual);
        let text = fields.as_ref().and_then(|fields| place(fields.text.as_deref()?));
        let Some((fields, text)) = fields.zip(text) else {
            let message =
                format!("no column holds the text; --text-field names it; the columns are {}", names.join(", "));
            return Err(Defect::new("no-text", message));
        };
        let other = |name: &Option<String>| name.as_deref().and_then(place);
        self.columns = Some(Columns { text, id: other(&fields.id), url: other(&fields.url) });
        Ok(Found::Columns((!input.fields.all_given()).then_some(fields)))
    }
}

/// What the library reads ahead of a row, and what quotes and other fields may add to a text.
const BUFFERED: u64 = 1 << 20;

fn defect(error: &csv::Error, input: &Input) -> Defect {
    match error.kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => Defect {
            message: format!("{}; is a quote never closed?", Defect::too_large(input.largest).message),
            ..Defect::too_large(input.largest)
        },
        csv::ErrorKind::Io(error) => Defect::of(error),
        _ => Defect::new("damaged", format!("the table cannot be read: {error}")),
    }
}

/// Bytes of which one row takes only so many.
struct Bounded {
    from: Stream,
    left: u64,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}
