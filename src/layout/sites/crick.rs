//! Crick: no title and no id; summary and description, a few labels, then outcomes that end with their time frame.

use crate::grammar::line::{lines, raw_lines, stretch};
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::record::{Outcome, Value};
use crate::text::{folded, range_in, trimmed};
use crate::vocab::is_placeholder;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "crick",
    doc: "Crick: text without labels, a few labels, outcomes that end with `Time frame: …`",
    labels: &[
        label("Study Type", slot::STUDY_TYPE),
        label("Allocation", slot::ALLOCATION),
        label("Purpose", slot::PRIMARY_PURPOSE),
        label("Masking", slot::MASKING),
        label("Enrollment", slot::own(enrollment)),
        label("Time frame", slot::own(|_, _| {})),
    ],
    head: Head::Own(head),
    ..Layout::NEW
};

/// The summary, then the description.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let paragraphs: Vec<&'t str> = lines(head).map(|line| line.whole).collect();
    let Some(first) = paragraphs.first() else { return };
    reading.trial.brief_summary = reading.long("/brief_summary", first);
    if let [_, second, .., last] | [_, second @ last] = paragraphs[..] {
        reading.trial.detailed_description = reading.long("/detailed_description", stretch(head, second, last));
    }
}

const TIME_FRAME: &str = "Time frame:";

/// The number of people, and behind it the outcomes: measure, description, time frame.
fn enrollment<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    slot::enrollment(reading, first);
    let foot = &reading.text[range_in(reading.text, section.body).start + section.end_of(first)..];
    let mut before: Vec<&'t str> = Vec::new();
    for line in raw_lines(foot).map(trimmed).filter(|line| !line.is_empty()) {
        match line.strip_prefix(TIME_FRAME) {
            Some(time) => {
                reading.label(&line[..TIME_FRAME.len()]);
                outcome(reading, &before, trimmed(time));
                before.clear();
            }
            None => before.push(line),
        }
    }
}

/// The lines before a time frame: the last two are the measure and its description; what stands before them are texts of
/// arms, which have no labels here.
fn outcome<'t>(reading: &mut Reading<'t>, before: &[&'t str], time: &'t str) {
    let value = |at: &'t str| Some(Value::new(folded(at), at));
    let (measure, description) = match before {
        [] => return,
        [measure] => (*measure, None),
        [.., measure, description] => (*measure, Some(*description)),
    };
    let field = format!("/primary_outcomes/{}/time_frame", reading.trial.primary_outcomes.len());
    let time_frame = if is_placeholder(time) { reading.line(&field, time) } else { value(time) };
    let description = description.and_then(value);
    reading.trial.primary_outcomes.push(Outcome { measure: value(measure), time_frame, description });
}
