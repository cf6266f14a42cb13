//! Single values: words of closed lists, numbers, dates, names.

use super::super::reading::own_lines;
use super::super::{Padded, Reading, Section};
use super::Slot;
use crate::grammar::line::{lines, stretch};
use crate::grammar::{count, date, list};
use crate::record::{Date, Dated, Maybe, Sponsor, Term, Trial, Value};
use crate::text::{blank, fold_on, folded, paragraphs, trimmed};
use crate::vocab::{self, Vocabulary};

/// A status word; the letters of `null` may have been eaten from its start.
pub(super) fn status<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/overall_status";
    let at = trimmed(at);
    if at.starts_with("ot ") && reading.may_at("truncated-letter/status", at) {
        let whole = format!("N{at}");
        if let Some(term) = vocab::STATUS.term(&whole) {
            reading.trial.overall_status = Some(Value::new(term, at));
            let why = "no status begins like this, and with its N it is one";
            reading.repaired("truncated-letter/status", FIELD, at, whole, (0.99, why));
        }
    } else if let Some((word, reason)) = reasoned(at) {
        reading.trial.overall_status = reading.term(FIELD, &vocab::STATUS, word);
        reading.trial.why_stopped = reading.line("/why_stopped", reason);
    } else {
        reading.trial.overall_status = reading.term(FIELD, &vocab::STATUS, at);
    }
    doubtful_status(reading, FIELD, at);
}

/// Takes note of a word that more than one status may stand behind.
fn doubtful_status<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) {
    let unknown = reading.trial.overall_status.as_ref().is_some_and(|status| status.value == "UNKNOWN");
    let lower = at.to_ascii_lowercase();
    if unknown && !lower.contains("unknown") || vocab::STATUS_DOUBT.term(at).is_some() {
        let message = if lower.ends_with("ot recruiting") {
            format!("“{at}” does not tell a completed study from one that has not begun")
        } else {
            format!("“{at}” does not tell how far the study is")
        };
        reading.issue("ambiguous-status", Some(field), Some(at), message);
    }
}

/// The status; an unknown one is followed by when it was verified last and what it was then.
pub(in crate::layout) fn verified_status<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let mut lines = lines(body);
    let Some(first) = lines.next() else { return };
    status(reading, first.text);
    for line in lines {
        if let Some(reason) = bracketed(line.whole).filter(|_| stopped(reading)) {
            reading.trial.why_stopped = reading.line("/why_stopped", reason);
        } else if verified(line.whole) {
            reading.boilerplate(line.whole);
        }
    }
}

/// Lines that say how old a status is that is unknown now.
pub(in crate::layout) fn verified(line: &str) -> bool {
    ["Verified ", "Recruitment status was", "Last known status was", "Previous status"]
        .iter()
        .any(|it| line.starts_with(it))
}

/// What brackets around a whole line hold.
fn bracketed(line: &str) -> Option<&str> {
    line.strip_prefix('(')?.strip_suffix(')')
}

/// Whether a study has ended early, for a reason yet to be told.
fn stopped(reading: &Reading<'_>) -> bool {
    let early = |status: Term| ["TERMINATED", "SUSPENDED", "WITHDRAWN"].contains(&status);
    reading.trial.why_stopped.is_none()
        && reading.trial.overall_status.as_ref().is_some_and(|status| early(status.value))
}

/// Reads a field that the page may have told before: the first telling stays, an equal one is a further place of it.
pub(in crate::layout) fn again<'t, T: PartialEq>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    slot: Slot,
    of: impl for<'r> Fn(&'r mut Trial<'t>) -> &'r mut Maybe<'t, T>,
) {
    let known = of(&mut reading.trial).take();
    (slot.read)(reading, section);
    let now = of(&mut reading.trial);
    if known.is_some() {
        let second = std::mem::replace(now, known);
        let same = second.filter(|second| now.as_ref().is_some_and(|known| known.value == second.value));
        reading.also.extend(same.map(|second| (slot.pointer(), second.at)));
    }
}

/// As [`again`], for a date; the second telling may know whether it has come.
pub(in crate::layout) fn again_dated<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    slot: Slot,
    of: impl for<'r> Fn(&'r mut Trial<'t>) -> &'r mut Dated<'t>,
) {
    let known = std::mem::take(of(&mut reading.trial));
    (slot.read)(reading, section);
    let now = of(&mut reading.trial);
    if known.date.is_some() {
        let second = std::mem::replace(now, known);
        if let (Some(date), Some(known)) = (&second.date, &now.date)
            && date.value == known.value
        {
            let at = date.at;
            now.r#type = now.r#type.take().or(second.r#type);
            reading.also.push((slot.pointer(), at));
        }
    }
}

