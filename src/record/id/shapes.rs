//! The forms of identifiers, registry by registry, with the check rules that go beyond a form.

/// One form of a registry's identifiers.
pub(super) struct Shape {
    /// The registry; none where no registry gives the number.
    pub(super) registry: Option<&'static str>,
    /// The form. `#` is a digit, `?` a digit or nothing, `@` a capital, `^` a capital or nothing, `&` a character of a
    /// `ReBEC` number, `*` such a character or nothing, `%` one of `sabc`; `-` is any dash, `/` a slash or what addresses
    /// have in its place, `~` up to four marks that the canonical form leaves out, `=` the same with a dash for them; what
    /// stands in braces is left out; all else stands for itself, in either case.
    pub(super) form: &'static str,
    /// What holds of a canonical form beyond its letters and digits.
    pub(super) holds: fn(&str) -> bool,
    /// Where it counts.
    pub(super) place: Place,
}

/// Where a form counts as an identifier.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Everywhere.
    Any,
    /// As a whole value, and in a text behind words of registration: the form alone is too common.
    Near,
    /// As a whole value alone.
    Whole,
}

impl Shape {
    const fn holding(self, holds: fn(&str) -> bool) -> Self {
        Shape { holds, ..self }
    }

    const fn only(self, place: Place) -> Self {
        Shape { place, ..self }
    }

    /// Whether an identifier of this form may begin with a character.
    pub(super) fn may_begin(&self, first: char) -> bool {
        match self.form.bytes().find(|&byte| byte != b'{') {
            Some(b'#') => first.is_ascii_digit(),
            Some(letter) if letter.is_ascii_alphanumeric() => {
                letter.eq_ignore_ascii_case(&(first as u8)) && first.is_ascii()
            }
            _ => true,
        }
    }

    /// What every identifier of this form begins with, as printed.
    pub(super) fn trigger(&self) -> String {
        let bare = self.form.trim_start_matches('{');
        bare.chars().take_while(char::is_ascii_alphanumeric).collect()
    }
}

const fn of(registry: &'static str, form: &'static str) -> Shape {
    Shape { registry: Some(registry), form, holds: |_| true, place: Place::Any }
}

/// Every form. Of forms that begin alike the longer ones stand first.
pub(super) const SHAPES: &[Shape] = &[
    of("ClinicalTrials.gov", "NCT~########"),
    of("CTIS", "20##-5#####-##-##").holding(ctis),
    of("CTIS", "20##-5#####-##").holding(ctis),
    of("CTIS", "{CTIS}~20##-5#####-##-##").holding(ctis),
    of("CTIS", "{CTIS}~20##-5#####-##").holding(ctis),
    of("CTIS", "{EUCT}~20##-5#####-##-##").holding(ctis),
    of("CTIS", "{EUCT}~20##-5#####-##").holding(ctis),
    of("EU CTR", "20##-######-##").holding(eudract),
    of("EU CTR", "{EUCTR}~20##-######-##").holding(eudract),
    of("EU CTR", "{EudraCT}~20##-######-##").holding(eudract),
    of("ISRCTN", "ISRCTN~########"),
    of("ANZCTR", "ACTRN~126###########").holding(anzctr),
    of("ANZCTR", "ACTRN~{0}126###########").holding(anzctr),
    of("ChiCTR", "ChiCTR~##########"),
    of("ChiCTR", "ChiCTR-@@^^-########"),
    of("ChiCTR", "ChiMCTR~##########"),
    of("ChiCTR", "AMCTR-@@^^-########"),
    of("ITMCTR", "ITMCTR~##########"),
    of("DRKS", "DRKS~########"),
    of("UMIN-CTR", "UMIN~#########"),
    of("UMIN-CTR", "UMIN{-CTR}~#########"),
    of("UMIN-CTR", "{JPRN-}UMIN~#########"),
    of("UMIN-CTR", "{JPRN-}C#########"),
    of("UMIN-CTR", "C#########").only(Place::Whole),
    of("jRCT", "jRCT~##########"),
    of("jRCT", "jRCT~%#########"),
    of("jRCT", "{JPRN-}jRCT~##########"),
    of("jRCT", "{JPRN-}jRCT~%#########"),
    of("JapicCTI", "JapicCTI=######"),
    of("JapicCTI", "{JPRN-}JapicCTI=######"),
    of("JMACCT", "JMA-IIA~#####"),
    of("JMACCT", "{JPRN-}JMA-IIA~#####"),
    of("CRIS", "KCT~#######"),
    of("CTRI", "CTRI/20##/##?/######"),
    of("IRCT", "IRCT~############??N#??").holding(irct),
    of("PACTR", "PACTR~20#############?").holding(pactr),
    of("ReBEC", "RBR=&&&&&&*").holding(rebec),
    of("RPCEC", "RPCEC~00000###"),
    of("SLCTR", "SLCTR/20##/###"),
    of("TCTR", "TCTR~20#########").holding(tctr),
    of("REPEC", "PER-###-##"),
    of("REPEC", "{EC-}PER-###-##").only(Place::Whole),
    of("LBCTR", "LBCTR~20########"),
    of("NTR", "NL-OMON#????"),
    of("NTR", "NTR#???").only(Place::Near),
    of("NTR", "NTR~#???").only(Place::Whole),
    of("NTR", "NL###?").only(Place::Near),
    Shape { registry: None, ..of("", "U1111-####-####") },
];

/// The last pair is 10-99 on every `EudraCT` number known.
fn eudract(id: &str) -> bool {
    id.as_bytes()[12] != b'0'
}

/// Numbers of CTIS begin with 2022.
fn ctis(id: &str) -> bool {
    matches!(&id.as_bytes()[2..4], [b'2', b'2'..=b'9'] | [b'3', _])
}

/// Digits d1..d14: d12 = −Σ(d1..d7), d13 = −Σ(d8..d11), d14 = −Σ(d1..d11), each modulo 10.
fn anzctr(id: &str) -> bool {
    let digits: Vec<u32> = id.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0')).collect();
    let check = |range: std::ops::Range<usize>| (10 - digits[range].iter().sum::<u32>() % 10) % 10;
    digits.len() == 14 && digits[11..] == [check(0..7), check(7..11), check(0..11)]
}

/// The first eight digits are a date, of either calendar in use.
fn irct(id: &str) -> bool {
    month(&id[8..10]) && day(&id[10..12])
}

fn pactr(id: &str) -> bool {
    month(&id[9..11])
}

fn tctr(id: &str) -> bool {
    month(&id[8..10]) && day(&id[10..12])
}

/// The first character is a digit; which characters there are is the form's.
fn rebec(id: &str) -> bool {
    id.as_bytes()[4].is_ascii_digit()
}

fn month(digits: &str) -> bool {
    ("01"..="12").contains(&digits)
}

fn day(digits: &str) -> bool {
    ("01"..="31").contains(&digits)
}
