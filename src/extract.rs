//! From a page to its record.

mod coverage;
mod free;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::contact::{self, Part};
use crate::data;
use crate::decisions::{Decisions, Fates, Ruling, settled};
use crate::genre::{self, NOT_A_RECORD};
use crate::html::{self, Block};
use crate::identity;
use crate::layout::{Claim, Detection, Layout, Layouts, Outline, Reading, copies, detect, form, frame, read};
use crate::record::{Contact, Evidence, Issue, Place, Record, Repair, Residue, SCHEMA, Source, Spans, State};
use crate::repair::{Without, mend};
use crate::source::Cut;
use crate::text::{Decoded, Encoding, Span, Text, folded, range_in, trimmed};
use crate::work::{MOST_WORK, Work};

pub use coverage::Kind;
use free::Cover;

/// A page as it was found.
#[derive(Clone, Debug, Default)]
pub struct Page<'p> {
    /// Its path as given.
    pub path: Cow<'p, str>,
    /// Its line, where it came out of JSON Lines.
    pub line: Option<u64>,
    /// Its address, where the input carries one.
    pub url: Option<Cow<'p, str>>,
    /// Its own bytes.
    pub bytes: &'p [u8],
    /// Where they begin in its file, whose bytes all spans count.
    pub offset: u32,
    /// The encoding that whoever sent it named; bytes that are UTF-8 are read as that all the same.
    pub charset: Option<&'static encoding_rs::Encoding>,
}

/// How pages are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Repairs that are switched off.
    pub without: Without,
    /// The layouts that pages may have; those that are built in unless told otherwise.
    pub layouts: &'static Layouts,
    /// The layout to read every page with, instead of detecting it.
    pub layout: Option<&'static Layout>,
    /// Whether records carry the place of every value.
    pub spans: bool,
    /// Whether records keep contact data: names, addresses and numbers of those who work for a trial.
    pub contacts: bool,
    /// How much work a page may take: bytes of text that are weighed for cuts, and labels that are weighed. Past it texts
    /// stay whole, and an issue says so.
    pub max_work: u64,
    /// What curators decided.
    pub decisions: Decisions,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            without: Without::default(),
            layouts: Layouts::built_in(),
            layout: None,
            spans: false,
            contacts: false,
            max_work: MOST_WORK,
            decisions: Decisions::default(),
        }
    }
}

/// What one page was found to be.
#[derive(Debug)]
pub struct Extraction<'t> {
    /// The record.
    pub record: Record<'t>,
    /// How its layout was found.
    pub detection: Detection,
    /// The record as JSON where curators changed values of it.
    pub amended: Option<serde_json::Value>,
    /// What became of the decisions.
    pub fates: Fates,
    claims: Vec<(&'t str, Claim)>,
}

impl Options {
    /// The repairs that are switched off in all.
    fn without(&self) -> Cow<'_, Without> {
        if self.contacts { Cow::Owned(self.without.and(contact::RULE)) } else { Cow::Borrowed(&self.without) }
    }
}

impl<'p> Page<'p> {
    /// A page of a file.
    #[must_use]
    pub fn of(path: &'p str, file: &'p [u8], cut: Cut) -> Self {
        let (bytes, offset) = (&file[cut.at.range()], cut.at.start);
        Page { path: path.into(), line: cut.line, url: None, bytes, offset, charset: None }
    }

