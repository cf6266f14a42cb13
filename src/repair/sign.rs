//! Signs of comparison that became an equals sign on the way.

use memchr::memchr_iter;

use super::{Rule, Stage, Trigger};
use crate::text::{Edit, after};

/// `Age =18` → `Age ≥18`.
pub(super) static LOST_COMPARISON: Rule = Rule {
    id: "encoding/lost-comparison",
    doc: "An equals sign before one age was “≥” or “≤” on some registers before the text was copied; it is never changed, \
          only suggested, and only where the page says which way.",
    example: ("Age =18 years", "Age =18 years"),
    stage: Stage::Content(Trigger::Byte(b'='), find),
};

fn find(text: &str, edits: &mut Vec<Edit>) {
    for at in memchr_iter(b'=', text.as_bytes()) {
        let (before, after) = (&text[..at], &text[at + 1..]);
        if !of_age(before) {
            continue;
        }
        let Some((sign, confidence, why)) = direction(after) else { continue };
        edits.push(Edit {
            rule: LOST_COMPARISON.id,
            span: (at..at + 1).into(),
            after: sign.into(),
            confidence,
            applied: false,
            why: why.into(),
        });
    }
}

/// Whether the last word before the sign speaks of an age: `age`, `Aged `, `Age (years) `.
fn of_age(before: &str) -> bool {
    let near = before.trim_end_matches([' ', '\u{a0}']);
    let near = ["(years)", "(yrs)", "(in years)"].iter().find_map(|unit| near.strip_suffix(unit)).unwrap_or(near);
    let near = near.trim_end_matches([' ', '\u{a0}']);
    let word = near.len() - near.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    ["age", "aged", "ages"].iter().any(|age| near[word..].eq_ignore_ascii_case(age))
}

/// Which sign one age behind an equals sign can only have had, how probable that is, and why.
fn direction(after: &str) -> Option<(&'static str, f32, &'static str)> {
    let number = after.trim_start_matches([' ', '\u{a0}']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let age: u32 = number[..digits].parse().ok().filter(|age| (1..=120).contains(age))?;
    let rest = number[digits..].trim_start_matches([' ', '\u{a0}']);
    let rest = ["years", "year", "yrs", "yr", "y"].iter().find_map(|unit| word(rest, unit)).unwrap_or(rest);
    let rest = word(rest, "old").or_else(|| word(rest, "of age")).unwrap_or(rest);
    let onward = ["or older", "and older", "or above", "and above", "or over", "and over", "or more"];
    let down = ["or younger", "and younger", "or below", "and below", "or under", "and under", "or less"];
    if onward.iter().any(|tail| word(rest, tail).is_some()) {
        return Some((
            "≥",
            0.98,
            "one age after an equals sign, and the words behind it say that older people may take part",
        ));
    }
    if down.iter().any(|tail| word(rest, tail).is_some()) {
        return Some((
            "≤",
            0.98,
            "one age after an equals sign, and the words behind it say that younger people may take part",
        ));
    }
    // `Age = 18-65`, `Age = 18 or 19`: more than one age needs no sign.
    let alone = rest.is_empty() || rest.starts_with(['.', ',', ';', ')', '\n', '\r']);
    (age == 18 && alone).then_some(("≥", 0.97, "one age after an equals sign; 18 is where adults begin"))
}

/// What follows `word` and the blanks behind it, if the text begins with it as a whole word.
fn word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = after(text, word)?;
    (!rest.starts_with(char::is_alphanumeric)).then(|| rest.trim_start_matches([' ', '\u{a0}']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[track_caller]
    fn check(text: &str, signs: &[&str]) {
        let mut edits = Vec::new();
        find(text, &mut edits);
        let found: Vec<&str> = edits.iter().map(|edit| edit.after.as_ref()).collect();
        assert_eq!(found, signs, "{text}");
        assert_eq!(Text::plain(text).edited(edits).as_str(), text);
    }

    #[test]
    fn a_sign_is_suggested_where_the_page_says_which() {
        check("Age =18", &["≥"]);
        check("aged = 18 years, informed consent", &["≥"]);
        check("Age (years) = 60 or older", &["≥"]);
        check("Age=17 years old and younger", &["≤"]);
    }

    #[test]
    fn an_equals_sign_that_may_be_one_stays_without_a_word() {
        for text in [
            "Age = 18-65 years",
            "age = 18 or 19",
            "Age = 45 years",
            "BMI =18 or = 35",
            "stage =18",
            "Age >= 18",
            "Age =",
            "n=18",
        ] {
            check(text, &[]);
        }
    }
}
