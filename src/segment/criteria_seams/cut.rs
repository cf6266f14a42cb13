//! The cut that can expect to hit most items, given how likely each seam is.

use super::whole::Thought;

/// What an item costs: a cut should only make items that are rather right than wrong. Between 0.25 and 0.45 the F1 of exact items
/// hardly moves.
const COST: f32 = 0.35;

/// A seam below this is never cut.
const FLOOR: f32 = 0.03;

/// An item spans at most so many seams that were possible but are not cut.
const REACH: usize = 24;

/// One item: its first word, the word after its last, and how likely it is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// Its first word.
    pub start: usize,
    /// The word after its last.
    pub end: usize,
    /// The probability that the author cut here too.
    pub likely: f32,
}

/// An item less likely than this by its seams is not looked at as a whole.
pub const SLIGHT: f32 = 0.01;

/// The items that the words `from..to` may hold, of which `likely[n]` is the probability of a seam before word `n`:
/// by their last words, and of these by their first, the nearest first.
pub fn thoughts(likely: &[f32], from: usize, to: usize, mut think: impl FnMut(usize, usize, Thought)) -> Vec<usize> {
    let inner = (from + 1..to).filter(|&at| likely[at] > FLOOR);
    let nodes: Vec<usize> = std::iter::once(from).chain(inner).chain([to]).collect();
    let seam = |node: usize| {
        if node == 0 || node + 1 == nodes.len() { 1.0 } else { likely[nodes[node]].min(0.9999) }
    };
    for end in 1..nodes.len() {
        let (mut whole, mut inner) = (seam(end), 0.0_f32);
        for start in (end.saturating_sub(REACH)..end).rev() {
            let likely = whole * seam(start);
            if likely > SLIGHT || start + 1 == end {
                think(
                    start,
                    end,
                    Thought { start: nodes[start], end: nodes[end], seams: [seam(start), seam(end)], inner, likely },
                );
            }
            whole *= 1.0 - seam(start);
            // It only falls: no item that begins earlier is looked at.
            if whole <= SLIGHT {
                break;
            }
            inner = inner.max(seam(start));
        }
    }
    nodes
}

/// Cuts the words `from..to`, of which `likely[n]` is the probability of a seam before word `n`; `judge` says how likely an item is as a whole.
#[must_use]
pub fn cut(likely: &[f32], from: usize, to: usize, mut judge: impl FnMut(&Thought) -> f32) -> Vec<Cut> {
    // For each node, the best sum up to it and the item that ends there.
    let mut best: Vec<(f32, usize, f32)> = vec![(0.0, 0, 0.0)];
    let nodes = thoughts(likely, from, to, |start, end, thought| {
        if best.len() == end {
            best.push((f32::MIN, end - 1, 0.0));
        }
        let item = judge(&thought);
        let sum = best[start].0 + item - COST;
        if sum > best[end].0 {
            best[end] = (sum, start, item);
        }
    });
    walk(&nodes, &best)
}

fn walk(nodes: &[usize], best: &[(f32, usize, f32)]) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut end = nodes.len() - 1;
    while end > 0 {
        let (_, start, likely) = best[end];
        cuts.push(Cut { start: nodes[start], end: nodes[end], likely });
        end = start;
    }
    cuts.reverse();
    cuts
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[track_caller]
    fn check(likely: &[f32], want: &[(usize, usize)]) {
        let got: Vec<(usize, usize)> =
            cut(likely, 0, likely.len(), |item| item.likely).iter().map(|cut| (cut.start, cut.end)).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn likely_seams_are_cut_and_others_not() {
        check(&[1.0, 0.0, 0.9, 0.1, 0.8], &[(0, 2), (2, 4), (4, 5)]);
    }

    #[test]
    fn one_word_is_one_item() {
        check(&[1.0], &[(0, 1)]);
    }

    #[test]
    fn an_item_is_as_likely_as_its_seams() {
        let cuts = cut(&[1.0, 0.5, 0.9], 0, 3, |item| item.likely);
        assert_eq!(cuts.len(), 3);
        assert!((cuts[1].likely - 0.45).abs() < 1e-3);
    }
}
