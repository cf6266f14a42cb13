//! How far the value of a label reaches.

use super::agree::Agreement;
use super::fits::{Fit, Reach, fit, reach};
use super::scan::{Find, Form, Row, Scan, Sort};
use super::words;
use crate::contact;
use crate::grammar::criteria;
use crate::grammar::line::{Mark, stretch};
use crate::layout::{Reading, slot};
use crate::text::{range_in, starts, trimmed};
use crate::vocab::{ARM_GROUP_TYPE, INTERVENTION_TYPE};

/// The value of the label with this number.
pub(super) fn body<'t>(scan: &Scan<'t>, agreement: &Agreement<'t>, n: usize) -> &'t str {
    let find = &agreement.finds[n];
    let next = agreement.finds[n + 1..].iter().find(|next| next.line > find.line);
    let stop = next.map_or(agreement.end, |next| next.line);
    let reach = reach(find.label.slot.name);
    if find.label.slot.name == "contact" {
        let extent = Extent { scan, agreement, find, reach: Reach::List };
        let Some((first, last)) = extent.contacts(stop) else { return find.inline };
        let begin = if find.inline.is_empty() { scan.rows[first].line.whole } else { find.inline };
        return stretch(scan.text, begin, scan.rows[last].line.whole);
    }
    if reach == Reach::Nothing || find.form == Form::Bar && !find.inline.is_empty() {
        return find.inline;
    }
    if NAMES.contains(&find.label.slot.name) && find.inline.ends_with(':') {
        // `Conditions: Official terms:` is the label of something else.
        return "";
    }
    if reach == Reach::Line && !find.inline.is_empty() {
        return find.inline;
    }
    let lines = Extent { scan, agreement, find, reach }.lines(stop);
    match (find.inline, lines) {
        ("", None) => "",
        ("", Some((first, last))) => {
            // Items are as deep as they are indented, the first too.
            let first = &scan.rows[first].line;
            let start = range_in(scan.text, first.whole).start - first.indent;
            &scan.text[start..range_in(scan.text, scan.rows[last].line.whole).end]
        }
        (inline, None) => inline,
        (inline, Some((_, last))) => stretch(scan.text, inline, scan.rows[last].line.whole),
    }
}

/// The slots of names.
const NAMES: &[&str] = &["conditions", "keywords", "interventions", "collaborators", "lead_sponsor.name", "locations"];

/// Labels of names, below the label that says whose name it is.
const NAME_LABELS: &[&str] = &["Name", "Agency", "Organization", "Organisation", "Institution", "Facility", "Title"];

/// No label is longer.
const LONGEST_LABEL: usize = 48;

/// What a line below a label is.
enum Below {
    /// A part of its value.
    Own,
    /// A label of the name that is the value.
    Name,
    /// The label of something else.
    Other,
}

/// A label on its way to the end of its value.
struct Extent<'a, 't> {
    scan: &'a Scan<'t>,
    agreement: &'a Agreement<'t>,
    find: &'a Find<'t>,
    reach: Reach,
}

