//! Layouts of data: what stands at which path of a page of JSON or XML.

mod ctgov_v1;
mod ctgov_v2;
mod ctgov_xml;
mod design;
mod field;
mod link;

pub(super) use ctgov_v1::FORM as CTGOV_V1;
pub(super) use ctgov_v2::FORM as CTGOV_V2;
pub(super) use ctgov_xml::FORM as CTGOV_XML;

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use link::{Link, Links};

use super::{Candidate, Detection, Layout, Reading};
use crate::data::{Data, Format, Node, Shape};
use crate::genre::{Genre, NOT_A_RECORD};
use crate::record::Trial;
use crate::text::trimmed;

/// The way a site gives out a trial as data.
pub struct Form {
    /// Its id, and what it is; it has no labels.
    pub layout: Layout,
    /// How its pages are written.
    pub format: Format,
    /// The name that every page has, once for each study.
    pub study: &'static str,
    /// The paths, each with what stands there; what is below one put aside need not be listed.
    pub paths: &'static [Path],
    /// The paths by their steps.
    pub steps: LazyLock<Steps>,
}

/// A path of names below a study, and what stands there.
pub struct Path(&'static str, Field);

const fn at(path: &'static str, field: Field) -> Path {
    Path(path, field)
}

/// A layout of data: no labels, nothing before them.
const fn layout(id: &'static str, doc: &'static str) -> Layout {
    Layout { id, doc, ..Layout::NEW }
}

/// What stands at a path.
#[derive(Clone, Copy)]
enum Field {
    /// A value of the record, with what reads it.
    Value(for<'t> fn(&mut Reading<'t>, &'t str)),
    /// An element of a list of the record, with what adds it.
    Row(for<'t> fn(&mut Trial<'t>)),
    /// A word that belongs to a row which may be read later.
    Link(Link),
    /// Contact data, with everything below it.
    Contact,
    /// What the record has no place for, with everything below it.
    Chrome,
}

/// Every form.
pub static FORMS: &[&Form] = &[&CTGOV_V2, &CTGOV_V1, &CTGOV_XML];

/// The form to read a page with: that of the layout asked for, else the one that the page shows.
#[must_use]
pub fn form(asked: Option<&'static Layout>, text: &str) -> Option<&'static Form> {
    let fits = |form: &Form| match asked {
        Some(layout) => form.layout.id == layout.id,
        None => form.shows(text),
    };
    FORMS.iter().find(|form| fits(form)).copied()
}

/// The names that studies have in data written so.
#[must_use]
pub fn study_names(format: Format) -> Vec<&'static str> {
    FORMS.iter().filter(|form| form.format == format).map(|form| form.study).collect()
}

/// Where a walk over a page stands in a table of paths.
type Place = usize;

/// The study itself, no path of the table, what the record has no place for, and contact data.
const STUDY: Place = 0;
const NOWHERE: Place = 1;
const ASIDE: Place = 2;
const CONTACT: Place = 3;

/// A table of paths as steps from place to place.
#[derive(Default)]
pub struct Steps {
    next: HashMap<(Place, &'static str), Place, FixedState>,
    fields: Vec<Option<Field>>,
}

impl Steps {
    /// The steps of a table.
    fn of(paths: &'static [Path]) -> Self {
        let mut steps =
            Steps { fields: vec![None, None, Some(Field::Chrome), Some(Field::Contact)], ..Steps::default() };
        for Path(path, field) in paths {
            let fields = &mut steps.fields;
            let place = path.split('/').fold(STUDY, |place, name| {
                *steps.next.entry((place, name)).or_insert_with(|| {
                    fields.push(None);
                    fields.len() - 1
                })
            });
            steps.fields[place] = Some(*field);
        }
        steps
    }

    fn step(&self, from: Place, name: &str) -> Place {
        match self.fields[from] {
            Some(Field::Chrome) => ASIDE,
            Some(Field::Contact) => CONTACT,
            _ => self.next.get(&(from, name)).copied().unwrap_or(NOWHERE),
        }
    }
}

/// The names of contact data, wherever it stands that no table of paths leads to: sorted.
const CONTACTS: &[&str] = &[
    "CentralContactList",
    "LocationContactList",
    "OverallOfficialList",
    "centralContacts",
    "contact",
    "contact_backup",
    "contacts",
    "email",
    "fax",
    "investigator",
    "investigators",
    "overallOfficials",
    "overall_contact",
    "overall_official",
    "phone",
    "pointOfContact",
    "point_of_contact",
];

impl std::fmt::Debug for Form {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.layout.id)
    }
}

impl Form {
    /// Whether a page shows this form.
    fn shows(&self, text: &str) -> bool {
        let text = trimmed(text);
        let names = || match self.format {
            Format::Json => text.contains(&format!("\"{}\"", self.study)),
            Format::Xml => text.contains(&format!("<{}", self.study)),
        };
        text.starts_with(self.format.openers()) && names()
    }

    /// Reads a page of this form.
    pub fn read(&'static self, data: &Data, reading: &mut Reading<'_>) -> Detection {
        match &data.tree {
            Err(defect) => {
                let message = format!("the page is no whole {}: {}", self.format, defect.what);
                reading.issue("unreadable", None, Some(&reading.text[defect.at..defect.at]), message);
            }
            Ok(_) => self.nodes(data, reading),
        }
        let layout = &self.layout;
        let candidate = Candidate { layout, weight: 1.0, share: 1.0, labels: vec![self.study], explained: 1.0 };
        Detection { layout, candidates: vec![candidate] }
    }

