//! The page of ClinicalTrials.gov since 2023: headings, ISO dates, tables of arms and of outcomes whose cells stand on lines
//! of their own, between bars, or lost their borders.

use crate::grammar::date::date;
use crate::grammar::line::{lines, stretch};
use crate::layout::reading::own_lines;
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::record::Outcome;
use crate::segment::time_frame;
use crate::text::{range_in, starts, trimmed};
use crate::vocab;

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "ctgov.study",
    doc: "ClinicalTrials.gov, page since 2023: headings, ISO dates, tables of arms and outcomes",
    // The other labels are the registry's words for its data, which its mirrors print too.
    signature: &[
        "Information provided by",
        "Study Overview",
        "Intervention / Treatment",
        "How is the study designed?",
        "What is the study measuring?",
        "Collaborators and Investigators",
        "Study Record Dates",
    ],
    labels: &[
        label("ClinicalTrials.gov ID", slot::ID),
        label("Sponsor", slot::SPONSOR),
        label("Information provided by", slot::own(provider)),
        label("Last Update Posted", slot::own(last_update)),
        label("Study Overview", slot::HEADING),
        label("Brief Summary", slot::SUMMARY),
        label("Detailed Description", slot::DESCRIPTION),
        label("Official Title", slot::OFFICIAL_TITLE),
        label("Conditions", slot::own(conditions)),
        label("Intervention / Treatment", slot::INTERVENTIONS_DESCRIBED),
        label("Other Study ID Numbers", slot::SECONDARY_IDS),
        label("Study Start", slot::START_DATE),
        label("Primary Completion", slot::PRIMARY_COMPLETION_DATE),
        label("Study Completion", slot::COMPLETION_DATE),
        label("Enrollment", slot::ENROLLMENT),
        label("Study Type", slot::STUDY_TYPE),
        label("Phase", slot::PHASES),
        label("Resource links provided by the National Library of Medicine", slot::CHROME),
        label("Contacts and Locations", slot::HEADING),
        label("Study Contact", slot::CONTACT),
        label("Study Contact Backup", slot::CONTACT),
        label("Study Locations", slot::LOCATIONS),
        label("Participation Criteria", slot::HEADING),
        label("Eligibility Criteria", slot::own(criteria)),
        label("Ages Eligible for Study", slot::AGES),
        label("Sexes Eligible for Study", slot::SEX),
        label("Accepts Healthy Volunteers", slot::VOLUNTEERS),
        label("Sampling Method", slot::CHROME),
        label("Study Population", slot::CHROME),
        label("Study Plan", slot::HEADING),
        label("How is the study designed?", slot::HEADING),
        label("Design Details", slot::HEADING),
        label("Primary Purpose", slot::PRIMARY_PURPOSE),
        label("Allocation", slot::ALLOCATION),
        label("Interventional Model", slot::INTERVENTION_MODEL),
        label("Interventional Model Description", slot::CHROME),
        label("Observational Model", slot::OBSERVATIONAL_MODEL),
        label("Time Perspective", slot::TIME_PERSPECTIVE),
        label("Masking", slot::MASKING),
        label("Masking Description", slot::CHROME),
        label("Arms and Interventions", slot::ARMS),
        label("Groups and Interventions", slot::ARMS),
        label("What is the study measuring?", slot::HEADING),
        label("Primary Outcome Measures", slot::own(primary)),
        label("Secondary Outcome Measures", slot::own(secondary)),
        label("Other Outcome Measures", slot::own(other)),
        label("Collaborators and Investigators", slot::HEADING),
        label("Sponsor", slot::own(sponsor)),
        label("Collaborators", slot::COLLABORATORS),
        label("Investigators", slot::CONTACT),
        label("Publications", slot::CHROME),
        label("Study Record Dates", slot::HEADING),
        label("Study Registration Dates", slot::HEADING),
        label("First Submitted", slot::CHROME),
        label("First Submitted that Met QC Criteria", slot::CHROME),
        label("First Posted", slot::FIRST_POSTED_DATE),
        label("Study Record Updates", slot::HEADING),
        label("Last Update Posted", slot::own(last_update)),
        label("Last Update Submitted that Met QC Criteria", slot::CHROME),
        label("Last Verified", slot::CHROME),
        label("More Information", slot::HEADING),
        label("Terms related to this study", slot::own(keywords)),
        label("Additional Relevant MeSH Terms", slot::CHROME),
        label("Plan for Individual participant data (IPD)", slot::CHROME),
        label("Drug and device information, study documents, and helpful links", slot::CHROME),
    ],
    spaced: true,
    chrome: &[
        "ClinicalTrials.gov",
        "Skip to main content",
        "Hide glossary",
        "Study Details | NCT…",
        "On this page",
        "This section provides the contact details…",
        "Study Overview",
        "Contacts and Locations",
        "Participation Criteria",
        "Study Plan",
    ],
    head: Head::Own(head),
    last: Some("Study Record Dates"),
    ..Layout::NEW
};

