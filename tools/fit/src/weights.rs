//! Weights: the names of features as numbers, which of them are worth keeping, and the table that is written.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use trialsift::segment::linear::{Feature, Through};

/// A map from features; a feature is its own hash.
pub type Map<V> = HashMap<Feature, V, BuildHasherDefault<Through>>;

/// The name of a feature, and what it weighs.
pub type Weight = (String, f32);

/// The names of features, numbered in the order in which they are met.
#[derive(Debug, Default)]
pub struct Names {
    numbers: Map<usize>,
    /// The features and their names, by number.
    pub list: Vec<(Feature, String)>,
}

impl Names {
    /// The number of `feature`, whose name is made where it is new.
    pub fn number(&mut self, feature: Feature, name: impl FnOnce() -> String) -> usize {
        let next = self.list.len();
        let number = *self.numbers.entry(feature).or_insert(next);
        if number == next {
            self.list.push((feature, name()));
        }
        number
    }

    /// The name of `feature`, if it was ever met.
    pub fn name(&self, feature: Feature) -> Option<&str> {
        self.numbers.get(&feature).map(|&number| self.list[number].1.as_str())
    }
}

/// The numbers of the `most` greatest of some worths, greatest first, and of equals the one met first. What is worth
/// nothing is not kept.
pub fn worthiest(worths: &[f32], most: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..worths.len()).filter(|&number| worths[number] > 0.0).collect();
    numbers.sort_by(|&a, &b| worths[b].total_cmp(&worths[a]).then(a.cmp(&b)));
    numbers.truncate(most);
    numbers
}

/// A weight that rounds to nothing.
pub const NOTHING: f32 = 0.0005;

/// The rows of a table, by name; a weight has three decimals. Names that no row can hold are left out.
pub fn table(mut weights: Vec<Weight>) -> String {
    let is_row = |name: &str| !name.starts_with('#') && !name.contains(['\t', '\n', '\r']);
    weights.retain(|(name, weight)| weight.abs() >= NOTHING && is_row(name));
    weights.sort_by(|a, b| a.0.cmp(&b.0));
    let rows: Vec<String> = weights.iter().map(|(name, weight)| format!("{name}\t{weight:.3}\n")).collect();
    rows.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_worths_are_kept() {
        assert_eq!(worthiest(&[0.5, 0.0, 2.0, 0.5], 9), [2, 0, 3]);
        assert_eq!(worthiest(&[0.5, 0.0, 2.0, 0.5], 2), [2, 0]);
    }

    #[test]
    fn a_table_is_sorted_and_rounded() {
        let weights = [("b", 0.12345), ("a", -2.0), ("c", 0.0001), ("d\te", 1.0)];
        let weights = weights.map(|(name, weight)| (name.to_owned(), weight)).to_vec();
        assert_eq!(table(weights), "a\t-2.000\nb\t0.123\n");
    }
}
