//! CTRI: a label and behind a gap its value, or the label on a row of its own. Rows of tables inside of fields have gaps or
//! bars between their cells, and cells may go on for lines.

use crate::grammar::line::{lines, parts_cells, stretch, unbarred};
use crate::layout::{Label, Layout, Reading, Section, Slot, label, slot};
use crate::record::{Intervention, Location, Outcome, Sponsor, Value};
use crate::text::{blank, range_in, trimmed};
use crate::vocab;

/// A slot that passes by the mark between a label and a value that was changed.
macro_rules! value {
    ($slot:expr) => {
        $slot.by(|reading, section| {
            let section = changed(reading, section);
            ($slot.read)(reading, &section);
        })
    };
}

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "ctri",
    doc: "CTRI: labels with their values behind gaps, tables with gaps or bars between their cells; days first",
    signature: &[
        "CTRI Number",
        "Public Title of Study",
        "Scientific Title of Study",
        "Recruitment Status of Trial (India)",
    ],
    labels: LABELS,
    chrome: &["FULL DETAILS (Read-only)…", "PDF of Trial", "Close", "Scientific Query", "Public Query"],
    spaced: true,
    day_first: true,
    registry: true,
    ..Layout::NEW
};

const LABELS: &[Label] = &[
    // The day of registration stands behind the number.
    label("CTRI Number", slot::own(number)),
    dated("Last Modified On", slot::LAST_UPDATE_POSTED_DATE),
    label("Post Graduate Thesis", slot::CHROME),
    label("Type of Trial", value!(slot::STUDY_TYPE)),
    label("Type of Study", slot::CHROME),
    label("Study Design", value!(slot::NAMED_DESIGN)),
    label("Public Title of Study", value!(slot::TITLE)),
    label("Scientific Title of Study", value!(slot::OFFICIAL_TITLE)),
    label("Trial Acronym", value!(slot::ACRONYM)),
    label("Secondary IDs if Any", slot::own(other_ids)),
    label("Details of Contact Person", slot::CONTACT),
    label("Details of Contact Person (Scientific Query)", slot::CONTACT),
    label("Details of Contact Person", slot::CONTACT),
    label("Details of Contact Person (Public Query)", slot::CONTACT),
    label("Source of Monetary or Material Support", slot::CHROME),
    label("Primary Sponsor", slot::own(sponsor)),
    label("Details of Secondary Sponsor", slot::own(collaborators)),
    label("Countries of Recruitment", slot::own(countries)),
    label("Sites of Study", slot::own(sites)),
    label("Details of Ethics Committee", slot::CHROME),
    label("Regulatory Clearance Status from DCGI", slot::CHROME),
    label("Health Condition / Problems Studied", slot::own(conditions)),
    label("Intervention / Comparator Agent", slot::own(interventions)),
    label("Inclusion Criteria", slot::own(inclusion)),
    label("ExclusionCriteria", slot::own(exclusion)),
    label("Exclusion Criteria", slot::own(exclusion)),
    label("Method of Generating Random Sequence", slot::CHROME),
    label("Method of Concealment", slot::CHROME),
    label("Blinding/Masking", slot::own(masking)),
    label("Primary Outcome", slot::own(primary)),
    label("Secondary Outcome", slot::own(secondary)),
    label("Target Sample Size", slot::own(people)),
    label("Phase of Trial", value!(slot::PHASES)),
    dated("Date of First Enrollment (India)", slot::START_DATE),
    dated("Date of Study Completion (India)", slot::COMPLETION_DATE),
    dated("Date of First Enrollment (Global)", slot::START_DATE.by(first_anywhere)),
    dated("Date of Study Completion (Global)", slot::COMPLETION_DATE.by(last_anywhere)),
    // `Estimated` before it is read as a word beside the label.
    label("Duration of Trial", slot::CHROME),
    label("Recruitment Status of Trial (Global)", slot::own(status)),
    label("Recruitment Status of Trial (India)", slot::own(status)),
    label("Publication Details", slot::CHROME),
    label("Individual Participant Data (IPD) Sharing Statement", slot::CHROME),
    label("Brief Summary", slot::SUMMARY),
];

