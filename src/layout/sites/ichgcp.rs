//! ICH GCP: the sponsor, or the investigator with degrees and institution, behind `updated by:`; sites in nested bullets;
//! outcomes as cells on lines of their own. Older pages follow the elements of the registry's XML and end in a glossary.

use crate::contact;
use crate::grammar::date;
use crate::grammar::line::{Line, lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, Slot, label, slot};
use crate::record::{Location, Maybe, Outcome, Value, identify};
use crate::segment::time_frame;
use crate::text::{starts, trimmed};
use crate::vocab;

/// The table of the site: newer pages, then older ones.
pub(super) static LAYOUT: Layout = Layout {
    id: "ichgcp",
    doc: "ICH GCP: `updated by:`, official title and summary without labels, nested sites; or the elements of the XML",
    labels: &[
        label("Study Overview", slot::HEADING),
        label("Status", slot::STATUS),
        label("Conditions", slot::CONDITION_LINES),
        label("Intervention / Treatment", slot::INTERVENTIONS),
        label("Detailed Description", slot::DESCRIPTION),
        label("Study Type", slot::STUDY_TYPE),
        label("Enrollment", slot::ENROLLMENT),
        label("Phase", slot::PHASES),
        label("Contacts and Locations", slot::HEADING),
        label("Study Contact", slot::CONTACT),
        label("Study Contact Backup", slot::CONTACT),
        label("Study Locations", Slot { name: "locations", read: locations }),
        label("Participation Criteria", slot::HEADING),
        label("Eligibility Criteria", slot::HEADING),
        label("Ages Eligible for Study", slot::AGES),
        label("Accepts Healthy Volunteers", slot::VOLUNTEERS),
        label("Genders Eligible for Study", slot::SEX),
        label("Sexes Eligible for Study", slot::SEX),
        label("Sampling Method", slot::CHROME),
        label("Study Population", slot::HEADING),
        label("Description", slot::CRITERIA),
        label("Study Plan", slot::HEADING),
        label("How is the study designed?", slot::HEADING),
        label("Design Details", slot::HEADING),
        label("Primary Purpose", slot::PRIMARY_PURPOSE),
        label("Allocation", slot::ALLOCATION),
        label("Interventional Model", slot::INTERVENTION_MODEL),
        label("Observational Models", slot::OBSERVATIONAL_MODEL),
        label("Masking", slot::MASKING),
        label("Time Perspectives", slot::TIME_PERSPECTIVE),
        label("Arms and Interventions", slot::TYPED_ARMS),
        label("What is the study measuring?", slot::HEADING),
        label("Primary Outcome Measures", Slot { name: "primary_outcomes", read: primary }),
        label("Secondary Outcome Measures", Slot { name: "secondary_outcomes", read: secondary }),
        label("Collaborators and Investigators", slot::HEADING),
        label("Sponsor", Slot { name: "lead_sponsor.name", read: sponsor }),
        label("Collaborators", slot::COLLABORATORS),
        label("Publications and helpful links", slot::CHROME),
        label("Study record dates", slot::HEADING),
        label("Study Major Dates", slot::HEADING),
        label("Study Start", slot::START_DATE),
        label("Primary Completion", slot::PRIMARY_COMPLETION_DATE),
        label("Study Completion", slot::COMPLETION_DATE),
        label("Study Registration Dates", slot::HEADING),
        label("First Submitted", slot::CHROME),
        label("First Submitted That Met QC Criteria", slot::CHROME),
        label("First Posted", slot::FIRST_POSTED_DATE),
        label("Study Record Updates", slot::HEADING),
        label("Last Update Posted", slot::LAST_UPDATE_POSTED_DATE),
        label("Last Update Submitted That Met QC Criteria", slot::CHROME),
        label("Last Verified", slot::CHROME),
        label("More Information", slot::HEADING),
        label("Terms related to this study", slot::HEADING),
        label("Keywords", slot::KEYWORD_LINES),
        label("Additional Relevant MeSH Terms", slot::CHROME),
        label("Other Study ID Numbers", slot::SECONDARY_IDS),
        label("Sponsors", slot::HEADING),
        label("Lead Sponsor", slot::SPONSOR),
        label("Source", slot::CHROME),
        label("Brief Summary", slot::SUMMARY),
        label("Detailed Description", slot::DESCRIPTION),
        label("Overall Status", slot::STATUS),
        label("Start Date", slot::START_DATE),
        label("Completion Date", slot::COMPLETION_DATE),
        label("Primary Completion Date", slot::PRIMARY_COMPLETION_DATE),
        // `N/A` stands for every element that a trial lacks.
        label("Phase", Slot { name: "phases", read: phases }),
        label("Study Type", slot::STUDY_TYPE),
        label("Enrollment", slot::ENROLLMENT),
        label("Condition", slot::CONDITION_LINES),
        label("Eligibility", slot::HEADING),
        label("Criteria", slot::CRITERIA),
        label("Gender", slot::SEX),
        label("Minimum Age", slot::MINIMUM_AGE),
        label("Maximum Age", slot::MAXIMUM_AGE),
        label("Healthy Volunteers", slot::VOLUNTEERS),
        label("Verification Date", slot::CHROME),
        label("Lastchanged Date", slot::CHROME),
        label("Firstreceived Date", slot::CHROME),
        label("Responsible Party", slot::HEADING),
        label("Name Title", slot::CHROME),
        label("Organization", slot::CHROME),
        label("Firstreceived Results Date", slot::CHROME),
        label("Firstreceived Results Disposition Date", slot::CHROME),
    ],
    // The elements of the registry's XML are other sites' words too.
    signature: &["Study Overview", "Intervention / Treatment", "Lastchanged Date", "Firstreceived Date"],
    chrome: &[
        "ICH GCP",
        "US Clinical Trials Registry",
        "This section provides…",
        "Researchers look for people…",
        "This is where you will find…",
    ],
    head: Head::Own(head),
    ..Layout::NEW
};

