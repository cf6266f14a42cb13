//! Contact data in the texts of a page: words for it stand in its place.

use super::{Rule, Stage};
use crate::contact::{self, Kind, RULE};
use crate::text::Edit;

/// Puts words in the place of e-mail addresses and telephone numbers, and of names that certainly belong to them.
pub(super) static CONTACT: Rule = Rule {
    id: RULE,
    doc: "E-mail addresses and telephone numbers, and names that stand right before them, are contact data: words stand in \
          their place, and `before` shows their shape alone. Off with --contacts.",
    example: ("Contact Dr. Jane Doe at jane@example.org or 555-555-0142.", "Contact [name] at [e-mail] or [phone]."),
    stage: Stage::Private(find),
};

fn find(text: &str, edits: &mut Vec<Edit>) {
    edits.extend(contact::find(text).into_iter().map(|found| {
        let (confidence, why) = match found.kind {
            Kind::Email => (0.999, "an e-mail address is contact data"),
            Kind::Phone => (0.98, "digits in the groups of a telephone number are contact data"),
            Kind::Name => (0.95, "a name stands between a word that asks to write or call and the address"),
        };
        Edit {
            rule: RULE,
            span: found.at.into(),
            after: found.kind.word().into(),
            confidence,
            applied: true,
            why: why.into(),
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::repaired;

    #[test]
    fn words_stand_in_the_place_of_contact_data() {
        let check = |text, wanted: &str| assert_eq!(repaired(find, text), wanted);
        check("2004-001234-12, jane@example.org", "2004-001234-12, [e-mail]");
        check("Tel. +49 30 901820; fax (555) 555-0142", "Tel. [phone]; fax [phone]");
        check("Tested at week 12.", "Tested at week 12.");
    }
}
