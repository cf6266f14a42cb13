//! Differences for a pull request.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Render, about, marked, plain, spliced, totals};
use crate::diff::{Change, Count, RecordDiff, Summary};
use crate::show::markdown;

/// Bytes of records at most: a comment of a pull request holds 65,536 letters, the counts among them.
const MOST: usize = 48 << 10;

/// Letters that are shown of what stays beside a change, and of a whole value.
const NEAR: usize = 40;
const LONG: usize = 300;

/// Writes the counts first and then as many records as a comment of a pull request holds.
pub struct Markdown<W> {
    out: W,
    records: String,
    left_out: u64,
}

impl<W: Write> Markdown<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Markdown { out, records: String::new(), left_out: 0 }
    }

    fn counts(&mut self, title: &str, counts: &BTreeMap<String, Count>, whole: bool) -> io::Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n| {title} | added | removed | changed | moved |\n|---|--:|--:|--:|--:|")?;
        for (name, count) in counts {
            let Count { added, removed, changed, moved, .. } = count;
            writeln!(self.out, "| {} | {added} | {removed} | {changed} | {moved} |", markdown(name))?;
        }
        for (name, count) in counts.iter().filter(|_| whole) {
            writeln!(self.out, "\n**{}**\n", markdown(name))?;
            for example in &count.examples {
                let part = |text: &Option<String>| text.as_deref().map_or_else(|| "∅".into(), markdown).into_owned();
                let (before, after) = (part(&example.before), part(&example.after));
                writeln!(self.out, "- {}: {before} → {after}", markdown(&example.record))?;
            }
        }
        Ok(())
    }
}

impl<W: Write> Render for Markdown<W> {
    fn begin(&mut self, _: &str, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn record(&mut self, diff: &RecordDiff) -> io::Result<()> {
        let text = section(diff);
        if self.left_out > 0 || self.records.len() + text.len() > MOST {
            self.left_out += 1;
        } else {
            self.records += &text;
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, whole: bool) -> io::Result<()> {
        writeln!(self.out, "**{}**", totals(summary))?;
        self.counts("field", &summary.fields, whole)?;
        self.counts("rule", &summary.rules, whole)?;
        write!(self.out, "{}", self.records)?;
        if self.left_out > 0 {
            writeln!(self.out, "\n*{} more records are not shown here.*", self.left_out)?;
        }
        Ok(())
    }
}

fn section(diff: &RecordDiff) -> String {
    let (name, path, about) = (markdown(diff.name()), markdown(diff.path()), about(diff));
    let mut text = format!("\n#### Record {name}\n\nPage {path} ({about})\n");
    let changes: Vec<&Change> = diff.changes.iter().filter(|change| !change.is_record()).collect();
    if !changes.is_empty() {
        text += "\n| field | change | rule |\n|---|---|---|\n";
    }
    for change in changes {
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            markdown(&change.field),
            cell(change),
            markdown(&change.rules.join(", "))
        );
    }
    text
}

fn cell(change: &Change) -> String {
    let whole = [&change.before, &change.after].map(|value| short(&plain(value)));
    marked(change, &whole, || spliced(change, NEAR, markdown))
}

fn short(text: &str) -> String {
    let cut = text.char_indices().nth(LONG).map(|(at, _)| at);
    cut.map_or_else(|| markdown(text).into_owned(), |at| format!("{}…", markdown(&text[..at])))
}
