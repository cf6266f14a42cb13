//! The criteria of a trial as pages print them: all items of a side in one line.

use super::markup;
use crate::study::Study;

/// The criteria of one trial.
pub struct Page {
    /// Which fifth of the trials it belongs to.
    pub fifth: u32,
    /// How much it counts.
    pub worth: f32,
    /// The items of each side.
    pub sides: Vec<Vec<String>>,
}

impl Page {
    /// The pages of `studies`: first those whose items are known.
    pub fn all<'s>(studies: impl Iterator<Item = &'s Study> + Clone) -> Vec<Page> {
        let strict = studies.clone().filter_map(Page::strict);
        let others = studies.filter(|study| markup::lists(&study.criteria).is_none());
        let mut pages: Vec<Page> = strict.chain(others.filter_map(Page::loose)).collect();
        let bare: Vec<Page> = pages
            .iter()
            .enumerate()
            .map(|(n, page)| page.rewritten(if n % 2 == 0 { lowered } else { unstopped }))
            .collect();
        pages.extend(bare);
        pages
    }

    /// The page of a trial whose criteria are two plain lists.
    pub fn strict(study: &Study) -> Option<Page> {
        let sides = markup::lists(&study.criteria)?.into();
        Some(Page { fifth: study.fifth(), worth: 1.0, sides })
    }

    fn loose(study: &Study) -> Option<Page> {
        let sides = markup::loose(&study.criteria);
        let page = Page { fifth: study.fifth(), worth: LOOSE, sides };
        (!page.sides.is_empty()).then_some(page)
    }

    fn rewritten(&self, by: fn(&str) -> String) -> Page {
        let sides = self.sides.iter().map(|side| side.iter().map(|item| by(item)).collect()).collect();
        Page { fifth: self.fifth, worth: MADE_UP * self.worth, sides }
    }

    /// The text of each side.
    pub fn texts(&self) -> Vec<String> {
        self.sides.iter().map(|side| side.join(" ")).collect()
    }

    /// For each side its first word and the word after its last.
    pub fn parts(&self) -> Vec<(usize, usize)> {
        let count = |side: &Vec<String>| -> usize { side.iter().map(|item| item.split_whitespace().count()).sum() };
        let mut to = 0;
        let part = |side| {
            let from = to;
            to += count(side);
            (from, to)
        };
        self.sides.iter().map(part).collect()
    }

    /// For each word whether an item starts there.
    pub fn starts(&self) -> Vec<bool> {
        let words = |item: &'_ String| (0..item.split_whitespace().count()).map(|n| n == 0);
        self.sides.iter().flatten().flat_map(words).collect()
    }
}

/// A page of less certain truth counts for less.
const LOOSE: f32 = 0.7;

/// What a page counts for that was made up for the fit.
const MADE_UP: f32 = 0.3;

/// An item without the stop at its end.
fn unstopped(item: &str) -> String {
    let bare = item.trim_end_matches(['.', ';', ',']).trim_end();
    if bare.is_empty() { item.to_owned() } else { bare.to_owned() }
}

/// The same in the hand of those who begin with small letters.
fn lowered(item: &str) -> String {
    let item = unstopped(item);
    let mut signs = item.chars();
    match (signs.next(), signs.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + signs.as_str()
        }
        _ => item,
    }
}
