//! The headings that say which side of the criteria follows, wherever in a line they stand.

use memchr::memmem;

/// Which way a criterion works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Who meets it may take part.
    Inclusion,
    /// Who meets it may not take part.
    Exclusion,
    /// The page does not say, or says both at once.
    Unclassified,
}

/// The text under one heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch<'t> {
    /// What the heading says.
    pub side: Side,
    /// The heading as printed; empty for text that stands under none.
    pub heading: &'t str,
    /// What follows, up to the next heading.
    pub body: &'t str,
}

/// A heading and where it stands.
#[derive(Clone, Copy)]
struct Heading {
    side: Side,
    start: usize,
    end: usize,
}

/// Cuts a block of criteria at its side headings. Text before the first is [`Side::Unclassified`].
#[must_use]
pub fn sides(text: &str) -> Vec<Stretch<'_>> {
    let heads = headings(text);
    let first = heads.first().map_or(text.len(), |head| head.start);
    let mut stretches = Vec::with_capacity(heads.len() + 1);
    if !text[..first].trim().is_empty() {
        stretches.push(Stretch { side: Side::Unclassified, heading: &text[..0], body: text[..first].trim() });
    }
    for (n, head) in heads.iter().enumerate() {
        let until = heads.get(n + 1).map_or(text.len(), |next| next.start);
        let (heading, body) = (&text[head.start..head.end], text[head.end..until].trim());
        stretches.push(Stretch { side: head.side, heading, body });
    }
    stretches
}

fn headings(text: &str) -> Vec<Heading> {
    let mut heads: Vec<Heading> = Vec::new();
    for at in stems(text) {
        let taken = heads.last().map_or(0, |head| head.end);
        if at >= taken + 2 {
            heads.extend(heading(text, taken, at));
        }
    }
    heads
}

/// Where `clusion` stands, in order.
fn stems(text: &str) -> Vec<usize> {
    let mut found: Vec<usize> = memmem::find_iter(text.as_bytes(), "clusion").collect();
    found.extend(memmem::find_iter(text.as_bytes(), "CLUSION"));
    found.sort_unstable();
    found
}

/// The heading around the `clusion` at `at`, none of it before `taken`.
fn heading(text: &str, taken: usize, at: usize) -> Option<Heading> {
    let word = at.checked_sub(2).filter(|start| *start >= taken)?;
    let side = side_of(text.get(word..at)?)?;
    let before = &text[taken..word];
    if before.ends_with(|sign: char| sign.is_alphanumeric() && !sign.is_lowercase() || sign == '(') {
        return None;
    }
    let glued = before.ends_with(char::is_alphanumeric);
    let rest = &text[at + "clusion".len()..];
    let (both, rest) = other_side(rest);
    let titled = text.as_bytes()[word].is_ascii_uppercase();
    let (lead, negated) = lead(before);
    let side = if both { Side::Unclassified } else { turned(side, negated) };
    let end = text.len() - close(rest, titled && !glued)?.len();
    let start = taken + lead.len();
    let fits = if titled || negated { !governed(lead) } else { opens(lead) };
    fits.then_some(Heading { side, start, end })
}

fn side_of(prefix: &str) -> Option<Side> {
    match prefix.as_bytes() {
        [b'I' | b'i', b'N' | b'n'] => Some(Side::Inclusion),
        [b'E' | b'e', b'X' | b'x'] => Some(Side::Exclusion),
        _ => None,
    }
}

fn turned(side: Side, negated: bool) -> Side {
    if negated && side == Side::Inclusion { Side::Exclusion } else { side }
}

/// Whether the heading names the other side too (`Inclusion and Exclusion Criteria`), and what follows.
fn other_side(rest: &str) -> (bool, &str) {
    let joint = [" and ", "/", " / ", " & ", " or "].iter().find_map(|joint| rest.strip_prefix(joint));
    let word = joint.and_then(|rest| rest.get(..9).zip(rest.get(9..)));
    match word {
        Some((word, rest)) if word.eq_ignore_ascii_case("exclusion") || word.eq_ignore_ascii_case("inclusion") => {
            (true, rest)
        }
        _ => (false, rest),
    }
}

