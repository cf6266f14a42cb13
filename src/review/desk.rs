//! What the desk shows, in the form that its script reads.

use std::collections::BTreeMap;
use std::io::{self, Write};

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value, json};

use super::view::{Ruler, View};
use crate::RECORD_SCHEMA;
use crate::decisions::{Decision, Decisions, Subject, Verdict};
use crate::repair::RULES;
use crate::text::Span;

/// Records that are compressed together: so few that opening them takes no time that anybody notices.
const TOGETHER: usize = 32;

/// Words of a title in the list.
const TITLE: usize = 140;

/// Puts records beside their pages and writes them, as pages come in.
pub struct Desk<W> {
    out: W,
    /// The records of the output that wait for their pages, by digest.
    waiting: BTreeMap<String, Vec<Value>>,
    cards: Vec<Value>,
    chunks: usize,
    rows: Vec<Value>,
    lists: [Names; 3],
    line: Vec<u8>,
    told: Told,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Records on the desk.
    pub records: usize,
    /// Those whose page was not found.
    pub without_page: usize,
    /// Those that differ from what their page gives now: values that changed have no place.
    pub differ: usize,
}

/// Names with their numbers.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn number(&mut self, name: &str) -> usize {
        self.0.iter().position(|known| known == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        })
    }
}

/// Where the lists of names stand.
const LAYOUTS: usize = 0;
const FIELDS: usize = 1;
const CODES: usize = 2;

