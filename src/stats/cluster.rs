//! Names that are nearly equal, found as `OpenRefine` finds them: by keys that spellings of one name share.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Tally;

/// Letters of the pieces that [`ngram_fingerprint`] sorts.
const PIECE: usize = 2;

/// What names have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The same words in any order.
    Fingerprint,
    /// The same pairs of letters.
    NgramFingerprint,
}

/// Names that are nearly equal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// What they have in common.
    pub by: Key,
    /// How often they came, together.
    pub count: u64,
    /// The names and how often each came, the most frequent first.
    pub names: Vec<(String, u64)>,
}

/// The words of a name in lower case without marks and signs, sorted, each once.
#[must_use]
pub fn fingerprint(name: &str) -> String {
    let bare: String = bare(name, |letter| letter.is_alphanumeric() || letter.is_whitespace()).collect();
    let words: BTreeSet<&str> = bare.split_whitespace().collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// The pairs of neighboring letters of a name in lower case without marks, signs and blanks, sorted, each once.
#[must_use]
pub fn ngram_fingerprint(name: &str) -> String {
    let letters: Vec<char> = bare(name, char::is_alphanumeric).collect();
    let pieces: BTreeSet<&[char]> = letters.windows(PIECE.min(letters.len().max(1))).collect();
    pieces.into_iter().flatten().collect()
}

/// A name in lower case without marks above letters, and only letters that are wanted; other signs than an apostrophe and a
/// point part words.
fn bare(name: &str, wanted: impl Fn(char) -> bool) -> impl Iterator<Item = char> {
    let letters = name.trim().nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
    letters.filter(|letter| !matches!(letter, '\'' | '’' | '.')).filter_map(move |letter| {
        let letter = if letter.is_alphanumeric() { letter } else { ' ' };
        wanted(letter).then_some(letter)
    })
}

/// Groups of names that share a key, the most frequent first. Names that share their words are not told again for sharing
/// their letters, unless more names do.
#[must_use]
pub fn clusters(names: &Tally) -> Vec<Cluster> {
    let words = grouped(names, Key::Fingerprint, fingerprint);
    let known: BTreeSet<Vec<&str>> = words.iter().map(members).collect();
    let letters = grouped(names, Key::NgramFingerprint, ngram_fingerprint);
    let more = letters.iter().filter(|cluster| !known.contains(&members(cluster))).cloned().collect::<Vec<_>>();
    let mut all: Vec<Cluster> = words.iter().cloned().chain(more).collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.names.cmp(&b.names)));
    all
}

fn members(cluster: &Cluster) -> Vec<&str> {
    let mut names: Vec<&str> = cluster.names.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

fn grouped(names: &Tally, by: Key, key: fn(&str) -> String) -> Vec<Cluster> {
    let mut groups: BTreeMap<String, Vec<(&str, u64)>> = BTreeMap::new();
    for (name, seen) in names.iter() {
        groups.entry(key(name)).or_default().push((name, seen.count));
    }
    // A name of signs alone has nothing to be alike in.
    let shared = groups.into_iter().filter(|(key, names)| !key.is_empty() && names.len() > 1);
    shared
        .map(|(_, mut names)| {
            names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            let count = names.iter().map(|(_, count)| count).sum();
            Cluster { by, count, names: names.into_iter().map(|(name, count)| (name.to_owned(), count)).collect() }
        })
        .collect()
}

/// Names as the JSON has them: how many there are, and which are nearly equal.
pub(super) fn serialize<S: Serializer>(names: &Tally, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Names {
        distinct: usize,
        others: u64,
        clusters: Vec<Cluster>,
    }
    Names { distinct: names.iter().count(), others: names.others, clusters: clusters(names) }.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        assert_eq!(fingerprint(" Clinic, Zürich  University-"), "clinic university zurich");
        assert_eq!(fingerprint("University Zurich CLINIC"), fingerprint("Zürich University (Clinic)"));
        assert_eq!(fingerprint("St. Orla's Hospital"), "hospital orlas st");
        assert_eq!(ngram_fingerprint("Paris"), "arispari");
        assert_eq!(ngram_fingerprint("Kestrel Bay"), ngram_fingerprint("KestrelBay"));
        assert_eq!((ngram_fingerprint("—").as_str(), ngram_fingerprint("A").as_str()), ("", "a"));
    }

    #[test]
    fn near_equals_are_told_once_and_the_frequent_first() {
        let mut names = Tally::default();
        for name in ["Kestrel Bay", "kestrel bay", "Bay, Kestrel", "Kestrel Bay", "KestrelBay", "Orla", "—", "…"] {
            names.add(name, "a");
        }
        let clusters = clusters(&names);
        let shown: Vec<_> = clusters.iter().map(|cluster| (cluster.by, cluster.count, cluster.names.len())).collect();
        // The pairs of letters of “Bay, Kestrel” are others: `yk` instead of `lb`.
        assert_eq!(shown, [(Key::Fingerprint, 4, 3), (Key::NgramFingerprint, 4, 3)]);
        assert_eq!(clusters[0].names[0], ("Kestrel Bay".to_owned(), 2));
    }
}
