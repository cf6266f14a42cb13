//! How far a run came, written down beside its output so that another run can go on from there.
//!
//! The records of `-o out.jsonl` grow in `.out.jsonl.partial`; `.out.jsonl.journal` holds the options in its first line and
//! then a line for each place of the input before which everything was written. Both only grow, so whatever moment a run
//! dies at, the last line that is whole and whose records are all there is a place to go on from: what lies behind it in the
//! output is cut off and made again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use trialsift::run::Mark;
use trialsift::source::{Chain, Entry, Print};

use super::target::synced;

/// Bytes of records, or entries, between two lines.
const STEP: u64 = 256 << 10;
const ENTRIES: u64 = 4096;

/// Bytes of records, or time, after which what was written is put on the disk, and all that a failure of power can cost.
const SYNC: u64 = 256 << 20;
const OFTEN: Duration = Duration::from_secs(10);

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    journal: u32,
    options: Value,
}

/// Any other line.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    mark: Mark,
    /// Bytes of `--errors` before it.
    errors: u64,
    /// Bytes of records that are on the disk for sure, also after a failure of power.
    synced: u64,
}

/// The way a journal is written that this program understands.
const VERSION: u32 = 2;

/// A journal that is being written.
pub(super) struct Journal {
    file: File,
    path: PathBuf,
    /// The bytes of records and the entries of the last line.
    last: (u64, u64),
    /// Bytes of the journal that lead to where the run goes on.
    kept: u64,
    head: String,
    /// The place that was not noted yet.
    pending: Option<Line>,
    /// The records, to put them on the disk; how many bytes of them are, and since when.
    partial: File,
    synced: (u64, Instant),
}

/// Where to go on.
#[derive(Default)]
pub(super) struct Start {
    pub(super) mark: Mark,
    pub(super) errors: u64,
}

impl Journal {
    /// Opens the journal at `path` for a run with these options, which goes on with an interrupted one if it is asked to and
    /// can: then with where that is. Nothing is changed yet.
    pub(super) fn open(
        path: &Path,
        partial: &File,
        errors: Option<&Path>,
        resume: bool,
        options: Value,
    ) -> anyhow::Result<(Self, Option<Start>)> {
        let context = || format!("{}: cannot be written", path.display());
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).with_context(context)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                bail!("{}: another run is writing there; wait for it, or name another file with -o", path.display())
            }
            // Where files cannot be locked, nobody is kept out.
            Err(TryLockError::Error(_)) | Ok(()) => {}
        }
        let found = if resume { start(&file, partial, errors, &options)? } else { None };
        let (start, kept) = found.map_or((None, 0), |(start, kept)| (Some(start), kept));
        let mark = start.as_ref().map_or((0, 0), |start| (start.mark.written, start.mark.entry));
        let head = serde_json::to_string(&Head { journal: VERSION, options })?;
        let partial = partial.try_clone().with_context(context)?;
        let (path, synced) = (path.to_owned(), (0, Instant::now()));
        Ok((Journal { file, path, last: mark, kept, head, pending: None, partial, synced }, start))
    }

    /// Begins to write: cuts off what nothing can be made of, here and in the records.
    pub(super) fn begin(&mut self, mut partial: &File) -> io::Result<()> {
        partial.set_len(self.last.0)?;
        partial.seek(SeekFrom::End(0))?;
        self.file.set_len(self.kept)?;
        self.file.seek(SeekFrom::End(0))?;
        if self.kept == 0 { writeln!(self.file, "{}", self.head) } else { Ok(()) }
    }

    /// Notes a place, unless one was noted shortly before. `faults` is the file of `--errors` with its bytes so far.
    pub(super) fn note(&mut self, mark: &Mark, errors: u64, faults: Option<&File>) -> io::Result<()> {
        if mark.written >= self.synced.0 + SYNC || self.synced.1.elapsed() >= OFTEN {
            faults.map_or(Ok(()), synced)?;
            self.sync(mark.written)?;
        }
        let line = Line { mark: mark.clone(), errors, synced: self.synced.0 };
        if mark.written < self.last.0 + STEP && mark.entry < self.last.1 + ENTRIES {
            self.pending = Some(line);
            return Ok(());
        }
        self.write(&line)
    }

    fn write(&mut self, line: &Line) -> io::Result<()> {
        self.pending = None;
        self.last = (line.mark.written, line.mark.entry);
        let mut line = serde_json::to_vec(line)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }

    /// Puts the records that were handed to the system on the disk, and the journal.
    fn sync(&mut self, written: u64) -> io::Result<()> {
        let length = self.partial.metadata()?.len();
        self.partial.sync_data()?;
        self.file.sync_data()?;
        self.synced = (length.min(written), Instant::now());
        Ok(())
    }

    /// The run ends before its time: notes the last place, for another one to go on from.
    pub(super) fn keep(mut self) -> io::Result<()> {
        let Some(mut line) = self.pending.take() else { return self.sync(self.last.0) };
        self.sync(line.mark.written)?;
        line.synced = self.synced.0;
        self.write(&line)?;
        self.file.sync_data()
    }

    /// The run is over, and nothing is left to go on with.
    pub(super) fn remove(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }
}

