//! What kind of page it is: a trial's record, or one of those that have its words and no trial of their own.
//!
//! A record that is taken for something else loses all its values, so each kind needs several pieces of evidence that no
//! record shows, and a page with labels, values and long parts of a record is one whatever else stands on it.

mod definitions;
mod history;
mod listing;
mod nothing;
mod results;
mod signs;

use std::fmt;

use crate::grammar::line::{Line, lines};
use crate::layout::{Outline, tells_of_a_trial};
use signs::Signs;

/// The code of the issue that a page without a record has.
pub(crate) const NOT_A_RECORD: &str = "not-a-record";

/// A kind of page that is no trial's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Genre {
    /// Many trials in short.
    Listing,
    /// Many trials in short, as the answer to a search.
    SearchResults,
    /// Words and what they mean.
    Glossary,
    /// The fields of records and what stands in them.
    FieldDefinitions,
    /// What changed from one version of a record to the next.
    HistoryDiff,
    /// What came out of a trial: tables of participants, measures and events.
    Results,
    /// Anything else without a trial: errors, notices, questions and answers, data without a study.
    NoTrial,
}

impl fmt::Display for Genre {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Genre::Listing => "listing",
            Genre::SearchResults => "search results",
            Genre::Glossary => "glossary",
            Genre::FieldDefinitions => "field definitions",
            Genre::HistoryDiff => "history diff",
            Genre::Results => "results",
            Genre::NoTrial => "no trial",
        })
    }
}

/// That a page is no trial's record.
#[derive(Debug)]
pub(crate) struct Verdict<'t> {
    /// What it is.
    pub(crate) genre: Genre,
    /// What shows it, in words.
    pub(crate) evidence: String,
    /// Where that begins to show.
    pub(crate) at: &'t str,
}

impl<'t> Verdict<'t> {
    fn new(genre: Genre, at: &'t str, evidence: impl Into<String>) -> Self {
        Verdict { genre, evidence: evidence.into(), at }
    }
}

impl fmt::Display for Verdict<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.genre, self.evidence)
    }
}

/// What a page is, if it is no trial's record. Linear in the bytes of the page; most records are told by their labels alone.
pub(crate) fn other_than_record<'t>(outline: &Outline<'t>) -> Option<Verdict<'t>> {
    let text = outline.text;
    if let Some(verdict) = history::diff(text).or_else(|| results::titled(text)) {
        return Some(verdict);
    }
    if Signs::soon(outline) {
        return None;
    }
    let signs = Signs::of(outline);
    if signs.record() {
        return None;
    }
    let lines: Vec<Line<'t>> = lines(text).collect();
    history::amended(&lines)
        .or_else(|| definitions::verdict(&signs, text, &lines))
        .or_else(|| results::posted(&signs, &lines))
        .or_else(|| listing::verdict(&signs, &lines))
        .or_else(|| nothing::verdict(&signs, text, &lines))
        // A page of no known site may print labels in ways that only the lexicon knows.
        .filter(|_| !tells_of_a_trial(text))
}

/// Whether a line of the page speaks of criteria, whatever layouts know of it.
fn has_criteria(lines: &[Line<'_>]) -> bool {
    let said = |line: &str| {
        let line = line.to_ascii_lowercase();
        ["inclusion", "exclusion", "eligibility", "criteria"].iter().filter(|word| line.contains(**word)).count() > 1
    };
    lines.iter().any(|line| line.text.len() <= 64 && said(line.text))
}

#[cfg(test)]
mod tests;
