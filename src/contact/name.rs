//! The name of whom an address reaches, where it stands between a word that asks to write or call and the address.

use super::{Found, Kind};
use crate::contact::line::{degree, institution, is_name_word, particle, title};

/// Adds the names that stand before addresses; `found` stays in order.
pub(super) fn add(text: &str, found: &mut Vec<Found>) {
    let mut names = Vec::new();
    let mut free = 0;
    for address in found.iter() {
        names.extend(before(text, free, address).map(|at| Found { kind: Kind::Name, at }));
        free = address.at.end;
    }
    if !names.is_empty() {
        found.append(&mut names);
        found.sort_by_key(|each| each.at.start);
    }
}

/// A name is not further from its address than this, in bytes.
const NEAR: usize = 100;

/// Words that ask to write or call.
const ASKED: &[&str] = &["contact", "contacting", "call", "calling", "email", "e-mail", "reach", "write"];

/// Where the name before an address stands, if its title, its degree or the address itself shows that it is one.
fn before(text: &str, free: usize, address: &Found) -> Option<std::ops::Range<usize>> {
    let from = text.floor_char_boundary(address.at.start.saturating_sub(NEAR)).max(free);
    let line = text[from..address.at.start].rsplit('\n').next().unwrap_or_default();
    let start = address.at.start - line.len();
    let words = words(line);
    let asked = words.iter().rposition(|at| {
        let word = line[at.clone()].trim_end_matches([':', ',']);
        ASKED.iter().any(|asked| word.eq_ignore_ascii_case(asked))
    })?;
    let rest = &words[asked + 1..];
    let mut skipped = 0;
    while rest.get(skipped).is_some_and(|at| is_lead(&line[at.clone()])) {
        skipped += 1;
    }
    let titles = rest[skipped..].iter().take_while(|at| title(&line[(*at).clone()])).count();
    let (mut count, mut last) = (0, skipped + titles);
    while let Some(word) = rest.get(last).map(|at| &line[at.clone()]) {
        let whole = word.trim_end_matches([',', ':']);
        if !(is_name_word(whole) || count > 0 && particle(whole)) || degree(whole) {
            break;
        }
        (count, last) = (count + 1, last + 1);
        if whole.len() < word.len() {
            break;
        }
    }
    let degrees = rest[last..].iter().take_while(|at| degree(line[(*at).clone()].trim_end_matches(','))).count();
    let end = last + degrees;
    let joined = rest[end..].iter().all(|at| is_joiner(&line[at.clone()]));
    let spelled = || {
        let local = text[address.at.clone()].split('@').next().unwrap_or_default().to_lowercase();
        let own =
            rest[skipped + titles..last].iter().map(|at| line[at.clone()].trim_end_matches([',', ':']).to_lowercase());
        address.kind == Kind::Email && own.filter(|word| word.len() > 2).any(|word| local.contains(&word))
    };
    let certain = titles > 0 && count > 0 || (2..=5).contains(&count) && (degrees > 0 || spelled());
    let name = rest.get(skipped..end).filter(|name| !name.is_empty() && count > 0)?;
    let (first, last) = (&name[0], &name[name.len() - 1]);
    if !joined || !certain || count > 5 || institution(&line[first.start..last.end]) {
        return None;
    }
    let tail = line[last.clone()].trim_end_matches([',', ':']).len();
    Some(start + first.start..start + last.start + tail)
}

/// The words of a line.
fn words(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in line.split(|letter: char| letter.is_whitespace() || letter == '(') {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len() + line[at + word.len()..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// What may stand between the asking word and the name.
fn is_lead(word: &str) -> bool {
    let word = word.trim_end_matches([',', ':']).to_lowercase();
    ["the", "to", "principal", "investigator", "pi", "study", "coordinator", "director", "nurse"].contains(&&*word)
}

/// What may stand between the name and the address.
fn is_joiner(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let known = [
        "",
        "at",
        "via",
        "by",
        "on",
        "through",
        "phone",
        "telephone",
        "tel",
        "e-mail",
        "email",
        "mail",
        "mobile",
        "fax",
        "number",
        "no",
        "or",
        "and",
        "per",
    ];
    known.contains(&&*word)
}
