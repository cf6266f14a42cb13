//! Layouts as tables in TOML, built in and brought by curators alike.
//!
//! What is read stays in memory until the program ends: layouts are few and every page needs them.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::set::LONGEST;
use super::{Head, Label, Layout, Padded, SLOTS, Slot, label};

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// In words, with what is allowed.
    pub message: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl Defect {
    fn at(text: &str, span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        let before = &text[..text.floor_char_boundary(span.map_or(0, |span| span.start))];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let (line, column) = (before.matches('\n').count() + 1, before[start..].chars().count() + 1);
        Defect { line, column, message: message.into() }
    }

    /// The id of a table is taken.
    pub(super) fn known(text: &str, id: &str) -> Self {
        Defect::at(
            text,
            text.find("id").map(|at| at..at),
            format!("`id`: there is a layout “{id}” already; give this one its own id"),
        )
    }
}

/// A table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing about how a site prints")]
struct Table {
    id: Spanned<String>,
    doc: Spanned<String>,
    #[serde(default)]
    head: Vec<Spanned<String>>,
    labels: Spanned<Vec<Row>>,
    #[serde(default)]
    signature: Vec<Spanned<String>>,
    #[serde(default = "yes")]
    ordered: bool,
    footnote: Option<String>,
    #[serde(default)]
    glued: Vec<Spanned<String>>,
    #[serde(default)]
    fused: bool,
    #[serde(default)]
    spaced: bool,
    #[serde(default)]
    within: bool,
    #[serde(default)]
    chrome: Vec<String>,
    last: Option<Spanned<String>>,
    #[serde(default)]
    only: Vec<Spanned<String>>,
    padded: Option<Padded>,
    #[serde(default)]
    day_first: bool,
    #[serde(default)]
    registry: bool,
    #[serde(default)]
    paraphrase: bool,
}

/// One label.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    text: Spanned<String>,
    slot: Spanned<String>,
    #[serde(default)]
    null: Vec<String>,
}

fn yes() -> bool {
    true
}

/// Reads a table.
///
/// # Errors
///
/// The first thing that is wrong with it, with its place.
pub(super) fn read(text: &str) -> Result<&'static Layout, Defect> {
    let table: Table = toml::from_str(text).map_err(|error| Defect::at(text, error.span(), error.message()))?;
    let reader = Reader { text };
    reader.check(&table)?;
    let labels = table.labels.into_inner().into_iter().map(|row| reader.label(row)).collect::<Result<Vec<_>, _>>()?;
    let head = table.head.iter().map(|name| Ok(label("", reader.slot(name)?))).collect::<Result<Vec<_>, _>>()?;
    Ok(Box::leak(Box::new(Layout {
        id: kept(table.id.into_inner()),
        doc: kept(table.doc.into_inner()),
        head: Head::Lines(head.leak()),
        labels: labels.leak(),
        signature: all_kept(table.signature.into_iter().map(Spanned::into_inner)),
        ordered: table.ordered,
        footnote: table.footnote.map(kept),
        glued: all_kept(table.glued.into_iter().map(Spanned::into_inner)),
        fused: table.fused,
        spaced: table.spaced,
        within: table.within,
        chrome: all_kept(table.chrome),
        last: table.last.map(|last| kept(last.into_inner())),
        only: all_kept(table.only.into_iter().map(Spanned::into_inner)),
        padded: table.padded,
        day_first: table.day_first,
        registry: table.registry,
        shape: None,
        paraphrase: table.paraphrase,
    })))
}

fn kept(text: String) -> &'static str {
    text.leak()
}

fn all_kept(texts: impl IntoIterator<Item = String>) -> &'static [&'static str] {
    texts.into_iter().map(kept).collect::<Vec<_>>().leak()
}

/// Reads the parts of a table, with their places at hand.
struct Reader<'d> {
    text: &'d str,
}

