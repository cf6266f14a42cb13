//! The desk where workers take work and hand over what came of it.
//!
//! Everything has a turn: the entry of the walk, and the part of it where a file is shared out. Work is taken in the
//! order of turns and written in the order of turns, so whatever holds up the output is being worked on, and a worker
//! that waits here never holds it up itself.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::iter::Fuse;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::segment::{SEGMENT, Segment};
use super::{Job, Mark, Summary, Watch};
use crate::source::archive::{Archive, Sheet};
use crate::source::{Cut, Entry, Fault};

/// Entries a worker takes at once: enough to make the lock cheap, few enough to share the work evenly.
const TAKE: u64 = 32;

/// Buffers that are kept for output to come.
const SPARE: usize = 4;

/// A place in the order of the output: the number of the entry, and of the part of its file.
pub(super) type Turn = (u64, u64);

/// Something to do.
pub(super) enum Task {
    /// Files to read.
    Entries(Vec<Entry>),
    /// Pages of a file that was read.
    Pages(Part),
    /// A file that holds others, as far as it was not read.
    Archive(Box<Archive>),
}

/// A part of a file that is shared out.
pub(super) struct Part {
    pub(super) file: Arc<Sheet<'static>>,
    pub(super) cuts: Vec<Result<Cut, Fault>>,
    /// The turn after this one.
    pub(super) next: Turn,
}

/// Where work is taken and handed over.
pub(super) struct Desk<'r, I> {
    inner: Mutex<Inner<'r, I>>,
    changed: Condvar,
    most: usize,
    job: &'r Job,
}

struct Inner<'r, I> {
    walk: Fuse<I>,
    /// The number of the next entry of the walk.
    entry: u64,
    /// Work that was put back, before everything that the walk still has.
    tasks: BTreeMap<Turn, Task>,
    /// Workers that read entries or archives, and may put work back.
    readers: usize,
    /// The turn whose output is due.
    next: Turn,
    /// Output that waits for its turn, with the turn after it.
    waiting: BTreeMap<Turn, (Turn, Segment)>,
    held: usize,
    /// Buffers of output that was written, for the next.
    spare: Vec<Vec<u8>>,
    out: &'r mut (dyn Write + Send),
    watch: &'r mut dyn Watch,
    /// What is written.
    mark: Mark,
    marks: bool,
    failure: Option<io::Error>,
}

impl<'r, I: Iterator<Item = Entry>> Desk<'r, I> {
    pub(super) fn new(
        walk: I,
        out: &'r mut (dyn Write + Send),
        watch: &'r mut dyn Watch,
        most: usize,
        job: &'r Job,
    ) -> Self {
        let mark = job.start.clone().unwrap_or_default();
        let (walk, entry, next) = (walk.fuse(), mark.entry, (mark.entry, mark.part));
        let (tasks, waiting, spare, marks) = (BTreeMap::new(), BTreeMap::new(), Vec::new(), job.marks);
        let inner = Inner {
            walk,
            entry,
            tasks,
            readers: 0,
            next,
            waiting,
            held: 0,
            spare,
            out,
            watch,
            mark,
            marks,
            failure: None,
        };
        Desk { inner: Mutex::new(inner), changed: Condvar::new(), most, job }
    }

    /// Whether what has this turn was written by the run that this one goes on with.
    pub(super) fn is_past(&self, turn: Turn) -> bool {
        turn < self.inner().next
    }

