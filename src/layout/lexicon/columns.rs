//! Tables with a head: a row for each outcome, arm, intervention or place, a column for each part of it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words;
use crate::grammar::line::{Line, raw_lines};
use crate::layout::Reading;
use crate::record::{ArmGroup, Intervention, Location, Maybe, Outcome, Value};
use crate::text::{BREAK, folded, trimmed};
use crate::vocab::{ARM_GROUP_TYPE, COUNTRY, INTERVENTION_TYPE, STATUS, is_placeholder};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// What the row is about: the measure, the label of the arm, the name of the intervention or the facility.
    Name,
    /// A name where the table has no other, else the interventions of an arm.
    Treatment,
    /// When an outcome is measured.
    Time,
    /// What describes the row.
    Text,
    /// The type of an arm or an intervention, or which outcomes a row is one of.
    Type,
    /// Other names of an intervention.
    Aliases,
    City,
    State,
    Country,
    /// City and country, or more, between commas.
    Place,
    Status,
    /// Whom to reach, and how.
    Contact,
    /// What the record has no place for.
    Other,
}

/// The words at the heads of columns.
const TABLE: &str = include_str!("columns.tsv");

static HEADS: LazyLock<HashMap<&str, Part>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(part, word)| Some((word, Part::of(part)?))).collect()
});

impl Part {
    /// By its name in the table.
    fn of(name: &str) -> Option<Part> {
        Some(match name {
            "name" => Part::Name,
            "treatment" => Part::Treatment,
            "time" => Part::Time,
            "text" => Part::Text,
            "type" => Part::Type,
            "aliases" => Part::Aliases,
            "city" => Part::City,
            "state" => Part::State,
            "country" => Part::Country,
            "place" => Part::Place,
            "status" => Part::Status,
            "contact" => Part::Contact,
            "other" => Part::Other,
            _ => return None,
        })
    }
}

/// A table on a page: the lines from its head to behind its last row.
#[derive(Clone)]
pub(super) struct Columns {
    /// The line of the head.
    pub(super) head: usize,
    /// The line behind the last row.
    pub(super) end: usize,
    parts: Vec<Part>,
}

/// The tables of a page.
pub(super) fn tables(text: &str) -> Vec<Columns> {
    let rows: Vec<&str> = raw_lines(text).map(trimmed).collect();
    among(&rows)
}

/// The tables among rows.
pub(super) fn among(rows: &[&str]) -> Vec<Columns> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        match parts(rows[at]).and_then(|parts| table(rows, at, parts)) {
            Some(table) => {
                at = table.end;
                tables.push(table);
            }
            None => at += 1,
        }
    }
    tables
}

/// The table that begins with this head, if rows of as many cells follow.
fn table(rows: &[&str], head: usize, parts: Vec<Part>) -> Option<Columns> {
    let bars = rows[head].starts_with('|');
    let row = |text: &str| text.contains('|') && text.starts_with('|') == bars && cells(text).len() == parts.len();
    let rule = below(rows, head).filter(|below| is_rule(rows[*below]));
    // Some crawlers print a blank line between all lines: then one stands above the rule, too.
    let spaced = rule.is_some_and(|rule| rule > head + 1);
    let mut end = head + 1;
    let mut count = 0;
    // Another head begins another table.
    while let Some(next) = if spaced { below(rows, end - 1) } else { Some(end).filter(|end| *end < rows.len()) }
        && (is_rule(rows[next]) || row(rows[next]) && self::parts(rows[next]).is_none())
    {
        (end, count) = (next + 1, count + 1);
    }
    let mut body = rows[head + 1..end].iter().filter(|row| !row.is_empty());
    let labeled = body.any(|row| words::find(cells(row)[0]).is_some());
    let pairs = parts.len() == 2 && rule.is_none() && labeled;
    (count > usize::from(rule.is_some()) && !pairs).then_some(Columns { head, end, parts })
}

/// The next row that is not empty.
fn below(rows: &[&str], row: usize) -> Option<usize> {
    (row + 1..rows.len()).find(|next| !rows[*next].is_empty())
}

pub(super) fn is_rule(row: &str) -> bool {
    row.contains('-') && row.bytes().all(|byte| b"|-:+ ".contains(&byte))
}

/// The cells of a row, empty ones too.
fn cells(row: &str) -> Vec<&str> {
    let row = row.strip_prefix('|').unwrap_or(row);
    row.strip_suffix('|').unwrap_or(row).split('|').map(trimmed).collect()
}

