//! The elements of HTML that text does not simply run through, and what a browser makes of them.

/// What an element does to text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing: text runs through it.
    Inline,
    /// Text runs through it, in heavy print.
    Bold,
    /// Text runs through it, raised.
    Raised,
    /// Begins and ends a line.
    Block,
    /// A heading of a rank from 1 to 6.
    Heading(u8),
    /// A part of the page with headings of its own.
    Section,
    /// The same, beside what the page is about.
    Beside,
    /// Links by which people move around: not shown, and it ends a line.
    Links,
    /// A paragraph, which the next block ends.
    Paragraph,
    /// A term or its detail in a list of terms.
    Term,
    /// A list without numbers.
    List,
    /// A list that counts its items.
    Counted,
    /// An item of a list.
    Item,
    /// A table.
    Table,
    /// Rows of a table that belong together.
    Rows,
    /// A row of a table.
    Row,
    /// A cell that holds data, or heads others.
    Cell {
        /// Whether it heads others.
        head: bool,
    },
    /// White space counts inside it.
    Kept,
    /// As [`Role::Kept`], and there are neither tags nor references inside it.
    Literal,
    /// A line break.
    Break,
    /// Nothing stands inside it, and it ends a line.
    Rule,
    /// Nothing stands inside it.
    Void,
    /// No text of the page: code, what other programs draw, what is chosen from, struck or shown elsewhere.
    Unshown,
}

impl Role {
    /// Whether what stands inside is not shown.
    pub(super) fn hides(self) -> bool {
        matches!(self, Role::Unshown | Role::Links)
    }

    /// Whether it is a part of a table.
    pub(super) fn is_part(self) -> bool {
        matches!(self, Role::Rows | Role::Row | Role::Cell { .. })
    }

    /// Whether the element holds nothing.
    pub(super) fn is_void(self) -> bool {
        matches!(self, Role::Void | Role::Break | Role::Rule)
    }

    /// Whether text inside the element begins a line of its own.
    pub(super) fn is_block(self) -> bool {
        !matches!(self, Role::Inline | Role::Bold | Role::Raised | Role::Unshown) && !self.is_void()
    }

    /// Whether an element is over where another begins, though its end tag is missing.
    pub(super) fn yields_to(self, next: Role) -> bool {
        match self {
            Role::Paragraph => next.is_block() || next == Role::Rule,
            Role::Term | Role::Item => next == self,
            Role::Cell { .. } => matches!(next, Role::Cell { .. } | Role::Row | Role::Rows),
            Role::Row => matches!(next, Role::Row | Role::Rows),
            Role::Rows => next == Role::Rows,
            _ => false,
        }
    }
}

/// An element with a role of its own, as its index in the table; every other one is [`OTHER`].
pub(super) type Element = usize;

/// Any element that is not in the table.
pub(super) const OTHER: Element = ELEMENTS.len();

/// How many elements there are, [`OTHER`] included.
pub(super) const COUNT: usize = OTHER + 1;

/// The element of this name, in lower case.
pub(super) fn element(name: &[u8]) -> Element {
    ELEMENTS.binary_search_by_key(&name, |(name, _)| name.as_bytes()).unwrap_or(OTHER)
}

/// The name of an element of the table.
pub(super) fn name(element: Element) -> &'static str {
    ELEMENTS.get(element).map_or("", |(name, _)| *name)
}

/// What an element does to text.
pub(super) fn role(element: Element) -> Role {
    ELEMENTS.get(element).map_or(Role::Inline, |(_, role)| *role)
}

/// The elements of HTML; inline ones stand here to be known as HTML.
const ELEMENTS: &[(&str, Role)] = &[
    ("a", Role::Inline),
    ("abbr", Role::Inline),
    ("address", Role::Block),
    ("article", Role::Section),
    ("aside", Role::Beside),
    ("audio", Role::Unshown),
    ("b", Role::Bold),
    ("base", Role::Void),
    ("blockquote", Role::Block),
    ("body", Role::Block),
    ("br", Role::Break),
    ("button", Role::Inline),
    ("canvas", Role::Unshown),
    ("caption", Role::Block),
    ("center", Role::Block),
    ("cite", Role::Inline),
    ("code", Role::Inline),
    ("col", Role::Void),
    ("datalist", Role::Unshown),
    ("dd", Role::Term),
    ("del", Role::Unshown),
    ("details", Role::Block),
    ("dialog", Role::Unshown),
    ("dir", Role::List),
    ("div", Role::Block),
    ("dl", Role::Block),
    ("dt", Role::Term),
    ("em", Role::Inline),
    ("embed", Role::Void),
    ("fieldset", Role::Block),
    ("figcaption", Role::Block),
    ("figure", Role::Block),
    ("font", Role::Inline),
    ("footer", Role::Beside),
    ("form", Role::Block),
    ("frame", Role::Void),
    ("frameset", Role::Block),
    ("h1", Role::Heading(1)),
    ("h2", Role::Heading(2)),
    ("h3", Role::Heading(3)),
    ("h4", Role::Heading(4)),
    ("h5", Role::Heading(5)),
    ("h6", Role::Heading(6)),
    ("head", Role::Inline),
    ("header", Role::Block),
    ("hgroup", Role::Block),
    ("hr", Role::Rule),
    ("html", Role::Block),
    ("i", Role::Inline),
    ("iframe", Role::Unshown),
    ("img", Role::Void),
    ("input", Role::Void),
    ("label", Role::Inline),
    ("legend", Role::Block),
    ("li", Role::Item),
    ("link", Role::Void),
    ("listing", Role::Kept),
    ("main", Role::Section),
    ("menu", Role::List),
    ("meta", Role::Void),
    ("nav", Role::Links),
    ("noembed", Role::Unshown),
    ("noframes", Role::Unshown),
    ("noscript", Role::Unshown),
    ("object", Role::Unshown),
    ("ol", Role::Counted),
    ("optgroup", Role::Unshown),
    ("option", Role::Unshown),
    ("p", Role::Paragraph),
    ("param", Role::Void),
    ("plaintext", Role::Literal),
    ("pre", Role::Kept),
    ("s", Role::Unshown),
    ("script", Role::Unshown),
    ("search", Role::Block),
    ("section", Role::Section),
    ("select", Role::Unshown),
    ("small", Role::Inline),
    ("source", Role::Void),
    ("span", Role::Inline),
    ("strike", Role::Unshown),
    ("strong", Role::Bold),
    ("style", Role::Unshown),
    ("sub", Role::Inline),
    ("summary", Role::Block),
    ("sup", Role::Raised),
    ("svg", Role::Unshown),
    ("table", Role::Table),
    ("tbody", Role::Rows),
    ("td", Role::Cell { head: false }),
    ("template", Role::Unshown),
    ("textarea", Role::Unshown),
    ("tfoot", Role::Rows),
    ("th", Role::Cell { head: true }),
    ("thead", Role::Rows),
    ("title", Role::Unshown),
    ("tr", Role::Row),
    ("track", Role::Void),
    ("u", Role::Inline),
    ("ul", Role::List),
    ("video", Role::Unshown),
    ("wbr", Role::Void),
    ("xmp", Role::Literal),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn an_end_tag_may_be_missing() {
        let yields = |open: &[u8], next: &[u8]| role(element(open)).yields_to(role(element(next)));
        assert!(yields(b"p", b"div") && yields(b"li", b"li") && yields(b"dt", b"dd") && yields(b"td", b"tr"));
        assert!(!yields(b"p", b"b") && !yields(b"li", b"ul") && !yields(b"td", b"table") && !yields(b"x-y", b"p"));
    }
}
