//! The seams between criteria: a first reading of each blank alone, a second in the light of its page, and a third of
//! whole items.

pub mod markup;
mod measure;
mod page;
mod readings;
mod regression;

pub use measure::measure;

use crate::study::Study;
use crate::weights::{Names, Weight};
use page::Page;
use readings::{Gaps, first_reading, second_reading, third_reading};
use regression::{Example, Plan, fit as regress};
use trialsift::segment::linear::probability;

/// How the first reading is fitted: chosen by four-fold cross-validation within the training trials.
const FIRST: Plan = Plan { l1: 6.0, l2: 3.0, rounds: 12, most: 3_500 };

/// How the second reading is fitted.
const SECOND: Plan = Plan { l1: 3.0, l2: 10.0, rounds: 12, most: 480 };

/// How the third reading is fitted.
const WHOLE: Plan = Plan { l1: 3.0, l2: 10.0, rounds: 12, most: 800 };

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
    let mut wholes = Names::default();
    let third = whole(&pages, &gaps, habits.list.len(), &mut wholes);
    let mut weights = Vec::new();
    for (names, values) in [(names, first), (habits, second), (wholes, third)] {
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

/// The weights of whole items, learned from second readings by models that had not seen the page.
fn whole(pages: &[Page], gaps: &[Gaps], habits: usize, names: &mut Names) -> Vec<f32> {
    let mut items = Vec::new();
    for fold in LEARNED {
        let weights = regress(&seconds(pages, gaps, Some(fold)), habits, SECOND);
        for (page, gaps) in pages.iter().zip(gaps).filter(|(page, _)| page.fifth == fold) {
            third_reading(page, &likely(page, gaps, &weights), names, &mut items);
        }
    }
    regress(&items.iter().collect::<Vec<_>>(), names.list.len(), WHOLE)
}

/// For each word of a page the probability of a seam before it, by the second reading.
fn likely(page: &Page, gaps: &Gaps, weights: &[f32]) -> Vec<f32> {
    let mut likely = vec![0.0; page.starts().len()];
    page.parts().iter().filter(|part| part.0 < part.1).for_each(|part| likely[part.0] = 1.0);
    for (n, &at) in gaps.at.iter().enumerate() {
        let again = gaps.second[n].as_ref().map(|each| probability(each.score(weights)));
        likely[at] = again.unwrap_or(gaps.likely[n]);
    }
    likely
}
