//! Where a study runs: a line each, of a facility, perhaps with its city, state and country.

use super::super::Reading;
use crate::contact;
use crate::grammar::line::lines;
use crate::record::{Location, Maybe, Value};
use crate::text::{folded, trimmed};
use crate::vocab::{COUNTRY, STATE, STATUS};

/// A facility a line, or several between semicolons; or a facility and below it where it is, again and again.
pub(super) fn locations<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let rows: Vec<&'t str> = lines(body).map(|line| line.text).collect();
    if let (pairs, []) = rows.as_chunks()
        && pairs.iter().all(|[facility, place]| !at_home(facility) && at_home(place) && names_a_city(place))
    {
        return pairs.iter().for_each(|[facility, place]| below(reading, facility, place));
    }
    for line in reading.places(body) {
        for part in line.text.split(';').map(trimmed).filter(|part| !part.is_empty()) {
            if contact::is_contact(part) {
                reading.contact(part);
            } else {
                location(reading, part);
            }
        }
    }
}

/// The parts of a place between commas, the widest last.
fn parts(at: &str) -> Vec<&str> {
    at.split(',').map(trimmed).filter(|part| !part.is_empty()).collect()
}

/// Whether a line ends with a country.
fn at_home(at: &str) -> bool {
    parts(at).last().is_some_and(|last| COUNTRY.term(last).is_some())
}

/// Whether a place is more than countries.
fn names_a_city(at: &str) -> bool {
    !parts(at).iter().all(|part| COUNTRY.term(part).is_some())
}

/// A facility and, on the line below, its city, state and country; a street before them stays unread.
fn below<'t>(reading: &mut Reading<'t>, facility: &'t str, place: &'t str) {
    let (facility, status) = status(facility);
    let mut parts = parts(place);
    parts.retain(|part| !is_postal(part));
    let country = parts.pop().unwrap_or_default();
    let state = if parts.len() > 1 { parts.pop_if(|part| STATE.term(part).is_some()) } else { None };
    let state = state.unwrap_or_default();
    let city = parts.pop().unwrap_or_default();
    let (facility, city, state, country) = (value(facility), value(city), value(state), value(country));
    reading.trial.locations.push(Location { facility, city, state, country, status });
}

fn location<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/locations/{}", reading.trial.locations.len());
    let Some(at) = reading.given(&place, at) else { return };
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
        return reading.issue("unparted", Some(&place), Some(at), message);
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

/// Facility, city, state and country, from the parts between commas; nothing where more than one reading is left.
fn address<'t>(parts: &[&'t str]) -> Option<[&'t str; 4]> {
    let plain: Vec<&'t str> = parts.iter().filter(|part| !is_postal(part)).copied().collect();
    match plain[..] {
        [facility, city, country] if STATE.term(city).is_none() => Some([facility, city, "", country]),
        [facility, city, state, country] => Some([facility, city, state, country]),
        _ => None,
    }
}
