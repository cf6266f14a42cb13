//! Blanks made even: one space between words, whatever blanks a crawler left there.
//!
//! Labels and vocabularies are looked up as they are written, so `Lead\u{a0}Sponsor` and `Lead  Sponsor` must be told
//! apart from nothing but their blanks. White space is no part of a value: this is no repair.

use super::{BREAK, Span, Text, blank, fold, range_in};
use crate::grammar::line::raw_lines;

/// So many lines must be a label, a gap and a value before gaps are more than blanks.
const ENOUGH: usize = 3;

/// No label stands before a gap further on.
const HEAD: usize = 64;

impl Text<'_> {
    /// The text with line feeds where its lines end in nothing but carriage returns.
    #[must_use]
    pub fn lined(self) -> Self {
        let bytes = self.as_str().as_bytes();
        if memchr::memchr(b'\n', bytes).is_some() {
            return self;
        }
        let ends: Vec<(Span, &str)> =
            memchr::memchr_iter(b'\r', bytes).map(|at| (Span::from(at..at + 1), "\n")).collect();
        self.resolved(&ends, &mut [])
    }

    /// The text with single spaces inside its lines, and without blanks that all its lines begin with. A page that parts
    /// its labels from values by wide gaps keeps these; `opens` tells what a label is.
    #[must_use]
    pub fn evened(self, opens: impl Fn(&str) -> bool) -> Self {
        let text = self.as_str();
        let frame = cells(text).or_else(|| numbers(text));
        let margins: Vec<(Span, &str)> = frame.unwrap_or_else(|| margins(text, margin(text)).collect());
        let text = self.resolved(&margins, &mut []);
        let gaps = gaps(text.as_str());
        if gaps.is_empty() {
            return text;
        }
        let keeps = is_tabular(text.as_str(), &gaps, opens);
        let kept = |gap: &Span| keeps && is_wide(&text.as_str()[gap.range()]);
        let even: Vec<(Span, &str)> = gaps.into_iter().filter(|gap| !kept(gap)).map(|gap| (gap, " ")).collect();
        text.resolved(&even, &mut [])
    }
}

/// The blanks inside lines that are no single space. Blanks before a line tell how deep it stands in a list.
fn gaps(text: &str) -> Vec<Span> {
    let (bytes, mut gaps, mut at) = (text.as_bytes(), Vec::new(), 0);
    while let Some(hit) = fold::next_wide(&bytes[at..]).map(|hit| at + hit) {
        let start = hit - bytes[at..hit].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let rest = text[hit..].trim_start_matches(|letter| blank(letter) && letter != '\n' && letter != BREAK);
        let end = text.len() - rest.len();
        let begins = start == 0 || bytes[start - 1] == b'\n';
        if end > hit && !begins && bytes.get(end).is_some_and(|byte| *byte != b'\n') {
            gaps.push(Span::from(start..end));
        }
        // What only begins like a blank is passed over.
        at = if end > hit { end } else { hit + text[hit..].chars().next().map_or(1, char::len_utf8) };
    }
    gaps
}

/// Whether a gap may part two cells.
fn is_wide(gap: &str) -> bool {
    gap.contains('\t') || gap.starts_with("  ")
}

/// Whether the gaps of a page part labels from their values: most lines that have gaps are a label, one gap and a value.
fn is_tabular(text: &str, gaps: &[Span], opens: impl Fn(&str) -> bool) -> bool {
    let (mut lines, mut rows, mut last) = (0, 0, usize::MAX);
    let wide: Vec<&Span> = gaps.iter().filter(|gap| is_wide(&text[gap.range()])).collect();
    for (n, gap) in wide.iter().enumerate() {
        let at = gap.start as usize;
        let head = &text.as_bytes()[at.saturating_sub(HEAD)..at];
        let Some(start) = memchr::memrchr(b'\n', head).map(|n| at - head.len() + n + 1).or((at < HEAD).then_some(0))
        else {
            continue;
        };
        if start == last {
            continue;
        }
        (last, lines) = (start, lines + 1);
        let alone = wide.get(n + 1).is_none_or(|next| text[at..next.start as usize].contains('\n'));
        let head = text[start..at].trim_matches(blank);
        // A colon parts a label from its value whatever stands behind it.
        rows += usize::from(alone && !head.ends_with(':') && opens(head));
    }
    rows >= ENOUGH && 2 * rows >= lines
}

/// So many lines must have a frame of their own for it to be a page's.
const FRAMED: usize = 6;

/// The bars around the lines of a page of which each stands in a cell of its own: `| text |`.
fn cells(text: &str) -> Option<Vec<(Span, &'static str)>> {
    text.trim_start().starts_with('|').then_some(())?;
    let mut bars = Vec::new();
    for line in raw_lines(text).filter(|line| !line.trim_matches(blank).is_empty()) {
        let cell = line.trim_matches(blank).strip_prefix('|')?.strip_suffix('|').filter(|cell| !cell.contains('|'))?;
        let line = range_in(text, line);
        let cell = range_in(text, cell.strip_prefix(' ').unwrap_or(cell).trim_end_matches(blank));
        bars.extend([(Span::from(line.start..cell.start), ""), (Span::from(cell.end..line.end), "")]);
    }
    (bars.len() >= 2 * FRAMED).then_some(bars)
}

