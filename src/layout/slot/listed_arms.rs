//! Arms: a line each, perhaps with more lines that describe them.

use super::super::Reading;
use super::plain::add_line;
use crate::grammar::line::{Line, Mark, lines};
use crate::grammar::list;
use crate::record::{ArmGroup, Value};
use crate::text::{folded, range_in, trimmed};
use crate::vocab::{ARM_GROUP_TYPE, INTERVENTION_TYPE};

/// A longer line is no label of an arm.
const LONGEST: usize = 160;

/// `Experimental: Label`, `Label (Experimental)` or a bare label, with what describes the arm on the lines below.
pub(super) fn arms<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let Some(_) = reading.given("/arm_groups", body) else { return };
    let mut rows: Vec<Line<'t>> = lines(body).collect();
    if let [only] = rows[..] {
        rows = list::texts(only.text).into_iter().map(Line::of).collect();
    }
    for row in &mut rows {
        let own = row.text.trim_start_matches('#');
        if own.len() < row.text.len() {
            reading.boilerplate(&row.text[..row.text.len() - own.len()]);
            (row.text, row.mark) = (trimmed(own), Mark::Bullet);
        }
    }
    if let Some(order) = type_lines(&rows) {
        return typed_lines(reading, &rows, order);
    }
    let typed = rows.iter().any(|row| head(row.text).is_some());
    let marked = rows.iter().any(|row| row.mark != Mark::None) && rows.iter().any(|row| row.mark == Mark::None);
    if !typed && !marked && rows.iter().any(|row| row.text.len() > LONGEST) {
        let message = "nothing tells the names of the arms from what describes them";
        return reading.issue("unparted", Some("/arm_groups"), Some(trimmed(body)), message);
    }
    for row in rows {
        match head(row.text) {
            Some((kind, word, name)) => begin(reading, name, Some(Value::new(kind, word))),
            None if !typed && (!marked || row.mark != Mark::None) => begin(reading, row.text, None),
            None => describe(reading, row.text),
        }
    }
}

/// One arm: its label, perhaps with its type, and what describes it on the lines below.
pub(super) fn arm<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let Some(_) = reading.given("/arm_groups", body) else { return };
    let mut rows = lines(body);
    let Some(first) = rows.next() else { return };
    match head(first.text) {
        Some((kind, word, name)) => begin(reading, name, Some(Value::new(kind, word))),
        None => begin(reading, first.text, None),
    }
    for row in rows {
        let untyped = reading.trial.arm_groups.last_mut().filter(|arm| arm.r#type.is_none());
        match (own_type(row.text), untyped) {
            (Some((term, word)), Some(arm)) => {
                arm.r#type = Some(Value::new(term, word));
                reading.label(&row.text[..range_in(row.text, word).start]);
            }
            _ => describe(reading, row.text),
        }
    }
}

/// Whether a text is the label of an arm with its type.
pub(in crate::layout) fn typed(text: &str) -> bool {
    head(text).is_some()
}

/// Whether the types of arms stand on lines of their own: before the labels, or behind them.
fn type_lines(rows: &[Line<'_>]) -> Option<Type> {
    let types = rows.iter().filter(|row| own_type(row.text).is_some()).count();
    let first = rows.first().is_some_and(|row| own_type(row.text).is_some());
    let apart = rows.windows(2).all(|pair| own_type(pair[0].text).is_none() || own_type(pair[1].text).is_none());
    (types > 0 && apart && 2 * types <= rows.len()).then_some(if first { Type::Before } else { Type::Behind })
}

/// Where the type of an arm stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Before,
    Behind,
}

/// `Experimental`, `Type: Experimental` alone on a line.
fn own_type(text: &str) -> Option<(&'static str, &str)> {
    let key = text
        .split_once(':')
        .filter(|(key, _)| key.eq_ignore_ascii_case("type") || key.eq_ignore_ascii_case("arm type"));
    let word = trimmed(key.map_or(text, |(_, word)| word)).trim_matches(['(', ')', '*', '_']);
    // The name of an arm may well be `Control`.
    let own = key.is_some() || !word.eq_ignore_ascii_case("control");
    ARM_GROUP_TYPE.term(word).filter(|_| own).map(|term| (term, word))
}

fn typed_lines<'t>(reading: &mut Reading<'t>, rows: &[Line<'t>], order: Type) {
    let own = |row: Option<&Line<'t>>| row.and_then(|row| own_type(row.text));
    for (n, row) in rows.iter().enumerate() {
        let (before, behind) = (own(n.checked_sub(1).map(|n| &rows[n])), own(rows.get(n + 1)));
        let kind = if order == Type::Before { before } else { behind };
        if let Some((_, word)) = own(Some(row)) {
            let start = range_in(row.text, word).start;
            reading.label(&row.text[..start]);
        } else if let Some((term, word)) = kind {
            begin(reading, row.text, Some(Value::new(term, word)));
        } else {
            describe(reading, row.text);
        }
    }
}

/// The type of an arm, its word, and the label: `Experimental: A`, `A (Experimental)`.
fn head(text: &str) -> Option<(&'static str, &str, &str)> {
    let before = text.split_once(':');
    let behind =
        text.strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '['])).map(|(name, word)| (word, name));
    [before, behind].into_iter().flatten().find_map(|(word, name)| {
        let term = ARM_GROUP_TYPE.term(word)?;
        Some((term, trimmed(word), trimmed(name))).filter(|head| !head.2.is_empty())
    })
}

fn begin<'t>(reading: &mut Reading<'t>, name: &'t str, kind: Option<Value<'t, &'static str>>) {
    let place = format_args!("/arm_groups/{}/label", reading.trial.arm_groups.len());
    let label = reading.line(place, name);
    if label.is_some() {
        reading.trial.arm_groups.push(ArmGroup { label, r#type: kind, ..ArmGroup::default() });
    }
}

/// A line below the label of an arm: what is done in it, or a part of its description.
fn describe<'t>(reading: &mut Reading<'t>, line: &'t str) {
    let text = reading.text;
    let Some(arm) = reading.trial.arm_groups.last_mut() else { return };
    let key = line.split_once(':').filter(|(key, _)| matches!(*key, "Intervention" | "Interventions"));
    let named = key.map_or(line, |(_, names)| trimmed(names));
    let typed = |name: &str| name.split_once(": ").is_some_and(|(word, _)| INTERVENTION_TYPE.term(word).is_some());
    if key.is_some() || typed(named) {
        for name in named.split(';').map(trimmed).filter(|name| !name.is_empty()) {
            let bare = if typed(name) { name.split_once(": ").map_or(name, |(_, bare)| bare) } else { name };
            arm.intervention_names.push(Value::new(folded(bare), trimmed(bare)));
        }
        if let Some((key, _)) = key {
            reading.label(key);
        }
        return;
    }
    let own = line.strip_prefix("Description:").map_or(line, trimmed);
    add_line(text, &mut arm.description, own, true);
    if own.len() < line.len() {
        reading.label(&line[.."Description:".len()]);
    }
}
