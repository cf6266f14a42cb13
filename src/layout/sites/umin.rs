//! UMIN-CTR, in three shapes: labels and values with blank lines between them; older pages with labels and values on one
//! line; and Japanese pages with labels in both languages.
//!
//! A heading and the label below it may be the same word. Signs stand behind ages: `20` / `years-old` / `<=` is 20 or more.

use crate::grammar::age::Bound;
use crate::grammar::line::lines;
use crate::layout::{Head, Layout, Reading, Section, label, slot};
use crate::record::{Age, Intervention, Location, Value};
use crate::text::{folded, range_in, trimmed};
use crate::vocab;

/// A slot that reads the English part of a value.
macro_rules! english {
    ($slot:expr) => {
        $slot.by(|reading, section| {
            let section = english(reading, section);
            ($slot.read)(reading, &section);
        })
    };
}

/// The table of the site. Labels of both languages follow each other, and those of Japanese pages have a slash.
pub(super) static LAYOUT: Layout = Layout {
    id: "umin",
    doc: "UMIN-CTR: labels in English or in both languages, values below or behind them, signs behind ages",
    signature: &[
        "Unique ID issued by UMIN",
        "UMIN試験ID",
        "Narrative objectives1",
        "目的1/Narrative objectives1",
        "Interventions/Control_1",
        "介入1/Interventions/Control_1",
        "Date of disclosure of the study information",
    ],
    labels: &[
        label("Recruitment status", slot::STATUS.by(status)),
        label("試験進捗状況", slot::STATUS.by(status)),
        label("Unique ID issued by UMIN", slot::ID),
        label("UMIN試験ID", slot::ID),
        label("Receipt No.", slot::CHROME),
        label("Receipt number", slot::CHROME),
        label("受付番号", slot::CHROME),
        label("Scientific Title", slot::OFFICIAL_TITLE.by(official_title)),
        label("科学的試験名", slot::OFFICIAL_TITLE.by(official_title)),
        label("Date of disclosure of the study information", slot::FIRST_POSTED_DATE),
        label("一般公開日（本登録希望日）", slot::FIRST_POSTED_DATE),
        label("Last modified on", slot::LAST_UPDATE_POSTED_DATE),
        label("最終更新日", slot::LAST_UPDATE_POSTED_DATE),
        label("Basic information", slot::CHROME),
        label("基本情報/Basic information", slot::CHROME),
        label("Public title", english!(slot::TITLE)),
        label("一般向け試験名/Public title", english!(slot::TITLE)),
        label("Acronym", english!(slot::ACRONYM)),
        label("一般向け試験名略称/Acronym", english!(slot::ACRONYM)),
        label("Scientific Title", slot::OFFICIAL_TITLE.by(official_title)),
        label("科学的試験名/Scientific Title", slot::OFFICIAL_TITLE.by(official_title)),
        // Before the colon of `Scientific Title:Acronym A name`.
        label("Scientific Title", slot::CHROME),
        label("Scientific Title:Acronym", slot::CHROME),
        label("科学的試験名略称/Scientific Title:Acronym", slot::CHROME),
        label("Region", slot::COUNTRIES.by(region)),
        label("試験実施地域/Region", slot::COUNTRIES.by(region)),
        label("Condition", slot::CONDITIONS.by(conditions)),
        label("対象疾患/Condition", slot::CONDITIONS.by(conditions)),
        label("Condition", slot::CONDITIONS.by(conditions)),
        label("対象疾患名/Condition", slot::CONDITIONS.by(conditions)),
        label("Classification by specialty", slot::CHROME),
        label("疾患区分1/Classification by specialty", slot::CHROME),
        label("Classification by malignancy", slot::CHROME),
        label("Genomic information", slot::CHROME),
        label("Objectives", slot::CHROME),
        label("目的/Objectives", slot::CHROME),
        // What the trial is to show: no summary, no description.
        label("Narrative objectives1", slot::CHROME),
        label("目的1/Narrative objectives1", slot::CHROME),
        label("Basic objectives2", slot::CHROME),
        label("目的2/Basic objectives2", slot::CHROME),
        label("Basic objectives -Others", slot::CHROME),
        label("Trial characteristics_1", slot::CHROME),
        label("Trial characteristics_2", slot::CHROME),
        label("Developmental phase", english!(slot::PHASES)),
        label("試験のフェーズ/Developmental phase", english!(slot::PHASES)),
        label("Assessment", slot::CHROME),
        label("評価/Assessment", slot::CHROME),
        label("Primary outcomes", english!(slot::PRIMARY_OUTCOMES)),
        label("主要アウトカム評価項目/Primary outcomes", english!(slot::PRIMARY_OUTCOMES)),
        label("Key secondary outcomes", english!(slot::SECONDARY_OUTCOMES)),
        label("副次アウトカム評価項目/Key secondary outcomes", english!(slot::SECONDARY_OUTCOMES)),
        label("Base", slot::CHROME),
        label("基本事項/Base", slot::CHROME),
        label("Study type", english!(slot::STUDY_TYPE)),
        label("試験の種類/Study type", english!(slot::STUDY_TYPE)),
        label("Study design", slot::CHROME),
        label("試験デザイン/Study design", slot::CHROME),
        label("Basic design", english!(slot::INTERVENTION_MODEL)),
        label("基本デザイン/Basic design", english!(slot::INTERVENTION_MODEL)),
        label("Randomization", english!(slot::ALLOCATION)),
        label("ランダム化/Randomization", english!(slot::ALLOCATION)),
        label("Randomization unit", slot::CHROME),
        label("ランダム化の単位/Randomization unit", slot::CHROME),
        label("Blinding", slot::MASKING.by(masking)),
        label("ブラインド化/Blinding", slot::MASKING.by(masking)),
        label("コントロール/Control", slot::CHROME),
        label("Stratification", slot::CHROME),
        label("Dynamic allocation", slot::CHROME),
        label("Institution consideration", slot::CHROME),
        label("Intervention", slot::CHROME),
        label("介入/Intervention", slot::CHROME),
        label("No. of arms", slot::CHROME),
        label("群数/No. of arms", slot::CHROME),
        label("Purpose of intervention", english!(slot::PRIMARY_PURPOSE)),
        label("介入の目的/Purpose of intervention", english!(slot::PRIMARY_PURPOSE)),
        label("Type of intervention", slot::CHROME),
        label("介入の種類/Type of intervention", slot::CHROME),
        label("Interventions/Control_1", slot::INTERVENTIONS.by(interventions)),
        label("介入1/Interventions/Control_1", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_2", slot::INTERVENTIONS.by(interventions)),
        label("介入2/Interventions/Control_2", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_3", slot::INTERVENTIONS.by(interventions)),
        label("介入3/Interventions/Control_3", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_4", slot::INTERVENTIONS.by(interventions)),
        label("介入4/Interventions/Control_4", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_5", slot::INTERVENTIONS.by(interventions)),
        label("介入5/Interventions/Control_5", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_6", slot::INTERVENTIONS.by(interventions)),
        label("介入6/Interventions/Control_6", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_7", slot::INTERVENTIONS.by(interventions)),
        label("介入7/Interventions/Control_7", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_8", slot::INTERVENTIONS.by(interventions)),
        label("介入8/Interventions/Control_8", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_9", slot::INTERVENTIONS.by(interventions)),
        label("介入9/Interventions/Control_9", slot::INTERVENTIONS.by(interventions)),
        label("Interventions/Control_10", slot::INTERVENTIONS.by(interventions)),
        label("介入10/Interventions/Control_10", slot::INTERVENTIONS.by(interventions)),
        label("Eligibility", slot::CHROME),
        label("適格性/Eligibility", slot::CHROME),
        label("Age-lower limit", slot::MINIMUM_AGE.by(minimum_age)),
        label("年齢（下限）/Age-lower limit", slot::MINIMUM_AGE.by(minimum_age)),
        label("Age-upper limit", slot::MAXIMUM_AGE.by(maximum_age)),
        label("年齢（上限）/Age-upper limit", slot::MAXIMUM_AGE.by(maximum_age)),
        label("Gender", english!(slot::SEX)),
        label("性別/Gender", english!(slot::SEX)),
        label("Key inclusion criteria", english!(slot::INCLUSION)),
        label("選択基準/Key inclusion criteria", english!(slot::INCLUSION)),
        label("Key exclusion criteria", english!(slot::EXCLUSION)),
        label("除外基準/Key exclusion criteria", english!(slot::EXCLUSION)),
        label("Target sample size", slot::ENROLLMENT),
        label("目標参加者数/Target sample size", slot::ENROLLMENT),
        label("Research contact person", slot::CONTACT),
        label("責任研究者/Research contact person", slot::CONTACT),
        label("Public contact", slot::CONTACT),
        label("試験問い合わせ窓口/Public contact", slot::CONTACT),
        label("Sponsor or person", slot::SPONSOR.by(sponsor)),
        label("実施責任個人または組織/Sponsor or person", slot::SPONSOR.by(sponsor)),
        label("Funding Source", slot::CHROME),
        label("研究費提供組織/Funding Source", slot::CHROME),
        label("Other related organizations", slot::CHROME),
        label("その他の関連組織/Other related organizations", slot::CHROME),
        label("Co-sponsor", english!(slot::COLLABORATORS)),
        label("共同実施組織/Co-sponsor", english!(slot::COLLABORATORS)),
        label("Name of secondary funder(s)", slot::CHROME),
        label("その他の研究費提供組織/Name of secondary funder(s)", slot::CHROME),
        label("IRB Contact (For public release)", slot::CONTACT),
        label("IRB等連絡先（公開）/IRB Contact (For public release)", slot::CONTACT),
        label("Secondary IDs", slot::CHROME),
        label("他機関から発行された試験ID/Secondary IDs", slot::CHROME),
        label("Study ID_1", slot::SECONDARY_IDS),
        label("試験ID1/Study ID_1", slot::SECONDARY_IDS),
        label("Org. issuing International ID_1", slot::CHROME),
        label("ID発行機関1/Org. issuing International ID_1", slot::CHROME),
        label("Study ID_2", slot::SECONDARY_IDS),
        label("試験ID2/Study ID_2", slot::SECONDARY_IDS),
        label("Org. issuing International ID_2", slot::CHROME),
        label("ID発行機関2/Org. issuing International ID_2", slot::CHROME),
        label("IND to MHLW", slot::CHROME),
        label("Institutions", slot::LOCATIONS.by(institutions)),
        label("試験実施施設/Institutions", slot::LOCATIONS.by(institutions)),
        label("Institutions", slot::LOCATIONS.by(institutions)),
        label("試験実施施設名称/Institutions", slot::LOCATIONS.by(institutions)),
        label("Other administrative information", slot::CHROME),
        label("その他の管理情報/Other administrative information", slot::CHROME),
        label("Related information", slot::CHROME),
        label("関連情報/Related information", slot::CHROME),
        label("Result", slot::CHROME),
        label("結果/Result", slot::CHROME),
        label("Number of participants that the trial has enrolled", slot::ENROLLMENT.by(slot::enrolled)),
        label("Results", slot::CHROME),
        label("試験進捗状況/Progress", slot::CHROME),
        label("Recruitment status", slot::STATUS.by(status)),
        label("試験進捗状況/Recruitment status", slot::STATUS.by(status)),
        label("Date of protocol fixation", slot::CHROME),
        label("プロトコル確定日/Date of protocol fixation", slot::CHROME),
        label("Date of IRB", slot::CHROME),
        // The next label is too long for the index.
        label("倫理委員会による承認日/Date of IRB", slot::START_DATE.by(approval)),
        label("Anticipated trial start date", slot::START_DATE.by(start)),
        label("Last follow-up date", slot::COMPLETION_DATE),
        label("フォロー終了(予定)日/Last follow-up date", slot::COMPLETION_DATE),
        label("Date of closure to data entry", slot::CHROME),
        label("入力終了(予定)日/Date of closure to data entry", slot::CHROME),
        label("Other related information", slot::CHROME),
        label("その他関連情報/Other related information", slot::CHROME),
        label("Management information", slot::CHROME),
        label("管理情報/Management information", slot::CHROME),
        label("Registered date", slot::CHROME),
        label("登録日時/Registered date", slot::CHROME),
        label("Last modified on", slot::LAST_UPDATE_POSTED_DATE.by(modified)),
        label("最終更新日/Last modified on", slot::LAST_UPDATE_POSTED_DATE.by(modified)),
        label("Link to view the page", slot::CHROME),
        label("閲覧ページへのリンク/Link to view the page", slot::CHROME),
    ],
    chrome: &[
        "Progress",
        "This page includes information on clinical trials…",
        "We don't aim to advertise…",
        "※ 本ページ収載の情報は…",
    ],
    head: Head::Own(|reading, head| reading.boilerplate(trimmed(head))),
    spaced: true,
    registry: true,
    ..Layout::NEW
};

/// Whether a letter is Japanese, or a mark that only Japanese texts have.
fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// The English part of a value: all of it on English pages; behind the Japanese one on others, where a blank, a line, a slash
/// or the word for English parts the two. The Japanese part is accounted for. What has no English part stays whole.
fn english<'t>(reading: &mut Reading<'t>, section: &Section<'t>) -> Section<'t> {
    let body = section.body;
    let Some((at, last)) = body.char_indices().rev().find(|(_, letter)| is_japanese(*letter)) else { return *section };
    let (before, rest) = body.split_at(at + last.len_utf8());
    let own = rest.trim_start_matches([')', '/']);
    let parted = own.len() < rest.len() || rest.starts_with(char::is_whitespace);
    let letters = own.chars().filter(char::is_ascii_alphabetic).take(2).count();
    // Headings of the two parts say which is which, also where one of them is empty.
    let body = if parted && letters == 2 { own } else { headed(before) };
    for part in [&section.body[..range_in(section.body, body).start], &section.body[range_in(section.body, body).end..]]
    {
        reading.boilerplate(trimmed(part));
    }
    Section { body, ..*section }
}

/// A Japanese text without the names of the languages around it.
fn headed(text: &str) -> &str {
    let text = trimmed(text);
    let text = text.strip_prefix("日本語").unwrap_or(text);
    trimmed(text.strip_suffix("英語").unwrap_or(text))
}

/// A condition a line.
fn conditions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = english(reading, section);
    (slot::CONDITION_LINES.read)(reading, &section);
}

/// Above and below.
fn official_title<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = english(reading, section);
    let first = reading.trial.official_title.as_ref().map(|title| title.value.is_ascii());
    if first == Some(false) && section.first().is_ascii() && !section.first().is_empty() {
        // The title above is the Japanese one.
        if let Some(known) = reading.trial.official_title.take() {
            reading.boilerplate(known.at);
        }
    }
    if section.first().is_empty() {
        return;
    }
    let known = reading.trial.official_title.is_some();
    slot::again(reading, &section, slot::OFFICIAL_TITLE, |trial| &mut trial.official_title);
    if known {
        reading.boilerplate(section.first());
    }
}

fn status<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = english(reading, section);
    if !section.first().is_empty() {
        slot::again(reading, &section, slot::STATUS, |trial| &mut trial.overall_status);
    }
}

fn modified<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    slot::again_dated(reading, section, slot::LAST_UPDATE_POSTED_DATE, |trial| &mut trial.last_update_posted_date);
}

/// Countries; parts of the world are none.
fn region<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body) {
        let at = line.text.rsplit('/').next().unwrap_or_default();
        if vocab::COUNTRY.term(at).is_some() {
            let country = Some(Value::new(folded(at), at));
            reading.trial.locations.push(Location { country, ..Location::default() });
        }
        reading.boilerplate(line.text);
    }
}

/// A hospital a line.
fn institutions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = english(reading, section);
    for line in lines(section.body) {
        let place = format!("/locations/{}/facility", reading.trial.locations.len());
        let facility = reading.line(place, line.text);
        reading.trial.locations.extend(facility.map(|at| Location { facility: Some(at), ..Location::default() }));
    }
}

/// Whom the words for a study's blinding name.
const BLINDED: &[(&str, &str)] =
    &[("participants", "PARTICIPANT"), ("investigator(s)", "INVESTIGATOR"), ("assessor(s)", "OUTCOMES_ASSESSOR")];

/// `Single blind -participants are blinded`: the degree and who. `Open -but assessor(s) are blinded` says no degree.
/// `Control` below it is no label of its own, since it is a value at many sites.
fn masking<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    reading.boilerplate(trimmed(&section.body[section.end_of(first)..]));
    let section = english(reading, &Section { body: first, ..*section });
    let at = section.first();
    let who =
        at.strip_suffix(" are blinded").and_then(|rest| rest.split_once(" -")).filter(|who| who.1 != "all involved");
    let degree = who.filter(|(degree, _)| *degree != "Open").map_or(at, |(degree, _)| degree);
    reading.trial.design.masking = reading.term("/design/masking", &vocab::MASKING, degree);
    let Some((_, who)) = who else { return };
    // What stands around whom.
    reading.boilerplate(&at[degree.len().min(at.len() - " are blinded".len())..]);
    for (word, term) in BLINDED {
        if let Some(found) = who.find(word) {
            reading.trial.design.who_masked.push(Value::new(*term, &who[found..found + word.len()]));
        }
    }
}