/// The status, perhaps with the reason why the study was stopped, and the title.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let status = |line: &str| vocab::STATUS.term(line.split(" (").next().unwrap_or(line)).is_some();
    let all: Vec<&'t str> = own_lines(LAYOUT.chrome, head).collect();
    if let Some(line) = all.iter().find(|line| status(line)) {
        let reason = all.iter().find(|line| line.starts_with('(') && line.ends_with(')'));
        slot::verified_status(reading, reason.map_or(line, |reason| stretch(head, line, reason)));
    }
    for line in all {
        if slot::verified(line) {
            reading.boilerplate(line);
        } else if !status(line) && !line.starts_with('(') && reading.trial.brief_title.is_none() {
            slot::title(reading, line);
        }
    }
}

/// Who provided the information; the status may stand below.
fn provider<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let end = status(reading, section.body);
    reading.boilerplate(trimmed(&section.body[..end]));
}

/// Reads a line that is nothing but a status, where the page has told none; where it begins, or where the text ends.
fn status<'t>(reading: &mut Reading<'t>, body: &'t str) -> usize {
    let Some(status) = lines(body).map(|line| line.text).find(|line| vocab::STATUS.term(line).is_some()) else {
        return body.len();
    };
    if reading.trial.overall_status.is_none() {
        slot::verified_status(reading, status);
    }
    range_in(body, status).start
}

/// The day; the status may stand below.
fn last_update<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let below = section.end_of(section.first());
    status(reading, &section.body[below..]);
    slot::again_dated(reading, section, slot::LAST_UPDATE_POSTED_DATE, |trial| &mut trial.last_update_posted_date);
}

fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again(reading, section, slot::SPONSOR, |trial| &mut trial.lead_sponsor.name);
}

/// One a line, commas and semicolons included.
fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        slot::condition(reading, line.text);
    }
}

/// The criteria, perhaps below a heading of their own.
fn criteria<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    let headed = first == "Description";
    if headed {
        reading.label(first);
    }
    let body = if headed { &section.body[section.end_of(first)..] } else { section.body };
    (slot::CRITERIA.read)(reading, &Section { body, ..*section });
}

/// The line that opens the list of keywords; it names who gave them.
const KEYWORDS: &str = "Keywords Provided by ";

fn keywords<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    if first.starts_with(KEYWORDS) {
        reading.label(first);
        for line in lines(&section.body[section.end_of(first)..]) {
            let place = format!("/keywords/{}", reading.trial.keywords.len());
            let keyword = reading.line(&place, line.text);
            reading.trial.keywords.extend(keyword);
        }
    }
}

fn primary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.primary_outcomes = outcomes(reading, "/primary_outcomes", section.body);
}

fn secondary<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.secondary_outcomes = outcomes(reading, "/secondary_outcomes", section.body);
}

fn other<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.other_outcomes = outcomes(reading, "/other_outcomes", section.body);
}

/// The names of the columns of a table of outcomes.
const COLUMNS: &[&str] = &["Outcome Measure", "Measure Description", "Time Frame"];

/// The outcomes of a table: rows between bars, or cells on lines of their own, where the time frame ends a row. Rows that
/// lost their borders stay unread: nothing tells a measure from its description.
fn outcomes<'t>(reading: &mut Reading<'t>, field: &str, body: &'t str) -> Vec<Outcome<'t>> {
    let (mut all, mut columns) = (Vec::new(), 0);
    for line in lines(body).map(|line| line.whole) {
        match header(line) {
            Some(more) => {
                reading.label(line);
                columns += more;
            }
            None => all.push(line),
        }
    }
    let pairs = || (columns == 2 && all.len().is_multiple_of(2)).then(|| all.chunks(2).map(<[&str]>::to_vec).collect());
    let triples = || (columns == 3 && in_threes(&all)).then(|| all.chunks(3).map(<[&str]>::to_vec).collect());
    let Some(rows) = barred(&all).or_else(pairs).or_else(|| timed(&all)).or_else(triples) else {
        if let [first, ..] = all[..] {
            let message =
                "the cells of these rows lost their borders, and nothing tells a measure from its description";
            reading.issue("unparted", Some(field), Some(stretch(body, first, all[all.len() - 1])), message);
        }
        return Vec::new();
    };
    rows.iter().enumerate().map(|(n, row)| outcome(reading, body, &format!("{field}/{n}"), row)).collect()
}

