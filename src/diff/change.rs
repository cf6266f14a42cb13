//! One thing that is different.

use serde::Serialize;
use serde_json::Value;

/// What happened to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "plain words")]
pub enum Kind {
    Added,
    Removed,
    Changed,
    /// An item of a list whose order means something stands elsewhere.
    Moved,
}

/// An operation of RFC 6902.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
#[expect(missing_docs, reason = "words of the standard")]
pub enum Operation {
    Add { path: String, value: Value },
    Remove { path: String },
    Replace { path: String, value: Value },
    Move { from: String, path: String },
}

/// One thing that is different between two versions of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The keys that lead to the value, without the numbers of lists: `eligibility.inclusion.text`; empty for the record.
    pub field: String,
    /// What happened.
    pub kind: Kind,
    /// The JSON Pointer of the value in the old record; nothing where it was not there.
    pub old: Option<String>,
    /// The JSON Pointer of the value in the new record; nothing where it is not there.
    pub new: Option<String>,
    /// The value as it was; `null` where it was not there.
    pub before: Value,
    /// The value as it is; `null` where it is not there.
    pub after: Value,
    /// The rules whose repairs came, went or changed at the value.
    pub rules: Vec<String>,
    /// What makes the old record the new one here, once the operations of all changes before this one were carried out.
    pub patch: Vec<Operation>,
}

impl Change {
    /// A whole record that came or went.
    pub(super) fn record(kind: Kind, record: &Value) -> Self {
        let (path, value) = (String::new(), record.clone());
        let (before, after, operation) = match kind {
            Kind::Removed => (value, Value::Null, Operation::Remove { path }),
            _ => (Value::Null, value.clone(), Operation::Add { path, value }),
        };
        let place = |value: &Value| (!value.is_null()).then(String::new);
        let (old, new) = (place(&before), place(&after));
        Change { field: String::new(), kind, old, new, before, after, rules: Vec::new(), patch: vec![operation] }
    }

    /// Whether it is of a whole record.
    #[must_use]
    pub fn is_record(&self) -> bool {
        self.field.is_empty()
    }
}
