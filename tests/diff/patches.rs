//! The patches of a diff make the new record of the old one.

use proptest::prelude::*;
use serde_json::{Value, json};
use trialsift::diff::{Change, compare};

use super::{corpus_once, normal};

/// The old record with the operations of all changes carried out, in their order.
fn patched(old: &Value, changes: &[Change]) -> Value {
    let mut record = old.clone();
    for change in changes {
        let patch = serde_json::to_value(&change.patch).expect("JSON");
        let patch: json_patch::Patch = serde_json::from_value(patch).expect("operations of RFC 6902");
        json_patch::patch(&mut record, &patch).expect("can be carried out");
    }
    record
}

#[track_caller]
fn check_patch(old: &Value, new: &Value) {
    let changes = compare(old, new);
    assert_eq!(normal(&patched(old, &changes)), normal(new), "{changes:#?}");
    assert!(!changes.is_empty() || normal(old) == normal(new));
}

/// Something done to a value of a record.
#[derive(Clone, Debug)]
enum Edit {
    Clear,
    Turn,
    Rotate,
    Drop,
    Double,
    Word(String),
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, Edit)>> {
    let edit = prop_oneof![
        Just(Edit::Clear),
        Just(Edit::Turn),
        Just(Edit::Rotate),
        Just(Edit::Drop),
        Just(Edit::Double),
        "[a-z/~\" ]{0,12}".prop_map(Edit::Word),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), edit), 0..12)
}

/// All places of a value, itself the first.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                places(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), into);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, value)| places(value, &format!("{at}/{n}"), into));
        }
        _ => {}
    }
}

fn edited(record: &Value, edits: &[(prop::sample::Index, Edit)]) -> Value {
    let mut record = record.clone();
    for (index, edit) in edits {
        let mut all = Vec::new();
        places(&record, "", &mut all);
        // The record itself stays one.
        let place: &String = index.get(&all[1..]);
        let value = record.pointer_mut(place).expect("a place");
        match (edit, value) {
            (Edit::Turn, Value::Array(items)) => items.reverse(),
            (Edit::Rotate, Value::Array(items)) if !items.is_empty() => items.rotate_left(1),
            (Edit::Drop, Value::Array(items)) => drop(items.pop()),
            (Edit::Double, Value::Array(items)) => items.extend_from_within(..items.len().min(2)),
            (Edit::Drop, Value::Object(entries)) => drop(entries.pop()),
            (Edit::Word(word), Value::String(text)) => text.push_str(word),
            (Edit::Word(word), value) => *value = json!(word),
            (Edit::Clear, value) => *value = Value::Null,
            _ => {}
        }
    }
    record
}

trait Pop {
    fn pop(&mut self) -> Option<Value>;
}

impl Pop for serde_json::Map<String, Value> {
    fn pop(&mut self) -> Option<Value> {
        let last = self.keys().next_back().cloned()?;
        self.shift_remove(&last)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_patches_make_the_new_record_of_the_old_one(
        at in any::<prop::sample::Index>(),
        edits in edits(),
    ) {
        let corpus = corpus_once();
        let old = at.get(corpus);
        check_patch(old, &edited(old, &edits));
        check_patch(&edited(old, &edits), old);
    }

    #[test]
    fn the_patches_make_any_record_of_any_other(a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let corpus = corpus_once();
        check_patch(a.get(corpus), b.get(corpus));
    }
}

#[test]
fn a_list_out_of_order_is_moved_with_the_fewest_moves() {
    let list = |words: &str| {
        let items: Vec<Value> = words.split(' ').map(|word| json!({"text": word, "level": 0})).collect();
        json!({"eligibility": {"inclusion": items}})
    };
    let (old, new) = (list("one two three four five"), list("two three four five one"));
    let changes = compare(&old, &new);
    assert_eq!(changes.len(), 1, "{changes:?}");
    let expected = json!([{"op": "move", "from": "/eligibility/inclusion/0", "path": "/eligibility/inclusion/4"}]);
    assert_eq!(serde_json::to_value(&changes[0].patch).expect("JSON"), expected);
    check_patch(&old, &new);
    // A thousand items the other way round are given whole.
    let many: Vec<Value> = (0..1500).map(|n| json!({"text": format!("{n} items"), "level": 0})).collect();
    let turned: Vec<Value> = many.iter().rev().cloned().collect();
    let (old, new) = (json!({"eligibility": {"inclusion": many}}), json!({"eligibility": {"inclusion": turned}}));
    assert_eq!(compare(&old, &new).len(), 1);
    check_patch(&old, &new);
}
