//! jRCT and the portal of its institute, which shows records of jRCT and of UMIN-CTR: labels in English or Japanese, their
//! values fused to them, behind a blank, below them, or in rows between bars.
//!
//! Japanese pages of jRCT begin with a block that has no labels at all. Dates of numbers alone have the day first, unless
//! the year does.

use crate::grammar::date;
use crate::grammar::line::{lines, raw_lines};
use crate::layout::{Claim, Head, Layout, Reading, Section, Stand, label, slot};
use crate::text::{range_in, trimmed};
use crate::vocab;

/// The table of the site. What its pages print at different places stands at each of them.
pub(super) static LAYOUT: Layout = Layout {
    id: "jrct",
    doc: "jRCT and the portal of its institute: labels in English or Japanese, values fused to them or below; days first",
    signature: &["JRCT ID", "UMIN ID", "jRCT番号", "研究の種別"],
    labels: &[
        label("管理的事項", slot::CHROME),
        label("研究の種別", slot::CHROME),
        label("治験の区分", slot::CHROME),
        // The day of registration is not the day of first posting.
        label("登録日", slot::own(day_and_number)),
        label("jRCT番号", slot::ID),
        label("初回公表日", slot::FIRST_POSTED_DATE),
        label("最終公表日", slot::LAST_UPDATE_POSTED_DATE),
        label("研究の名称", slot::CHROME),
        label("研究名称", slot::OFFICIAL_TITLE.by(official_title)),
        label("平易な研究名称", slot::TITLE.by(title)),
        label("研究責任医師等に関する事項", slot::CONTACT),
        label("研究・治験の目的", slot::CHROME),
        label("試験のフェーズ", slot::PHASES.by(phases)),
        label("実施期間（開始日）", slot::CHROME),
        label("第1症例登録日", slot::START_DATE),
        label("実施期間（終了日）", slot::COMPLETION_DATE),
        label("実施予定被験者数", slot::ENROLLMENT),
        label("試験の種類", slot::STUDY_TYPE),
        label("試験デザイン", slot::CHROME),
        label("無作為化", slot::ALLOCATION),
        label("盲検化", slot::MASKING),
        label("対照", slot::CHROME),
        label("割付け", slot::INTERVENTION_MODEL),
        label("研究目的", slot::PRIMARY_PURPOSE),
        label("主たる選択基準", slot::INCLUSION),
        label("主たる除外基準", slot::EXCLUSION),
        label("年齢下限", slot::MINIMUM_AGE),
        label("年齢上限", slot::MAXIMUM_AGE),
        label("性別", slot::SEX),
        label("中止基準", slot::CHROME),
        label("対象疾患名", slot::CONDITION_LINES.by(conditions)),
        label("対象疾患コード", slot::CHROME),
        label("介入の有無", slot::CHROME),
        label("介入の内容", slot::INTERVENTIONS),
        label("主たる評価項目", slot::PRIMARY_OUTCOMES),
        label("副次的な評価項目", slot::SECONDARY_OUTCOMES),
        label("医薬品等の一般名称", slot::CHROME),
        label("募集状況", slot::STATUS.by(status)),
        label("研究資金等の提供組織名称", slot::CHROME),
        label("認定臨床研究審査委員会", slot::CHROME),
        label("JRCT ID", slot::ID),
        label("UMIN ID", slot::ID),
        label("Registered date", slot::own(registered)),
        label("Basic Information", slot::CHROME),
        label("Recruitment status", slot::STATUS),
        label("Health condition(s) or Problem(s) studied", slot::CONDITION_LINES),
        label("Date of first enrollment", slot::START_DATE),
        label("Target sample size", slot::ENROLLMENT),
        label("Countries of recruitment", slot::COUNTRIES),
        label("Study type", slot::STUDY_TYPE),
        label("Study Design", slot::CHROME),
        label("allocation", slot::ALLOCATION),
        label("masking", slot::MASKING.by(masking)),
        label("assignment", slot::INTERVENTION_MODEL),
        label("purpose", slot::PRIMARY_PURPOSE),
        label("Phase", slot::PHASES),
        label("Intervention(s)", slot::INTERVENTIONS),
        label("Outcome(s)", slot::CHROME),
        label("Primary Outcome", slot::PRIMARY_OUTCOMES),
        label("Primary Outcome(s)", slot::PRIMARY_OUTCOMES),
        label("Secondary Outcome", slot::SECONDARY_OUTCOMES),
        label("Secondary Outcome(s)", slot::SECONDARY_OUTCOMES),
        label("Key inclusion & exclusion criteria", slot::own(ages)),
        label("Age minimum", slot::MINIMUM_AGE),
        label("Age maximum", slot::MAXIMUM_AGE),
        label("Gender", slot::SEX),
        label("Include criteria", slot::INCLUSION),
        label("Exclude criteria", slot::EXCLUSION),
        label("Related Information", slot::CHROME),
        label("Primary Sponsor", slot::SPONSOR),
        label("Secondary Sponsor", slot::COLLABORATORS),
        label("Source(s) of Monetary Support", slot::CHROME),
        label("Secondary ID(s)", slot::SECONDARY_IDS),
        label("Contact", slot::CONTACT),
        label("Public contact", slot::CONTACT.by(people)),
        label("Scientific contact", slot::CONTACT.by(people)),
    ],
    chrome: &["jRCT ロゴ", "臨床研究等提出・公開システム", "Top", "English", "Japanese"],
    head: Head::Own(block),
    fused: true,
    spaced: true,
    day_first: true,
    registry: true,
    ..Layout::NEW
};

