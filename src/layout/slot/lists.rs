//! Lists of terms: conditions, keywords, interventions.

use super::super::{Reading, Section, Stand};
use super::plain::add_line;
use crate::grammar::line::{lines, stretch};
use crate::grammar::list;
use crate::record::{Intervention, Maybe, Term, Value};
use crate::text::trimmed;
use crate::vocab;

/// One a line, or a list on one line.
pub(super) fn conditions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let mut rows: Vec<&'t str> = lines(body).map(|line| line.text).collect();
    if let [only] = rows[..] {
        rows = list::terms(only);
    }
    for row in rows {
        condition(reading, row);
    }
}

/// The lines of a list; the items of a cell that holds one on a line. Elsewhere a line behind a hyphen is one item.
pub(in crate::layout) fn items<'t>(section: &Section<'t>) -> Vec<&'t str> {
    let cell = list::dashed(section.body).filter(|_| section.stand == Stand::Cell);
    cell.unwrap_or_else(|| lines(section.body).map(|line| line.text).collect())
}

/// Adds a condition.
pub(in crate::layout) fn condition<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format_args!("/conditions/{}", reading.trial.conditions.len());
    let value = reading.line(place, at);
    reading.trial.conditions.extend(value);
}

pub(in crate::layout) fn keywords<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for part in lines(body).flat_map(|line| line.text.split([';', '|'])) {
        let bracket = part.contains('(') && part.contains(", ");
        let parts = if bracket { list::outside_brackets(part) } else { part.split(',').collect() };
        for part in parts {
            keyword(reading, part);
        }
    }
}

pub(super) fn keyword_lines<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        keyword(reading, line.text);
    }
}

/// Adds a keyword.
fn keyword<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let place = format_args!("/keywords/{}", reading.trial.keywords.len());
    let value = reading.line(place, at);
    reading.trial.keywords.extend(value);
}

/// One intervention a line, or several between semicolons; `Drug: A` and, where all have it, `A (Drug)` name the type.
pub(super) fn interventions<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let rows: Vec<&'t str> = lines(body).map(|line| line.text).collect();
    if rows.len() > 1 && is_type(rows[0]) {
        return by_type(reading, &rows);
    }
    if rows.first().is_some_and(|row| is_typed(row)) && rows.iter().any(|row| describes(row)) {
        return described(reading, &rows, |row| !describes(row), intervention);
    }
    let parts = rows.into_iter().flat_map(|row| row.split([';', '|'])).flat_map(typed_parts);
    let mut parts: Vec<&'t str> = parts.map(trimmed).filter(|part| !part.is_empty()).collect();
    if let [only] = parts[..] {
        parts = untyped_parts(only);
    }
    if parts.iter().any(|part| bold(part).is_some()) {
        return described(reading, &parts, |part| bold(part).is_some(), named);
    }
    let behind = parts.iter().all(|part| kind_behind(part).is_some());
    for part in parts {
        match kind_behind(part).filter(|_| behind) {
            Some((name, kind)) => add(reading, name, Some(kind)),
            None => intervention(reading, part),
        }
    }
}

/// `Drug: A`.
fn is_typed(row: &str) -> bool {
    row.split_once(':').is_some_and(|(word, _)| vocab::INTERVENTION_TYPE.term(word).is_some())
}

/// `Drug`: a type alone on its line.
pub(in crate::layout) fn is_type(row: &str) -> bool {
    vocab::INTERVENTION_TYPE.term(row).is_some()
}

/// A type, a name and lines of description, again and again.
fn by_type<'t>(reading: &mut Reading<'t>, rows: &[&'t str]) {
    let mut rest = rows;
    while let [word, name, texts @ ..] = rest {
        let kind = vocab::INTERVENTION_TYPE.term(word).map(|kind| Value::new(kind, word));
        add(reading, name, kind);
        let (texts, next) = texts.split_at(texts.iter().position(|row| is_type(row)).unwrap_or(texts.len()));
        go_on(reading, texts);
        rest = next;
    }
}

/// Whether a line among interventions with types says what the one above is.
fn describes(row: &str) -> bool {
    !is_typed(row) && row.ends_with('.')
}

/// Rows that begin an intervention, each with those below it that say what it is.
fn described<'t>(
    reading: &mut Reading<'t>,
    rows: &[&'t str],
    begins: impl Fn(&str) -> bool,
    open: impl Fn(&mut Reading<'t>, &'t str),
) {
    for group in rows.chunk_by(|_, next| !begins(next)) {
        let own = usize::from(begins(group[0]));
        group[..own].iter().for_each(|row| open(reading, row));
        go_on(reading, &group[own..]);
    }
}