impl<W: Write> Desk<W> {
    /// A desk for the records of an output, an object a line.
    ///
    /// # Errors
    ///
    /// The number of the first line that is no record, with what is wrong.
    pub fn of(records: &str, out: W) -> Result<Self, String> {
        let mut waiting: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (line, number) in records.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            let record: Value =
                serde_json::from_str(line).map_err(|error| format!("line {number}: no JSON: {error}"))?;
            let Some(digest) = record["source"]["digest"].as_str().filter(|_| record["repairs"].is_array()) else {
                return Err(format!("line {number}: no record of this program"));
            };
            waiting.entry(digest.to_owned()).or_default().push(record);
        }
        let (told, lists) = (Told::default(), Default::default());
        Ok(Desk { out, waiting, cards: Vec::new(), chunks: 0, rows: Vec::new(), lists, line: Vec::new(), told })
    }

    /// Whether the records were made with decisions.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        let repairs = |record: &Value| {
            record["repairs"].as_array().is_some_and(|all| all.iter().any(|each| each.get("by").is_some()))
        };
        self.waiting.values().flatten().any(repairs)
    }

    /// Writes what is left: records whose pages were not found, and the index of everything.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn finish(mut self, decisions: &Decisions, save: Option<&str>) -> io::Result<(W, Told)> {
        for record in std::mem::take(&mut self.waiting).into_values().flatten() {
            self.told.without_page += 1;
            self.card(record, None)?;
        }
        self.flush_cards()?;
        let [layouts, fields, codes] = self.lists;
        let index = json!({
            "layouts": layouts.0, "fields": fields.0, "codes": codes.0,
            "rules": RULES.iter().map(|rule| (rule.id, rule.doc)).collect::<Vec<_>>(),
            "together": TOGETHER, "records": self.rows,
            "decisions": decisions.list().iter().map(decided).collect::<Vec<_>>(),
            "schema": serde_json::from_str::<Value>(RECORD_SCHEMA).unwrap_or_default(),
            "save": save,
        });
        part(&mut self.out, "index", &index)?;
        Ok((self.out, self.told))
    }

    /// The record of a page, with the page.
    fn page(&mut self, view: &View) -> io::Result<()> {
        let now: Value = serde_json::from_str(view.record.get())?;
        let digest = now["source"]["digest"].as_str().unwrap_or_default();
        let Some(same) = self.waiting.get_mut(digest) else { return Ok(()) };
        // Equal pages under other names are told apart by their names, if those are the same now.
        let named = |record: &Value| ["path", "line"].iter().all(|key| record["source"][key] == now["source"][key]);
        let found = same.iter().position(named).or(if same.len() == 1 { Some(0) } else { None });
        let Some(record) = found.map(|n| same.remove(n)) else { return Ok(()) };
        self.card(record, Some((view, &now)))
    }

    fn card(&mut self, mut record: Value, page: Option<(&View, &Value)>) -> io::Result<()> {
        self.told.records += 1;
        let row = self.row(&record);
        self.rows.push(row);
        let own = record.as_object_mut().and_then(|record| record.remove("spans"));
        let mut card = Map::new();
        if let Some((view, now)) = page {
            let places = places(&record, now, own.as_ref(), &view.ruler);
            self.told.differ += usize::from(!is_same(&record, now));
            card.insert("same".to_owned(), is_same(&record, now).into());
            card.insert("places".to_owned(), places.into());
            for list in ["repairs", "issues", "residue"] {
                let spans =
                    record[list].as_array().into_iter().flatten().map(|each| placed(&each["span"], &view.ruler));
                card.insert(list.to_owned(), spans.collect());
            }
            let kind = |(start, end, kind): &(u32, u32, char)| {
                json!([view.ruler.unit(*start), view.ruler.unit(*end), kind.to_string()])
            };
            card.insert("kinds".to_owned(), view.kinds.iter().map(kind).collect());
            card.insert("html".to_owned(), view.html.into());
            card.insert("text".to_owned(), view.text.as_str().into());
        }
        card.insert("record".to_owned(), record);
        self.cards.push(card.into());
        if self.cards.len() == TOGETHER { self.flush_cards() } else { Ok(()) }
    }

    /// What the list of records and its facets need to know of one.
    fn row(&mut self, record: &Value) -> Value {
        let source = &record["source"];
        let title = record["brief_title"].as_str().or(record["official_title"].as_str()).unwrap_or_default();
        let path = source["path"].as_str().unwrap_or_default();
        let path = source["line"].as_u64().map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"));
        let layout = self.lists[LAYOUTS].number(source["layout"].as_str().unwrap_or_default());
        let list = |key: &str| record[key].as_array().map(Vec::as_slice).unwrap_or_default();
        let top = |field: &str| field.split('/').nth(1).unwrap_or("page").to_owned();
        let mut fields = Vec::new();
        for each in list("repairs").iter().chain(list("issues")) {
            fields.push(self.lists[FIELDS].number(&top(each["field"].as_str().unwrap_or_default())));
        }
        fields.sort_unstable();
        fields.dedup();
        let codes = list("issues").iter().map(|issue| issue["code"].as_str().unwrap_or_default());
        let codes: Vec<usize> = codes.map(|code| self.lists[CODES].number(code)).collect();
        let repairs: Vec<Value> = list("repairs").iter().map(|repair| self.repair(repair, top)).collect();
        json!([
            record["registry_id"].as_str().unwrap_or_default(),
            title.chars().take(TITLE).collect::<String>(),
            path,
            layout,
            source["digest"],
            fields,
            codes,
            list("residue").len(),
            repairs,
        ])
    }

    /// A repair in the index: rule, confidence, state, span, field, what equal repairs share.
    fn repair(&mut self, repair: &Value, top: impl Fn(&str) -> String) -> Value {
        let text = |key: &str| repair[key].as_str().unwrap_or_default();
        let field = self.lists[FIELDS].number(&top(text("field")));
        let same = same(text("rule"), text("before"), text("after"));
        json!([text("rule"), repair["confidence"], text("state"), repair["span"], field, same])
    }

    fn flush_cards(&mut self) -> io::Result<()> {
        if self.cards.is_empty() {
            return Ok(());
        }
        let cards = Value::Array(std::mem::take(&mut self.cards));
        part(&mut self.out, &format!("cards-{}", self.chunks), &cards)?;
        self.chunks += 1;
        Ok(())
    }
}

