//! A page as it is stored, and where in its text each byte is.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::extract::{Extraction, Kind, Options, Page, Stored};
use crate::text::{Decoded, Text};

/// What a run writes of a page for the desk.
#[derive(Serialize, Deserialize)]
pub(super) struct View {
    /// The record with its spans.
    pub(super) record: Box<RawValue>,
    /// The text of the page as it is stored.
    pub(super) text: String,
    /// Where its bytes are in the text.
    pub(super) ruler: Ruler,
    /// Labels, and what is no part of the trial: start, end (bytes of the file), kind.
    pub(super) kinds: Vec<(u32, u32, char)>,
    /// Whether the page is HTML, most of which nobody wants to see.
    pub(super) html: bool,
}

/// Writes a page for the desk: its record with spans, its text, and what each stretch of it is.
///
/// # Errors
///
/// Where the record cannot be written.
pub fn view(
    page: &Page<'_>,
    options: &Options,
    decoded: &Decoded<'_>,
    extraction: &Extraction<'_>,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let told = |error: serde_json::Error| error.to_string();
    let (stored, form) = page.stored(options);
    let record = match &extraction.amended {
        Some(record) => to_raw_value(record),
        None => to_raw_value(&extraction.record),
    };
    let kind = |kind| match kind {
        Kind::Label => Some('l'),
        Kind::Boilerplate => Some('b'),
        Kind::Value | Kind::Residue => None,
    };
    let coverage = extraction.coverage(&decoded.text, page.bytes.len());
    let kinds = coverage.into_iter().filter_map(|(span, is)| Some((span.start, span.end, kind(is)?))).collect();
    let view = View {
        record: record.map_err(told)?,
        ruler: Ruler::of(&stored.text),
        text: stored.text.as_str().to_owned(),
        kinds,
        html: matches!(form, Some(Stored::Html)),
    };
    serde_json::to_writer(out, &view).map_err(told)
}

/// Leads from bytes of a file to units of UTF-16, which scripts count in.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ruler {
    /// Byte and unit behind each character that is not one byte and one unit, and of the start.
    anchors: Vec<(u32, u32)>,
    /// The units of the text.
    units: u32,
}

impl Ruler {
    fn of(text: &Text<'_>) -> Self {
        let clean = text.as_str();
        let mut anchors = vec![(text.boundary(0), 0)];
        let (mut unit, mut byte) = (0, anchors[0].0);
        for (at, letter) in clean.char_indices() {
            let home = text.origin(&clean[at..at + letter.len_utf8()]);
            if home.start != byte {
                anchors.push((home.start, unit));
            }
            unit += letter.len_utf16() as u32;
            byte = home.end;
            if home.len() != 1 || letter.len_utf16() != 1 {
                anchors.push((byte, unit));
            }
        }
        Ruler { anchors, units: unit }
    }

    /// Where a byte of the file is.
    pub(super) fn unit(&self, byte: u32) -> u32 {
        let n = self.anchors.partition_point(|(from, _)| *from <= byte);
        let Some((from, unit)) = n.checked_sub(1).and_then(|n| self.anchors.get(n)) else { return 0 };
        let next = self.anchors.get(n).map_or(self.units, |(_, unit)| *unit);
        (unit + (byte - from)).min(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], part: &str, units: [u32; 2]) {
        let decoded = Decoded::read(bytes);
        let (text, ruler) = (decoded.text.as_str(), Ruler::of(&decoded.text));
        let at = text.find(part).expect("the part");
        let span = decoded.text.origin(&text[at..at + part.len()]);
        assert_eq!([ruler.unit(span.start), ruler.unit(span.end)], units);
        let shown: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(String::from_utf16_lossy(&shown[units[0] as usize..units[1] as usize]), part);
    }

    #[test]
    fn bytes_lead_to_units() {
        check("Titre é ≥ 𝛼 fin".as_bytes(), "fin", [13, 16]);
        check("Titre é ≥ 𝛼 fin".as_bytes(), "𝛼", [10, 12]);
        check(b"\xef\xbb\xbfplain", "ain", [2, 5]);
        check(b"caf\xe9 noir", "noir", [5, 9]);
        check(b"caf\xe9 noir", "\u{e9}", [3, 4]);
        let utf16: Vec<u8> = "été plain".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&[&[0xff, 0xfe], &utf16[..]].concat(), "plain", [4, 9]);
    }
}
