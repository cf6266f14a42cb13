//! Dates in the forms that pages print.

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while_m_n, take_while1};
use nom::character::complete::{alpha1, char, one_of, space0, space1};
use nom::combinator::{all_consuming, map_opt, opt, recognize};
use nom::sequence::{preceded, terminated};
use nom::{IResult, Parser};

use crate::record::Date;
use crate::text::trimmed;

/// Which of day and month stands first in dates of numbers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `31/12/2020`.
    DayFirst,
    /// `12/31/2020`.
    MonthFirst,
}

/// The date that a whole value is. Dates whose day and month could be exchanged (`03/04/2020`) are not read here: only
/// a layout, or the other dates of the page, know the order of its site (see [`ordered`]).
#[must_use]
pub fn date(value: &str) -> Option<Date> {
    words(value).or_else(|| match numbers(value)? {
        (Some(one), Some(other)) => (one == other).then_some(one),
        (one, other) => one.or(other),
    })
}

/// The date that a whole value is, where dates of numbers alone have this order: `10/11/2027`, `1.2.2027`.
#[must_use]
pub fn ordered(value: &str, order: Order) -> Option<Date> {
    let dotted = || all_consuming(dotted).parse(trimmed(value)).ok().map(|(_, date)| date);
    let day_comes_first = order == Order::DayFirst;
    match numbers(value) {
        Some((day_first, month_first)) => {
            if day_comes_first {
                day_first
            } else {
                month_first
            }
        }
        None => dotted().filter(|_| day_comes_first),
    }
}

