//! The form of an application for a trial, as the register prints it: `E.1.1 Medical condition(s) being investigated: …`.
//!
//! A field has a code and a label. The page leaves out the colon behind labels, and the blanks between all three where a
//! crawler joined cells by nothing, so both are needed to tell where a value begins.

use crate::grammar::line::{Line, parts_cells, raw_lines};
use crate::text::{range_in, trimmed};

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// A heading, a flag or a number that the record has no place for.
    Aside,
    /// Prose that the record has no place for: it stays unread.
    Prose,
    /// The heading of a part of the form.
    Part,
    Contact,
    Country,
    Id,
    OtherId,
    NamedIds,
    Title,
    LayTitle,
    ShortTitle,
    Sponsor,
    SponsorKind,
    Product,
    Role,
    TradeName,
    ProductName,
    ProductCode,
    Substance,
    OtherName,
    Chemical,
    Biological,
    Placebo,
    PlaceboUsed,
    Condition,
    LayCondition,
    Inclusion,
    Exclusion,
    Primary,
    PrimaryTime,
    Secondary,
    SecondaryTime,
    Diagnosis,
    Prophylaxis,
    Therapy,
    Phase1,
    Phase2,
    Phase3,
    Phase4,
    Randomized,
    Open,
    SingleBlind,
    DoubleBlind,
    Parallel,
    Crossover,
    /// Sites in several states.
    States,
    /// Sites outside of the area.
    Outside,
    Regions,
    AgeBand,
    Female,
    Male,
    Healthy,
    Planned,
    InState,
    InEea,
    InAll,
    EndStatus,
    EndDate,
}

use Says::{
    AgeBand, Aside, Biological, Chemical, Condition, Contact, Country, Crossover, Diagnosis, DoubleBlind, EndDate,
    EndStatus, Exclusion, Female, Healthy, Id, InAll, InEea, InState, Inclusion, LayCondition, LayTitle, Male,
    NamedIds, Open, OtherId, OtherName, Outside, Parallel, Part, Phase1, Phase2, Phase3, Phase4, Placebo, PlaceboUsed,
    Planned, Primary, PrimaryTime, Product, ProductCode, ProductName, Prophylaxis, Prose, Randomized, Regions, Role,
    Secondary, SecondaryTime, ShortTitle, SingleBlind, Sponsor, SponsorKind, States, Substance, Therapy, Title,
    TradeName,
};

