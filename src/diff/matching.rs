//! Which record of OLD is which of NEW: by registry id, else path, else digest, else title, each only among those that are
//! still without a counterpart.

use serde::Serialize;

use super::index::{Line, Print};

/// What two records were matched by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "parts of a record")]
pub enum By {
    RegistryId,
    Path,
    Digest,
    Title,
}

/// In this order.
const ALL: [By; 4] = [By::RegistryId, By::Path, By::Digest, By::Title];

/// Places of two records in the indexes of their outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) by: Option<By>,
    pub(super) old: Option<u32>,
    pub(super) new: Option<u32>,
}

/// A part of a line.
type Key = fn(&Line) -> Print;

/// Where several records of both sides have the same key, the likest are matched: the same line, page, bytes, title. What
/// is left then goes in the order of the outputs.
const TIES: [Key; 4] = [|line| line.print, |line| line.keys[1], |line| line.keys[2], |line| line.keys[3]];

/// Every record with its counterpart: those of OLD in their order, then those that only NEW has.
pub(super) fn pairs(old: &[Line], new: &[Line]) -> Vec<Pair> {
    let mut matching = Matching { old, new, of_old: vec![None; old.len()], taken: vec![false; new.len()] };
    for by in ALL {
        let (left, right) = (matching.free_old(0..old.len() as u32), matching.free_new(0..new.len() as u32));
        let groups = Groups::of(old, &left, new, &right, |line| line.keys[by as usize]);
        for (left, right) in groups {
            matching.join(left, right, &TIES, by);
        }
    }
    let Matching { of_old, taken, .. } = matching;
    let pair = |(at, found): (usize, &Option<(u32, By)>)| Pair {
        by: found.map(|(_, by)| by),
        old: Some(at as u32),
        new: found.map(|(new, _)| new),
    };
    let mut pairs: Vec<Pair> = of_old.iter().enumerate().map(pair).collect();
    let added = taken.iter().enumerate().filter(|(_, taken)| !**taken);
    pairs.extend(added.map(|(at, _)| Pair { by: None, old: None, new: Some(at as u32) }));
    pairs
}

struct Matching<'l> {
    old: &'l [Line],
    new: &'l [Line],
    of_old: Vec<Option<(u32, By)>>,
    taken: Vec<bool>,
}

impl Matching<'_> {
    fn free_old(&self, among: impl IntoIterator<Item = u32>) -> Vec<u32> {
        among.into_iter().filter(|at| self.of_old[*at as usize].is_none()).collect()
    }

    fn free_new(&self, among: impl IntoIterator<Item = u32>) -> Vec<u32> {
        among.into_iter().filter(|at| !self.taken[*at as usize]).collect()
    }

    /// Matches records that have a key in common.
    fn join(&mut self, old: Vec<u32>, new: Vec<u32>, ties: &[Key], by: By) {
        let alone = old.len() == 1 && new.len() == 1;
        let Some((tie, rest)) = ties.split_first().filter(|_| !alone) else {
            for (old, new) in old.into_iter().zip(new) {
                self.of_old[old as usize] = Some((new, by));
                self.taken[new as usize] = true;
            }
            return;
        };
        for (left, right) in Groups::of(self.old, &old, self.new, &new, tie) {
            self.join(left, right, rest, by);
        }
        let (old, new) = (self.free_old(old), self.free_new(new));
        self.join(old, new, rest, by);
    }
}

/// The records of both sides that have the same key, key by key, in the order of the outputs.
struct Groups {
    old: std::iter::Peekable<std::vec::IntoIter<(Print, u32)>>,
    new: std::iter::Peekable<std::vec::IntoIter<(Print, u32)>>,
}

impl Groups {
    fn of(old: &[Line], left: &[u32], new: &[Line], right: &[u32], key: impl Fn(&Line) -> Print) -> Self {
        let keyed = |lines: &[Line], among: &[u32]| {
            let keys = among.iter().map(|at| (key(&lines[*at as usize]), *at));
            let mut keys: Vec<(Print, u32)> = keys.filter(|(key, _)| *key != 0).collect();
            keys.sort_unstable();
            keys.into_iter().peekable()
        };
        Groups { old: keyed(old, left), new: keyed(new, right) }
    }
}

impl Iterator for Groups {
    type Item = (Vec<u32>, Vec<u32>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (left, right) = (self.old.peek()?.0, self.new.peek()?.0);
            if left == right {
                let old = std::iter::from_fn(|| self.old.next_if(|(key, _)| *key == left)).map(|(_, at)| at).collect();
                let new = std::iter::from_fn(|| self.new.next_if(|(key, _)| *key == left)).map(|(_, at)| at).collect();
                return Some((old, new));
            }
            if left < right {
                self.old.next();
            } else {
                self.new.next();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines from registry id, path, digest and title, each a number; 0 is none.
    fn lines(keys: &[[Print; 4]]) -> Vec<Line> {
        let line = |keys: &[Print; 4]| Line { offset: 0, length: 0, number: 0, print: keys.iter().sum(), keys: *keys };
        keys.iter().map(line).collect()
    }

    #[track_caller]
    fn check(old: &[[Print; 4]], new: &[[Print; 4]], expected: &[(Option<u32>, Option<u32>, Option<By>)]) {
        let pairs = pairs(&lines(old), &lines(new));
        let found: Vec<_> = pairs.iter().map(|pair| (pair.old, pair.new, pair.by)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_identifier_goes_before_the_path_and_so_on() {
        let old = [[1, 10, 20, 30], [0, 11, 21, 31], [0, 12, 22, 32], [0, 13, 23, 33], [5, 14, 24, 0]];
        let new = [[0, 93, 93, 33], [0, 92, 22, 92], [7, 11, 91, 91], [1, 12, 90, 90], [6, 95, 95, 0]];
        let by = |old, new, by| (Some(old), Some(new), Some(by));
        check(
            &old,
            &new,
            &[
                by(0, 3, By::RegistryId),
                by(1, 2, By::Path),
                by(2, 1, By::Digest),
                by(3, 0, By::Title),
                (Some(4), None, None),
                (None, Some(4), None),
            ],
        );
    }

    #[test]
    fn of_records_with_one_identifier_the_likest_are_matched() {
        let same = By::RegistryId;
        // Two mirrors of one trial, and a third that is new.
        check(
            &[[1, 10, 20, 0], [1, 11, 21, 0]],
            &[[1, 12, 22, 0], [1, 11, 29, 0], [1, 10, 28, 0]],
            &[(Some(0), Some(2), Some(same)), (Some(1), Some(1), Some(same)), (None, Some(0), None)],
        );
        // What no other key tells goes in order, also where a key leaves some over.
        check(
            &[[1, 10, 0, 0], [1, 10, 0, 0]],
            &[[1, 10, 0, 5], [1, 11, 0, 0]],
            &[(Some(0), Some(0), Some(same)), (Some(1), Some(1), Some(same))],
        );
    }
}