/// The order that a date of numbers alone shows: only one is a date of the calendar.
#[must_use]
pub fn order(value: &str) -> Option<Order> {
    match numbers(value)? {
        (Some(_), None) => Some(Order::DayFirst),
        (None, Some(_)) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Whether a whole value is a date whose day and month could be exchanged.
#[must_use]
pub fn ambiguous(value: &str) -> bool {
    matches!(numbers(value), Some((Some(one), Some(other))) if one != other)
}

/// A date that says itself what its parts are.
fn words(value: &str) -> Option<Date> {
    let forms = alt((ideographs, counted, era, iso, month_first, day_first, dotted, month_of_year));
    all_consuming(forms).parse(trimmed(value)).ok().map(|(_, date)| date)
}

// DD/MM/YYYY | MM/DD/YYYY, with slashes or hyphens: both readings.
fn numbers(value: &str) -> Option<(Option<Date>, Option<Date>)> {
    let (rest, (one, mark)) = (small, one_of("/-")).parse(trimmed(value)).ok()?;
    let (_, (other, _, year, _)) = all_consuming((small, char(mark), digits(4, 4), opt(time))).parse(rest).ok()?;
    Some((Date::new(year, Some(other), Some(one)), Date::new(year, Some(one), Some(other))))
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

// YYYY | YYYY-MM | YYYY-MM-DD | YYYY/MM/DD | YYYY.MM.DD, a full date perhaps with its time.
fn iso(text: &str) -> IResult<&str, Date> {
    let (rest, year) = digits(4, 4).parse(text)?;
    let (rest, part) = opt((one_of("-/."), small)).parse(rest)?;
    let (rest, day) = match part {
        Some((mark, _)) => opt(preceded(char(mark), small)).parse(rest)?,
        None => (rest, None),
    };
    let rest = if day.is_some() { opt(alt((time, second))).parse(rest)?.0 } else { rest };
    made(text, rest, year, part.map(|(_, month)| month), day)
}

// T00:00:00.000Z | 10:11:12
fn time(text: &str) -> IResult<&str, &str> {
    let clock = take_while1(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-'));
    let zone = alt((tag_no_case("z"), tag_no_case(" utc"), tag_no_case(" gmt")));
    recognize((alt((tag("T"), space1)), digits(2, 2), char(':'), clock, opt(zone))).parse(text)
}

// The same day in the Persian calendar, behind the Gregorian one: `, 1395/02/12`.
fn second(text: &str) -> IResult<&str, &str> {
    recognize((char(','), space0, tag("1"), digits(3, 3), char('/'), small, char('/'), small)).parse(text)
}

// Month YYYY | Month, YYYY | Mon-YYYY | Month D, YYYY
fn month_first(text: &str) -> IResult<&str, Date> {
    let (rest, month) = terminated(month, alt((tag(", "), tag("-"), space1))).parse(text)?;
    let (rest, day) = opt(terminated(day, (opt(char(',')), space1))).parse(rest)?;
    let (rest, year) = digits(4, 4).parse(rest)?;
    made(text, rest, year, Some(month), day)
}

// 9 | 9th
fn day(text: &str) -> IResult<&str, u8> {
    terminated(small, opt(alt((tag("st"), tag("nd"), tag("rd"), tag("th"))))).parse(text)
}

// D Month YYYY | D Month, YYYY | DD-Mon-YYYY
fn day_first(text: &str) -> IResult<&str, Date> {
    let gap = || alt((tag(", "), tag(" of "), space1, tag("-")));
    let (rest, (day, _, month, _)) = (day, gap(), month, gap()).parse(text)?;
    let (rest, year) = digits(4, 4).parse(rest)?;
    made(text, rest, year, Some(month), Some(day))
}

// DD.MM.YYYY: dots stand only in dates with the day first.
fn dotted(text: &str) -> IResult<&str, Date> {
    let (rest, (day, _, month, _)) = (small, char('.'), small, char('.')).parse(text)?;
    let (rest, year) = digits(4, 4).parse(rest)?;
    made(text, rest, year, Some(month), Some(day))
}

// MM/YYYY | MM.YYYY | MM-YYYY
fn month_of_year(text: &str) -> IResult<&str, Date> {
    let (rest, (month, _, year)) = (small, one_of("/.-"), digits(4, 4)).parse(text)?;
    made(text, rest, year, Some(month), None)
}

// YYYY年MM月DD日 | YYYY年MM月 | YYYY 年 MM 月 DD 日
fn ideographs(text: &str) -> IResult<&str, Date> {
    let (rest, (year, ..)) = (digits(4, 4), space0, tag("年"), space0).parse(text)?;
    let (rest, (month, day)) = month_and_day(rest)?;
    made(text, rest, year, Some(month), day)
}

fn month_and_day(text: &str) -> IResult<&str, (u8, Option<u8>)> {
    let counted = |unit| (small, space0, tag(unit)).map(|(count, ..)| count);
    (counted("月"), opt(preceded(space0, counted("日")))).parse(text)
}

// YYYY Year MM Month DD Day | YYYY Year MM Month Day
fn counted(text: &str) -> IResult<&str, Date> {
    let (rest, (year, _, month, _)) = (digits(4, 4), tag(" Year "), small, tag(" Month")).parse(text)?;
    let (rest, (day, _)) = (opt(preceded(space1, small)), opt((space1, tag("Day")))).parse(rest)?;
    made(text, rest, year, Some(month), day)
}

// 令和2年11月6日: the years of an era count from its first, which may be called 元年.
fn era(text: &str) -> IResult<&str, Date> {
    let first = alt((tag("令和").map(|_| 2018), tag("平成").map(|_| 1988)));
    let count = alt((tag("元").map(|_| 1), small.map(u16::from)));
    let (rest, (before, year, _)) = (first, count, tag("年")).parse(text)?;
    let (rest, (month, day)) = month_and_day(rest)?;
    made(text, rest, before + year, Some(month), day)
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
        assert_eq!(date(value).map(|date| date.to_string()).as_deref(), wanted, "{value}");
    }

    #[test]
    fn each_form_is_as_precise_as_it_was() {
        check("2021", Some("2021"));
        for value in ["2021-03", "2021/03", "March 2021", "Mar-2021", "03/2021", "03.2021", "March, 2021", "2021年3月"]
        {
            check(value, Some("2021-03"));
        }
        for value in ["2021/03/09", "2021-3-9", "2021.03.09", "2021-03-09T00:00:00", "2021-03-09T10:11:12.000Z"] {
            check(value, Some("2021-03-09"));
        }
        for value in ["9 Mar 2021", "09-Mar-2021", "9th March 2021", "March 9th, 2021", "9 March, 2021", "09.03.2021"] {
            check(value, Some("2021-03-09"));
        }
        for value in ["2021-03-09 10:11:12", "2021-03-09, 1399/12/19", "令和3年3月9日", "2021年3月9日", "MARCH 9, 2021"]
        {
            check(value, Some("2021-03-09"));
        }
        check("Sept. 9, 2021", Some("2021-09-09"));
        check("平成元年5月1日", Some("1989-05-01"));
        check("2023 年 01 月 10 日", Some("2023-01-10"));
        check("2023 Year 01 Month 10 Day", Some("2023-01-10"));
        check("2023 Year 01 Month Day", Some("2023-01"));
        check("2023 Year 13 Month 10 Day", None);
    }

    #[test]
    fn days_and_months_that_could_be_exchanged_need_an_order() {
        for value in ["03/04/2021", "1-6-2019"] {
            check(value, None);
            assert!(ambiguous(value));
        }
        let read = |order| ordered("03/04/2021", order).map(|date| date.to_string());
        assert_eq!(read(Order::DayFirst).as_deref(), Some("2021-04-03"));
        assert_eq!(read(Order::MonthFirst).as_deref(), Some("2021-03-04"));
        assert_eq!(order("13/04/2021"), Some(Order::DayFirst));
        assert_eq!(order("04/13/2021"), Some(Order::MonthFirst));
        assert_eq!(order("04/05/2021").or(order("2021-04-13")), None);
        check("13/04/2021", Some("2021-04-13"));
        check("04/13/2021", Some("2021-04-13"));
        check("04/04/2021", Some("2021-04-04"));
        check("13/04/2021 10:30", Some("2021-04-13"));
        assert!(!ambiguous("13/04/2021"));
    }

    #[test]
    fn numbers_alone_are_read_where_their_order_is_known() {
        let read = |value| ordered(value, Order::DayFirst).map(|date| date.to_string());
        assert_eq!(read("10/11/2027").as_deref(), Some("2027-11-10"));
        assert_eq!(read("1.2.2027").as_deref(), Some("2027-02-01"));
        assert_eq!(read("11/31/2027"), None);
        assert_eq!(read("10/11-2027"), None);
    }

    #[test]
    fn what_is_no_date_stays_out() {
        for value in ["2021-13", "Marsh 2021", "2021-03-09 or so", "", "Ma 2021", "13/13/2021", "31/02/2021", "12 2021"]
        {
            check(value, None);
        }
        for value in ["0", "120", "1.5.", "2021-03-09T", "May", "3/21", "12 weeks"] {
            check(value, None);
        }
    }
}
