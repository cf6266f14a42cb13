//! On clean values the rules do nothing. The values are made up from words and from numbers that look like faults: of
//! 20,000 at most four may change (`fit TRIALS restraint` measures the same on registered values).

use trialsift::grammar::criteria::{Leave, Side, block};
use trialsift::repair::{Without, mend};
use trialsift::text::Text;

const VALUES: u32 = 20_000;

/// One value in so many may change.
const SHARE: u32 = 5_000;

const STARTS: &[&str] = &[
    "Women",
    "Adults",
    "Change in grip strength",
    "The walk test",
    "Ménière disease",
    "Use of Zenorimab (NRX-418)",
    "Scores of the São João scale",
    "Nurses’ reports",
    "R&D staff; others",
    "Patients of Dr. Ørsted",
];

const MIDDLES: &[&str] = &[
    "who walked for 30 minutes",
    "with a score of 0-4 points",
    "after 5-9 minutes of rest",
    "of at least 18 years",
    "given 3x/week for 106 days",
    "with BMI ≥ 25 kg/m² & < 40 kg/m²",
    "of 10 × 5 cm",
    "at room 106/2",
    "treated with 2.5 x 10^6 cells/kg",
    "seen in Cohort 1 and Cohort 2",
    "with 1.73 m2",
    "at 4 °C ± 2 °C",
    "on a scale of 0~10",
    "taking IL-2, TNF-α or PD-1",
    "with 5 x 100 mg a day",
    "from C:\\_data files",
    "of the phase 2a/b study",
    "with an eGFR above 60 mL/min",
];

const ENDS: &[&str] = &[
    ".",
    "",
    " before week 12.",
    "; no dialysis",
    " (see protocol, section 4.2)",
    " – as told by the family",
    " at 106 sites",
    " and “other” reasons",
    " in 109 of 1010 visits.",
    " or not applicable",
    "; AT&T line",
    " for 5 minutes, then 10 minutes",
];

/// The values, always the same.
fn values() -> impl Iterator<Item = String> {
    let next = |seed: &u32| Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let mut numbers = std::iter::successors(Some(11), next).map(|number| number as usize >> 9);
    (0..VALUES).map(move |_| {
        let mut pick = |words: &[&'static str]| words[numbers.next().unwrap_or(0) % words.len()];
        format!("{} {}, {}{}", pick(STARTS), pick(MIDDLES), pick(MIDDLES), pick(ENDS))
    })
}

#[track_caller]
fn check(change: impl Fn(&str) -> Option<String>) {
    let changes: Vec<String> = values().filter_map(|value| change(&value)).collect();
    let most = (VALUES / SHARE) as usize;
    assert!(
        changes.len() <= most,
        "{} of {VALUES} values change, as {:?}",
        changes.len(),
        changes.iter().take(5).collect::<Vec<_>>()
    );
}

#[test]
fn characters_and_quantities_of_clean_values_stay() {
    check(|value| {
        let mended = mend(Text::plain(value), &Without::default());
        Some(mended.as_str().to_owned()).filter(|after| after != value)
    });
}

#[test]
fn a_clean_criterion_with_a_mark_of_its_own_stays_whole() {
    let leave = Leave { numbers: true, stars: true, words: true };
    check(|value| {
        let list = format!("- {value}\n- {value}");
        let items = block(&list, Side::Inclusion, leave).items;
        let texts: Vec<&str> = items.iter().map(|item| item.text).collect();
        (texts != [value, value]).then(|| texts.join(" ¦ "))
    });
}

#[test]
fn a_value_with_a_fault_does_change() {
    for value in ["Age &lt; 18", r"0\~4 points", "1×106/kg cells", "5 Âµg"] {
        assert_ne!(mend(Text::plain(value), &Without::default()).as_str(), value);
    }
}