/// A date that may be missing.
const fn dated(text: &'static str, slot: Slot) -> Label {
    const NONE: &[&str] = &["Date Missing", "No Date Specified", "Applicable only for Completed/Terminated trials"];
    Label { null: NONE, ..label(text, slot) }
}

/// The mark between a label and a value that was changed.
const CHANGED: &str = "Modification(s)";

/// A section without the mark that its value was changed.
fn changed<'t>(reading: &mut Reading<'t>, section: &Section<'t>) -> Section<'t> {
    let body = section.body.trim_start_matches(parts_cells);
    let Some(rest) = body.strip_prefix(CHANGED) else { return *section };
    reading.boilerplate(&body[..CHANGED.len()]);
    Section { body: rest.trim_start_matches(parts_cells), ..*section }
}

/// The lines of a table inside of a field, without bars around them.
fn rows(body: &str) -> impl Iterator<Item = &str> {
    lines(body).map(|line| unbarred(line.whole)).filter(|row| !row.is_empty() && row.contains(char::is_alphanumeric))
}

/// The cells of a row: between bars or gaps.
fn cells(row: &str) -> Vec<&str> {
    let cells: Vec<&str> = if row.contains('|') { row.split(" |").collect() } else { row.split("  ").collect() };
    let all = cells.into_iter().map(unbarred);
    all.filter(|cell| !cell.is_empty()).collect()
}

/// What stands behind a key that begins a row.
fn behind<'t>(row: &'t str, key: &str) -> Option<&'t str> {
    let rest = row.strip_prefix(key)?;
    (rest.is_empty() || rest.starts_with(parts_cells)).then(|| rest.trim_start_matches(parts_cells))
}

fn is_nil(words: &str) -> bool {
    words.split(parts_cells).all(|word| word.is_empty() || word.eq_ignore_ascii_case("nil"))
}

/// `CTRI/2019/11/999014 [Registered on: 11/11/2019] Trial Registered Prospectively`.
fn number<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    let id = &at[..at.find(|letter| blank(letter) || letter == '[').unwrap_or(at.len())];
    (slot::ID.read)(reading, &Section { body: id, ..*section });
    reading.boilerplate(trimmed(&section.body[section.end_of(id)..]));
}

/// `NCT99000123  ClinicalTrials.gov`: the number and who gave it; then the people of the trial.
fn other_ids<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const PEOPLE: &str = "Details of Principal Investigator";
    let people = section.body.find(PEOPLE).unwrap_or(section.body.len());
    let (ids, people) = section.body.split_at(people);
    reading.contact(people);
    for row in rows(ids) {
        if is_nil(row) || behind(row, "Secondary ID").is_some() {
            reading.boilerplate(row);
            continue;
        }
        let cells = cells(row);
        let Some(id) = cells.first() else { continue };
        (slot::SECONDARY_IDS.read)(reading, &Section { body: id, ..*section });
        cells[1..].iter().for_each(|kind| reading.boilerplate(kind));
    }
}

/// A name, an address of several lines and a kind.
fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = changed(reading, section);
    for row in rows(section.body) {
        match behind(row, "Name") {
            Some(name) => {
                reading.label(&row[..4]);
                (slot::SPONSOR.read)(reading, &Section { body: name, ..section });
            }
            None => reading.boilerplate(row),
        }
    }
}

/// `Name  Address`: one a row; addresses may go on for lines.
fn collaborators<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut begun = false;
    for row in rows(section.body) {
        let cells = cells(row);
        let is_head = row.starts_with("Name") && row.ends_with("Address");
        reading.boilerplate(row);
        if is_head || is_nil(row) || cells.len() < 2 && begun {
            continue;
        }
        begun = true;
        if let Some(name) = cells.first().and_then(|name| reading.line("/collaborators", name)) {
            reading.trial.collaborators.push(Sponsor { name: Some(name), class: None });
        }
    }
}

