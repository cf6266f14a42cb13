//! Fused lists: items of a list that a page printed one after the other with nothing between them.
//!
//! `DiabetesObesity` was two conditions, `Drug: ADevice: B` two interventions, `City HospitalRecruiting` a facility and
//! its status. Interventions and statuses come apart by closed vocabularies. Conditions have none: every place that
//! looks like a seam is weighed by a linear model over the words beside it and over what else the page says.

mod lexicon;
mod page_terms;
mod seam;

pub use page_terms::PageTerms;
pub use seam::{Seam, features, pieces};

use crate::segment::evidence::score;
use crate::segment::linear::{Linear, probability};
use crate::segment::trust::Cutter;
use memchr::memmem;
use std::sync::LazyLock;

static MODEL: LazyLock<Linear> =
    LazyLock::new(|| Linear::read_letters(include_str!("fused_list/conditions.weights.tsv")));

/// One item of a fused list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece<'t> {
    /// The item as the page prints it.
    pub text: &'t str,
    /// The probability that the seam before this piece is right; 1 for the first piece.
    pub confidence: f32,
}

/// The words that may stand before `: ` in a list of interventions.
pub const INTERVENTION_TYPES: [&str; 11] = [
    "Behavioral",
    "Biological",
    "Combination Product",
    "Device",
    "Diagnostic Test",
    "Dietary Supplement",
    "Drug",
    "Genetic",
    "Other",
    "Procedure",
    "Radiation",
];

/// The statuses of a facility, each before those that end like it.
pub const SITE_STATUSES: [&str; 13] = [
    "Active, not recruiting",
    "Not yet recruiting",
    "Enrolling by invitation",
    "Recruiting",
    "Completed",
    "Terminated",
    "Withdrawn",
    "Suspended",
    "Unknown status",
    "Temporarily not available",
    "No longer available",
    "Approved for marketing",
    "Available",
];

/// The conditions of a list that was joined with nothing.
#[must_use]
pub fn conditions<'t>(text: &'t str, page: &PageTerms) -> Vec<Piece<'t>> {
    pieces(text, page, |seam| probability(score(&MODEL, |emit| features(seam, page, emit))))
}

/// The probability that all pieces of a list are right.
#[must_use]
pub fn confidence(pieces: &[Piece]) -> f32 {
    Cutter::Conditions.trust(pieces.iter().map(|piece| piece.confidence).product())
}

/// The (type word, name) pairs of a list of interventions that was joined with nothing; a list that does not start with
/// a type word starts with a pair whose type word is empty.
#[must_use]
pub fn interventions(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    let (mut word, mut from) = (&text[..0], 0);
    for colon in memmem::find_iter(text.as_bytes(), b": ") {
        let Some(start) = type_word(text, from, colon) else { continue };
        if start > 0 {
            pairs.push((word, text[from..start].trim()));
        }
        (word, from) = (&text[start..colon], colon + 2);
    }
    if from > 0 || !text.trim().is_empty() {
        pairs.push((word, text[from..].trim()));
    }
    pairs
}

/// Where the type word starts that ends at `colon`, if a pair can start there. Its predecessor, which starts at `from`,
/// needs a name, and a name neither ends in a blank nor leaves a bracket or a hyphen open.
fn type_word(text: &str, from: usize, colon: usize) -> Option<usize> {
    let before = &text[from.min(colon)..colon];
    let word = INTERVENTION_TYPES.iter().find(|word| before.ends_with(**word))?;
    let start = colon - word.len();
    match text[from..start].chars().next_back() {
        None => (start == 0).then_some(0),
        Some(last) => (!last.is_whitespace() && !"([{-/+,;:&\"'“‘".contains(last)).then_some(start),
    }
}

