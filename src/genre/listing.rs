//! Listings and answers to searches: many trials, each in a few lines.

use std::collections::HashSet;

use super::signs::{OFTEN, Sign, Signs};
use super::{Genre, Verdict, has_criteria};
use crate::grammar::line::Line;
use crate::record::ids;
use crate::text::starts;
use crate::vocab;

/// A page of many trials.
pub(super) fn verdict<'t>(signs: &Signs<'t>, lines: &[Line<'t>]) -> Option<Verdict<'t>> {
    let phrase = lines.iter().map(|line| line.text).find(|line| counts_trials(line));
    let (at, evidence) = cycle(signs).or_else(|| {
        if signs.told >= 2 || signs.has_parts() || has_criteria(lines) {
            return None;
        }
        numbered(lines).or_else(|| badges(lines, phrase))
    })?;
    let searched = phrase.is_some() || lines.iter().take(8).any(|line| starts(line.text, "search results"));
    Some(Verdict::new(if searched { Genre::SearchResults } else { Genre::Listing }, at, evidence))
}

type Shown<'t> = (&'t str, String);

/// Two labels that take turns, each with a value again and again. Where the page has long parts of records, these come as
/// often, and the identifiers differ: several records, not one with a list of others at its foot.
fn cycle<'t>(signs: &Signs<'t>) -> Option<Shown<'t>> {
    let often: Vec<&str> = signs.often().collect();
    let mut best: Option<(usize, &Sign<'t>, &Sign<'t>)> = None;
    for (n, a) in often.iter().enumerate() {
        for b in &often[n + 1..] {
            let both = signs.rows.iter().filter(|sign| (sign.slot == *a || sign.slot == *b) && counted(sign));
            let turns: Vec<&Sign<'t>> = both.collect();
            let changes = turns.windows(2).filter(|pair| pair[0].slot != pair[1].slot).count();
            let times = turns.len() / 2;
            let found = times >= OFTEN && changes + 1 == turns.len();
            if found && best.is_none_or(|best| times > best.0) {
                best = Some((times, turns[0], turns[1]));
            }
        }
    }
    let (times, first, second) = best?;
    let numbers = signs.rows.iter().filter(|sign| sign.slot == "registry_id").filter_map(|sign| ids(sign.value).next());
    let different: HashSet<String> = numbers.map(|found| found.id.id).collect();
    if signs.has_parts() && (signs.most_parts() < OFTEN || different.len() < OFTEN) {
        return None;
    }
    let evidence = format!("the labels “{}” and “{}” take turns {times} times", first.heading, second.heading);
    Some((first.heading, evidence))
}

/// Whether a value is one that a listing shows: of the right kind, or of any where its slot takes any words.
fn counted(sign: &Sign<'_>) -> bool {
    !sign.value.is_empty() && sign.told() != Some(false)
}

/// Lines of so many different trials make a listing.
const TRIALS: usize = 4;

/// Lines that begin with identifiers of different trials.
fn numbered<'t>(lines: &[Line<'t>]) -> Option<Shown<'t>> {
    let mut trials = HashSet::new();
    let mut first = None;
    for line in lines {
        let row = past_number(line.text);
        let head = &row[..row.floor_char_boundary(40)];
        let Some(found) = ids(head).next().filter(|found| std::ptr::eq(found.at.as_ptr(), head.as_ptr())) else {
            continue;
        };
        if found.id.registry.is_some() && trials.insert(found.id.id) {
            first.get_or_insert(row);
        }
    }
    let evidence = format!("{} lines begin with identifiers of different trials", trials.len());
    first.filter(|_| trials.len() >= TRIALS).map(|first| (first, evidence))
}

/// A row behind its place in the list: `12.`, `12)`, `| 12 |`.
fn past_number(row: &str) -> &str {
    const MARKS: [char; 6] = ['.', ')', '|', '#', '[', ' '];
    let row = row.trim_start_matches(MARKS);
    let rest = row.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if rest.starts_with(MARKS) { rest.trim_start_matches(MARKS) } else { row }
}

/// Lines that are only a status or a phase, again and again: below titles of studies, or where the page counts trials.
fn badges<'t>(lines: &[Line<'t>], phrase: Option<&'t str>) -> Option<Shown<'t>> {
    let (mut badges, mut titled, mut before) = (0, 0, "");
    for line in lines {
        if is_badge(line.text) {
            badges += 1;
            titled += usize::from(titles(before));
        }
        before = line.text;
    }
    let counted = phrase.filter(|_| badges >= OFTEN);
    let below = (titled >= TRIALS && 4 * titled >= 3 * badges).then(|| lines.first().map(|line| line.text)).flatten();
    let evidence = match counted {
        Some(phrase) => format!("it says “{phrase}” and shows {badges} statuses or phases"),
        None => format!("{titled} titles are followed by a status or a phase"),
    };
    counted.or(below).map(|at| (at, evidence))
}

/// A status, or a phase with its word.
fn is_badge(line: &str) -> bool {
    let phase = || line.to_ascii_lowercase().contains("phase") && vocab::phases(line).is_some();
    line.len() <= 40 && (vocab::STATUS.term(line).is_some() || phase())
}

/// Words that titles of studies have.
const STUDY_WORDS: &[&str] = &[
    "study",
    "trial",
    "efficacy",
    "safety",
    "effect",
    "effects",
    "versus",
    "vs",
    "vs.",
    "patients",
    "evaluation",
    "comparison",
];

fn titles(line: &str) -> bool {
    let word = |word: &str| STUDY_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
    line.len() >= 25 && line.split_whitespace().any(word)
}

/// `57 studies found`, `Showing 1 to 10 of 57 results`: a short line that says how many trials there are.
fn counts_trials(line: &str) -> bool {
    const THINGS: &[&str] = &["studies", "trials", "results", "records"];
    const OPENINGS: &[&str] = &["found", "showing", "results", "displaying"];
    const SAID: &[&str] = &["found", "showing", "of", "results", "matching"];
    if line.len() > 80 || !line.contains(|letter: char| letter.is_ascii_digit()) {
        return false;
    }
    let words = || line.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let has = |known: &[&str]| words().any(|word| known.iter().any(|known| word.eq_ignore_ascii_case(known)));
    let opening = |word: &&str| OPENINGS.iter().any(|known| word.eq_ignore_ascii_case(known));
    let number = words().find(|word| !opening(word)).unwrap_or_default();
    let counted = number.bytes().all(|byte| byte.is_ascii_digit());
    words().count() <= 10 && counted && has(THINGS) && has(SAID)
}