/// The fields by their codes, each with its label. Labels of one code stand longest first.
const FORM: &[(&str, &str, Says)] = &[
    ("A", "Protocol Information", Part),
    ("A.1", "Member State Concerned", Country),
    ("A.2", "EudraCT number", Id),
    ("A.3", "Full title of the trial", Title),
    ("A.3.1", "Title of the trial for lay people, in easily understood, i.e. non-technical, language", LayTitle),
    ("A.3.2", "Name or abbreviated title of the trial where available", ShortTitle),
    ("A.4.1", "Sponsor's protocol code number", OtherId),
    ("A.5.1", "ISRCTN (International Standard Randomised Controlled Trial) Number", OtherId),
    ("A.5.2", "US NCT (ClinicalTrials.gov registry) number", OtherId),
    ("A.5.3", "WHO Universal Trial Reference Number (UTRN)", OtherId),
    ("A.5.4", "Other Identifiers", NamedIds),
    ("A.7", "Trial is part of a Paediatric Investigation Plan", Aside),
    ("A.8", "EMA Decision number of Paediatric Investigation Plan", Aside),
    ("B", "Sponsor Information", Part),
    ("B", "Sponsor:", Aside),
    ("B.1.1", "Name of Sponsor", Sponsor),
    ("B.1.3.4", "Country", Aside),
    ("B.3.1", "and B.3.2 Status of the sponsor", SponsorKind),
    ("B.4", "Source(s) of Monetary or Material Support for the clinical trial", Aside),
    ("B.4.1", "Name of organisation providing support", Aside),
    ("B.4.2", "Country", Aside),
    ("B.5", "Contact point designated by the sponsor for further information on the trial", Aside),
    ("B.5.1", "Name of organisation", Contact),
    ("B.5.2", "Functional name of contact point", Contact),
    ("B.5.3", "Address", Contact),
    ("B.5.3.1", "Street Address", Contact),
    ("B.5.3.2", "Town/ city", Contact),
    ("B.5.3.3", "Post code", Contact),
    ("B.5.3.4", "Country", Contact),
    ("B.5.4", "Telephone number", Contact),
    ("B.5.5", "Fax number", Contact),
    ("B.5.6", "E-mail", Contact),
    ("C", "Applicant Identification", Aside),
    ("D", "IMP Identification", Part),
    ("D", "IMP:", Product),
    ("D.1.2", "and D.1.3 IMP Role", Role),
    ("D.2", "Status of the IMP to be used in the clinical trial", Aside),
    ("D.2.1", "IMP to be used in the trial has a marketing authorisation", Aside),
    ("D.2.1.1.1", "Trade name", TradeName),
    ("D.2.1.1.2", "Name of the Marketing Authorisation holder", Aside),
    ("D.2.1.2", "Country which granted the Marketing Authorisation", Aside),
    ("D.2.5", "The IMP has been designated in this indication as an orphan drug in the Community", Aside),
    ("D.2.5.1", "Orphan drug designation number", Aside),
    ("D.3", "Description of the IMP", Aside),
    ("D.3.1", "Product name", ProductName),
    ("D.3.2", "Product code", ProductCode),
    ("D.3.4", "Pharmaceutical form", Aside),
    ("D.3.4.1", "Specific paediatric formulation", Aside),
    ("D.3.7", "Routes of administration for this IMP", Aside),
    ("D.3.8", "to D.3.10 IMP Identification Details (Active Substances)", Aside),
    ("D.3.8", "INN - Proposed INN", Substance),
    ("D.3.9.1", "CAS number", Aside),
    ("D.3.9.2", "Current sponsor code", OtherName),
    ("D.3.9.3", "Other descriptive name", OtherName),
    ("D.3.9.4", "EV Substance Code", Aside),
    ("D.3.10", "Strength", Aside),
    ("D.3.10.1", "Concentration unit", Aside),
    ("D.3.10.2", "Concentration type", Aside),
    ("D.3.10.3", "Concentration number", Aside),
    ("D.3.11", "The IMP contains an", Aside),
    ("D.3.11.1", "Active substance of chemical origin", Chemical),
    (
        "D.3.11.2",
        "Active substance of biological/ biotechnological origin (other than Advanced Therapy IMP (ATIMP)",
        Biological,
    ),
    ("D.3.11.3", "Advanced Therapy IMP (ATIMP)", Aside),
    ("D.3.11.3.1", "Somatic cell therapy medicinal product", Aside),
    ("D.3.11.3.2", "Gene therapy medical product", Aside),
    ("D.3.11.3.3", "Tissue Engineered Product", Aside),
    ("D.3.11.3.4", "Combination ATIMP (i.e. one involving a medical device)", Aside),
    ("D.3.11.3.5", "Committee on Advanced therapies (CAT) has issued a classification for this product", Aside),
    ("D.3.11.4", "Combination product that includes a device, but does not involve an Advanced Therapy", Aside),
    ("D.3.11.5", "Radiopharmaceutical medicinal product", Aside),
    ("D.3.11.6", "Immunological medicinal product (such as vaccine, allergen, immune serum)", Aside),
    ("D.3.11.7", "Plasma derived medicinal product", Aside),
    ("D.3.11.8", "Extractive medicinal product", Aside),
    ("D.3.11.9", "Recombinant medicinal product", Aside),
    ("D.3.11.10", "Medicinal product containing genetically modified organisms", Aside),
    ("D.3.11.11", "Herbal medicinal product", Aside),
    ("D.3.11.12", "Homeopathic medicinal product", Aside),
    ("D.3.11.13", "Another type of medicinal product", Aside),
    ("D.3.11.13.1", "Other medicinal product type", Aside),
    ("D.8", "Information on Placebo", Part),
    ("D.8", "Placebo", Placebo),
    ("D.8.1", "Is a Placebo used in this Trial", PlaceboUsed),
    ("D.8.3", "Pharmaceutical form of the placebo", Aside),
    ("D.8.4", "Route of administration of the placebo", Aside),
    ("E", "General Information on the Trial", Part),
    ("E.1", "Medical condition or disease under investigation", Aside),
    ("E.1.1", "Medical condition(s) being investigated", Condition),
    ("E.1.1.1", "Medical condition in easily understood language", LayCondition),
    ("E.1.1.2", "Therapeutic area", Aside),
    ("E.1.2", "Classification code", Aside),
    ("E.1.2", "System Organ Class", Aside),
    ("E.1.2", "Version", Aside),
    ("E.1.2", "Level", Aside),
    ("E.1.2", "Term", Aside),
    ("E.1.3", "Condition being studied is a rare disease", Aside),
    ("E.2", "Objective of the trial", Aside),
    ("E.2.1", "Main objective of the trial", Prose),
    ("E.2.2", "Secondary objectives of the trial", Prose),
    ("E.2.3", "Trial contains a sub-study", Aside),
    ("E.2.3.1", "Full title, date and version of each sub-study and their related objectives", Prose),
    ("E.3", "Principal inclusion criteria", Inclusion),
    ("E.4", "Principal exclusion criteria", Exclusion),
    ("E.5", "End points", Aside),
    ("E.5.1", "Primary end point(s)", Primary),
    ("E.5.1.1", "Timepoint(s) of evaluation of this end point", PrimaryTime),
    ("E.5.2", "Secondary end point(s)", Secondary),
    ("E.5.2.1", "Timepoint(s) of evaluation of this end point", SecondaryTime),
    ("E.6", "and E.7 Scope of the trial", Aside),
    ("E.6", "Scope of the trial", Aside),
    ("E.6.1", "Diagnosis", Diagnosis),
    ("E.6.2", "Prophylaxis", Prophylaxis),
    ("E.6.3", "Therapy", Therapy),
    ("E.6.4", "Safety", Aside),
    ("E.6.5", "Efficacy", Aside),
    ("E.6.6", "Pharmacokinetic", Aside),
    ("E.6.7", "Pharmacodynamic", Aside),
    ("E.6.8", "Bioequivalence", Aside),
    ("E.6.9", "Dose response", Aside),
    ("E.6.10", "Pharmacogenetic", Aside),
    ("E.6.11", "Pharmacogenomic", Aside),
    ("E.6.12", "Pharmacoeconomic", Aside),
    ("E.6.13", "Others", Aside),
    ("E.6.13.1", "Other scope of the trial description", Aside),
    ("E.7", "Trial type and phase", Aside),
    ("E.7.1", "Human pharmacology (Phase I)", Phase1),
    ("E.7.1.1", "First administration to humans", Aside),
    ("E.7.1.2", "Bioequivalence study", Aside),
    ("E.7.1.3", "Other", Aside),
    ("E.7.1.3.1", "Other trial type description", Aside),
    ("E.7.2", "Therapeutic exploratory (Phase II)", Phase2),
    ("E.7.3", "Therapeutic confirmatory (Phase III)", Phase3),
    ("E.7.4", "Therapeutic use (Phase IV)", Phase4),
    ("E.8", "Design of the trial", Aside),
    ("E.8.1", "Controlled", Aside),
    ("E.8.1.1", "Randomised", Randomized),
    ("E.8.1.2", "Open", Open),
    ("E.8.1.3", "Single blind", SingleBlind),
    ("E.8.1.4", "Double blind", DoubleBlind),
    ("E.8.1.5", "Parallel group", Parallel),
    ("E.8.1.6", "Cross over", Crossover),
    ("E.8.1.7", "Other", Aside),
    ("E.8.1.7.1", "Other trial design description", Aside),
    ("E.8.2", "Comparator of controlled trial", Aside),
    ("E.8.2.1", "Other medicinal product(s)", Aside),
    ("E.8.2.2", "Placebo", Aside),
    ("E.8.2.3", "Other", Aside),
    ("E.8.2.3.1", "Comparator description", Aside),
    ("E.8.2.4", "Number of treatment arms in the trial", Aside),
    ("E.8.3", "The trial involves single site in the Member State concerned", Aside),
    ("E.8.4", "The trial involves multiple sites in the Member State concerned", Aside),
    ("E.8.4.1", "Number of sites anticipated in Member State concerned", Aside),
    ("E.8.5", "The trial involves multiple Member States", States),
    ("E.8.5.1", "Number of sites anticipated in the EEA", Aside),
    ("E.8.6", "Trial involving sites outside the EEA", Aside),
    ("E.8.6.1", "Trial being conducted both within and outside the EEA", Outside),
    ("E.8.6.2", "Trial being conducted completely outside of the EEA", Outside),
    ("E.8.6.3", "If E.8.6.1 or E.8.6.2 are Yes, specify the regions in which trial sites are planned", Regions),
    ("E.8.6.3", "Specify the countries outside of the EEA in which trial sites are planned", Regions),
    ("E.8.7", "Trial has a data monitoring committee", Aside),
    (
        "E.8.8",
        "Definition of the end of the trial and justification where it is not the last visit of the last subject \
         undergoing the trial",
        Aside,
    ),
    ("E.8.9", "Initial estimate of the duration of the trial", Aside),
    ("E.8.9.1", "In the Member State concerned years", Aside),
    ("E.8.9.1", "In the Member State concerned months", Aside),
    ("E.8.9.1", "In the Member State concerned days", Aside),
    ("E.8.9.2", "In all countries concerned by the trial years", Aside),
    ("E.8.9.2", "In all countries concerned by the trial months", Aside),
    ("E.8.9.2", "In all countries concerned by the trial days", Aside),
    ("F", "Population of Trial Subjects", Part),
    ("F.1", "Age Range", Aside),
    ("F.1.1", "Number of subjects for this age range", Aside),
    ("F.1.1", "Trial has subjects under 18", AgeBand),
    ("F.1.1.1", "In Utero", Aside),
    ("F.1.1.1.1", "Number of subjects for this age range", Aside),
    ("F.1.1.2", "Preterm newborn infants (up to gestational age < 37 weeks)", Aside),
    ("F.1.1.2.1", "Number of subjects for this age range", Aside),
    ("F.1.1.3", "Newborns (0-27 days)", Aside),
    ("F.1.1.3.1", "Number of subjects for this age range", Aside),
    ("F.1.1.4", "Infants and toddlers (28 days-23 months)", Aside),
    ("F.1.1.4.1", "Number of subjects for this age range", Aside),
    ("F.1.1.5", "Children (2-11years)", Aside),
    ("F.1.1.5.1", "Number of subjects for this age range", Aside),
    ("F.1.1.6", "Adolescents (12-17 years)", Aside),
    ("F.1.1.6.1", "Number of subjects for this age range", Aside),
    ("F.1.2", "Adults (18-64 years)", AgeBand),
    ("F.1.2.1", "Number of subjects for this age range", Aside),
    ("F.1.3", "Elderly (>=65 years)", AgeBand),
    ("F.1.3.1", "Number of subjects for this age range", Aside),
    ("F.2", "Gender", Aside),
    ("F.2.1", "Female", Female),
    ("F.2.2", "Male", Male),
    ("F.3", "Group of trial subjects", Aside),
    ("F.3.1", "Healthy volunteers", Healthy),
    ("F.3.2", "Patients", Aside),
    ("F.3.3", "Specific vulnerable populations", Aside),
    ("F.3.3.1", "Women of childbearing potential not using contraception", Aside),
    ("F.3.3.2", "Women of child-bearing potential using contraception", Aside),
    ("F.3.3.3", "Pregnant women", Aside),
    ("F.3.3.4", "Nursing women", Aside),
    ("F.3.3.5", "Emergency situation", Aside),
    ("F.3.3.6", "Subjects incapable of giving consent personally", Aside),
    ("F.3.3.6.1", "Details of subjects incapable of giving consent", Aside),
    ("F.3.3.7", "Others", Aside),
    ("F.3.3.7.1", "Details of other specific vulnerable populations", Aside),
    ("F.4", "Planned number of subjects to be included", Planned),
    ("F.4.1", "In the member state", InState),
    ("F.4.2", "For a multinational trial", Aside),
    ("F.4.2.1", "In the EEA", InEea),
    ("F.4.2.2", "In the whole clinical trial", InAll),
    (
        "F.5",
        "Plans for treatment or care after the subject has ended the participation in the trial (if it is different \
         from the expected normal treatment of that condition)",
        Aside,
    ),
    ("G", "Investigator Networks to be involved in the Trial", Part),
    ("G.4", "Investigator Network to be involved in the Trial", Aside),
    ("G.4.1", "Name of Organisation", Aside),
    ("G.4.3.4", "Network Country", Aside),
    ("H", "Third Country Information", Aside),
    ("H.4", "Third Country in which the Trial was first authorised", Aside),
    ("N", "Review by the Competent Authority or Ethics Committee in the country concerned", Aside),
    ("N", "Competent Authority Decision", Aside),
    ("N", "Date of Competent Authority Decision", Aside),
    ("N", "Ethics Committee Opinion of the trial application", Aside),
    ("N", "Ethics Committee Opinion: Reason(s) for unfavourable opinion", Aside),
    ("N", "Date of Ethics Committee Opinion", Aside),
    ("P", "End of Trial Status", EndStatus),
    ("P", "End of Trial", Part),
    ("P", "Date of the global end of the trial", EndDate),
];

