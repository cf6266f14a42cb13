//! Fields that may stand several times: their labels have numbers, and keys of the database leak behind these and behind values.

use super::LAYOUT;
use crate::grammar::line::{Line, raw_lines, stretch};
use crate::layout::{Reading, Section, Stand};
use crate::text::{range_in, trimmed};

/// A button of the register's forms, where they were saved and not the page.
pub(super) const BUTTON: &str = "Query!";

/// One field of a group.
#[derive(Default)]
pub(super) struct Field<'t> {
    /// The name of its label, without its number.
    pub(super) name: &'static str,
    /// The label as the page prints it.
    pub(super) label: &'t str,
    /// The lines of its value, without keys.
    pub(super) rows: Vec<&'t str>,
}

impl<'t> Field<'t> {
    /// Its value, where it has one.
    pub(super) fn value(&self, text: &'t str) -> Option<&'t str> {
        Some(stretch(text, self.rows.first()?, self.rows.last()?))
    }
}

/// The text of a group: its heading and what follows, up to the next label of the table. Where each field is a row between
/// bars, the section of the heading is its row alone, and the rows below it are of the group while they have its labels.
pub(super) fn whole<'t>(reading: &Reading<'t>, section: &Section<'t>, names: &[&'static str]) -> &'t str {
    let text = reading.text;
    let start = range_in(text, section.heading).start;
    if section.stand != Stand::Cell {
        return stretch(text, section.heading, section.body);
    }
    let mut end = range_in(text, section.body).end;
    for (n, row) in raw_lines(&text[start..]).enumerate() {
        let cells = cells(row);
        let own = cells.first().is_none_or(|first| {
            let alone = || cells[1..].iter().all(|cell| key(cell).len() == cell.len());
            labeled(first, names).is_some() || !is_label(first) && alone()
        });
        if n > 0 && !(row.trim_start().starts_with('|') && own) {
            break;
        }
        end = range_in(text, row).end;
    }
    &text[start..end]
}

/// Whether a cell is a label of the table.
fn is_label(cell: &str) -> bool {
    let cell = cell.trim_end_matches(':');
    LAYOUT.labels.iter().any(|label| label.text == cell)
}

/// The cells of a row, the empty ones left out; a line without bars is one. A rule under the head of a table has none.
pub(super) fn cells(row: &str) -> Vec<&str> {
    let cells = row.split('|').map(|cell| Line::of(cell).text);
    cells.filter(|cell| !cell.is_empty() && !cell.bytes().all(|byte| byte == b'-')).collect()
}

/// The label that a line is, perhaps with its number and a key behind it.
pub(super) fn labeled<'t>(line: &'t str, names: &[&'static str]) -> Option<(&'static str, &'t str)> {
    names.iter().find_map(|name| {
        let rest = line.strip_prefix(name)?;
        let numbered = rest.strip_prefix(" [").and_then(|rest| rest.split_once(']'));
        let rest = match numbered {
            Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
            _ => rest.trim_end_matches(':'),
        };
        (rest.is_empty() || numbered.is_some() && rest.starts_with(' ')).then(|| (*name, trimmed(rest)))
    })
}

/// The fields of a group, each line that begins with one of these names a label. Labels and keys are accounted for.
pub(super) fn fields<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    pointer: &str,
    names: &[&'static str],
) -> Vec<Field<'t>> {
    let mut fields: Vec<Field<'t>> = Vec::new();
    for row in raw_lines(whole(reading, section, names)) {
        for cell in cells(row) {
            if let Some((name, rest)) = labeled(cell, names) {
                let label = trimmed(&cell[..cell.len() - rest.len()]);
                reading.label(label);
                fields.push(Field { name, label, rows: Vec::new() });
                add(reading, pointer, fields.last_mut(), rest);
            } else {
                add(reading, pointer, fields.last_mut(), cell);
            }
        }
    }
    fields
}

/// Adds a line to the value of a field, without a key.
fn add<'t>(reading: &mut Reading<'t>, pointer: &str, field: Option<&mut Field<'t>>, line: &'t str) {
    let Some(field) = field.filter(|_| !line.is_empty() && line != BUTTON) else { return };
    // Only numbered fields have keys: elsewhere a number is a value.
    let numbered = field.label.ends_with(']');
    let own = if numbered { without_key(reading, pointer, line) } else { line };
    field.rows.extend(Some(own).filter(|own| !own.is_empty()));
}

/// A line without the key at its end, which is nearly always the number of a row and one or two zeros.
pub(super) fn without_key<'t>(reading: &mut Reading<'t>, pointer: &str, line: &'t str) -> &'t str {
    let key = key(line);
    if key.is_empty() {
        return line;
    }
    let own = trimmed(&line[..line.len() - key.len()]);
    if own.is_empty() {
        reading.boilerplate(line);
        return own;
    }
    if !reading.may_at("fused/keys", line) {
        return line;
    }
    reading.boilerplate(key);
    let why = "numbers of the register's database stand behind each value of this field";
    reading.repaired("fused/keys", pointer, line, own, (0.99, why));
    own
}

/// The key at the end of a line: `320480 0`, `318360 318360 0 0`, `0 0`. Alone on a line, a part of one is a key too.
pub(super) fn key(line: &str) -> &str {
    let is_row = |word: &str| (5..=6).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let words: Vec<&str> = line.rsplitn(6, ' ').collect();
    let zeros = words.iter().take(2).take_while(|word| **word == "0").count();
    let rows = words[zeros..].iter().take(2).take_while(|word| is_row(word)).count();
    let known = match (rows, zeros) {
        (0, 2) => 2,
        (1.., 1..) => rows + zeros,
        _ if zeros + rows == words.len() => words.len(),
        _ => 0,
    };
    // Words and the blanks between them.
    let length = words[..known].iter().map(|word| word.len() + 1).sum::<usize>();
    &line[line.len() - length.min(line.len())..]
}

/// What stands below a label, without the button at its end.
pub(super) fn shorn<'t>(section: &Section<'t>) -> Section<'t> {
    let body = section.body.trim_end();
    let body = body.strip_suffix(BUTTON).filter(|rest| rest.is_empty() || rest.ends_with('\n')).unwrap_or(body);
    Section { body, ..*section }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_end_lines() {
        for (line, wanted) in [
            ("Anxiety 320480 0", " 320480 0"),
            ("Mental Health 318360 318360 0 0", " 318360 318360 0 0"),
            ("Lymphoma 0 0", " 0 0"),
            ("320480 0", "320480 0"),
            ("320480", "320480"),
            ("0", "0"),
            ("0 0", "0 0"),
            ("Diabetes, type 2", ""),
            ("Grade 0", ""),
            ("Rare mutation 12345", ""),
            ("", ""),
        ] {
            assert_eq!(key(line), wanted, "{line}");
        }
    }

    #[test]
    fn labels_have_numbers_and_keys() {
        const NAMES: &[&str] = &["Primary outcome", "Name"];
        assert_eq!(labeled("Primary outcome [12] 326413 0", NAMES), Some(("Primary outcome", "326413 0")));
        assert_eq!(labeled("Name", NAMES), Some(("Name", "")));
        assert_eq!(labeled("Name [1] A place", NAMES), Some(("Name", "A place")));
        assert_eq!(labeled("Name of the hospital", NAMES), None);
        assert_eq!(labeled("Primary outcomes", NAMES), None);
    }
}
