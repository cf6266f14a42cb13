//! Figures: how many values come out exactly right, and whether what is said to be probable is.

use trialsift::segment::trust::Cutter;

/// The figures of one kind of values, on the trials that were learned from and on those held out.
#[derive(Debug, Default)]
pub struct Figures {
    name: String,
    train: Tally,
    held_out: Tally,
    /// Predictions on trials held out: the chance, and whether it came true.
    predictions: Vec<(f32, bool)>,
    /// What cuts, where the predictions are of whole cuts.
    pub cutter: Option<Cutter>,
}

/// Values that were right, given and wanted.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    right: usize,
    given: usize,
    wanted: usize,
}

impl Tally {
    fn f1(self) -> f64 {
        2.0 * self.right as f64 / (self.given + self.wanted).max(1) as f64
    }
}

impl Figures {
    /// No figures yet of what is called `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Figures { name: name.into(), ..Figures::default() }
    }

    /// The same, of whole cuts.
    pub fn of_cuts(cutter: Cutter, name: impl Into<String>) -> Self {
        Figures { cutter: Some(cutter), ..Figures::new(name) }
    }

    /// Compares what was found with what is true, without regard to order; for each value found, whether it is right.
    pub fn compare<T: PartialEq>(&mut self, held_out: bool, found: &[T], truth: &[T]) -> Vec<bool> {
        let mut left: Vec<&T> = truth.iter().collect();
        let mut take = |value: &T| {
            let at = left.iter().position(|other| *other == value);
            at.map(|at| left.remove(at)).is_some()
        };
        let right: Vec<bool> = found.iter().map(&mut take).collect();
        let tally = if held_out { &mut self.held_out } else { &mut self.train };
        tally.right += right.iter().filter(|right| **right).count();
        tally.given += found.len();
        tally.wanted += truth.len();
        right
    }

    /// Counts a prediction that was made with that chance on a trial held out.
    pub fn predicted(&mut self, chance: f32, came_true: bool) {
        self.predictions.push((chance, came_true));
    }

    /// The predictions that were counted.
    pub fn predictions(&self) -> &[(f32, bool)] {
        &self.predictions
    }

    /// The figures in one line.
    pub fn line(&self) -> String {
        let (train, held_out) = (self.train, self.held_out);
        format!(
            "{}: F1 {:.4} on {} values learned from, {:.4} on {} held out.",
            self.name,
            train.f1(),
            train.wanted,
            held_out.f1(),
            held_out.wanted
        )
    }

    /// Prints the figures and the bins.
    pub fn print(&self) {
        println!("{}", self.line());
        for n in 0..10 {
            let inside = |(chance, _): &&(f32, bool)| ((chance * 10.0) as usize).min(9) == n;
            let bin: Vec<_> = self.predictions.iter().filter(inside).collect();
            if !bin.is_empty() {
                let said = bin.iter().map(|each| each.0).sum::<f32>() / bin.len() as f32;
                let was = bin.iter().filter(|each| each.1).count() as f32 / bin.len() as f32;
                println!("    0.{n}  {:6}  said {said:.3}  was {was:.3}", bin.len());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_right_once() {
        let mut figures = Figures::new("letters");
        assert_eq!(figures.compare(true, &["a", "a", "b"], &["b", "a", "c"]), [true, false, true]);
        assert!(figures.line().ends_with("0.6667 on 3 held out."));
    }
}
