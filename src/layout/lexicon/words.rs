//! The lexicon: which slot the words of a label open, however a site puts them.
//!
//! A label is looked up by its words: in lower case, in American spelling, in the singular, without words that say
//! nothing (`the`, `of`), and in no order, so that `Date of First Enrolment` and `First enrollment date` are one. Words
//! for the study itself (`study`, `trial`) may stand in any label; where a label of the table has one and the table does
//! not have it without, it must stand there (`Study Name` is a title, `Name` is nothing).

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::layout::{Label, SLOTS, Slot, label};
use crate::vocab::DATE_TYPE;

/// The table.
const TABLE: &str = include_str!("labels.tsv");

/// Longer texts are no labels, in bytes and in words.
pub(super) const LONGEST: usize = 80;
const MOST: usize = 12;

/// What a heading was found to be.
#[derive(Clone, Copy)]
pub(super) struct Entry<'t> {
    /// The row of the table.
    pub(super) label: &'static Label,
    /// The word in the heading that tells whether a date has come or a number is final.
    pub(super) kind: Option<&'t str>,
}

/// Trials that are not the page's own.
pub(super) const RELATED: Slot = Slot { name: "related", read: |_, _| {} };

/// Every label of the table.
pub(super) static LABELS: LazyLock<&'static [Label]> = LazyLock::new(|| {
    let slot = |name: &str| {
        let known = SLOTS.iter().chain([&RELATED]).find(|slot| slot.name == name);
        // The goldens read the table; a broken one does not get past them.
        *known.unwrap_or_else(|| panic!("src/layout/lexicon/labels.tsv: there is no slot {name:?}"))
    };
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.map(|(name, text)| label(text, slot(name))).collect::<Vec<_>>().leak()
});

/// The rows of a key: the one for any heading, and the one for headings with a word for the study.
type Rows = [Option<&'static Label>; 2];

static INDEX: LazyLock<HashMap<String, Rows>> = LazyLock::new(|| {
    let mut index: HashMap<String, Rows> = HashMap::new();
    for label in *LABELS {
        let key = Key::of(label.text, |_| false);
        index.entry(key.words).or_default()[usize::from(key.study)].get_or_insert(label);
    }
    index
});

/// The row that a heading is.
pub(super) fn find(heading: &str) -> Option<Entry<'_>> {
    if heading.len() > LONGEST || !heading.starts_with(|first: char| first.is_alphabetic()) {
        return None;
    }
    if let Some(label) = row(&Key::of(heading, |_| false)) {
        return Some(Entry { label, kind: None });
    }
    if let Some(kind) = words(heading).find(|word| DATE_TYPE.term(word).is_some()) {
        let label = row(&Key::of(heading, |word| DATE_TYPE.term(word).is_some()))?;
        return Some(Entry { label, kind: Some(kind) });
    }
    let label = row(&Key::of(heading, |word| SOFT.contains(&word)))?;
    Some(Entry { label, kind: None })
}

/// Words that a label may have besides those that tell what it opens.
const SOFT: &[&str] = &[
    "what",
    "which",
    "being",
    "studied",
    "under",
    "investigated",
    "investigation",
    "evaluated",
    "current",
    "overall",
    "eligible",
    "required",
    "accepted",
    "allowed",
    "our",
];

fn row(key: &Key) -> Option<&'static Label> {
    let rows = INDEX.get(&key.words)?;
    rows[1].filter(|_| key.study).or(rows[0])
}

/// The words of a heading in the form they are looked up in.
struct Key {
    words: String,
    /// Whether the heading has a word for the study.
    study: bool,
}

impl Key {
    fn of(heading: &str, skip: impl Fn(&str) -> bool) -> Key {
        let lower = heading.to_lowercase();
        let mut study = false;
        let mut list: Vec<&str> = Vec::with_capacity(MOST);
        for word in words(&lower).filter(|word| !skip(word)).take(MOST) {
            match canonical(word) {
                "" => {}
                "study" => study = true,
                // `End point`, `key word`.
                word => match (list.last_mut(), word) {
                    (Some(before), "point") if *before == "end" => *before = "endpoint",
                    (Some(before), "word") if *before == "key" => *before = "keyword",
                    _ => list.push(word),
                },
            }
        }
        list.retain(|word| *word != "key");
        list.sort_unstable();
        list.dedup();
        Key { words: list.join(" "), study }
    }
}

/// The words of a text; an apostrophe parts nothing.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '’'))
        .filter(|word| !word.is_empty())
}