/// A field as it stands on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    /// What it says.
    pub(super) says: Says,
    /// Its code and label, and what shows the language of a copy.
    pub(super) heading: &'t str,
    /// The language that it is a copy in: `es`.
    pub(super) copy: Option<&'t str>,
    /// What follows up to the next field, without bars at its ends.
    pub(super) value: &'t str,
}

/// The fields of a part of the form, up to the next part.
pub(super) fn fields(body: &str) -> Vec<Field<'_>> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    let mut free = 0;
    for at in starts(body) {
        // A label may go on below the line that it begins on.
        let Some(field) = field(&body[at..]).filter(|_| at >= free) else { continue };
        close(body, &mut fields, at);
        if field.says == Part {
            return fields;
        }
        free = range_in(body, field.value).start;
        fields.push(field);
    }
    close(body, &mut fields, body.len());
    fields
}

/// Where lines begin behind their marks and bars.
fn starts(body: &str) -> impl Iterator<Item = usize> {
    let own = |line| Line::of(line).text.trim_start_matches(['|', ' ', '\t', '\u{a0}']);
    raw_lines(body).map(move |line| range_in(body, own(line)).start)
}

/// Ends the value of the last field.
fn close<'t>(body: &'t str, fields: &mut [Field<'t>], end: usize) {
    if let Some(last) = fields.last_mut() {
        let start = range_in(body, last.value).start;
        last.value = within_bars(&body[start..end.max(start)]);
    }
}

