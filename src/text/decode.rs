//! From bytes to text: UTF-8, UTF-16, and where bytes are no UTF-8, windows-1252 or what the page says.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::{Run, Span, Step, Text};
use crate::data::Data;
use crate::html::Html;

/// How the bytes of a page were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Bytes that are no UTF-8 were read as windows-1252.
    Windows1252,
    /// The page is no UTF-8 and names this encoding.
    Declared(&'static encoding_rs::Encoding),
}

/// A decoded page.
#[derive(Debug)]
pub struct Decoded<'p> {
    /// The text with the way back to the bytes.
    pub text: Text<'p>,
    /// How it was read.
    pub encoding: Encoding,
    /// How many code units made no character (replaced by U+FFFD) or, in windows-1252, were no UTF-8.
    pub odd: usize,
    /// What the page holds where it is data; its places are those of the text.
    pub data: Option<Data>,
    /// What is known of the page where it is HTML.
    pub html: Option<Html>,
    /// The column that its lines were filled to, where they were; they are joined.
    pub filled: Option<usize>,
}

impl<'p> Decoded<'p> {
    /// Decodes the bytes of a page; no bytes are refused.
    #[must_use]
    pub fn read(bytes: &'p [u8]) -> Self {
        match bytes {
            [0xff, 0xfe, rest @ ..] => utf16(rest, 2, u16::from_le_bytes, Encoding::Utf16Le),
            [0xfe, 0xff, rest @ ..] => utf16(rest, 2, u16::from_be_bytes, Encoding::Utf16Be),
            [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3),
            _ => match bare_utf16(bytes) {
                Some(Encoding::Utf16Le) => utf16(bytes, 0, u16::from_le_bytes, Encoding::Utf16Le),
                Some(_) => utf16(bytes, 0, u16::from_be_bytes, Encoding::Utf16Be),
                None => utf8(bytes, 0),
            },
        }
    }

    /// Decodes the bytes of a page that names its encoding, one in which ASCII stands for itself.
    #[must_use]
    pub fn declared(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Decoded<'static> {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut text = String::with_capacity(bytes.len() * 2);
        let mut runs = vec![Run { clean: 0, raw: 0, len: 0, width: 1 }];
        let mut odd = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let before = text.len();
            text.reserve(16);
            let (_, _, replaced) = decoder.decode_to_string(&[*byte], &mut text, at + 1 == bytes.len());
            odd += usize::from(replaced);
            match (text.len() - before, runs.last_mut()) {
                (0, _) => {}
                (1, Some(run)) if run.end() as usize == before && run.raw_end() as usize == at && byte.is_ascii() => {
                    run.len += 1;
                }
                _ => runs.push(Run { clean: text.len() as u32, raw: at as u32 + 1, len: 0, width: 1 }),
            }
        }
        decoded(Cow::Owned(text), runs, Encoding::Declared(encoding), odd)
    }
}

/// The first character of a page where it is a sign, a letter or a figure of ASCII: told without decoding the page.
pub(crate) fn first_sign(bytes: &[u8]) -> Option<u8> {
    bytes.first().copied().filter(u8::is_ascii_graphic).filter(|_| bare_utf16(bytes).is_none())
}

/// UTF-16 without a mark shows in its first characters: Latin letters leave every other byte zero.
fn bare_utf16(bytes: &[u8]) -> Option<Encoding> {
    let head = &bytes[..bytes.len().min(64) & !1];
    memchr::memchr(0, head)?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match () {
        () if half < 4 => None,
        () if odd * 10 >= half * 9 && even == 0 => Some(Encoding::Utf16Le),
        () if even * 10 >= half * 9 && odd == 0 => Some(Encoding::Utf16Be),
        () => None,
    }
}

fn utf8(bytes: &[u8], mark: u32) -> Decoded<'_> {
    let Ok(text) = std::str::from_utf8(bytes) else { return mixed(bytes, mark) };
    let run = Run { clean: 0, raw: mark, len: text.len() as u32, width: 1 };
    let runs = if mark == 0 { vec![] } else { vec![run] };
    decoded(Cow::Borrowed(text), runs, Encoding::Utf8, 0)
}

/// Keeps what is UTF-8 and reads every other byte as windows-1252: a page cut inside a character loses only that
/// character, and a windows-1252 page, where valid UTF-8 beyond ASCII hardly ever happens, is read as such.
fn mixed(bytes: &[u8], mark: u32) -> Decoded<'_> {
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut runs = Vec::new();
    let (mut raw, mut odd) = (mark, 0);
    for chunk in bytes.utf8_chunks() {
        let (valid, invalid) = (chunk.valid(), chunk.invalid());
        runs.push(Run { clean: text.len() as u32, raw, len: valid.len() as u32, width: 1 });
        text.push_str(valid);
        raw += valid.len() as u32;
        for (at, byte) in invalid.iter().enumerate() {
            if at > 0 {
                runs.push(Run { clean: text.len() as u32, raw, len: 0, width: 1 });
            }
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(&[*byte]).0);
            raw += 1;
            odd += 1;
        }
    }
    runs.push(Run { clean: text.len() as u32, raw, len: 0, width: 1 });
    decoded(Cow::Owned(text), runs, Encoding::Windows1252, odd)
}

