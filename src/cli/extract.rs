//! The main job: pages in, records out.

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::json;
use trialsift::decisions::Decisions;
use trialsift::run::{Job, Summary, run as run_corpus};
use trialsift::source::{Deal, Entry, Fault, Links, list, shown, walk};

use super::input::Taking;
use super::signal::Signals;
use super::target::{Opened, Target};
use super::watcher::{Counting, Errors, Watcher, bar, line};
use super::{Reading, SOME_FAILED, WELL, journal, tell};

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Arguments {
    /// Files and folders; `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read the names of files and folders from FILE, one a line; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    from_file: Option<PathBuf>,
    /// The names of --from-file end in zero bytes, as `find -print0` writes them
    #[arg(short = '0', long)]
    null: bool,
    /// Take only share I of N, such as `2/8`: every N-th file, or member where one single archive or table is named
    #[arg(long, value_name = "I/N", value_parser = share)]
    shard: Option<(u64, u64)>,
    /// Write the records to FILE: aside, and renamed when complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Go on with an interrupted run that had the same input, options and -o FILE; begin where there is none
    #[arg(long, requires = "output")]
    resume: bool,
    /// Follow links out of the folders that are read
    #[arg(long)]
    follow_links: bool,
    /// Threads to work with [default: one per processor]
    #[arg(short = 'j', long, value_name = "N")]
    jobs: Option<usize>,
    /// Write what failed or was skipped to FILE, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// What decisions are that no longer fit their pages, or fit none: told, or an error too (exit status 1)
    #[arg(long, value_name = "warn|error", default_value = "warn", requires = "decisions")]
    stale: Stale,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    input: Taking,
    #[command(flatten)]
    reading: Reading,
}

/// What stale decisions are.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stale {
    Warn,
    Error,
}

/// A share of the input, as it is written: which, from 1, of how many.
fn share(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/').and_then(|(turn, of)| Some((turn.parse().ok()?, of.parse().ok()?)));
    parts
        .filter(|(turn, of)| (1..=*of).contains(turn))
        .ok_or_else(|| "write it as I/N with I from 1 to N, such as 2/8".to_owned())
}

/// Runs the main job.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let mut job = arguments.job()?;
    let signals = Signals::listen(&job.stop)?;
    // A panic is caught where it costs one page, and told there.
    std::panic::set_hook(Box::new(|_| {}));
    let (output, errors) = (arguments.output.as_deref(), arguments.errors.as_deref());
    let opened = Target::open(output, errors, arguments.resume, arguments.identity()?)?;
    let Opened { mut target, mut journal, start } = opened;
    let (started, mut entries) = (Instant::now(), arguments.entries()?);
    job.marks = journal.is_some();
    let noted = start.as_ref().map(|start| start.errors);
    if let Some(start) = start {
        entries = journal::skip(entries, &start.mark)?;
        tell_start(arguments, &start.mark);
        job.start = Some(start.mark);
    }
    target.begin(journal.as_mut())?;
    let mut errors = errors.map(|path| Errors::open(path, noted)).transpose()?;
    let bar = bar(arguments.quiet);
    let counting = Counting::start(&arguments.paths, arguments.links(), arguments.shard.map_or(1, |(_, of)| of), &bar);
    let mut watcher = Watcher::new(arguments.quiet, errors.as_mut(), journal, bar);
    let done = run_corpus(entries, &job, target.writer(), &mut watcher);
    let journal = watcher.finish();
    drop(counting);
    let summary = match done.with_context(|| target.unwritten()) {
        Ok(summary) => summary,
        Err(error) => {
            // What was told until then is wanted most; why the run ended is told already.
            let _ = errors.as_mut().map_or(Ok(()), Errors::finish);
            return signals.end(error, target.leave(journal));
        }
    };
    let stale = stale(&job.options.decisions, &summary, arguments.quiet, errors.as_mut())?;
    errors.as_mut().map_or(Ok(()), Errors::finish).context("cannot write the errors")?;
    if let Some(mismatch) = summary.mismatch() {
        target.leave(journal);
        bail!("{mismatch}; this is a fault of this program, and its output is not to be trusted");
    }
    target.finish(journal)?;
    if !arguments.quiet {
        tell(&line(&summary, started.elapsed()));
    }
    let failed = summary.failed > 0 || stale > 0 && arguments.stale == Stale::Error;
    Ok(if failed { SOME_FAILED } else { WELL })
}

/// How many stale decisions are named on standard error; `--errors` lists all.
const NAMED: usize = 10;

