//! The fitted model, with the weights of most families laid out.

use super::families::{
    COLUMN_FAMILIES, COLUMNS, COUPLE_FAMILIES, COUPLES, Classes, Column, Couple, GRID_FAMILIES, GRIDS, Grid, KEYED,
    KEYED_FAMILIES, Keyed, OFFSETS,
};
use super::features::Weigh;
use super::line::Word;
use super::term::{SHAPES, looks};
use super::vocabulary::Vocabulary;
use crate::segment::linear::{Feature, Linear, rows};
use crate::segment::term::{Template, Term};

/// What the families weigh for a word of one shape.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
struct Row {
    columns: [f32; COLUMNS.len()],
    /// Which of the [`KEYED`] families tell of the word at all.
    roles: u32,
}

/// A linear model whose weights are found without a search, but for those that are asked for seldom.
pub(super) struct Model {
    linear: Linear,
    /// Two for each word that is known: as it stands, and in capitals.
    words: Vec<Row>,
    /// Two for each pair of words that is known, by the second.
    pairs: Vec<[f32; COUPLES.len()]>,
    grids: Vec<f32>,
}

impl Model {
    /// The model of a table of weights, of words that are numbered by a vocabulary.
    pub(super) fn new(table: &str, vocabulary: &Vocabulary) -> Self {
        let mut model = Model {
            linear: Linear::of(&[]),
            words: vec![Row::default(); 2 * vocabulary.words],
            pairs: vec![[0.0; COUPLES.len()]; 2 * vocabulary.known_pairs],
            grids: vec![0.0; OFFSETS[GRIDS.len()]],
        };
        let (mut words, mut rest) = (Vec::new(), Vec::new());
        for (name, weight) in rows(table) {
            words.clear();
            words.extend(name.split(' '));
            let (family, words) = (Template::of(words[0]), &words[1..]);
            model.key(family, words, vocabulary);
            let is_laid = model.lay_word(family, words, weight, vocabulary)
                || model.lay_pair(family, words, weight, vocabulary)
                || model.lay_classes(family, words, weight);
            if !is_laid {
                rest.push((Feature::of(name), weight));
            }
        }
        // What has a place is never looked up: a smaller table is nearer at hand.
        Model { linear: Linear::of(&rest), ..model }
    }

    /// Puts the weight of a feature that tells of a word to its place, if it has one.
    fn lay_word(&mut self, family: Template, words: &[&str], weight: f32, vocabulary: &Vocabulary) -> bool {
        let told = those(&COLUMN_FAMILIES, family).find_map(|n| Some((n, Told::by(COLUMNS[n], words)?)));
        let Some((n, told)) = told else { return false };
        let number = usize::from(vocabulary.number_of(told.words[0]));
        told.forms().for_each(|form| self.words[2 * number + form].columns[n] = weight);
        true
    }

    /// The same, if it tells of two neighbors.
    fn lay_pair(&mut self, family: Template, words: &[&str], weight: f32, vocabulary: &Vocabulary) -> bool {
        let told = those(&COUPLE_FAMILIES, family).find_map(|n| Some((n, Told::by(COUPLES[n], words)?)));
        let Some((n, told)) = told else { return false };
        let [one, other] = told.words.map(|word| vocabulary.number_of(word));
        let pair = usize::from(vocabulary.pair(one, other));
        told.forms().for_each(|form| self.pairs[2 * pair + form][n] = weight);
        true
    }

    /// The same, if it tells of classes only.
    fn lay_classes(&mut self, family: Template, words: &[&str], weight: f32) -> bool {
        let place = those(&GRID_FAMILIES, family).find_map(|n| Some(OFFSETS[n] + place(GRIDS[n].1, words)?));
        if let Some(place) = place {
            self.grids[place] = weight;
        }
        place.is_some()
    }

    /// Notes of which word a feature tells that is looked up.
    fn key(&mut self, family: Template, words: &[&str], vocabulary: &Vocabulary) {
        for n in those(&KEYED_FAMILIES, family) {
            if let Some(word) = words.get(KEYED[n].1) {
                let number = usize::from(vocabulary.number_of(word));
                self.words[2 * number..2 * number + 2].iter_mut().for_each(|row| row.roles |= 1 << n);
            }
        }
    }
}

/// Which of some families one is; it may be more.
fn those(families: &'static [Template], family: Template) -> impl Iterator<Item = usize> {
    families.iter().enumerate().filter(move |(_, other)| other.is(family)).map(|(n, _)| n)
}

/// What the name of a feature tells of: its words, and the shape of the last.
pub(super) struct Told<'w> {
    pub(super) words: [&'w str; 2],
    many: usize,
    shape: Option<&'w str>,
}

impl<'w> Told<'w> {
    /// By the name of its family, in which `_` stands for a word and `#` for a shape.
    pub(super) fn by(family: &str, words: &[&'w str]) -> Option<Self> {
        let (mut told, mut rest) = (Told { words: [""; 2], many: 0, shape: None }, words.iter().copied());
        for piece in family.split(' ').skip(1) {
            let word = rest.next()?;
            match piece {
                "_" => {
                    told.words[told.many] = word;
                    told.many += 1;
                }
                "#" => told.shape = Some(word),
                _ if piece == word => {}
                _ => return None,
            }
        }
        rest.next().is_none().then_some(told)
    }

    /// The forms of the last word of which it is told: as it stands, and in capitals.
    fn forms(&self) -> impl Iterator<Item = usize> {
        let last = self.words[self.many - 1];
        let plain = match looks(last).shape {
            0 => last,
            number => SHAPES[usize::from(number)].text,
        };
        let capitals = if last.chars().nth(1).is_some() { "x" } else { "i" };
        let shapes = [plain, capitals].map(|shape| self.shape.is_none_or(|told| told == shape));
        (0..2).filter(move |form| shapes[*form])
    }
}

/// The place of a combination of classes in their grid.
fn place(classes: Classes, words: &[&str]) -> Option<usize> {
    if classes.len() != words.len() {
        return None;
    }
    classes.iter().zip(words).try_fold(0, |place, (names, word)| {
        let name = Term::new(word);
        Some(place * names.len() + names.iter().position(|other| other.is(name))?)
    })
}

impl Weigh for &Model {
    fn weigh(&mut self, template: Template, words: &[&str], value: f32) -> f32 {
        (&self.linear).weigh(template, words, value)
    }