/// What the columns below a head hold: every cell says it, and one says what the rows are about.
fn parts(row: &str) -> Option<Vec<Part>> {
    if !row.contains('|') || row.len() > LONGEST_HEAD {
        return None;
    }
    named(cells(row).into_iter())
}

fn named<'h>(heads: impl Iterator<Item = &'h str>) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = heads.map(head).collect::<Option<_>>()?;
    let named = parts.contains(&Part::Name);
    if !named {
        let treatment = parts.iter_mut().find(|part| **part == Part::Treatment)?;
        *treatment = Part::Name;
    }
    let known = parts.iter().filter(|part| !matches!(part, Part::Other | Part::Contact)).count();
    (known >= 2).then_some(parts)
}

/// Whether words at the heads of columns say what the columns of a record's list hold.
pub(crate) fn name_columns(heads: &[String]) -> bool {
    named(heads.iter().map(String::as_str)).is_some_and(|parts| parts.len() > 2)
}

/// A head is not longer than this.
const LONGEST_HEAD: usize = 160;

fn head(cell: &str) -> Option<Part> {
    let word = cell.trim_matches(|letter: char| matches!(letter, '*' | '_' | ':' | ' ')).to_lowercase();
    HEADS.get(word.as_str()).copied()
}

/// What the rows of a table are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    Primary,
    Secondary,
    Exploratory,
    Arms,
    Interventions,
    Places,
}

impl Rows {
    /// By the slot of a label.
    fn of(slot: &str) -> Option<Rows> {
        Some(match slot {
            "primary_outcomes" => Rows::Primary,
            "secondary_outcomes" => Rows::Secondary,
            "other_outcomes" => Rows::Exploratory,
            "arm_groups.listed" => Rows::Arms,
            "interventions" => Rows::Interventions,
            "locations" => Rows::Places,
            _ => return None,
        })
    }

    fn outcomes(self) -> bool {
        matches!(self, Rows::Primary | Rows::Secondary | Rows::Exploratory)
    }
}

impl Columns {
    /// Whether a rule stands below the head.
    pub(super) fn is_ruled(&self, scan: &[&str]) -> bool {
        below(scan, self.head).is_some_and(|row| is_rule(scan[row]))
    }

