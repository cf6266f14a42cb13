//! What a worker does: entries in, a segment of the output out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::desk::{Desk, Part, Task, Turn};
use super::{Job, Summary};
use crate::extract::Page;
use crate::source::archive::{Archive, Batch, Body, Item, Member, Packed, Sheet, kind, shortened, unpack};
use crate::source::{
    Cut, Cuts, Deal, Entry, Fault, LONGEST_PATH, Loaded, Print, is_own_output, load, load_stdin, shown,
};

/// Bytes of output after which a worker hands over what it has.
pub(super) const SEGMENT: usize = 256 << 10;

/// Bytes from which on the pages of a file are shared out, and bytes of each part.
const LARGE: usize = 1 << 20;
const PART: usize = 256 << 10;

/// Works until nothing is left to do.
pub(super) fn work<I: Iterator<Item = Entry>>(desk: &Desk<'_, I>, job: &Job) {
    let mut buffer = Vec::new();
    while let Some((turn, task)) = desk.take() {
        match task {
            Task::Entries(entries) => {
                read_entries(desk, turn, entries, job, &mut buffer);
                desk.done_reading();
            }
            Task::Archive(archive) => {
                read_archive(desk, turn, archive, job, &mut buffer);
                desk.done_reading();
            }
            Task::Pages(part) => {
                let mut segment = Segment::default();
                for cut in part.cuts {
                    if !job.stops() {
                        segment.page(cut, &part.file, job);
                    }
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
    job: &Job,
    buffer: &mut Vec<u8>,
) {
    let mut entries = entries.into_iter();
    let (mut here, mut segment) = (turn, desk.blank());
    while let Some(entry) = entries.next() {
        if job.stops() {
            return;
        }
        let next = (here.0 + 1, 0);
        let found = segment.load(entry, job, buffer);
        if found.is_large(buffer, job) {
            let prints = segment.prints.pop().into_iter().collect();
            if turn < here {
                desk.hand_over(turn, here, segment);
            }
            put_back(desk, next, entries);
            // From here on it is an entry of which a part was read.
            let begun = (here.0, 1);
            desk.hand_over(here, begun, Segment { prints, ..Segment::default() });
            return match found {
                Found::Archive(archive) => read_archive(desk, begun, archive, job, buffer),
                Found::File(path) => {
                    let end = share(desk, begun, Sheet::of(path, std::mem::take(buffer).into()), job.input.deal, job);
                    close(desk, end);
                }
                Found::Nothing => {}
            };
        }
        match found {
            Found::Archive(mut archive) => {
                while let Some(batch) = segment.next(&mut archive, job) {
                    segment.batch(&batch, batch.items.len(), job, buffer);
                }
            }
            Found::File(path) => segment.sheet(&Sheet::of(path, buffer.as_slice().into()), job.input.deal, job),
            Found::Nothing => {}
        }
        segment.summary.entries += 1;
        here = next;
        if segment.lines.len() >= SEGMENT {
            let room = desk.hand_over(turn, here, segment);
            segment = desk.blank();
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

/// The end of an entry that was read in parts: nothing more is to come.
fn close<I: Iterator<Item = Entry>>(desk: &Desk<'_, I>, turn: Turn) {
    let summary = Summary { entries: 1, ..Summary::default() };
    desk.hand_over(turn, (turn.0 + 1, 0), Segment { summary, ..Segment::default() });
}

/// Extracts the next members of an archive, once whoever is free can read on in it.
fn read_archive<I: Iterator<Item = Entry>>(
    desk: &Desk<'_, I>,
    turn: Turn,
    mut archive: Box<Archive>,
    job: &Job,
    buffer: &mut Vec<u8>,
) {
    let mut segment = Segment::default();
    let Some(mut batch) = segment.next(&mut archive, job) else {
        segment.summary.entries = 1;
        desk.hand_over(turn, (turn.0 + 1, 0), segment);
        return;
    };
    let next = (turn.0, turn.1 + 1);
    if desk.is_past(turn) {
        batch.items.retain(|item| matches!(item, Item::Page(member) if is_large(member)));
    }
    if let Some(file) = large(&mut batch, job) {
        segment.batch(&batch, batch.items.len(), job, buffer);
        desk.hand_over(turn, next, segment);
        return desk.put(share(desk, next, file, None, job), Task::Archive(archive));
    }
    desk.put(next, Task::Archive(archive));
    segment.batch(&batch, batch.items.len(), job, buffer);
    desk.hand_over(turn, next, segment);
}

fn is_large(member: &Member) -> bool {
    member.at.len() >= LARGE && matches!(member.body, Body::Bytes)
}

/// A large file that ends a batch, taken out of it: it may hold pages for every worker.
fn large(batch: &mut Batch, job: &Job) -> Option<Sheet<'static>> {
    let fits = |member: &Member| job.input.too_long(&member.path()).is_none();
    let last = batch.items.pop_if(|item| matches!(item, Item::Page(member) if is_large(member) && fits(member)))?;
    let Item::Page(member) = last else { return None };
    let file = batch.bytes.split_off(member.at.start);
    Some(member.sheet(file.into()))
}

/// Gives the pages of a file out in parts as they are found: the turn after the last of them.
fn share<I: Iterator<Item = Entry>>(
    desk: &Desk<'_, I>,
    mut turn: Turn,
    file: Sheet<'static>,
    mut deal: Option<Deal>,
    job: &Job,
) -> Turn {
    let (file, mut cuts, mut bytes) = (Arc::new(file), Vec::new(), 0);
    let mut held = false;
    let put = |turn: Turn, cuts| {
        let next = (turn.0, turn.1 + 1);
        desk.put(turn, Task::Pages(Part { file: file.clone(), cuts, next }));
        next
    };
    let found = catch_unwind(AssertUnwindSafe(|| {
        for cut in Cuts::of(&file.path, &file.bytes, &job.options).take_while(|_| !job.stops()) {
            held = true;
            if !deal.as_mut().is_none_or(Deal::takes) {
                continue;
            }
            bytes += cut.as_ref().map_or(0, |cut| cut.at.len());
            cuts.push(cut);
            if bytes >= PART {
                turn = put(turn, std::mem::take(&mut cuts));
                bytes = 0;
            }
        }
    }));
    if found.is_ok() && !held {
        let segment = &mut Segment::default();
        segment.skip(no_page(&file.path));
        let next = (turn.0, turn.1 + 1);
        desk.hand_over(turn, next, std::mem::take(segment));
        return next;
    }
    cuts.extend(found.err().map(|panic| Err(panicked(&file.path, &file.bytes, panic.as_ref()))));
    put(turn, cuts)
}

/// What an entry turned out to be.
enum Found {
    /// Pages, which are in the buffer.
    File(String),
    Archive(Box<Archive>),
    Nothing,
}

impl Found {
    /// Whether more than one worker should see to it.
    fn is_large(&self, buffer: &[u8], job: &Job) -> bool {
        match self {
            Found::File(_) => buffer.len() >= LARGE && job.input.wants(None),
            Found::Archive(archive) => !archive.is_small(),
            Found::Nothing => false,
        }
    }
}

/// Longer paths are told under a shorter name, whatever is told of them.
fn shorten(fault: &mut Fault) {
    if fault.path.len() as u64 > LONGEST_PATH {
        fault.path = shortened(&fault.path);
    }
}

/// What the keys of a record take up, and the little it says of small pages.
const KEYS: usize = 4 << 10;

/// A stretch of the output.
#[derive(Default)]
pub(super) struct Segment {
    pub(super) lines: Vec<u8>,
    pub(super) faults: Vec<(Fault, bool)>,
    pub(super) notes: Vec<Fault>,
    /// Of the entries that begin in it, where they are wanted.
    pub(super) prints: Vec<Print>,
    pub(super) summary: Summary,
}

impl Segment {
    /// Reads an entry, into `buffer` where it is a file of pages.
    fn load(&mut self, entry: Entry, job: &Job, buffer: &mut Vec<u8>) -> Found {
        self.prints.extend(job.marks.then(|| Print::of(&entry)));
        let path = match &entry {
            Entry::File(path) => shown(path),
            _ => "-".to_owned(),
        };
        if let Some(fault) = job.input.too_long(&path).filter(|_| matches!(entry, Entry::File(_))) {
            self.fail(fault);
            return Found::Nothing;
        }
        let opened = catch_unwind(AssertUnwindSafe(|| match entry {
            Entry::Skipped(fault) => Err((fault, false)),
            Entry::Failed(fault) => Err((fault, true)),
            Entry::Stdin => load_stdin(buffer, &job.input).map_err(|fault| (fault, true)),
            Entry::File(path) => load(&path, buffer, &job.input).map_err(|fault| (fault, true)),
        }));
        match opened {
            Ok(Ok(Loaded::Archive(archive))) => Found::Archive(archive),
            Ok(Ok(Loaded::Pages)) if self.is_page(&path, buffer) => Found::File(path),
            Ok(Ok(Loaded::Pages)) => Found::Nothing,
            Ok(Err((fault, failed))) => {
                if failed {
                    self.fail(fault);
                } else {
                    self.skip(fault);
                }
                Found::Nothing
            }
            Err(panic) => {
                self.fail(panicked(&path, &[], panic.as_ref()));
                Found::Nothing
            }
        }
    }

    /// Whether a file holds pages; told where it does not.
    fn is_page(&mut self, path: &str, bytes: &[u8]) -> bool {
        let path = Path::new(path);
        if bytes.is_empty() {
            self.skip(Fault::of(path, "empty", "an empty file"));
        } else if is_own_output(bytes) {
            self.skip(Fault::of(path, "own-output", "a file that this program wrote, not a page"));
        } else {
            return true;
        }
        false
    }

    fn skip(&mut self, mut fault: Fault) {
        shorten(&mut fault);
        self.summary.found += 1;
        self.faults.push((fault, false));
    }

    fn fail(&mut self, mut fault: Fault) {
        shorten(&mut fault);
        self.summary.found += 1;
        self.faults.push((fault, true));
    }

    /// The next members of an archive; one that makes its reader panic ends there.
    fn next(&mut self, archive: &mut Archive, job: &Job) -> Option<Batch> {
        match catch_unwind(AssertUnwindSafe(|| archive.next(&job.input))) {
            Ok(batch) => batch,
            Err(panic) => {
                self.fail(panicked(archive.path(), &[], panic.as_ref()));
                archive.abandon();
                Some(Batch::default())
            }
        }
    }

    /// Extracts the first so many members of a batch.
    fn batch(&mut self, batch: &Batch, count: usize, job: &Job, buffer: &mut Vec<u8>) {
        self.summary.left_out += batch.left_out;
        for item in &batch.items[..count] {
            if job.stops() {
                return;
            }
            match item {
                Item::Page(member) => match member.open(&batch.bytes, &job.input) {
                    Ok(sheet) => self.sheet(&sheet, None, job),
                    Err((fault, true)) => self.fail(fault),
                    Err((fault, false)) => self.skip(fault),
                },
                Item::Packed(packed) => {
                    buffer.clear();
                    match unpack(packed, buffer, job.input.largest) {
                        Ok(path) => self.unpacked(path, packed, buffer, job),
                        Err(fault) => self.fail(fault),
                    }
                }
                Item::Skipped(fault) => self.skip(fault.clone()),
                Item::Failed(fault) => self.fail(fault.clone()),
                Item::Noted(note) => self.notes.push(note.clone()),
            }
        }
    }

    /// Extracts a member that was packed: a file, or more members where its name did not say so.
    fn unpacked(&mut self, path: String, packed: &Packed, buffer: &mut Vec<u8>, job: &Job) {
        if let Some(fault) = job.input.too_long(&path) {
            return self.fail(fault);
        }
        let Some(kind) = kind(buffer, &path, &job.input) else {
            return self.sheet(&Sheet::of(path, buffer.as_slice().into()), None, job);
        };
        let mut archive = Archive::memory(&path, std::mem::take(buffer), packed, kind, &job.input);
        while let Some(batch) = self.next(&mut archive, job) {
            self.batch(&batch, batch.items.len(), job, buffer);
        }
    }

    /// Extracts the pages of a file that are dealt, if its address is wanted.
    fn sheet(&mut self, sheet: &Sheet<'_>, deal: Option<Deal>, job: &Job) {
        if !job.input.wants(sheet.url.as_deref()) {
            self.summary.left_out += 1;
        } else if let Some(fault) = job.input.too_long(&sheet.path) {
            self.fail(fault);
        } else if self.is_page(&sheet.path, &sheet.bytes) {
            self.pages(sheet, deal, job);
        }
    }

    /// Extracts every page of a file that is dealt.
    fn pages(&mut self, sheet: &Sheet<'_>, mut deal: Option<Deal>, job: &Job) {
        let mut held = false;
        let done = catch_unwind(AssertUnwindSafe(|| {
            for cut in Cuts::of(&sheet.path, &sheet.bytes, &job.options).take_while(|_| !job.stops()) {
                held = true;
                if deal.as_mut().is_none_or(Deal::takes) {
                    self.page(cut, sheet, job);
                }
            }
        }));
        match done {
            Ok(()) if held => {}
            Ok(()) => self.skip(no_page(&sheet.path)),
            Err(panic) => self.fail(panicked(&sheet.path, &sheet.bytes, panic.as_ref())),
        }
    }

    /// Extracts one page.
    fn page(&mut self, cut: Result<Cut, Fault>, sheet: &Sheet<'_>, job: &Job) {
        let cut = match cut {
            Ok(cut) => cut,
            Err(fault) => return self.fail(fault),
        };
        self.summary.found += 1;
        let before = self.lines.len();
        let page = Page {
            line: sheet.line.or(cut.line),
            url: sheet.url.as_deref().map(Into::into),
            charset: sheet.charset,
            ..Page::of(&sheet.path, &sheet.bytes, cut)
        };
        let done = catch_unwind(AssertUnwindSafe(|| {
            let text = page.text(&job.options);
            let extraction = page.extract(&text, &job.options);
            // A record is mostly its page, and the keys of what the page does not say.
            self.lines.reserve(2 * page.bytes.len() + KEYS);
            let written = match job.write {
                Some(write) => write(&page, &job.options, &text, &extraction, &mut self.lines),
                None => extraction.write(&mut self.lines),
            };
            written.map(|()| self.summary.count(&extraction))
        }));
        let fault = match done {
            Ok(Ok(())) => {
                self.lines.push(b'\n');
                return;
            }
            Ok(Err(error)) => panicked(&sheet.path, page.bytes, &error),
            Err(panic) => panicked(&sheet.path, page.bytes, panic.as_ref()),
        };
        self.lines.truncate(before);
        self.faults.push((Fault { line: page.line, offset: Some(cut.at.start.into()), ..fault }, true));
    }
}

/// The fault of a file in which no page was found.
fn no_page(path: &str) -> Fault {
    Fault::of(Path::new(path), "empty", "holds no page")
}

/// The fault of a page that made the program panic.
pub(super) fn panicked(path: &str, bytes: &[u8], panic: &(dyn std::any::Any + Send)) -> Fault {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panic".to_owned());
    let message = format!("a fault of this program ({text}); page blake3:{}", blake3::hash(bytes).to_hex());
    Fault::of(Path::new(path), "panic", message)
}
