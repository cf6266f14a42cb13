//! The EU Clinical Trials Register: a summary, an index, and below it the form of the application, one field a line or row.
//!
//! A trial has a record for each country. What the form gives for all of them (the number of subjects) is preferred to what
//! it gives for one; the status is the country's.

mod flags;
mod form;
mod products;

use flags::Flags;
use form::{Field, Says, fields};
use products::products;

use crate::grammar::line::{lines, stretch};
use crate::layout::slot::{Slot, first_line};
use crate::layout::{Head, Layout, Reading, Section, Stand, label, slot};
use crate::record::{Location, Outcome, Sponsor, Value};
use crate::text::{blank, folded, range_in, starts, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "euctr",
    doc: "EU Clinical Trials Register: a summary, then the form of the application, each field behind its code and label",
    signature: &[
        "Sponsor's Protocol Code Number",
        "National Competent Authority",
        "A. Protocol Information",
        "B. Sponsor Information",
        "D. IMP Identification",
        "E. General Information on the Trial",
        "F. Population of Trial Subjects",
    ],
    labels: &[
        label("EudraCT Number", slot::own(own_id)),
        label("Sponsor's Protocol Code Number", slot::SECONDARY_IDS),
        label("National Competent Authority", slot::own(authority)),
        label("Clinical Trial Type", slot::CHROME),
        label("Trial Status", slot::own(status)),
        // The index names the parts of the form, and each part has its name once more.
        label("Index", slot::HEADING),
        label("A. Protocol Information", slot::own(part)),
        label("B. Sponsor Information", slot::own(part)),
        label("D. IMP Identification", slot::own(part)),
        label("D.8 Information on Placebo", slot::own(part)),
        label("E. General Information on the Trial", slot::own(part)),
        label("F. Population of Trial Subjects", slot::own(part)),
        label("G. Investigator Networks to be involved in the Trial", slot::own(part)),
        label("P. End of Trial", slot::own(part)),
        label("Expand All Collapse All", slot::HEADING),
        label("A. Protocol Information", slot::own(part)),
        label("B. Sponsor Information", slot::own(part)),
        label("D. IMP Identification", slot::own(part)),
        label("D.8 Information on Placebo", slot::own(part)),
        label("E. General Information on the Trial", slot::own(part)),
        label("F. Population of Trial Subjects", slot::own(part)),
        label("G. Investigator Networks to be involved in the Trial", slot::own(part)),
        label("P. End of Trial", slot::own(part)),
    ],
    chrome: &[
        "Date on which this record was first entered in the EudraCT database…",
        "Trial results…",
        "Link:…",
        "MedDRA Classification",
        "The IMP is a:",
        "The IMP is a",
        "Expand All…",
        "For support, …",
        "The status and protocol content of GB trials…",
        "European Medicines Agency ©…",
        "EMA HMA",
        "Legal notice",
    ],
    // Search tips and numbers of trials.
    head: Head::Own(|reading, head| lines(head).for_each(|line| reading.boilerplate(line.whole))),
    registry: true,
    ..Layout::NEW
};

/// As many countries and issues are looked through: no page has more, and work stays linear.
const MOST: usize = 300;

/// The number of the trial, which the summary and the form have.
fn own_id<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::ID, |trial| &mut trial.registry_id);
}

/// `Spain - AEMPS`: the country and who decides there.
fn authority<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    let name = trimmed(at.split(" - ").next().unwrap_or_default());
    let known = reading
        .trial
        .locations
        .iter()
        .position(|known| known.country.as_ref().is_some_and(|country| country.value.eq_ignore_ascii_case(name)));
    reading.boilerplate(at);
    match known {
        Some(known) => reading.also.push((format!("/locations/{known}/country"), name)),
        None => country(reading, name),
    }
}

/// A country without sites.
fn country<'t>(reading: &mut Reading<'t>, name: &'t str) {
    if vocab::COUNTRY.term(name).is_some() {
        let field = format!("/locations/{}/country", reading.trial.locations.len());
        let country = reading.line(field, name);
        reading.trial.locations.push(Location { country, ..Location::default() });
    }
}

