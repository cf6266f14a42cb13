//! Where a study runs: a line each, of a facility, perhaps with its city, state and country.

use super::super::Reading;
use crate::contact;
use crate::grammar::line::{lines, stretch};
use crate::record::{Location, Maybe, Value};
use crate::text::{folded, starts, trimmed};
use crate::vocab::{COUNTRY, STATE, STATUS};

/// A facility a line, or several between semicolons; or places and facilities on lines of their own.
pub(super) fn locations<'t>(reading: &mut Reading<'t>, body: &'t str) {
    // A facility above its place is one even where its name might be a person's.
    let all: Vec<&'t str> = lines(body).map(|line| line.text).collect();
    if in_pairs(reading, &all) {
        return;
    }
    let rows: Vec<&'t str> = reading.places(body).into_iter().map(|line| line.text).collect();
    if grouped(reading, &rows) {
        return;
    }
    for part in rows.iter().flat_map(|row| row.split(';')).map(trimmed).filter(|part| !part.is_empty()) {
        if contact::is_contact(part) {
            reading.contact(part);
        } else if leads_on(part) || is_post_code(part) {
            reading.boilerplate(part);
        } else {
            location(reading, part);
        }
    }
}

/// A facility and below it where it is, again and again, perhaps below headings of countries, states or postal codes.
fn in_pairs<'t>(reading: &mut Reading<'t>, rows: &[&'t str]) -> bool {
    let (mut pairs, mut wide, mut facility) = (Vec::new(), Vec::new(), None);
    for row in rows {
        match facility.take() {
            // A city that has the name of its state is a place below a facility, and a heading where none waits for one.
            Some(above) if at_home(row) && parts(row).len() > 1 => pairs.push((above, row)),
            Some(_) => return false,
            None if is_wide(row) || is_post_code(row) => wide.push(row),
            None if at_home(row) => return false,
            None => facility = Some(row),
        }
    }
    if pairs.is_empty() || facility.is_some() {
        return false;
    }
    for (facility, place) in pairs {
        below(reading, facility, place, None);
    }
    for row in wide {
        reading.boilerplate(row);
    }
    true
}

/// `See all locations`: a link of a site.
fn leads_on(part: &str) -> bool {
    let words = ["see all", "show all", "view all", "see location", "see more", "show more", "view more"];
    words.iter().any(|words| starts(part, words))
}

/// The parts of a place between commas, the widest last; a country may have a comma itself (`Korea, Republic of`).
pub(in crate::layout) fn parts(at: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = at.split(',').map(trimmed).filter(|part| !part.is_empty()).collect();
    if let [.., before, last] = parts[..]
        && COUNTRY.term(last).is_none()
        && COUNTRY.term(&format!("{before}, {last}")).is_some()
    {
        parts.truncate(parts.len() - 2);
        parts.push(stretch(at, before, last));
    }
    parts
}

/// Whether a line ends with a country, a postal code behind it aside.
fn at_home(at: &str) -> bool {
    parts(at).iter().rev().find(|part| !is_postal(part)).is_some_and(|last| COUNTRY.term(last).is_some())
}

/// What a line is in a list of places with their facilities below them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    /// A country or state of the places below.
    Heading,
    /// `City, State, Country`.
    Place,
    /// A status of the facility below.
    Status,
    /// A facility.
    Facility,
}

/// Facilities below their places; whether the lines are that.
pub(in crate::layout) fn grouped<'t>(reading: &mut Reading<'t>, rows: &[&'t str]) -> bool {
    let Some(kinds) = kinds(rows) else { return false };
    let (mut place, mut status) = ("", None);
    for (row, kind) in rows.iter().zip(kinds) {
        match kind {
            Row::Heading => reading.boilerplate(row),
            Row::Place => place = row,
            Row::Status => status = STATUS.term(row).map(|term| Value::new(term, row)),
            Row::Facility if contact::is_contact(row) => reading.contact(row),
            Row::Facility => below(reading, row, place, status.take()),
        }
    }
    true
}

/// What each line is, where every place has a facility below it and nothing but headings stands before the first.
fn kinds(rows: &[&str]) -> Option<Vec<Row>> {
    let places: Vec<bool> = rows.iter().map(|row| at_home(row) && names_a_city(row)).collect();
    let leads = |n: usize| {
        let next = (n + 1..rows.len()).take(2).find(|&next| places[next]);
        is_wide(rows[n]) || next.is_some_and(|next| parts(rows[next]).contains(&rows[n]))
    };
    let kind = |n: usize| match rows[n] {
        _ if places[n] => Row::Place,
        _ if leads(n) => Row::Heading,
        row if STATUS.term(row).is_some() => Row::Status,
        _ => Row::Facility,
    };
    let kinds: Vec<Row> = (0..rows.len()).map(kind).collect();
    let first = kinds.iter().position(|kind| *kind == Row::Place)?;
    let ends = |n: usize| matches!(kinds.get(n), None | Some(Row::Place | Row::Heading));
    let filled = (0..rows.len()).all(|n| !matches!(kinds[n], Row::Place | Row::Status) || !ends(n + 1));
    (filled && kinds[..first].iter().all(|kind| *kind == Row::Heading)).then_some(kinds)
}

