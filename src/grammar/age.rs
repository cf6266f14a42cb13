//! Bounds of age.

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while1};
use nom::character::complete::{digit1, space0};
use nom::combinator::{map_opt, opt, recognize};
use nom::{IResult, Parser};

use crate::text::{after, trimmed};
use crate::vocab::{AGE_UNIT, NO_LIMIT};

/// One bound: the number and the unit, each with its slice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound<'t> {
    /// The number and its digits.
    pub value: (f64, &'t str),
    /// The unit and its word; the digits again where the unit is years without a word.
    pub unit: (&'static str, &'t str),
}

/// Both ends of a range of ages; an open end is `None`.
pub type Bounds<'t> = (Option<Bound<'t>>, Option<Bound<'t>>);

/// Which end of a range a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The minimum.
    Low,
    /// The maximum.
    High,
}

/// `18 Years`.
///
/// # Errors
///
/// When `text` does not begin with an age.
pub fn bound(text: &str) -> IResult<&str, Bound<'_>> {
    let (rest, value) = number(text)?;
    let (rest, unit) = map_opt(unit, |unit| unit).parse(rest)?;
    Ok((rest, Bound { value, unit }))
}

fn number(text: &str) -> IResult<&str, (f64, &str)> {
    let digits = recognize((digit1, opt((tag("."), digit1))));
    map_opt(digits, |at: &str| Some((at.parse().ok()?, at))).parse(text)
}

/// A unit and its word, if the text goes on with one: `Years`, `(Year)`, `Year(s)`, `years-old`, `years of age`, `歳`. A
/// glued `YearsAll` names none.
#[expect(clippy::unnecessary_wraps, reason = "the signature of a parser")]
fn unit(text: &str) -> IResult<&str, Option<(&'static str, &str)>> {
    let start = text.trim_start_matches([' ', '\u{a0}', '-']);
    let (word, rest) = match start.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some(bracket) => bracket,
        None => start.split_at(start.find(|letter: char| !letter.is_alphabetic()).unwrap_or(start.len())),
    };
    // `20歳以上`: what says which end it is follows the unit at once.
    let tail = BEHIND_UNITS.iter().find_map(|tail| word.strip_suffix(tail)).filter(|word| !word.is_empty());
    let (word, rest) = tail.map_or((word, rest), |word| (word, &start[word.len()..]));
    let Some(term) = AGE_UNIT.term(word) else { return Ok((text, None)) };
    let rest = rest.strip_prefix("(s)").unwrap_or(rest);
    let tails = ["-old", " old", " of age", "-of-age", " years"];
    Ok((tails.iter().find_map(|tail| rest.strip_prefix(tail)).unwrap_or(rest), Some((term, word))))
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

/// Whether an age ends here: at the end of the value or before the words for its stages.
#[must_use]
pub fn ends(rest: &str) -> bool {
    trimmed(rest).is_empty() || rest.trim_start().starts_with('(')
}

/// A number with or without its unit, and which end of a range its sign makes it.
#[derive(Clone, Copy)]
struct Quantity<'t> {
    value: (f64, &'t str),
    unit: Option<(&'static str, &'t str)>,
    sign: Option<End>,
    /// `< 75` does not include 75.
    strict: bool,
}

/// What says that a number is the lower end, before it; the longer of two that begin alike stands first.
const LOW: &[&str] = &[
    ">=",
    "≥",
    "≧",
    "=>",
    ">/=",
    ">",
    "at least",
    "minimum of",
    "minimum",
    "min.",
    "min",
    "over",
    "older than",
    "not younger than",
    "no younger than",
    "from",
];
/// The same for the upper end.
const HIGH: &[&str] = &[
    "<=",
    "≤",
    "≦",
    "=<",
    "</=",
    "up to",
    "at most",
    "maximum of",
    "maximum",
    "max.",
    "max",
    "not older than",
    "no older than",
    "until",
];
/// The same for an upper end that is not included.
const BELOW: &[&str] = &["<", "under", "below", "less than", "younger than"];
/// What says it behind the number.
const LOW_TAILS: &[&str] = &[
    "+",
    "and older",
    "and over",
    "and above",
    "and up",
    "and more",
    "and elder",
    "or older",
    "or over",
    "or above",
    "or more",
    "plus",
    "& older",
    "& above",
    "& over",
    "onwards",
    "and onwards",
    "over",
    "以上",
];
const HIGH_TAILS: &[&str] =
    &["and younger", "and under", "and below", "or younger", "or under", "or less", "or below", "以下"];

