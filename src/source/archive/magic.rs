//! What the first bytes of a file show it to be.

use super::stream::{Compression, GZIP};
use super::{Input, json, rows};

/// How many bytes are looked at: a block of tar needs 512, the names of a table's fields more.
pub(crate) const HEAD: usize = 64 << 10;

/// A file that holds pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Compressed(Compression),
    Tar,
    Zip,
    Warc,
    /// Objects of JSON, one a line.
    Lines,
    /// A list of objects of JSON, or objects behind each other.
    Objects,
    /// Rows of fields between delimiters of this kind.
    Rows(u8),
}

/// What a file is, by its first bytes and, where they leave it open, its name; nothing where it is a page.
pub(crate) fn kind(head: &[u8], name: &str, input: &Input) -> Option<Kind> {
    compression(head)
        .map(Kind::Compressed)
        .or_else(|| is_zip(head).then_some(Kind::Zip))
        .or_else(|| head.starts_with(b"WARC/").then_some(Kind::Warc))
        .or_else(|| is_tar(head).then_some(Kind::Tar))
        .or_else(|| json::kind(head, input))
        .or_else(|| rows::kind(head, name, input))
}

fn compression(head: &[u8]) -> Option<Compression> {
    match head {
        _ if head.starts_with(GZIP) => Some(Compression::Gzip),
        [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..]
            if rest.starts_with(b"1AY&SY") || rest.starts_with(b"\x17\x72\x45\x38\x50\x90") =>
        {
            Some(Compression::Bzip2)
        }
        _ if head.starts_with(b"\xfd7zXZ\0") => Some(Compression::Xz),
        // A frame, or one that decoders skip.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Compression::Zstd),
        _ => None,
    }
}

fn is_zip(head: &[u8]) -> bool {
    // A member, the end of an archive without members, and the mark of archives that were cut in parts.
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| head.starts_with(*mark))
}

fn is_tar(head: &[u8]) -> bool {
    head.get(..512).is_some_and(super::tar::is_header) || is_empty_tar(head)
}

/// An archive without members: two blocks of zeros or more, and nothing else.
fn is_empty_tar(head: &[u8]) -> bool {
    head.len() >= 1024 && head.len().is_multiple_of(512) && head.iter().all(|byte| *byte == 0)
}

/// Names that promise a container, with what its first bytes would have shown.
const NAMES: &[(&str, &str)] = &[
    (".gz", "gzip"),
    (".tgz", "gzip"),
    (".bz2", "bzip2"),
    (".tbz2", "bzip2"),
    (".xz", "xz"),
    (".txz", "xz"),
    (".zst", "zstd"),
    (".tzst", "zstd"),
    (".tar", "tar"),
    (".zip", "zip"),
    (".warc", "WARC"),
    (".wet", "WARC"),
];

/// What a file is named for and is not, where its bytes are no text either.
pub(crate) fn misnamed(head: &[u8], name: &str) -> Option<&'static str> {
    let (_, what) = NAMES.iter().find(|(end, _)| has_end(name, end))?;
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    (!utf16 && head.iter().take(1024).any(control)).then_some(what)
}

/// Whether a member's name says that it may hold others; bytes decide, names only who looks first.
pub(super) fn promises(name: &str) -> bool {
    let tables = [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab"];
    NAMES.iter().map(|(end, _)| *end).chain(tables).any(|end| has_end(name, end))
}

/// The name of what was compressed.
pub(super) fn decompressed(name: &str) -> String {
    let ends = [
        (".gz", ""),
        (".bz2", ""),
        (".xz", ""),
        (".zst", ""),
        (".tgz", ".tar"),
        (".tbz2", ".tar"),
        (".txz", ".tar"),
        (".tzst", ".tar"),
    ];
    match ends.iter().find(|(end, _)| has_end(name, end) && name.len() > end.len()) {
        Some((end, instead)) => format!("{}{instead}", &name[..name.len() - end.len()]),
        None => name.to_owned(),
    }
}

pub(super) fn has_end(name: &str, end: &str) -> bool {
    name.len().checked_sub(end.len()).and_then(|at| name.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}
