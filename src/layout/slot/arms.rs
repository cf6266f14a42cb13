//! Arms as registries print them: the type and the label, lines of text, then what is given, with lines of its own.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::{Reading, Section, Stand};
use super::flat_cells::{cells, keyed};
use crate::grammar::line::{Line, Mark, stretch};
use crate::record::{ArmGroup, Intervention, Term, Value};
use crate::text::{folded, paragraphs, trimmed};
use crate::vocab;

/// What a line of the table is.
pub(super) enum Part<'t> {
    /// `Experimental: Label`.
    Arm(Typed<'t>),
    /// `Drug: Name`.
    Given(Typed<'t>),
    /// `Other: …`, which may be either.
    Either(Typed<'t>),
    /// `Intervention:` or `Other Name:`, with the names behind or below.
    Key(&'t str, &'t str),
    Text,
}

/// A word of a closed list and what stands behind its colon.
#[derive(Clone, Copy)]
pub(super) struct Typed<'t> {
    word: &'t str,
    term: Term,
    pub(super) name: &'t str,
}

pub(super) fn part(text: &str) -> Part<'_> {
    let Some((word, name)) = text.split_once(':').map(|(word, name)| (word, trimmed(name))) else { return Part::Text };
    if ["Intervention", "Interventions", "Other Name", "Other Names"].contains(&word) {
        return Part::Key(&text[..=word.len()], name);
    }
    let typed = |term| Typed { word, term, name };
    match (vocab::ARM_GROUP_TYPE.term(word), vocab::INTERVENTION_TYPE.term(word)) {
        _ if name.is_empty() => Part::Text,
        (Some(term), Some(_)) => Part::Either(typed(term)),
        (Some(term), None) => Part::Arm(typed(term)),
        (None, Some(term)) => Part::Given(typed(term)),
        (None, None) => Part::Text,
    }
}

/// Where the lines that follow belong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Arm,
    Given,
    OtherNames,
}

/// A table of arms being read.
struct Table<'r, 't> {
    reading: &'r mut Reading<'t>,
    body: &'t str,
    /// How the lines of labels are marked and indented.
    labels: (Mark, usize),
    place: Place,
    /// The lines of text that came last: the first and the last of them.
    text: Option<(&'t str, &'t str)>,
    /// The interventions by their names.
    known: HashMap<Cow<'t, str>, usize>,
    /// The intervention that was named last.
    given: Option<usize>,
    /// What the arm that was named last is given.
    names: HashSet<Cow<'t, str>>,
    /// Whether the page has listed the interventions before.
    listed: bool,
    /// Whether it is a table of arms, not of interventions alone.
    arms: bool,
    /// Whether its cells stand between bars, so that the lines of each are one.
    barred: bool,
    /// The names of interventions that stand behind keys elsewhere on the page.
    keyed: HashSet<Cow<'t, str>>,
}

/// The arms of a table, with what is given in each. What a table says of an intervention goes to the intervention.
pub(in crate::layout) fn arms<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let (body, cell) = (section.body, section.stand == Stand::Cell);
    let (rows, barred) = cells(reading, body, cell);
    let [first, rest @ ..] = &rows[..] else { return };
    if rest.is_empty() && reading.given("/arm_groups", first.text).is_none() {
        return;
    }
    // `Other: …` below a label without a type is an intervention.
    let typed =
        matches!(part(first.text), Part::Either(_)) || rows.iter().any(|line| matches!(part(line.text), Part::Arm(_)));
    let texts = if typed { Some(Vec::new()) } else { texts(&rows) };
    let table = Table::new(reading, body, first, (true, barred));
    let flat = cell || rows.iter().any(|row| table.is_flat(row.text));
    let clean = !barred || rows.iter().all(|row| table.is_clean(row.text, (cell, flat)));
    let Some(texts) = texts.filter(|_| clean && told(&rows, typed)) else {
        let message = "the lines of the arms cannot be told apart into labels, texts and interventions";
        return table.unparted(&rows, "/arm_groups", message);
    };
    table.lines(&rows, typed, &texts);
}

