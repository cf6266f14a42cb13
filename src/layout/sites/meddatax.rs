//! MedDataX: headings that are followed by a fixed sentence of the site, then values; dates of a month stand at its
//! last day. The foot lists other trials.

use crate::grammar::line::lines;
use crate::layout::{Head, Layout, Padded, Reading, Section, label, slot};
use crate::record::{ArmGroup, Value};
use crate::text::{folded, range_in, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "meddatax",
    doc: "MedDataX: headings with a sentence of the site below, label lines and value lines, study groups",
    labels: &[
        label("NCT ID", slot::ID),
        label("Last Updated", slot::LAST_UPDATE_POSTED_DATE),
        label("Study Results", slot::CHROME),
        label("Basic Information", slot::CHROME),
        label("Recruitment Status", slot::STATUS),
        label("Clinical Phase", slot::PHASES),
        label("Total Enrollment", slot::ENROLLMENT),
        label("Study Classification", slot::STUDY_TYPE),
        label("Study Start Date", slot::START_DATE),
        label("Study Completion Date", slot::COMPLETION_DATE),
        label("Brief Summary", slot::own(|reading, section| below(reading, section, slot::SUMMARY))),
        label("Detailed Description", slot::own(|reading, section| below(reading, section, slot::DESCRIPTION))),
        label("Conditions", slot::own(|reading, section| below(reading, section, slot::CONDITIONS))),
        label("Study Groups", slot::own(groups)),
    ],
    head: Head::Own(head),
    last: Some("Conditions"),
    padded: Some(Padded::Last),
    ..Layout::NEW
};

fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    if let Some(title) = lines(head).next() {
        reading.trial.brief_title = reading.line("/brief_title", title.whole);
    }
}

/// The longest sentence that the site puts below a heading.
const BLURB: usize = 120;

/// What stands below the site's sentence: one short sentence, and only where something follows it.
fn without_blurb<'t>(reading: &mut Reading<'t>, body: &'t str) -> &'t str {
    let mut all = lines(body);
    let (Some(first), Some(_)) = (all.next(), all.next()) else { return body };
    let sentence = first.whole.len() <= BLURB
        && first.whole.ends_with('.')
        && !first.whole[..first.whole.len() - 1].contains(". ");
    if !sentence {
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

const NONE: &str = "No interventions assigned to this group";

/// The arms: label, description, interventions, where that is sure; otherwise they stay unread.
fn groups<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let body = without_blurb(reading, section.body);
    let all: Vec<&'t str> = lines(body).map(|line| line.whole).collect();
    if all.is_empty() {
        return;
    }
    let Some(arms) = threes(&all).or_else(|| parted(&all)) else {
        let message = "the lines of the groups cannot be told apart into labels, descriptions and interventions";
        return reading.issue("unreadable", Some("/arm_groups"), Some(trimmed(body)), message);
    };
    for arm in arms {
        group(reading, arm);
    }
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
    let mut names = Vec::new();
    for name in &arm[2..] {
        if *name == NONE || vocab::is_placeholder(name) {
            let field = format!("/arm_groups/{}/intervention_names", reading.trial.arm_groups.len());
            reading.placeholder(&field, name);
        } else {
            names.push(value(name));
        }
    }
    reading.trial.arm_groups.push(ArmGroup {
        label: Some(value(arm[0])),
        r#type: None,
        description: Some(value(arm[1])),
        intervention_names: names,
    });
}
