//! Which item of a list is which item of another.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use imara_diff::{Algorithm, Diff, InternedInput};
use serde_json::Value;

use super::SETS;

/// What tells items of a list from each other, most telling first; items are the same where all named values are, and one of
/// them is there.
const NAMES: &[(&str, &[&[&str]])] = &[
    ("secondary_ids", &[&["id"]]),
    ("collaborators", &[&["name"]]),
    ("arm_groups", &[&["label"]]),
    ("interventions", &[&["type", "name"], &["name"]]),
    ("primary_outcomes", &[&["measure", "time_frame"], &["measure"]]),
    ("secondary_outcomes", &[&["measure", "time_frame"], &["measure"]]),
    ("other_outcomes", &[&["measure", "time_frame"], &["measure"]]),
    ("eligibility.inclusion", &[&["text"]]),
    ("eligibility.exclusion", &[&["text"]]),
    ("eligibility.unclassified", &[&["text"]]),
    ("locations", &[&["facility", "city", "state", "country"], &["facility", "city"], &["facility"]]),
    ("repairs", &[&["rule", "field", "before", "after"], &["rule", "before", "after"], &["rule", "span"]]),
    ("issues", &[&["code", "field", "message"], &["code", "field", "span"], &["code", "message"]]),
    ("residue", &[&["text"], &["span"]]),
];

/// How alike two texts must be to be versions of one: parts of items, and items that are nothing but a text, which often
/// have words in common. And pairs of them that are weighed at most.
const ALIKE: f64 = 0.6;
const TERMS_ALIKE: f64 = 0.8;
const WEIGHED: usize = 4096;

/// Letters of a text that are weighed.
const LETTERS: usize = 400;

/// Moves of one list at most: what is more out of order is given whole.
const MOVES: usize = 1000;

/// Which item of NEW each item of OLD became.
pub(super) struct Matching {
    pub(super) of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
    /// Items of OLD that need not move.
    settled: HashSet<usize>,
}

/// Matches the items of two lists; nothing where too many of them would have to move.
pub(super) fn matching(old: &[Value], new: &[Value], field: &str, set: bool) -> Option<Matching> {
    let mut matching =
        Matching { of_old: vec![None; old.len()], of_new: vec![None; new.len()], settled: HashSet::new() };
    let content = |list: &[Value]| -> Vec<u64> { list.iter().map(|item| content(item, field)).collect() };
    let (before, after) = (content(old), content(new));
    if !set {
        matching.in_order(&before, &after);
    }
    matching.by_key(|at| Some(before[at]), |at| Some(after[at]));
    let names = NAMES.iter().find(|(list, _)| *list == field).map_or(&[][..], |(_, names)| names);
    for name in names {
        matching.by_key(|at| print_of(&old[at], name), |at| print_of(&new[at], name));
    }
    if !matches!(field, "repairs" | "issues") {
        matching.by_likeness(old, new, names.last().copied().unwrap_or_default());
    }
    matching.settled = matching.longest_run();
    let moving = matching.of_old.iter().flatten().count() - matching.settled.len();
    (set || moving <= MOVES).then_some(matching)
}

impl Matching {
    fn pair(&mut self, old: usize, new: usize) {
        self.of_old[old] = Some(new);
        self.of_new[new] = Some(old);
    }

    pub(super) fn is_of_old(&self, new: usize) -> bool {
        self.of_new[new].is_some()
    }

    /// Items of OLD that must move, with their places in NEW, in the order of NEW.
    pub(super) fn movers(&self) -> Vec<(usize, usize)> {
        let places = self.of_new.iter().enumerate().filter_map(|(new, old)| Some(((*old)?, new)));
        places.filter(|(old, _)| !self.settled.contains(old)).collect()
    }

    /// Whether an item of OLD comes before the place `to` in NEW.
    pub(super) fn is_before(&self, old: usize, to: usize) -> bool {
        self.of_old[old].is_some_and(|place| place < to)
    }

    /// Equal items that stand in the same order on both sides.
    fn in_order(&mut self, old: &[u64], new: &[u64]) {
        let mut input = InternedInput::default();
        input.update_before(old.iter().copied());
        input.update_after(new.iter().copied());
        let diff = Diff::compute(Algorithm::Histogram, &input);
        let kept = (0..new.len()).filter(|at| !diff.is_added(*at as u32));
        let stay = (0..old.len()).filter(|at| !diff.is_removed(*at as u32));
        for (old, new) in stay.zip(kept) {
            self.pair(old, new);
        }
    }

    /// Free items with the same key, the first with the first.
    fn by_key(&mut self, old: impl Fn(usize) -> Option<u64>, new: impl Fn(usize) -> Option<u64>) {
        let mut free: HashMap<u64, VecDeque<usize>> = HashMap::new();
        for at in (0..self.of_new.len()).filter(|at| self.of_new[*at].is_none()) {
            if let Some(key) = new(at) {
                free.entry(key).or_default().push_back(at);
            }
        }
        for at in 0..self.of_old.len() {
            let key = old(at).filter(|_| self.of_old[at].is_none());
            if let Some(to) = key.and_then(|key| free.get_mut(&key)?.pop_front()) {
                self.pair(at, to);
            }
        }
    }

