//! What the person at the terminal is told, and what is noted of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use trialsift::run::{Mark, Summary, Watch};
use trialsift::source::{Fault, Links, walk};

use super::journal::Journal;
use super::target::{create, synced};
use super::tell;

/// What is skipped by the thousand: only the first of a kind is named. A corpus may hold an output beside every page, and an
/// archive of a crawl pictures and pages that were not found.
const MANY: &[&str] = &["own-output", "http-status", "not-text", "member-link"];

/// Tells the person at the terminal what happens.
pub(super) struct Watcher<'e> {
    quiet: bool,
    /// How many of each code were skipped.
    seen: BTreeMap<&'static str, u64>,
    /// What was said of tables.
    noted: BTreeSet<String>,
    errors: Option<&'e mut Errors>,
    journal: Option<Journal>,
    bar: ProgressBar,
    started: Instant,
}

/// Where faults go.
pub(super) struct Errors {
    out: BufWriter<File>,
    written: u64,
}

impl Errors {
    /// The file of a run that begins, or that goes on where so much of it was written.
    pub(super) fn open(path: &Path, written: Option<u64>) -> anyhow::Result<Self> {
        let Some(written) = written else { return Ok(Errors { out: create(path)?, written: 0 }) };
        let context = || format!("{}: cannot be written", path.display());
        let mut file = File::options().write(true).create(true).truncate(false).open(path).with_context(context)?;
        file.set_len(written).and_then(|()| file.seek(SeekFrom::Start(written))).with_context(context)?;
        Ok(Errors { out: BufWriter::new(file), written })
    }

    /// Notes a fault.
    pub(super) fn note(&mut self, fault: &Fault) -> io::Result<()> {
        let mut line = serde_json::to_vec(fault)?;
        line.push(b'\n');
        self.written += line.len() as u64;
        self.out.write_all(&line)
    }

    /// Everything that was told is in the file, and on the disk.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.out.flush()?;
        synced(self.out.get_ref())
    }
}

impl<'e> Watcher<'e> {
    pub(super) fn new(quiet: bool, errors: Option<&'e mut Errors>, journal: Option<Journal>, bar: ProgressBar) -> Self {
        let (seen, noted, started) = (BTreeMap::new(), BTreeSet::new(), Instant::now());
        Watcher { quiet, seen, noted, errors, journal, bar, started }
    }

    /// The run is over: what was not named is counted, and the journal is left.
    pub(super) fn finish(self) -> Option<Journal> {
        self.bar.finish_and_clear();
        for (code, count) in self.seen.iter().filter(|(code, count)| MANY.contains(code) && **count > 1) {
            if !self.quiet {
                tell(&format!("extract: skipped: {} more like this, `{code}` (--errors lists them)", count - 1));
            }
        }
        self.journal
    }
}

impl Watch for Watcher<'_> {
    fn fault(&mut self, fault: &Fault, failed: bool) -> io::Result<()> {
        let seen = if failed {
            0
        } else {
            self.seen.entry(fault.code).and_modify(|count| *count += 1).or_insert(1).to_owned()
        };
        let again = MANY.contains(&fault.code) && seen > 1;
        if failed || !self.quiet && !again {
            let kind = if failed { "failed" } else { "skipped" };
            self.bar.suspend(|| tell(&format!("extract: {kind}: {fault}")));
        }
        self.errors.as_mut().map_or(Ok(()), |errors| errors.note(fault))
    }

    fn note(&mut self, note: &Fault) {
        // A folder of tables says the same of each.
        if !self.quiet && self.noted.insert(note.message.clone()) {
            self.bar.suspend(|| tell(&format!("extract: {note}")));
        }
    }

    fn done(&mut self, so_far: &Summary) {
        self.bar.set_position(so_far.entries);
        self.bar.set_message(rate(so_far.bytes, self.started.elapsed()));
    }

    fn mark(&mut self, mark: &Mark) -> io::Result<()> {
        let Some(journal) = &mut self.journal else { return Ok(()) };
        let mut written = 0;
        if let Some(errors) = &mut self.errors {
            errors.out.flush()?;
            written = errors.written;
        }
        journal.note(mark, written, self.errors.as_ref().map(|errors| errors.out.get_ref()))
    }
}

fn rate(bytes: u64, elapsed: Duration) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let megabytes = bytes as f64 / 1e6;
    format!("{:.1} MB/s", megabytes / elapsed.as_secs_f64().max(0.001))
}

pub(super) fn bar(quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {msg}  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// Counts the pages ahead of the run, for the bar alone.
pub(super) struct Counting(Option<(std::sync::Arc<AtomicBool>, std::thread::JoinHandle<()>)>);

impl Counting {
    pub(super) fn start(paths: &[PathBuf], links: Links, shares: u64, bar: &ProgressBar) -> Self {
        if bar.is_hidden() || paths.is_empty() {
            return Counting(None);
        }
        let (paths, bar) = (paths.to_vec(), bar.clone());
        let stop = std::sync::Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            let count = walk(&paths, links).take_while(|_| !stopped.load(Ordering::Relaxed)).count();
            bar.set_length((count as u64).div_ceil(shares));
        });
        Counting(Some((stop, thread)))
    }
}

impl Drop for Counting {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            stop.store(true, Ordering::Relaxed);
            // A counter that panicked has nothing to tell.
            let _ = thread.join();
        }
    }
}

/// The closing line.
pub(super) fn line(summary: &Summary, elapsed: Duration) -> String {
    let families: Vec<String> = summary.repairs.iter().map(|(family, count)| format!("{family} {count}")).collect();
    let repairs: u64 = summary.repairs.values().sum();
    let left_out =
        if summary.left_out > 0 { format!(", {} left out by --url-match", summary.left_out) } else { String::new() };
    let listed = if families.is_empty() { String::new() } else { format!(" ({})", families.join(", ")) };
    format!(
        "{} pages, {} records, {repairs} repairs{listed}, {} pages of unknown layout, {} not records, {} failed, {} skipped{left_out}; {}, {}",
        summary.pages,
        summary.records,
        summary.unknown,
        summary.not_records,
        summary.failed,
        summary.skipped,
        rate(summary.bytes, elapsed),
        HumanDuration(elapsed),
    )
}
