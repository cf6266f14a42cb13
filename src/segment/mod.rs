//! Where one ends and the next begins: lists, tables and criteria that lost their marks.
//!
//! Each segmenter cuts a text into slices of it and says how probable each cut is. What evidence weighs is fitted, not
//! guessed: the weights are tables beside the code (`*.weights.tsv`), made by the program in `tools/fit`.

pub mod arm_rows;
pub mod criteria_seams;
pub mod evidence;
pub mod fused_list;
pub mod linear;
pub mod outcome_rows;
pub mod term;
pub mod time_frame;
pub mod trust;
mod word_list;

/// How the cells of a flattened row are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cells {
    /// By one blank; in a table of outcomes a line ends after a row with a description.
    Spaced,
    /// By nothing; one row a line.
    Fused,
}

impl Cells {
    /// Its name in tables of weights.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Cells::Spaced => "spaced",
            Cells::Fused => "fused",
        }
    }
}
