//! Telephone and fax numbers, by the shapes that nothing else on pages of trials has: the groups of three, three and four digits
//! of North America, free numbers with letters, and international numbers behind a plus.

use super::{Found, Kind};
use crate::text::blocks::first;

/// Adds the numbers of a text.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let (mut free, mut next) = (0, 0);
    // `1-800-`, `555-0142`.
    while let Some(at) = first(bytes, next, parts, |_| true).map(|at| at + 1) {
        next = at;
        if at < free {
            continue;
        }
        let range = if digit(Some(at + 4)) { grouped(text, at) } else { None };
        if let Some(range) = range.or_else(|| toll_free(text, at)).filter(|range| range.start >= free) {
            free = range.end;
            found.push(Found { kind: Kind::Phone, at: range });
        }
    }
    let mut free = 0;
    for at in memchr::memchr_iter(b'+', bytes) {
        if let Some(range) = (at >= free).then(|| international(text, at)).flatten() {
            free = range.end;
            found.push(Found { kind: Kind::Phone, at: range });
        }
    }
}

/// Whether a mark stands between two digits. Without branches, so that blocks of bytes are compared at once.
#[expect(clippy::needless_bitwise_bool, reason = "a branch would keep blocks from being compared at once")]
fn parts(one: u8, mark: u8, other: u8) -> bool {
    let digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
    digit(one) & ((mark == b'-') | (mark == b'.')) & digit(other)
}

/// How many digits end a text, four at most.
fn ending(bytes: &[u8]) -> usize {
    bytes.iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count()
}

/// `555-555-0142`, `(555) 555-0142`, `555.555.0142` around the mark at `at`, the last of them, perhaps with a 1 before and an
/// extension behind.
fn grouped(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let last = bytes[at + 1..].iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    if last != 4 || ending(&bytes[..at]) != 3 {
        return None;
    }
    let (before, mark) = (&text[..at - 3], char::from(bytes[at]));
    let (area, loose) = if let Some(rest) = before.strip_suffix(mark) {
        let start = rest.len() - 3.min(rest.len());
        match (ending(rest.as_bytes()) == 3, bracketed(rest)) {
            (true, _) => (start, false),
            (false, area) => (area?, false),
        }
    } else if let Some(area) = bracketed(before.strip_suffix("  ").or(before.strip_suffix(' ')).unwrap_or(before)) {
        (area, false)
    } else {
        let rest = before.strip_suffix(' ')?;
        (ending(rest.as_bytes()) == 3).then(|| (rest.len() - 3, true))?
    };
    let start = with_country(text, area);
    let end = at + 5;
    let told = named(&text[..start]);
    let free = begins(&text[..start]) && ends(&text[end..]) && (told || !loose && !counted(text, start, end));
    free.then(|| start..end + extension(&text[end..]))
}

/// Where `(555)` at the end of a text begins.
fn bracketed(text: &str) -> Option<usize> {
    let inner = text.strip_suffix(')')?;
    let three = ending(inner.as_bytes()) == 3 && inner.as_bytes()[..inner.len() - 3].last() == Some(&b'(');
    three.then(|| inner.len() - 4)
}

/// Where the number begins with the code of the country: `1-555-…`, `1 (555) …`, `+1 555-…`.
fn with_country(text: &str, area: usize) -> usize {
    let rest = text[..area].strip_suffix(['-', '.', ' ']).unwrap_or(&text[..area]);
    let Some(before) = rest.strip_suffix('1').filter(|_| rest.len() < area || text[area..].starts_with('(')) else {
        return area;
    };
    if let Some(plus) = before.strip_suffix('+') {
        return plus.len();
    }
    if before.ends_with(|letter: char| letter.is_alphanumeric() || "-./".contains(letter)) {
        area
    } else {
        before.len()
    }
}

/// How far an address of the web is looked for that a number may be a part of, in bytes.
const NEAR: usize = 200;

/// Whether a number may begin behind this: no other number and no sign of a quantity ends there.
fn begins(before: &str) -> bool {
    let mut letters = before.chars().rev();
    let (last, other) = (letters.next(), letters.next());
    match last {
        None => true,
        // Cells that were fused: `Doe555-555-0142`.
        Some(letter) if letter.is_alphabetic() => letter.is_lowercase() && other.is_some_and(char::is_lowercase),
        Some(letter) if letter.is_numeric() => false,
        Some('.') => other.is_some_and(char::is_alphabetic),
        Some(',') => !other.is_some_and(char::is_numeric),
        Some('/') => {
            let near = &before[before.floor_char_boundary(before.len().saturating_sub(NEAR))..];
            let address = near.rsplit(char::is_whitespace).next().unwrap_or_default();
            !other.is_some_and(char::is_numeric) && !address.contains("//") && !address.contains("10.")
        }
        Some(sign) => !"-–#_@=+*$€£<>≤≥~±^%&?\\]".contains(sign),
    }
}

/// Whether a number may end before this.
fn ends(behind: &str) -> bool {
    let mut letters = behind.chars();
    let (first, second) = (letters.next(), letters.next());
    match first {
        None => true,
        Some('x' | 'X') => extension(behind) > 0,
        Some(letter) if letter.is_alphabetic() => {
            extension(behind) > 0 || letter.is_uppercase() && second.is_some_and(char::is_lowercase)
        }
        Some(letter) if letter.is_numeric() => false,
        Some('-' | '–' | '/' | '.' | ',' | '_') => !second.is_some_and(char::is_numeric),
        Some(sign) => !"%@°=".contains(sign),
    }
}

