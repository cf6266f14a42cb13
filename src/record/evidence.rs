//! A walk over a record that shows every value with its JSON Pointer and the slice it was read from.

use std::fmt;

use super::{
    Age, ArmGroup, Criterion, Dated, Design, Eligibility, Enrollment, Intervention, Location, Outcome, SecondaryId,
    Sponsor, Trial, Value,
};

/// One step of a JSON Pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key of an object.
    Key(&'static str),
    /// An index of a list.
    Index(usize),
}

/// A place in a record; prints as a JSON Pointer (no key of a record needs escaping).
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The steps, of which only the first `depth` count: a walk makes a place for every value, so none is allocated.
    steps: [Step; DEEPEST],
    depth: usize,
}

/// No value of a record stands deeper.
const DEEPEST: usize = 4;

impl Default for Place {
    fn default() -> Self {
        Place { steps: [Step::Index(0); DEEPEST], depth: 0 }
    }
}

impl Place {
    /// The place that these steps lead to.
    ///
    /// # Panics
    ///
    /// Where there are more steps than lead to any value.
    #[must_use]
    pub fn of(steps: &[Step]) -> Self {
        steps.iter().fold(Place::default(), |place, step| place.and(*step))
    }

    fn and(mut self, step: Step) -> Self {
        self.enter(step);
        self
    }

    fn enter(&mut self, step: Step) {
        self.steps[self.depth] = step;
        self.depth += 1;
    }

    fn within(&mut self, step: Step, visit: impl FnOnce(&mut Self)) {
        self.enter(step);
        visit(self);
        self.depth -= 1;
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.steps[..self.depth] == other.steps[..other.depth]
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps[..self.depth].iter().try_for_each(|step| match step {
            Step::Key(key) => write!(out, "/{key}"),
            Step::Index(index) => write!(out, "/{index}"),
        })
    }
}

/// What a walk calls for every value: its place and its slice.
pub(super) type Visitor<'a, 't> = dyn FnMut(&Place, &'t str) + 'a;

/// Parts of a record that hold values.
pub trait Evidence<'t> {
    /// Calls `visit` for every value that stands on the page, in the order of the record.
    fn walk(&self, place: &mut Place, visit: &mut Visitor<'_, 't>);
}

impl<'t, T> Evidence<'t> for Value<'t, T> {
    fn walk(&self, place: &mut Place, visit: &mut Visitor<'_, 't>) {
        if !self.at.is_empty() {
            visit(place, self.at);
        }
    }
}

impl<'t, T: Evidence<'t>> Evidence<'t> for Option<T> {
    fn walk(&self, place: &mut Place, visit: &mut Visitor<'_, 't>) {
        if let Some(value) = self {
            value.walk(place, visit);
        }
    }
}

impl<'t, T: Evidence<'t>> Evidence<'t> for Vec<T> {
    fn walk(&self, place: &mut Place, visit: &mut Visitor<'_, 't>) {
        for (index, value) in self.iter().enumerate() {
            place.within(Step::Index(index), |place| value.walk(place, visit));
        }
    }
}

macro_rules! evidence {
    ($($part:ident { $($field:ident $(= $key:literal)?),* $(,)? })*) => {$(
        impl<'t> Evidence<'t> for $part<'t> {
            fn walk(&self, place: &mut Place, visit: &mut Visitor<'_, 't>) {
                $(
                    let key = [$($key,)? stringify!($field)][0];
                    place.within(Step::Key(key), |place| self.$field.walk(place, visit));
                )*
            }
        }
    )*};
}

evidence! {
    SecondaryId { id, registry }
    Design {
        allocation, intervention_model, observational_model, time_perspective, primary_purpose, masking, who_masked,
    }
    Enrollment { count, r#type = "type" }
    Dated { date, r#type = "type" }
    Sponsor { name, class }
    ArmGroup { label, r#type = "type", description, intervention_names }
    Intervention { r#type = "type", name, description, other_names }
    Outcome { measure, time_frame, description }
    Criterion { text }
    Age { value, unit }
    Eligibility {
        criteria, inclusion, exclusion, unclassified, sex, minimum_age, maximum_age, healthy_volunteers,
    }
    Location { facility, city, state, country, status }
    Trial {
        registry, registry_id, secondary_ids, brief_title, official_title, acronym, overall_status, why_stopped,
        study_type, phases, design, enrollment, start_date, primary_completion_date, completion_date,
        first_posted_date, last_update_posted_date, lead_sponsor, collaborators, brief_summary, detailed_description,
        conditions, keywords, arm_groups, interventions, primary_outcomes, secondary_outcomes, other_outcomes,
        eligibility, locations,
    }
}
