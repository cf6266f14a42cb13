//! The text of a page, and the way from any part of it back to the bytes of the file.
//!
//! Text is made in steps: bytes are decoded, then faults of glyphs are repaired, then faults of content. Each step
//! leaves most of the text alone, so a step is kept as the runs it did not touch and the edits between them. A page
//! without faults has no steps at all, and its text is the page itself.

pub(crate) mod blocks;
mod decode;
mod even;
mod fold;
mod span;
mod wraps;

use std::borrow::Cow;
use std::ops::Range;

use crate::contact;

pub(crate) use decode::first_sign;
pub use decode::{Decoded, Encoding};
pub use fold::{BREAK, after, blank, fold_on, folded, paragraphs, starts, trimmed};
pub use span::{Span, range_in};

/// One change to a text: what a repair rule found and what it puts there.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The rule's id.
    pub rule: &'static str,
    /// The bytes it replaces, in the text the rule was given.
    pub span: Span,
    /// What it puts there.
    pub after: Cow<'static, str>,
    /// How probable it is that the change is right.
    pub confidence: f32,
    /// Applied, or only suggested.
    pub applied: bool,
    /// The evidence, in words.
    pub why: Cow<'static, str>,
}

/// A stretch of text that a step took over: byte `clean + n` came from byte `raw + n * width`.
#[derive(Clone, Copy, Debug)]
struct Run {
    clean: u32,
    raw: u32,
    /// In bytes of the new text.
    len: u32,
    /// Bytes of the old text for one byte of the new: 2 for ASCII out of UTF-16, else 1.
    width: u32,
}

impl Run {
    fn end(self) -> u32 {
        self.clean + self.len
    }

    fn raw_end(self) -> u32 {
        self.raw + self.len * self.width
    }
}

/// One step from an older text to a newer one.
#[derive(Debug, Default)]
struct Step {
    /// Sorted by span, disjoint. Edit `n` lies between run `n` and run `n + 1` (a decoding step has no edits).
    edits: Vec<Edit>,
    /// What was found but not applied, sorted by span.
    suggested: Vec<Edit>,
    /// In order, never empty as a list; single runs may be empty.
    runs: Vec<Run>,
}

impl Step {
    /// Which runs hold the start and the end of a range of the newer text.
    ///
    /// A start leans right (a deletion before it is not part of the range) and an end leans left.
    fn ends(&self, at: &Range<u32>) -> (usize, usize) {
        let first = self.runs[1..].partition_point(|run| run.clean <= at.start);
        let last = self.runs.partition_point(|run| run.end() < at.end).max(first);
        (first, last.min(self.runs.len() - 1))
    }

    fn back(&self, at: Range<u32>) -> Range<u32> {
        let (first, last) = self.ends(&at);
        let (head, tail) = (self.runs[first], self.runs[last]);
        let start = head.raw + (at.start - head.clean).min(head.len) * head.width;
        let end = (tail.raw + at.end.saturating_sub(tail.clean) * tail.width).min(tail.raw_end());
        start..end.max(start)
    }
}

/// Text with its way home.
#[derive(Debug)]
pub struct Text<'p> {
    clean: Cow<'p, str>,
    /// Oldest first.
    steps: Vec<Step>,
    /// Where the page begins in its file.
    start: u32,
    /// Where contact data stands that words were put in the place of, in bytes of the file: sorted, disjoint.
    private: Vec<Span>,
}

/// A repair of a part of a text, with its place in the page.
#[derive(Debug)]
pub struct Found<'a> {
    /// Tells the repair from every other one of the page.
    pub key: (usize, bool, usize),
    /// The repair; its own span counts in an older text.
    pub edit: &'a Edit,
    /// The bytes of the file.
    pub span: Span,
}

impl<'p> Text<'p> {
    /// A text that is the page itself.
    #[must_use]
    pub fn plain(text: &'p str) -> Self {
        Text { clean: Cow::Borrowed(text), steps: Vec::new(), start: 0, private: Vec::new() }
    }

    /// The text of a page that begins at byte `start` of its file: the way home ends in the file.
    #[must_use]
    pub fn beginning(self, start: u32) -> Self {
        Text { start, ..self }
    }

