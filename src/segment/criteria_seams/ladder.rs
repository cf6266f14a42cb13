//! Sizes in steps: features know a size by the step of a ladder that it lies on.

#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "steps of small numbers")]

use crate::segment::term::Term;

/// The least size of each step and the word that features know it by, rising from the first, on which all smaller sizes
/// lie too.
pub(super) struct Ladder {
    steps: &'static [(u32, Term<'static>)],
    /// The step of each size; larger sizes lie on the last.
    of: [u8; SIZES],
}

/// No step begins at so large a size.
const SIZES: usize = 1001;

impl Ladder {
    pub(super) const fn new(steps: &'static [(u32, Term<'static>)]) -> Self {
        let (mut of, mut size, mut step) = ([0; SIZES], 0, 0);
        while size < SIZES {
            while step + 1 < steps.len() && steps[step + 1].0 as usize <= size {
                step += 1;
            }
            (of[size], size) = (step as u8, size + 1);
        }
        Ladder { steps, of }
    }

    /// The highest step that a size reaches; the first for smaller ones.
    #[inline]
    pub(super) fn step(&self, size: u32) -> Term<'static> {
        self.steps[usize::from(self.of[(size as usize).min(SIZES - 1)])].1
    }
}

/// A ladder of sizes and words, the words hashed when the code is compiled.
macro_rules! ladder {
    ($($least:literal => $word:literal),+) => {
        $crate::segment::criteria_seams::ladder::Ladder::new(&[
            $(($least, $crate::segment::term::Term::new($word))),+
        ])
    };
}
pub(super) use ladder;

/// Numbers of words.
static TOKENS: Ladder = ladder![
    0 => "1", 2 => "2", 3 => "3", 4 => "4", 6 => "6", 8 => "8", 11 => "11", 15 => "15", 21 => "21", 31 => "31",
    51 => "51", 81 => "81"
];

/// Thousandths of a probability.
static LEVELS: Ladder = ladder![
    0 => "0", 10 => "1", 50 => "2", 150 => "3", 300 => "4", 500 => "5", 700 => "6", 850 => "7", 950 => "8", 990 => "9"
];

/// Hundredths of a share.
static SHARES: Ladder =
    ladder![0 => "0", 3 => "3", 10 => "10", 25 => "25", 50 => "50", 75 => "75", 90 => "90", 97 => "97"];

/// The level of a probability.
pub(super) fn level(probability: f32) -> Term<'static> {
    LEVELS.step((probability * 1000.0) as u32)
}

/// The step of a share, in tenths or so.
pub(super) fn tenth(share: f32) -> Term<'static> {
    SHARES.step((share * 100.0) as u32)
}

/// The step of a number of words.
pub(super) fn tokens(words: usize) -> Term<'static> {
    TOKENS.step(words as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_lies_on_the_highest_step_that_it_reaches() {
        let steps = [0, 1, 2, 5, 6, 80, 81, 1000].map(|size| TOKENS.step(size).text);
        assert_eq!(steps, ["1", "1", "2", "4", "6", "51", "81", "81"]);
        assert_eq!([0.0, 0.0099, 0.01, 0.99, 1.0].map(|likely| level(likely).text), ["0", "0", "1", "9", "9"]);
        assert_eq!([0.0, 0.03, 0.5, 1.0].map(|share| tenth(share).text), ["0", "3", "50", "97"]);
    }
}
