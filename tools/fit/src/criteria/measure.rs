//! How many criteria are cut as they were registered.

use super::page::Page;
use crate::figures::Figures;
use crate::study::Study;
use trialsift::segment::criteria_seams::cut::cut;
use trialsift::segment::criteria_seams::evidence::{Block, Sink};
use trialsift::segment::criteria_seams::style::Style;
use trialsift::segment::criteria_seams::whole::{Thought, Whole};
use trialsift::segment::criteria_seams::words::{Word, Words};
use trialsift::segment::criteria_seams::{HOPELESS, Side, sides};
use trialsift::segment::linear::{Linear, probability};
use trialsift::segment::term::{Template, Term};
use trialsift::segment::trust::Cutter;

/// How often the items of both sides come apart as they were joined, headings and all.
pub fn measure(studies: &[Study], model: &Linear) -> Vec<Figures> {
    let mut figures = [Figures::new("Criteria in one line"), Figures::of_cuts(Cutter::Criteria, "Lines of criteria")];
    for (study, page) in studies.iter().filter_map(|study| Some((study, Page::strict(study)?))) {
        compare(&mut figures, study.is_held_out(), &page, model);
    }
    figures.into()
}

fn compare([items_right, lines_right]: &mut [Figures; 2], held_out: bool, page: &Page, model: &Linear) {
    let texts = page.texts();
    let block = format!("Inclusion Criteria: {} Exclusion Criteria: {}", texts[0], texts[1]);
    let stretches = sides(&block);
    let bodies: Vec<&str> = stretches.iter().map(|stretch| stretch.body).collect();
    let items = items(&bodies, model);
    for (side, truth) in [Side::Inclusion, Side::Exclusion].into_iter().zip(&page.sides) {
        let parts = stretches.iter().zip(&items).filter(|(stretch, _)| stretch.side == side);
        let (found, chances): (Vec<String>, Vec<f32>) = parts.flat_map(|(_, items)| items.iter().cloned()).unzip();
        let right = items_right.compare(held_out, &found, truth);
        lines_right.compare(held_out, &[&found], &[truth]);
        if held_out {
            lines_right.predicted(chances.iter().product(), found == *truth);
            chances.into_iter().zip(right).for_each(|(chance, right)| items_right.predicted(chance, right));
        }
    }
}

/// The items of each text of a block, folded, with their probabilities.
fn items(texts: &[&str], model: &Linear) -> Vec<Vec<(String, f32)>> {
    let words = Words::read(texts);
    let block = Block::read(&words, texts.len());
    let likely = seams(&block, model);
    let whole = Whole::read(&block, &likely);
    let judge = |item: &Thought| {
        let mut score = Score { model, sum: 0.0 };
        whole.tell(item, &mut score);
        probability(score.sum)
    };
    let mut from = 0;
    let part = |part| {
        let to = from + words.list[from..].iter().take_while(|word| word.part == part).count();
        let cuts = if from < to { cut(&likely, from, to, judge) } else { Vec::new() };
        from = to;
        cuts.iter().map(|cut| (fold(&words.list[cut.start..cut.end]), cut.likely)).collect()
    };
    (0..texts.len()).map(part).collect()
}

fn fold(words: &[Word]) -> String {
    words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// For each word the probability of a seam before it.
fn seams(block: &Block, model: &Linear) -> Vec<f32> {
    let count = block.words.list.len();
    let first = |at| {
        if !block.open(at) {
            return f32::from(u8::from(block.first(at)));
        }
        let mut score = Score { model, sum: 0.0 };
        block.tell(at, &mut score);
        probability(score.sum)
    };
    let first: Vec<f32> = (0..count).map(first).collect();
    let style = Style::read(block, &first);
    let again = |at: usize| {
        if !block.open(at) || first[at] < HOPELESS {
            return first[at];
        }
        let mut score = Score { model, sum: 0.0 };
        style.tell(at, &mut score);
        probability(score.sum)
    };
    (0..count).map(again).collect()
}

/// Sums the weights of what holds.
struct Score<'m> {
    model: &'m Linear,
    sum: f32,
}

impl Sink for Score<'_> {
    fn holds(&mut self, family: Template, words: &[Term]) {
        self.sum += self.model.weight(family.hashed(words));
    }
    fn measures(&mut self, family: Template, size: f32) {
        self.sum += self.model.weight(family.hashed(&[])) * size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trialsift::segment::criteria_seams;

    #[test]
    fn the_committed_weights_read_as_the_library_reads() {
        let table = include_str!("../../../../src/segment/criteria_seams/criteria_seams.weights.tsv");
        let text = "Age over 40 years History of gout Able to walk unaided; No dialysis";
        let found = items(&[text], &Linear::read(table)).concat();
        let wanted = criteria_seams::items(text).into_iter();
        let wanted: Vec<_> = wanted.map(|item| (item.text.to_owned(), item.confidence)).collect();
        assert_eq!(found, wanted);
    }
}
