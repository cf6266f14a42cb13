//! Lists of old pages, whose labels may be lost: values are told by their places. What is read here on new pages has its labels.

use super::{allocation, blinding, date_type, phase, status_again, who};
use crate::grammar::line::{Line, Mark, lines, stretch};
use crate::layout::slot::Slot;
use crate::layout::{Reading, Section, slot};
use crate::record::{ArmGroup, Value, identify};
use crate::text::{after, folded, trimmed};
use crate::vocab;

/// The value of a list that has no place in the record.
const ASIDE: Slot = slot::CHROME;

/// Reads each line with the slot of its place; a list of another length is none of places.
fn by_place<'t>(reading: &mut Reading<'t>, section: &Section<'t>, slots: &[Slot]) -> bool {
    let rows: Vec<&'t str> = lines(section.body).map(|line| line.text).collect();
    if rows.len() != slots.len() {
        return false;
    }
    for (row, slot) in rows.iter().zip(slots) {
        (slot.read)(reading, &Section { body: row, ..*section });
    }
    true
}

/// The number, two dates, whether the sponsor is an investigator, and the ethics committee.
pub(super) fn organization<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let own = identify(line.text).is_some_and(|id| id.registry == Some("DRKS"));
        if own && reading.trial.registry_id.is_none() {
            (slot::ID.read)(reading, &Section { body: line.text, ..*section });
        } else {
            reading.boilerplate(line.whole);
        }
    }
}

/// The design in ten places.
pub(super) fn characteristics<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let slots = [
        slot::STUDY_TYPE,
        ASIDE,
        slot::own(allocation),
        slot::own(blinding),
        slot::own(who),
        ASIDE,
        slot::PRIMARY_PURPOSE,
        slot::INTERVENTION_MODEL,
        slot::own(phase),
        ASIDE,
    ];
    by_place(reading, section, &slots);
}

/// Whether it has begun, when the first participant came, how many are wanted, and where.
pub(super) fn recruitment<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let slots = [ASIDE, slot::START_DATE, slot::ENROLLMENT, ASIDE, ASIDE];
    if by_place(reading, section, &slots) {
        let kind = lines(section.body).next().map(|line| line.text);
        let date = &mut reading.trial.start_date;
        date.r#type = kind.and_then(date_type).filter(|_| date.date.is_some());
    }
}

/// The status, and when the last participant was seen last; new pages have a word alone.
pub(super) fn status<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let slots = [slot::own(status_again), slot::COMPLETION_DATE];
    if !by_place(reading, section, &slots) {
        status_again(reading, section);
    }
}

/// Sex and ages in three places, where they have no labels.
pub(super) fn inclusion<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let slots = [slot::SEX, slot::MINIMUM_AGE, slot::MAXIMUM_AGE];
    let sex = vocab::SEX.term(section.first()).is_some();
    if !(sex && by_place(reading, section, &slots)) {
        (slot::INCLUSION.read)(reading, section);
    }
}

/// The kinds of codes that conditions have, and of texts without a code.
const KINDS: [&str; 8] = ["icd10", "icd-10", "icd 10", "icd11", "meddra", "free text", "freitext", "other"];

/// What stands around cells.
const EDGES: [char; 3] = ['|', ' ', '\u{a0}'];

/// `ICD10: F32 - Depressive episode`: the condition behind its code.
pub(super) fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in rows(section.body) {
        let kind = KINDS.iter().find(|kind| after(line.text, kind).is_some_and(|behind| behind.starts_with(':')));
        let (label, value) = line.text.split_at(kind.map_or(0, |kind| kind.len() + 1));
        reading.label(label);
        let value = value.trim_matches(EDGES);
        let name = value.split_once(" - ").filter(|(code, _)| is_code(code)).map_or(value, |(_, name)| name);
        reading.boilerplate(trimmed(&value[..value.len() - name.len()]));
        slot::condition(reading, name);
    }
}

/// The lines of a list, of rows between bars what the bars hold.
fn rows(body: &str) -> impl Iterator<Item = Line<'_>> {
    let words = |line: &Line<'_>| line.text.contains(char::is_alphanumeric);
    lines(body).filter(words).map(|line| Line { text: line.text.trim_matches(EDGES), ..line })
}

/// `F32.1`.
fn is_code(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= 8 && digits > 0 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}

/// `Arm 1: what is done`: one a line, or its text on the lines below. Where the labels are lost, bullets begin arms.
pub(super) fn arms<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let rows: Vec<Line<'t>> = rows(section.body).collect();
    let named = rows.iter().any(|row| arm_label(row.text).is_some());
    let begins = |row: &Line<'_>| if named { arm_label(row.text).is_some() } else { row.mark != Mark::None };
    for group in rows.chunk_by(|_, next| !begins(next)) {
        let (first, below) = (group[0].text, &group[1..]);
        let end = arm_label(first).unwrap_or(0);
        let text = first[end..].trim_start_matches([':', '|', ' ', '\u{a0}']);
        let text = match (text.is_empty(), below) {
            (true, [next, ..]) => next.text,
            _ => text,
        };
        let last = group[group.len() - 1].text;
        let place = reading.trial.arm_groups.len();
        let at = if text.is_empty() { text } else { stretch(reading.text, text, last) };
        let description = reading.long(format_args!("/arm_groups/{place}/description"), at);
        if description.is_some() {
            let label = Some(&first[..end]).filter(|label| !label.is_empty());
            let label = label.map(|label| Value::new(folded(label), label));
            reading.trial.arm_groups.push(ArmGroup { label, description, ..ArmGroup::default() });
        } else {
            reading.label(&first[..end]);
        }
    }
}

/// Where `Arm 2` ends that a line begins with.
fn arm_label(line: &str) -> Option<usize> {
    let rest = line.strip_prefix("Arm ")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let end = "Arm ".len() + digits;
    let ends = line[end..].is_empty() || line[end..].starts_with(':');
    (digits > 0 && ends).then_some(end)
}
