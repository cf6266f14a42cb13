//! Identifiers: the registry's own, and others with or without words for their kind.

use super::super::Reading;
use crate::grammar::line::lines;
use crate::record::{Found, Id, SecondaryId, Value, identify, ids, is_receipt};
use crate::text::{folded, range_in, trimmed};

const FIELD: &str = "/registry_id";

/// The registry's own number. Of a list of numbers the first that a registry gave is it, and the others are secondary
/// ones; words behind a number stay unread.
pub(in crate::layout) fn id<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let Some(at) = reading.given(FIELD, at) else { return };
    let parts = parts(at);
    let numbers: Option<Vec<Id>> = parts.iter().map(|part| identify(bare(part)?)).collect();
    let Some(numbers) = numbers.filter(|numbers| numbers.len() > 1) else { return own_id(reading, at) };
    let own = numbers.iter().position(|id| id.registry.is_some()).unwrap_or(0);
    own_id(reading, parts[own]);
    for (_, part) in parts.iter().enumerate().filter(|(n, _)| *n != own) {
        secondary_id(reading, part);
    }
}

/// One number, with words for its kind before it and any words behind it.
fn own_id<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let first = || ids(at).next().filter(|first| is_kind(&at[..range_in(at, first.at).start]));
    let whole = identify(at).map(|id| Found { id, at });
    let Some(own) = whole.or_else(first) else { return unknown(reading, at) };
    kinds(reading, &at[..range_in(at, own.at).start]);
    if own.id.registry.is_none() {
        let message = "a Universal Trial Number, which is no registry's";
        reading.issue("unknown-identifier", Some(FIELD), Some(own.at), message);
    }
    reading.trial.registry = own.id.registry.map(|registry| Value::new(registry, own.at));
    reading.trial.registry_id = Some(Value::new(own.id.id.into(), own.at));
}

/// A number of no known form is kept; a receipt is none of a trial.
fn unknown<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let message = if is_receipt(at) {
        "this is the number of a receipt, which a register gives before it gives one to the trial"
    } else {
        reading.trial.registry_id = Some(Value::new(folded(at), at));
        "no registry known here gives identifiers of this form"
    };
    reading.issue("unknown-identifier", Some(FIELD), Some(at), message);
}

/// Numbers besides the registry's own, one a line or several.
pub(super) fn secondary_ids<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        for part in parts(line.text) {
            secondary_id(reading, part);
        }
    }
}

/// The numbers of a line: between semicolons and bars, between commas too where every piece looks like a number.
fn parts(line: &str) -> Vec<&str> {
    let numbers = |pieces: &[&str]| pieces.iter().all(|piece| bare(piece).is_some() || is_token(piece));
    let rough = pieces(line, &[';', '|']);
    let rough = if ids(line).next().is_some() || numbers(&rough) { rough } else { pieces(line, &[]) };
    let fine = |piece| Some(pieces(piece, &[','])).filter(|fine| numbers(fine)).unwrap_or_else(|| vec![piece]);
    rough.into_iter().flat_map(fine).collect()
}

/// What stands between marks, without blanks at the ends.
fn pieces<'t>(text: &'t str, marks: &[char]) -> Vec<&'t str> {
    text.split(|letter| marks.contains(&letter)).map(trimmed).filter(|piece| !piece.is_empty()).collect()
}

/// One word with a digit.
fn is_token(piece: &str) -> bool {
    piece.contains(|letter: char| letter.is_ascii_digit()) && !piece.contains(char::is_whitespace)
}

/// No trial has more numbers; what comes behind so many is not looked for among them.
const MOST: usize = 256;

