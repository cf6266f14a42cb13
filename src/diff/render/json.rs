//! Differences as JSON Lines, a change a line.

use std::io::{self, Write};

use serde::Serialize;

use super::Render;
use crate::diff::{By, Change, RecordDiff, Summary};
use crate::show;

/// Writes a change a line, or one object with all counts.
pub struct Json<W>(pub W);

/// A line.
#[derive(Serialize)]
struct Line<'d> {
    record: Identity<'d>,
    #[serde(flatten)]
    change: &'d Change,
}

/// Which record it is.
#[derive(Serialize)]
struct Identity<'d> {
    name: &'d str,
    path: &'d str,
    by: Option<By>,
    old_line: Option<u32>,
    new_line: Option<u32>,
}

impl<W: Write> Json<W> {
    /// Hidden letters are escaped: an output may be looked at in a terminal.
    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string(value)?;
        writeln!(self.0, "{}", show::json(&text))
    }
}

impl<W: Write> Render for Json<W> {
    fn begin(&mut self, _: &str, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn record(&mut self, diff: &RecordDiff) -> io::Result<()> {
        diff.changes.iter().try_for_each(|change| {
            let record = Identity {
                name: diff.name(),
                path: diff.path(),
                by: diff.by,
                old_line: diff.old.as_ref().map(|version| version.line),
                new_line: diff.new.as_ref().map(|version| version.line),
            };
            self.line(&Line { record, change })
        })
    }

    fn end(&mut self, summary: &Summary, whole: bool) -> io::Result<()> {
        if whole { self.line(summary) } else { Ok(()) }
    }
}
