//! Ascent: weights that climb towards a greater likelihood, each in steps of a size of its own.

use crate::weights::{Names, Weight, worthiest};
use std::collections::BTreeMap;
use trialsift::segment::evidence::{Emit, Kind};

/// How far a step goes.
const RATE: f32 = 0.2;

/// Where the sums of squares start, so that the first steps are not too far.
const SLACK: f32 = 1e-3;

/// A weight less than this is not worth a row.
const LEAST: f32 = 0.03;

/// The most rows of a table.
const MOST: usize = 4000;

/// Features by number, with what each weighs so far.
#[derive(Debug, Default)]
pub struct Ascent {
    names: Names,
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    weight: f32,
    /// The sum of the squares of its slopes.
    squares: f32,
    /// How often the feature was stated.
    seen: u32,
}

impl Ascent {
    /// The numbers of the features that are stated.
    pub fn numbers(&mut self, emits: impl FnOnce(&mut Emit)) -> Vec<usize> {
        let mut numbers = Vec::new();
        emits(&mut |kind, parts| numbers.push(self.number(kind, parts)));
        numbers
    }

    fn number(&mut self, kind: Kind, parts: &[&str]) -> usize {
        let name = || kind.name.to_owned() + &parts.concat().to_ascii_lowercase();
        let number = self.names.number(kind.feature(parts), name);
        if number == self.slots.len() {
            self.slots.push(Slot { weight: 0.0, squares: SLACK, seen: 0 });
        }
        self.slots[number].seen += 1;
        number
    }

    /// The score of some features.
    pub fn score(&self, features: &[usize]) -> f32 {
        features.iter().map(|&number| self.slots[number].weight).sum()
    }

    /// One step up `slope`, shrunk by `shrink` towards nothing; features seen fewer than `least` times stay at nothing.
    pub fn climb(&mut self, slope: &BTreeMap<usize, f32>, shrink: f32, least: u32) {
        for (&number, &slope) in slope {
            let slot = &mut self.slots[number];
            if slot.seen >= least {
                let slope = slope - shrink * slot.weight;
                slot.squares += slope * slope;
                slot.weight += RATE * slope / slot.squares.sqrt();
            }
        }
    }

    /// The heaviest weights.
    pub fn weights(&self) -> Vec<Weight> {
        let worth = |slot: &Slot| if slot.weight.abs() < LEAST { 0.0 } else { slot.weight.abs() };
        let worths: Vec<f32> = self.slots.iter().map(worth).collect();
        let kept = worthiest(&worths, MOST).into_iter();
        kept.map(|number| (self.names.list[number].1.clone(), self.slots[number].weight)).collect()
    }
}
