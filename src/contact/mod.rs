//! Contact data: how the addresses, numbers and lines look by which the people of a trial are reached.
//!
//! Contact data is what names or reaches a person who works for a trial: e-mail addresses, telephone numbers, and the lines that
//! name contacts, investigators and officials. Records are about trials and leave it out, unless it is asked for. Addresses and
//! numbers are told by their shape alone, wherever they stand; names only where a label, a role word or an address beside them
//! says whose they are.

mod email;
mod line;
mod name;
mod phone;

pub(crate) use line::{Part, behind_place, institution, is_contact, is_person, parts, tail};

use std::borrow::Cow;
use std::ops::Range;

/// The rule that puts words in the place of contact data.
pub const RULE: &str = "placeholder/contact";

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An e-mail address.
    Email,
    /// A telephone or fax number.
    Phone,
    /// The name of whom an address reaches.
    Name,
}

impl Kind {
    /// What stands in its place in a record.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Email => "[e-mail]",
            Kind::Phone => "[phone]",
            Kind::Name => "[name]",
        }
    }
}

/// The words that stand in the place of addresses and numbers.
const WORDS: [&str; 3] = [Kind::Email.word(), Kind::Phone.word(), Kind::Name.word()];

/// Contact data inside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, in bytes of the text.
    pub at: Range<usize>,
}

/// The addresses and numbers of a text, in order and disjoint, each perhaps behind the name of whom it reaches.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    email::find(text, &mut found);
    phone::find(text, &mut found);
    found.sort_by_key(|each: &Found| (each.at.start, std::cmp::Reverse(each.at.end)));
    let mut free = 0;
    found.retain(|each| {
        let apart = each.at.start >= free;
        free = free.max(each.at.end);
        apart
    });
    name::add(text, &mut found);
    found
}

/// The shape of contact data without the data: every letter as `x`, every digit as `0`.
#[must_use]
pub fn hidden(text: &str) -> String {
    let hide = |letter: char| match letter {
        letter if letter.is_numeric() => '0',
        letter if letter.is_alphabetic() => 'x',
        letter => letter,
    };
    text.chars().map(hide).collect()
}

/// What is shown of a page without the contact data in it; of markup also that of its links.
pub(crate) fn without(shown: String, markup: bool) -> String {
    let mut found: Vec<Range<usize>> = find(&shown).into_iter().map(|found| found.at).collect();
    if markup {
        found.extend(links(&shown));
        found.sort_by_key(|at| at.start);
    }
    if found.is_empty() {
        return shown;
    }
    let (mut out, mut free) = (String::with_capacity(shown.len()), 0);
    for at in found {
        let start = at.start.max(free);
        out.push_str(&shown[free..start]);
        out.push_str(&hidden(&shown[start..at.end.max(start)]));
        free = free.max(at.end);
    }
    out + &shown[free..]
}

/// The addresses of links in markup that write or call, or whose letters are disguised.
fn links(markup: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    memchr::memmem::find_iter(markup.as_bytes(), "href=").filter_map(|at| {
        let from = at + "href=".len();
        let rest = &markup[from..];
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let start = from + usize::from(quote.is_some());
        let end = match quote {
            Some(quote) => markup[start..].find(quote),
            None => markup[start..].find(|letter: char| letter.is_whitespace() || letter == '>'),
        };
        let end = start + end.unwrap_or(markup.len() - start);
        let link = markup[start..end].to_lowercase();
        let reaches =
            link.starts_with("mailto:") || link.starts_with("tel:") || link.starts_with("&#") || link.contains("%40");
        reaches.then_some(start..end)
    })
}

/// Whether a text is nothing but contact data, now that words stand in its place.
#[must_use]
pub fn is_all(text: &str) -> bool {
    if memchr::memchr(b'[', text.as_bytes()).is_none() {
        return false;
    }
    let rest = without_words(text);
    rest.len() < text.len() && rest.split(|letter: char| !letter.is_alphanumeric()).all(line::is_filler)
}

/// A text without the words that stand in the place of contact data.
fn without_words(text: &str) -> Cow<'_, str> {
    WORDS.iter().fold(
        Cow::Borrowed(text),
        |text, word| {
            if text.contains(word) { text.replace(word, " ").into() } else { text }
        },
    )
}

