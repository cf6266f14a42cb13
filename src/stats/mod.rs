//! An output in sum: how full fields are, repairs, issues, unknown words and labels, residue, values that are nearly equal.
//!
//! Records are taken one by one. What may differ without end (names, words, labels) is counted up to a bound, beyond which
//! new values are only counted together.

mod cluster;
mod fill;
mod findings;
pub mod render;
mod tally;

use std::io::BufRead;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

pub use cluster::{Cluster, Key, clusters, fingerprint, ngram_fingerprint};
pub use fill::Field;
pub use findings::{Issues, Residue, Rule};
pub use tally::{Seen, Tally};

use crate::source::Fault;
use crate::source::records::{parse, records};
use fill::Fill;
use findings::Findings;

/// An output in sum.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Stats {
    /// Records.
    pub records: u64,
    /// Records by layout.
    pub layouts: std::collections::BTreeMap<String, u64>,
    /// How full fields are.
    #[serde(flatten)]
    fill: Fill,
    /// Repairs, issues, residue.
    #[serde(flatten)]
    findings: Findings,
    /// Names of sponsors and collaborators.
    #[serde(serialize_with = "cluster::serialize")]
    sponsors: Tally,
    #[serde(serialize_with = "cluster::serialize")]
    conditions: Tally,
    #[serde(serialize_with = "cluster::serialize")]
    facilities: Tally,
}

impl Stats {
    /// Sums up an output; `name` is what faults call it.
    ///
    /// # Errors
    ///
    /// A fault that names the line, where one is no record or cannot be read.
    pub fn read(name: &Path, from: &mut impl BufRead) -> Result<Self, Fault> {
        let mut stats = Stats::default();
        records(name, from, &mut |line| {
            let record = parse(line.bytes, |record: &Value| record.get("schema")?.as_str())?;
            stats.add(&record);
            Ok(())
        })?;
        Ok(stats)
    }

    /// Adds a record.
    pub fn add(&mut self, record: &Value) {
        let text = |pointer| record.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let (layout, path) = (text("/source/layout"), text("/source/path"));
        self.records += 1;
        *self.layouts.entry(layout.to_owned()).or_default() += 1;
        self.fill.add(record, layout);
        self.findings.add(record, layout, path);
        let names = |list: &str, key: &'static str| {
            record
                .get(list)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(move |item| item.get(key)?.as_str())
        };
        let lead = record.pointer("/lead_sponsor/name").and_then(Value::as_str);
        names("collaborators", "name").chain(lead).for_each(|name| self.sponsors.add(name, path));
        names("locations", "facility").for_each(|name| self.facilities.add(name, path));
        let conditions = record.get("conditions").and_then(Value::as_array).into_iter().flatten();
        conditions.filter_map(Value::as_str).for_each(|name| self.conditions.add(name, path));
    }

    /// How full fields are, in the order of the record.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fill.fields
    }

    /// Repairs by rule.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &Rule)> {
        self.findings.rules.iter().map(|(rule, count)| (rule.as_str(), count))
    }

    /// Issues by code.
    pub fn issues(&self) -> impl Iterator<Item = (&str, &Issues)> {
        self.findings.issues.iter().map(|(code, count)| (code.as_str(), count))
    }

    /// Residue by layout.
    pub fn residue(&self) -> impl Iterator<Item = (&str, &Residue)> {
        self.findings.residue.iter().map(|(layout, count)| (layout.as_str(), count))
    }

    /// Words outside the vocabularies, as `field: word`.
    #[must_use]
    pub fn words(&self) -> &Tally {
        &self.findings.words
    }

    /// What stands in residue like a label.
    #[must_use]
    pub fn labels(&self) -> &Tally {
        &self.findings.labels
    }

    /// The names whose near equals are looked for, by what they are names of.
    #[must_use]
    pub fn names(&self) -> [(&'static str, &Tally); 3] {
        [("sponsors", &self.sponsors), ("conditions", &self.conditions), ("facilities", &self.facilities)]
    }
}
