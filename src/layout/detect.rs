//! Which layout a page has, by its labels.

use std::sync::LazyLock;

use super::outline::owners;
use super::{LAYOUTS, Label, Layout, Outline, UNKNOWN};

/// What a label of one layout alone weighs; labels that several layouts or the lexicon of unknown pages know, and labels
/// of a single word, prove little, even in numbers.
const OWN: f32 = 1.0;
const SHARED: f32 = 0.1;

/// A page needs two labels that only one layout has; or one and another, if they are most of the labels it has at all.
const ENOUGH: f32 = 2.0 * OWN;

/// How well a layout fits a page.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The layout.
    pub layout: &'static Layout,
    /// The weight of its labels that stand on the page in its order.
    pub weight: f32,
    /// The same as a share of all its labels.
    pub share: f32,
    /// Those labels.
    pub labels: Vec<&'static str>,
}

/// What detection decided and on what evidence.
#[derive(Clone, Debug)]
pub struct Detection {
    /// The layout to read the page with.
    pub layout: &'static Layout,
    /// Every layout with a label on the page, best first.
    pub candidates: Vec<Candidate>,
}

impl std::fmt::Debug for Layout {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.id)
    }
}

/// Decides which layout a page has.
#[must_use]
pub fn detect(outline: &Outline<'_>) -> Detection {
    let each = LAYOUTS.iter().zip(WEIGHTS.iter());
    let mut candidates: Vec<Candidate> = each.map(|each| candidate(each, outline)).collect();
    candidates.retain(|candidate| !candidate.labels.is_empty());
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let distinct = outline.distinct();
    let fits = |candidate: &Candidate| {
        let most = candidate.labels.len() >= 2 && 2 * candidate.labels.len() >= distinct;
        candidate.weight >= ENOUGH || candidate.weight >= OWN && most
    };
    let layout = match &candidates[..] {
        [only] if fits(only) => only.layout,
        [first, second, ..] if fits(first) && first.weight > second.weight => first.layout,
        _ => UNKNOWN,
    };
    Detection { layout, candidates }
}

/// The weights of the labels of every layout, in the order of the tables.
static WEIGHTS: LazyLock<Vec<Vec<f32>>> = LazyLock::new(|| {
    let weigh = |label: &Label| if owners(label) == 1 && label.text.contains(' ') { OWN } else { SHARED };
    LAYOUTS.iter().map(|layout| layout.labels.iter().map(weigh).collect()).collect()
});

fn candidate((layout, weights): (&&'static Layout, &Vec<f32>), outline: &Outline<'_>) -> Candidate {
    let chain = outline.chain(layout);
    let weight: f32 = chain.iter().map(|(_, label)| weights[*label]).sum();
    let labels = chain.iter().map(|(_, label)| layout.labels[*label].text).collect();
    Candidate { layout, weight, share: weight / weights.iter().sum::<f32>(), labels }
}
