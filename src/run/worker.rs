//! A worker of a larger system: lines in, an answer for each, in order and at once.
//!
//! Whoever sends a line and waits for its answer gets it: what is written is flushed before the program waits for input.
//! Lines that are there already are worked on together, by all threads.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel};
use std::time::Duration;

use rayon::prelude::*;
use serde::Serialize;

use super::{Job, stopped};
use crate::extract::{Options, Page};
use crate::source::archive::{Lines, Object, object};
use crate::source::{Cuts, Fault, Fields};

/// Lines that are worked on together, and lines that wait meanwhile.
const TOGETHER: usize = 256;

/// How often a worker that waits looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(100);

/// An answer where there is no record.
#[derive(Serialize)]
struct Refusal {
    error: Fault,
}

/// Answers every line of the input with one line: the record of its page, or `{"error": …}`.
///
/// # Errors
///
/// Where the input cannot be read or the output not be written, or the worker is told to stop; lines are whole then too.
pub fn answer(input: impl Read + Send + 'static, job: &Job, out: &mut dyn Write) -> io::Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(job.threads).build().map_err(io::Error::other)?;
    let usual = |field: &Option<String>, name: &str| field.clone().or_else(|| Some(name.to_owned()));
    let asked = &job.input.fields;
    let fields = Fields { text: usual(&asked.text, "text"), id: usual(&asked.id, "id"), url: usual(&asked.url, "url") };
    let lines = read(input, job.input.largest);
    while let Some(first) = wait(&lines, job, out)? {
        let rest = lines.try_iter().take(TOGETHER - 1);
        let together: Vec<io::Result<Line>> = std::iter::once(first).chain(rest).collect();
        let answers: Vec<io::Result<Vec<u8>>> =
            pool.install(|| together.into_par_iter().map(|line| line.map(|line| line.answer(&fields, job))).collect());
        for answer in answers {
            out.write_all(&answer?)?;
        }
    }
    out.flush()?;
    if job.stops() { Err(stopped()) } else { Ok(()) }
}

/// The next line; everything is flushed before it is waited for. Nothing once the worker is to stop.
fn wait(lines: &Receiver<io::Result<Line>>, job: &Job, out: &mut dyn Write) -> io::Result<Option<io::Result<Line>>> {
    match lines.try_recv() {
        _ if job.stops() => return Ok(None),
        Ok(line) => return Ok(Some(line)),
        Err(TryRecvError::Disconnected) => return Ok(None),
        Err(TryRecvError::Empty) => out.flush()?,
    }
    loop {
        match lines.recv_timeout(LOOK) {
            Ok(line) => return Ok(Some(line)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) if job.stops() => return Ok(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// Reads lines ahead, on a thread that nobody waits for: it may stand in a read when the output is closed.
fn read(input: impl Read + Send + 'static, largest: u64) -> Receiver<io::Result<Line>> {
    let (send, lines) = sync_channel(TOGETHER);
    std::thread::spawn(move || {
        for (number, line) in (1..).zip(Lines::of(input, largest)) {
            let over = line.is_err();
            let line = line.map(|bytes| Line { number, bytes });
            if send.send(line).is_err() || over {
                return;
            }
        }
    });
    lines
}

/// A line of the input; nothing where it is too long.
struct Line {
    number: u64,
    bytes: Option<Vec<u8>>,
}

impl Line {
    fn answer(&self, fields: &Fields, job: &Job) -> Vec<u8> {
        let mut answer = Vec::new();
        let done = catch_unwind(AssertUnwindSafe(|| self.record(fields, job, &mut answer)));
        let fault = match done {
            Ok(Ok(())) => None,
            Ok(Err(fault)) => Some(fault),
            Err(panic) => {
                Some(super::segment::panicked("-", self.bytes.as_deref().unwrap_or_default(), panic.as_ref()))
            }
        };
        if let Some(fault) = fault {
            answer.clear();
            let error = Fault { line: Some(self.number), ..fault };
            // Strings and numbers can always be written to memory.
            let _ = serde_json::to_writer(&mut answer, &Refusal { error });
        }
        answer.push(b'\n');
        answer
    }

    fn record(&self, fields: &Fields, job: &Job, answer: &mut Vec<u8>) -> Result<(), Fault> {
        let object: Object = object(self.bytes.as_deref(), fields, job.input.largest)?;
        let path = object.id.as_deref().unwrap_or("-");
        let page = whole(path, object.text.as_bytes(), &job.options)?;
        let page = Page { url: object.url.as_deref().map(Into::into), line: None, ..page };
        let text = page.text(&job.options);
        page.extract(&text, &job.options)
            .write(answer)
            .map_err(|error| Fault::of(path.as_ref(), "panic", format!("the record cannot be written: {error}")))
    }
}

/// The only page of a text.
fn whole<'t>(path: &'t str, text: &'t [u8], options: &Options) -> Result<Page<'t>, Fault> {
    let mut cuts = Cuts::of(path, text, options);
    let first = cuts.next().transpose()?;
    let more = cuts.count();
    match first {
        Some(cut) if more == 0 => Ok(Page::of(path, text, cut)),
        Some(_) => {
            let message = format!("the text holds {} pages; give each a line of its own", more + 1);
            Err(Fault::of(path.as_ref(), "several-pages", message))
        }
        None => Ok(Page { path: path.into(), bytes: text, ..Page::default() }),
    }
}
