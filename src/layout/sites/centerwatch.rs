//! `CenterWatch`: older pages with bullets of labels and a table whose cells are fused; newer ones with lines of labels,
//! ages and sex on one line, and sites with their country glued to a status. Conditions are terms of the site.

use crate::grammar::line::lines;
use crate::layout::{Head, Layout, Reading, Section, Slot, label, slot};
use crate::record::{Age, Location, Value};
use crate::text::trimmed;
use crate::vocab;

/// The table of the site: older pages, then newer ones.
pub(super) static LAYOUT: Layout = Layout {
    id: "centerwatch",
    doc: "CenterWatch: bullets of labels and fused cells, or lines of labels with ages and sex on one line",
    labels: &[
        label("STATUS", slot::STATUS),
        label("End date", slot::COMPLETION_DATE),
        label("participants needed", slot::ENROLLMENT),
        label("sponsor", slot::SPONSOR),
        label("Summary", slot::SUMMARY),
        label("Description", slot::DESCRIPTION),
        label("Details", slot::HEADING),
        // Terms of the site, not the conditions of the registry.
        label("Condition", slot::CHROME),
        label("Treatment", Slot { name: "interventions", read: treatments }),
        label("Clinical Study Identifier", slot::ID),
        label("Sponsor", slot::CHROME),
        label("Last Modified on", slot::CHROME),
        label("Eligibility", slot::CRITERIA),
        label("Last updated", slot::CHROME),
        label("Sponsor", slot::SPONSOR),
        label("Overall Status", slot::STATUS),
        label("Phase", slot::PHASES),
        label("Condition", slot::CHROME),
        label("Treatment", Slot { name: "interventions", read: treatment_lines }),
        label("Clinical Study ID", Slot { name: "secondary_ids", read: identifiers }),
        label("Study Summary", slot::SUMMARY),
        label("Full Description", slot::DESCRIPTION),
        label("Eligibility Criteria", slot::CRITERIA),
        label("Study Design", slot::HEADING),
        label("Total Participants", slot::ENROLLMENT),
        label("Study Start date", slot::START_DATE),
        // Completed trials have it too: the word is the site's.
        label("Completion Date", slot::UNTYPED_COMPLETION_DATE),
        label("Connect with a study center", Slot { name: "locations", read: locations }),
        label("Not the study for you?", slot::CHROME),
    ],
    fused: true,
    chrome: &["Updated on…"],
    glued: &["Clinical Study ID"],
    head: Head::Lines(&[label("", slot::TITLE_AND_ACRONYM)]),
    ..Layout::NEW
};

/// Names on one line; where one has a comma it is not told from a list.
fn treatments<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    if at.contains(", ") {
        let message = "names with commas and a list between commas look alike here";
        return reading.issue("unparted", Some("/interventions"), Some(at), message);
    }
    treatment_lines(reading, section);
}

/// One name a line.
fn treatment_lines<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        slot::intervention(reading, line.text);
    }
}

const AGES: &str = "Ages ";

/// The registry's number, others below it, and a line of ages and sex.
fn identifiers<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        if let Some(rest) = line.text.strip_prefix(AGES) {
            reading.label(&line.text[..AGES.len() - 1]);
            ages(reading, rest);
        } else if reading.trial.registry_id.is_none() {
            slot::registry_id(reading, line.text);
        } else {
            (slot::SECONDARY_IDS.read)(reading, &Section { body: line.text, ..*section });
        }
    }
}

/// `18-60 All Genders`, `> 18 Female`, `18+ Male`: ages without a unit, then the sex.
fn ages<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let digits = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let over = at.strip_prefix("> ").unwrap_or(at);
    let (bounds, sex) = over.split_once(' ').unwrap_or((over, ""));
    let least = bounds.strip_suffix('+').unwrap_or(bounds);
    let (low, high) = least.split_once('-').unwrap_or((least, ""));
    let ranged = over.len() == at.len() && least.len() == bounds.len();
    if !digits(low) || ranged != digits(high) {
        let field = Some("/eligibility/minimum_age");
        return reading.issue("unreadable", field, Some(at), "no range of ages could be read here");
    }
    let age = |at: &'t str| Age { value: at.parse().ok().map(|number| Value::new(number, at)), unit: None };
    reading.trial.eligibility.minimum_age = age(low);
    if ranged {
        reading.trial.eligibility.maximum_age = age(high);
    }
    reading.trial.eligibility.sex = reading.term("/eligibility/sex", &vocab::SEX, sex);
}

/// The site, its city with state and post code, its country with the status glued to it.
fn locations<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let rows: Vec<&'t str> = reading.places(section.body).into_iter().map(|line| line.whole).collect();
    let mut from = 0;
    for (at, row) in rows.iter().enumerate() {
        let Some((country, word)) = glued(row).filter(|_| reading.may_at("glued-status/facility", row)) else {
            continue;
        };
        if let [facility, city] = rows[from..at] {
            location(reading, [facility, city, country], word);
            let why = "a status of the site stands at the end without a blank before it";
            let place = format!("/locations/{}", reading.trial.locations.len() - 1);
            reading.repaired("glued-status/facility", place, row, format!("{country} ¦ {word}"), (0.99, why));
        }
        from = at + 1;
    }
}

/// What the site glues to the country: a status, or that there is none.
fn glued(row: &str) -> Option<(&str, &str)> {
    const NONE: &str = "Site Not Available";
    ["Active - Recruiting", "Active - Not Recruiting", "Completed", "Terminated", "Withdrawn", "Suspended", NONE]
        .into_iter()
        .find_map(|word| row.strip_suffix(word).map(|country| (country, &row[country.len()..])))
        .filter(|(country, _)| country.ends_with(char::is_alphabetic))
}

fn location<'t>(reading: &mut Reading<'t>, [facility, city, country]: [&'t str; 3], word: &'t str) {
    let place = format!("/locations/{}", reading.trial.locations.len());
    let (city, rest) = city.split_once(',').unwrap_or((city, ""));
    // Words with digits at the end are the post code.
    let mut state = trimmed(rest);
    while let Some((before, last)) = state.rsplit_once(' ').or(Some(("", state)).filter(|(_, last)| !last.is_empty()))
        && last.bytes().any(|byte| byte.is_ascii_digit())
    {
        reading.boilerplate(last);
        state = before;
    }
    let status = vocab::STATUS.term(word).map(|term| Value::new(term, word));
    if status.is_none() {
        reading.boilerplate(word);
    }
    let mut part = |at: &'t str, key: &str| reading.line(format_args!("{place}/{key}"), at);
    let location = Location {
        facility: part(facility, "facility"),
        city: part(city, "city"),
        state: part(state, "state"),
        country: part(country, "country"),
        status,
    };
    reading.trial.locations.push(location);
}
