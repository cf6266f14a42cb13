//! Trial identifiers: which registry a number belongs to, its canonical form, and where in a text or an address one stands.
//!
//! One table of forms serves all three. A text is searched for what forms begin with, and a form is tried only there.

mod nearby;
mod shapes;

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use percent_encoding::percent_decode_str;

use crate::text::{starts, trimmed};
use shapes::{Place, SHAPES, Shape};

/// An identifier in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    /// The registry that gave it; none for a Universal Trial Number, which no registry gives.
    pub registry: Option<&'static str>,
    /// The canonical form.
    pub id: String,
}

/// An identifier in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'t> {
    /// The identifier.
    pub id: Id,
    /// Where it stands, with what portals put before it and behind it.
    pub at: &'t str,
}

impl Id {
    /// Whether both stand for one trial: numbers of CTIS may end in a version.
    #[must_use]
    pub fn is_trial_of(&self, other: &Id) -> bool {
        self.registry == other.registry && self.trial() == other.trial()
    }

    /// The number without its version.
    fn trial(&self) -> &str {
        const UNVERSIONED: usize = "2023-512345-67".len();
        if self.registry == Some("CTIS") { &self.id[..UNVERSIONED] } else { &self.id }
    }
}

/// Every registry whose identifiers are known by their forms; one with several forms comes several times.
pub fn registries() -> impl Iterator<Item = &'static str> {
    SHAPES.iter().filter_map(|shape| shape.registry)
}

/// The identifier that a whole value is.
#[must_use]
pub fn identify(value: &str) -> Option<Id> {
    let value = trimmed(value);
    let first = value.chars().next()?;
    SHAPES.iter().filter(|shape| shape.may_begin(first)).find_map(|shape| {
        let (id, length) = fit(shape, value)?;
        (length == value.len()).then_some(id)
    })
}

/// Whether a whole value is a receipt number of UMIN-CTR: it stands beside the identifier of a trial and is none.
#[must_use]
pub fn is_receipt(value: &str) -> bool {
    let digits = trimmed(value).strip_prefix(['R', 'r']).unwrap_or_default();
    digits.len() == 9 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Every identifier that a text names, in order: none inside a longer word or number. Forms that ordinary words have
/// too count where the text before them speaks of registration.
///
/// One pass over the text, in time linear in its bytes.
pub fn ids(text: &str) -> impl Iterator<Item = Found<'_>> {
    let mut free = 0;
    let hits = |within| TRIGGERS.search.find_iter(Input::new(text).range(within));
    nearby::stretches(text).flat_map(hits).filter_map(move |hit| {
        let start = hit.start();
        if start < free || !begins(&text[..start]) {
            return None;
        }
        let shapes = TRIGGERS.shapes[hit.pattern().as_usize()].iter();
        let found = shapes.map(|shape| &SHAPES[*shape]).find_map(|shape| prose(shape, text, start))?;
        free = start + found.at.len();
        Some(found)
    })
}

/// The identifier that the path and the query of an address carry, if they carry exactly one.
#[must_use]
pub fn id_in_address(address: &str) -> Option<Id> {
    let path = address.find("://").map_or(address, |at| {
        let behind = &address[at + 3..];
        &behind[behind.find(['/', '?', '#']).unwrap_or(behind.len())..]
    });
    let path = percent_decode_str(path).decode_utf8_lossy();
    // What stands behind an equals sign is a whole value.
    let asked = path.split(['?', '&']).filter_map(|part| identify(part.split_once('=')?.1));
    let mut all = ids(&path).map(|found| found.id).chain(asked);
    let first = all.next()?;
    all.all(|id| id.is_trial_of(&first)).then_some(first)
}

/// What the forms begin with, and the forms that begin so.
struct Triggers {
    search: AhoCorasick,
    shapes: Vec<Vec<usize>>,
}

static TRIGGERS: LazyLock<Triggers> = LazyLock::new(|| {
    let (mut words, mut shapes): (Vec<String>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
    for (n, shape) in SHAPES.iter().enumerate().filter(|(_, shape)| shape.place != Place::Whole) {
        let word = shape.trigger();
        match words.iter().position(|known| *known == word) {
            Some(at) => shapes[at].push(n),
            None => (words.push(word), shapes.push(vec![n])).0,
        }
    }
    let mut build = AhoCorasick::builder();
    let search = build.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(&words);
    Triggers { search: search.expect("a few short words make an automaton"), shapes }
});

/// An identifier of a form at a place of a text.
fn prose<'t>(shape: &Shape, text: &'t str, start: usize) -> Option<Found<'t>> {
    let (id, length) = fit(shape, &text[start..])?;
    let at = &text[start..start + length];
    let rest = &text[start + length..];
    let near = shape.place == Place::Any || registering(&text[..start]) && !goes_on(rest);
    (near && ends(rest) && !(numeric(at) && continues(&text[..start], rest))).then_some(Found { id, at })
}