fn utf16(bytes: &[u8], mark: u32, unit: fn([u8; 2]) -> u16, encoding: Encoding) -> Decoded<'static> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut runs = vec![Run { clean: 0, raw: mark, len: 0, width: 2 }];
    let (mut raw, mut odd) = (mark, bytes.len() % 2);
    for letter in char::decode_utf16(units) {
        let letter = letter.unwrap_or_else(|_| {
            odd += 1;
            char::REPLACEMENT_CHARACTER
        });
        text.push(letter);
        raw += 2 * letter.len_utf16() as u32;
        match runs.last_mut() {
            Some(run) if letter.is_ascii() => run.len += 1,
            _ => runs.push(Run { clean: text.len() as u32, raw, len: 0, width: 2 }),
        }
    }
    decoded(Cow::Owned(text), runs, encoding, odd)
}

fn decoded(clean: Cow<'_, str>, runs: Vec<Run>, encoding: Encoding, odd: usize) -> Decoded<'_> {
    let step = Step { runs, ..Step::default() };
    let steps = if step.runs.is_empty() { vec![] } else { vec![step] };
    let text = Text { clean, steps, start: 0, private: Vec::new() };
    Decoded { text, encoding, odd, data: None, html: None, filled: None }
}

/// Bytes of a file of which a page begins at byte `start`, as text.
pub(super) fn shown(page: &[u8], start: u32, encoding: Encoding, span: Span) -> String {
    let bytes = &page[(span.start - start) as usize..(span.end - start) as usize];
    let units = |unit: fn([u8; 2]) -> u16| -> String {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match encoding {
        Encoding::Utf8 | Encoding::Windows1252 => Decoded::read(bytes).text.as_str().to_owned(),
        Encoding::Declared(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        Encoding::Utf16Le => units(u16::from_le_bytes),
        Encoding::Utf16Be => units(u16::from_be_bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: Encoding, part: &str, home: std::ops::Range<usize>) {
        let page = Decoded::read(bytes);
        assert_eq!(page.encoding, encoding);
        let clean = page.text.as_str();
        let at = clean.find(part).expect("the part is on the page");
        assert_eq!(page.text.origin(&clean[at..at + part.len()]).range(), home);
    }

    #[test]
    fn utf8_is_the_page_itself() {
        check("a ≥ 5".as_bytes(), Encoding::Utf8, "≥ 5", 2..7);
        check(b"\xef\xbb\xbfTitle", Encoding::Utf8, "Title", 3..8);
    }

    #[test]
    fn a_byte_that_is_no_utf8_is_windows_1252() {
        check(b"Universit\xe9 de Lyon", Encoding::Windows1252, "é de", 9..13);
        check(b"\xb1 5 \x95 x\xff", Encoding::Windows1252, "x\u{ff}", 6..8);
        check(b"\xe2\x89 end", Encoding::Windows1252, "\u{2030} end", 1..6);
    }

    #[test]
    fn a_declared_encoding_keeps_the_way_home() {
        let check = |encoding, bytes: &[u8], part: &str, home: std::ops::Range<usize>| {
            let page = Decoded::declared(bytes, encoding);
            let clean = page.text.as_str();
            let at = clean.find(part).expect("the part is on the page");
            assert_eq!(page.text.origin(&clean[at..at + part.len()]).range(), home, "{clean}");
        };
        check(encoding_rs::WINDOWS_1251, b"a \xc2\xe5\xf1 5 kg", "Вес 5", 2..7);
        // The second byte of a character may be that of a letter of ASCII.
        check(encoding_rs::SHIFT_JIS, b"x \x83\x41\x83\x42 y", "ア", 2..4);
        check(encoding_rs::SHIFT_JIS, b"x \x83\x41\x83\x42 y", "y", 7..8);
        check(encoding_rs::GBK, b"\xb8 5", "5", 2..3);
    }

    #[test]
    fn utf16_is_found_with_and_without_its_mark() {
        let bytes = |mark: &str| -> Vec<u8> {
            format!("{mark}Age ≥ 18 years").encode_utf16().flat_map(u16::to_le_bytes).collect()
        };
        check(&bytes("\u{feff}"), Encoding::Utf16Le, "≥ 18", 10..18);
        check(&bytes(""), Encoding::Utf16Le, "18 y", 12..20);
        let big: Vec<u8> = "Phase 2".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&big, Encoding::Utf16Be, "2", 12..14);
    }

    #[test]
    fn the_first_sign_is_that_of_the_decoded_page() {
        let utf16: Vec<u8> = "{ \"a\": 1 }".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [b"Title".as_slice(), b"{\"a\": 1}", b"\xe9", b" {", b"\xef\xbb\xbf{", b"", &utf16] {
            let first = Decoded::read(bytes).text.as_str().bytes().next();
            assert!(first_sign(bytes).is_none_or(|sign| Some(sign) == first), "{bytes:?}");
        }
        assert_eq!((first_sign(b"Title"), first_sign(&utf16)), (Some(b'T'), None));
    }

    #[test]
    fn a_lone_surrogate_costs_one_character() {
        let bytes = [0xff, 0xfe, b'a', 0, 0x00, 0xd8, b'b', 0];
        let page = Decoded::read(&bytes);
        assert_eq!((page.text.as_str(), page.odd), ("a\u{fffd}b", 1));
    }
}
