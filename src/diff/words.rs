//! Two texts, word by word.

use imara_diff::{Algorithm, Diff, InternedInput};

/// Whose a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "plain words")]
pub enum Side {
    Both,
    Old,
    New,
}

/// A stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'t> {
    /// Whose it is.
    pub side: Side,
    /// What it says.
    pub text: &'t str,
}

/// Two texts as one: what stays, what went, what came. The pieces of each side together are its text.
#[must_use]
pub fn pieces<'t>(old: &'t str, new: &'t str) -> Vec<Piece<'t>> {
    let (before, after) = (tokens(old), tokens(new));
    let mut input = InternedInput::default();
    input.update_before(before.iter().copied());
    input.update_after(after.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let (mut at, mut pieces) = (0, Vec::new());
    for hunk in diff.hunks() {
        let (removed, added) = (hunk.before.start as usize..hunk.before.end as usize, hunk.after);
        push(&mut pieces, Side::Both, old, &before[at..removed.start]);
        push(&mut pieces, Side::Old, old, &before[removed.clone()]);
        push(&mut pieces, Side::New, new, &after[added.start as usize..added.end as usize]);
        at = removed.end;
    }
    push(&mut pieces, Side::Both, old, &before[at..]);
    pieces
}

/// Adds the stretch that neighboring tokens make.
fn push<'t>(pieces: &mut Vec<Piece<'t>>, side: Side, of: &'t str, tokens: &[&'t str]) {
    if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
        let start = first.as_ptr() as usize - of.as_ptr() as usize;
        let end = last.as_ptr() as usize - of.as_ptr() as usize + last.len();
        pieces.push(Piece { side, text: &of[start..end] });
    }
}

/// Words, runs of blanks, and every other sign by itself; so are letters of scripts without blanks between words.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |letter: char| match letter {
        letter if letter.is_whitespace() => 1,
        letter if letter.is_alphanumeric() && !matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{20000}'..) => 2,
        _ => 0,
    };
    let (mut tokens, mut start, mut last) = (Vec::new(), 0, None);
    for (at, letter) in text.char_indices() {
        let here = kind(letter);
        if last.is_some_and(|last| last != here || here == 0) {
            tokens.push(&text[start..at]);
            start = at;
        }
        last = Some(here);
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        let pieces = pieces(old, new);
        let side = |wanted: Side| -> String {
            let mine = pieces.iter().filter(|piece| piece.side == Side::Both || piece.side == wanted);
            mine.map(|piece| piece.text).collect()
        };
        assert_eq!((side(Side::Old).as_str(), side(Side::New).as_str()), (old, new));
        let shown = pieces.iter().map(|piece| match piece.side {
            Side::Both => piece.text.to_owned(),
            Side::Old => format!("[-{}-]", piece.text),
            Side::New => format!("{{+{}+}}", piece.text),
        });
        assert_eq!(shown.collect::<String>(), expected);
    }

    #[test]
    fn words_that_stay_are_told_from_those_that_changed() {
        check("7-12 minutes moderate", "7-12 points moderate", "7-12 [-minutes-]{+points+} moderate");
        check("a b", "a b", "a b");
        check("", "a", "{+a+}");
        check("治験中止", "治験中断", "治験中[-止-]{+断+}");
    }
}
