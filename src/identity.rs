//! Which trial a page is about, where the page's own label is not all there is to go by.
//!
//! The number in its own label counts. Where there is none, an address that carries exactly one number is evidence, and an
//! issue says so. Numbers in the text alone may be those of other trials: they are never taken, only told.

use std::collections::HashMap;

use crate::layout::Reading;
use crate::record::{Found, Id, Value, id_in_address, identify, ids};

const FIELD: Option<&str> = Some("/registry_id");

/// Holds the page's number against its address, or takes it from there.
pub(crate) fn settle(reading: &mut Reading<'_>, address: Option<&str>) {
    match (reading.trial.registry_id.is_some(), address.and_then(id_in_address)) {
        (true, Some(id)) => compare(reading, &id),
        (false, Some(id)) => take(reading, id),
        (_, None) => {}
    }
}

/// The page's number and that of its address should be one, or the page names both as its own.
fn compare(reading: &mut Reading<'_>, addressed: &Id) {
    let trial = &reading.trial;
    let Some(own) = &trial.registry_id else { return };
    let same = |number: &str| identify(number).is_some_and(|id| id.is_trial_of(addressed));
    if !same(&own.value) && !trial.secondary_ids.iter().any(|other| same(&other.id.value)) {
        let message = format!("the page is {} by its label and {} by its address", own.value, addressed.id);
        let at = own.at;
        reading.issue("id-conflict", FIELD, Some(at), message);
    }
}

fn take(reading: &mut Reading<'_>, addressed: Id) {
    let message = format!("no label of the page gives its identifier; {} stands in its address", addressed.id);
    reading.issue("id-from-url", FIELD, None, message);
    reading.trial.registry = addressed.registry.map(Value::off_page);
    reading.trial.registry_id = Some(Value::off_page(addressed.id.into()));
}

/// The most numbers that an issue names.
const TOLD: usize = 3;

/// Where nothing gives the page's number: one issue for those that its text names and the record does not have, the most
/// frequent first.
pub(crate) fn tell(reading: &mut Reading<'_>) {
    if reading.trial.registry_id.is_some() {
        return;
    }
    // How often each is named; none for those that the record has.
    let known = reading.trial.secondary_ids.iter().map(|other| (other.id.value.to_string(), None));
    let mut places: HashMap<String, Option<usize>> = known.collect();
    let mut all: Vec<(Found<'_>, usize)> = Vec::new();
    for found in ids(reading.text).filter(|found| found.id.registry.is_some()) {
        let place = places.entry(found.id.id.clone()).or_insert_with(|| {
            all.push((found, 0));
            Some(all.len() - 1)
        });
        if let Some(place) = *place {
            all[place].1 += 1;
        }
    }
    all.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let Some((first, _)) = all.first() else { return };
    let at = first.at;
    let named = all.iter().take(TOLD).map(|(found, times)| format!("{} ({times}×)", found.id.id));
    let more = all.len().saturating_sub(TOLD);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named = named.collect::<Vec<_>>().join(", ");
    let message = format!("no label of the page gives its identifier; its text names {named}{rest}");
    reading.issue("id-in-prose", FIELD, Some(at), message);
}

#[cfg(test)]
mod tests {
    use crate::record::Record;
    use crate::{Options, Page};

    /// What a page at an address gives to see.
    fn read<T>(page: &str, url: Option<&str>, look: impl Fn(&Record<'_>) -> T) -> T {
        let options = Options { spans: true, ..Options::default() };
        let page = Page { url: url.map(Into::into), bytes: page.as_bytes(), ..Page::default() };
        let text = page.text(&options);
        look(&page.extract(&text, &options).record)
    }

    const ADDRESS: &str = "https://site.example/show/NCT99000001";

    /// The number of a page and the code, span and message of the issue about it.
    #[track_caller]
    fn check(page: &str, url: Option<&str>, id: Option<&str>, issue: Option<(&str, Option<&str>, &str)>) {
        read(page, url, |record| {
            let found = record.issues.iter().find(|issue| issue.code.starts_with("id-"));
            let shown = found.map(|issue| {
                assert_eq!(issue.field.as_deref(), Some("/registry_id"));
                (issue.code, issue.span.map(|span| &page[span.range()]), issue.message.as_str())
            });
            assert_eq!(record.trial.registry_id.as_ref().map(|id| id.value.as_ref()), id);
            assert_eq!(shown, issue);
        });
    }

    #[test]
    fn an_address_tells_what_no_label_does() {
        let said = "no label of the page gives its identifier; NCT99000001 stands in its address";
        check("Sex: All\nStatus: Completed\n", Some(ADDRESS), Some("NCT99000001"), Some(("id-from-url", None, said)));
        check(
            "Sex: All\nPhase: Phase 2\nStatus: see NCT99000002\n",
            Some(ADDRESS),
            Some("NCT99000001"),
            Some(("id-from-url", None, said)),
        );
    }

    #[test]
    fn a_number_of_the_address_has_its_registry_and_no_place_on_the_page() {
        read("Sex: All\nStatus: Completed\n", Some(ADDRESS), |record| {
            assert_eq!(record.trial.registry.as_ref().map(|registry| registry.value), Some("ClinicalTrials.gov"));
            let spans = record.spans.as_ref().expect("asked for");
            assert_eq!(
                spans.0.iter().map(|(place, _)| place.as_str()).collect::<Vec<_>>(),
                ["/overall_status", "/eligibility/sex"]
            );
            assert!(record.residue.is_empty());
        });
    }

    #[test]
    fn an_address_that_agrees_says_nothing() {
        check("NCT ID: NCT99000001\nSex: All\n", Some(ADDRESS), Some("NCT99000001"), None);
        check("Main ID: 2023-512345-67\nSex: All\n", Some("/2023-512345-67-00"), Some("2023-512345-67"), None);
        let both = "Main ID: 2099-099901-38\nSecondary IDs: NCT99000001\n";
        check(both, Some(ADDRESS), Some("2099-099901-38"), None);
    }

    #[test]
    fn the_label_counts_where_the_address_differs() {
        let said = "the page is NCT99000002 by its label and NCT99000001 by its address";
        let issue = ("id-conflict", Some("NCT 99000002"), said);
        check("NCT ID: NCT 99000002\nSex: All\n", Some(ADDRESS), Some("NCT99000002"), Some(issue));
    }

    #[test]
    fn an_address_of_two_numbers_is_no_evidence() {
        check("Sex: All\nStatus: Completed\n", Some("/NCT99000001/NCT99000002"), None, None);
    }

    #[test]
    fn numbers_of_the_text_are_told_and_never_taken() {
        let page = "Sex: All\nStatus: Completed\nAs in NCT99000003, NCT99000002 and nct99000002; U1111-9999-0001, NCT99000004, NCT99000005.\n";
        let said = "no label of the page gives its identifier; its text names NCT99000002 (2×), NCT99000003 (1×), NCT99000004 (1×) and 1 more";
        check(page, None, None, Some(("id-in-prose", Some("NCT99000002"), said)));
        check("NCT ID: NCT99000001\nSex: All\nAfter NCT99000002.\n", None, Some("NCT99000001"), None);
        check("Sex: All\nSecondary IDs: NCT99000002\n", None, None, None);
    }
}
