//! Arm rows: the examples, the fit, the figures.

use crate::ascent::Ascent;
use crate::figures::Figures;
use crate::study::{Arm, Study};
use crate::weights::Weight;
use std::collections::BTreeMap;
use trialsift::segment::Cells;
use trialsift::segment::arm_rows::{ArmRow, Chain, Name, Names, Steps, Table, arms, sum, sum_all};
use trialsift::segment::evidence::score;
use trialsift::segment::linear::Linear;
use trialsift::segment::trust::Cutter;

const ROUNDS: usize = 25;
const SHRINK: f32 = 0.003;
const SELDOM: u32 = 6;

/// What a table counts for that lacks a name of its rows.
const LACKING: f32 = 0.05;

/// An amount too small to learn from.
const FAINT: f32 = 1e-5;

const MODES: [Cells; 2] = [Cells::Spaced, Cells::Fused];

/// Features of opening an arm, and of going on where that can be.
type Step = (Vec<usize>, Option<Vec<usize>>);

/// A table as numbers.
struct Example {
    openings: Vec<Vec<Vec<usize>>>,
    /// For each row but the first, by reading before and reading.
    steps: Vec<Vec<Step>>,
    /// The right reading of each row, and whether it goes on with an arm.
    right: Vec<(usize, bool)>,
    worth: f32,
}

/// A row as a page prints it, and how it came about.
struct Row {
    text: String,
    /// Where the intervention stands.
    name: (usize, usize),
    /// Whether it goes on with the arm of the row before.
    goes_on: bool,
}

/// The rows of a trial's arms.
fn print(study: &Study, cells: Cells) -> Vec<Row> {
    let gap = if cells == Cells::Spaced { " " } else { "" };
    let row = |arm: &Arm, at: usize, name: &str| {
        let description = arm.description.as_deref().unwrap_or("-");
        let start = arm.label.len() + gap.len();
        Row {
            text: format!("{}{gap}{name}{gap}{description}", arm.label),
            name: (start, start + name.len()),
            goes_on: at > 0,
        }
    };
    let rows = |arm| Arm::cells(arm).enumerate().map(move |(at, name)| row(arm, at, name));
    study.arms.iter().flat_map(rows).collect()
}

fn lines(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.text.as_str()).collect()
}

/// The weights that the trials teach.
pub fn fit(studies: &[Study]) -> Vec<Weight> {
    let mut ascent = Ascent::default();
    let mut examples = Vec::new();
    for study in studies.iter().filter(|study| !study.is_held_out() && !study.arms.is_empty()) {
        for cells in MODES {
            examples.extend(example(study, cells, &study.names(), &mut ascent));
            let lacking = without_one(study);
            let lacking = lacking.and_then(|names| example(study, cells, &names, &mut ascent));
            examples.extend(lacking.map(|example| Example { worth: LACKING, ..example }));
        }
    }
    for _ in 0..ROUNDS {
        for example in &examples {
            let mut slope = slope(example, &ascent);
            for slope in slope.values_mut() {
                *slope *= example.worth;
            }
            ascent.climb(&slope, SHRINK, SELDOM);
        }
    }
    ascent.weights()
}

/// The names of a trial less one, as where a page lacks an intervention that its arms have. A page that lists none at
/// all has arms without any.
fn without_one(study: &Study) -> Option<Vec<&str>> {
    let digits = study.id.bytes().filter(u8::is_ascii_digit);
    let number = digits.fold(0, |sum, digit| sum * 7 + usize::from(digit - b'0'));
    let names = study.names();
    let lost = *names.get(number % names.len().max(1)).filter(|_| names.len() > 1)?;
    Some(names.into_iter().filter(|name| *name != lost).collect())
}

/// A table as an example; none where its right readings are out of reach.
fn example(study: &Study, cells: Cells, names: &[&str], ascent: &mut Ascent) -> Option<Example> {
    let rows = print(study, cells);
    let lines = lines(&rows);
    let table = Table::new(&lines, &Names::new(names), cells);
    let right = right(&rows, &table, names.len() < study.interventions.len())?;
    let openings = openings(&table, |at, choice| ascent.numbers(|emit| table.opening(at, choice, emit)));
    let mut steps = Vec::new();
    for at in 1..lines.len() {
        let pairs = pairs(&table, at, |before, choice| step(&table, at, before, choice, ascent));
        let (before, (choice, goes_on)) = (right[at - 1].0, right[at]);
        if goes_on && pairs[before * table.readings[at].len() + choice].1.is_none() {
            return None;
        }
        steps.push(pairs);
    }
    Some(Example { openings, steps, right, worth: 1.0 })
}

