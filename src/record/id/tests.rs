use proptest::prelude::*;

use super::*;

/// Values that are identifiers: the registry (empty where none gives it), the value, its canonical form.
const ACCEPTED: &[(&str, &str, &str)] = &[
    ("ClinicalTrials.gov", "NCT99000001", "NCT99000001"),
    ("ClinicalTrials.gov", "nct99000001", "NCT99000001"),
    ("ClinicalTrials.gov", "nCt 99000001", "NCT99000001"),
    ("ClinicalTrials.gov", "NCT#99000001", "NCT99000001"),
    ("ClinicalTrials.gov", "NCT: 99000001", "NCT99000001"),
    ("ClinicalTrials.gov", "\u{a0}NCT\u{a0}99000001 ", "NCT99000001"),
    ("EU CTR", "2099-099901-38", "2099-099901-38"),
    ("EU CTR", "2099\u{2011}099901\u{2013}38", "2099-099901-38"),
    ("EU CTR", "EudraCT 2099-099901-10", "2099-099901-10"),
    ("EU CTR", "EUCTR2099-099901-38", "2099-099901-38"),
    ("EU CTR", "EUCTR2099-099901-38-IT", "2099-099901-38"),
    ("EU CTR", "EUCTR2099-099901-38-Outside-EU/EEA", "2099-099901-38"),
    ("EU CTR", "2099-099901-38/ES", "2099-099901-38"),
    ("EU CTR", "2099-099901-38/3rd", "2099-099901-38"),
    ("EU CTR", "2099-099901-38/results", "2099-099901-38"),
    ("EU CTR", "2021-512345-67", "2021-512345-67"),
    ("CTIS", "2023-512345-67", "2023-512345-67"),
    ("CTIS", "2023-512345-07", "2023-512345-07"),
    ("CTIS", "2039-512345-67-02", "2039-512345-67-02"),
    ("CTIS", "CTIS2023-512345-67-00", "2023-512345-67-00"),
    ("CTIS", "CTIS2023-512345-67", "2023-512345-67"),
    ("CTIS", "EUCT 2023-512345-67", "2023-512345-67"),
    ("CTIS", "EUCT2023-512345-67-00", "2023-512345-67-00"),
    ("ISRCTN", "ISRCTN99110001", "ISRCTN99110001"),
    ("ISRCTN", "isrctn 99110001", "ISRCTN99110001"),
    ("ANZCTR", "ACTRN12699009901314", "ACTRN12699009901314"),
    ("ANZCTR", "ACTRN 012699009901314", "ACTRN12699009901314"),
    ("ChiCTR", "ChiCTR9900099901", "ChiCTR9900099901"),
    ("ChiCTR", "CHICTR-9900099901", "ChiCTR9900099901"),
    ("ChiCTR", "ChiCTR-TRC-99009901", "ChiCTR-TRC-99009901"),
    ("ChiCTR", "chictr-oon-99009901", "ChiCTR-OON-99009901"),
    ("ChiCTR", "ChiCTR-IN-99009901", "ChiCTR-IN-99009901"),
    ("ChiCTR", "ChiCTR-DDTX-99009901", "ChiCTR-DDTX-99009901"),
    ("ChiCTR", "ChiMCTR9900009901", "ChiMCTR9900009901"),
    ("ChiCTR", "AMCTR-IOR-99000901", "AMCTR-IOR-99000901"),
    ("ITMCTR", "ITMCTR9900009901", "ITMCTR9900009901"),
    ("DRKS", "DRKS00099901", "DRKS00099901"),
    ("DRKS", "DRKS-00099901", "DRKS00099901"),
    ("UMIN-CTR", "UMIN000099901", "UMIN000099901"),
    ("UMIN-CTR", "UMIN-CTR 000099901", "UMIN000099901"),
    ("UMIN-CTR", "JPRN-UMIN000099901", "UMIN000099901"),
    ("UMIN-CTR", "C000099901", "C000099901"),
    ("UMIN-CTR", "JPRN-C000099901", "C000099901"),
    ("jRCT", "jRCT2099990001", "jRCT2099990001"),
    ("jRCT", "JRCTS031990001", "jRCTs031990001"),
    ("jRCT", "jRCTa031990001", "jRCTa031990001"),
    ("jRCT", "JPRN-jRCTb031990001", "jRCTb031990001"),
    ("jRCT", "JPRN-jRCT1080999901", "jRCT1080999901"),
    ("JapicCTI", "JapicCTI-999901", "JapicCTI-999901"),
    ("JapicCTI", "JPRN-JapicCTI-999901", "JapicCTI-999901"),
    ("JMACCT", "JMA-IIA99901", "JMA-IIA99901"),
    ("JMACCT", "JPRN-JMA-IIA99901", "JMA-IIA99901"),
    ("CRIS", "KCT9999901", "KCT9999901"),
    ("CTRI", "CTRI/2099/01/099901", "CTRI/2099/01/099901"),
    ("CTRI", "CTRI/2099/091/099901", "CTRI/2099/091/099901"),
    ("CTRI", "ctri-2099-01-099901", "CTRI/2099/01/099901"),
    ("IRCT", "IRCT20990101099901N1", "IRCT20990101099901N1"),
    ("IRCT", "IRCT20990101099901N123", "IRCT20990101099901N123"),
    ("IRCT", "IRCT138712319901N12", "IRCT138712319901N12"),
    ("IRCT", "IRCT2099010199901N1", "IRCT2099010199901N1"),
    ("PACTR", "PACTR209901999900001", "PACTR209901999900001"),
    ("PACTR", "PACTR2099129999000012", "PACTR2099129999000012"),
    ("ReBEC", "RBR-6789bc", "RBR-6789bc"),
    ("ReBEC", "RBR-6789BCD", "RBR-6789bcd"),
    ("ReBEC", "RBR 6789bc", "RBR-6789bc"),
    ("RPCEC", "RPCEC00000999", "RPCEC00000999"),
    ("RPCEC", "RPCEC00000999-En", "RPCEC00000999"),
    ("RPCEC", "RPCEC00000999-Sp", "RPCEC00000999"),
    ("SLCTR", "SLCTR/2099/018", "SLCTR/2099/018"),
    ("SLCTR", "slctr-2099-018", "SLCTR/2099/018"),
    ("TCTR", "TCTR20991231001", "TCTR20991231001"),
    ("REPEC", "PER-999-99", "PER-999-99"),
    ("REPEC", "EC-PER-999-99", "PER-999-99"),
    ("LBCTR", "LBCTR2099999901", "LBCTR2099999901"),
    ("LBCTR", "LBCTR-2099999901", "LBCTR2099999901"),
    ("NTR", "NTR9", "NTR9"),
    ("NTR", "NTR 9901", "NTR9901"),
    ("NTR", "NL9901", "NL9901"),
    ("NTR", "NL-OMON9", "NL-OMON9"),
    ("NTR", "NL-OMON99901", "NL-OMON99901"),
    ("", "U1111-9999-0001", "U1111-9999-0001"),
    ("", "u1111\u{2010}9999\u{2010}0001", "U1111-9999-0001"),
];

