//! MedPath, in the *dash* rendering (labels and values behind dashes, tables on one line) and the *plain* one
//! (bullets, table cells fused).
//!
//! Its own: badges under the title, fused conditions and interventions, criteria without headings behind the
//! recruitment target, flattened arm tables, and records of other registries whose text the site damaged.

use crate::grammar::criteria::Side;
use crate::grammar::line::{Line, Mark, lines, raw_lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::slot::{self, criteria, first_line, table_body};
use crate::layout::{Head, Layout, Reading, Section, label};
use crate::record::{ArmGroup, Location, Value};
use crate::segment::Cells;
use crate::segment::arm_rows::{self, Arm};
use crate::segment::fused_list::{self, PageTerms};
use crate::text::{folded, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "medpath",
    doc: "MedPath: dashed labels and values, or plain lines with bullets and fused table cells",
    labels: &[
        label("Conditions", slot::own(conditions)),
        label("Interventions", slot::own(interventions)),
        label("Registration Number", slot::ID),
        label("Lead Sponsor", slot::SPONSOR),
        label("Brief Summary", slot::SUMMARY),
        label("Detailed Description", slot::DESCRIPTION),
        label("Recruitment & Eligibility", slot::HEADING),
        label("Status", slot::STATUS),
        label("Sex", slot::SEX),
        label("Target Recruitment", slot::own(recruitment)),
        label("Inclusion Criteria", slot::INCLUSION),
        label("Exclusion Criteria", slot::EXCLUSION),
        label("Study & Design", slot::HEADING),
        label("Study Type", slot::own(study_type)),
        label("Study Design", slot::own(study_design)),
        label("Arm && Interventions", slot::own(arms)),
        label("Primary Outcome Measures", slot::PRIMARY_OUTCOME_ROWS),
        label("Secondary Outcome Measures", slot::SECONDARY_OUTCOME_ROWS),
        label("Trial Locations", slot::own(locations)),
    ],
    chrome: &["MedPath", "© Copyright…"],
    head: Head::Own(head),
    last: Some("Study Type"),
    ..Layout::NEW
};

/// Title, then badges: phase and status, each on a line of its own.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let mut lines = own_lines(LAYOUT.chrome, head);
    let Some(title) = lines.next() else { return };
    reading.trial.brief_title = reading.line("/brief_title", title);
    for badge in lines {
        if vocab::phases(badge).is_some() {
            slot::phases(reading, badge);
        } else if vocab::STATUS.term(badge).is_some() {
            // The field below says the same with more care; the badge is its second place.
            reading.also.push(("/overall_status".to_owned(), badge));
        }
    }
}

/// The keys that European and Indian records fuse to a condition.
const MEDDRA: &str = "MedDRA version:";
const HEALTH_CONDITION: &str = "Health Condition ";

fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let lines: Vec<Line<'t>> = lines(section.body).collect();
    let fused = matches!(&lines[..], [only] if reading.dashed || only.mark == Mark::Dash);
    for line in lines {
        let text = without_meddra(reading, line.text);
        if text.starts_with(HEALTH_CONDITION) && reading.may_at("fused/keys", text) {
            health_conditions(reading, text);
        } else if fused {
            fused_conditions(reading, text);
        } else {
            slot::condition(reading, text);
        }
    }
}

fn fused_conditions<'t>(reading: &mut Reading<'t>, text: &'t str) {
    let elsewhere = [reading.head, &reading.text[section_end(reading, text)..]];
    let units = elsewhere.iter().map(|text| text.len()).sum::<usize>() + text.len();
    let pieces = if reading.may_at("fused/list", text) && reading.affords(text, units) {
        fused_list::conditions(text, &PageTerms::new(&elsewhere))
    } else {
        return slot::condition(reading, text);
    };
    if pieces.len() > 1 {
        let sure = fused_list::confidence(&pieces);
        let after = pieces.iter().map(|piece| piece.text).collect::<Vec<_>>().join(" ¦ ");
        let why = "capital letters inside the value where one term ends and another begins";
        reading.repaired("fused/list", "/conditions", text, after, (sure, why));
    }
    for piece in pieces {
        slot::condition(reading, piece.text);
    }
}

fn section_end(reading: &Reading<'_>, part: &str) -> usize {
    crate::text::range_in(reading.text, part).end
}

/// `…MedDRA version: 21.1Level: LLTClassification code …`: the condition before it.
fn without_meddra<'t>(reading: &mut Reading<'t>, text: &'t str) -> &'t str {
    let Some(at) = text.find(MEDDRA).filter(|_| reading.may_at("fused/keys", text)) else { return text };
    let (condition, keys) = (trimmed(&text[..at]), &text[at..]);
    reading.boilerplate(keys);
    let why = "the keys of a medical dictionary begin here";
    reading.repaired("fused/keys", "/conditions", text, condition, (0.99, why));
    condition
}

