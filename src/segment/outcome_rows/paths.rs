//! Paths through a lattice: how probable each arc is, and which path is the best.

use super::lattice::Arc;

/// A logarithm this much lower than another adds nothing to it.
const NOTHING: f64 = -25.0;

/// A node less probable than this hands on nothing.
const LEAST: f64 = 1e-11;

/// The probability of each arc, given the scores of all. Arcs stand in the order of the nodes they begin at.
#[must_use]
pub fn posteriors(nodes: usize, arcs: &[Arc]) -> Vec<f32> {
    let forward = forward(nodes, arcs);
    // The last node is certain; each node hands its probability on to the arcs that lead to it, by their shares.
    let (mut certain, mut probabilities) = (vec![0.0; nodes], vec![0.0; arcs.len()]);
    certain[nodes - 1] = 1.0;
    for (arc, probability) in arcs.iter().zip(&mut probabilities).rev() {
        let share = forward[arc.from] + f64::from(arc.score) - forward[arc.to];
        if certain[arc.to] > LEAST && share > NOTHING {
            let share = certain[arc.to] * share.exp();
            certain[arc.from] += share;
            *probability = narrowed(share);
        }
    }
    probabilities
}

#[expect(clippy::cast_possible_truncation, reason = "a probability needs no more than seven digits")]
fn narrowed(probability: f64) -> f32 {
    probability as f32
}

/// For each node the logarithm of the sum over all ways to it.
fn forward(nodes: usize, arcs: &[Arc]) -> Vec<f64> {
    // The highest way and the sum, as a multiple of it: one exponential an arc, one logarithm a node.
    let mut sums = vec![(f64::NEG_INFINITY, 0.0_f64); nodes];
    sums[0] = (0.0, 1.0);
    let (mut node, mut before) = (usize::MAX, f64::NEG_INFINITY);
    for arc in arcs {
        if arc.from != node {
            (node, before) = (arc.from, total(sums[arc.from]));
        }
        let way = before + f64::from(arc.score);
        let (high, sum) = &mut sums[arc.to];
        if way <= *high {
            if way - *high > NOTHING {
                *sum += (way - *high).exp();
            }
        } else {
            *sum = if *high - way > NOTHING { *sum * (*high - way).exp() + 1.0 } else { 1.0 };
            *high = way;
        }
    }
    sums.into_iter().map(total).collect()
}

fn total((high, sum): (f64, f64)) -> f64 {
    if sum > 0.0 { high + sum.ln() } else { f64::NEG_INFINITY }
}

/// The best path from the first node to the last, as numbers of arcs.
#[must_use]
pub fn best(nodes: usize, arcs: &[Arc]) -> Vec<usize> {
    let mut reach: Vec<Option<(f32, usize)>> = vec![None; nodes];
    for (n, arc) in arcs.iter().enumerate() {
        let before = if arc.from == 0 { Some(0.0) } else { reach[arc.from].map(|reach| reach.0) };
        let Some(before) = before else { continue };
        if reach[arc.to].is_none_or(|reach| before + arc.score > reach.0) {
            reach[arc.to] = Some((before + arc.score, n));
        }
    }
    let (mut path, mut node) = (Vec::new(), nodes - 1);
    while let (true, Some((_, arc))) = (node > 0, reach[node]) {
        path.push(arc);
        node = arcs[arc].from;
    }
    path.reverse();
    path
}