    /// Free items whose texts are alike, the likest first.
    fn by_likeness(&mut self, old: &[Value], new: &[Value], name: &[&str]) {
        let free = |of: &[Option<usize>]| -> Vec<usize> { (0..of.len()).filter(|at| of[*at].is_none()).collect() };
        let (left, right) = (free(&self.of_old), free(&self.of_new));
        if left.len() * right.len() > WEIGHED {
            return;
        }
        let bigrams = |list: &[Value], at: &usize| (*at, Bigrams::of(&words(&list[*at], name)));
        let left: Vec<_> = left.iter().map(|at| bigrams(old, at)).collect();
        let right: Vec<_> = right.iter().map(|at| bigrams(new, at)).collect();
        let (wanted, mut alike) = (if name.is_empty() { TERMS_ALIKE } else { ALIKE }, Vec::new());
        for (from, before) in &left {
            let with = right.iter().map(|(to, after)| (before.likeness(after), *from, *to));
            alike.extend(with.filter(|(likeness, ..)| *likeness >= wanted));
        }
        // The sort is stable: of equals, the first of OLD goes first.
        alike.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, from, to) in alike {
            if self.of_old[from].is_none() && self.of_new[to].is_none() {
                self.pair(from, to);
            }
        }
    }

    /// The most items of OLD that stand in the order of NEW already.
    fn longest_run(&self) -> HashSet<usize> {
        // `ends[n]` is the item at which a run of n + 1 ends lowest in NEW; `before` leads back along the runs.
        let (mut ends, mut before): (Vec<(usize, usize)>, Vec<Option<usize>>) =
            (Vec::new(), vec![None; self.of_old.len()]);
        for (old, new) in self.of_old.iter().enumerate() {
            let Some(new) = *new else { continue };
            let length = ends.partition_point(|(end, _)| *end < new);
            before[old] = length.checked_sub(1).map(|last| ends[last].1);
            match ends.get_mut(length) {
                Some(end) => *end = (new, old),
                None => ends.push((new, old)),
            }
        }
        std::iter::successors(ends.last().map(|(_, old)| *old), |old| before[*old]).collect()
    }
}

/// The content of a value, without the order of sets.
fn content(value: &Value, field: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    match value {
        Value::Array(items) => {
            let mut items: Vec<u64> = items.iter().map(|item| content(item, field)).collect();
            if SETS.contains(&field) {
                items.sort_unstable();
            }
            (1, items).hash(&mut hasher);
        }
        Value::Object(entries) => {
            let inside = |key: &String| if field.is_empty() { key.clone() } else { format!("{field}.{key}") };
            let mut entries: Vec<_> = entries.iter().map(|(key, value)| (key, content(value, &inside(key)))).collect();
            entries.sort_unstable();
            (2, entries).hash(&mut hasher);
        }
        Value::String(text) => (3, text).hash(&mut hasher),
        other => (4, other.to_string()).hash(&mut hasher),
    }
    hasher.finish()
}

/// A print of some values of an item; nothing where none of them is there.
fn print_of(item: &Value, keys: &[&str]) -> Option<u64> {
    let values: Vec<&Value> = keys.iter().map(|key| item.get(key)).collect::<Option<_>>()?;
    if values.iter().all(|value| value.is_null()) {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    for value in values {
        content(value, "").hash(&mut hasher);
    }
    Some(hasher.finish())
}

/// What an item is called.
fn words(item: &Value, name: &[&str]) -> String {
    let parts = name.iter().filter_map(|key| item.get(key)?.as_str());
    item.as_str().map_or_else(|| parts.collect::<Vec<_>>().join(" "), str::to_owned)
}

/// The pairs of neighboring letters of a text, sorted, without regard to case.
struct Bigrams(Vec<(char, char)>);

impl Bigrams {
    fn of(text: &str) -> Self {
        let letters: Vec<char> = text.chars().take(LETTERS).flat_map(char::to_lowercase).collect();
        let mut pairs: Vec<(char, char)> = letters.windows(2).map(|pair| (pair[0], pair[1])).collect();
        pairs.sort_unstable();
        Bigrams(pairs)
    }

    /// The share of pairs that two texts have in common, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a few hundred pairs")]
    fn likeness(&self, other: &Self) -> f64 {
        let (mut here, mut there, mut common) = (0, 0, 0);
        while let (Some(a), Some(b)) = (self.0.get(here), other.0.get(there)) {
            here += usize::from(a <= b);
            there += usize::from(b <= a);
            common += usize::from(a == b);
        }
        2.0 * common as f64 / (self.0.len() + other.0.len()).max(1) as f64
    }
}