const CRUMB: &str = "Clinical Trial ";
const UPDATED: &str = " updated by: ";

/// Perhaps the way to the page with the trial's number; the title; who updated the record and when; the official title;
/// the summary.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let own: Vec<&'t str> = own_lines(&[], head).collect();
    let mut rest = &own[..];
    while let [line, after @ ..] = rest {
        let line = Line::of(line).text;
        match line.strip_prefix(CRUMB).filter(|id| identify(id).is_some()) {
            Some(id) => slot::registry_id(reading, id),
            None if LAYOUT.chrome.contains(&line) => {}
            None => break,
        }
        reading.boilerplate(line);
        rest = after;
    }
    let [title, after @ ..] = rest else { return };
    slot::title(reading, title);
    rest = after;
    if let [line, after @ ..] = rest
        && let Some((day, by)) = line.split_once(UPDATED)
        && date::date(day).is_some()
    {
        reading.label(&line[day.len()..line.len() - by.len()]);
        updater(reading, by);
        rest = after;
    }
    texts(reading, head, rest);
}

/// The official title, then the summary. A title is one sentence at most; a text of several is no title.
fn texts<'t>(reading: &mut Reading<'t>, head: &'t str, rows: &[&'t str]) {
    let Some((first, after)) = rows.split_first() else { return };
    let sentences = sentences(first);
    if sentences || after.is_empty() && first.ends_with('.') {
        reading.trial.brief_summary = reading.long("/brief_summary", stretch(head, first, rows[rows.len() - 1]));
        return;
    }
    reading.trial.official_title = reading.line("/official_title", first);
    if let (Some(first), Some(last)) = (after.first(), after.last()) {
        reading.trial.brief_summary = reading.long("/brief_summary", stretch(head, first, last));
    }
}

/// Whether a full stop inside a text ends a sentence; that of `U.S.` does not.
fn sentences(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| !text[..at].ends_with(char::is_uppercase))
}