/// Values that are none: too long or short, against a check rule, with something else beside.
const REFUSED: &[&str] = &[
    "",
    "NCT",
    "NCT9900000",
    "NCT990000011",
    "XNCT99000001",
    "see NCT99000001",
    "NCT99000001 and more",
    "NCT.....99000001",
    "2099-099901-08",
    "2099-09990-38",
    "1999-099901-38",
    "2099-099901-38-it",
    "2099-099901-38/4th",
    "2021-512345-67-00",
    "2040-512345-67-00",
    "ISRCTN9911000",
    "ACTRN12699009901313",
    "ACTRN12699000000000",
    "ACTRN12799009901314",
    "ACTRN112699009901314",
    "ChiCTR990009990",
    "ChiCTR-T-99009901",
    "ChiCTR-TRC-9900990",
    "AMCTR9900009901",
    "ITMCTR990000990",
    "DRKS0009990",
    "UMIN00009990",
    "R000099901",
    "C00009990",
    "jRCTd031990001",
    "jRCT209999000",
    "JapicCTI-99990",
    "JMA-IIA9990",
    "KCT999990",
    "CTRI/2099/1/099901",
    "CTRI/2099/01/09990",
    "IRCT20990101099901N",
    "IRCT20990101099901",
    "IRCT20991301099901N1",
    "IRCT20990132099901N1",
    "IRCT20990101099901N1234",
    "PACTR209900999900001",
    "PACTR209913999900001",
    "PACTR20990199990000",
    "RBR-1789bc",
    "RBR-b789bc",
    "RBR-6789al",
    "RBR-6789b",
    "RBR-6789bcdf",
    "RPCEC00001999",
    "RPCEC00000999-Fr",
    "SLCTR/2099/18",
    "TCTR20991331001",
    "TCTR20991200001",
    "TCTR2099123100",
    "PER-99-99",
    "LBCTR209999990",
    "NTR99011",
    "NL99",
    "NL99011",
    "NL99999.018.99",
    "NL-OMON999011",
    "U1111-9999-001",
    "U1112-9999-0001",
];