/// A value without the bars of its row, and without the rule that stands below the first row of a table.
fn within_bars(value: &str) -> &str {
    let mut value = trimmed(value).trim_start_matches(['|', ' ', '\u{a0}']);
    loop {
        value = value.trim_end_matches(['|', ' ', '\n', '\r', '\t', '\u{a0}']);
        let last = &value[value.rfind('\n').map_or(0, |at| at + 1)..];
        let rule = last.starts_with('|') && last.bytes().all(|byte| b"|-: ".contains(&byte));
        if !rule {
            return trimmed(value);
        }
        value = &value[..value.len() - last.len()];
    }
}

/// The field that a text begins with.
fn field(text: &str) -> Option<Field<'_>> {
    let code = code(text)?;
    let behind = &text[code.len()..];
    let dotted = code.trim_end_matches('.');
    let first = FORM.partition_point(|row| order(row.0) < order(dotted));
    let rows = FORM[first..].iter().take_while(|row| row.0 == dotted);
    let (end, says) = rows.filter_map(|row| Some((labeled(behind, row.1)?, row.2))).max_by_key(|found| found.0)?;
    let mut label = code.len() + end;
    let copy = language(&text[label..]);
    if let Some(copy) = copy {
        label = range_in(text, copy).end + 1;
    }
    let value = text[label..].trim_start_matches([':', '?', '|', ' ', '\t', '\u{a0}']);
    Some(Field { says, heading: &text[..label], copy, value })
}