/// Whether a text holds an address or a number, or a word in the place of one.
fn holds(text: &str) -> bool {
    let bytes = text.as_bytes();
    let replaced = || memchr::memchr(b'[', bytes).is_some() && WORDS.iter().any(|word| text.contains(word));
    // No number has fewer digits, unless it is spelled with letters.
    let digits = || bytes.iter().filter(|byte| byte.is_ascii_digit()).count() >= 4;
    replaced()
        || (memchr::memchr(b'@', bytes).is_some() || digits()) && (!find(text).is_empty() || phone::labeled(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text with words in the place of what is found in it.
    fn replaced(text: &str) -> String {
        let (mut shown, mut from) = (String::new(), 0);
        for each in find(text) {
            shown.push_str(&text[from..each.at.start]);
            shown.push_str(each.kind.word());
            from = each.at.end;
        }
        shown + &text[from..]
    }

    #[track_caller]
    fn check(text: &str, wanted: &str) {
        assert_eq!(replaced(text), wanted);
    }

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        check("jane.doe@example.org", "[e-mail]");
        check("Write to (jane_doe+trial@mail.example.co.uk).", "Write to ([e-mail]).");
        check("mailto:jane@example.org?subject=x", "mailto:[e-mail]?subject=x");
        check("<JANE@EXAMPLE.ORG>; 'joe@example.org'", "<[e-mail]>; '[e-mail]'");
        check("jane@example.org, joe@example.org/ann@example.org", "[e-mail], [e-mail]/[e-mail]");
        check("joe@example.orgRecruiting", "[e-mail]Recruiting");
        check("at joe@example.org.The study", "at [e-mail].The study");
        check("o'neil@example.org møller@høj.example", "[e-mail] [e-mail]");
        check("Doe555-555-0142jane@example.org", "[e-mail]");
        check("jane@example.org555-555-0142", "[e-mail][phone]");
    }

    #[test]
    fn numbers_are_found_in_their_shapes() {
        check("Call 555-555-0142.", "Call [phone].");
        check("(555) 555-0142", "[phone]");
        check("555.555.0142", "[phone]");
        check("1-800-555-0199 or 1-800-4-CANCER", "[phone] or [phone]");
        check("1-877-CTLILLY (1-877-285-4559)", "[phone] ([phone])");
        check("+1 555-555-0142, +1 (555) 555-0142", "[phone], [phone]");
        check("+49 30 901820, +44 (0)20 7946 0958", "[phone], [phone]");
        check("+390612345678; +86-10-12345678", "[phone]; [phone]");
        check("555-555-0142 ext. 12, 555-555-0142 x7", "[phone], [phone]");
        check("Phone: 555-555-0142Email", "Phone: [phone]Email");
        check("Tel.555-555-0142", "Tel.[phone]");
        check("Jane Doe555-555-0142", "Jane Doe[phone]");
        check("phone 555 555-0142", "phone [phone]");
        check("(555)-555-0142|(555)555-0142", "[phone]|[phone]");
    }

    #[test]
    fn what_only_looks_like_contact_data_stays() {
        for text in [
            "2004-001234-12",
            "2023-509876-12-00",
            "EUCTR2004-001234-12-DE",
            "U1111-1111-1111",
            "U1111-1234-5678",
            "NCT01234567",
            "ISRCTN12345678",
            "JPRN-UMIN000012345",
            "NL-OMON12345",
            "PACTR202012345678901",
            "doi: 10.1128/IAI.66.2.594-602.1998",
            "10.1016/j.jacc.2019.123.4567",
            "101-202-3003-04",
            "A101-202-3003",
            "205-CL-101",
            "100-200-4000 mg",
            "100-200-4000mg",
            "protocol 123-456-7890",
            "grant no. 123-456-7890",
            "2021-03-05",
            "05.03.2021",
            "5-10 mg",
            "120-180 mmHg",
            "100-200-300",
            "1.5-2.5",
            "≥100-200-3000",
            "123.456.78901",
            "192.168.1.1",
            "555-0142",
            "100 200-1000 mg",
            "+5 to +10",
            "CD34+ 1234567890",
            "3+4=7",
            "+12.3456789",
            "10^+123456789",
            "+1 +2 +3 +4 +5 +6",
            "dose@12h",
            "5 PM @ clinic.",
            "@handle and a@b",
            "v1@2.0",
            "1-800-mg",
            "1-800-20",
            "https://example.org/trial/123-456-7890",
            "00-200-300-4000",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_name_goes_with_its_address_where_it_is_certain() {
        check("Please contact Dr. Jane Doe at jane@example.org.", "Please contact [name] at [e-mail].");
        check("contact Jane Doe, MD (555-555-0142)", "contact [name] ([phone])");
        check("Contact: Jane van der Doe, jane.doe@example.org", "Contact: [name], [e-mail]");
        check("call Prof. J. Doe by phone: 555-555-0142", "call [name] by phone: [phone]");
        // Nothing shows that these are persons.
        check(
            "who will contact the team of the Department (a@b.org)",
            "who will contact the team of the Department ([e-mail])",
        );
        check("contact the (a@b.org), call a@b.org", "contact the ([e-mail]), call [e-mail]");
        check(
            "contact the Clinical Trials Office at trials@example.org",
            "contact the Clinical Trials Office at [e-mail]",
        );
        check("contact Jane Doe at 555-555-0142", "contact Jane Doe at [phone]");
        check("contact with Animals at Home, zoo@example.org", "contact with Animals at Home, [e-mail]");
    }

    #[test]
    fn what_is_hidden_shows_its_shape() {
        assert_eq!(hidden("jane.d@example.org, (555) 555-0142"), "xxxx.x@xxxxxxx.xxx, (000) 000-0000");
    }

    #[test]
    fn a_value_may_be_nothing_else() {
        assert!(is_all("[e-mail]") && is_all("Tel.: [phone] or [e-mail]"));
        assert!(!is_all("Clinic [phone]") && !is_all("phone") && !is_all(""));
    }

    proptest! {
        #[test]
        fn what_is_found_stands_in_order_inside_the_text(text in r"([a-z@.+() -]|[0-9]{1,4}|é|\n|Contact |\[e-mail\]){0,60}") {
            let mut free = 0;
            for each in find(&text) {
                prop_assert!(free <= each.at.start && each.at.start < each.at.end);
                prop_assert!(text.get(each.at.clone()).is_some());
                free = each.at.end;
            }
        }

        #[test]
        fn nothing_is_found_in_what_stands_in_its_place(text in r"([a-z@.+() -]|[0-9]{3,4}|Contact Dr. Jane Doe at |jane@example.org|555-555-0142){0,30}") {
            let replaced = replaced(&text);
            // Numbers that run into each other may hide each other.
            let mark = |letter: char| "+-.() ".contains(letter);
            for each in find(&replaced) {
                let (before, behind) = (&replaced[..each.at.start], &replaced[each.at.end..]);
                let near = before.trim_end_matches(mark).ends_with(']') || behind.trim_start_matches(mark).starts_with('[');
                prop_assert!(near, "{}", replaced);
            }
        }
    }
}
