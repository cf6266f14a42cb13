//! Lines that are contact data as a whole: a role with a name, an address with a name.

use super::{holds, without_words};
use crate::grammar::line::{Line, raw_lines};
use crate::text::{after, range_in, trimmed};
use crate::vocab;

/// Words that name a person's part in a trial, or say how to reach somebody, in lower case and without `study` or `site`.
const ROLES: &[&str] = &[
    "backup contact",
    "central contact",
    "central trial contact",
    "chief investigator",
    "clinical contact",
    "co-investigator",
    "co-principal investigator",
    "contact",
    "contact backup",
    "contact e-mail",
    "contact email",
    "contact name",
    "contact person",
    "contact phone",
    "contact us",
    "contacts",
    "coordinating investigator",
    "e-mail",
    "e-mail address",
    "email",
    "email address",
    "fax",
    "fax number",
    "investigator",
    "investigators",
    "lead investigator",
    "local investigator",
    "mobile",
    "national coordinating investigator",
    "overall contact",
    "overall official",
    "phone",
    "phone number",
    "primary contact",
    "principal investigator",
    "principal investigators",
    "public contact",
    "public queries",
    "research contact",
    "research coordinator",
    "scientific contact",
    "scientific queries",
    "study chair",
    "study contact",
    "study contact backup",
    "study coordinator",
    "study director",
    "study official",
    "study principal investigator",
    "sub-investigator",
    "sub-investigators",
    "subinvestigator",
    "tel",
    "telephone",
    "telephone number",
    "trial contact",
];

/// No role has more bytes.
const LONGEST_ROLE: usize = 36;

/// Words that say nothing between addresses.
pub(super) fn is_filler(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "",
        "and",
        "at",
        "by",
        "contact",
        "e",
        "email",
        "ext",
        "fax",
        "mail",
        "mailto",
        "mobile",
        "no",
        "number",
        "or",
        "phone",
        "t",
        "tel",
        "telephone",
        "to",
        "x",
    ];
    let short = word.len() <= 9;
    let number = word.len() <= 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    number || short && WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether words name a person's part in a trial, or say how to reach somebody, and nothing else.
fn is_role(text: &str) -> bool {
    let text = trimmed(text).trim_end_matches(['.', ' ']);
    if text.len() > LONGEST_ROLE || !text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let known = |text: &str| {
        let letters = || text.bytes().map(|byte| byte.to_ascii_lowercase());
        ROLES.binary_search_by(|role| role.bytes().cmp(letters())).is_ok()
    };
    let bare = ["site ", "study "].iter().find_map(|word| after(text, word));
    known(text) || bare.is_some_and(known)
}

/// `Principal Investigator: Jane Doe, MD`: what stands behind the role, empty where nothing does.
fn behind_role(text: &str) -> Option<&str> {
    if !text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let bytes = &text.as_bytes()[..text.len().min(LONGEST_ROLE + 4)];
    let gap = |(at, byte): (usize, &u8)| match byte {
        b':' | b'\t' | b'|' => true,
        b' ' => {
            let behind = &bytes[at + 1..];
            matches!(behind, [b' ' | b'|', ..] | [b'-', b' ', ..]) || behind.starts_with("– ".as_bytes())
        }
        0xef => bytes[at..].starts_with("：".as_bytes()),
        _ => false,
    };
    let at = bytes.iter().enumerate().position(gap)?;
    let rest = text.get(at..)?.trim_start_matches([':', '：', '\t', ' ', '|', '-', '–']);
    is_role(&text[..at]).then(|| trimmed(rest))
}

/// Whether a line ends in a role: `Jane Doe, MD (Principal Investigator)`, `Jane Doe, Study Chair, Acme Clinic`.
fn has_role(text: &str) -> bool {
    let bracket = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let person = |role: &str| is_role(role) && role.trim().contains([' ', '-']);
    bracket.is_some_and(|(_, role)| is_role(role)) || text.len() <= LONG && text.split(',').skip(1).any(person)
}

