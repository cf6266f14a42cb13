//! A corpus in, records out: in the order of the input, on all cores, in bounded memory.
//!
//! Workers take runs of entries from one shared walk, read and extract them, and hand the lines over as segments with
//! their place in the input. A segment whose turn has come is written at once, by the worker that brought it; others
//! wait. No worker waits for a slower one unless too many bytes are held back, and then never the one whose turn it is:
//! there is no barrier and no deadlock.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::extract::{Options, Page};
use crate::genre::NOT_A_RECORD;
use crate::record::{Record, State};
use crate::source::{Entry, Fault, is_own_output, read, read_stdin, shown};

/// Entries a worker takes at once: enough to make the lock cheap, few enough to share the work evenly.
const TAKE: usize = 32;

/// Bytes of output after which a worker hands over what it has.
const SEGMENT: usize = 256 << 10;

/// Bytes of finished segments that may wait for their turn, per worker.
const HELD: usize = 2 << 20;

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages found: records and failures.
    pub pages: u64,
    /// Records written.
    pub records: u64,
    /// Pages that failed.
    pub failed: u64,
    /// Entries that hold no page.
    pub skipped: u64,
    /// Pages that no layout fitted.
    pub unknown: u64,
    /// Records of pages that hold no trial's record.
    pub not_records: u64,
    /// Bytes of the pages read.
    pub bytes: u64,
    /// Applied repairs by family.
    pub repairs: BTreeMap<&'static str, u64>,
}

impl Summary {
    fn add(&mut self, other: &Summary) {
        self.pages += other.pages;
        self.records += other.records;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.unknown += other.unknown;
        self.not_records += other.not_records;
        self.bytes += other.bytes;
        for (family, count) in &other.repairs {
            *self.repairs.entry(family).or_default() += count;
        }
    }

    fn count(&mut self, record: &Record<'_>) {
        self.records += 1;
        let has = |codes: &[&str]| record.issues.iter().any(|issue| codes.contains(&issue.code));
        self.unknown += u64::from(has(&["unknown-layout"]));
        self.not_records += u64::from(has(&[NOT_A_RECORD, "empty"]));
        self.bytes += record.source.bytes;
        for repair in record.repairs.iter().filter(|repair| repair.state == State::Applied) {
            let family = repair.rule.split('/').next().unwrap_or(repair.rule);
            *self.repairs.entry(family).or_default() += 1;
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
    /// More of the input is done.
    fn done(&mut self, so_far: &Summary);
}

/// Extracts every entry and writes the records in the order of the entries.
///
/// # Errors
///
/// Where the output cannot be written; what was written until then is a whole number of lines.
///
/// # Panics
///
/// Never because of a page: a page that makes the program panic costs one page and is reported as a fault.
pub fn run(
    entries: impl Iterator<Item = Entry> + Send,
    options: &Options,
    threads: usize,
    out: &mut (dyn Write + Send),
    watch: &mut dyn Watch,
) -> io::Result<Summary> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(io::Error::other)?;
    let feed = Mutex::new((0, entries.fuse()));
    let desk = Desk::new(out, watch, HELD * pool.current_num_threads());
    pool.scope(|scope| {
        for _ in 0..pool.current_num_threads() {
            scope.spawn(|_| work(&feed, options, &desk));
        }
    });
    desk.close()
}

type Feed<I> = Mutex<(u64, std::iter::Fuse<I>)>;

fn work<I: Iterator<Item = Entry>>(feed: &Feed<I>, options: &Options, desk: &Desk<'_>) {
    let mut buffer = Vec::new();
    loop {
        let (mut first, taken) = {
            let mut feed = held(feed);
            let taken: Vec<Entry> = feed.1.by_ref().take(TAKE).collect();
            let first = feed.0;
            feed.0 += taken.len() as u64;
            (first, taken)
        };
        if taken.is_empty() {
            return;
        }
        let mut segment = Segment::default();
        for entry in taken {
            segment.take(entry, options, &mut buffer);
            if segment.lines.len() >= SEGMENT {
                let next = first + segment.entries;
                if !desk.hand_over(first, std::mem::take(&mut segment)) {
                    return;
                }
                first = next;
            }
        }
        if segment.entries > 0 && !desk.hand_over(first, segment) {
            return;
        }
    }
}

/// The output of a run of entries.
#[derive(Default)]
struct Segment {
    entries: u64,
    lines: Vec<u8>,
    faults: Vec<(Fault, bool)>,
    summary: Summary,
}

impl Segment {
    fn take(&mut self, entry: Entry, options: &Options, buffer: &mut Vec<u8>) {
        self.entries += 1;
        let (path, read) = match entry {
            Entry::Skipped(fault) => return self.skip(fault),
            Entry::Failed(fault) => return self.fail(fault),
            Entry::Stdin => ("-".to_owned(), read_stdin(buffer)),
            Entry::File(path) => (shown(&path), read(&path, buffer)),
        };
        match read {
            Err(fault) => self.fail(fault),
            Ok(()) if buffer.is_empty() => {
                self.skip(Fault::of(Path::new(&path), "empty", "an empty file"));
            }
            Ok(()) if is_own_output(buffer) => {
                self.skip(Fault::of(Path::new(&path), "own-output", "a file that this program wrote, not a page"));
            }
            Ok(()) => self.page(&path, options, buffer),
        }
    }

