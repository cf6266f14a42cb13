//! Which layout a page has, by its labels.

use super::{Hit, Layout, Outline, Stand, bare};
use crate::grammar::criteria::heading;
use crate::vocab::STATUS;

/// A page needs labels that prove two layouts' worth; or one, where they are most of the labels it has at all.
const ENOUGH: f32 = 2.0;
const SOME: f32 = 1.0;

/// The part of the page's labels that a layout must explain.
const EXPLAINED: f32 = 0.5;

/// A page with this part of a layout's labels, by weight, has them from nowhere else.
const MOST: f32 = 0.5;

/// What both shares come to together, of a layout's labels that a page has and of a page's labels that the layout has, is
/// enough, where one of them is low: a list of words that are labels elsewhere makes the second as low as it is long.
const BOTH: f32 = 0.9;

/// Layouts that come too short are still looked at, as many as these, so that a near miss can be told.
const LOOKED_AT: usize = 3;

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
    /// How many of the page's labels these are, as a share.
    pub explained: f32,
}

/// What detection decided and on what evidence.
#[derive(Clone, Debug)]
pub struct Detection {
    /// The layout to read the page with.
    pub layout: &'static Layout,
    /// The layouts that come into question, best first.
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
    let mut most = bounds(outline);
    most.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut candidates: Vec<Candidate> = Vec::new();
    for (n, (layout, bound)) in most.into_iter().enumerate() {
        // Two that are known to weigh more than the rest can decide between them.
        let ahead =
            candidates.iter().filter(|candidate| candidate.weight > bound && candidate.signed()).take(2).count();
        if n >= LOOKED_AT && (bound < SOME || ahead == 2) {
            break;
        }
        candidates.push(candidate(layout, outline));
    }
    candidates.retain(|candidate| !candidate.labels.is_empty());
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(b.share.total_cmp(&a.share)));
    let fits = |candidate: &Candidate| {
        let several = candidate.weight >= ENOUGH || candidate.labels.len() >= 2 && candidate.weight >= SOME;
        // Words of a list may be labels of other sites, as many as there are.
        let own = candidate.weight >= ENOUGH && candidate.share + candidate.explained >= BOTH;
        several && (own || candidate.explained >= EXPLAINED) && candidate.signed()
    };
    let unknown = outline.layouts.lexicon();
    // A site whose labels others have too, and whose own the page lacks, stands in the way of none that prints these.
    let borrowed = candidates.iter().take_while(|candidate| !candidate.signed()).count();
    let others = candidates.get(borrowed..).filter(|rest| rest.first().is_some_and(|next| next.share >= MOST));
    let layout = match others.unwrap_or(&candidates) {
        [only] if fits(only) => only.layout,
        [first, second, ..] if fits(first) && before(first, second) => first.layout,
        _ => bare(outline).or_else(|| shaped(outline)).unwrap_or(unknown),
    };
    Detection { layout, candidates }
}

impl Candidate {
    /// Whether the page has one of the labels that the site is known by.
    fn signed(&self) -> bool {
        let signature = self.layout.signature;
        signature.is_empty() || self.labels.iter().any(|label| signature.contains(label))
    }
}

