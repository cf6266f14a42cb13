//! Units that a translation got wrong.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{Rule, Stage, Trigger};
use crate::grammar::word::{contains_word, number};
use crate::text::Edit;

/// `0~4 points; 5-9 minutes; ≥10 minutes` → points throughout.
pub(super) static SCORE_BAND: Rule = Rule {
    id: "unit/score-band",
    doc: "Minutes among the bands of one score, which continue each other and of which one counts points, are points \
          (the languages that write both with one word lose the difference in translation).",
    example: (
        "Fatigue score: 0~4 points none; 5-9 minutes mild; ≥10 minutes severe.",
        "Fatigue score: 0~4 points none; 5-9 points mild; ≥10 points severe.",
    ),
    stage: Stage::Content(Trigger::Word(&MINUTE), find),
};

/// How far a sentence with score bands reaches; bounds the work of one trigger.
const REACH: usize = 600;

static MINUTE: LazyLock<Finder> = LazyLock::new(|| Finder::new("minute"));

fn find(text: &str, edits: &mut Vec<Edit>) {
    let mut done = 0;
    for at in MINUTE.find_iter(text.as_bytes()) {
        if at < done {
            continue;
        }
        let sentence = sentence(text, at);
        done = sentence.end.max(at + 1);
        judge(text, sentence, edits);
    }
}

/// The run of clauses around `at`: from the last full stop or line break to the next.
fn sentence(text: &str, at: usize) -> Range<usize> {
    let mut low = at.saturating_sub(REACH);
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let mut high = (at + REACH).min(text.len());
    while !text.is_char_boundary(high) {
        high -= 1;
    }
    let stops = |part: &str| [part.rfind(". "), part.rfind('\n')].into_iter().flatten().max();
    let start = stops(&text[low..at]).map_or(low, |n| low + n + 1);
    let ends = [text[at..high].find(". "), text[at..high].find('\n')];
    start..ends.into_iter().flatten().min().map_or(high, |n| at + n)
}

/// One band: its lowest and highest score and where its unit stands.
struct Band {
    low: f64,
    high: f64,
    unit: Range<usize>,
}

fn judge(text: &str, sentence: Range<usize>, edits: &mut Vec<Edit>) {
    let part = &text[sentence.clone()];
    let bands = bands(part);
    let wrong: Vec<&Band> = bands.iter().filter(|band| part[band.unit.clone()].starts_with('m')).collect();
    if wrong.is_empty() || bands.len() < 3 || !continuing(&bands) {
        return;
    }
    let scored = SCORE_WORDS.iter().any(|word| contains_word(part, word));
    let timed = TIME_WORDS.iter().any(|word| contains_word(part, word));
    if !scored || timed {
        return;
    }
    let pointed = wrong.len() < bands.len();
    for band in wrong {
        let unit = &part[band.unit.clone()];
        edits.push(Edit {
            rule: SCORE_BAND.id,
            span: (sentence.start + band.unit.start..sentence.start + band.unit.end).into(),
            after: if unit.ends_with('s') { "points" } else { "point" }.into(),
            confidence: if pointed { 0.98 } else { 0.7 },
            applied: pointed,
            why: why(&bands, pointed),
        });
    }
}

fn why(bands: &[Band], pointed: bool) -> Cow<'static, str> {
    let (first, last) = (&bands[0], &bands[bands.len() - 1]);
    let low = first.low.min(last.low);
    let seen = if pointed { "one of them counts points" } else { "no band says points" };
    format!("{} bands of one score continue each other from {low}; {seen}; no time is meant", bands.len()).into()
}

const SCORE_WORDS: &[&str] = &["score", "scores", "scored", "scale", "index", "grade", "rating", "severity", "points"];
const TIME_WORDS: &[&str] =
    &["within", "after", "during", "duration", "every", "rest", "walk", "lasting", "later", "infusion", "time", "per"];

/// Whether the bands follow each other without gap or overlap, upwards or downwards.
fn continuing(bands: &[Band]) -> bool {
    let next = |low: f64, high: f64| (0.0..=1.0).contains(&(low - high));
    let up = bands.windows(2).all(|pair| next(pair[1].low, pair[0].high));
    let down = bands.windows(2).all(|pair| next(pair[0].low, pair[1].high));
    up || down
}

/// `5-9 minutes`, `0~4 points`, `≥15 minutes`, `<5 points`, entered at the digits.
fn bands(part: &str) -> Vec<Band> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skip) = part[at..].find(|letter: char| letter.is_ascii_digit()) {
        at += skip;
        let (band, next) = band(part, at);
        found.extend(band);
        at = next;
    }
    found
}

/// The band whose first number stands at `at`, and where to go on.
fn band(part: &str, at: usize) -> (Option<Band>, usize) {
    let Some((first, mut end)) = number(part, at) else { return (None, at + 1) };
    let mut high = None;
    let joined = part[end..].trim_start().trim_start_matches(['~', '-', '–', '〜', '～', '至']);
    let joined = joined.strip_prefix("to ").unwrap_or(joined).trim_start();
    let join = part.len() - joined.len();
    if let Some((second, after)) = number(part, join).filter(|_| join > end) {
        (high, end) = (Some(second), after);
    }
    let unit_at = part.len() - part[end..].trim_start_matches([' ', '\u{a0}']).len();
    let word = part[unit_at..].find(|letter: char| !letter.is_alphabetic()).map_or(part.len(), |n| unit_at + n);
    if !matches!(&part[unit_at..word], "minute" | "minutes" | "point" | "points") {
        return (None, end);
    }
    let (low, high) = match (high, part[..at].trim_end().chars().next_back()) {
        (Some(high), _) => (first, high),
        (None, Some('≥' | '＞' | '≧')) => (first, f64::INFINITY),
        (None, Some('>')) => (first + 1.0, f64::INFINITY),
        (None, Some('=')) if part[..at].trim_end().ends_with(">=") => (first, f64::INFINITY),
        (None, Some('<')) => (f64::NEG_INFINITY, first - 1.0),
        (None, Some('≤' | '≦')) => (f64::NEG_INFINITY, first),
        (None, _) => (first, first),
    };
    (Some(Band { low, high, unit: unit_at..word }), word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[track_caller]
    fn check(before: &str, after: &str, suggested: usize) {
        let mut edits = Vec::new();
        find(before, &mut edits);
        assert_eq!(edits.iter().filter(|edit| !edit.applied).count(), suggested);
        assert_eq!(Text::plain(before).edited(edits).as_str(), after);
    }

    #[test]
    fn bands_of_one_score_count_points() {
        check(
            "Itch index: ≥15 minutes heavy, 10-14 minutes moderate, 5-9 points light, <5 minutes none.",
            "Itch index: ≥15 points heavy, 10-14 points moderate, 5-9 points light, <5 points none.",
            0,
        );
    }

    #[test]
    fn without_a_band_of_points_it_is_only_suggested() {
        let text = "Pain score: 0-3 minutes mild; 4-6 minutes moderate; 7-10 minutes severe";
        check(text, text, 3);
    }

    #[test]
    fn minutes_that_are_minutes_stay() {
        for text in [
            "Rest score: 30-60 minutes of rest after 5-29 minutes of walking, 0-4 points",
            "Infusion over 30 minutes, then 31-60 minutes, then 61-90 minutes",
            "walk test score 0-4 points, 5-9 minutes, 15 minutes",
            "6 minutes walk; 12 minutes run; scale 0-10 points",
        ] {
            check(text, text, 0);
        }
    }
}
