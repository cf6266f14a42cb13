//! The German Clinical Trials Register, in three shapes: until 2022 blocks between lines that were comments of the page
//! (`start of 1:1-Block title`), lists in it often without their labels; since then labels with their values on the next
//! line, in German and in English.
//!
//! The comments end what stands before them. Where the labels of a list are lost, `[---]*` keeps the place of a value that
//! is missing, so that values are told by their places.

mod lists;

use lists::{arms, characteristics, conditions, inclusion, organization, recruitment, status};

use crate::grammar::line::{Line, lines, raw_lines};
use crate::layout::reading::own_lines;
use crate::layout::slot::{Slot, first_line};
use crate::layout::{Head, Label, Layout, Reading, Section, label, slot};
use crate::record::{Dated, Term, Trial, Value};
use crate::text::{range_in, starts, trimmed};
use crate::vocab;

/// A label whose value ends before the next comment of the page.
macro_rules! block {
    ($text:literal, $slot:expr) => {
        label($text, $slot.by(|reading, section| within(reading, section, $slot)))
    };
}

/// What people are reached by, and what the record has no place for.
const fn aside(text: &'static str) -> Label {
    label(text, slot::CHROME)
}

const fn contact(text: &'static str) -> Label {
    label(text, slot::CONTACT)
}

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "drks",
    doc: "DRKS: blocks between comments that leaked, lists without labels; or labels and values on lines, German or English",
    signature: &[
        "Organizational Data",
        "Organisatorische Daten",
        "DRKS-ID",
        "DRKS-ID of the study",
        "DRKS-ID der Studie",
        "Brief Summary in Scientific Language",
        "Wissenschaftliche Kurzbeschreibung",
    ],
    labels: &[
        // The old pages.
        block!("Title", slot::TITLE),
        block!("Trial Acronym", slot::ACRONYM),
        aside("URL of the Trial"),
        block!("Brief Summary in Lay Language", slot::SUMMARY),
        block!("Brief Summary in Scientific Language", slot::DESCRIPTION),
        // Both pages have the organization first or behind the texts.
        block!("Organizational Data", slot::own(organization)),
        block!("DRKS-ID", slot::ID),
        block!("DRKS-ID of the study", slot::ID),
        block!("Recruitment Status", slot::STATUS),
        // The day of registration is not the day of first posting.
        aside("Date of Registration in DRKS"),
        block!("Last update in DRKS", slot::LAST_UPDATE_POSTED_DATE),
        aside("Registration type"),
        aside("Type of registration"),
        aside("Investigator Sponsored/Initiated Trial (IST/IIT)"),
        aside("Ethics Approval/Approval of the Ethics Committee"),
        aside("(leading) Ethics Committee No."),
        block!("Acronym/abbreviation of the study", slot::ACRONYM),
        aside("URL of the study"),
        block!("Brief Summary in Lay Language", slot::SUMMARY),
        block!("Brief Summary in Scientific Language", slot::DESCRIPTION),
        block!("Secondary IDs", slot::own(other_ids)),
        block!("Health condition or Problem studied", slot::own(conditions)),
        block!("Healthy volunteers", slot::own(volunteers)),
        block!("Interventions/Observational Groups", slot::own(arms)),
        block!("Interventions, Observational Groups", slot::own(arms)),
        label("Endpoints", slot::HEADING),
        block!("Primary Outcome", slot::PRIMARY_OUTCOMES),
        block!("Secondary Outcome", slot::SECONDARY_OUTCOMES),
        block!("Characteristics", slot::own(characteristics)),
        label("Study Design", slot::HEADING),
        block!("Purpose", slot::PRIMARY_PURPOSE),
        block!("Retrospective/prospective", slot::TIME_PERSPECTIVE),
        block!("Study Type", slot::STUDY_TYPE),
        aside("Longitudinal/cross-sectional"),
        aside("Study Type Non-Interventional"),
        block!("Allocation", slot::own(allocation)),
        aside("Control"),
        block!("Phase", slot::own(phase)),
        // Old pages and new ones, and two columns, have these in other orders.
        block!("Study Type", slot::STUDY_TYPE),
        aside("Mechanism of allocation concealment"),
        block!("Blinding", slot::own(blinding)),
        block!("Masking", slot::own(blinding)),
        block!("Who is blinded", slot::own(who)),
        aside("Control"),
        block!("Purpose", slot::PRIMARY_PURPOSE),
        block!("Assignment", slot::INTERVENTION_MODEL),
        block!("Phase", slot::own(phase)),
        aside("Sequence generation"),
        block!("Who is blinded", slot::own(who)),
        block!("Primary Outcome", slot::PRIMARY_OUTCOMES),
        block!("Secondary Outcome", slot::SECONDARY_OUTCOMES),
        block!("Countries of recruitment", slot::COUNTRIES),
        block!("Locations of Recruitment", slot::LOCATIONS),
        block!("Recruitment", slot::own(recruitment)),
        block!("Recruitment Status", slot::own(status)),
        block!("Reason if recruiting stopped or withdrawn", slot::WHY_STOPPED),
        label("Recruitment Locations", slot::HEADING),
        block!("Recruitment countries", slot::COUNTRIES),
        aside("Number of study centers"),
        block!("Recruitment location(s)", slot::LOCATIONS),
        label("Recruitment period and number of participants", slot::HEADING),
        block!("Planned/Actual", slot::own(kind_of_start)),
        block!("(Anticipated or Actual) Date of First Enrollment", slot::own(start)),
        block!("Planned study start date", slot::own(planned_start)),
        block!("Study start date", slot::own(actual_start)),
        block!("Planned study completion date", slot::own(planned_end)),
        block!("Study completion date", slot::own(actual_end)),
        block!("Target Sample Size", slot::ENROLLMENT),
        block!("Final Sample Size", slot::own(slot::enrolled)),
        aside("Monocenter/Multicenter trial"),
        aside("National/International"),
        block!("Inclusion Criteria", slot::own(inclusion)),
        block!("Gender", slot::SEX),
        block!("Sex", slot::SEX),
        block!("Minimum Age", slot::MINIMUM_AGE),
        block!("Maximum Age", slot::MAXIMUM_AGE),
        block!("Additional Inclusion Criteria", slot::INCLUSION),
        block!("Exclusion Criteria", slot::EXCLUSION),
        label("Addresses", slot::HEADING),
        label("Primary Sponsor", slot::own(sponsor)),
        contact("Contact for Scientific Queries"),
        contact("Contact for Public Queries"),
        contact("Principal Investigator"),
        contact("Collaborator, Other Address"),
        aside("Sources of Monetary or Material Support"),
        block!("Status", slot::own(status)),
        block!("Recruitment Status", slot::own(status)),
        block!("Study Closing (LPLV)", slot::COMPLETION_DATE),
        aside("Trial Publications, Results and other documents"),
        aside("Ethics Committee"),
        label("Further identification numbers", slot::HEADING),
        block!("Other primary registry ID", slot::own(other_ids)),
        block!("EudraCT Number", slot::own(other_ids)),
        block!("UTN (Universal Trial Number)", slot::own(other_ids)),
        aside("IPD - Individual Participant Data"),
        aside("Study protocol and other study documents"),
        // The German ones.
        label("Organisatorische Daten", slot::HEADING),
        label("DRKS-ID der Studie", slot::ID),
        label("Status der Rekrutierung", slot::own(status)),
        aside("Registrierungsdatum in DRKS"),
        label("Letzte Aktualisierung in DRKS", slot::LAST_UPDATE_POSTED_DATE),
        aside("Art der Registrierung"),
        label("Akronym/Abkürzung der Studie", slot::ACRONYM),
        aside("Internetseite der Studie"),
        label("Allgemeinverständliche Kurzbeschreibung", slot::SUMMARY),
        label("Wissenschaftliche Kurzbeschreibung", slot::DESCRIPTION),
        label("Untersuchte Krankheit oder Gesundheitsproblem", slot::own(conditions)),
        label("Gesunde Probanden", slot::own(volunteers)),
        label("Interventionen, Beobachtungsgruppen", slot::own(arms)),
        label("Endpunkte", slot::HEADING),
        label("Primärer Endpunkt", slot::PRIMARY_OUTCOMES),
        label("Sekundärer Endpunkt", slot::SECONDARY_OUTCOMES),
        label("Studiendesign", slot::HEADING),
        label("Zweck", slot::PRIMARY_PURPOSE),
        label("Retrospektiv/Prospektiv", slot::TIME_PERSPECTIVE),
        label("Studientyp", slot::STUDY_TYPE),
        aside("Längsschnitt/Querschnitt"),
        aside("Studientyp nicht-interventionell"),
        label("Zuteilung", slot::own(allocation)),
        aside("Kontrolle"),
        label("Phase", slot::own(phase)),
        label("Studientyp", slot::STUDY_TYPE),
        aside("Mechanismus der verdeckten Zuteilung"),
        label("Verblindung", slot::own(blinding)),
        label("Gruppenzuordnung", slot::INTERVENTION_MODEL),
        aside("Generierung der Randomisierungssequenz"),
        label("Wer ist verblindet", slot::own(who)),
        label("Rekrutierung", slot::HEADING),
        label("Status der Rekrutierung", slot::own(status)),
        label("Grund für Abbruch oder Rückzug der Rekrutierung", slot::WHY_STOPPED),
        label("Rekrutierungsorte", slot::HEADING),
        label("Rekrutierungsländer", slot::COUNTRIES),
        aside("Anzahl der Prüfzentren"),
        label("Rekrutierungsstandort(e)", slot::LOCATIONS),
        label("Rekrutierungszeitraum und Teilnehmerzahl", slot::HEADING),
        label("Geplanter Studienstart", slot::own(planned_start)),
        label("Tatsächlicher Studienstart", slot::own(actual_start)),
        label("Geplantes Studienende", slot::own(planned_end)),
        label("Tatsächliches Studienende", slot::own(actual_end)),
        label("Geplante Teilnehmeranzahl", slot::own(planned_enrollment)),
        label("Tatsächliche Teilnehmeranzahl", slot::own(slot::enrolled)),
        label("Einschlusskriterien", slot::own(inclusion)),
        label("Geschlecht", slot::SEX),
        label("Mindestalter", slot::MINIMUM_AGE),
        label("Höchstalter", slot::MAXIMUM_AGE),
        label("Weitere Einschlusskriterien", slot::INCLUSION),
        label("Ausschlusskriterien", slot::EXCLUSION),
        label("Adressen", slot::HEADING),
        label("Primärer Sponsor", slot::own(sponsor)),
        contact("Kontakt für wissenschaftliche Anfragen"),
        contact("Kontakt für allgemeine Anfragen"),
        contact("Wissenschaftliche Leitung"),
        aside("Finanzierungsquellen"),
        aside("Ethikkommission"),
        label("Weitere Identifikationsnummern", slot::HEADING),
        label("EudraCT-Nr.", slot::own(other_ids)),
        label("UTN (Universal Trial Number)", slot::own(other_ids)),
        aside("IPD - Individuelle Teilnehmerdaten"),
        aside("Studienprotokoll und weitere Studiendokumente"),
    ],
    chrome: &[
        "start of 1:…",
        "end of 1:…",
        "Trial Description",
        "This trial has been registered retrospectively…",
        "Date of Registration in Partner Registry or other Primary Registry…",
        "* This entry means the parameter is not applicable or has not been set.",
        "This entry means the parameter is not applicable or has not been set.",
        "*** This entry means that data is not displayed…",
        "Off-label use (Zulassungsüberschreitende Anwendung…",
        "DRKS - …",
    ],
    head: Head::Own(head),
    registry: true,
    ..Layout::NEW
};