/// The same for an upper end that is not included.
const BELOW_TAILS: &[&str] = &["未満"];
/// Those of them that stand behind a unit without a blank.
const BEHIND_UNITS: &[&str] = &["以上", "以下", "未満"];

/// `text` behind the first of these words.
fn skip<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let text = text.trim_start();
    let first = text.as_bytes().first()?;
    words.iter().filter(|word| word.as_bytes()[0].eq_ignore_ascii_case(first)).find_map(|word| {
        let whole = |rest: &&str| !word.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphabetic);
        after(text, word).filter(whole)
    })
}

/// With a plus and no unit, so many are years.
const ADULT: std::ops::RangeInclusive<f64> = 16.0..=100.0;

/// `18`, `≥ 18 years`, `under 12 months`, `18+ years`, `18 years and older`.
fn quantity(text: &str) -> Option<(Quantity<'_>, &str)> {
    let signs = [(HIGH, End::High, false), (LOW, End::Low, false), (BELOW, End::High, true)];
    let signed = signs.iter().find_map(|(words, sign, strict)| Some((skip(text, words)?, Some(*sign), *strict)));
    let (rest, sign, strict) = signed.unwrap_or((text.trim_start(), None, false));
    let (rest, value) = number(rest.trim_start()).ok()?;
    let (rest, plus) = rest.trim_start().strip_prefix('+').map_or((rest, false), |rest| (rest, true));
    let (rest, unit) = unit(rest).ok()?;
    let (rest, plus) = rest.strip_prefix(" +").map_or((rest, plus), |rest| (rest, true));
    // `18+` is how years are written, and nothing else.
    let years = plus && unit.is_none() && ends(rest) && ADULT.contains(&value.0);
    let unit = unit.or(years.then_some(("YEARS", value.1)));
    let (rest, sign, strict) = match skip(rest, BELOW_TAILS).filter(|_| sign.is_none() && !plus) {
        Some(rest) => (rest, Some(End::High), true),
        None => (rest, sign, strict),
    };
    let tail = |words: &[&str]| skip(rest, words);
    let (rest, sign) = match (sign, plus, tail(LOW_TAILS), tail(HIGH_TAILS)) {
        (None, false, Some(rest), _) => (rest, Some(End::Low)),
        (None, false, None, Some(rest)) => (rest, Some(End::High)),
        (None, true, ..) => (rest, Some(End::Low)),
        (sign, ..) => (rest, sign),
    };
    Some((Quantity { value, unit, sign, strict }, rest))
}

impl<'t> Quantity<'t> {
    /// The bound that it is, with the unit of the other end where it has none of its own.
    fn bound(self, other: Option<Quantity<'t>>) -> Option<Bound<'t>> {
        let unit = self.unit.or(other.and_then(|other| other.unit))?;
        let step = f64::from(self.strict && unit.0 == "YEARS");
        Some(Bound { value: (self.value.0 - step, self.value.1), unit })
    }

    /// Its digits, where it is a number of years or months that no unit tells apart.
    fn bare(self) -> Option<&'t str> {
        (self.unit.is_none() && !self.strict && self.value.1.len() <= 3).then_some(self.value.1)
    }
}

/// The bounds that a whole value says: a range, `18 Years and older`, `18+ years old`, `up to 17 Years`, `≥ 18 years`,
/// `Between 18 and 65 years`.
#[must_use]
pub fn bounds(value: &str) -> Option<Bounds<'_>> {
    let (low, high) = quantities(value)?;
    let ends = (low.map(|low| low.bound(high)), high.map(|high| high.bound(low)));
    let bounds = (ends.0.map_or(Some(None), |low| low.map(Some))?, ends.1.map_or(Some(None), |high| high.map(Some))?);
    let rising = bounds.0.zip(bounds.1).is_none_or(|(low, high)| minutes(low) <= minutes(high));
    rising.then_some(bounds)
}

