//! The runs of words of a page, counted: a cell that recurs stands between ever other neighbors; what always has the same
//! neighbor is only part of a cell.

use super::bounds::Recurrence;
use super::line::Line;
use crate::segment::linear::Feature;

/// The runs of two to four words of a page, counted. A run stands at its place or at the next that is free.
///
/// Every run is asked for several times, and how many there may be is known beforehand: a table that neither grows nor
/// hashes what is a hash already takes half the instructions of the hash map of the library.
pub struct Runs {
    /// More than there are runs; what is counted zero times is free.
    places: Vec<(Feature, u32)>,
    /// The place of a run is its highest bits.
    shift: u32,
}

impl Runs {
    /// The runs of some lines.
    #[must_use]
    pub fn of<'l, 't: 'l>(lines: impl Iterator<Item = &'l Line<'t>> + Clone) -> Self {
        let most: usize = lines.clone().map(|line| 3 * (line.words().len() + 1)).sum();
        let room = (most + most / 2).next_power_of_two().max(2);
        let places = vec![(Feature::first(0), 0); room];
        let mut runs = Runs { places, shift: u64::BITS - room.trailing_zeros() };
        lines.for_each(|line| runs.add(line));
        runs
    }

    fn add(&mut self, line: &Line) {
        let mut next = [word(line, -1), word(line, 0), word(line, 1)];
        for from in -1..line.words().len().cast_signed() {
            let [one, two, three] = next;
            let four = word(line, from + 3);
            let mut run = Feature::first(one);
            for word in [two, three, four] {
                run = run.and(word);
                let place = self.place(run);
                self.places[place] = (run, self.places[place].1 + 1);
            }
            next = [two, three, four];
        }
    }

    /// Where a run is counted, or would be.
    fn place(&self, run: Feature) -> usize {
        let mut place = run.high(self.shift);
        while self.places[place].1 > 0 && self.places[place].0 != run {
            place = (place + 1) & (self.places.len() - 1);
        }
        place
    }

    /// How often a run comes once more.
    fn count(&self, run: Feature) -> u32 {
        self.places[self.place(run)].1.saturating_sub(1)
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
    line.word(n).exact
}

/// The run of these words.
fn run<const N: usize>(words: [u64; N]) -> Feature {
    words[1..].iter().fold(Feature::first(words[0]), |run, word| run.and(*word))
}

impl Line<'_> {
    /// Looks up how the surroundings of each bound recur on the page.
    pub fn recall(&mut self, runs: &Runs) {
        let mut bounds = std::mem::take(&mut self.bounds);
        for bound in bounds.iter_mut().filter(|bound| !bound.cut) {
            let near = |n| word(self, bound.before.cast_signed() + n);
            if bound.opens {
                let (last, one, two, three) = (near(-1), near(0), near(1), near(2));
                let (short, longer) = (run([one, two]), run([last, one, two]));
                bound.ahead = runs.recurrences([(short, longer), (short.and(three), longer.and(three))]);
            }
            if bound.closes {
                let (three, two, one, next) = (near(-3), near(-2), near(-1), near(0));
                let (short, long) = (run([two, one]), run([three, two, one]));
                bound.behind = runs.recurrences([(short, short.and(next)), (long, long.and(next))]);
            }
        }
        self.bounds = bounds;
    }
}
