//! Statistics as one page of HTML with plain charts.

use std::io::{self, Write};

use super::{SHOWN, percent};
use crate::show::{html as inert, page};
use crate::stats::{Stats, Tally, clusters};

/// Writes a page that loads nothing and runs nothing.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn html(stats: &Stats, name: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", page::head(&format!("{name}: {} records", stats.records)))?;
    layouts(stats, out)?;
    fields(stats, out)?;
    rules(stats, out)?;
    issues(stats, out)?;
    tally("Words outside the vocabularies", stats.words(), out)?;
    tally("What stands in residue like a label", stats.labels(), out)?;
    stats.names().into_iter().try_for_each(|(title, names)| near_equals(title, names, out))?;
    writeln!(out, "{}", page::FOOT)
}

/// A bar that is so much full.
fn bar(percent: f64) -> String {
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{percent:.1} %\">\
         <rect class=\"all\" width=\"100\" height=\"8\"/><rect class=\"part\" width=\"{percent:.1}\" height=\"8\"/></svg>"
    )
}

fn number(number: impl std::fmt::Display) -> String {
    format!("<td class=\"number\">{number}</td>")
}

fn layouts(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<h2>Layouts</h2><table><tr><th>layout</th><th>records</th><th></th><th>residue, % of bytes</th><th>pieces</th></tr>"
    )?;
    for (layout, left) in stats.residue() {
        let records = stats.layouts.get(layout).copied().unwrap_or(0);
        let (share, left_over) = (percent(records, stats.records), percent(left.bytes, left.of));
        let cells = [
            number(records),
            format!("<td>{}</td>", bar(share)),
            number(format!("{left_over:.2}")),
            number(left.pieces),
        ];
        writeln!(out, "<tr><th>{}</th>{}</tr>", inert(layout), cells.concat())?;
    }
    writeln!(out, "</table>")
}

fn fields(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Fields</h2><table><tr><th>field</th><th>%</th><th></th><th>by layout, %</th></tr>")?;
    for field in stats.fields() {
        let share = percent(field.filled, stats.records);
        let by = stats.layouts.iter().map(|(id, of)| {
            let part = percent(field.by_layout.get(id).copied().unwrap_or(0), *of);
            format!("{}&nbsp;{part:.0}", inert(id))
        });
        let (name, by) = (inert(&field.field), by.collect::<Vec<_>>().join(", "));
        let cells = [number(format!("{share:.1}")), format!("<td>{}</td><td><small>{by}</small></td>", bar(share))];
        writeln!(out, "<tr><th>{name}</th>{}</tr>", cells.concat())?;
    }
    writeln!(out, "</table>")
}

fn rules(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<h2>Repairs</h2><table><tr><th>rule</th><th>applied</th><th>suggested</th><th>by confidence, 0 to 1</th></tr>"
    )?;
    for (rule, count) in stats.rules() {
        let cells = [number(count.applied), number(count.suggested), format!("<td>{}</td>", histogram(&count.bins))];
        writeln!(out, "<tr><th>{}</th>{}</tr>", inert(rule), cells.concat())?;
    }
    writeln!(out, "</table>")
}

/// Ten columns, the highest as high as the chart.
fn histogram(bins: &[u64; 10]) -> String {
    let highest = bins.iter().copied().max().unwrap_or(0);
    let column = |(at, count): (usize, &u64)| {
        let height = percent(*count, highest) * 0.2;
        let (x, y) = (at * 10, 20.0 - height);
        format!(
            "<rect class=\"part\" x=\"{x}\" y=\"{y:.1}\" width=\"9\" height=\"{height:.1}\"><title>{count}</title></rect>"
        )
    };
    let columns: String = bins.iter().enumerate().map(column).collect();
    format!(
        "<svg class=\"bar\" style=\"height:1.6rem\" viewBox=\"0 0 100 20\" preserveAspectRatio=\"none\">{columns}</svg>"
    )
}

fn issues(stats: &Stats, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>Issues</h2><table><tr><th>code</th><th>issues</th><th>records</th><th>example</th></tr>")?;
    for (code, issues) in stats.issues() {
        let example = format!("<td><bdi>{}</bdi> <code>{}</code></td>", inert(&issues.example), inert(&issues.path));
        let cells = [number(issues.count), number(issues.records), example];
        writeln!(out, "<tr><th>{}</th>{}</tr>", inert(code), cells.concat())?;
    }
    writeln!(out, "</table>")
}

fn tally(title: &str, tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    let all = tally.by_count();
    writeln!(out, "<h2>{title}</h2><p>{} different</p><table>", all.len())?;
    for (value, seen) in all.iter().take(SHOWN) {
        let (value, example) = (inert(value), inert(&seen.example));
        writeln!(out, "<tr>{}<td><bdi>{value}</bdi></td><td><code>{example}</code></td></tr>", number(seen.count))?;
    }
    writeln!(out, "</table>")
}

fn near_equals(title: &str, names: &Tally, out: &mut dyn Write) -> io::Result<()> {
    let clusters = clusters(names);
    writeln!(out, "<h2>Nearly equal {title}</h2><p>{} groups</p><table>", clusters.len())?;
    for cluster in clusters.iter().take(SHOWN) {
        let name =
            |(name, count): &(String, u64)| format!("<div><bdi>{}</bdi> <small>{count}</small></div>", inert(name));
        let shown: String = cluster.names.iter().take(SHOWN).map(name).collect();
        writeln!(out, "<tr>{}<td>{shown}</td></tr>", number(cluster.count))?;
    }
    writeln!(out, "</table>")
}