/// `18+`, `18 - 65`, `up to 17`, where the page says no unit: the numbers of the bounds.
#[must_use]
pub fn numbers(value: &str) -> Option<(Option<&str>, Option<&str>)> {
    let (low, high) = quantities(value)?;
    let rising = low.zip(high).is_none_or(|(low, high)| low.value.0 <= high.value.0);
    let bare = (low.map(Quantity::bare), high.map(Quantity::bare));
    let whole = bare.0.is_none_or(|low| low.is_some()) && bare.1.is_none_or(|high| high.is_some());
    let some = low.is_some() || high.is_some();
    (whole && some && rising).then(|| (bare.0.flatten(), bare.1.flatten()))
}

/// The ends of the range that a whole value says, told by their signs or by what stands between them.
fn quantities<'t>(value: &'t str) -> Option<(Option<Quantity<'t>>, Option<Quantity<'t>>)> {
    let value = trimmed(value).trim_end_matches('.');
    if NO_LIMIT.term(value).is_some() {
        return Some((None, None));
    }
    let named = skip(value, &["ages", "aged", "age"]).map_or(value, |rest| rest.trim_start_matches([' ', ':']));
    let from = skip(named, &["from"]);
    let inner = from.or(skip(named, &["between"])).unwrap_or(named);
    let (low, rest) = end_or_open(inner)?;
    if ends(rest) {
        // `from 18 years`.
        let begins = |low: Quantity<'t>| Quantity { sign: low.sign.or(from.map(|_| End::Low)), ..low };
        let low = begins(low?);
        return if low.sign? == End::Low { Some((Some(low), None)) } else { Some((None, Some(low))) };
    }
    let (high, rest) = end_or_open(separator(rest)?)?;
    let signs = (low.and_then(|low| low.sign), high.and_then(|high| high.sign));
    let against = matches!(signs, (Some(End::High), _) | (_, Some(End::Low)));
    (ends(rest) && !against).then_some((low, high))
}

/// A quantity, or nothing for the word of an open end, and the rest of the text.
fn end_or_open(text: &str) -> Option<(Option<Quantity<'_>>, &str)> {
    match open(text) {
        Some(rest) => Some((None, rest)),
        None => quantity(text).map(|(quantity, rest)| (Some(quantity), rest)),
    }
}

/// What stands behind the word for an open end.
fn open(text: &str) -> Option<&str> {
    skip(text, &["undefined", "no limit", "no maximum", "no minimum", "n/a", "any"])
}

/// What stands between the ends of a range.
fn separator(text: &str) -> Option<&str> {
    skip(text, &["-", "–", "—", "~", "〜", "～", "to", "through", "until", "and", "&", ","])
}

/// An age in minutes, to compare ages of different units.
fn minutes(bound: Bound<'_>) -> f64 {
    const DAY: f64 = 24.0 * 60.0;
    let unit = match bound.unit.0 {
        "YEARS" => 365.25 * DAY,
        "MONTHS" => 30.5 * DAY,
        "WEEKS" => 7.0 * DAY,
        "DAYS" => DAY,
        "HOURS" => 60.0,
        _ => 1.0,
    };
    bound.value.0 * unit
}

/// What a field of one end says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Single<'t> {
    /// There is no limit.
    Open,
    /// A bound.
    Bound(Bound<'t>),
    /// A number without a unit.
    Number(&'t str),
}

/// What a whole value says for one end: `18 Years`, `≥ 18`, `18 and older`, `>= 20age old`, or the words of no limit.
#[must_use]
pub fn single(value: &str, end: End) -> Option<Single<'_>> {
    let value = trimmed(value).trim_end_matches('.');
    if NO_LIMIT.term(value).is_some() || end == End::High && value == "0" {
        return Some(Single::Open);
    }
    let (quantity, rest) = quantity(value)?;
    if !ends(rest) || quantity.sign.is_some_and(|sign| sign != end) {
        return None;
    }
    quantity.bound(None).map(Single::Bound).or(quantity.bare().map(Single::Number))
}

#[cfg(test)]
mod tests;
