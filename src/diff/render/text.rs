//! Differences in a terminal.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Render, about, near, plain, totals, woven};
use crate::diff::{Change, Count, Kind, Piece, RecordDiff, Side, Summary};
use crate::show::printable;

const NAME: Style = Style::new().bold();
const FIELD: Style = AnsiColor::Cyan.on_default();
const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const RULE: Style = AnsiColor::Yellow.on_default();
const FAINT: Style = Style::new().dimmed();

/// Letters that are shown of what stays beside a change.
const NEAR: usize = 40;

/// Shows differences in a terminal; colors are left to the stream it writes to.
pub struct Text<W>(pub W);

impl<W: Write> Render for Text<W> {
    fn begin(&mut self, _: &str, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn record(&mut self, diff: &RecordDiff) -> io::Result<()> {
        let (name, path, about) = (printable(diff.name()), printable(diff.path()), about(diff));
        writeln!(self.0, "{NAME}{name}{NAME:#}  {path}  {FAINT}{about}{FAINT:#}")?;
        let mut field = "";
        for change in diff.changes.iter().filter(|change| !change.is_record()) {
            if change.field != field {
                field = &change.field;
                writeln!(self.0, "  {FIELD}{}{FIELD:#}", printable(field))?;
            }
            self.change(change)?;
        }
        writeln!(self.0)
    }

    fn end(&mut self, summary: &Summary, whole: bool) -> io::Result<()> {
        if whole {
            self.counts("by field", &summary.fields)?;
            self.counts("by rule", &summary.rules)?;
        }
        writeln!(self.0, "{}", totals(summary))
    }
}

/// A text on one line.
fn flat(text: &str) -> String {
    printable(&text.replace('\n', " ⏎ ")).into_owned()
}

impl<W: Write> Text<W> {
    fn change(&mut self, change: &Change) -> io::Result<()> {
        let (before, after) = (flat(&plain(&change.before)), flat(&plain(&change.after)));
        match change.kind {
            Kind::Removed => write!(self.0, "    {OLD}- {before}{OLD:#}")?,
            Kind::Added => write!(self.0, "    {NEW}+ {after}{NEW:#}")?,
            Kind::Moved => {
                let place = |at: &Option<String>| at.as_deref().map(flat).unwrap_or_default();
                write!(self.0, "    > {} → {}  {after}", place(&change.old), place(&change.new))?;
            }
            Kind::Changed => match woven(change) {
                Some(pieces) => self.pieces(&near(&pieces, NEAR))?,
                None => write!(self.0, "    {OLD}- {before}{OLD:#}\n    {NEW}+ {after}{NEW:#}")?,
            },
        }
        for rule in &change.rules {
            write!(self.0, "  {RULE}{}{RULE:#}", printable(rule))?;
        }
        writeln!(self.0)
    }

    fn pieces(&mut self, pieces: &[Piece<'_>]) -> io::Result<()> {
        write!(self.0, "    ~")?;
        // What is left out at the start has a blank of its own.
        if pieces.first().is_none_or(|piece| !piece.text.starts_with(' ')) {
            write!(self.0, " ")?;
        }
        pieces.iter().try_for_each(|piece| {
            let text = flat(piece.text);
            match piece.side {
                Side::Both => write!(self.0, "{text}"),
                Side::Old => write!(self.0, "{OLD}[-{text}-]{OLD:#}"),
                Side::New => write!(self.0, "{NEW}{{+{text}+}}{NEW:#}"),
            }
        })
    }

    fn counts(&mut self, title: &str, counts: &BTreeMap<String, Count>) -> io::Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        writeln!(self.0, "{NAME}{title}{NAME:#}")?;
        for (name, count) in counts {
            let Count { added, removed, changed, moved, examples } = count;
            let name = printable(name);
            writeln!(
                self.0,
                "  {FIELD}{name:32}{FIELD:#} {NEW}{added:6} added{NEW:#} {OLD}{removed:6} removed{OLD:#} {changed:6} changed {moved:4} moved"
            )?;
            for example in examples {
                let part = |text: &Option<String>| text.as_deref().map_or("null".to_owned(), flat);
                let (before, after) = (part(&example.before), part(&example.after));
                let record = printable(&example.record);
                writeln!(self.0, "      {FAINT}{record}{FAINT:#} {OLD}{before}{OLD:#} → {NEW}{after}{NEW:#}")?;
            }
        }
        writeln!(self.0)
    }
}