/// How comments of old pages begin.
const COMMENTS: [&str; 2] = ["start of 1:", "end of 1:"];

/// Reads a value up to the next comment.
fn within<'t>(reading: &mut Reading<'t>, section: &Section<'t>, slot: Slot) {
    let comment = |line: &&str| COMMENTS.iter().any(|comment| starts(Line::of(line).text, comment));
    let end = raw_lines(section.body).find(comment).map(|line| range_in(section.body, line).start);
    let body = trimmed(&section.body[..end.unwrap_or(section.body.len())]);
    (slot.read)(reading, &Section { body, ..*section });
}

/// On new pages the title stands above the first label, below the words of the site.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let old = lines(reading.text).any(|line| starts(line.text, COMMENTS[0]));
    let own: Vec<&'t str> = own_lines(reading.layout.chrome, head).collect();
    let Some((title, above)) = own.split_last().filter(|_| !old) else { return };
    reading.trial.brief_title = reading.line("/brief_title", title);
    for line in above {
        reading.boilerplate(line);
    }
}

/// The status, which new pages have in two places.
fn status_again<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    if !section.first().is_empty() {
        (slot::SECOND_STATUS.read)(reading, &Section { body: section.first(), ..*section });
    }
}

/// `UTN (Universal Trial Number): U1111-…`: numbers, the kind of each before a colon.
fn other_ids<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let kind = line.text.rfind(": ").map_or(0, |at| at + 2);
        reading.label(trimmed(&line.text[..kind]));
        (slot::SECONDARY_IDS.read)(reading, &Section { body: &line.text[kind..], ..*section });
    }
}

