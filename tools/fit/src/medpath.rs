//! A page as MedPath prints it, with dashes: what stands around the line of fused conditions.
//!
//! Seams are weighed by what else the page says, so a trial needs a page to learn from.

use crate::criteria::markup;
use crate::study::{Arm, Outcome, Study, list, text, title_case};
use serde_json::Value;

/// The lines before and after the line of conditions.
pub fn around_conditions(section: &Value, study: &Study) -> [String; 2] {
    let title = text(&section["identificationModule"]["briefTitle"]);
    let before = [title, phases(&section["designModule"]["phases"]), "- Conditions".to_owned()];
    let mut after = Vec::new();
    describe(section, study, &mut after);
    recruit(section, study, &mut after);
    design(section, study, &mut after);
    let lines = |lines: &[String]| lines.iter().map(|line| line.clone() + "\n").collect();
    [lines(&before), lines(&after)]
}

/// `PHASE1`, `PHASE2` as `Phase 1/Phase 2`.
fn phases(phases: &Value) -> String {
    let phase = |phase: &Value| match text(phase).as_str() {
        "NA" => "Not Applicable".to_owned(),
        name => title_case(name).replace("Phase", "Phase "),
    };
    list(phases).map(phase).collect::<Vec<_>>().join("/")
}

fn describe(section: &Value, study: &Study, lines: &mut Vec<String>) {
    let interventions = study.interventions.iter();
    let typed: Vec<String> = interventions.map(|each| format!("{}: {}", each.kind, each.name)).collect();
    if !typed.is_empty() {
        lines.extend(["- Interventions".to_owned(), format!("- {}", typed.concat())]);
    }
    let sponsor = text(&section["sponsorCollaboratorsModule"]["leadSponsor"]["name"]);
    lines.extend(["- Registration Number".to_owned(), format!("- {}", study.id)]);
    lines.extend(["- Lead Sponsor".to_owned(), format!("- {sponsor}")]);
    for (label, key) in [("- Brief Summary", "briefSummary"), ("- Detailed Description", "detailedDescription")] {
        let told = text(&section["descriptionModule"][key]);
        lines.push(label.to_owned());
        lines.push(if told.is_empty() { "Not available".to_owned() } else { told });
    }
}

fn recruit(section: &Value, study: &Study, lines: &mut Vec<String>) {
    let status = text(&section["statusModule"]["overallStatus"]);
    let sex = title_case(&text(&section["eligibilityModule"]["sex"]));
    let count = &section["designModule"]["enrollmentInfo"]["count"];
    lines.push("Recruitment & Eligibility".to_owned());
    lines.extend(["- Status".to_owned(), format!("- {status}")]);
    lines.extend(["- Sex".to_owned(), format!("- {sex}")]);
    lines.extend(["- Target Recruitment".to_owned(), format!("- {count}")]);
    let Some(sides) = markup::lists(&study.criteria) else {
        return lines.extend(["Not provided", "Not provided"].map(str::to_owned));
    };
    for (head, side) in ["Inclusion Criteria", "Exclusion Criteria"].into_iter().zip(sides) {
        lines.push(head.to_owned());
        lines.extend(side.iter().map(|item| format!("- {item}")));
    }
}

fn design(section: &Value, study: &Study, lines: &mut Vec<String>) {
    let design = &section["designModule"];
    let kind = text(&design["studyType"]);
    let model = text(&design["designInfo"]["interventionModel"]);
    lines.extend(["Study & Design", "- Study Type"].map(str::to_owned));
    lines.extend([format!("- {kind}"), "- Study Design".to_owned(), format!("- {model}")]);
    if !study.arms.is_empty() {
        let rows: Vec<String> = study.arms.iter().flat_map(rows).collect();
        lines.push("- Arm && Interventions".to_owned());
        lines.push(format!("Group Intervention Description {}", rows.join("\n")));
    }
    for (name, outcomes) in ["Primary", "Secondary"].into_iter().zip(&study.outcomes) {
        let rows: Vec<String> = outcomes.iter().map(row).collect();
        lines.push(format!("- {name} Outcome Measures"));
        lines.push(format!("Name Time Method {}", rows.join(" ")));
    }
}

fn rows(arm: &Arm) -> Vec<String> {
    let description = arm.description.as_deref().unwrap_or("-");
    arm.cells().map(|name| format!("{} {name} {description}", arm.label)).collect()
}

fn row(outcome: &Outcome) -> String {
    let [measure, time_frame, description] = outcome.cells();
    format!("{measure} {time_frame} {description}")
}