    /// The text of the page, repaired.
    #[must_use]
    pub fn text(&self, options: &Options) -> Decoded<'p> {
        let (decoded, form) = self.stored(options);
        let bench = options.decisions.bench(self.bytes, self.offset, decoded.encoding);
        let without = options.without();
        let judged = bench.map(|bench| without.judged(bench));
        let without = judged.as_ref().unwrap_or(&without);
        match form {
            Some(Stored::Data(form)) => data::read(decoded, form, without),
            Some(Stored::Html) => html::read(decoded, without),
            None => {
                let layouts = options.layouts;
                let even = |text: Text<'p>| text.evened(|head| layouts.know(head));
                let (text, filled) = decoded.text.lined().unwrapped(|line| layouts.begins(line));
                // Rules look for what stands around a blank, and find blanks that were written as references.
                let text = even(text);
                let steps = text.steps();
                let text = mend(text, without);
                let text = if text.steps() > steps { even(text) } else { text };
                Decoded { text, filled, ..decoded }
            }
        }
    }

    /// The text of the page as it is stored, decoded and nothing more; and what it is, unless it is text.
    pub(crate) fn stored(&self, options: &Options) -> (Decoded<'p>, Option<Stored>) {
        let mut decoded = Decoded::read(self.bytes);
        if let Some(charset) = self.charset.filter(|_| decoded.encoding == Encoding::Windows1252) {
            decoded = Decoded::declared(self.bytes, charset);
        }
        let decoded = Decoded { text: decoded.text.beginning(self.offset), ..decoded };
        if let Some(form) = form(options.layout, decoded.text.as_str()) {
            return (decoded, Some(Stored::Data(form)));
        }
        if html::shows(decoded.text.as_str(), &self.path) {
            return (html::as_declared(self.bytes, decoded), Some(Stored::Html));
        }
        (decoded, None)
    }

    /// Reads the page; `decoded` is its own [`Page::text`].
    #[must_use]
    pub fn extract<'t>(&self, decoded: &'t Decoded<'p>, options: &'t Options) -> Extraction<'t>
    where
        'p: 't,
    {
        let bench = options.decisions.bench(self.bytes, self.offset, decoded.encoding);
        let mut read = self.reading(decoded, options, &[]);
        if let Some(bench) = &bench {
            let again = |rulings: &[Ruling<'t>]| self.reading(decoded, options, rulings);
            read = settled(read, |read| &mut read.0.drafts, again, |draft| bench.ruling(&decoded.text, draft));
        }
        let (mut reading, detection) = read;
        let layout = options.layout.unwrap_or(detection.layout);
        let spans = options.spans || bench.is_some();
        let mut record = self.record(decoded, layout, &mut reading, spans);
        let (amended, fates) = bench.map(|bench| bench.close(&mut record, options.spans)).unwrap_or_default();
        Extraction { record, detection, amended, fates, claims: reading.claims }
    }

    /// Reads the page as far as its layout goes; of repairs of structure some may be decided about.
    fn reading<'t>(
        &self,
        decoded: &'t Decoded<'p>,
        options: &'t Options,
        rulings: &[Ruling<'t>],
    ) -> (Reading<'t>, Detection)
    where
        'p: 't,
    {
        let text = decoded.text.as_str();
        let mut reading = Reading::new(text, &options.without);
        reading.work = Work::new(options.max_work);
        reading.blocks = blocks(decoded);
        reading.keeps_contacts = options.contacts;
        reading.rulings = rulings.to_vec();
        let detection = if let Some(data) = &decoded.data {
            data.form.read(data, &mut reading)
        } else {
            let mut outline = Outline::of(text, options.layouts, &options.without);
            outline.rule(&reading);
            Self::read(&mut outline, options, &mut reading)
        };
        if reading.is_record() {
            identity::settle(&mut reading, self.url.as_deref());
            // The text of data is its notation too, which names numbers whatever they are of.
            if decoded.data.is_none() {
                identity::tell(&mut reading);
            }
        }
        (reading, detection)
    }

    /// Reads a page of text. Whoever names its layout says that it is a record.
    fn read<'t>(outline: &mut Outline<'t>, options: &Options, reading: &mut Reading<'t>) -> Detection {
        reading.affords(reading.text, outline.hits.len());
        if let Some(end) = copies::again(outline.text) {
            reading.boilerplate(trimmed(&outline.text[end..]));
            outline.end_at(end, "the page stands once more", reading);
        }
        let other = if options.layout.is_none() { genre::other_than_record(outline) } else { None };
        if other.is_none() && reading.blocks.is_empty() {
            outline.narrow(frame::within(outline), reading);
        }
        let mut detection = detect(outline);
        if let Some(other) = other {
            detection.layout = options.layouts.lexicon();
            reading.issue(NOT_A_RECORD, None, Some(other.at), other.to_string());
        } else {
            let layout = options.layout.unwrap_or(detection.layout);
            if let Some(end) = copies::second(outline, layout) {
                outline.end_at(end, "the page has another record", reading);
            }
            let mut sections = None;
            if reading.blocks.is_empty() {
                let (own, found) = frame::above_foot(outline, layout);
                sections = found.filter(|_| own == (0..outline.text.len()));
                outline.narrow(own, reading);
            }
            read(layout, outline, sections, reading);
        }
        detection
    }

    fn record<'t>(
        &self,
        decoded: &'t Decoded<'p>,
        layout: &'static Layout,
        reading: &mut Reading<'t>,
        spans: bool,
    ) -> Record<'t>
    where
        'p: 't,
    {
        let (text, encoding) = (&decoded.text, decoded.encoding);
        let hides = !reading.keeps_contacts && reading.may(contact::RULE);
        let home = Home { text, clean: text.as_str(), encoding, blocks: blocks(decoded), bytes: self.bytes, hides };
        let values = values(reading);
        let mut repairs = home.structural(reading);
        repairs.extend(home.textual(&values));
        repairs.sort_by_key(|repair| (repair.span, repair.rule));
        let residue = home.residue(&values, &mut reading.claims);
        Record {
            schema: SCHEMA,
            source: Source {
                path: self.path.clone().into_owned().into(),
                line: self.line,
                url: self.url.clone().map(|url| url.into_owned().into()),
                layout: layout.id,
                bytes: self.bytes.len() as u64,
                digest: digest(self.bytes),
            },
            trial: std::mem::take(&mut reading.trial),
            repairs,
            issues: Self::issues(decoded, layout, reading, &home),
            residue,
            contacts: reading.keeps_contacts.then(|| home.contacts(&reading.claims)),
            spans: spans.then(|| home.spans(&values)),
        }
    }

    /// The issues of a page as a whole, then those that its reading met.
    fn issues<'t>(decoded: &Decoded<'p>, layout: &Layout, reading: &Reading<'t>, home: &Home<'_, 't>) -> Vec<Issue> {
        let page = |code, message: String| Issue { code, field: None, span: None, message };
        let mut issues = Vec::new();
        if let Some(message) = encoding_message(decoded) {
            issues.push(page("encoding", message));
        }
        if trimmed(decoded.text.as_str()).is_empty() {
            issues.push(page("empty", "the page has no text".to_owned()));
        } else if layout.id == "unknown" && reading.is_record() {
            let message = "no layout known here has labels like this page";
            issues.push(page("unknown-layout", message.to_owned()));
        }
        if let Some(column) = decoded.filled {
            issues.push(page("wrapped", format!("the lines were filled to {column} columns and are read as joined")));
        }
        if decoded.html.as_ref().is_some_and(|html| html.cut) {
            issues.push(page("truncated", "the page ends inside a tag".to_owned()));
        }
        issues.extend(reading.notes.iter().map(|note| Issue {
            code: note.code,
            field: note.field.clone(),
            span: note.at.map(|at| home.text.origin(at)),
            message: note.message.clone(),
        }));
        issues
    }
}

