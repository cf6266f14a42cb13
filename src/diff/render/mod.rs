//! How differences are shown. Every word of a page goes through [`crate::show`].

mod html;
mod json;
mod markdown;
mod text;

use std::borrow::Cow;
use std::io;

use serde_json::Value;

use super::{Change, Kind, Piece, RecordDiff, Side, Summary, pieces};

pub use html::Html;
pub use json::Json;
pub use markdown::Markdown;
pub use text::Text;

/// A way to show differences.
pub trait Render {
    /// Before the first record; the names are those of the two outputs.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    fn begin(&mut self, old: &str, new: &str) -> io::Result<()>;

    /// A record that differs.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    fn record(&mut self, diff: &RecordDiff) -> io::Result<()>;

    /// How much was different; `whole` asks for counts by field and rule with their examples.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written.
    fn end(&mut self, summary: &Summary, whole: bool) -> io::Result<()>;
}

/// A value as people read it: a text as it is, of an object what is there, a list with ` ¦ ` between its items.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_number) => value.to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" ¦ "),
        Value::Object(entries) if entries.contains_key("rule") => repair(value),
        Value::Object(entries) => {
            let there = |value: &&Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
            entries.values().filter(there).map(plain).collect::<Vec<_>>().join(" · ")
        }
        other => other.to_string(),
    }
}

/// A repair in one line.
fn repair(value: &Value) -> String {
    let part = |key: &str| value.get(key).map(plain).unwrap_or_default();
    let after = Some(part("after")).filter(|after| !after.is_empty()).unwrap_or_else(|| "null".to_owned());
    let state =
        Some(part("state")).filter(|state| state != "APPLIED").map(|state| format!(" ({})", state.to_lowercase()));
    let state = state.unwrap_or_default();
    format!("{}{state} {} {}: {} → {after}", part("rule"), part("confidence"), part("field"), part("before"))
}

/// The two versions of a text as one, where that tells more than one after the other: they have some words in common.
fn woven(change: &Change) -> Option<Vec<Piece<'_>>> {
    let (Value::String(before), Value::String(after)) = (&change.before, &change.after) else { return None };
    let pieces = pieces(before, after);
    let common = |piece: &&Piece<'_>| piece.side == Side::Both && piece.text.contains(char::is_alphanumeric);
    let common: usize = pieces.iter().filter(common).map(|piece| piece.text.len()).sum();
    (common * 4 >= before.len().max(after.len())).then_some(pieces)
}

/// Pieces with what stays cut down to so many letters beside each change.
fn near<'t>(pieces: &[Piece<'t>], letters: usize) -> Vec<Piece<'t>> {
    let gap = Piece { side: Side::Both, text: " … " };
    let mut near = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let (head, tail) = (if at == 0 { 0 } else { letters }, if at + 1 == pieces.len() { 0 } else { letters });
        if piece.side != Side::Both || piece.text.chars().count() <= head + tail + 3 {
            near.push(*piece);
            continue;
        }
        let place = |nth: usize| piece.text.char_indices().nth(nth).map_or(piece.text.len(), |(at, _)| at);
        let (start, end) = (place(head), place(piece.text.chars().count() - tail));
        let parts = [&piece.text[..start], gap.text, &piece.text[end..]];
        near.extend(parts.into_iter().filter(|text| !text.is_empty()).map(|text| Piece { side: Side::Both, text }));
    }
    near
}

/// What is said about a record beside its name.
fn about(diff: &RecordDiff) -> &'static str {
    use super::By;
    match (&diff.old, &diff.new, diff.by) {
        (None, ..) => "only in NEW",
        (_, None, _) => "only in OLD",
        (.., Some(By::RegistryId)) => "same registry id",
        (.., Some(By::Path)) => "same path",
        (.., Some(By::Digest)) => "same bytes",
        (.., Some(By::Title)) => "same title",
        (.., None) => "",
    }
}

/// A change in the marks that HTML and Markdown share, of the `whole` value before and after, or of both `woven` into one.
fn marked(change: &Change, [before, after]: &[String; 2], woven: impl FnOnce() -> Option<String>) -> String {
    match change.kind {
        Kind::Added => format!("<ins>{after}</ins>"),
        Kind::Removed => format!("<del>{before}</del>"),
        Kind::Moved => format!("moved: {after}"),
        Kind::Changed => woven().unwrap_or_else(|| format!("<del>{before}</del> → <ins>{after}</ins>")),
    }
}

/// Two texts woven into one, with so many letters around each change; `clean` makes words of a page harmless.
fn spliced(change: &Change, around: usize, clean: fn(&str) -> Cow<'_, str>) -> Option<String> {
    let piece = |piece: &Piece<'_>| match piece.side {
        Side::Both => clean(piece.text).into_owned(),
        Side::Old => format!("<del>{}</del>", clean(piece.text)),
        Side::New => format!("<ins>{}</ins>", clean(piece.text)),
    };
    Some(near(&woven(change)?, around).iter().map(piece).collect())
}

/// The closing words.
fn totals(summary: &Summary) -> String {
    let Summary { old, new, changed, added, removed, .. } = summary;
    if summary.is_same() {
        return format!("no differences in {old} and {new} records");
    }
    let differ = if *changed == 1 { "record differs" } else { "records differ" };
    format!("{changed} {differ}, {added} only in NEW, {removed} only in OLD; OLD has {old}, NEW {new}")
}
