//! The labels of a line: what it is as a whole, what it begins with, holds and ends in.

use super::Layouts;
use super::outline::{Hit, Stand};
use super::set::{LONGEST, NOTHING};
use crate::grammar::line::{Line, Mark};
use crate::text::{blank, trimmed};
use crate::vocab::{DATE_TYPE, is_placeholder, phases};

/// `Enrollment (Actual)`, `Estimated Study Start Date`: the label, and the word that types its value.
fn typed(heading: &str) -> (&str, Option<&str>) {
    let behind = heading.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let before = DATE_TYPE.may_begin(heading).then(|| heading.split_once(' ')).flatten();
    let before = before.map(|(word, label)| (label, word));
    let known = |(_, word): &(&str, &str)| DATE_TYPE.term(word).is_some();
    match behind.filter(known).or(before.filter(known)) {
        Some((label, word)) => (label, Some(word)),
        None => (heading, None),
    }
}

/// `Trial Locations (3)`: the label before the number of its values.
fn counted(heading: &str) -> Option<&str> {
    let (label, number) = heading.strip_suffix(')')?.rsplit_once(" (")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(label)
}

/// `Enrollment (submitted: March 3, 2031)`: the label before the day of its value.
fn submitted(heading: &str) -> Option<&str> {
    heading.strip_suffix(')')?.rsplit_once(" (submitted: ").map(|(label, _)| label)
}

/// A heading with the marks that set it off, and without: `## Conditions`, `**Sponsor:** A firm`, `▸ Arms ▾`.
fn undressed(text: &str) -> Option<(&str, &str)> {
    const SYMBOLS: [char; 14] = ['▸', '►', '▶', '▾', '▼', '▲', '△', '▽', '›', '»', '❯', '➤', '⌄', '🔗'];
    let (first, last) = (text.as_bytes().first()?, text.as_bytes().last()?);
    if !matches!(first, b'#' | b'*' | b'_' | 0x80..) && last.is_ascii() {
        return None;
    }
    if let Some(bold) = ["**", "__"].into_iter().find(|mark| text.starts_with(mark)) {
        let head = &text[..text.floor_char_boundary(LONGEST + 2 * bold.len() + 2)];
        let label = head[bold.len()..].split_once(bold)?.0;
        let end = 2 * bold.len() + label.len();
        let colon = text[end..].len() - text[end..].trim_start_matches([':', ' ']).len();
        return Some((&text[..end + colon], trimmed(label).trim_end_matches([':', ' '])));
    }
    if text.len() > LONGEST + 16 {
        return None;
    }
    let hash = text.trim_start_matches('#');
    let label = if hash.len() < text.len() { hash.strip_prefix(' ')?.trim_end_matches('#') } else { text };
    let label = trimmed(label.trim_matches(SYMBOLS)).trim_matches(['*', '_']);
    (label.len() < text.len()).then(|| (text, label.trim_end_matches([':', ' '])))
}

/// What stands before the first colon of a text with letters beyond ASCII, where colons may be wide: a label in one of the
/// languages of the page.
fn before_colon(text: &str) -> Option<&str> {
    let head = &text[..text.floor_char_boundary(LONGEST + 3)];
    let at = if head.is_ascii() { None } else { head.find([':', '：']) };
    at.map(|at| text[..at].trim_end())
}

/// Whether the words behind a label make a sentence of it.
fn goes_on(rest: &str) -> bool {
    rest.trim_start().starts_with(char::is_lowercase) && !is_placeholder(rest)
}

/// `Phase 4 Comparison of …`: words behind a blank that are no phase make a title of the line.
fn begins_title(label: &str, rest: &str) -> bool {
    label.eq_ignore_ascii_case("phase") && phases(trimmed(rest)).is_none() && !is_placeholder(rest)
}

/// Finds the labels of lines.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    pub(super) layouts: &'static Layouts,
    /// Whether the page has bars at all.
    pub(super) bars: bool,
    /// Whether labels may be cut from values that they are glued to.
    pub(super) fused: bool,
}

