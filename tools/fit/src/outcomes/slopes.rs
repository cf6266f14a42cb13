//! Slopes: weights that go down the slope of a loss, each in steps of its own size, and pulled towards nothing.

use crate::weights::{Map, NOTHING, Names, worthiest};
use trialsift::segment::linear::Feature;
use trialsift::segment::outcome_rows::Weigh;
use trialsift::segment::term::Template;

/// The size of steps, and how strongly a weight is pulled towards nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    pub rate: f32,
    pub lasso: f32,
}

/// So many steps at most is a weight pulled for at once.
const PATIENCE: f32 = 4_000.0;

/// Keeps first steps from being too far.
const SLACK: f32 = 0.1;

/// The weights under fitting.
#[derive(Debug, Default)]
pub struct Slopes {
    numbers: Map<usize>,
    slots: Vec<(Feature, Slot)>,
    plan: Plan,
    steps: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    weight: f32,
    /// The sum of the squares of its slopes.
    squares: f32,
    /// The step that moved it last.
    moved: u32,
}

impl Weigh for &Slopes {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        let number = self.numbers.get(&template.feature(words));
        number.map_or(0.0, |&number| self.slots[number].1.weight * value)
    }
}

impl Slopes {
    /// Weights of nothing for `features`.
    pub fn new(features: Vec<Feature>, plan: Plan) -> Self {
        let mut slopes = Slopes { plan, ..Slopes::default() };
        slopes.admit(features);
        slopes
    }

    /// Takes in `features` that are not there yet.
    pub fn admit(&mut self, features: Vec<Feature>) {
        for feature in features {
            let next = self.slots.len();
            if *self.numbers.entry(feature).or_insert(next) == next {
                self.slots.push((feature, Slot::default()));
            }
        }
    }

    /// Gives a feature a weight to start from.
    pub fn set(&mut self, feature: Feature, weight: f32) {
        if let Some(&number) = self.numbers.get(&feature) {
            self.slots[number].1.weight = weight;
        }
    }

    /// One step down `slope`, which is level afterwards.
    pub fn step(&mut self, slope: &mut Slope) {
        self.steps += 1;
        for number in std::mem::take(&mut slope.touched) {
            let slope = std::mem::take(&mut slope.values[number]);
            let slot = &mut self.slots[number].1;
            let age = (self.steps - slot.moved) as f32;
            slot.moved = self.steps;
            slot.squares += slope * slope;
            let rate = self.plan.rate / (slot.squares.sqrt() + SLACK);
            let weight = slot.weight - rate * slope;
            let pull = rate * self.plan.lasso * age.min(PATIENCE);
            slot.weight = weight.signum() * (weight.abs() - pull).max(0.0);
        }
    }

    /// The `most` strongest: a rare feature of great weight is worth as much as a common one of some weight.
    pub fn strongest(&self, most: usize) -> Slopes {
        let worth = |slot: &Slot| {
            if slot.weight.abs() < NOTHING { 0.0 } else { slot.weight.abs() * slot.squares.sqrt().sqrt() }
        };
        let worths: Vec<f32> = self.slots.iter().map(|(_, slot)| worth(slot)).collect();
        let kept: Vec<_> = worthiest(&worths, most).into_iter().map(|number| self.slots[number]).collect();
        let mut strongest = Slopes::new(kept.iter().map(|(feature, _)| *feature).collect(), self.plan);
        strongest.slots = kept;
        strongest
    }

    /// The same weights, to be learned on by another plan.
    pub fn refreshed(&self, plan: Plan) -> Slopes {
        let mut slopes = Slopes::new(self.features(), plan);
        self.weights().for_each(|(feature, weight)| slopes.set(feature, weight));
        slopes
    }

    /// The features.
    pub fn features(&self) -> Vec<Feature> {
        self.slots.iter().map(|(feature, _)| *feature).collect()
    }

    /// The features and their weights.
    pub fn weights(&self) -> impl Iterator<Item = (Feature, f32)> {
        self.slots.iter().map(|(feature, slot)| (*feature, slot.weight))
    }
}

/// The slope of the loss at one step.
#[derive(Debug, Default)]
pub struct Slope {
    values: Vec<f32>,
    touched: Vec<usize>,
}

/// Adds to a slope, all to the degree `by`.
pub struct Scaled<'s> {
    pub weights: &'s Slopes,
    pub slope: &'s mut Slope,
    pub by: f32,
}

impl Weigh for Scaled<'_> {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        if let Some(&number) = self.weights.numbers.get(&template.feature(words)) {
            let Slope { values, touched } = &mut *self.slope;
            if values.len() <= number {
                values.resize(self.weights.slots.len(), 0.0);
            }
            if values[number] == 0.0 {
                touched.push(number);
            }
            values[number] += value * self.by;
        }
        0.0
    }
}

/// Which features there are, and on how many trials.
pub struct Census<'n> {
    names: &'n mut Names,
    /// By number: the trials, and the last of them.
    seen: Vec<(u32, Option<u32>)>,
    /// The trial at hand.
    pub trial: u32,
}

impl<'n> Census<'n> {
    /// Nothing seen yet.
    pub fn new(names: &'n mut Names) -> Self {
        Census { names, seen: Vec::new(), trial: 0 }
    }

    /// The features seen on at least so many trials.
    pub fn seen_on(&self, least: u32) -> Vec<Feature> {
        let seen = self.seen.iter().zip(&self.names.list);
        let seen = seen.filter(|((trials, last), _)| *trials >= least && last.is_some());
        seen.map(|(_, (feature, _))| *feature).collect()
    }
}

impl Weigh for Census<'_> {
    fn weigh(&mut self, template: Template, words: &[&str], _: f32) -> f32 {
        let add = |name: String, word: &&str| name + " " + &word.to_ascii_lowercase();
        let name = || words.iter().fold(template.text.to_owned(), add);
        let number = self.names.number(template.feature(words), name);
        if self.seen.len() <= number {
            self.seen.resize(self.names.list.len(), (0, None));
        }
        let (trials, last) = &mut self.seen[number];
        if *last != Some(self.trial) {
            (*trials, *last) = (*trials + 1, Some(self.trial));
        }
        0.0
    }
}
