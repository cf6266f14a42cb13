//! What a page was found to be, byte by byte.

use super::Extraction;
use crate::layout::Claim;
use crate::record::{Evidence, Place};
use crate::text::{Span, Text, range_in};

/// What a byte of a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Blank, a list mark, the site's own words, a word for no value; contact data, unless it is kept.
    Boilerplate,
    /// Claimed by nothing.
    Residue,
    /// A label.
    Label,
    /// Part of a value, or contact data that is kept.
    Value,
}

impl Extraction<'_> {
    /// What each stretch of the page is: a partition of its bytes, in order, told in bytes of its file.
    #[must_use]
    pub fn coverage(&self, text: &Text<'_>, bytes: usize) -> Vec<(Span, Kind)> {
        let clean = text.as_str();
        let mut kinds = vec![Kind::Boilerplate; clean.len()];
        let mut paint = |at: &str, kind: Kind| {
            for each in &mut kinds[range_in(clean, at)] {
                *each = (*each).max(kind);
            }
        };
        self.record.trial.walk(&mut Place::default(), &mut |_, at| paint(at, Kind::Value));
        for (at, claim) in &self.claims {
            let kind = match claim {
                Claim::Label => Kind::Label,
                Claim::Contact if self.record.contacts.is_some() => Kind::Value,
                Claim::Contact | Claim::Boilerplate => Kind::Boilerplate,
            };
            paint(at, kind);
        }
        let (mut parts, mut free, mut start) = (Vec::new(), text.start(), 0);
        for stretch in kinds.chunk_by(|a, b| a == b) {
            let at = start..start + stretch.len();
            start = at.end;
            // What stands between two stretches on the page, such as tags, belongs to neither.
            if stretch[0] != Kind::Boilerplate {
                let home = text.origin(&clean[at]);
                let span = Span { start: home.start.max(free), end: home.end.max(free) };
                parts.push((Span { start: free, end: span.start }, Kind::Boilerplate));
                parts.push((span, stretch[0]));
                free = span.end;
            }
        }
        parts.push((Span { start: free, end: text.start() + bytes as u32 }, Kind::Boilerplate));
        parts.retain(|(span, _)| !span.is_empty());
        self.mark_residue(parts)
    }

    /// Cuts the residue out of what is painted as boilerplate.
    fn mark_residue(&self, parts: Vec<(Span, Kind)>) -> Vec<(Span, Kind)> {
        let mut out = Vec::with_capacity(parts.len());
        let mut residue = self.record.residue.iter().map(|each| each.span).peekable();
        for (mut span, kind) in parts {
            while let Some(left) = residue.next_if(|left| kind == Kind::Boilerplate && left.end <= span.end) {
                out.push((Span { start: span.start, end: left.start }, kind));
                out.push((left, Kind::Residue));
                span.start = left.end;
            }
            out.push((span, kind));
        }
        out.retain(|(span, _)| !span.is_empty());
        out
    }
}
