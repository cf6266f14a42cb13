//! Which fields of a table hold the text of a page, its name and its address.

use std::fmt;

/// The names of fields; those that are not given are guessed by the usual ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The text of the page.
    pub text: Option<String>,
    /// What names the page among the others.
    pub id: Option<String>,
    /// The page's address.
    pub url: Option<String>,
}

/// The usual names, the surest first.
const TEXTS: &[&str] =
    &["text", "page_text", "raw_text", "content", "page_content", "raw_content", "body", "html", "markdown"];
const IDS: &[&str] =
    &["id", "_id", "doc_id", "docid", "page_id", "record_id", "uuid", "key", "path", "file", "filename", "file_name"];
const URLS: &[&str] = &[
    "url",
    "uri",
    "link",
    "address",
    "page_url",
    "source_url",
    "target_uri",
    "warc-target-uri",
    "/metadata/url",
    "/meta/url",
];

impl Fields {
    /// The fields of a table whose fields have such names; nothing where none holds text. What was asked for is not
    /// guessed, whether it is there or not.
    pub(super) fn among(&self, has: impl Fn(&str) -> Option<String>) -> Option<Fields> {
        let usual = |names: &[&str]| names.iter().find_map(|name| has(name));
        let text = self.text.clone().or_else(|| usual(TEXTS))?;
        let other = |asked: &Option<String>, names| asked.clone().or_else(|| usual(names)).filter(|name| *name != text);
        let (id, url) = (other(&self.id, IDS), other(&self.url, URLS));
        Some(Fields { text: Some(text), id, url })
    }

    /// Whether nothing is left to guess.
    pub(super) fn all_given(&self) -> bool {
        self.text.is_some() && self.id.is_some() && self.url.is_some()
    }

    /// Whether a field of this name may hold the text of a page.
    pub(super) fn may_be_text(&self, name: &str) -> bool {
        match &self.text {
            Some(text) => {
                text == name || text.strip_prefix('/').is_some_and(|text| text.split('/').next() == Some(name))
            }
            None => TEXTS.iter().any(|text| text.eq_ignore_ascii_case(name)),
        }
    }

    /// Whether a field of this name may name a page or hold its address.
    pub(super) fn may_name(name: &str) -> bool {
        IDS.iter().chain(URLS).any(|usual| usual.eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |field: &Option<String>| field.as_ref().map_or("none".to_owned(), |name| format!("`{name}`"));
        write!(out, "text {}, id {}, address {}", shown(&self.text), shown(&self.id), shown(&self.url))
    }
}
