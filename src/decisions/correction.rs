//! Values that curators wrote.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::RECORD_SCHEMA;

/// The contract of records.
static SCHEMA: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(RECORD_SCHEMA).unwrap_or_default());

/// What of a record is no value of the trial.
const NOT_VALUES: &[&str] = &["schema", "source", "repairs", "issues", "residue", "spans"];

/// Checks that the contract of records has a place `field`, and that `before` and `after` may stand there.
pub(super) fn fits(field: &str, before: &Value, after: &Value) -> Result<(), String> {
    if before == after {
        return Err(format!("the correction of {field} changes nothing; `before` and `after` are both {after}"));
    }
    let part = part(&SCHEMA, field).ok_or_else(|| format!("{field}: records have no such value"))?;
    let whole = json!({ "$defs": SCHEMA["$defs"], "allOf": [part] });
    let validator = jsonschema::draft202012::new(&whole).map_err(|error| format!("{field}: {error}"))?;
    for (key, value) in [("before", before), ("after", after)] {
        if let Some(error) = validator.iter_errors(value).next() {
            return Err(format!("`{key}` cannot stand at {field}: {error}"));
        }
    }
    Ok(())
}

/// The part of the schema that a JSON Pointer into a record leads to.
fn part<'s>(schema: &'s Value, pointer: &str) -> Option<&'s Value> {
    let keys = pointer.strip_prefix('/')?.split('/');
    let mut part = schema;
    for (depth, key) in keys.enumerate() {
        if depth == 0 && NOT_VALUES.contains(&key) {
            return None;
        }
        part = resolved(schema, part);
        let index = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit());
        part = if index { part.get("items")? } else { part.get("properties")?.get(key)? };
    }
    Some(part)
}

fn resolved<'s>(schema: &'s Value, part: &'s Value) -> &'s Value {
    let target = part["$ref"].as_str().and_then(|target| schema.pointer(target.trim_start_matches('#')));
    target.unwrap_or(part)
}

/// A value as repairs show it: text as it is, nothing as nothing, anything else as JSON.
pub(super) fn told(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_must_fit_the_contract() {
        let check = |field, before: Value, after: Value| fits(field, &before, &after);
        assert!(check("/lead_sponsor/name", Value::Null, "Halden Institute".into()).is_ok());
        assert!(check("/enrollment/count", 16.into(), 61.into()).is_ok());
        assert!(check("/conditions/1", "Asthma".into(), "Cough".into()).is_ok());
        assert!(check("/overall_status", Value::Null, "COMPLETED".into()).is_ok());
        let message = check("/overall_status", Value::Null, "Completed".into()).unwrap_err();
        assert!(message.contains("/overall_status") && message.contains("after"), "{message}");
        assert!(check("/enrollment/count", 16.into(), "61".into()).is_err());
        assert!(check("/conditions/1", "Asthma".into(), Value::Null).is_err());
        assert!(check("/source/path", "a".into(), "b".into()).unwrap_err().contains("no such value"));
        assert!(check("/sponsor", Value::Null, "b".into()).is_err());
    }
}
