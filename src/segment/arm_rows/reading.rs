//! Readings of one row: where its label may end and its description may start, and what speaks for each.

use crate::segment::Cells;
use memchr::memchr_iter;

/// The most readings of one row; more names than that in a row are description.
const MOST_READINGS: usize = 24;
/// The most readings of one row that take a hyphen for an empty intervention cell.
const MOST_HYPHENS: usize = 6;
/// The most readings that a row takes over from a neighbor.
const MOST_UNLISTED: usize = 4;
/// The most names of a page; the work of a byte grows with them, and tables of arms have a dozen.
const MOST_NAMES: usize = 256;
/// The names of a page's interventions, ready to be met in rows.
#[derive(Debug)]
pub struct Names<'n> {
    /// Each name once, with its place in the page's list; by first byte, then longest first.
    names: Vec<(&'n str, u16)>,
    /// For each byte, the first of the names that start with it or a later one.
    starts: [u16; 257],
}

impl<'n> Names<'n> {
    /// The first few hundred of `names`, in the order of the page's list.
    #[must_use]
    pub fn new(names: &[&'n str]) -> Self {
        let listed = names.iter().map(|name| name.trim()).take(MOST_NAMES).zip(0_u16..);
        let mut names: Vec<(&str, u16)> = listed.filter(|(name, _)| !name.is_empty()).collect();
        names.sort_by_key(|&(name, place)| (name.as_bytes()[0], std::cmp::Reverse(name.len()), name, place));
        names.dedup_by_key(|(name, _)| *name);
        let mut starts = [0; 257];
        for (name, _) in &names {
            starts[usize::from(name.as_bytes()[0]) + 1] += 1;
        }
        (0..256).for_each(|byte| starts[byte + 1] += starts[byte]);
        Names { names, starts }
    }

    /// The names that `text` starts with, longest first.
    fn at<'s>(&'s self, text: &'s [u8]) -> impl Iterator<Item = (&'n str, u16)> + 's {
        let byte = text.first().map_or(256, |&byte| usize::from(byte));
        let bucket = if byte < 256 { self.starts[byte]..self.starts[byte + 1] } else { 0..0 };
        let bucket = &self.names[usize::from(bucket.start)..usize::from(bucket.end)];
        bucket.iter().copied().filter(|(name, _)| text.starts_with(name.as_bytes()))
    }
}

/// One way to read a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Where the intervention starts.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub name: Name,
}

/// What the intervention cell of a reading holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// A name of the page, by its place in the page's list.
    Listed(u16),
    /// A name that the page does not list, between what the row shares with its neighbor.
    Unlisted,
    /// A `-`.
    Hyphen,
    /// Nothing: the row is all label.
    Nothing,
}

impl Name {
    /// Whether it is a name at all.
    #[must_use]
    pub fn is_some(self) -> bool {
        matches!(self, Name::Listed(_) | Name::Unlisted)
    }
}

impl Reading {
    /// The place of its name in the page's list, if it has one there.
    #[must_use]
    pub fn place(&self) -> Option<u16> {
        match self.name {
            Name::Listed(place) => Some(place),
            _ => None,
        }
    }

    /// The label in `row`.
    #[must_use]
    pub fn label<'t>(&self, row: &'t str) -> &'t str {
        row[..self.start].trim()
    }

    /// The intervention in `row`: a name, a `-` or nothing.
    #[must_use]
    pub fn intervention<'t>(&self, row: &'t str) -> &'t str {
        &row[self.start..self.end]
    }

    /// The description in `row`: text, a `-` or nothing.
    #[must_use]
    pub fn description<'t>(&self, row: &'t str) -> &'t str {
        row[self.end..].trim()
    }
}

/// The readings of a row; the last is that the row is all label.
#[must_use]
pub(super) fn readings(row: &str, names: &Names, cells: Cells) -> Vec<Reading> {
    let mut found = match cells {
        Cells::Spaced => spaced_readings(row, names),
        Cells::Fused => fused_readings(row, names),
    };
    found.push(Reading { start: row.len(), end: row.len(), name: Name::Nothing });
    found
}

