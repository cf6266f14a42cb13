//! Pages without any trial: errors, questions of a browser or of a site, answers to common questions.

use super::signs::Signs;
use super::{Genre, Verdict, has_criteria};
use crate::grammar::line::Line;
use crate::layout::frame::COOKIES;
use crate::layout::has_badges;
use crate::text::starts;
use crate::vocab::{self, STATUS, STUDY_TYPE};

/// Longer pages are more than a notice, in bytes.
const NOTICE: usize = 2000;

/// What pages say that were not served, and pages that ask something first, at the start of a line.
const NOTICES: &[&str] = &[
    "403 forbidden",
    "404",
    "500 internal server error",
    "502 bad gateway",
    "503 service",
    "504 gateway",
    "access denied",
    "are you a robot",
    "attention required",
    "before you continue",
    "checking your browser",
    "enable javascript",
    "error 403",
    "error 404",
    "error 500",
    "javascript is disabled",
    "javascript is required",
    "just a moment",
    "no results found",
    "no studies found",
    "no trials found",
    "page not found",
    "please enable javascript",
    "please verify you are",
    "request blocked",
    "service unavailable",
    "session expired",
    "study not found",
    "the page you requested",
    "the page you were looking for",
    "this page could not be found",
    "too many requests",
    "trial not found",
    "verify you are human",
    "you need to enable javascript",
    "your session has",
];

/// Whether lines are values that only trials have, of two kinds: so does a page show them that lost its labels.
fn has_values(lines: &[Line<'_>]) -> bool {
    let any = |known: fn(&str) -> bool| usize::from(lines.iter().any(|line| known(line.text)));
    let status = any(|line| STATUS.term(line).is_some());
    let study_type = any(|line| STUDY_TYPE.term(line).is_some());
    let phase = any(|line| line.to_ascii_lowercase().contains("phase") && vocab::phases(line).is_some());
    status + study_type + phase + 2 * any(has_badges) > 1
}

/// A page that says it is no trial, and has none of its values.
pub(super) fn verdict<'t>(signs: &Signs<'t>, text: &'t str, lines: &[Line<'t>]) -> Option<Verdict<'t>> {
    if signs.told > 0 || signs.has_parts() { None } else { notice(text, lines).or_else(|| questions(lines)) }
}

/// A short page with a notice.
fn notice<'t>(text: &'t str, lines: &[Line<'t>]) -> Option<Verdict<'t>> {
    let said = |line: &&str| NOTICES.iter().chain(COOKIES).any(|notice| starts(line, notice));
    let notice = lines.iter().map(|line| line.text).find(said)?;
    // These stand beside a page as often as in its place.
    let beside = COOKIES.iter().any(|cookies| starts(notice, cookies)) && has_values(lines);
    if text.len() > NOTICE || has_criteria(lines) || beside {
        return None;
    }
    let words: String = notice.chars().take(80).collect();
    Some(Verdict::new(Genre::NoTrial, notice, format!("all it has is a notice, “{words}”")))
}

/// A page of common questions says so at its top and has them.
fn questions<'t>(lines: &[Line<'t>]) -> Option<Verdict<'t>> {
    let heading = |line: &&str| starts(line, "frequently asked questions") || line.eq_ignore_ascii_case("faq");
    let at = lines.iter().map(|line| line.text).take(8).find(heading)?;
    let asked = lines.iter().filter(|line| line.text.ends_with('?')).count();
    if asked < 3 {
        None
    } else {
        Some(Verdict::new(Genre::NoTrial, at, format!("{asked} common questions with their answers")))
    }
}
