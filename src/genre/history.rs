//! Pages that show what changed between two versions of a record.

use memchr::memmem;

use super::{Genre, Verdict};
use crate::grammar::line::{Line, lines};
use crate::grammar::{count, date};
use crate::text::{starts, trimmed};
use crate::vocab;

/// A page whose lines are marked as taken out and put in, line for line.
pub(super) fn diff(text: &str) -> Option<Verdict<'_>> {
    memmem::find(text.as_bytes(), b"\n+")?;
    let pairs = replaced(&marked(text));
    let changes: Vec<_> = pairs.iter().filter(|(old, new)| related(old, new)).collect();
    if changes.len() < 2 || 2 * changes.len() < pairs.len() {
        return None;
    }
    let evidence = format!("{} lines marked “-” are followed by what replaced them, marked “+”", changes.len());
    Some(Verdict::new(Genre::HistoryDiff, changes[0].0, evidence))
}

/// The lines of a page with their marks; a mark that stands alone is that of the next line.
fn marked(text: &str) -> Vec<(char, &str)> {
    let (mut marked, mut waiting) = (Vec::new(), None);
    for line in lines(text).map(|line| line.whole) {
        match line.chars().next().filter(|mark| "+-".contains(*mark)) {
            Some(mark) if line.len() == 1 => waiting = Some(mark),
            Some(mark) => marked.push((mark, trimmed(&line[1..]))),
            None => marked.push((waiting.take().unwrap_or(' '), line)),
        }
    }
    marked
}

/// The lines taken out each beside the one put in for it: a run of the one kind before a run of the other.
fn replaced<'t>(marked: &[(char, &'t str)]) -> Vec<(&'t str, &'t str)> {
    let runs: Vec<&[(char, &str)]> = marked.chunk_by(|a, b| a.0 == b.0).collect();
    let changes = runs.windows(2).filter(|runs| runs[0][0].0 == '-' && runs[1][0].0 == '+');
    changes.flat_map(|runs| runs[0].iter().map(|line| line.1).zip(runs[1].iter().map(|line| line.1))).collect()
}

/// Whether two lines are one value before and after a change: of one label, of one kind, or in most of the same words.
fn related(old: &str, new: &str) -> bool {
    let labels = [old, new].map(|line| line.split_once(':').map_or("", |(label, _)| label));
    let both = |kind: fn(&str) -> bool| kind(old) && kind(new);
    let labeled = !labels[0].is_empty() && labels[0] == labels[1];
    labeled
        || both(|line| vocab::STATUS.term(line).is_some())
        || both(|line| date::date(line).is_some())
        || both(|line| count::people(line).is_some())
        || alike(old, new)
}

fn alike(old: &str, new: &str) -> bool {
    let before: Vec<&str> = old.split_whitespace().take(40).collect();
    let after: Vec<&str> = new.split_whitespace().take(40).collect();
    let kept = before.iter().filter(|word| after.contains(word)).count();
    kept >= 3 && 2 * kept >= before.len().max(after.len())
}

/// What stands before a value that a change took out, and before the one it put in.
const OLD: &[&str] = &["old value", "previous value", "original value", "changed from", "value before"];
const NEW: &[&str] = &["new value", "current value", "amended value", "changed to", "value after"];

/// A page that prints the old and the new value of several fields.
pub(super) fn amended<'t>(lines: &[Line<'t>]) -> Option<Verdict<'t>> {
    let valued = |words: &'static [&'static str]| {
        let found = move |line: &str| words.iter().any(|word| starts(line, word));
        lines.iter().map(|line| line.text.trim_start_matches(['|', ' '])).filter(move |line| found(line))
    };
    let (old, new) = (valued(OLD).count(), valued(NEW).count());
    if old < 2 || new < 2 {
        return None;
    }
    let evidence = format!("{old} values are printed as they were, {new} as they became");
    Some(Verdict::new(Genre::HistoryDiff, valued(OLD).next()?, evidence))
}
