//! The studies of JSON text, one by one.
//!
//! A study is the widest value that holds the name of one study and no other: an element of a list, a member of an
//! object, or one of several values behind each other. Only brackets, strings and names are looked at, so a study whose
//! inside is damaged costs no other; what a study says is checked when it is read.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr3;

use super::cut::Torn;
use crate::data::Format;
use crate::layout::study_names;

/// The names of studies.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| study_names(Format::Json));

/// A walk over JSON text.
#[derive(Debug)]
pub(super) struct Studies {
    at: usize,
    /// The values that are open; the first is the text itself.
    open: Vec<Value>,
    /// How many more are open, too deep to hold studies.
    deeper: usize,
    /// Which of the open values has the name of a study as a member: what is inside it is its own.
    own: Option<usize>,
    ready: VecDeque<Result<Range<usize>, Torn>>,
    ended: bool,
}

/// A value that is not closed yet.
#[derive(Debug)]
struct Value {
    start: usize,
    list: bool,
    /// None, one, several.
    studies: u8,
    /// Values inside it that are closed and may be pages: the one that holds its only study, and elements without any.
    closed: Vec<Range<usize>>,
}

const SEVERAL: u8 = 2;

/// Studies lie a handful of brackets deep; text that opens more must not cost memory for each.
const DEEPEST: usize = 1000;

impl Value {
    fn new(start: usize, list: bool) -> Self {
        Value { start, list, studies: 0, closed: Vec::new() }
    }
}

impl Studies {
    /// Begins at the start of a text.
    pub(super) fn new() -> Self {
        // The text is a list of its values.
        let open = vec![Value::new(0, true)];
        Studies { at: 0, open, deeper: 0, own: None, ready: VecDeque::new(), ended: false }
    }

    /// The place of the next study; of the whole text where it has no second one. `text` must be the same each time.
    pub(super) fn next(&mut self, text: &str) -> Option<Result<Range<usize>, Torn>> {
        let bytes = text.as_bytes();
        while self.ready.is_empty() && !self.ended {
            let start = self.at;
            self.at += 1;
            match bytes.get(start) {
                Some(b'{' | b'[') => self.open(start, bytes[start] == b'['),
                Some(b'}' | b']') => self.close(),
                Some(b'"') => {
                    let end = string_end(bytes, self.at);
                    if is_study(&bytes[self.at..end]) && names(bytes, end + 1) {
                        self.found();
                    }
                    self.at = (end + 1).min(bytes.len());
                }
                Some(_) => {}
                None => self.end(bytes.len()),
            }
        }
        self.ready.pop_front()
    }

    fn open(&mut self, start: usize, list: bool) {
        if self.open.len() < DEEPEST {
            self.open.push(Value::new(start, list));
        } else {
            self.deeper += 1;
        }
    }

    /// The name of a study stands in the innermost value.
    fn found(&mut self) {
        let innermost = self.open.len() - 1;
        if self.own == Some(innermost) {
            return;
        }
        let before = self.own.replace(innermost);
        for n in (0..self.open.len()).rev() {
            // Values around one that has several have several.
            if self.open[n].studies == SEVERAL {
                break;
            }
            self.open[n].studies += 1;
            if self.open[n].studies == SEVERAL && before == Some(n) {
                // It has a study of its own and was never closed: it ends where the other begins.
                self.ready.push_back(Ok(self.open[n].start..self.open[innermost].start));
            } else if self.open[n].studies == SEVERAL {
                let closed = std::mem::take(&mut self.open[n].closed);
                self.ready.extend(closed.into_iter().map(Ok));
            }
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.open.len() > 1
            && let Some(value) = self.open.pop()
        {
            let outside = self.own.is_none();
            self.own = self.own.filter(|own| *own < self.open.len());
            self.keep(&value, outside);
        }
    }

    /// A value is closed: a page of the value around it, if that has several studies or turns out to.
    fn keep(&mut self, value: &Value, outside: bool) {
        let at = value.start..self.at;
        let Some(around) = self.open.last_mut() else { return };
        let element = around.list && !value.list && value.studies == 0 && outside;
        if value.studies == 1 || element {
            if around.studies == SEVERAL {
                self.ready.push_back(Ok(at));
            } else {
                around.closed.push(at);
            }
        }
    }

    /// What is left where the text ends: all of it where it has at most one study, unless that is whole and what is
    /// around it is not.
    fn end(&mut self, len: usize) {
        self.ended = true;
        let (torn, several) = (self.open.len() > 1, self.open[0].studies == SEVERAL);
        let alone = !several && (!torn || self.own.is_some() || self.open[0].studies == 0);
        if alone {
            return self.ready.push_back(Ok(0..len));
        }
        for value in self.open.iter_mut().filter(|value| value.studies == 1) {
            self.ready.extend(std::mem::take(&mut value.closed).into_iter().map(Ok));
        }
        match self.own {
            Some(own) => self.ready.push_back(Ok(self.open[own].start..len)),
            None if torn => self.ready.push_back(Err(Torn)),
            None => {}
        }
    }
}

fn is_study(name: &[u8]) -> bool {
    NAMES.iter().any(|study| study.as_bytes() == name)
}

/// Whether the string that ends at `at` names a member.
fn names(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
}

/// Where the string ends that is open at `at`: at its quote, or where it is broken off, for no string holds a line break.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(skip) = bytes.get(at..).and_then(|rest| memchr3(b'"', b'\\', b'\n', rest)) {
        at += skip;
        if bytes[at] != b'\\' {
            return at;
        }
        at += 2;
    }
    bytes.len()
}
