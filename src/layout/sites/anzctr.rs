//! ANZCTR: labels and values on lines of their own, or in rows between bars. Fields that may stand several times are
//! numbered, `Primary outcome [1]`, and the keys of the register's database leak behind labels and values: `303280 0`.
//!
//! Pages that the register took over from another have the number of that one, and keys of zeros: `0 0`.

mod fields;
mod recruitment;

use fields::{BUTTON, cells, fields, labeled, shorn, whole, without_key};
use recruitment::{abroad, australia, collaborators, end, size, sponsor, start};

use crate::grammar::age::Bound;
use crate::grammar::line::{lines, raw_lines, stretch};
use crate::layout::{Head, Layout, Reading, Section, Stand, label, slot};
use crate::record::{Age, ArmGroup, Intervention, Outcome, Value, identify};
use crate::text::{folded, range_in, trimmed};
use crate::vocab;

/// A slot that reads what stands before the button of a form.
macro_rules! shorn {
    ($slot:expr) => {
        $slot.by(|reading, section| ($slot.read)(reading, &shorn(section)))
    };
}

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "anzctr",
    doc: "ANZCTR: labels and values on lines of their own, numbered fields with leaked keys of a database; days first",
    signature: &[
        "Trial registered on ANZCTR",
        "Titles & IDs",
        "Secondary ID [1]",
        "Description of intervention(s) / exposure",
        "Primary outcome [1]",
        "Date data sharing statement initially provided",
    ],
    labels: &[
        label("Trial registered on ANZCTR", slot::CHROME),
        label("Trial details imported from ClinicalTrials.gov", slot::CHROME),
        label("Registration number", slot::ID.by(number)),
        // Not the status of the trial.
        label("Ethics application status", slot::CHROME),
        label("Date submitted", slot::CHROME),
        // The day of registration is not the day of first posting.
        label("Date registered", slot::CHROME),
        label("Date last updated", slot::LAST_UPDATE_POSTED_DATE),
        label("Date data sharing statement initially provided", slot::CHROME),
        label("Date results provided", slot::CHROME),
        label("Type of registration", slot::CHROME),
        label("Titles & IDs", slot::CHROME),
        label("Public title", shorn!(slot::TITLE)),
        label("Scientific title", shorn!(slot::OFFICIAL_TITLE)),
        label("Secondary ID [1]", slot::SECONDARY_IDS.by(other_ids)),
        label("Universal Trial Number (UTN)", shorn!(slot::SECONDARY_IDS)),
        label("Trial acronym", shorn!(slot::ACRONYM)),
        // Numbers of other trials.
        label("Linked study record", slot::CHROME),
        label("Health condition", slot::CHROME),
        label("Health condition(s) or problem(s) studied", slot::CONDITIONS.by(conditions)),
        label("Condition category", slot::own(categories)),
        label("Condition code", slot::CHROME),
        label("Intervention/exposure", slot::CHROME),
        label("Study type", slot::STUDY_TYPE),
        label("Patient registry", slot::CHROME),
        label("Target follow-up duration", slot::CHROME),
        label("Target follow-up type", slot::CHROME),
        label("Description of intervention(s) / exposure", slot::INTERVENTIONS.by(intervention)),
        label("Intervention code [1]", slot::own(codes)),
        label("Comparator / control treatment", slot::CHROME),
        label("Control group", slot::CHROME),
        label("Outcomes", slot::CHROME),
        label("Primary outcome [1]", slot::PRIMARY_OUTCOMES.by(primary_outcomes)),
        label("Secondary outcome [1]", slot::SECONDARY_OUTCOMES.by(secondary_outcomes)),
        label("Eligibility", slot::CHROME),
        label("Key inclusion criteria", shorn!(slot::INCLUSION)),
        label("Minimum age", slot::MINIMUM_AGE.by(minimum_age)),
        label("Maximum age", slot::MAXIMUM_AGE.by(maximum_age)),
        label("Sex", slot::SEX),
        label("Gender", slot::SEX),
        label("Can healthy volunteers participate?", slot::VOLUNTEERS),
        label("Key exclusion criteria", shorn!(slot::EXCLUSION)),
        label("Study design", slot::CHROME),
        label("Purpose of the study", shorn!(slot::PRIMARY_PURPOSE)),
        // Of a study that only observes.
        label("Purpose", slot::CHROME),
        label("Duration", slot::CHROME),
        label("Selection", shorn!(slot::OBSERVATIONAL_MODEL)),
        label("Timing", shorn!(slot::TIME_PERSPECTIVE)),
        label("Allocation to intervention", slot::ALLOCATION.by(allocation)),
        label("Masking / blinding", slot::MASKING.by(masking)),
        label("Who is / are masked / blinded?", slot::own(masked)),
        label("Intervention assignment", shorn!(slot::INTERVENTION_MODEL)),
        label("Other design features", slot::CHROME),
        label("Phase", shorn!(slot::PHASES)),
        label("Type of endpoint/s", slot::CHROME),
        label("Statistical methods / analysis", slot::CHROME),
        label("Recruitment", slot::CHROME),
        label("Recruitment status", slot::STATUS),
        label("Data analysis", slot::CHROME),
        label("Reason for early stopping/withdrawal", slot::WHY_STOPPED.by(reason)),
        label("Date of first participant enrolment", slot::START_DATE.by(start)),
        label("Date of last participant enrolment", slot::own(last_enrolled)),
        label("Date of last data collection", slot::COMPLETION_DATE.by(end)),
        label("Sample size", slot::ENROLLMENT.by(size)),
        label("Recruitment in Australia", slot::LOCATIONS.by(australia)),
        label("Recruitment outside Australia", slot::LOCATIONS.by(abroad)),
        label("Funding & Sponsors", slot::CHROME),
        label("Funding source category [1]", slot::own(funders)),
        label("Primary sponsor type", slot::SPONSOR.by(sponsor)),
        label("Secondary sponsor category [1]", slot::COLLABORATORS.by(collaborators)),
        label("Other collaborator category [1]", slot::COLLABORATORS.by(collaborators)),
        label("Ethics approval", slot::CHROME),
        label("Summary", slot::CHROME),
        label("Brief summary", shorn!(slot::SUMMARY)),
        label("Trial website", slot::CHROME),
        label("Trial related presentations / publications", slot::CHROME),
        label("Public notes", slot::CHROME),
        label("Contacts", slot::CONTACT),
        label("Data sharing statement", slot::CHROME),
    ],
    chrome: &["Query!", "LOGIN", "CREATE ACCOUNT", "MY TRIALS", "REGISTER TRIAL", "Download to PDF", "Trial Review"],
    head: Head::Own(|reading, head| reading.boilerplate(trimmed(head))),
    spaced: true,
    day_first: true,
    registry: true,
    ..Layout::NEW
};

