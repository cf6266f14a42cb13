//! Items that kept their bullets when the line breaks went.

use super::Item;

const BULLETS: [char; 6] = ['*', '•', '·', '‣', '⁃', '-'];

/// A list that opens with a bullet is cut there and nowhere else.
const CONFIDENCE: f32 = 0.99;

/// The items of a text that opens with a bullet and has at least one more of the same, each before a word of its own.
#[must_use]
pub(super) fn marked(text: &str) -> Option<Vec<Item<'_>>> {
    let text = text.trim();
    let bullet = text.chars().next().filter(|sign| BULLETS.contains(sign))?;
    let starts: Vec<usize> =
        text.match_indices(bullet).map(|(at, _)| at).filter(|&at| is_mark(text, at, bullet)).collect();
    if starts.len() < 2 || starts[0] != 0 {
        return None;
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    let items = starts.iter().zip(ends).map(|(&start, end)| text[start + bullet.len_utf8()..end].trim());
    Some(items.filter(|text| !text.is_empty()).map(|text| Item { text, confidence: CONFIDENCE }).collect())
}

/// Whether the bullet at `at` stands between blanks; a hyphen must have a capital after it, or it is a dash.
fn is_mark(text: &str, at: usize, bullet: char) -> bool {
    let free = text[..at].chars().next_back().is_none_or(char::is_whitespace);
    let mut after = text[at + bullet.len_utf8()..].chars();
    free && after.next().is_some_and(char::is_whitespace)
        && (bullet != '-' || after.next().is_some_and(char::is_uppercase))
}
