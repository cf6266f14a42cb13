//! Marks that stand for a break between paragraphs.

use memchr::{memchr_iter, memrchr};

use super::{Rule, Stage, Trigger};
use crate::text::Edit;

/// `"… below 90 mmHg.~The dose …"` → a line break.
pub(super) static TILDE: Rule = Rule {
    id: "wrap/tilde",
    doc: "A tilde between a full stop and a capital, in a line that stands in double quotes, is a break between paragraphs.",
    example: ("\"Taken at night.~The dose is 15\\~35 mg.\"", "\"Taken at night.\nThe dose is 15~35 mg.\""),
    stage: Stage::Glyph(Trigger::Byte(b'~'), find),
};

fn find(text: &str, edits: &mut Vec<Edit>) {
    let mut line = (0, false);
    for at in memchr_iter(b'~', text.as_bytes()) {
        if !(text[..at].ends_with('.') && text[at + 1..].starts_with(char::is_uppercase)) {
            continue;
        }
        if at >= line.0 {
            line = quoted(text, at);
        }
        if line.1 {
            edits.push(Edit {
                rule: TILDE.id,
                span: (at..at + 1).into(),
                after: "\n".into(),
                confidence: 0.98,
                applied: true,
                why: "in a quoted text, between a full stop and a capital".into(),
            });
        }
    }
}

/// Where the line around a place ends, and whether it stands in double quotes.
fn quoted(text: &str, at: usize) -> (usize, bool) {
    let start = memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |len| at + len);
    let line = text[start..end].trim();
    (end, line.len() > 1 && line.starts_with('"') && line.ends_with('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::repaired;

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(repaired(find, before), after);
    }

    #[test]
    fn a_break_needs_quotes_a_full_stop_and_a_capital() {
        check("\"A.~B.~C.\"\n\"D.~E\"", "\"A.\nB.\nC.\"\n\"D.\nE\"");
        for same in ["A.~B", "\"A.~b\"", "\"A~B\"", "\"15~35 mg\"", "\"about.~20%\"", "\"A.~B", "A.~B\""] {
            check(same, same);
        }
    }
}