/// A number that the register has not confirmed yet has a `p` behind it.
fn number<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    let sure = at.strip_suffix('p').filter(|sure| identify(sure).is_some());
    if let Some(sure) = sure {
        reading.boilerplate(&at[sure.len()..]);
    }
    slot::registry_id(reading, sure.unwrap_or(at));
}

/// Numbers of other registers and of sponsors.
fn other_ids<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for field in fields(reading, section, "/secondary_ids", &["Secondary ID"]) {
        for row in field.rows {
            let none = ["nil known", "none known", "not applicable"].contains(&row.to_lowercase().as_str());
            if none && reading.may_at("placeholder/null", row) {
                reading.placeholder("/secondary_ids", row);
            } else {
                (slot::SECONDARY_IDS.read)(reading, &Section { body: row, ..*section });
            }
        }
    }
}

/// Conditions, each with its key behind it; where there are no keys, a line each.
fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAME: &str = "Health condition(s) or problem(s) studied";
    let text = reading.text;
    let mut rows: Vec<(&'t str, bool)> = Vec::new();
    for row in raw_lines(whole(reading, section, &[NAME])).flat_map(cells) {
        if row != BUTTON && labeled(row, &[NAME]).is_none() {
            let own = without_key(reading, "/conditions", row);
            rows.push((own, own.len() < row.len()));
        }
    }
    let keyed = rows.iter().any(|(_, ends)| *ends);
    let mut first = None;
    for (n, (row, ends)) in rows.iter().enumerate() {
        let start = *first.get_or_insert(*row);
        if !keyed || *ends || n + 1 == rows.len() {
            let last = if row.is_empty() { rows[n.saturating_sub(1)].0 } else { row };
            slot::condition(reading, if start.is_empty() { start } else { stretch(text, start, last) });
            first = None;
        }
    }
}

