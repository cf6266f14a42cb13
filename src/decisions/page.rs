//! The decisions about one page, carried out.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Decision, Decisions, Fate, Fates, Index, Subject, Verdict, correction};
use crate::layout::Draft;
use crate::record::{Author, Record, Repair, State};
use crate::text::{Edit, Encoding, Span, Text, folded, shown};

/// Under which name corrections stand among the repairs.
const CORRECTION: &str = "curator/correction";

/// A page before the decisions about it.
#[derive(Clone, Debug)]
pub(crate) struct Bench {
    decisions: Decisions,
    /// The decisions about this page alone.
    own: Vec<usize>,
    /// Its bytes, the place of the first of them in its file, and how they are read: what repairs show as `before`.
    bytes: Vec<u8>,
    start: u32,
    encoding: Encoding,
}

/// A repair as decisions know it.
struct Asked<'r> {
    rule: &'r str,
    span: Span,
    before: &'r str,
    after: &'r str,
}

impl Decisions {
    /// Calls a page before the decisions; nothing where there are none.
    pub(crate) fn bench(&self, bytes: &[u8], start: u32, encoding: Encoding) -> Option<Bench> {
        if self.is_empty() {
            return None;
        }
        let own = self.0.pages.get(&crate::extract::digest(bytes)).cloned().unwrap_or_default();
        Some(Bench { decisions: self.clone(), own, bytes: bytes.to_vec(), start, encoding })
    }
}

impl Index {
    /// The decision about a repair: the closest one.
    fn about(&self, own: &[usize], asked: &Asked<'_>) -> Option<usize> {
        let of = self.rules.get(asked.rule);
        let place = own.iter().find(|n| self.list[**n].subject.is_at(asked));
        let value = || of?.values.get(asked.before)?.iter().find(|n| self.list[**n].subject.gives(asked.after));
        place.or_else(value).copied().or_else(|| of?.whole)
    }
}

impl Subject {
    fn is_at(&self, asked: &Asked<'_>) -> bool {
        let same = |told: &Option<String>, is: &str| told.as_ref().is_none_or(|told| told == is);
        matches!(self, Subject::Place { span, rule, before, after, .. }
            if *span == asked.span && rule == asked.rule && same(before, asked.before) && same(after, asked.after))
    }

    fn gives(&self, wanted: &str) -> bool {
        matches!(self, Subject::Value { after, .. } if after == wanted)
    }
}

impl Bench {
    fn about(&self, asked: &Asked<'_>) -> Option<(usize, &Decision)> {
        let n = self.decisions.0.about(&self.own, asked)?;
        Some((n, &self.decisions.0.list[n]))
    }

    /// Whether a repair was accepted; nothing where nobody decided.
    fn accepts(&self, rule: &str, span: Span, after: &str) -> Option<bool> {
        let before = shown(&self.bytes, self.start, self.encoding, span);
        let (_, decision) = self.about(&Asked { rule, span, before: &before, after })?;
        Some(decision.verdict == Verdict::Accept)
    }

    /// Carries out what was decided about edits of `text` before they are made.
    pub(crate) fn judge(&self, text: &Text<'_>, edits: &mut [Edit]) {
        for edit in edits {
            let span = text.origin(&text.as_str()[edit.span.range()]);
            if let Some(accepted) = self.accepts(edit.rule, span, &edit.after) {
                edit.applied = accepted;
            }
        }
    }

    /// What must change about a repair of structure, if something must.
    pub(crate) fn ruling<'t>(&self, text: &Text<'_>, draft: &Draft<'t>) -> Option<Ruling<'t>> {
        let accepted = self.accepts(draft.rule, text.origin(draft.at), &draft.after)?;
        let is = draft.state == State::Applied;
        (is != accepted).then_some(Ruling { rule: draft.rule, at: draft.at, accepted })
    }

    /// Marks the repairs that were decided about, corrects values, and notes what became of the decisions. The record as
    /// JSON, where that says more than the record itself.
    pub(crate) fn close(&self, record: &mut Record<'_>, spans: bool) -> (Option<Value>, Fates) {
        let places = record.spans.take();
        let mut fates = Fates::default();
        self.own.iter().for_each(|n| fates.note(*n, Fate::Read));
        let mut trial = Trial::default();
        for at in 0..record.repairs.len() {
            self.mark(record, at, &mut trial, &mut fates);
        }
        for n in &self.own {
            if let Subject::Field { field, before, after, .. } = &self.decisions.0.list[*n].subject
                && trial.of(record).set(field, before, after)
            {
                fates.note(*n, Fate::Done);
                let known = places.iter().flat_map(|spans| &spans.0).find(|(place, _)| place == field);
                let span = known
                    .and_then(|(_, spans)| spans.first().copied())
                    .unwrap_or(Span { start: self.start, end: self.start });
                record.repairs.push(corrected(&self.decisions.0.list[*n], (field, before, after), span));
            }
        }
        record.spans = places.filter(|_| spans);
        record.repairs.sort_by_key(|repair| (repair.span, repair.rule));
        (trial.into_record(record), fates)
    }