impl<'t> Extent<'_, 't> {
    /// The first and the last line of the value below the label.
    fn lines(&self, stop: usize) -> Option<(usize, usize)> {
        let mut lines: Option<(usize, usize)> = None;
        let mut gap = false;
        let stop = self.tail(stop);
        for at in self.find.line + 1..stop {
            let row = &self.scan.rows[at];
            if row.sort == Sort::Blank {
                gap = true;
                continue;
            }
            let begun = lines.is_some() || !self.find.inline.is_empty();
            match self.below(row, begun) {
                Below::Own => {}
                Below::Name => continue,
                Below::Other => break,
            }
            let apart = gap && begun && !self.goes_on(row, lines) || begun && self.other(row);
            if apart || foot(row.line.text) || begun && self.ends(row, at) {
                break;
            }
            lines = Some((lines.map_or(at, |lines| lines.0), at));
            gap = false;
            if self.reach == Reach::Line {
                break;
            }
        }
        lines
    }

    /// What a line is to names: a label below theirs is none of them.
    fn below(&self, row: &Row<'_>, begun: bool) -> Below {
        let slot = self.find.label.slot.name;
        let Some(label) = row.line.text.strip_suffix(':').filter(|label| label.len() <= LONGEST_LABEL) else {
            return Below::Own;
        };
        // An intervention may have its text below it.
        let many = slot == "conditions" || slot == "keywords";
        let same = || words::find(label).is_some_and(|entry| entry.label.slot.name == slot);
        match begun {
            _ if !NAMES.contains(&slot) => Below::Own,
            false if NAME_LABELS.iter().any(|name| label.eq_ignore_ascii_case(name)) || same() => Below::Name,
            false => Below::Other,
            true if many => Below::Other,
            true => Below::Own,
        }
    }

    /// The same of contact data: short lines up to a blank one, or names and addresses where texts follow at once.
    fn contacts(&self, stop: usize) -> Option<(usize, usize)> {
        let (first, last) = if self.find.form == Form::Bar { None } else { self.lines(stop) }?;
        let own = |at: &usize| {
            let text = self.scan.rows[*at].line.text;
            let open = self.find.inline.is_empty() && !prose(text) && self.scan.rows[*at].sort != Sort::Label;
            contact::is_contact(text) || contact::is_person(text) || open
        };
        let last = (first..=last).take_while(own).last()?;
        Some((first, last))
    }

    /// Where the value of the last label of a page ends at the latest: the lines without marks below a list that has marks
    /// on all its lines are the site's, as are short ones below a text that are no sentences.
    fn tail(&self, stop: usize) -> usize {
        let rows = &self.scan.rows[..stop];
        if stop < self.agreement.end || matches!(self.reach, Reach::Line | Reach::Nothing) {
            return stop;
        }
        let lines = || (self.find.line + 1..stop).filter(|&at| rows[at].sort != Sort::Blank);
        let marked = |at: &usize| rows[*at].line.mark != Mark::None || numbered(rows[*at].line.text);
        let Some(last) = lines().rev().find(|at| match self.reach {
            Reach::Text => prose(rows[*at].line.text),
            _ => marked(at),
        }) else {
            return stop;
        };
        let headed = |at: &usize| criteria::heading(rows[*at].line.text).is_some();
        let only_items =
            self.reach == Reach::Text || lines().take_while(|at| *at <= last).all(|at| marked(&at) || headed(&at));
        let own = |at: &usize| *at > last && only_items && strange(rows[*at].line.text) && !headed(at);
        lines().find(own).unwrap_or(stop)
    }

    /// Whether a value goes on in this line although a blank line stands before it.
    fn goes_on(&self, row: &Row<'_>, lines: Option<(usize, usize)>) -> bool {
        let marked = row.line.mark != Mark::None || numbered(row.line.text);
        let before = lines.map(|lines| &self.scan.rows[lines.1].line);
        let list = before.is_some_and(|line| line.mark != Mark::None || numbered(line.text));
        match self.reach {
            Reach::Text => prose(row.line.text) || marked,
            Reach::Criteria => marked || criteria::heading(row.line.text).is_some() || !list && prose(row.line.text),
            // Below a heading of a lower rank stands what belongs to it.
            Reach::List if lines.is_some_and(|lines| self.scan.rows[lines.0].sort == Sort::Foreign(Form::Hash)) => true,
            Reach::List => list && marked || timed(row.line.text) || self.agreement.airy || self.typed(row, lines),
            Reach::Line | Reach::Nothing => false,
        }
    }

    /// Whether a line is the type of an intervention, or its name or what it is below such a line.
    fn typed(&self, row: &Row<'_>, lines: Option<(usize, usize)>) -> bool {
        let Some((first, last)) = lines.filter(|_| self.find.label.slot.name == "interventions") else { return false };
        let rows = self.scan.rows[first..=last].iter().rev().filter(|row| row.sort != Sort::Blank);
        slot::is_type(row.line.text) || rows.take(2).any(|row| slot::is_type(row.line.text))
    }

    /// Whether a line begins something else: a label that the lexicon does not have, in the form of the label before.
    fn ends(&self, row: &Row<'t>, at: usize) -> bool {
        let form = match row.sort {
            Sort::Foreign(form) => form,
            Sort::Label => match self.agreement.misfits.iter().find(|find| find.line == at) {
                Some(find) => find.form,
                None => return false,
            },
            _ => return false,
        };
        match form {
            // A heading of a lower rank is part of the value.
            Form::Hash if self.find.form == Form::Hash => rank(row) <= rank(&self.scan.rows[self.find.line]),
            Form::Hash => self.agreement.main == Form::Hash,
            Form::Bold => self.find.form == Form::Bold,
            Form::Bar => matches!(self.find.form, Form::Bar) || self.agreement.main == Form::Bar,
            // A question ends the answer to the one before.
            Form::Alone => {
                self.find.form == Form::Alone
                    && self.scan.text[range_in(self.scan.text, self.find.heading).end..].starts_with('?')
            }
            Form::Fused => self.find.form == Form::Fused && self.reach == Reach::List && !timed(row.line.text),
            Form::Colon | Form::Item if form == self.find.form => self.colon_ends(row, at),
            _ => false,
        }
    }

    /// Whether a line with a colon is another field of the page, and not part of the value.
    fn colon_ends(&self, row: &Row<'t>, at: usize) -> bool {
        let Some((heading, inline)) = row.line.text.split_once(':') else { return false };
        let (heading, inline) = (trimmed(heading), trimmed(inline));
        if timed(heading) || INTERVENTION_TYPE.term(heading).is_some() || ARM_GROUP_TYPE.term(heading).is_some() {
            return false;
        }
        let below = self.scan.next(at).map_or("", |line| self.scan.rows[line].line.text);
        let brief = |value: &str| !value.is_empty() && value.len() < BRIEF && !value.ends_with(['.', ';', ',']);
        match self.reach {
            Reach::Criteria => self.list_above(at) && brief(inline),
            Reach::Text if self.agreement.one_line => brief(inline),
            Reach::Text => inline.is_empty() && brief(below) && below.len() < BRIEF / 2,
            _ => !inline.is_empty() || brief(below),
        }
    }

    /// Whether a line below the first cannot be another value of the label.
    fn other(&self, row: &Row<'t>) -> bool {
        let text = row.line.text;
        match self.find.label.slot.name {
            "phases" => fit("phases", text) != Fit::Sure,
            // A phase or status that has no label of its own.
            "conditions" | "keywords" | "interventions" | "collaborators" => {
                ["phases", "overall_status"].iter().any(|slot| fit(slot, text) == Fit::Sure)
            }
            _ => false,
        }
    }

    /// Whether the lines of the value so far have marks or numbers, and this one has none.
    fn list_above(&self, at: usize) -> bool {
        let marked = |line: usize| {
            let line = &self.scan.rows[line].line;
            line.mark != Mark::None || numbered(line.text)
        };
        !marked(at) && (self.find.line + 1..at).any(marked)
    }
}