/// Countries, a line each or between commas.
fn countries<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = changed(reading, section);
    for part in rows(section.body).flat_map(|row| row.split(',')).map(trimmed) {
        (slot::COUNTRIES.read)(reading, &Section { body: part, ..section });
    }
}

/// `Person  Site  Address  Telephone`: the address goes on for lines, of which the last two are the city and the state in
/// capitals. Where people are recruited in one country, the sites are there.
fn sites<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let country = match &reading.trial.locations[..] {
        [only] if only.facility.is_none() => only.country.as_ref().map(|country| (country.value.clone(), country.at)),
        _ => None,
    };
    let mut before = "";
    let mut found: Vec<Location<'t>> = Vec::new();
    for row in rows(section.body) {
        let cells = cells(row);
        let state = cells.first().copied().filter(|cell| is_state(cell));
        if row.starts_with("No of Sites") || row.starts_with("Name of Principal") || row.starts_with("Investigator") {
            reading.boilerplate(row);
        } else if let (Some(state), Some(location)) = (state, found.last_mut())
            && location.state.is_none()
        {
            let at = reading.trial.locations.len();
            location.state = reading.line(format_args!("/locations/{at}/state"), state);
            if !before.contains(|letter: char| letter.is_ascii_digit() || letter == ',') {
                location.city = reading.line(format_args!("/locations/{at}/city"), before);
            }
            reading.contact(row);
        } else if let [_, site, _, ..] = cells[..] {
            reading.contact(row);
            let facility = reading.line("/locations/facility", site);
            let country = country.as_ref().map(|(name, at)| Value::new(name.clone(), at));
            found.push(Location { facility, country, ..Location::default() });
            before = "";
            continue;
        } else {
            reading.contact(row);
        }
        before = cells.first().copied().unwrap_or_default();
    }
    if found.iter().any(|site| site.facility.is_some()) && country.is_some() {
        reading.trial.locations.clear();
    }
    reading.trial.locations.extend(found);
}

fn is_state(cell: &str) -> bool {
    cell.len() > 2 && cell.chars().all(|letter| letter.is_ascii_uppercase() || matches!(letter, ' ' | '&'))
}

/// `Patients  (1) ICD-10 Condition: L29||Pruritus, (2) ICD-10 Condition: …`, or words alone.
fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const CODE: &str = "ICD-10 Condition:";
    const HEALTHY: &str = "Healthy Human Volunteers";
    for row in rows(changed(reading, section).body) {
        if row.starts_with("Health Type") || is_nil(row) {
            reading.boilerplate(row);
            continue;
        }
        let kind = ["Patients", HEALTHY, "Healthy Volunteers"].into_iter().find(|kind| behind(row, kind).is_some());
        let (kind, row) = row.split_at(kind.map_or(0, str::len));
        if kind.starts_with("Healthy") {
            reading.trial.eligibility.healthy_volunteers = Some(Value::new(true, kind));
        }
        reading.boilerplate(kind);
        reading.boilerplate(trimmed(row));
        for part in row.split(CODE) {
            let words = part.split_once("||").map_or(part, |(_, words)| words);
            let words = unbarred(words);
            let number = words.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
            let words =
                number.filter(|(_, n)| n.bytes().all(|byte| byte.is_ascii_digit())).map_or(words, |(words, _)| words);
            let words = words.trim_matches(|letter| blank(letter) || letter == ',');
            if !words.is_empty() && !is_nil(words) {
                slot::condition(reading, words);
            }
        }
    }
}

