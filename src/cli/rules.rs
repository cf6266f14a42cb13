//! `extract rules`: what is repaired, and how; and where a rule fired.

use std::io::Write;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use anyhow::bail;
use clap::Args;
use trialsift::Options;
use trialsift::record::{Repair, State};
use trialsift::repair::RULES;
use trialsift::show::printable;

use super::{WELL, pages};

#[derive(Args)]
#[command(after_help = "\
Examples:
  extract rules                                    every rule, with an example
  extract rules --show fused/list corpus/          every place where it fired, as path:line, with what stands around it")]
pub(crate) struct Arguments {
    /// Show every place where this rule fired
    #[arg(long, value_name = "ID")]
    show: Option<String>,
    /// Pages for --show: files and folders
    #[arg(value_name = "PAGES")]
    paths: Vec<PathBuf>,
}

const PLACE: Style = Style::new().bold();
const BEFORE: Style = AnsiColor::Red.on_default();
const AFTER: Style = AnsiColor::Green.on_default();
const FAINT: Style = Style::new().dimmed();

/// Letters that are shown on each side of a repair, and of a text that is repaired.
const AROUND: usize = 60;
const LONG: usize = 400;

/// Lists the rules, or the places of one.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    match (&arguments.show, &arguments.paths[..]) {
        (None, []) => list(),
        (None, _) => bail!("pages are for --show (see `extract rules --help`)"),
        (Some(_), []) => bail!("--show needs pages; name files or folders: extract rules --show ID corpus/"),
        (Some(id), paths) => show(id, paths),
    }
}

fn list() -> anyhow::Result<u8> {
    let mut out = anstream::stdout().lock();
    for rule in RULES {
        let (before, after) = rule.example;
        writeln!(out, "{}\n    {}", rule.id, rule.doc)?;
        writeln!(out, "    {} → {}\n", quoted(before), quoted(after))?;
    }
    Ok(WELL)
}

fn quoted(example: &str) -> String {
    if example.is_empty() { "null".to_owned() } else { format!("“{}”", example.replace('\n', " ⏎ ")) }
}

/// Shows every place where a rule fired.
fn show(id: &str, paths: &[PathBuf]) -> anyhow::Result<u8> {
    let known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    if !known.contains(&id) {
        bail!("--show {id}: there is no such rule; the rules are {}", known.join(", "));
    }
    let mut out = anstream::stdout().lock();
    let (mut places, mut pages_with) = (0_u64, 0_u64);
    let pages = pages::each(paths, &Options::default(), |path, file, extraction, _, _| {
        let mut fired = extraction.record.repairs.iter().filter(|repair| repair.rule == id).peekable();
        pages_with += u64::from(fired.peek().is_some());
        fired.try_for_each(|repair| {
            places += 1;
            place(&mut out, path, file, repair)
        })
    })?;
    writeln!(out, "{id}: {places} places on {pages_with} of {pages} pages")?;
    Ok(WELL)
}

/// One place: where it is, the page around it, what became of it and why.
fn place(out: &mut impl Write, path: &str, file: &[u8], repair: &Repair) -> anyhow::Result<()> {
    let (start, end) = (repair.span.start as usize, repair.span.end as usize);
    let line = 1 + memchr::memchr_iter(b'\n', &file[..start]).count();
    let state = if repair.state == State::Applied { "" } else { " (suggested)" };
    let (shown, field) = (printable(path), printable(&repair.field));
    writeln!(out, "{PLACE}{shown}:{line}{PLACE:#}  {field}  {:.3}{state}", repair.confidence)?;
    let (before, after) = (flat(&repair.before), flat(&repair.after));
    let after = if after.is_empty() { "null".to_owned() } else { after };
    // A letter has at most four bytes.
    let (from, to) = (start.saturating_sub(4 * AROUND), file.len().min(end + 4 * AROUND));
    let head = last(&String::from_utf8_lossy(&file[from..start]));
    let tail = first(&String::from_utf8_lossy(&file[end..to]));
    writeln!(out, "    {FAINT}…{head}{FAINT:#}{BEFORE}⟦{before}⟧{BEFORE:#}{FAINT}{tail}…{FAINT:#}")?;
    writeln!(out, "    {BEFORE}{before}{BEFORE:#} → {AFTER}{after}{AFTER:#}")?;
    Ok(writeln!(out, "    {FAINT}{}{FAINT:#}\n", printable(&repair.why))?)
}

/// A text on one line, cut off where it is long.
fn flat(text: &str) -> String {
    let cut = text.char_indices().nth(LONG).map_or(text.len(), |(at, _)| at);
    let more = if cut < text.len() { "…" } else { "" };
    format!("{}{more}", printable(&text[..cut].replace('\n', " ⏎ ")))
}

fn first(text: &str) -> String {
    let cut = text.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| at);
    flat(&text[..cut])
}

fn last(text: &str) -> String {
    let cut = text.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    flat(&text[cut..])
}
