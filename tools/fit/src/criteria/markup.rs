//! Criteria as they were registered: lines of markup under headings.

use crate::study::plain;

/// The items of both sides, where the criteria are two plain lists and nothing else.
pub fn lists(markup: &str) -> Option<[Vec<String>; 2]> {
    let (mut sides, mut into) = ([Vec::new(), Vec::new()], None);
    for line in markup.split('\n').filter(|line| !line.trim().is_empty()) {
        if let Some(side) = heading(line) {
            into = Some(side);
            continue;
        }
        let text = item(line).map(plain).filter(|text| !text.is_empty())?;
        sides[into?].push(text);
    }
    sides.iter().all(|side| !side.is_empty()).then_some(sides)
}

/// The side that a line is the heading of: 0 for inclusion, 1 for exclusion.
fn heading(line: &str) -> Option<usize> {
    let bare = line.trim().trim_matches(|sign: char| sign == '*' || sign == ':' || sign.is_whitespace());
    let bare = bare.to_ascii_lowercase();
    let words = ["key ", "main ", "major "].iter().find_map(|word| bare.strip_prefix(word));
    let words = words.unwrap_or(&bare);
    let side = words.strip_suffix(" criteria").unwrap_or(words);
    ["inclusion", "exclusion"].iter().position(|name| *name == side)
}

/// The text of a line that starts with a bullet or with a number of an item.
fn item(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = line.strip_prefix(['*', '-']).or_else(|| {
        let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let is_number = (1..=2).contains(&(line.len() - rest.len()));
        rest.strip_prefix(['.', ')']).filter(|_| is_number)
    })?;
    rest.starts_with(char::is_whitespace).then(|| rest.trim())
}

/// Short lines with such a word are taken for headings where the criteria are more than two lists.
const HEADING: usize = 60;

/// The lines of criteria that are more than two plain lists, one item a line; nothing where too few lines are marked as
/// items.
pub fn loose(markup: &str) -> Vec<Vec<String>> {
    let (mut sides, mut marked) = (vec![Vec::new()], 0);
    for line in markup.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let folded = line.to_ascii_lowercase();
        let names = folded.contains("inclusion") || folded.contains("exclusion");
        if line.len() < HEADING && names && !line.starts_with(['*', '-']) {
            sides.push(Vec::new());
            continue;
        }
        let item = item(line);
        marked += usize::from(item.is_some());
        let text = plain(item.unwrap_or(line));
        if !text.is_empty() && !text.starts_with("<!--") {
            sides.last_mut().expect("there is always a side").push(text);
        }
    }
    sides.retain(|side| !side.is_empty());
    let lines: usize = sides.iter().map(Vec::len).sum();
    if marked * 3 < lines * 2 { Vec::new() } else { sides }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_plain_lists_are_read() {
        let markup = "**Key Inclusion Criteria:**\n\n* Gout\n  1. Age \\> 40\n\nExclusion\n- Dialysis";
        let wanted = [vec!["Gout".to_owned(), "Age > 40".to_owned()], vec!["Dialysis".to_owned()]];
        assert_eq!(lists(markup), Some(wanted));
    }

    #[test]
    fn prose_and_one_list_are_not_two_lists() {
        for markup in ["Inclusion Criteria:\n\nAdults\n\nExclusion Criteria:\n\n* None", "* Gout", ""] {
            assert_eq!(lists(markup), None);
        }
    }

    #[test]
    fn other_criteria_are_read_line_by_line() {
        let sides = loose("Inclusion for part 1\n* Gout\n* Pain\nOther remarks\n3) Age");
        assert_eq!(sides, [["Gout", "Pain", "Other remarks", "Age"]]);
        assert!(loose("Adults with gout\n* Pain").is_empty());
    }
}
