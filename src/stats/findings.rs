//! Repairs, issues, residue.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::Tally;

/// What a rule did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rule {
    /// Repairs that were carried out.
    pub applied: u64,
    /// Repairs that were only suggested.
    pub suggested: u64,
    /// Repairs by confidence: from 0.0 up, from 0.1 up … from 0.9 up.
    pub bins: [u64; 10],
}

/// Issues of one code.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Issues {
    /// Issues.
    pub count: u64,
    /// Records with one or more of them.
    pub records: u64,
    /// The first of them, and where it is.
    pub example: String,
    /// The path of its page.
    pub path: String,
}

/// What was left over on the pages of a layout.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Residue {
    /// Pages with some.
    pub pages: u64,
    /// Pieces.
    pub pieces: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Bytes of all pages of the layout.
    pub of: u64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Findings {
    pub(super) rules: BTreeMap<String, Rule>,
    pub(super) issues: BTreeMap<String, Issues>,
    pub(super) words: Tally,
    pub(super) labels: Tally,
    pub(super) residue: BTreeMap<String, Residue>,
}

impl Findings {
    pub(super) fn add(&mut self, record: &Value, layout: &str, path: &str) {
        let list = |key| record.get(key).and_then(Value::as_array).into_iter().flatten();
        list("repairs").for_each(|repair| self.repair(repair));
        let mut codes: Vec<&str> = list("issues").filter_map(|issue| self.issue(issue, path)).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            self.issues.entry(code.to_owned()).or_default().records += 1;
        }
        let page = record.pointer("/source/bytes").and_then(Value::as_u64).unwrap_or_default();
        let residue = self.residue.entry(layout.to_owned()).or_default();
        residue.of += page;
        let before = residue.pieces;
        for piece in list("residue") {
            let end = |at| piece.pointer(at).and_then(Value::as_u64).unwrap_or_default();
            residue.pieces += 1;
            residue.bytes += end("/span/1").saturating_sub(end("/span/0"));
            let lines = piece.get("text").and_then(Value::as_str).unwrap_or_default().lines();
            lines.filter_map(label).for_each(|label| self.labels.add(label, path));
        }
        residue.pages += u64::from(residue.pieces > before);
    }

    fn repair(&mut self, repair: &Value) {
        let text = |key| repair.get(key).and_then(Value::as_str).unwrap_or_default();
        let rule = self.rules.entry(text("rule").to_owned()).or_default();
        // What a curator refused is not carried out either.
        if ["SUGGESTED", "REFUSED"].contains(&text("state")) {
            rule.suggested += 1;
        } else {
            rule.applied += 1;
        }
        rule.bins[bin(repair.get("confidence").and_then(Value::as_f64).unwrap_or_default())] += 1;
    }

    /// Counts an issue: its code.
    fn issue<'v>(&mut self, issue: &'v Value, path: &str) -> Option<&'v str> {
        let text = |key| issue.get(key).and_then(Value::as_str);
        let (code, message) = (text("code")?, text("message").unwrap_or_default());
        let issues = self.issues.entry(code.to_owned()).or_default();
        issues.count += 1;
        if issues.count == 1 {
            (issues.example, issues.path) = (message.to_owned(), path.to_owned());
        }
        if let Some(word) = quoted(message).filter(|_| code == "vocabulary") {
            let keys = text("field").unwrap_or_default().split('/').filter(|key| !key.is_empty());
            let keys: Vec<&str> = keys.filter(|key| key.parse::<u64>().is_err()).collect();
            self.words.add(&format!("{}: {word}", keys.join(".")), path);
        }
        Some(code)
    }
}

/// The tenth that a confidence lies in; 1 lies in the last.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 9, as clamped")]
fn bin(confidence: f64) -> usize {
    // A thousandth of a step more: 0.3 times ten is less than 3.
    (confidence * 10.0 + 0.001).clamp(0.0, 9.0) as usize
}

/// What a message quotes first.
fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('“')?;
    rest.split_once('”').map(|(word, _)| word)
}

/// What a line of residue begins with, where that looks like a label: a few words before a colon.
fn label(line: &str) -> Option<&str> {
    let (label, rest) = line.split_once(':')?;
    let label = label.trim_matches(|letter: char| letter.is_whitespace() || "-*•|#".contains(letter));
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let words = label.split_whitespace().count();
    (ends && (1..=6).contains(&words) && label.len() <= 60 && label.contains(char::is_alphabetic)).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_confidence_has_its_tenth() {
        let tenths = [0.0, 0.099, 0.1, 0.3, 0.6, 0.7, 0.89, 0.9, 0.999, 1.0].map(bin);
        assert_eq!(tenths, [0, 0, 1, 3, 6, 7, 8, 9, 9, 9]);
    }

    #[test]
    fn a_few_words_before_a_colon_look_like_a_label() {
        assert_eq!(label("- Ethics board: approved"), Some("Ethics board"));
        assert_eq!(label("Ethics board:"), Some("Ethics board"));
        for other in ["12:30", "at 12:30", "no colon", "one two three four five six seven: x", ": x", "12: x"] {
            assert_eq!(label(other), None, "{other}");
        }
    }
}
