//! Differences as one page of HTML.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Render, about, marked, plain, spliced, totals};
use crate::diff::{Change, Count, RecordDiff, Summary};
use crate::show::{html, page};

/// Letters that are shown of what stays beside a change.
const NEAR: usize = 120;

/// Writes a page that loads nothing and runs nothing; records come as they are found, counts last.
pub struct Html<W>(pub W);

impl<W: Write> Render for Html<W> {
    fn begin(&mut self, old: &str, new: &str) -> io::Result<()> {
        let title = format!("{old} → {new}");
        writeln!(self.0, "{}<p><a href=\"#counts\">Counts</a></p>", page::head(&title))
    }

    fn record(&mut self, diff: &RecordDiff) -> io::Result<()> {
        let (name, path, about) = (html(diff.name()), html(diff.path()), about(diff));
        writeln!(
            self.0,
            "<details open><summary><b><bdi>{name}</bdi></b> <code>{path}</code> <small>{about}</small></summary><table>"
        )?;
        for change in diff.changes.iter().filter(|change| !change.is_record()) {
            let (field, rules) = (html(&change.field), change.rules.join(", "));
            writeln!(
                self.0,
                "<tr><th>{field}</th><td>{}</td><td class=\"rule\">{}</td></tr>",
                cell(change),
                html(&rules)
            )?;
        }
        writeln!(self.0, "</table></details>")
    }

    fn end(&mut self, summary: &Summary, _: bool) -> io::Result<()> {
        writeln!(self.0, "<h2 id=\"counts\">Counts</h2><p>{}</p>", totals(summary))?;
        self.counts("Field", &summary.fields)?;
        self.counts("Rule", &summary.rules)?;
        writeln!(self.0, "{}", page::FOOT)
    }
}

impl<W: Write> Html<W> {
    fn counts(&mut self, title: &str, counts: &BTreeMap<String, Count>) -> io::Result<()> {
        if counts.is_empty() {
            return Ok(());
        }
        let heads = "<th>added</th><th>removed</th><th>changed</th><th>moved</th><th>examples</th>";
        writeln!(self.0, "<table><tr><th>{title}</th>{heads}</tr>")?;
        for (name, count) in counts {
            let Count { added, removed, changed, moved, examples } = count;
            let numbers = [added, removed, changed, moved].map(|number| format!("<td class=\"number\">{number}</td>"));
            write!(self.0, "<tr><th>{}</th>{}<td>", html(name), numbers.concat())?;
            for example in examples {
                let part = |text: &Option<String>| text.as_deref().map_or("∅".into(), html).into_owned();
                let (before, after, record) = (part(&example.before), part(&example.after), html(&example.record));
                write!(
                    self.0,
                    "<div><small><bdi>{record}</bdi></small> <del><bdi>{before}</bdi></del> → <ins><bdi>{after}</bdi></ins></div>"
                )?;
            }
            writeln!(self.0, "</td></tr>")?;
        }
        writeln!(self.0, "</table>")
    }
}

fn cell(change: &Change) -> String {
    let bdi = |value| format!("<bdi>{}</bdi>", html(&plain(value)));
    let whole = [bdi(&change.before), bdi(&change.after)];
    marked(change, &whole, || Some(format!("<bdi>{}</bdi>", spliced(change, NEAR, html)?)))
}
