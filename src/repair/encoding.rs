//! Wrong encodings: UTF-8 that was read as a one-byte encoding, and text that is not NFC.

use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Rule, Stage, sure};
use crate::text::blocks::first;
use crate::text::{Edit, Span};

/// `â‰¥` → `≥`.
pub(super) static AS_WINDOWS_1252: Rule = Rule {
    id: "encoding/utf8-as-windows-1252",
    doc: "Characters that are the UTF-8 bytes of one other character, read as windows-1252, become that character.",
    example: ("Age â‰¥ 18 Â± 2, patientâ€™s", "Age ≥ 18 ± 2, patient’s"),
    stage: Stage::Letters(|text, run, edits| mojibake(&AS_WINDOWS_1252, text, run, edits)),
};

/// `‚â•` → `≥`.
pub(super) static AS_MACROMAN: Rule = Rule {
    id: "encoding/utf8-as-macroman",
    doc: "Characters that are the UTF-8 bytes of one other character, read as MacRoman, become that character.",
    example: ("Age ‚â• 18, caf√©", "Age ≥ 18, café"),
    stage: Stage::Letters(|text, run, edits| mojibake(&AS_MACROMAN, text, run, edits)),
};

/// `e` + combining acute → `é`.
pub(super) static NOT_NFC: Rule = Rule {
    id: "encoding/not-nfc",
    doc: "Letters followed by combining marks are stored composed (Unicode NFC).",
    example: ("Me\u{301}nie\u{300}re", "Ménière"),
    stage: Stage::Letters(not_nfc),
};

/// A one-byte encoding, turned round: which byte a character beyond ASCII was read from.
struct OneByte {
    /// Sorted by character.
    bytes: Vec<(char, u8)>,
}

impl OneByte {
    fn of(encoding: &'static Encoding) -> Self {
        let read = |byte: u8| encoding.decode_without_bom_handling(&[byte]).0.chars().next().map(|c| (c, byte));
        let mut bytes: Vec<_> = (0x80..=0xff).filter_map(read).collect();
        bytes.sort_unstable();
        OneByte { bytes }
    }

    fn byte(&self, letter: char) -> Option<u8> {
        let at = self.bytes.binary_search_by_key(&letter, |(letter, _)| *letter).ok()?;
        Some(self.bytes[at].1)
    }
}

static CP1252: LazyLock<OneByte> = LazyLock::new(|| OneByte::of(WINDOWS_1252));
static MAC: LazyLock<OneByte> = LazyLock::new(|| OneByte::of(MACINTOSH));

/// The ways of misreading, in the order in which they are undone: a text may have been misread twice, seldom in both ways.
const WAYS: [(&Rule, &LazyLock<OneByte>); 3] =
    [(&AS_WINDOWS_1252, &CP1252), (&AS_MACROMAN, &MAC), (&AS_WINDOWS_1252, &CP1252)];

/// A character as it was meant, and where it stands.
struct Reading {
    range: Range<usize>,
    letter: char,
    /// Which rule read it last, where it is not what the page shows.
    rule: Option<&'static Rule>,
}

fn mojibake(rule: &'static Rule, text: &str, run: Range<usize>, edits: &mut Vec<Edit>) {
    let letters = &text[run.clone()];
    // Most letters beyond ASCII stand alone, or are none that a misreading begins with.
    if letters.chars().nth(1).is_none() || !letters.chars().any(leads) {
        return;
    }
    let reading = |(at, letter): (usize, char)| {
        let at = run.start + at;
        Reading { range: at..at + letter.len_utf8(), letter, rule: None }
    };
    let mut readings: Vec<Reading> = letters.char_indices().map(reading).collect();
    for (way, table) in WAYS {
        undo(way, table, &mut readings);
    }
    for reading in readings.into_iter().filter(|reading| reading.rule.is_some_and(|by| by.id == rule.id)) {
        let why = "the characters are the UTF-8 bytes of one character, and encode back to it";
        edits.push(sure(rule, reading.range, reading.letter.to_string(), why));
    }
}

/// Whether a misreading may begin with a character.
fn leads(letter: char) -> bool {
    [&CP1252, &MAC].iter().any(|table| matches!(table.byte(letter), Some(0xc2..=0xf4)))
}

/// Reads from the last character to the first, so that each is looked at with the meaning of those after it: what was
/// misread twice is read in one go.
fn undo(rule: &'static Rule, table: &OneByte, readings: &mut Vec<Reading>) {
    // What is read already lies behind `read`, the first of it there; what is not yet, before `unread`.
    let mut read = readings.len();
    for unread in (0..readings.len()).rev() {
        read -= 1;
        readings.swap(unread, read);
        while let Some((count, letter)) = misread(table, readings[read..].iter().map(|reading| reading.letter)) {
            let range = readings[read].range.start..readings[read + count - 1].range.end;
            read += count - 1;
            readings[read] = Reading { range, letter, rule: Some(rule) };
        }
    }
    readings.drain(..read);
}

