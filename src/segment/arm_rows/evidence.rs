//! Evidence: what speaks for and against a reading of a row, and for and against two readings one after the other.

use super::reading::{Name, Names, Reading, add, readings, unlisted};
use super::succession::{Gist, Succession};
use crate::segment::Cells;
use crate::segment::evidence::{Emit, kind};
use memchr::memmem;

/// The most bytes of a cell that are looked at from its ends.
const REACH: usize = 160;

/// The rows of a table with all their readings.
#[derive(Debug)]
pub struct Table<'a> {
    /// The rows.
    pub lines: &'a [&'a str],
    /// The readings of each row.
    pub readings: Vec<Vec<Reading>>,
    /// For each row, what a successor sees of each reading.
    gists: Vec<Vec<Gist<'a>>>,
    cells: Cells,
    /// For each row, how many bytes at its start and at its end it shares with the row before it.
    shared: Vec<[usize; 2]>,
    /// For each name of the page, the number of rows that hold it.
    rows_with: Vec<u32>,
}

impl<'a> Table<'a> {
    /// All readings of `lines`.
    #[must_use]
    pub fn new(lines: &'a [&'a str], names: &Names, cells: Cells) -> Self {
        let mut readings: Vec<_> = lines.iter().map(|line| readings(line, names, cells)).collect();
        let pairs = lines.iter().skip(1).zip(lines).map(|(row, last)| shared(last.as_bytes(), row.as_bytes()));
        let shared: Vec<_> = std::iter::once([0, 0]).chain(pairs).collect();
        for at in 1..lines.len() {
            let [before, after] = [at - 1, at].map(|at| (lines[at], readings[at].as_slice()));
            let (in_last, in_row) =
                (unlisted(after, before, shared[at], cells), unlisted(before, after, shared[at], cells));
            add(&mut readings[at - 1], in_last);
            add(&mut readings[at], in_row);
        }
        let gists = lines.iter().zip(&readings).map(|(line, readings)| gists(line, readings)).collect();
        Table { lines, rows_with: rows_with(&readings), readings, gists, cells, shared }
    }

    fn mode(&self) -> &'static str {
        if self.cells == Cells::Spaced { "spaced " } else { "fused " }
    }

    /// What speaks for and against row `at` opening an arm with its reading `choice`.
    pub fn opening(&self, at: usize, choice: usize, emit: &mut Emit) {
        let (row, reading, mode) = (self.lines[at], self.readings[at][choice], self.mode());
        let kind = match reading.name {
            Name::Listed(_) => "name",
            Name::Unlisted => "unlisted",
            Name::Hyphen => "hyphen",
            Name::Nothing => return nothing_features(&self.readings[at], row, mode, emit),
        };
        emit(kind!("kind="), &[mode, kind]);
        label_features(reading.label(row), mode, kind, emit);
        description_features(reading, row, mode, emit);
        seam_features(reading, row, mode, emit);
        rank_features(&self.readings[at], choice, mode, kind, emit);
        if let Name::Listed(name) = reading.name {
            name_features(reading, row, mode, emit);
            let rows = if self.rows_with[usize::from(name)] == 1 { "one" } else { "more" };
            emit(kind!("rows with the name="), &[rows]);
        }
    }

    /// How row `at` with reading `choice` comes after a row with reading `before` whose arm it does not go on with.
    #[must_use]
    pub fn succession(&self, at: usize, before: usize, choice: usize) -> Succession {
        Succession::of(&self.gists[at - 1][before], &self.gists[at][choice])
    }

    /// What speaks for and against row `at` going on, with reading `choice`, with the arm of a row with reading
    /// `before`; false if it cannot, for the two rows differ in more than the name.
    pub fn continuation(&self, at: usize, before: usize, choice: usize, emit: &mut Emit) -> bool {
        let (old, new) = (self.readings[at - 1][before], self.readings[at][choice]);
        if !old.name.is_some() || !new.name.is_some() {
            return false;
        }
        let (last, row, [start, end]) = (self.lines[at - 1], self.lines[at], self.shared[at]);
        let (left, right) = (last.len() - old.end, row.len() - new.end);
        if old.start != new.start
            || new.start > start
            || left != right
            || right > end
            || old.intervention(last) == new.intervention(row)
        {
            return false;
        }
        emit(kind!("goes on"), &[]);
        if let (Name::Listed(first), Name::Listed(second)) = (old.name, new.name) {
            emit(kind!("names in the page's order="), &[yes_or_no(first < second)]);
        }
        true
    }
}