    fn nodes(&self, data: &Data, reading: &mut Reading<'_>) {
        let nodes = data.tree.as_deref().unwrap_or_default();
        let text = reading.text;
        let name = |node: &Node| node.name.map(|name| &text[name.range()]);
        let mut studies = nodes.iter().enumerate().filter(|(_, node)| name(node) == Some(self.study));
        let study = match (studies.next(), studies.next()) {
            (Some((study, _)), None) => study,
            (first, _) => {
                let genre = if first.is_none() { Genre::NoTrial } else { Genre::Listing };
                let message = format!("{genre}: the page does not hold one study, but none or several");
                return reading.issue(NOT_A_RECORD, None, None, message);
            }
        };
        // What is around the study leads no deeper into it.
        let mut around: Vec<usize> = std::iter::successors(Some(study), |node| nodes[*node].holder).collect();
        let mut places: Vec<Stand> = Vec::with_capacity(nodes.len());
        let mut links = Links::default();
        let mut free = 0;
        for (n, node) in nodes.iter().enumerate() {
            let from = node.holder.map_or(Stand { place: STUDY, row: 0 }, |holder| places[holder]);
            let place = match name(node) {
                _ if around.pop_if(|next| *next == n).is_some() => STUDY,
                Some(name) => match self.steps.step(from.place, name) {
                    NOWHERE if CONTACTS.binary_search(&name).is_ok() => CONTACT,
                    place => place,
                },
                None => from.place,
            };
            if let Some(name) = name(node) {
                reading.label(name);
            }
            if node.says() {
                reading.boilerplate(&text[free..node.at.start as usize]);
                free = node.at.end as usize;
            }
            let row = self.field(place, node, from.row, reading, &mut links);
            places.push(Stand { place, row });
        }
        reading.boilerplate(&text[free..]);
        links.read(reading);
    }

    /// Reads a node as the field at its place; gives where the row begins that it stands in.
    fn field<'t>(
        &self,
        place: Place,
        node: &Node,
        row: usize,
        reading: &mut Reading<'t>,
        links: &mut Links<'t>,
    ) -> usize {
        let at = &reading.text[node.at.range()];
        match self.steps.fields[place] {
            Some(Field::Chrome) if node.says() => reading.boilerplate(at),
            Some(Field::Contact) if node.says() => reading.contact(at),
            Some(Field::Value(take)) if node.says() => take(reading, at),
            Some(Field::Link(link)) if node.says() => links.add(link, row, at),
            Some(Field::Row(open)) if node.shape == Shape::Branch => {
                open(&mut reading.trial);
                return node.at.start as usize;
            }
            _ => {}
        }
        row
    }
}

/// How a walk stands at a node: its place in the table, and where the row begins that it is part of.
#[derive(Clone, Copy)]
struct Stand {
    place: Place,
    row: usize,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{Options, Page};

    #[test]
    fn a_table_has_each_path_once_and_none_below_what_is_put_aside() {
        for form in FORMS {
            let paths: HashSet<&str> = form.paths.iter().map(|path| path.0).collect();
            assert_eq!(paths.len(), form.paths.len(), "{}", form.layout.id);
            for Path(aside, _) in form.paths.iter().filter(|path| matches!(path.1, Field::Chrome | Field::Contact)) {
                let below = format!("{aside}/");
                assert!(!paths.iter().any(|path| path.starts_with(&below)), "{aside} has paths below it");
            }
        }
    }

    #[test]
    fn names_of_contact_data_are_sorted() {
        assert!(CONTACTS.is_sorted());
    }

    #[track_caller]
    fn check(page: &str, layout: &str, issue: Option<&str>) {
        let options = Options::default();
        let page = Page { bytes: page.as_bytes(), ..Page::default() };
        let text = page.text(&options);
        let record = page.extract(&text, &options).record;
        let codes: Vec<&str> = record.issues.iter().map(|issue| issue.code).collect();
        assert_eq!((record.source.layout, codes), (layout, issue.into_iter().collect()));
    }

    #[test]
    fn a_page_shows_its_form_by_its_content() {
        check(" [{\"protocolSection\": {}}]", "ctgov.v2", None);
        check("{\"Study\": {\"ProtocolSection\": {}}}", "ctgov.v1", None);
        check("<!DOCTYPE x>\n<clinical_study/>", "ctgov.xml", None);
        check("{\"trial\": {}}", "unknown", Some("unknown-layout"));
        check("see {\"protocolSection\": {}}", "unknown", Some("unknown-layout"));
    }

    #[test]
    fn several_studies_are_no_record() {
        let study = "{\"protocolSection\": {\"identificationModule\": {\"nctId\": \"NCT99000001\"}}}";
        check(&format!("[{study}, {study}]"), "ctgov.v2", Some("not-a-record"));
        check(&format!("{study}\n{study}\n"), "ctgov.v2", Some("not-a-record"));
        check(&format!("{study},"), "ctgov.v2", Some("unreadable"));
    }
}