fn step(table: &Table, at: usize, before: usize, choice: usize, ascent: &mut Ascent) -> Step {
    let opens = ascent.numbers(|emit| table.succession(at, before, choice).features(emit));
    let mut can = false;
    let goes_on = ascent.numbers(|emit| can = table.continuation(at, before, choice, emit));
    (opens, can.then_some(goes_on))
}

/// What `weigh` makes of each reading of each row.
fn openings<T>(table: &Table, mut weigh: impl FnMut(usize, usize) -> T) -> Vec<Vec<T>> {
    let mut row = |at: usize| (0..table.readings[at].len()).map(|choice| weigh(at, choice)).collect();
    (0..table.lines.len()).map(&mut row).collect()
}

/// What `weigh` makes of each reading of the row before with each reading of row `at`.
fn pairs<T>(table: &Table, at: usize, mut weigh: impl FnMut(usize, usize) -> T) -> Vec<T> {
    let (befores, choices) = (table.readings[at - 1].len(), table.readings[at].len());
    let pair = |pair: usize| weigh(pair / choices, pair % choices);
    (0..befores * choices).map(pair).collect()
}

/// The right reading of each row. Where the page lacks a name, a row that holds it is all label.
fn right(rows: &[Row], table: &Table, lacks: bool) -> Option<Vec<(usize, bool)>> {
    let mut right: Vec<(usize, bool)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let readings = &table.readings[at];
        let found = readings.iter().position(|reading| (reading.start, reading.end) == row.name);
        let choice = found.or(lacks.then_some(readings.len() - 1))?;
        let reads = |at: usize, choice: usize| table.readings[at][choice].name.is_some();
        let goes_on = row.goes_on && at > 0 && reads(at - 1, right[at - 1].0) && reads(at, choice);
        right.push((choice, goes_on));
    }
    Some(right)
}

/// The chain of an example by the weights so far.
fn chain(example: &Example, ascent: &Ascent) -> Chain {
    let score = |features: &Vec<usize>| ascent.score(features);
    let openings: Vec<Vec<f32>> = example.openings.iter().map(|row| row.iter().map(score).collect()).collect();
    let steps = example.steps.iter().zip(&openings[1..]).map(|(pairs, openings)| {
        let width = openings.len();
        let worth = pairs.iter().enumerate().map(|(at, (opens, goes_on))| {
            let goes_on = goes_on.as_ref().map_or(f32::NEG_INFINITY, score);
            [openings[at % width] + score(opens), goes_on]
        });
        Steps { width, worth: worth.collect() }
    });
    let steps = steps.collect();
    Chain { first: openings.into_iter().next().unwrap_or_default(), steps }
}

/// The slope of the likelihood of the right way.
fn slope(example: &Example, ascent: &Ascent) -> BTreeMap<usize, f32> {
    let chain = chain(example, ascent);
    let (ahead, back) = (chain.forward(sum), chain.backward());
    let whole = sum_all(ahead[ahead.len() - 1].iter().copied());
    let mut slope = BTreeMap::new();
    let mut add = |features: &[usize], amount: f32| {
        for &number in features.iter().filter(|_| amount.abs() > FAINT) {
            *slope.entry(number).or_insert(0.0) += amount;
        }
    };
    let one = |holds: bool| f32::from(u8::from(holds));
    for (choice, features) in example.openings[0].iter().enumerate() {
        let chance = (ahead[0][choice] + back[0][choice] - whole).exp();
        add(features, one(choice == example.right[0].0) - chance);
    }
    for (at, steps) in chain.steps.iter().enumerate() {
        for (pair, &[opens, goes_on]) in steps.worth.iter().enumerate() {
            let (before, choice) = (pair / steps.width, pair % steps.width);
            let around = ahead[at][before] + back[at + 1][choice] - whole;
            let (right, right_goes_on) = example.right[at + 1];
            let is_right = example.right[at].0 == before && right == choice;
            let (open_features, go_on_features) = &example.steps[at][pair];
            let amount = one(is_right && !right_goes_on) - (around + opens).exp();
            add(open_features, amount);
            add(&example.openings[at + 1][choice], amount);
            if let Some(features) = go_on_features {
                add(features, one(is_right && right_goes_on) - (around + goes_on).exp());
            }
        }
    }
    slope
}

