//! Lines below a page that tell when it was last changed, and where it is from: `Last updated on March 3, 2031`,
//! `Source: ClinicalTrials.gov`.
//!
//! Many sites have such lines as labels, and then they are values. Where the layout of a page has no label for them, they
//! are words of the website: at the foot of a page they stand right below its last list, and would be an item of it.

use crate::grammar::date;
use crate::grammar::line::{Line, Mark, raw_lines};
use crate::text::{range_in, trimmed};

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
    "source",
    "sources",
    "data source",
    "data sources",
    "data sourced from",
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

/// What a reader may press or fill in below a page.
const ASKED: &[&str] = &[
    "apply now",
    "back to results",
    "back to search results",
    "back to list",
    "check eligibility",
    "check your eligibility",
    "contact study team",
    "contact the study team",
    "copy link",
    "download pdf",
    "email this page",
    "enter your email",
    "enter your email address",
    "give feedback",
    "i'm interested",
    "learn more",
    "load more",
    "medical disclaimer",
    "next trial",
    "previous trial",
    "print this page",
    "print page",
    "read less",
    "read more",
    "report a problem",
    "save this trial",
    "save trial",
    "see all",
    "see if you qualify",
    "see less",
    "see more",
    "share this page",
    "show all",
    "show less",
    "show more",
    "view all",
    "view less",
    "view more",
    "was this page helpful?",
    "your email",
    "your email address",
];

/// Such words that need others beside them.
const SHORT: &[&str] = &["apply", "e-mail", "email", "next", "previous", "save", "send", "share", "submit"];

/// Whether a line below a page, in lower case, is what a reader may press or fill in.
pub(super) fn asks(small: &str) -> bool {
    ASKED.contains(&small.trim_end_matches(['.', '…', ' ', '»', '›', '>']))
}

/// Whether it is one if others stand beside it.
pub(super) fn may_ask(small: &str) -> bool {
    SHORT.contains(&small)
}

/// Where a site begins to tell of other trials: at a line below its last label that says so.
pub(super) fn others(below: &str, tells: impl Fn(&str) -> bool) -> Option<&str> {
    const LONGEST: usize = 60;
    const WORDS: [&str; 5] = ["trial", "stud", "also", "record", "like this"];
    let short = raw_lines(below).map(trimmed).filter(|line| line.len() <= LONGEST);
    for line in short.map(Line::of).filter(|line| line.mark == Mark::None) {
        let heading = line.text.trim_matches(['#', '*', ':', ' ']);
        let small = heading.to_lowercase();
        if !WORDS.iter().any(|word| small.contains(word)) || !tells(heading) {
            continue;
        }
        let rest = below[range_in(below, line.whole).end..].to_lowercase();
        // `Other studies` may be a criterion, too.
        let sure = !["other", "more"].iter().any(|word| small.starts_with(word));
        if sure || ["nct0", "trial", "study", "studies"].iter().any(|word| rest.contains(word)) {
            return Some(line.whole);
        }
    }
    None
}

/// Whether a line below a page tells of the page and not of the trial.
pub(super) fn tells_of_the_page(line: &str) -> bool {
    const LONGEST: usize = 600;
    if line.len() > LONGEST {
        return false;
    }
    let small = line.to_lowercase();
    let from = |start: &str| small.strip_prefix(start).is_some_and(|rest| rest.starts_with([' ', ':']));
    SURE.iter().any(|start| small.starts_with(start))
        || changed(&small).is_some_and(is_time)
        || FROM.iter().any(|start| from(start)) && PLACES.iter().any(|place| small.contains(place))
}

/// Whether a line is the label of a time, which stands on the next line then.
pub(super) fn heads_a_time(line: &str) -> bool {
    changed(&line.to_lowercase()).is_some_and(str::is_empty)
}

/// What stands behind the words that tell of a change; nothing where there are none.
fn changed(small: &str) -> Option<&str> {
    let this = small.strip_prefix("this ").or(small.strip_prefix("the ")).unwrap_or(small);
    let thing = THINGS.iter().find_map(|thing| this.strip_prefix(thing)?.strip_prefix(' '));
    let rest = thing.map_or(small, |rest| rest.strip_prefix("was ").unwrap_or(rest));
    let rest = CHANGED.iter().find_map(|changed| rest.strip_prefix(changed))?;
    let behind = rest.trim_start_matches([':', ' ']);
    let behind = ["on ", "at ", "date", "posted"].iter().find_map(|word| behind.strip_prefix(word)).unwrap_or(behind);
    (rest.is_empty() || rest.starts_with([':', ' '])).then(|| behind.trim_start_matches([':', ' ']))
}

/// Whether a text is a date, with a time of the day at most, or `3 days ago`.
fn is_time(text: &str) -> bool {
    const MOST: usize = 4;
    let text = text.trim_end_matches(['.', ' ']);
    let ends = text.match_indices(' ').map(|(end, _)| end).take(MOST).chain([text.len()]);
    ends.into_iter().any(|end| date::date(text[..end].trim_end_matches(',')).is_some())
        || text.split(' ').count() <= MOST && text.ends_with(" ago")
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
