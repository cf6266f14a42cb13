//! Lines below a page that tell when it was last changed, and where it is from: `Last updated on March 3, 2031`,
//! `Source: ClinicalTrials.gov`.
//!
//! Many sites have such lines as labels, and then they are values. Where the layout of a page has no label for them, they
//! are words of the website: at the foot of a page they stand right below its last list, and would be an item of it.

use std::cell::LazyCell;

use crate::grammar::date;
use crate::grammar::line::{Line, Mark, raw_lines};
use crate::text::{after, range_in, trimmed};

/// The words that tell of a change, behind the words for what was changed.
const CHANGED: &[&str] = &[
    "last updated",
    "last update",
    "last modified",
    "last changed",
    "last edited",
    "last revised",
    "last reviewed",
    "last refreshed",
    "last checked",
    "last verified",
    "date updated",
    "date modified",
    "updated",
];

/// What was changed.
const THINGS: &[&str] = &["page", "record", "content", "information", "data", "site", "website", "entry", "listing"];

/// How lines begin that name the place which a record is from.
const FROM: &[&str] = &[
    "sources",
    "source",
    "data sourced from",
    "data sources",
    "data source",
    "data provided by",
    "data from",
    "information from",
    "information provided by",
    "originally published on",
    "original record on",
    "retrieved from",
    "read more on",
    "read more at",
    "see this study on",
    "see this trial on",
    "view on",
    "view study on",
    "view this study on",
    "view trial on",
    "view this trial on",
    "view record on",
    "view full record on",
    "view full study on",
    "this information was",
    "this information is",
    "this information has been",
    "this record was",
    "this record is",
    "this study was imported",
    "this trial was imported",
];

/// Words for such a place.
const PLACES: &[&str] =
    &["clinicaltrials.gov", "http://", "https://", "www.", "ictrp", "isrctn", "registry", "register", "website"];

/// How lines begin that are a website's in any case.
const SURE: &[&str] = &[
    "the information on this page",
    "information on this page",
    "the content of this page",
    "disclaimer:",
    "medical disclaimer:",
    "listing a study does not mean",
    "the safety and scientific validity of this study is the responsibility",
    "subscribe to ",
    "sign up for ",
];

/// Where a site begins to tell of other trials: at a line below its last label that says so.
pub(super) fn others(below: &str, tells: impl Fn(&str) -> bool) -> Option<&str> {
    const LONGEST: usize = 60;
    const UNSURE: &[&str] = &["other", "more"];
    let last_trial = LazyCell::new(|| {
        let small = below.to_ascii_lowercase();
        ["nct0", "trial", "study", "studies"].iter().filter_map(|word| small.rfind(word)).max()
    });
    let may = |line: &&str| line.len() <= LONGEST && may_head(line) && names_others(line);
    for line in raw_lines(below).map(trimmed).filter(may).map(Line::of).filter(|line| line.mark == Mark::None) {
        let heading = line.text.trim_matches(['#', '*', ':', ' ']);
        // `Other studies` may be a criterion, too.
        let sure = || behind(heading, UNSURE).is_none() || *last_trial >= Some(range_in(below, line.whole).end);
        if tells(heading) && sure() {
            return Some(line.whole);
        }
    }
    None
}

/// Whether a line begins and ends as headings do.
fn may_head(line: &str) -> bool {
    let begins = |first: &u8| first.is_ascii_uppercase() || b"#*".contains(first) || !first.is_ascii();
    line.as_bytes().first().is_some_and(begins) && !line.ends_with(['.', ',', ';'])
}

/// Whether a line has one of the words that headings above other trials have.
pub(super) fn names_others(line: &str) -> bool {
    let bytes = line.as_bytes();
    (0..line.len()).any(|at| {
        let words: &[&str] = match bytes[at] | 0x20 {
            b'a' => &["also"],
            b'e' => &["explore"],
            b'f' => &["featured"],
            b'i' => &["interested"],
            b'l' => &["latest", "like"],
            b'm' => &["more"],
            b'n' => &["near"],
            b'o' => &["other"],
            b'p' => &["popular"],
            b'r' => &["recent", "recommended", "related"],
            b's' => &["similar", "suggested"],
            _ => return false,
        };
        (at == 0 || !bytes[at - 1].is_ascii_alphanumeric())
            && line.get(at..).is_some_and(|word| behind(word, words).is_some())
    })
}

