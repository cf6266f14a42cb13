//! Outcomes as lists: a line each, the time frame in brackets, behind a key, or on a line of its own.

use super::super::Reading;
use super::outcomes::{flattened, outcome};
use super::plain::add_line;
use crate::grammar::line::{Line, Mark, lines, stretch};
use crate::grammar::{list, marks};
use crate::record::{Outcome, Value};
use crate::text::{folded, range_in, trimmed};

/// What a line of a list of outcomes is.
#[derive(Clone, Copy)]
enum Part<'t> {
    /// A measure, perhaps with its time and more: where the key of the time begins, the time, the rest.
    Measure(&'t str, Option<[&'t str; 3]>),
    /// `Time frame: 12 weeks`: the key and the time.
    Time(&'t str, &'t str),
    /// `Description: …`: the key and the text.
    Description(&'t str, &'t str),
    /// The key of the line below.
    Key,
}

/// One outcome a line; `[Time Frame: 12 weeks]` behind the measure, or on the next line; lines that are no outcomes
/// describe the one before.
pub(super) fn outcome_lines<'t>(reading: &mut Reading<'t>, field: &str, body: &'t str) -> Vec<Outcome<'t>> {
    let Some(_) = reading.given(field, body) else { return Vec::new() };
    let rows = rows(reading, body);
    let mut parts: Vec<Part<'t>> = rows.iter().map(|row| part(row.text)).collect();
    keys_above(reading, &mut parts);
    let bare = bare_times(&rows, &mut parts);
    let mut style = Style::of(&rows, &parts);
    style.timed &= !bare;
    told(reading, field, &rows, &parts, &style)
}

/// One outcome: its measure, and what describes it on the lines below.
pub(super) fn one<'t>(reading: &mut Reading<'t>, field: &str, body: &'t str) -> Vec<Outcome<'t>> {
    let Some(_) = reading.given(field, body) else { return Vec::new() };
    let rows: Vec<Line<'t>> = lines(body).collect();
    let mut parts: Vec<Part<'t>> = rows.iter().map(|row| part(row.text)).collect();
    keys_above(reading, &mut parts);
    bare_times(&rows[..1], &mut parts[..1]);
    told(reading, field, &rows, &parts, &Style::ONE)
}

/// `Time point` alone on a line is the key of the line below.
fn keys_above<'t>(reading: &mut Reading<'t>, parts: &mut [Part<'t>]) {
    for n in 1..parts.len() {
        let (Part::Measure(above, None), Part::Measure(below, None)) = (parts[n - 1], parts[n]) else { continue };
        let words = above.trim_end_matches(|letter: char| letter.is_ascii_digit() || " []()#".contains(letter));
        let key = |keys: &[&str]| keys.iter().any(|key| words.eq_ignore_ascii_case(key.trim_end_matches("(s)")));
        if n > 1 && key(TIME_KEYS) {
            reading.label(above);
            parts[n - 1] = Part::Key;
            parts[n] = Part::Time(&below[..0], below);
        }
    }
}

/// The outcomes that the parts of a list tell.
fn told<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    rows: &[Line<'t>],
    parts: &[Part<'t>],
    style: &Style,
) -> Vec<Outcome<'t>> {
    let mut outcomes: Vec<Outcome<'t>> = Vec::new();
    for (n, (row, part)) in rows.iter().zip(parts).enumerate() {
        let begins = outcomes.is_empty() || style.begins(row, parts, n);
        match (*part, outcomes.last_mut()) {
            (Part::Time(key, time), Some(last)) => {
                last.time_frame = Some(Value::new(folded(time), time));
                reading.label(key);
            }
            (Part::Description(key, text), Some(last)) => {
                add_line(reading.text, &mut last.description, text, false);
                reading.label(key);
            }
            (Part::Measure(text, None), Some(last)) if !begins => {
                add_line(reading.text, &mut last.description, text, false);
            }
            (Part::Measure(text, time), _) => timed(reading, field, text, time, &mut outcomes),
            (Part::Time(..) | Part::Description(..), None) | (Part::Key, _) => {}
        }
    }
    outcomes
}

