//! Lists on one line.

use super::line::stretch;
use super::marks;
use crate::text::trimmed;
use crate::vocab;

/// The parts of a list on one line, between semicolons or bars where it has any, else between commas; a part that only
/// inverted headings have behind their comma (`Osteoarthritis, Knee`) belongs to the part before it.
#[must_use]
pub fn terms(line: &str) -> Vec<&str> {
    match [";", " | "].into_iter().find(|mark| line.contains(mark)) {
        Some(mark) => line.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect(),
        None => commas(line),
    }
}

/// The parts of a list of texts that stand on one line: behind rising numbers or bullets, or between semicolons or bars;
/// else the line itself. Commas part no texts.
#[must_use]
pub fn texts(line: &str) -> Vec<&str> {
    let numbers = marks::numbers(line);
    let marks = if numbers.is_empty() { marks::bullets(line, None) } else { numbers };
    if marks.is_empty() {
        let mark = ["; ", " | "].into_iter().find(|mark| line.contains(mark)).unwrap_or("\n");
        return line
            .split(mark)
            .map(|part| trimmed(part).trim_end_matches(';'))
            .filter(|part| !part.is_empty())
            .collect();
    }
    marks::pieces(line, &marks).filter(|part| !part.is_empty()).collect()
}

/// The items of a list that a cell of a table holds on one line, each behind a hyphen: `- Asthma - Cough`; nothing where it
/// is no such list.
#[must_use]
pub fn dashed(cell: &str) -> Option<Vec<&str>> {
    let items = trimmed(cell).strip_prefix("- ").filter(|items| items.contains(" - ") && !items.contains('\n'))?;
    Some(items.split(" - ").map(trimmed).filter(|item| !item.is_empty()).collect())
}

/// The parts of a list of headings between commas; a comma inside brackets parts nothing.
#[must_use]
pub fn commas(list: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in outside_brackets(list) {
        match parts.last_mut().filter(|_| inverted(part)) {
            Some(before) => *before = stretch(list, before, part),
            None => parts.push(part),
        }
    }
    parts
}

