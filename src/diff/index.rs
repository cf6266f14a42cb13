//! One pass over an output: where each record stands, and prints of what it is known by.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Deserialize;

use super::Version;
use crate::source::Fault;
use crate::source::records::{parse, records};

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;

/// Half a BLAKE3 digest: enough that no two of a thousand million keys are ever alike. Zero stands for no key.
pub(super) type Print = u128;

/// A record as the index knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where its line begins, in bytes.
    pub(super) offset: u64,
    /// The length of its line in bytes.
    pub(super) length: u32,
    /// The number of its line, from 1.
    pub(super) number: u32,
    /// The whole line.
    pub(super) print: Print,
    /// Registry id, path, digest and title.
    pub(super) keys: [Print; 4],
}

/// An output whose records can be read again.
#[derive(Debug)]
pub struct Output<R> {
    from: BufReader<R>,
    pub(super) lines: Vec<Line>,
}

/// What the index needs of a record.
#[derive(Deserialize)]
struct Head {
    schema: String,
    source: Origin,
    registry_id: Option<String>,
    brief_title: Option<String>,
    official_title: Option<String>,
}

#[derive(Deserialize)]
struct Origin {
    path: String,
    line: Option<u64>,
    digest: String,
}

impl<R: Read + Seek> Output<R> {
    /// Reads an output once; `name` is what faults call it.
    ///
    /// # Errors
    ///
    /// A fault that names the line, where one is no record or cannot be read.
    pub fn index(name: &Path, from: R) -> Result<Self, Fault> {
        let (mut from, mut lines) = (BufReader::with_capacity(CHUNK, from), Vec::new());
        records(name, &mut from, &mut |line| {
            lines.push(Line::of(line.bytes, line.offset, line.number)?);
            Ok(())
        })?;
        Ok(Output { from, lines })
    }

    /// A record by its place in the index.
    pub(super) fn version(&mut self, at: u32) -> io::Result<Unparsed> {
        let line = self.lines[at as usize];
        let here = self.from.stream_position()?;
        let ahead = i64::try_from(line.offset).unwrap_or(i64::MAX) - i64::try_from(here).unwrap_or(i64::MAX);
        if self.from.seek_relative(ahead).is_err() {
            self.from.seek(SeekFrom::Start(line.offset))?;
        }
        let mut bytes = vec![0; line.length as usize];
        self.from.read_exact(&mut bytes)?;
        Ok(Unparsed { line: line.number, bytes })
    }
}

/// The line of a record.
pub(super) struct Unparsed {
    line: u32,
    bytes: Vec<u8>,
}

impl Unparsed {
    pub(super) fn parse(self) -> io::Result<Version> {
        Ok(Version { line: self.line, record: serde_json::from_slice(&self.bytes)? })
    }
}

impl Line {
    fn of(bytes: &[u8], offset: u64, number: u64) -> Result<Self, String> {
        let too_long = |_| "longer than 4 GiB, no record".to_owned();
        let length = u32::try_from(bytes.len()).map_err(too_long)?;
        let number = u32::try_from(number).map_err(|_| "more lines than an output can have".to_owned())?;
        let head: Head = parse(bytes, |head: &Head| Some(&head.schema))?;
        let title = head.brief_title.or(head.official_title);
        let words = |title: String| title.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let path = format!("{}\n{}", head.source.path, head.source.line.unwrap_or_default());
        let key = |text: Option<String>| text.filter(|text| !text.is_empty()).map_or(0, |text| print(text.as_bytes()));
        let keys = [key(head.registry_id), key(Some(path)), key(Some(head.source.digest)), key(title.map(words))];
        Ok(Line { offset, length, number, print: print(bytes.trim_ascii()), keys })
    }
}

/// The print of some bytes, never zero.
fn print(bytes: &[u8]) -> Print {
    let digest = blake3::hash(bytes);
    let half = digest.as_bytes().first_chunk().map_or(1, |half| u128::from_le_bytes(*half));
    half.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        Output::index(Path::new("a.jsonl"), io::Cursor::new(text.as_bytes())).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_record_is_named_with_its_line() {
        assert!(fault("\n\nhello\n").starts_with("a.jsonl:3: no JSON"));
        assert!(fault("{\"a\": 1}\n").starts_with("a.jsonl:1: no record of extract: missing field `schema`"));
        assert!(fault("[1]").starts_with("a.jsonl:1: no record of extract"));
        let other = r#"{"schema": "other/1", "source": {"path": "a", "digest": "b"}}"#;
        assert!(fault(other).contains("its schema is “other/1”"));
    }

    #[test]
    fn a_record_costs_what_the_folder_says() {
        assert_eq!(size_of::<Line>(), 96);
    }
}
