//! Trial identifiers: which registry a number belongs to, and its canonical form.

use crate::text::trimmed;

/// An identifier in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    /// The registry that gave it.
    pub registry: &'static str,
    /// The canonical form.
    pub id: String,
}

/// The shapes of identifiers. `#` is a digit, `@` a letter, `&` a character of a `ReBEC` number; all else stands for
/// itself in the case given. Longer shapes of a registry stand first.
const SHAPES: &[(&str, &str)] = &[
    ("ClinicalTrials.gov", "NCT########"),
    ("CTIS", "20##-5#####-##-##"),
    ("CTIS", "20##-5#####-##"),
    ("EU CTR", "20##-######-##"),
    ("ISRCTN", "ISRCTN########"),
    ("ANZCTR", "ACTRN##############"),
    ("ChiCTR", "ChiCTR##########"),
    ("ChiCTR", "ChiCTR-@@@@-########"),
    ("ChiCTR", "ChiCTR-@@@-########"),
    ("ChiCTR", "ChiCTR-@@-########"),
    ("ChiCTR", "ChiMCTR##########"),
    ("ITMCTR", "ITMCTR##########"),
    ("DRKS", "DRKS########"),
    ("UMIN-CTR", "UMIN#########"),
    ("jRCT", "jRCT##########"),
    ("jRCT", "jRCT@#########"),
    ("JapicCTI", "JapicCTI-######"),
    ("CRIS", "KCT#######"),
    ("CTRI", "CTRI/20##/###/######"),
    ("CTRI", "CTRI/20##/##/######"),
    ("IRCT", "IRCT##############N###"),
    ("IRCT", "IRCT##############N##"),
    ("IRCT", "IRCT##############N#"),
    ("IRCT", "IRCT############N##"),
    ("IRCT", "IRCT############N#"),
    ("PACTR", "PACTR################"),
    ("PACTR", "PACTR###############"),
    ("ReBEC", "RBR-&&&&&&&"),
    ("ReBEC", "RBR-&&&&&&"),
    ("RPCEC", "RPCEC########"),
    ("SLCTR", "SLCTR/20##/###"),
    ("TCTR", "TCTR20#########"),
    ("REPEC", "PER-###-##"),
    ("LBCTR", "LBCTR20########"),
    ("NTR", "NTR####"),
    ("NTR", "NL-OMON#####"),
];

/// What exports of other portals put before a registry's own number.
const PREFIXES: &[&str] = &["JPRN-", "EUCTR", "CTIS"];

/// The identifier that a whole value is, in its canonical form.
#[must_use]
pub fn identify(value: &str) -> Option<Id> {
    let bare = PREFIXES.iter().find_map(|prefix| strip(trimmed(value), prefix)).unwrap_or(trimmed(value));
    SHAPES.iter().find_map(|(registry, shape)| {
        let (id, rest) = fit(bare, shape)?;
        let whole = rest.is_empty() || *registry == "EU CTR" && country(rest);
        (whole && valid(registry, &id)).then_some(Id { registry, id })
    })
}

fn strip<'v>(value: &'v str, prefix: &str) -> Option<&'v str> {
    let head = value.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &value[prefix.len()..])
}

/// `-IT`, `-Outside-EU/EEA`: the country of a `EudraCT` record.
fn country(rest: &str) -> bool {
    let code = rest.strip_prefix('-').unwrap_or_default();
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) || code == "Outside-EU/EEA"
}

/// The canonical form of the head of `value` that fits `shape`, and what follows.
fn fit<'v>(value: &'v str, shape: &str) -> Option<(String, &'v str)> {
    let head = value.get(..shape.len())?;
    let letters = head.bytes().zip(shape.bytes()).map(|(byte, wanted)| match wanted {
        b'#' => byte.is_ascii_digit().then_some(byte),
        b'@' => byte.is_ascii_alphabetic().then_some(byte),
        b'&' => rebec(byte).then_some(byte.to_ascii_lowercase()),
        _ => wanted.eq_ignore_ascii_case(&byte).then_some(wanted),
    });
    let id: Vec<u8> = letters.collect::<Option<_>>()?;
    Some((String::from_utf8(id).ok()?, &value[shape.len()..]))
}

/// `ReBEC` numbers have no 0, 1, vowels or l.
fn rebec(byte: u8) -> bool {
    matches!(byte.to_ascii_lowercase(), b'2'..=b'9' | b'b'..=b'z') && !b"eiloul".contains(&byte.to_ascii_lowercase())
}

/// Check rules beyond the shape.
fn valid(registry: &str, id: &str) -> bool {
    match registry {
        // The last pair is 10-99 on every EudraCT number known.
        "EU CTR" => id.as_bytes()[12] != b'0',
        "ANZCTR" => anzctr_checks(id),
        _ => true,
    }
}

/// Digits d1..d14: d12 = −Σ(d1..d7), d13 = −Σ(d8..d11), d14 = −Σ(d1..d11), each modulo 10.
fn anzctr_checks(id: &str) -> bool {
    let digits: Vec<u32> = id.bytes().filter(u8::is_ascii_digit).map(|byte| u32::from(byte - b'0')).collect();
    let sum = |range: std::ops::Range<usize>| digits[range].iter().sum::<u32>();
    let check = |sum: u32| (10 - sum % 10) % 10;
    digits.len() == 14
        && digits[11] == check(sum(0..7))
        && digits[12] == check(sum(7..11))
        && digits[13] == check(sum(0..11))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, registry: &str, canonical: &str) {
        let id = identify(value).expect("an identifier");
        assert_eq!((id.registry, id.id.as_str()), (registry, canonical));
    }

    #[test]
    fn each_registry_is_known_by_its_shape() {
        check("nct99000001", "ClinicalTrials.gov", "NCT99000001");
        check("JPRN-UMIN000099901", "UMIN-CTR", "UMIN000099901");
        check("EUCTR2099-099901-38-IT", "EU CTR", "2099-099901-38");
        check("CTRI/2099/01/099901", "CTRI", "CTRI/2099/01/099901");
        check("2023-512345-67-00", "CTIS", "2023-512345-67-00");
        check("jRCTs031990001", "jRCT", "jRCTs031990001");
        check("RBR-6789bcd", "ReBEC", "RBR-6789bcd");
        check("IRCT20990101099901N12", "IRCT", "IRCT20990101099901N12");
    }

    #[test]
    fn check_rules_refuse_misprints() {
        assert!(identify("EUCTR2099-099901-08-IT").is_none());
        assert!(identify("ACTRN12699000000000").is_none());
    }

    #[test]
    fn a_longer_or_shorter_number_is_none() {
        for value in ["NCT9900000", "NCT990000011", "see NCT99000001", "", "XNCT99000001"] {
            assert!(identify(value).is_none(), "{value}");
        }
    }
}
