//! Dates in the forms that pages print.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::character::complete::{alpha1, char, one_of, space1};
use nom::combinator::{all_consuming, map_opt, opt};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use crate::record::Date;
use crate::text::trimmed;

/// The date that a whole value is. Forms whose day and month could be exchanged (`03/04/2020`) are not read here: only
/// a layout knows the order of its site.
#[must_use]
pub fn date(value: &str) -> Option<Date> {
    all_consuming(alt((iso, month_first, day_first))).parse(trimmed(value)).ok().map(|(_, date)| date)
}

/// `10/11/2027`, `1.2.2027`: the date that a whole value is, where the day is known to come first.
#[must_use]
pub fn day_first_numbers(value: &str) -> Option<Date> {
    let mark = || one_of("/.-");
    let parts = (small, mark(), small, mark(), digits(4, 4));
    let (_, (day, first, month, second, year)) = all_consuming(parts).parse(trimmed(value)).ok()?;
    if first == second { Date::new(year, Some(month), Some(day)) } else { None }
}

fn digits<'t>(least: usize, most: usize) -> impl Parser<&'t str, Output = u16, Error = nom::error::Error<&'t str>> {
    map_opt(take_while_m_n(least, most, |c: char| c.is_ascii_digit()), |digits: &str| digits.parse().ok())
}

fn small(text: &str) -> IResult<&str, u8> {
    map_opt(digits(1, 2), |number| u8::try_from(number).ok()).parse(text)
}

/// March | Mar | mar.
fn month(text: &str) -> IResult<&str, u8> {
    map_opt(terminated(alpha1, opt(char('.'))), month_number).parse(text)
}

fn month_number(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    let named = |month: &&str| word.len() >= 3 && month.starts_with(&word) || word == "sept" && **month == *"september";
    MONTHS.iter().position(named).and_then(|at| u8::try_from(at + 1).ok())
}

// YYYY | YYYY-MM | YYYY-MM-DD | YYYY/MM/DD
fn iso(text: &str) -> IResult<&str, Date> {
    let (rest, year) = digits(4, 4).parse(text)?;
    let (rest, part) = opt((alt((char('-'), char('/'))), small)).parse(rest)?;
    let (rest, day) = match part {
        Some((mark, _)) => opt(preceded(char(mark), small)).parse(rest)?,
        None => (rest, None),
    };
    made(text, rest, year, part.map(|(_, month)| month), day)
}

// Month YYYY | Month D, YYYY
fn month_first(text: &str) -> IResult<&str, Date> {
    let (rest, month) = terminated(month, space1).parse(text)?;
    let (rest, day) = opt(terminated(small, (opt(char(',')), space1))).parse(rest)?;
    let (rest, year) = digits(4, 4).parse(rest)?;
    made(text, rest, year, Some(month), day)
}

// D Month YYYY | DD-Mon-YYYY
fn day_first(text: &str) -> IResult<&str, Date> {
    let gap = || alt((space1, tag("-")));
    let (rest, (day, _, month, _)) = (small, gap(), month, gap()).parse(text)?;
    let (rest, year) = digits(4, 4).parse(rest)?;
    made(text, rest, year, Some(month), Some(day))
}

fn made<'t>(text: &'t str, rest: &'t str, year: u16, month: Option<u8>, day: Option<u8>) -> IResult<&'t str, Date> {
    let fault = || nom::Err::Error(nom::error::Error::new(text, nom::error::ErrorKind::Verify));
    Date::new(year, month, day).map(|date| (rest, date)).ok_or_else(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, wanted: Option<&str>) {
        assert_eq!(date(value).map(|date| date.to_string()).as_deref(), wanted);
    }

    #[test]
    fn each_form_is_as_precise_as_it_was() {
        check("2021", Some("2021"));
        check("2021-03", Some("2021-03"));
        check("2021/03/09", Some("2021-03-09"));
        check("March 2021", Some("2021-03"));
        check("Sept. 9, 2021", Some("2021-09-09"));
        check("9 Mar 2021", Some("2021-03-09"));
        check("09-Mar-2021", Some("2021-03-09"));
    }

    #[test]
    fn numbers_alone_are_read_where_their_order_is_known() {
        let read = |value| day_first_numbers(value).map(|date| date.to_string());
        assert_eq!(read("10/11/2027").as_deref(), Some("2027-11-10"));
        assert_eq!(read("1.2.2027").as_deref(), Some("2027-02-01"));
        assert_eq!(read("11/31/2027"), None);
        assert_eq!(read("10/11-2027"), None);
    }

    #[test]
    fn what_is_no_date_stays_out() {
        for value in ["03/04/2021", "2021-13", "Marsh 2021", "2021-03-09 or so", "", "Ma 2021"] {
            check(value, None);
        }
    }
}
