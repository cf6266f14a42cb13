//! `extract stats`: an output in sum.

use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use trialsift::show;
use trialsift::source::{shown, unpacked};
use trialsift::stats::{Stats, render};

use super::WELL;

#[derive(Args)]
#[command(after_help = "\
Examples:
  extract stats out.jsonl                      for the terminal
  extract stats out.jsonl.zst --html > a.html  one page with plain charts that loads nothing
  extract stats out.jsonl --json | jq '.words[:10]'
  extract corpus/ -q | extract stats -         straight from a run")]
pub(crate) struct Arguments {
    /// The output: JSON Lines, plain or compressed; `-` for standard input
    output: PathBuf,
    /// Write everything as one JSON object
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Write one page of HTML that loads and runs nothing
    #[arg(long)]
    html: bool,
}

/// Sums up.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let told = |fault| anyhow::anyhow!("{fault}");
    let file = unpacked(&arguments.output).map_err(told)?;
    let stats = Stats::read(&arguments.output, &mut BufReader::with_capacity(256 << 10, file)).map_err(told)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    if arguments.json {
        writeln!(out, "{}", show::json(&serde_json::to_string(&stats)?))?;
    } else if arguments.html {
        render::html(&stats, &shown(&arguments.output), &mut out)?;
    } else {
        render::text(&stats, &mut out)?;
    }
    out.flush()?;
    Ok(WELL)
}
