//! The flags of the form, each answered by yes or no.

use super::form::{Field, Says};
use super::is_yes;
use crate::layout::Reading;
use crate::layout::slot::first_line;
use crate::record::{Term, Value};

/// Flags that tell something only together, each by the word of its answer.
#[derive(Default)]
pub(super) struct Flags<'t> {
    purposes: Vec<Value<'t, Term>>,
    maskings: Vec<Value<'t, Term>>,
    models: Vec<Value<'t, Term>>,
    /// Whether women and men may take part.
    sexes: [Option<(bool, &'t str)>; 2],
}

impl<'t> Flags<'t> {
    /// Takes a flag; what is none is left.
    pub(super) fn take(&mut self, reading: &mut Reading<'t>, field: &Field<'t>) -> bool {
        let answer = first_line(field.value);
        let set = |term| is_yes(field).then(|| Value::new(term, answer));
        match field.says {
            Says::Diagnosis => self.purposes.extend(set("DIAGNOSTIC")),
            Says::Prophylaxis => self.purposes.extend(set("PREVENTION")),
            Says::Therapy => self.purposes.extend(set("TREATMENT")),
            Says::Open => self.maskings.extend(set("NONE")),
            Says::SingleBlind => self.maskings.extend(set("SINGLE")),
            Says::DoubleBlind => self.maskings.extend(set("DOUBLE")),
            Says::Parallel => self.models.extend(set("PARALLEL")),
            Says::Crossover => self.models.extend(set("CROSSOVER")),
            // A trial of one group is not randomized either.
            Says::Randomized if is_yes(field) => reading.trial.design.allocation = set("RANDOMIZED"),
            Says::Randomized => {}
            Says::Phase1 => phase(reading, set("PHASE1")),
            Says::Phase2 => phase(reading, set("PHASE2")),
            Says::Phase3 => phase(reading, set("PHASE3")),
            Says::Phase4 => phase(reading, set("PHASE4")),
            Says::Female => self.sexes[0] = Some((is_yes(field), answer)).filter(|answer| !answer.1.is_empty()),
            Says::Male => self.sexes[1] = Some((is_yes(field), answer)).filter(|answer| !answer.1.is_empty()),
            _ => return false,
        }
        reading.boilerplate(field.value);
        true
    }

    /// What the flags tell; two that exclude each other tell nothing.
    pub(super) fn tell(self, reading: &mut Reading<'t>) {
        // A scope of several purposes has no primary one.
        if let [purpose] = &self.purposes[..] {
            reading.trial.design.primary_purpose = Some(purpose.clone());
        }
        let masking = alone(reading, "/design/masking", self.maskings);
        let model = alone(reading, "/design/intervention_model", self.models);
        let design = &mut reading.trial.design;
        design.masking = design.masking.take().or(masking);
        design.intervention_model = design.intervention_model.take().or(model);
        if let [Some((women, at)), Some((men, also))] = self.sexes
            && (women || men)
        {
            let term = if women && men {
                "ALL"
            } else if women {
                "FEMALE"
            } else {
                "MALE"
            };
            reading.trial.eligibility.sex = Some(Value::new(term, at));
            reading.also.push(("/eligibility/sex".to_owned(), also));
        }
    }
}

/// Adds a phase that is not known yet.
fn phase<'t>(reading: &mut Reading<'t>, phase: Option<Value<'t, Term>>) {
    let phases = &mut reading.trial.phases;
    phases.extend(phase.filter(|phase| !phases.iter().any(|known| known.value == phase.value)));
}

/// The only one of these.
fn alone<'t>(reading: &mut Reading<'t>, field: &str, mut terms: Vec<Value<'t, Term>>) -> Option<Value<'t, Term>> {
    if let [one, other, ..] = &terms[..] {
        let message = format!("the form says yes to both {} and {}", one.value, other.value);
        reading.issue("conflict", Some(field), Some(other.at), message);
        return None;
    }
    terms.pop()
}