/// The sponsor, where it is told from the investigator before it.
fn updater<'t>(reading: &mut Reading<'t>, by: &'t str) {
    if let Some(name) = institution(by) {
        reading.trial.lead_sponsor.name = reading.line("/lead_sponsor/name", name);
        reading.contact(&by[..by.len() - name.len()]);
    } else {
        let message = "where the name of a person ends and that of an institution begins is not told";
        reading.issue("unparted", Some("/lead_sponsor/name"), Some(by), message);
        let named = by.split(", ").next().is_some_and(contact::is_person);
        if named || contact::is_person(by) {
            reading.contact(by);
        }
    }
}

/// `University Hospital, Pontvallier`, `Acme, Inc.`: a name with commas; `Name, PhD, MPH, University`: what stands behind
/// the degrees; `Name, University`: the last part, where it alone is an institution.
fn institution(by: &str) -> Option<&str> {
    let parts: Vec<&str> = by.split(", ").collect();
    let degree = parts.iter().rposition(|part| vocab::DEGREE.term(part).is_some());
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    let companies = parts[1..].iter().all(|part| COMPANIES.contains(part));
    match degree {
        Some(at) => parts.get(at + 1).map(|part| stretch(by, part, last)),
        None if companies || contact::institution(first) => Some(by),
        None => Some(last).filter(|last| contact::institution(last) && parts.len() == 2),
    }
}

/// What companies put behind a comma.
const COMPANIES: &[&str] =
    &["Inc", "Inc.", "LLC", "L.L.C.", "Ltd", "Ltd.", "Limited", "S.A.", "S.p.A.", "GmbH", "AG", "Corp.", "L.P.", "LP"];

/// The sponsor under its own label; the head may have named it before.
fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let before = reading.trial.lead_sponsor.name.take();
    (slot::SPONSOR.read)(reading, section);
    let name = &mut reading.trial.lead_sponsor.name;
    match before {
        Some(before) if name.as_ref().is_some_and(|name| name.value == before.value) => {
            reading.also.push(("/lead_sponsor/name".to_owned(), before.at));
        }
        before => *name = name.take().or(before),
    }
}

fn phases<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    if at == "N/A" && reading.may_at("placeholder/null", at) {
        return reading.placeholder("/phases", at);
    }
    slot::phases(reading, section.body);
}

/// A country, perhaps a state, `City, State, Country, post code`, and below it a status and the site.
fn locations<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let rows: Vec<&'t str> = reading.places(section.body).into_iter().map(|line| line.text).collect();
    if slot::grouped_places(reading, &rows) {
        return;
    }
    let (mut country, mut city): (&str, Option<Location<'t>>) = ("", None);
    for (n, row) in rows.iter().enumerate() {
        let ahead = rows[n + 1..].iter().take(2);
        if ahead.clone().any(|next| address(next, row).is_some()) {
            country = row;
            reading.label(row);
        } else if rows.get(n + 1).is_some_and(|next| state(next, row, country)) {
            reading.label(row);
        } else if let Some(parts) = address(row, country) {
            let code = &row[crate::text::range_in(row, parts[parts.len() - 1]).end..];
            reading.boilerplate(code);
            city = Some(located(reading, &parts));
        } else if let Some(place) = &mut city {
            if place.status.is_none() && vocab::STATUS.term(row).is_some() {
                place.status = vocab::STATUS.term(row).map(|term| Value::new(term, row));
            } else if place.facility.is_none() {
                let at = format!("/locations/{}/facility", reading.trial.locations.len());
                place.facility = reading.line(&at, row);
                reading.trial.locations.push(place.clone());
            }
        }
    }
}

/// The parts of an address up to the country, which another line has named.
fn address<'t>(row: &'t str, country: &str) -> Option<Vec<&'t str>> {
    let parts: Vec<&'t str> = row.split(", ").collect();
    let at = parts.iter().rposition(|part| *part == country).filter(|at| (1..=2).contains(at))?;
    // Behind the country only a post code.
    (!country.is_empty() && parts.len() <= at + 2).then(|| parts[..=at].to_vec())
}

/// Whether a line is the state of the address below it.
fn state(next: &str, row: &str, country: &str) -> bool {
    address(next, country).is_some_and(|parts| parts.len() == 3 && parts[1] == row)
}