/// Whether an identifier may begin behind this text.
fn begins(before: &str) -> bool {
    !before.ends_with(|letter: char| letter.is_ascii_alphanumeric())
}

/// Whether an identifier may end before this text.
fn ends(rest: &str) -> bool {
    !rest.starts_with(|letter: char| letter.is_ascii_alphanumeric())
}

fn numeric(at: &str) -> bool {
    at.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Whether groups of digits stand before or behind an identifier that is all groups of digits.
fn continues(before: &str, rest: &str) -> bool {
    let ahead =
        before.strip_suffix(is_dash).is_some_and(|ahead| ahead.ends_with(|letter: char| letter.is_ascii_digit()));
    ahead || rest.strip_prefix(is_dash).is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// Whether a dot and a digit follow, as in numbers of the ethics committees.
fn goes_on(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b'.', digit, ..] if digit.is_ascii_digit())
}

/// How far before an identifier words of registration may stand, in bytes.
const NEAR: usize = 60;

/// Whether the line before an identifier speaks of registration.
fn registering(before: &str) -> bool {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
    let line = near.rsplit('\n').next().unwrap_or_default().to_ascii_lowercase();
    ["regist", "dutch", "netherlands", "nederland", "ccmo", "omon"].iter().any(|word| line.contains(word))
}

/// The identifier of a form that a text begins with, and its length with what portals put behind it.
fn fit(shape: &Shape, text: &str) -> Option<(Id, usize)> {
    let (mut id, mut rest, mut aside) = (String::with_capacity(24), text, false);
    for wanted in shape.form.chars() {
        match wanted {
            '{' => aside = true,
            '}' => aside = false,
            _ if aside => rest = step(wanted, rest, &mut String::new())?,
            _ => rest = step(wanted, rest, &mut id)?,
        }
    }
    let length = text.len() - rest.len() + tail(shape, rest);
    (shape.holds)(&id).then_some((Id { registry: shape.registry, id }, length))
}

/// Reads one part of a form; what follows it, and its canonical form added to `id`.
fn step<'v>(wanted: char, text: &'v str, id: &mut String) -> Option<&'v str> {
    let mut letters = text.chars();
    let next = letters.next().unwrap_or('\0');
    let canonical = match wanted {
        '~' => return Some(past_marks(text)),
        '=' => {
            id.push('-');
            return Some(past_marks(text));
        }
        '#' | '?' => Some(next).filter(char::is_ascii_digit),
        '@' | '^' => Some(next.to_ascii_uppercase()).filter(char::is_ascii_uppercase),
        '&' | '*' => Some(next.to_ascii_lowercase()).filter(|letter| REBEC.contains(*letter)),
        '%' => Some(next.to_ascii_lowercase()).filter(|letter| "sabc".contains(*letter)),
        '-' => is_dash(next).then_some('-'),
        '/' => (next == '/' || next == '_' || is_dash(next)).then_some('/'),
        _ => next.eq_ignore_ascii_case(&wanted).then_some(wanted),
    };
    match canonical {
        Some(letter) => id.push(letter),
        None => return "?^*".contains(wanted).then_some(text),
    }
    Some(letters.as_str())
}

/// The characters of `ReBEC` numbers: no 0, 1, vowels or l.
const REBEC: &str = "23456789bcdfghjkmnpqrstvwxyz";

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The text behind up to four marks on one line.
fn past_marks(text: &str) -> &str {
    let mark = |letter: &char| !letter.is_alphanumeric() && *letter != '\n';
    let marks: usize = text.chars().take(4).take_while(mark).map(char::len_utf8).sum();
    &text[marks..]
}

/// The length of what portals put behind a number: the country of a `EudraCT` record, the language of one of RPCEC.
fn tail(shape: &Shape, rest: &str) -> usize {
    let known: &[&str] = match shape.registry {
        Some("EU CTR") => &["-Outside-EU/EEA", "/3rd", "/results"],
        Some("RPCEC") => &["-En", "-Sp"],
        _ => &[],
    };
    let country =
        matches!(rest.as_bytes(), [b'-' | b'/', a, b, ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase());
    let length = known
        .iter()
        .find(|tail| starts(rest, tail))
        .map_or(if country && known.len() > 2 { 3 } else { 0 }, |tail| tail.len());
    if ends(&rest[length..]) { length } else { 0 }
}

#[cfg(test)]
mod tests;