/// A word in the singular and in one spelling; nothing for a word that says nothing.
fn canonical(word: &str) -> &str {
    match word {
        "the" | "of" | "for" | "a" | "an" | "this" | "in" | "to" | "and" | "or" | "on" | "by" | "with" | "at"
        | "is" | "are" | "be" | "s" | "es" | "der" | "des" | "major" | "general" => "",
        "study" | "studies" | "study's" | "study’s" | "trial" | "trials" | "trial's" | "trial’s" | "clinical"
        | "studie" => "study",
        "enrolment" | "enrolments" | "enrollments" => "enrollment",
        "enrolled" | "enroled" => "enrolled",
        "recruiting" | "recruit" | "recruited" => "recruitment",
        "randomisation" => "randomization",
        "randomised" => "randomized",
        "organisation" | "organisations" | "organization's" | "organization’s" => "organization",
        "sponsoring" | "sponsored" | "sponsor's" | "sponsor’s" => "sponsor",
        "centre" | "centres" => "center",
        "blinding" | "blind" | "blinded" | "masked" => "masking",
        "gender" | "genders" | "sexes" => "sex",
        "participant" | "subject" | "patient" | "volunteer" | "subjects" | "patients" | "volunteers" | "people"
        | "persons" => "participant",
        "minimum" | "min" | "lower" | "lowest" | "youngest" => "minimum",
        "maximum" | "max" | "upper" | "highest" | "oldest" => "maximum",
        "main" | "principal" => "primary",
        "identifier" | "identifiers" | "identification" | "identifying" | "ids" => "id",
        "no" | "nr" => "number",
        "registry" | "registration" | "register" | "registered" | "registries" => "registry",
        "observation" => "observational",
        "therapies" => "therapy",
        "facilities" => "facility",
        "countries" => "country",
        "agencies" => "agency",
        "categories" => "category",
        "cities" => "city",
        "criterion" => "criteria",
        _ => singular(word),
    }
}

fn singular(word: &str) -> &str {
    let plural = word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if plural { &word[..word.len() - 1] } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::foot::names_others;

    #[track_caller]
    fn check(slot: Option<&str>, headings: &[&str]) {
        for heading in headings {
            assert_eq!(find(heading).map(|entry| entry.label.slot.name), slot, "{heading}");
        }
    }

    #[test]
    fn order_number_and_spelling_make_no_difference() {
        check(
            Some("start_date"),
            &["Date of First Enrolment", "First enrollment date", "STUDY START", "Trial Start Date"],
        );
        check(Some("eligibility.sex"), &["Sex", "Genders eligible for study", "Participant gender", "Sex of subjects"]);
        check(
            Some("enrollment.count"),
            &["Number of participants", "Target number of patients", "Sample size (target)"],
        );
        check(Some("primary_outcomes"), &["Primary Outcome(s)", "Primary end points", "Main Outcome Measures"]);
        check(Some("eligibility.minimum_age"), &["Minimum Age", "Lower age limit", "Age minimum", "Min. age"]);
    }

    #[test]
    fn a_word_for_the_study_counts_only_where_the_table_has_none_without() {
        check(Some("brief_title"), &["Study Name", "Name of the trial"]);
        check(None, &["Name", "Study", "Trial", "The"]);
        check(Some("overall_status"), &["Status", "Study Status", "Clinical trial status"]);
    }

    #[test]
    fn a_word_that_types_a_date_is_told_apart() {
        let kind = |heading| find(heading).and_then(|entry| entry.kind);
        assert_eq!(kind("Enrollment (Actual)"), Some("Actual"));
        assert_eq!(kind("Anticipated study start date"), Some("Anticipated"));
        assert_eq!(kind("Start Date"), None);
        check(Some("completion_date"), &["Estimated Study Completion Date"]);
    }

    #[test]
    fn other_words_are_no_labels() {
        check(None, &["Background", "Age over 18 years", "Patients with asthma", "- Status", "1. Age", ""]);
    }

    #[test]
    fn every_row_of_the_table_is_found_under_its_slot() {
        let lost =
            LABELS.iter().filter(|label| find(label.text).expect("a row is found").label.slot.name != label.slot.name);
        let lost: Vec<_> = lost.map(|label| (label.slot.name, label.text)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn the_headings_of_other_trials_have_their_words() {
        let related = LABELS.iter().filter(|label| label.slot.name == RELATED.name);
        for label in related {
            assert!(names_others(label.text), "{}: src/layout/foot.rs looks it up by its words first", label.text);
        }
    }
}
