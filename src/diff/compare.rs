//! Two versions of a record, field by field.

use serde_json::{Map, Value};

use super::list::{self, Matching};
use super::{Change, Kind, Operation};

/// Lists whose order means nothing: what the page happens to say first.
pub const SETS: &[&str] = &[
    "secondary_ids",
    "phases",
    "design.who_masked",
    "collaborators",
    "conditions",
    "keywords",
    "arm_groups.intervention_names",
    "interventions.other_names",
    "locations",
    "repairs",
    "issues",
    "residue",
];

/// Everything that is different, in an order in which the operations can be carried out.
///
/// What they make of `old` is `new`, but that new items of [`SETS`] stand behind those that stay.
#[must_use]
pub fn compare(old: &Value, new: &Value) -> Vec<Change> {
    let mut comparison = Comparison { changes: Vec::new() };
    comparison.value(old, new, &Site::default());
    let mut changes = comparison.changes;
    Causes::of(&changes, old, new).name(&mut changes);
    changes
}

/// Where the comparison is: JSON Pointers into the old record, the new one, and the old one as patched until now.
#[derive(Clone, Default)]
struct Site {
    old: String,
    new: String,
    at: String,
    field: String,
}

impl Site {
    fn key(&self, key: &str) -> Self {
        let step = format!("/{}", key.replace('~', "~0").replace('/', "~1"));
        // The keys of `spans` are places, not names of fields.
        let field = match self.field.as_str() {
            "" => key.to_owned(),
            "spans" => self.field.clone(),
            field => format!("{field}.{key}"),
        };
        Site { old: self.old.clone() + &step, new: self.new.clone() + &step, at: self.at.clone() + &step, field }
    }

    fn item(&self, old: usize, new: usize, at: usize) -> Self {
        Site {
            old: format!("{}/{old}", self.old),
            new: format!("{}/{new}", self.new),
            at: format!("{}/{at}", self.at),
            field: self.field.clone(),
        }
    }
}

struct Comparison {
    changes: Vec<Change>,
}

impl Comparison {
    fn push(&mut self, kind: Kind, site: &Site, before: &Value, after: &Value, operation: Operation) {
        self.changes.push(Change {
            field: site.field.clone(),
            kind,
            old: (!before.is_null() || kind == Kind::Changed).then(|| site.old.clone()),
            new: (!after.is_null() || kind == Kind::Changed).then(|| site.new.clone()),
            before: before.clone(),
            after: after.clone(),
            rules: Vec::new(),
            patch: vec![operation],
        });
    }

    fn value(&mut self, old: &Value, new: &Value, site: &Site) {
        match (old, new) {
            _ if old == new => {}
            (Value::Object(old), Value::Object(new)) => self.object(old, new, site),
            (Value::Array(old), Value::Array(new)) if !is_span(old) && !is_span(new) => self.list(old, new, site),
            _ => self.replaced(old, new, site),
        }
    }

    fn replaced(&mut self, old: &Value, new: &Value, site: &Site) {
        let kind = match (old, new) {
            (Value::Null, _) => Kind::Added,
            (_, Value::Null) => Kind::Removed,
            _ => Kind::Changed,
        };
        self.push(kind, site, old, new, Operation::Replace { path: site.at.clone(), value: new.clone() });
    }

    fn object(&mut self, old: &Map<String, Value>, new: &Map<String, Value>, site: &Site) {
        for (key, before) in old {
            let site = site.key(key);
            match new.get(key) {
                Some(after) => self.value(before, after, &site),
                None => self.removed(before, &site),
            }
        }
        for (key, after) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            self.added(after, &site.key(key));
        }
    }

    fn removed(&mut self, before: &Value, site: &Site) {
        self.push(Kind::Removed, site, before, &Value::Null, Operation::Remove { path: site.at.clone() });
    }

    fn added(&mut self, after: &Value, site: &Site) {
        self.push(
            Kind::Added,
            site,
            &Value::Null,
            after,
            Operation::Add { path: site.at.clone(), value: after.clone() },
        );
    }

    /// Removes from the last on, puts what stays in order, adds, and then looks into the items.
    fn list(&mut self, old: &[Value], new: &[Value], site: &Site) {
        let set = SETS.contains(&site.field.as_str());
        let Some(matching) = list::matching(old, new, &site.field, set) else { return self.whole(old, new, site) };
        for at in (0..old.len()).rev().filter(|at| matching.of_old[*at].is_none()) {
            self.removed(&old[at], &site.item(at, at, at));
        }
        let mut stay: Vec<usize> = (0..old.len()).filter(|at| matching.of_old[*at].is_some()).collect();
        if !set {
            self.order(&mut stay, &matching, old, new, site);
        }
        for (end, at) in (stay.len()..).zip((0..new.len()).filter(|at| !matching.is_of_old(*at))) {
            self.added(&new[at], &site.item(at, at, if set { end } else { at }));
        }
        for (place, from) in stay.into_iter().enumerate() {
            let Some(to) = matching.of_old[from] else { continue };
            self.value(&old[from], &new[to], &site.item(from, to, if set { place } else { to }));
        }
    }

    /// Moves the items that stay, as few of them as possible, until they stand in the order of NEW.
    fn order(&mut self, stay: &mut Vec<usize>, matching: &Matching, old: &[Value], new: &[Value], site: &Site) {
        for (from, to) in matching.movers() {
            let Some(place) = stay.iter().position(|at| *at == from) else { continue };
            stay.remove(place);
            // Movers come in the order of NEW, so what stands before this one's place is in order already.
            let before = |at: &usize| matching.is_before(*at, to);
            let target = stay.iter().rposition(before).map_or(0, |at| at + 1);
            stay.insert(target, from);
            if place != target {
                let (source, path) = (format!("{}/{place}", site.at), format!("{}/{target}", site.at));
                let operation = Operation::Move { from: source, path };
                self.push(Kind::Moved, &site.item(from, to, target), &old[from], &new[to], operation);
            }
        }
    }

    /// A list that is so much out of order that its items tell nothing.
    fn whole(&mut self, old: &[Value], new: &[Value], site: &Site) {
        self.replaced(&Value::Array(old.to_vec()), &Value::Array(new.to_vec()), site);
    }
}