/// One number, its kind before it or in brackets behind it.
fn secondary_id<'t>(reading: &mut Reading<'t>, part: &'t str) {
    let field = format_args!("/secondary_ids/{}/id", reading.trial.secondary_ids.len());
    let Some(part) = reading.given(field, part) else { return };
    let number = bare(part).unwrap_or_else(|| worded(part));
    let range = range_in(part, number);
    let Some(at) = reading.given(field, number) else { return };
    kinds(reading, &part[..range.start]);
    kinds(reading, &part[range.end..]);
    let (id, registry) = match identify(at) {
        Some(Id { registry, id }) => (id.into(), registry),
        None => (folded(at), None),
    };
    // The registry's own number is no further one.
    if reading.trial.registry_id.as_ref().is_some_and(|own| own.value == id) {
        return reading.also.push((FIELD.to_owned(), at));
    }
    if let Some(first) = reading.trial.secondary_ids.iter().take(MOST).position(|other| other.id.value == id) {
        return reading.also.push((format!("/secondary_ids/{first}/id"), at));
    }
    let registry = registry.map(|registry| Value::new(registry, at));
    reading.trial.secondary_ids.push(SecondaryId { id: Value::new(id, at), registry });
}

/// The one known number of a part that has nothing beside it but words for its kind.
fn bare(part: &str) -> Option<&str> {
    if identify(part).is_some() {
        return Some(trimmed(part));
    }
    let mut all = ids(part);
    let (found, None) = (all.next()?, all.next()) else { return None };
    let range = range_in(part, found.at);
    (is_kind(&part[..range.start]) && is_kind(&part[range.end..])).then_some(found.at)
}

/// The number of a part whose form nobody knows: without a kind before a colon or in brackets at the end.
fn worded(part: &str) -> &str {
    let behind = match part.split_once(':') {
        Some((kind, number)) if is_kind(kind) && !trimmed(number).is_empty() => trimmed(number),
        _ => part,
    };
    match behind.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        Some((number, kind)) if is_kind(kind.split(':').next().unwrap_or_default()) => trimmed(number),
        _ => behind,
    }
}

/// Accounts for the words beside a number.
fn kinds<'t>(reading: &mut Reading<'t>, words: &'t str) {
    let words = trimmed(words);
    if words.contains(char::is_alphanumeric) {
        reading.label(words);
    }
}

/// Whether a text is no more than words for a kind of number.
fn is_kind(text: &str) -> bool {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).all(|word| KINDS.contains(&word.as_str()))
}

