//! Powers of ten that lost their superscript.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{Rule, Stage, Trigger};
use crate::text::Edit;

/// `1×106/kg` → `1×10^6/kg`.
pub(super) static LOST_SUPERSCRIPT: Rule = Rule {
    id: "exponent/lost-superscript",
    doc: "`10` and one or two digits between a multiplication sign and a unit of counting is a power of ten.",
    example: ("1×106/kg cells, 2.5 x 109/L", "1×10^6/kg cells, 2.5 x 10^9/L"),
    stage: Stage::Content(Trigger::Word(&TEN), find),
};

static TEN: LazyLock<Finder> = LazyLock::new(|| Finder::new("10"));

fn find(text: &str, edits: &mut Vec<Edit>) {
    for at in TEN.find_iter(text.as_bytes()) {
        if let Some(digits) = exponent(text, at) {
            edits.push(Edit {
                rule: LOST_SUPERSCRIPT.id,
                span: (at..digits.end).into(),
                after: format!("10^{}", &text[digits]).into(),
                confidence: 0.98,
                applied: true,
                why: "a multiplication sign before, a unit of counting behind".into(),
            });
        }
    }
}

/// The digits behind the `10` at `at`, if they were an exponent.
fn exponent(text: &str, at: usize) -> Option<Range<usize>> {
    let digits = text[at + 2..].bytes().take_while(u8::is_ascii_digit).count();
    let range = at + 2..at + 2 + digits;
    // No dose of cells or organisms has 10^0 or 10^1, and few pass 10^15.
    let power: u32 = text[range.clone()].parse().ok().filter(|_| digits <= 2)?;
    ((2..=15).contains(&power) && multiplied(&text[..at]) && counted(&text[range.end..])).then_some(range)
}

/// `1×`, `2.5 x `, `X `, `×` alone: a multiplication sign that belongs to the `10`.
fn multiplied(before: &str) -> bool {
    let near = before.trim_end_matches([' ', '\u{a0}']);
    let Some(sign) = near.chars().next_back().filter(|sign| "×xX*".contains(*sign)) else {
        return false;
    };
    let factor = near[..near.len() - sign.len_utf8()].trim_end_matches([' ', '\u{a0}']);
    let digit = factor.ends_with(|last: char| last.is_ascii_digit());
    // `n×109/L`: a letter for the number.
    let mut back = factor.chars().rev();
    let letter =
        back.next().is_some_and(|last| last.is_ascii_lowercase()) && !back.next().is_some_and(char::is_alphanumeric);
    // A letter x needs its factor; `Max 106/kg` has none. `0.25*40` needles multiply lengths, not powers.
    digit
        || sign == '×' && letter
        || sign == '×' && !factor.ends_with(char::is_alphabetic)
        || sign == 'X' && near.len() < before.len() && factor.is_empty()
}

/// What a power of ten counts: `/kg`, `/L`, `cells`, `IU`, organisms.
fn counted(after: &str) -> bool {
    let bare = after.trim_start_matches([' ', '\u{a0}']);
    if bare.len() < after.len().saturating_sub(1) {
        return false;
    }
    if let Some(unit) = bare.strip_prefix('/') {
        let unit = unit.trim_start();
        return unit.starts_with(|first: char| first.is_alphabetic() || first == 'µ');
    }
    let word_len = bare.find(|letter: char| !letter.is_alphabetic()).unwrap_or(bare.len());
    let word = bare[..word_len].to_ascii_lowercase();
    COUNTED.contains(&word.as_str())
}

const COUNTED: &[&str] = &[
    "cell",
    "cells",
    "cfu",
    "cfus",
    "copies",
    "dna",
    "egfp",
    "exosomes",
    "gc",
    "iu",
    "l",
    "leukocytes",
    "lymphocytes",
    "msc",
    "mscs",
    "nk",
    "nucleated",
    "ml",
    "particles",
    "pfu",
    "plaque",
    "platelets",
    "spores",
    "tcid",
    "til",
    "units",
    "vector",
    "vg",
    "viable",
    "viral",
    "vp",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::repaired;

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(repaired(find, before), after);
    }

    #[test]
    fn a_power_before_a_unit_of_counting() {
        check("dose 2 x106/Kg", "dose 2 x10^6/Kg");
        check("platelets ≥ 100 × 109/L", "platelets ≥ 100 × 10^9/L");
        check("5×1010 vg", "5×10^10 vg");
        check("neutrophils >1.5X 109 / L", "neutrophils >1.5X 10^9 / L");
        check("1.0*107 cells", "1.0*10^7 cells");
        check("leukocytes n×109/L", "leukocytes n×10^9/L");
    }

    #[test]
    fn numbers_that_only_look_like_one() {
        for text in [
            "0.25*40/50 mm needles",
            "25 kg/m2 and 105 mm3",
            "2X2X2X2X2",
            "3x/week for 106 days",
            "room 106/kg",
            "Max 106/kg",
            "1×1000/kg",
            "1×101/kg",
            "1×10^6/kg",
            "5 x 100 mg",
            "2 × 106 patients",
        ] {
            check(text, text);
        }
    }
}
