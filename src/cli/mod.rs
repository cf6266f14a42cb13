//! The command line: arguments to options, outcome to exit code. One file a subcommand.

mod diff;
mod explain;
mod extract;
mod input;
mod journal;
mod layouts;
mod pages;
mod review;
mod rules;
mod schema;
mod signal;
mod stats;
mod tables;
mod target;
mod watcher;
mod worker;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use trialsift::decisions::Decisions;
use trialsift::layout::Layouts;
use trialsift::repair::{RULES, Without};
use trialsift::show::visible;
use trialsift::{MOST_WORK, Options};

/// Everything went well.
const WELL: u8 = 0;
/// Some pages failed; the others were written.
const SOME_FAILED: u8 = 1;
/// The run could not be done.
const TROUBLE: u8 = 2;

/// Reads messy dumps of clinical-trial registry pages and writes one normalized JSON record per page.
#[derive(Parser)]
#[command(name = "extract", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(after_help = "\
Examples:
  extract corpus/ > out.jsonl             every page of a folder, in sorted order
  extract corpus/ -o out.jsonl --spans    with the place of every value; renamed into place when complete
  extract - < page.txt                    one page from standard input
  extract pages.tar.zst crawl.warc.gz     the pages of archives, each named archive!member
  extract pages.jsonl --text-field body   the pages of a table, an object a line
  find . -name '*.txt' | extract --from-file - -o out.jsonl --resume
                                          the files of a list; goes on where it was interrupted
  extract explain page.txt                how a page was read, and why
  extract diff old.jsonl new.jsonl        what a new run, rule or crawl changed

Exit status: 0 all well, 1 some pages failed (the others are written), 2 the run could not be done.
130 or 143 where it was interrupted by SIGINT or SIGTERM. A closed pipe is no failure.")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    extract: extract::Arguments,
}

#[derive(Subcommand)]
enum Command {
    /// Show what is different between two outputs, record by record and field by field
    Diff(diff::Arguments),
    /// Show a page with its values, repairs and residue in place, and why its layout was chosen
    Explain(explain::Arguments),
    /// List the layouts, try a layout of your own, or show how well pages are told apart
    Layouts(layouts::Arguments),
    /// Make a page on which records are reviewed beside the pages they were read from, or serve it to this machine
    Review(review::Arguments),
    /// List the repair rules, with an example of each, or show every place where one fired
    Rules(rules::Arguments),
    /// Print the JSON Schema of a record
    Schema,
    /// Sum up an output: how full fields are, repairs, issues, unknown words, residue, values that are nearly equal
    Stats(stats::Arguments),
    /// Answer JSON Lines on standard input, `{"id", "text", "url"?}`, with one record a line, in order and at once
    Worker(worker::Arguments),
}

/// How pages are read: shared by every command that reads some.
#[derive(Args)]
struct Reading {
    /// Read every page with this layout instead of detecting it (see `extract layouts`)
    #[arg(long, value_name = "ID")]
    layout: Option<String>,
    /// Know the layouts of the tables in DIR too, one a `.toml` file (see `extract layouts --check`)
    #[arg(long, value_name = "DIR")]
    layouts: Option<PathBuf>,
    /// Switch a repair off (see `extract rules`); may be given more than once
    #[arg(long, value_name = "RULE")]
    without: Vec<String>,
    /// Carry out what curators decided, a `.toml` file or JSON Lines (see docs/decisions.md); may be given more than once
    #[arg(long, value_name = "FILE")]
    decisions: Vec<PathBuf>,
    /// Add `spans` to records: JSON Pointer → byte ranges of the page
    #[arg(long)]
    spans: bool,
    /// Keep contact data (names, e-mail addresses and telephone numbers of those who work for a trial), which is left out
    /// otherwise, and add it to records as `contacts`
    #[arg(long)]
    contacts: bool,
    /// Leave texts of a page whole once weighing how to cut them took more units of work than this (about a byte each)
    #[arg(long, value_name = "N", default_value_t = MOST_WORK, value_parser = clap::value_parser!(u64).range(1..))]
    max_work: u64,
}

impl Reading {
    fn options(&self) -> anyhow::Result<Options> {
        let without = Without::rules(&self.without).map_err(|unknown| {
            let known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
            anyhow::anyhow!("--without {unknown}: there is no such rule; the rules are {}", known.join(", "))
        })?;
        let layouts = self.layouts.as_deref().map_or(Ok(Layouts::built_in()), tables::with)?;
        let layout = self.layout.as_deref().map(|id| {
            let known: Vec<&str> = layouts.iter().map(|layout| layout.id).collect();
            layouts.get(id).ok_or_else(|| {
                anyhow::anyhow!("--layout {id}: there is no such layout; the layouts are {}", known.join(", "))
            })
        });
        Ok(Options {
            without,
            layouts,
            layout: layout.transpose()?,
            spans: self.spans,
            contacts: self.contacts,
            max_work: self.max_work,
            decisions: self.decisions()?,
        })
    }

    /// What was decided, with the texts of the files.
    fn decisions(&self) -> anyhow::Result<Decisions> {
        let files = self.decision_files()?;
        Ok(Decisions::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))?)
    }

    fn decision_files(&self) -> anyhow::Result<Vec<(String, String)>> {
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path);
            let text = text.with_context(|| format!("--decisions {}: cannot be read", path.display()))?;
            Ok((trialsift::source::shown(path), text))
        };
        self.decisions.iter().map(read).collect()
    }

    /// Whether anything is asked for.
    fn asks(&self) -> bool {
        self.layout.is_some() || self.layouts.is_some() || !self.without.is_empty() || self.spans || self.contacts
    }

    /// What decides how pages are read, tables of layouts with all that they say.
    fn identity(&self) -> anyhow::Result<serde_json::Value> {
        let tables = self.layouts.as_deref().map(tables::digest).transpose()?;
        let decided = |(_, text): &(String, String)| blake3::hash(text.as_bytes()).to_hex().to_string();
        let decisions: Vec<String> = self.decision_files()?.iter().map(decided).collect();
        Ok(serde_json::json!([self.layout, tables, self.without, self.spans, self.contacts, self.max_work, decisions]))
    }
}

/// A page that a command looks at.
#[derive(Args)]
struct OnePage {
    /// The page; `-` for standard input
    file: PathBuf,
}

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => {
            let code = if message.use_stderr() { TROUBLE } else { WELL };
            // Nobody is left to tell where the terminal is gone.
            let _ = message.print();
            return ExitCode::from(code);
        }
    };
    let done = match cli.command {
        None => extract::run(&cli.extract),
        Some(Command::Diff(arguments)) => diff::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Layouts(arguments)) => layouts::run(&arguments),
        Some(Command::Review(arguments)) => review::run(&arguments),
        Some(Command::Rules(arguments)) => rules::run(&arguments),
        Some(Command::Schema) => schema::run(),
        Some(Command::Stats(arguments)) => stats::run(&arguments),
        Some(Command::Worker(arguments)) => worker::run(&arguments),
    };
    ExitCode::from(done.unwrap_or_else(|error| code(&error)))
}

/// A reader that went away (`extract … | head`) is no failure; everything else is told.
fn code(error: &anyhow::Error) -> u8 {
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed) {
        return WELL;
    }
    tell(&format!("extract: {error:#}"));
    TROUBLE
}

/// Says something on standard error; what it quotes of pages and paths is shown, not carried out.
fn tell(message: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{}", visible(message));
}
