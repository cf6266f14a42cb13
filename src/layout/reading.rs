//! A page on its way to a record: what has been read so far, and on what evidence.

use std::borrow::Cow;
use std::fmt::Display;

use super::Layout;
use crate::contact;
use crate::decisions::Ruling;
use crate::genre::NOT_A_RECORD;
use crate::grammar::date::Order;
use crate::grammar::line::{Line, lines, lines_of};
use crate::grammar::markup::broken;
use crate::html::Block;
use crate::record::{Maybe, State, Term, Trial, Value};
use crate::repair::Without;
use crate::segment::Cells;
use crate::text::{folded, paragraphs, trimmed};
use crate::vocab::{Vocabulary, is_placeholder};
use crate::work::{MOST_WORK, Work};

/// What a stretch of a page is, where it is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A label or heading.
    Label,
    /// The site's own words, list marks, words for no value.
    Boilerplate,
    /// Contact data: who is to be reached, and how.
    Contact,
}

/// A repair of structure before its place in the file is known.
#[derive(Debug)]
pub struct Draft<'t> {
    /// The rule's id.
    pub rule: &'static str,
    /// The JSON Pointer of the value.
    pub field: String,
    /// The text that was changed.
    pub at: &'t str,
    /// What the record says instead.
    pub after: String,
    /// How probable it is that the change is right.
    pub confidence: f32,
    /// Applied or suggested.
    pub state: State,
    /// The evidence.
    pub why: Cow<'static, str>,
}

/// An issue before its place in the file is known.
#[derive(Debug)]
pub struct Note<'t> {
    /// What kind of issue.
    pub code: &'static str,
    /// The JSON Pointer of the value.
    pub field: Option<String>,
    /// The text it is about.
    pub at: Option<&'t str>,
    /// In words.
    pub message: String,
}

/// A table of outcomes whose cells lost their borders.
#[derive(Clone, Debug, Default)]
pub struct Table<'t> {
    /// How its cells are joined, told by its header.
    pub cells: Option<Cells>,
    /// Its lines without the header.
    pub lines: Vec<&'t str>,
}

/// A page being read.
pub struct Reading<'t> {
    /// The layout it is read with.
    pub layout: &'static Layout,
    /// The text of the page.
    pub text: &'t str,
    /// In which block each of its lines stands where the page is HTML.
    pub blocks: &'t [Block],
    /// What stands before the first label.
    pub head: &'t str,
    /// Whether labels have dashes before them.
    pub dashed: bool,
    /// Whether the page lost its labels.
    pub unlabeled: bool,
    /// The order of day and month that the page's own dates show.
    pub order: Option<Order>,
    /// What has been read.
    pub trial: Trial<'t>,
    /// Flattened tables of outcomes that wait until both are known: each tells how times are put in the other.
    pub tables: [Table<'t>; 2],
    /// Stretches that are no values.
    pub claims: Vec<(&'t str, Claim)>,
    /// Further places of values: the JSON Pointer and the slice.
    pub also: Vec<(String, &'t str)>,
    /// Repairs of structure.
    pub drafts: Vec<Draft<'t>>,
    /// Issues.
    pub notes: Vec<Note<'t>>,
    /// Whether the record keeps contact data.
    pub keeps_contacts: bool,
    /// What work is left for the page.
    pub(crate) work: Work,
    /// What was decided about repairs of structure.
    pub(crate) rulings: Vec<Ruling<'t>>,
    without: &'t Without,
}

/// Whether a line is the site's own; `…` at the end of a known line stands for any rest.
pub(super) fn is_chrome(chrome: &[&str], line: &str) -> bool {
    let first = line.as_bytes().first();
    chrome.iter().filter(|chrome| chrome.as_bytes().first() == first).any(|chrome| match chrome.strip_suffix('…') {
        Some(start) => line.starts_with(start),
        None => line == *chrome,
    })
}

/// The lines of a text that are not the site's own, with their marks.
pub(super) fn own_lines<'t>(chrome: &[&str], text: &'t str) -> impl Iterator<Item = &'t str> {
    lines(text).map(|line| unmarked(line.whole)).filter(move |line| !is_chrome(chrome, line))
}

