//! The seams between criteria: a first reading of each blank alone, a second in the light of its page, and how far an
//! item can be trusted.

pub mod markup;
mod measure;
mod page;
mod readings;
mod regression;

pub use measure::measure;

use crate::study::Study;
use crate::weights::{Names, Weight};
use page::Page;
use readings::{Gaps, first_reading, second_reading};
use regression::{Example, Plan, fit as regress};
use trialsift::segment::criteria_seams::cut::cut;
use trialsift::segment::criteria_seams::style::logit;
use trialsift::segment::linear::probability;

/// How the first reading is fitted: chosen by four-fold cross-validation within the training trials.
const FIRST: Plan = Plan { l1: 6.0, l2: 3.0, rounds: 12, most: 3_500 };

/// How the second reading is fitted.
const SECOND: Plan = Plan { l1: 3.0, l2: 10.0, rounds: 12, most: 480 };

/// How the trust in an item is fitted.
const TRUST: Plan = Plan { l1: 0.0, l2: 0.0, rounds: 40, most: 2 };

/// The fifths of the trials that are learned from.
const LEARNED: std::ops::Range<u32> = 1..5;

/// The weights that the trials teach.
pub fn fit(studies: &[Study]) -> Vec<Weight> {
    let pages = Page::all(studies.iter().filter(|study| !study.is_held_out()));
    let (mut names, mut habits) = (Names::default(), Names::default());
    let mut gaps: Vec<Gaps> = pages.iter().map(|page| first_reading(page, &mut names)).collect();
    for fold in LEARNED {
        let weights = regress(&firsts(&pages, &gaps, Some(fold)), names.list.len(), FIRST);
        for (_, gaps) in pages.iter().zip(&mut gaps).filter(|(page, _)| page.fifth == fold) {
            gaps.likely = gaps.first.iter().map(|each| probability(each.score(&weights))).collect();
        }
    }
    for (page, gaps) in pages.iter().zip(&mut gaps) {
        gaps.second = second_reading(page, gaps, &mut habits);
    }
    let first = regress(&firsts(&pages, &gaps, None), names.list.len(), FIRST);
    let second = regress(&seconds(&pages, &gaps, None), habits.list.len(), SECOND);
    let mut weights = trust(&pages, &gaps, habits.list.len());
    for (names, values) in [(names, first), (habits, second)] {
        weights.extend(names.list.into_iter().map(|(_, name)| name).zip(values));
    }
    weights
}

/// The gaps of all pages but those of the fifth `but`.
fn others<'g>(pages: &'g [Page], gaps: &'g [Gaps], but: Option<u32>) -> impl Iterator<Item = &'g Gaps> {
    let pairs = pages.iter().zip(gaps).filter(move |(page, _)| Some(page.fifth) != but);
    pairs.map(|(_, gaps)| gaps)
}

fn firsts<'g>(pages: &'g [Page], gaps: &'g [Gaps], but: Option<u32>) -> Vec<&'g Example> {
    others(pages, gaps, but).flat_map(|gaps| &gaps.first).collect()
}

fn seconds<'g>(pages: &'g [Page], gaps: &'g [Gaps], but: Option<u32>) -> Vec<&'g Example> {
    others(pages, gaps, but).flat_map(|gaps| gaps.second.iter().flatten()).collect()
}

/// The slope and the bias that turn the product of seams into how often such items are right.
fn trust(pages: &[Page], gaps: &[Gaps], habits: usize) -> Vec<Weight> {
    let mut items = Vec::new();
    for fold in LEARNED {
        let weights = regress(&seconds(pages, gaps, Some(fold)), habits, SECOND);
        let inside = |(page, _): &(&Page, &Gaps)| page.fifth == fold && page.is_strict;
        for (page, gaps) in pages.iter().zip(gaps).filter(inside) {
            items.extend(judged(page, gaps, &weights));
        }
    }
    let items: Vec<&Example> = items.iter().collect();
    let weights = regress(&items, 2, TRUST);
    vec![("3 logit".to_owned(), weights[0]), ("3 bias".to_owned(), weights[1])]
}

/// The items of a page as they would be cut, and whether each is right.
fn judged(page: &Page, gaps: &Gaps, weights: &[f32]) -> Vec<Example> {
    let starts = page.starts();
    let mut likely = vec![0.0; starts.len()];
    page.parts().iter().filter(|part| part.0 < part.1).for_each(|part| likely[part.0] = 1.0);
    for (n, &at) in gaps.at.iter().enumerate() {
        let again = gaps.second[n].as_ref().map(|each| probability(each.score(weights)));
        likely[at] = again.unwrap_or(gaps.likely[n]);
    }
    let mut items = Vec::new();
    for (from, to) in page.parts() {
        for item in cut(&likely, from, to) {
            let ends = item.end == to || starts[item.end];
            let inner = &starts[item.start + 1..item.end];
            let truth = starts[item.start] && ends && !inner.contains(&true);
            let features = vec![(0, logit(item.likely)), (1, 1.0)];
            items.push(Example { features, truth, worth: 1.0 });
        }
    }
    items
}
