//! Tests of ages.

use super::*;

#[track_caller]
fn check(text: &str, low: Option<(f64, &str)>, high: Option<(f64, &str)>, left: &str) {
    let (rest, bounds) = range(text).expect("a range of ages");
    let bare = |end: Option<Bound<'_>>| end.map(|bound| (bound.value.0, bound.unit.0.to_owned()));
    let wanted = |end: Option<(f64, &str)>| end.map(|(value, unit)| (value, unit.to_owned()));
    assert_eq!((bare(bounds.0), bare(bounds.1), rest), (wanted(low), wanted(high), left));
}

#[test]
fn both_ends_have_their_units() {
    check("18 Years - 65 Years (Adult)", Some((18.0, "YEARS")), Some((65.0, "YEARS")), " (Adult)");
    check("6 Months to 12 Years", Some((6.0, "MONTHS")), Some((12.0, "YEARS")), "");
}

#[test]
fn an_open_end_is_none() {
    check("18 Years - undefined (Adult)", Some((18.0, "YEARS")), None, " (Adult)");
    check("undefined - undefined (", None, None, " (");
}

/// `18Y..65Y` for bounds; `*` for an open end.
fn shown(bounds: Option<Bounds<'_>>) -> Option<String> {
    let end = |end: Option<Bound<'_>>| end.map_or("*".to_owned(), |end| format!("{}{}", end.value.0, &end.unit.0[..1]));
    bounds.map(|(low, high)| format!("{}..{}", end(low), end(high)))
}

#[track_caller]
fn whole(wanted: &str, values: &[&str]) {
    for value in values {
        assert_eq!(shown(bounds(value)).as_deref(), Some(wanted), "{value}");
    }
}

#[test]
fn whole_values_are_bounds() {
    whole("16Y..65Y", &["16 to 65 years old", "Ages 16-65 years", "16 - 65 Years", "16 Years–65 Years (Adult)"]);
    whole("6M..17M", &["6 to 17 months old", "6M-17M", "6 Month(s) to 17 Month(s)"]);
    whole("18Y..75Y", &["18 Years to 75 Years   (Adult, Older Adult)", "Between 18 and 75 years", "18(Year)~75(Year)"]);
    whole("18Y..40Y", &["From 18 years old to 40 years old", "between 18 Years and 40 Years", "≥18 to ≤40 years"]);
    whole(
        "18Y..40Y",
        &["≥ 18 years and ≤ 40 years", "18 Jahre - 40 Jahre", "aged 18 to 40 years", "18.00 Year(s) - 40"],
    );
}

#[test]
fn one_end_is_told_by_its_sign() {
    whole("18Y..*", &["18+ years old", "18 Years and older   (Adult)", "≥18 years", ">= 18 years", "18 years or more"]);
    whole("18Y..*", &["18+", "18 +", "Ages 18+", "18 years +", "from 18 years", "no younger than 18 years"]);
    whole("18Y..*", &["Over 18 Years", "at least 18 years of age", "18 years or above", "18 Years - N/A"]);
    whole("*..17Y", &["up to 17 Years   (Child)", "≤17 years", "17 years and younger", "Under 18 Years", "< 18 years"]);
    whole("20Y..*", &["20歳以上", "20 歳 以上"]);
    whole("*..74Y", &["75歳未満", "74歳以下", "74 歳 以下"]);
    whole("*..*", &["No limit", "All ages", "N/A", "Child, Adult, Older Adult"]);
}

#[test]
fn what_is_no_range_stays_out() {
    for value in
        ["18 Years", "65-18 years", "18 and", "Adults", "5 mg - 10 mg", "2-3", "6+", "18 to", "18 years, 20 mg"]
    {
        assert_eq!(shown(bounds(value)), None, "{value}");
    }
    assert!(range("18 - 65").is_err());
    assert!(range("5 mg - 10 mg").is_err());
}

#[test]
fn numbers_may_stand_without_a_unit() {
    assert_eq!(numbers("6+"), Some((Some("6"), None)));
    assert_eq!(numbers("18 and older"), Some((Some("18"), None)));
    assert_eq!(numbers("Ages 18 - 65"), Some((Some("18"), Some("65"))));
    assert_eq!(numbers("up to 17"), Some((None, Some("17"))));
    for value in ["18 years", "18", "18+", "65-18", "No limit"] {
        assert_eq!(numbers(value), None, "{value}");
    }
}

#[test]
fn a_field_of_one_end_has_one_number() {
    let one = |value, end| match single(value, end) {
        Some(Single::Bound(age)) => shown(Some((Some(age), None))),
        Some(Single::Number(number)) => Some(number.to_owned()),
        Some(Single::Open) => Some("*".to_owned()),
        None => None,
    };
    for value in ["18 Years", "18 years", "18Y", "18 Year(s)", "18years-old", ">= 18age old", "18.00 Year(s)"] {
        assert_eq!(one(value, End::Low).as_deref(), Some("18Y..*"), "{value}");
    }
    for value in
        ["18 Jahre", "18歳", "18 岁 years", "18(Year)", "≥ 18 years", "18+ years", "18 years and older", "18age"]
    {
        assert_eq!(one(value, End::Low).as_deref(), Some("18Y..*"), "{value}");
    }
    for value in ["18", "≥18", "18 and older"] {
        assert_eq!(one(value, End::Low).as_deref(), Some("18"), "{value}");
    }
    assert_eq!(one("< 75age old", End::High).as_deref(), Some("74Y..*"));
    assert_eq!(one("1 Month(s)", End::Low).as_deref(), Some("1M..*"));
    assert_eq!(one("0 Day(s)", End::Low).as_deref(), Some("0D..*"));
    for value in ["No limit", "N/A", "NO LIMIT", "none", "no maximum age", "Kein Höchstalter", "0 N/A (No limit)", "0"]
    {
        assert_eq!(one(value, End::High).as_deref(), Some("*"), "{value}");
    }
    for value in ["≤ 65 years", "Adult", "18 to 65 years", "18 Parsecs", "18 YearsAll"] {
        assert_eq!(one(value, End::Low), None, "{value}");
    }
}
