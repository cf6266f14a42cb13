//! Badges: lines that are nothing but words of closed lists, one after the other.

use super::super::Reading;
use super::super::reading::own_lines;
use super::eligibility::aged;
use crate::grammar::line::{lines, stretch};
use crate::grammar::{age, count, date};
use crate::record::{Dated, Term, Value};
use crate::text::folded;
use crate::vocab::{self, Vocabulary};

/// The words of a line that closed lists use up.
#[derive(Clone, Debug, Default)]
struct Run<'t> {
    phases: Vec<Value<'t, Term>>,
    status: Option<Value<'t, Term>>,
    study_type: Option<Value<'t, Term>>,
    sex: Option<Value<'t, Term>>,
}

impl<'t> Run<'t> {
    /// `PHASE1/PHASE2RecruitingINTERVENTIONAL`, `Phase N/A`, `All`: phases, status, type and sex in this order, each or
    /// none of them, nothing between and nothing left over.
    fn of(line: &'t str) -> Option<Self> {
        let (phases, rest) = phases(line);
        let without = Run::default().rest(line);
        Run { phases, ..Run::default() }.rest(rest).or(without)
    }

    fn rest(mut self, line: &'t str) -> Option<Self> {
        let mut rest = line;
        self.status = word(&vocab::STATUS, &mut rest);
        self.study_type = word(&vocab::STUDY_TYPE, &mut rest);
        self.sex = word(&vocab::SEX, &mut rest);
        (rest.is_empty() && !line.is_empty() || line.is_empty() && !self.phases.is_empty()).then_some(self)
    }

    /// How many of the other words there are.
    fn others(&self) -> usize {
        [&self.status, &self.study_type, &self.sex].into_iter().flatten().count()
    }

    /// The words in the order of the line, and the field of the first.
    fn pieces(&self) -> (Vec<&'t str>, &'static str) {
        let phases = self.phases.iter().map(|phase| (phase.at, "/phases"));
        let others =
            [(&self.status, "/overall_status"), (&self.study_type, "/study_type"), (&self.sex, "/eligibility/sex")];
        let others = others.into_iter().filter_map(|(word, field)| Some((word.as_ref()?.at, field)));
        let all: Vec<_> = phases.chain(others).collect();
        (all.iter().map(|(at, _)| *at).collect(), all.first().map_or("", |first| first.1))
    }
}

/// The phases that a line begins with, two of them with a stroke between; the bare numbers of other pages are none.
fn phases(line: &str) -> (Vec<Value<'_, Term>>, &str) {
    let (mut found, mut rest) = (Vec::new(), line);
    while let Some((word, term)) = vocab::PHASE.prefix(rest).filter(|(word, _)| named(word)) {
        found.push(Value::new(term, word));
        rest = &rest[word.len()..];
        match rest.strip_prefix('/') {
            Some(next) => rest = next,
            None => break,
        }
    }
    (found, rest)
}

fn named(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    ["phase", "early", "na", "n/a", "not"].iter().any(|start| lower.starts_with(start))
}

/// The word of a list that a text begins with, taken off it.
fn word<'t>(list: &Vocabulary, rest: &mut &'t str) -> Option<Value<'t, Term>> {
    let (word, term) = list.prefix(rest)?;
    *rest = &rest[word.len()..];
    Some(Value::new(term, word))
}

/// Badges one a line, perhaps below the title printed a second time; other lines stay unread.
pub(in crate::layout) fn badges<'t>(reading: &mut Reading<'t>, body: &'t str) {
    let title = own_lines(reading.layout.chrome, reading.head).next().unwrap_or_default();
    for (n, line) in lines(body).enumerate() {
        if n == 0 && line.whole == title && reading.may_at("duplicate/adjacent", line.whole) {
            reading.boilerplate(line.whole);
            let why = "the line repeats the title above it";
            reading.repaired("duplicate/adjacent", "/brief_title", line.whole, "", (0.99, why));
        } else {
            badge(reading, line.text);
        }
    }
}

/// Ages with at least one bound; `All` alone is a sex as well.
fn ages(line: &str) -> Option<age::Bounds<'_>> {
    age::bounds(line).filter(|(low, high)| low.is_some() || high.is_some())
}

/// Whether closed lists use up a line.
pub(in crate::layout) fn is_badge(line: &str) -> bool {
    ages(line).is_some() || Run::of(line).is_some() || is_phases(line)
}