/// Whether the register counts health itself as what is studied.
fn volunteers<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let word = section.first();
    match word.to_lowercase().as_str() {
        "yes" | "ja" => reading.trial.eligibility.healthy_volunteers = Some(Value::new(true, word)),
        _ => reading.boilerplate(word),
    }
}

/// How groups are made; `Single arm study` says how many there are, too.
fn allocation<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let word = section.first();
    if word.eq_ignore_ascii_case("other") || word.eq_ignore_ascii_case("sonstiges") {
        return reading.boilerplate(word);
    }
    (slot::ALLOCATION.read)(reading, section);
}

/// Whether anybody is blinded; a word that says no more than that names no degree.
fn blinding<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let word = section.first();
    match word.to_lowercase().as_str() {
        "no" | "nein" => reading.trial.design.masking = Some(Value::new("NONE", word)),
        "yes" | "ja" | "blinded" | "blinded (masking used)" | "verblindet" => reading.boilerplate(word),
        _ => (slot::MASKING.read)(reading, section),
    }
}

/// Who is blinded, one a line or between commas.
fn who<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let parties = lines(section.body).flat_map(|line| line.text.split(", "));
    for party in parties {
        let field = format!("/design/who_masked/{}", reading.trial.design.who_masked.len());
        let term = reading.term(field, &vocab::WHO_MASKED, party);
        let known = &mut reading.trial.design.who_masked;
        known.extend(term.filter(|term| !known.iter().any(|other| other.value == term.value)));
    }
}

