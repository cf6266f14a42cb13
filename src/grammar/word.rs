//! Words and numbers inside a text.

/// Whether `word` (ASCII, lower case) stands in `text` as a word of its own, in any case.
#[must_use]
pub fn contains_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric()).any(|each| each.eq_ignore_ascii_case(word))
}

/// The plain number at byte `at` (`12`, `1.5`) and where it ends.
#[must_use]
pub fn number(text: &str, at: usize) -> Option<(f64, usize)> {
    let rest = text.as_bytes().get(at..)?;
    let whole = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let dot = rest.get(whole) == Some(&b'.') && rest.get(whole + 1).is_some_and(u8::is_ascii_digit);
    let part = if dot { 1 + rest[whole + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count() } else { 0 };
    let end = at + whole + part;
    Some((text[at..end].parse().ok()?, end))
}

/// Whether a text is this number, as one that counts prints it.
#[must_use]
pub fn is_number(text: &str, number: usize) -> bool {
    !text.starts_with(['0', '+']) && text.parse() == Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_printed_in_one_way() {
        assert!(is_number("1", 1) && is_number("10", 10));
        assert!(["01", "+1", "1 ", "2", ""].iter().all(|text| !is_number(text, 1)));
    }

    #[test]
    fn numbers_end_before_a_full_stop() {
        assert_eq!(number("1.5 mg", 0), Some((1.5, 3)));
        assert_eq!(number("at 12.", 3), Some((12.0, 5)));
        assert_eq!(number("x", 0), None);
    }

    #[test]
    fn words_stand_alone() {
        assert!(contains_word("SLEDAI Score: 4", "score"));
        assert!(!contains_word("underscored", "score"));
    }
}
