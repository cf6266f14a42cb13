//! HTML as text, the way crawlers print it.
//!
//! Words stay where they are; between them lie gaps of tags and white space, and each gap becomes what a reader sees there:
//! nothing, a blank, a new line with the mark of its item, a bar. So the text is one step of changes to the page.
//!
//! A tokenizer tells tags from words; which elements are open is kept here, because what is printed needs no more of the
//! tree than that. Everything is a list: no depth of a page costs stack, and every end tag finds its element at once.

use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Error, Span as Place, Tokenizer};

use super::element::{COUNT, Element, Role, element, role};
use super::table::{Form, Gap, Mark, Row, columns};
use super::tag::{Tag, hash};
use super::{Block, Printed};

/// Prints a page.
pub(super) fn print(text: &str) -> Printed {
    let mut printer = Printer::new(text);
    let (mut tag, mut cut) = (Tag::default(), false);
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, at: Place<usize>| -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => tag = Tag::named(name),
            CallbackEvent::AttributeName { name } => tag.attribute(name),
            CallbackEvent::AttributeValue { value } => tag.value(value),
            CallbackEvent::CloseStartTag { self_closing } => printer.start(&tag, self_closing),
            CallbackEvent::EndTag { name } => printer.end(element(name)),
            CallbackEvent::String { .. } => printer.words(at.start, at.end),
            CallbackEvent::Error(Error::EofInTag | Error::EofInComment) => cut = true,
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(text, emitter).finish();
    Printed { cut, ..printer.finish() }
}

/// An element that is open. Elements that text runs through are not kept unless they hide it.
#[derive(Debug)]
pub(super) struct Open {
    element: Element,
    pub(super) role: Role,
    /// Tells the element from others by its name, class and column.
    own: u64,
    /// The same with the element around it.
    pub(super) kind: u64,
    /// Whether it does nothing: it hides what is inside, or is hidden itself.
    idle: bool,
}

/// What parts words from those before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum White {
    /// Nothing.
    #[default]
    None,
    /// A blank.
    Blank,
    /// A line break.
    Line,
}

/// What is known of the gap behind the last word.
#[derive(Debug, Default)]
pub(super) struct Behind {
    pub(super) start: usize,
    pub(super) white: White,
    pub(super) raised: bool,
    /// The mark of an item.
    pub(super) item: Option<String>,
    /// Whether a part beside the page began.
    pub(super) apart: bool,
    /// The fewest sections that were open.
    pub(super) least: u32,
    pub(super) marks: Vec<Mark>,
}

/// A table that is open.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<usize>,
    open: Option<usize>,
}

/// Lists deeper than this are printed no deeper.
const DEEPEST: usize = 12;

/// A page being printed.
pub(super) struct Printer<'t> {
    pub(super) text: &'t str,
    pub(super) stack: Vec<Open>,
    /// Where the elements of each name are on the stack.
    places: Vec<Vec<usize>>,
    /// Where lists, tables and their parts are on the stack.
    fences: Vec<usize>,
    /// Where tables and cells are on the stack: end tags do not reach out of them.
    scopes: Vec<usize>,
    /// Where what is open is hidden, and by which element.
    pub(super) hidden_by: Option<(usize, Element)>,
    /// How many elements are open in which white space counts.
    pub(super) kept: usize,
    pub(super) bold: bool,
    pub(super) sections: u32,
    /// The headings that are open.
    pub(super) ranks: Vec<u8>,
    /// The lists that are open: the number of the next item, where it counts.
    lists: Vec<Option<i64>>,
    pub(super) rows: Vec<Row>,
    tables: Vec<Table>,
    /// The rows whose cells are open.
    pub(super) cells: Vec<usize>,
    pub(super) behind: Behind,
    pub(super) gaps: Vec<Gap>,
    /// The blocks that begin lines, and the row whose cell they begin.
    pub(super) blocks: Vec<(Block, Option<usize>)>,
}

impl<'t> Printer<'t> {
    fn new(text: &'t str) -> Self {
        Printer {
            text,
            stack: Vec::new(),
            places: vec![Vec::new(); COUNT],
            fences: Vec::new(),
            scopes: Vec::new(),
            hidden_by: None,
            kept: 0,
            bold: false,
            sections: 0,
            ranks: Vec::new(),
            lists: Vec::new(),
            rows: Vec::new(),
            tables: Vec::new(),
            cells: Vec::new(),
            behind: Behind::default(),
            gaps: Vec::new(),
            blocks: Vec::new(),
        }
    }

