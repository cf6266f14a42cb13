//! The stretches of a text that nothing covers.

use std::ops::Range;

/// Which bytes of a text are covered, a bit each: most places are told in no order, and sorting them would cost more.
pub(super) struct Cover {
    bits: Vec<u64>,
    len: usize,
    /// Where empty places part what nothing covers.
    seams: Vec<usize>,
}

const WORD: usize = u64::BITS as usize;

impl Cover {
    /// Nothing of a text of so many bytes.
    pub(super) fn of(len: usize) -> Self {
        Cover { bits: vec![0; len / WORD + 1], len, seams: Vec::new() }
    }

    pub(super) fn add(&mut self, place: Range<usize>) {
        if place.is_empty() {
            return self.seams.push(place.start);
        }
        let (first, last) = (place.start / WORD, (place.end - 1) / WORD);
        let (head, tail) = (u64::MAX << (place.start % WORD), u64::MAX >> (WORD - 1 - (place.end - 1) % WORD));
        if first == last {
            self.bits[first] |= head & tail;
        } else {
            self.bits[first] |= head;
            self.bits[first + 1..last].fill(u64::MAX);
            self.bits[last] |= tail;
        }
    }

    /// What is left, in order.
    pub(super) fn free(mut self) -> impl Iterator<Item = Range<usize>> {
        self.seams.sort_unstable();
        let (mut at, mut seam) = (0, 0);
        std::iter::from_fn(move || {
            let start = self.next(at, |bits| !bits).filter(|start| *start < self.len)?;
            let mut end = self.next(start, |bits| bits).unwrap_or(self.len);
            seam += self.seams[seam..].iter().take_while(|seam| **seam <= start).count();
            end = self.seams.get(seam).map_or(end, |seam| end.min(*seam));
            at = end;
            Some(start..end)
        })
    }

    /// The next bit that is set in what `look` makes of the bits.
    fn next(&self, from: usize, look: impl Fn(u64) -> u64) -> Option<usize> {
        let first = from / WORD;
        let begun = look(*self.bits.get(first)?) & u64::MAX << (from % WORD);
        let mut words = std::iter::once(begun).chain(self.bits[first + 1..].iter().map(|bits| look(*bits)));
        let (word, bits) = words.by_ref().enumerate().find(|(_, bits)| *bits != 0)?;
        Some((first + word) * WORD + bits.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same by sorting.
    fn sorted(len: usize, mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
        places.sort_by_key(|place| place.start);
        places.push(len..len);
        let (mut free, mut left) = (0, Vec::new());
        for place in places {
            if place.start > free {
                left.push(free..place.start);
            }
            free = free.max(place.end);
        }
        left
    }

    proptest! {
        #[test]
        fn what_nothing_covers_is_left(len in 0_usize..300, places in prop::collection::vec((0_usize..300, 0_usize..80), 0..12)) {
            let places: Vec<Range<usize>> =
                places.into_iter().map(|(start, size)| start.min(len)..(start + size).min(len)).collect();
            let mut cover = Cover::of(len);
            for place in &places {
                cover.add(place.clone());
            }
            prop_assert_eq!(cover.free().collect::<Vec<_>>(), sorted(len, places));
        }
    }
}
