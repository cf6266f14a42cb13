//! Numbers of people.

use crate::text::trimmed;

/// `828`, `21,340`, `30 000`, `150 participants`, `25 estimated patients`: the number, its slice, and whether it is an
/// estimate where the value says so.
#[must_use]
pub fn people(value: &str) -> Option<People<'_>> {
    let value = trimmed(value);
    if let Some(count) = groups(value) {
        return Some(People { count, at: value, estimate: false });
    }
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',').len();
    let (number, rest) = value.split_at(digits);
    let count = grouped(number)?;
    let estimate = rest.split_whitespace().any(|word| word.eq_ignore_ascii_case("estimated"));
    words(rest).then_some(People { count, at: number, estimate })
}

/// `Pressing group:40;Sham group:40;`, as a register prints the groups of a trial: their sum.
fn groups(value: &str) -> Option<u64> {
    let group = |group: &str| grouped(group.rsplit_once(':').filter(|(name, _)| !name.is_empty())?.1.trim());
    let groups = value.contains([':']) && value.contains(';');
    value.strip_suffix(';').unwrap_or(value).split(';').map(group).sum::<Option<u64>>().filter(|_| groups)
}

/// A number of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People<'t> {
    /// How many.
    pub count: u64,
    /// The digits.
    pub at: &'t str,
    /// Whether the value calls them an estimate.
    pub estimate: bool,
}

/// Digits with or without commas between groups of three.
fn grouped(number: &str) -> Option<u64> {
    let mut groups = number.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let even = rest.iter().all(|group| group.len() == 3) && (rest.is_empty() || first.len() <= 3);
    if !even {
        return None;
    }
    number.replace(',', "").parse().ok()
}

/// Whether what follows the number is the words that pages put there.
fn words(rest: &str) -> bool {
    const KNOWN: &[&str] = &["estimated", "actual", "patients", "participants", "subjects", "people"];
    rest.split_whitespace().all(|word| KNOWN.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, wanted: Option<(u64, bool)>) {
        assert_eq!(people(value).map(|found| (found.count, found.estimate)), wanted);
    }

    #[test]
    fn numbers_with_and_without_their_words() {
        check("16", Some((16, false)));
        check("21,340 patients", Some((21_340, false)));
        check(" 25 estimated patients ", Some((25, true)));
    }

    #[test]
    fn groups_are_summed_up() {
        check("Pressing group:40;Sham group:38;", Some((78, false)));
        check("Pressing group:40;Sham group:some;", None);
        check("Group of 40", None);
    }

    #[test]
    fn other_numbers_are_none() {
        for value in ["", "2,3", "1,0000", "16 weeks", "at least 5", "1.5", ",", "99999999999999999999"] {
            check(value, None);
        }
    }
}