fn gists<'a>(line: &'a str, readings: &[Reading]) -> Vec<Gist<'a>> {
    let gist = |reading: &Reading| {
        gist(tail(reading.label(line), REACH), head(reading.description(line), REACH), reading.name)
    };
    readings.iter().map(gist).collect()
}

fn gist<'a>(label: &'a str, description: &'a str, name: Name) -> Gist<'a> {
    let (words, ends) = (label_length(label), shape(label.chars().next_back()));
    let (last, first) = (last_word(label), first_word(description));
    Gist {
        label_ends: last,
        label_ends_in: ends,
        label_words: words,
        description_starts: first,
        is_bare: description == "-",
        name,
    }
}

fn shared(a: &[u8], b: &[u8]) -> [usize; 2] {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    [start, end]
}

fn rows_with(readings: &[Vec<Reading>]) -> Vec<u32> {
    let mut rows = Vec::new();
    for row in readings {
        let mut names: Vec<usize> = row.iter().filter_map(Reading::place).map(usize::from).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            if rows.len() <= name {
                rows.resize(name + 1, 0);
            }
            rows[name] += 1;
        }
    }
    rows
}

fn label_features(label: &str, mode: &str, kind: &str, emit: &mut Emit) {
    let end = tail(label, REACH);
    let count = label_length(end);
    emit(kind!("label words="), &[mode, kind, count]);
    emit(kind!("label ends="), &[last_word(end)]);
    emit(kind!("label ends in="), &[mode, shape(label.chars().next_back())]);
    if open_bracket(end) {
        emit(kind!("label has an open bracket"), &[]);
    }
    if memmem::find(end.as_bytes(), b". ").is_some() {
        emit(kind!("label has a sentence"), &[]);
    }
    let ends = last_word(end);
    let open = end.ends_with(['+', '/', '&', ',', '(', '=', '<', '>']);
    if open || end.ends_with(ends) && FUNCTION_WORDS.iter().any(|word| same_word(word, ends)) {
        emit(kind!("label breaks off"), &[]);
    }
}

/// A description that goes on to the `-` of an empty one: the name before that was taken too early.
fn ends_in_mark(description: &str, mode: &str) -> bool {
    let end = if mode.starts_with('s') { " -" } else { "-" };
    description.len() > end.len() && description.ends_with(end)
}

fn description_features(reading: Reading, row: &str, mode: &str, emit: &mut Emit) {
    let description = head(reading.description(row), REACH);
    let length = match description {
        "" => "nothing",
        "-" => "-",
        _ if description.contains(' ') => "words",
        _ => "word",
    };
    emit(kind!("description="), &[mode, length]);
    if ends_in_mark(reading.description(row), mode) {
        emit(kind!("description ends in a mark"), &[mode]);
    }
    if length.starts_with('w') {
        emit(kind!("description starts="), &[first_word(description)]);
        emit(kind!("description starts in="), &[mode, shape(description.chars().next())]);
        let label = head(row, REACH);
        if same_word(first_word(label), first_word(description)) {
            emit(kind!("description starts as the label"), &[mode]);
        }
    }
}

/// The places where the cells meet.
fn seam_features(reading: Reading, row: &str, mode: &str, emit: &mut Emit) {
    let label = shape(reading.label(row).chars().next_back());
    let name = reading.intervention(row);
    let (first, last) = (shape(name.chars().next()), shape(name.chars().next_back()));
    let description = shape(reading.description(row).chars().next());
    emit(kind!("label to name="), &[mode, label, first]);
    emit(kind!("name to description="), &[mode, last, description]);
    emit(kind!("first letters="), &[first, description]);
}

/// A row that is all label: what else it might be.
fn nothing_features(readings: &[Reading], row: &str, mode: &str, emit: &mut Emit) {
    emit(kind!("all label"), &[]);
    let count =
        |name: fn(Name) -> bool| ["0", "1", "2", "3"][readings.iter().filter(|other| name(other.name)).count().min(3)];
    emit(kind!("all label, names="), &[mode, count(Name::is_some)]);
    emit(kind!("all label, hyphens="), &[mode, count(|name| name == Name::Hyphen)]);
    emit(kind!("all label, words="), &[label_length(head(row, REACH))]);
}