/// A longer line is a text.
const LONG: usize = 240;

/// Whether a line of a list is contact data as a whole, and no place or other item.
pub(crate) fn is_contact(text: &str) -> bool {
    if let Some(rest) = behind_role(text) {
        return rest.is_empty() || rest.starts_with(|first: char| !first.is_lowercase());
    }
    if is_role(text.trim_end_matches(':')) {
        return true;
    }
    holds(text) && {
        let rest = without_addresses(text);
        let words: Vec<&str> =
            rest.split(|letter: char| letter.is_whitespace() || ",;:|()<>-".contains(letter)).collect();
        let own: Vec<&str> = words.into_iter().filter(|word| !is_filler(word)).collect();
        own.is_empty() || is_person(&own.join(" "))
    }
}

/// Whether a line is contact data beyond doubt, wherever it stands: somebody to be reached, and how.
fn is_surely_contact(text: &str) -> bool {
    let told = |byte: &u8| matches!(byte, b':' | b'@' | b'[') || byte.is_ascii_digit();
    text.len() <= LONG
        && text.bytes().any(|byte| told(&byte))
        && is_contact(text)
        && (holds(text) || behind_role(text).is_some_and(is_person))
}

/// Where the lines of contact data begin that end a text; its end where there are none.
pub(crate) fn tail(text: &str) -> usize {
    let (mut start, mut kept) = (text.len(), text.trim_end());
    while !kept.is_empty() {
        let from = memchr::memrchr(b'\n', kept.as_bytes()).map_or(0, |at| at + 1);
        let line = Line::of(&kept[from..]).text;
        let above = start < text.len() && (is_person(line) || is_role(line.trim_end_matches(':')));
        if !is_surely_contact(line) && !above {
            break;
        }
        start = from;
        kept = kept[..from].trim_end();
    }
    start
}

/// Where contact data begins behind the name of a place on one line: `Test Hospital Contact: Jane Doe`.
pub(crate) fn behind_place(text: &str) -> Option<usize> {
    const STARTS: [&str; 5] = [" Contact: ", " Contacts: ", " Principal Investigator: ", " Phone: ", " Email: "];
    memchr::memchr(b':', text.as_bytes())?;
    let at = STARTS.iter().filter_map(|start| text.find(start)).min()?;
    let place = !is_contact(&text[..at]) && behind_role(text).is_none();
    (place && is_contact(trimmed(&text[at..]))).then_some(at)
}

/// A text without its addresses.
fn without_addresses(text: &str) -> String {
    let (mut rest, mut from) = (String::new(), 0);
    for each in super::find(text) {
        rest.push_str(&text[from..each.at.start]);
        rest.push(' ');
        from = each.at.end;
    }
    rest.push_str(&text[from..]);
    without_words(&rest).into_owned()
}

/// Whether a line that nothing else reads is contact data.
fn is_left_contact(text: &str) -> bool {
    let role = |rest: &str| {
        rest.starts_with(|first: char| first.is_uppercase() || first == '[' || first.is_ascii_digit() || first == '(')
    };
    behind_role(text).is_some_and(role) || has_role(text) || holds(text)
}

