//! What curators decided: repairs accepted or refused, values corrected by hand, carried out again in every run.
//!
//! A decision is about one place of one page, about one value wherever it stands, about a rule as a whole, or about one
//! field of one page. Where several speak of a repair, the closest one counts: place, then value, then rule. What was
//! decided about text is asked while a text is mended, what was decided about structure lets a page be read again, and
//! what no longer fits anything is told at the end of a run (see `docs/decisions.md`).

mod correction;
mod file;
mod page;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::text::Span;

pub use file::Defect;
pub(crate) use page::{Bench, Ruling, settled};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The repair is right: it is carried out, also where the rule only suggests it.
    Accept,
    /// The repair is wrong: it is not carried out.
    Refuse,
    /// The value is another.
    Correct,
}

/// What a decision is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A repair at one place of one page.
    Place {
        /// `blake3:…`, the digest of the page.
        page: String,
        /// The bytes of the file that the repair replaces.
        span: Span,
        /// The rule's id.
        rule: String,
        /// What was replaced when the curator was asked, if the decision says so: it must still be that.
        before: Option<String>,
        /// What replaced it then.
        after: Option<String>,
    },
    /// A repair of one value, wherever it stands.
    Value {
        /// The rule's id.
        rule: String,
        /// What it replaces.
        before: String,
        /// What replaces it.
        after: String,
    },
    /// All repairs of a rule.
    Rule {
        /// The rule's id.
        rule: String,
    },
    /// One value of one page's record.
    Field {
        /// The digest of the page.
        page: String,
        /// The JSON Pointer of the value.
        field: String,
        /// What the record says without the correction.
        before: Value,
        /// What it shall say.
        after: Value,
    },
}

/// One decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What is to be done.
    pub verdict: Verdict,
    /// About what.
    pub subject: Subject,
    /// Who decided.
    pub by: Option<String>,
    /// For what reason.
    pub why: Option<String>,
    /// When, as the file says it.
    pub date: Option<String>,
    /// Where it is written.
    pub at: Origin,
}

/// What it says, without its reasons.
impl fmt::Display for Decision {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Accept => "accept",
            Verdict::Refuse => "refuse",
            Verdict::Correct => "correct",
        };
        let page = |page: &str| page.chars().take("blake3:".len() + 12).collect::<String>();
        match &self.subject {
            Subject::Place { page: on, span, rule, .. } => {
                write!(out, "{verdict} {rule} at [{}, {}) of {}…", span.start, span.end, page(on))
            }
            Subject::Value { rule, before, .. } => write!(out, "{verdict} {rule} of {before:?}"),
            Subject::Rule { rule } => write!(out, "{verdict} {rule} everywhere"),
            Subject::Field { page: on, field, .. } => write!(out, "{verdict} {field} of {}…", page(on)),
        }
    }
}

/// A line of a file of decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// Its line, from 1.
    pub line: u64,
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", crate::source::printable(&self.file), self.line)
    }
}

/// Every decision of a run, found by what it is about. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Decisions(Arc<Index>);

#[derive(Debug, Default)]
struct Index {
    list: Vec<Decision>,
    /// By digest of the page: places and fields.
    pages: BTreeMap<String, Vec<usize>>,
    rules: BTreeMap<String, OfRule>,
}

/// What was decided about a rule.
#[derive(Debug, Default)]
struct OfRule {
    whole: Option<usize>,
    /// By what is replaced.
    values: BTreeMap<String, Vec<usize>>,
}

impl Decisions {
    /// The decisions of files: their names and their texts. A name that ends in `.toml` is TOML, any other JSON Lines.
    ///
    /// # Errors
    ///
    /// The first line that is no decision, or that contradicts another one.
    pub fn read<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<Self, Defect> {
        let mut list: Vec<Decision> = Vec::new();
        for (name, text) in files {
            file::decisions(name, text, &mut list)?;
        }
        Ok(Decisions(Arc::new(Index::of(file::agreed(list)?))))
    }

    /// All of them, in the order of the files; one that was said before is not among them.
    #[must_use]
    pub fn list(&self) -> &[Decision] {
        &self.0.list
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.list.is_empty()
    }

    /// What a run leaves open: each decision that did not do what it says, with the reason in words.
    pub fn stale<'d>(&'d self, fates: &'d Fates) -> impl Iterator<Item = (&'d Decision, &'static str)> + 'd {
        let told = |(n, decision): (usize, &'d Decision)| {
            let rule = decision.subject.rule();
            let gone = rule.is_some_and(|rule| crate::repair::rule(rule).is_none());
            let reason = match (fates.of(n), &decision.subject) {
                (Fate::Done, _) => return None,
                _ if gone => "there is no rule of this name",
                (Fate::Unfit, _) => "what it is about is there, but it cannot be carried out",
                (_, Subject::Rule { .. } | Subject::Value { .. }) => "no page of this run has such a repair",
                (Fate::Unread, _) => "its page is not among those of this run",
                (Fate::Read, Subject::Field { .. }) => "its page says something else there",
                (Fate::Read, Subject::Place { .. }) => "its page has no such repair there",
            };
            Some((decision, reason))
        };
        self.0.list.iter().enumerate().filter_map(told)
    }
}

impl Subject {
    /// The rule it is about, unless it is about a value.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        match self {
            Subject::Place { rule, .. } | Subject::Value { rule, .. } | Subject::Rule { rule } => Some(rule),
            Subject::Field { .. } => None,
        }
    }
}

impl Index {
    fn of(list: Vec<Decision>) -> Self {
        let mut index = Index::default();
        for (n, decision) in list.iter().enumerate() {
            match &decision.subject {
                Subject::Place { page, .. } | Subject::Field { page, .. } => {
                    index.pages.entry(page.clone()).or_default().push(n);
                }
                Subject::Value { rule, before, .. } => {
                    let of = index.rules.entry(rule.clone()).or_default();
                    of.values.entry(before.clone()).or_default().push(n);
                }
                Subject::Rule { rule } => index.rules.entry(rule.clone()).or_default().whole = Some(n),
            }
        }
        Index { list, ..index }
    }
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Nothing that it is about was met.
    #[default]
    Unread,
    /// Its page was read.
    Read,
    /// It did what it says.
    Done,
    /// It could not be carried out.
    Unfit,
}

/// What became of the decisions, by their number; each keeps the gravest that was met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fates(Vec<Fate>);

impl Fates {
    /// Whether nothing is noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What became of a decision.
    #[must_use]
    pub fn of(&self, decision: usize) -> Fate {
        self.0.get(decision).copied().unwrap_or_default()
    }

    pub(crate) fn note(&mut self, decision: usize, fate: Fate) {
        if self.0.len() <= decision {
            self.0.resize(decision + 1, Fate::Unread);
        }
        self.0[decision] = self.0[decision].max(fate);
    }

    pub(crate) fn add(&mut self, other: &Fates) {
        for (n, fate) in other.0.iter().enumerate() {
            self.note(n, *fate);
        }
    }
}

/// A digit each, since a journal holds them over and over.
impl Serialize for Fates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits: String = self.0.iter().map(|fate| char::from(b'0' + *fate as u8)).collect();
        serializer.serialize_str(&digits)
    }
}

impl<'de> Deserialize<'de> for Fates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fate = |digit| match digit {
            '0' => Ok(Fate::Unread),
            '1' => Ok(Fate::Read),
            '2' => Ok(Fate::Done),
            '3' => Ok(Fate::Unfit),
            _ => Err(de::Error::custom("no fate of a decision")),
        };
        String::deserialize(deserializer)?.chars().map(fate).collect::<Result<_, _>>().map(Fates)
    }
}
