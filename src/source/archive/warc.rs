//! The records of a WARC file that hold pages: responses of web servers, resources, and texts made of them (WET).
//!
//! Of a record that is not wanted no body is kept. Behind damage the next record is looked for, in the next gzip member
//! where each record is one.

use std::io::{self, Read};

use super::stream::Stream;
use super::{Body, Defect, Input, Member, Path};

/// What the lines of a record's head may hold together.
const HEAD: u64 = 64 << 10;

/// A WARC file.
pub(super) struct Warc {
    from: Stream,
    /// What is left of the last record.
    left: u64,
}

/// The next record.
pub(super) enum Found {
    /// A page, whose bytes were appended to the batch from this place on.
    Page(Member),
    /// A page whose address is not wanted.
    LeftOut,
    /// A record that holds no page, and why.
    Other(Defect),
    /// A page that cannot be taken.
    Bad(Defect),
    /// A record of the archive's own.
    Nothing,
    End,
}

/// What the head of a record says.
#[derive(Default)]
struct Head {
    kind: String,
    address: Option<String>,
    id: Option<String>,
    media: String,
    length: Option<u64>,
}

impl Warc {
    pub(super) fn new(from: Stream) -> Self {
        Warc { from, left: 0 }
    }

    /// The next record; its page is appended to `bytes`.
    pub(super) fn next(&mut self, of: &Path, bytes: &mut Vec<u8>, input: &Input) -> Result<Found, Defect> {
        let left = std::mem::take(&mut self.left);
        self.from.skip(left).map_err(|error| Defect::of(&error))?;
        let Some(head) = self.head()? else { return Ok(Found::End) };
        self.left = head.length.ok_or_else(|| Defect::new("damaged", "a record does not tell its length"))?;
        let http = head.media.starts_with("application/http");
        match head.kind.as_str() {
            "response" if http => {}
            "conversion" | "resource" => {}
            _ => return Ok(Found::Nothing),
        }
        if !input.wants(head.address.as_deref()) {
            return Ok(Found::LeftOut);
        }
        let name = head.address.clone().or(head.id).unwrap_or_default();
        if !http && !is_text(&head.media) {
            return Ok(Found::Other(not_text(&head.media).inside(name)));
        }
        if self.left > input.largest {
            return Ok(Found::Bad(Defect::too_large(input.largest).inside(name)));
        }
        let start = bytes.len();
        if let Err(error) = self.body(bytes) {
            bytes.truncate(start);
            return Err(Defect::of(&error).inside(name));
        }
        let (body, charset) = if http { (Body::Http, None) } else { (Body::Bytes, super::http::charset(&head.media)) };
        let (of, at) = (of.clone(), start..bytes.len());
        Ok(Found::Page(Member { of, name: Some(name), line: None, url: head.address, charset, at, body }))
    }

    /// The bytes of the record, appended to `into`.
    fn body(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        let wanted = std::mem::take(&mut self.left);
        let count = (&mut self.from).take(wanted).read_to_end(into)? as u64;
        if count < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        // Behind the four bytes that end a record its checksum was looked at, where it has one.
        self.from.sound(5)
    }

    /// Goes on behind damage: where a record begins, if one does.
    pub(super) fn recover(&mut self) -> bool {
        self.left = 0;
        let mut line = Vec::new();
        loop {
            let damaged = match self.from.peek(5) {
                Ok(next) if next.starts_with(b"WARC/") => return true,
                Ok(next) if !next.is_empty() => self.from.line(&mut line, 0).is_err(),
                // The end, or damage that was told.
                Ok(_) | Err(_) => true,
            };
            if damaged && !self.from.recover() {
                return false;
            }
        }
    }

    /// The head of the next record, behind the empty lines that end the last.
    fn head(&mut self) -> Result<Option<Head>, Defect> {
        let mut line = Vec::new();
        let mut read = |line: &mut Vec<u8>| {
            line.clear();
            self.from.line(line, HEAD).map_err(|error| Defect::of(&error))
        };
        while line.trim_ascii().is_empty() {
            if read(&mut line)? == 0 {
                return Ok(None);
            }
        }
        if !line.starts_with(b"WARC/") {
            return Err(Defect::new("damaged", "no record begins where the last one ends"));
        }
        let (mut head, mut length) = (Head::default(), 0);
        loop {
            length += read(&mut line)?;
            if line.is_empty() {
                return Err(Defect::new("truncated", "ends inside the head of a record"));
            }
            if length > HEAD {
                return Err(Defect::new("damaged", "the head of a record is too long"));
            }
            let text = String::from_utf8_lossy(&line);
            if text.trim().is_empty() {
                return Ok(Some(head));
            }
            if let Some((name, value)) = text.split_once(':') {
                head.set(name.trim(), value.trim());
            }
        }
    }
}

impl Head {
    fn set(&mut self, name: &str, value: &str) {
        // The first version of the standard put addresses between angle brackets.
        let bare = || value.trim_start_matches('<').trim_end_matches('>').to_owned();
        match name.to_ascii_lowercase().as_str() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            "warc-target-uri" => self.address = Some(bare()),
            "warc-record-id" => self.id = Some(bare()),
            "content-type" => self.media = value.to_ascii_lowercase(),
            "content-length" => self.length = value.parse().ok(),
            _ => {}
        }
    }
}

/// Whether a media type is that of a page; where there is none, bytes decide.
pub(super) fn is_text(media: &str) -> bool {
    let kind = media.split(';').next().unwrap_or_default().trim();
    kind.is_empty()
        || kind.starts_with("text/")
        || ["application/xhtml+xml", "application/xml", "application/json"].contains(&kind)
        || kind.ends_with("+xml") && !kind.starts_with("image/")
        || kind.ends_with("+json")
}

pub(super) fn not_text(media: &str) -> Defect {
    let kind = media.split(';').next().unwrap_or_default();
    Defect::new("not-text", format!("no page of text: {kind}"))
}
