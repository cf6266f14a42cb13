//! The readings of a page, as examples to learn from.

use super::page::Page;
use super::regression::Example;
use crate::weights::Names;
use trialsift::segment::criteria_seams::HOPELESS;
use trialsift::segment::criteria_seams::cut::thoughts;
use trialsift::segment::criteria_seams::evidence::{Block, Sink};
use trialsift::segment::criteria_seams::style::Style;
use trialsift::segment::criteria_seams::whole::Whole;
use trialsift::segment::criteria_seams::words::Words;
use trialsift::segment::term::{Template, Term};

/// The gaps between the words of a page.
#[derive(Default)]
pub struct Gaps {
    /// The word after each.
    pub at: Vec<usize>,
    /// What the first reading sees.
    pub first: Vec<Example>,
    /// What a first reading that has not learned from this page makes of it.
    pub likely: Vec<f32>,
    /// What the second reading sees, where it looks.
    pub second: Vec<Option<Example>>,
}

/// Takes down what holds.
struct Record<'n> {
    names: &'n mut Names,
    found: Vec<(usize, f32)>,
}

impl Record<'_> {
    fn add(&mut self, family: Template, words: &[Term], size: f32) {
        let name = || {
            let words = words.iter().map(|word| format!(" {}", word.text.to_ascii_lowercase()));
            family.text.to_owned() + &words.collect::<String>()
        };
        self.found.push((self.names.number(family.hashed(words), name), size));
    }
}

impl Sink for Record<'_> {
    fn holds(&mut self, family: Template, words: &[Term]) {
        self.add(family, words, 1.0);
    }
    fn measures(&mut self, family: Template, size: f32) {
        self.add(family, &[], size);
    }
}

/// What is told of a gap or an item of `page`, and whether it is one.
fn example(page: &Page, truth: bool, mut record: Record, tell: impl Fn(&mut Record)) -> Example {
    tell(&mut record);
    Example { features: record.found, truth, worth: page.worth }
}

/// Reads the gaps of a page for the first time.
pub fn first_reading(page: &Page, names: &mut Names) -> Gaps {
    let texts = page.texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let words = Words::read(&texts);
    let block = Block::read(&words, texts.len());
    let truth = page.starts();
    let at: Vec<usize> = (0..words.list.len()).filter(|&at| block.open(at)).collect();
    let first = at.iter().map(|&at| {
        let record = Record { names, found: Vec::new() };
        example(page, truth[at], record, |record| block.tell(at, record))
    });
    let first = first.collect();
    Gaps { at, first, ..Gaps::default() }
}

/// Reads the gaps of a page again, knowing how likely each was found.
pub fn second_reading(page: &Page, gaps: &Gaps, names: &mut Names) -> Vec<Option<Example>> {
    let texts = page.texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let words = Words::read(&texts);
    let block = Block::read(&words, texts.len());
    let first = |at: usize| f32::from(u8::from(block.first(at)));
    let mut likely: Vec<f32> = (0..words.list.len()).map(first).collect();
    for (&at, &found) in gaps.at.iter().zip(&gaps.likely) {
        likely[at] = found;
    }
    let style = Style::read(&block, &likely);
    let again = |(&at, first): (&usize, &Example)| {
        let record = Record { names, found: Vec::new() };
        (likely[at] >= HOPELESS).then(|| example(page, first.truth, record, |record| style.tell(at, record)))
    };
    gaps.at.iter().zip(&gaps.first).map(again).collect()
}

/// Reads whole items, knowing how likely each seam was found: all that the page may hold.
pub fn third_reading(page: &Page, likely: &[f32], names: &mut Names, items: &mut Vec<Example>) {
    let texts = page.texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let words = Words::read(&texts);
    let block = Block::read(&words, texts.len());
    let whole = Whole::read(&block, likely);
    let starts = page.starts();
    for (from, to) in page.parts().into_iter().filter(|part| part.0 < part.1) {
        thoughts(likely, from, to, |_, _, item| {
            let ends = item.end == to || starts[item.end];
            let truth = starts[item.start] && ends && !starts[item.start + 1..item.end].contains(&true);
            let record = Record { names, found: Vec::new() };
            items.push(example(page, truth, record, |record| whole.tell(&item, record)));
        });
    }
}
