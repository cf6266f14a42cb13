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
    fn other_ranges_are_none() {
        assert!(range("18 - 65").is_err());
        assert!(range("5 mg - 10 mg").is_err());
    }
}