    /// Reads the rows below a label of this slot, or below none; whether the table is one of the record's.
    pub(super) fn read<'t>(&self, slot: Option<&str>, scan: &[&'t str], reading: &mut Reading<'t>) -> bool {
        let own = cells(scan[self.head]).into_iter().zip(&self.parts).find(|(_, part)| **part == Part::Name);
        let own = || own.and_then(|(cell, _)| words::find(cell)).and_then(|entry| Rows::of(entry.label.slot.name));
        let places = || self.parts.contains(&Part::Country).then_some(Rows::Places);
        let kind = slot.and_then(Rows::of).or_else(own).or_else(places);
        let body: Vec<&'t str> = scan[self.head + 1..self.end].iter().copied().filter(|row| !row.is_empty()).collect();
        let typed = |row: &&str| self.cell(row, Part::Type).is_some_and(|cell| outcome_type(cell).is_some());
        // `Other` is a type of arms and interventions too.
        let all_typed = kind.is_none_or(Rows::outcomes) && body.iter().filter(|row| !is_rule(row)).all(typed);
        let arm = |row: &&str| self.cell(row, Part::Type).is_some_and(|cell| ARM_GROUP_TYPE.term(cell).is_some());
        let arms = kind.is_none() && !all_typed && body.iter().filter(|row| !is_rule(row)).all(arm);
        let kind = kind.or(arms.then_some(Rows::Arms));
        if kind.is_none() && !all_typed {
            return false;
        }
        reading.label(scan[self.head]);
        for &row in &body {
            if is_rule(row) {
                reading.boilerplate(row);
                continue;
            }
            let own = self.cell(row, Part::Type).filter(|_| all_typed);
            if let Some(word) = own {
                reading.label(word);
            }
            let kind = own.map_or(kind, outcome_type);
            match kind {
                Some(kind) if kind.outcomes() => self.outcome(kind, row, reading),
                Some(Rows::Arms) => self.arm(row, reading),
                Some(Rows::Interventions) => self.intervention(row, reading),
                _ => self.place(row, reading),
            }
            for (cell, _) in cells(row).into_iter().zip(&self.parts).filter(|(_, part)| **part == Part::Contact) {
                reading.contact(cell);
            }
            bars(row, reading);
        }
        true
    }

    /// The first cell of a row in a column of this part, unless it is empty.
    fn cell<'t>(&self, row: &'t str, part: Part) -> Option<&'t str> {
        let mut found = cells(row).into_iter().zip(&self.parts).filter(|(_, known)| **known == part);
        found.next().map(|(cell, _)| cell).filter(|cell| !cell.is_empty())
    }

    fn value<'t>(&self, row: &'t str, part: Part, pointer: &str, reading: &mut Reading<'t>) -> Maybe<'t> {
        reading.line(pointer, self.cell(row, part)?)
    }

    fn outcome<'t>(&self, kind: Rows, row: &'t str, reading: &mut Reading<'t>) {
        let trial = &reading.trial;
        let (field, n) = match kind {
            Rows::Primary => ("primary_outcomes", trial.primary_outcomes.len()),
            Rows::Secondary => ("secondary_outcomes", trial.secondary_outcomes.len()),
            _ => ("other_outcomes", trial.other_outcomes.len()),
        };
        let place = |key: &str| format!("/{field}/{n}/{key}");
        let measure = self.value(row, Part::Name, &place("measure"), reading);
        let time_frame = self.value(row, Part::Time, &place("time_frame"), reading);
        let description = self.value(row, Part::Text, &place("description"), reading);
        if measure.is_none() {
            return;
        }
        let trial = &mut reading.trial;
        let outcomes = match kind {
            Rows::Primary => &mut trial.primary_outcomes,
            Rows::Secondary => &mut trial.secondary_outcomes,
            _ => &mut trial.other_outcomes,
        };
        outcomes.push(Outcome { measure, time_frame, description });
    }

    fn arm<'t>(&self, row: &'t str, reading: &mut Reading<'t>) {
        let place = format!("/arm_groups/{}", reading.trial.arm_groups.len());
        let Some(name) = self.cell(row, Part::Name) else { return };
        let (before, behind) = (name.split_once(": "), name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")));
        let typed = before.or(behind.map(|(name, word)| (word, name)));
        let typed = typed.and_then(|(word, name)| Some((Value::new(ARM_GROUP_TYPE.term(word)?, word), name)));
        let (kind, name) = typed.map_or((None, name), |(kind, name)| (Some(kind), name));
        let cell = self.cell(row, Part::Type);
        let kind = kind.or_else(|| reading.term(format_args!("{place}/type"), &ARM_GROUP_TYPE, cell?));
        let label = reading.line(format_args!("{place}/label"), name);
        let description = self.value(row, Part::Text, &format!("{place}/description"), reading);
        let treatments = self.cell(row, Part::Treatment).filter(|cell| !is_placeholder(cell)).unwrap_or_default();
        let names = treatments.split([';', BREAK]).map(|name| Line::of(name).text).filter(|name| !name.is_empty());
        let names = names.map(|whole| (whole, untyped(whole)));
        let names = names.map(|(whole, name)| {
            reading.label(&whole[..whole.len() - name.len()]);
            name
        });
        let intervention_names = names.filter(|name| !name.is_empty()).map(|name| Value::new(folded(name), name));
        let arm = ArmGroup { label, r#type: kind, description, intervention_names: intervention_names.collect() };
        // An arm has a row for each of its interventions.
        let number = reading.trial.arm_groups.len().saturating_sub(1);
        match reading.trial.arm_groups.last_mut().filter(|last| is_same(last, &arm)) {
            Some(last) => {
                last.intervention_names.extend(arm.intervention_names);
                let again = [("label", arm.label), ("description", arm.description)];
                let again = again.into_iter().filter_map(|(key, value)| Some((key, value?.at)));
                reading.also.extend(again.map(|(key, at)| (format!("/arm_groups/{number}/{key}"), at)));
            }
            None => reading.trial.arm_groups.push(arm),
        }
    }

    fn intervention<'t>(&self, row: &'t str, reading: &mut Reading<'t>) {
        let place = format!("/interventions/{}", reading.trial.interventions.len());
        let Some(whole) = self.cell(row, Part::Name) else { return };
        let name = untyped(whole);
        let word = if name.len() < whole.len() { whole.split(':').next() } else { self.cell(row, Part::Type) };
        let kind = word.and_then(|word| reading.term(format_args!("{place}/type"), &INTERVENTION_TYPE, word));
        let name = reading.line(format_args!("{place}/name"), name);
        let description = self.value(row, Part::Text, &format!("{place}/description"), reading);
        let aliases = self.cell(row, Part::Aliases).unwrap_or_default();
        let aliases = aliases.split([';', BREAK]).map(trimmed).filter(|name| !name.is_empty());
        let other_names = aliases.map(|name| Value::new(folded(name), name)).collect();
        reading.trial.interventions.push(Intervention { r#type: kind, name, description, other_names });
    }

    fn place<'t>(&self, row: &'t str, reading: &mut Reading<'t>) {
        let place = format!("/locations/{}", reading.trial.locations.len());
        let mut part = |part: Part, key: &str| self.value(row, part, &format!("{place}/{key}"), reading);
        let facility = part(Part::Name, "facility");
        let (city, state, country) =
            (part(Part::City, "city"), part(Part::State, "state"), part(Part::Country, "country"));
        let status = self.cell(row, Part::Status);
        let status = status.and_then(|word| reading.term(format_args!("{place}/status"), &STATUS, word));
        let mut location = Location { facility, city, state, country, status };
        if let Some(at) = self.cell(row, Part::Place) {
            address(at, &mut location);
        }
        reading.trial.locations.push(location);
    }
}

