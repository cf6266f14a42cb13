use super::*;
use crate::layout::Layouts;
use crate::repair::Without;

/// What a page is said to be, with the line that the evidence begins on.
fn told(text: &str) -> Option<(Genre, String)> {
    let outline = Outline::of(text, Layouts::built_in(), &Without::default());
    other_than_record(&outline).map(|other| (other.genre, other.at.to_owned()))
}

#[track_caller]
fn is(text: &str, genre: Genre, at: &str) {
    assert_eq!(told(text), Some((genre, at.to_owned())));
}

#[track_caller]
fn record(text: &str) {
    assert_eq!(told(text), None);
}

#[test]
fn changed_lines_make_a_history() {
    is(
        "A\n-Status: Pending\n+Status: Recruiting\nB\n-Sample: 10\n+Sample: 20\n",
        Genre::HistoryDiff,
        "Status: Pending",
    );
    is("Status\n-\nPending\n+\nRecruiting\nDate\n-\n2021-06-15\n+\n2021-07-01\n", Genre::HistoryDiff, "Pending");
    is(
        "-Heat packs on one knee at night\n-Phase: 2\n+Heat packs on both knees at night\n+Phase: 3\n",
        Genre::HistoryDiff,
        "Heat packs on one knee at night",
    );
    is("Field\nOld value: 10\nNew value: 12\nField\nOld value: a\nNew value: b\n", Genre::HistoryDiff, "Old value: 10");
}

#[test]
fn lists_with_two_kinds_of_marks_are_no_history() {
    record(
        "- Adequate organ function:\n+ Platelets of 100 or more\n+ Hemoglobin of 9 or more\n- No prior surgery:\n+ Biopsies are allowed\n",
    );
    record("Old value: 10\nNew value: 12\n");
    record("- Status: Pending\n- Status: Recruiting\n- Phase 2\n");
}

#[test]
fn labels_with_definitions_make_a_glossary() {
    let page = "Allocation\nA method by which people are assigned to the arms of a study.\n\nMasking\nThe keeping of assignments from those who take part.\n\nPhase\nThe stage of a study of a drug or a device.\n";
    is(page, Genre::FieldDefinitions, "Allocation");
    is(&format!("Glossary of terms\n{page}"), Genre::Glossary, "Allocation");
    is(&format!("{page}Last Updated: 2099-01-02\n"), Genre::FieldDefinitions, "Allocation");
    record(&format!("{page}Enrollment: 40\n"));
    record(&format!("{page}Registered as NCT99000001.\n"));
    record(
        "Allocation\nPeople who take part are assigned by the toss of a coin.\nMasking\nNobody knows what is in the bottles they take.\nPhase\nThis is the first study of this drug in people.\n",
    );
}

#[test]
fn headings_of_results_make_results() {
    let tables = "Participant Flow\n20\nBaseline Characteristics\n41 (3)\nSerious Adverse Events\n0\n";
    is(&format!("A Study of Nilomab\nNCT ID: NCT99000001\n{tables}"), Genre::Results, "Participant Flow");
    is(
        "Clinical Trial Results:\nNilomab in gout\nEudraCT number\n2099-099901-38\nResults version number\nv1\nSubject disposition\n",
        Genre::Results,
        "Clinical Trial Results:",
    );
    is(
        "Trial Outcomes & Findings for Heat Packs\nResults Overview\nParticipant Flow\n20\n",
        Genre::Results,
        "Trial Outcomes & Findings for Heat Packs",
    );
    record("Trial Outcomes & Findings for Heat Packs\nStatus: Completed\n");
    record(&format!("Brief Summary: heat packs\n{tables}"));
    record(&format!("Key inclusion criteria\nAdults\n{tables}"));
    record("Participant Flow\n20\nBaseline Characteristics\n41 (3)\n");
    record("Clinical trial results: what they mean\nAdverse events\nmild\n");
}

const CARD: &str = "Title: Heat Packs\nStatus: Completed\nPhase: 2\n";

#[test]
fn labels_that_take_turns_make_a_listing() {
    is(&CARD.repeat(3), Genre::Listing, "Title");
    is(&format!("Search results for knees\n{}", CARD.repeat(3)), Genre::SearchResults, "Title");
    record(&CARD.repeat(2));
    // “Recruiting” is a label of some site.
    is(&"Title\nHeat Packs\nStatus\nRecruiting\nSponsor\nOrvale\n".repeat(3), Genre::Listing, "Title");
    // A record with other trials at its foot.
    record(&format!("{CARD}Brief Summary: heat\nRelated\n{}", CARD.repeat(4)));
    let whole = |n: u32| {
        format!("NCT ID: NCT9900000{n}\nStatus: Completed\nBrief Summary: heat\nEligibility Criteria: adults\n")
    };
    is(&(1..4).map(whole).collect::<String>(), Genre::Listing, "NCT ID");
    record(&(0..4).map(|_| whole(1)).collect::<String>());
    // Sites have statuses and so have committees.
    record("Status: Completed\nPhase: 2\nStatus: Approved\nStatus: Approved\nStatus: Recruiting\nStatus: Recruiting\n");
}

#[test]
fn lines_of_other_trials_make_a_listing() {
    let rows = (1..5).map(|n| format!("{n}. NCT9900000{n} | Completed | Heat {n}\n")).collect::<Vec<_>>().concat();
    is(&rows, Genre::Listing, "NCT99000001 | Completed | Heat 1");
    record(&format!("NCT ID: NCT99000009\nStatus: Completed\nSee also\n{rows}"));
    record(&format!("Inclusion Criteria\n- adults\n{rows}"));
    record(&rows.replace("NCT99000003", "NCT99000004"));
}

#[test]
fn titles_with_statuses_make_a_listing() {
    let card = |n: u32| format!("Efficacy of Heat Packs for Knee Number {n}\nRecruiting\n");
    let cards: String = (1..5).map(card).collect();
    is(&cards, Genre::Listing, "Efficacy of Heat Packs for Knee Number 1");
    is(
        &format!("Showing 1 to 3 of 30 results\n{}", card(1).repeat(3)),
        Genre::SearchResults,
        "Showing 1 to 3 of 30 results",
    );
    record(
        "Clinic of the Lower Harbor, Orvale\nRecruiting\nSchool of Medicine of Tarnhill\nRecruiting\n"
            .repeat(3)
            .as_str(),
    );
    record("Of 57 patients, results of 12 studies were found\nCompleted\n");
}

#[test]
fn notices_are_no_trials() {
    is("404 - Page not found\nBack to the start\n", Genre::NoTrial, "404 - Page not found");
    is(
        "We use cookies to make this site better.\nAccept all\nReject\n",
        Genre::NoTrial,
        "We use cookies to make this site better.",
    );
    is("FAQ\nWho can join?\nAdults.\nWhat will it cost?\nNothing.\nHow long?\nA year.\n", Genre::NoTrial, "FAQ");
    record("We use cookies to make this site better.\nStatus: Completed\n");
    record("We use cookies to make this site better.\nCOMPLETED\nPHASE4\n26 participants\nINTERVENTIONAL\n");
    record("PHASE2CompletedINTERVENTIONAL\n10\nThis website uses cookies.\n");
    is("We use cookies.\nCompleted\n", Genre::NoTrial, "We use cookies.");
    record(&format!("We use cookies.\n{}", "Prose of a page without labels.\n".repeat(80)));
    record("Who can join?\nAdults.\nWhat will it cost?\nNothing.\nHow long?\nA year.\n");
    record("Labels without values\nStatus\nPhase\nEnrollment\nSex\n");
    record("");
}
