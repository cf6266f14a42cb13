//! Outcome rows: the fit of the readings of lines, and of their judgment in the light of the page.

mod measure;
mod page;
mod readings;
mod slopes;

pub use measure::measure;

use crate::study::{Study, crc32};
use crate::weights::{Names, Weight};
use page::Page;
use readings::{Reading, customs, read, readings, true_arcs};
use slopes::{Census, Plan, Scaled, Slope, Slopes};
use trialsift::segment::linear::Feature;
use trialsift::segment::outcome_rows::{Customs, posteriors, retrace};

/// How lines are learned from. The pull was chosen among 0.0002, 0.0003, 0.0005 and 0.001 by fits to three fifths of the
/// trials, measured on a fourth: the last fifth had no say.
const LINES: Plan = Plan { rate: 0.15, lasso: 0.0003 };

/// How the features that were kept are learned anew.
const REFINED: Plan = Plan { rate: 0.075, lasso: 0.0003 };

/// How the light of a page is learned.
const PAGES: Plan = Plan { rate: 0.1, lasso: 0.0 };

/// The most features of lines that are kept.
const MOST: usize = 3_900;

/// Features of fewer trials are left out from the start.
const SELDOM: u32 = 3;

/// A reading less likely than this brings no features up.
const UNLIKELY: f32 = 0.02;

/// The parts of the training trials, of which one is left out by each model that judges its pages are read by.
const FOLDS: u32 = 4;

/// The weights that the trials teach.
pub fn fit(studies: &[Study]) -> Vec<Weight> {
    let studies = studies.iter().filter(|study| !study.is_held_out());
    let pages: Vec<Page> = studies.flat_map(Page::both).collect();
    let mut names = Names::default();
    let scout = scout(&pages, &mut names);
    let kept = scout.strongest(MOST);
    let mut lines = kept.refreshed(REFINED);
    fit_lines(&mut lines, &pages.iter().collect::<Vec<_>>(), 3);
    let light = light(&pages, &kept, &mut names);
    let weights = lines.weights().chain(light.weights());
    weights.filter_map(|(feature, weight)| Some((names.name(feature)?.to_owned(), weight))).collect()
}

/// A first fit of all features that are not rare: twice, for only a fit shows which readings are likely, and what
/// features of theirs to look for.
fn scout(pages: &[Page], names: &mut Names) -> Slopes {
    let all: Vec<&Page> = pages.iter().collect();
    let mut scout = Slopes::new(supported(pages, &Slopes::default(), names), LINES);
    fit_lines(&mut scout, &all, 2);
    let more = supported(pages, &scout, names);
    scout.admit(more);
    fit_lines(&mut scout, &all, 5);
    scout
}

/// The features of the likely readings, seen on enough trials.
fn supported(pages: &[Page], weights: &Slopes, names: &mut Names) -> Vec<Feature> {
    let mut census = Census::new(names);
    for page in pages {
        census.trial = page.trial;
        for Reading { lattice, probabilities, truths } in readings(page, true, weights) {
            let Some(truth) = true_arcs(&lattice, truths) else { continue };
            let likely = |chance: &f32| f32::from(u8::from(*chance > UNLIKELY));
            let mut shares: Vec<f32> = probabilities.iter().map(likely).collect();
            for arc in truth {
                shares[arc] = 1.0;
            }
            retrace(&lattice, &shares, &mut census);
        }
    }
    census.seen_on(SELDOM)
}

/// Learns from lines, `rounds` times from each page.
fn fit_lines(weights: &mut Slopes, pages: &[&Page], rounds: usize) {
    let mut slope = Slope::default();
    for round in 0..rounds {
        for n in order(pages.len(), round) {
            for (line, truths) in readings::lines(pages[n]) {
                let lattice = read(line, truths, true, &*weights);
                let Some(truth) = true_arcs(&lattice, truths) else { continue };
                let probabilities = posteriors(lattice.nodes.len(), &lattice.arcs);
                let shares = surplus(&probabilities, &truth);
                retrace(&lattice, &shares, &mut Scaled { weights, slope: &mut slope, by: 1.0 });
            }
            weights.step(&mut slope);
        }
    }
}

/// The weights of what a row has in common with its page, learned from readings by models that have not seen it.
fn light(pages: &[Page], kept: &Slopes, names: &mut Names) -> Slopes {
    let fold = |page: &Page| page.trial / 5 % FOLDS;
    let strangers: Vec<Slopes> = (0..FOLDS)
        .map(|left_out| {
            let others: Vec<&Page> = pages.iter().filter(|page| fold(page) != left_out).collect();
            let mut weights = Slopes::new(kept.features(), LINES);
            fit_lines(&mut weights, &others, 4);
            weights
        })
        .collect();
    let read = |page| readings(page, false, &strangers[fold(page) as usize]);
    let read: Vec<Vec<Reading>> = pages.iter().map(read).collect();
    let read: Vec<_> = read.into_iter().map(|readings| (customs(&readings), readings)).collect();
    let mut census = Census::new(names);
    for (customs, readings) in &read {
        for Reading { lattice, probabilities, .. } in readings {
            customs.judge(lattice, probabilities, &mut census);
        }
    }
    let mut weights = Slopes::new(census.seen_on(0), PAGES);
    weights.set(Feature::named("p.scale"), 1.0);
    fit_pages(&mut weights, &read, 8);
    weights
}

fn fit_pages(weights: &mut Slopes, pages: &[(Customs, Vec<Reading>)], rounds: usize) {
    let mut slope = Slope::default();
    for round in 0..rounds {
        for n in order(pages.len(), round) {
            let (customs, readings) = &pages[n];
            for Reading { lattice, probabilities, truths } in readings {
                let Some(truth) = true_arcs(lattice, truths) else { continue };
                let judged = customs.judge(lattice, probabilities, &mut &*weights);
                let after = posteriors(lattice.nodes.len(), &judged);
                let mut judge = customs.judge_of(lattice, probabilities);
                let mut scaled = Scaled { weights, slope: &mut slope, by: 0.0 };
                for (arc, share) in lattice.arcs.iter().zip(surplus(&after, &truth)) {
                    scaled.by = share;
                    if share.abs() > 1e-4 {
                        judge(arc, &mut scaled);
                    }
                }
            }
            weights.step(&mut slope);
        }
    }
}

/// What the probabilities of arcs have too much.
fn surplus(probabilities: &[f32], truth: &[usize]) -> Vec<f32> {
    let mut shares = probabilities.to_vec();
    for &arc in truth {
        shares[arc] -= 1.0;
    }
    shares
}

/// The order of examples in a round: mixed, and always the same.
fn order(count: usize, round: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&n| crc32(&[(n % 251) as u8, (n / 251) as u8, round as u8, 7]));
    order
}