/// What follows the first of the beginnings that a text has, in any case; a longer one stands before its own beginning.
pub(super) fn behind<'s>(text: &'s str, beginnings: &[&str]) -> Option<&'s str> {
    // Most are told apart by their first byte.
    let first = text.as_bytes().first()?.to_ascii_lowercase();
    beginnings.iter().filter(|start| start.as_bytes()[0] == first).find_map(|start| after(text, start))
}

/// Whether a line below a page tells of the page and not of the trial.
pub(super) fn tells_of_the_page(line: &str) -> bool {
    const LONGEST: usize = 600;
    let from = || behind(line, FROM).is_some_and(|rest| rest.starts_with([' ', ':']));
    let place = || {
        let small = line.to_ascii_lowercase();
        PLACES.iter().any(|place| small.contains(place))
    };
    line.len() <= LONGEST && (behind(line, SURE).is_some() || changed(line).is_some_and(is_time) || from() && place())
}

/// Whether a line is the label of a time, which stands on the next line then.
pub(super) fn heads_a_time(line: &str) -> bool {
    changed(line).is_some_and(str::is_empty)
}

/// What stands behind the words that tell of a change; nothing where there are none.
fn changed(line: &str) -> Option<&str> {
    let this = behind(line, &["this ", "the "]).unwrap_or(line);
    let thing = behind(this, THINGS).and_then(|rest| rest.strip_prefix(' '));
    let rest = thing.map_or(line, |rest| behind(rest, &["was "]).unwrap_or(rest));
    let rest = behind(rest, CHANGED)?;
    let time = rest.trim_start_matches([':', ' ']);
    let time = behind(time, &["on ", "at ", "date", "posted"]).unwrap_or(time);
    (rest.is_empty() || rest.starts_with([':', ' '])).then(|| time.trim_start_matches([':', ' ']))
}

/// Whether a text is a date, with a time of the day at most, or `3 days ago`.
fn is_time(text: &str) -> bool {
    const MOST: usize = 4;
    let text = text.trim_end_matches(['.', ' ']);
    let ends = text.match_indices(' ').map(|(end, _)| end).take(MOST).chain([text.len()]);
    ends.into_iter().any(|end| date::date(text[..end].trim_end_matches(',')).is_some())
        || text.split(' ').count() <= MOST && text.to_ascii_lowercase().ends_with(" ago")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_tell_of_a_page_are_told() {
        for line in [
            "Last updated on March 3, 2031",
            "Last Updated: 2031-03-03",
            "Last updated 03/13/2031 at 10:05 AM",
            "Last update: 3 days ago",
            "This page was last reviewed on 12 May 2031.",
            "Updated: March 2031",
            "Source: ClinicalTrials.gov",
            "Data sourced from clinicaltrials.gov",
            "View this study on https://example.org/NCT99000001",
            "This information was retrieved directly from the website clinicaltrials.gov without any changes.",
            "The information on this page is no medical advice",
        ] {
            assert!(tells_of_the_page(line), "{line}");
        }
        assert!(heads_a_time("Last Updated:") && heads_a_time("This page was last reviewed"));
    }

    #[test]
    fn other_trials_are_told_by_their_heading_and_by_what_stands_below() {
        let others = |text| others(text, |line| ["Similar studies", "Other studies"].contains(&line));
        assert_eq!(others("Tea\n## Similar studies\nSoup for sailors"), Some("## Similar studies"));
        assert_eq!(others("Tea\nOther studies\nA trial of soup"), Some("Other studies"));
        assert_eq!(others("Tea\nOther studies\nPregnancy"), None);
        assert_eq!(others("- Similar studies\n- A trial of soup"), None);
    }

    #[test]
    fn a_longer_beginning_stands_before_its_own() {
        for list in [CHANGED, THINGS, FROM, SURE] {
            for (n, one) in list.iter().enumerate() {
                assert!(list[n + 1..].iter().all(|later| !later.starts_with(one)), "{one}");
            }
        }
    }

    #[test]
    fn what_a_trial_says_is_not_told() {
        for line in [
            "Last update of the vaccination within 2 years",
            "Updated guidelines of 2031 are followed",
            "Source: whole blood",
            "This information was obtained from the charts of the patients",
            "This information is needed by 2031",
            "Last modified dose of tea",
            "Data from 2031 on",
        ] {
            assert!(!tells_of_the_page(line), "{line}");
        }
        assert!(!heads_a_time("Last updated dose"));
    }
}
