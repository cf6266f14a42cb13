//! How much is different, by field and by rule.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Kind, RecordDiff};

/// Examples that are kept of each kind, and letters of each.
const EXAMPLES: usize = 3;
const LETTERS: usize = 120;

/// How much is different.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// Records of OLD.
    pub old: u64,
    /// Records of NEW.
    pub new: u64,
    /// Records whose lines are the same.
    pub same: u64,
    /// Records that differ in what is selected.
    pub changed: u64,
    /// Records that only NEW has.
    pub added: u64,
    /// Records that only OLD has.
    pub removed: u64,
    /// Changes by field.
    pub fields: BTreeMap<String, Count>,
    /// Changes by the rules that have to do with them.
    pub rules: BTreeMap<String, Count>,
}

/// How often something changed.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(missing_docs, reason = "plain words")]
pub struct Count {
    pub added: u64,
    pub removed: u64,
    pub changed: u64,
    pub moved: u64,
    /// The first three.
    pub examples: Vec<Example>,
}

/// A change in short.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Example {
    /// What the record is known by.
    pub record: String,
    /// The field.
    pub field: String,
    /// The value as it was, cut off where it is long.
    pub before: Option<String>,
    /// The value as it is, cut off where it is long.
    pub after: Option<String>,
}

impl Summary {
    /// Whether nothing that is selected is different.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.changed + self.added + self.removed == 0
    }

    pub(super) fn add(&mut self, diff: &RecordDiff) {
        if diff.changes.is_empty() {
            return;
        }
        match (&diff.old, &diff.new) {
            (Some(_), Some(_)) => self.changed += 1,
            (None, _) => self.added += 1,
            (_, None) => self.removed += 1,
        }
        for change in diff.changes.iter().filter(|change| !change.is_record()) {
            let example = || Example {
                record: diff.name().to_owned(),
                field: change.field.clone(),
                before: short(&change.before),
                after: short(&change.after),
            };
            self.fields.entry(change.field.clone()).or_default().add(change.kind, example);
            for rule in &change.rules {
                self.rules.entry(rule.clone()).or_default().add(change.kind, example);
            }
        }
    }
}

impl Count {
    fn add(&mut self, kind: Kind, example: impl FnOnce() -> Example) {
        match kind {
            Kind::Added => self.added += 1,
            Kind::Removed => self.removed += 1,
            Kind::Changed => self.changed += 1,
            Kind::Moved => self.moved += 1,
        }
        if self.examples.len() < EXAMPLES {
            self.examples.push(example());
        }
    }
}

/// A value in short: its first letters, an object without what is `null` in it.
fn short(value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let text = super::render::plain(value);
    let cut = text.char_indices().nth(LETTERS).map(|(at, _)| at);
    Some(cut.map_or(text.clone(), |at| format!("{}…", &text[..at])))
}