#[test]
fn each_form_is_known_as_a_whole_value() {
    for (registry, value, canonical) in ACCEPTED {
        let id = identify(value).unwrap_or_else(|| panic!("{value} is an identifier"));
        assert_eq!((id.registry.unwrap_or_default(), id.id.as_str()), (*registry, *canonical), "{value}");
    }
}

#[test]
fn other_values_are_none() {
    for value in REFUSED {
        assert_eq!(identify(value), None, "{value}");
    }
}

#[test]
fn every_form_is_shown_above() {
    for shape in SHAPES {
        let shown = ACCEPTED.iter().any(|(_, value, _)| fit(shape, trimmed(value)).is_some());
        assert!(shown, "{} has no example", shape.form);
    }
}

#[test]
fn a_form_is_not_hidden_by_a_shorter_one_before_it() {
    for (_, value, _) in ACCEPTED {
        let first = SHAPES.iter().find_map(|shape| fit(shape, trimmed(value))).expect("an identifier");
        assert_eq!(first.1, trimmed(value).len(), "{value}");
    }
}

#[test]
fn a_receipt_is_no_identifier() {
    assert!(is_receipt("R000099901") && identify("R000099901").is_none());
    assert!(!is_receipt("R00009990") && !is_receipt("C000099901"));
}

#[track_caller]
fn named(text: &str, wanted: &[&str]) {
    assert_eq!(ids(text).map(|found| found.id.id).collect::<Vec<_>>(), wanted, "{text}");
}

#[test]
fn a_text_names_identifiers() {
    named(
        "As in NCT99000001 (EudraCT 2099-099901-38-IT), and nct 99000002.",
        &["NCT99000001", "2099-099901-38", "NCT99000002"],
    );
    named("注册号ChiCTR9900099901。", &["ChiCTR9900099901"]);
    named(
        "UTN:U1111-9999-0001;JPRN-UMIN000099901/jRCTs031990001",
        &["U1111-9999-0001", "UMIN000099901", "jRCTs031990001"],
    );
    named("https://doi.example/10.1186/ISRCTN99110001", &["ISRCTN99110001"]);
    named("ISRCTN ISRCTN99110001", &["ISRCTN99110001"]);
    named("2023-512345-67-00, 2023-512345-67", &["2023-512345-67-00", "2023-512345-67"]);
}

