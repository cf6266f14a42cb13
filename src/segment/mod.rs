//! Where one ends and the next begins: lists, tables and criteria that lost their marks.

pub mod arm_rows;
pub mod criteria_seams;
pub mod evidence;
pub mod fused_list;
pub mod linear;
pub mod outcome_rows;

pub use arm_rows::Cells;