    #[inline]
    fn weigh_terms(&mut self, template: Template, terms: &[Term], value: f32) -> f32 {
        (&self.linear).weigh_terms(template, terms, value)
    }

    #[inline]
    fn weigh_word(&mut self, column: Column, word: &Word) -> f32 {
        self.words[usize::from(word.row)].columns[column.place]
    }

    #[inline]
    fn weigh_pair(&mut self, couple: Couple, pair: u16, _: [&Word; 2]) -> f32 {
        self.pairs[usize::from(pair)][couple.place]
    }

    #[inline]
    fn weigh_keyed<'t, const N: usize>(
        &mut self,
        keyed: Keyed,
        key: &Word,
        terms: impl FnOnce() -> [Term<'t>; N],
    ) -> f32 {
        match self.words[usize::from(key.row)].roles & keyed.role {
            0 => 0.0,
            _ => self.linear.weight(keyed.family.hashed(&terms())),
        }
    }

    #[inline]
    fn weigh_list(&mut self, keyed: Keyed, key: &Word, terms: &[Term]) -> f32 {
        match self.words[usize::from(key.row)].roles & keyed.role {
            0 => 0.0,
            _ => self.linear.weight(keyed.family.hashed(terms)),
        }
    }

    #[inline]
    fn weigh_grid<'t, const N: usize>(
        &mut self,
        grid: Grid,
        at: usize,
        _: impl FnOnce() -> [Term<'t>; N],
        value: f32,
    ) -> f32 {
        self.grids[grid.offset + at] * value
    }
}

#[cfg(test)]
mod tests {
    use super::super::bounds::Bound;
    use super::super::features;
    use super::super::{Line, MODEL, WEIGHTS};
    use super::*;
    use crate::segment::Cells;

    /// What a word weighs in a time frame and in a description.
    fn of_word(line: &Line, n: usize, weigh: &mut impl Weigh) -> [u32; 2] {
        [features::timely(line, n, weigh), features::descriptive(line, n, weigh)].map(f32::to_bits)
    }

    /// What a bound weighs as each of the things it may be.
    fn of_bound(line: &Line, at: &Bound, weigh: &mut impl Weigh) -> [u32; 5] {
        let end = &line.bounds[line.bounds.len() - 1];
        [
            features::opening(line, at, weigh),
            features::closing(line, at, weigh),
            features::describing(line, at, weigh),
            features::following(line, at, weigh),
            features::description(line, at, end, weigh),
        ]
        .map(f32::to_bits)
    }

    /// What two bounds weigh as the ends of a cell.
    fn of_cell(line: &Line, from: &Bound, to: &Bound, weigh: &mut impl Weigh) -> [u32; 3] {
        let stops = [to.left.saturating_sub(from.left % 3)];
        let opinion = features::Opinion::of(&stops[from.right % 2..], to.left);
        [
            features::time(line, from, to, opinion, weigh),
            features::measure(line, from, to, weigh),
            features::bare(line, from, to, weigh),
        ]
        .map(f32::to_bits)
    }

    #[test]
    fn a_weight_is_the_same_by_its_place_and_by_its_name() {
        let linear = Linear::read_words(WEIGHTS);
        let (mut names, mut places) = (&linear, &*MODEL);
        let text = "Pain (VAS) at rest, WHO grade at Week 12week 12 up to 0.75 hoursFirst 24 hours[DAY 1 - day 28]A: \
            Number of patients with EASI-75 from baselineBaseline, 6 months and 12 months–Ünï „change in“ 2412 ※ It's I.";
        for cells in [Cells::Spaced, Cells::Fused] {
            let line = Line::read(text, cells, true);
            for n in 0..line.words().len() {
                assert_eq!(of_word(&line, n, &mut names), of_word(&line, n, &mut places), "{n}");
            }
            for (n, from) in line.bounds.iter().enumerate() {
                assert_eq!(of_bound(&line, from, &mut names), of_bound(&line, from, &mut places), "{cells:?} {from:?}");
                for to in line.bounds[n + 1..].iter().take(40) {
                    let all = [of_cell(&line, from, to, &mut names), of_cell(&line, from, to, &mut places)];
                    assert_eq!(all[0], all[1], "{from:?} {to:?}");
                }
            }
        }
    }

    #[test]
    fn every_class_that_the_weights_tell_of_has_a_place() {
        for (name, _) in rows(WEIGHTS) {
            let (family, words) = name.split_once(' ').unwrap_or((name, ""));
            let words: Vec<&str> = words.split(' ').filter(|_| !words.is_empty()).collect();
            for (grid, classes) in GRIDS.iter().filter(|grid| grid.0 == family && grid.1.len() == words.len()) {
                assert!(place(classes, &words).is_some(), "{grid}: {name} needs a class of its own");
            }
        }
    }
}
