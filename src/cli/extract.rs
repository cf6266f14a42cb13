//! The main job: pages in, records out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use tempfile::NamedTempFile;
use trialsift::run::{Job, Summary, Watch, run as run_corpus};
use trialsift::source::{Entry, Fault, walk};

use super::input::Taking;
use super::{Reading, SOME_FAILED, WELL, tell};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Files and folders; `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write the records to FILE: aside, and renamed when complete
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Threads to work with [default: one per processor]
    #[arg(short = 'j', long, value_name = "N")]
    jobs: Option<usize>,
    /// Write what failed or was skipped to FILE, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    input: Taking,
    #[command(flatten)]
    reading: Reading,
}

/// Runs the main job.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let options = arguments.reading.options()?;
    if arguments.paths.is_empty() {
        bail!("no pages are named; name files or folders, or `-` for standard input (see `extract --help`)");
    }
    for path in arguments.paths.iter().filter(|path| *path != Path::new("-")) {
        path.symlink_metadata().with_context(|| format!("{}: cannot be read", path.display()))?;
    }
    if arguments.jobs == Some(0) {
        bail!("-j 0: at least one thread is needed; leave -j out for one per processor");
    }
    // A panic is caught where it costs one page, and told there.
    std::panic::set_hook(Box::new(|_| {}));
    let mut errors = arguments.errors.as_deref().map(create).transpose()?;
    let mut target = Target::open(arguments.output.as_deref())?;
    let started = Instant::now();
    let mut watcher = Watcher {
        quiet: arguments.quiet,
        seen: BTreeMap::new(),
        noted: BTreeSet::new(),
        errors: errors.as_mut(),
        bar: bar(arguments),
        started,
    };
    let counting = Counting::start(arguments, &watcher.bar);
    let avoided = arguments.output.as_deref().and_then(|path| path.canonicalize().ok());
    let entries = walk(&arguments.paths).filter(move |entry| !is(entry, avoided.as_deref()));
    let job = Job { options, input: arguments.input.input()?, threads: arguments.jobs.unwrap_or(0) };
    let done = run_corpus(entries, &job, target.writer(), &mut watcher);
    watcher.bar.finish_and_clear();
    drop(counting);
    for (code, count) in watcher.seen.iter().filter(|(code, count)| MANY.contains(code) && **count > 1) {
        if !arguments.quiet {
            tell(&format!("extract: skipped: {} more like this, `{code}` (--errors lists them)", count - 1));
        }
    }
    let summary = done.context("cannot write the records")?;
    if let Some(errors) = &mut errors {
        errors.flush().context("cannot write the errors")?;
    }
    target.finish()?;
    if !arguments.quiet {
        tell(&line(&summary, started.elapsed()));
    }
    Ok(if summary.failed > 0 { SOME_FAILED } else { WELL })
}

/// Whether an entry is the file that is being replaced.
fn is(entry: &Entry, output: Option<&Path>) -> bool {
    match (entry, output) {
        (Entry::File(path), Some(output)) => path.canonicalize().is_ok_and(|path| path == output),
        _ => false,
    }
}

fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?;
    Ok(BufWriter::new(file))
}

/// Where the records go.
enum Target {
    Stdout(BufWriter<io::Stdout>),
    /// Written aside, in the folder of the file it becomes.
    File(BufWriter<NamedTempFile>, PathBuf),
    /// A device or a pipe: written as it is, since a file given its name would take its place.
    Special(BufWriter<File>),
}

impl Target {
    fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else { return Ok(Target::Stdout(BufWriter::new(io::stdout()))) };
        if path.is_dir() {
            bail!("{}: is a folder; name a file for the records", path.display());
        }
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            return create(path).map(Target::Special);
        }
        // The file a link leads to is replaced, not the link.
        let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let aside = tempfile::Builder::new()
            .prefix(".extract-")
            .suffix(".tmp")
            .tempfile_in(folder)
            .with_context(|| format!("{}: cannot be written", path.display()))?;
        Ok(Target::File(BufWriter::new(aside), path.to_owned()))
    }

    fn writer(&mut self) -> &mut (dyn Write + Send) {
        match self {
            Target::Stdout(out) => out,
            Target::File(out, _) => out,
            Target::Special(out) => out,
        }
    }

    /// Makes the file whole and gives it its name.
    fn finish(self) -> anyhow::Result<()> {
        let (out, path) = match self {
            Target::File(out, path) => (out, path),
            Target::Stdout(mut out) => return out.flush().context("cannot write the records"),
            Target::Special(mut out) => return out.flush().context("cannot write the records"),
        };
        let context = || format!("{}: cannot be written", path.display());
        let aside = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(context)?;
        aside.as_file().sync_all().with_context(context)?;
        plain_mode(aside.as_file()).with_context(context)?;
        aside.persist(&path).map_err(|error| error.error).with_context(context)?;
        Ok(())
    }
}

/// A file made aside is private; the finished one is as readable as any new file.
#[cfg(unix)]
fn plain_mode(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn plain_mode(_file: &File) -> io::Result<()> {
    Ok(())
}

/// What is skipped by the thousand: only the first of a kind is named. A corpus may hold an output beside every page, and an
/// archive of a crawl pictures and pages that were not found.
const MANY: &[&str] = &["own-output", "http-status", "not-text", "member-link"];

/// Tells the person at the terminal what happens.
struct Watcher<'e> {
    quiet: bool,
    /// How many of each code were skipped.
    seen: BTreeMap<&'static str, u64>,
    /// What was said of tables.
    noted: BTreeSet<String>,
    errors: Option<&'e mut BufWriter<File>>,
    bar: ProgressBar,
    started: Instant,
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
        let Some(errors) = &mut self.errors else { return Ok(()) };
        serde_json::to_writer(&mut *errors, fault)?;
        errors.write_all(b"\n")
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
}

fn rate(bytes: u64, elapsed: Duration) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
    let megabytes = bytes as f64 / 1e6;
    format!("{:.1} MB/s", megabytes / elapsed.as_secs_f64().max(0.001))
}

fn bar(arguments: &Arguments) -> ProgressBar {
    if arguments.quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files  {msg}  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// Counts the pages ahead of the run, for the bar alone.
struct Counting(Option<(std::sync::Arc<AtomicBool>, std::thread::JoinHandle<()>)>);

impl Counting {
    fn start(arguments: &Arguments, bar: &ProgressBar) -> Self {
        if bar.is_hidden() {
            return Counting(None);
        }
        let (paths, bar) = (arguments.paths.clone(), bar.clone());
        let stop = std::sync::Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            let count = walk(&paths).take_while(|_| !stopped.load(Ordering::Relaxed)).count();
            bar.set_length(count as u64);
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
fn line(summary: &Summary, elapsed: Duration) -> String {
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
