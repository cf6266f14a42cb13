//! MedDataX: headings that are followed by a fixed sentence of the site, then values; dates of a month stand at its
//! last day. The foot lists other trials.

use crate::grammar::line::{lines, stretch};
use crate::grammar::list::outside_brackets;
use crate::layout::reading::unmarked;
use crate::layout::{Head, Layout, Padded, Reading, Section, Shape, bare, label, slot};
use crate::record::{ArmGroup, Intervention, Location, Sponsor, Value};
use crate::text::{folded, range_in, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "meddatax",
    doc: "MedDataX: headings with a sentence of the site below, label lines and value lines, study groups",
    // Other sites have ordinary headings of the same words.
    signature: &[
        "Clinical Phase",
        "Total Enrollment",
        "Study Classification",
        "Study Groups",
        "Recruitment Status",
        "Last Updated",
        "Related Clinical Trials",
    ],
    labels: &[
        label("NCT ID", slot::ID).told_by(Shape::Id),
        label("Last Updated", slot::LAST_UPDATE_POSTED_DATE).told_by(Shape::Date),
        label("Study Results", slot::CHROME),
        label("Basic Information", slot::own(basics)),
        label("Recruitment Status", slot::STATUS).told_by(Shape::Code(&vocab::STATUS)),
        label("Clinical Phase", slot::PHASES).told_by(Shape::Code(&vocab::PHASE)),
        label("Total Enrollment", slot::ENROLLMENT).told_by(Shape::People("participants")),
        label("Study Classification", slot::STUDY_TYPE).told_by(Shape::Code(&vocab::STUDY_TYPE)),
        label("Study Start Date", slot::START_DATE).told_by(Shape::Date),
        label("Study Completion Date", slot::COMPLETION_DATE).told_by(Shape::Date),
        label("Brief Summary", slot::own(|reading, section| below(reading, section, slot::SUMMARY))),
        // Other trials, wherever the crawler put them.
        label("Related Clinical Trials", slot::CHROME),
        label("Detailed Description", slot::own(|reading, section| below(reading, section, slot::DESCRIPTION))),
        label("Conditions", slot::own(|reading, section| below(reading, section, slot::CONDITIONS))),
        label("Study Design", slot::own(design)),
        label("Allocation Method", slot::ALLOCATION),
        label("Intervention Model", slot::INTERVENTION_MODEL),
        label("Primary Study Purpose", slot::PRIMARY_PURPOSE),
        label("Blinding Strategy", slot::own(blinding)),
        label("Study Groups", slot::own(groups)),
        label("Interventions", slot::own(interventions)),
        label("Eligibility Criteria", slot::own(|reading, section| below(reading, section, slot::CRITERIA))),
        label("Minimum Eligible Age", slot::MINIMUM_AGE),
        label("Maximum Eligible Age", slot::MAXIMUM_AGE),
        label("Eligible Sex", slot::SEX),
        label("Accepts Healthy Volunteers", slot::VOLUNTEERS),
        label("Sponsors", slot::own(sponsors)),
        label("Primary Outcomes", slot::own(|reading, section| below(reading, section, slot::PRIMARY_OUTCOMES))),
        label("Secondary Outcomes", slot::own(|reading, section| below(reading, section, slot::SECONDARY_OUTCOMES))),
        label("Locations", slot::own(locations)),
        // Other trials, with their numbers, states and phases.
        label("Related Clinical Trials", slot::CHROME),
        label("Related Trials", slot::CHROME),
    ],
    chrome: &["Results pending"],
    head: Head::Own(head),
    last: Some("Conditions"),
    padded: Some(Padded::Last),
    ..Layout::NEW
};

fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    if let Some(title) = lines(head).next() {
        reading.trial.brief_title = reading.line("/brief_title", unmarked(title.whole));
    }
}

/// The longest sentence that the site puts below a heading.
const BLURB: usize = 160;

/// Whether a page has the site's sentences: they stand below headings that never have a text of their own.
fn is_told(page: &str) -> bool {
    ["Basic Information", "Study Design", "BASIC INFORMATION", "STUDY DESIGN"].iter().any(|heading| {
        let found = memchr::memmem::find(page.as_bytes(), heading.as_bytes());
        let below = found.and_then(|at| page[at + heading.len()..].split_once('\n'));
        let told = |below: &str| lines(below).next().is_some_and(|line| line.whole.ends_with('.'));
        // A heading may stand in bold or end in a colon.
        below.is_some_and(|(rest, below)| rest.trim_end().trim_matches(['*', ':', '#', ' ']).is_empty() && told(below))
    })
}

