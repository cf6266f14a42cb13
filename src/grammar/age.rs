//! Bounds of age.

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while1};
use nom::character::complete::{alpha1, digit1, space0};
use nom::combinator::{map_opt, opt, recognize};
use nom::sequence::preceded;
use nom::{IResult, Parser};

use crate::vocab::AGE_UNIT;

/// One bound: the number and the unit, each with its slice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound<'t> {
    /// The number and its digits.
    pub value: (f64, &'t str),
    /// The unit and its word.
    pub unit: (&'static str, &'t str),
}

/// Both ends of a range of ages; an open end is `None`.
pub type Bounds<'t> = (Option<Bound<'t>>, Option<Bound<'t>>);

/// `18 Years`.
///
/// # Errors
///
/// When `text` does not begin with an age.
pub fn bound(text: &str) -> IResult<&str, Bound<'_>> {
    let number = recognize((digit1, opt((tag("."), digit1))));
    let (rest, value) = map_opt(number, |at: &str| Some((at.parse().ok()?, at))).parse(text)?;
    let word = recognize((alpha1, opt(tag("-old"))));
    let (rest, unit) = preceded(space0, map_opt(word, |word: &str| Some((unit(word)?, word)))).parse(rest)?;
    Ok((rest, Bound { value, unit }))
}

/// The unit that a word names; a glued `YearsAll` or `YearsOld` names none.
fn unit(word: &str) -> Option<&'static str> {
    AGE_UNIT.term(word)
}

/// `18 Years - 65 Years`, `18 Years - undefined`, `undefined - 17 Years`, `6 Months to 12 Years`: the bounds and the
/// rest of the text.
///
/// # Errors
///
/// When `text` does not begin with a range of ages.
pub fn range(text: &str) -> IResult<&str, Bounds<'_>> {
    let (rest, low) = end(text)?;
    let dash = take_while1(|c: char| matches!(c, '-' | '–' | '—' | '~'));
    let (rest, _) = (space0, alt((dash, tag_no_case("to"))), space0).parse(rest)?;
    let (rest, high) = end(rest)?;
    Ok((rest, (low, high)))
}

/// The bounds that a whole value says: a range, `Between 18 Years and 65 Years`, `18 Years and older`, `Over 18 Years`,
/// `18+ years old`, `up to 17 Years`.
#[must_use]
pub fn bounds(value: &str) -> Option<Bounds<'_>> {
    if let Ok((rest, bounds)) = range(value) {
        return ends(rest).then_some(bounds);
    }
    if let Some(rest) = value.strip_prefix("Between ").or_else(|| value.strip_prefix("between ")) {
        let (rest, low) = bound(rest).ok()?;
        let (rest, high) = bound(rest.strip_prefix(" and ")?).ok()?;
        return ends(rest).then_some((Some(low), Some(high)));
    }
    if let Some(rest) = ["over ", "Over "].iter().find_map(|word| value.strip_prefix(word)) {
        let (rest, low) = bound(rest).ok()?;
        return ends(rest).then_some((Some(low), None));
    }
    if let Some(rest) = ["up to ", "Up to ", "under ", "Under "].iter().find_map(|word| value.strip_prefix(word)) {
        let (rest, high) = bound(rest).ok()?;
        return ends(rest).then_some((None, Some(high)));
    }
    if let Ok((rest, low)) = bound(value) {
        let open = [" and older", " and Older", " and over", " and above", "+"]
            .iter()
            .find_map(|word| rest.strip_prefix(word))?;
        return ends(open).then_some((Some(low), None));
    }
    old(value)
}

/// `16 to 65 years old`, `18+ years old`: one unit for both numbers.
fn old(value: &str) -> Option<Bounds<'_>> {
    let number = |text: &'_ str| -> Option<usize> {
        Some(text.bytes().take_while(u8::is_ascii_digit).count()).filter(|n| *n > 0)
    };
    let first = number(value)?;
    let (low, rest) = value.split_at(first);
    let (high, rest) = match rest.strip_prefix(" to ") {
        Some(rest) => {
            let (high, rest) = rest.split_at(number(rest)?);
            (Some(high), rest)
        }
        None => (None, rest.strip_prefix('+')?),
    };
    let word = rest.trim_start().strip_suffix("old").unwrap_or(rest).trim();
    let unit = (unit(word)?, word);
    let bound = |at: &'_ str| -> Option<f64> { at.parse().ok() };
    let low = Bound { value: (bound(low)?, low), unit };
    let high = match high {
        Some(at) => Some(Bound { value: (bound(at)?, at), unit }),
        None => None,
    };
    Some((Some(low), high))
}

/// `18`, `18+`, `18 - 65`, where the page says no unit: the numbers of the bounds.
#[must_use]
pub fn numbers(value: &str) -> Option<(&str, Option<&str>)> {
    let number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let (low, high) = match value.split_once(['-', '–']) {
        Some((low, high)) => (low.trim(), Some(high.trim())),
        None => (value.strip_suffix('+').unwrap_or(value), None),
    };
    (number(low) && high.is_none_or(number)).then_some((low, high))
}

/// Whether an age ends here: at the end of the value or before the words for its stages.
#[must_use]
pub fn ends(rest: &str) -> bool {
    rest.trim().is_empty() || rest.trim_start().starts_with('(')
}

/// A bound, or the word that a page prints for an open end.
fn end(text: &str) -> IResult<&str, Option<Bound<'_>>> {
    let open = alt((tag_no_case("undefined"), tag_no_case("no limit"), tag_no_case("n/a")));
    alt((bound.map(Some), open.map(|_| None))).parse(text)
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn whole_values_are_bounds() {
        let bare = |value| bounds(value).map(|(low, high)| (low.map(|it| it.value.0), high.map(|it| it.value.0)));
        assert_eq!(bare("16 to 65 years old"), Some((Some(16.0), Some(65.0))));
        assert_eq!(bare("18+ years old"), Some((Some(18.0), None)));
        assert_eq!(bare("6 to 17 months old"), Some((Some(6.0), Some(17.0))));
        assert_eq!(bare("18 Years to 75 Years   (Adult, Older Adult)"), Some((Some(18.0), Some(75.0))));
        assert_eq!(bare("18 Years and older   (Adult)"), Some((Some(18.0), None)));
        assert_eq!(bare("12 Years and Older"), Some((Some(12.0), None)));
        assert_eq!(bare("up to 17 Years   (Child)"), Some((None, Some(17.0))));
        assert_eq!(bare("Between 6 Years and 12 Years"), Some((Some(6.0), Some(12.0))));
        assert_eq!(bare("Over 18 Years"), Some((Some(18.0), None)));
        assert_eq!(bare("Between 6 and 12"), None);
        assert_eq!(bare("18 and more"), None);
    }

    #[test]
    fn numbers_may_stand_without_a_unit() {
        assert_eq!(numbers("18+"), Some(("18", None)));
        assert_eq!(numbers("18 - 65"), Some(("18", Some("65"))));
        assert_eq!(numbers("18 years"), None);
        assert_eq!(numbers("1965"), None);
    }

    #[test]
    fn other_ranges_are_none() {
        assert!(range("18 - 65").is_err());
        assert!(range("5 mg - 10 mg").is_err());
    }
}
