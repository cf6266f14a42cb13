//! Where a cell of a line may begin or end.

use std::sync::LazyLock;

use super::line::{Line, Word};
use super::term::{BARRED, CLOSES, LETTER, LONGEST, OPENS, SMALL};
use crate::segment::Cells;

/// A place where one cell may end and the next begin.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The byte after the cell on the left.
    pub left: usize,
    /// The byte at which the cell on the right begins.
    pub right: usize,
    /// How many words end at or before this place.
    pub before: usize,
    /// Whether a word straddles this place.
    pub cut: bool,
    /// The number of its halves among those of the line.
    pub(super) half: u32,
    /// How many characters stand before this place.
    pub chars: usize,
    /// Brackets opened less brackets closed before this place.
    pub depth: i32,
    /// How often what follows (two words, three words) follows the same word elsewhere on the page, and another.
    pub ahead: [Recurrence; 2],
    /// How often what precedes (two words, three words) precedes the same word elsewhere on the page, and another.
    pub behind: [Recurrence; 2],
    /// Whether a time frame may begin here.
    pub opens: bool,
    /// Whether a time frame may end here.
    pub closes: bool,
}

const NEVER: [Recurrence; 2] = [Recurrence { same: 0, other: 0 }; 2];

/// How often words recur on a page with the same neighbor, and with another.
#[derive(Clone, Copy, Debug)]
pub struct Recurrence {
    /// Times with the same neighbor.
    pub same: u32,
    /// Times with another neighbor.
    pub other: u32,
}

/// Words that open a time frame and may stand fused to the word before.
pub(super) const OPENERS: &str = "\
    baseline after before during within through throughout until from upto up at one two three four five six \
    eight day days week weeks month months year visit cycle every approximately about between pre post \
    preoperative postoperative immediately screening measured assessed daily once end over on in an time follow \
    perioperative intraoperative change prior randomization study twelve first birth monthly weekly the \
    intraoperatively postoperatively preoperatively";

/// Words that close a time frame and may stand fused to the word after.
pub(super) const CLOSERS: &str = "\
    baseline days day weeks week months month years year hours hour minutes min treatment surgery dose study \
    period randomization randomisation intervention infusion completion administration enrollment procedure \
    visit injection operation recruitment discharge delivery therapy challenge up inclusion vaccination \
    injections visits postoperatively birth age transplantation h hrs drug patient season seconds daily \
    intervals sessions session radiotherapy chemotherapy hospitalization stay cycles death progression";