/// The character whose UTF-8 bytes `letters` begin with, misread, and how many of them are its bytes.
fn misread(table: &OneByte, mut letters: impl Iterator<Item = char>) -> Option<(usize, char)> {
    let first = table.byte(letters.next()?)?;
    let wanted = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [first; 4];
    for byte in &mut bytes[1..wanted] {
        *byte = table.byte(letters.next()?)?;
    }
    let letter = std::str::from_utf8(&bytes[..wanted]).ok()?.chars().next()?;
    meant(letter).then_some((wanted, letter))
}

/// Whether someone would have written the character on a trial page: letters of living scripts, marks, signs.
/// `‰ª` or `Œ±` could decode to something, so what they decode to must make sense.
fn meant(letter: char) -> bool {
    let blocks = [
        '\u{a0}'..='\u{24f}',
        '\u{370}'..='\u{52f}',
        '\u{1e00}'..='\u{1eff}',
        '\u{2000}'..='\u{2bff}',
        '\u{3000}'..='\u{30ff}',
        '\u{4e00}'..='\u{9fff}',
        '\u{ac00}'..='\u{d7a3}',
        '\u{ff00}'..='\u{ffef}',
    ];
    blocks.iter().any(|block| block.contains(&letter))
}

fn not_nfc(text: &str, run: Range<usize>, edits: &mut Vec<Edit>) {
    // Below U+0300 everything is composed already: C2..CB lead bytes.
    let Some(at) = text.as_bytes()[run.clone()].iter().position(|byte| *byte >= 0xcc) else { return };
    let start = text[..run.start + at].char_indices().next_back().map_or(run.start + at, |(before, _)| before);
    let part = &text[start..run.end];
    if is_nfc_quick(part.chars()) != IsNormalized::Yes {
        compose(text, start..run.end, edits);
    }
}

/// Composes letter by letter, so that an edit holds one letter with its marks.
fn compose(text: &str, range: Range<usize>, edits: &mut Vec<Edit>) {
    let mut start = range.start;
    while start < range.end {
        let rest = &text[start..range.end];
        let marks = |(_, letter): &(usize, char)| is_nfc_quick(std::iter::once(*letter)) == IsNormalized::Yes;
        let len = rest.char_indices().skip(1).find(marks).map_or(rest.len(), |(at, _)| at);
        let composed: String = rest[..len].nfc().collect();
        if composed != rest[..len] {
            let why = "the composed form is canonically equivalent";
            edits.push(sure(&NOT_NFC, start..start + len, composed, why));
        }
        start += len;
    }
}

/// Where characters beyond ASCII stand: all runs of them.
pub(super) fn letters(text: &str) -> Vec<Span> {
    let (bytes, mut runs, mut free) = (text.as_bytes(), Vec::new(), 0);
    while let Some(start) = first(bytes, free, |one, _, _| !one.is_ascii(), |_| true) {
        free = start + bytes[start..].iter().take_while(|byte| !byte.is_ascii()).count();
        runs.push(Span::from(start..free));
    }
    runs
}

#[cfg(test)]
mod tests {

    use crate::repair::{Without, mend};
    use crate::text::Text;

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(mend(Text::plain(before), &Without::default()).as_str(), after);
    }

    #[test]
    fn runs_of_letters_beyond_ascii_are_found_wherever_they_stand() {
        for before in 0..70 {
            let text = format!("{}é≥b{}×", "a".repeat(before), "c".repeat(before));
            let runs: Vec<&str> = super::letters(&text).iter().map(|run| &text[run.range()]).collect();
            assert_eq!(runs, ["é≥", "×"]);
        }
    }

    #[test]
    fn misread_characters_come_back() {
        check("50 Âµg â€“ 60 Â°C cafÃ©", "50 µg – 60 °C café");
        check("TNF-Î± Ã— 2", "TNF-α × 2");
        check("¬±2 ‚Äì 5 Œºg", "±2 – 5 μg");
    }

    #[test]
    fn what_was_misread_twice_is_read_in_one_go() {
        check("18 Ã¢â€°Â¥ cafÃƒÂ©", "18 ≥ café");
        check("√Ã‰ ‚Äö√Ñ√Æ", "Ã —");
        check("Ã©Ã©Ã‰√É", "ééÉÃ");
    }

    #[test]
    fn right_characters_stay() {
        for text in ["Ménière ≥ 5 µg ± 2 °C", "Âge, Ärzte, İstanbul", "√2 ‚x‘ ¬A", "São João"] {
            check(text, text);
        }
    }

    #[test]
    fn hangul_and_latin_are_composed() {
        check("\u{1112}\u{1161}\u{11ab} a\u{30a}b", "한 åb");
        check("x\u{323}\u{307}", "\u{1e8b}\u{323}");
    }
}