/// A label whose field the block without labels may have told: what stands at the label is sure.
macro_rules! sure {
    ($($name:ident = $slot:ident, $field:ident;)*) => {$(
        fn $name<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
            let known = std::mem::take(&mut reading.trial.$field);
            (slot::$slot.read)(reading, section);
            let told = reading.trial.$field.iter().next().is_some();
            if told {
                reading.claims.extend(known.iter().map(|known| (known.at, Claim::Boilerplate)));
            } else {
                reading.trial.$field = known;
            }
        }
    )*};
}

sure! {
    title = TITLE, brief_title;
    official_title = OFFICIAL_TITLE, official_title;
    phases = PHASES, phases;
    conditions = CONDITION_LINES, conditions;
    status = STATUS, overall_status;
}

/// The day of registration, then the number of the trial: a value that begins with a small letter is not told from a
/// text behind its label.
fn day_and_number<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    const LABEL: &str = "jRCT番号";
    for line in lines(section.body).map(|line| line.text) {
        let number = line.strip_prefix(LABEL);
        match number {
            Some(number) => {
                reading.label(&line[..LABEL.len()]);
                slot::registry_id(reading, trimmed(number));
            }
            None => reading.boilerplate(line),
        }
    }
}

/// How a study is masked; what it is compared with has a label that is a value at many sites.
fn masking<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let first = section.first();
    (slot::MASKING.read)(reading, &Section { body: first, ..*section });
    reading.boilerplate(trimmed(&section.body[section.end_of(first)..]));
}

/// `Age minimum>= 20age old`: a sign behind a label does not tell it from a text, but here nothing else stands.
fn ages<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for line in lines(section.body).map(|line| line.text) {
        let bounds = [("Age minimum", slot::MINIMUM_AGE), ("Age maximum", slot::MAXIMUM_AGE)];
        let bound = bounds.into_iter().find_map(|(label, slot)| Some((line.strip_prefix(label)?, slot)));
        match bound {
            Some((body, slot)) => {
                reading.label(&line[..line.len() - body.len()]);
                (slot.read)(reading, &Section { body, ..*section });
            }
            None => reading.boilerplate(line),
        }
    }
}

/// Who is to be reached, also in rows between bars below the heading.
fn people<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    reading.contact(section.body);
    if section.stand != Stand::Cell {
        return;
    }
    let below = &reading.text[range_in(reading.text, section.heading).end..];
    for row in raw_lines(below).skip(1).take_while(|row| row.starts_with('|')) {
        let first = row.split('|').nth(1).map(trimmed).unwrap_or_default();
        if LAYOUT.labels.iter().any(|label| label.text == first) {
            break;
        }
        reading.contact(row);
    }
}

/// The day of registration; below it the titles of the trial, which have no labels.
fn registered<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let mut rows = lines(section.body).map(|line| line.text).filter(|row| !row.starts_with('|'));
    rows.next().into_iter().for_each(|day| reading.boilerplate(day));
    let (first, second) = (rows.next(), rows.next());
    reading.trial.brief_title = first.and_then(|title| reading.line("/brief_title", title));
    reading.trial.official_title = second.and_then(|title| reading.line("/official_title", title));
}

/// Kinds of studies, the first line of the block.
const KINDS: &[&str] = &[
    "企業治験",
    "医師主導治験",
    "特定臨床研究",
    "非特定臨床研究",
    "再生医療等提供計画",
    "手術・手技",
    "その他",
    "未分類",
];

/// The block without labels: the kind of the study, the days of the first and the last publication, the titles, who does it
/// and what for, the phase, the condition, the status, what is given. Lines may be missing, so what stands behind the
/// titles is told by the words of the status and by the phase above it. Labels below say more and are read later.
fn block<'t>(reading: &mut Reading<'t>, head: &'t str) {
    let chrome = reading.layout.chrome;
    let rows = lines(head).map(|line| line.text).filter(|row| !chrome.contains(row));
    let mut rows: Vec<&'t str> = rows.collect();
    let Some(kind) = rows.iter().position(|row| KINDS.contains(row)) else {
        return reading.boilerplate(trimmed(head));
    };
    for row in rows.drain(..=kind) {
        reading.boilerplate(row);
    }
    let days = rows.iter().take(2).take_while(|row| date::date(row).is_some()).count();
    for (row, slot) in rows.drain(..days).zip([slot::FIRST_POSTED_DATE, slot::LAST_UPDATE_POSTED_DATE]) {
        (slot.read)(reading, &bare(row));
    }
    let titles = rows.len().min(2);
    for (row, slot) in rows.drain(..titles).zip([slot::TITLE, slot::OFFICIAL_TITLE]) {
        (slot.read)(reading, &bare(row));
    }
    let status = rows.iter().position(|row| vocab::STATUS.term(row).is_some());
    let is_phase = |row: &&str| row.len() <= 3 && vocab::phases(row).is_some();
    let phase = status.and_then(|status| rows[..status].iter().rposition(is_phase));
    for (n, row) in rows.iter().enumerate() {
        if status == Some(n) {
            (slot::STATUS.read)(reading, &bare(row));
        } else if phase == Some(n) {
            (slot::PHASES.read)(reading, &bare(row));
        } else if phase.is_some_and(|phase| n > phase) && status.is_some_and(|status| n < status) {
            slot::condition(reading, row);
        } else {
            reading.boilerplate(row);
        }
    }
}

/// A section of a line that has no label.
fn bare(body: &str) -> Section<'_> {
    Section { label: &LAYOUT.labels[0], heading: &body[..0], body, dashed: false, kind: None, stand: Stand::Alone }
}
