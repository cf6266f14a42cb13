//! The chain of rows: each row opens an arm or goes on with the arm before it. The likeliest way through all rows is
//! found, and how likely each reading of each row is.

/// What the steps of a table are worth, as logarithms.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// For each reading of the first row, its worth as the opening of an arm.
    pub first: Vec<f32>,
    /// For each later row, the worth of its steps.
    pub steps: Vec<Steps>,
}

/// What the steps from the readings of one row to those of the next are worth.
#[derive(Clone, Debug, Default)]
pub struct Steps {
    /// The number of readings of the next row.
    pub width: usize,
    /// By the reading before and then the reading: its worth if it opens an arm, and if it goes on with the arm before
    /// (minus infinity where it cannot).
    pub worth: Vec<[f32; 2]>,
}

impl Steps {
    fn worth(&self, before: usize, reading: usize) -> [f32; 2] {
        self.worth[before * self.width + reading]
    }

    fn height(&self) -> usize {
        self.worth.len() / self.width.max(1)
    }
}

impl Chain {
    /// For each row, the reading on the likeliest way and the probability that the row has that reading.
    #[must_use]
    pub fn best(&self) -> Vec<(usize, f32)> {
        let (ahead, back) = (self.forward(sum), self.backward());
        let whole = ahead.last().map_or(0.0, |last| sum_all(last.iter().copied()));
        let chance = |row: usize, reading: usize| (ahead[row][reading] + back[row][reading] - whole).exp().min(1.0);
        self.way().into_iter().enumerate().map(|(row, reading)| (reading, chance(row, reading))).collect()
    }

    /// For each reading, the worth of the ways that lead to it, put together by `join`.
    #[must_use]
    pub fn forward(&self, join: fn(f32, f32) -> f32) -> Vec<Vec<f32>> {
        let mut table = vec![self.first.clone()];
        for steps in &self.steps {
            let last = &table[table.len() - 1];
            let reach = |reading| {
                let ways = (0..last.len()).map(|before| (last[before], steps.worth(before, reading)));
                let ways = ways.map(|(worth, [opens, goes_on])| worth + join(opens, goes_on));
                ways.fold(f32::NEG_INFINITY, join)
            };
            table.push((0..steps.width).map(reach).collect());
        }
        table
    }

    /// For each reading, the worth of the ways that lead on from it.
    #[must_use]
    pub fn backward(&self) -> Vec<Vec<f32>> {
        let width = self.steps.last().map_or(self.first.len(), |steps| steps.width);
        let mut table = vec![vec![0.0; width]];
        for steps in self.steps.iter().rev() {
            let next = &table[table.len() - 1];
            let leave = |before| {
                let ways = (0..steps.width).map(|reading| (next[reading], steps.worth(before, reading)));
                sum_all(ways.map(|(worth, [opens, goes_on])| worth + sum(opens, goes_on)))
            };
            table.push((0..steps.height()).map(leave).collect());
        }
        table.reverse();
        table
    }

    /// The likeliest reading of each row, all rows together.
    fn way(&self) -> Vec<usize> {
        let table = self.forward(f32::max);
        let mut reading = table.last().map_or(0, |last| greatest(last.iter().copied()));
        let mut way = vec![reading];
        for (steps, last) in self.steps.iter().zip(&table).rev() {
            let ways = last.iter().enumerate().map(|(before, worth)| (worth, steps.worth(before, reading)));
            reading = greatest(ways.map(|(worth, [opens, goes_on])| worth + opens.max(goes_on)));
            way.push(reading);
        }
        way.reverse();
        way
    }
}

/// The place of the greatest value; of equals, the first.
fn greatest(values: impl Iterator<Item = f32>) -> usize {
    let first = (0, f32::NEG_INFINITY);
    values.enumerate().fold(first, |best, next| if next.1 > best.1 { next } else { best }).0
}

/// The logarithm of the sum of two numbers that are given as logarithms.
#[must_use]
pub fn sum(a: f32, b: f32) -> f32 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// The same for any number of them.
pub fn sum_all(values: impl Iterator<Item = f32>) -> f32 {
    values.fold(f32::NEG_INFINITY, sum)
}
