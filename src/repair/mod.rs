//! The repair rules, in one table.
//!
//! Rules that change characters run over the text of a page before it is cut into fields, in two tiers: first what
//! stands for a character (escapes, entities, wrong encodings), then what stands for a quantity (exponents, units),
//! which can only be seen once the characters are right; last what is nobody's business, the contact data of people. Rules of structure (fused lists, flattened tables) change no
//! character; the readers of fields carry them out and record them under their ids here.

mod contact;
mod encoding;
mod entity;
mod escape;
mod exponent;
mod invisible;
mod paragraph;
mod sign;
mod structure;
mod unit;

use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr2};

use crate::decisions::Bench;
use crate::text::{Edit, Span, Text};

/// When a rule runs, and what it is.
#[derive(Clone, Copy)]
pub enum Stage {
    /// Finds faults of characters in the decoded text, where the trigger calls it.
    Glyph(Trigger, Find),
    /// Finds faults of characters in the decoded text, one run of characters beyond ASCII at a time.
    Letters(FindAt),
    /// Finds faults of quantities in text whose characters are right, where the trigger calls it.
    Content(Trigger, Find),
    /// Finds what records leave out, in text whose quantities are right.
    Private(Find),
    /// A fault of structure, carried out by the readers; the function shows it on an example.
    Structure(fn(&str) -> String),
}

/// Finds the faults of a text.
type Find = fn(&str, &mut Vec<Edit>);

/// Finds the faults of a run of characters beyond ASCII in a text.
type FindAt = fn(&str, Range<usize>, &mut Vec<Edit>);

/// What a text must hold for a rule to find anything in it.
#[derive(Clone, Copy)]
pub enum Trigger {
    /// This byte.
    Byte(u8),
    /// One of these bytes.
    Either(u8, u8),
    /// This word.
    Word(&'static LazyLock<Finder<'static>>),
}

impl Trigger {
    /// Where it first stands.
    fn first(self, text: &[u8]) -> Option<usize> {
        match self {
            Trigger::Byte(byte) => memchr(byte, text),
            Trigger::Either(one, other) => memchr2(one, other, text),
            Trigger::Word(word) => word.find(text),
        }
    }
}

/// One repair rule.
pub struct Rule {
    /// `family/fault`.
    pub id: &'static str,
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// An example, before and after.
    pub example: (&'static str, &'static str),
    /// When it runs.
    pub stage: Stage,
}

/// Every rule, in the order of application.
pub static RULES: &[&Rule] = &[
    &escape::MARKDOWN,
    &escape::LINE_BREAK,
    &entity::HTML,
    &encoding::AS_WINDOWS_1252,
    &encoding::AS_MACROMAN,
    &invisible::INVISIBLE,
    &encoding::NOT_NFC,
    &paragraph::TILDE,
    &exponent::LOST_SUPERSCRIPT,
    &unit::SCORE_BAND,
    &sign::LOST_COMPARISON,
    &contact::CONTACT,
    &structure::FUSED_LIST,
    &structure::FUSED_TYPES,
    &structure::FUSED_ENUMS,
    &structure::FUSED_CRITERIA,
    &structure::FUSED_NUMBERS,
    &structure::FUSED_STARS,
    &structure::FUSED_KEYS,
    &structure::FUSED_LABEL,
    &structure::DUPLICATE,
    &structure::DUPLICATE_LIST,
    &structure::GLUED_STATUS,
    &structure::FLATTENED_ROW,
    &structure::COLUMN_MAJOR,
    &structure::WRAP_HYPHEN,
    &structure::PLACEHOLDER,
    &structure::TRUNCATED_STATUS,
    &structure::TRUNCATED_NAME,
];

/// The rule with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}

/// Which rules are switched off, and what was decided about the repairs of a page.
#[derive(Clone, Debug, Default)]
pub struct Without {
    rules: BTreeSet<String>,
    bench: Option<Box<Bench>>,
}

impl Without {
    /// Switches `ids` off.
    ///
    /// # Errors
    ///
    /// The first id that no rule has.
    pub fn rules(ids: &[String]) -> Result<Self, String> {
        match ids.iter().find(|id| rule(id).is_none()) {
            Some(unknown) => Err(unknown.clone()),
            None => Ok(Without { rules: ids.iter().cloned().collect(), bench: None }),
        }
    }