/// `Phase 1/2`: two phases of which the second is only a number.
fn is_phases(line: &str) -> bool {
    named(line) && vocab::phases(line).is_some()
}

/// Whether a line is several badges in one word.
pub(in crate::layout) fn is_badges(line: &str) -> bool {
    Run::of(line).is_some_and(|run| run.phases.len().min(1) + run.others() > 1)
}

/// What stands before the day since when a study takes people in.
const STARTED: &str = "Started";

/// `0Started 2026-06-01`: how many people, a zero included, and since when. The number belongs to the site's own line, so
/// its zero is one: of a study that was withdrawn.
pub(in crate::layout) fn started<'t>(reading: &mut Reading<'t>, line: &'t str) -> bool {
    let Some((people, since)) = line.split_once(STARTED) else { return false };
    let (Some(people), Some(date)) = (count::people(people).filter(|_| !people.ends_with(' ')), date::date(since))
    else {
        return false;
    };
    let trial = &reading.trial;
    let known = trial.enrollment.count.is_some() || trial.start_date.date.is_some();
    if known || !reading.may_at("fused/label", line) {
        return false;
    }
    let label = &line[people.at.len()..people.at.len() + STARTED.len()];
    reading.label(label);
    reading.trial.enrollment.count = Some(Value::new(people.count, people.at));
    reading.trial.start_date = Dated { date: Some(Value::new(date, since.trim())), r#type: None };
    let why = "a number, the site's word and a date take up the whole line";
    let after = format!("{} ¦ {STARTED}", people.at);
    reading.repaired("fused/label", "/enrollment/count", stretch(line, people.at, label), after, (0.98, why));
    true
}

/// One badge.
pub(in crate::layout) fn badge<'t>(reading: &mut Reading<'t>, line: &'t str) {
    if let Some((low, high)) = ages(line) {
        reading.boilerplate(line);
        let eligibility = &mut reading.trial.eligibility;
        (eligibility.minimum_age, eligibility.maximum_age) = (aged(low), aged(high));
        return;
    }
    let Some(run) = Run::of(line) else {
        if is_phases(line) && reading.trial.phases.is_empty() {
            super::phases(reading, line);
        }
        return;
    };
    let (pieces, field) = run.pieces();
    if pieces.len() > 1 {
        if !reading.may_at("fused/enums", line) {
            return;
        }
        let after: Vec<_> = pieces.iter().map(|piece| folded(piece)).collect();
        let why = "words of closed lists take up the whole line";
        reading.repaired("fused/enums", field, line, after.join(" ¦ "), (0.99, why));
    }
    let trial = &mut reading.trial;
    trial.phases.extend(run.phases);
    trial.overall_status = trial.overall_status.take().or(run.status);
    trial.study_type = trial.study_type.take().or(run.study_type);
    trial.eligibility.sex = trial.eligibility.sex.take().or(run.sex);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, wanted: &[&str]) {
        let pieces = Run::of(line).map(|run| run.pieces().0).unwrap_or_default();
        assert_eq!(pieces, wanted, "{line}");
    }

    #[test]
    fn a_line_is_a_badge_where_the_lists_use_it_up() {
        check("PHASE1/PHASE2RecruitingINTERVENTIONAL", &["PHASE1", "PHASE2", "Recruiting", "INTERVENTIONAL"]);
        check("NAActive, not recruitingINTERVENTIONAL", &["NA", "Active, not recruiting", "INTERVENTIONAL"]);
        check("RecruitingOBSERVATIONAL", &["Recruiting", "OBSERVATIONAL"]);
        check("EARLY_PHASE1Unknown statusINTERVENTIONAL", &["EARLY_PHASE1", "Unknown status", "INTERVENTIONAL"]);
        check("Phase N/A", &["Phase N/A"]);
        check("INTERVENTIONAL", &["INTERVENTIONAL"]);
        check("All", &["All"]);
        assert!(is_badges("RecruitingOBSERVATIONAL") && is_badges("PHASE1/PHASE2Recruiting"));
        assert!(!is_badges("Recruiting") && !is_badges("PHASE1/PHASE2"));
    }

    #[test]
    fn other_lines_are_none() {
        for line in ["", "1", "II", "Recruiting soon", "All genders welcome", "PHASE2 of the moon", "Males and others"]
        {
            check(line, &[]);
        }
    }
}
