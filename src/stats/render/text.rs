//! Statistics in a terminal.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{SHOWN, percent};
use crate::show::printable;
use crate::stats::{Field, Stats, Tally, clusters};

const HEADING: Style = Style::new().bold();
const BAR: Style = AnsiColor::Blue.on_default();
const FAINT: Style = Style::new().dimmed();

/// Layouts that are named behind a field.
const UNLIKE: usize = 5;

/// Writes statistics for people.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn text(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    let layouts: Vec<String> = stats.layouts.iter().map(|(id, count)| format!("{} {count}", printable(id))).collect();
    writeln!(out, "{HEADING}{} records{HEADING:#}  {}", stats.records, layouts.join(", "))?;
    fields(stats, out)?;
    rules(stats, out)?;
    issues(stats, out)?;
    tally("Words outside the vocabularies", stats.words(), out)?;
    tally("What stands in residue like a label", stats.labels(), out)?;
    residue(stats, out)?;
    stats.names().into_iter().try_for_each(|(title, names)| near_equals(title, names, out))
}

/// A bar of twenty cells.
fn bar(percent: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 20")]
    let cells = (percent / 5.0).round().clamp(0.0, 20.0) as usize;
    format!("{BAR}{}{BAR:#}{FAINT}{}{FAINT:#}", "█".repeat(cells), "░".repeat(20 - cells))
}

fn fields(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{HEADING}Fields{HEADING:#}  how many records say something in them")?;
    for field in stats.fields() {
        let share = percent(field.filled, stats.records);
        let (name, bar) = (printable(&field.field), bar(share));
        let by = unlike(stats, field, share);
        writeln!(out, "  {name:34} {bar} {share:5.1} %  {FAINT}{by}{FAINT:#}")?;
    }
    writeln!(
        out,
        "  {FAINT}behind each field up to {UNLIKE} layouts that are 20 points or more above or below{FAINT:#}"
    )
}

/// The layouts that are furthest from the share of all; those near it tell nothing.
fn unlike(stats: &Stats, field: &Field, share: f64) -> String {
    let part = |id: &String, of: &u64| percent(field.by_layout.get(id).copied().unwrap_or(0), *of);
    let mut parts: Vec<(&str, f64)> = stats.layouts.iter().map(|(id, of)| (id.as_str(), part(id, of))).collect();
    parts.retain(|(_, part)| (part - share).abs() >= 20.0);
    parts.sort_by(|a, b| (b.1 - share).abs().total_cmp(&(a.1 - share).abs()));
    let shown = parts.iter().take(UNLIKE).map(|(id, part)| format!("{} {part:.0}", printable(id)));
    shown.collect::<Vec<_>>().join(", ")
}

fn rules(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{HEADING}Repairs{HEADING:#}  by rule, and by confidence from 0.0 up, 0.1 up … 0.9 up")?;
    for (rule, count) in stats.rules() {
        let bins: Vec<String> = count.bins.iter().map(|count| format!("{count:5}")).collect();
        let (rule, bins) = (printable(rule), bins.join(""));
        writeln!(
            out,
            "  {rule:32} {:6} applied {:6} suggested  {FAINT}{bins}{FAINT:#}",
            count.applied, count.suggested
        )?;
    }
    Ok(())
}

fn issues(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{HEADING}Issues{HEADING:#}")?;
    for (code, issues) in stats.issues() {
        let (code, example, path) = (printable(code), printable(&issues.example), printable(&issues.path));
        writeln!(
            out,
            "  {code:24} {:6} in {:6} records  {FAINT}{example} ({path}){FAINT:#}",
            issues.count, issues.records
        )?;
    }
    Ok(())
}

fn tally(title: &str, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    let all = tally.by_count();
    writeln!(out, "\n{HEADING}{title}{HEADING:#}  {} different", all.len())?;
    for (value, seen) in all.iter().take(SHOWN) {
        writeln!(out, "  {:6} {}  {FAINT}{}{FAINT:#}", seen.count, printable(value), printable(&seen.example))?;
    }
    more(all.len(), tally.others, out)
}

fn more(all: usize, others: u64, out: &mut dyn Write) -> io::Result<()> {
    if all > SHOWN {
        writeln!(out, "  {FAINT}{} more, which --json lists{FAINT:#}", all - SHOWN)?;
    }
    if others > 0 {
        writeln!(out, "  {FAINT}{others} came when there was no room for new ones{FAINT:#}")?;
    }
    Ok(())
}

fn residue(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{HEADING}Residue{HEADING:#}  by layout")?;
    for (layout, left) in stats.residue() {
        let (layout, share) = (printable(layout), percent(left.bytes, left.of));
        let (pages, pieces, bytes) = (left.pages, left.pieces, left.bytes);
        writeln!(out, "  {layout:24} {share:5.2} % of bytes, {pieces} pieces of {bytes} bytes on {pages} pages")?;
    }
    Ok(())
}

fn near_equals(title: &str, names: &Tally, out: &mut dyn Write) -> io::Result<()> {
    let clusters = clusters(names);
    writeln!(out, "\n{HEADING}Nearly equal {title}{HEADING:#}  {} groups", clusters.len())?;
    for cluster in clusters.iter().take(SHOWN) {
        let shown: Vec<String> =
            cluster.names.iter().take(SHOWN).map(|(name, count)| format!("{} ({count})", printable(name))).collect();
        writeln!(out, "  {:6} {}", cluster.count, shown.join(" ¦ "))?;
    }
    more(clusters.len(), names.others, out)
}