/// `Intervention  Name  Details`, a row each; details may go on for lines.
fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = changed(reading, section);
    let mut all: Vec<(&'t str, &'t str)> = Vec::new();
    for row in rows(section.body) {
        let kind = ["Intervention", "Comparator Agent"].into_iter().find(|kind| behind(row, kind).is_some());
        if row.starts_with("Type") && row.ends_with("Details") {
            reading.boilerplate(row);
        } else if let Some(rest) = kind.and_then(|kind| behind(row, kind)) {
            reading.boilerplate(&row[..row.len() - rest.len()]);
            let name = cells(rest).first().copied().unwrap_or(&rest[..0]);
            let details = rest.get(range_in(rest, name).end..).unwrap_or_default();
            all.push((name, unbarred(details)));
        } else if let Some((_, details)) = all.last_mut() {
            *details = if details.is_empty() { row } else { stretch(section.body, details, row) };
        }
    }
    for (name, details) in all.into_iter().filter(|(name, _)| !name.is_empty()) {
        if is_nil(name) {
            reading.boilerplate(name);
            reading.boilerplate(details);
            continue;
        }
        let field = format!("/interventions/{}", reading.trial.interventions.len());
        let name = reading.line(format_args!("{field}/name"), name);
        let description =
            if is_nil(details) { None } else { reading.long(format_args!("{field}/description"), details) };
        reading.boilerplate(details);
        reading.trial.interventions.push(Intervention { name, description, ..Intervention::default() });
    }
}

/// Ages, sex and the criteria.
fn inclusion<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = changed(reading, section);
    for row in rows(section.body) {
        let keys = [("Age From", slot::MINIMUM_AGE), ("Age To", slot::MAXIMUM_AGE), ("Gender", slot::SEX)];
        if let Some((key, slot)) = keys.into_iter().find(|(key, _)| behind(row, key).is_some()) {
            reading.label(&row[..key.len()]);
            (slot.read)(reading, &Section { body: behind(row, key).unwrap_or_default(), ..section });
        } else if row.starts_with("Details") {
            break;
        }
    }
    criteria(reading, &section, slot::INCLUSION);
}

fn exclusion<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = changed(reading, section);
    criteria(reading, &section, slot::EXCLUSION);
}

/// The criteria stand behind a key; a bar may end them.
fn criteria<'t>(reading: &mut Reading<'t>, section: &Section<'t>, slot: Slot) {
    let start = rows(section.body).find(|row| behind(row, "Details").is_some());
    let Some(start) = start.map(|row| range_in(section.body, row).start) else { return };
    let heading = &section.body[start..start + "Details".len()];
    reading.label(heading);
    let body = unbarred(&section.body[start + heading.len()..]);
    if is_nil(body) {
        reading.boilerplate(body);
    } else {
        (slot.read)(reading, &Section { heading, body, ..*section });
    }
}

/// `Participant and Investigator Blinded` names who is; how many of them that makes the page does not say.
fn masking<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = changed(reading, section);
    let at = section.first();
    let who = at.strip_suffix(" Blinded").filter(|_| vocab::MASKING.term(at).is_none());
    let Some(who) = who else {
        if at.eq_ignore_ascii_case("not applicable") && reading.may_at("placeholder/null", at) {
            return reading.placeholder("/design/masking", at);
        }
        return (slot::MASKING.read)(reading, &section);
    };
    reading.boilerplate(at);
    for party in who.split(", ").flat_map(|part| part.split(" and ")).map(trimmed) {
        let term = vocab::WHO_MASKED.term(party).map(|term| Value::new(term, party));
        reading.trial.design.who_masked.extend(term);
    }
}

fn primary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let outcomes = outcomes(reading, section, "primary_outcomes");
    reading.trial.primary_outcomes.extend(outcomes);
}

fn secondary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let outcomes = outcomes(reading, section, "secondary_outcomes");
    reading.trial.secondary_outcomes.extend(outcomes);
}