/// As [`again_dated`], where the second telling takes the place of the first; `kind` says whether it has come.
pub(in crate::layout) fn instead_dated<'t>(
    reading: &mut Reading<'t>,
    section: &Section<'t>,
    slot: Slot,
    of: impl for<'r> Fn(&'r mut Trial<'t>) -> &'r mut Dated<'t>,
    kind: Option<Value<'t, Term>>,
) {
    let known = std::mem::take(of(&mut reading.trial));
    (slot.read)(reading, section);
    let now = of(&mut reading.trial);
    if now.date.is_none() {
        *now = known;
        return;
    }
    now.r#type = kind;
    known.date.iter().for_each(|date| reading.boilerplate(date.at));
}

/// How many have taken part, in the place of how many should.
pub(in crate::layout) fn enrolled<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let planned = std::mem::take(&mut reading.trial.enrollment);
    enrollment(reading, section.first());
    if reading.trial.enrollment.count.is_none() {
        reading.trial.enrollment = planned;
        return;
    }
    reading.trial.enrollment.r#type = Some(Value::new("ACTUAL", section.heading));
    planned.count.iter().for_each(|count| reading.boilerplate(count.at));
}

/// `Terminated (reason)`: the status and the reason.
fn reasoned(at: &str) -> Option<(&str, &str)> {
    let (word, reason) = at.strip_suffix(')')?.split_once(" (")?;
    (vocab::STATUS.term(at).is_none() && vocab::STATUS.term(word).is_some()).then_some((word, reason))
}

pub(in crate::layout) fn phases<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        match vocab::phases(line.text) {
            Some(named) => {
                // Words between the phases, and flags of those that the trial is not in.
                reading.boilerplate(line.text);
                doubtful_phases(reading, line.text, &named);
                reading.trial.phases.extend(named.into_iter().map(|(at, term)| Value::new(term, at)));
            }
            None => drop(reading.term("/phases", &vocab::PHASE, line.text)),
        }
    }
    // `EARLY_PHASE1` and `NA` sort before `PHASE1`, as they should.
    reading.trial.phases.sort_by_key(|phase| phase.value);
}

/// Adds a line to a text that is read line by line; `breaks` says whether breaks of lines stay.
pub(super) fn add_line<'t>(text: &'t str, said: &mut Maybe<'t>, line: &'t str, breaks: bool) {
    match said {
        Some(said) => {
            let whole = stretch(text, said.at, line);
            fold_on(&mut said.value, &whole[said.at.trim_end_matches(blank).len()..], breaks);
            said.at = whole;
        }
        None => *said = Some(Value::new(if breaks { paragraphs(line) } else { folded(line) }, line)),
    }
}

/// Takes note of values that only stand for phases.
fn doubtful_phases<'t>(reading: &mut Reading<'t>, line: &'t str, named: &[(&'t str, Term)]) {
    let terms: Vec<Term> = named.iter().map(|(_, term)| *term).collect();
    if vocab::PHASE_DOUBT.term(line).is_some() || terms == ["PHASE3", "PHASE4"] {
        let message = format!("“{line}” is no phase of the list; {} is what comes nearest", terms.join(" with "));
        reading.issue("vocabulary", Some("/phases"), Some(line), message);
    }
}

/// A sponsor's name; a lost first letter is put back only before the rest of the word University.
pub(super) fn sponsor<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/lead_sponsor/name";
    let Some(at) = reading.given(FIELD, at) else { return };
    let lost = [("niversity", "U"), ("NIVERSITY", "U")]
        .into_iter()
        .find(|(word, _)| at.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)));
    let name = match lost.filter(|_| reading.may_at("truncated-letter/name", at)) {
        Some((_, letter)) => {
            let whole = format!("{letter}{}", folded(at));
            let why = "the first word is “University” without its first letter";
            reading.repaired("truncated-letter/name", FIELD, at, whole.clone(), (0.99, why));
            whole.into()
        }
        None => folded(at),
    };
    reading.trial.lead_sponsor.name = Some(Value::new(name, at));
}