/// One phase a line; below it may stand what has no place in the record.
fn phase<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    (slot::PHASES.read)(reading, &Section { body: section.first(), ..*section });
}

/// Whether the date below has come.
fn kind_of_start<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.boilerplate(section.first());
    reading.trial.start_date.r#type = date_type(section.first());
}

fn start<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let kind = reading.trial.start_date.r#type.take();
    (slot::START_DATE.read)(reading, section);
    let date = &mut reading.trial.start_date;
    date.r#type = kind.filter(|_| date.date.is_some());
}

/// `Planned` or `Actual`.
fn date_type(word: &str) -> Option<Value<'_, Term>> {
    let planned = word.eq_ignore_ascii_case("planned").then_some("ESTIMATED");
    vocab::DATE_TYPE.term(word).or(planned).map(|term| Value::new(term, word))
}

fn planned_start<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    planned(reading, section, slot::START_DATE, |trial| &mut trial.start_date);
}

fn actual_start<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let kind = Some(Value::new("ACTUAL", section.heading));
    slot::instead_dated(reading, section, slot::START_DATE, |trial| &mut trial.start_date, kind);
}

fn planned_end<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    planned(reading, section, slot::COMPLETION_DATE, |trial| &mut trial.completion_date);
}

fn actual_end<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let kind = Some(Value::new("ACTUAL", section.heading));
    slot::instead_dated(reading, section, slot::COMPLETION_DATE, |trial| &mut trial.completion_date, kind);
}

/// A date that is yet to come, as its label says.
fn planned<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    slot: Slot,
    of: for<'r> fn(&'r mut Trial<'t>) -> &'r mut Dated<'t>,
) {
    (slot.read)(reading, section);
    let date = of(&mut reading.trial);
    date.r#type = date.date.as_ref().map(|_| Value::new("ESTIMATED", section.heading));
}

fn planned_enrollment<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::enrollment(reading, section.first());
    let enrollment = &mut reading.trial.enrollment;
    enrollment.r#type = enrollment.count.as_ref().map(|_| Value::new("ESTIMATED", section.heading));
}

/// The name of the sponsor; whom to ask there and where is contact data.
fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const LABELS: [&str; 2] = ["Address:", "Adresse:"];
    let mut rest = section.body;
    let mut name = first_line(rest);
    if let Some(label) = LABELS.iter().find(|label| starts(name, label)) {
        reading.label(&name[..label.len()]);
        let behind = trimmed(&name[label.len()..]);
        rest = &rest[section.end_of(&name[..label.len()])..];
        name = if behind.is_empty() { first_line(rest) } else { behind };
    }
    if name.is_empty() {
        return;
    }
    (slot::SPONSOR.read)(reading, &Section { body: name, ..*section });
    reading.contact(&section.body[section.end_of(name)..]);
}