/// What a group is given: a name where it is a line, or a text.
fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let section = english(reading, section);
    let body = trimmed(section.body);
    if lines(body).nth(1).is_none() {
        return slot::intervention(reading, section.first());
    }
    let place = format!("/interventions/{}/description", reading.trial.interventions.len());
    let description = reading.long(place, body);
    let given = description.map(|text| Intervention { description: Some(text), ..Intervention::default() });
    reading.trial.interventions.extend(given);
}

fn minimum_age<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.eligibility.minimum_age = age(reading, section, "/eligibility/minimum_age");
}

fn maximum_age<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.trial.eligibility.maximum_age = age(reading, section, "/eligibility/maximum_age");
}

/// `65` / `years-old` / `>`, on one line or on several: below 65. `20 歳/years-old 以上/<=`: 20 or more.
fn age<'t>(reading: &mut Reading<'t>, section: &Section<'t>, field: &str) -> Age<'t> {
    let words: Vec<&'t str> = section.body.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
    let number = words.first().and_then(|word| Some((word.parse::<f64>().ok()?, *word)));
    let unit = words.get(1).map(|word| word.rsplit('/').next().unwrap_or(word));
    let unit = unit.and_then(|word| Some((vocab::AGE_UNIT.term(word)?, word)));
    let Some(((number, at), unit)) = number.zip(unit) else {
        let section = english(reading, section);
        return slot::age(reading, field, section.first());
    };
    reading.boilerplate(trimmed(section.body));
    let below = words.last().is_some_and(|sign| sign.rsplit('/').next() == Some(">"));
    let step = f64::from(below && unit.0 == "YEARS");
    slot::aged(Some(Bound { value: (number - step, at), unit }))
}

