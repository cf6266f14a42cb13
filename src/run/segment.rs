//! What a worker does: entries in, a segment of the output out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::Summary;
use super::desk::{Desk, Part, Task, Turn};
use crate::extract::{Options, Page};
use crate::source::{Cut, Cuts, Entry, Fault, is_own_output, read, read_stdin, shown};

/// Bytes of output after which a worker hands over what it has.
const SEGMENT: usize = 256 << 10;

/// Bytes from which on the pages of a file are shared out, and bytes of each part.
const LARGE: usize = 1 << 20;
const PART: usize = 256 << 10;

/// Works until nothing is left to do.
pub(super) fn work<I: Iterator<Item = Entry>>(desk: &Desk<'_, I>, options: &Options) {
    let mut buffer = Vec::new();
    while let Some((turn, task)) = desk.take() {
        match task {
            Task::Entries(entries) => {
                read_entries(desk, turn, entries, options, &mut buffer);
                desk.done_reading();
            }
            Task::Pages(part) => {
                let mut segment = Segment::default();
                segment.summary.entries = part.next.0 - turn.0;
                for cut in part.cuts {
                    segment.page(cut, &part.path, &part.file, options);
                }
                desk.hand_over(turn, part.next, segment);
            }
        }
    }
}

/// Extracts entries from `turn` on; what would wait too long is put back.
fn read_entries<I: Iterator<Item = Entry>>(
    desk: &Desk<'_, I>,
    mut turn: Turn,
    entries: Vec<Entry>,
    options: &Options,
    buffer: &mut Vec<u8>,
) {
    let mut entries = entries.into_iter();
    let (mut here, mut segment) = (turn, Segment::default());
    while let Some(entry) = entries.next() {
        let next = (here.0 + 1, 0);
        let path = segment.load(entry, buffer);
        if let Some(path) = path.as_deref().filter(|_| buffer.len() >= LARGE) {
            if turn < here {
                desk.hand_over(turn, here, segment);
            }
            put_back(desk, next, entries);
            return share(desk, here.0, path, std::mem::take(buffer), options);
        }
        if let Some(path) = path {
            segment.pages(&path, buffer, options);
        }
        segment.summary.entries += 1;
        here = next;
        if segment.lines.len() >= SEGMENT {
            let room = desk.hand_over(turn, here, std::mem::take(&mut segment));
            turn = here;
            if !room {
                return put_back(desk, here, entries);
            }
        }
    }
    if turn < here {
        desk.hand_over(turn, here, segment);
    }
}

fn put_back<I: Iterator<Item = Entry>>(desk: &Desk<'_, I>, turn: Turn, entries: impl Iterator<Item = Entry>) {
    let entries: Vec<Entry> = entries.collect();
    if !entries.is_empty() {
        desk.put(turn, Task::Entries(entries));
    }
}

/// Gives the pages of a file out in parts as they are found.
fn share<I: Iterator<Item = Entry>>(desk: &Desk<'_, I>, entry: u64, path: &str, file: Vec<u8>, options: &Options) {
    let (path, file): (Arc<str>, _) = (path.into(), Arc::new(file));
    let (mut turn, mut cuts, mut bytes) = ((entry, 0), Vec::new(), 0);
    let put = |turn, cuts, next| {
        desk.put(turn, Task::Pages(Part { path: path.clone(), file: file.clone(), cuts, next }));
    };
    let found = catch_unwind(AssertUnwindSafe(|| {
        for cut in Cuts::of(&path, &file, options) {
            bytes += cut.as_ref().map_or(0, |cut| cut.at.len());
            cuts.push(cut);
            if bytes >= PART {
                let next = (entry, turn.1 + 1);
                put(turn, std::mem::take(&mut cuts), next);
                (turn, bytes) = (next, 0);
            }
        }
    }));
    cuts.extend(found.err().map(|panic| Err(panicked(&path, &file, panic.as_ref()))));
    put(turn, cuts, (entry + 1, 0));
}

/// A stretch of the output.
#[derive(Default)]
pub(super) struct Segment {
    pub(super) lines: Vec<u8>,
    pub(super) faults: Vec<(Fault, bool)>,
    pub(super) summary: Summary,
}

impl Segment {
    /// Reads an entry into `buffer`: its path, unless it holds no page.
    fn load(&mut self, entry: Entry, buffer: &mut Vec<u8>) -> Option<String> {
        let (path, read) = match entry {
            Entry::Skipped(fault) => return self.skip(fault),
            Entry::Failed(fault) => return self.fail(fault),
            Entry::Stdin => ("-".to_owned(), read_stdin(buffer)),
            Entry::File(path) => (shown(&path), read(&path, buffer)),
        };
        match read {
            Err(fault) => self.fail(fault),
            Ok(()) if buffer.is_empty() => self.skip(Fault::of(Path::new(&path), "empty", "an empty file")),
            Ok(()) if is_own_output(buffer) => {
                self.skip(Fault::of(Path::new(&path), "own-output", "a file that this program wrote, not a page"))
            }
            Ok(()) => Some(path),
        }
    }

    fn skip(&mut self, fault: Fault) -> Option<String> {
        self.summary.skipped += 1;
        self.faults.push((fault, false));
        None
    }

    fn fail(&mut self, fault: Fault) -> Option<String> {
        self.summary.pages += 1;
        self.summary.failed += 1;
        self.faults.push((fault, true));
        None
    }

    /// Extracts every page of a file.
    fn pages(&mut self, path: &str, file: &[u8], options: &Options) {
        let done = catch_unwind(AssertUnwindSafe(|| {
            for cut in Cuts::of(path, file, options) {
                self.page(cut, path, file, options);
            }
        }));
        if let Err(panic) = done {
            self.fail(panicked(path, file, panic.as_ref()));
        }
    }

    /// Extracts one page.
    fn page(&mut self, cut: Result<Cut, Fault>, path: &str, file: &[u8], options: &Options) {
        let cut = match cut {
            Ok(cut) => cut,
            Err(fault) => return drop(self.fail(fault)),
        };
        let before = self.lines.len();
        let page = Page::of(path, file, cut);
        let done = catch_unwind(AssertUnwindSafe(|| {
            let text = page.text(options);
            let record = page.extract(&text, options).record;
            let written = sonic_rs::to_writer(&mut self.lines, &record);
            written.map(|()| self.summary.count(&record))
        }));
        let fault = match done {
            Ok(Ok(())) => {
                self.lines.push(b'\n');
                self.summary.pages += 1;
                return;
            }
            Ok(Err(error)) => panicked(path, page.bytes, &error.to_string()),
            Err(panic) => panicked(path, page.bytes, panic.as_ref()),
        };
        self.lines.truncate(before);
        self.fail(Fault { line: cut.line, offset: Some(cut.at.start.into()), ..fault });
    }
}

/// The fault of a page that made the program panic.
fn panicked(path: &str, bytes: &[u8], panic: &(dyn std::any::Any + Send)) -> Fault {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned());
    let message = format!("a fault of this program ({text}); page blake3:{}", blake3::hash(bytes).to_hex());
    Fault::of(Path::new(path), "panic", message)
}