#[test]
fn where_an_identifier_stands_takes_in_what_portals_add() {
    let at = |text| ids(text).next().map(|found: Found<'_>| found.at.to_owned());
    assert_eq!(at("see EUCTR2099-099901-38-IT."), Some("EUCTR2099-099901-38-IT".to_owned()));
    assert_eq!(at("see 2099-099901-38/ESP"), Some("2099-099901-38".to_owned()));
    assert_eq!(at("JPRN-UMIN000099901"), Some("JPRN-UMIN000099901".to_owned()));
}

#[test]
fn longer_words_and_numbers_hold_none() {
    for text in [
        "NCT990000011",
        "NCT99000001a",
        "aNCT99000001",
        "IdentifierNCT99000001",
        "IRCT2099-099901-38",
        "12099-099901-38",
        "2099-099901-381",
        "11-2099-099901-38",
        "2099-099901-38-11",
        "2023-512345-67-000",
        "PACTR20992099-099901-38",
        "C000099901",
        "NCT\n99000001",
    ] {
        named(text, &[]);
    }
}

#[test]
fn common_forms_need_words_of_registration() {
    named("Registered in the Dutch register as NTR9901 and NL9901.", &["NTR9901", "NL9901"]);
    named("Trial registration: NL-OMON99901", &["NL-OMON99901"]);
    named("receptors NTR1 and p75NTR, cell line NL9901, the NTR (2014)", &[]);
    named("registered as NL99999.018.99; registered (NTR, 2014)", &[]);
    named("The register.\nNTR9901", &[]);
}

#[track_caller]
fn addressed(address: &str, wanted: Option<&str>) {
    assert_eq!(id_in_address(address).map(|id| id.id).as_deref(), wanted, "{address}");
}

#[test]
fn an_address_carries_one_identifier() {
    addressed("https://site.example/show/NCT99000001?term=NCT99000001#wrapper", Some("NCT99000001"));
    addressed("https://site.example/clinical-trial/ab12/nct99000001-hands-study", Some("NCT99000001"));
    addressed("https://site.example/ctr-search/trial/2099-099901-38/ES", Some("2099-099901-38"));
    addressed("https://site.example/search?query=eudract_number:2099-099901-38", Some("2099-099901-38"));
    addressed("https://site.example/Trial2.aspx?TrialID=EUCTR2099-099901-38-GB", Some("2099-099901-38"));
    addressed("https://site.example/trials/slctr-2099-018", Some("SLCTR/2099/018"));
    addressed("https://site.example/x?TrialID=CTRI%2F2099%2F01%2F099901", Some("CTRI/2099/01/099901"));
    addressed("https://site.example/trials/RPCEC00000999-En", Some("RPCEC00000999"));
    addressed("https://site.example/Trial2.aspx?TrialID=NTR99&x=1", Some("NTR99"));
    addressed("/ISRCTN99110001", Some("ISRCTN99110001"));
    addressed("https://site.example/NCT99000001/NCT99000002", None);
}

#[test]
fn a_host_is_no_identifier() {
    addressed("https://nct99000001.site.example", None);
    addressed("https://nct99000001.site.example/list?page=3", None);
}

#[test]
fn a_version_makes_no_other_trial() {
    let id = |value: &str| identify(value).expect("an identifier");
    assert!(id("2023-512345-67-00").is_trial_of(&id("2023-512345-67")));
    assert!(!id("2023-512345-67").is_trial_of(&id("2023-512345-68")));
    assert!(id("NCT99000001").is_trial_of(&id("nct 99000001")));
}

/// A canonical identifier of any form.
fn canonical() -> impl Strategy<Value = String> {
    (0..SHAPES.len(), any::<[u8; 32]>()).prop_filter_map("a check rule", |(n, bytes)| {
        let mut random = bytes.into_iter().cycle().map(usize::from);
        let mut id = String::new();
        let mut aside = false;
        for wanted in SHAPES[n].form.chars() {
            let mut one = |letters: &str| letters.as_bytes()[random.next().unwrap_or_default() % letters.len()] as char;
            match wanted {
                '{' => aside = true,
                '}' => aside = false,
                _ if aside => {}
                '~' => {}
                '=' => id.push('-'),
                '#' => id.push(one("0123456789")),
                '?' => id.extend(Some(one("0123456789x")).filter(char::is_ascii_digit)),
                '@' => id.push(one("ABCXYZ")),
                '^' => id.extend(Some(one("ABCXYZ1")).filter(char::is_ascii_uppercase)),
                '&' => id.push(one(REBEC)),
                '*' => id.extend(Some(one("bcd9x1")).filter(|letter| REBEC.contains(*letter))),
                '%' => id.push(one("sabc")),
                other => id.push(other),
            }
        }
        if SHAPES[n].registry == Some("ANZCTR") {
            id = with_check_digits(&id);
        }
        (SHAPES[n].holds)(&id).then_some(id)
    })
}

fn with_check_digits(id: &str) -> String {
    let kept = &id[..16];
    (0..1000).map(|check| format!("{kept}{check:03}")).find(|id| identify(id).is_some()).expect("some check digits fit")
}

proptest! {
    #[test]
    fn a_canonical_form_is_its_own(id in canonical()) {
        let first = identify(&id).expect("an identifier");
        prop_assert_eq!(&first.id, &id);
        prop_assert_eq!(identify(&first.id), Some(first));
    }

    #[test]
    fn a_canonical_form_is_found_between_marks(
        id in canonical(),
        before in "([a-z]{0,8}[ ,.;:()\"\u{201c}\n])?",
        after in "([ ,;:()\"\u{201d}\n][a-z]{0,8})?",
    ) {
        let form = SHAPES.iter().find(|shape| fit(shape, &id).is_some()).expect("an identifier");
        prop_assume!(form.place == Place::Any);
        let text = format!("{before}{id}{after}");
        let found: Vec<_> = ids(&text).collect();
        prop_assert_eq!(found.len(), 1, "{}", text);
        prop_assert_eq!(&found[0].id.id, &id);
        prop_assert_eq!(found[0].at, &text[before.len()..before.len() + id.len()]);
    }

    #[test]
    fn a_number_that_goes_on_is_another(id in canonical(), digits in "[0-9]{1,3}") {
        let longer = format!("{id}{digits}");
        prop_assume!(identify(&longer).is_none());
        prop_assert_eq!(ids(&longer).count(), 0, "{}", longer);
        if id.starts_with(|letter: char| letter.is_ascii_digit()) {
            let longer = format!("{digits}{id}");
            prop_assert_eq!(ids(&longer).count(), 0, "{}", longer);
        }
    }

    #[test]
    fn what_is_found_in_any_text_is_an_identifier(text in "(\\PC|[0-9NCTUIRE/ -]){0,120}") {
        let mut free = 0;
        for found in ids(&text) {
            let at = crate::text::range_in(&text, found.at);
            prop_assert!(at.start >= free && !found.at.is_empty());
            prop_assert_eq!(identify(found.at), Some(found.id));
            free = at.end;
        }
    }
}