/// The rank of a heading, as markdown has it.
fn rank(row: &Row<'_>) -> usize {
    row.line.whole.bytes().take_while(|byte| *byte == b'#').count()
}

/// Longer values do not belong to a field of one line.
const BRIEF: usize = 80;

/// `1. text`, `2) text`.
fn numbered(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && text[digits..].starts_with(['.', ')']) && text[digits + 1..].starts_with(' ')
}

/// Whether a line begins like a line of its own and is short.
fn strange(text: &str) -> bool {
    text.len() < BRIEF && text.starts_with(|first: char| !first.is_lowercase() && first != '(') && !text.ends_with(':')
}

/// Whether a line is a part of a text and not a word of a site.
fn prose(text: &str) -> bool {
    text.len() >= 60 || text.len() >= 25 && text.ends_with(['.', ':', ';', '!', '?', ')'])
}

/// Whether a line tells more of the outcome or arm before it.
pub(super) fn timed(text: &str) -> bool {
    const KEYS: &[&str] = &[
        "time frame",
        "timeframe",
        "time point",
        "timepoint",
        "description",
        "measure",
        "method",
        "type",
        "intervention",
        "measured at",
        "assessed at",
    ];
    let short = |key: &str| text == key || text.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    short("When") || short("Details") || KEYS.iter().any(|key| starts(text, key))
}

/// Whether a line is of the foot of a site.
fn foot(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "©",
        "copyright ",
        "all rights reserved",
        "privacy policy",
        "terms of use",
        "terms of service",
        "terms and conditions",
        "was this page helpful",
        "subscribe to",
        "follow us",
        "load more",
        "back to top",
        "cookie settings",
        "powered by",
        "share this",
        "print this page",
        "last refreshed",
        "sign up for",
        "contact us",
        "download as",
        "download pdf",
        "print this",
        "email this",
        "report a problem",
        "report an error",
        "disclaimer",
        "legal notice",
        "imprint |",
        "site map",
        "sitemap",
        "ask your doctor",
        "talk to your doctor",
        "talk with your doctor",
        "call us",
        "questions? ",
        "have questions?",
        "refer a patient",
        "find a doctor",
        "back to search",
        "back to the ",
        "[back to",
        "privacy |",
        "privacy notice",
        "about |",
        "home |",
        "compare this trial",
        "save this trial",
    ];
    const WHOLE: &[&str] =
        &["imprint", "accessibility", "careers", "newsroom", "feedback", "sitemap", "terms", "privacy"];
    let is = |whole: &&str| text.eq_ignore_ascii_case(whole);
    WHOLE.iter().any(is) || STARTS.iter().any(|start| starts(text, start))
}

/// Claims the lines of tables that hold no value: the head and the line below it.
pub(super) fn rules<'t>(scan: &Scan<'t>, agreement: &Agreement<'t>, reading: &mut Reading<'t>) {
    if !agreement.finds.iter().any(|find| find.form == Form::Bar) {
        return;
    }
    for (at, row) in scan.rows.iter().enumerate() {
        if row.sort == Sort::Rule {
            reading.boilerplate(row.line.whole);
            let head = at.checked_sub(1).map(|before| &scan.rows[before]);
            if let Some(head) =
                head.filter(|head| head.sort == Sort::Foreign(Form::Bar) && words_of_a_head(head.line.whole))
            {
                reading.boilerplate(head.line.whole);
            }
        }
    }
}

/// `| Field | Value |`.
fn words_of_a_head(row: &str) -> bool {
    const HEADS: &[&str] = &[
        "field",
        "value",
        "item",
        "details",
        "detail",
        "information",
        "attribute",
        "data",
        "property",
        "label",
        "content",
        "study record",
    ];
    row.split('|')
        .map(trimmed)
        .filter(|cell| !cell.is_empty())
        .all(|cell| HEADS.iter().any(|head| cell.eq_ignore_ascii_case(head)))
}