/// The rows of a table, by the weights of `model`.
fn rows<'t>(lines: &[&'t str], names: &[&str], cells: Cells, model: &Linear) -> Vec<ArmRow<'t>> {
    let table = Table::new(lines, &Names::new(names), cells);
    let openings = openings(&table, |at, choice| score(model, |emit| table.opening(at, choice, emit)));
    let step = |at: usize, before: usize, choice: usize| {
        let opens = score(model, |emit| table.succession(at, before, choice).features(emit));
        let mut can = false;
        let goes_on = score(model, |emit| can = table.continuation(at, before, choice, emit));
        [openings[at][choice] + opens, if can { goes_on } else { f32::NEG_INFINITY }]
    };
    let steps = (1..lines.len()).map(|at| Steps {
        width: openings[at].len(),
        worth: pairs(&table, at, |before, choice| step(at, before, choice)),
    });
    let steps = steps.collect();
    let chain = Chain { first: openings.first().cloned().unwrap_or_default(), steps };
    let row = |(at, (choice, confidence)): (usize, (usize, f32))| {
        let (line, reading) = (lines[at], table.readings[at][choice]);
        let cell = |text: &'t str| Some(text).filter(|text| !text.is_empty() && *text != "-");
        ArmRow {
            label: reading.label(line),
            intervention: cell(reading.intervention(line)),
            description: cell(reading.description(line)),
            marks: Vec::new(),
            confidence: if reading.name == Name::Nothing { 0.0 } else { confidence },
        }
    };
    chain.best().into_iter().enumerate().map(row).collect()
}

/// How often arms are read as they were printed, where all names are known and where one is not.
pub fn measure(studies: &[Study], model: &Linear) -> Vec<Figures> {
    let mut all = Vec::new();
    for cells in MODES {
        let new = |name| Figures::of_cuts(Cutter::Arms, name);
        let mut known = new(format!("Arms of {cells:?} rows"));
        let mut lacking = new(format!("Arms of {cells:?} rows, one name unknown"));
        for study in studies.iter().filter(|study| !study.arms.is_empty()) {
            compare(&mut known, study, cells, &study.names(), model);
            if let Some(names) = without_one(study) {
                compare(&mut lacking, study, cells, &names, model);
            }
        }
        all.extend([known, lacking]);
    }
    all
}

fn compare(figures: &mut Figures, study: &Study, cells: Cells, names: &[&str], model: &Linear) {
    let printed = print(study, cells);
    let arms = arms(rows(&lines(&printed), names, cells, model));
    let found: Vec<_> = arms.iter().map(|arm| (arm.label, arm.interventions.clone(), arm.description)).collect();
    let truth: Vec<_> = study.arms.iter().map(cells_of).collect();
    let right = figures.compare(study.is_held_out(), &found, &truth);
    for (arm, right) in arms.iter().zip(right).filter(|_| study.is_held_out()) {
        figures.predicted(arm.confidence, right);
    }
}

/// The label, the interventions and the description of an arm.
fn cells_of(arm: &Arm) -> (&str, Vec<&str>, Option<&str>) {
    let names = arm.names.iter().map(String::as_str).collect();
    (&arm.label, names, arm.description.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use trialsift::segment::arm_rows;

    #[test]
    fn the_committed_weights_read_as_the_library_reads() {
        let table = include_str!("../../../src/segment/arm_rows/arms.weights.tsv");
        let lines = ["Zinc group Zinc 5 mg a day", "Zinc group Honey 5 mg a day", "Control - -"];
        let names = ["Zinc", "Honey"];
        let found = rows(&lines, &names, Cells::Spaced, &Linear::read(table));
        let wanted = arm_rows::rows(&lines, &names, Cells::Spaced);
        assert_eq!(arms(found).len(), 2);
        let wanted: Vec<_> = wanted.into_iter().map(|row| ArmRow { marks: Vec::new(), ..row }).collect();
        assert_eq!(rows(&lines, &names, Cells::Spaced, &Linear::read(table)), wanted);
    }
}
