//! The title of a page that has no label for it: a line above the first label.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::agree::Agreement;
use super::scan::{Form, Scan, Sort};
use crate::layout::reading::unmarked;
use crate::layout::{Reading, slot};
use crate::record::{Id, identify, ids};
use crate::text::{starts, trimmed};
use crate::vocab;

/// A title has at least as many words and bytes, and not more than these.
const WORDS: usize = 3;
const BYTES: usize = 20;
const LONGEST: usize = 400;

/// Words that shorter ones are too common to tell a title by, in letters.
const LONG: usize = 5;

/// Reads the title from the head of the page, where no label says it.
pub(super) fn read<'t>(scan: &Scan<'t>, agreement: &Agreement<'t>, reading: &mut Reading<'t>) {
    let Some(first) = agreement.finds.first().filter(|_| reading.trial.brief_title.is_none()) else { return };
    let lines: Vec<usize> = (agreement.menu..first.line).filter(|&line| scan.rows[line].sort != Sort::Blank).collect();
    // A heading of a lower rank is one where no other stands before it.
    let high = lines.iter().any(|&line| rank(scan, line) == 1);
    let first = |line: usize| rank(scan, line) == if high { 1 } else { 2 };
    let heading = lines.iter().copied().find(|&line| scan.rows[line].sort == Sort::Foreign(Form::Hash) && first(line));
    let doubled = || lines.windows(2).find(|pair| is_doubled(scan, pair)).map(|pair| pair[0]);
    // The name of a sponsor below a title may be told again as well; it is shorter.
    let told = || {
        let likely: Vec<usize> = lines.iter().copied().filter(|&line| may_be_title(scan, line)).collect();
        let last = last_told(scan, &likely);
        likely.into_iter().filter(|&line| titled(scan, line, &last)).max_by_key(|&line| length(scan, line))
    };
    if let Some(line) = heading.or_else(doubled).or_else(told) {
        let text = unmarked(scan.rows[line].line.whole);
        reading.trial.brief_title = reading.line("/brief_title", text);
        let trials = LazyCell::new(|| trials(scan.text));
        // Badges may stand over the title, too, with nothing between.
        let above = lines.iter().rev().filter(|above| **above < line);
        let above: Vec<usize> = above.copied().take_while(|&above| is_badge(scan.rows[above].line.text)).collect();
        for at in above.into_iter().rev().chain(lines.iter().copied().filter(|below| *below > line)) {
            let badge = scan.rows[at].line.whole;
            if badge == text && reading.may_at("duplicate/adjacent", badge) {
                reading.boilerplate(badge);
                let why = "the line repeats the title above it";
                reading.repaired("duplicate/adjacent", "/brief_title", badge, "", (0.99, why));
            } else {
                badges(scan.rows[at].line.text, &trials, reading);
            }
        }
    }
}

/// How long a line is; a sentence counts less than any other.
fn length(scan: &Scan<'_>, line: usize) -> (bool, usize) {
    let text = scan.rows[line].line.whole;
    (!is_sentence(text), text.len())
}

/// Whether a line is a sentence or several.
fn is_sentence(text: &str) -> bool {
    text.ends_with('.') || text.contains(". ")
}

/// Reads the first line of a page without any label, where it is several badges in one word: `PHASE2RecruitingINTERVENTIONAL`.
pub(super) fn alone<'t>(scan: &Scan<'t>, reading: &mut Reading<'t>) {
    let first = scan.rows.iter().find(|row| row.sort != Sort::Blank).map(|row| row.line.text);
    if let Some(line) = first.filter(|line| slot::is_badges(line) && trials(scan.text).len() < 2) {
        slot::badge(reading, line);
    }
}

/// Whether two lines are the title, printed twice.
fn is_doubled(scan: &Scan<'_>, pair: &[usize]) -> bool {
    let [first, second] = [pair[0], pair[1]].map(|line| scan.rows[line].line.whole);
    first == second && is_long(first) && !is_badge(first)
}

/// Whether a line is as long as titles are.
fn is_long(text: &str) -> bool {
    text.split_whitespace().count() >= WORDS && (BYTES..=LONGEST).contains(&text.len())
}

/// Whether a line says no more than a status, a phase, a type, a sex, ages or a number.
fn is_badge(text: &str) -> bool {
    slot::is_badge(text) || identify(text).is_some()
}