/// Takes the lines that a run writes with [`super::view()`].
impl<W: Write> Write for Desk<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let view: View = serde_json::from_slice(&self.line)?;
                self.line.clear();
                self.page(&view)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A part of the page's data: compressed, in letters that cannot end its element.
fn part(out: &mut impl Write, id: &str, value: &Value) -> io::Result<()> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    serde_json::to_writer(&mut packed, value)?;
    let letters = BASE64_STANDARD.encode(packed.finish()?);
    writeln!(out, "<script type=\"application/octet-stream\" id=\"{id}\">{letters}</script>")
}

/// Whether a record is what its page gives now.
fn is_same(record: &Value, now: &Value) -> bool {
    let of = |record: &Value| {
        let keys = record.as_object().into_iter().flatten();
        keys.filter(|(key, _)| !["source", "spans"].contains(&key.as_str())).map(|(_, value)| value.clone()).collect()
    };
    let [record, now]: [Vec<Value>; 2] = [record, now].map(of);
    record == now
}

/// Where each value is in the text: the record's own places, or those of the same values as they are read now.
fn places(record: &Value, now: &Value, own: Option<&Value>, ruler: &Ruler) -> Map<String, Value> {
    let spans = own.or(now.get("spans")).and_then(Value::as_object).into_iter().flatten();
    let same =
        |field: &str| own.is_some() || record.pointer(field).is_some() && record.pointer(field) == now.pointer(field);
    let placed = |spans: &Value| spans.as_array().into_iter().flatten().map(|span| placed(span, ruler)).collect();
    spans.filter(|(field, _)| same(field)).map(|(field, spans)| (field.clone(), placed(spans))).collect()
}

/// A span in units of the text; nothing where there is none.
fn placed(span: &Value, ruler: &Ruler) -> Value {
    let at = |n: usize| span.get(n)?.as_u64().map(|byte| ruler.unit(byte as u32));
    at(0).zip(at(1)).map_or(Value::Null, |(start, end)| json!([start, end]))
}

/// What repairs share that change the same into the same.
fn same(rule: &str, before: &str, after: &str) -> String {
    let mut digest = blake3::Hasher::new();
    for part in [rule, before, after] {
        digest.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    digest.finalize().to_hex()[..16].to_owned()
}

/// A decision as the desk's script knows it: by its key, with the line that a file of decisions would have.
fn decided(decision: &Decision) -> Value {
    let verdict = match decision.verdict {
        Verdict::Accept => "accept",
        Verdict::Refuse => "refuse",
        Verdict::Correct => "correct",
    };
    let mut line = Map::new();
    line.insert("verdict".to_owned(), verdict.into());
    let mut put = |key: &str, value: Value| drop(line.insert(key.to_owned(), value));
    let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Into::into);
    let span = |span: Span| json!([span.start, span.end]);
    let key = match &decision.subject {
        Subject::Place { page, span: at, rule, before, after } => {
            put("page", page.as_str().into());
            put("span", span(*at));
            put("rule", rule.as_str().into());
            put("before", text(before));
            put("after", text(after));
            format!("p {page} {} {} {rule}", at.start, at.end)
        }
        Subject::Value { rule, before, after } => {
            put("rule", rule.as_str().into());
            put("before", before.as_str().into());
            put("after", after.as_str().into());
            format!("v {}", same(rule, before, after))
        }
        Subject::Rule { rule } => {
            put("rule", rule.as_str().into());
            format!("r {rule}")
        }
        Subject::Field { page, field, before, after } => {
            put("page", page.as_str().into());
            put("field", field.as_str().into());
            put("before", before.clone());
            put("after", after.clone());
            format!("f {page} {field}")
        }
    };
    put("by", text(&decision.by));
    put("why", text(&decision.why));
    put("date", text(&decision.date));
    json!([key, line])
}
