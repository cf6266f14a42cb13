//! What the likely seams of a block say about each other: the second reading.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "steps of small numbers"
)]

use super::evidence::{Block, Sink};
use super::facts::Facts;
use super::ladder::{Ladder, ladder, level, tenth, tokens};
use super::words::Word;
use crate::segment::linear::Through;
use crate::segment::term::{Term, template, term};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Sums over the words of a block that share something.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    sum: f32,
    count: f32,
}

impl Share {
    fn add(&mut self, likely: f32) {
        self.sum += likely;
        self.count += 1.0;
    }

    /// The mean without one member of it, drawn to `usual` where there are few.
    fn others(self, own: f32, usual: f32) -> f32 {
        const FEW: f32 = 1.5;
        (self.sum - own + FEW * usual) / (self.count - 1.0 + FEW)
    }
}

type Shares = HashMap<u64, Share, BuildHasherDefault<Through>>;

/// The style of a block, read from how likely each seam is.
pub struct Style<'b, 'w, 't> {
    block: &'b Block<'w, 't>,
    likely: &'b [f32],
    shares: Shares,
    /// By the numbers of the keys.
    openers: Vec<Share>,
    /// Running sum of `likely`.
    sums: Vec<f32>,
    /// The last likely seam before each word and the next one after it.
    before: Vec<usize>,
    after: Vec<usize>,
    /// Seams for each part, and their share with each end.
    seams: f32,
    stopped: f32,
    semicolons: f32,
    lower: f32,
}

/// A seam that is likelier than not.
const LIKELY: f32 = 0.5;

impl<'b, 'w, 't> Style<'b, 'w, 't> {
    /// Sums up a block in which a seam before word `n` has the probability `likely[n]`.
    #[must_use]
    pub fn read(block: &'b Block<'w, 't>, likely: &'b [f32]) -> Self {
        let count = likely.len();
        let mut style = Style {
            block,
            likely,
            shares: Shares::default(),
            openers: vec![Share::default(); block.words.keys()],
            sums: Vec::with_capacity(count + 1),
            before: vec![0; count],
            after: vec![count; count],
            seams: 0.0,
            stopped: 0.0,
            semicolons: 0.0,
            lower: 0.0,
        };
        style.sum();
        style.link();
        style
    }

    fn sum(&mut self) {
        let list = &self.block.words.list;
        let mut total = 0.0;
        self.sums.push(0.0);
        for (at, &likely) in self.likely.iter().enumerate() {
            total += likely;
            self.sums.push(total);
            self.openers[list[at].number].add(likely);
            if at == 0 || self.block.first(at) {
                continue;
            }
            if !self.block.strong(at) && likely < 0.02 {
                continue;
            }
            let (before, word) = (&list[at - 1], &list[at]);
            for key in keys(before.end, word.shape) {
                self.shares.entry(key).or_default().add(likely);
            }
            self.seams += likely;
            if before.facts.any(Facts::PERIOD) {
                self.stopped += likely;
            } else if before.facts.any(Facts::SEMICOLON) {
                self.semicolons += likely;
            }
            if word.facts.any(Facts::SMALL) {
                self.lower += likely;
            }
        }
    }

    fn link(&mut self) {
        let count = self.likely.len();
        let mut last = 0;
        for at in 0..count {
            self.before[at] = last;
            if self.likely[at] > LIKELY {
                last = at;
            }
        }
        let mut next = count;
        for at in (0..count).rev() {
            self.after[at] = next;
            if self.likely[at] > LIKELY {
                next = at;
            }
        }
    }

    /// Tells `sink` everything that bears on a seam before word `at`.
    pub fn tell(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.block.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let own = self.likely[at];
        let weak = if self.block.strong(at) { term!("s") } else { term!("w") };
        let odds = logit(own);
        sink.measures(template!("2.logit"), odds);
        sink.holds(template!("2.l"), &[level(own), weak]);
        sink.holds(template!("2.l.e"), &[p.end, n.shape]);
        self.tell_shares(at, odds, sink);
        self.tell_style(at, sink);
        self.tell_neighbors(at, sink);
        self.tell_items(at, sink);
    }