/// What a page is that is not text.
pub(crate) enum Stored {
    Data(&'static crate::layout::Form),
    Html,
}

/// `blake3:` and the digest of the bytes of a page in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    format!("blake3:{}", blake3::hash(bytes).to_hex())
}

/// The blocks of the lines of a page of HTML.
fn blocks<'d>(decoded: &'d Decoded<'_>) -> &'d [Block] {
    decoded.html.as_ref().map_or(&[], |html| &html.blocks)
}

fn encoding_message(decoded: &Decoded<'_>) -> Option<String> {
    let odd = decoded.odd;
    match decoded.encoding {
        Encoding::Utf8 => None,
        Encoding::Declared(encoding) => {
            Some(format!("the page is no UTF-8 and was read as {}, as it says", encoding.name()))
        }
        Encoding::Windows1252 => Some(format!("{odd} bytes are no UTF-8 and were read as windows-1252")),
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let order = if decoded.encoding == Encoding::Utf16Le { "LE" } else { "BE" };
            let lost = if odd > 0 { format!("; {odd} code units made no character") } else { String::new() };
            Some(format!("the page is UTF-16{order}{lost}"))
        }
    }
}

/// Every value of a reading with its place, in the order of the record; further places of values last.
fn values<'t>(reading: &Reading<'t>) -> Vec<(Site, &'t str)> {
    let mut values = Vec::with_capacity(64);
    reading.trial.walk(&mut Place::default(), &mut |place, at| {
        values.push((Site::Place(*place), at));
    });
    values.extend(reading.also.iter().map(|(place, at)| (Site::Pointer(place.clone()), *at)));
    values
}

/// Where in a record a value stands.
enum Site {
    Place(Place),
    Pointer(String),
}

impl std::fmt::Display for Site {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Site::Place(place) => place.fmt(out),
            Site::Pointer(pointer) => out.write_str(pointer),
        }
    }
}

/// The way from the text that was read to the file.
struct Home<'a, 't> {
    text: &'a Text<'t>,
    clean: &'t str,
    encoding: Encoding,
    blocks: &'a [Block],
    bytes: &'a [u8],
    /// Whether contact data is left out of what is shown.
    hides: bool,
}

