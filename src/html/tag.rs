//! Start tags: what of their attributes matters.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::element::{Element, OTHER, element};

/// A start tag on its way.
#[derive(Debug)]
pub(super) struct Tag {
    /// Its element.
    pub(super) element: Element,
    /// Whether the element is not shown.
    pub(super) hidden: bool,
    /// Whether the element begins a line whatever its name.
    pub(super) block: bool,
    /// Tells the element's class from others.
    pub(super) class: u64,
    /// The number that a list begins with, or that an item has.
    pub(super) number: Option<i64>,
    attribute: Attribute,
}

/// The attributes that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribute {
    Class,
    Style,
    Role,
    Number,
    Other,
}

impl Default for Tag {
    fn default() -> Self {
        Tag { element: OTHER, hidden: false, block: false, class: 0, number: None, attribute: Attribute::Other }
    }
}

impl Tag {
    /// A start tag with this name.
    pub(super) fn named(name: &[u8]) -> Self {
        Tag { element: element(name), ..Tag::default() }
    }

    /// Takes the name of an attribute.
    pub(super) fn attribute(&mut self, name: &[u8]) {
        self.hidden |= name == b"hidden";
        self.attribute = match name {
            b"class" => Attribute::Class,
            b"style" => Attribute::Style,
            b"role" => Attribute::Role,
            b"start" | b"value" => Attribute::Number,
            _ => Attribute::Other,
        };
    }

    /// Takes the value of the attribute named last.
    pub(super) fn value(&mut self, value: &[u8]) {
        match self.attribute {
            Attribute::Class => self.class = hash(value),
            Attribute::Style => self.style(&String::from_utf8_lossy(value)),
            Attribute::Role => self.hidden |= value.eq_ignore_ascii_case(b"navigation"),
            Attribute::Number => self.number = String::from_utf8_lossy(value).trim().parse().ok(),
            Attribute::Other => {}
        }
    }

    fn style(&mut self, style: &str) {
        let declarations = style.split(';').filter_map(|each| each.split_once(':'));
        for (_, value) in declarations.filter(|(name, _)| name.trim().eq_ignore_ascii_case("display")) {
            let value = value.trim().to_ascii_lowercase();
            self.hidden = value.starts_with("none");
            self.block = ["block", "flex", "grid", "list-item", "table"].iter().any(|word| value.starts_with(word));
        }
    }
}

/// A number that stands for something where only likeness counts.
pub(super) fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