fn located<'t>(reading: &mut Reading<'t>, parts: &[&'t str]) -> Location<'t> {
    let place = format!("/locations/{}", reading.trial.locations.len());
    let mut part = |at: &'t str, key: &str| reading.line(format_args!("{place}/{key}"), at);
    let state = if parts.len() == 3 { part(parts[1], "state") } else { None };
    let (city, country) = (part(parts[0], "city"), part(parts[parts.len() - 1], "country"));
    Location { facility: None, city, state, country, status: None }
}

fn primary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.primary_outcomes = outcomes(reading, "/primary_outcomes", section.body);
}

fn secondary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.secondary_outcomes = outcomes(reading, "/secondary_outcomes", section.body);
}

const COLUMNS: &[&str] = &["Outcome Measure", "Measure Description", "Time Frame"];

/// The names of the columns, then cell after cell.
fn outcomes<'t>(reading: &mut Reading<'t>, field: &str, body: &'t str) -> Vec<Outcome<'t>> {
    let all: Vec<&'t str> = lines(body).map(|line| line.whole).collect();
    let width =
        all.iter().zip(COLUMNS.iter().filter(|name| all.iter().take(3).any(|cell| cell.eq_ignore_ascii_case(name))));
    let width = width.take_while(|(cell, name)| cell.eq_ignore_ascii_case(name)).count();
    let (header, cells) = all.split_at(width);
    for name in header {
        reading.label(name);
    }
    let time = |cell: &&&str| time_frame::stops(cell).contains(&cell.len());
    let whole = width > 1 && header[width - 1].eq_ignore_ascii_case(COLUMNS[2]) && cells.len().is_multiple_of(width);
    // A time in another column: a cell is missing before it.
    let shifted = whole && cells.chunks(width).any(|row| row[..width - 1].iter().any(|cell| time(&cell)));
    if !whole || shifted {
        if let (Some(first), Some(last)) = (cells.first(), cells.last()) {
            let message = format!("{} cells do not make rows of {width}", cells.len());
            reading.issue("unparted", Some(field), Some(stretch(body, first, last)), message);
        }
        return Vec::new();
    }
    let read = |row: &[&'t str]| {
        let cell = |reading: &mut Reading<'t>, name: &str| -> Maybe<'t> {
            let at = header.iter().position(|column| column.eq_ignore_ascii_case(name))?;
            // `Time Frame: 12 weeks` in the column of that name.
            let own =
                Some(row[at]).filter(|cell| starts(cell, name)).and_then(|cell| cell[name.len()..].strip_prefix(':'));
            let own = own.map_or(row[at], trimmed);
            reading.label(&row[at][..row[at].len() - own.len()]);
            reading.line(field, own)
        };
        Outcome {
            measure: cell(reading, COLUMNS[0]),
            description: cell(reading, COLUMNS[1]),
            time_frame: cell(reading, COLUMNS[2]),
        }
    };
    cells.chunks(width).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_institution_is_told_from_the_person_before_it() {
        assert_eq!(institution("Halvard & Storm Pharma AB"), Some("Halvard & Storm Pharma AB"));
        assert_eq!(
            institution("Mirela Onofrei, PhD, MPH, University of Castelmerlo"),
            Some("University of Castelmerlo")
        );
        assert_eq!(institution("University Hospital, Pontvallier"), Some("University Hospital, Pontvallier"));
        assert_eq!(institution("Orsova Biotherapeutics, Inc."), Some("Orsova Biotherapeutics, Inc."));
        assert_eq!(institution("Ana Ruiz, Hospital General"), Some("Hospital General"));
        assert_eq!(institution("Ana Ruiz, MD, Clinic of Light, Vallesanto"), Some("Clinic of Light, Vallesanto"));
        assert_eq!(institution("Ana Ruiz, Surgery Department, Hospital General"), None);
        assert_eq!(institution("Oda Brekke, Fjellvik"), None);
        assert_eq!(institution("Oda Brekke, MD"), None);
    }
}