/// A list of words, at hand by one of their letters.
struct List([Vec<&'static str>; 26]);

impl List {
    fn new(words: &'static str, letter: impl Fn(&str) -> Option<u8>) -> Self {
        let mut list = List([0; 26].map(|_| Vec::new()));
        for word in words.split_ascii_whitespace() {
            if let Some(words) = letter(word).and_then(|letter| list.0.get_mut(usize::from(letter.wrapping_sub(b'a'))))
            {
                words.push(word);
            }
        }
        list
    }

    /// The words with this letter.
    fn with(&self, letter: Option<u8>) -> &[&'static str] {
        let letter = letter.map(|letter| usize::from(letter.wrapping_sub(b'a')));
        letter.and_then(|letter| self.0.get(letter)).map_or(&[], Vec::as_slice)
    }
}

/// By their last letters.
static OPENING: LazyLock<List> = LazyLock::new(|| List::new(OPENERS, |word| word.bytes().next_back()));

/// By their first letters.
static CLOSING: LazyLock<List> = LazyLock::new(|| List::new(CLOSERS, |word| word.bytes().next()));

/// The bounds of a line whose words are known.
pub(super) fn bounds(line: &Line) -> Vec<Bound> {
    let (text, plain) = (line.text, line.text.is_ascii());
    let length = |from: usize, to: usize| if plain { to - from } else { text[from..to].chars().count() };
    let mut bounds = Vec::with_capacity(line.words().len() + 2);
    let (mut end, mut chars, mut depth, mut half) = (0, 0, 0, 0);
    for (n, word) in line.words().iter().enumerate() {
        chars += length(end, word.at);
        let (blank, fused) = (end < word.at, line.cells == Cells::Fused);
        let bound = Bound {
            left: end,
            right: word.at,
            before: n,
            cut: false,
            half: 0,
            chars,
            depth,
            ahead: NEVER,
            behind: NEVER,
            opens: false,
            closes: false,
        };
        if n == 0 || blank != fused {
            bounds.push(judged(line, bound));
        }
        if fused {
            cuts(word, &bound, &mut half, &mut bounds);
        }
        end = word.end();
        chars += length(word.at, end);
        depth += opened(word.text);
    }
    let (left, before) = (text.len(), line.words().len());
    bounds.push(Bound {
        left,
        right: left,
        before,
        cut: false,
        half: 0,
        chars,
        depth,
        ahead: NEVER,
        behind: NEVER,
        opens: false,
        closes: true,
    });
    bounds
}

/// Brackets that a word opens, less those that it closes.
fn opened(word: &str) -> i32 {
    match *word.as_bytes() {
        [b'(' | b'['] | [0xef, 0xbc, 0x88] => 1,
        [b')' | b']'] | [0xef, 0xbc, 0x89] => -1,
        _ => 0,
    }
}

/// The bound with what its neighbors allow: a time frame opens with a figure, a capital, a mark or a word of its own,
/// and closes where the like follows or where such a word stands.
fn judged(line: &Line, bound: Bound) -> Bound {
    let near = line.near(&bound);
    let (last, next) = (near.left[0].marks, near.right[0].marks);
    let (small, fused) = (next & SMALL != 0, line.cells == Cells::Fused);
    let opens = bound.before > 0 && (fused || !small || next & OPENS != 0) && next & BARRED == 0;
    let closes = fused || !small || last & CLOSES != 0 || last & LETTER == 0;
    Bound { opens, closes, ..bound }
}

/// Adds the places inside a word where two cells may be fused: `scoreafter`, `monthsblood` and `2412`.
fn cuts(word: &Word, bound: &Bound, half: &mut u32, bounds: &mut Vec<Bound>) {
    let text = word.text;
    let figure = text.starts_with(|char: char| char.is_ascii_digit());
    let (opens, closes): (u64, u64) = match text.len() {
        // Each place within the figure.
        length @ 2..=8 if figure => ((1 << length) - 2, (1 << length) - 2),
        3..=LONGEST if text.ends_with(char::is_lowercase) => (opening_tails(text), closing_heads(text)),
        _ => return,
    };
    let mut left = opens | closes;
    while left != 0 {
        let at = left.trailing_zeros() as usize;
        left &= left - 1;
        let place = word.at + at;
        bounds.push(Bound {
            left: place,
            right: place,
            cut: true,
            half: *half,
            chars: bound.chars + text[..at].chars().count(),
            opens: opens >> at & 1 == 1,
            closes: closes >> at & 1 == 1,
            ..*bound
        });
        *half += 1;
    }
}

/// Where words that open a time frame end the word, as bits.
fn opening_tails(word: &str) -> u64 {
    let tails = OPENING.with(word.bytes().next_back()).iter();
    // They differ in their last but one letter mostly, so a call that compares all would be dear.
    let ends = |tail: &str| tail.bytes().rev().zip(word.bytes().rev()).all(|(one, other)| one == other);
    tails
        .filter(|tail| tail.len() < word.len() && ends(tail))
        .fold(0, |places, tail| places | 1 << (word.len() - tail.len()))
}

/// Where words that close a time frame begin the word, as bits.
fn closing_heads(word: &str) -> u64 {
    let first = word.bytes().next().map(|byte| byte.to_ascii_lowercase());
    let begins =
        |head: &str| word.as_bytes().get(..head.len()).is_some_and(|bytes| bytes.eq_ignore_ascii_case(head.as_bytes()));
    let heads = CLOSING.with(first).iter();
    heads.filter(|head| head.len() < word.len() && begins(head)).fold(0, |places, head| places | 1 << head.len())
}
