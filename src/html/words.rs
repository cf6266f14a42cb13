//! The words of a page, and the gaps between them.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span as Place, Tokenizer};
use memchr::{memchr, memchr_iter};

use super::Block;
use super::element::Role;
use super::printer::{Behind, Printer, White};
use super::table::Gap;
use crate::text::blank;

/// What a reference stands for; nothing where it is none.
fn character(reference: &str) -> Option<String> {
    let mut said = String::new();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Place<()>| -> Option<Infallible> {
        if let CallbackEvent::String { value } = event {
            said.push_str(&String::from_utf8_lossy(value));
        }
        None
    });
    let Ok(()) = Tokenizer::new_with_emitter(reference, emitter).finish();
    (said != reference).then_some(said)
}

/// The length of what may be a reference at the start of `text`: letters and digits up to a semicolon.
fn reach(text: &[u8]) -> usize {
    let name = text[1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    1 + name + usize::from(text.get(1 + name) == Some(&b';'))
}

/// The length of the words at the start of `text`, with single blanks between them, up to a wider blank or a reference.
fn run(text: &[u8]) -> usize {
    let ends = |at: usize| match text[at] {
        b'&' => true,
        b' ' => text.get(at + 1).is_none_or(|next| next.is_ascii_whitespace() || *next == b'&'),
        byte => byte.is_ascii_whitespace(),
    };
    (0..text.len()).find(|at| ends(*at)).unwrap_or(text.len())
}

/// `6`, `-6`, `2+`, or a minus that a reference stands for: what is written behind `^` when nothing can be raised.
fn is_power(raised: &str) -> bool {
    let number = raised.trim_start_matches(['+', '-', '−', '–']);
    number.starts_with(|first: char| first.is_ascii_digit()) || raised == "−"
}

impl Printer<'_> {
    /// Text between tags, from byte to byte.
    pub(super) fn words(&mut self, start: usize, end: usize) {
        if self.hidden_by.is_some() {
            return;
        }
        let literal = self.stack.last().is_some_and(|open| open.role == Role::Literal);
        let mut at = start;
        while at < end {
            let rest = &self.text.as_bytes()[at..end];
            at += match rest[0] {
                _ if literal => self.said(at, rest.len(), None),
                b'&' => self.reference(at, reach(rest)),
                _ if self.kept > 0 => self.said(at, memchr(b'&', rest).unwrap_or(rest.len()), None),
                byte if byte.is_ascii_whitespace() => {
                    self.behind.white = self.behind.white.max(White::Blank);
                    1
                }
                _ => self.said(at, run(rest), None),
            };
        }
    }

    fn reference(&mut self, at: usize, len: usize) -> usize {
        let character = if len > 1 { character(&self.text[at..at + len]) } else { None };
        match character {
            Some(said) if self.kept == 0 && said.chars().all(blank) => {
                self.behind.white = self.behind.white.max(White::Blank);
            }
            // A soft hyphen tells where a word may be broken.
            Some(said) if said == "\u{ad}" => {}
            said => drop(self.said(at, len, said)),
        }
        len
    }

    /// Words of the page, or what a reference stands for: their length.
    fn said(&mut self, at: usize, len: usize, reference: Option<String>) -> usize {
        let page = self.text;
        let words = reference.as_deref().unwrap_or(&page[at..at + len]);
        self.close_gap(at, words);
        let breaks: Vec<usize> = match &reference {
            None if self.kept > 0 => memchr_iter(b'\n', words.as_bytes()).map(|line| at + line + 1).collect(),
            _ => Vec::new(),
        };
        if let Some(row) = self.cells.last() {
            self.rows[*row].tall |= !breaks.is_empty();
        }
        for line in breaks {
            self.block(line, &Behind::default(), None);
        }
        if let Some(said) = reference {
            let gap = Gap {
                span: (at, at + len),
                marks: Vec::new(),
                after_words: true,
                before_words: true,
                line: false,
                text: said.into(),
            };
            self.gaps.push(gap);
        }
        self.behind = Behind { start: at + len, least: self.sections, ..Behind::default() };
        len
    }

    /// Settles what stands for the gap before `words`, which begin at `at`.
    fn close_gap(&mut self, at: usize, words: &str) {
        let mut behind = std::mem::take(&mut self.behind);
        let after_words = !self.blocks.is_empty();
        let begins = behind.white == White::Line || !behind.marks.is_empty() || !after_words;
        let row = self.cells.last().copied();
        if let Some(row) = row {
            let row = &mut self.rows[row];
            row.tall |= behind.item.is_some() || row.open && behind.white == White::Line;
            row.first.get_or_insert(self.gaps.len());
            row.say(words, behind.white > White::None);
        }
        if begins {
            self.block(at, &behind, row.filter(|_| !behind.marks.is_empty()));
        }
        let text: Cow<'static, str> = match behind.item.take() {
            Some(mark) => mark.into(),
            None if begins => self.indent().into(),
            None if behind.raised && is_power(words) => "^".into(),
            None if behind.white == White::Blank => " ".into(),
            None => "".into(),
        };
        let same = behind.marks.is_empty() && !begins && self.text[behind.start..at] == *text;
        if !same {
            let span = (behind.start, at);
            let gap = Gap {
                span,
                marks: behind.marks,
                after_words,
                before_words: true,
                line: behind.white == White::Line,
                text,
            };
            self.gaps.push(gap);
        }
    }

    /// Notes the block that a line begins in.
    fn block(&mut self, at: usize, behind: &Behind, row: Option<usize>) {
        let around = self.stack.last();
        let block = Block {
            at: at as u32,
            kind: super::tag::hash((around.map(|open| open.kind), self.bold)),
            item: behind.item.is_some(),
            rank: if behind.apart { 0 } else { self.ranks.last().copied().unwrap_or(super::NO_HEADING) },
            depth: self.sections,
            least: behind.least.min(self.sections),
            moved: false,
            heads: false,
        };
        self.blocks.push((block, row));
    }
}
