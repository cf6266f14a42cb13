//! Tables of pages, read into batches: objects of JSON, rows.

use std::sync::Arc;

use super::layer::Step;
use super::stream::Stream;
use super::{Batch, Body, Defect, Fields, Input, Item, Member, Path, json, rows};

/// JSON Lines.
pub(super) struct Lines {
    from: Stream,
    number: u64,
    fields: Option<Arc<Fields>>,
}

impl Lines {
    pub(super) fn new(from: Stream) -> Self {
        Lines { from, number: 0, fields: None }
    }

    pub(super) fn step(&mut self, of: &Path, batch: &mut Batch, input: &Input) -> Step {
        let start = batch.bytes.len();
        self.number += 1;
        let place = Place { line: Some(self.number), number: None };
        let length = match self.from.line(&mut batch.bytes, input.largest.saturating_add(1)) {
            Ok(0) => return Step::End,
            Ok(length) => length,
            Err(error) => {
                batch.bad(of, place, Defect::of(&error), start);
                return Step::End;
            }
        };
        if length > input.largest {
            batch.bad(of, place, Defect::too_large(input.largest), start);
            return Step::More;
        }
        if self.number == 1 && batch.bytes[start..].starts_with(b"\xef\xbb\xbf") {
            batch.bytes.drain(start..start + 3);
        }
        if batch.bytes[start..].trim_ascii().is_empty() {
            batch.bytes.truncate(start);
        } else {
            batch.object(of, place, start, &mut self.fields, input);
        }
        Step::More
    }
}

pub(super) fn objects_step(
    objects: &mut json::Objects,
    fields: &mut Option<Arc<Fields>>,
    of: &Path,
    batch: &mut Batch,
    input: &Input,
) -> Step {
    let start = batch.bytes.len();
    match objects.next(&mut batch.bytes, input.largest) {
        Ok(None) => Step::End,
        Ok(number) => {
            batch.object(of, Place { line: None, number }, start, fields, input);
            Step::More
        }
        Err(defect) => {
            batch.bad(of, Place { line: None, number: Some(objects.count()) }, defect, start);
            Step::More
        }
    }
}

pub(super) fn rows_step(rows: &mut rows::Rows, of: &Path, batch: &mut Batch, input: &Input) -> Step {
    match rows.next(of, &mut batch.bytes, input) {
        Ok(rows::Found::Page(page)) => batch.page(page),
        Ok(rows::Found::Columns(fields)) => {
            batch.items.extend(fields.map(|fields| Item::Noted(noted(of, &fields))));
        }
        Ok(rows::Found::End) => return Step::End,
        Err(defect) => {
            let on = defect.line.is_some();
            batch.failed(of, defect);
            return if on { Step::More } else { Step::End };
        }
    }
    Step::More
}

impl Batch {
    /// Takes an object of JSON, whose bytes begin at `start`.
    fn object(&mut self, of: &Path, place: Place, start: usize, fields: &mut Option<Arc<Fields>>, input: &Input) {
        let bytes = self.bytes[start..].trim_ascii();
        let skipped = bytes.as_ptr() as usize - self.bytes[start..].as_ptr() as usize;
        let at = start + skipped..start + skipped + bytes.len();
        if fields.is_none() {
            let found = json::object(bytes).map(|object| json::fields(&object, &input.fields));
            match found {
                Ok(found) => *fields = found.map(Arc::new),
                Err(defect) => return self.bad(of, place, defect, start),
            }
            match fields {
                Some(fields) if !input.fields.all_given() => self.items.push(Item::Noted(noted(of, fields))),
                Some(_) => {}
                None => {
                    let defect = Defect::new("no-text", "no field holds the text of a page; --text-field names it");
                    return self.bad(of, place, defect, start);
                }
            }
        }
        let Some(fields) = fields.clone().filter(|_| self.takes()) else { return self.bytes.truncate(start) };
        let (name, line) = (place.number.map(|number| number.to_string()), place.line);
        let (of, body) = (of.clone(), Body::Json(fields));
        self.items.push(Item::Page(Member { of, name, line, url: None, charset: None, at, body }));
    }

    fn bad(&mut self, of: &Path, place: Place, defect: Defect, start: usize) {
        self.bytes.truncate(start);
        let name = place.number.map(|number| number.to_string());
        self.failed(of, Defect { name, line: place.line, ..defect });
    }
}

/// Where an object stands: on a line, or as one of several.
#[derive(Clone, Copy)]
struct Place {
    line: Option<u64>,
    number: Option<u64>,
}

/// Tells which fields of a table are read.
fn noted(of: &Path, fields: &Fields) -> super::Fault {
    let message = format!("pages of a table: {fields} (--text-field, --id-field and --url-field name others)");
    Defect::new("fields", message).fault(of)
}
