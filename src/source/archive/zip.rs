//! The members of a zip file. Its directory tells where each one lies, so any number of threads read them at once. Where the
//! directory is lost, the members are read one behind the other as far as they go.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::{Crc, bufread::DeflateDecoder};
use zip::CompressionMethod;
use zip::result::ZipError;

use super::Defect;
use super::stream::{Plain, Source, Stream};

/// Where a zip file lies.
#[derive(Clone)]
pub(super) enum Shelf {
    File(Arc<Mutex<File>>),
    Memory(Arc<Vec<u8>>),
}

/// A place in a zip file; each reader has its own.
#[derive(Clone)]
pub(super) struct Cursor {
    shelf: Shelf,
    at: u64,
}

impl Read for Cursor {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = match &self.shelf {
            Shelf::Memory(bytes) => {
                let rest = usize::try_from(self.at).ok().and_then(|at| bytes.get(at..));
                rest.unwrap_or_default().read(into)?
            }
            Shelf::File(file) => {
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(self.at))?;
                file.read(into)?
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.len()?.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl Cursor {
    pub(super) fn new(shelf: Shelf) -> Self {
        Cursor { shelf, at: 0 }
    }

    fn len(&self) -> io::Result<u64> {
        match &self.shelf {
            Shelf::Memory(bytes) => Ok(bytes.len() as u64),
            Shelf::File(file) => file.lock().unwrap_or_else(PoisonError::into_inner).seek(SeekFrom::End(0)),
        }
    }
}

/// A zip file and the number of its next member.
pub(super) struct Zip {
    pub(super) archive: Archive,
    next: usize,
}

pub(super) type Archive = zip::ZipArchive<Cursor>;

/// The next thing in an archive.
pub(super) enum Found {
    /// A file.
    File(String, Listed),
    Link(String),
    Broken(Option<String>, Defect),
    Nothing,
    End,
}

/// What the directory says of a file.
pub(super) struct Listed {
    pub(super) number: usize,
    /// Its bytes as they are packed.
    pub(super) size: u64,
    pub(super) unpacked: u64,
}

impl Zip {
    pub(super) fn new(cursor: Cursor) -> Result<Self, Defect> {
        zip::ZipArchive::new(cursor).map(|archive| Zip { archive, next: 0 }).map_err(|error| defect(&error))
    }

    pub(super) fn next(&mut self) -> Found {
        if self.next >= self.archive.len() {
            return Found::End;
        }
        let number = self.next;
        self.next += 1;
        let listed = self.archive.name_for_index(number).and_then(Result::ok).map(Into::into);
        let file = match self.archive.by_index_raw(number) {
            Ok(file) => file,
            Err(error) => return Found::Broken(listed, defect(&error)),
        };
        let name = name(&file);
        match () {
            () if file.is_dir() => Found::Nothing,
            () if file.is_symlink() => Found::Link(name),
            () if file.encrypted() => Found::Broken(Some(name), encrypted()),
            () => Found::File(name, Listed { number, size: file.compressed_size(), unpacked: file.size() }),
        }
    }

    /// The bytes of a member as they come; nothing for the rarer ways of compression, which are read at once.
    pub(super) fn stream(&mut self, number: usize) -> Option<Stream> {
        let cursor = self.archive.clone().into_inner();
        let file = self.archive.by_index_raw(number).ok()?;
        let (at, length, sum, size) = (file.data_start()?, file.compressed_size(), file.crc32(), file.size());
        let stored = Stream::new(Vec::new(), Plain(Cursor { at, ..cursor }.take(length)));
        Some(match file.compression() {
            CompressionMethod::Stored => checked(stored, sum, size),
            CompressionMethod::Deflated => checked(DeflateDecoder::new(stored), sum, size),
            CompressionMethod::Bzip2 => checked(bzip2::bufread::BzDecoder::new(stored), sum, size),
            CompressionMethod::Zstd => checked(zstd::stream::read::Decoder::with_buffer(stored).ok()?, sum, size),
            _ => return None,
        })
    }
}

/// Reads a member whole, appending it to `into`.
pub(super) fn read(archive: &Archive, number: usize, into: &mut Vec<u8>, largest: u64) -> Result<(), Defect> {
    let mut archive = archive.clone();
    let file = archive.by_index(number).map_err(|error| defect(&error))?;
    // The library reads no more than its directory tells.
    super::whole(file, into, largest)
}

/// Bytes whose number must be that of the directory, and whose sum must be right in the end.
fn checked(from: impl Read + Send + 'static, wanted: u32, size: u64) -> Stream {
    Stream::new(Vec::new(), Checked { from, sum: Crc::new(), wanted, left: size })
}

struct Checked<R> {
    from: R,
    sum: Crc,
    wanted: u32,
    /// Bytes that may still come.
    left: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "more bytes than its directory tells"))?;
        self.sum.update(&into[..count]);
        if count == 0 && !into.is_empty() && self.sum.sum() != self.wanted {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum is wrong"));
        }
        Ok(count)
    }
}

impl<R: Read + Send> Source for Checked<R> {}

/// The members of a zip file without a directory, read one behind the other.
pub(super) struct Remains(pub(super) Stream);

impl Remains {
    /// The next member, whole: its name and its bytes; folders have none.
    pub(super) fn next(&mut self, largest: u64) -> Result<Option<(String, Vec<u8>)>, Defect> {
        let file = zip::read::read_zipfile_from_stream(&mut self.0).map_err(|error| defect(&error))?;
        let Some(file) = file else { return Ok(None) };
        let name = name(&file);
        let mut bytes = Vec::new();
        super::whole(file, &mut bytes, largest)?;
        Ok(Some((name, bytes)))
    }
}

/// A name as records show it: UTF-8 where it is that, whatever its mark says, else what the mark says.
fn name(file: &zip::read::ZipFile<'_, impl Read>) -> String {
    let name = match std::str::from_utf8(file.name_raw()) {
        Ok(name) => name.to_owned(),
        Err(_) => file.name().map_or_else(|_| crate::source::shown_bytes(file.name_raw()), Into::into),
    };
    name.strip_prefix("./").map(str::to_owned).unwrap_or(name)
}

fn encrypted() -> Defect {
    Defect::new("encrypted", "encrypted; decrypt the archive first")
}

fn defect(error: &ZipError) -> Defect {
    match error {
        ZipError::Io(error) => Defect::of(error),
        ZipError::UnsupportedArchive(what) if what.contains("assword") => encrypted(),
        ZipError::InvalidPassword => encrypted(),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Defect::new("unsupported", format!("packed in a way that cannot be read: {error}"))
        }
        _ => Defect::new("damaged", format!("damaged: {error}")),
    }
}