/// Interventions with their types, each with lines of description and other names.
pub(in crate::layout) fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let (body, cell) = (section.body, section.stand == Stand::Cell);
    let (rows, barred) = cells(reading, body, cell);
    let [first, rest @ ..] = &rows[..] else { return };
    if rest.is_empty() && reading.given("/interventions", first.text).is_none() {
        return;
    }
    let keyed = if cell { keyed(reading.text) } else { HashSet::new() };
    let table = Table { keyed, ..Table::new(reading, body, first, (false, barred)) };
    if barred && !rows.iter().all(|row| table.is_clean(row.text, (cell, cell))) {
        let message = "nothing tells the name of an intervention from what describes it in one cell";
        return table.unparted(&rows, "/interventions", message);
    }
    table.lines(&rows, true, &[]);
}

/// Whether lines can be told apart: by the types of arms, else by marks before the labels or before the texts. A line that
/// holds an arm and what is given in it has lost its cells.
fn told(rows: &[Line<'_>], typed: bool) -> bool {
    let flat = |line: &Line<'_>| match part(line.text) {
        Part::Arm(arm) | Part::Either(arm) => holds_given(arm.name),
        _ => false,
    };
    let marked = rows.iter().filter(|line| line.mark != Mark::None).count();
    !rows.iter().any(flat) && (typed || marked > 0 || rows.len() == 1)
}