/// `# Title`, `**Title**`: a heading or bold line of Markdown without its marks.
pub(super) fn unmarked(line: &str) -> &str {
    let rest = line.trim_start_matches('#');
    let line = rest.strip_prefix(' ').filter(|_| rest.len() < line.len()).unwrap_or(line);
    let words = in_bold(line);
    if words.contains("**") || words.starts_with([' ', '*']) { line } else { words }
}

/// `**Label:**` without the marks of bold type.
pub(super) fn in_bold(text: &str) -> &str {
    let inside = |mark: &str| text.strip_prefix(mark)?.strip_suffix(mark);
    inside("**").or_else(|| inside("__")).unwrap_or(text)
}

/// Whether two texts of one page share bytes.
fn overlap(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(str::as_bytes).map(<[u8]>::as_ptr_range);
    one.start < other.end && other.start < one.end
}

impl<'t> Reading<'t> {
    /// Begins to read a page.
    #[must_use]
    pub fn new(text: &'t str, without: &'t Without) -> Self {
        Reading {
            layout: &Layout::NEW,
            text,
            blocks: &[],
            head: "",
            dashed: false,
            unlabeled: false,
            order: None,
            trial: Trial::default(),
            tables: Default::default(),
            claims: Vec::with_capacity(256),
            also: Vec::new(),
            drafts: Vec::new(),
            notes: Vec::new(),
            keeps_contacts: false,
            work: Work::new(MOST_WORK),
            rulings: Vec::new(),
            without,
        }
    }

    /// Whether a rule may be carried out.
    #[must_use]
    pub fn may(&self, rule: &str) -> bool {
        self.without.allows(rule)
    }

    /// Whether a rule may be carried out on a text.
    #[must_use]
    pub fn may_at(&self, rule: &str, at: &str) -> bool {
        self.may(rule) && self.ruled(rule, at) != Some(false)
    }

    /// Whether so much more work may be done, which is for `at`; where it is too much for the first time, an issue says so.
    pub fn affords(&mut self, at: &'t str, units: usize) -> bool {
        let over = self.work.is_over();
        let affords = self.work.take(units);
        if !affords && !over {
            let most = self.work.most();
            let message = format!(
                "the page takes more than {most} units of work: texts stay whole from here on; --max-work allows more"
            );
            self.issue("limit", None, Some(at), message);
        }
        affords
    }

    /// Whether a repair of a text was accepted; nothing where nobody decided.
    #[must_use]
    pub fn ruled(&self, rule: &str, at: &str) -> Option<bool> {
        let decided = self.rulings.iter().find(|ruling| ruling.rule == rule && overlap(ruling.at, at));
        decided.map(|ruling| ruling.accepted)
    }

    /// Accounts for a label.
    pub fn label(&mut self, at: &'t str) {
        self.claims.push((at, Claim::Label));
    }

    /// Accounts for words that say nothing about the trial.
    pub fn boilerplate(&mut self, at: &'t str) {
        self.claims.push((at, Claim::Boilerplate));
    }

    /// Accounts for lines of contact data, of which those are left out that are the site's own.
    pub fn contact(&mut self, at: &'t str) {
        let chrome = self.layout.chrome;
        let own = lines(at).filter(|line| !is_chrome(chrome, line.whole)).map(|line| line.text);
        self.claims.extend(own.map(|line| (line, Claim::Contact)));
    }