    /// Whether `rule` may run.
    #[must_use]
    pub fn allows(&self, rule: &str) -> bool {
        self.rules.is_empty() || !self.rules.contains(rule)
    }

    /// The same with one more rule switched off.
    pub(crate) fn and(&self, rule: &str) -> Self {
        let mut more = self.clone();
        more.rules.insert(rule.to_owned());
        more
    }

    /// The same for a page that decisions may be about.
    pub(crate) fn judged(&self, bench: Bench) -> Self {
        Without { rules: self.rules.clone(), bench: Some(Box::new(bench)) }
    }

    /// Carries out what was decided about edits.
    fn judge(&self, text: &Text<'_>, edits: &mut [Edit]) {
        if let Some(bench) = &self.bench {
            bench.judge(text, edits);
        }
    }
}

/// Repairs the characters, then the quantities of a text; then words stand in the place of contact data.
#[must_use]
pub fn mend<'p>(text: Text<'p>, without: &Without) -> Text<'p> {
    let mut whole = Span::from(0..text.as_str().len());
    mend_within(text, &mut [&mut whole], without)
}

/// [`mend`] for a text of which only parts say something; `parts` must be in order and follow their text.
#[must_use]
pub fn mend_within<'p>(text: Text<'p>, parts: &mut [&mut Span], without: &Without) -> Text<'p> {
    let mut glyphs =
        found(text.as_str(), parts, without, |stage| matches!(stage, Stage::Glyph(..) | Stage::Letters(_)));
    without.judge(&text, &mut glyphs);
    let text = text.edited_within(glyphs, parts);
    let mut quantities = found(text.as_str(), parts, without, |stage| matches!(stage, Stage::Content(..)));
    without.judge(&text, &mut quantities);
    let text = text.edited_within(quantities, parts);
    let mut private = private(text.as_str(), parts, without);
    without.judge(&text, &mut private);
    if private.is_empty() { text } else { text.edited_within(private, parts).hiding() }
}

/// What rules find that records leave out, inside the parts. One look at the whole text is cheaper than many at its parts.
fn private(text: &str, parts: &[&mut Span], without: &Without) -> Vec<Edit> {
    let mut edits = Vec::new();
    for rule in RULES.iter().filter(|rule| without.allows(rule.id)) {
        if let Stage::Private(find) = rule.stage {
            find(text, &mut edits);
        }
    }
    let mut next = 0;
    edits.retain(|edit: &Edit| {
        next += parts[next..].partition_point(|part| part.end <= edit.span.start);
        parts.get(next).is_some_and(|part| part.start <= edit.span.start && edit.span.end <= part.end)
    });
    edits
}

/// What the rules of one tier find, sorted by place; at one place the first rule of the table stands first.
fn found(text: &str, parts: &[&mut Span], without: &Without, tier: fn(Stage) -> bool) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let letters = LazyCell::new(|| encoding::letters(text));
    for rule in RULES.iter().filter(|rule| without.allows(rule.id) && tier(rule.stage)) {
        match rule.stage {
            Stage::Glyph(trigger, find) | Stage::Content(trigger, find) => {
                for part in called(text, parts, trigger) {
                    within(text, part, &mut edits, find);
                }
            }
            Stage::Letters(find) => {
                for (part, run) in among(&letters, parts) {
                    within(text, part, &mut edits, |text, edits| find(text, run.clone(), edits));
                }
            }
            Stage::Private(_) | Stage::Structure(_) => {}
        }
    }
    edits.sort_by_key(|edit| edit.span.start);
    edits
}

/// Adds what is found in a part of a text.
fn within(text: &str, part: Span, edits: &mut Vec<Edit>, find: impl Fn(&str, &mut Vec<Edit>)) {
    let first = edits.len();
    find(&text[part.range()], edits);
    for edit in &mut edits[first..] {
        edit.span = Span { start: edit.span.start + part.start, end: edit.span.end + part.start };
    }
}