/// `Measure  Time`, a row each. A row whose last cell comes lines below its first goes on until then.
fn outcomes<'t>(reading: &mut Reading<'t>, section: &Section<'t>, list: &str) -> Vec<Outcome<'t>> {
    let section = changed(reading, section);
    let mut outcomes = Vec::new();
    for row in rows(section.body) {
        if row.starts_with("Outcome") && row.ends_with("TimePoints") || is_nil(row) {
            reading.boilerplate(row);
            continue;
        }
        let field = format!("/{list}/{}", outcomes.len());
        let (measure, time) = match cells(row)[..] {
            [measure, .., time] => (stretch(row, row, measure), Some(time)),
            _ => (row, None),
        };
        let measure = reading.line(format_args!("{field}/measure"), measure);
        let time_frame =
            time.filter(|time| !is_nil(time)).and_then(|time| reading.line(format_args!("{field}/time_frame"), time));
        reading.boilerplate(row);
        if measure.is_some() {
            outcomes.push(Outcome { measure, time_frame, description: None });
        }
    }
    outcomes
}

/// `Total Sample Size="100"`, and how many took part in the end.
fn people<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in rows(section.body) {
        reading.boilerplate(row);
        let Some((key, value)) = row.split_once('=') else { continue };
        let number = value.trim_matches(|letter| blank(letter) || letter == '"');
        let actual = key.starts_with("Final Enrollment numbers achieved (Total)");
        if let Some(count) = number.parse().ok().filter(|_| actual || key.starts_with("Total Sample Size")) {
            let kind = if actual { Some(Value::new("ACTUAL", trimmed(key))) } else { None };
            reading.trial.enrollment.count = Some(Value::new(count, number));
            reading.trial.enrollment.r#type = kind;
        }
    }
}

/// The day for all countries, before the day for India.
fn first_anywhere<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let known = reading.trial.start_date.date.as_ref().map(|known| known.at);
    (slot::START_DATE.read)(reading, section);
    passed(reading, known);
}

fn last_anywhere<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let known = reading.trial.completion_date.date.as_ref().map(|known| known.at);
    (slot::COMPLETION_DATE.read)(reading, section);
    passed(reading, known);
}

fn passed<'t>(reading: &mut Reading<'t>, known: Option<&'t str>) {
    if let Some(known) = known {
        reading.boilerplate(known);
    }
}

/// The status in all countries; the one in India where there is no other.
fn status<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = changed(reading, section);
    let at = section.first();
    if at.eq_ignore_ascii_case("not applicable") && reading.may_at("placeholder/null", at) {
        return reading.placeholder("/overall_status", at);
    }
    if reading.trial.overall_status.is_some() {
        return reading.boilerplate(at);
    }
    // `Other (Terminated)`.
    let inside = at.strip_prefix("Other (").and_then(|rest| rest.strip_suffix(')'));
    if let Some(word) = inside {
        reading.boilerplate(at);
        return (slot::STATUS.read)(reading, &Section { body: word, ..section });
    }
    (slot::STATUS.read)(reading, &section);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_between_gaps_or_bars() {
        assert_eq!(cells("Lamp oil  A spoonful, twice"), ["Lamp oil", "A spoonful, twice"]);
        assert_eq!(
            cells("Patients | (1) ICD-10 Condition: G470||Insomnia,"),
            ["Patients", "(1) ICD-10 Condition: G470||Insomnia,"]
        );
        assert_eq!(cells("Nights without scratching"), ["Nights without scratching"]);
    }

    #[test]
    fn a_key_ends_where_its_word_does() {
        assert_eq!(behind("Name | A clinic", "Name"), Some("A clinic"));
        assert_eq!(behind("Named by nobody", "Name"), None);
        assert!(is_nil("NIL  NIL") && is_nil("| nil | NIL |") && !is_nil("NIL known"));
    }

    #[test]
    fn states_stand_in_capitals() {
        assert!(is_state("WEST BENGAL") && is_state("JAMMU & KASHMIR"));
        assert!(!is_state("Ghatpur") && !is_state("4") && !is_state("MH 400001"));
    }
}
