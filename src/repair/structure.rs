//! The rules of structure: no character changes, but one run of text becomes several values, or none.
//!
//! The readers of fields carry them out where they know what a value should be; here each has its id, its sentence and
//! an example that the function beside it makes.

use super::{Rule, Stage};
use crate::grammar::criteria::{Leave, Side, block};
use crate::grammar::list;
use crate::segment::Cells;
use crate::segment::{arm_rows, fused_list};
use crate::vocab;

macro_rules! rules {
    ($($name:ident = $id:literal, $doc:literal, $before:literal => $after:literal, $show:expr;)*) => {$(
        #[doc = $doc]
        pub(super) static $name: Rule =
            Rule { id: $id, doc: $doc, example: ($before, $after), stage: Stage::Structure($show) };
    )*};
}

rules! {
    FUSED_LIST = "fused/list",
        "Terms of a list that were printed without anything between them are cut apart.",
        "Lupus NephritisKidney Failure, Chronic" => "Lupus Nephritis ¦ Kidney Failure, Chronic",
        |text| joined(fused_list::conditions(text, &fused_list::PageTerms::new(&["lupus nephritis"])).iter().map(|piece| piece.text));
    FUSED_TYPES = "fused/types",
        "Interventions that were printed without anything between them are cut before each type of the registry's list.",
        "Drug: AlfamabDevice: Infusion pump" => "Drug: Alfamab ¦ Device: Infusion pump",
        |text| joined(fused_list::interventions(text).iter().map(|(kind, name)| format!("{kind}: {name}")));
    FUSED_ENUMS = "fused/enums",
        "Values of closed lists that follow each other without a blank are cut apart where they take up the whole line.",
        "All SexesAccepts Healthy Volunteers" => "All Sexes ¦ Accepts Healthy Volunteers",
        fused_enums;
    FUSED_CRITERIA = "fused/criteria",
        "Criteria on one line without marks are cut where one ends and another begins.",
        "Age over 18 years. History of stroke. Pregnant or nursing women." =>
        "Age over 18 years. ¦ History of stroke. ¦ Pregnant or nursing women.",
        |text| items(text, Leave { numbers: false, stars: false, words: true });
    FUSED_NUMBERS = "fused/numbered-items",
        "Criteria on one line are cut at numbers that rise from 1.",
        "1) Adults 2) eGFR above 60 mL/min/1.73 m2 3) Consent" =>
        "Adults ¦ eGFR above 60 mL/min/1.73 m2 ¦ Consent",
        |text| items(text, Leave { numbers: true, stars: false, words: false });
    FUSED_STARS = "fused/starred-items",
        "Criteria on one line are cut at the list marks of the registry between them.",
        "* Adults * eGFR above 60 mL/min/1.73 m2 * Consent" =>
        "Adults ¦ eGFR above 60 mL/min/1.73 m2 ¦ Consent",
        |text| items(text, Leave { numbers: false, stars: true, words: false });
    FUSED_KEYS = "fused/keys",
        "Keys of a register that were fused to a condition are cut off.",
        "Urothelial cancerMedDRA version: 26.1Level: PT" => "Urothelial cancer",
        |text| text.split("MedDRA version:").next().unwrap_or_default().to_owned();
    FUSED_LABEL = "fused/label",
        "The next label of the site that is glued to the end of a value is cut off.",
        "N/AAccepts Healthy Volunteers?" => "N/A ¦ Accepts Healthy Volunteers?",
        |text| text.strip_suffix("Accepts Healthy Volunteers?").map_or(text.to_owned(), |value| joined([value, "Accepts Healthy Volunteers?"]));
    DUPLICATE = "duplicate/adjacent",
        "A value of one line that is printed on two lines is taken once.",
        "Completed\nCompleted" => "Completed",
        |text| text.lines().next().unwrap_or_default().to_owned();
    DUPLICATE_LIST = "duplicate/list",
        "A list that is printed twice, the first time perhaps cut short behind dots, is taken once.",
        "Asthma\nCough\n...\nAsthma\nCough\nSmoker" => "Asthma\nCough\nSmoker",
        |text| {
            let rows: Vec<&str> = text.lines().collect();
            rows[list::repeated(&rows).unwrap_or(0)..].join("\n")
        };
    GLUED_STATUS = "glued-status/facility",
        "A recruitment status of the closed list that is glued to the name of a site or to its country is cut off.",
        "Medical SchoolRecruiting" => "Medical School ¦ Recruiting",
        |text| fused_list::glued_status(text).map_or(text.to_owned(), |(name, status)| joined([name, status]));
    FLATTENED_ROW = "table/flattened-row",
        "A row of a table that lost its borders is cut into its cells.",
        "Alfamab group Alfamab One dose a day" => "Alfamab group ¦ Alfamab ¦ One dose a day",
        row;
    COLUMN_MAJOR = "column-major/arms",
        "Arms that were printed column by column are read arm by arm.",
        "Experimental\nOther\nA\nB" => "Experimental ¦ A\nOther ¦ B",
        columns;
    WRAP_HYPHEN = "wrap/hyphen",
        "A word that a printer broke behind its own hyphen is one word; whether it is cannot be seen, so this is only suggested.",
        "6-\nmonth" => "6-month",
        |text| text.split_whitespace().collect();
    PLACEHOLDER = "placeholder/null",
        "A whole value that is only a page's word for no value becomes null.",
        "Not provided" => "",
        |text| if vocab::is_placeholder(text) { String::new() } else { text.to_owned() };
    TRUNCATED_STATUS = "truncated-letter/status",
        "A status that lost its first letter gets it back where the list has the whole word.",
        "ot Yet Recruiting" => "Not Yet Recruiting",
        |text| Some(format!("N{text}")).filter(|whole| vocab::STATUS.term(whole).is_some()).unwrap_or_default();
    TRUNCATED_NAME = "truncated-letter/name",
        "A sponsor whose first word is “University” without its first letter gets it back.",
        "niversity of Castelmerlo" => "University of Castelmerlo",
        |text| format!("U{text}");
}

fn joined(pieces: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let pieces: Vec<String> = pieces.into_iter().map(|piece| piece.as_ref().to_owned()).collect();
    pieces.join(" ¦ ")
}

fn items(text: &str, leave: Leave) -> String {
    joined(block(text, Side::Unclassified, leave).items.iter().map(|item| item.text))
}

fn fused_enums(text: &str) -> String {
    vocab::SEX.prefix(text).map_or(text.to_owned(), |(sex, _)| joined([sex, &text[sex.len()..]]))
}

fn row(text: &str) -> String {
    let arms = arm_rows::arms(arm_rows::rows(&[text], &["Alfamab"], Cells::Spaced));
    let cells =
        arms.first().map(|arm| std::iter::once(arm.label).chain(arm.interventions.clone()).chain(arm.description));
    cells.map(joined).unwrap_or_default()
}

fn columns(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (types, labels) = lines.split_at(lines.len() / 2);
    let rows: Vec<String> = types.iter().zip(labels).map(|(kind, label)| joined([kind, label])).collect();
    rows.join("\n")
}
