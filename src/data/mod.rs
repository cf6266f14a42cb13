//! Pages that are data: JSON or XML instead of text for people.
//!
//! Such a page is read into a list of its nodes in the order of the page, each with its place. The notation of its
//! strings (escapes, references) is then resolved as one more step of the page's text, and faults are repaired in its
//! strings alone; after that a value of the page is a slice of its text, as on any other page.

mod json;
mod xml;

pub(crate) use json::whole as whole_json;

use crate::layout::Form;
use crate::repair::{Without, mend_within};
use crate::text::{Decoded, Span};

/// How a page writes its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON: one value, or several one behind the other.
    Json,
    /// XML.
    Xml,
}

impl Format {
    /// Every one.
    pub(crate) const ALL: [Format; 2] = [Format::Json, Format::Xml];

    /// What data written so begins with.
    pub(crate) fn openers(self) -> &'static [char] {
        match self {
            Format::Json => &['{', '['],
            Format::Xml => &['<'],
        }
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Format::Json => "JSON",
            Format::Xml => "XML",
        })
    }
}

/// What a page of data holds.
#[derive(Debug)]
pub struct Data {
    /// Whose data it is.
    pub form: &'static Form,
    /// Its nodes, or why it cannot be read.
    pub tree: Result<Vec<Node>, Defect>,
}

/// Why text of data cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// In words.
    pub what: String,
    /// The byte of the text where it shows.
    pub at: usize,
    /// Whether the text only ends too soon.
    pub cut_off: bool,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object or element: holds named nodes.
    Branch,
    /// An array: its nodes go by its own name.
    List,
    /// Text.
    Text,
    /// A number, `true` or `false`.
    Word,
}

/// One node of a page of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The node that holds it, as an index.
    pub holder: Option<usize>,
    /// Its name; without one it goes by the name of its holder.
    pub name: Option<Span>,
    /// A text or word: where it stands. Other nodes: where they begin.
    pub at: Span,
    /// What it is.
    pub shape: Shape,
}

impl Node {
    /// Whether it says something itself.
    #[must_use]
    pub fn says(&self) -> bool {
        matches!(self.shape, Shape::Text | Shape::Word)
    }
}

/// The nodes of a page, and the notation inside its texts with what it stands for.
#[derive(Debug, Default)]
struct Parsed {
    nodes: Vec<Node>,
    notation: Vec<(Span, String)>,
}

/// Reads the data of a page and repairs its texts.
#[must_use]
pub fn read<'p>(decoded: Decoded<'p>, form: &'static Form, without: &Without) -> Decoded<'p> {
    let parsed = match form.format {
        Format::Json => json::parse(decoded.text.as_str()),
        Format::Xml => xml::parse(decoded.text.as_str()),
    };
    let Parsed { mut nodes, notation } = match parsed {
        Ok(parsed) => parsed,
        Err(defect) => return Decoded { data: Some(Data { form, tree: Err(defect) }), ..decoded },
    };
    let most = 2 * nodes.len();
    // Names follow their text like values; what rules do to them is told of no value.
    let places = nodes.iter_mut().flat_map(|node| node.name.as_mut().into_iter().chain([&mut node.at]));
    let mut parts: Vec<&mut Span> = Vec::with_capacity(most);
    parts.extend(places);
    let text = decoded.text.resolved(&notation, &mut parts);
    let text = mend_within(text, &mut parts, without);
    Decoded { text, data: Some(Data { form, tree: Ok(nodes) }), ..decoded }
}
