//! Tests of criteria.

use super::*;

const ALL: Leave = Leave { numbers: true, stars: true, words: false };

#[track_caller]
fn check(text: &str, inclusion: &[(&str, u8)], exclusion: &[(&str, u8)]) {
    let block = block(text, Side::Unclassified, ALL);
    let side = |side: Side| -> Vec<(&str, u8)> {
        block.items.iter().filter(|item| item.side == side).map(|item| (item.text, item.level)).collect()
    };
    assert_eq!((&side(Side::Inclusion)[..], &side(Side::Exclusion)[..]), (inclusion, exclusion));
}

#[test]
fn headings_part_the_lists() {
    check(
        "Inclusion Criteria:\n- Age 18\n- Well\nKey exclusion criteria\n- Ill",
        &[("Age 18", 0), ("Well", 0)],
        &[("Ill", 0)],
    );
}

#[test]
fn nesting_follows_the_indent() {
    let text = "Inclusion Criteria\n  • One of:\n    • fever\n    • cough\n  • Consent";
    check(text, &[("One of:", 0), ("fever", 1), ("cough", 1), ("Consent", 0)], &[]);
}

#[test]
fn numbered_lists_without_headings_part_where_they_begin_again() {
    check("1. Adults\n2. Well\n1. Ill\n2. Old", &[("Adults", 0), ("Well", 0)], &[("Ill", 0), ("Old", 0)]);
}

#[test]
fn numbers_are_nested_by_indent_or_below_a_colon() {
    let nested = [("Adults", 0), ("One of:", 0), ("fever", 1), ("cough", 1), ("Consent", 0)];
    check("Inclusion Criteria:\n  1. Adults\n  2. One of:\n    1. fever\n    2. cough\n  3. Consent", &nested, &[]);
    let nested = [("Adults", 0), ("One of:", 0), ("fever", 1), ("cough", 1), ("rash", 1), ("Consent", 0)];
    check("Inclusion Criteria:\n1. Adults\n2. One of:\n1. fever\n2. cough\n3. rash\n3. Consent", &nested, &[]);
    let deep = "1. One of:\n".repeat(40);
    let levels = block(&deep, Side::Inclusion, ALL).items.iter().map(|item| item.level).max();
    assert_eq!(levels, Some(7));
}

#[test]
fn lines_right_below_items_that_blank_lines_part_go_on_with_them() {
    let item = "Lives in the valley or\nabove it";
    check(
        "Inclusion Criteria:\n\n1. Well\n\n2. Lives in the valley or\nabove it\n\n3. Consent",
        &[("Well", 0), (item, 0), ("Consent", 0)],
        &[],
    );
    let item = "Lives in the valley or\nAbove it";
    check(
        "Inclusion Criteria:\n\n- Well\n\n- Lives in the valley or\nAbove it\n\n- Consent",
        &[("Well", 0), (item, 0), ("Consent", 0)],
        &[],
    );
    let tight = [("Well", 0), ("Lives in the valley", 0), ("Above it", 0), ("Consent", 0)];
    check("Inclusion Criteria:\n- Well\n- Lives in the valley\nAbove it\n- Consent", &tight, &[]);
}

#[test]
fn a_line_broken_for_its_length_goes_on() {
    let text = "Inclusion Criteria:\n1. Adults who have lived in the village for at least ten years and who intend\n   \
                Staying there\n\n2. Well";
    let item = "Adults who have lived in the village for at least ten years and who intend\n   Staying there";
    check(text, &[(item, 0), ("Well", 0)], &[]);
}

#[test]
fn numbers_inside_a_line_are_marks_when_they_rise() {
    let text = "Exclusion Criteria: 1) Cohort 1 of the first trial 2) eGFR below 1.73 m2 3) Grade 2) or more";
    check(text, &[], &[("Cohort 1 of the first trial", 0), ("eGFR below 1.73 m2", 0), ("Grade 2) or more", 0)]);
}

#[test]
fn stars_inside_a_line_are_marks() {
    let text = "Inclusion Criteria: * Adults * BMI > 30 kg/m2 * Consent Exclusion Criteria: * Ulcer * Score of 0 * 10";
    let exclusion = [("Ulcer", 0), ("Score of 0 * 10", 0)];
    check(text, &[("Adults", 0), ("BMI > 30 kg/m2", 0), ("Consent", 0)], &exclusion);
    check("Inclusion: * Adults * Well\nExclusion: * Ill", &[("Adults", 0), ("Well", 0)], &[("Ill", 0)]);
    check("Exclusion Criteria: * Ill, or old", &[], &[("Ill, or old", 0)]);
    check("Exclusion: 1. Past * stroke * gout 2. Ill", &[], &[("Past", 0), ("stroke", 1), ("gout", 1), ("Ill", 0)]);
}

#[test]
fn two_marks_before_an_item_are_marks_both() {
    check(
        "Inclusion\n• * a\n• * -1.5 D\nExclusion\n• * 1. b\n• * 2. c",
        &[("a", 0), ("-1.5 D", 0)],
        &[("b", 0), ("c", 0)],
    );
}

#[test]
fn an_inner_bullet_is_a_mark_too() {
    check("Inclusion Criteria\n- ·≥ 18 years\n- B", &[("≥ 18 years", 0), ("B", 0)], &[]);
}

#[test]
fn an_unmarked_line_in_a_list_is_a_sub_heading_or_goes_on() {
    let text = "Inclusion Criteria:\nAge:\n- 18 years\nor older\n- Consent";
    check(text, &[("Age:", 0), ("18 years\nor older", 0), ("Consent", 0)], &[]);
}