/// Words that a heading may begin with; in capitals or with a capital only.
const MODIFIERS: [&str; 11] = [
    "Key",
    "Main",
    "Major",
    "Principal",
    "General",
    "Additional",
    "Specific",
    "Other",
    "Pre-screening",
    "Screening",
    "Core",
];

/// What stands before the heading with its modifiers, and whether those turn it around (`Non-inclusion`).
fn lead(before: &str) -> (&str, bool) {
    let bare = before.trim_end_matches(['*', '_', '#']);
    let negated = bare.len() >= 4 && ["non-", "non "].iter().any(|non| ends_folded(bare, non));
    let mut lead = if negated { &bare[..bare.len() - 4] } else { bare };
    for _ in 0..2 {
        let words = lead.trim_end();
        let modifier = MODIFIERS
            .iter()
            .find(|word| ends_folded(words, word) && words.as_bytes()[words.len() - word.len()].is_ascii_uppercase());
        let Some(modifier) = modifier else { break };
        lead = &words[..words.len() - modifier.len()];
    }
    (lead.trim_end_matches(['*', '_', '#']), negated)
}

fn ends_folded(text: &str, end: &str) -> bool {
    text.len() >= end.len() && text.as_bytes()[text.len() - end.len()..].eq_ignore_ascii_case(end.as_bytes())
}

/// The longest note between a heading and its colon: `Inclusion Criteria (patients with atopic dermatitis):`.
const LONGEST_NOTE: usize = 60;

/// What follows the heading, if the words after `clusion` end one. A heading without a colon must be a `title`.
fn close(rest: &str, title: bool) -> Option<&str> {
    let named = [" criterias", " criterion", " criteria"].iter().find_map(|word| crate::text::after(rest, word));
    let after = named.unwrap_or(rest);
    let capital = named.is_some() && rest.as_bytes().get(1).is_some_and(u8::is_ascii_uppercase);
    let bare = after.trim_start_matches(['*', '_', ' ']);
    if let Some(body) = bare.strip_prefix([':', '：']) {
        return Some(body.trim_start_matches(['*', '_', ':']));
    }
    if after.starts_with(|sign: char| sign.is_alphanumeric()) {
        return None;
    }
    if let Some(dash) =
        bare.strip_prefix(['-', '–', '—']).filter(|body| body.starts_with(' ') && named.is_some() && title)
    {
        return Some(dash);
    }
    named?;
    noted(after).or_else(|| (title && bare.is_empty() || title && capital && item_follows(after)).then_some(after))
}

/// What follows the colon of a note.
fn noted(after: &str) -> Option<&str> {
    let note = after.strip_prefix(' ').filter(|note| {
        ["(", "for ", "of ", "in ", "- ", "[", "at ", "at the "].iter().any(|start| note.starts_with(start))
    })?;
    let end = note
        .char_indices()
        .take_while(|(at, _)| *at < LONGEST_NOTE)
        .find(|(_, sign)| matches!(sign, ':' | '.' | ';' | '\n'))?;
    (end.1 == ':').then(|| note[end.0 + 1..].trim_start_matches(['*', '_', ':']))
}

/// Whether the text goes on as an item does: on a new line, or with a capital, a number or a bullet.
fn item_follows(after: &str) -> bool {
    let mut signs = after.chars();
    match signs.next() {
        Some('\n' | '\r') => true,
        Some(' ') => signs
            .next()
            .is_some_and(|sign| sign.is_uppercase() || sign.is_ascii_digit() || matches!(sign, '*' | '•' | '-' | '≥')),
        _ => false,
    }
}