/// The institute, the last where the first only says that it is none of the list.
fn sponsor<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const OTHERS: &[&str] = &["Department", "部署名/Department", "Personal name"];
    let mut name: Option<&'t str> = None;
    let cells = |row: &'t str| row.split('|').map(trimmed).filter(|cell| !cell.trim_matches('-').is_empty());
    let mut rows = lines(section.body).flat_map(|line| cells(line.text));
    while let Some(row) = rows.next() {
        let rest = row.strip_prefix("機関名/").unwrap_or(row).strip_prefix("Institute");
        let known = OTHERS
            .iter()
            .find_map(|label| row.strip_prefix(label))
            .filter(|rest| rest.is_empty() || rest.starts_with(' '));
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            reading.label(&row[..row.len() - rest.len()]);
            name = worded(reading, rest, name);
        } else if let Some(rest) = known {
            reading.label(&row[..row.len() - rest.len()]);
            reading.boilerplate(trimmed(rest));
            for below in rows.by_ref() {
                reading.boilerplate(below);
            }
        } else {
            name = worded(reading, row, name);
        }
    }
    if let Some(body) = name {
        let name = english(reading, &Section { body, ..*section });
        (slot::SPONSOR.read)(reading, &name);
    }
}

/// The name of an institute, unless this says that there is none or is the Japanese one.
fn worded<'t>(reading: &mut Reading<'t>, at: &'t str, known: Option<&'t str>) -> Option<&'t str> {
    let at = trimmed(at);
    let none = ["", "Other", "その他", "その他/Other", "日本語", "英語", "(機関選択不可の場合)"].contains(&at);
    let japanese = |text: &str| text.chars().any(is_japanese);
    if none || known.is_some_and(|known| !japanese(known)) && japanese(at) {
        reading.boilerplate(at);
        return known;
    }
    if let Some(known) = known {
        reading.boilerplate(known);
    }
    Some(at)
}

/// The label says that the start is yet to come.
fn start<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let kind = section.heading.split(' ').next();
    (slot::START_DATE.read)(reading, &Section { kind, ..*section });
}

/// The day of the approval, then the label and the day of the start.
fn approval<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const LABEL: &str = "登録・組入れ開始";
    let Some(at) = section.body.find(LABEL) else { return reading.boilerplate(trimmed(section.body)) };
    reading.boilerplate(trimmed(&section.body[..at]));
    let rest = &section.body[at..];
    let end = rest.find("start date").map_or(rest.len(), |end| end + "start date".len());
    reading.label(&rest[..end]);
    let kind = rest[..end].find("Anticipated").map(|at| &rest[at..at + "Anticipated".len()]);
    (slot::START_DATE.read)(reading, &Section { body: &rest[end..], kind, ..*section });
}