/// `Health Condition 1: G479- Sleep disorderHealth Condition 2: …`: code and name of each.
fn health_conditions<'t>(reading: &mut Reading<'t>, text: &'t str) {
    let starts: Vec<usize> = memchr::memmem::find_iter(text.as_bytes(), HEALTH_CONDITION).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut names = Vec::new();
    for (start, end) in starts.iter().zip(ends) {
        let part = &text[*start..end];
        let name = part.split_once(": ").map_or(part, |(_, rest)| rest);
        let name = name.split_once("- ").filter(|(code, _)| coded(code)).map_or(name, |(_, name)| name);
        reading.label(&part[..part.len() - name.len()]);
        names.push(trimmed(name));
    }
    let why = "each condition begins with its numbered key";
    reading.repaired("fused/keys", "/conditions", text, names.join(" ¦ "), (0.99, why));
    for name in names {
        slot::condition(reading, name);
    }
}

/// `G479`: a code of the classification of diseases; a single letter is a chapter.
fn coded(code: &str) -> bool {
    code.len() <= 6 && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let pieces = fused_list::interventions(line.text);
        if pieces.len() < 2 || !reading.may_at("fused/types", line.text) {
            slot::intervention(reading, line.text);
            continue;
        }
        let mut whole = Vec::new();
        for (kind, name) in pieces {
            let piece = if kind.is_empty() { name } else { stretch(reading.text, kind, name) };
            whole.push(piece);
            slot::intervention(reading, piece);
        }
        let why = "each intervention begins with a type of the registry's list and a colon";
        reading.repaired("fused/types", "/interventions", line.text, whole.join(" ¦ "), (0.99, why));
    }
}

/// The target, and behind it the criteria where the page gives them no headings.
fn recruitment<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let target = first_line(section.body);
    slot::enrollment(reading, target);
    zero(reading, target);
    let rest = match target {
        "" => section.body,
        target => &section.body[crate::text::range_in(section.body, target).end..],
    };
    let rest = trimmed(rest);
    let nothing = lines(rest).all(|line| vocab::is_placeholder(line.text));
    if nothing && reading.may("placeholder/null") {
        let lists = [("/eligibility/inclusion", Side::Inclusion), ("/eligibility/exclusion", Side::Exclusion)];
        for (line, (list, side)) in lines(rest).zip(lists) {
            if reading.may_at("placeholder/null", line.text) {
                reading.placeholder(list, line.text);
            } else {
                criteria(reading, line.text, side);
            }
        }
    } else {
        criteria_without_headings(reading, rest);
    }
}

/// Records from other registries print 0 for a number that they do not know; withdrawn studies do have none.
fn zero<'t>(reading: &mut Reading<'t>, target: &'t str) {
    let zero = reading.trial.enrollment.count.as_ref().is_some_and(|count| count.value == 0);
    let own = reading.trial.registry.as_ref().is_none_or(|registry| registry.value == "ClinicalTrials.gov");
    let withdrawn = reading.trial.overall_status.as_ref().is_some_and(|status| status.value == "WITHDRAWN");
    if zero && !own && !withdrawn && reading.may_at("placeholder/null", target) {
        reading.trial.enrollment.count = None;
        reading.boilerplate(target);
        let why = "records of other registries print 0 for an unknown number, and the study is not withdrawn";
        reading.repaired("placeholder/null", "/enrollment/count", target, "", (0.95, why));
    }
}

/// Lists without headings. A block of age bands ends the inclusion list; numbers that begin again part the two; two
/// dashed lists run together cannot be parted.
fn criteria_without_headings<'t>(reading: &mut Reading<'t>, text: &'t str) {
    let bands: Vec<Line<'t>> = lines(text).filter(|line| age_band(line.text)).collect();
    let [first, .., last] = &bands[..] else {
        criteria(reading, text, Side::Unclassified);
        if !reading.trial.eligibility.unclassified.is_empty() {
            let at = trimmed(text);
            let message = "the page does not say where inclusion ends and exclusion begins";
            reading.issue("unclassified-criteria", Some("/eligibility/unclassified"), Some(at), message);
        }
        return;
    };
    let block = stretch(text, first.whole, last.whole);
    let at = crate::text::range_in(text, block);
    criteria(reading, &text[..at.start], Side::Inclusion);
    for band in raw_lines(block) {
        reading.boilerplate(trimmed(band));
    }
    let message = "the page gives bands of age instead of bounds; they are not read as ages";
    reading.issue("age-bands", Some("/eligibility/minimum_age"), Some(block), message);
    criteria(reading, &text[at.end..], Side::Exclusion);
}

/// The lines of the European register's section on age.
fn age_band(line: &str) -> bool {
    ["F.1", "Are the trial subjects under 18", "Number of subjects for this age range"]
        .iter()
        .any(|start| line.starts_with(start))
}

fn study_type<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = first_line(section.body);
    let medicinal = at.eq_ignore_ascii_case("Interventional clinical trial of medicinal product");
    reading.trial.study_type = if medicinal {
        Some(Value::new("INTERVENTIONAL", at))
    } else {
        reading.term("/study_type", &vocab::STUDY_TYPE, at)
    };
}