/// Whether a line names nothing but countries and states: a heading of the places below. What stands behind a country is a
/// part of it (`United States, Washington`).
fn is_wide(row: &str) -> bool {
    let parts = parts(row);
    let country = |part: &str| COUNTRY.term(part).is_some();
    matches!(parts[..], [whole, _] if country(whole))
        || parts.iter().all(|part| country(part) || STATE.term(part).is_some())
}

/// Whether a place is more than countries.
fn names_a_city(at: &str) -> bool {
    !parts(at).iter().all(|part| COUNTRY.term(part).is_some())
}

/// A facility and, on a line of their own, its city, state and country; a street before them stays unread. The status may
/// have a line of its own, too.
fn below<'t>(reading: &mut Reading<'t>, facility: &'t str, place: &'t str, above: Maybe<'t, &'static str>) {
    let (facility, own) = status(facility);
    let status = own.or(above);
    let (codes, mut parts): (Vec<&'t str>, Vec<&'t str>) = parts(place).into_iter().partition(|part| is_postal(part));
    for code in codes {
        reading.boilerplate(code);
    }
    parts.retain(|part| !part.starts_with(|first: char| first.is_ascii_digit()));
    let country = parts.pop().unwrap_or_default();
    let state = if parts.len() > 1 { parts.pop() } else { None }.unwrap_or_default();
    let city = parts.pop().unwrap_or_default();
    let (facility, city, state, country) = (value(facility), value(city), value(state), value(country));
    reading.trial.locations.push(Location { facility, city, state, country, status });
}

fn location<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format_args!("/locations/{}", reading.trial.locations.len());
    let Some(at) = reading.given(place, at) else { return };
    let (at, status) = status(at);
    let parts = parts(at);
    if !at_home(at) {
        let facility = value(at);
        return reading.trial.locations.push(Location { facility, status, ..Location::default() });
    }
    if parts.iter().all(|part| COUNTRY.term(part).is_some()) {
        // Countries without places are not where the study runs but in how many.
        return;
    }
    let Some([facility, city, state, country]) = address(&parts) else {
        let message = "nothing tells the name of the facility from its city and state";
        return reading.issue("unparted", Some(&place.to_string()), Some(at), message);
    };
    let (facility, city, state, country) = (value(facility), value(city), value(state), value(country));
    reading.trial.locations.push(Location { facility, city, state, country, status });
}

fn value(at: &str) -> Maybe<'_> {
    Some(at).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at))
}

/// The status in brackets or behind a dash at the end of a place.
fn status(at: &str) -> (&str, Maybe<'_, &'static str>) {
    let bracket = at.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let dash = at.rsplit_once(" - ");
    let found = [bracket, dash].into_iter().flatten().find_map(|(rest, word)| Some((rest, word, STATUS.term(word)?)));
    found.map_or((at, None), |(rest, word, term)| (trimmed(rest), Some(Value::new(term, trimmed(word)))))
}

/// Whether a part of an address is a postal code.
fn is_postal(part: &str) -> bool {
    part.contains(|letter: char| letter.is_ascii_digit()) && part.len() <= 10
}

/// `100730`, `SW7 2AZ`: a line that is nothing but a postal code.
pub(in crate::layout) fn is_post_code(line: &str) -> bool {
    let code = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || matches!(byte, b' ' | b'-');
    line.len() <= 10 && line.bytes().all(code) && line.bytes().any(|byte| byte.is_ascii_digit())
}

/// Facility, city, state and country, from the parts between commas; nothing where more than one reading is left.
fn address<'t>(parts: &[&'t str]) -> Option<[&'t str; 4]> {
    let plain: Vec<&'t str> = parts.iter().filter(|part| !is_postal(part)).copied().collect();
    match plain[..] {
        [facility, city, country] if STATE.term(city).is_none() => Some([facility, city, "", country]),
        [facility, city, state, country] => Some([facility, city, state, country]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::is_post_code;

    #[test]
    fn a_postal_code_is_no_name() {
        for code in ["100730", "SW7 2AZ", "34010", "10115-000"] {
            assert!(is_post_code(code), "{code}");
        }
        for name in ["Site 12", "CHU", "Ward 7", "", "Clinic 100730 North"] {
            assert!(!is_post_code(name), "{name}");
        }
    }
}