/// The status in the summary, which may be missing, and at the end of the form.
fn status<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let word = section.first();
    let below = ["Date on which this record", "Trial results"].iter().any(|line| starts(word, line));
    let said = reading.notes.iter().take(MOST).any(|note| note.code == "vocabulary" && note.at == Some(word));
    if said {
        reading.boilerplate(word);
    } else if !below && !word.is_empty() {
        (slot::SECOND_STATUS.read)(reading, &Section { body: word, ..*section });
    }
}

/// A part of the form.
fn part<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    // The row of a heading between bars is its own end.
    let below = match section.stand {
        Stand::Cell => &reading.text[range_in(reading.text, section.heading).end..],
        _ => section.body,
    };
    let fields = fields(below);
    for field in &fields {
        reading.label(field.heading);
    }
    let fields = in_one_language(reading, fields);
    let mut flags = Flags::default();
    for (n, field) in fields.iter().enumerate() {
        if !flags.take(reading, field) {
            read(reading, section, field, &fields[n + 1..]);
        }
    }
    flags.tell(reading);
    products(reading, &fields);
    enrollment(reading, &fields);
}

/// Copies in other languages are left out: English is preferred, and what names no language to a copy.
fn in_one_language<'t>(reading: &mut Reading<'t>, fields: Vec<Field<'t>>) -> Vec<Field<'t>> {
    let rank = |field: &Field<'_>| match field.copy {
        Some("en") => 0,
        None => 1,
        Some(_) => 2,
    };
    let mut best: Vec<(Says, u8)> = Vec::new();
    for field in fields.iter().filter(|field| field.copy.is_some()) {
        let ranks = fields.iter().filter(|other| other.says == field.says).map(rank);
        if !best.iter().any(|known| known.0 == field.says) {
            best.extend(ranks.min().map(|rank| (field.says, rank)));
        }
    }
    let (mut kept, mut seen) = (Vec::with_capacity(fields.len()), Vec::new());
    for field in fields {
        let other = best.iter().any(|known| known.0 == field.says && known.1 != rank(&field));
        // Of several other languages the first.
        let again = field.copy.is_some() && seen.contains(&field.says);
        if other || again {
            reading.boilerplate(field.value);
        } else {
            seen.extend(field.copy.map(|_| field.says));
            kept.push(field);
        }
    }
    kept
}

/// Reads a field that stands for itself.
fn read<'t>(reading: &mut Reading<'t>, section: &Section<'t>, field: &Field<'t>, next: &[Field<'t>]) {
    let value = field.value;
    let own = Section { heading: field.heading, body: value, ..*section };
    let slot = |reading: &mut Reading<'t>, slot: Slot| (slot.read)(reading, &own);
    match field.says {
        Says::Contact => reading.contact(value),
        Says::Country => authority(reading, &own),
        Says::Id => own_id(reading, &own),
        Says::OtherId => slot(reading, slot::SECONDARY_IDS),
        Says::NamedIds => named_ids(reading, &own),
        Says::Title => reading.trial.official_title = reading.line("/official_title", value),
        Says::LayTitle => reading.trial.brief_title = reading.line("/brief_title", value),
        Says::ShortTitle => short_title(reading, value),
        Says::Sponsor => sponsor(reading, value),
        Says::SponsorKind => sponsor_kind(reading, value),
        Says::Condition => conditions(reading, &own),
        Says::LayCondition if reading.trial.conditions.is_empty() => conditions(reading, &own),
        // The form has each list once; what stands there again stays unread.
        Says::Inclusion if reading.trial.eligibility.inclusion.is_empty() => {
            (slot::INCLUSION.read)(reading, &indented(reading.text, &own));
        }
        Says::Exclusion if reading.trial.eligibility.exclusion.is_empty() => {
            (slot::EXCLUSION.read)(reading, &indented(reading.text, &own));
        }
        Says::Primary => {
            let from = reading.trial.primary_outcomes.len();
            slot(reading, slot::PRIMARY_OUTCOMES);
            let mut outcomes = std::mem::take(&mut reading.trial.primary_outcomes);
            times(reading, "/primary_outcomes", &mut outcomes[from..], after(next, Says::PrimaryTime));
            reading.trial.primary_outcomes = outcomes;
        }
        Says::Secondary => {
            let from = reading.trial.secondary_outcomes.len();
            slot(reading, slot::SECONDARY_OUTCOMES);
            let mut outcomes = std::mem::take(&mut reading.trial.secondary_outcomes);
            times(reading, "/secondary_outcomes", &mut outcomes[from..], after(next, Says::SecondaryTime));
            reading.trial.secondary_outcomes = outcomes;
        }
        // Times are read with their outcomes.
        Says::Prose | Says::PrimaryTime | Says::SecondaryTime | Says::Inclusion | Says::Exclusion => {}
        Says::Regions => regions(reading, value),
        Says::AgeBand => age_band(reading, field),
        Says::Healthy => slot(reading, slot::VOLUNTEERS),
        Says::EndStatus => status(reading, &own),
        Says::EndDate => slot(reading, slot::COMPLETION_DATE),
        _ => reading.boilerplate(value),
    }
}

