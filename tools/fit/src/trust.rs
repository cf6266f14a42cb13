//! Trust: what the scores of the segmenters are worth, measured on the trials held out.
//!
//! Whole cuts are put in order of their scores and gathered in steps of so many; steps that would fall are taken
//! together (isotonic regression), and what a step is worth is the share of its cuts that were right.

use crate::TASKS;
use crate::figures::Figures;
use crate::study::Study;
use anyhow::{Context, Result};
use trialsift::segment::trust::{ALL, Cutter};

/// So many cuts at least make a step.
const STEP: usize = 25;

/// Scores nearer to each other than this are one.
const NEAR: f64 = 0.001;

/// Cuts of about the same score.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    count: f64,
    scores: f64,
    right: f64,
}

impl Step {
    /// One case more of each kind, so that nothing is certain.
    fn worth(self) -> f64 {
        (self.right + 1.0) / (self.count + 2.0)
    }

    fn score(self) -> f64 {
        self.scores / self.count.max(1.0)
    }

    fn with(self, other: Step) -> Step {
        let (count, scores) = (self.count + other.count, self.scores + other.scores);
        Step { count, scores, right: self.right + other.right }
    }
}

/// Measures all tables as they are and writes the curves; with `checks`, prints how well a curve of one half of the
/// trials foretells the other.
pub fn run(studies: &[Study], checks: bool) -> Result<()> {
    let mut figures = Vec::new();
    for task in &TASKS {
        figures.extend(task.check(studies)?);
    }
    let mut table = header(studies);
    for cutter in ALL {
        let cuts = cuts(&figures, cutter);
        if checks {
            foretell(cutter, &cuts);
        }
        let row = |step: Step| format!("{}\t{:.4}\t{:.4}\n", cutter.name(), step.score(), step.worth());
        table.extend(steps(cuts).into_iter().map(row));
    }
    if checks {
        return Ok(());
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/segment/trust.tsv");
    std::fs::write(path, table).with_context(|| path.to_owned())
}

fn header(studies: &[Study]) -> String {
    let held_out = studies.iter().filter(|study| study.is_held_out()).count();
    format!(
        "# What the scores of whole cuts are worth: what cuts, tab, its score, tab, the share that is right.\n\
         # Made by `cargo run --release -p fit -- TRIALS trust`: isotonic regression in steps of at least {STEP} cuts.\n\
         # Measured on {held_out} registered trials, those with crc32(number) % 5 = 0, to which no weight was fitted.\n"
    )
}

fn cuts(figures: &[Figures], cutter: Cutter) -> Vec<(f32, bool)> {
    let mine = figures.iter().filter(|figures| figures.cutter == Some(cutter));
    mine.flat_map(Figures::predictions).copied().collect()
}

/// The steps of some cuts, rising.
fn steps(mut cuts: Vec<(f32, bool)>) -> Vec<Step> {
    cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = (cuts.len() / STEP).max(1);
    let mut steps: Vec<Step> = Vec::new();
    for n in 0..count {
        let cuts = &cuts[n * cuts.len() / count..(n + 1) * cuts.len() / count];
        let score = |step: Step, &(score, right): &(f32, bool)| {
            step.with(Step { count: 1.0, scores: f64::from(score), right: f64::from(u8::from(right)) })
        };
        let mut step = cuts.iter().fold(Step::default(), score);
        while let Some(last) = steps.pop_if(|last| last.worth() >= step.worth() || step.score() - last.score() < NEAR) {
            step = last.with(step);
        }
        steps.push(step);
    }
    steps
}

/// The curve of every second cut, held against the others.
fn foretell(cutter: Cutter, cuts: &[(f32, bool)]) {
    let half = |odd: usize| cuts.iter().copied().skip(odd).step_by(2).collect::<Vec<_>>();
    let steps = steps(half(0));
    let mut figures = Figures::new(format!("Half of {}", cutter.name()));
    for (score, right) in half(1) {
        let at = steps.partition_point(|step| step.score() < f64::from(score));
        let step = steps[at.min(steps.len() - 1)];
        figures.predicted(step.worth() as f32, right);
    }
    figures.print();
}

#[cfg(test)]
mod tests {
    use super::steps;

    #[test]
    fn steps_rise_and_hold_all_cuts() {
        let cuts: Vec<(f32, bool)> = (0..400_u16).map(|n| (f32::from(n) / 400.0, n * 7 % 400 < n)).collect();
        let steps = steps(cuts);
        assert!(steps.len() > 2 && steps.is_sorted_by(|a, b| a.worth() < b.worth()));
        assert!((steps.iter().map(|step| step.count).sum::<f64>() - 400.0).abs() < 1e-9);
    }
}