/// The measure, perhaps lines of description, the time frame.
fn outcome<'t>(reading: &mut Reading<'t>, body: &'t str, place: &str, row: &[&'t str]) -> Outcome<'t> {
    let [measure, texts @ .., time] = row else { return Outcome::default() };
    let text = texts.first().map(|first| stretch(body, first, texts[texts.len() - 1]));
    Outcome {
        measure: reading.line(format_args!("{place}/measure"), measure),
        time_frame: reading.line(format_args!("{place}/time_frame"), time),
        description: text.and_then(|text| reading.long(format_args!("{place}/description"), text)),
    }
}

/// How many columns a line names that is the header of the table, a part of it, or the rule below it.
fn header(line: &str) -> Option<usize> {
    let (mut rest, mut columns) = (line.trim_matches(['|', ' ', '-', ':']), 0);
    while let Some(column) = COLUMNS.iter().find(|column| starts(rest, column)) {
        rest = rest[column.len()..].trim_start_matches(['|', ' ']);
        columns += 1;
    }
    rest.is_empty().then_some(columns)
}

/// Rows between bars.
fn barred<'t>(lines: &[&'t str]) -> Option<Vec<Vec<&'t str>>> {
    let row = |line: &&'t str| {
        let row = line.strip_prefix('|')?.trim_end().strip_suffix('|')?;
        let cells: Vec<&'t str> = row.split('|').map(trimmed).collect();
        (cells.len() == 2 || cells.len() == 3).then_some(cells)
    };
    lines.iter().map(row).collect::<Option<Vec<_>>>().filter(|rows| !rows.is_empty())
}

/// Cells on lines of their own: each row ends with its time frame, and lines of a long description are sentences.
fn timed<'t>(lines: &[&'t str]) -> Option<Vec<Vec<&'t str>>> {
    let rows: Vec<Vec<&'t str>> = lines.split_inclusive(|line| is_time(line)).map(<[&str]>::to_vec).collect();
    let whole = |row: &Vec<&str>| {
        let sentences = row.len() <= 3 || row[1..row.len() - 1].iter().all(|line| line.ends_with('.'));
        row.len() >= 2 && sentences && is_time(row[row.len() - 1])
    };
    rows.iter().all(whole).then_some(rows).filter(|rows| !rows.is_empty())
}

/// Whether lines are rows of three cells each: three lines below three columns are one row; of more rows most end with a time,
/// or in words for one, and no other line is a time.
fn in_threes(lines: &[&str]) -> bool {
    const OPENERS: [&str; 10] =
        ["from ", "at ", "during ", "until ", "through ", "up to ", "baseline", "within ", "after ", "before "];
    let opens = |line: &str| {
        let small = line.to_lowercase();
        date(line).is_some() || !line.ends_with('.') && OPENERS.iter().any(|opener| small.starts_with(opener))
    };
    let (rows, rest) = lines.as_chunks();
    let times = rows.iter().filter(|[_, text, time]| is_time(time) || opens(time) || time.len() < text.len() / 2);
    let others = rows.iter().any(|[measure, text, _]| is_time(measure) || is_time(text));
    rest.is_empty() && (rows.len() == 1 || 2 * times.count() >= rows.len() && !others && !rows.is_empty())
}

/// Whether a whole line is a time.
fn is_time(line: &str) -> bool {
    time_frame::stops(line).last() == Some(&line.len())
}

#[cfg(test)]
mod tests {
    use super::{header, in_threes};

    #[test]
    fn heads_of_columns_may_stand_in_capitals() {
        assert_eq!(header("OUTCOME MEASURE"), Some(1));
        assert_eq!(header("| Outcome Measure | Measure Description | Time Frame |"), Some(3));
        assert_eq!(header("Outcome measure of tea"), None);
    }

    #[test]
    fn three_lines_below_three_columns_are_one_row() {
        assert!(in_threes(&["Grip", "With a dynamometer.", "When the patient leaves the hospital"]));
        assert!(!in_threes(&["Grip", "12 weeks"]) && !in_threes(&[]));
    }

    #[test]
    fn more_rows_need_times_at_their_ends_and_nowhere_else() {
        let rows = [
            "Grip",
            "With a dynamometer.",
            "From surgery to discharge",
            "Pain",
            "On a scale from 0 to 10.",
            "12 weeks",
        ];
        assert!(in_threes(&rows));
        assert!(!in_threes(&["Grip", "12 weeks", "Pain", "12 weeks", "Sleep", "12 weeks"]));
        assert!(!in_threes(&["Grip", "By hand", "Told by one rater", "Pain", "By word", "Told by another"]));
    }
}