/// Words that kinds of numbers are made of.
const KINDS: &[&str] = &[
    "actrn",
    "and",
    "anzctr",
    "chictr",
    "clinical",
    "clinicaltrials",
    "code",
    "cris",
    "ct",
    "ctis",
    "ctri",
    "ctrp",
    "db",
    "doi",
    "drks",
    "eu",
    "euct",
    "euctr",
    "eudra",
    "eudract",
    "european",
    "funding",
    "gov",
    "grant",
    "id",
    "identifier",
    "identifiers",
    "identifying",
    "ids",
    "irct",
    "isrctn",
    "issued",
    "japic",
    "japiccti",
    "jprn",
    "jrct",
    "kct",
    "main",
    "nct",
    "nih",
    "no",
    "nr",
    "nrs",
    "ntr",
    "number",
    "numbers",
    "org",
    "organization",
    "other",
    "pactr",
    "primary",
    "protocol",
    "rebec",
    "reference",
    "register",
    "registration",
    "registry",
    "rpcec",
    "s",
    "secondary",
    "slctr",
    "sponsor",
    "study",
    "tctr",
    "the",
    "trial",
    "trials",
    "umin",
    "unique",
    "universal",
    "utn",
    "u",
    "who",
    "contract",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::Layouts;
    use crate::{Options, Page};

    /// What a page says of identifiers.
    struct Told {
        own: Option<String>,
        /// The others, with their registries.
        others: Vec<(String, &'static str)>,
        issues: Vec<&'static str>,
        residue: Vec<String>,
    }

    fn read(page: &str) -> Told {
        read_with(page, &Options::default())
    }

    fn read_with(page: &str, options: &Options) -> Told {
        let page = Page { bytes: page.as_bytes(), ..Page::default() };
        let text = page.text(options);
        let record = page.extract(&text, options).record;
        let registry = |id: &SecondaryId<'_>| id.registry.as_ref().map_or("", |registry| registry.value);
        Told {
            own: record.trial.registry_id.as_ref().map(|id| id.value.to_string()),
            others: record.trial.secondary_ids.iter().map(|id| (id.id.value.to_string(), registry(id))).collect(),
            issues: record.issues.iter().map(|issue| issue.code).filter(|code| *code != "unknown-layout").collect(),
            residue: record.residue.iter().map(|left| left.text.trim_start_matches([':', ' ']).to_owned()).collect(),
        }
    }

    #[track_caller]
    fn own(value: &str, wanted: Option<&str>, residue: &[&str]) {
        // A layout that has the label, whatever stands behind it.
        let options = Options { layout: Layouts::built_in().get("ictrp"), ..Options::default() };
        let told = read_with(&format!("Main ID: {value}\n"), &options);
        assert_eq!(told.own.as_deref(), wanted);
        assert_eq!(told.residue, residue);
        assert_eq!(told.issues.contains(&"unknown-identifier"), wanted.is_none_or(|id| identify(id).is_none()));
    }

    #[track_caller]
    fn others(value: &str, wanted: &[(&str, &str)]) {
        let told = read(&format!("Main ID: NCT99000001\nSecondary IDs: {value}\n"));
        let others: Vec<(&str, &str)> = told.others.iter().map(|(id, registry)| (id.as_str(), *registry)).collect();
        assert_eq!((others, told.residue), (wanted.to_vec(), vec![]), "{value}");
    }

    #[test]
    fn the_registrys_number_stands_first_in_its_value() {
        own("ISRCTN ISRCTN99110001", Some("ISRCTN99110001"), &[]);
        own("EudraCT number: 2099-099901-38", Some("2099-099901-38"), &[]);
        own(
            "CTRI/2099/01/099901 [Registered on: 02/01/2099]",
            Some("CTRI/2099/01/099901"),
            &["[Registered on: 02/01/2099]"],
        );
        own("part of NCT99000002", Some("part of NCT99000002"), &[]);
        own("ABC-12", Some("ABC-12"), &[]);
        own("R000099901", None, &["R000099901"]);
    }

    #[test]
    fn a_list_in_its_label_begins_with_the_registrys_number() {
        let told = read("Main ID: U1111-9999-0001; RBR-6789bc, NCT99000002\nSex: All\n");
        assert_eq!(told.own.as_deref(), Some("RBR-6789bc"));
        let wanted = [("U1111-9999-0001".to_owned(), ""), ("NCT99000002".to_owned(), "ClinicalTrials.gov")];
        assert_eq!((told.others.as_slice(), told.issues.len(), told.residue.len()), (wanted.as_slice(), 0, 0));
    }

    #[test]
    fn a_universal_number_is_no_registrys() {
        let told = read("Main ID: U1111-9999-0001\nSex: All\n");
        assert_eq!((told.own.as_deref(), told.issues), (Some("U1111-9999-0001"), vec!["unknown-identifier"]));
    }

    #[test]
    fn other_numbers_have_their_registries() {
        others("2099-099901-38", &[("2099-099901-38", "EU CTR")]);
        others("EudraCT 2099-099901-38 ; U1111-9999-0001", &[("2099-099901-38", "EU CTR"), ("U1111-9999-0001", "")]);
        others("ABC-12, ISRCTN99110001", &[("ABC-12", ""), ("ISRCTN99110001", "ISRCTN")]);
        others("2099-099901-38 (EudraCT Number)", &[("2099-099901-38", "EU CTR")]);
        others("Other Study ID: ABC 12 (Other Identifier: Acme)", &[("ABC 12", "")]);
        others("UTN: U1111-9999-0001 | JPRN-UMIN000099901", &[("U1111-9999-0001", ""), ("UMIN000099901", "UMIN-CTR")]);
        others("R000099901", &[("R000099901", "")]);
    }

    #[test]
    fn numbers_of_no_known_form_stay_whole() {
        others("ABC; part 2", &[("ABC; part 2", "")]);
        others("Protocol AB, version 3", &[("Protocol AB, version 3", "")]);
        others("AB (12) C", &[("AB (12) C", "")]);
        others("AB12 (north)", &[("AB12 (north)", "")]);
    }

    #[test]
    fn the_registrys_number_is_no_other() {
        others("NCT99000001; ABC-12", &[("ABC-12", "")]);
    }
}
