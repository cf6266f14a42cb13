//! Fused conditions: the examples, the fit, the figures.

use crate::ascent::Ascent;
use crate::figures::Figures;
use crate::study::Study;
use crate::weights::Weight;
use std::collections::BTreeMap;
use trialsift::segment::evidence::score;
use trialsift::segment::fused_list::{PageTerms, Piece, features, pieces};
use trialsift::segment::linear::{Linear, probability};
use trialsift::segment::trust::Cutter;

const ROUNDS: usize = 30;
const SHRINK: f32 = 0.002;
const SELDOM: u32 = 2;

/// What a list counts for that was made up for the fit.
const MADE_UP: f32 = 0.3;

/// One weighed seam.
struct Example {
    features: Vec<usize>,
    is_seam: bool,
    worth: f32,
}

/// The weights that the trials teach.
pub fn fit(studies: &[Study]) -> Vec<Weight> {
    let mut ascent = Ascent::default();
    let mut examples = Vec::new();
    let studies: Vec<&Study> = studies.iter().filter(|study| !study.is_held_out()).collect();
    for (at, study) in studies.iter().enumerate() {
        let other = studies[(at + 1) % studies.len()];
        state(study, other, &mut |list, page, worth| {
            add(&mut examples, &mut ascent, list, page, worth);
        });
    }
    for _ in 0..ROUNDS {
        for example in &examples {
            let truth = f32::from(u8::from(example.is_seam));
            let slope = (truth - probability(ascent.score(&example.features))) * example.worth;
            let slopes: BTreeMap<usize, f32> = example.features.iter().map(|&number| (number, slope)).collect();
            ascent.climb(&slopes, SHRINK, SELDOM);
        }
    }
    ascent.weights()
}

/// The lists of a trial, each with its page and its worth: its own, as other sites capitalize it, single things, and
/// one that it shares with the trial `other`.
fn state(study: &Study, other: &Study, add: &mut impl FnMut(&[String], &[&str], f32)) {
    let page = study.page();
    add(&study.conditions, &page, 1.0);
    for case in [lower_case, sentence_case] {
        let list: Vec<String> = study.conditions.iter().map(|item| case(item)).collect();
        add(&list, &page, MADE_UP);
    }
    let names = study.interventions.iter().map(|each| &each.name);
    for name in names.chain(study.arms.iter().map(|arm| &arm.label)) {
        add(std::slice::from_ref(name), &page, MADE_UP);
    }
    let capital = |word: &&String| word.starts_with(char::is_uppercase);
    let keywords: Vec<String> = study.keywords.iter().filter(capital).cloned().collect();
    add(&keywords, &page, MADE_UP);
    let both = [study.conditions.last(), other.conditions.first()];
    let both = both.map(|each| each.cloned().unwrap_or_default());
    add(&both, &[study.page(), other.page()].concat(), MADE_UP);
}

/// The seams of a list as examples.
fn add(examples: &mut Vec<Example>, ascent: &mut Ascent, list: &[String], page: &[&str], worth: f32) {
    let (text, seams, terms) = (list.concat(), seams(list), PageTerms::new(page));
    pieces(&text, &terms, |seam| {
        let features = ascent.numbers(|emit| features(seam, &terms, emit));
        let is_seam = seams.contains(&seam.at);
        examples.push(Example { features, is_seam, worth });
        f32::from(u8::from(is_seam))
    });
}

/// An item as sites write it that capitalize nothing; words with two capitals stay.
fn lower_case(item: &str) -> String {
    let is_acronym = |word: &str| word.chars().filter(|sign| sign.is_uppercase()).count() > 1;
    let small = |word: &str| if is_acronym(word) { word.to_owned() } else { word.to_lowercase() };
    item.split(' ').map(small).collect::<Vec<_>>().join(" ")
}

/// An item as sites write it that capitalize the first word only.
fn sentence_case(item: &str) -> String {
    let (first, rest) = item.split_once(' ').unwrap_or((item, ""));
    format!("{first} {}", lower_case(rest)).trim_end().to_owned()
}

/// Where the items of a list meet, once it is joined.
fn seams(list: &[String]) -> Vec<usize> {
    let ends = list.iter().scan(0, |end, item| {
        *end += item.len();
        Some(*end)
    });
    ends.take(list.len().saturating_sub(1)).collect()
}

/// The conditions of a joined list, by the weights of `model`.
fn conditions<'t>(text: &'t str, page: &PageTerms, model: &Linear) -> Vec<Piece<'t>> {
    pieces(text, page, |seam| probability(score(model, |emit| features(seam, page, emit))))
}

/// How often lists come apart as they were joined, and how often what is one thing stays whole.
pub fn measure(studies: &[Study], model: &Linear) -> Vec<Figures> {
    let mut conditions = Figures::of_cuts(Cutter::Conditions, "Conditions");
    let mut lower = Figures::new("Conditions in lower case");
    let mut sentences = Figures::new("Conditions with one capital");
    let mut single = Figures::new("Single conditions");
    let mut names = Figures::new("Interventions, read as if conditions");
    for study in studies {
        compare(&mut conditions, study, &study.conditions, model);
        for (figures, case) in [(&mut lower, lower_case as fn(&str) -> String), (&mut sentences, sentence_case)] {
            let list: Vec<String> = study.conditions.iter().map(|item| case(item)).collect();
            compare(figures, study, &list, model);
        }
        for condition in &study.conditions {
            compare(&mut single, study, std::slice::from_ref(condition), model);
        }
        for each in &study.interventions {
            compare(&mut names, study, std::slice::from_ref(&each.name), model);
        }
    }
    vec![conditions, lower, sentences, single, names]
}

fn compare(figures: &mut Figures, study: &Study, list: &[String], model: &Linear) {
    let (text, page) = (list.concat(), study.page());
    let found = conditions(&text, &PageTerms::new(&page), model);
    let texts: Vec<&str> = found.iter().map(|piece| piece.text).collect();
    let truth: Vec<&str> = list.iter().map(String::as_str).collect();
    figures.compare(study.is_held_out(), &texts, &truth);
    if study.is_held_out() && found.len() > 1 {
        figures.predicted(found.iter().map(|piece| piece.confidence).product(), texts == truth);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trialsift::segment::fused_list;

    #[test]
    fn the_committed_weights_read_as_the_library_reads() {
        let table = include_str!("../../../src/segment/fused_list/conditions.weights.tsv");
        let page = ["patients with gout or COPD"];
        for text in ["GoutCOPDHeart Failure", "goutheart failure", "Low Back PainmRNA"] {
            let terms = PageTerms::new(&page);
            let found = conditions(text, &terms, &Linear::read(table));
            assert_eq!(found, fused_list::conditions(text, &terms));
        }
    }

    #[test]
    fn items_are_written_with_fewer_capitals() {
        assert_eq!(lower_case("Low Back Pain in COPD"), "low back pain in COPD");
        assert_eq!(sentence_case("Low Back Pain"), "Low back pain");
        assert_eq!(sentence_case("Gout"), "Gout");
    }
}