    /// Where the page begins in its file.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.start
    }

    /// How many steps it was made in.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps.len()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.clean
    }

    /// The text after `edits`: the applied ones change it, the others are kept as suggestions.
    ///
    /// `edits` must be sorted by span; where two overlap, the later is kept as a suggestion.
    #[must_use]
    pub fn edited(mut self, edits: Vec<Edit>) -> Self {
        if edits.is_empty() {
            return self;
        }
        let mut step = Step::default();
        let mut free = 0;
        for mut edit in edits {
            edit.applied &= edit.span.start >= free;
            if edit.applied {
                free = edit.span.end;
                step.edits.push(edit);
            } else {
                step.suggested.push(edit);
            }
        }
        self.clean = step.carry_out(self.clean);
        self.steps.push(step);
        self
    }

    /// [`Text::edited`] for a text with parts: `parts` follow their text; no edit may run across an end of one.
    #[must_use]
    pub fn edited_within(self, edits: Vec<Edit>, parts: &mut [&mut Span]) -> Self {
        let steps = self.steps.len();
        let text = self.edited(edits);
        if let Some(step) = text.steps.get(steps) {
            step.follow(parts);
        }
        text
    }

    /// The text with stretches of the page's own notation (the escapes of JSON, the references of XML, the tags of HTML)
    /// replaced by what they stand for: a step of decoding, no repair. `notation` must be sorted and disjoint; `parts`
    /// follow their text.
    #[must_use]
    pub fn resolved(mut self, notation: &[(Span, impl AsRef<str>)], parts: &mut [&mut Span]) -> Self {
        if notation.is_empty() {
            return self;
        }
        let changes = notation.iter().map(|(span, after)| (*span, after.as_ref()));
        let (runs, clean) = carried(&self.clean, changes);
        let step = Step { runs, ..Step::default() };
        step.follow(parts);
        self.clean = Cow::Owned(clean);
        self.steps.push(step);
        self
    }

    /// Where `part`, a slice of [`Text::as_str`], came from, in bytes of the file.
    #[must_use]
    pub fn origin(&self, part: &str) -> Span {
        self.home(range_in(&self.clean, part), self.steps.len())
    }

    /// Where a boundary between two parts lies in the file.
    #[must_use]
    pub fn boundary(&self, at: usize) -> u32 {
        self.home(at..at, self.steps.len()).start
    }

    /// The same text, which knows what it must not show of the file.
    pub(crate) fn hiding(mut self) -> Self {
        let Some(step) = self.steps.last() else { return self };
        let edits = step.edits.iter().chain(&step.suggested).filter(|edit| edit.rule == contact::RULE);
        self.private = merged(edits.map(|edit| self.home(edit.span.range(), self.steps.len() - 1)).collect());
        self
    }

    /// Whether words stand in the place of contact data somewhere in these bytes of the file.
    pub(crate) fn hides(&self, span: Span) -> bool {
        let first = self.private.partition_point(|hidden| hidden.end <= span.start);
        self.private.get(first).is_some_and(|hidden| hidden.start < span.end)
    }

    /// Bytes of the file as text, of contact data the shape alone; `page` are the bytes of the page.
    pub(crate) fn shown(&self, page: &[u8], encoding: Encoding, span: Span) -> String {
        let part = |start, end| decode::shown(page, self.start, encoding, Span { start, end });
        if !self.hides(span) {
            return part(span.start, span.end);
        }
        let (mut shown, mut free) = (String::new(), span.start);
        let first = self.private.partition_point(|hidden| hidden.end <= span.start);
        for hidden in self.private[first..].iter().take_while(|hidden| hidden.start < span.end) {
            let (start, end) = (hidden.start.max(span.start), hidden.end.min(span.end));
            shown.push_str(&part(free, start));
            shown.push_str(&contact::hidden(&part(start, end)));
            free = end;
        }
        shown + &part(free, span.end)
    }

    /// Whether any repair was applied or suggested.
    #[must_use]
    pub fn has_repairs(&self) -> bool {
        self.steps.iter().any(|step| !step.edits.is_empty() || !step.suggested.is_empty())
    }

    /// Where repairs stand in the text: no other part has any inside it. Sorted, disjoint, in bytes of the text.
    #[must_use]
    pub fn repaired(&self) -> Vec<Span> {
        let mut marks: Vec<Span> = Vec::new();
        for step in &self.steps {
            for mark in &mut marks {
                *mark = step.ahead(*mark);
            }
            let edited = step.runs.windows(2).take(step.edits.len());
            marks.extend(edited.map(|pair| Span { start: pair[0].end(), end: pair[1].clean }));
            marks.extend(step.suggested.iter().map(|edit| step.ahead(edit.span)));
        }
        merged(marks)
    }

    /// The repairs inside `part`, a slice of [`Text::as_str`], newest step first.
    pub fn repairs(&self, part: &str, mut take: impl FnMut(Found<'_>)) {
        let whole = range_in(&self.clean, part);
        let mut at = whole.start as u32..whole.end as u32;
        for (level, step) in self.steps.iter().enumerate().rev() {
            let (first, last) = step.ends(&at);
            at = step.back(at);
            let within = |edit: &Edit| at.start <= edit.span.start && edit.span.end <= at.end;
            let applied = step.edits.get(first..last.min(step.edits.len())).unwrap_or_default();
            for (n, edit) in applied.iter().enumerate() {
                take(self.found((level, true, first + n), edit));
            }
            let from = step.suggested.partition_point(|edit| edit.span.start < at.start);
            let near = step.suggested[from..].iter().take_while(|edit| edit.span.start < at.end);
            for (n, edit) in near.enumerate().filter(|(_, edit)| within(edit)) {
                take(self.found((level, false, from + n), edit));
            }
        }
    }

    fn found<'a>(&self, key: (usize, bool, usize), edit: &'a Edit) -> Found<'a> {
        Found { key, edit, span: self.home(edit.span.range(), key.0) }
    }

    /// A range of the text before step `level`, in bytes of the file.
    fn home(&self, range: Range<usize>, level: usize) -> Span {
        let at = range.start as u32..range.end as u32;
        let home = self.steps[..level].iter().rev().fold(at, |at, step| step.back(at));
        Span { start: self.start + home.start, end: self.start + home.end }
    }
}

