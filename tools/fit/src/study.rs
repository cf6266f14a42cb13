//! The parts of a registered trial that lists, rows and criteria are made of.

use crate::medpath;
use anyhow::{Context, Result};
use flate2::{Crc, read::GzDecoder};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// One trial, text folded and unescaped as the library reads it.
#[derive(Debug)]
pub struct Study {
    /// Its registry number.
    pub id: String,
    pub conditions: Vec<String>,
    pub keywords: Vec<String>,
    pub interventions: Vec<Intervention>,
    pub arms: Vec<Arm>,
    /// The primary and the secondary outcomes.
    pub outcomes: [Vec<Outcome>; 2],
    /// The criteria as they were registered: lines of markup.
    pub criteria: String,
    /// What a page says before and after its line of conditions.
    pub page: [String; 2],
}

#[derive(Debug)]
pub struct Intervention {
    /// The type as pages print it.
    pub kind: String,
    pub name: String,
}

#[derive(Debug)]
pub struct Arm {
    pub label: String,
    /// The names of its interventions.
    pub names: Vec<String>,
    pub description: Option<String>,
}

/// The cells of an outcome; a cell without text is empty.
#[derive(Debug)]
pub struct Outcome {
    pub measure: String,
    pub time_frame: String,
    pub description: String,
}

impl Study {
    /// Which fifth of the trials it belongs to; the first is held out.
    pub fn fifth(&self) -> u32 {
        crc32(self.id.as_bytes()) % 5
    }

    /// Whether the trial is kept out of everything that is fitted.
    pub fn is_held_out(&self) -> bool {
        self.fifth() == 0
    }

    /// The page around the line of conditions.
    pub fn page(&self) -> [&str; 2] {
        [&self.page[0], &self.page[1]]
    }

    /// The names of the interventions.
    pub fn names(&self) -> Vec<&str> {
        self.interventions.iter().map(|each| each.name.as_str()).collect()
    }

    fn of(section: &Value) -> Self {
        let (conditions, arms) = (&section["conditionsModule"], &section["armsInterventionsModule"]);
        let outcomes = ["primaryOutcomes", "secondaryOutcomes"]
            .map(|key| list(&section["outcomesModule"][key]).map(Outcome::of).collect());
        let mut study = Study {
            id: text(&section["identificationModule"]["nctId"]),
            conditions: list(&conditions["conditions"]).map(text).collect(),
            keywords: list(&conditions["keywords"]).map(text).collect(),
            interventions: list(&arms["interventions"]).map(Intervention::of).collect(),
            arms: list(&arms["armGroups"]).map(Arm::of).collect(),
            outcomes,
            criteria: section["eligibilityModule"]["eligibilityCriteria"].as_str().unwrap_or("").to_owned(),
            page: [String::new(), String::new()],
        };
        study.page = medpath::around_conditions(section, &study);
        study
    }
}

impl Intervention {
    fn of(value: &Value) -> Self {
        Intervention { kind: title_case(&text(&value["type"])), name: text(&value["name"]) }
    }
}

impl Arm {
    /// What pages print for its interventions, one a row: an arm without any has a row with a `-`.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        let hyphen = self.names.is_empty().then_some("-");
        self.names.iter().map(String::as_str).chain(hyphen)
    }

    fn of(value: &Value) -> Self {
        let name = |value| {
            let name = text(value);
            name.split_once(": ").map_or(name.as_str(), |(_, name)| name).trim().to_owned()
        };
        Arm {
            label: text(&value["label"]),
            names: list(&value["interventionNames"]).map(name).collect(),
            description: Some(text(&value["description"])).filter(|text| !text.is_empty()),
        }
    }
}

impl Outcome {
    /// Its cells, in the order in which they are printed.
    pub fn cells(&self) -> [&str; 3] {
        [&self.measure, &self.time_frame, &self.description]
    }

    fn of(value: &Value) -> Self {
        Outcome {
            measure: text(&value["measure"]),
            time_frame: text(&value["timeFrame"]),
            description: text(&value["description"]),
        }
    }
}

/// The trials of a file. Those with an intervention that lacks its type or its name cannot be printed and are left out.
pub fn read(trials: &Path) -> Result<Vec<Study>> {
    let mut studies: Vec<Study> = sections(trials)?.iter().map(Study::of).collect();
    let whole = |each: &Intervention| !each.kind.is_empty() && !each.name.is_empty();
    studies.retain(|study| study.interventions.iter().all(whole));
    Ok(studies)
}

/// The protocols of all trials of a file.
pub fn sections(trials: &Path) -> Result<Vec<Value>> {
    let lines = BufReader::new(GzDecoder::new(File::open(trials)?)).lines().enumerate();
    let section = |(n, line): (usize, std::io::Result<String>)| {
        let mut study: Value = serde_json::from_str(&line?).with_context(|| format!("line {}", n + 1))?;
        Ok(study["protocolSection"].take())
    };
    lines.map(section).collect()
}

/// The checksum that parts trials and orders examples.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The values of a list, of which there are none where there is no list.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The plain text of a value.
pub fn text(value: &Value) -> String {
    plain(value.as_str().unwrap_or(""))
}

/// Text of markup: escapes resolved, white space folded.
pub fn plain(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    let mut signs = markup.chars().peekable();
    while let Some(sign) = signs.next() {
        match signs.peek() {
            Some(next) if sign == '\\' && next.is_ascii_punctuation() => text.extend(signs.next()),
            _ => text.push(sign),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `EARLY_PHASE1` as `Early Phase1`.
pub fn title_case(name: &str) -> String {
    let word = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) => first.to_owned() + &rest.to_lowercase(),
        None => word.to_owned(),
    };
    name.split('_').map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_blanks_of_markup_are_resolved() {
        assert_eq!(plain("BMI \\> 30\n or\u{a0} \\\\*"), "BMI > 30 or \\*");
        assert_eq!(plain("a \\b \\"), "a \\b \\");
    }

    #[test]
    fn types_are_printed_with_capitals() {
        assert_eq!(title_case("DIETARY_SUPPLEMENT"), "Dietary Supplement");
        assert_eq!(title_case(""), "");
    }
}