/// A code by its letter and numbers, as the form is sorted.
fn order(code: &str) -> (&str, [u8; 5]) {
    let mut parts = code.split('.');
    let letter = parts.next().unwrap_or_default();
    let mut numbers = [0; 5];
    for (number, part) in numbers.iter_mut().zip(parts) {
        *number = part.parse().unwrap_or(u8::MAX);
    }
    (letter, numbers)
}

/// `E.8.2.4`, `N.`: a letter, and numbers between dots. Criteria may begin with a number and a dot, never so.
fn code(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    if !matches!(bytes, [b'A'..=b'P', b'.', ..]) {
        return None;
    }
    let more = bytes[2..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
    // `B.3.1 and`, `D.IMP`: what stands behind the last number is the label.
    Some(&text[..2 + more]).filter(|code| code.len() <= 16 && !code.contains(".."))
}

/// Where a label ends that a text begins with, in either case, whatever blanks, line breaks and bars stand between its words.
fn labeled(text: &str, label: &str) -> Option<usize> {
    let mut letters = text.char_indices().filter(|(_, letter)| !parts_cells(*letter));
    let mut end = 0;
    for wanted in label.chars().filter(|letter| !parts_cells(*letter)) {
        let (at, letter) = letters.next()?;
        let same = letter.eq_ignore_ascii_case(&wanted) || wanted == '\'' && letter == '’';
        if !same {
            return None;
        }
        end = at + letter.len_utf8();
    }
    // `E.8.1.2 Opened` is not `Open`.
    let word = !label.contains(' ') && text[end..].starts_with(char::is_lowercase);
    (!word).then_some(end)
}

/// `(es)`: the language of a copy.
fn language(text: &str) -> Option<&str> {
    let inside = text.trim_start().strip_prefix('(')?;
    let (name, _) = inside.split_once(')').filter(|(name, _)| name.len() == 2)?;
    name.bytes().all(|byte| byte.is_ascii_lowercase()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[(Says, &str)]) {
        let found: Vec<_> = fields(text).into_iter().map(|field| (field.says, field.value)).collect();
        assert_eq!(found, want);
    }

    #[test]
    fn the_form_is_sorted_by_its_codes() {
        for rows in FORM.windows(2) {
            assert!(order(rows[0].0) <= order(rows[1].0), "{rows:?}");
        }
    }

    #[test]
    fn fields_end_where_the_next_begin_however_they_are_joined() {
        let want = [(Female, "Yes"), (Male, "No")];
        check("F.2.1 Female: Yes\nF.2.2 Male: No\n", &want);
        check("F.2.1 Female Yes\nF.2.2 Male No", &want);
        check("F.2.1FemaleYes\nF.2.2MaleNo", &want);
        check("| F.2.1 | Female | Yes |\n|---|---|---|\n| F.2.2 | Male | No |", &want);
        check("F.2.1\nFemale\nYes\n\nF.2.2\nMale\nNo", &want);
    }

    #[test]
    fn what_only_looks_like_a_code_belongs_to_the_value() {
        let value = "1. D.3 receptor blocked\nA.1 of the scale\nE.3 nothing\n5. F.2.1";
        check(&format!("E.3 Principal inclusion criteria:\n{value}"), &[(Inclusion, value)]);
        check("no field", &[]);
        check("Z.1 Female\nF..2 Female\nF.2.1 Females", &[]);
    }

    #[test]
    fn copies_tell_their_language() {
        let copies = |text: &'static str| fields(text).first().and_then(|field| field.copy);
        assert_eq!(copies("A.3 Full title of the trial (es): Un ensayo"), Some("es"));
        assert_eq!(copies("A.3 Full title of the trial: (es) or so"), None);
        assert_eq!(copies("A.3Full title of the trial(it)Uno studio"), Some("it"));
        assert_eq!(fields("A.3 Full title of the trial (es): Un ensayo")[0].value, "Un ensayo");
    }

    #[test]
    fn labels_may_hold_a_colon_or_be_one_of_several_of_a_code() {
        check("N. Ethics Committee Opinion: Reason(s) for unfavourable opinion: None", &[(Aside, "None")]);
        check("P. End of Trial Status: Completed", &[(EndStatus, "Completed")]);
        check("P. End of Trial StatusOngoing\nP. End of Trial\nF.2.1 Female Yes", &[(EndStatus, "Ongoing")]);
        check("B.3.1 and B.3.2\tStatus of the sponsor: Commercial", &[(SponsorKind, "Commercial")]);
        check("D.IMP: 2", &[(Product, "2")]);
    }
}
