//! Arms as lines: `Experimental: label`, its text, and below it `Drug: name`, its text and its other names.

use std::collections::HashMap;

use super::super::Reading;
use crate::grammar::line::{Line, Mark, lines, stretch};
use crate::record::{ArmGroup, Intervention, Value};
use crate::text::{folded, paragraphs, trimmed};
use crate::vocab;

/// Cells of the header that a table of arms lost its borders around.
const HEADER: &[&str] =
    &["Participant Group / Arm", "Intervention / Treatment", "Arm Intervention/Treatment", "ArmIntervention/Treatment"];

/// Arms with their interventions; an intervention that the page named before is the same one.
pub(super) fn typed_arms<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let mut rows: Vec<Line<'t>> = lines(body).collect();
    let header = rows.iter().take_while(|row| HEADER.contains(&row.text)).count();
    for row in rows.drain(..header) {
        reading.label(row.whole);
    }
    let Some(first) = rows.first().copied() else { return };
    let named = reading.trial.interventions.iter().enumerate();
    let known = named.filter_map(|(n, each)| Some((each.name.as_ref()?.value.to_string(), (n, false)))).collect();
    let mut arms = Arms { reading, known, open: Open::ARM };
    let other = arms.known.is_empty() && rows.iter().any(|row| row.text.starts_with("Other: "));
    if other || arms.arm(first.text).is_none() {
        let message = "which lines are arms and which are interventions is not told here";
        return arms.reading.issue("unparted", Some("/arm_groups"), Some(trimmed(body)), message);
    }
    for row in rows {
        arms.row(row);
    }
    arms.open(Open::ARM);
}

/// What the lines that follow are about.
#[derive(Clone, Copy)]
enum What {
    Arm,
    Intervention(usize),
}

/// What is open, and how far it has been read.
#[derive(Clone, Copy)]
struct Open {
    what: What,
    /// Whether an arm before this one has the same intervention, so that its text and its names come once more.
    again: bool,
    /// Whether its other names are being listed, or have been.
    names: bool,
    /// How many bytes of its text and how many of its names have come once more.
    seen: (usize, usize),
}

impl Open {
    const ARM: Open = Open { what: What::Arm, again: false, names: false, seen: (0, 0) };
}

/// Arms being read.
struct Arms<'r, 't> {
    reading: &'r mut Reading<'t>,
    /// The interventions that the page has named, by name, and whether an arm has had them.
    known: HashMap<String, (usize, bool)>,
    open: Open,
}

impl<'t> Arms<'_, 't> {
    fn row(&mut self, row: Line<'t>) {
        if let Some((kind, label)) = self.arm(row.text) {
            self.open(Open::ARM);
            let place = format!("/arm_groups/{}/label", self.reading.trial.arm_groups.len());
            let label = self.reading.line(&place, label);
            let r#type = vocab::ARM_GROUP_TYPE.term(kind).map(|term| Value::new(term, kind));
            self.reading.trial.arm_groups.push(ArmGroup { label, r#type, ..ArmGroup::default() });
        } else if let Some((kind, name)) = intervention(row.text) {
            let next = self.given(kind, name);
            self.open(next);
        } else if row.text == "Other Names:" {
            self.reading.label(row.whole);
            self.open.names = true;
        } else if self.open.names {
            self.other_name(&row);
        } else {
            self.described(row.text);
        }
    }

    /// `Experimental: label`; a label of type Other must not be an intervention of that type.
    fn arm(&self, line: &'t str) -> Option<(&'t str, &'t str)> {
        let (kind, label) = line.split_once(": ")?;
        vocab::ARM_GROUP_TYPE.term(kind)?;
        (kind != "Other" || !self.known.contains_key(&*folded(label))).then_some((kind, label))
    }

    /// Gives an intervention to the arm that is open.
    fn given(&mut self, kind: &'t str, name: &'t str) -> Open {
        let trial = &mut self.reading.trial;
        let value = Value::new(folded(name), name);
        if let Some(arm) = trial.arm_groups.last_mut() {
            arm.intervention_names.push(value.clone());
        }
        if let Some((n, had)) = self.known.get_mut(&*value.value) {
            self.reading.also.push((format!("/interventions/{n}/type"), kind));
            return Open { what: What::Intervention(*n), again: std::mem::replace(had, true), ..Open::ARM };
        }
        let n = trial.interventions.len();
        self.known.insert(value.value.to_string(), (n, true));
        let r#type = vocab::INTERVENTION_TYPE.term(kind).map(|term| Value::new(term, kind));
        trial.interventions.push(Intervention { r#type, name: Some(value), ..Intervention::default() });
        Open { what: What::Intervention(n), ..Open::ARM }
    }

    /// One of the other names, each behind its mark.
    fn other_name(&mut self, row: &Line<'t>) {
        let What::Intervention(n) = self.open.what else { return };
        if row.mark == Mark::None {
            return;
        }
        let names = &mut self.reading.trial.interventions[n].other_names;
        if !self.open.again {
            return names.push(Value::new(folded(row.text), row.text));
        }
        let nth = self.open.seen.1;
        if names.get(nth).is_some_and(|name| name.value == folded(row.text)) {
            self.reading.also.push((format!("/interventions/{n}/other_names/{nth}"), row.text));
            self.open.seen.1 += 1;
        }
    }

    /// Adds a line to the text of what is open, or finds it there where it comes once more.
    fn described(&mut self, at: &'t str) {
        let trial = &mut self.reading.trial;
        let last = trial.arm_groups.len() - 1;
        let (place, description) = match self.open.what {
            What::Arm => (format!("/arm_groups/{last}/description"), &mut trial.arm_groups[last].description),
            What::Intervention(n) => {
                (format!("/interventions/{n}/description"), &mut trial.interventions[n].description)
            }
        };
        if self.open.again {
            let known =
                description.as_ref().map_or("", |known| known.value.get(self.open.seen.0..).unwrap_or_default());
            let line = folded(at);
            if known.starts_with(&*line) {
                self.open.seen.0 += line.len() + 1;
                self.reading.also.push((place, at));
            }
            return;
        }
        let whole = description.as_ref().map_or(at, |known| stretch(self.reading.text, known.at, at));
        *description = Some(Value::new("".into(), whole));
    }

    /// Opens something else; the text of what was open is known in full.
    fn open(&mut self, next: Open) {
        let trial = &mut self.reading.trial;
        let description = match self.open.what {
            What::Arm => trial.arm_groups.last_mut().map(|arm| &mut arm.description),
            What::Intervention(n) => Some(&mut trial.interventions[n].description),
        };
        if let Some(Some(text)) = description.filter(|_| !self.open.again) {
            text.value = paragraphs(text.at);
        }
        self.open = next;
    }
}

/// `Drug: name`.
fn intervention(line: &str) -> Option<(&str, &str)> {
    line.split_once(": ").filter(|(kind, _)| vocab::INTERVENTION_TYPE.term(kind).is_some())
}