/// What stands below the site's sentence: one short sentence, on a page that has such sentences.
fn without_blurb<'t>(reading: &mut Reading<'t>, body: &'t str) -> &'t str {
    let mut all = lines(body);
    let Some(first) = all.next() else { return body };
    let sentence = first.whole.len() <= BLURB
        && first.whole.ends_with('.')
        && !first.whole[..first.whole.len() - 1].contains(". ");
    if !sentence || !is_told(reading.text) {
        return body;
    }
    reading.boilerplate(first.whole);
    &body[range_in(body, first.whole).end..]
}

/// Reads what stands below the site's sentence into a slot.
fn below<'t>(reading: &mut Reading<'t>, section: &Section<'t>, slot: slot::Slot) {
    let body = without_blurb(reading, section.body);
    (slot.read)(reading, &Section { body, ..*section });
}

/// A name, the class of the organization, its role: again and again.
fn sponsors<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let body = without_blurb(reading, section.body);
    let all: Vec<&'t str> = lines(body).map(|line| line.whole).collect();
    for row in all.chunks_exact(3) {
        let role = |name: &str| row[2].trim_matches(['*', '#', ':', ' ']).eq_ignore_ascii_case(name);
        let (lead, class) = (role("Lead Sponsor"), vocab::SPONSOR_CLASS.term(row[1]));
        let Some(class) = class.filter(|_| lead || role("Collaborator")) else { return };
        reading.label(row[2]);
        let field = if lead { "/lead_sponsor/name" } else { "/collaborators" };
        let sponsor = Sponsor { name: reading.line(field, row[0]), class: Some(Value::new(class, row[1])) };
        if lead {
            reading.trial.lead_sponsor = sponsor;
        } else {
            reading.trial.collaborators.push(sponsor);
        }
    }
}

/// Two lines for every place: the facility, and its city with state and country between commas.
fn locations<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let body = without_blurb(reading, section.body);
    let rows: Vec<&'t str> = reading.places(body).into_iter().map(|line| line.whole).collect();
    let town = |row: &[&str]| row.len() == 2 && (2..=3).contains(&outside_brackets(row[1]).len());
    if !rows.chunks(2).all(town) {
        return (slot::LOCATIONS.read)(reading, &Section { body, ..*section });
    }
    for row in rows.chunks(2) {
        let place = format!("/locations/{}", reading.trial.locations.len());
        let parts = outside_brackets(row[1]);
        let state = if parts.len() == 3 { parts[1] } else { "" };
        let mut part = |at: &'t str, key: &str| reading.line(format_args!("{place}/{key}"), at);
        let location = Location {
            facility: part(row[0], "facility"),
            city: part(parts[0], "city"),
            state: part(state, "state"),
            country: part(parts[parts.len() - 1], "country"),
            status: None,
        };
        reading.trial.locations.push(location);
    }
}

const NONE: &str = "No interventions assigned to this group";

/// The arms: label, description, interventions, where that is sure; otherwise they stay unread.
fn groups<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let body = without_blurb(reading, section.body);
    let all: Vec<&'t str> = lines(body).map(|line| line.whole).collect();
    if all.is_empty() {
        return;
    }
    let Some(arms) = ended(&all).or_else(|| threes(&all)).or_else(|| parted(&all)) else {
        let message = "the lines of the groups cannot be told apart into labels, descriptions and interventions";
        return reading.issue("unreadable", Some("/arm_groups"), Some(trimmed(body)), message);
    };
    for arm in arms {
        group(reading, arm);
    }
}

/// Arms without interventions, each of which says so at its end.
fn ended<'l, 't>(lines: &'l [&'t str]) -> Option<Vec<&'l [&'t str]>> {
    let arms: Vec<&[&str]> = lines.split_inclusive(|line| *line == NONE).collect();
    // An arm of more lines may be one with its interventions and another behind it.
    arms.iter().all(|arm| (2..=3).contains(&arm.len()) && arm.ends_with(&[NONE])).then_some(arms)
}

/// Three lines for every arm, the description the longest of them.
fn threes<'l, 't>(lines: &'l [&'t str]) -> Option<Vec<&'l [&'t str]>> {
    let told = |arm: &[&str]| arm[1].len() >= 30 && arm[1].len() > arm[0].len().max(arm[2].len()) && arm[1] != NONE;
    (lines.len().is_multiple_of(3) && lines.chunks(3).all(told)).then(|| lines.chunks(3).collect())
}

/// Lines of one arm at most; bounds the search for names that come again.
const MOST: usize = 12;

