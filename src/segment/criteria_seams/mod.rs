//! The seams between criteria that a page prints in one line without marks.
//!
//! Some pages join all criteria of a trial by single blanks. What is left to tell where an item ends is how authors write: how items
//! begin and end, what a word before a seam cannot be, and the habits of the page itself. A first reading weighs each blank alone, a
//! second weighs it against the likely seams of the whole block, a third weighs whole items, and the cut that can expect most exact
//! items is taken.

mod counts;
pub mod cut;
pub mod evidence;
mod facts;
mod ladder;
mod marks;
mod sides;
pub mod speech;
pub mod style;
pub mod whole;
pub mod words;

pub use sides::{Side, Stretch, sides};

use crate::segment::linear::{Linear, probability};
use crate::segment::term::{Template, Term};
use evidence::{Block, Sink};
use std::sync::LazyLock;
use style::Style;
use whole::Whole;
use words::Words;

static MODEL: LazyLock<Linear> = LazyLock::new(|| Linear::read_words(include_str!("criteria_seams.weights.tsv")));

/// One criterion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item<'t> {
    /// Its text.
    pub text: &'t str,
    /// The probability that it begins and ends where the author's did.
    pub confidence: f32,
}

/// The criteria under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Part<'t> {
    /// Which way they work.
    pub side: Side,
    /// The heading as printed; empty for text that stands under none.
    pub heading: &'t str,
    /// The criteria, in order.
    pub items: Vec<Item<'t>>,
}

/// Reads a block of criteria: its sides and their items. The habits of one side help to cut the other.
#[must_use]
pub fn criteria(text: &str) -> Vec<Part<'_>> {
    let stretches = sides(text);
    let parts = stretches.iter().zip(items_under(&stretches));
    parts.map(|(stretch, items)| Part { side: stretch.side, heading: stretch.heading, items }).collect()
}

/// The items under each heading of a block.
#[must_use]
pub fn items_under<'t>(stretches: &[Stretch<'t>]) -> Vec<Vec<Item<'t>>> {
    let bodies: Vec<&str> = stretches.iter().map(|stretch| stretch.body).collect();
    read(&bodies)
}

/// Cuts the undelimited text of one side into items. Every word is in exactly one, but for bullets.
#[must_use]
pub fn items(text: &str) -> Vec<Item<'_>> {
    read(&[text]).pop().unwrap_or_default()
}

/// Cuts each text of a block.
fn read<'t>(texts: &[&'t str]) -> Vec<Vec<Item<'t>>> {
    let marked: Vec<Option<Vec<Item>>> = texts.iter().map(|text| marks::marked(text)).collect();
    if marked.iter().all(Option::is_some) {
        return marked.into_iter().flatten().collect();
    }
    let words = Words::read(texts);
    let block = Block::read(&words, texts.len());
    let likely = seams(&block);
    let whole = Whole::read(&block, &likely);
    let mut from = 0;
    let items = texts.iter().zip(marked).enumerate().map(|(part, (text, marked))| {
        let to = from + words.list[from..].iter().take_while(|word| word.part == part).count();
        let items = marked.unwrap_or_else(|| cut_items(text, &whole, &likely, from, to));
        from = to;
        items
    });
    items.collect()
}

fn cut_items<'t>(text: &'t str, whole: &Whole<'_, '_, 't>, likely: &[f32], from: usize, to: usize) -> Vec<Item<'t>> {
    if from == to {
        return Vec::new();
    }
    let offset = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let cuts = cut::cut(likely, from, to, |item| weigh(|sink| whole.tell(item, sink)));
    cuts.iter()
        .map(|cut| {
            let (first, last) = (whole.words()[cut.start].text, whole.words()[cut.end - 1].text);
            Item { text: &text[offset(first)..offset(last) + last.len()], confidence: cut.likely }
        })
        .collect()
}

/// Below this a first reading is final: no habit of a page outweighs it.
pub const HOPELESS: f32 = 0.01;

/// For each word the probability of a seam before it.
fn seams(block: &Block) -> Vec<f32> {
    let count = block.words.list.len();
    let once = |at: usize| {
        if block.open(at) { weigh(|sink| block.tell(at, sink)) } else { f32::from(u8::from(block.first(at))) }
    };
    let first: Vec<f32> = (0..count).map(once).collect();
    let style = Style::read(block, &first);
    let again = |at: usize| block.open(at) && first[at] >= HOPELESS;
    (0..count).map(|at| if again(at) { weigh(|sink| style.tell(at, sink)) } else { first[at] }).collect()
}

fn weigh(tell: impl Fn(&mut Score)) -> f32 {
    let mut score = Score { model: &MODEL, sum: 0.0 };
    tell(&mut score);
    probability(score.sum)
}

/// Sums the weights of what holds.
struct Score<'m> {
    model: &'m Linear,
    sum: f32,
}

impl Sink for Score<'_> {
    #[expect(clippy::inline_always, reason = "where the words are told, only their hashes are needed")]
    #[inline(always)]
    fn holds(&mut self, family: Template, words: &[Term]) {
        self.sum += self.model.weight(family.hashed(words));
    }
    fn measures(&mut self, family: Template, size: f32) {
        self.sum += self.model.weight(family.hashed(&[])) * size;
    }
}

#[cfg(test)]
mod tests {
    use super::{Side, criteria, items};

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let got: Vec<&str> = items(text).iter().map(|item| item.text).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_capital_after_a_finished_phrase_begins_an_item() {
        check(
            "Age over 40 years History of gout Able to walk unaided",
            &["Age over 40 years", "History of gout", "Able to walk unaided"],
        );
    }

    #[test]
    fn a_name_within_a_phrase_does_not() {
        check(
            "Diagnosis of Crohn disease Pregnant or breastfeeding women",
            &["Diagnosis of Crohn disease", "Pregnant or breastfeeding women"],
        );
    }

    #[test]
    fn sentences_and_semicolons_end_items() {
        check(
            "Known allergy to nickel; Any metal implant; Pregnancy.",
            &["Known allergy to nickel;", "Any metal implant;", "Pregnancy."],
        );
    }

    #[test]
    fn bullets_that_were_kept_decide() {
        check("* gout since 2 years * Adults: yes", &["gout since 2 years", "Adults: yes"]);
        check("- Gout - Adults with self-care - or help", &["Gout", "Adults with self-care - or help"]);
    }

    #[test]
    fn both_sides_are_read_in_one_go() {
        let parts = criteria("Inclusion Criteria: Adults with gout Exclusion Criteria: Dialysis Pregnancy");
        let sides: Vec<(Side, usize)> = parts.iter().map(|part| (part.side, part.items.len())).collect();
        assert_eq!(sides, [(Side::Inclusion, 1), (Side::Exclusion, 2)]);
    }

    #[test]
    fn every_word_is_in_one_item() {
        for text in
            ["", " ", "≥ 18 . ; (", "1. a 2) b (3) c", "α β;γ. Δ：ε", "((((", "Exclusion Criteria", "a\u{a0}b\tc\r\nd"]
        {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let found: Vec<String> = items(text).iter().flat_map(|item| words(item.text)).collect();
            assert_eq!(found, words(text));
            assert!(items(text).iter().all(|item| (0.0..=1.0).contains(&item.confidence)));
        }
    }
}