/// The lines of a list, those that hold several outcomes cut, without their numbers.
fn rows<'t>(reading: &mut Reading<'t>, body: &'t str) -> Vec<Line<'t>> {
    let mut rows: Vec<Line<'t>> = lines(body).collect();
    if let [only] = rows[..] {
        let text = if marks::bullets(only.whole, None).is_empty() { only.text } else { only.whole };
        let several = bracketed(text).unwrap_or_else(|| keyed(text));
        if several.len() > 1 {
            rows = several.into_iter().map(Line::of).collect();
        }
    }
    for row in &mut rows {
        unhead(reading, row);
    }
    // Numbers that count on from 1 are marks.
    let mut next = 1;
    for row in &mut rows {
        if let Some((_, end)) = marks::number_mark(row.text).filter(|(number, _)| *number == next) {
            reading.boilerplate(&row.text[..end]);
            row.text = trimmed(&row.text[end..]);
            row.mark = Mark::Bullet;
            next += 1;
        }
    }
    rows
}

/// `### A`, `**A**`: the marks of a heading are those of a list.
fn unhead<'t>(reading: &mut Reading<'t>, row: &mut Line<'t>) {
    let own = row.text.trim_start_matches('#');
    if own.len() < row.text.len() && own.starts_with(' ') {
        reading.boilerplate(&row.text[..row.text.len() - own.len()]);
        row.text = trimmed(own);
        row.mark = Mark::Bullet;
    }
}

/// `A [Time Frame: 1 week]; B [Time Frame: 2 weeks]`: the outcomes, where each has its time in brackets.
fn bracketed(text: &str) -> Option<Vec<&str>> {
    let mut rows = Vec::new();
    let mut rest = text;
    while let Some((.., end)) = time_bracket(rest) {
        rows.push(trimmed(&rest[..end]));
        rest = rest[end..].trim_start_matches([' ', ';', ',', '|', '.']);
    }
    rows.extend(Some(trimmed(rest)).filter(|rest| !rest.is_empty() && !rows.is_empty()));
    (rows.len() > 1).then_some(rows)
}

/// The texts of a list, keys with their values left on the outcome they belong to.
fn keyed(text: &str) -> Vec<&str> {
    let mut rows: Vec<&str> = Vec::new();
    for piece in list::texts(text) {
        match rows.last_mut().filter(|_| !matches!(part(piece), Part::Measure(..))) {
            Some(before) => *before = stretch(text, before, piece),
            None => rows.push(piece),
        }
    }
    rows
}

/// How the outcomes of a list are told from what describes them.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing about how a list is printed")]
struct Style {
    /// Outcomes have marks or numbers.
    marked: bool,
    /// Times have lines of their own.
    time_lines: bool,
    /// Descriptions are labeled.
    described: bool,
    /// Some lines have their times in them: the others describe.
    timed: bool,
    /// The time ends an outcome; lines between a measure and its time describe it.
    closed: bool,
}

impl Style {
    /// One outcome, whose lines begin no other.
    const ONE: Style = Style { marked: true, time_lines: false, described: false, timed: false, closed: false };

    fn of(rows: &[Line<'_>], parts: &[Part<'_>]) -> Self {
        let marked = rows.iter().filter(|row| row.mark != Mark::None).count();
        let timed = parts.iter().filter(|part| matches!(part, Part::Measure(_, Some(_)))).count();
        Style {
            marked: marked > 0 && marked < rows.len(),
            time_lines: parts.iter().any(|part| matches!(part, Part::Time(..))),
            described: parts.iter().any(|part| matches!(part, Part::Description(..))),
            timed: timed > 0 && marked < rows.len(),
            closed: marked == 0 && timed == 0 && closed(parts),
        }
    }

    /// Whether a line begins another outcome.
    fn begins(&self, row: &Line<'_>, parts: &[Part<'_>], n: usize) -> bool {
        let timed = matches!(parts[n], Part::Measure(_, Some(_)));
        if self.marked {
            row.mark != Mark::None
        } else if self.closed {
            n > 0 && matches!(parts[n - 1], Part::Time(..))
        } else if self.time_lines {
            timed || self.described || matches!(parts.get(n + 1), Some(Part::Time(..) | Part::Key))
        } else {
            timed || !self.timed
        }
    }
}

