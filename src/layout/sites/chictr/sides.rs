//! The two languages of a value, and labels whose words are broken.

use crate::grammar::line::{lines, unbarred};
use crate::text::{blank, range_in};

/// A label that a text begins with, wherever its words are broken, and what stands behind it.
pub(super) fn behind_label<'t>(text: &'t str, label: &str) -> Option<(&'t str, &'t str)> {
    let start = text.trim_start_matches(|letter| blank(letter) || matches!(letter, '|' | ':' | '：'));
    let mut rest = start;
    for word in label.split(' ') {
        rest = rest.trim_start_matches(blank);
        let begun = rest.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        rest = if begun { &rest[word.len()..] } else { return None };
    }
    let label = &start[..start.len() - rest.len()];
    let rest = rest.trim_start_matches(|letter| blank(letter) && letter != '\n');
    let ends = rest.is_empty() || rest.starts_with([':', '：', '|', '\n']);
    ends.then(|| (label, rest.trim_start_matches([':', '：'])))
}

fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Whether a line is Chinese: an ideograph says as much as three letters.
pub(super) fn is_chinese(line: &str) -> bool {
    let ideographs = line.chars().filter(|letter| is_ideograph(*letter)).count();
    ideographs > 0 && 3 * ideographs >= line.bytes().filter(u8::is_ascii_alphabetic).count()
}

/// Where the English begins in a line that is Chinese first: behind the last ideograph and a blank.
fn turn(line: &str) -> Option<usize> {
    let last = line.rfind(is_ideograph)?;
    let (chinese, rest) = line.split_at(last + line[last..].chars().next().map_or(0, char::len_utf8));
    let gap = rest.find(blank)?;
    let english = rest[gap..].trim_start_matches(blank);
    let words = english.bytes().filter(u8::is_ascii_alphabetic).count() > 1 || english.parse::<f64>().is_ok();
    (words && is_chinese(chinese)).then(|| line.len() - english.len())
}

/// The Chinese and the English side of a value: lines of the one before lines of the other, or both on one line.
pub(super) fn sides(value: &str) -> (&str, &str) {
    let mut start = None;
    for line in lines(value) {
        let at = range_in(value, line.whole);
        if let Some(turn) = turn(line.whole) {
            start = Some(at.start + turn);
        } else if is_chinese(line.whole) {
            start = Some(at.end);
        }
    }
    let (chinese, english) = value.split_at(start.unwrap_or(0));
    let english = unbarred(english);
    if english.contains(char::is_alphanumeric) { (unbarred(chinese), english) } else { (value, &value[..0]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_of_a_value_are_lines_or_parts_of_one() {
        assert_eq!(sides("通过审核\n\nSuccessful"), ("通过审核", "Successful"));
        assert_eq!(sides("竹垫 Bamboo mat"), ("竹垫", "Bamboo mat"));
        assert_eq!(
            sides("1. 年龄40岁;\n2. 晨僵。\n1. Aged 40;\n2. Stiff."),
            ("1. 年龄40岁;\n2. 晨僵。", "1. Aged 40;\n2. Stiff.")
        );
        assert_eq!(sides("Ⅱ期 2"), ("Ⅱ期", "2"));
    }

    #[test]
    fn a_value_of_one_language_has_one_side() {
        assert_eq!(sides("竹垫tACS研究"), ("竹垫tACS研究", ""));
        assert_eq!(sides("Needling at Yongquan (涌泉) left out"), ("", "Needling at Yongquan (涌泉) left out"));
        assert_eq!(sides("48"), ("", "48"));
    }

    #[test]
    fn a_label_is_told_wherever_its_words_are_broken() {
        let rest = |text| behind_label(text, "Institution hospital").map(|(_, rest)| rest);
        assert_eq!(rest("Institution\nhospital:\n\nA clinic"), Some("\n\nA clinic"));
        assert_eq!(rest("：institution hospital：A clinic"), Some("A clinic"));
        assert_eq!(rest("Institution hospitals: two"), None);
        assert_eq!(rest("Institution hospital of the town"), None);
    }
}