/// In a table without types, the lines that look like labels and are the texts of the labels above them: of the lines
/// between two interventions the first is a label. Nothing where another line may be a label as well as a text.
fn texts(rows: &[Line<'_>]) -> Option<Vec<usize>> {
    let given = |line: &Line<'_>| matches!(part(line.text), Part::Given(_) | Part::Either(_));
    let alike = |line: &Line<'_>| (line.mark, line.indent) == (rows[0].mark, rows[0].indent);
    if !rows.iter().any(given) {
        return Some(Vec::new());
    }
    let label = |n: &usize| alike(&rows[*n]) && matches!(part(rows[*n].text), Part::Text);
    let all: Vec<usize> = (0..rows.len()).filter(label).collect();
    let (firsts, rest): (Vec<usize>, Vec<usize>) = all.iter().partition(|&&n| n == 0 || !label(&(n - 1)));
    // Where each label has one line below it, short ones are texts too.
    let pairs = firsts.len() == rest.len() && firsts.len() > 1 && firsts.iter().zip(&rest).all(|(a, b)| a + 1 == *b);
    (pairs || rest.iter().all(|&n| is_text(rows[n].text))).then_some(rest)
}

/// Whether a line reads like a sentence.
fn is_text(line: &str) -> bool {
    line.len() > LONGEST_LABEL || line.ends_with(['.', ';', '?', '!']) || line.contains(". ")
}

/// Longer lines are no labels of arms: the registry allows no more.
const LONGEST_LABEL: usize = 100;

/// Hardly a label is longer; what is longer in a cell may hold a text as well.
const LONGEST_CLEAN: usize = 62;

/// So long a label is none with a text behind it.
const LONGEST_SURE: usize = 40;

/// The registry allows no longer names of interventions.
pub(super) const LONGEST_NAME: usize = 200;

/// Whether a type of intervention with its colon stands inside a text.
fn holds_given(text: &str) -> bool {
    text.match_indices(": ").any(|(at, _)| {
        let before = &text[..at];
        vocab::INTERVENTION_TYPE.rows().iter().any(|(word, _)| {
            let start = before.len().checked_sub(word.len()).filter(|start| before.is_char_boundary(*start));
            start.is_some_and(|start| {
                before[start..].eq_ignore_ascii_case(word) && (start == 0 || before[..start].ends_with(' '))
            })
        })
    })
}

impl<'r, 't> Table<'r, 't> {
    fn new(reading: &'r mut Reading<'t>, body: &'t str, first: &Line<'t>, (arms, barred): (bool, bool)) -> Self {
        let names = reading.trial.interventions.iter().map(|known| known.name.as_ref().map(|name| name.value.clone()));
        let known: HashMap<_, _> = names.enumerate().filter_map(|(at, name)| Some((name?, at))).collect();
        Table {
            body,
            labels: (first.mark, first.indent),
            place: Place::Arm,
            text: None,
            given: None,
            names: HashSet::new(),
            listed: !known.is_empty(),
            known,
            arms,
            barred,
            keyed: HashSet::new(),
            reading,
        }
    }

    /// Whether what stands in a cell may be a label or a name and nothing else: short, no sentence, or an intervention that
    /// the page named before. Where `alone`, the cell is all there is, and what has no type must be a label too.
    fn is_clean(&self, text: &str, (alone, flat): (bool, bool)) -> bool {
        let short = |name: &str| name.len() <= LONGEST_CLEAN && !is_text(name);
        // Among cells that lost their lines a label has hardly room for a text, and does not begin with another name.
        let label = |name: &str| {
            let known = self.begins_known(name);
            short(name) && (!flat || name.len() <= LONGEST_SURE && known.is_none_or(|end| end == name.len()))
        };
        match part(text) {
            Part::Arm(arm) => label(arm.name),
            Part::Given(given) | Part::Either(given) => short(given.name) || self.begins_known(given.name).is_some(),
            Part::Key(_, name) => short(name) || name.is_empty(),
            Part::Text => !alone || label(text),
        }
    }

    /// Whether a cell holds a name and what describes it.
    fn is_flat(&self, text: &str) -> bool {
        match part(text) {
            Part::Given(given) => self.begins_known(given.name).is_some_and(|end| end < given.name.len()),
            _ => false,
        }
    }

    /// Where the longest name of an intervention that the page has elsewhere ends at the beginning of a text.
    fn begins_known(&self, text: &'_ str) -> Option<usize> {
        let head = &text[..text.floor_char_boundary(LONGEST_NAME)];
        let mut ends =
            head.match_indices(' ').map(|(at, _)| at).chain((head.len() == text.len()).then_some(text.len()));
        let known = |name: &Cow<'_, str>| self.known.contains_key(name) || self.keyed.contains(name);
        ends.rfind(|end| known(&folded(&text[..*end])))
    }

    /// Leaves the rows unread.
    fn unparted(self, rows: &[Line<'t>], field: &str, message: &str) {
        let all = stretch(self.body, rows[0].whole, rows[rows.len() - 1].whole);
        self.reading.issue("unparted", Some(field), Some(all), message);
    }

    fn lines(mut self, rows: &[Line<'t>], typed: bool, texts: &[usize]) {
        for (n, line) in rows.iter().enumerate() {
            let label = (line.mark, line.indent) == self.labels && texts.binary_search(&n).is_err();
            self.line(line, typed, label);
        }
        self.described();
    }

    fn line(&mut self, line: &Line<'t>, typed: bool, label: bool) {
        match part(line.text) {
            Part::Arm(arm) => self.arm(Some(arm), arm.name),
            Part::Either(either) if typed && self.is_arm(either, line) => self.arm(Some(either), either.name),
            Part::Either(given) | Part::Given(given) => self.given(given),
            Part::Key(key, name) => self.key(key, name),
            Part::Text if self.place == Place::OtherNames && (typed || !label) => self.other_name(line.text),
            Part::Text if !typed && label => self.arm(None, line.text),
            Part::Text => self.text = Some((self.text.map_or(line.text, |text| text.0), line.text)),
        }
    }

    fn arm(&mut self, typed: Option<Typed<'t>>, label: &'t str) {
        self.described();
        self.reading.trial.arm_groups.push(ArmGroup {
            label: Some(Value::new(folded(label), label)),
            r#type: typed.map(|typed| Value::new(typed.term, typed.word)),
            ..ArmGroup::default()
        });
        self.names.clear();
        self.place = Place::Arm;
    }

    /// Whether `Other: …` is an arm: the first line is one, and what follows a whole arm and is not given elsewhere. An arm
    /// has an intervention once.
    fn is_arm(&self, either: Typed<'t>, line: &Line<'t>) -> bool {
        let Some(arm) = self.reading.trial.arm_groups.last() else { return self.arms };
        let alone = arm.r#type.as_ref().is_some_and(|kind| kind.value == "NO_INTERVENTION");
        let marked = self.labels.0 == Mark::None || (line.mark, line.indent) == self.labels;
        let whole = alone || !self.names.is_empty();
        let name = folded(either.name);
        self.arms && whole && marked && (!self.known.contains_key(&name) || self.names.contains(&name))
    }

    fn given(&mut self, mut given: Typed<'t>) {
        self.described();
        let mut behind = "";
        if let Some(end) = self.begins_known(given.name).filter(|_| self.barred) {
            // What describes it stands in the same cell.
            (given.name, behind) = given.name.split_at(end);
        }
        let name = Value::new(folded(given.name), given.name);
        let known = self.known.get(&name.value).copied();
        match known {
            Some(at) => self.reading.also.push((format!("/interventions/{at}/type"), given.word)),
            None if self.listed => self.reading.label(given.word),
            None => {
                self.known.insert(name.value.clone(), self.reading.trial.interventions.len());
                self.reading.trial.interventions.push(Intervention {
                    r#type: vocab::INTERVENTION_TYPE.term(given.word).map(|term| Value::new(term, given.word)),
                    name: Some(name.clone()),
                    ..Intervention::default()
                });
            }
        }
        self.given = self.known.get(&name.value).copied();
        self.place = Place::Given;
        if let Some(arm) = self.reading.trial.arm_groups.last_mut() {
            self.names.insert(name.value.clone());
            arm.intervention_names.push(name);
        }
        if !self.arms && !behind.is_empty() {
            self.text = Some((trimmed(behind), trimmed(behind)));
        }
    }

    fn key(&mut self, key: &'t str, name: &'t str) {
        self.described();
        self.reading.label(key);
        if key.starts_with("Other") {
            self.place = Place::OtherNames;
            if !name.is_empty() {
                self.other_name(name);
                self.place = Place::Given;
            }
        } else if let Part::Given(given) | Part::Either(given) = part(name) {
            self.given(given);
        }
    }

    /// A further name of the intervention. A table that repeats an intervention repeats its names in their order.
    fn other_name(&mut self, name: &'t str) {
        let Some(at) = self.given else { return };
        let names = &mut self.reading.trial.interventions[at].other_names;
        match names.iter().take(MOST_NAMES).position(|known| known.value == folded(name)) {
            Some(known) => self.reading.also.push((format!("/interventions/{at}/other_names/{known}"), name)),
            None => names.push(Value::new(folded(name), name)),
        }
    }

    /// Gives the lines of text that came last to the arm or the intervention that was named before them. A text that is
    /// repeated is a further place of it; another text for the same thing stays unread.
    fn described(&mut self) {
        let Some((first, last)) = self.text.take() else { return };
        let at = stretch(self.body, first, last);
        let value = Value::new(paragraphs(at), at);
        let given = self.given.filter(|_| self.place != Place::Arm);
        let arm = self.reading.trial.arm_groups.last_mut().filter(|_| self.place == Place::Arm);
        let text = match (given, arm) {
            (Some(given), _) => &mut self.reading.trial.interventions[given].description,
            (None, Some(arm)) => &mut arm.description,
            (None, None) => return,
        };
        match (text, given) {
            (text @ None, _) => *text = Some(value),
            (Some(known), Some(given)) if known.value == value.value => {
                self.reading.also.push((format!("/interventions/{given}/description"), at));
            }
            _ => {}
        }
    }
}

/// So many other names of an intervention are looked through for one that is repeated.
const MOST_NAMES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::line::lines;

    #[test]
    fn of_lines_between_interventions_the_first_is_a_label() {
        let check = |body: &str, told: Option<&[usize]>| {
            let rows: Vec<Line<'_>> = lines(body).collect();
            assert_eq!(texts(&rows).as_deref(), told, "{body}");
        };
        check("Cases\nControls", Some(&[]));
        check("Cases\nOther: Diary\nControls\nOther: Diary", Some(&[]));
        check("Cases\nAll who fell.\nOther: Diary\n• A page a day\nControls\nOther: Diary", Some(&[1]));
        check("Cases\nFell twice\nDrug: A\nControls\nNever fell\nDrug: A", Some(&[1, 4]));
        // A second label, or a text.
        check("Cases\nControls\nOther: Diary", None);
    }
}