/// Whether each outcome of a list is a measure, lines that describe it and its time, in this order: a time is last, and
/// where two lines stand before one the first of all has them too, or the second is mostly the longer.
fn closed(parts: &[Part<'_>]) -> bool {
    if !matches!(parts.last(), Some(Part::Time(..))) || parts.iter().any(|part| matches!(part, Part::Description(..))) {
        return false;
    }
    let texts = |group: &[Part<'_>]| -> Vec<usize> {
        group
            .iter()
            .filter_map(|part| if let Part::Measure(text, _) = part { Some(text.len()) } else { None })
            .collect()
    };
    let groups: Vec<Vec<usize>> = parts.split_inclusive(|part| matches!(part, Part::Time(..))).map(texts).collect();
    let several: Vec<&Vec<usize>> = groups.iter().filter(|group| group.len() > 1).collect();
    let longer = several.iter().filter(|group| group[1] > group[0]).count();
    !several.is_empty()
        && groups.iter().all(|group| !group.is_empty())
        && (groups[0].len() > 1 || 2 * longer > several.len())
}

/// What a line is.
fn part(text: &str) -> Part<'_> {
    let bracket = time_bracket(text);
    let inner = bracket.filter(|(open, ..)| *open == 0).map(|(_, key, time, _)| (key, time));
    if let Some((key, time)) = inner.or_else(|| key(text, TIME_KEYS)) {
        return Part::Time(key, time);
    }
    if let Some((key, description)) = key(text, &["description", "details"]) {
        return Part::Description(key, description);
    }
    let own = key(text, &["measure", "outcome", "outcome measure", "title", "endpoint"]).map_or(text, |(_, own)| own);
    Part::Measure(own, time_behind(own))
}

/// `measure (12 weeks)`: times in brackets without a key, where no line has one with a key and most lines end so.
fn bare_times(rows: &[Line<'_>], parts: &mut [Part<'_>]) -> bool {
    if !parts.iter().all(|part| matches!(part, Part::Measure(_, None))) {
        return false;
    }
    // Lines without marks below lines that have some describe.
    let marked = rows.iter().any(|row| row.mark != Mark::None);
    let own = |n: usize| !marked || rows[n].mark != Mark::None;
    let found = parts.iter().enumerate().map(|(n, part)| match part {
        Part::Measure(text, _) if own(n) => bare_time(text),
        _ => None,
    });
    let found: Vec<_> = found.collect();
    if 2 * found.iter().flatten().count() <= (0..rows.len()).filter(|n| own(*n)).count() {
        return false;
    }
    for (part, time) in parts.iter_mut().zip(found) {
        if let Part::Measure(_, behind) = part {
            *behind = time;
        }
    }
    true
}

/// The bracket that ends a text, where a time stands in it: from the bracket on, the time, the rest.
fn bare_time(text: &str) -> Option<[&str; 3]> {
    let text = text.trim_end_matches(['.', ';']);
    let close = text.chars().next_back().filter(|close| matches!(close, ')' | ']'))?;
    let one = if close == ')' { '(' } else { '[' };
    let mut depth = 0_usize;
    let open = text.char_indices().rev().find(|&(_, letter)| {
        depth += usize::from(letter == close);
        depth -= usize::from(letter == one && depth > 0);
        letter == one && depth == 0
    })?;
    let time = &text[open.0 + 1..text.len() - 1];
    (open.0 > 0 && is_time(time)).then(|| [&text[open.0..], time, &text[text.len()..]])
}

/// Whether words are a time: they begin like one and have a unit or a point in time.
fn is_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let known =
        |word: &str, list: &str| list.split(' ').any(|known| known == word || word.strip_suffix('s') == Some(known));
    let begins = words.peek().is_some_and(|first| {
        first.starts_with(|letter: char| letter.is_ascii_digit()) || known(first, BEGINNINGS) || known(first, TIMES)
    });
    begins && words.any(|word| known(word.trim_start_matches(|letter: char| letter.is_ascii_digit()), TIMES))
}

/// Words that times begin with, besides those below.
const BEGINNINGS: &str = "at up from through throughout within over every during after before until on end first pre post \
    approximately about immediately for duration average an a one two three four six between prior last \
    final";

/// Words that times have, in the singular.
const TIMES: &str = "day week month year hour minute hr wk mo yr min baseline screening enrollment enrolment \
    randomization randomisation admission discharge surgery delivery birth visit preoperative \
    postoperative daily weekly monthly cycle completion";