/// The rank of a heading, as markdown has it.
fn rank(scan: &Scan<'_>, line: usize) -> usize {
    scan.rows[line].line.whole.bytes().take_while(|byte| *byte == b'#').count()
}

/// What stands between the badges of a line.
const BETWEEN: [char; 3] = ['•', '·', '|'];

/// A line between the title and the first label: a status, a phase, a type or a number that no label says, or several of
/// them with marks between (`NCT99000001 • Recruiting`).
fn badges<'t, F: FnOnce() -> Vec<Id>>(line: &'t str, trials: &LazyCell<Vec<Id>, F>, reading: &mut Reading<'t>) {
    let badges: Vec<&'t str> = line.split(BETWEEN).map(trimmed).filter(|badge| !badge.is_empty()).collect();
    let known = |badge: &&str| {
        let listed = [&vocab::STATUS, &vocab::STUDY_TYPE].iter().any(|list| list.term(badge).is_some());
        listed || vocab::phases(badge).is_some() || identify(badge).is_some()
    };
    if !badges.iter().all(known) {
        if !slot::started(reading, line) {
            slot::badge(reading, line);
        }
        return;
    }
    for badge in badges {
        let trial = &reading.trial;
        if trial.overall_status.is_none() && vocab::STATUS.term(badge).is_some() {
            reading.trial.overall_status = reading.term("/overall_status", &vocab::STATUS, badge);
        } else if trial.study_type.is_none() && vocab::STUDY_TYPE.term(badge).is_some() {
            reading.trial.study_type = reading.term("/study_type", &vocab::STUDY_TYPE, badge);
        } else if trial.phases.is_empty() && vocab::phases(badge).is_some() {
            slot::phases(reading, badge);
        } else if trial.registry_id.is_none() && is_only(badge, trials) {
            slot::registry_id(reading, badge);
        }
    }
}

/// A number of the trial that a page names, and one of another where it names several.
fn trials(text: &str) -> Vec<Id> {
    let mut all = ids(text).map(|found| found.id);
    let Some(first) = all.next() else { return Vec::new() };
    let other = all.find(|other| !other.is_trial_of(&first));
    [first].into_iter().chain(other).collect()
}

/// Whether a number is of the only trial that the page names.
fn is_only(number: &str, trials: &[Id]) -> bool {
    identify(number).is_some_and(|own| own.registry.is_some() && trials.iter().all(|other| other.is_trial_of(&own)))
}

/// Whether a line looks like a title.
fn may_be_title(scan: &Scan<'_>, line: usize) -> bool {
    let text = unmarked(scan.rows[line].line.whole);
    let begins = text.starts_with(|first: char| first.is_alphanumeric() || "\"“'‘([¿".contains(first));
    let dated = ["updated on", "last update"].iter().any(|words| starts(text, words));
    let parted = [" | ", " > ", " » ", " › "].iter().any(|mark| text.contains(mark));
    is_long(text) && !is_badge(text) && !dated && begins && !parted
}

/// Whether the page goes on about what a line names.
fn titled(scan: &Scan<'_>, line: usize, last: &HashMap<String, usize>) -> bool {
    let words: HashSet<String> = long_words(scan, line).map(str::to_lowercase).collect();
    let told = words.iter().filter(|word| last.get(*word).is_some_and(|row| *row > line)).count();
    let text = unmarked(scan.rows[line].line.whole);
    if is_sentence(text) { 2 * told >= words.len() && told > 1 } else { 3 * told >= words.len() && told > 0 }
}

/// The rows in which the long words of some lines stand last.
fn last_told(scan: &Scan<'_>, lines: &[usize]) -> HashMap<String, usize> {
    let own = lines.iter().flat_map(|&line| long_words(scan, line));
    let mut last: HashMap<String, usize> = own.map(|word| (word.to_lowercase(), 0)).collect();
    for row in lines.first().map_or(scan.rows.len(), |first| first + 1)..scan.rows.len() {
        for word in long_words(scan, row) {
            if let Some(last) = last.get_mut(&word.to_lowercase()) {
                *last = row;
            }
        }
    }
    last
}

/// The words of a row that are long enough to tell a title by.
fn long_words<'t>(scan: &Scan<'t>, row: usize) -> impl Iterator<Item = &'t str> {
    let words = scan.rows[row].line.whole.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.chars().count() >= LONG)
}
