//! Words of data that belong to a row of the record, wherever in its object they stand: the arms that an intervention
//! belongs to, and who gave an identifier. They are read when all rows are known.

use std::collections::{HashMap, HashSet};

use super::super::Reading;
use crate::record::Value;
use crate::text::{folded, range_in};
use crate::vocab;

/// What a word says of its row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// The label of an arm that the intervention belongs to.
    Arm,
    /// Who gave the secondary identifier.
    Registry,
}

/// The words of a page, in its order: what each says, where the object of its row begins, and the word.
#[derive(Default)]
pub(super) struct Links<'t>(Vec<(Link, usize, &'t str)>);

impl<'t> Links<'t> {
    pub(super) fn add(&mut self, link: Link, row: usize, at: &'t str) {
        self.0.push((link, row, at));
    }

    /// Reads the words.
    pub(super) fn read(&self, reading: &mut Reading<'t>) {
        self.arms(reading);
        self.registries(reading);
    }

    fn of(&self, wanted: Link) -> impl Iterator<Item = (usize, &'t str)> {
        self.0.iter().filter(move |(link, ..)| *link == wanted).map(|(_, row, at)| (*row, *at))
    }

    /// Each arm takes the names of the interventions that say they belong to it, besides those that it names itself.
    fn arms(&self, reading: &mut Reading<'t>) {
        let (text, trial) = (reading.text, &mut reading.trial);
        let names: Vec<_> = trial.interventions.iter().filter_map(|each| each.name.clone()).collect();
        let mut arms: HashMap<String, usize> = HashMap::new();
        let mut known: HashSet<(usize, String)> = HashSet::new();
        for (n, arm) in trial.arm_groups.iter().enumerate() {
            arms.entry(arm.label.as_ref().map_or_else(String::new, |label| label.value.to_string())).or_insert(n);
            known.extend(arm.intervention_names.iter().map(|name| (n, name.value.to_string())));
        }
        let mut labels = Vec::new();
        for (row, at) in self.of(Link::Arm) {
            let name = names.get(names.partition_point(|name| range_in(text, name.at).start < row));
            let Some((arm, name)) = arms.get(&*folded(at)).zip(name) else { continue };
            labels.push(at);
            if known.insert((*arm, name.value.to_string())) {
                trial.arm_groups[*arm].intervention_names.push(name.clone());
            }
        }
        for at in labels {
            reading.label(at);
        }
    }

    /// An identifier whose form does not tell its registry takes it from the words beside it.
    fn registries(&self, reading: &mut Reading<'t>) {
        for (row, at) in self.of(Link::Registry) {
            let (text, ids) = (reading.text, &mut reading.trial.secondary_ids);
            let n = ids.partition_point(|id| range_in(text, id.id.at).start < row);
            match (ids.get_mut(n), vocab::REGISTRY.term(at)) {
                (Some(id), Some(term)) if id.registry.is_none() => id.registry = Some(Value::new(term, at)),
                _ => reading.boilerplate(at),
            }
        }
    }
}
