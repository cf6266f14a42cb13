//! Calendar dates, as precise as the page.

use std::fmt;

use serde::{Serialize, Serializer};

/// A year, a month or a day; prints as ISO 8601 (`2021`, `2021-03`, `2021-03-09`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// The year, four digits.
    pub year: u16,
    /// The month from 1.
    pub month: Option<u8>,
    /// The day from 1; only with a month.
    pub day: Option<u8>,
}

impl Date {
    /// The date, if the calendar has it.
    #[must_use]
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let known = match (month, day) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(month), day) => {
                (1..=12).contains(&month) && day.is_none_or(|day| (1..=days(year, month)).contains(&day))
            }
        };
        ((1000..=9999).contains(&year) && known).then_some(Date { year, month, day })
    }

    /// Whether its day is the last of its month, or else the first: the day that some sites give to a month.
    #[must_use]
    pub fn is_padded(&self, last: bool) -> bool {
        let Some((month, day)) = self.month.zip(self.day) else { return false };
        day == if last { days(self.year, month) } else { 1 }
    }
}

/// The days of a month.
fn days(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(out, "-{part:02}")?;
        }
        Ok(())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_of_the_calendar_exist() {
        assert!(Date::new(2023, Some(2), Some(29)).is_none());
        assert!(Date::new(2024, Some(2), Some(29)).is_some());
        assert!(Date::new(2024, Some(13), None).is_none());
        assert!(Date::new(2024, None, Some(1)).is_none());
    }

    #[test]
    fn a_month_is_padded_to_its_first_or_last_day() {
        let date = |month, day| Date::new(2023, Some(month), Some(day)).expect("a date");
        assert!(date(2, 28).is_padded(true) && !date(3, 28).is_padded(true));
        assert!(date(3, 1).is_padded(false) && !date(3, 2).is_padded(false));
    }

    #[test]
    fn it_prints_no_more_than_it_knows() {
        assert_eq!(Date::new(2021, Some(3), None).unwrap().to_string(), "2021-03");
    }
}
