//! Fits the weights of the segmenters to registered trials, and measures them on trials held out.
//!
//! ```text
//! cargo run --release -p fit -- TRIALS.jsonl.gz [conditions|arm-rows|outcome-rows|criteria|trust|restraint|all] [--check]
//! ```
//!
//! `TRIALS.jsonl.gz` holds studies as the API of ClinicalTrials.gov (version 2) gives them, one a line. Lists, rows and
//! criteria are joined as pages join them, so where one ends and the next begins is known. Each fit learns this from
//! four trials in five, by the very features that the library states while it reads a page:
//!
//! - `conditions`: whether a place of a fused list is a seam (logistic regression);
//! - `arm-rows`: how the rows of a table of arms are read together (a conditional random field);
//! - `outcome-rows`: how a line of outcomes is read, and then judged by the other rows of its page (log-linear models
//!   over all readings of a line);
//! - `criteria`: whether a blank parts two criteria, first alone, then by the habits of its page, and whether what lies
//!   between two such blanks is a whole criterion (logistic regression).
//!
//! `trust` measures what the scores of these weights are worth on trials that none was fitted to.
//!
//! `restraint` counts the clean values that the rules change.
//!
//! Trials whose registry number has a CRC-32 that five divides are held out of everything. The tables of weights under
//! `src/segment` are written in place, with the figures in their headers; the library takes them in when it is built
//! next. `--check` leaves the tables alone and measures them. There is no clock, no thread and no chance in it: the
//! same trials give the same bytes.

mod arms;
mod ascent;
mod conditions;
mod criteria;
mod figures;
mod medpath;
mod outcomes;
mod restraint;
mod study;
mod trust;
mod weights;

use anyhow::{Context, Result, bail};
use figures::Figures;
use std::path::{Path, PathBuf};
use study::Study;
use trialsift::segment::linear::Linear;
use weights::Weight;

/// One table of weights and how it comes about.
struct Task {
    /// As the command line calls it.
    name: &'static str,
    /// The table, under `src/segment`.
    table: &'static str,
    /// What the weights are of.
    what: &'static str,
    /// How they are fitted.
    how: &'static str,
    fit: fn(&[Study]) -> Vec<Weight>,
    measure: fn(&[Study], &Linear) -> Vec<Figures>,
}

const TASKS: [Task; 4] = [
    Task {
        name: "conditions",
        table: "fused_list/conditions.weights.tsv",
        what: "the features of the seams of fused conditions",
        how: "logistic regression on joined lists; lists with other capitals or of two trials count less",
        fit: conditions::fit,
        measure: conditions::measure,
    },
    Task {
        name: "arm-rows",
        table: "arm_rows/arms.weights.tsv",
        what: "the features of the readings of arm rows",
        how: "a conditional random field on joined tables; tables without one of their names count less",
        fit: arms::fit,
        measure: arms::measure,
    },
    Task {
        name: "outcome-rows",
        table: "outcome_rows/outcome_rows.weights.tsv",
        what: "the features of the readings of outcome rows",
        how: "a log-linear model over all readings of a line, the strongest features kept;\n\
              # `p.` judges a row by its page, fitted on readings by models that had not seen the page",
        fit: outcomes::fit,
        measure: outcomes::measure,
    },
    Task {
        name: "criteria",
        table: "criteria_seams/criteria_seams.weights.tsv",
        what: "the features of the seams between criteria",
        how: "logistic regression; `1.` weighs a blank alone, `2.` in the light of its page, fitted on\n\
              # first readings by models that had not seen the page, `3.` weighs a whole item likewise; pages in small\n\
              # letters or without stops, made up from the others, count less",
        fit: criteria::fit,
        measure: criteria::measure,
    },
];

fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let checks = arguments.iter().any(|argument| argument == "--check");
    arguments.retain(|argument| argument != "--check");
    let (trials, name) = match &arguments[..] {
        [trials] => (trials, "all"),
        [trials, name] => (trials, name.as_str()),
        _ => bail!(
            "usage: fit TRIALS.jsonl.gz [conditions|arm-rows|outcome-rows|criteria|trust|restraint|all] [--check]"
        ),
    };
    let tasks: Vec<&Task> = TASKS.iter().filter(|task| name == "all" || name == task.name).collect();
    let trusts = matches!(name, "all" | "trust");
    if tasks.is_empty() && !trusts && name != "restraint" {
        bail!("no fit is called {name}");
    }
    if name == "restraint" {
        return restraint::run(Path::new(trials));
    }
    let studies = study::read(Path::new(trials)).with_context(|| trials.clone())?;
    for task in tasks {
        if checks { task.check(&studies).map(drop)? } else { task.run(&studies)? }
    }
    if trusts { trust::run(&studies, checks) } else { Ok(()) }
}

impl Task {
    /// Fits the weights, measures them as they are written, and writes them.
    fn run(&self, studies: &[Study]) -> Result<()> {
        let rows = weights::table((self.fit)(studies));
        let figures = self.figures(studies, &rows);
        let table = self.header(studies, &figures) + &rows;
        std::fs::write(self.path(), table).with_context(|| self.path().display().to_string())?;
        println!("{}: {} weights written", self.table, rows.lines().count());
        Ok(())
    }

    /// Measures the weights as they are.
    fn check(&self, studies: &[Study]) -> Result<Vec<Figures>> {
        let table = std::fs::read_to_string(self.path()).with_context(|| self.path().display().to_string())?;
        Ok(self.figures(studies, &table))
    }

    fn figures(&self, studies: &[Study], table: &str) -> Vec<Figures> {
        let figures = (self.measure)(studies, &Linear::read(table));
        println!("== {}", self.name);
        figures.iter().for_each(Figures::print);
        figures
    }

    fn header(&self, studies: &[Study], figures: &[Figures]) -> String {
        let held_out = studies.iter().filter(|study| study.is_held_out()).count();
        let mut header = format!(
            "# Weights of {}: name, tab, weight.\n\
             # Made by `cargo run --release -p fit -- TRIALS {}`: {}.\n\
             # Fitted to {} registered trials; {held_out} others, those with crc32(number) % 5 = 0, were held out.\n",
            self.what,
            self.name,
            self.how,
            studies.len() - held_out,
        );
        let figures = figures.iter().map(|figures| format!("# {}\n", figures.line()));
        header.extend(figures);
        header
    }

    fn path(&self) -> PathBuf {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../src/segment")).join(self.table)
    }
}