/// The place of a reading among those of its row.
fn rank_features(readings: &[Reading], choice: usize, mode: &str, kind: &str, emit: &mut Emit) {
    let reading = readings[choice];
    let of_name = readings.iter().filter(|other| other.name == reading.name).count();
    let before = readings[..choice].iter().filter(|other| other.name == reading.name).count();
    let rank = |n: usize| ["1", "2", "3", "4", "5"][n.min(4)];
    emit(kind!("rank of its name="), &[mode, kind, rank(before), "/", rank(of_name - 1)]);
    let named = |readings: &[Reading]| readings.iter().filter(|other| other.name.is_some()).count();
    emit(kind!("rank="), &[mode, kind, rank(named(&readings[..choice])), "/", rank(named(readings))]);
    let covers = |other: &Reading| other.start <= reading.start && reading.end <= other.end && *other != reading;
    if readings.iter().any(|other| other.name.is_some() && covers(other)) {
        emit(kind!("within a longer name"), &[mode]);
    }
    if readings.iter().any(|other| other.start < reading.start && reading.start < other.end && reading.end > other.end)
    {
        emit(kind!("overlaps a name before it"), &[mode]);
    }
}

/// The name met elsewhere: in the label, and at the start of the description.
fn name_features(reading: Reading, row: &str, mode: &str, emit: &mut Emit) {
    let name = reading.intervention(row);
    let (label, description) = (reading.label(row), reading.description(row));
    let after = shape(description.chars().next());
    if ends_with(label, name) {
        emit(kind!("label ends with the name"), &[mode, if label.len() == name.len() { "only" } else { "" }]);
        emit(kind!("label ends with the name, description starts in="), &[after]);
    } else if memmem::find(tail(label, REACH).as_bytes(), name.as_bytes()).is_some() {
        emit(kind!("label has the name"), &[mode]);
    }
    if starts_with(description, name) {
        let next = shape(description[name.len()..].trim_start().chars().next());
        emit(kind!("description starts with the name"), &[mode]);
        emit(kind!("description starts with the name, then="), &[next]);
        let end = shape(label.chars().next_back());
        emit(kind!("description starts with the name, label ends in="), &[end, next]);
    }
}

/// Words that a label does not end in.
const FUNCTION_WORDS: [&str; 32] = [
    "a", "after", "against", "an", "and", "are", "as", "at", "before", "by", "during", "for", "from", "in", "into",
    "is", "of", "on", "or", "per", "plus", "than", "the", "to", "using", "versus", "via", "vs", "was", "were", "with",
    "without",
];

pub(super) fn yes_or_no(holds: bool) -> &'static str {
    if holds { "y" } else { "n" }
}

/// The number of words in the end of a label, coarsely.
fn label_length(end: &str) -> &'static str {
    match end.split_ascii_whitespace().count() {
        0 => "0",
        1 => "1",
        2 => "2",
        3 => "3",
        4 | 5 => "4",
        6..=8 => "6",
        9..=12 => "9",
        13..=20 => "13",
        _ => "many",
    }
}

/// The kind of a letter.
fn shape(letter: Option<char>) -> &'static str {
    match letter {
        None => "none",
        Some(letter) if letter.is_uppercase() => "^",
        Some(letter) if letter.is_alphabetic() => "a",
        Some(letter) if letter.is_ascii_digit() => "9",
        Some(')' | ']') => ")",
        Some('(' | '[') => "(",
        Some('.') => ".",
        Some(',' | ';') => ",",
        Some(':') => ":",
        Some('-' | '–' | '—') => "-",
        Some('+' | '/' | '&') => "+",
        Some(_) => "?",
    }
}

fn open_bracket(text: &str) -> bool {
    let open = text.bytes().filter(|byte| matches!(byte, b'(' | b'[')).count();
    let shut = text.bytes().filter(|byte| matches!(byte, b')' | b']')).count();
    open > shut
}

fn last_word(text: &str) -> &str {
    let words = text.trim_end_matches(|letter: char| !letter.is_alphanumeric());
    let start = words.char_indices().rev().take_while(|(_, letter)| letter.is_alphanumeric()).last();
    start.map_or("", |(at, _)| &words[at..])
}

fn first_word(text: &str) -> &str {
    let words = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    words.find(|letter: char| !letter.is_alphanumeric()).map_or(words, |at| &words[..at])
}

pub(super) fn same_word(a: &str, b: &str) -> bool {
    !a.is_empty() && a.eq_ignore_ascii_case(b)
}

fn ends_with(text: &str, end: &str) -> bool {
    let at = text.len().wrapping_sub(end.len());
    text.as_bytes().get(at..).is_some_and(|text| text.eq_ignore_ascii_case(end.as_bytes()))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start.as_bytes()))
}

/// The last `most` bytes of `text`, or fewer.
fn tail(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// The first `most` bytes of `text`, or fewer.
fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}