    fn skip(&mut self, fault: Fault) {
        self.summary.skipped += 1;
        self.faults.push((fault, false));
    }

    fn fail(&mut self, fault: Fault) {
        self.summary.pages += 1;
        self.summary.failed += 1;
        self.faults.push((fault, true));
    }

    fn page(&mut self, path: &str, options: &Options, bytes: &[u8]) {
        let before = self.lines.len();
        let page = Page { path: path.into(), bytes, ..Page::default() };
        let done = catch_unwind(AssertUnwindSafe(|| {
            let text = page.text(options);
            let record = page.extract(&text, options).record;
            let written = serde_json::to_writer(&mut self.lines, &record);
            written.map(|()| self.summary.count(&record))
        }));
        let problem = match done {
            Ok(Ok(())) => {
                self.lines.push(b'\n');
                self.summary.pages += 1;
                return;
            }
            Ok(Err(error)) => error.to_string(),
            Err(panic) => panic_message(panic.as_ref()),
        };
        self.lines.truncate(before);
        let message = format!("a fault of this program ({problem}); page blake3:{}", blake3::hash(bytes).to_hex());
        self.fail(Fault::of(Path::new(path), "panic", message));
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned())
}

/// Where segments wait for their turn and are written.
struct Desk<'r> {
    inner: Mutex<Inner<'r>>,
    turn: Condvar,
    most: usize,
}

struct Inner<'r> {
    /// The entry whose output is due.
    next: u64,
    waiting: BTreeMap<u64, Segment>,
    held: usize,
    out: &'r mut (dyn Write + Send),
    watch: &'r mut dyn Watch,
    summary: Summary,
    failure: Option<io::Error>,
}

/// The lock, also after a panic elsewhere: the desk's state is changed only by code that does not panic midway.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'r> Desk<'r> {
    fn new(out: &'r mut (dyn Write + Send), watch: &'r mut dyn Watch, most: usize) -> Self {
        let (waiting, summary) = (BTreeMap::new(), Summary::default());
        let inner = Inner { next: 0, waiting, held: 0, out, watch, summary, failure: None };
        Desk { inner: Mutex::new(inner), turn: Condvar::new(), most }
    }

    /// Takes the segment that begins with entry `first`; false where the run has failed and should end.
    fn hand_over(&self, first: u64, segment: Segment) -> bool {
        let mut inner = held(&self.inner);
        while inner.next != first && inner.held > self.most && inner.failure.is_none() {
            inner = self.turn.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        inner.held += segment.lines.len();
        inner.waiting.insert(first, segment);
        inner.write_due();
        self.turn.notify_all();
        inner.failure.is_none()
    }

    fn close(self) -> io::Result<Summary> {
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        match inner.failure {
            Some(error) => Err(error),
            None => inner.out.flush().map(|()| inner.summary),
        }
    }
}

impl Inner<'_> {
    fn write_due(&mut self) {
        let mut wrote = false;
        while let Some(segment) = self.waiting.remove(&self.next) {
            self.next += segment.entries;
            self.held -= segment.lines.len();
            self.summary.add(&segment.summary);
            let faults = segment.faults.iter().try_for_each(|(fault, failed)| self.watch.fault(fault, *failed));
            if let Err(error) = faults.and_then(|()| self.out.write_all(&segment.lines)) {
                self.failure.get_or_insert(error);
                return;
            }
            wrote = true;
        }
        if wrote {
            self.watch.done(&self.summary);
        }
    }
}