/// A list with the margin of its first line, which tells its level.
fn indented<'t>(text: &'t str, list: &Section<'t>) -> Section<'t> {
    let at = range_in(text, list.body);
    let line = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
    let margin = text[line..at.start].chars().all(blank);
    Section { body: if margin { &text[line..at.end] } else { list.body }, ..*list }
}

/// The value of the field below that says this.
fn after<'t>(next: &[Field<'t>], says: Says) -> Option<&'t str> {
    next.iter().take(1).find(|field| field.says == says).map(|field| field.value)
}

/// `Name: a network Number: 12`.
fn named_ids<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let number = line.text.split_once("Number:").map_or(line.text, |(_, number)| number);
        reading.boilerplate(&line.text[..line.text.len() - number.len()]);
        if starts(number, "Name:") {
            reading.boilerplate(line.text);
        } else {
            (slot::SECONDARY_IDS.read)(reading, &Section { body: number, ..*section });
        }
    }
}

/// A name or an abbreviated title: one word with a capital is an acronym.
fn short_title<'t>(reading: &mut Reading<'t>, value: &'t str) {
    const LONGEST: usize = 20;
    let word = value.len() <= LONGEST && !value.contains(char::is_whitespace);
    if word && value.contains(char::is_uppercase) {
        reading.trial.acronym = reading.line("/acronym", value);
    } else if reading.trial.brief_title.is_none() {
        reading.trial.brief_title = reading.line("/brief_title", value);
    } else {
        reading.boilerplate(value);
    }
}

/// The first sponsor leads.
fn sponsor<'t>(reading: &mut Reading<'t>, value: &'t str) {
    if reading.trial.lead_sponsor.name.is_none() {
        reading.trial.lead_sponsor.name = reading.line("/lead_sponsor/name", value);
    } else {
        let field = format!("/collaborators/{}/name", reading.trial.collaborators.len());
        let name = reading.line(field, value);
        reading.trial.collaborators.extend(name.map(|name| Sponsor { name: Some(name), class: None }));
    }
}

/// A commercial sponsor is a company; one that is not may be anything else.
fn sponsor_kind<'t>(reading: &mut Reading<'t>, value: &'t str) {
    let word = first_line(value);
    let class = word.eq_ignore_ascii_case("commercial").then(|| Value::new("INDUSTRY", word));
    reading.boilerplate(word);
    let sponsor = reading.trial.collaborators.last_mut().unwrap_or(&mut reading.trial.lead_sponsor);
    if sponsor.name.is_some() {
        sponsor.class = class;
    }
}

