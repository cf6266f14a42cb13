//! Parsers of values that layouts share. Each takes a whole value and gives its normal form, or nothing.

pub mod age;
pub mod count;
pub mod criteria;
pub mod date;
pub mod line;
pub mod list;
pub mod marks;
pub mod markup;
pub mod title;
pub mod word;
