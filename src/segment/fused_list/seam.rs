//! Seams: the places of a fused list where one item may end and the next begin, and what speaks for and against each.

use super::Piece;
use super::lexicon::{Kind, kind};
use super::page_terms::{PageTerms, words};

/// The most bytes that are looked at on either side of a seam.
const REACH: usize = 64;

/// Takes a feature: its kind, and the parts that its name goes on with.
pub type Emit<'e> = dyn FnMut(&'static str, &[&str]) + 'e;

/// A place where one item may end and the next begin.
#[derive(Clone, Copy, Debug)]
pub struct Seam<'t> {
    /// The list.
    pub text: &'t str,
    /// Where the item before the seam starts.
    pub from: usize,
    /// Where the seam is.
    pub at: usize,
    /// Whether a bracket opened in that item is still open.
    pub bracketed: bool,
}

/// Cuts `text` at each seam that `chance` finds likelier than not, from left to right.
pub fn pieces<'t>(text: &'t str, page: &PageTerms, mut chance: impl FnMut(&Seam<'t>) -> f32) -> Vec<Piece<'t>> {
    let text = text.trim();
    let mut pieces = Vec::new();
    let (mut from, mut confidence, mut open, mut last) = (0, 1.0, 0_usize, ' ');
    for (at, next) in text.char_indices() {
        if plausible(last, next) {
            let seam = Seam { text, from, at, bracketed: open > 0 };
            let chance = if seam.is_worth_weighing(last, next, page) { chance(&seam) } else { 0.0 };
            if chance > 0.5 {
                pieces.push(Piece { text: &text[from..at], confidence });
                (from, confidence, open) = (at, chance, 0);
            }
        }
        match next {
            '(' | '[' => open += 1,
            ')' | ']' => open = open.saturating_sub(1),
            _ => {}
        }
        last = next;
    }
    if from < text.len() {
        pieces.push(Piece { text: &text[from..], confidence });
    }
    pieces
}

/// Whether an item can end in `last` and another begin with `next`. Hyphens, slashes and opening brackets bind.
fn plausible(last: char, next: char) -> bool {
    let ends = last.is_alphanumeric() || ")].%+®™*\"”'’".contains(last);
    ends && (next.is_alphabetic() || next.is_ascii_digit() && last.is_lowercase())
}

/// What speaks for and against `seam`.
pub fn features(seam: &Seam, page: &PageTerms, emit: &mut Emit) {
    emit("bias", &[]);
    let (left, right) = (seam.left_word(), seam.right_word());
    let ends = shapes(left_end(&seam.text[seam.from..seam.at]));
    let starts = shapes(right_start(&seam.text[seam.at..]));
    emit("turn=", &[ends[0], ends[1], "|", starts[0], starts[1]]);
    emit("near turn=", &[ends[1], "|", starts[0]]);
    if seam.bracketed {
        emit("bracketed", &[]);
    }
    word_features(left, right, emit);
    kind_features(seam, emit);
    page_features(seam, page, [ends[1], starts[0]], emit);
    let count = words(tail(&seam.text[seam.from..seam.at], REACH)).take(4).count();
    emit("words before=", &[["0", "1", "2", "3", "more"][count]]);
}

fn word_features(left: &str, right: &str, emit: &mut Emit) {
    emit("last=", &[left]);
    emit("first=", &[right]);
    emit("ends in=", &[tail(left, 4)]);
    emit("ends in=", &[tail(left, 3)]);
    emit("starts with=", &[head(right, 3)]);
    let (long, broad) = (length(left), length(right));
    emit("length=", &[long, "|", broad]);
    emit("length before=", &[long]);
    emit("length after=", &[broad]);
    let (before, after) = (outline(left), outline(right));
    emit("outline before=", &[&before]);
    emit("outline after=", &[&after]);
    emit("outlines=", &[&before, "|", &after]);
}

fn kind_features(seam: &Seam, emit: &mut Emit) {
    let [before, after] = [seam.left_word(), seam.right_word()].map(kind_name);
    let alone = seam.left_word().len() == seam.at - seam.from;
    let alone = if seam.is_in_lone_word() { "all" } else { yes_or_no(alone) };
    emit("kinds=", &[before, "|", after]);
    emit("kind before=", &[before]);
    emit("kind after=", &[after]);
    emit("alone=", &[alone]);
    emit("kinds alone=", &[before, "|", after, alone]);
}

fn page_features(seam: &Seam, page: &PageTerms, turn: [&str; 2], emit: &mut Emit) {
    let (left, right) = (seam.left_word(), seam.right_word());
    let known = [page.has_word(left), page.has_word(right), page.has_exactly(seam.token())].map(yes_or_no);
    emit("known=", &known);
    emit("known at turn=", &[known[0], known[1], known[2], turn[0], "|", turn[1]]);
    let exact = [page.has_exactly(left), page.has_exactly(right)].map(yes_or_no);
    emit("exactly known at turn=", &[exact[0], exact[1], turn[0], "|", turn[1]]);
    let before = seam.word_before().map_or("none", |word| yes_or_no(page.has_pair(word, left)));
    let after = seam.word_after().map_or("none", |word| yes_or_no(page.has_pair(right, word)));
    emit("pair before=", &[before]);
    emit("pair after=", &[after]);
    emit("pairs=", &[before, "|", after]);
}

fn kind_name(word: &str) -> &'static str {
    match kind(word) {
        Some(Kind::Head) => "head",
        Some(Kind::Acronym) => "acronym",
        Some(Kind::Form) => "form",
        None => "",
    }
}

fn yes_or_no(holds: bool) -> &'static str {
    if holds { "y" } else { "n" }
}

