//! Restraint: how many clean values the rules change.
//!
//! A registered value, its markup resolved, is as its author wrote it. Each goes through the rules of characters and
//! quantities, a criterion also through the reader of criteria, as one bullet of two. Values in which a fault of the author's own can
//! be seen (a character reference, mojibake, a power of ten without its sign) are not clean and are counted apart.

use crate::criteria::markup;
use crate::study::{list, sections, text};
use anyhow::{Result, bail};
use serde_json::Value;
use std::path::Path;
use trialsift::grammar::criteria::{Leave, Side, block};
use trialsift::repair::{Without, mend};
use trialsift::text::Text;

/// One value in so many may be changed.
const SHARE: usize = 5_000;

/// Counts the values of all trials that are changed, and fails where they are too many.
pub fn run(trials: &Path) -> Result<()> {
    let (mut values, mut changed, mut faulty) = (0, 0, 0);
    for section in sections(trials)? {
        for (value, is_criterion) in clean(&section) {
            if is_faulty(&value) {
                faulty += 1;
                continue;
            }
            values += 1;
            if let Some(after) = altered(&value, is_criterion) {
                changed += 1;
                println!("{}\n    {}", seen(&value, &after), seen(&after, &value));
            }
        }
    }
    println!("{changed} of {values} clean values are changed; {faulty} others are not clean");
    if changed * SHARE > values {
        bail!("more than one in {SHARE}");
    }
    Ok(())
}

/// The texts of a trial, each with whether it is a criterion.
fn clean(section: &Value) -> Vec<(String, bool)> {
    let (names, told) = (&section["identificationModule"], &section["descriptionModule"]);
    let sponsors = &section["sponsorCollaboratorsModule"];
    let outcomes = &section["outcomesModule"];
    let single = [
        &names["briefTitle"],
        &names["officialTitle"],
        &told["briefSummary"],
        &told["detailedDescription"],
        &sponsors["leadSponsor"]["name"],
        &section["statusModule"]["whyStopped"],
    ];
    let rows = ["primaryOutcomes", "secondaryOutcomes"].into_iter().flat_map(|key| list(&outcomes[key]));
    let cells = rows.flat_map(|row| ["measure", "timeFrame", "description"].map(|key| &row[key]));
    let others = list(&sponsors["collaborators"]).map(|each| &each["name"]);
    let places = list(&section["contactsLocationsModule"]["locations"]).map(|each| &each["facility"]);
    let words = ["conditions", "keywords"].into_iter().flat_map(|key| list(&section["conditionsModule"][key]));
    let texts = single.into_iter().chain(cells).chain(others).chain(places).chain(words);
    let criteria = section["eligibilityModule"]["eligibilityCriteria"].as_str().unwrap_or("");
    let items = markup::lists(criteria).into_iter().flatten().flatten();
    // An item's own bullet is no part of it, and no text has control characters.
    let bare = |text: String| text.trim_start_matches(['•', '·', ' ']).replace(char::is_control, "");
    let all = texts.map(|value| (text(value), false)).chain(items.map(|item| (bare(item), true)));
    all.filter(|(text, _)| !text.is_empty()).collect()
}

/// Whether a fault can be seen in the value without any rule.
fn is_faulty(value: &str) -> bool {
    let joined = value.contains('\u{301}') || value.contains('\u{308}');
    let misread = ["Ã", "Â", "â€", "â‰"].iter().any(|sign| value.contains(sign));
    let reference = value.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().filter(|name| name.len() < rest.len());
        name.is_some_and(|name| name.len() < 8 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#'))
    });
    joined
        || misread
        || reference
        || value.split("10").skip(1).zip(value.split("10")).any(|(after, before)| is_power(before, after))
}

/// `×` and one or two figures around a `10`: no author writes `1 × 109/L` for anything but a power.
fn is_power(before: &str, after: &str) -> bool {
    let figures = after.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&figures) && before.trim_end().ends_with(['×', 'x', 'X', '*'])
}

/// The value after the rules, if they change it.
fn altered(value: &str, is_criterion: bool) -> Option<String> {
    let mended = mend(Text::plain(value), &Without::default());
    if mended.as_str() != value {
        return Some(mended.as_str().to_owned());
    }
    if !is_criterion {
        return None;
    }
    let leave = Leave { numbers: true, stars: true, words: true };
    let lines = format!("- {value}\n- {value}");
    let items = block(&lines, Side::Inclusion, leave).items;
    let whole = |item: &&str| *item != value;
    let texts: Vec<&str> = items.iter().map(|item| item.text).collect();
    (texts.len() != 2)
        .then(|| texts.join(" ¦ "))
        .or_else(|| texts.iter().find(|item| whole(item)).map(|item| (*item).to_owned()))
}

/// The stretch of a text where it differs from another.
fn seen<'t>(text: &'t str, other: &str) -> &'t str {
    let same = text.char_indices().zip(other.chars()).take_while(|((_, a), b)| a == b).count();
    let from = text.char_indices().nth(same.saturating_sub(20)).map_or(0, |(at, _)| at);
    let to = text[from..].char_indices().nth(60).map_or(text.len(), |(at, _)| from + at);
    &text[from..to]
}