    /// The lines of a list of places, without the contact data between them.
    pub fn places(&mut self, body: &'t str) -> Vec<Line<'t>> {
        let mut reached = false;
        let mut places: Vec<Line<'t>> = lines(body).collect();
        places.retain_mut(|line| {
            if let Some(at) = contact::behind_place(line.text) {
                let start = line.whole.len() - line.text.len();
                self.contact(&line.text[at..]);
                (line.text, line.whole) = (trimmed(&line.text[..at]), trimmed(&line.whole[..start + at]));
                reached = false;
                return true;
            }
            reached = contact::is_contact(line.text) || reached && contact::is_person(line.text);
            if reached {
                self.contact(line.whole);
            }
            !reached
        });
        places
    }

    /// Accounts for the lines of the page that are the site's own.
    pub fn boilerplate_lines(&mut self, chrome: &[&str]) {
        if chrome.is_empty() {
            return;
        }
        let mut begins = [false; 256];
        chrome.iter().filter_map(|chrome| chrome.bytes().next()).for_each(|first| begins[usize::from(first)] = true);
        for line in lines_of(self.text, |first| begins[usize::from(first)]) {
            let barred = line.text.strip_prefix('|').map(|row| Line::of(row.trim_matches(['|', ' '])).text);
            if is_chrome(chrome, barred.unwrap_or(line.text)) {
                self.boilerplate(line.whole);
            }
        }
    }

    /// Records a repair of structure that was carried out.
    pub fn repaired(
        &mut self,
        rule: &'static str,
        field: impl Into<String>,
        at: &'t str,
        after: impl Into<String>,
        (confidence, why): (f32, impl Into<Cow<'static, str>>),
    ) {
        let (field, after, why) = (field.into(), after.into(), why.into());
        self.drafts.push(Draft { rule, field, at, after, confidence, state: State::Applied, why });
    }

    /// Turns the repair recorded last into a suggestion: the value shows what stood before.
    pub fn only_suggested(&mut self) {
        if let Some(draft) = self.drafts.last_mut() {
            draft.state = State::Suggested;
        }
    }

    /// Suggests to join the words of a text that a printer broke behind a hyphen.
    pub fn hyphens(&mut self, field: impl Display, at: &'t str) {
        if memchr::memchr(b'\n', at.as_bytes()).is_none() || !self.may("wrap/hyphen") {
            return;
        }
        for word in broken(at) {
            let why = "the line ends in a hyphen that may or may not be the word's own";
            self.repaired(
                "wrap/hyphen",
                field.to_string(),
                word,
                word.split_whitespace().collect::<String>(),
                (0.7, why),
            );
            self.only_suggested();
        }
    }

    /// Records an issue.
    pub fn issue(&mut self, code: &'static str, field: Option<&str>, at: Option<&'t str>, message: impl Into<String>) {
        self.notes.push(Note { code, field: field.map(str::to_owned), at, message: message.into() });
    }

    /// Whether the page is still taken for a trial's record.
    #[must_use]
    pub fn is_record(&self) -> bool {
        !self.notes.iter().any(|note| note.code == NOT_A_RECORD)
    }

    /// The value that `at` is, on one line; its field is only spelled out where something is to be said of it. Nothing where it is empty or only stands for no value.
    pub fn line(&mut self, field: impl Display, at: &'t str) -> Maybe<'t> {
        self.given(field, at).map(|at| Value::new(folded(at), at))
    }

    /// The value that `at` is, with its line breaks.
    pub fn long(&mut self, field: impl Display, at: &'t str) -> Maybe<'t> {
        self.given(field, at).map(|at| Value::new(paragraphs(at), at))
    }

    /// `at` without blanks at its ends, unless it is empty or a placeholder.
    pub fn given(&mut self, field: impl Display, at: &'t str) -> Option<&'t str> {
        let at = trimmed(at);
        if at.is_empty() {
            return None;
        }
        if is_placeholder(at) && self.may_at("placeholder/null", at) {
            self.placeholder(field, at);
            return None;
        }
        if contact::is_all(at) && !self.keeps_contacts && self.may_at(contact::RULE, at) {
            self.contact(at);
            let why = "the whole value is contact data";
            self.repaired(contact::RULE, field.to_string(), at, "", (0.98, why));
            return None;
        }
        Some(at)
    }

    /// Records that a word stands for no value.
    pub fn placeholder(&mut self, field: impl Display, at: &'t str) {
        self.boilerplate(at);
        let why = "the whole value is a word that pages print where they have none";
        self.repaired("placeholder/null", field.to_string(), at, "", (0.99, why));
    }

    /// The term that `at` names; a word that the list does not have becomes an issue.
    pub fn term(&mut self, field: impl Display, list: &Vocabulary, at: &'t str) -> Maybe<'t, Term> {
        let at = trimmed(at);
        if let Some(term) = list.term(at) {
            return Some(Value::new(term, at));
        }
        let at = self.given(&field, at)?;
        let word: String = at.chars().take(80).collect();
        let message = format!("“{word}” is no word that the {} list knows", list.name.replace('_', " "));
        self.issue("vocabulary", Some(&field.to_string()), Some(at), message);
        None
    }
}