/// `Name (Industry)`: the name and the class of an organization; a bracket that holds no class belongs to the name.
pub(in crate::layout) fn classed<'t>(reading: &mut Reading<'t>, field: &str, at: &'t str) -> Option<Sponsor<'t>> {
    let at = reading.given(field, at)?;
    let split = at.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let class = split.and_then(|(name, word)| Some((name, Value::new(vocab::SPONSOR_CLASS.term(word)?, word))));
    let (name, class) = class.map_or((at, None), |(name, class)| (name, Some(class)));
    let name = trimmed(name);
    Some(Sponsor { name: Some(Value::new(folded(name), name)), class })
}

pub(super) fn classed_sponsor<'t>(reading: &mut Reading<'t>, at: &'t str) {
    if let Some(sponsor) = classed(reading, "/lead_sponsor/name", at) {
        reading.trial.lead_sponsor = sponsor;
    }
}

/// `Asthma Clinical Trial— ACRONYM`: what stands before the dash is a heading of the site.
pub(super) fn heading_acronym<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let is_heading = |line: &str| line.contains('—') && heading(line).0.ends_with("Clinical Trial");
    let mut rows = own_lines(reading.layout.chrome, body);
    let (Some(first), second) = (rows.next(), rows.next()) else { return };
    // The title may stand above the site's heading.
    let below = second.filter(|second| is_heading(second) && !is_heading(first));
    if below.is_some() {
        reading.trial.brief_title = reading.line("/brief_title", first);
    }
    let (own, acronym) = heading(below.unwrap_or(first));
    if own.ends_with("Clinical Trial") {
        reading.boilerplate(own);
        reading.trial.acronym = reading.line("/acronym", acronym);
    }
}

/// A heading of the site, and what stands behind its dash.
fn heading(at: &str) -> (&str, &str) {
    at.split_once('—').map_or((trimmed(at), ""), |(own, rest)| (trimmed(own), rest))
}

pub(super) fn collaborators<'t>(reading: &mut Reading<'t>, body: &'t str) {
    for line in lines(body) {
        collaborating(reading, line.text);
    }
}

/// The collaborators of a line.
pub(in crate::layout) fn collaborating<'t>(reading: &mut Reading<'t>, row: &'t str) {
    for part in row.split([';', '|']).flat_map(list::organizations) {
        if let Some(name) = reading.line("/collaborators", part) {
            reading.trial.collaborators.push(Sponsor { name: Some(name), class: None });
        }
    }
}

/// A number of people; zero is kept only where a zero is told from a missing number.
pub(in crate::layout) fn enrollment<'t>(reading: &mut Reading<'t>, at: &'t str) {
    const FIELD: &str = "/enrollment/count";
    let Some(at) = reading.given(FIELD, at) else { return };
    let (at, kind) = typed(at);
    reading.trial.enrollment.r#type = kind;
    let Some(people) = count::people(at) else {
        reading.issue("unreadable", Some(FIELD), Some(at), "no number of people could be read here");
        return;
    };
    reading.trial.enrollment.count = Some(Value::new(people.count, people.at));
    if let Some((term, word)) = people.kind {
        reading.trial.enrollment.r#type = Some(Value::new(term, word));
    }
    if people.at.len() < at.len() {
        // The words around the number.
        reading.boilerplate(at);
    }
}

/// `120 (Actual)`, `March 2021 (estimated)`, `Anticipated: March 2021`: the value and the word that types it.
fn typed(at: &str) -> (&str, Option<Value<'_, Term>>) {
    let bracket = at.strip_suffix([')', ']']).and_then(|rest| rest.rsplit_once(['(', '[']));
    let before = at.split_once([' ', ':']).map(|(word, value)| (value.trim_start_matches(':'), word));
    let typed = [bracket, before].into_iter().flatten().find_map(|(value, word)| {
        let term = vocab::DATE_TYPE.term(word)?;
        Some((trimmed(value), Some(Value::new(term, trimmed(word)))))
    });
    typed.unwrap_or((at, None))
}

/// `Double (Participant, Investigator)`.
pub(in crate::layout) fn masking<'t>(reading: &mut Reading<'t>, at: &'t str) {
    let at = at.trim_end_matches('.');
    let (degree, who) = match at.strip_suffix(')').and_then(|rest| rest.split_once(" (")) {
        Some((degree, who)) if vocab::MASKING.term(at).is_none() => (degree, who),
        _ => (at, ""),
    };
    reading.trial.design.masking = reading.term("/design/masking", &vocab::MASKING, degree);
    for party in who.split(',').filter(|party| !trimmed(party).is_empty()) {
        let field = format_args!("/design/who_masked/{}", reading.trial.design.who_masked.len());
        let term = reading.term(field, &vocab::WHO_MASKED, party);
        reading.trial.design.who_masked.extend(term);
    }
}