/// The organizations that a line names between commas: a comma parts only where the words behind it name another by
/// themselves; `University of California, San Diego` and `Acme, Inc.` are one.
#[must_use]
pub fn organizations(line: &str) -> Vec<&str> {
    const KINDS: &[&str] = &[
        "university",
        "universität",
        "université",
        "universidad",
        "universitaire",
        "hospital",
        "hospitals",
        "hôpital",
        "clinic",
        "klinik",
        "institute",
        "institutes",
        "institut",
        "foundation",
        "pharmaceuticals",
        "pharmaceutical",
        "pharma",
        "therapeutics",
        "laboratories",
        "biotech",
        "inc",
        "inc.",
        "ltd",
        "ltd.",
        "llc",
        "gmbh",
        "corporation",
        "company",
        "ministry",
        "association",
        "society",
        "council",
        "network",
        "trust",
        "agency",
        "consortium",
    ];
    // Parts of an institution that is named behind the comma.
    const PARTS: &[&str] = &["school", "faculty", "department", "division", "college", "center", "centre", "unit"];
    let has = |piece: &str, list: &[&str]| {
        piece.split([' ', '(', ')', '/']).any(|word| list.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    let part = |piece: &str| piece.split(' ').next().is_some_and(|word| has(word, PARTS));
    let mut names: Vec<&str> = Vec::new();
    // Whether the name before is one by itself.
    let mut whole = false;
    for piece in forms(line) {
        let known = has(piece, KINDS);
        let alone = whole && known && piece.contains(' ') && piece.starts_with(char::is_uppercase);
        if let Some(before) = names.last_mut().filter(|_| !alone) {
            *before = stretch(line, before, piece);
            whole |= known;
        } else {
            names.push(piece);
            whole = known && !part(piece);
        }
    }
    names
}

/// The pieces between commas, the form of a company left with its name: `Acme, Inc.`.
fn forms(line: &str) -> Vec<&str> {
    const FORMS: &[&str] = &["inc", "inc.", "ltd", "ltd.", "llc", "co.", "corp.", "gmbh", "s.a.", "l.p.", "plc"];
    let mut pieces: Vec<&str> = Vec::new();
    for piece in outside_brackets(line) {
        let form = FORMS.iter().any(|form| piece.eq_ignore_ascii_case(form));
        match pieces.last_mut().filter(|_| form) {
            Some(before) => *before = stretch(line, before, piece),
            None => pieces.push(piece),
        }
    }
    pieces
}

/// The pieces between `, ` where no bracket is open; a bracket that is never closed opens nothing.
#[must_use]
pub fn outside_brackets(list: &str) -> Vec<&str> {
    let mut pieces: Vec<&str> = Vec::new();
    for piece in list.split(", ").filter(|piece| !piece.is_empty()) {
        match pieces.last_mut().filter(|open| depth(open) > 0 && list.contains(')')) {
            Some(open) => *open = stretch(list, open, piece),
            None => pieces.push(piece),
        }
    }
    pieces
}

fn depth(piece: &str) -> usize {
    let count = |bracket: u8| piece.bytes().filter(|byte| *byte == bracket).count();
    count(b'(').saturating_sub(count(b')'))
}

/// Whether the line is the dots behind a list that was cut short.
#[must_use]
pub fn dots(line: &str) -> bool {
    matches!(line, "..." | "…")
}

/// How many lines of a list come before it a first time: as many again where the list stands twice, or some of them and
/// dots where the first copy was cut short.
#[must_use]
pub fn repeated(rows: &[&str]) -> Option<usize> {
    let cut = rows.iter().position(|row| dots(row));
    let (copy, list) = cut.map_or((rows.len() / 2, rows.len() / 2), |cut| (cut, cut + 1));
    let whole = cut.is_some() || 2 * copy == rows.len();
    (whole && copy > 0 && rows.get(list..list + copy) == Some(&rows[..copy])).then_some(list)
}

/// `Knee`, `Type 2`, `Stage IV`: what never stands alone.
fn inverted(part: &str) -> bool {
    let mut words = part.split(' ');
    let numbered = matches!(words.next(), Some("Type" | "Stage" | "Grade" | "Class"));
    numbered && words.next().is_some() && words.next().is_none() || vocab::MODIFIER.term(part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_are_parted_where_each_is_named_whole() {
        let check = |line, names: &[&str]| assert_eq!(organizations(line), names);
        check("Duke University, Mayo Clinic", &["Duke University", "Mayo Clinic"]);
        check("Tarn Valley Hospital, Acme Gait, Inc.", &["Tarn Valley Hospital", "Acme Gait, Inc."]);
        for whole in
            ["University of California, San Diego", "Acme, Inc.", "School of Medicine, Tarn University", "A, B"]
        {
            check(whole, &[whole]);
        }
    }

    #[test]
    fn inverted_headings_stay_whole() {
        assert_eq!(commas("Osteoarthritis, Knee, Asthma"), ["Osteoarthritis, Knee", "Asthma"]);
        assert_eq!(commas("Diabetes Mellitus, Type 2, Obesity"), ["Diabetes Mellitus, Type 2", "Obesity"]);
        assert_eq!(commas("Obesity, Type 2 Diabetes"), ["Obesity", "Type 2 Diabetes"]);
        assert_eq!(commas("Knee, Hip"), ["Knee, Hip"]);
    }

    #[test]
    fn commas_inside_brackets_part_nothing() {
        assert_eq!(commas("scores (sleep, mood), gait"), ["scores (sleep, mood)", "gait"]);
        assert_eq!(commas("a (b, c"), ["a (b", "c"]);
    }

    #[test]
    fn a_list_that_comes_again_is_told() {
        assert_eq!(repeated(&["a", "b", "a", "b"]), Some(2));
        assert_eq!(repeated(&["a", "b", "...", "a", "b", "c"]), Some(3));
        assert_eq!(repeated(&["a", "b", "...", "a", "c", "b"]), None);
        assert_eq!(repeated(&["a", "b", "a"]), None);
        assert_eq!(repeated(&["...", "a"]), None);
        assert_eq!(repeated(&["a"]), None);
    }

    #[test]
    fn texts_are_parted_by_marks_alone() {
        assert_eq!(texts("A, with B; C"), ["A, with B", "C"]);
        assert_eq!(texts("1. A 2. B, C"), ["A", "B, C"]);
        assert_eq!(texts("- A - B"), ["A", "B"]);
        assert_eq!(texts("A, B"), ["A, B"]);
    }

    #[test]
    fn a_cell_may_hold_a_list() {
        assert_eq!(dashed("- Asthma, mild - cough"), Some(vec!["Asthma, mild", "cough"]));
        for whole in ["Asthma - cough", "- Asthma", "- Asthma\n- Cough - wet"] {
            assert_eq!(dashed(whole), None);
        }
    }

    #[test]
    fn clearer_marks_go_before_commas() {
        assert_eq!(terms("Wounds, open; Burns"), ["Wounds, open", "Burns"]);
        assert_eq!(terms("A | B"), ["A", "B"]);
    }
}