/// A stretch of text that nothing else reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'t> {
    /// Contact data: a line of it.
    Contact(&'t str),
    /// Anything else.
    Other(&'t str),
}

/// The lines of contact data among what nothing else reads, and what stands between them. Pieces of the text may have anything
/// between them.
pub(crate) fn parts<'t>(text: &'t str, pieces: &[&'t str]) -> Vec<Part<'t>> {
    let of = |(n, piece): (usize, &&'t str)| raw_lines(piece).map(move |line| (n, trimmed(line))).collect::<Vec<_>>();
    let lines: Vec<(usize, &'t str)> =
        pieces.iter().enumerate().flat_map(of).filter(|(_, line)| !line.is_empty()).collect();
    let bare: Vec<&str> = lines.iter().map(|(_, line)| Line::of(line).text.trim_matches(['|', ' '])).collect();
    let told: Vec<bool> = bare.iter().map(|line| is_role(line.trim_end_matches(':'))).collect();
    let mut own: Vec<bool> = bare.iter().map(|line| is_left_contact(line)).collect();
    if !own.contains(&true) && !told.contains(&true) {
        return pieces.iter().map(|piece| Part::Other(piece)).collect();
    }
    for at in (0..lines.len()).rev() {
        let below = own.get(at + 1) == Some(&true) && !told[at + 1];
        let above = at > 0 && told[at - 1];
        own[at] |= (below || above) && is_person(bare[at]);
        // A role alone says nothing without the line below.
        own[at] |= told[at] && own.get(at + 1) == Some(&true);
    }
    let mut parts: Vec<(usize, Part<'t>)> = Vec::new();
    for ((piece, line), own) in lines.into_iter().zip(own) {
        match parts.last_mut() {
            _ if own => parts.push((piece, Part::Contact(line))),
            Some((last, Part::Other(before))) if *last == piece => {
                *before = &text[range_in(text, before).start..range_in(text, line).end];
            }
            _ => parts.push((piece, Part::Other(line))),
        }
    }
    parts.into_iter().map(|(_, part)| part).collect()
}

/// Whether a text is the name of a person, perhaps with titles and degrees, and nothing else.
pub(crate) fn is_person(text: &str) -> bool {
    if text.len() > 80 {
        return false;
    }
    let words: Vec<&str> = text.split([' ', '\u{a0}', ',']).filter(|word| !word.is_empty()).collect();
    let named: Vec<&&str> = words.iter().filter(|word| !title(word) && !degree(word)).collect();
    let marked = named.len() < words.len();
    let shaped = named.iter().all(|word| is_name_word(word) || particle(word));
    let own = named.iter().filter(|word| is_name_word(word)).count();
    shaped && (2..=4).contains(&own) && !institution(text) && (marked || named.len() <= 4 && !text.contains(','))
}

/// `Dr.`, `Prof`: what stands before a name.
pub(super) fn title(word: &str) -> bool {
    const TITLES: &[&str] =
        &["dr", "prof", "professor", "mr", "mrs", "ms", "miss", "doctor", "pd", "univ", "priv", "doz"];
    word.starts_with(char::is_uppercase) && TITLES.contains(&&*word.trim_end_matches('.').to_lowercase())
}

/// `MD`, `Ph.D.`: what stands behind a name.
pub(super) fn degree(word: &str) -> bool {
    let capitals = word.chars().filter(|letter| letter.is_uppercase()).count();
    capitals > 1 && (vocab::DEGREE.term(word).is_some() || vocab::DEGREE.term(&word.replace('.', "")).is_some())
}

/// A word of a name: a capital, then small letters; an initial.
pub(super) fn is_name_word(word: &str) -> bool {
    let mut letters = word.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    let rest = letters.as_str();
    let initial =
        rest.is_empty() || rest.chars().all(|letter| letter == '.' || letter.is_uppercase()) && rest.len() <= 4;
    let spelled = rest.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '\'' | '’' | '.'))
        && rest.chars().any(char::is_lowercase);
    capital && (initial || spelled)
}

/// Small words inside of names.
pub(super) fn particle(word: &str) -> bool {
    [
        "van", "von", "de", "der", "den", "di", "da", "dos", "del", "della", "la", "le", "el", "al", "bin", "ibn",
        "ter", "zu", "y",
    ]
    .contains(&word)
}

/// Whether a word of a name is one that institutions have and persons do not.
pub(crate) fn institution(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "academy",
        "agency",
        "alliance",
        "association",
        "biopharma",
        "cancer",
        "center",
        "centre",
        "clinic",
        "clinical",
        "college",
        "company",
        "council",
        "department",
        "foundation",
        "group",
        "health",
        "hospital",
        "infirmary",
        "institut",
        "institute",
        "laboratories",
        "laboratory",
        "medical",
        "ministry",
        "national",
        "network",
        "office",
        "organization",
        "pharma",
        "pharmaceuticals",
        "research",
        "school",
        "society",
        "study",
        "therapeutics",
        "trial",
        "trials",
        "trust",
        "university",
    ];
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    words.into_iter().any(|word| WORDS.binary_search(&word.to_lowercase().as_str()).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(ROLES.is_sorted() && ROLES.iter().all(|role| role.len() <= LONGEST_ROLE));
    }

    #[test]
    fn roles_with_names_are_contact_data() {
        for line in [
            "Contact: Jane Doe",
            "Principal Investigator: Jane Doe, MD",
            "Sub-Investigator: Jane Doe",
            "Site Contact: Jane Doe, 555-555-0142",
            "Contact: Jane Doe    555-555-0142    jane@example.org",
            "Tel.: 0552 4471",
            "Jane Doe [phone]",
            "Jane Doe, MD, jane@example.org",
            "Principal Investigator",
            "Contact:",
        ] {
            assert!(is_contact(line), "{line}");
        }
        for line in [
            "Test Hospital",
            "Contact with animals",
            "Contact: with birds",
            "Phone Clinic",
            "Principal Hospital",
            "Test Hospital, call 555-555-0142",
            "Jane Doe Hospital",
            "Jane Doe",
            "Study: Jane Doe",
        ] {
            assert!(!is_contact(line), "{line}");
        }
    }

    #[test]
    fn persons_are_told_by_their_names() {
        for name in ["Jane Doe", "Dr. Jane van der Doe", "Jane Doe, MD, PhD", "J. R. Doe", "Jane O'Neil-Doe, M.D."] {
            assert!(is_person(name), "{name}");
        }
        for name in [
            "Jane",
            "Test Hospital",
            "Springfield, Utah",
            "jane doe",
            "Jane Doe went Home",
            "University of Doe",
            "Phase 2",
        ] {
            assert!(!is_person(name), "{name}");
        }
    }

    #[test]
    fn contact_data_may_end_a_text_or_follow_a_place() {
        let cut = |text: &'static str| &text[..tail(text)];
        assert_eq!(cut("- Adults\n- Consent\nContacts\nJane Doe\n555-555-0142\n"), "- Adults\n- Consent\n");
        assert_eq!(cut("- Adults\nContact: Jane Doe"), "- Adults\n");
        for text in ["- Adults\n- Contact: Allergy", "Phone\nEmail", "Jane Doe", "", "Write to jane@example.org today."]
        {
            assert_eq!(cut(text), text);
        }
        assert_eq!(behind_place("Test Hospital Contact: Jane Doe"), Some(13));
        assert_eq!(behind_place("Test Hospital: Contact Clinic"), None);
        assert_eq!(behind_place("Contact: Jane Doe Phone: 555-555-0142"), None);
    }

    #[track_caller]
    fn check(text: &str, wanted: &[Part<'_>]) {
        assert_eq!(parts(text, &[text]), wanted);
    }

    #[test]
    fn what_is_left_is_parted_from_contact_data() {
        use Part::{Contact, Other};
        check("Jane Doe\nOther words", &[Other("Jane Doe\nOther words")]);
        check(
            "Words\nmore words\nContact: Jane Doe\n\nEnd",
            &[Other("Words\nmore words"), Contact("Contact: Jane Doe"), Other("End")],
        );
        check("Jane Doe, MD\n555-555-0142", &[Contact("Jane Doe, MD"), Contact("555-555-0142")]);
        check(
            "Principal Investigator\nJane Doe\nx",
            &[Contact("Principal Investigator"), Contact("Jane Doe"), Other("x")],
        );
        check("Investigators\nwords", &[Other("Investigators\nwords")]);
        check("Jane Doe, Clinic (Principal Investigator)", &[Contact("Jane Doe, Clinic (Principal Investigator)")]);
        check("Jane Doe, Study Chair, Acme", &[Contact("Jane Doe, Study Chair, Acme")]);
    }
}