    /// The lock, also after a panic elsewhere: its state is changed only by code that does not panic midway.
    fn inner(&self) -> MutexGuard<'_, Inner<'r, I>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The work whose turn is next of all that nobody has taken; nothing where the run is over.
    ///
    /// While too much output waits, only the work that it waits for is given out. Parts of a file may make twice as much
    /// wait as files: what piled up while a large file was read must not keep workers from sharing it.
    pub(super) fn take(&self) -> Option<(Turn, Task)> {
        let mut inner = self.inner();
        loop {
            if inner.failure.is_some() || self.job.stops() {
                return None;
            }
            let (due, held) = (inner.next, inner.held);
            if let Some(task) = inner.tasks.first_entry() {
                let most = if matches!(task.get(), Task::Pages(_)) { 2 * self.most } else { self.most };
                if held <= most || *task.key() <= due {
                    let (turn, task) = task.remove_entry();
                    inner.readers += usize::from(!matches!(task, Task::Pages(_)));
                    return Some((turn, task));
                }
            } else if held <= self.most || (inner.entry, 0) <= due {
                let turn = (inner.entry, 0);
                let entries: Vec<Entry> = inner.walk.by_ref().take(TAKE as usize).collect();
                inner.entry += entries.len() as u64;
                if !entries.is_empty() {
                    inner.readers += 1;
                    return Some((turn, Task::Entries(entries)));
                }
                if inner.readers == 0 {
                    return None;
                }
            }
            inner = self.changed.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A segment with nothing in it, in a buffer that was used before.
    pub(super) fn blank(&self) -> Segment {
        Segment { lines: self.inner().spare.pop().unwrap_or_default(), ..Segment::default() }
    }

    /// Puts work back for whoever takes it first.
    pub(super) fn put(&self, turn: Turn, task: Task) {
        let mut inner = self.inner();
        if matches!(task, Task::Pages(_)) && turn < inner.next {
            return;
        }
        inner.tasks.insert(turn, task);
        drop(inner);
        self.changed.notify_all();
    }

    /// Takes output whose turn is `turn`, and `next` after it; false where workers should put their work back.
    pub(super) fn hand_over(&self, turn: Turn, next: Turn, segment: Segment) -> bool {
        let mut inner = self.inner();
        if self.job.stops() {
            // It may end in the middle of a file.
            self.changed.notify_all();
            return false;
        }
        if turn < inner.next {
            return true;
        }
        inner.held += segment.lines.len();
        inner.waiting.insert(turn, (next, segment));
        inner.write_due();
        self.changed.notify_all();
        inner.held <= self.most
    }

    /// A worker has read the entries it took, or what it took of an archive.
    pub(super) fn done_reading(&self) {
        self.inner().readers -= 1;
        self.changed.notify_all();
    }

    pub(super) fn close(self) -> io::Result<Summary> {
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        match inner.failure {
            Some(error) => Err(error),
            None if self.job.stops() => inner.out.flush().and(Err(super::stopped())),
            None => inner.out.flush().map(|()| inner.mark.summary),
        }
    }
}

impl<I> Inner<'_, I> {
    fn write_due(&mut self) {
        let mut wrote = false;
        while let Some((next, mut segment)) = self.waiting.remove(&self.next) {
            self.next = next;
            self.held -= segment.lines.len();
            self.mark.summary.add(&segment.summary);
            self.mark.summary.written(&segment.lines, &segment.faults);
            self.mark.written += segment.lines.len() as u64;
            segment.prints.iter().for_each(|print| self.mark.chain.add(print));
            segment.notes.iter().for_each(|note| self.watch.note(note));
            let faults = segment.faults.iter().try_for_each(|(fault, failed)| self.watch.fault(fault, *failed));
            if let Err(error) = faults.and_then(|()| self.out.write_all(&segment.lines)) {
                self.failure.get_or_insert(error);
                return;
            }
            if self.spare.len() < SPARE && segment.lines.capacity() <= 2 * SEGMENT {
                segment.lines.clear();
                self.spare.push(segment.lines);
            }
            wrote = true;
        }
        if !wrote {
            return;
        }
        self.watch.done(&self.mark.summary);
        if self.marks {
            (self.mark.entry, self.mark.part) = self.next;
            if let Err(error) = self.watch.mark(&self.mark) {
                self.failure.get_or_insert(error);
            }
        }
    }
}