/// `Title (ACRONYM)`.
pub(in crate::layout) fn title<'t>(reading: &mut Reading<'t>, line: &'t str) {
    let (title, acronym) = crate::grammar::title::split(line);
    reading.trial.brief_title = reading.line("/brief_title", title);
    reading.trial.acronym = reading.line("/acronym", acronym);
}

/// The word of a closed list that a sentence is glued to: `ObservationalDescribes what a study is …`; else all of it.
pub(super) fn without_help<'t>(at: &'t str, list: &Vocabulary) -> &'t str {
    let glued = |word: &&str| {
        let mut rest = at[word.len()..].chars();
        rest.next().is_some_and(char::is_uppercase) && rest.next().is_some_and(char::is_lowercase)
    };
    let word = if list.term(at).is_none() { list.prefix(at).map(|(word, _)| word) } else { None };
    word.filter(glued).unwrap_or(at)
}

/// A word of a closed list.
pub(super) fn term<'t>(
    reading: &mut Reading<'t>,
    (field, list): (&str, &Vocabulary),
    at: &'t str,
    into: impl for<'r> Fn(&'r mut Trial<'t>) -> &'r mut Maybe<'t, Term>,
) {
    let term = reading.term(field, list, at);
    *into(&mut reading.trial) = term;
}

/// A date, with the word in brackets that tells whether it has come.
pub(super) fn dated<'t>(
    reading: &mut Reading<'t>,
    field: &str,
    section: &Section<'t>,
    into: impl for<'r> Fn(&'r mut Trial<'t>) -> &'r mut Dated<'t>,
) {
    let Some(at) = reading.given(field, section.first()) else { return };
    let (at, kind) = typed(at);
    let at = without_remark(reading, at);
    let kind = kind.or(beside(section));
    if NO_DATE.contains(&at) && reading.may_at("placeholder/null", at) {
        return reading.placeholder(field, at);
    }
    let shown = reading.order.and_then(|order| date::ordered(at, order));
    let read: Maybe<'t, Date> = date::date(at).or(shown).map(|date| Value::new(date, at));
    if read.is_none() && date::ambiguous(at) {
        let message = "the day and the month of this date could be exchanged";
        reading.issue("unreadable", Some(field), Some(at), message);
    } else if read.is_none() {
        reading.issue("unreadable", Some(field), Some(at), "no date could be read here");
    }
    if let (Some(day), Some(read)) = (reading.layout.padded, &read)
        && read.value.is_padded(day == Padded::Last)
    {
        let which = if day == Padded::Last { "last" } else { "first" };
        let message = format!("this site gives dates that are months the {which} day");
        reading.issue("padded-date", Some(field), Some(at), message);
    }
    let known = &*into(&mut reading.trial);
    if let (Some(known), Some(read)) = (&known.date, &read)
        && known.value == read.value
    {
        // A site may print a date twice.
        reading.also.push((field.to_owned(), at));
        return;
    }
    *into(&mut reading.trial) = Dated { r#type: kind.filter(|_| read.is_some()), date: read };
}

/// `March 2013   (Final data collection date for primary outcome measure)`: the date, the remark accounted for.
fn without_remark<'t>(reading: &mut Reading<'t>, at: &'t str) -> &'t str {
    let cut = at.ends_with(')').then(|| at.split_once('(')).flatten();
    match cut.map(|(date, _)| trimmed(date)).filter(|before| date::date(before).is_some()) {
        Some(date) => {
            reading.boilerplate(trimmed(&at[date.len()..]));
            date
        }
        None => at,
    }
}

/// The dates that counting from zero gives, printed where there was none.
const NO_DATE: &[&str] = &["1969-12-31", "1970-01-01", "1900-01-01", "Jan 01, 1900", "January 1, 1900", "0000-00-00"];

/// `Actual` or `Estimated` beside a label.
pub(super) fn beside<'t>(section: &Section<'t>) -> Maybe<'t, Term> {
    section.kind.and_then(|word| Some(Value::new(vocab::DATE_TYPE.term(word)?, word)))
}
