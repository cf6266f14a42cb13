//! Arms: a line each, perhaps with more lines that describe them.

use super::super::Reading;
use crate::grammar::line::{Line, Mark, lines, stretch};
use crate::grammar::list;
use crate::record::{ArmGroup, Value};
use crate::text::{folded, trimmed};
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
    let place = format!("/arm_groups/{}/label", reading.trial.arm_groups.len());
    let label = reading.line(&place, name);
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
    let at = arm.description.as_ref().map_or(own, |before| stretch(text, before.at, own));
    arm.description = Some(Value::new(crate::text::paragraphs(at), at));
    if own.len() < line.len() {
        reading.label(&line[.."Description:".len()]);
    }
}