/// Words after which `Exclusion Criteria` belongs to the sentence.
const GOVERNORS: [&str; 22] = [
    "the",
    "of",
    "in",
    "all",
    "any",
    "these",
    "this",
    "following",
    "and",
    "or",
    "meet",
    "meets",
    "meeting",
    "see",
    "with",
    "to",
    "no",
    "under",
    "per",
    "by",
    "an",
    "from",
];

fn governed(lead: &str) -> bool {
    let lead = lead.trim_end();
    GOVERNORS.iter().any(|word| ends_folded(lead, word) && starts_free(&lead[..lead.len() - word.len()]))
        || lead.ends_with(['(', ','])
}

/// Whether a word may begin after `before`.
fn starts_free(before: &str) -> bool {
    before.chars().next_back().is_none_or(|sign| !sign.is_alphanumeric())
}

/// Whether a heading in small letters may stand here: where a text or a sentence begins.
fn opens(lead: &str) -> bool {
    lead.is_empty() || lead.ends_with('\n') || lead.trim_end().ends_with(['.', ';']) && lead.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::Side::{Exclusion, Inclusion, Unclassified};
    use super::{Side, sides};

    #[track_caller]
    fn check(text: &str, want: &[(Side, &str)]) {
        let got: Vec<(Side, &str)> = sides(text).iter().map(|each| (each.side, each.body)).collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn both_headings_may_stand_in_one_line() {
        check(
            "Inclusion Criteria: Adults Gout Exclusion Criteria: Dialysis",
            &[(Inclusion, "Adults Gout"), (Exclusion, "Dialysis")],
        );
    }

    #[test]
    fn capitals_modifiers_and_dashes_are_read() {
        check(
            "KEY INCLUSION CRITERIA - Gout MAIN EXCLUSION CRITERIA - Dialysis",
            &[(Inclusion, "Gout"), (Exclusion, "Dialysis")],
        );
        check(
            "Key Inclusion Criteria Adults Key Exclusion Criteria Minors",
            &[(Inclusion, "Adults"), (Exclusion, "Minors")],
        );
        check("Inclusion: gout. Exclusion: dialysis", &[(Inclusion, "gout."), (Exclusion, "dialysis")]);
    }

    #[test]
    fn a_heading_may_carry_a_note() {
        check("Inclusion Criteria (donors): Adults", &[(Inclusion, "Adults")]);
        check("**Exclusion criteria for part B:** Minors", &[(Exclusion, "Minors")]);
    }

    #[test]
    fn a_mention_in_a_sentence_is_no_heading() {
        check(
            "Inclusion Criteria: Meets none of the exclusion criteria: see above",
            &[(Inclusion, "Meets none of the exclusion criteria: see above")],
        );
        check("Patients were excluded if pregnant", &[(Unclassified, "Patients were excluded if pregnant")]);
        check(
            "Informed consent before inclusion in the trial",
            &[(Unclassified, "Informed consent before inclusion in the trial")],
        );
        check(
            "Anyone listed (see Exclusion Criteria) is out",
            &[(Unclassified, "Anyone listed (see Exclusion Criteria) is out")],
        );
    }

    #[test]
    fn non_inclusion_excludes() {
        check(
            "Inclusion criteria: Adults. Non-inclusion criteria: Minors",
            &[(Inclusion, "Adults."), (Exclusion, "Minors")],
        );
    }

    #[test]
    fn a_heading_for_both_sides_decides_nothing() {
        check("Inclusion and Exclusion Criteria: Adults", &[(Unclassified, "Adults")]);
    }

    #[test]
    fn a_heading_may_follow_a_word_without_a_blank() {
        check("Inclusion Criteria:GoutExclusion Criteria:Dialysis", &[(Inclusion, "Gout"), (Exclusion, "Dialysis")]);
    }

    #[test]
    fn odd_text_is_survived() {
        for text in
            ["", "clusion", "éxclusion Criteria:", "Exclusion", "inclusion/", "Exclusion Criteriaé", "≥Exclusion: x"]
        {
            assert!(sides(text).iter().all(|each| text.contains(each.body)), "{text}");
        }
    }
}