/// The last place of a journal whose records are all there, and how many bytes of the journal lead to it. Read line by line:
/// a journal has a line for each few hundred kilobytes of records, of which there may be terabytes.
fn start(
    journal: &File,
    partial: &File,
    errors: Option<&Path>,
    options: &Value,
) -> anyhow::Result<Option<(Start, u64)>> {
    let mut journal = BufReader::new(journal);
    let mut line = Vec::new();
    if !next(&mut journal, &mut line)? {
        return Ok(None);
    }
    same(&line, options)?;
    let length = partial.metadata().context("what was written cannot be looked at")?.len();
    let noted = errors.and_then(|path| path.metadata().ok()).map_or(0, |found| found.len());
    let mut kept = line.len() as u64;
    let (mut found, mut synced) = (Vec::new(), 0);
    while next(&mut journal, &mut line)? {
        kept += line.len() as u64;
        // A line that was torn may be no text.
        let Ok(line) = serde_json::from_slice::<Line>(&line) else { break };
        if line.mark.written > length || line.errors > noted {
            break;
        }
        if ends_a_line(partial, line.mark.written)? {
            synced = line.synced.max(synced);
            found.push((Start { mark: line.mark, errors: line.errors }, kept));
            // What is on the disk for sure is sound: of the places in it only the last one counts.
            let sure = found.partition_point(|(start, _)| start.mark.written <= synced);
            found.drain(..sure.saturating_sub(1));
        }
    }
    let last = found.last().map_or(0, |(start, _)| start.mark.written);
    let sound = sound(partial, synced, last)?;
    Ok(found.into_iter().rfind(|(start, _)| start.mark.written <= sound))
}

/// Reads the next line, with its end; false where there is none, or it has no end.
fn next(journal: &mut impl BufRead, line: &mut Vec<u8>) -> anyhow::Result<bool> {
    line.clear();
    journal.read_until(b'\n', line).context("the journal cannot be read")?;
    Ok(line.ends_with(b"\n"))
}

/// How far the records go on without a zero byte, from one place to another: what was not on the disk when the power failed
/// may have its length and no content, and no record has such a byte.
fn sound(mut partial: &File, from: u64, to: u64) -> anyhow::Result<u64> {
    let context = "what was written cannot be read";
    partial.seek(SeekFrom::Start(from)).context(context)?;
    let (mut at, mut chunk) = (from, vec![0; 64 << 10]);
    while at < to {
        let room = usize::try_from(to - at).unwrap_or(usize::MAX).min(chunk.len());
        let count = partial.read(&mut chunk[..room]).context(context)?;
        match memchr::memchr(0, &chunk[..count]) {
            Some(zero) => return Ok(at + zero as u64),
            None if count == 0 => return Ok(at),
            None => at += count as u64,
        }
    }
    Ok(to)
}

/// Whether a record ends there.
fn ends_a_line(mut partial: &File, at: u64) -> anyhow::Result<bool> {
    let Some(before) = at.checked_sub(1) else { return Ok(true) };
    let mut last = [0];
    partial
        .seek(SeekFrom::Start(before))
        .and_then(|_| partial.read_exact(&mut last))
        .context("what was written cannot be read")?;
    Ok(last == *b"\n")
}

/// Checks that the interrupted run had the same options.
fn same(head: &[u8], options: &Value) -> anyhow::Result<()> {
    let way_out = "give the same ones, or leave --resume out to begin anew";
    let Ok(Head { journal: VERSION, options: before }) = serde_json::from_slice(head) else {
        bail!("--resume: the interrupted run was another version of this program; leave --resume out to begin anew");
    };
    let (Value::Object(before), Value::Object(now)) = (&before, options) else { return Ok(()) };
    let other: Vec<String> = now
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(*value))
        .map(|(name, value)| format!("{name} was {}, is {value}", before.get(name).unwrap_or(&Value::Null)))
        .collect();
    if !other.is_empty() {
        bail!("--resume: the interrupted run had other options ({}); {way_out}", other.join("; "));
    }
    Ok(())
}

/// Passes by the entries that the interrupted run wrote, and checks that they are what they were.
pub(super) fn skip(
    entries: Box<dyn Iterator<Item = Entry> + Send>,
    mark: &Mark,
) -> anyhow::Result<Box<dyn Iterator<Item = Entry> + Send>> {
    let (mut entries, mut chain) = (entries.peekable(), Chain::default());
    for _ in 0..mark.entry {
        let Some(entry) = entries.next() else { break };
        chain.add(&Print::of(&entry));
    }
    if let Some(entry) = entries.peek().filter(|_| mark.part > 0) {
        chain.add(&Print::of(entry));
    }
    if chain != mark.chain {
        bail!(
            "--resume: the input is not what it was when the run was interrupted: of its first {} files some were added, \
             removed, renamed or changed; put them back, or leave --resume out to begin anew",
            mark.entry + u64::from(mark.part > 0)
        );
    }
    Ok(Box::new(entries))
}