    /// Says of a repair who decided what about it.
    fn mark(&self, record: &mut Record<'_>, at: usize, trial: &mut Trial, fates: &mut Fates) {
        let Repair { rule, span, before, after, .. } = &record.repairs[at];
        let asked = Asked { rule, span: *span, before, after };
        let list = &self.decisions.0.list;
        let same: Vec<usize> = self.own.iter().filter(|n| list[**n].subject.is_at(&asked)).copied().collect();
        let found = self.about(&asked);
        record.repairs[at].by = Some(Author(found.and_then(|(_, decision)| decision.by.clone())));
        let Some((n, decision)) = found else { return };
        let state = match (decision.verdict, record.repairs[at].state) {
            (Verdict::Accept, State::Applied) => State::Accepted,
            (Verdict::Accept, State::Suggested) if trial.of(record).carry_out(&record.repairs[at]) => State::Accepted,
            (Verdict::Refuse, State::Suggested) => State::Refused,
            (_, state) => {
                fates.note(n, Fate::Unfit);
                record.repairs[at].by = Some(Author(None));
                return record.repairs[at].state = state;
            }
        };
        record.repairs[at].state = state;
        fates.note(n, Fate::Done);
        // Of decisions about one place some may say what stands there and some not.
        for n in same {
            fates.note(n, Fate::Done);
        }
    }
}

/// A correction as a repair.
fn corrected(decision: &Decision, (field, before, after): (&str, &Value, &Value), span: Span) -> Repair {
    Repair {
        rule: CORRECTION,
        field: field.to_owned(),
        span,
        before: correction::told(before),
        after: correction::told(after),
        confidence: 1.0,
        state: State::Corrected,
        why: decision.why.clone().unwrap_or_default().into(),
        by: Some(Author(decision.by.clone())),
    }
}

/// A record as JSON, made when the first of them is changed.
#[derive(Default)]
struct Trial {
    json: Option<Value>,
    changed: bool,
}

impl Trial {
    fn of(&mut self, record: &Record<'_>) -> &mut Self {
        self.json.get_or_insert_with(|| serde_json::to_value(record).unwrap_or_default());
        self
    }

    /// Puts `after` where `before` stands.
    fn set(&mut self, field: &str, before: &Value, after: &Value) -> bool {
        let Some(value) = self.json.as_mut().and_then(|json| json.pointer_mut(field)).filter(|value| *value == before)
        else {
            return false;
        };
        *value = after.clone();
        self.changed = true;
        true
    }

    /// Carries out a repair that its rule only suggests, where its text stands once in its value.
    fn carry_out(&mut self, repair: &Repair) -> bool {
        let value = self.json.as_mut().and_then(|json| json.pointer_mut(&repair.field));
        let Some(Value::String(text)) = value else { return false };
        let before = if text.contains(&repair.before) { repair.before.as_str().into() } else { folded(&repair.before) };
        let mut found = text.match_indices(&*before).map(|(at, _)| at);
        let (Some(at), None, false) = (found.next(), found.next(), before.is_empty()) else { return false };
        text.replace_range(at..at + before.len(), &repair.after);
        self.changed = true;
        true
    }

    /// The whole record with these values, if they are not its own.
    fn into_record(self, record: &Record<'_>) -> Option<Value> {
        let Value::Object(values) = self.json.filter(|_| self.changed)? else { return None };
        let mut whole = serde_json::to_value(record).ok()?;
        // The repairs and places may have become others since.
        for (key, value) in values.into_iter().filter(|(key, _)| !["repairs", "spans"].contains(&key.as_str())) {
            whole[key.as_str()] = value;
        }
        Some(whole)
    }
}

/// What was decided about a repair of structure, told to the readers when they read a page again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ruling<'t> {
    /// The rule's id.
    pub(crate) rule: &'static str,
    /// The text that it changed, or wanted to.
    pub(crate) at: &'t str,
    /// Carried out, or left alone.
    pub(crate) accepted: bool,
}

/// How often a page is read again: what stays whole may let another repair be seen, which may be refused too.
const ROUNDS: usize = 8;

/// Reads a page again until its repairs of structure are what was decided; then those that are not carried out any more
/// are on record as suggestions.
pub(crate) fn settled<'t, R>(
    mut read: R,
    drafts: impl Fn(&mut R) -> &mut Vec<Draft<'t>>,
    again: impl Fn(&[Ruling<'t>]) -> R,
    ruling: impl Fn(&Draft<'t>) -> Option<Ruling<'t>>,
) -> R {
    let key = |rule: &'static str, at: &'t str| (rule, at.as_ptr() as usize, at.len());
    let (mut rulings, mut known, mut withdrawn) = (Vec::new(), BTreeSet::new(), Vec::new());
    for _ in 0..ROUNDS {
        let told = drafts(&mut read).iter().filter_map(&ruling);
        let news: Vec<Ruling<'t>> = told.filter(|ruling| known.insert(key(ruling.rule, ruling.at))).collect();
        if news.is_empty() {
            break;
        }
        rulings.extend(news);
        withdrawn.append(drafts(&mut read));
        read = again(&rulings);
    }
    let kept = drafts(&mut read);
    let mut seen: BTreeSet<_> = kept.iter().map(|draft| key(draft.rule, draft.at)).collect();
    let touched = |draft: &Draft<'t>| rulings.iter().any(|ruling| ruling.rule == draft.rule);
    for draft in withdrawn.into_iter().filter(touched) {
        if seen.insert(key(draft.rule, draft.at)) {
            kept.push(Draft { state: State::Suggested, ..draft });
        }
    }
    read
}
