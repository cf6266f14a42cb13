//! What the labels of a page tell about its kind.

use crate::grammar::line::lines;
use crate::grammar::{age, count, date};
use crate::layout::Outline;
use crate::record::ids;
use crate::text::{range_in, trimmed};
use crate::vocab::{self, Vocabulary};

/// The labels of a page that open slots of a record, with the first line of what stands under each.
pub(super) struct Signs<'t> {
    /// The label, its slot, the value; where a label may open several slots, one of each.
    pub(super) rows: Vec<Sign<'t>>,
    /// How many slots of numbers, dates and closed lists have a value that can be read as one.
    pub(super) told: usize,
    /// How many long parts of a record the page has: summary, criteria, outcomes.
    parts: usize,
}

/// A label and the first line of its value.
#[derive(Clone, Copy)]
pub(super) struct Sign<'t> {
    pub(super) slot: &'static str,
    pub(super) heading: &'t str,
    pub(super) value: &'t str,
}

/// Slots that a listing prints for every trial.
const SHORT: &[&str] = &[
    "registry_id",
    "brief_title",
    "official_title",
    "overall_status",
    "phases",
    "study_type",
    "conditions",
    "lead_sponsor.name",
    "enrollment.count",
];

/// Long parts of a record.
const LONG: &[&str] = &[
    "brief_summary",
    "detailed_description",
    "eligibility.criteria",
    "eligibility.inclusion",
    "eligibility.exclusion",
    "primary_outcomes",
    "primary_outcomes.rows",
    "secondary_outcomes",
    "secondary_outcomes.rows",
];

/// Labels that come so often repeat.
pub(super) const OFTEN: usize = 3;

impl<'t> Signs<'t> {
    pub(super) fn of(outline: &Outline<'t>) -> Self {
        let mut signs = Signs { rows: Vec::with_capacity(outline.hits.len()), told: 0, parts: 0 };
        let mut seen: Vec<&str> = Vec::new();
        for (n, hit) in outline.hits.iter().enumerate() {
            if !hit.stand.is_sure() {
                continue;
            }
            let value = value(outline, n);
            for &slot in hit.slots() {
                let sign = Sign { slot, heading: hit.heading, value };
                // One site's label can be another one's value.
                let below = || Sign { value: first_line(outline.text, hit.heading), ..sign };
                let hidden = value.is_empty().then(below).filter(|below| below.told() == Some(true));
                let sign = hidden.unwrap_or(sign);
                signs.rows.push(sign);
                if !seen.contains(&slot) && (LONG.contains(&slot) || sign.told() == Some(true)) {
                    seen.push(slot);
                    *(if LONG.contains(&slot) { &mut signs.parts } else { &mut signs.told }) += 1;
                }
            }
        }
        signs
    }

    /// Whether the labels show a record before all of their values are looked at: as [`Signs::record`] tells, where no two
    /// labels could come again and again.
    pub(super) fn soon(outline: &Outline<'t>) -> bool {
        let sure = || outline.hits.iter().enumerate().filter(|(_, hit)| hit.stand.is_sure());
        let mut times = [0; SHORT.len()];
        for slot in sure().flat_map(|(_, hit)| hit.slots()) {
            if let Some(short) = SHORT.iter().position(|short| short == slot) {
                times[short] += 1;
            }
        }
        if times.iter().filter(|times| **times >= OFTEN).count() > 1 {
            return false;
        }
        let (mut parts, mut told) = (false, Vec::with_capacity(2));
        for (n, hit) in sure() {
            for &slot in hit.slots() {
                let long = LONG.contains(&slot);
                parts |= long;
                let new = !long && told.len() < 2 && !told.contains(&slot);
                if new && (Sign { slot, heading: hit.heading, value: value(outline, n) }).told() == Some(true) {
                    told.push(slot);
                }
            }
            if parts && told.len() > 1 {
                return true;
            }
        }
        false
    }

    /// Whether the labels alone show a record: values of several kinds, a long part, and no labels that come again and again.
    pub(super) fn record(&self) -> bool {
        self.told >= 2 && self.parts > 0 && self.often().count() < 2
    }

    /// Whether a long part of a record has a label.
    pub(super) fn has_parts(&self) -> bool {
        self.parts > 0
    }

    /// How often a slot has a value.
    pub(super) fn times(&self, slot: &str) -> usize {
        self.rows.iter().filter(|sign| sign.slot == slot && !sign.value.is_empty()).count()
    }

    /// The slots of a listing that come often.
    pub(super) fn often(&self) -> impl Iterator<Item = &'static str> + '_ {
        SHORT.iter().copied().filter(|slot| self.times(slot) >= OFTEN)
    }

    /// How often the long part comes that comes most often.
    pub(super) fn most_parts(&self) -> usize {
        LONG.iter().map(|slot| self.times(slot)).max().unwrap_or(0)
    }
}

/// The first line under a label, before the next one.
fn value<'t>(outline: &Outline<'t>, n: usize) -> &'t str {
    let (text, hit) = (outline.text, &outline.hits[n]);
    let start = range_in(text, hit.heading).end;
    let next = outline.hits.get(n + 1).map_or(text.len(), |next| {
        let line = range_in(text, next.line).start;
        if line >= start { line } else { range_in(text, next.heading).start }
    });
    first(&text[start..next.max(start)])
}

/// The first line under a label, whatever it is.
fn first_line<'t>(text: &'t str, heading: &'t str) -> &'t str {
    first(&text[range_in(text, heading).end..])
}

/// The first line that is not blank, without the marks between a label and its value.
fn first(text: &str) -> &str {
    let rest = text.trim_start_matches([':', ' ', '|']);
    lines(rest).next().map_or("", |line| trimmed(line.text.trim_end_matches('|')))
}

/// Slots of closed lists.
const LISTS: &[(&str, &Vocabulary)] = &[
    ("study_type", &vocab::STUDY_TYPE),
    ("design.allocation", &vocab::ALLOCATION),
    ("design.intervention_model", &vocab::INTERVENTION_MODEL),
    ("design.observational_model", &vocab::OBSERVATIONAL_MODEL),
    ("design.time_perspective", &vocab::TIME_PERSPECTIVE),
    ("design.primary_purpose", &vocab::PRIMARY_PURPOSE),
    ("eligibility.sex", &vocab::SEX),
    ("eligibility.healthy_volunteers", &vocab::VOLUNTEERS),
];

impl Sign<'_> {
    /// Whether the value can be read: a number, a date, a word of a closed list. Other slots take any words.
    pub(super) fn told(&self) -> Option<bool> {
        let bare = || self.value.find(" (").map_or(self.value, |end| &self.value[..end]);
        if let Some((_, list)) = LISTS.iter().find(|(slot, _)| *slot == self.slot) {
            return Some(list.term(self.value).is_some());
        }
        Some(match self.slot {
            "overall_status" => vocab::STATUS.term(bare()).is_some(),
            "phases" => vocab::phases(self.value).is_some(),
            "design.masking" => vocab::MASKING.term(bare()).is_some(),
            "enrollment.count" => count::people(self.value).is_some(),
            "registry_id" => ids(self.value).next().is_some(),
            "eligibility.ages" => age::bounds(self.value).is_some(),
            "eligibility.minimum_age" | "eligibility.maximum_age" => age::bound(self.value).is_ok(),
            slot if slot.ends_with("_date") => date::date(bare()).is_some(),
            _ => return None,
        })
    }
}
