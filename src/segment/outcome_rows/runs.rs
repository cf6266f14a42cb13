//! The runs of words of a page, counted: a cell that recurs stands between ever other neighbors; what always has the same
//! neighbor is only part of a cell.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::bounds::Recurrence;
use super::line::Line;
use crate::segment::linear::{Feature, Through, hash};

/// The runs of two to four words of a page, counted.
#[derive(Default)]
pub struct Runs(HashMap<Feature, u32, BuildHasherDefault<Through>>);

impl Runs {
    /// No runs yet, with room for those of so many words.
    #[must_use]
    pub fn sized(words: usize) -> Self {
        Runs(HashMap::with_capacity_and_hasher(2 * words, BuildHasherDefault::default()))
    }

    /// Counts the runs of a line.
    #[must_use]
    pub fn with(mut self, line: &Line) -> Self {
        for from in -1..line.words.len().cast_signed() {
            let one = Feature::first(word(line, from));
            (1..4).fold(one, |run, n| {
                let run = run.and(word(line, from + n));
                *self.0.entry(run).or_default() += 1;
                run
            });
        }
        self
    }

    fn count(&self, run: Feature) -> u32 {
        self.0.get(&run).map_or(0, |count| count - 1)
    }

    /// How the runs of two and three words recur, given a longer run of each.
    fn recurrences(&self, runs: [(Feature, Feature); 2]) -> [Recurrence; 2] {
        let mut recurrences = [Recurrence { same: 0, other: 0 }; 2];
        for (recurrence, (run, longer)) in recurrences.iter_mut().zip(runs) {
            let all = self.count(run);
            if all == 0 {
                // What is longer does not recur either.
                break;
            }
            recurrence.same = self.count(longer);
            recurrence.other = all.saturating_sub(recurrence.same);
        }
        recurrences
    }
}

/// The hash of a word; the ends of the line count as words.
fn word(line: &Line, n: isize) -> u64 {
    match usize::try_from(n) {
        Ok(n) => line.words.get(n).map_or(const { hash(b"$") }, |word| word.exact),
        Err(_) => const { hash(b"^") },
    }
}

/// The run of `length` words from word `from`.
fn run(line: &Line, from: isize, length: isize) -> Feature {
    let one = Feature::first(word(line, from));
    (1..length).fold(one, |run, n| run.and(word(line, from + n)))
}

impl Line<'_> {
    /// Looks up how the surroundings of each bound recur on the page.
    pub fn recall(&mut self, runs: &Runs) {
        let mut bounds = std::mem::take(&mut self.bounds);
        for bound in bounds.iter_mut().filter(|bound| !bound.cut) {
            let at = bound.before.cast_signed();
            if bound.opens {
                let ahead = [2, 3].map(|n| (run(self, at, n), run(self, at - 1, n + 1)));
                bound.ahead = runs.recurrences(ahead);
            }
            if bound.closes {
                let behind = [2, 3].map(|n| (run(self, at - n, n), run(self, at - n, n + 1)));
                bound.behind = runs.recurrences(behind);
            }
        }
        self.bounds = bounds;
    }
}
