//! What the readings ask of a word again and again, told once: every question is a bit.

/// The questions to which a word answers yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts(u16);

impl Facts {
    /// It begins its part.
    pub(super) const FIRST: Facts = Facts(1);
    /// It ends in a period.
    pub(super) const PERIOD: Facts = Facts(1 << 1);
    /// It ends in a semicolon.
    pub(super) const SEMICOLON: Facts = Facts(1 << 2);
    /// It ends in a colon.
    pub(super) const COLON: Facts = Facts(1 << 3);
    /// It ends a sentence or a part of one.
    pub(super) const STOP: Facts = Facts(1 << 4);
    /// It ends as words do in the middle of a sentence.
    pub(super) const LOOSE: Facts = Facts(1 << 5);
    /// It ends without punctuation, but may close a bracket.
    pub(super) const BARE: Facts = Facts(1 << 6);
    /// It is written in small letters.
    pub(super) const SMALL: Facts = Facts(1 << 7);
    /// It is written as words are in the middle of a sentence.
    pub(super) const QUIET: Facts = Facts(1 << 8);
    /// It begins with a capital and goes on in small letters.
    pub(super) const TITLE: Facts = Facts(1 << 9);
    /// It is the mark of an item.
    pub(super) const MARK: Facts = Facts(1 << 10);
    /// It is a verb of a closed list.
    pub(super) const VERB: Facts = Facts(1 << 11);
    /// No phrase ends with it.
    pub(super) const LEADS: Facts = Facts(1 << 12);
    /// No phrase begins with it.
    pub(super) const FOLLOWS: Facts = Facts(1 << 13);

    /// What holds of a word that ends so.
    pub(super) const fn of_end(end: &str) -> Facts {
        match end.as_bytes() {
            b"." | b")." => Facts::PERIOD.and(Facts::STOP),
            b";" | b");" => Facts::SEMICOLON.and(Facts::STOP),
            b":" => Facts::COLON.and(Facts::STOP),
            b"?" => Facts::STOP,
            b"w" | b"d" => Facts::LOOSE.and(Facts::BARE),
            b"W" | b"o" | b"," | b"\"" => Facts::LOOSE,
            b")" => Facts::BARE,
            _ => Facts(0),
        }
    }

    /// What holds of a word that is written so.
    pub(super) const fn of_shape(shape: &str) -> Facts {
        match shape.as_bytes() {
            b"x" => Facts::SMALL.and(Facts::QUIET),
            b"(" | b"sym" => Facts::QUIET,
            b"Xx" => Facts::TITLE,
            b"#." => Facts::MARK,
            _ => Facts(0),
        }
    }

    /// What holds of a word that is such a part of speech.
    pub(super) const fn of_speech(speech: &str) -> Facts {
        match speech.as_bytes() {
            b"be" | b"modal" => Facts::LEADS.and(Facts::FOLLOWS).and(Facts::VERB),
            b"have" => Facts::LEADS.and(Facts::VERB),
            b"prep" | b"conj" | b"pron" | b"sub" => Facts::LEADS.and(Facts::FOLLOWS),
            b"det" | b"neg" => Facts::LEADS,
            b"unit" => Facts::FOLLOWS,
            _ => Facts(0),
        }
    }

    /// All of both.
    #[inline]
    pub(super) const fn and(self, others: Facts) -> Facts {
        Facts(self.0 | others.0)
    }

    /// Whether one of `asked` holds.
    #[inline]
    pub(super) const fn any(self, asked: Facts) -> bool {
        self.0 & asked.0 != 0
    }
}
