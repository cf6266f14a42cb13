//! Trust: how often a cut of a given score is right.
//!
//! A segmenter's score is a probability by its own model, which has seen some trials and not others. What it is worth
//! was measured on trials that no weight was fitted to: a curve for each segmenter, in a table beside the code that
//! `tools/fit` makes.

use std::sync::LazyLock;

static CURVES: LazyLock<[Curve; 5]> =
    LazyLock::new(|| ALL.map(|cutter| Curve::read(include_str!("trust.tsv"), cutter.name())));

/// What cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cutter {
    /// Rows of outcomes whose cells are joined by blanks.
    SpacedOutcomes,
    /// Rows of outcomes whose cells are joined by nothing.
    FusedOutcomes,
    /// Rows of arms.
    Arms,
    /// Fused conditions.
    Conditions,
    /// Criteria in one line.
    Criteria,
}

/// Every cutter, in the order of [`Cutter`].
pub const ALL: [Cutter; 5] =
    [Cutter::SpacedOutcomes, Cutter::FusedOutcomes, Cutter::Arms, Cutter::Conditions, Cutter::Criteria];

impl Cutter {
    /// Its name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Cutter::SpacedOutcomes => "spaced outcome",
            Cutter::FusedOutcomes => "fused outcome",
            Cutter::Arms => "arm",
            Cutter::Conditions => "conditions",
            Cutter::Criteria => "criteria",
        }
    }

    /// The probability that a cut of this score is right as a whole.
    #[must_use]
    pub fn trust(self, score: f32) -> f32 {
        CURVES[self as usize].at(score)
    }
}

/// Scores and what they are worth, both rising.
struct Curve(Vec<[f32; 2]>);

impl Curve {
    /// The rows of `table` that carry `name`.
    fn read(table: &str, name: &str) -> Self {
        let rows = table.lines().filter_map(|row| row.strip_prefix(name)?.strip_prefix('\t')?.split_once('\t'));
        Curve(rows.filter_map(|(score, worth)| Some([score.parse().ok()?, worth.parse().ok()?])).collect())
    }

    /// On a straight line between the knots beside it; below the first towards nothing, above the last as the last.
    fn at(&self, score: f32) -> f32 {
        let next = self.0.partition_point(|knot| knot[0] < score);
        let [low, worth] = next.checked_sub(1).map_or([0.0; 2], |last| self.0[last]);
        match self.0.get(next) {
            Some([high, more]) => worth + (more - worth) * (score - low) / (high - low).max(f32::EPSILON),
            None => worth,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_rises_within_bounds() {
        for cutter in ALL {
            let curve = Curve::read(include_str!("trust.tsv"), cutter.name());
            assert!(!curve.0.is_empty(), "{}", cutter.name());
            assert!(curve.0.is_sorted_by(|a, b| a[0] < b[0] && a[1] <= b[1]), "{}", cutter.name());
            assert!(curve.0.as_flattened().iter().all(|each| (0.0..=1.0).contains(each)));
        }
    }

    #[test]
    fn a_score_between_two_knots_is_worth_what_lies_between() {
        let curve = Curve::read("# head\na\t0.5\t0.4\na\t0.9\t0.8\nb\t0.1\t0.1\n", "a");
        for (score, worth) in [(0.0, 0.0), (0.25, 0.2), (0.5, 0.4), (0.7, 0.6), (0.9, 0.8), (1.0, 0.8)] {
            assert!((curve.at(score) - worth).abs() < 1e-6, "{score}");
        }
    }
}
