//! Tables: how their rows become lines.
//!
//! A row is one line with its cells between bars, so that the first cell can be a label. A cell of several lines would be
//! torn: its row becomes lines without bars. A table of one row of data under a row of headers is read by columns: each
//! header moves before its cell.

use std::borrow::Cow;

/// What a row becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// Lines, one or more for each cell.
    #[default]
    Lines,
    /// One line, the cells between bars.
    Bars,
    /// Nothing: its cells moved before those of the next row.
    Moved,
    /// Lines, each cell below the header that is this cell of that row.
    Under(usize),
}

/// A row of a table.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// How many cells it has.
    pub(super) cells: usize,
    /// How many of them head others.
    pub(super) heads: usize,
    /// Whether the cell that is open says something.
    pub(super) open: bool,
    /// Whether a cell needs more than one line.
    pub(super) tall: bool,
    /// Whether a cell holds a table.
    pub(super) holds: bool,
    /// The gap before its first word, if it says anything.
    pub(super) first: Option<usize>,
    /// The words of its headers, while it has nothing else.
    pub(super) headers: Vec<String>,
    /// What it becomes.
    pub(super) form: Form,
}

impl Row {
    /// Takes note of words in the cell that is open.
    pub(super) fn say(&mut self, words: &str, apart: bool) {
        self.open = true;
        if self.heads == self.cells
            && let Some(header) = self.headers.last_mut()
        {
            if apart && !header.is_empty() {
                header.push(' ');
            }
            header.push_str(words);
        }
    }

    /// Begins a cell: its place in the row.
    pub(super) fn cell(&mut self, head: bool) -> usize {
        self.cells += 1;
        self.heads += usize::from(head);
        self.open = false;
        if self.heads == self.cells {
            self.headers.push(String::new());
        } else {
            self.headers.clear();
        }
        self.cells - 1
    }

    /// Whether the row is one of headers between bars.
    pub(super) fn is_head(&self) -> bool {
        self.form == Form::Bars && self.heads == self.cells
    }

    /// The row is whole.
    pub(super) fn end(&mut self) {
        self.form = if self.cells > 1 && self.first.is_some() && !self.tall { Form::Bars } else { Form::Lines };
    }
}

/// The two rows of a table that is read by columns: headers and data. Headers whose words name the columns of a record's
/// lists stay above their row, whatever number of rows there is.
pub(super) fn columns(rows: &[Row], table: &[usize]) -> Option<(usize, usize)> {
    let mut said = table.iter().copied().filter(|row| rows[*row].first.is_some());
    let (Some(head), Some(data), None) = (said.next(), said.next(), said.next()) else { return None };
    let (above, below) = (&rows[head], &rows[data]);
    let heads = above.cells > 1 && above.heads == above.cells && below.cells == above.cells && below.heads == 0;
    let named = below.form == Form::Bars && crate::layout::name_columns(&above.headers);
    (heads && !above.holds && !below.holds && !named).then_some((head, data))
}

/// What happens to a table in a gap between words.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// A cell of a row begins.
    Cell(usize, usize),
    /// A row ends.
    End(usize),
}

/// A gap between words: tags and white space, and what stands for them in the text.
#[derive(Debug)]
pub(super) struct Gap {
    /// Its bytes.
    pub(super) span: (usize, usize),
    /// What happens to tables inside it.
    pub(super) marks: Vec<Mark>,
    /// Whether words stand before it.
    pub(super) after_words: bool,
    /// Whether words follow.
    pub(super) before_words: bool,
    /// Whether a line ends inside it, whatever becomes of the tables.
    pub(super) line: bool,
    /// What else stands for it: a blank, or the mark before the next line.
    pub(super) text: Cow<'static, str>,
}

impl Gap {
    /// What stands for the gap once it is known what the rows become.
    pub(super) fn printed(self, rows: &[Row]) -> Cow<'static, str> {
        let mut line = self.line;
        let mut out = String::new();
        for mark in &self.marks {
            match *mark {
                Mark::End(row) => {
                    out.push_str(if rows[row].form == Form::Bars { " |" } else { "" });
                    line = true;
                }
                Mark::Cell(row, cell) => {
                    line = match rows[row].form {
                        Form::Bars if cell > 0 => {
                            out.push_str(if out.ends_with(' ') { "| " } else { " | " });
                            false
                        }
                        Form::Bars => {
                            self.end_line(&mut out);
                            out.push_str("| ");
                            false
                        }
                        Form::Under(head) => {
                            self.end_line(&mut out);
                            out.push_str(&rows[head].headers[cell]);
                            true
                        }
                        Form::Lines | Form::Moved => true,
                    };
                }
            }
        }
        match line {
            _ if !self.marks.is_empty() => {}
            true if self.text.is_empty() && self.after_words => return "\n".into(),
            true => {}
            false => return self.text,
        }
        if self.before_words {
            if line {
                self.end_line(&mut out);
            }
            out.push_str(&self.text);
        }
        Cow::Owned(out)
    }

    fn end_line(&self, out: &mut String) {
        if self.after_words || !out.is_empty() {
            out.push('\n');
        }
    }
}