/// The model of an interventional study; observational ones never have one here.
fn study_design<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    reading.trial.design.intervention_model = if vocab::is_placeholder(at) {
        reading.line("/design", at).and(None)
    } else {
        reading.term("/design/intervention_model", &vocab::INTERVENTION_MODEL, at)
    };
}

/// The header that a table of arms lost its cells to.
const ARM_HEADERS: &[&str] = &["Group Intervention Description", "GroupInterventionDescription"];

fn arms<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let Some((cells, rows)) = table_body(reading, section.body, ARM_HEADERS) else { return };
    let listed: Vec<&str> =
        reading.trial.interventions.iter().filter_map(|each| Some(each.name.as_ref()?.at)).collect();
    let units = rows.iter().chain(&listed).map(|text| text.len()).sum();
    if !reading.may("table/flattened-row") || !reading.affords(section.body, units) {
        let label = |at: &&'t str| ArmGroup { label: Some(Value::new(folded(at), at)), ..Default::default() };
        reading.trial.arm_groups.extend(rows.iter().map(label));
        return;
    }
    for arm in arm_rows::arms(arm_rows::rows(&rows, &listed, cells.unwrap_or(Cells::Spaced))) {
        add_arm(reading, arm);
    }
}

fn add_arm<'t>(reading: &mut Reading<'t>, arm: Arm<'t>) {
    let place = format!("/arm_groups/{}", reading.trial.arm_groups.len());
    let own: Vec<&'t str> =
        [arm.label].into_iter().chain(arm.interventions.iter().copied()).chain(arm.description).collect();
    let ends = own.iter().chain(&arm.labels_elsewhere);
    let last = ends.max_by_key(|cell| cell.as_ptr() as usize + cell.len()).copied().unwrap_or(arm.label);
    // The empty cells stay visible in the repair.
    let mut cells: Vec<&str> = own.clone();
    if arm.interventions.is_empty() {
        cells.insert(1, "-");
    }
    if arm.description.is_none() {
        cells.push("-");
    }
    let whole = stretch(reading.text, arm.label, last);
    if reading.ruled("table/flattened-row", whole) == Some(false) {
        let label = Some(Value::new(folded(whole), whole));
        return reading.trial.arm_groups.push(ArmGroup { label, ..ArmGroup::default() });
    }
    if !std::ptr::eq(whole, arm.label) {
        let why = "the page's interventions stand between label and description";
        reading.repaired("table/flattened-row", place.clone(), whole, cells.join(" ¦ "), (arm.trust(), why));
    }
    for again in arm.labels_elsewhere {
        if again == "-" {
            reading.boilerplate(again);
        } else {
            let cell = if Some(folded(again)) == arm.description.map(folded) { "description" } else { "label" };
            reading.also.push((format!("{place}/{cell}"), again));
        }
    }
    let value = |at: &'t str| Value::new(folded(at), at);
    reading.trial.arm_groups.push(ArmGroup {
        label: Some(value(arm.label)),
        r#type: None,
        description: arm.description.map(value),
        intervention_names: arm.interventions.into_iter().map(value).collect(),
    });
}

/// `Locations (2)`, then a site and below it its flag, city and country.
fn locations<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut site: Option<Line<'t>> = None;
    for line in reading.places(section.body) {
        if line.text.starts_with("Locations (") && line.text.ends_with(')') {
            reading.label(line.whole);
        } else if let Some(address) = flagged(line.text) {
            let facility = site.take();
            place(reading, facility, line.text, address);
        } else if !line.text.starts_with('©')
            && let Some(alone) = site.replace(line)
        {
            place(reading, Some(alone), "", "");
        }
    }
    if let Some(alone) = site {
        place(reading, Some(alone), "", "");
    }
}

/// The address behind a flag (two regional indicators).
fn flagged(line: &str) -> Option<&str> {
    let indicator = |letter: &char| ('\u{1f1e6}'..='\u{1f1ff}').contains(letter);
    let flag = line.chars().take_while(indicator).count();
    (flag == 2).then(|| trimmed(&line[8..]))
}

fn place<'t>(reading: &mut Reading<'t>, facility: Option<Line<'t>>, line: &'t str, address: &'t str) {
    let value = |at: &'t str| Some(trimmed(at)).filter(|at| !at.is_empty()).map(|at| Value::new(folded(at), at));
    if line.len() > address.len() {
        reading.boilerplate(&line[..line.len() - address.len()]);
    }
    let parts = slot::place_parts(address);
    let (city, state, country) = match parts[..] {
        [] => ("", "", ""),
        [country] => ("", "", country),
        [city, country] => (city, "", country),
        [city, state, country] => (city, state, country),
        [city, .., country] => (city, stretch(address, parts[1], parts[parts.len() - 2]), country),
    };
    reading.trial.locations.push(Location {
        facility: facility.and_then(|line| value(line.text)),
        city: value(city),
        state: value(state),
        country: value(country),
        status: None,
    });
}
