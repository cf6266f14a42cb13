//! Whether a value can be what its label says.

use crate::grammar::age::{self, End};
use crate::grammar::{count, date};
use crate::record::{identify, ids};
use crate::text::trimmed;
use crate::vocab::{self, Vocabulary, is_placeholder};

/// How far a label takes its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// One line.
    Line,
    /// Several lines, each a value.
    List,
    /// Paragraphs.
    Text,
    /// Lists of criteria with their headings.
    Criteria,
    /// Nothing: a heading, or a label whose values the record has no place for.
    Nothing,
}

/// How well a value fits its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is something else.
    No,
    /// There is none, or a word that stands for none.
    Empty,
    /// Nothing speaks against it.
    Fair,
    /// It is a word, number, date or identifier that only such a label has.
    Sure,
}

/// How far the label of a slot takes its value.
pub(super) fn reach(slot: &str) -> Reach {
    match slot {
        "heading" | "related" | "chrome" | "contact" => Reach::Nothing,
        "brief_summary" | "detailed_description" => Reach::Text,
        "eligibility.criteria" | "eligibility.inclusion" | "eligibility.exclusion" => Reach::Criteria,
        "conditions" | "keywords" | "interventions" | "collaborators" | "secondary_ids" | "locations"
        | "arm_groups.listed" | "primary_outcomes" | "secondary_outcomes" | "other_outcomes" | "phases" => Reach::List,
        _ => Reach::Line,
    }
}

/// How well the first line of a value fits the label of a slot.
pub(super) fn fit(slot: &str, value: &str) -> Fit {
    let value = trimmed(value);
    if value.is_empty() {
        return Fit::Empty;
    }
    let fit = closed(slot, value).unwrap_or_else(|| open(slot, value));
    let nothing = is_placeholder(value) && fit != Fit::Sure;
    if nothing { Fit::Empty } else { fit }
}

/// The fit of a value that only some forms or words can have; nothing for free text.
pub(super) fn closed(slot: &str, value: &str) -> Option<Fit> {
    let known = match slot {
        "registry_id" => identify(value).is_some() || value.len() <= LISTED && ids(value).next().is_some(),
        "overall_status" => known(&vocab::STATUS, value),
        "study_type" => known(&vocab::STUDY_TYPE, value),
        "phases" => vocab::phases(value).is_some(),
        "design.allocation" => known(&vocab::ALLOCATION, value),
        "design.intervention_model" => known(&vocab::INTERVENTION_MODEL, value),
        "design.observational_model" => known(&vocab::OBSERVATIONAL_MODEL, value),
        "design.time_perspective" => known(&vocab::TIME_PERSPECTIVE, value),
        "design.primary_purpose" => known(&vocab::PRIMARY_PURPOSE, value),
        "design.masking" => known(&vocab::MASKING, value),
        "lead_sponsor.class" => known(&vocab::SPONSOR_CLASS, value),
        "enrollment.count" => count::people(untyped(value)).is_some(),
        "enrollment.type" => known(&vocab::DATE_TYPE, value),
        "eligibility.sex" => known(&vocab::SEX, value),
        "eligibility.ages" => age::bounds(value).is_some() || age::numbers(value).is_some() || stages(value),
        "eligibility.minimum_age" => age::single(value, End::Low).is_some(),
        "eligibility.maximum_age" => age::single(value, End::High).is_some(),
        "eligibility.healthy_volunteers" => known(&vocab::VOLUNTEERS, value),
        date if date.ends_with("_date") => {
            let value = untyped(value);
            date::date(value).is_some() || date::ambiguous(value)
        }
        _ => return None,
    };
    Some(if known { Fit::Sure } else { Fit::No })
}

/// A term of the list, perhaps with more in brackets behind it.
fn known(list: &Vocabulary, value: &str) -> bool {
    let before = || value.strip_suffix(')').and_then(|rest| rest.split_once(" ("));
    list.term(value).is_some() || before().is_some_and(|(word, _)| list.term(word).is_some())
}

/// A value without the word that types it.
pub(super) fn untyped(value: &str) -> &str {
    let typed = |word: &str| vocab::DATE_TYPE.term(word).is_some();
    let bracket = value.strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '[']));
    let before = value.split_once([' ', ':']).map(|(word, rest)| (rest.trim_start_matches(':'), word));
    [bracket, before].into_iter().flatten().find(|(_, word)| typed(word)).map_or(value, |(rest, _)| trimmed(rest))
}

/// Words for stages of life, which are no bounds of age.
pub(super) fn stages(value: &str) -> bool {
    const STAGES: &[&str] =
        &["child", "children", "adult", "adults", "older adult", "older adults", "senior", "seniors"];
    value.split([',', '/', ';']).all(|part| STAGES.iter().any(|stage| trimmed(part).eq_ignore_ascii_case(stage)))
}

/// Names are not longer than this, nor titles and reasons than that.
const NAME: usize = 200;
const TITLE: usize = 600;

/// A longer text is no list of identifiers.
const LISTED: usize = 120;

fn open(slot: &str, value: &str) -> Fit {
    let fair = match slot {
        "acronym" => value.len() <= 40 && value.split_whitespace().count() <= 5,
        "lead_sponsor.name" => {
            value.len() <= NAME && value.contains(char::is_alphabetic) && date::date(value).is_none()
        }
        "brief_title" | "official_title" | "why_stopped" => value.len() <= TITLE && value.contains(char::is_alphabetic),
        "design.listed" => value.len() <= TITLE,
        "secondary_ids" => value.len() <= NAME && value.contains(|letter: char| letter.is_ascii_digit()),
        "arm_groups.listed" => !value.bytes().all(|byte| byte.is_ascii_digit()),
        "heading" | "related" | "contact" => true,
        _ => value.contains(char::is_alphanumeric),
    };
    if fair { Fit::Fair } else { Fit::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_values_are_sure_or_not_at_all() {
        for (slot, value) in [
            ("registry_id", "NCT99000001"),
            ("overall_status", "Terminated (slow accrual)"),
            ("phases", "Phase 2/Phase 3"),
            ("enrollment.count", "120 (Actual)"),
            ("start_date", "Anticipated: March 2020"),
            ("eligibility.ages", "Adult, Older Adult"),
            ("design.masking", "Double (Participant, Investigator)"),
        ] {
            assert_eq!(fit(slot, value), Fit::Sure, "{slot}: {value}");
        }
        for (slot, value) in [("overall_status", "of the union"), ("phases", "the second"), ("start_date", "soon")] {
            assert_eq!(fit(slot, value), Fit::No, "{slot}: {value}");
        }
    }

    #[test]
    fn words_for_no_value_are_empty_unless_the_list_has_them() {
        assert_eq!(fit("lead_sponsor.name", "N/A"), Fit::Empty);
        assert_eq!(fit("phases", "N/A"), Fit::Sure);
        assert_eq!(fit("design.masking", "None"), Fit::Sure);
        assert_eq!(fit("start_date", "-"), Fit::Empty);
    }

    #[test]
    fn free_text_is_fair() {
        assert_eq!(fit("lead_sponsor.name", "Harbor Institute"), Fit::Fair);
        assert_eq!(fit("acronym", "a sentence of many words is no acronym"), Fit::No);
    }
}