/// Tells which decisions did not do what they say: how many.
fn stale(
    decisions: &Decisions,
    summary: &Summary,
    quiet: bool,
    mut errors: Option<&mut Errors>,
) -> anyhow::Result<usize> {
    let mut count = 0;
    for (decision, reason) in decisions.stale(&summary.fates) {
        count += 1;
        let path = Path::new(&*decision.at.file);
        let fault = Fault {
            line: Some(decision.at.line),
            ..Fault::of(path, "stale-decision", format!("stale: {reason} ({decision})"))
        };
        if !quiet && count <= NAMED {
            tell(&format!("extract: {fault}"));
        }
        if let Some(errors) = &mut errors {
            errors.note(&fault).context("cannot write the errors")?;
        }
    }
    if !quiet && count > NAMED {
        tell(&format!("extract: {} more decisions are stale (--errors lists them)", count - NAMED));
    }
    Ok(count)
}

fn tell_start(arguments: &Arguments, mark: &trialsift::run::Mark) {
    if !arguments.quiet {
        tell(&format!("extract: goes on behind {} files and {} records", mark.entry, mark.summary.records));
    }
}

impl Arguments {
    /// The arguments, understood.
    fn job(&self) -> anyhow::Result<Job> {
        let (options, mut input) = (self.reading.options()?, self.input.input()?);
        if self.paths.is_empty() && self.from_file.is_none() {
            bail!("no pages are named; name files or folders, or `-` for standard input (see `extract --help`)");
        }
        for path in self.paths.iter().filter(|path| *path != Path::new("-")) {
            path.symlink_metadata().with_context(|| format!("{}: cannot be read", path.display()))?;
        }
        if self.null && self.from_file.is_none() {
            bail!(
                "--null: says how the names of --from-file end; name the list with --from-file, `-` for standard input"
            );
        }
        if self.jobs == Some(0) {
            bail!("-j 0: at least one thread is needed; leave -j out for one per processor");
        }
        if self.resume && self.paths.iter().any(|path| path == Path::new("-")) {
            bail!("--resume: standard input cannot be read again; put it into a file first");
        }
        input.deal = self.shard.filter(|_| self.is_one_file()).map(|(turn, of)| Deal::new(turn - 1, of));
        Ok(Job { options, input, threads: self.jobs.unwrap_or(0), ..Job::default() })
    }

    /// Whether one file is all there is: then what it holds is dealt.
    fn is_one_file(&self) -> bool {
        matches!(&self.paths[..], [path] if !path.is_dir())
    }

    fn links(&self) -> Links {
        if self.follow_links { Links::All } else { Links::Inside }
    }

    /// What is to be read, in order.
    fn entries(&self) -> anyhow::Result<Box<dyn Iterator<Item = Entry> + Send>> {
        let (separator, links) = (if self.null { 0 } else { b'\n' }, self.links());
        let entries: Box<dyn Iterator<Item = Entry> + Send> = match self.from_file.as_deref() {
            None => Box::new(walk(&self.paths, links)),
            Some(path) if path == Path::new("-") => Box::new(list(BufReader::new(io::stdin()), separator, links)),
            Some(path) => {
                let file =
                    File::open(path).with_context(|| format!("--from-file {}: cannot be read", path.display()))?;
                Box::new(list(BufReader::new(file), separator, links))
            }
        };
        let avoided = self.output.as_deref().and_then(|path| path.canonicalize().ok());
        let entries = entries.filter(move |entry| !is(entry, avoided.as_deref()));
        let deal = self.shard.filter(|_| !self.is_one_file());
        let Some((turn, of)) = deal else { return Ok(Box::new(entries)) };
        let mut deal = Deal::new(turn - 1, of);
        Ok(Box::new(entries.filter(move |_| deal.takes())))
    }

    /// Everything that another run must have in common with this one to go on with it.
    fn identity(&self) -> anyhow::Result<serde_json::Value> {
        let shown = |path: &PathBuf| shown(path);
        Ok(json!({
            "program": env!("CARGO_PKG_VERSION"),
            "paths": self.paths.iter().map(shown).collect::<Vec<_>>(),
            "--from-file": self.from_file.as_ref().map(shown),
            "--null": self.null,
            "--follow-links": self.follow_links,
            "--shard": self.shard,
            "--errors": self.errors.as_ref().map(shown),
            "archives": self.input.identity(),
            "pages": self.reading.identity()?,
        }))
    }
}

/// Whether an entry is the file that is being replaced.
fn is(entry: &Entry, output: Option<&Path>) -> bool {
    match (entry, output) {
        (Entry::File(path), Some(output)) => path.canonicalize().is_ok_and(|path| path == output),
        _ => false,
    }
}