/// The layout that pages without labels look like; nothing where several do.
fn shaped(outline: &Outline<'_>) -> Option<&'static Layout> {
    let bare = outline.distinct == 0;
    let fits = |layout: &&Layout| layout.shape.is_some_and(|shape| bare && shape(outline.text));
    let mut fits = outline.layouts.iter().filter(fits);
    fits.next().filter(|_| fits.next().is_none())
}

/// Whether one layout fits a page better than another. Pages of one site share labels; where they weigh the same, the
/// layout that they are more of is the one.
fn before(first: &Candidate, second: &Candidate) -> bool {
    let same = first.layout.family() == second.layout.family();
    first.weight > second.weight || same && first.share > second.share
}

/// The one layout whose values are told without labels.
fn bare(outline: &Outline<'_>) -> Option<&'static Layout> {
    let told = |layout| Some((bare::sections(outline, layout)?.len(), layout));
    let mut told: Vec<(usize, &'static Layout)> = outline.layouts.iter().filter_map(told).collect();
    told.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match told[..] {
        [(first, _), (second, _), ..] if first == second => None,
        [(_, layout), ..] => Some(layout),
        [] => None,
    }
}

/// What the labels of each layout weigh that stand on the page in any order: no order can weigh more.
fn bounds(outline: &Outline<'_>) -> Vec<(&'static Layout, f32)> {
    let layouts = outline.layouts;
    let mut seen = vec![false; layouts.texts()];
    let mut bounds = vec![0.0; layouts.weights.len()];
    for hit in &outline.hits {
        if std::mem::replace(&mut seen[hit.means.number], true) {
            continue;
        }
        for &(layout, _) in &hit.means.places {
            bounds[usize::from(layout)] += hit.means.weight;
        }
    }
    for (layout, bound) in layouts.iter().zip(&mut bounds) {
        *bound += together(layout, outline);
    }
    let lexicon = layouts.lexicon();
    layouts.iter().zip(bounds).filter(|(layout, bound)| *bound > 0.0 && !std::ptr::eq(*layout, lexicon)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of labels")]
fn candidate(layout: &'static Layout, outline: &Outline<'_>) -> Candidate {
    let chain = if layout.ordered { outline.chain(layout) } else { outline.firsts(layout) };
    let weights = &outline.layouts.weights[usize::from(outline.layouts.number(layout))];
    let weight: f32 = together(layout, outline) + chain.iter().map(|(_, label)| weights[*label]).sum::<f32>();
    let labels: Vec<_> = chain.iter().map(|(_, label)| layout.labels[*label].text).collect();
    let explained = labels.len() as f32 / outline.distinct.max(1) as f32;
    Candidate { layout, weight, share: weight / weights.iter().sum::<f32>(), labels, explained }
}

/// What ordinary labels prove together: enough, where all of those that a layout names for it stand alone on lines of the
/// page, in their order, and no label of another layout does. A status may stand at each site.
fn together(layout: &'static Layout, outline: &Outline<'_>) -> f32 {
    if layout.only.is_empty() {
        return 0.0;
    }
    let mine = outline.layouts.number(layout);
    let mut only = layout.only.iter().peekable();
    let says = |hit: &&Hit<'_>| heading(hit.heading).is_none() && STATUS.term(hit.heading).is_none();
    for hit in outline.hits.iter().filter(|hit| hit.stand == Stand::Alone).filter(says) {
        let Some(label) = hit.means.within(mine).next() else { return 0.0 };
        only.next_if(|next| **next == layout.labels[label].text);
    }
    if only.peek().is_none() { ENOUGH } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::detect;
    use crate::layout::{Layouts, Outline};
    use crate::repair::Without;

    #[track_caller]
    fn check(lines: &[&str], layout: &str) {
        let text = lines.join("\n");
        let outline = Outline::of(&text, Layouts::built_in(), &Without::default());
        assert_eq!(detect(&outline).layout.id, layout);
    }

    /// Labels that a mirror has from the registry.
    const BORROWED: &[&str] = &[
        "Sponsor",
        "A (Other)",
        "Collaborator",
        "(none)",
        "Study Description",
        "Brief Summary",
        "A text.",
        "Detailed Description",
        "Another text.",
        "Study Design",
        "Study Type",
        "Interventional",
        "Allocation",
        "Randomized",
        "Intervention Model",
        "Parallel Assignment",
        "Masking",
        "None",
        "Primary Purpose",
        "Treatment",
        "Official Title",
        "A title",
        "Study Start Date",
        "2031-01-02",
        "Arms and Interventions",
        "Outcome Measures",
        "Primary Outcome Measures",
        "1. B [12 weeks]",
        "Secondary Outcome Measures",
        "1. C [12 weeks]",
        "Eligibility Criteria",
        "Criteria",
        "Ages Eligible for Study",
        "18 Years and older",
        "Sexes Eligible for Study",
        "All",
        "Accepts Healthy Volunteers",
        "No",
        "Contacts and Locations",
    ];

    #[test]
    fn a_site_whose_own_labels_are_missing_hides_no_other() {
        let own = ["Overall Status", "Completed", "CT.gov ID", "NCT99000001", "Study Details"];
        let page: Vec<&str> = BORROWED[..2].iter().chain(&own).chain(&BORROWED[2..]).copied().collect();
        check(&page, "clincosm");
    }

    #[test]
    fn labels_that_are_only_borrowed_are_no_site_s() {
        check(&["Brief Summary", "A text.", "Study Type", "Interventional", "Allocation", "Randomized"], "unknown");
    }
}