/// `City, Country`, `City, State, Country` in one cell.
fn address<'t>(at: &'t str, location: &mut Location<'t>) {
    let value = |at: &'t str| Some(Value::new(folded(at), at));
    let parts: Vec<&'t str> = at.split(',').map(trimmed).collect();
    let [city, .., last] = parts[..] else { return };
    if COUNTRY.term(last).is_some() && parts.len() <= 3 && location.city.is_none() {
        (location.city, location.country) = (value(city), value(last));
        location.state = parts.get(1).filter(|_| parts.len() == 3).and_then(|state| value(state));
    }
}

/// Whether a row tells of the arm that the row above tells of, and of another intervention of it.
fn is_same(last: &ArmGroup<'_>, next: &ArmGroup<'_>) -> bool {
    let same = |one: &Maybe<'_>, other: &Maybe<'_>| {
        one.as_ref().map(|one| &one.value) == other.as_ref().map(|other| &other.value)
    };
    let kinds = [last, next].map(|arm| arm.r#type.as_ref().map(|kind| kind.value));
    let treated = [last, next].iter().all(|arm| !arm.intervention_names.is_empty());
    treated && kinds[0] == kinds[1] && same(&last.label, &next.label) && same(&last.description, &next.description)
}

/// `Drug: A`: the name.
fn untyped(name: &str) -> &str {
    let typed = name.split_once(": ").filter(|(word, _)| INTERVENTION_TYPE.term(word).is_some());
    typed.map_or(name, |(_, name)| trimmed(name))
}

/// `Primary`, `Secondary outcome` in the column of types.
fn outcome_type(cell: &str) -> Option<Rows> {
    match cell.split(' ').next().unwrap_or_default().to_lowercase().as_str() {
        "primary" => Some(Rows::Primary),
        "secondary" => Some(Rows::Secondary),
        "other" | "exploratory" | "tertiary" => Some(Rows::Exploratory),
        _ => None,
    }
}

/// Accounts for the bars between cells.
fn bars<'t>(row: &'t str, reading: &mut Reading<'t>) {
    for (at, bar) in row.match_indices('|') {
        reading.boilerplate(&row[at..at + bar.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_names_a_part_and_no_word_stands_twice() {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(HEADS.len(), rows);
        assert!(HEADS.keys().all(|word| *word == word.to_lowercase()));
    }

    #[test]
    fn a_head_names_all_its_columns() {
        let read = |row| parts(row).map(|parts| parts.len());
        assert_eq!(read("| Outcome | Time frame | Description |"), Some(3));
        assert_eq!(read("Facility | City | Country"), Some(3));
        assert_eq!(read("| Interventions | Description |"), Some(2));
        assert_eq!(read("| Status | Recruiting |"), None);
        assert_eq!(read("| City | Country |"), None);
    }

    #[test]
    fn a_row_of_a_label_and_its_value_heads_no_table() {
        let page = "| Intervention | Treatment |\n| Sponsor | Harbor Institute |";
        assert!(tables(page).is_empty());
        let page = "| Intervention | Description |\n|---|---|\n| Drug: A | a tablet |";
        assert_eq!(tables(page).len(), 1);
    }
}