/// Takes the status off a facility that it was glued to: (facility, status). A status after a blank belongs to the name,
/// and so does a name that is nothing else.
#[must_use]
pub fn glued_status(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let status = SITE_STATUSES.iter().find(|status| text.ends_with(**status))?;
    let (facility, status) = text.split_at(text.len() - status.len());
    let last = facility.chars().next_back()?;
    (!last.is_whitespace() && !"(-/".contains(last)).then_some((facility, status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, page: &str, want: &[&str]) {
        let got: Vec<_> = conditions(text, &PageTerms::new(&[page])).iter().map(|piece| piece.text).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn a_capital_after_a_small_letter_starts_a_condition() {
        check("Chronic Kidney DiseaseAnemia", "", &["Chronic Kidney Disease", "Anemia"]);
        check("ObesityType 2 DiabetesInsulin Resistance", "", &["Obesity", "Type 2 Diabetes", "Insulin Resistance"]);
    }

    #[test]
    fn a_condition_may_end_in_a_bracket_a_digit_or_an_acronym() {
        check("Sickle Cell Disease (SCD)Thalassemia", "", &["Sickle Cell Disease (SCD)", "Thalassemia"]);
        check("Diabetes Mellitus, Type 2Hypertension", "", &["Diabetes Mellitus, Type 2", "Hypertension"]);
        check("COPDAsthma", "patients with COPD or asthma", &["COPD", "Asthma"]);
        check("asthmaCOPD", "patients with COPD or asthma", &["asthma", "COPD"]);
        check("NASHNAFLD", "NASH is a stage of NAFLD", &["NASH", "NAFLD"]);
    }

    #[test]
    fn mixed_case_words_stay_whole() {
        for word in
            ["mRNA", "eGFR", "hA-MSC", "McDonald Criteria", "SLEDAI-2K", "IL-2", "pT1 Tumor", "IgE Allergy", "HbA1c"]
        {
            check(word, "", &[word]);
        }
        for word in ["DoseGuide", "NovoRapid", "CytoMed", "CoVLP", "ClinicalTrials.gov", "mTOR", "MacDonald", "DeBakey"]
        {
            check(word, "", &[word]);
        }
        for word in ["COVID-19", "iPSC", "PharmaCo", "https://example.org/TrialPage", "HFpEF", "dMMR", "T1D", "CAR-T"] {
            check(word, "", &[word]);
        }
    }

    #[test]
    fn nothing_has_no_conditions() {
        check("", "", &[]);
        check("  ", "", &[]);
    }

    #[test]
    fn type_words_part_interventions() {
        let got = interventions("Drug: Aspirin 100 mgDietary Supplement: Zinc (oral)Other: Usual care");
        assert_eq!(got, [("Drug", "Aspirin 100 mg"), ("Dietary Supplement", "Zinc (oral)"), ("Other", "Usual care")]);
    }

    #[test]
    fn a_type_word_after_a_blank_or_another_type_word_belongs_to_the_name() {
        assert_eq!(interventions("Drug: Saline and Other: none"), [("Drug", "Saline and Other: none")]);
        assert_eq!(interventions("Device: Device: Valve"), [("Device", "Device: Valve")]);
    }

    #[test]
    fn interventions_without_a_type_word_are_one_pair() {
        assert_eq!(interventions("Aspirin"), [("", "Aspirin")]);
        assert_eq!(interventions(""), []);
    }

    #[test]
    fn a_status_is_cut_from_the_name_that_it_touches() {
        assert_eq!(
            glued_status("City HospitalActive, not recruiting"),
            Some(("City Hospital", "Active, not recruiting"))
        );
        assert_eq!(glued_status("Clinic (North)Not yet recruiting"), Some(("Clinic (North)", "Not yet recruiting")));
        assert_eq!(glued_status("Office for Recruiting"), None);
        assert_eq!(glued_status("Recruiting"), None);
        assert_eq!(glued_status("City Hospital"), None);
    }

    #[test]
    fn pieces_hold_all_of_any_text() {
        for text in invented_texts() {
            let page = [text.as_str()];
            let got: String = conditions(&text, &PageTerms::new(&page)).iter().map(|piece| piece.text).collect();
            assert_eq!(got, text.trim());
            let names = interventions(&text).iter().map(|(word, name)| word.len() + name.len()).sum::<usize>();
            assert!(names <= text.len());
            assert!(glued_status(&text).is_none_or(|(facility, status)| facility.len() + status.len() <= text.len()));
        }
    }

    fn invented_texts() -> impl Iterator<Item = String> {
        let bits = [
            "A",
            "sthma",
            "COPD",
            "é",
            "Ω",
            "(",
            ")",
            " ",
            "-",
            "9",
            "\u{a0}",
            "Drug: ",
            ".",
            "Recruiting",
            "’",
            "İ",
            "ß",
        ];
        let next = |seed: &u32| Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        let numbers: Vec<u32> = std::iter::successors(Some(7), next).take(6_000).collect();
        let text =
            move |numbers: &[u32]| numbers.iter().map(|number| bits[*number as usize / 65_536 % bits.len()]).collect();
        numbers.chunks(12).map(text).collect::<Vec<String>>().into_iter()
    }
}
