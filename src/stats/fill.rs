//! How full fields are.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

/// Parts of a record that are about the record, not the trial.
const ABOUT: &[&str] = &["schema", "source", "repairs", "issues", "residue", "spans"];

/// A field, and how many records say something in it.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Its keys with points between them.
    pub field: String,
    /// In how many records it is neither `null` nor empty.
    pub filled: u64,
    /// The same by layout.
    pub by_layout: BTreeMap<String, u64>,
}

/// Fields in the order of the record.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Fill {
    pub(super) fields: Vec<Field>,
}

impl Fill {
    pub(super) fn add(&mut self, record: &Value, layout: &str) {
        let Value::Object(entries) = record else { return };
        let mut at = 0;
        for (key, value) in entries.iter().filter(|(key, _)| !ABOUT.contains(&key.as_str())) {
            match value {
                Value::Object(inside) => self.inside(key, inside, layout, &mut at),
                value => self.count(key, value, layout, &mut at),
            }
        }
    }

    /// The parts of a field; a field with parts of its own (ages) counts by what any of them says.
    fn inside(&mut self, field: &str, entries: &Map<String, Value>, layout: &str, at: &mut usize) {
        entries.iter().for_each(|(key, value)| self.count(&format!("{field}.{key}"), value, layout, at));
    }

    /// Counts a field; it is looked for where the fields before it ended.
    fn count(&mut self, name: &str, value: &Value, layout: &str, at: &mut usize) {
        if self.fields.get(*at).is_none_or(|field| field.field != name) {
            *at = self.fields.iter().position(|field| field.field == name).unwrap_or(self.fields.len());
            if *at == self.fields.len() {
                self.fields.push(Field { field: name.to_owned(), filled: 0, by_layout: BTreeMap::new() });
            }
        }
        let field = &mut self.fields[*at];
        *at += 1;
        if says(value) {
            field.filled += 1;
            match field.by_layout.get_mut(layout) {
                Some(count) => *count += 1,
                None => drop(field.by_layout.insert(layout.to_owned(), 1)),
            }
        }
    }
}

fn says(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(entries) => entries.values().any(says),
        _ => true,
    }
}
