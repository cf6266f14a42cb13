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
    /// Where the last page ends that was given. A value that lost its own brackets may hold pages that were.
    given: usize,
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
        Studies { at: 0, open, deeper: 0, own: None, ready: VecDeque::new(), given: 0, ended: false }
    }

    /// The place of the next study; of the whole text where it has no second one. `text` must be the same each time.
    pub(super) fn next(&mut self, text: &str) -> Option<Result<Range<usize>, Torn>> {
        let bytes = text.as_bytes();
        while self.ready.is_empty() && !self.ended {
            let start = self.at;
            self.at += 1;
            match bytes.get(start) {
                Some(b'{' | b'[') => self.open(start, bytes[start] == b'['),
                Some(b'}' | b']') => self.close(bytes[start] == b']'),
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
        if innermost == 0 || self.deeper > 0 || self.own == Some(innermost) {
            return;
        }
        // A study around it was never closed: it ends here, with everything it left open.
        let unclosed = self.own.map(|own| {
            let at = self.open[own].start.max(self.given)..self.open[innermost].start;
            self.open.drain(own..innermost);
            at
        });
        let innermost = self.open.len() - 1;
        self.own = Some(innermost);
        // Values around one that has several have several.
        let few = self.open.iter().rposition(|value| value.studies == SEVERAL).map_or(0, |several| several + 1);
        let mut unclosed = unclosed;
        // The outermost first: what is closed in it stands before everything that is still open.
        for (at, value) in self.open.iter_mut().enumerate().skip(few) {
            if at == innermost {
                give(&mut self.ready, &mut self.given, unclosed.take());
            }
            value.studies += 1;
            if value.studies == SEVERAL {
                give(&mut self.ready, &mut self.given, std::mem::take(&mut value.closed));
            }
        }
        give(&mut self.ready, &mut self.given, unclosed);
    }

    /// A bracket closes; one that fits nothing is damage.
    fn close(&mut self, list: bool) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.open.len() > 1
            && let Some(value) = self.open.pop_if(|value| value.list == list)
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
                give(&mut self.ready, &mut self.given, Some(at));
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
            give(&mut self.ready, &mut self.given, std::mem::take(&mut value.closed));
        }
        match self.own {
            Some(own) => {
                let rest = self.open[own].start.max(self.given)..len;
                give(&mut self.ready, &mut self.given, Some(rest));
            }
            None if torn => self.ready.push_back(Err(Torn)),
            None => {}
        }
    }
}

/// Gives pages, which follow each other.
fn give(
    ready: &mut VecDeque<Result<Range<usize>, Torn>>,
    given: &mut usize,
    pages: impl IntoIterator<Item = Range<usize>>,
) {
    for page in pages.into_iter().filter(|page| !page.is_empty()) {
        *given = page.end;
        ready.push_back(Ok(page));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which parts of a text are its studies, and whether the text ends too soon; `§` stands for the name.
    #[track_caller]
    fn check(text: &str, studies: &[&str], torn: bool) {
        let (text, mut walk) = (text.replace('§', "\"protocolSection\""), Studies::new());
        let found: Vec<_> = std::iter::from_fn(|| walk.next(&text)).collect();
        let shown = |at: &Range<usize>| text[at.clone()].replace("\"protocolSection\"", "§");
        let parts: Vec<String> = found.iter().flatten().map(shown).collect();
        assert_eq!(
            (parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), found.len()),
            (studies, studies.len() + usize::from(torn))
        );
    }

    #[test]
    fn a_text_of_one_study_is_a_page() {
        for text in
            ["{§: 1}", " {§: {}}\n", "[{§: 1}]", "{\"studies\": [{§: 1}], \"total\": 1}", "{}", "", "[\"§\", {}]"]
        {
            check(text, &[text], false);
        }
    }

    #[test]
    fn each_of_several_is_the_widest_value_that_is_its_own() {
        check("[{§: 1}, {\"a\": {}, §: 2}]", &["{§: 1}", "{\"a\": {}, §: 2}"], false);
        check("{\"n\": 1, \"studies\": [{§: {\"b\": []}}, {§: 2}], \"x\": 3}", &["{§: {\"b\": []}}", "{§: 2}"], false);
        check("{§: 1}\n{§: 2}{§: 3}", &["{§: 1}", "{§: 2}", "{§: 3}"], false);
        check(
            "[{\"rank\": 1, \"Study\": {§: 1}}, {\"rank\": 2, \"Study\": {§: 2}}]",
            &["{\"rank\": 1, \"Study\": {§: 1}}", "{\"rank\": 2, \"Study\": {§: 2}}"],
            false,
        );
        check("{\"a\": {§: 1}, \"b\": {§: 2}}", &["{§: 1}", "{§: 2}"], false);
        check("[[{§: 1}], {\"studies\": [{§: 2}, {§: 3}]}]", &["[{§: 1}]", "{§: 2}", "{§: 3}"], false);
    }

    #[test]
    fn elements_that_hold_no_study_are_pages_of_their_own() {
        check("[{\"error\": 404}, [{§: 1}, {§: 2}]]", &["{\"error\": 404}", "{§: 1}", "{§: 2}"], false);
        check("[{\"error\": 404}, {§: 1}, null, {}, {§: 2}]", &["{\"error\": 404}", "{§: 1}", "{}", "{§: 2}"], false);
    }

    #[test]
    fn the_name_inside_a_text_is_no_name() {
        check("[{§: \"the \\\"§\\\": x\"}, {§: 2}]", &["{§: \"the \\\"§\\\": x\"}", "{§: 2}"], false);
    }

    #[test]
    fn damage_inside_a_study_costs_no_other() {
        check("[{§: oops]}, {§: 2}]", &["{§: oops]}", "{§: 2}"], false);
        check("[{§: \"open\n}, {§: 2}]", &["{§: \"open\n}", "{§: 2}"], false);
        check("[{§: 1}}, §: {\"a\": {§: 2}}]", &["{§: 1}", "}, §: {\"a\": ", "{§: 2}"], false);
        check("[{§: {\"a\": 1, {§: 2}, {§: 3}]", &["{§: {\"a\": 1, ", "{§: 2}", "{§: 3}"], false);
    }

    #[test]
    fn a_text_that_ends_too_soon_gives_what_it_has() {
        check("[{§: 1}, {§: 2}, {§: \"a", &["{§: 1}", "{§: 2}", "{§: \"a"], false);
        check("[{§: 1}, {§: 2},", &["{§: 1}", "{§: 2}"], true);
        check("{\"studies\": [{§: 1}", &["{§: 1}"], true);
        check("[{§: 1}, {\"pro", &["{§: 1}"], true);
        check("{\"studies\": [{§: 1", &["{\"studies\": [{§: 1"], false);
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = "[".repeat(100_000) + "{§: 1}" + &"]".repeat(100_000);
        check(&deep, &[&deep], false);
        let many = format!("[{deep}, {{§: 2}}, {{§: 3}}]");
        check(&many, &["{§: 2}", "{§: 3}"], false);
    }
}
