//! The menu at the head of a page.

use super::agree::Weighed;
use super::fits::Fit;
use super::scan::Scan;
use crate::vocab::WEBSITE;

/// The line behind the last word of a menu that stands before the first label whose value is sure.
pub(super) fn menu(scan: &Scan<'_>, finds: &[Weighed<'_>]) -> usize {
    let first = finds.iter().find(|(_, fit)| *fit == Fit::Sure).map_or(0, |(find, _)| find.line);
    let word = |line: &usize| WEBSITE.term(scan.rows[*line].line.text).is_some();
    let last = (0..first).rev().find(word).map_or(0, |line| line + 1);
    // One such word may be a label of its own.
    if (0..last).filter(word).count() >= 2 { last } else { 0 }
}