/// The words for what is given on pages from another register, before a dash and the name.
const KINDS: &[(&str, &str)] = &[
    ("Treatment: Drugs", "DRUG"),
    ("Treatment: Devices", "DEVICE"),
    ("Treatment: Surgery", "PROCEDURE"),
    ("Treatment: Other", "OTHER"),
    ("Other interventions", "OTHER"),
    ("Behavioural", "BEHAVIORAL"),
    ("BEHAVIORAL", "BEHAVIORAL"),
];

/// What is given: a text without a name. On pages from another register the names stand first, then the arms.
fn intervention<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = shorn(section);
    let named = |row: &'t str| {
        let (kind, name) = row.split_once(" - ")?;
        let (_, term) = KINDS.iter().find(|(word, _)| *word == kind)?;
        Some((Value::new(*term, kind), name))
    };
    if lines(section.body).next().and_then(|line| named(line.whole)).is_none() {
        let description = reading.long("/interventions/0/description", section.body);
        if description.is_some() {
            reading.trial.interventions.push(Intervention { description, ..Intervention::default() });
        }
        return;
    }
    for line in lines(section.body) {
        let place = format!("/interventions/{}/name", reading.trial.interventions.len());
        if let Some((kind, name)) = named(line.whole) {
            let name = reading.line(place, name);
            reading.trial.interventions.push(Intervention { r#type: Some(kind), name, ..Intervention::default() });
        } else if !arm(reading, line.whole) {
            reading.boilerplate(line.whole);
        }
    }
}

/// `Experimental: Low dose - A text.`: an arm with its type and what describes it.
fn arm<'t>(reading: &mut Reading<'t>, row: &'t str) -> bool {
    let Some((word, rest)) = row.split_once(": ") else { return false };
    let Some(term) = vocab::ARM_GROUP_TYPE.term(word) else { return false };
    let (name, text) = rest.split_once(" - ").unwrap_or((rest, &rest[rest.len()..]));
    let place = format!("/arm_groups/{}", reading.trial.arm_groups.len());
    let label = reading.line(format_args!("{place}/label"), name);
    let description = reading.line(format_args!("{place}/description"), text);
    let r#type = Some(Value::new(term, word));
    reading.trial.arm_groups.push(ArmGroup { label, r#type, description, ..ArmGroup::default() });
    true
}

fn primary_outcomes<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Primary outcome", "Assessment method", "Timepoint"];
    let outcomes = outcomes(reading, section, "/primary_outcomes", NAMES);
    reading.trial.primary_outcomes = outcomes;
}

fn secondary_outcomes<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Secondary outcome", "Assessment method", "Timepoint"];
    let outcomes = outcomes(reading, section, "/secondary_outcomes", NAMES);
    reading.trial.secondary_outcomes = outcomes;
}

/// Measures, each with how it is assessed and when.
fn outcomes<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    pointer: &str,
    names: &[&'static str],
) -> Vec<Outcome<'t>> {
    let text = reading.text;
    let mut outcomes: Vec<Outcome<'t>> = Vec::new();
    // Of a field that is empty nothing is assessed.
    let mut open = false;
    for field in fields(reading, section, pointer, names) {
        let Some(value) = field.value(text) else { continue };
        let place = format!("{pointer}/{}", outcomes.len());
        let last = outcomes.last_mut().filter(|_| open);
        match (field.name, last) {
            _ if value.eq_ignore_ascii_case("not applicable") && reading.may_at("placeholder/null", value) => {
                open &= field.name != names[0];
                reading.placeholder(place, value);
            }
            ("Timepoint", Some(last)) => last.time_frame = reading.line(place, value),
            ("Assessment method", Some(last)) => last.description = reading.long(place, value),
            ("Timepoint" | "Assessment method", None) => reading.boilerplate(value),
            _ => {
                let measure = reading.line(place, value);
                open = measure.is_some();
                outcomes.extend(measure.map(|measure| Outcome { measure: Some(measure), ..Outcome::default() }));
            }
        }
    }
    outcomes
}