/// A length in letters, coarsely.
fn length(word: &str) -> &'static str {
    ["0", "1", "2", "3", "4", "5", "6"].get(word.chars().take(7).count()).copied().unwrap_or("long")
}

/// Whether a word is known to be one, by the lexicon or by the page.
fn is_known(word: &str, page: &PageTerms) -> bool {
    kind(word).is_some() || page.has_word(word)
}

/// Whether a run of capitals is a word by itself.
fn is_acronym(word: &str, page: &PageTerms) -> bool {
    word.len() >= 3 && (kind(word) == Some(Kind::Acronym) || page.has_exactly(word))
}

/// Whether a run of capitals starts with such a word.
fn starts_with_acronym(word: &str, page: &PageTerms) -> bool {
    let word = head(word, 8);
    (3..=word.len()).any(|end| word.is_char_boundary(end) && is_acronym(&word[..end], page))
}

/// The kind of a letter.
fn shape(letter: char) -> &'static str {
    match letter {
        _ if letter.is_uppercase() => "^",
        _ if letter.is_alphabetic() => "a",
        _ if letter.is_ascii_digit() => "9",
        ')' | ']' => ")",
        '(' | '[' => "(",
        _ if letter.is_whitespace() => "_",
        _ => ".",
    }
}

fn shapes(letters: [char; 2]) -> [&'static str; 2] {
    letters.map(shape)
}

fn left_end(text: &str) -> [char; 2] {
    let mut letters = text.chars().rev();
    let last = letters.next().unwrap_or(' ');
    [letters.next().unwrap_or(' '), last]
}

fn right_start(text: &str) -> [char; 2] {
    let mut letters = text.chars();
    [letters.next().unwrap_or(' '), letters.next().unwrap_or(' ')]
}

/// The kinds of the letters of a word, a run as one, a long run doubled: `Stage` is `^aa`, `IgE` is `^a^`.
fn outline(word: &str) -> String {
    let mut outline = String::new();
    let (mut last, mut run) = ("", 0);
    for kind in word.chars().map(shape) {
        run = if kind == last { run + 1 } else { 1 };
        if (run == 1 || run == 3) && outline.len() < 8 {
            outline.push_str(kind);
        }
        last = kind;
    }
    outline
}

/// The last `most` bytes of `text`, or fewer.
fn tail(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// The first `most` bytes of `text`, or fewer.
fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// The letters and digits that `text` ends in.
fn last_token(text: &str) -> &str {
    let text = tail(text, REACH);
    let start = text.char_indices().rev().take_while(|(_, letter)| letter.is_alphanumeric()).last();
    start.map_or("", |(at, _)| &text[at..])
}

/// The letters and digits that `text` starts with.
fn first_token(text: &str) -> &str {
    let text = head(text, REACH);
    text.find(|letter: char| !letter.is_alphanumeric()).map_or(text, |at| &text[..at])
}

/// `token` up to where a capital after a small letter may start yet another item.
fn up_to_turn(token: &str) -> &str {
    let mut last = ' ';
    for (at, letter) in token.char_indices() {
        if last.is_lowercase() && letter.is_uppercase() {
            return &token[..at];
        }
        last = letter;
    }
    token
}

impl<'t> Seam<'t> {
    /// Whether a plausible seam is weighed at all: nearly always before a capital that follows a small letter, a digit or
    /// a bracket; elsewhere only if the words that the seam would set free are known.
    fn is_worth_weighing(&self, last: char, next: char, page: &PageTerms) -> bool {
        let (left, right) = (self.left_word(), self.right_word());
        let before = kind(left);
        if before == Some(Kind::Form) {
            return false;
        }
        if next.is_uppercase() {
            let in_capitals = last.is_uppercase() && !self.text[self.at..].chars().nth(1).is_some_and(char::is_lowercase);
            return match (in_capitals, self.is_in_lone_word()) {
                (true, _) => is_acronym(left, page) && starts_with_acronym(right, page),
                (_, true) => is_known(left, page) && is_known(right, page),
                _ => true,
            };
        }
        if next.is_ascii_digit() || !last.is_alphanumeric() {
            return true;
        }
        let ends = before == Some(Kind::Head) || last.is_ascii_digit() && page.has_word(right);
        ends && right.len() >= 4 && !page.has_word(self.token())
    }

    /// Whether the list, as far as it is not cut yet, is a single word: more often the name of a product than two items.
    fn is_in_lone_word(&self) -> bool {
        self.token().len() == self.text.len() - self.from
    }

    /// The word before the seam.
    fn left_word(&self) -> &'t str {
        last_token(&self.text[self.from..self.at])
    }

    /// The word after the seam, as far as it can be told.
    fn right_word(&self) -> &'t str {
        up_to_turn(first_token(&self.text[self.at..]))
    }

    /// The word that there is if the seam is none.
    fn token(&self) -> &'t str {
        let right = first_token(&self.text[self.at..]);
        &self.text[self.at - self.left_word().len()..self.at + right.len()]
    }

    /// The neighbor of the word before the seam, in the same item.
    fn word_before(&self) -> Option<&'t str> {
        let end = self.at - self.left_word().len();
        let word = last_token(self.text[self.from..end].strip_suffix([' ', '-'])?);
        (!word.is_empty()).then_some(word)
    }

    /// The neighbor of the word after the seam, as far as it can be told.
    fn word_after(&self) -> Option<&'t str> {
        let start = self.at + self.right_word().len();
        let word = up_to_turn(first_token(self.text[start..].strip_prefix([' ', '-'])?));
        (!word.is_empty()).then_some(word)
    }
}
