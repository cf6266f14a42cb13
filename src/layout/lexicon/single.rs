//! Arms and outcomes that a page tells one by one, each behind a label of its own: `Arm 1: A`, `Primary outcome [2]`.

use std::collections::HashMap;

use super::agree::Weighed;
use super::fits::{Fit, Reach, reach};
use super::scan::{Form, Scan, Sort};
use crate::layout::slot;

/// Keeps the labels that tell arms or outcomes one by one where they count from 1 on, stand below no sentence that they go
/// on, and the page does not list them otherwise; `Arm: A (Experimental)` is one of them by its type.
pub(super) fn one_by_one<'t>(scan: &Scan<'t>, finds: &mut Vec<Weighed<'t>>, main: Form) {
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    for (find, _) in finds.iter_mut() {
        let slot = find.label.slot.name;
        let count = counts.entry(slot).or_default();
        let typed = slot == "arm_groups.listed" && !find.inline.is_empty() && single(find.heading);
        if typed && find.number.is_none() && slot::typed_arm(find.inline) {
            find.number = Some(*count + 1);
        }
        *count += usize::from(find.number == Some(*count + 1));
    }
    let lines: Vec<usize> = finds.iter().filter(|(find, _)| find.number.is_some()).map(|(find, _)| find.line).collect();
    let mut listed: Vec<&'static str> = Vec::new();
    for (find, _) in finds.iter().filter(|(find, fit)| find.number.is_none() && *fit >= Fit::Fair) {
        let below = scan.next(find.line).is_some_and(|line| lines.binary_search(&line).is_ok());
        if !find.inline.is_empty() || !below {
            listed.push(find.label.slot.name);
        }
    }
    let mut next: HashMap<&'static str, usize> = HashMap::new();
    let mut criteria = false;
    finds.retain(|(find, fit)| {
        let Some(number) = find.number else {
            criteria = reach(find.label.slot.name) == Reach::Criteria;
            return true;
        };
        let slot = find.label.slot.name;
        let count = next.entry(slot).or_default();
        let named = slot != "arm_groups.listed" || find.inline.len() <= NAME && !find.inline.ends_with('.');
        let form =
            find.form == main && main != Form::Fused || matches!(find.form, Form::Colon | Form::Bold | Form::Hash);
        let within = criteria && find.form != main;
        let good = !within && number == *count + 1 && named && form && *fit >= Fit::Fair;
        let kept = good && !listed.contains(&slot) && (number > 1 || !led_to(scan, find.line));
        *count += usize::from(kept);
        kept
    });
}

/// The name of an arm is not longer.
const NAME: usize = 160;

/// Whether a heading names one thing: `Arm`, `Study arm`.
fn single(heading: &str) -> bool {
    !heading.trim_end_matches(['*', '_', ':']).ends_with(['s', 'S', ')'])
}

/// Whether the line above ends as sentences do that lead to a list of their own.
fn led_to(scan: &Scan<'_>, line: usize) -> bool {
    let above = (0..line).rev().map(|line| &scan.rows[line]).find(|row| row.sort != Sort::Blank);
    above.is_some_and(|row| row.sort == Sort::Text && row.line.text.ends_with([':', ',', ';']))
}