/// Whether a study is masked at all; of a masked one the register does not say how far.
fn masking<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let masking = reading.term("/design/masking", &vocab::MASKING, shorn(section).first());
    reading.trial.design.masking = masking;
}

fn minimum_age<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.eligibility.minimum_age = age(reading, section, "/eligibility/minimum_age");
}

fn maximum_age<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.eligibility.maximum_age = age(reading, section, "/eligibility/maximum_age");
}

/// The number and its unit, on one line or on two.
fn age<'t>(reading: &mut Reading<'t>, section: &Section<'t>, field: &str) -> Age<'t> {
    let mut rows = lines(section.body).map(|line| line.text).filter(|row| *row != BUTTON);
    let (number, unit) = (rows.next().unwrap_or_default(), rows.next().unwrap_or_default());
    let apart = number.parse::<f64>().ok().zip(vocab::AGE_UNIT.term(unit));
    match apart {
        Some((years, term)) => slot::aged(Some(Bound { value: (years, number), unit: (term, unit) })),
        None => slot::age(reading, field, shorn(section).first()),
    }
}

/// What the record has no place for, in rows of their own.
fn aside<'t>(reading: &mut Reading<'t>, section: &Section<'t>, names: &[&'static str]) {
    let text = reading.text;
    for field in fields(reading, section, "", names) {
        if let Some(value) = field.value(text) {
            reading.boilerplate(value);
        }
    }
}

fn codes<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    aside(reading, section, &["Intervention code"]);
}

fn last_enrolled<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    aside(reading, section, &["Date of last participant enrolment", "Anticipated", "Actual"]);
}

fn funders<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    aside(reading, section, &["Funding source category", "Name", "Address", "Country"]);
}

/// Classes of conditions: the head of a table and its rows.
fn categories<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.boilerplate(trimmed(section.body));
    if section.stand != Stand::Cell {
        return;
    }
    let below = &reading.text[range_in(reading.text, section.heading).end..];
    for row in raw_lines(below).skip(1).take_while(|row| row.trim_start().starts_with('|')) {
        if cells(row).first().is_some_and(|first| ["Intervention/exposure", "Study type"].contains(first)) {
            break;
        }
        reading.boilerplate(trimmed(row));
    }
}

/// How participants are allotted; below it two texts that say more of it than the record has a place for. Their labels are
/// too long for the index.
fn allocation<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAME: &str = "Allocation to intervention";
    const NAMES: &[&str] = &[
        NAME,
        "Procedure for enrolling a subject and allocating the treatment (allocation concealment procedures)",
        "Methods used to generate the sequence in which subjects will be randomised (sequence generation)",
    ];
    let text = reading.text;
    for field in fields(reading, section, "/design/allocation", NAMES) {
        match field.value(text) {
            Some(body) if field.name == NAME => (slot::ALLOCATION.read)(reading, &Section { body, ..*section }),
            Some(value) => reading.boilerplate(value),
            None => {}
        }
    }
}

/// Who is masked, one a line.
fn masked<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body).filter(|line| line.text != BUTTON) {
        let place = format!("/design/who_masked/{}", reading.trial.design.who_masked.len());
        let who = reading.term(place, &vocab::WHO_MASKED, line.text);
        reading.trial.design.who_masked.extend(who);
    }
}

/// Why a trial ended early: the word of a list, and more in the words of the registrant.
fn reason<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const NAMES: &[&str] = &["Reason for early stopping/withdrawal", "Other reasons/comments"];
    let text = reading.text;
    let fields = fields(reading, section, "/why_stopped", NAMES);
    let values: Vec<&'t str> = fields.iter().filter_map(|field| field.value(text)).collect();
    if let (Some(first), Some(last)) = (values.first(), values.last()) {
        let parts: Vec<_> = values.iter().map(|value| folded(value)).collect();
        reading.trial.why_stopped = Some(Value::new(parts.join("\n").into(), stretch(text, first, last)));
    }
}
