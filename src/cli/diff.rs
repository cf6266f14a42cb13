//! `extract diff`: what is different between two outputs.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use trialsift::RECORD_SCHEMA;
use trialsift::diff::render::{Html, Json, Markdown, Render, Text};
use trialsift::diff::{Output, Selection, diff};
use trialsift::run::{Job, Summary, Watch, run as run_corpus};
use trialsift::source::{Fault, Links, shown, unpacked, walk};

use super::{Reading, tell};

/// As `diff` has it; trouble is 2 in every command.
const SAME: u8 = 0;
const DIFFERENT: u8 = 1;

#[derive(Args)]
#[command(after_help = "\
Examples:
  extract diff old.jsonl new.jsonl                      what changed, in color where the terminal has it
  extract diff old.jsonl.zst pages/ --ignore source     extracts the pages and compares
  extract diff old.jsonl new.jsonl --rule fused/list    only what has to do with a rule
  extract diff old.jsonl new.jsonl --summary            counts by field and rule, with three examples each
  extract diff old.jsonl new.jsonl --json | jq .patch   JSON Lines, with the operations of RFC 6902
  extract diff old.jsonl new.jsonl --html > diff.html   one page that loads nothing

Exit status: 0 no differences, 1 differences, 2 trouble.")]
pub(crate) struct Arguments {
    /// The output to compare with: JSON Lines, plain or compressed; `-` for standard input; or a folder of pages
    old: PathBuf,
    /// The output to compare, or a folder of pages, which are extracted first
    new: PathBuf,
    #[command(flatten)]
    form: Form,
    /// Only counts by field and rule, with three examples each
    #[arg(long)]
    summary: bool,
    /// Look at this field alone, such as `conditions` or `eligibility.sex`; may be given more than once
    #[arg(long, value_name = "FIELD", value_parser = field)]
    only: Vec<String>,
    /// Pass by this field, such as `source` or `repairs.span`; may be given more than once
    #[arg(long, value_name = "FIELD", value_parser = field)]
    ignore: Vec<String>,
    /// Look only at changes that this rule has to do with; may be given more than once
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    #[command(flatten, next_help_heading = "How a folder of pages is extracted")]
    reading: Reading,
}

/// What to write; text for a terminal where nothing is asked for.
#[derive(Args)]
#[group(multiple = false)]
struct Form {
    /// Write JSON Lines: a change a line, with JSON Pointers and the operations of RFC 6902
    #[arg(long)]
    json: bool,
    /// Write Markdown for a pull request
    #[arg(long)]
    markdown: bool,
    /// Write one page of HTML that loads and runs nothing
    #[arg(long)]
    html: bool,
}

/// A field, as keys with points between them; JSON Pointers are understood too.
fn field(text: &str) -> Result<String, String> {
    let name = text.trim_start_matches('/').replace('/', ".");
    let schema: serde_json::Value = serde_json::from_str(RECORD_SCHEMA).map_err(|error| error.to_string())?;
    let known: Vec<&str> =
        schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let first = name.split('.').next().unwrap_or_default();
    if known.contains(&first) { Ok(name) } else { Err(format!("no such field; the fields are {}", known.join(", "))) }
}

/// Compares.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    if arguments.old == Path::new("-") && arguments.new == Path::new("-") {
        bail!("standard input can be one of the two outputs only");
    }
    if arguments.reading.asks() && !arguments.old.is_dir() && !arguments.new.is_dir() {
        bail!(
            "--layout, --layouts, --without, --spans and --contacts say how pages are extracted; neither of the two is a folder of pages"
        );
    }
    let open = |path: &Path| open(path, &arguments.reading);
    let (old, new) = (open(&arguments.old)?, open(&arguments.new)?);
    let (old, new) = rayon::join(|| Output::index(&arguments.old, old), || Output::index(&arguments.new, new));
    let told = |fault: Fault| anyhow::anyhow!("{fault}");
    let (mut old, mut new) = (old.map_err(told)?, new.map_err(told)?);
    let selection =
        Selection { only: arguments.only.clone(), ignore: arguments.ignore.clone(), rules: arguments.rule.clone() };
    let mut out = BufWriter::new(anstream::stdout().lock());
    let mut render = arguments.form.render(&mut out);
    render.begin(&shown(&arguments.old), &shown(&arguments.new))?;
    let summary = diff(&mut old, &mut new, &selection, &mut |record| {
        if arguments.summary { Ok(()) } else { render.record(record) }
    });
    let summary = summary.context("cannot compare")?;
    render.end(&summary, arguments.summary)?;
    drop(render);
    out.flush()?;
    Ok(if summary.is_same() { SAME } else { DIFFERENT })
}

impl Form {
    fn render<'w>(&self, out: &'w mut (impl Write + 'w)) -> Box<dyn Render + 'w> {
        match self {
            Form { json: true, .. } => Box::new(Json(out)),
            Form { markdown: true, .. } => Box::new(Markdown::new(out)),
            Form { html: true, .. } => Box::new(Html(out)),
            _ => Box::new(Text(out)),
        }
    }
}

/// An output, unpacked; that of a folder of pages is made first.
fn open(path: &Path, reading: &Reading) -> anyhow::Result<File> {
    if !path.is_dir() {
        return unpacked(path).map_err(|fault| anyhow::anyhow!("{fault}"));
    }
    let job = Job { options: reading.options()?, ..Job::default() };
    // A panic is caught where it costs one page, and told there.
    std::panic::set_hook(Box::new(|_| {}));
    let file = tempfile::tempfile().context("no file for the records can be made")?;
    let mut out = BufWriter::new(file);
    run_corpus(walk(&[path.to_owned()], Links::Inside), &job, &mut out, &mut Failures)
        .context("cannot write the records")?;
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error).context("cannot write the records")?;
    file.rewind()?;
    Ok(file)
}

/// Tells of pages that failed: they are missing on this side.
struct Failures;

impl Watch for Failures {
    fn fault(&mut self, fault: &Fault, failed: bool) -> io::Result<()> {
        if failed {
            tell(&format!("extract: failed: {fault}"));
        }
        Ok(())
    }

    fn note(&mut self, _: &Fault) {}

    fn done(&mut self, _: &Summary) {}
}
