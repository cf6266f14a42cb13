//! What is different between two outputs.
//!
//! ```text
//! output ──index──▶ lines       one pass: where each record stands, and prints of what it is known by
//!        ─matching▶ pairs       which record of OLD is which of NEW
//!        ─compare─▶ changes     only of pairs whose lines differ, field by field (`list` for lists)
//!        ──render─▶             text, JSON Lines, Markdown, HTML
//! ```
//!
//! Records are never held in memory together, only 96 bytes of each; lines that differ are read again where they stand.

mod change;
mod compare;
mod index;
mod list;
mod matching;
pub mod render;
mod selection;
mod summary;
mod words;

use std::io::{self, Read, Seek};

use rayon::prelude::*;
use serde_json::Value;

pub use change::{Change, Kind, Operation};
pub use compare::{SETS, compare};
pub use index::Output;
pub use matching::By;
pub use selection::Selection;
pub use summary::{Count, Example, Summary};
pub use words::{Piece, Side, pieces};

use matching::Pair;

/// Pairs of lines that are read before they are compared, by all threads.
const BATCH: usize = 512;

/// A record of one output beside its counterpart in the other.
#[derive(Clone, Debug)]
pub struct RecordDiff {
    /// What the two were matched by; nothing where one of them has no counterpart.
    pub by: Option<By>,
    /// The record as it was.
    pub old: Option<Version>,
    /// The record as it is.
    pub new: Option<Version>,
    /// What is different, in an order in which the operations can be carried out.
    pub changes: Vec<Change>,
}

/// A record of one output.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its line in the output, from 1.
    pub line: u32,
    /// The record.
    pub record: Value,
}

impl RecordDiff {
    /// What a person knows the record by: its identifier, else its title, else the path of its page.
    #[must_use]
    pub fn name(&self) -> &str {
        let record = self.new.as_ref().or(self.old.as_ref()).map(|version| &version.record);
        let text = |pointer| record.and_then(|record| record.pointer(pointer)).and_then(Value::as_str);
        ["/registry_id", "/brief_title", "/official_title", "/source/path"].into_iter().find_map(text).unwrap_or("?")
    }

    /// The path of the page, as it is.
    #[must_use]
    pub fn path(&self) -> &str {
        let record = self.new.as_ref().or(self.old.as_ref()).map(|version| &version.record);
        record.and_then(|record| record.pointer("/source/path")).and_then(Value::as_str).unwrap_or_default()
    }

    fn of(pair: Pair, old: Option<Version>, new: Option<Version>, selection: &Selection) -> Self {
        let mut changes = match (&old, &new) {
            (Some(old), Some(new)) => compare(&old.record, &new.record),
            (Some(old), None) => vec![Change::record(Kind::Removed, &old.record)],
            (None, Some(new)) => vec![Change::record(Kind::Added, &new.record)],
            (None, None) => Vec::new(),
        };
        changes.retain(|change| selection.takes(change));
        RecordDiff { by: pair.by, old, new, changes }
    }
}

/// Compares two outputs: calls `take` for every record that differs in what is selected, those of OLD in their order, then
/// those that only NEW has.
///
/// # Errors
///
/// Where a line cannot be read again, or `take` fails.
pub fn diff<R: Read + Seek>(
    old: &mut Output<R>,
    new: &mut Output<R>,
    selection: &Selection,
    take: &mut dyn FnMut(&RecordDiff) -> io::Result<()>,
) -> io::Result<Summary> {
    let pairs = matching::pairs(&old.lines, &new.lines);
    let mut summary = Summary { old: old.lines.len() as u64, new: new.lines.len() as u64, ..Summary::default() };
    let differs = |pair: &&Pair| match (pair.old, pair.new) {
        (Some(before), Some(after)) => old.lines[before as usize].print != new.lines[after as usize].print,
        _ => true,
    };
    let differing: Vec<Pair> = pairs.iter().filter(differs).copied().collect();
    summary.same = (pairs.len() - differing.len()) as u64;
    drop(pairs);
    for batch in differing.chunks(BATCH) {
        let mut read = Vec::with_capacity(batch.len());
        for pair in batch {
            let before = pair.old.map(|at| old.version(at)).transpose()?;
            let after = pair.new.map(|at| new.version(at)).transpose()?;
            read.push((*pair, before, after));
        }
        let parsed = |(pair, old, new): (Pair, Option<index::Unparsed>, Option<index::Unparsed>)| {
            let old = old.map(index::Unparsed::parse).transpose()?;
            let new = new.map(index::Unparsed::parse).transpose()?;
            Ok(RecordDiff::of(pair, old, new, selection))
        };
        let compared: Vec<io::Result<RecordDiff>> = read.into_par_iter().map(parsed).collect();
        for diff in compared {
            let diff = diff?;
            summary.add(&diff);
            if !diff.changes.is_empty() {
                take(&diff)?;
            }
        }
    }
    Ok(summary)
}