impl Step {
    /// Applies the edits to `old` in one forward copy and notes the runs between them.
    fn carry_out<'p>(&mut self, old: Cow<'p, str>) -> Cow<'p, str> {
        if self.edits.is_empty() {
            self.runs = vec![Run { clean: 0, raw: 0, len: old.len() as u32, width: 1 }];
            return old;
        }
        let changes = self.edits.iter().map(|edit| (edit.span, &*edit.after));
        let (runs, new) = carried(&old, changes);
        self.runs = runs;
        Cow::Owned(new)
    }

    /// The least of the newer text that holds all that became of a range of the older: of an edit all that it put there.
    fn ahead(&self, at: Span) -> Span {
        let first = self.runs.partition_point(|run| run.raw_end() < at.start);
        let start = match self.runs.get(first) {
            Some(run) if run.raw <= at.start => run.clean + at.start - run.raw,
            _ => self.runs[..first].last().map_or(0, |run| run.end()),
        };
        let last = self.runs.partition_point(|run| run.raw <= at.end);
        let next = self.runs.get(last).or(self.runs.last()).map_or(start, |run| run.clean);
        let end = self.runs[..last].last().filter(|run| at.end <= run.raw_end());
        Span { start, end: end.map_or(next, |run| run.clean + at.end - run.raw).max(start) }
    }

    /// Moves parts of the older text to where they are in the newer one.
    fn follow(&self, parts: &mut [&mut Span]) {
        let mut near = 0;
        for part in parts {
            **part = Span { start: self.forward(part.start, &mut near), end: self.forward(part.end, &mut near) };
        }
    }

    /// Where a place of the older text that lies inside no edit is in the newer one. It is looked for `near` the place
    /// before, which it mostly shares a run with.
    fn forward(&self, at: u32, near: &mut usize) -> u32 {
        let begun = |n: usize| self.runs.get(n).is_some_and(|run| run.raw <= at);
        if !begun(*near) || begun(*near + 1) {
            *near = self.runs.partition_point(|run| run.raw <= at).max(1) - 1;
        }
        let run = self.runs[*near];
        run.clean + (at - run.raw).min(run.len)
    }
}

/// Spans sorted, those that meet as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => merged.push(span),
        }
    }
    merged
}

/// A text with changes carried out in one forward copy, and the runs between them.
fn carried<'c>(old: &str, changes: impl Iterator<Item = (Span, &'c str)>) -> (Vec<Run>, String) {
    let mut new = String::with_capacity(old.len());
    let (mut runs, mut raw) = (Vec::new(), 0);
    for (span, after) in changes {
        runs.push(copied(&mut new, old, raw..span.start as usize));
        new.push_str(after);
        raw = span.end as usize;
    }
    runs.push(copied(&mut new, old, raw..old.len()));
    (runs, new)
}