/// Lines that go on with what the intervention before them is.
fn go_on<'t>(reading: &mut Reading<'t>, rows: &[&'t str]) {
    let text = reading.text;
    let (Some(last), Some(first), Some(end)) = (reading.trial.interventions.last_mut(), rows.first(), rows.last())
    else {
        return;
    };
    add_line(text, &mut last.description, stretch(text, first, end), false);
}

/// `**A**`, and what stands behind it.
fn bold(part: &str) -> Option<(&str, &str)> {
    let (name, rest) = part.strip_prefix("**")?.split_once("**")?;
    (!name.is_empty()).then_some((name, trimmed(rest)))
}

/// `**A** (Drug): what it is`.
fn named<'t>(reading: &mut Reading<'t>, part: &'t str) {
    let Some((name, rest)) = bold(part) else { return };
    let typed = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let typed = typed.and_then(|(word, rest)| Some((Value::new(vocab::INTERVENTION_TYPE.term(word)?, word), rest)));
    let (kind, rest) = typed.map_or((None, rest), |(kind, rest)| (Some(kind), rest));
    let known = reading.trial.interventions.len();
    match kind {
        Some(kind) => add(reading, name, Some(kind)),
        None => intervention(reading, name.trim_end_matches(':')),
    }
    let own = trimmed(rest.trim_start_matches([':', '-', '–', '—', ' ']));
    let description = reading.line(format_args!("/interventions/{known}/description"), own);
    if let Some(last) = reading.trial.interventions.get_mut(known) {
        last.description = description;
    }
}

/// `Drug: A, Device: B`: a comma before another type.
fn typed_parts(part: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for piece in part.split(", ") {
        match parts.last_mut().filter(|_| !is_typed(piece)) {
            Some(before) => *before = stretch(part, before, piece),
            None => parts.push(piece),
        }
    }
    parts
}

/// The parts of a list of names without types, where each begins like a name.
fn untyped_parts(line: &str) -> Vec<&str> {
    let parts = list::commas(line);
    let names = parts.iter().all(|part| part.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit()));
    if is_typed(line) || !names { vec![line] } else { parts }
}

/// `A (Drug)`: the name and the type.
fn kind_behind(part: &str) -> Option<(&str, Value<'_, Term>)> {
    let (name, word) = part.strip_suffix(')')?.rsplit_once(" (")?;
    Some((name, Value::new(vocab::INTERVENTION_TYPE.term(word)?, word)))
}

/// Adds the intervention that `at` names, with its type where the page prints one.
pub(in crate::layout) fn intervention<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let typed = at.split_once(':').and_then(|(word, name)| Some((vocab::INTERVENTION_TYPE.term(word)?, word, name)));
    let (kind, name) = match typed {
        Some((term, word, name)) => (Some(Value::new(term, trimmed(word))), name),
        None => (None, at),
    };
    add(reading, name, kind);
}

fn add<'t>(reading: &mut Reading<'t>, name: &'t str, kind: Maybe<'t, Term>) {
    let place = format_args!("/interventions/{}/name", reading.trial.interventions.len());
    let name = reading.line(place, name);
    if name.is_some() {
        let intervention = Intervention { r#type: kind, name, ..Default::default() };
        reading.trial.interventions.push(intervention);
    }
}

/// The names of the other columns of a table of conditions, where each stands on its line.
const COLUMNS: &[&str] = &["Intervention", "Treatment or Intervention", "Intervention/treatment", "Phase"];

/// A cell a line: conditions, then interventions with their types, then phases.
pub(super) fn condition_table<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let typed =
        |text: &str| text.split_once(": ").is_some_and(|(kind, _)| vocab::INTERVENTION_TYPE.term(kind).is_some());
    let mut conditions = true;
    let before = lines(body).take_while(|line| COLUMNS.contains(&line.text)).count();
    for (n, line) in lines(body).enumerate() {
        if COLUMNS.contains(&line.text) {
            reading.label(line.text);
            // Names of columns that stand behind values part the columns.
            conditions &= n < before;
            continue;
        }
        let word = line.text.contains("Phase ") || ["N/A", "Not Applicable"].contains(&line.text);
        if word && vocab::phases(line.text).is_some() {
            conditions = false;
            super::phases(reading, line.text);
        } else if typed(line.text) {
            conditions = false;
            intervention(reading, line.text);
        } else if conditions {
            condition(reading, line.text);
        }
    }
}