/// A list of numbers, or of such lists: a place on the page, which is one value.
fn is_span(list: &[Value]) -> bool {
    list.iter().any(|item| item.is_number() || item.is_array())
}

/// Repairs that came, went or changed, and what they may have done.
struct Causes<'v> {
    repairs: Vec<&'v Value>,
    /// Those of them that came or went as a whole.
    whole: Vec<&'v Value>,
    /// Both versions are of the same bytes, so places on the page are the same ones.
    same_page: bool,
    old: &'v Value,
    new: &'v Value,
}

impl<'v> Causes<'v> {
    fn of(changes: &[Change], old: &'v Value, new: &'v Value) -> Self {
        let digest = "/source/digest";
        let same_page = old.pointer(digest).is_some_and(|digest| Some(digest) == new.pointer("/source/digest"));
        let mut causes = Causes { repairs: Vec::new(), whole: Vec::new(), same_page, old, new };
        for change in changes {
            match change.field.as_str() {
                "repairs" => causes.whole.extend(causes.repairs_of(change)),
                "repairs.rule" | "repairs.before" | "repairs.after" | "repairs.state" => {
                    causes.repairs.extend(causes.repairs_of(change));
                }
                _ => {}
            }
        }
        causes.repairs.extend(&causes.whole);
        causes
    }

    /// The repairs that a change below `repairs` is of, as they were and as they are.
    fn repairs_of(&self, change: &Change) -> impl Iterator<Item = &'v Value> + use<'v> {
        let item = |record: &'v Value, pointer: &Option<String>| {
            let index = pointer.as_ref()?.split('/').nth(2)?.parse::<usize>().ok()?;
            record.pointer("/repairs")?.get(index)
        };
        let (old, new) = (item(self.old, &change.old), item(self.new, &change.new));
        old.into_iter().chain(new)
    }

    /// Notes for each change which rules have to do with it.
    fn name(&self, changes: &mut [Change]) {
        for change in changes {
            let mut rules: Vec<&str> = match change.field.split_once('.') {
                _ if change.field == "repairs" => rules(self.repairs_of(change)).collect(),
                Some(("repairs", _)) => {
                    let behind = self.whole.iter().copied().filter(|cause| self.is_behind(cause, change));
                    rules(self.repairs_of(change).chain(behind)).collect()
                }
                _ => rules(self.repairs.iter().copied().filter(|repair| self.concerns(repair, change))).collect(),
            };
            rules.sort_unstable();
            rules.dedup();
            change.rules = rules.into_iter().map(str::to_owned).collect();
        }
    }

    /// Whether a repair that came or went stands within one that changed with it.
    fn is_behind(&self, cause: &Value, change: &Change) -> bool {
        self.same_page && self.repairs_of(change).any(|repair| overlap(repair, cause))
    }

    /// Whether a change is at the place of a repair, at its bytes, or of text with its words.
    fn concerns(&self, repair: &Value, change: &Change) -> bool {
        let field = text(repair, "field").unwrap_or_default();
        let places = [&change.old, &change.new];
        let here = places.into_iter().flatten().any(|place| is_along(place, field));
        here || self.same_page && (shares_bytes(repair, change) || shares_words(repair, change))
    }
}

fn rules<'v>(repairs: impl Iterator<Item = &'v Value>) -> impl Iterator<Item = &'v str> {
    repairs.filter_map(|repair| text(repair, "rule"))
}

fn text<'v>(of: &'v Value, key: &str) -> Option<&'v str> {
    of.get(key).and_then(Value::as_str)
}

/// Whether one of two JSON Pointers leads to what the other leads through.
fn is_along(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether two things stand on bytes that they have in common.
fn overlap(a: &Value, b: &Value) -> bool {
    let span = |of: &Value| Some((of.get("span")?.get(0)?.as_u64()?, of.get("span")?.get(1)?.as_u64()?));
    span(a).zip(span(b)).is_some_and(|((from, to), (start, end))| from < end && start < to)
}

/// Whether an issue or residue stands where a repair does, or is about its value.
fn shares_bytes(repair: &Value, change: &Change) -> bool {
    let field = text(repair, "field").unwrap_or_default();
    [&change.before, &change.after].into_iter().any(|value| {
        let about = text(value, "field").is_some_and(|about| is_along(about, field));
        about || overlap(value, repair)
    })
}

/// Whether a text has what a repair found on one side and what it made of that on the other: a repair inside several values
/// is told of the smallest of them only.
fn shares_words(repair: &Value, change: &Change) -> bool {
    let (Some(found), Some(made)) = (text(repair, "before"), text(repair, "after")) else { return false };
    let (Some(before), Some(after)) = (change.before.as_str(), change.after.as_str()) else { return false };
    let between = |raw: &str, mended: &str| raw.contains(found) && mended.contains(made);
    !found.is_empty() && (between(before, after) || between(after, before))
}
