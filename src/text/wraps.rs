//! Lines that a printer broke at a column, joined again.
//!
//! A printer that fills lines breaks one only where the next word has no room. So on a page of filled lines the breaks
//! tell themselves apart: where the first word of the next line would have had room, somebody wanted the break.

use super::{Span, Text, blank, range_in, starts};
use crate::grammar::line::{Line, Mark, raw_lines};

/// Columns that printers fill, in characters.
const COLUMNS: std::ops::RangeInclusive<usize> = 60..=140;

/// So many breaks must be for want of room, and one in so many of those behind long lines: on other pages hardly one is.
/// Short pages have few of them, and must be filled to no more than this column; or half of them stand behind words that
/// end no line otherwise.
const ENOUGH: [(usize, usize, usize); 2] = [(4, 5, 140), (3, 2, 100)];

/// A line of a page.
struct Printed<'t> {
    text: &'t str,
    /// In characters, without blanks at its end.
    width: usize,
}

impl Text<'_> {
    /// The text with its filled lines joined, and the column they were filled to; lines that begin with what `opens` a
    /// value of its own stay. Breaks are white space: this is no repair.
    #[must_use]
    pub fn unwrapped(self, opens: impl Fn(&str) -> bool) -> (Self, Option<usize>) {
        let lines = printed(self.as_str());
        let lines = lines.unwrap_or_default();
        let wraps = |pair: &[Printed], column, listed| {
            is_full(&pair[0], &pair[1], column) && goes_on(pair[0].text, pair[1].text, listed, &opens)
        };
        // Whether it has numbered lists is not known before its column is.
        let Some(column) = column(&lines, |pair, column| wraps(pair, column, true)) else { return (self, None) };
        let text = self.as_str();
        // The items of a list begin where the lines before them had room; numbers inside a line never do.
        let begins = |pair: &[Printed]| is_numbered(pair[1].text) && !is_full(&pair[0], &pair[1], column);
        let listed = lines.windows(2).any(begins);
        let breaks: Vec<(Span, &str)> = lines
            .windows(2)
            .filter(|pair| wraps(pair, column, listed))
            .map(|pair| {
                let start = range_in(text, pair[0].text.trim_end_matches(blank)).end;
                let end = range_in(text, pair[1].text.trim_start_matches(blank)).start;
                (Span::from(start..end), " ")
            })
            .collect();
        (self.resolved(&breaks, &mut []), Some(column))
    }
}

/// The lines of a text; nothing where one is longer than any that is filled, as on nearly every page.
fn printed(text: &str) -> Option<Vec<Printed<'_>>> {
    let most = *COLUMNS.end();
    // Half of a line may be blanks, and no character has more bytes than four.
    let too_long = |text: &str| {
        let goes_on = || content(text).trim_start_matches(blank).contains(blank);
        text.len() > 8 * most || text.len() > most && width(text) > most && goes_on()
    };
    if raw_lines(text).any(too_long) {
        return None;
    }
    Some(raw_lines(text).map(|text| Printed { text, width: width(text) }).collect())
}

fn content(line: &str) -> &str {
    line.trim_end_matches(blank)
}

/// How many characters a line has, without blanks at its end.
fn width(line: &str) -> usize {
    let content = content(line);
    if content.is_ascii() { content.len() } else { content.chars().count() }
}

/// The column that the lines of a page were filled to, if they were.
fn column(lines: &[Printed<'_>], wraps: impl Fn(&[Printed], usize) -> bool) -> Option<usize> {
    let phrases = lines.iter().filter(|line| line.text.trim_matches(blank).contains(blank));
    let column = phrases.map(|line| line.width).max().filter(|column| COLUMNS.contains(column))?;
    let long = lines.iter().filter(|line| 2 * line.width > column).count();
    let breaks = lines.windows(2).filter(|pair| wraps(pair, column));
    let (full, dangling) =
        breaks.fold((0, 0), |(full, dangling), pair| (full + 1, dangling + usize::from(dangles(pair[0].text))));
    let enough = |&(least, share, most): &_| full >= least && full * share >= long && column <= most;
    (ENOUGH.iter().any(enough) || dangling > 0 && 2 * dangling >= full).then_some(column)
}

/// Whether a line ends in a word that must go on.
fn dangles(line: &str) -> bool {
    // No `a`: `Hepatitis A`.
    const WORDS: &[&str] = &[
        "after", "against", "among", "an", "and", "at", "before", "between", "by", "during", "for", "from", "in",
        "into", "of", "on", "or", "than", "that", "the", "to", "versus", "which", "who", "with", "without",
    ];
    let last = line.trim_end_matches(blank).rsplit(blank).next().unwrap_or_default();
    WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// Whether the first word of the next line had no room on this one.
fn is_full(line: &Printed<'_>, next: &Printed<'_>, column: usize) -> bool {
    let word = next.text.split(blank).find(|word| !word.is_empty()).unwrap_or_default();
    !word.is_empty() && 2 * line.width > column && line.width + 1 + word.chars().count() > column
}

/// Whether a full line goes on in the next: an item of a list (a numbered one, where the page has such lists), a row and a
/// label stand for themselves. A long dash is one between words.
fn goes_on(line: &str, next: &str, listed: bool, opens: impl Fn(&str) -> bool) -> bool {
    let (line, row) = (line.trim_end_matches(blank), next.trim_start_matches(blank).starts_with('|'));
    let next = Line::of(next);
    // `at the time of` goes on in `enrollment`, which is a label elsewhere.
    let small = next.text.starts_with(char::is_lowercase);
    let open = line.ends_with(['[', '(']) || heads(line, next.text) || small && dangles(line);
    let item = next.mark != Mark::None && !next.whole.starts_with('–') || row && line.ends_with('|');
    let own = || opens(next.text) || listed && is_numbered(next.text);
    !item && (open || !own())
}

/// Whether a heading of criteria was broken: `… Exclusion` and `Criteria: …`, of which the second looks like a label, too.
fn heads(line: &str, next: &str) -> bool {
    let ends = || ["inclusion", "exclusion"].iter().any(|word| line.to_ascii_lowercase().ends_with(word));
    starts(next, "criteria") && ends()
}

/// `12. text`, `3) text`.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|first: char| first.is_ascii_digit());
    (1..=2).contains(&(line.len() - rest.len())) && [". ", ") "].iter().any(|mark| rest.starts_with(mark))
}