fn copied(new: &mut String, old: &str, range: Range<usize>) -> Run {
    let run = Run { clean: new.len() as u32, raw: range.start as u32, len: range.len() as u32, width: 1 };
    new.push_str(&old[range]);
    run
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(span: Range<usize>, after: &str) -> Edit {
        Edit {
            rule: "test/edit",
            span: span.into(),
            after: after.to_owned().into(),
            confidence: 1.0,
            applied: true,
            why: "".into(),
        }
    }

    #[test]
    fn a_part_behind_an_edit_leads_past_it() {
        let text = Text::plain("0\\~4 points").edited(vec![edit(1..3, "~")]);
        assert_eq!(text.as_str(), "0~4 points");
        let part = &text.as_str()[4..];
        assert_eq!(text.origin(part), Span { start: 5, end: 11 });
        assert_eq!(text.origin(&text.as_str()[..3]), Span { start: 0, end: 4 });
    }

    #[test]
    fn two_steps_lead_back_through_both() {
        let text = Text::plain("1&times;106/kg").edited(vec![edit(1..8, "×")]);
        let text = text.edited(vec![edit(3..6, "10^6")]);
        assert_eq!(text.as_str(), "1×10^6/kg");
        let mut found = Vec::new();
        text.repairs(text.as_str(), |each| found.push((each.edit.after.to_string(), each.span)));
        let [a, b] = [Span { start: 8, end: 11 }, Span { start: 1, end: 8 }];
        assert_eq!(found, [("10^6".to_owned(), a), ("×".to_owned(), b)]);
    }

    #[test]
    fn an_overlapping_edit_is_kept_as_a_suggestion() {
        let text = Text::plain("abcd").edited(vec![edit(0..2, "x"), edit(1..3, "y")]);
        assert_eq!(text.as_str(), "xcd");
        assert_eq!((text.steps[0].edits.len(), text.steps[0].suggested.len()), (1, 1));
    }

    /// A text and edits over it, sorted and disjoint.
    fn edited_text() -> impl Strategy<Value = (String, Vec<Edit>)> {
        let piece = ("[a-zé≥ ]{0,6}", proptest::option::of(("[a-z\\\\]{0,3}", "[A-Z×]{0,3}")));
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| {
            let (mut text, mut edits) = (String::new(), Vec::new());
            for (kept, change) in pieces {
                text.push_str(&kept);
                if let Some((before, after)) = change {
                    let start = text.len();
                    text.push_str(&before);
                    edits.push(edit(start..text.len(), &after));
                }
            }
            (text, edits)
        })
    }

    proptest! {
        #[test]
        fn untouched_parts_map_to_themselves((raw, edits) in edited_text(), from in 0usize..60, len in 0usize..20) {
            let text = Text::plain(&raw).edited(edits);
            let clean = text.as_str();
            let bounds: Vec<usize> = (0..=clean.len()).filter(|&at| clean.is_char_boundary(at)).collect();
            let start = bounds[from % bounds.len()];
            let end = bounds[(from % bounds.len() + len).min(bounds.len() - 1)];
            let part = &clean[start..end];
            let mut touched = 0;
            text.repairs(part, |_| touched += 1);
            let span = text.origin(part);
            prop_assert!(span.end as usize <= raw.len());
            if touched == 0 && !part.is_empty() {
                prop_assert_eq!(&raw[span.range()], part);
            }
        }

        #[test]
        fn no_part_has_repairs_where_none_are_told(
            (raw, edits) in edited_text(),
            more in proptest::collection::vec((0usize..9, 0usize..4, "[A-Z×]{0,3}", any::<bool>()), 0..6),
        ) {
            let text = Text::plain(&raw).edited(edits);
            let (mut at, mut later) = (0, Vec::new());
            for (gap, len, after, applied) in more {
                let bounds: Vec<usize> = (at..=text.as_str().len()).filter(|&at| text.as_str().is_char_boundary(at)).collect();
                let [start, end] = [gap, gap + len].map(|n| bounds[n.min(bounds.len() - 1)]);
                later.push(Edit { applied, ..edit(start..end, &after) });
                at = end;
            }
            let text = text.edited(later);
            let (clean, marks) = (text.as_str(), text.repaired());
            prop_assert!(marks.windows(2).all(|pair| pair[0].end < pair[1].start));
            let bounds: Vec<usize> = (0..=clean.len()).filter(|&at| clean.is_char_boundary(at)).collect();
            for &start in &bounds {
                for &end in bounds.iter().filter(|end| **end >= start) {
                    let near = marks.iter().any(|mark| mark.start as usize <= end && start <= mark.end as usize);
                    let mut found = 0;
                    text.repairs(&clean[start..end], |_| found += 1);
                    prop_assert!(near || found == 0, "{}..{} of {:?}: {:?}", start, end, clean, marks);
                }
            }
        }

        #[test]
        fn nothing_kept_is_lost_on_the_way_home((raw, edits) in edited_text()) {
            let text = Text::plain(&raw).edited(edits.clone());
            let kept: String = raw.char_indices()
                .filter(|(at, _)| !edits.iter().any(|edit| edit.span.range().contains(at)))
                .map(|(_, kept)| kept).collect();
            let clean = text.as_str();
            let mut home = String::new();
            for (at, letter) in clean.char_indices() {
                let part = &clean[at..at + letter.len_utf8()];
                let mut touched = 0;
                text.repairs(part, |_| touched += 1);
                if touched == 0 {
                    home.push_str(&raw[text.origin(part).range()]);
                }
            }
            prop_assert_eq!(home, kept);
        }
    }
}
