//! Where a study runs: a line each, of a facility, perhaps with its city, state and country.

use super::super::Reading;
use crate::contact;
use crate::record::{Location, Maybe, Value};
use crate::text::{folded, trimmed};
use crate::vocab::{COUNTRY, STATE, STATUS};

/// A facility a line, or several between semicolons.
pub(super) fn locations<'t>(reading: &mut Reading<'t>, body: &'t str) {
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

fn location<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format!("/locations/{}", reading.trial.locations.len());
    let Some(at) = reading.given(&place, at) else { return };
    let (at, status) = status(at);
    let parts: Vec<&'t str> = at.split(',').map(trimmed).filter(|part| !part.is_empty()).collect();
    let at_home = parts.last().is_some_and(|last| COUNTRY.term(last).is_some());
    if !at_home {
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

/// Facility, city, state and country, from the parts between commas; nothing where more than one reading is left.
fn address<'t>(parts: &[&'t str]) -> Option<[&'t str; 4]> {
    let postal = |part: &&&str| part.contains(|letter: char| letter.is_ascii_digit()) && part.len() <= 10;
    let plain: Vec<&'t str> = parts.iter().filter(|part| !postal(part)).copied().collect();
    match plain[..] {
        [facility, city, country] if STATE.term(city).is_none() => Some([facility, city, "", country]),
        [facility, city, state, country] => Some([facility, city, state, country]),
        _ => None,
    }
}