/// Words that numbers of telephones have before them.
const TELEPHONES: &[&str] =
    &["call", "calling", "cell", "contact", "dial", "fax", "hotline", "mobile", "phone", "tel", "telephone"];

/// Words that numbers have before them which are those of papers, and not of telephones.
const PAPERS: &[&str] = &[
    "batch",
    "doi",
    "eudract",
    "grant",
    "id",
    "identifier",
    "irb",
    "isbn",
    "issn",
    "lot",
    "pmid",
    "protocol",
    "registration",
];

/// Words between them and the number.
const NUMBERS: &[&str] = &["code", "no", "nr", "number"];

/// Units of quantities, and what is counted.
const UNITS: &[&str] = &[
    "cells",
    "cm",
    "copies",
    "g",
    "gy",
    "iu",
    "kcal",
    "kg",
    "mcg",
    "meq",
    "mg",
    "ml",
    "mm",
    "mmol",
    "ng",
    "nm",
    "participants",
    "patients",
    "people",
    "pg",
    "steps",
    "subjects",
    "u",
    "ug",
    "units",
    "µg",
    "μg",
];

/// The last words of the last line of a text, the last first.
fn last_words(text: &str) -> impl Iterator<Item = String> + '_ {
    let near = &text[text.floor_char_boundary(text.len().saturating_sub(40))..];
    let line = near.rsplit('\n').next().unwrap_or_default();
    let words = line.rsplit(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(3).map(str::to_lowercase)
}

/// Whether the words before a number say that it is a telephone's.
fn named(before: &str) -> bool {
    last_words(before).any(|word| TELEPHONES.contains(&&*word))
}

/// Whether the words around three numbers say that they are something else: a quantity, or the number of a paper.
fn counted(text: &str, start: usize, end: usize) -> bool {
    let behind = text[end..].strip_prefix([' ', '\u{a0}']).unwrap_or(&text[end..]);
    let unit = behind.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    let quantity = unit.len() <= 12 && UNITS.contains(&&*unit.to_lowercase());
    quantity
        || last_words(&text[..start])
            .find(|word| !NUMBERS.contains(&&**word))
            .is_some_and(|word| PAPERS.contains(&&*word))
}

/// How many bytes at the start of a text are an extension: ` ext. 12`, ` x7`.
fn extension(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', ',', ';']);
    let lead = text.len() - rest.len();
    let word = ["extension", "extn", "ext", "x"]
        .into_iter()
        .find(|word| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)));
    let Some(word) = word.filter(|_| lead <= 2) else { return 0 };
    let number = rest[word.len()..].trim_start_matches(['.', ':', ' ', '#']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=6).contains(&digits) { text.len() - number.len() + digits } else { 0 }
}

/// The codes of free numbers, which may be spelled with letters.
const FREE: &[&str] = &["800", "822", "833", "844", "855", "866", "877", "888"];

/// `1-800-555-0199`, `1-800-4-CANCER`: `at` is the first of the marks.
fn toll_free(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let (before, behind) = (text[..at].strip_suffix('1')?, &text[at + 1..]);
    let code = behind.get(..3).filter(|code| FREE.contains(code))?;
    let rest = behind[code.len()..].strip_prefix(['-', '.', ' '])?;
    let letter = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase() || matches!(byte, b'-' | b'.');
    let len = rest.bytes().take(14).take_while(letter).count();
    let word = rest[..len].trim_end_matches(['-', '.']);
    let count = word.bytes().filter(u8::is_ascii_alphanumeric).count();
    let end = text.len() - rest.len() + word.len();
    ((7..=10).contains(&count) && begins(before) && ends(&text[end..]))
        .then(|| before.len()..end + extension(&text[end..]))
}

/// `+49 30 901820`, `+1 (555) 555-0142`: a plus, then nine to fifteen digits in groups.
fn international(text: &str, at: usize) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    if !bytes.get(at + 1).is_some_and(|byte| (b'1'..=b'9').contains(byte)) || !begins(&text[..at]) {
        return None;
    }
    let (mut digits, mut groups, mut longest, mut group) = (0, 0, 0, 0);
    let (mut end, mut gap, mut points) = (at + 1, 1, 0);
    for (n, byte) in bytes.iter().enumerate().skip(at + 1) {
        match byte {
            b'0'..=b'9' => {
                groups += usize::from(gap > 0);
                group = if gap > 0 { 1 } else { group + 1 };
                (digits, gap, end) = (digits + 1, 0, n + 1);
                longest = longest.max(group);
            }
            b' ' | b'-' | b'.' | b'/' | b'(' | b')' if gap < 2 => {
                gap += 1;
                points += usize::from(*byte == b'.');
            }
            _ => break,
        }
        if digits > 15 {
            return None;
        }
    }
    let fraction = groups == 2 && points > 0;
    let shaped = (9..=15).contains(&digits) && groups <= 7 && longest >= 3 && !fraction;
    (shaped && ends(&text[end..])).then(|| at..end + extension(&text[end..]))
}

/// Whether a text has digits of a number behind a word for telephones: `Tel. 0552 4471`.
pub(super) fn labeled(text: &str) -> bool {
    let Some(at) = text.find(|letter: char| letter.is_ascii_digit()) else { return false };
    let number = text[at..].split(|letter: char| letter.is_alphabetic() || letter == ',').next().unwrap_or_default();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let words = text[..at].rsplit(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let telephone = |word: &str| {
        ["phone", "telephone", "tel", "fax", "mobile", "cell"].iter().any(|known| word.eq_ignore_ascii_case(known))
    };
    (6..=15).contains(&digits) && words.take(2).any(telephone)
}