/// The runs that stand inside parts, each with its part and its place in it.
fn among<'s>(runs: &'s [Span], parts: &'s [&mut Span]) -> impl Iterator<Item = (Span, Range<usize>)> + 's {
    let mut next = 0;
    runs.iter().filter_map(move |run| {
        next += parts[next..].iter().take_while(|part| part.end <= run.start).count();
        let part = **parts.get(next)?;
        let (start, end) = (run.start.max(part.start), run.end.min(part.end));
        (start < end).then(|| (part, (start - part.start) as usize..(end - part.start) as usize))
    })
}

/// The parts that hold a trigger. A page of data has thousands of parts, and most rules are called to few of them.
fn called<'s>(text: &'s str, parts: &'s [&mut Span], trigger: Trigger) -> impl Iterator<Item = Span> + 's {
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let from = parts.get(next)?.start as usize;
            let at = (from + trigger.first(&text.as_bytes()[from..])?) as u32;
            next += parts[next..].partition_point(|part| part.end <= at);
            let part = **parts.get(next)?;
            if part.start <= at {
                next += 1;
                return Some(part);
            }
        }
    })
}

/// An edit that a rule is sure of.
fn sure(rule: &Rule, span: Range<usize>, after: String, why: &'static str) -> Edit {
    Edit { rule: rule.id, span: span.into(), after: after.into(), confidence: 0.999, applied: true, why: why.into() }
}

/// Adds what a rule finds in the runs of characters beyond ASCII of a whole text.
#[cfg(test)]
fn in_letters(find: FindAt, text: &str, edits: &mut Vec<Edit>) {
    for run in encoding::letters(text) {
        find(text, run.range(), edits);
    }
}

/// `text` after the edits of one rule.
#[cfg(test)]
fn repaired(find: impl Fn(&str, &mut Vec<Edit>), text: &str) -> String {
    let mut edits = Vec::new();
    find(text, &mut edits);
    Text::plain(text).edited(edits).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mended(text: &str) -> String {
        mend(Text::plain(text), &Without::default()).as_str().to_owned()
    }

    #[test]
    fn every_example_is_what_the_rule_does() {
        for rule in RULES {
            let (before, after) = rule.example;
            let done = match rule.stage {
                Stage::Structure(show) => show(before),
                Stage::Glyph(..) | Stage::Letters(..) | Stage::Content(..) | Stage::Private(..) => mended(before),
            };
            assert_eq!(done, after, "{}", rule.id);
            assert!(rule.id.split_once('/').is_some(), "{} names a family and a fault", rule.id);
        }
    }

    #[test]
    fn the_order_of_the_rules_is_pinned() {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(
            ids,
            [
                "escape/markdown",
                "escape/line-break",
                "entity/html",
                "encoding/utf8-as-windows-1252",
                "encoding/utf8-as-macroman",
                "encoding/invisible",
                "encoding/not-nfc",
                "wrap/tilde",
                "exponent/lost-superscript",
                "unit/score-band",
                "encoding/lost-comparison",
                "placeholder/contact",
                "fused/list",
                "fused/types",
                "fused/enums",
                "fused/criteria",
                "fused/numbered-items",
                "fused/starred-items",
                "fused/keys",
                "fused/label",
                "duplicate/adjacent",
                "duplicate/list",
                "glued-status/facility",
                "table/flattened-row",
                "column-major/arms",
                "wrap/hyphen",
                "placeholder/null",
                "truncated-letter/status",
                "truncated-letter/name",
            ]
        );
    }

    #[test]
    fn a_rule_switched_off_changes_nothing() {
        let without = Without::rules(&["escape/markdown".to_owned()]).unwrap();
        assert_eq!(mend(Text::plain("0\\~4"), &without).as_str(), "0\\~4");
        assert_eq!(Without::rules(&["escape/typo".to_owned()]).unwrap_err(), "escape/typo");
    }

    proptest! {
        // A doubled escape or entity is one that stands for itself: undone once, it must not be undone again.
        #[test]
        fn repairing_twice_changes_nothing(text in r"([a-zÃ©â‰¥×√\\~<&;(){}0-9 ]|&lt;|106/kg|\n)*") {
            prop_assume!(!text.contains(r"\\") && !text.contains(r"\&") && !text.contains("&amp"));
            let once = mended(&text);
            prop_assume!(!once.contains('\\') && !once.contains('&'));
            prop_assert_eq!(mended(&once), once);
        }
    }
}
