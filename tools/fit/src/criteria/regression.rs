//! Logistic regression on sparse features: FTRL-proximal, pruned by halves.

use crate::weights::worthiest;
use trialsift::segment::linear::probability;

/// What holds in one case, and what is true.
pub struct Example {
    /// Features and their sizes.
    pub features: Vec<(usize, f32)>,
    /// The answer.
    pub truth: bool,
    /// How much it counts.
    pub worth: f32,
}

/// How to fit.
#[derive(Clone, Copy)]
pub struct Plan {
    /// The cost of a weight's size.
    pub l1: f32,
    /// The cost of its square.
    pub l2: f32,
    /// How often each example is seen.
    pub rounds: usize,
    /// How many features may stay.
    pub most: usize,
}

impl Example {
    /// The sum of the weights of what holds.
    pub fn score(&self, weights: &[f32]) -> f32 {
        self.features.iter().map(|&(number, size)| weights[number] * size).sum()
    }
}

/// A feature seen less often is left out from the start.
const SELDOM: f32 = 3.0;

/// How far a step goes.
const PACE: f32 = 0.1;

/// Keeps first steps from being too far.
const SLACK: f32 = 0.3;

/// Fits with a cost on size, keeps the half that matters most, and so on until few enough are left; those are fitted
/// without that cost.
pub fn fit(examples: &[&Example], features: usize, plan: Plan) -> Vec<f32> {
    let mut counts = vec![0.0_f32; features];
    for &(number, size) in examples.iter().flat_map(|each| &each.features) {
        counts[number] += size.abs().min(1.0);
    }
    let mut kept: Vec<bool> = counts.iter().map(|&count| count >= SELDOM).collect();
    while kept.iter().filter(|kept| **kept).count() > plan.most {
        kept = weightier(&descend(examples, &kept, plan), &counts, plan.most);
    }
    descend(examples, &kept, Plan { l1: 0.0, ..plan })
}

/// The half of the features that matters most, but no fewer than `most`.
fn weightier(weights: &[f32], counts: &[f32], most: usize) -> Vec<bool> {
    // Half a root: a rare word of great weight is worth as much as a common one of some weight (chosen by
    // cross-validation).
    let worth = |(weight, count): (&f32, &f32)| weight.abs() * count.sqrt().sqrt();
    let worths: Vec<f32> = weights.iter().zip(counts).map(worth).collect();
    let left = worths.iter().filter(|worth| **worth > 0.0).count();
    let mut kept = vec![false; weights.len()];
    let next = if left <= most { most } else { most.max(left / 2) };
    for number in worthiest(&worths, next) {
        kept[number] = true;
    }
    kept
}

/// FTRL-proximal: each weight goes its own pace, and one that is not worth `l1` stays nothing.
fn descend(examples: &[&Example], kept: &[bool], plan: Plan) -> Vec<f32> {
    let (mut pull, mut squares) = (vec![0.0_f32; kept.len()], vec![0.0_f32; kept.len()]);
    let mut weights = vec![0.0_f32; kept.len()];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..plan.rounds {
        shuffle(&mut order, &mut state);
        for each in order.iter().map(|&at| examples[at]) {
            let truth = f32::from(u8::from(each.truth));
            let error = (probability(each.score(&weights)) - truth) * each.worth;
            for &(id, size) in each.features.iter().filter(|(id, _)| kept[*id]) {
                let slope = error * size;
                let step = ((squares[id] + slope * slope).sqrt() - squares[id].sqrt()) / PACE;
                pull[id] += slope - step * weights[id];
                squares[id] += slope * slope;
                let over = pull[id].abs() - plan.l1;
                let hold = (SLACK + squares[id].sqrt()) / PACE + plan.l2;
                weights[id] = if over > 0.0 { -pull[id].signum() * over / hold } else { 0.0 };
            }
        }
    }
    weights
}

/// Puts the order of examples through a fixed sequence of a linear congruential generator.
fn shuffle(order: &mut [usize], state: &mut u64) {
    for n in (1..order.len()).rev() {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(n, (*state >> 33) as usize % (n + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_always_holds_where_it_is_true_weighs_most() {
        let example =
            |truth: bool| Example { features: vec![(0, 1.0), (usize::from(truth) + 1, 1.0)], truth, worth: 1.0 };
        let examples: Vec<Example> = (0..40).map(|n| example(n % 2 == 0)).collect();
        let examples: Vec<&Example> = examples.iter().collect();
        let weights = fit(&examples, 3, Plan { l1: 0.1, l2: 0.1, rounds: 20, most: 2 });
        assert!(weights[2] > 0.5 && weights[1] < -0.5 && weights[0] == 0.0, "{weights:?}");
    }
}