impl Reader<'_> {
    fn refuse<T>(&self, part: &Spanned<T>, message: String) -> Result<(), Defect> {
        Err(Defect::at(self.text, Some(part.span()), message))
    }

    fn check(&self, table: &Table) -> Result<(), Defect> {
        let id = table.id.get_ref();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
        if id.is_empty() || !id.bytes().all(plain) {
            return self.refuse(
                &table.id,
                format!("`id` is {id:?}; lower-case letters, digits, `.`, `-` and `_` are allowed"),
            );
        }
        if table.doc.get_ref().trim().is_empty() {
            return self.refuse(&table.doc, "`doc` is empty; say in a sentence what the site prints".to_owned());
        }
        let labels = table.labels.get_ref();
        if labels.is_empty() {
            return self.refuse(&table.labels, "`labels` is empty; a layout needs labels to be known by".to_owned());
        }
        let known = |name: &str| labels.iter().any(|row| row.text.get_ref() == name);
        let signature = table.signature.iter().map(|name| ("signature", name));
        let glued = table.glued.iter().map(|name| ("glued", name));
        let only = table.only.iter().map(|name| ("only", name));
        let last = table.last.iter().map(|name| ("last", name));
        for (key, name) in signature.chain(glued).chain(only).chain(last) {
            if !known(name.get_ref().trim_end_matches(':')) {
                return self
                    .refuse(name, format!("`{key}` names {:?}, which is no label of this table", name.get_ref()));
            }
        }
        Ok(())
    }

    fn label(&self, row: Row) -> Result<Label, Defect> {
        let text = row.text.get_ref();
        if text.trim() != text || text.is_empty() || text.ends_with(':') || text.len() > LONGEST {
            let message = format!(
                "`text` is {text:?}; a label has 1 to {LONGEST} bytes, no blanks at its ends and no colon behind it"
            );
            self.refuse(&row.text, message)?;
        }
        let slot = self.slot(&row.slot)?;
        Ok(Label { null: all_kept(row.null), ..label(kept(row.text.into_inner()), slot) })
    }

    fn slot(&self, name: &Spanned<String>) -> Result<Slot, Defect> {
        let slot = SLOTS.iter().find(|slot| slot.name == name.get_ref());
        slot.copied().ok_or_else(|| {
            let names: Vec<&str> = SLOTS.iter().map(|slot| slot.name).collect();
            let message = format!("there is no slot {:?}; the slots are {}", name.get_ref(), names.join(", "));
            Defect::at(self.text, Some(name.span()), message)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "id = \"x\"\ndoc = \"A site.\"\nlabels = [\n  { text = \"Phase\", slot = \"phases\" },\n]\n";

    #[track_caller]
    fn refused(text: &str, line: usize, column: usize, part: &str) {
        let defect = read(text).expect_err("a broken table");
        assert_eq!((defect.line, defect.column), (line, column), "{defect}");
        assert!(defect.message.contains(part), "{defect}");
    }

    #[test]
    fn a_table_becomes_a_layout() {
        let layout = read(WHOLE).expect("a whole table");
        assert_eq!((layout.id, layout.labels.len(), layout.ordered), ("x", 1, true));
        assert_eq!(layout.labels[0].slot.name, "phases");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_is_allowed() {
        refused(&WHOLE.replace("doc", "dok"), 2, 1, "expected one of `id`, `doc`");
        refused(&WHOLE.replace("\"phases\"", "\"phase\""), 4, 28, "the slots are");
        refused(&WHOLE.replace("slot", "slto"), 4, 21, "expected one of `text`, `slot`, `null`");
        refused(&WHOLE.replace("\"Phase\"", "\"Phase:\""), 4, 12, "no colon behind it");
        refused(&format!("last = \"End\"\n{WHOLE}"), 1, 8, "no label of this table");
        refused(&format!("signature = [\"End\"]\n{WHOLE}"), 1, 14, "no label of this table");
        refused(&format!("padded = \"middle\"\n{WHOLE}"), 1, 10, "`first` or `last`");
        refused(&WHOLE.replace("\"x\"", "\"X y\""), 1, 6, "lower-case letters");
        refused("id = \"x", 1, 8, "expected");
        refused("", 1, 1, "missing field `id`");
    }
}