    fn tell_shares(&self, at: usize, odds: f32, sink: &mut impl Sink) {
        let list = &self.block.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let own = self.likely[at];
        for (family, key) in
            [template!("2.s.e"), template!("2.s.n"), template!("2.s.en")].into_iter().zip(keys(p.end, n.shape))
        {
            let share = self.shares.get(&key).copied().unwrap_or_default();
            if share.count > 0.5 {
                let others = share.others(own, own);
                sink.measures(family, logit(others) - odds);
                sink.holds(family, &[level(others), p.end]);
            }
        }
        let share = self.openers[n.number];
        if share.count > 1.5 {
            let others = (share.sum - own) / (share.count - 1.0);
            sink.holds(template!("2.opener"), &[level(others), n.shape]);
            sink.measures(template!("2.opener"), logit(others));
        }
        sink.holds(
            template!("2.alone"),
            &[if share.count > 1.5 { term!("shared") } else { term!("alone") }, level(own)],
        );
    }

    fn tell_style(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.block.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let own = self.likely[at];
        let seams = (self.seams - own).max(0.0) + 0.5;
        let own_if = |word: &Word, fact| if word.facts.any(fact) { own } else { 0.0 };
        let stopped = (self.stopped - own_if(p, Facts::PERIOD) + 0.2) / seams;
        let semicolons = (self.semicolons - own_if(p, Facts::SEMICOLON) + 0.1) / seams;
        let lower = (self.lower - own_if(n, Facts::SMALL) + 0.05) / seams;
        sink.holds(template!("2.stopped"), &[p.end, tenth(stopped)]);
        sink.holds(template!("2.semicolons"), &[p.end, tenth(semicolons)]);
        sink.holds(template!("2.lower"), &[n.shape, tenth(lower), p.end]);
        let (opening, closing) = self.block.ends[n.part];
        let length = (list.len() as f32) / (self.seams + 1.0);
        sink.holds(template!("2.length"), &[p.end, tokens(length as usize)]);
        sink.holds(template!("2.part"), &[p.end, tokens(closing - opening)]);
    }

    fn tell_neighbors(&self, at: usize, sink: &mut impl Sink) {
        let p = &self.block.words.list[at - 1];
        for (ahead, family) in [(3, template!("2.a3")), (8, template!("2.a8"))] {
            sink.holds(family, &[SUMS.step((self.between(at + 1, at + 1 + ahead) * 100.0) as u32), p.end]);
        }
    }

    fn between(&self, from: usize, to: usize) -> f32 {
        let last = self.likely.len();
        self.sums[to.min(last)] - self.sums[from.min(last)]
    }

    fn tell_items(&self, at: usize, sink: &mut impl Sink) {
        let list = &self.block.words.list;
        let (p, n) = (&list[at - 1], &list[at]);
        let (before, after) = (self.before[at], self.after[at]);
        sink.holds(template!("2.i.back"), &[p.end, tokens(at - before)]);
        sink.holds(template!("2.i.ahead"), &[p.end, tokens(after - at)]);
        sink.holds(template!("2.i.both"), &[tokens(at - before), tokens(after - at)]);
        let opener = &list[before];
        if opener.key.is(n.key) {
            sink.holds(template!("2.i.like-back"), &[n.shape]);
        }
        sink.holds(template!("2.i.opener"), &[opener.key, p.end]);
        let lead = if before > 0 { list[before - 1].end } else { term!("^") };
        sink.holds(template!("2.i.lead"), &[lead, p.end]);
        let close = list[after - 1].end;
        sink.holds(template!("2.i.close"), &[p.end, close]);
        if list.get(after).is_some_and(|next| next.key.is(n.key)) {
            sink.holds(template!("2.i.like-next"), &[n.shape]);
        }
        sink.holds(template!("2.i.ends"), &[lead, p.end, close]);
    }
}

fn keys(end: Term, shape: Term) -> [u64; 3] {
    let (end, shape) = (end.hash, shape.hash.rotate_left(17));
    [end, shape, end ^ shape]
}

/// The log odds of a probability, cut off at one in three thousand.
#[must_use]
pub fn logit(probability: f32) -> f32 {
    (probability.max(1e-9) / (1.0 - probability).max(1e-9)).ln().clamp(-8.0, 8.0)
}

/// Hundredths of a sum of likelihoods.
static SUMS: Ladder = ladder![0 => "0", 3 => "3", 10 => "10", 30 => "30", 70 => "70", 120 => "120", 220 => "220"];