/// What stands before a time, in lower case.
const TIME_KEYS: &[&str] = &[
    "time frame",
    "timeframe",
    "time-frame",
    "time point",
    "time points",
    "timepoint",
    "timepoints",
    "timepoint(s)",
    "time point(s)",
    "time point of evaluation",
    "time frames",
    "time of measurement",
    "timing of assessment",
    "measured at",
    "assessed at",
    "evaluated at",
    "time of assessment",
    "timing",
    "when",
    "when measured",
];

/// No key is longer, blanks included.
const LONGEST_KEY: usize = 40;

/// `Key: rest`, where the key is one of these.
fn key<'t>(text: &'t str, keys: &[&str]) -> Option<(&'t str, &'t str)> {
    let (key, rest) = text.split_once(':')?;
    keys.iter().any(|known| trimmed(key).eq_ignore_ascii_case(known)).then_some((key, trimmed(rest)))
}

/// The last bracket with a time in a text: where it opens, its key, the time, and where it closes.
fn time_bracket(text: &str) -> Option<(usize, &str, &str, usize)> {
    let opens = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'[' | b'('));
    opens.map(|(at, _)| at).find_map(|open| {
        let inside = &text[open + 1..];
        let colon = inside.bytes().take(LONGEST_KEY).position(|byte| byte == b':')?;
        let key = &inside[..colon];
        TIME_KEYS.iter().find(|known| trimmed(key).eq_ignore_ascii_case(known))?;
        let close = closing(text, open)?;
        Some((open, &text[open..=open + 1 + key.len()], &text[open + key.len() + 2..close], close + 1))
    })
}

/// Where the bracket at `open` is closed; at the last of its kind where brackets inside do not match.
fn closing(text: &str, open: usize) -> Option<usize> {
    let (one, other) = if text.as_bytes()[open] == b'[' { (b'[', b']') } else { (b'(', b')') };
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        depth += usize::from(byte == one);
        depth -= usize::from(byte == other);
        if depth == 0 {
            return Some(at);
        }
    }
    text.rfind(char::from(other)).filter(|close| *close > open)
}

/// `measure [Time Frame: 12 weeks] description`, `measure; Time frame: 12 weeks`: from the key on, the time, the rest.
fn time_behind(text: &str) -> Option<[&str; 3]> {
    if let Some((open, _, time, end)) = time_bracket(text) {
        return Some([&text[open..], time, &text[end..]]);
    }
    let lower = text.to_ascii_lowercase();
    let at = ["time frame:", "timeframe:", "timepoint:", "time point:", "assessed at:", "measured at:"]
        .iter()
        .find_map(|key| lower.rfind(key))?;
    let before = text[..at].trim_end();
    let parted = before.ends_with([';', ',', '-', '–', '—', '.', '|']) && before.len() > 1;
    let (_, time) = text[at..].split_once(':')?;
    let start = before.trim_end_matches([';', ',', '-', '–', '—', '|', ' ']).len();
    parted.then(|| [&text[start..], time, &text[text.len()..]])
}

/// Adds an outcome, with its time where the line has one.
fn timed<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    text: &'t str,
    time: Option<[&'t str; 3]>,
    outcomes: &mut Vec<Outcome<'t>>,
) {
    let Some([from_key, time, rest]) = time.filter(|_| reading.may_at("table/flattened-row", text)) else {
        return outcomes.push(outcome([text, "", ""]));
    };
    let measure = &text[..text.len() - from_key.len()];
    reading.label(&text[measure.len()..range_in(text, time).start]);
    let keyed = range_in(text, time).start > measure.len() + 1;
    let labeled = (0.99, "the time has its own label inside the row");
    let bare = (0.9, "the row ends in brackets with a time, as most rows of the list do");
    flattened(reading, field, [measure, time, rest], if keyed { labeled } else { bare }, outcomes);
}

/// `measure [Time Frame: 12 weeks] description`: the three.
pub(super) fn time_in_brackets(line: &str) -> Option<(&str, &str, &str)> {
    let open = line.bytes().enumerate().filter(|(_, byte)| *byte == b'[').map(|(at, _)| at);
    let starts =
        |at: &usize| line[at + 1..].trim_start().get(..10).is_some_and(|word| word.eq_ignore_ascii_case("time frame"));
    let at = open.rev().find(starts)?;
    let (_, rest) = line[at..].split_once(':')?;
    let (time, rest) = rest.split_once(']')?;
    Some((&line[..at], time, rest))
}
