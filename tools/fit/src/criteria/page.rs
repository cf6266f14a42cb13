//! The criteria of a trial as pages print them: all items of a side in one line.

use super::markup;
use crate::study::Study;

/// The criteria of one trial.
pub struct Page {
    /// Which fifth of the trials it belongs to.
    pub fifth: u32,
    /// Whether the items are known, or only the lines.
    pub is_strict: bool,
    /// The items of each side.
    pub sides: Vec<Vec<String>>,
}

impl Page {
    /// The pages of `studies`: first those whose items are known.
    pub fn all<'s>(studies: impl Iterator<Item = &'s Study> + Clone) -> Vec<Page> {
        let strict = studies.clone().filter_map(Page::strict);
        let others = studies.filter(|study| markup::lists(&study.criteria).is_none());
        strict.chain(others.filter_map(Page::loose)).collect()
    }

    /// The page of a trial whose criteria are two plain lists.
    pub fn strict(study: &Study) -> Option<Page> {
        let sides = markup::lists(&study.criteria)?.into();
        Some(Page { fifth: study.fifth(), is_strict: true, sides })
    }

    fn loose(study: &Study) -> Option<Page> {
        let sides = markup::loose(&study.criteria);
        let page = Page { fifth: study.fifth(), is_strict: false, sides };
        (!page.sides.is_empty()).then_some(page)
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
