//! Values and how often they came, in bounded memory.

use std::collections::BTreeMap;

use serde::Serialize;

/// Values that are kept apart; a million records have names of fewer sponsors.
const MOST: usize = 200_000;

/// Letters of a value that are kept.
const LETTERS: usize = 200;

/// How often a value came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// How often.
    pub count: u64,
    /// The path of the page where it came first.
    pub example: String,
}

/// Values and how often they came.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    seen: BTreeMap<String, Seen>,
    /// Values that came when there was no room for new ones.
    pub others: u64,
}

impl Tally {
    /// Counts a value that came on a page.
    pub fn add(&mut self, value: &str, path: &str) {
        let value = value.char_indices().nth(LETTERS).map_or(value, |(at, _)| &value[..at]);
        if let Some(seen) = self.seen.get_mut(value) {
            seen.count += 1;
        } else if self.seen.len() < MOST {
            self.seen.insert(value.to_owned(), Seen { count: 1, example: path.to_owned() });
        } else {
            self.others += 1;
        }
    }

    /// All values that are kept apart, in the order of their letters.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Seen)> {
        self.seen.iter().map(|(value, seen)| (value.as_str(), seen))
    }

    /// All values that are kept apart, the most frequent first.
    #[must_use]
    pub fn by_count(&self) -> Vec<(&str, &Seen)> {
        let mut all: Vec<_> = self.iter().collect();
        // The sort is stable: of equals, the first letters go first.
        all.sort_by_key(|(_, seen)| std::cmp::Reverse(seen.count));
        all
    }
}

impl Serialize for Tally {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Entry<'t> {
            value: &'t str,
            #[serde(flatten)]
            seen: &'t Seen,
        }
        serializer.collect_seq(self.by_count().into_iter().map(|(value, seen)| Entry { value, seen }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_bound_new_values_are_counted_together() {
        let mut tally = Tally::default();
        for number in 0..MOST + 5 {
            tally.add(&number.to_string(), "a");
        }
        tally.add("7", "b");
        assert_eq!((tally.iter().count(), tally.others), (MOST, 5));
        assert_eq!(tally.by_count()[0], ("7", &Seen { count: 2, example: "a".into() }));
    }
}