/// Readings whose intervention stands between blanks.
fn spaced_readings(row: &str, names: &Names) -> Vec<Reading> {
    let bytes = row.as_bytes();
    let mut found = Found::default();
    for start in memchr_iter(b' ', bytes).map(|blank| blank + 1) {
        let free = |end: usize| bytes.get(end).is_none_or(|&byte| byte == b' ');
        for (name, place) in names.at(&bytes[start..]).filter(|(name, _)| free(start + name.len())) {
            found.add(start, start + name.len(), Name::Listed(place));
        }
        if bytes.get(start) == Some(&b'-') && free(start + 1) && start + 1 < row.len() {
            found.add(start, start + 1, Name::Hyphen);
        }
        if found.is_full() {
            break;
        }
    }
    found.readings
}

/// Readings whose intervention touches its neighbors.
fn fused_readings(row: &str, names: &Names) -> Vec<Reading> {
    let bytes = row.as_bytes();
    let mut found = Found::default();
    for start in 1..bytes.len() {
        if bytes[start - 1] == b' ' || found.is_full() {
            continue;
        }
        let touches = |end: usize| bytes.get(end).is_none_or(|&byte| byte != b' ');
        for (name, place) in names.at(&bytes[start..]).filter(|(name, _)| touches(start + name.len())) {
            found.add(start, start + name.len(), Name::Listed(place));
        }
        if bytes[start] == b'-' && touches(start + 1) && start + 1 < bytes.len() {
            found.add(start, start + 1, Name::Hyphen);
        }
    }
    found.readings
}

/// The readings of `row` that its neighbor `other` brings: where that has a listed name, `row` may have one that the page
/// does not list, between what the two share at their starts and ends.
pub(super) fn unlisted(
    other: (&str, &[Reading]),
    row: (&str, &[Reading]),
    shared: [usize; 2],
    cells: Cells,
) -> Vec<Reading> {
    let ((other, readings), (row, known)) = (other, row);
    let listed = readings.iter().filter(|reading| reading.place().is_some());
    let parted = listed.filter_map(|reading| {
        let rest = other.len() - reading.end;
        let end = row.len().checked_sub(rest)?;
        let fits = reading.start <= shared[0] && 0 < rest && rest <= shared[1] && reading.start < end;
        let reading = Reading { start: reading.start, end, name: Name::Unlisted };
        let holds_listed =
            || known.iter().any(|known| known.place().is_some() && reading.start <= known.start && known.end <= end);
        (fits && is_cell(reading, row, cells) && !holds_listed()).then_some(reading)
    });
    parted.take(MOST_UNLISTED).collect()
}

/// Whether an unlisted name can fill a cell: it has no blanks at its ends, is no `-`, and blanks part it if cells are spaced.
fn is_cell(reading: Reading, row: &str, cells: Cells) -> bool {
    let text = reading.intervention(row);
    let parted = |letter: Option<char>| letter.is_none_or(char::is_whitespace) == (cells == Cells::Spaced);
    let around = [row[..reading.start].chars().next_back(), row[reading.end..].chars().next()];
    text != "-" && text.trim().len() == text.len() && around.into_iter().all(parted)
}

/// Adds readings, the one that the row is all label staying last.
pub(super) fn add(readings: &mut Vec<Reading>, more: Vec<Reading>) {
    let at = readings.len() - 1;
    readings.splice(at..at, more);
}

/// The readings found so far, within bounds.
#[derive(Default)]
struct Found {
    readings: Vec<Reading>,
    hyphens: usize,
}

impl Found {
    fn add(&mut self, start: usize, end: usize, name: Name) {
        self.hyphens += usize::from(name == Name::Hyphen);
        if !self.is_full() && (name != Name::Hyphen || self.hyphens <= MOST_HYPHENS) {
            self.readings.push(Reading { start, end, name });
        }
    }

    fn is_full(&self) -> bool {
        self.readings.len() >= MOST_READINGS
    }
}
