//! Steps of a count: `3.`, `(c)`, `iv)`, a bare `4`.

use super::words::Words;

/// A step of a count: `(3)` is the third of those in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How the count is written, below [`STYLES`].
    pub style: u8,
    /// Its number, from 1 to 99.
    pub number: u8,
}

/// So many ways there are to write a count: figures, letters or Roman figures, each with five kinds of fence.
const STYLES: u8 = 3 * FENCES;

const FENCES: u8 = 5;

/// The fence of a number that stands bare.
const BARE: u8 = 4;

/// The counts that a word may be a step of, and where the first word of an item is fused to the step (`1)Age`).
pub(super) fn steps(text: &str) -> ([Option<Step>; 2], Option<usize>) {
    const NONE: ([Option<Step>; 2], Option<usize>) = ([None; 2], None);
    let body = text.strip_prefix(['(', '（']).unwrap_or(text);
    let figures = body.bytes().take_while(u8::is_ascii_digit).count();
    let length = if figures > 0 { figures } else { body.bytes().take_while(u8::is_ascii_alphabetic).count() };
    let (name, rest) = body.split_at(length);
    let close = rest.chars().next();
    let Some(fence) = fence(body.len() < text.len(), close) else { return NONE };
    let after = rest[close.map_or(0, char::len_utf8)..].trim_start_matches(['.', ')', '）', ':']);
    let fused = figures > 0 && after.starts_with(char::is_alphabetic);
    if !after.is_empty() && !fused || fence == BARE && figures == 0 {
        return NONE;
    }
    let step =
        |kind: u8, number: u8| (1..100).contains(&number).then_some(Step { style: kind * FENCES + fence, number });
    let steps = match figures {
        0 => [letter(name).and_then(|number| step(1, number)), roman(name).and_then(|number| step(2, number))],
        _ => [name.parse().ok().filter(|_| figures <= 2).and_then(|number| step(0, number)), None],
    };
    (steps, Some(text.len() - after.len()).filter(|_| fused && steps[0].is_some()))
}

fn fence(open: bool, close: Option<char>) -> Option<u8> {
    match (open, close) {
        (true, Some(')' | '）')) => Some(0),
        (false, Some(')' | '）')) => Some(1),
        (false, Some('.')) => Some(2),
        (false, Some('、' | '．')) => Some(3),
        (false, None) => Some(BARE),
        _ => None,
    }
}

fn letter(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [letter] => Some(letter.to_ascii_lowercase() - b'a' + 1),
        _ => None,
    }
}

/// What Roman figures stand for, up to 39.
fn roman(name: &str) -> Option<u8> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let tens = name.bytes().take_while(|byte| byte.eq_ignore_ascii_case(&b'x')).count();
    let ones = ONES.iter().position(|ones| name[tens..].eq_ignore_ascii_case(ones))?;
    u8::try_from(tens * 10 + ones).ok().filter(|number| (1..40).contains(number))
}

/// Marks further apart do not count together.
const MARK_REACH: usize = 400;

/// For each word how many steps the longest rising count has that it may be part of.
pub(super) fn chained(words: &Words) -> Vec<u8> {
    if words.list.iter().all(|word| word.steps.iter().all(Option::is_none)) {
        return vec![0; words.list.len()];
    }
    let mut before = vec![[None; 2]; words.list.len()];
    let mut lengths = vec![[0_u8; 2]; words.list.len()];
    let mut seen = vec![[(usize::MAX, 0); 100]; usize::from(STYLES)];
    for (at, word) in words.list.iter().enumerate() {
        for (n, step) in word.steps.iter().enumerate() {
            let Some(step) = step else { continue };
            let (style, number) = (usize::from(step.style), usize::from(step.number));
            let (last, which) = seen[style][number - 1];
            let near = last != usize::MAX && at - last < MARK_REACH && words.list[last].part == word.part;
            if number == 1 {
                lengths[at][n] = 1;
            } else if near {
                before[at][n] = Some((last, which));
                lengths[at][n] = lengths[last][which].saturating_add(1);
            } else {
                continue;
            }
            seen[style][number] = (at, n);
        }
    }
    for at in (0..words.list.len()).rev() {
        for n in 0..2 {
            if let Some((last, which)) = before[at][n] {
                lengths[last][which] = lengths[last][which].max(lengths[at][n]);
            }
        }
    }
    lengths.into_iter().map(|[one, two]| one.max(two)).collect()
}

#[cfg(test)]
mod tests {
    use super::{roman, steps};

    #[track_caller]
    fn check(text: &str, numbers: [u8; 2], fused: Option<usize>) {
        let (found, at) = steps(text);
        assert_eq!((found.map(|step| step.map_or(0, |step| step.number)), at), (numbers, fused), "{text}");
    }

    #[test]
    fn counts_are_written_in_many_ways() {
        check("3.", [3, 0], None);
        check("(12)", [12, 0], None);
        check("c)", [3, 0], None);
        check("v.", [22, 5], None);
        check("xiv)", [0, 14], None);
        check("7", [7, 0], None);
        check("（2）", [2, 0], None);
    }

    #[test]
    fn a_step_may_be_fused_to_its_item() {
        check("1)Age", [1, 0], Some(2));
        check("(2)Aged", [2, 0], Some(3));
        check("4、Age", [4, 0], Some(4));
    }

    #[test]
    fn numbers_of_a_text_are_no_steps() {
        for text in ["1.5", "2.5mg", "100", "HIV", "a", "(a", "18-65", "é.", ""] {
            check(text, [0, 0], None);
        }
    }

    #[test]
    fn roman_figures_are_read_to_39() {
        assert_eq!(["i", "ix", "XXXIX", "xl", "iix", ""].map(roman), [Some(1), Some(9), Some(39), None, None, None]);
    }
}
