//! Biotech Hunter: one line of badges without a blank between them, the number of participants before its word, months
//! as their last day; an older crawl lost the title and most labels.

use crate::grammar::count;
use crate::grammar::line::{lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Padded, Reading, Section, Slot, label, slot};
use crate::record::{Intervention, Location, Sponsor, Value};
use crate::text::{paragraphs, range_in};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "biotechhunter",
    doc: "Biotech Hunter: fused badges, label lines and value lines, interventions below their types, sponsors by role",
    labels: &[
        label("Enrollment", slot::ENROLLMENT),
        label("Participants", slot::HEADING),
        label("Timeline", slot::HEADING),
        label("Start Date", slot::START_DATE),
        label("Primary Completion Date", slot::PRIMARY_COMPLETION_DATE),
        label("Study Completion Date", slot::COMPLETION_DATE),
        label("Conditions", slot::CONDITION_LINES),
        label("Interventions", Slot { name: "interventions", read: interventions }),
        label("Trial Locations", Slot { name: "locations", read: locations }),
        // Its value stands further below, under the role.
        label("Lead Sponsor", slot::HEADING),
        label("Collaborators", Slot { name: "collaborators", read: collaborators }),
        label("All Listed Sponsors", Slot { name: "lead_sponsor.name", read: sponsors }),
    ],
    head: Head::Own(head),
    only: &["Participants", "Start Date", "Primary Completion Date", "Study Completion Date"],
    padded: Some(Padded::Last),
    ..Layout::NEW
};

/// The title and the badges; where the labels are lost, the number of participants.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let own: Vec<&'t str> = own_lines(LAYOUT.chrome, head).collect();
    if let [number] = own[..]
        && reading.text[range_in(reading.text, head).end..].starts_with("Participants")
        && count::people(number).is_some_and(|people| people.at.len() == number.len())
    {
        return slot::enrollment(reading, number);
    }
    for (n, line) in own.into_iter().enumerate() {
        if n > 0 || slot::is_badge(line) {
            slot::badge(reading, line);
        } else {
            reading.trial.official_title = reading.line("/official_title", line);
        }
    }
}

/// `DRUG`, the name, the text: for each intervention. A text of several paragraphs stands in quotes.
fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let all: Vec<&'t str> = lines(section.body).map(|line| line.whole).collect();
    let starts: Vec<usize> = (0..all.len()).filter(|&at| kind(all[at]).is_some()).collect();
    let ends = starts.iter().skip(1).copied().chain([all.len()]);
    for (start, end) in starts.iter().zip(ends) {
        intervention(reading, &all[*start..end]);
    }
}

/// The type that a whole line in capitals names.
fn kind(line: &str) -> Option<&'static str> {
    vocab::INTERVENTION_TYPE.term(line).filter(|term| *term == line)
}

fn intervention<'t>(reading: &mut Reading<'t>, rows: &[&'t str]) {
    let [word, name, text @ ..] = rows else { return };
    let n = reading.trial.interventions.len();
    let r#type = kind(word).map(|term| Value::new(term, word));
    let Some(name) = reading.line(format_args!("/interventions/{n}/name"), name) else { return };
    let description = described(reading, text, n);
    let intervention = Intervention { r#type, name: Some(name), description, ..Intervention::default() };
    reading.trial.interventions.push(intervention);
}

/// One line, or the lines between two quotes; of others it is not told whose text they are.
fn described<'t>(reading: &mut Reading<'t>, rows: &[&'t str], n: usize) -> Option<Value<'t>> {
    let (first, last) = (*rows.first()?, *rows.last()?);
    let field = format!("/interventions/{n}/description");
    let at = stretch(reading.text, first, last);
    let quoted = at.len() > 1 && at.starts_with('"') && at.ends_with('"');
    if quoted {
        let at = &at[1..at.len() - 1];
        return Some(Value::new(paragraphs(at), at));
    }
    if rows.len() == 1 {
        return reading.line(&field, first);
    }
    let message = format!("{} lines without quotes below one name", rows.len());
    reading.issue("unparted", Some(&field), Some(at), message);
    None
}

/// A post code, a status, and the site with its city behind the last comma.
fn locations<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut status = None;
    for line in reading.places(section.body) {
        if let Some(term) = vocab::STATUS.term(line.text) {
            status = Some(Value::new(term, line.text));
        } else if slot::is_post_code(line.text) {
            reading.boilerplate(line.whole);
        } else if let Some((facility, city)) = line.text.rsplit_once(", ") {
            let place = format!("/locations/{}", reading.trial.locations.len());
            let facility = reading.line(format_args!("{place}/facility"), facility);
            let city = reading.line(format_args!("{place}/city"), city);
            let location = Location { facility, city, status: status.take(), ..Location::default() };
            reading.trial.locations.push(location);
        } else {
            status = None;
            let message = "whether this is a site or a city is not told";
            reading.issue("unparted", Some("/locations"), Some(line.whole), message);
        }
    }
}

/// `Collaborators (2)`, then as many names with their classes; what else stands below has lost its role.
fn collaborators<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let number = section.heading.rsplit_once('(').and_then(|(_, number)| number.trim_end_matches(')').parse().ok());
    let all: Vec<&'t str> = lines(section.body).map(|line| line.whole).collect();
    for pair in all.chunks_exact(2).take(number.unwrap_or(0)) {
        let Some(sponsor) = sponsor(reading, "/collaborators", pair[0], pair[1]) else { return };
        reading.trial.collaborators.push(sponsor);
    }
}

/// A name and a class of organization.
fn sponsor<'t>(reading: &mut Reading<'t>, field: &str, name: &'t str, class: &'t str) -> Option<Sponsor<'t>> {
    let term = vocab::SPONSOR_CLASS.term(class)?;
    let name = reading.line(field, name);
    Some(Sponsor { name, class: Some(Value::new(term, class)) })
}

/// `lead`, a name, its class; `collaborator`, a name, its class.
fn sponsors<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let all: Vec<&'t str> = lines(section.body).map(|line| line.whole).collect();
    let mut rest = &all[..];
    while let [role, name, class, after @ ..] = rest {
        let lead = *role == "lead";
        if !lead && *role != "collaborator" {
            return;
        }
        let field = if lead { "/lead_sponsor/name" } else { "/collaborators" };
        let Some(sponsor) = sponsor(reading, field, name, class) else { return };
        reading.label(role);
        rest = after;
        if lead {
            reading.trial.lead_sponsor = sponsor;
        } else {
            collaborator(reading, sponsor);
        }
    }
}

/// A collaborator, who may have been named above.
fn collaborator<'t>(reading: &mut Reading<'t>, sponsor: Sponsor<'t>) {
    let known =
        |each: &Sponsor<'t>| each.name.as_ref().map(|name| &name.value) == sponsor.name.as_ref().map(|it| &it.value);
    let Some(at) = reading.trial.collaborators.iter().take(MOST).position(known) else {
        return reading.trial.collaborators.push(sponsor);
    };
    let places = [("name", sponsor.name.map(|name| name.at)), ("class", sponsor.class.map(|class| class.at))];
    for (key, slice) in places {
        reading.also.extend(slice.map(|slice| (format!("/collaborators/{at}/{key}"), slice)));
    }
}

/// How many collaborators are looked through for one that comes again.
const MOST: usize = 64;
