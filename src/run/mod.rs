//! A corpus in, records out: in the order of the input, on all cores, in bounded memory.
//!
//! Workers take runs of entries from one shared walk, read and extract them, and hand the lines over as segments with
//! their turn in the input. A segment whose turn has come is written at once, by the worker that brought it; others wait
//! at the desk. A large file of many pages is cut into parts that all workers take. No worker waits for a slower one
//! unless too many bytes are held back, and then never for the work whose turn it is: there is no barrier and no deadlock.

mod desk;
mod segment;
mod worker;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::{Deserialize, Serialize};

use crate::decisions::Fates;
use crate::extract::{Extraction, Options, Page};
use crate::genre::NOT_A_RECORD;
use crate::source::{Chain, Entry, Fault, Input};
use crate::text::Decoded;
use desk::Desk;
pub use worker::answer;

/// Bytes of finished segments that may wait for their turn, per worker.
const HELD: usize = 2 << 20;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Files and whatever else the walk met.
    pub entries: u64,
    /// What was met that is a page or was taken for one: counted where it is met, apart from what came of it.
    pub found: u64,
    /// Records and failures: counted, as both of them and what was skipped, where they are written.
    pub pages: u64,
    /// Records written.
    pub records: u64,
    /// Pages that failed.
    pub failed: u64,
    /// What holds no page.
    pub skipped: u64,
    /// Pages whose address was not wanted.
    pub left_out: u64,
    /// Pages that no layout fitted.
    pub unknown: u64,
    /// Records of pages that hold no trial's record.
    pub not_records: u64,
    /// Bytes of the pages read.
    pub bytes: u64,
    /// Applied repairs by family.
    pub repairs: BTreeMap<Cow<'static, str>, u64>,
    /// What became of the decisions.
    #[serde(default, skip_serializing_if = "Fates::is_empty")]
    pub fates: Fates,
}

impl Summary {
    fn add(&mut self, other: &Summary) {
        self.entries += other.entries;
        self.found += other.found;
        self.pages += other.pages;
        self.records += other.records;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.left_out += other.left_out;
        self.unknown += other.unknown;
        self.not_records += other.not_records;
        self.bytes += other.bytes;
        for (family, count) in &other.repairs {
            *self.repairs.entry(family.clone()).or_default() += count;
        }
        self.fates.add(&other.fates);
    }

    /// What does not add up: each thing that was met must have become a record, a failure or something skipped.
    #[must_use]
    pub fn mismatch(&self) -> Option<String> {
        let Summary { found, records, failed, skipped, .. } = self;
        let met = records + failed + skipped;
        (*found != met).then(|| {
            format!(
                "{found} pages were found, but {records} records, {failed} failures and {skipped} skipped are {met}"
            )
        })
    }

    /// Counts what is written and told.
    fn written(&mut self, lines: &[u8], faults: &[(Fault, bool)]) {
        let records = memchr::memchr_iter(b'\n', lines).count() as u64;
        let failed = faults.iter().filter(|(_, failed)| *failed).count() as u64;
        self.records += records;
        self.failed += failed;
        self.skipped += faults.len() as u64 - failed;
        self.pages += records + failed;
    }

    /// Counts what a record says; the record itself is counted where it is written.
    fn count(&mut self, extraction: &Extraction<'_>) {
        let record = &extraction.record;
        self.fates.add(&extraction.fates);
        let has = |codes: &[&str]| record.issues.iter().any(|issue| codes.contains(&issue.code));
        self.unknown += u64::from(has(&["unknown-layout"]));
        self.not_records += u64::from(has(&[NOT_A_RECORD, "empty"]));
        self.bytes += record.source.bytes;
        for repair in record.repairs.iter().filter(|repair| repair.state.is_done()) {
            let family = repair.rule.split('/').next().unwrap_or(repair.rule);
            *self.repairs.entry(family.into()).or_default() += 1;
        }
    }
}

/// What watches a run: called in the order of the input, never from two threads at once.
pub trait Watch: Send {
    /// An entry was skipped or failed.
    ///
    /// # Errors
    ///
    /// Where the fault cannot be noted; the run ends.
    fn fault(&mut self, fault: &Fault, failed: bool) -> io::Result<()>;
    /// Something to know about a file that was read, such as which fields of a table were.
    fn note(&mut self, note: &Fault);
    /// More of the input is done.
    fn done(&mut self, so_far: &Summary);
    /// Everything before a place is written; called where marks are wanted.
    ///
    /// # Errors
    ///
    /// Where the mark cannot be kept; the run ends.
    fn mark(&mut self, _mark: &Mark) -> io::Result<()> {
        Ok(())
    }
}

/// Writes what a run says of a page, on one line without its end; the fault in words where that cannot be.
pub type PageWriter = fn(&Page<'_>, &Options, &Decoded<'_>, &Extraction<'_>, &mut Vec<u8>) -> Result<(), String>;

/// What a run is told beside its entries.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// How pages are read.
    pub options: Options,
    /// How files are taken apart.
    pub input: Input,
    /// Threads to work with; 0 for one per processor.
    pub threads: usize,
    /// Where an interrupted run stopped: `entries` begin with the one that it names, and what was written is not written
    /// again.
    pub start: Option<Mark>,
    /// What is written of a page; its record unless told otherwise.
    pub write: Option<PageWriter>,
    /// Whether marks are wanted, which cost a look at each file's length and time.
    pub marks: bool,
    /// Not 0 once the run is to end before its time: looked at between pages.
    pub stop: Arc<AtomicUsize>,
}

impl Job {
    /// Whether the run is to end before its time.
    fn stops(&self) -> bool {
        self.stop.load(Ordering::Relaxed) != 0
    }
}

/// The error of a run that was told to end before its time.
fn stopped() -> io::Error {
    io::Error::other("stopped before the end")
}

/// A place in a run where everything before it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The number of the entry that is due, from 0.
    pub entry: u64,
    /// The part of it that is due, where it is read in parts.
    pub part: u64,
    /// Bytes of records before it.
    pub written: u64,
    /// The prints of the entries before it, and its own where a part of it was read.
    #[serde(with = "hex")]
    pub chain: Chain,
    /// What was done before it.
    pub summary: Summary,
}

/// Chains as hexadecimal.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::source::Chain;

    pub(super) fn serialize<S: Serializer>(chain: &Chain, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&chain.hex())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Chain, D::Error> {
        let text = String::deserialize(deserializer)?;
        Chain::from_hex(&text).ok_or_else(|| de::Error::custom("no digest"))
    }
}

/// Extracts every entry and writes the records in the order of the entries.
///
/// # Errors
///
/// Where the output cannot be written, or the run is told to stop; what was written until then is a whole number of lines.
///
/// # Panics
///
/// Never because of a page: a page that makes the program panic costs one page and is reported as a fault.
pub fn run(
    entries: impl Iterator<Item = Entry> + Send,
    job: &Job,
    out: &mut (dyn Write + Send),
    watch: &mut dyn Watch,
) -> io::Result<Summary> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(job.threads).build().map_err(io::Error::other)?;
    let desk = Desk::new(entries, out, watch, HELD * pool.current_num_threads(), job);
    pool.scope(|scope| {
        for _ in 0..pool.current_num_threads() {
            scope.spawn(|_| segment::work(&desk, job));
        }
    });
    desk.close()
}
