//! Seams: the places of a fused list where one item may end and the next begin, and what speaks for and against each.

use super::Piece;
use super::lexicon::{Class, class, may_end_in};
use super::page_terms::{PageTerms, words};
use crate::segment::evidence::{Emit, kind};

/// The most bytes that are looked at on either side of a seam.
const REACH: usize = 64;

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

/// The most places of a list that are looked at closely. No list has thousands of items, and a megabyte of capitals
/// shall not cost a minute.
const MOST_LOOKS: usize = 1 << 13;

/// Cuts `text` at each seam that `chance` finds likelier than not, from left to right.
pub fn pieces<'t>(text: &'t str, page: &PageTerms, mut chance: impl FnMut(&Seam<'t>) -> f32) -> Vec<Piece<'t>> {
    let text = text.trim();
    let mut pieces = Vec::new();
    let (mut from, mut confidence, mut open, mut last, mut looks) = (0, 1.0, 0_usize, ' ', 0);
    for (at, next) in text.char_indices() {
        if plausible(last, next, text, from, at) && looks < MOST_LOOKS {
            looks += 1;
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

/// Whether an item may end in `last` at `at` and another begin with `next`, as far as a glance tells. Hyphens, slashes
/// and opening brackets bind; two small letters part only after what may be the end of a condition's last word.
fn plausible(last: char, next: char, text: &str, from: usize, at: usize) -> bool {
    if !next.is_alphanumeric() {
        return false;
    }
    if !last.is_alphanumeric() {
        return next.is_alphabetic() && ")].%®™*\"”'’".contains(last);
    }
    if next.is_uppercase() {
        return true;
    }
    if next.is_alphabetic() && last.is_alphabetic() {
        return last.is_lowercase() && may_end_in(&text.as_bytes()[from..at]);
    }
    next.is_alphabetic() || next.is_ascii_digit() && last.is_lowercase()
}

/// What speaks for and against `seam`.
pub fn features(seam: &Seam, page: &PageTerms, emit: &mut Emit) {
    emit(kind!("bias"), &[]);
    let (left, right) = (seam.left_word(), seam.right_word());
    let ends = shapes(left_end(&seam.text[seam.from..seam.at]));
    let starts = shapes(right_start(&seam.text[seam.at..]));
    emit(kind!("turn="), &[ends[0], ends[1], "|", starts[0], starts[1]]);
    emit(kind!("near turn="), &[ends[1], "|", starts[0]]);
    if seam.bracketed {
        emit(kind!("bracketed"), &[]);
    }
    word_features(left, right, emit);
    class_features(seam, emit);
    page_features(seam, page, [ends[1], starts[0]], emit);
    let count = words(tail(&seam.text[seam.from..seam.at], REACH)).take(4).count();
    emit(kind!("words before="), &[["0", "1", "2", "3", "more"][count]]);
}

fn word_features(left: &str, right: &str, emit: &mut Emit) {
    emit(kind!("last="), &[left]);
    emit(kind!("first="), &[right]);
    emit(kind!("ends in="), &[tail(left, 4)]);
    emit(kind!("ends in="), &[tail(left, 3)]);
    emit(kind!("starts with="), &[head(right, 3)]);
    let (long, broad) = (length(left), length(right));
    emit(kind!("length="), &[long, "|", broad]);
    emit(kind!("length before="), &[long]);
    emit(kind!("length after="), &[broad]);
    let (before, after) = (outline(left), outline(right));
    emit(kind!("outline before="), &[&before]);
    emit(kind!("outline after="), &[&after]);
    emit(kind!("outlines="), &[&before, "|", &after]);
}

fn class_features(seam: &Seam, emit: &mut Emit) {
    let [before, after] = [seam.left_word(), seam.right_word()].map(class_name);
    let alone = seam.left_word().len() == seam.at - seam.from;
    let alone = if seam.is_in_lone_word() { "all" } else { yes_or_no(alone) };
    emit(kind!("classes="), &[before, "|", after]);
    emit(kind!("class before="), &[before]);
    emit(kind!("class after="), &[after]);
    emit(kind!("alone="), &[alone]);
    emit(kind!("classes alone="), &[before, "|", after, alone]);
}

fn page_features(seam: &Seam, page: &PageTerms, turn: [&str; 2], emit: &mut Emit) {
    let (left, right) = (seam.left_word(), seam.right_word());
    let known = [page.has_word(left), page.has_word(right), page.has_exactly(seam.token())].map(yes_or_no);
    emit(kind!("known="), &known);
    emit(kind!("known at turn="), &[known[0], known[1], known[2], turn[0], "|", turn[1]]);
    let exact = [page.has_exactly(left), page.has_exactly(right)].map(yes_or_no);
    emit(kind!("exactly known at turn="), &[exact[0], exact[1], turn[0], "|", turn[1]]);
    let before = seam.word_before().map_or("none", |word| yes_or_no(page.has_pair(word, left)));
    let after = seam.word_after().map_or("none", |word| yes_or_no(page.has_pair(right, word)));
    emit(kind!("pair before="), &[before]);
    emit(kind!("pair after="), &[after]);
    emit(kind!("pairs="), &[before, "|", after]);
}

fn class_name(word: &str) -> &'static str {
    match class(word) {
        Some(Class::Head) => "head",
        Some(Class::Acronym) => "acronym",
        Some(Class::Form) => "form",
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

fn names_disease(class: Option<Class>) -> bool {
    matches!(class, Some(Class::Head | Class::Acronym))
}

/// Whether a run of capitals is a word by itself.
fn is_acronym(word: &str, page: &PageTerms) -> bool {
    word.len() >= 3 && (class(word) == Some(Class::Acronym) || page.has_exactly(word))
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
        let (before, after) = (class(left), class(right));
        if before == Some(Class::Form) || self.is_in_address() || self.is_in_abbreviation() {
            return false;
        }
        if next.is_uppercase() {
            let in_capitals =
                last.is_uppercase() && !self.text[self.at..].chars().nth(1).is_some_and(char::is_lowercase);
            return match (in_capitals, self.is_in_lone_word()) {
                (true, _) => (self.follows_stage() || is_acronym(left, page)) && starts_with_acronym(right, page),
                (_, true) => {
                    names_disease(before) || names_disease(after) || page.has_word(left) && page.has_word(right)
                }
                _ => true,
            };
        }
        if next.is_ascii_digit() || !last.is_alphanumeric() {
            return true;
        }
        let ends = before == Some(Class::Head) || last.is_ascii_digit() && page.has_word(right);
        ends && right.len() >= 4 && !page.has_word(self.token())
    }

    /// Whether the list is a single word: more often the name of a product than two items.
    fn is_in_lone_word(&self) -> bool {
        self.token().len() == self.text.len()
    }

    /// Whether the seam lies in the name of a site: a dot, or a scheme, between letters that no blank parts.
    fn is_in_address(&self) -> bool {
        let before = tail(&self.text[self.from..self.at], REACH).rsplit(' ').next().unwrap_or("");
        let after = head(&self.text[self.at..], REACH).split(' ').next().unwrap_or("");
        let dotted = after.split('.').skip(1).any(|part| part.starts_with(|letter: char| letter.is_ascii_lowercase()));
        dotted || before.contains("://") || before.contains("www.")
    }

    /// Whether the seam follows a single letter and its dot.
    fn is_in_abbreviation(&self) -> bool {
        let before = self.text[self.from..self.at].strip_suffix('.');
        before.is_some_and(|before| last_token(before).chars().nth(1).is_none())
    }

    /// Whether the seam follows the numeral of a stage, type or class.
    fn follows_stage(&self) -> bool {
        let is_numeral =
            self.left_word().trim_end_matches(['A', 'B', 'C']).bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
        let staged = |word: &str| {
            ["stage", "type", "class", "grade", "phase"].iter().any(|stage| word.eq_ignore_ascii_case(stage))
        };
        is_numeral && self.word_before().is_some_and(staged)
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
