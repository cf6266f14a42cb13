//! Titles with the acronym of the study behind them, in brackets.

/// `Title (ACRONYM)`: the title and the acronym, which is empty where the bracket at the end is part of the title.
#[must_use]
pub fn split(line: &str) -> (&str, &str) {
    let bracket = line.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let Some((title, inside)) = bracket else { return (line, "") };
    // A site that appends the acronym to a title that ends in a bracket leaves two brackets.
    let appended = title.ends_with(')') && inside.len() <= LONGEST;
    if appended || acronym(inside) && !abbreviates(title, inside) { (title, inside) } else { (line, "") }
}

/// The registry allows 14 characters; older records have a few more.
const LONGEST: usize = 20;

/// Whether a bracket looks like an acronym: one word with a capital, or two or three that are mostly capitals.
fn acronym(inside: &str) -> bool {
    let letters = || inside.chars().filter(|letter| letter.is_alphabetic());
    let capitals = letters().filter(|letter| letter.is_uppercase()).count();
    let words: Vec<&str> = inside.split_whitespace().collect();
    let plain = inside.len() <= LONGEST && !inside.contains([',', ';', ':', '=', '%', '(', '"']);
    let listed = words.iter().any(|word| matches!(*word, "and" | "or"));
    let shaped = match words.len() {
        1 => capitals >= 1,
        2 | 3 => capitals >= 2 && 2 * capitals >= letters().count() && !listed,
        _ => false,
    };
    plain && shaped && !protocol_number(inside)
}

/// `MK-9999-001`: a sponsor's number, with three digits twice.
fn protocol_number(inside: &str) -> bool {
    let runs = inside.split(|letter: char| !letter.is_ascii_digit()).filter(|run| run.len() >= 3);
    runs.count() >= 2
}

/// Whether the bracket is short for the words right before it (`Non-small Cell Lung Cancer (NSCLC)`, `Myelodysplastic
/// Syndrome (MDS)`), and for these only: one that is short for the whole title is the study's.
fn abbreviates(title: &str, inside: &str) -> bool {
    let letters: Vec<char> = inside.chars().filter(|letter| letter.is_alphabetic()).collect();
    let parts = title.split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '/'));
    let words: Vec<&str> = parts.filter(|part| part.starts_with(char::is_alphabetic)).collect();
    let most = letters.len().min(words.len().saturating_sub(1));
    letters.len() >= 2 && (1..=most).any(|count| spells(&words[words.len() - count..], &letters))
}

/// Whether the letters can be read off the words in order, the first of each word among them.
fn spells(words: &[&str], letters: &[char]) -> bool {
    let mut wanted = letters.iter().peekable();
    for word in words {
        let mut taken = 0;
        for (at, letter) in word.chars().enumerate() {
            let fits = wanted.peek().is_some_and(|next| letter.eq_ignore_ascii_case(next));
            if fits && (at == 0 || taken > 0) {
                wanted.next();
                taken += 1;
            }
        }
        if taken == 0 {
            return false;
        }
    }
    wanted.peek().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, acronym: &str) {
        let (title, found) = split(line);
        assert_eq!(found, acronym, "{line}");
        assert!(line.starts_with(title));
    }

    #[test]
    fn an_acronym_stands_at_the_end() {
        check("Light Therapy in Winter (LUMEN-2)", "LUMEN-2");
        check("Sleep and Work Effects Early Trial (SWEET)", "SWEET");
        check("Breathing Exercises (eBreath)", "eBreath");
        check("Oral Drops (FRONTAL 5)", "FRONTAL 5");
    }

    #[test]
    fn a_bracket_of_the_title_stays() {
        check("A Diet for Asthma (a pilot study)", "");
        check("Pills for Advanced Kidney Stone Disease (KSD)", "");
        check("Walks for Osteoporosis of the Arthritic Lumbosacral Joint (LSJ)", "");
        check("A Vaccine (XY-1234-001)", "");
        check("Tests (EGFR or ALK)", "");
        check("Plain title", "");
    }

    #[test]
    fn of_two_brackets_the_last_is_the_sites() {
        check("Peanut Drops (PMIX) (PMIX)", "PMIX");
    }
}