    fn start(&mut self, tag: &Tag, self_closing: bool) {
        let role = match role(tag.element) {
            part if part.is_part() && self.scopes.is_empty() => Role::Block,
            Role::Inline | Role::Bold if tag.block => Role::Block,
            role => role,
        };
        self.make_way(role);
        let empty = self_closing || role.is_void();
        if let Some((_, element)) = self.hidden_by {
            // Inside something hidden only what may end it matters.
            if !empty && (role.is_block() || element == tag.element) {
                self.push(tag, role, true);
            }
            return;
        }
        let hides = tag.hidden || role.hides();
        if role.is_block() || role == Role::Break || role == Role::Rule {
            self.behind.white = White::Line;
        }
        match role {
            _ if hides && empty => {}
            _ if hides => {
                self.hidden_by = Some((self.stack.len(), tag.element));
                self.push(tag, role, true);
            }
            Role::Raised => self.behind.raised = true,
            Role::Bold => self.bold = true,
            // The end tag of a block that goes by such a name must find its own.
            Role::Inline if !empty && !self.places[tag.element].is_empty() => self.push(tag, role, true),
            _ if role.is_block() => {
                self.push(tag, role, false);
                self.enter(tag, role);
                if self_closing {
                    self.pop();
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, element: Element) {
        let role = role(element);
        match role {
            // The two that a browser puts in where only their end tags stand.
            Role::Break | Role::Paragraph if self.hidden_by.is_none() => self.behind.white = White::Line,
            Role::Bold => self.bold = false,
            Role::Raised => self.behind.raised = false,
            _ => {}
        }
        let scope = match self.scopes[..] {
            // A cell always stands behind its table.
            [.., table, last] if self.is_cell(last) && (role.is_part() || role == Role::Table) => table,
            [.., last] => last,
            [] => 0,
        };
        if let Some(at) = self.places[element].last().copied().filter(|at| *at >= scope) {
            self.pop_to(at);
        }
    }

    fn is_cell(&self, at: usize) -> bool {
        matches!(self.stack[at].role, Role::Cell { .. })
    }

    /// Ends the elements that are over where one of this role begins.
    fn make_way(&mut self, role: Role) {
        let holds = |open: Role| match role {
            Role::Item => matches!(open, Role::List | Role::Counted),
            Role::Cell { .. } => matches!(open, Role::Row | Role::Rows | Role::Table),
            Role::Row => matches!(open, Role::Rows | Role::Table),
            Role::Rows => open == Role::Table,
            _ => false,
        };
        // An item belongs to the list right around it; a part of a table ends all lists and cells inside the table.
        let reach = if role.is_part() { usize::MAX } else { 1 };
        let mut fences = self.fences.iter().rev().take(reach);
        if let Some(fence) = fences.find(|fence| holds(self.stack[**fence].role)).copied() {
            self.pop_to(fence + 1);
        }
        while self.stack.last().is_some_and(|open| open.role.yields_to(role)) {
            self.pop();
        }
    }

    fn push(&mut self, tag: &Tag, role: Role, idle: bool) {
        let at = self.stack.len();
        self.places[tag.element].push(at);
        let (scope, part) = (matches!(role, Role::Table | Role::Cell { .. }), role.is_part());
        if scope {
            self.scopes.push(at);
        }
        if scope || part || matches!(role, Role::List | Role::Counted) {
            self.fences.push(at);
        }
        let column = self.tables.last().and_then(|table| table.open).map(|row| self.rows[row].cells);
        let own = hash((tag.element, tag.class, column.filter(|_| part)));
        let kind = hash((self.stack.last().map(|open| open.own), own));
        self.stack.push(Open { element: tag.element, role, own, kind, idle });
    }

    fn pop_to(&mut self, at: usize) {
        while self.stack.len() > at {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        let at = self.stack.len();
        self.places[open.element].pop();
        self.fences.pop_if(|fence| *fence == at);
        self.scopes.pop_if(|scope| *scope == at);
        self.hidden_by = self.hidden_by.filter(|(root, _)| *root < at);
        if !open.idle {
            self.leave(open.role);
        }
    }

    /// An element begins that is shown.
    fn enter(&mut self, tag: &Tag, role: Role) {
        self.bold = false;
        match role {
            Role::Heading(rank) => self.ranks.push(rank),
            Role::Section => self.sections += 1,
            Role::Beside => {
                self.sections += 1;
                self.behind.apart = true;
            }
            Role::List => self.lists.push(None),
            Role::Counted => self.lists.push(Some(tag.number.unwrap_or(1))),
            Role::Item => self.item(tag.number),
            Role::Kept | Role::Literal => self.kept += 1,
            Role::Table => self.table(),
            Role::Row => self.row(),
            Role::Cell { head } => self.cell(head),
            _ => {}
        }
    }

    /// An element ends that was shown.
    fn leave(&mut self, role: Role) {
        self.bold = false;
        self.behind.white = White::Line;
        match role {
            Role::Heading(_) => drop(self.ranks.pop()),
            Role::Section | Role::Beside => {
                self.sections -= 1;
                self.behind.least = self.behind.least.min(self.sections);
            }
            Role::List | Role::Counted => drop(self.lists.pop()),
            Role::Kept | Role::Literal => self.kept -= 1,
            Role::Cell { .. } => drop(self.cells.pop()),
            Role::Row => self.end_row(),
            Role::Table => self.end_table(),
            _ => {}
        }
    }

    /// The blanks before a line inside lists.
    pub(super) fn indent(&self) -> String {
        "  ".repeat(self.lists.len().min(DEEPEST))
    }

    fn item(&mut self, number: Option<i64>) {
        let mut mark = "  ".repeat(self.lists.len().saturating_sub(1).min(DEEPEST));
        match self.lists.last_mut() {
            Some(Some(next)) => {
                let own = number.unwrap_or(*next);
                *next = own.saturating_add(1);
                mark = format!("{mark}{own}. ");
            }
            _ => mark.push_str("- "),
        }
        self.behind.item = Some(mark);
    }

    fn table(&mut self) {
        if let Some(row) = self.cells.last() {
            let around = &mut self.rows[*row];
            (around.tall, around.holds) = (true, true);
        }
        self.tables.push(Table::default());
    }

    fn row(&mut self) {
        self.end_row();
        if let Some(table) = self.tables.last_mut() {
            table.open = Some(self.rows.len());
            table.rows.push(self.rows.len());
            self.rows.push(Row::default());
        }
    }

    fn cell(&mut self, head: bool) {
        let row = |printer: &Self| printer.tables.last().and_then(|table| table.open);
        // A header behind data heads what follows it.
        let split = row(self).is_none_or(|row| head && self.rows[row].heads < self.rows[row].cells);
        if split {
            self.row();
        }
        if let Some(row) = row(self) {
            let cell = self.rows[row].cell(head);
            self.behind.marks.push(Mark::Cell(row, cell));
            self.cells.push(row);
        }
    }

    fn end_row(&mut self) {
        if let Some(row) = self.tables.last_mut().and_then(|table| table.open.take()) {
            self.rows[row].end();
            self.behind.marks.push(Mark::End(row));
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let Some(table) = self.tables.pop() else { return };
        let Some((head, data)) = columns(&self.rows, &table.rows) else { return };
        let (Some(first), Some(second)) = (self.rows[head].first, self.rows[data].first) else { return };
        self.rows[head].form = Form::Moved;
        self.rows[data].form = Form::Under(head);
        // The headers and all around them are one gap before the first word below.
        let below = std::mem::take(&mut self.gaps[second].marks);
        let end = self.gaps[second].span.1;
        self.gaps[first].marks.extend(below);
        self.gaps[first].span.1 = end;
    }

    /// The end of the page.
    fn finish(mut self) -> Printed {
        self.pop_to(0);
        let behind = std::mem::take(&mut self.behind);
        let span = (behind.start, self.text.len());
        let after_words = !self.blocks.is_empty();
        let last = Gap { span, marks: behind.marks, after_words, before_words: false, line: false, text: "".into() };
        self.gaps.push(last);
        let mut printed = Printed::default();
        let mut free = 0;
        for gap in self.gaps {
            // Gaps between headers that moved are part of the gap that they moved into.
            let (start, end) = gap.span;
            if start >= free && end > start {
                free = end;
                printed.notation.push(((start..end).into(), gap.printed(&self.rows)));
            }
        }
        let notation = &printed.notation;
        for (block, row) in self.blocks {
            let gap = notation.partition_point(|(span, _)| span.start < block.at).checked_sub(1);
            if gap.is_none_or(|gap| notation[gap].0.end <= block.at) {
                let heads = row.is_some_and(|row| self.rows[row].is_head());
                printed.blocks.push(Block { heads, ..block });
            }
        }
        printed
    }
}