impl<'t> Home<'_, 't> {
    /// The bytes at a place of the file, as text; of contact data only its shape, also where the page's own notation holds it.
    fn shown(&self, span: Span) -> String {
        let shown = self.text.shown(self.bytes, self.encoding, span);
        if self.hides { contact::without(shown, !self.blocks.is_empty()) } else { shown }
    }

    /// The bytes that a repair replaced.
    fn before(&self, rule: &str, span: Span) -> String {
        let shown = self.shown(span);
        if rule == contact::RULE { contact::hidden(&shown) } else { shown }
    }

    fn structural(&self, reading: &mut Reading<'t>) -> Vec<Repair> {
        let repair = |draft: crate::layout::Draft<'t>| {
            let span = self.text.origin(draft.at);
            Repair {
                rule: draft.rule,
                field: draft.field,
                span,
                before: self.before(draft.rule, span),
                after: draft.after,
                confidence: draft.confidence,
                state: draft.state,
                why: draft.why,
                by: None,
            }
        };
        std::mem::take(&mut reading.drafts).into_iter().map(repair).collect()
    }

    /// The repairs of characters and quantities inside values; one that lies in several values is told of the smallest.
    fn textual(&self, values: &[(Site, &'t str)]) -> Vec<Repair> {
        if !self.text.has_repairs() {
            return Vec::new();
        }
        let marks = self.text.repaired();
        let holds = |at: &str| {
            let at = Span::from(range_in(self.clean, at));
            let next = marks.partition_point(|mark| mark.end < at.start);
            marks.get(next).is_some_and(|mark| mark.start <= at.end)
        };
        let mut smallest_first: Vec<&(Site, &str)> = values.iter().filter(|(_, at)| holds(at)).collect();
        smallest_first.sort_by_key(|(_, at)| at.len());
        let (mut seen, mut repairs) = (HashSet::new(), Vec::new());
        for (site, at) in smallest_first {
            self.text.repairs(at, |found| {
                if seen.insert(found.key) {
                    repairs.push(Repair {
                        rule: found.edit.rule,
                        field: site.to_string(),
                        span: found.span,
                        before: self.before(found.edit.rule, found.span),
                        after: found.edit.after.to_string(),
                        confidence: found.edit.confidence,
                        state: if found.edit.applied { State::Applied } else { State::Suggested },
                        why: found.edit.why.clone(),
                        by: None,
                    });
                }
            });
        }
        repairs
    }

    /// What no value, label or boilerplate covers, without the blanks and marks at its ends. Contact data in it is claimed.
    fn residue(&self, values: &[(Site, &'t str)], claims: &mut Vec<(&'t str, Claim)>) -> Vec<Residue> {
        let clean = self.clean;
        let claimed = values.iter().map(|(_, at)| *at).chain(claims.iter().map(|(at, _)| *at));
        let mut cover = Cover::of(clean.len());
        claimed.for_each(|at| cover.add(range_in(clean, at)));
        let mut left = Vec::new();
        for gap in cover.free().map(|gap| &clean[gap]) {
            // Most gaps are blanks and marks.
            if gap.contains(char::is_alphanumeric) {
                let mut parts = match self.blocks {
                    [] => vec![trimmed(gap)],
                    blocks => html::lines(self.text, blocks, gap),
                };
                parts.retain(|at| at.contains(char::is_alphanumeric));
                if !parts.is_empty() {
                    left.extend(contact::parts(clean, &parts));
                }
            }
        }
        let mut residue = Vec::new();
        for part in left {
            match part {
                Part::Contact(at) => claims.push((at, Claim::Contact)),
                Part::Other(at) if at.contains(char::is_alphanumeric) => {
                    let span = self.text.origin(at);
                    residue.push(Residue { span, text: self.shown(span) });
                }
                Part::Other(_) => {}
            }
        }
        residue
    }

    /// The contact data of the page, in its order.
    fn contacts(&self, claims: &[(&'t str, Claim)]) -> Vec<Contact> {
        let claimed = claims.iter().filter(|(at, claim)| *claim == Claim::Contact && !trimmed(at).is_empty());
        let mut contacts: Vec<Contact> = claimed
            .map(|(at, _)| Contact { span: self.text.origin(trimmed(at)), text: folded(at).into_owned() })
            .collect();
        contacts.sort_by_key(|contact| contact.span);
        contacts.dedup_by_key(|contact| contact.span);
        contacts
    }

    fn spans(&self, values: &[(Site, &'t str)]) -> Spans {
        let mut spans: Vec<(String, Vec<Span>)> = Vec::with_capacity(values.len());
        for (site, at) in values {
            let (place, span) = (site.to_string(), self.text.origin(at));
            match site {
                Site::Place(_) => spans.push((place, vec![span])),
                Site::Pointer(_) => match spans.iter_mut().find(|(known, _)| *known == place) {
                    Some((_, more)) => more.push(span),
                    None => spans.push((place, vec![span])),
                },
            }
        }
        Spans(spans)
    }
}

impl Extraction<'_> {
    /// Writes the record as one line of JSON, without its end.
    ///
    /// # Errors
    ///
    /// Where a record holds something that JSON has no form for; none is known.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), String> {
        match &self.amended {
            Some(record) => serde_json::to_writer(out, record).map_err(|error| error.to_string()),
            None => sonic_rs::to_writer(out, &self.record).map_err(|error| error.to_string()),
        }
    }
}
