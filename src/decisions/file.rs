//! Files of decisions: TOML for people, JSON Lines for programs; both say the same.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use super::{Decision, Origin, Subject, Verdict, correction};
use crate::text::Span;

/// What is wrong with a file of decisions; prints with file and line.
#[derive(Debug)]
pub struct Defect {
    /// Where.
    pub at: Origin,
    /// What, in words.
    pub message: String,
}

impl fmt::Display for Defect {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.at, self.message)
    }
}

impl std::error::Error for Defect {}

/// A decision as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    verdict: Verdict,
    page: Option<String>,
    span: Option<[u32; 2]>,
    rule: Option<String>,
    field: Option<String>,
    #[serde(default)]
    before: Value,
    #[serde(default)]
    after: Value,
    by: Option<String>,
    why: Option<String>,
    date: Option<String>,
}

/// A file of TOML.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    decision: Vec<Spanned<toml::Table>>,
}

/// Adds the decisions of a file.
pub(super) fn decisions(name: &str, text: &str, list: &mut Vec<Decision>) -> Result<(), Defect> {
    let file: Arc<str> = name.into();
    let line_of = |at: usize| 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() as u64;
    let defect = |line, message| Defect { at: Origin { file: file.clone(), line }, message };
    let mut add = |line, value: Value| -> Result<(), Defect> {
        let written = serde_json::from_value(value).map_err(|error| defect(line, error.to_string()))?;
        let decision = decision(written, Origin { file: file.clone(), line });
        list.push(decision.map_err(|message| defect(line, message))?);
        Ok(())
    };
    if Path::new(name).extension().is_some_and(|kind| kind == "toml") {
        let tables: Tables = toml::from_str(text).map_err(|error| {
            defect(error.span().map_or(1, |at| line_of(at.start)), error.message().replace('\n', " "))
        })?;
        return tables.decision.into_iter().try_for_each(|table| {
            let line = line_of(table.span().start);
            add(line, Value::Object(table.into_inner().into_iter().map(|(key, value)| (key, json(value))).collect()))
        });
    }
    let numbered = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    for (line, number) in numbered {
        let value = serde_json::from_str(line).map_err(|error| defect(number, format!("no JSON: {error}")))?;
        add(number, value)?;
    }
    Ok(())
}

/// A value of TOML as JSON; dates are text.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect()),
    }
}

/// A decision, if what is written makes one.
fn decision(written: Written, at: Origin) -> Result<Decision, String> {
    let Written { verdict, page, span, rule, field, before, after, by, why, date } = written;
    if let Some(page) = page.as_ref().filter(|page| !is_digest(page)) {
        return Err(format!("`page` is the digest of a page, `blake3:` and 64 hexadecimal digits, not {page:?}"));
    }
    let subject = match (verdict, page, span, rule, field) {
        (Verdict::Correct, Some(page), None, None, Some(field)) => {
            if by.is_none() || why.is_none() {
                return Err("a correction says who made it and for what reason: add `by` and `why`".to_owned());
            }
            correction::fits(&field, &before, &after)?;
            Subject::Field { page, field, before, after }
        }
        (Verdict::Correct, ..) => {
            return Err("a correction has `page`, `field`, `before` and `after`, and neither `rule` nor `span`".into());
        }
        (_, Some(page), Some([start, end]), Some(rule), None) if start <= end => {
            let (before, after) = (text("before", before)?, text("after", after)?);
            Subject::Place { page, span: Span { start, end }, rule, before, after }
        }
        (_, None, None, Some(rule), None) => match (text("before", before)?, text("after", after)?) {
            (Some(before), Some(after)) => Subject::Value { rule, before, after },
            (None, None) => Subject::Rule { rule },
            _ => return Err("a decision about a value has both `before` and `after`".to_owned()),
        },
        _ => {
            return Err("a decision about a repair has `rule`, and with it `page` and `span`, or `before` and \
                        `after`, or nothing"
                .to_owned());
        }
    };
    Ok(Decision { verdict, subject, by, why, date, at })
}

fn text(key: &str, value: Value) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => Err(format!("`{key}` of a repair is text, not {other}")),
    }
}

fn is_digest(text: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.strip_prefix("blake3:").is_some_and(|digits| digits.len() == 64 && digits.bytes().all(hex))
}

/// Checks that no two decisions contradict each other. What was said before is left out: twice does no harm.
pub(super) fn agreed(list: Vec<Decision>) -> Result<Vec<Decision>, Defect> {
    let mut kept: Vec<Decision> = Vec::with_capacity(list.len());
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for decision in list {
        let others = known.entry(key(&decision.subject)).or_default();
        if let Some(other) = others.iter().map(|n| &kept[*n]).find(|other| contradict(other, &decision)) {
            let message = format!("contradicts {}: {}", other.at, both(other, &decision));
            return Err(Defect { at: decision.at, message });
        }
        if !others.iter().any(|n| kept[*n].subject == decision.subject) {
            others.push(kept.len());
            kept.push(decision);
        }
    }
    Ok(kept)
}

/// What only decisions share that can contradict each other.
fn key(subject: &Subject) -> String {
    match subject {
        Subject::Place { page, span, rule, .. } => format!("{page} {} {} {rule}", span.start, span.end),
        Subject::Value { rule, before, after } => format!("{rule}\0{before}\0{after}"),
        Subject::Rule { rule } => rule.clone(),
        Subject::Field { page, .. } => page.clone(),
    }
}

fn contradict(one: &Decision, other: &Decision) -> bool {
    match (&one.subject, &other.subject) {
        (Subject::Field { field, before, after, .. }, Subject::Field { field: f, before: b, after: a, .. }) => {
            let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
            within(field, f) || within(f, field) || field == f && (before, after) != (b, a)
        }
        (Subject::Place { after, .. }, Subject::Place { after: a, .. }) => {
            let apart = after.is_some() && a.is_some() && after != a;
            one.verdict != other.verdict && !apart
        }
        _ => one.verdict != other.verdict,
    }
}

fn both(one: &Decision, other: &Decision) -> String {
    if let (Subject::Field { field, after, .. }, Subject::Field { field: f, after: a, .. }) =
        (&one.subject, &other.subject)
    {
        return format!("one makes {field} {after}, the other {f} {a}; keep one of them");
    }
    let rule = one.subject.rule().unwrap_or_default();
    format!("one accepts what the other refuses of {rule}; keep one of them")
}
