//! Words that are known when the program is compiled, with what each of them is: no table is made when the program starts,
//! and no look asks whether it was.

use crate::segment::linear::hash;

/// What each word of a list is, by the hash of the word: a table of more room than there are words, in which a word stands
/// at its place or at the next that is free.
pub(super) struct WordList<T, const ROOM: usize>([Option<(u64, T)>; ROOM]);

impl<T: Copy, const ROOM: usize> WordList<T, ROOM> {
    /// The words of some groups, parted by blanks, and what those of each group are. Of a word that comes twice the last
    /// counts.
    pub(super) const fn new(groups: &[(&str, T)]) -> Self {
        assert!(ROOM.is_power_of_two(), "the place of a word is some bits of its hash");
        let (mut slots, mut group) = ([None; ROOM], 0);
        while group < groups.len() {
            let (mut rest, is) = (groups[group].0.as_bytes(), groups[group].1);
            while !rest.is_empty() {
                let mut length = 0;
                while length < rest.len() && rest[length] != b' ' {
                    length += 1;
                }
                let (word, more) = rest.split_at(length);
                let hash = hash(word);
                slots[Self::slot(&slots, hash)] = Some((hash, is));
                rest = match more {
                    [_, more @ ..] => more,
                    [] => more,
                };
            }
            group += 1;
        }
        WordList(slots)
    }

    /// Where the word with this hash stands, or would.
    const fn slot(slots: &[Option<(u64, T)>; ROOM], hash: u64) -> usize {
        let mut slot = (hash >> 32) as usize & (ROOM - 1);
        while let Some((other, _)) = slots[slot]
            && other != hash
        {
            slot = (slot + 1) & (ROOM - 1);
        }
        slot
    }

    /// All words, by their hashes.
    pub(super) fn all(&self) -> impl Iterator<Item = (u64, T)> {
        self.0.iter().flatten().copied()
    }

    /// What the word with this hash is.
    #[inline]
    pub(super) fn get(&self, hash: u64) -> Option<T> {
        self.0[Self::slot(&self.0, hash)].map(|(_, is)| is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_a_list_is_what_its_group_is_and_others_are_nothing() {
        static LIST: WordList<u8, 8> = WordList::new(&[("day week at", 1), ("at in", 2)]);
        let known = [("day", 1), ("Week", 1), ("at", 2), ("in", 2)];
        assert!(known.iter().all(|(word, is)| LIST.get(hash(word.as_bytes())) == Some(*is)));
        assert_eq!(LIST.get(hash(b"")), None);
        assert_eq!(LIST.get(hash(b"month")), None);
    }
}