/// The numbers before the lines of a page that are all counted: `12. text`.
fn numbers(text: &str) -> Option<Vec<(Span, &'static str)>> {
    text.trim_start().starts_with('1').then_some(())?;
    let mut numbers = Vec::new();
    for line in raw_lines(text).filter(|line| !line.trim_matches(blank).is_empty()) {
        let own = line.trim_start_matches(' ');
        let rest = own.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let number: usize = own[..own.len() - rest.len()].parse().ok()?;
        let rest = rest.strip_prefix(['.', ')', ':']).unwrap_or(rest).strip_prefix([' ', '\t'])?;
        (number == numbers.len() + 1).then_some(())?;
        numbers.push((Span::from(range_in(text, line).start..range_in(text, rest).start), ""));
    }
    (numbers.len() >= FRAMED).then_some(numbers)
}

/// How many bytes of margin every line of a page begins with: blanks, or the mark of a quotation.
fn margin(text: &str) -> usize {
    let mut lines = raw_lines(text).filter(|line| !line.trim_matches(blank).is_empty());
    let least = if text.trim_start_matches(['\n', '\r']).starts_with('>') {
        lines.all(|line| line.starts_with('>')).then_some(1)
    } else {
        let spaces = |line: &str| line.bytes().take_while(|byte| *byte == b' ').count();
        lines.map(spaces).try_fold(usize::MAX, |least, spaces| (spaces > 0).then_some(least.min(spaces)))
    };
    least.filter(|least| *least < usize::MAX).unwrap_or(0)
}

/// The margin of every line that has it.
fn margins(text: &str, margin: usize) -> impl Iterator<Item = (Span, &'static str)> + '_ {
    let lines = (margin > 0).then(|| raw_lines(text)).into_iter().flatten();
    lines.filter_map(move |line| {
        let quoted = line.strip_prefix('>').map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
        let rest =
            quoted.or_else(|| line.get(margin..).filter(|_| line.as_bytes()[..margin].iter().all(|at| *at == b' ')));
        let start = range_in(text, line).start;
        Some((Span::from(start..range_in(text, rest?).start), ""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let labels = ["Phase", "Sex", "Lead Sponsor"];
        assert_eq!(Text::plain(text).evened(|head| labels.contains(&head)).as_str(), want);
    }

    #[test]
    fn odd_blanks_become_spaces() {
        check("Lead\u{a0}Sponsor\nA  firm\tof\u{2009}tea", "Lead Sponsor\nA firm of tea");
        check("a b\nc", "a b\nc");
        check("a \r\n\r\nb\u{a0}", "a \r\n\r\nb\u{a0}");
    }

    #[test]
    fn blanks_before_lines_tell_how_deep_they_stand() {
        check("- a\n    - b  c", "- a\n    - b c");
        check("   a\n\n   - b\n     - c", "a\n\n- b\n  - c");
        check("> a\n>\n>  - b", "a\n\n - b");
        check("> a\nb", "> a\nb");
    }

    #[test]
    fn carriage_returns_end_lines_where_nothing_else_does() {
        assert_eq!(Text::plain("a\rb\r\rc").lined().as_str(), "a\nb\n\nc");
        assert_eq!(Text::plain("a\r\nb\r").lined().as_str(), "a\r\nb\r");
    }

    #[test]
    fn what_stands_around_every_line_is_none_of_them() {
        let lines = ["Status", "Recruiting", "- Asthma", "Phase", "Phase 2", "A text."];
        let page = lines.join("\n");
        let around = |line: &dyn Fn(usize, &str) -> String| {
            lines.iter().enumerate().map(|(n, text)| line(n + 1, text)).collect::<Vec<_>>().join("\n")
        };
        check(&around(&|_, text| format!("| {text} |")), &page);
        check(&around(&|n, text| format!("{n}. {text}")), &page);
        check(&around(&|n, text| format!("{n:>4}\t{text}")), &page);
        let table = around(&|_, text| format!("| {text} | 1 |"));
        check(&table, &table);
        let list = around(&|n, text| format!("{}. {text}", n / 2 + 1));
        check(&list, &list);
    }

    #[test]
    fn gaps_between_labels_and_values_stay() {
        let table = "Phase\tPhase 2\nSex\tAll\nLead Sponsor\tA\u{a0}firm";
        check(table, &table.replace('\u{a0}', " "));
        check("Phase\tPhase 2\nWith\ta gap\nand\tmore\nof\tthem", "Phase Phase 2\nWith a gap\nand more\nof them");
    }
}
