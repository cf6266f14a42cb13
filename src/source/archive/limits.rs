//! What an archive may cost: how far its bytes may unfold, and how many members it may have.
//!
//! What is unpacked out of one file is counted wherever a layer unpacks something, against the bytes that were read of the file
//! itself. So nothing is gained by packing again and again, and a file that is read by many threads stops at the same place.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use super::Defect;
use super::stream::Source;

/// The bounds of one file that holds others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many bytes may come out of each byte that was packed.
    pub ratio: u64,
    /// How many bytes may come out in all.
    pub unpacked: u64,
    /// How many members a tar or zip file may have, those of archives inside it included.
    pub members: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { ratio: 1000, unpacked: 1 << 40, members: 10_000_000 }
    }
}

/// Bytes that may always come out: what is small does no harm, however well it was packed.
const FREE: u64 = 64 << 20;

impl Limits {
    /// The most bytes that may come out of so many; never more than `largest`.
    pub(super) fn most(self, packed: u64, largest: u64) -> u64 {
        packed.saturating_mul(self.ratio).max(FREE).min(largest)
    }
}

/// Which bound was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    Ratio = 1,
    Unpacked = 2,
    Members = 3,
}

/// What was taken out of one file so far.
#[derive(Debug, Default)]
pub(super) struct Meter {
    limits: Limits,
    /// Bytes that were read of the file itself.
    read: AtomicU64,
    unpacked: AtomicU64,
    members: AtomicU64,
    /// The bound that was passed, as a number.
    passed: AtomicU8,
}

impl Meter {
    /// The meter of a file of which so many bytes are at hand.
    pub(super) fn new(limits: Limits, read: u64) -> Arc<Self> {
        Arc::new(Meter { limits, read: read.into(), ..Meter::default() })
    }

    pub(super) fn read(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts bytes that come out; a defect once they are too many.
    pub(super) fn unpack(&self, bytes: u64) -> Result<(), Defect> {
        let unpacked = self.unpacked.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        let most = self.limits.most(self.read.load(Ordering::Relaxed), u64::MAX);
        match () {
            () if unpacked > self.limits.unpacked => self.pass(Bound::Unpacked),
            () if unpacked > most => self.pass(Bound::Ratio),
            () => return Ok(()),
        }
        self.defect().map_or(Ok(()), Err)
    }

    /// Counts a member.
    pub(super) fn member(&self) {
        if self.members.fetch_add(1, Ordering::Relaxed) >= self.limits.members {
            self.pass(Bound::Members);
        }
    }

    fn pass(&self, bound: Bound) {
        self.passed.store(bound as u8, Ordering::Relaxed);
    }

    /// The bound that was passed, in words.
    pub(super) fn defect(&self) -> Option<Defect> {
        let Limits { unpacked, members, .. } = self.limits;
        let message = match self.passed.load(Ordering::Relaxed) {
            0 => return None,
            1 => return Some(Defect::too_unfolded(self.limits)),
            2 => format!("unpacks to more than {unpacked} bytes; --max-unpacked-bytes allows more"),
            _ => format!("more than {members} members; --max-members allows more"),
        };
        Some(Defect::new(LIMIT, message))
    }
}

/// The code of what was given up.
pub(super) const LIMIT: &str = "limit";

/// A decoder, whose bytes count.
pub(super) struct Metered<S> {
    pub(super) from: S,
    pub(super) meter: Arc<Meter>,
}

impl<S: Read> Read for Metered<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.meter.unpack(count as u64).map_err(|defect| io::Error::other(defect.message))?;
        Ok(count)
    }
}

impl<S: Source> Source for Metered<S> {
    fn recover(&mut self) -> bool {
        self.meter.defect().is_none() && self.from.recover()
    }
}

/// The bytes of the file itself, counted.
pub(super) struct Counted<R> {
    pub(super) from: R,
    pub(super) meter: Arc<Meter>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.meter.read(count as u64);
        Ok(count)
    }
}

impl<R: Read + Send> Source for Counted<R> {}