/// One a line, or a list on one line.
fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let rows: Vec<&'t str> = lines(section.body).map(|line| line.text).collect();
    if rows.len() < 2 {
        return (slot::CONDITIONS.read)(reading, section);
    }
    for row in rows {
        slot::condition(reading, row.trim_end_matches([';', ',', ' ']));
    }
}

/// The times of outcomes: of the only one, of each on a line of its own, or of all.
fn times<'t>(reading: &mut Reading<'t>, field: &str, outcomes: &mut [Outcome<'t>], time: Option<&'t str>) {
    let Some(time) = time.and_then(|time| reading.given(format_args!("{field}/0/time_frame"), time)) else { return };
    let rows: Vec<&'t str> = lines(time).map(|line| line.text).collect();
    match (&mut *outcomes, &rows[..]) {
        ([only], _) => set(only, time),
        (many, [one]) if !several(one) => many.iter_mut().for_each(|outcome| set(outcome, one)),
        (many, rows) if many.len() == rows.len() => {
            for (outcome, row) in many.iter_mut().zip(rows) {
                set(
                    outcome,
                    row.trim_start_matches(|first: char| first.is_ascii_digit()).trim_start_matches(['.', ')', ' ']),
                );
            }
        }
        _ => {
            let message = "nothing tells which time is of which outcome";
            reading.issue("unassigned", Some(field), Some(time), message);
        }
    }
}

fn set<'t>(outcome: &mut Outcome<'t>, time: &'t str) {
    if outcome.time_frame.is_none() {
        outcome.time_frame = Some(Value::new(folded(time), time));
    }
}

/// Whether a line holds the times of several outcomes.
fn several(line: &str) -> bool {
    line.contains(';') || line.contains("2.") || line.contains("2)")
}

/// The countries outside of the area where sites are planned.
fn regions<'t>(reading: &mut Reading<'t>, value: &'t str) {
    for line in lines(value) {
        reading.boilerplate(line.whole);
        line.text.split([',', ';', '|']).for_each(|name| country(reading, trimmed(name)));
    }
}

/// Bands of age are no bounds.
fn age_band<'t>(reading: &mut Reading<'t>, field: &Field<'t>) {
    reading.boilerplate(field.value);
    if is_yes(field) && !reading.notes.iter().take(MOST).any(|note| note.code == "age-bands") {
        let at = stretch(reading.text, field.heading, first_line(field.value));
        let message = "the page gives bands of age instead of bounds; they are not read as ages";
        reading.issue("age-bands", Some("/eligibility/minimum_age"), Some(at), message);
    }
}

/// Whether a flag is set.
fn is_yes(field: &Field<'_>) -> bool {
    first_line(field.value).eq_ignore_ascii_case("yes")
}

/// How many are planned in the whole trial; fewer places are the whole trial where the form names no others.
fn enrollment<'t>(reading: &mut Reading<'t>, fields: &[Field<'t>]) {
    let number = |says| {
        let field = fields.iter().find(|field| field.says == says)?;
        // Nobody is a number that was not filled in.
        Some(first_line(field.value)).filter(|number| !number.is_empty() && *number != "0")
    };
    let all = || form::fields(reading.text);
    let elsewhere = |says: &[Says]| all().iter().any(|field| says.contains(&field.says) && is_yes(field));
    let in_eea = || number(Says::InEea).filter(|_| !elsewhere(&[Says::Outside]));
    let in_state = || number(Says::InState).filter(|_| !elsewhere(&[Says::Outside, Says::States]));
    let whole = number(Says::InAll).or_else(in_eea).or_else(in_state);
    let Some(count) = whole.filter(|_| reading.trial.enrollment.count.is_none()) else { return };
    slot::enrollment(reading, count);
    let planned = fields.iter().find(|field| field.says == Says::Planned);
    let planned = planned.and_then(|field| Some(&field.heading[field.heading.find("Planned")?..][.."Planned".len()]));
    if reading.trial.enrollment.count.is_some() {
        reading.trial.enrollment.r#type = planned.map(|word| Value::new("ESTIMATED", word));
    }
}
