//! E-mail addresses: words around an `@`, the last of them the name of a domain.

use super::{Found, Kind};

/// Adds the addresses of a text. Every byte is looked at twice at most: from the `@` behind it and from the one before.
pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut free = 0;
    for at in memchr::memchr_iter(b'@', text.as_bytes()).filter(|at| beside(text.as_bytes(), *at)) {
        let end = at + 1 + domain(&text[at + 1..]);
        let start = at - local(&text[free..at]).len();
        if end > at + 1 && start < at {
            found.push(Found { kind: Kind::Email, at: start..end });
            free = end;
        } else {
            free = at;
        }
    }
}

/// Whether something stands on both sides that an address may have there.
fn beside(bytes: &[u8], at: usize) -> bool {
    let solid = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_whitespace());
    at > 0 && solid(bytes.get(at - 1)) && solid(bytes.get(at + 1))
}

/// The end of a text that may stand before the `@`.
fn local(text: &str) -> &str {
    let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '%' | '+' | '-' | '\'');
    let rest = text.trim_end_matches(inside);
    text[rest.len()..].trim_start_matches(['.', '-', '\'', '%'])
}

/// How many bytes of a text are a domain: words with points between them, up to the last that may name one; nothing without.
fn domain(text: &str) -> usize {
    let word = |letter: char| letter.is_alphanumeric() || letter == '-';
    let (mut end, mut from, mut small) = (0, 0, false);
    loop {
        let rest = &text[from..];
        let len = rest.find(|letter| !word(letter)).unwrap_or(rest.len());
        let label = &rest[..len];
        // A sentence begins behind the point: `example.org.The`.
        let capital = label.starts_with(char::is_uppercase) && label.chars().skip(1).any(char::is_lowercase);
        if label.is_empty() || capital && small && end > 0 {
            return end;
        }
        small = label.chars().all(|letter| !letter.is_uppercase());
        if let Some(len) = (from > 0).then(|| top(label)).flatten() {
            end = from + len;
            if len < label.len() {
                return end;
            }
        }
        from += len + 1;
        if !rest[len..].starts_with('.') {
            return end;
        }
    }
}

/// How much of a word may be the last of a domain: letters, up to where the next word or number is glued to them.
fn top(label: &str) -> Option<usize> {
    let mut letters = label.char_indices().zip(label.chars().skip(1));
    let seam = letters.find(|((_, one), next)| !next.is_alphabetic() || one.is_lowercase() && next.is_uppercase());
    let len = seam.map_or(label.len(), |((at, one), _)| at + one.len_utf8());
    let named = label[..len].chars().all(char::is_alphabetic) && label[..len].chars().nth(1).is_some();
    named.then_some(len)
}
