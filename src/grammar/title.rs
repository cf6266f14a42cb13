//! Titles with the acronym of the study behind them, in brackets.

/// `Title (ACRONYM)`: the title and the acronym, which is empty where the bracket at the end is part of the title.
#[must_use]
pub fn split(line: &str) -> (&str, &str) {
    let bracket = line.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let Some((title, inside)) = bracket else { return (line, "") };
    // A site that appends the acronym to a title that ends in a bracket leaves two brackets.
    let before = title.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let appended = inside.len() <= LONGEST && before.is_some_and(|(words, short)| !abbreviates(words, short));
    // `Alfamab (Brand)`.
    let brand = title.rsplit(' ').next().is_some_and(drug);
    let own = acronym(inside) && !abbreviates(title, inside) && !brand;
    if appended || own { (title, inside) } else { (line, "") }
}

/// The registry allows 14 characters. Older records have a few more, but what is longer in a title is the title's own.
const LONGEST: usize = 14;

/// Whether a bracket looks like an acronym: one word with a capital, or two or three that are mostly capitals.
fn acronym(inside: &str) -> bool {
    let letters = || inside.chars().filter(|letter| letter.is_alphabetic());
    let capitals = letters().filter(|letter| letter.is_uppercase()).count();
    let words: Vec<&str> = inside.split_whitespace().collect();
    let plain = inside.len() <= LONGEST && !inside.contains([',', ';', ':', '=', '%', '(', '"', '[', '_', '@']);
    let listed = words.iter().any(|word| matches!(*word, "and" | "or"));
    let shaped = match words.len() {
        1 => capitals >= 1 && !inside.starts_with(|first: char| first.is_ascii_digit()),
        2 | 3 => capitals >= 2 && 2 * capitals >= letters().count() && !listed,
        _ => false,
    };
    plain && shaped && !numbered(inside) && !drug(inside)
}

/// `MK-9999-001`, `TRIAL-004`, `AB-I-C-01`: a sponsor's number.
fn numbered(inside: &str) -> bool {
    let parts: Vec<&str> = inside.split('-').collect();
    let digits = |part: &&&str| part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() > 3
        || parts.iter().filter(digits).count() > 1
        || parts.last().is_some_and(|last| last.len() == 3 && digits(&last) && last.starts_with('0'))
}

/// The ending of the names of antibodies, the drugs that titles put in brackets or explain by one.
fn drug(word: &str) -> bool {
    word.len() > 5 && word.ends_with("mab")
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
    // How many letters the words so far may have used up.
    let mut used = vec![0];
    for word in words {
        used =
            used.iter().flat_map(|&from| from + 1..=from + taken(word, &letters[from.min(letters.len())..])).collect();
        used.sort_unstable();
        used.dedup();
    }
    used.contains(&letters.len())
}

/// How many of the letters a word can give in order, beginning with its first.
fn taken(word: &str, letters: &[char]) -> usize {
    let mut wanted = letters.iter().peekable();
    for (at, letter) in word.chars().enumerate() {
        let fits = wanted.next_if(|next| letter.eq_ignore_ascii_case(next)).is_some();
        if at == 0 && !fits {
            return 0;
        }
    }
    letters.len() - wanted.count()
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
        check("Hives Treated With Alfamab (Alfair)", "");
        check("Tablets at Home (TABLET-004)", "");
        check("Plain title", "");
    }

    #[test]
    fn of_two_brackets_the_last_is_the_sites() {
        check("Peanut Drops (PMIX) (PMIX)", "PMIX");
    }
}