/// Descriptions are long or end like sentences; each has its label before it, and interventions up to the next label.
fn parted<'l, 't>(lines: &'l [&'t str]) -> Option<Vec<&'l [&'t str]>> {
    let long = |line: &str| line.len() >= 80 || line.len() >= 30 && line.ends_with('.');
    let described: Vec<usize> = (1..lines.len()).filter(|&at| long(lines[at])).collect();
    let starts: Vec<usize> = described.iter().map(|at| at - 1).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let arms: Vec<&[&str]> =
        starts.iter().zip(ends).map(|(start, end)| lines.get(*start..end).unwrap_or_default()).collect();
    // An arm has an intervention once: a name that comes again belongs to an arm whose description was not seen.
    let once = |names: &[&str]| names.iter().enumerate().all(|(n, name)| !names[..n].contains(name));
    let told = |arm: &&[&str]| {
        (3..=MOST).contains(&arm.len()) && !long(arm[0]) && !arm[2..].iter().any(|name| long(name)) && once(&arm[2..])
    };
    (starts.first() == Some(&0) && arms.iter().all(told)).then_some(arms)
}

/// One arm: its label, its description, its interventions.
fn group<'t>(reading: &mut Reading<'t>, arm: &[&'t str]) {
    let value = |at: &'t str| Value::new(folded(at), at);
    let (text, given) = match arm {
        [_, NONE] => (None, &arm[1..]),
        _ => (Some(value(arm[1])), &arm[2..]),
    };
    let mut names = Vec::new();
    for name in given {
        if (*name == NONE || vocab::is_placeholder(name)) && reading.may_at("placeholder/null", name) {
            let field = format!("/arm_groups/{}/intervention_names", reading.trial.arm_groups.len());
            reading.placeholder(&field, name);
        } else {
            names.push(value(name));
        }
    }
    reading.trial.arm_groups.push(ArmGroup {
        label: Some(value(arm[0])),
        r#type: None,
        description: text,
        intervention_names: names,
    });
}

/// The site's sentence; where the labels below it are lost, also their values.
fn basics<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let body = without_blurb(reading, section.body);
    if lines(body).count() > 1 {
        bare::read(reading, body);
    } else {
        reading.boilerplate(trimmed(body));
    }
}

/// The same of the design: words of closed lists in the order of the site.
fn design<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const PARTS: [(slot::Slot, &vocab::Vocabulary); 4] = [
        (slot::ALLOCATION, &vocab::ALLOCATION),
        (slot::INTERVENTION_MODEL, &vocab::INTERVENTION_MODEL),
        (slot::PRIMARY_PURPOSE, &vocab::PRIMARY_PURPOSE),
        (slot::MASKING, &vocab::MASKING),
    ];
    let body = without_blurb(reading, section.body);
    let mut parts = PARTS.iter();
    let told = lines(body).filter(|line| {
        let part = parts.clone().position(|(_, list)| list.term(line.whole).is_some());
        let part = part.and_then(|at| parts.nth(at));
        part.is_some_and(|(slot, _)| {
            (slot.read)(reading, &Section { body: line.whole, ..*section });
            true
        })
    });
    if told.count() > 0 {
        let message = "labels of this part are lost; values are told by their words and the order of the site";
        reading.issue("unlabeled", None, Some(body.trim()), message);
    }
}

/// The degree of masking, then who is masked, one a line.
fn blinding<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    slot::masked(reading, first);
    for line in lines(&section.body[section.end_of(first)..]) {
        let field = format!("/design/who_masked/{}", reading.trial.design.who_masked.len());
        let who = reading.term(&field, &vocab::WHO_MASKED, line.text);
        reading.trial.design.who_masked.extend(who);
    }
}

const TYPE: &str = "Intervention Type";

/// The name, perhaps lines of description, the label of the type, the type.
fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let body = without_blurb(reading, section.body);
    let mut before: Vec<&'t str> = Vec::new();
    let mut all = lines(body).map(|line| line.whole);
    while let Some(line) = all.next() {
        if line != TYPE {
            before.push(line);
            continue;
        }
        reading.label(line);
        let [name, texts @ ..] = &before[..] else { continue };
        let text = texts.first().map(|first| stretch(body, first, texts[texts.len() - 1]));
        let place = |cell: &str| format!("/interventions/{}/{cell}", reading.trial.interventions.len());
        let (kind, name_at, text_at) = (place("type"), place("name"), place("description"));
        let intervention = Intervention {
            r#type: all.next().and_then(|word| reading.term(&kind, &vocab::INTERVENTION_TYPE, word)),
            name: reading.line(&name_at, name),
            description: text.and_then(|text| reading.long(&text_at, text)),
            other_names: Vec::new(),
        };
        reading.trial.interventions.push(intervention);
        before.clear();
    }
}