impl Finder {
    /// Adds the labels of a line.
    pub(super) fn line<'t>(self, raw: &'t str, hits: &mut Vec<Hit<'t>>) {
        let line = Line::of(raw);
        if line.text.is_empty() {
            return;
        }
        let dashed = line.mark == Mark::Dash;
        let plain =
            Hit { heading: line.text, line: line.whole, stand: Stand::Alone, dashed, kind: None, means: &NOTHING };
        let colon = memchr::memchr(b':', line.text.as_bytes());
        let first = self.first(plain, colon);
        let whole = first.is_some_and(|hit| hit.stand == Stand::Alone);
        // What one site prints within its lines says nothing about another's starts and ends of lines. What is a label on
        // unknown sites only may be a label of a known one with a value behind it: `Eligibility Inclusion Criteria:`.
        hits.extend(first);
        if first.is_none_or(|hit| self.layouts.is_of_lexicon(hit.means)) {
            hits.extend(self.start(plain).filter(|start| first.is_none() || start.stand == Stand::Spaced));
        }
        if colon.is_some() {
            self.within(plain, hits);
        }
        hits.extend(self.tail(plain).filter(|_| !whole));
    }

    /// The label that a line is, or that stands before the first colon or bar of a line.
    fn first(self, plain: Hit<'_>, colon: Option<usize>) -> Option<Hit<'_>> {
        let text = plain.heading;
        if let Some(row) = text.strip_prefix('|') {
            // A head of columns may be a label as a whole.
            let whole = row.strip_suffix('|').map(trimmed).filter(|row| row.len() <= LONGEST && row.contains('|'));
            if let Some(hit) = whole.and_then(|row| self.known(row, plain)) {
                return Some(hit);
            }
            let heading = row[..row.find('|')?].trim().trim_end_matches([':', ' ', '\u{a0}']);
            let cell = Hit { stand: Stand::Cell, ..plain };
            return self.known(heading, cell).or_else(|| self.known(before_colon(heading)?, cell));
        }
        if text.len() <= LONGEST + 3
            && let Some(hit) = self.known(text.trim_end_matches([' ', ':', '：', '\u{a0}']), plain)
        {
            return Some(hit);
        }
        if let Some((heading, label)) = undressed(text)
            && let Some(hit) = self.known(label, plain)
        {
            let stand = if heading.len() == text.len() { Stand::Alone } else { Stand::Inline };
            return Some(Hit { heading, stand, ..hit });
        }
        let start = &text.as_bytes()[..text.len().min(LONGEST + 2)];
        let bar = if self.bars { memchr::memchr(b'|', start) } else { None };
        if let Some(bar) = bar.filter(|bar| text[..*bar].ends_with(' '))
            && let Some(hit) = self.known(text[..bar].trim_end_matches([' ', ':']), Hit { stand: Stand::Cell, ..plain })
        {
            return Some(hit);
        }
        let inline = Hit { stand: Stand::Inline, ..plain };
        let label = colon.filter(|colon| *colon < start.len()).map(|colon| &text[..colon]);
        let wide = || self.known(before_colon(label.unwrap_or(text))?, inline);
        label.and_then(|label| self.known(label.trim_end(), inline)).or_else(wide)
    }

    /// The label that a heading is, as it stands or without what types, counts or dates its values.
    fn known<'t>(self, heading: &'t str, hit: Hit<'t>) -> Option<Hit<'t>> {
        let dated = || self.undated(submitted(heading)?, hit).map(|hit| Hit { heading, ..hit });
        self.undated(heading, hit).or_else(dated)
    }

    fn undated<'t>(self, heading: &'t str, hit: Hit<'t>) -> Option<Hit<'t>> {
        let marked = self.layouts.footnotes.iter().find_map(|mark| heading.strip_suffix(mark));
        let heading = marked.map_or(heading, str::trim_end);
        if let Some(means) = self.layouts.meaning(heading) {
            return Some(Hit { heading, means, ..hit });
        }
        let (label, kind) = typed(heading);
        let label = if kind.is_some() { label } else { counted(heading)? };
        self.layouts.meaning(label).map(|means| Hit { heading, kind, means, ..hit })
    }

    /// Labels with their colons anywhere in a line.
    fn within<'t>(self, plain: Hit<'t>, hits: &mut Vec<Hit<'t>>) {
        let text = plain.heading;
        for (start, end) in self.layouts.within(text) {
            let loose = start == 0 || text[..start].ends_with(blank);
            // Without a blank before it only a capital letter behind the end of a word begins a label.
            let tight = text[..start].ends_with(|last: char| last.is_alphanumeric() || ")].".contains(last))
                && text[start..].starts_with(char::is_uppercase);
            if (loose || tight && self.fused)
                && let Some(means) = self.layouts.meaning(&text[start..end])
            {
                let line = if start == 0 { plain.line } else { &text[start..] };
                hits.push(Hit { heading: &text[start..end], line, stand: Stand::Within, means, ..plain });
            }
        }
    }

    /// A label at the start of a line with its value behind it.
    fn start(self, plain: Hit<'_>) -> Option<Hit<'_>> {
        let text = plain.heading;
        let word = DATE_TYPE.may_begin(text).then(|| text.split(' ').next()).flatten();
        let word = word.filter(|word| DATE_TYPE.term(word).is_some());
        let lead = word.map_or(0, |word| word.len() + 1);
        let label = self.layouts.start(&text[lead.min(text.len())..])?;
        let end = lead + label.len();
        let means = self.layouts.meaning(label)?;
        let behind = text[end..].strip_prefix(" (").and_then(|rest| rest.split_once(')'));
        let behind = behind.map(|(word, _)| word).filter(|word| DATE_TYPE.term(word).is_some());
        let end = behind.map_or(end, |word| end + word.len() + 3);
        let mut behind_it = text[end..].chars();
        let (first, second) = (behind_it.next()?, behind_it.next());
        // `SEXAll` holds a label, `SEXUAL` does not.
        let capitals = text[..end].ends_with(char::is_uppercase);
        let begins = first.is_uppercase() && (!capitals || second.is_some_and(char::is_lowercase));
        let stand = match first {
            // Values begin with a capital or a number; `Contact with birds` is a text.
            first if blank(first) && !goes_on(&text[end..]) && !begins_title(label, &text[end..]) => Stand::Spaced,
            first if self.fused && (begins || first.is_numeric()) => Stand::Fused,
            _ => return None,
        };
        Some(Hit { heading: &text[..end], stand, kind: behind.or(word), means, ..plain })
    }

    /// A label at the end of a line, without a blank before it.
    fn tail(self, plain: Hit<'_>) -> Option<Hit<'_>> {
        let line = plain.line;
        let tail = self.layouts.tail(line).filter(|_| self.fused)?;
        let start = line.len() - tail.len();
        if start == 0 || line[..start].ends_with(blank) {
            return None;
        }
        let line = &line[start..];
        let heading = line.trim_end_matches(':');
        let means = self.layouts.meaning(heading)?;
        Some(Hit { heading, line, stand: Stand::Glued, dashed: false, kind: None, means })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_one_day_behind_it() {
        let find = |line: &str| {
            let mut hits = Vec::new();
            Finder { layouts: Layouts::built_in(), bars: true, fused: true }.line(line, &mut hits);
            hits.len()
        };
        assert_eq!(find("| Enrollment (submitted: March 3, 2031) | 24 |"), 1);
        let days = " (submitted: March 3, 2031)".repeat(100_000);
        assert_eq!(find(&format!("| Enrollment{days} | 24 |")), 0);
    }

    #[test]
    fn a_title_may_begin_with_a_phase() {
        let find = |line: &str| {
            let mut hits = Vec::new();
            Finder { layouts: Layouts::built_in(), bars: true, fused: true }.line(line, &mut hits);
            hits.iter().any(|hit| hit.stand == Stand::Spaced)
        };
        assert!(find("Phase Phase 1/Phase 2") && find("Phase N/A"));
        assert!(!find("Phase 4 Comparison of Lacquer With Filing"));
    }

    #[test]
    fn headings_are_told_whatever_sets_them_off() {
        let of = |text| undressed(text).unwrap_or_default();
        assert_eq!(of("## Conditions"), ("## Conditions", "Conditions"));
        assert_eq!(of("### **Conditions:**"), ("### **Conditions:**", "Conditions"));
        assert_eq!(of("**Sponsor:** A firm"), ("**Sponsor:** ", "Sponsor"));
        assert_eq!(of("__Sponsor__: A firm"), ("__Sponsor__: ", "Sponsor"));
        assert_eq!(of("▸ Arms ▾"), ("▸ Arms ▾", "Arms"));
        for text in ["Conditions", "#1 reason", "**", "≥ 18 years", "** Sponsor", ""] {
            assert!(undressed(text).is_none_or(|(_, label)| label != "Conditions" && label != "Sponsor"), "{text}");
        }
    }
}
