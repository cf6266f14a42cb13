//! The members of a tar file, one by one as they come. Between members the reader stands at a header, so each is read by
//! the library anew; behind damage the next sound header is looked for.

use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::stream::{Source, Stream};

const BLOCK: usize = 512;

/// What the headers of one member may hold, long names and notes included: names are short, and an archive made to hurt
/// may say otherwise.
const HEADERS: u64 = 1 << 20;

/// Zeros behind the end of an archive that are looked through for another one behind it: what tapes are filled up with.
const FILLING: u64 = 1 << 20;

/// A tar file.
pub(super) struct Tar(Arc<Mutex<Blocks>>);

struct Blocks {
    from: Stream,
    /// What is left of the member, and of the block that it ends in.
    left: u64,
    padding: u64,
}

/// The next thing in an archive.
pub(super) enum Found {
    /// A file of so many bytes.
    File(String, u64),
    /// A file that leaves out zeros, whole.
    Sparse(String, Vec<u8>),
    /// A link, under its name.
    Link(String),
    /// What is neither file nor folder.
    Special(String),
    /// Folders and notes.
    Nothing,
    End,
}

impl Tar {
    pub(super) fn new(from: Stream) -> Self {
        Tar(Arc::new(Mutex::new(Blocks { from, left: 0, padding: 0 })))
    }

    fn blocks(&self) -> MutexGuard<'_, Blocks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next member, behind the last one.
    pub(super) fn next(&self, largest: u64) -> io::Result<Found> {
        let mut blocks = self.blocks();
        let rest = std::mem::take(&mut blocks.left) + std::mem::take(&mut blocks.padding);
        blocks.from.skip(rest)?;
        if blocks.header()? { blocks.member(largest) } else { Ok(Found::End) }
    }

    /// The bytes of the member that was found last.
    pub(super) fn section(&self) -> Section {
        Section(self.0.clone())
    }

    /// Goes on behind damage: at the next sound header, if there is one.
    pub(super) fn recover(&self) -> bool {
        let mut blocks = self.blocks();
        (blocks.left, blocks.padding) = (0, 0);
        loop {
            match blocks.from.peek(BLOCK) {
                Ok(block) if block.len() < BLOCK => return false,
                Ok(block) if is_header(&block[..BLOCK]) => return true,
                Ok(_) => blocks.from.consume(BLOCK),
                Err(_) => return false,
            }
        }
    }
}

impl Blocks {
    /// Whether a sound header is next; false at the end.
    fn header(&mut self) -> io::Result<bool> {
        let mut zeros = 0;
        loop {
            let block = self.from.peek(BLOCK)?;
            match block.len() {
                0 => return Ok(false),
                BLOCK.. if is_header(&block[..BLOCK]) => return Ok(true),
                BLOCK.. if block[..BLOCK].iter().all(|byte| *byte == 0) && zeros < FILLING => {
                    zeros += BLOCK as u64;
                    self.from.consume(BLOCK);
                }
                BLOCK.. if zeros >= FILLING => return Ok(false),
                BLOCK.. => {
                    self.from.consume(BLOCK);
                    let kind = io::ErrorKind::InvalidData;
                    return Err(io::Error::new(kind, "a member's header is damaged"));
                }
                _ => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
    }

    /// The member behind a sound header.
    fn member(&mut self, largest: u64) -> io::Result<Found> {
        let budget = Cell::new(HEADERS);
        let mut archive = tar::Archive::new(Budgeted { from: &mut self.from, budget: &budget });
        let Some(mut entry) = archive.entries()?.next().transpose()? else { return Ok(Found::End) };
        let name = shown(&entry.path_bytes());
        let (kind, size) = (entry.header().entry_type(), entry.size());
        let sparse = kind.is_gnu_sparse();
        let mut bytes = Vec::new();
        if sparse {
            budget.set(u64::MAX);
            entry.by_ref().take(largest + 1).read_to_end(&mut bytes)?;
        }
        let stored = if sparse { entry.header().entry_size()? } else { size };
        self.left = if sparse { 0 } else { size };
        self.padding = stored.next_multiple_of(BLOCK as u64) - stored;
        Ok(match kind {
            _ if sparse => Found::Sparse(name, bytes),
            _ if kind.is_file() || kind.is_contiguous() => Found::File(name, size),
            _ if kind.is_symlink() || kind.is_hard_link() => Found::Link(name),
            _ if kind.is_dir() || kind.is_pax_global_extensions() => Found::Nothing,
            _ => Found::Special(name),
        })
    }
}

/// What the library may read of an archive to learn about a member.
struct Budgeted<'b> {
    from: &'b mut Stream,
    budget: &'b Cell<u64>,
}

impl Read for Budgeted<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(left) = self.budget.get().checked_sub(into.len() as u64) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a member's headers are too long"));
        };
        self.budget.set(left);
        self.from.read(into)
    }
}

/// The bytes of one member.
pub(super) struct Section(Arc<Mutex<Blocks>>);

impl Read for Section {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = usize::try_from(blocks.left).unwrap_or(usize::MAX).min(into.len());
        let read = blocks.from.read(&mut into[..room]);
        if matches!(read, Err(_) | Ok(0)) && room > 0 {
            // Nothing is left to pass by.
            (blocks.left, blocks.padding) = (0, 0);
            return read.and(Err(io::ErrorKind::UnexpectedEof.into()));
        }
        blocks.left -= *read.as_ref().unwrap_or(&0) as u64;
        read
    }
}

impl Source for Section {}

/// A name as records show it.
fn shown(name: &[u8]) -> String {
    crate::source::shown_bytes(name.strip_prefix(b"./").unwrap_or(name))
}

/// Whether a block is the header of a member: its own sum says so.
pub(super) fn is_header(block: &[u8]) -> bool {
    let Some(block) = block.first_chunk::<BLOCK>() else { return false };
    // The field of the checksum holds an octal number, or nothing that is text.
    if block[148..156].iter().any(u8::is_ascii_alphabetic) || !block[..BLOCK].contains(&0) {
        return false;
    }
    let header = tar::Header::from_byte_slice(block);
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let field: u32 = block[148..156].iter().map(|byte| u32::from(*byte)).sum();
    header.cksum().is_ok_and(|wanted| wanted == sum - field + 8 * u32::from(b' '))
}
