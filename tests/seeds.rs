//! The two real pages that started the project, where they lie beside it: what a reader of them expects.

mod common;

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

/// The page whose name begins so, and its record; none where the seeds are not there.
fn seed(start: &str) -> Option<(Vec<u8>, Value)> {
    let folder = common::root().parent()?.join("shared/seeds");
    let pages = fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let page: PathBuf = pages
        .into_iter()
        .find(|page| page.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start)))?;
    let bytes = fs::read(&page).expect("a seed can be read");
    let record = common::records("seed", &bytes).remove(0);
    Some((bytes, record))
}

/// Every span slices to its value, where no repair touched it, and every repair shows the bytes it replaced.
fn traced(bytes: &[u8], record: &Value) {
    let at = |span: &Value| {
        let end = |n: usize| usize::try_from(span[n].as_u64().expect("an offset")).expect("an offset");
        std::str::from_utf8(&bytes[end(0)..end(1)]).expect("text").to_owned()
    };
    for repair in record["repairs"].as_array().expect("a list") {
        assert_eq!(repair["before"], at(&repair["span"]), "{}", repair["rule"]);
    }
    for (place, spans) in record["spans"].as_object().expect("spans") {
        let value = record.pointer(place).expect("a place of the record");
        let touched =
            record["repairs"].as_array().expect("a list").iter().any(|repair| repair["field"] == place.as_str());
        let text = value.as_str().or_else(|| value["text"].as_str());
        let term = text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'));
        if let (Some(text), false, false) = (text, touched, term || place == "/registry") {
            let own = at(&spans[0]);
            let same = own.split_whitespace().eq(text.split_whitespace());
            assert!(same || place == "/eligibility/criteria", "{place}: {text} is not {own}");
        }
    }
}

fn of<'r>(record: &'r Value, rule: &str) -> Vec<&'r Value> {
    record["repairs"].as_array().expect("a list").iter().filter(|repair| repair["rule"] == rule).collect()
}

#[test]
fn the_first_seed_says_what_its_reader_expects() {
    let Some((bytes, record)) = seed("000_") else { return };
    traced(&bytes, &record);
    assert_eq!(record["source"]["layout"], "medpath");
    assert_eq!(record["registry_id"], "NCT04318600");
    assert_eq!(record["conditions"], json!(["Lupus Nephritis", "Mesenchymal Stem Cells"]));
    let stem_cell = "human amniotic mesenchymal stem cell";
    assert_eq!(
        record["interventions"],
        json!([{"type": "DRUG", "name": stem_cell, "description": null, "other_names": []}])
    );
    assert_eq!(record["lead_sponsor"]["name"], "Yan'an Affiliated Hospital of Kunming Medical University");
    assert_eq!((&record["overall_status"], &record["eligibility"]["sex"]), (&json!("COMPLETED"), &json!("ALL")));
    assert_eq!(record["enrollment"], json!({"count": 16, "type": null}));
    assert_eq!(
        (&record["study_type"], &record["design"]["intervention_model"]),
        (&json!("INTERVENTIONAL"), &json!("PARALLEL"))
    );
    for list in ["inclusion", "exclusion", "unclassified"] {
        assert_eq!(record["eligibility"][list], json!([]));
    }
    let arm = json!([{"label": format!("{stem_cell} treatment group"), "type": null, "description": null, "intervention_names": [stem_cell]}]);
    assert_eq!(record["arm_groups"], arm);
    let primary = &record["primary_outcomes"];
    assert_eq!(
        (&primary[0]["measure"], primary.as_array().map(Vec::len)),
        (&json!("Incidence of Adverse Events"), Some(1))
    );
    let secondary = record["secondary_outcomes"].as_array().expect("a list");
    assert_eq!(secondary.len(), 3);
    for row in secondary.iter().chain([&primary[0]]) {
        assert_eq!(row["time_frame"], "60 weeks");
        assert!(row["description"].is_string());
    }
    assert!(
        secondary
            .iter()
            .all(|row| row["measure"].as_str().is_some_and(|it| it.ends_with("before and after treatment;")))
    );
    assert!(record["detailed_description"].as_str().is_some_and(|text| text.contains("1×10^6/kg")));
    let bands = secondary[2]["description"].as_str().expect("a text");
    for band in ["0~4 points", "5-9 points", "10-14 points", "≥15 points"] {
        assert!(bands.contains(band), "{band}");
    }
    let units: Vec<(&Value, &Value)> =
        of(&record, "unit/score-band").iter().map(|it| (&it["before"], &it["after"])).collect();
    assert_eq!(units, [(&json!("minutes"), &json!("points")); 3]);
    assert_eq!(of(&record, "exponent/lost-superscript").len(), 1);
    assert_eq!(of(&record, "escape/markdown").len(), 1);
    assert_eq!(record["residue"], json!([]));
}

#[test]
fn the_second_seed_says_what_its_reader_expects() {
    let Some((bytes, record)) = seed("003_") else { return };
    traced(&bytes, &record);
    assert_eq!(record["source"]["layout"], "trialsco");
    for absent in ["registry_id", "overall_status"] {
        assert_eq!(record[absent], Value::Null);
    }
    assert_eq!((&record["lead_sponsor"]["name"], &record["enrollment"]["count"]), (&Value::Null, &Value::Null));
    assert!(record["brief_title"].is_string());
    assert_eq!(record["conditions"], json!(["Systemic Lupus Erythematosus", "Lupus Nephritis"]));
    assert_eq!(
        (&record["study_type"], &record["design"]["primary_purpose"]),
        (&json!("INTERVENTIONAL"), &json!("TREATMENT"))
    );
    assert_eq!(record["keywords"], json!(["Mesenchymal stem cells", "interleukin-2"]));
    let count = |list: &str| record["eligibility"][list].as_array().map_or(0, Vec::len);
    assert!(count("inclusion") >= 6 && count("exclusion") >= 9 && count("unclassified") == 0);
    let site = &record["locations"][0];
    let name = "The Affiliated Nanjing Drum Tower Hospital of Nanjing University Medical School";
    assert_eq!((&site["facility"], &site["status"]), (&json!(name), &json!("RECRUITING")));
    assert_eq!(of(&record, "glued-status/facility").len(), 1);
    assert_eq!(of(&record, "column-major/arms").len(), 1);
    let arms: Vec<(&Value, &Value)> =
        record["arm_groups"].as_array().expect("a list").iter().map(|arm| (&arm["label"], &arm["type"])).collect();
    assert_eq!(arms, [(&json!("MSCs group"), &json!("EXPERIMENTAL")), (&json!("IL-2 group"), &json!("EXPERIMENTAL"))]);
    assert!(record["arm_groups"].as_array().expect("a list").iter().all(|arm| arm["description"].is_string()));
    assert_eq!(record["residue"], json!([]));
}
