//! `extract layouts`: what is built in.

use std::io::{self, Write};

use clap::Args;
use trialsift::layout::{LAYOUTS, UNKNOWN};

use super::WELL;

#[derive(Args)]
pub(crate) struct Arguments {
    /// List the labels of each layout too
    #[arg(long)]
    labels: bool,
}

/// Lists the layouts.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    for layout in LAYOUTS.iter().chain([&UNKNOWN]) {
        writeln!(out, "{:12} {}", layout.id, layout.doc)?;
        if arguments.labels {
            for label in layout.labels {
                writeln!(out, "{:12}   {}", "", label.text)?;
            }
        }
    }
    Ok(WELL)
}
