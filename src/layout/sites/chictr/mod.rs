//! `ChiCTR` and ITMCTR: every field in Chinese and English, in no regular order. A field may be both labels and both values,
//! or one language after the other; pairs of columns have both labels of each. English values are taken; a Chinese one is,
//! where no other is given.
//!
//! Interventions, places, outcomes and sponsors are tables inside of fields, whose labels come again in every row.

mod cells;
mod sides;

use cells::{Cells, cell};
use sides::{behind_label, is_chinese, sides};

use crate::grammar::date;
use crate::grammar::line::{lines, unbarred};
use crate::layout::{Head, Label, Layout, Read, Reading, Section, Slot, label, slot};
use crate::record::{Age, ArmGroup, Intervention, Location, Outcome, Sponsor, Trial, Value};
use crate::text::{blank, range_in, trimmed};
use crate::vocab;

/// A slot that reads the English side of a field; the label of the other language may stand before the value.
macro_rules! said {
    ($slot:expr, $english:literal) => {
        $slot.by(|reading, section| said(reading, section, $english, $slot))
    };
}

/// The same, with a reader of its own.
macro_rules! own {
    ($read:expr, $english:literal) => {
        slot::own(|reading, section| said(reading, section, $english, slot::own($read)))
    };
}

/// The same of a field that has parts in both languages.
macro_rules! whole {
    ($read:expr, $english:literal) => {
        slot::own(|reading, section| whole(reading, section, $english, $read))
    };
}

/// The table of the site.
pub(super) static LAYOUT: Layout = Layout {
    id: "chictr",
    doc: "ChiCTR and ITMCTR: labels and values in Chinese and English with blank lines between them, or between bars",
    signature: &[
        "注册题目",
        "注册号状态",
        "征募研究对象情况",
        "Date of Last Refreshed on",
        "Target disease",
        "Recruiting status",
    ],
    labels: LABELS,
    chrome: &["下载XML文档", "Download XML", "今天是…", "Today is…", "中文", "English", "历史版本"],
    head: Head::Own(head),
    registry: true,
    ..Layout::NEW
};

/// In the order of the site. What the shapes print at different places stands at each of them.
const LABELS: &[Label] = &[
    // Whether the registry has looked at the record, and when it was registered.
    label("审核状态", slot::CHROME),
    label("Project audit state", slot::CHROME),
    label("注册号", said!(slot::ID, "Registration number")),
    label("Registration number", said!(slot::ID, "Registration number")),
    label("最近更新日期", own!(refreshed, "Date of Last Refreshed on")),
    label("Date of Last Refreshed on", own!(refreshed, "Date of Last Refreshed on")),
    label("注册时间", slot::CHROME),
    label("Date of Registration", slot::CHROME),
    label("注册号状态", slot::CHROME),
    label("Registration Status", slot::CHROME),
    label("注册题目", said!(slot::TITLE, "Public title")),
    label("Public title", said!(slot::TITLE, "Public title")),
    label("注册题目简写", said!(slot::ACRONYM, "English Acronym")),
    label("English Acronym", said!(slot::ACRONYM, "English Acronym")),
    label("研究课题的正式科学名称", said!(slot::OFFICIAL_TITLE, "Scientific title")),
    label("Scientific title", said!(slot::OFFICIAL_TITLE, "Scientific title")),
    label("研究课题的正式科学名称简写", said!(slot::ACRONYM, "Scientific title acronym")),
    label("Scientific title acronym", said!(slot::ACRONYM, "Scientific title acronym")),
    label("研究课题代号(代码)", said!(slot::SECONDARY_IDS, "Study subject ID")),
    label("Study subject ID", said!(slot::SECONDARY_IDS, "Study subject ID")),
    label(
        "在二级注册机构或其它机构的注册号",
        own!(partners, "The registration number of the Partner Registry or other register"),
    ),
    label("申请注册联系人", slot::CONTACT),
    label("研究负责人", slot::CONTACT),
    label("Applicant", slot::CONTACT),
    label("Study leader", slot::CONTACT),
    label("申请注册联系人电话", slot::CONTACT),
    label("Applicant telephone", slot::CONTACT),
    label("研究负责人电话", slot::CONTACT),
    label("Study leader's telephone", slot::CONTACT),
    label("申请注册联系人传真", slot::CONTACT),
    label("Applicant Fax", slot::CONTACT),
    label("研究负责人传真", slot::CONTACT),
    label("Study leader's fax", slot::CONTACT),
    label("申请注册联系人电子邮件", slot::CONTACT),
    label("Applicant E-mail", slot::CONTACT),
    label("研究负责人电子邮件", slot::CONTACT),
    label("Study leader's E-mail", slot::CONTACT),
    label("申请单位网址(自愿提供)", slot::CONTACT),
    label("Applicant website(voluntary supply)", slot::CONTACT),
    label("研究负责人网址(自愿提供)", slot::CONTACT),
    label("Study leader's website(voluntary supply)", slot::CONTACT),
    label("申请注册联系人通讯地址", slot::CONTACT),
    label("研究负责人通讯地址", slot::CONTACT),
    label("Applicant address", slot::CONTACT),
    label("Study leader's address", slot::CONTACT),
    label("申请注册联系人邮政编码", slot::CONTACT),
    label("Applicant postcode", slot::CONTACT),
    label("研究负责人邮政编码", slot::CONTACT),
    label("Study leader's postcode", slot::CONTACT),
    label("申请人所在单位", slot::CONTACT),
    label("Applicant's institution", slot::CONTACT),
    label("研究负责人所在单位", slot::CONTACT),
    label("Affiliation of the Leader", slot::CONTACT),
    label("是否获伦理委员会批准", slot::CHROME),
    label("Approved by ethic committee", slot::CHROME),
    label("伦理委员会批件文号", slot::CHROME),
    label("Approved No. of ethic committee", slot::CHROME),
    label("伦理委员会批件附件", slot::CHROME),
    label("Approved file of Ethical Committee", slot::CHROME),
    label("批准本研究的伦理委员会名称", slot::CHROME),
    label("Name of the ethic committee", slot::CHROME),
    label("伦理委员会批准日期", slot::CHROME),
    label("Date of approved by ethic committee", slot::CHROME),
    label("伦理委员会联系人", slot::CONTACT),
    label("Contact Name of the ethic committee", slot::CONTACT),
    label("伦理委员会联系地址", slot::CONTACT),
    label("Contact Address of the ethic committee", slot::CONTACT),
    label("伦理委员会联系人电话", slot::CONTACT),
    label("Contact phone of the ethic committee", slot::CONTACT),
    label("伦理委员会联系人邮箱", slot::CONTACT),
    label("Contact email of the ethic committee", slot::CONTACT),
    label("研究计划书", slot::CHROME),
    label("Study protocol", slot::CHROME),
    label("知情同意书", slot::CHROME),
    label("Informed consent file", slot::CHROME),
    label("研究实施负责(组长)单位", said!(slot::SPONSOR, "Primary sponsor")),
    label("研究实施负责（组长）单位", said!(slot::SPONSOR, "Primary sponsor")),
    label("Primary sponsor", said!(slot::SPONSOR, "Primary sponsor")),
    label("研究实施负责(组长)单位地址", slot::CHROME),
    label("研究实施负责（组长）单位地址", slot::CHROME),
    label("Primary sponsor's address", slot::CHROME),
    label("试验主办单位(项目批准或申办者)", whole!(sponsors, "Secondary sponsor")),
    label("Secondary sponsor", whole!(sponsors, "Secondary sponsor")),
    label("经费或物资来源", slot::CHROME),
    label("Source(s) of funding", slot::CHROME),
    label("研究疾病", said!(slot::CONDITIONS, "Target disease")),
    label("Target disease", said!(slot::CONDITIONS, "Target disease")),
    label("研究疾病代码", slot::CHROME),
    label("Target disease code", slot::CHROME),
    label("研究类型", said!(slot::STUDY_TYPE, "Study type")),
    label("Study type", said!(slot::STUDY_TYPE, "Study type")),
    label("研究所处阶段", own!(phase, "Study phase")),
    label("Study phase", own!(phase, "Study phase")),
    label("研究设计", said!(slot::NAMED_DESIGN, "Study design")),
    label("Study design", said!(slot::NAMED_DESIGN, "Study design")),
    // What the trial is to show and how people are treated, in prose: no summary, no description.
    label("研究目的", slot::CHROME),
    label("Objectives of Study", slot::CHROME),
    label("药物成份或治疗方案详述", slot::CHROME),
    label("Description for medicine or protocol of treatment in detail", slot::CHROME),
    label("研究设计", said!(slot::NAMED_DESIGN, "Study design")),
    label("Study design", said!(slot::NAMED_DESIGN, "Study design")),
    label("纳入标准", said!(slot::INCLUSION, "Inclusion criteria")),
    label("Inclusion criteria", said!(slot::INCLUSION, "Inclusion criteria")),
    label("排除标准", said!(slot::EXCLUSION, "Exclusion criteria")),
    label("Exclusion criteria", said!(slot::EXCLUSION, "Exclusion criteria")),
    label("研究实施时间", whole!(executed, "Study execute time")),
    label("Study execute time", whole!(executed, "Study execute time")),
    label("征募观察对象时间", whole!(recruited, "Recruiting time")),
    label("Recruiting time", whole!(recruited, "Recruiting time")),
    label("干预措施", whole!(interventions, "Interventions")),
    label("Interventions", whole!(interventions, "Interventions")),
    label("研究实施地点", whole!(places, "Countries of recruitment and research settings")),
    label(
        "Countries of recruitment and research settings",
        whole!(places, "Countries of recruitment and research settings"),
    ),
    label("测量指标", whole!(outcomes, "Outcomes")),
    label("Outcomes", whole!(outcomes, "Outcomes")),
    label("采集人体标本", slot::CHROME),
    label("Collecting sample(s) from participants", slot::CHROME),
    label("征募研究对象情况", said!(slot::STATUS, "Recruiting status")),
    label("Recruiting status", said!(slot::STATUS, "Recruiting status")),
    label("年龄范围", whole!(ages, "Participant age")),
    label("Participant age", whole!(ages, "Participant age")),
    label("性别", said!(slot::SEX, "Gender")),
    label("Gender", said!(slot::SEX, "Gender")),
    label("盲法", said!(slot::MASKING, "Blinding")),
    label("Blinding", said!(slot::MASKING, "Blinding")),
    label("揭盲或破盲原则和方法", slot::CHROME),
    label("Rules of uncover or ceasing blinding", slot::CHROME),
    label("统计方法名称", slot::CHROME),
    label("Statistical method", slot::CHROME),
    label("试验完成后的统计结果(上传文件)", slot::CHROME),
    label("Calculated Results ater the Study Completed(upload file)", slot::CHROME),
    label("是否公开试验完成后的统计结果", slot::CHROME),
    label("Calculated Results after the Study Completed public access", slot::CHROME),
    label("盲法", said!(slot::MASKING, "Blinding")),
    label("Blinding", said!(slot::MASKING, "Blinding")),
    label("是否共享原始数据", slot::CHROME),
    label("IPD sharing", slot::CHROME),
    label("数据与安全监察委员会", slot::CHROME),
    label("Data and Safety Monitoring Committee", slot::CHROME),
    label("注册人", slot::CONTACT),
    label("Name of Registration", slot::CONTACT),
];

/// Labels that are too long to be one, by how they begin. They stand in the body of the label before.
const LONG: &[&str] = &["The registration number of the Partner", "随机方法", "Randomization Procedure"];

/// Reads the side of a field that is to be taken.
fn said<'t>(reading: &mut Reading<'t>, section: &Section<'t>, english: &str, slot: Slot) {
    const PARTNERS: &str = "The registration number of the Partner Registry or other register";
    let both = behind_label(section.body, english);
    let (body, long) = without_long(both.map_or(section.body, |(_, rest)| rest));
    if let Some((label, _)) = both {
        reading.label(label);
    }
    let heading = both.map_or(section.heading, |(label, _)| label);
    if let Some(at) = chosen(reading, Section { heading, body, ..*section }, english) {
        let known = known(reading, slot.name);
        (slot.read)(reading, &Section { heading, body: at, ..*section });
        replaced(reading, slot, known);
    }
    if let Some((label, ids)) = behind_label(long, PARTNERS) {
        reading.label(label);
        partners(reading, &Section { body: ids, ..*section });
    } else if !long.is_empty() {
        reading.boilerplate(long);
    }
}

/// Reads all of a field, without the label of the other language.
fn whole<'t>(reading: &mut Reading<'t>, section: &Section<'t>, english: &str, read: Read) {
    let both = behind_label(section.body, english);
    if let Some((label, _)) = both {
        reading.label(label);
    }
    let body = both.map_or(section.body, |(_, rest)| rest);
    if !unbarred(body).is_empty() {
        read(reading, &Section { body, ..*section });
    }
}

/// A body up to the label that is too long to be known as one, and the rest.
fn without_long(body: &str) -> (&str, &str) {
    let is_long = |line: &str| LONG.iter().any(|long| line.starts_with(long));
    let start = lines(body).find(|line| is_long(line.whole)).map(|line| range_in(body, line.whole).start);
    start.map_or((body, &body[..0]), |start| (&body[..start], trimmed(&body[start..])))
}

/// The value of a field in English, or in Chinese where the page has no other.
fn chosen<'t>(reading: &mut Reading<'t>, section: Section<'t>, english: &str) -> Option<&'t str> {
    let value = unbarred(section.body);
    if value.is_empty() {
        return None;
    }
    // The value of a Chinese label alone; the English one stands below.
    if !section.heading.is_ascii() && follows(reading.text, section.body, english) {
        reading.boilerplate(value);
        return None;
    }
    let (chinese, english) = sides(value);
    if english.is_empty() {
        return Some(chinese);
    }
    reading.boilerplate(chinese);
    Some(english)
}

/// Whether a field goes on with its English label and a value.
fn follows(text: &str, body: &str, english: &str) -> bool {
    let behind = behind_label(&text[range_in(text, body).end..], english);
    let next = behind.and_then(|(_, rest)| lines(rest).next());
    next.is_some_and(|line| !(is_chinese(line.text) && line.text.contains([':', '：'])))
}

/// What a field said before.
fn known<'t>(reading: &mut Reading<'t>, name: &str) -> Option<Value<'t>> {
    let trial = &mut reading.trial;
    match name {
        "brief_title" => trial.brief_title.take(),
        "official_title" => trial.official_title.take(),
        "lead_sponsor.name" => trial.lead_sponsor.name.take(),
        _ => None,
    }
}

/// The same words are a further place of the value; others, in Chinese, are not the record's.
fn replaced<'t>(reading: &mut Reading<'t>, slot: Slot, known: Option<Value<'t>>) {
    let Some(known) = known else { return };
    let trial = &reading.trial;
    let now = [&trial.brief_title, &trial.official_title, &trial.lead_sponsor.name];
    if now.into_iter().flatten().any(|now| now.value == known.value) {
        reading.also.push((slot.pointer(), known.at));
    } else {
        reading.boilerplate(known.at);
    }
}

/// The number and the version before the first label, or the title.
fn head<'t>(reading: &mut Reading<'t>, head: &'t str) {
    for line in lines(head) {
        if line.text.contains("版本创建时间") {
            slot::registry_id(reading, line.text.split(blank).next().unwrap_or_default());
            reading.boilerplate(line.text);
        } else if reading.trial.brief_title.is_none() && !reading.layout.chrome.contains(&line.text) {
            let (chinese, english) = sides(line.text);
            reading.trial.brief_title =
                reading.line("/brief_title", if english.is_empty() { chinese } else { english });
        }
    }
}

/// A day with its time.
fn refreshed<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    reading.boilerplate(at);
    let day = at.split(blank).next().unwrap_or_default();
    (slot::LAST_UPDATE_POSTED_DATE.read)(reading, &Section { body: day, ..*section });
}

/// Numbers that other registries gave, between semicolons.
fn partners<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for part in section.body.split([';', '；']).map(unbarred) {
        (slot::SECONDARY_IDS.read)(reading, &Section { body: part, ..*section });
    }
}

/// The registry prints `0` for whatever explores, far more often than trials are in that phase.
fn phase<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let at = section.first();
    let other = at.eq_ignore_ascii_case("other") || ["其它", "其他"].contains(&at);
    if at == "0" {
        let message = "“0” stands for any study that explores; it names no phase here";
        reading.issue("vocabulary", Some("/phases"), Some(at), message);
        reading.boilerplate(at);
    } else if other && reading.may_at("placeholder/null", at) {
        reading.placeholder("/phases", at);
    } else {
        (slot::PHASES.read)(reading, section);
    }
}

/// `从 From 2023-03-01 至 To 2024-12-31`: the day that a time ends is that of the study.
fn executed<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    if let Some(end) = span(reading, section.body)[1] {
        (slot::COMPLETION_DATE.read)(reading, &Section { body: end, ..*section });
    }
}

/// The same of the time in which people are recruited: its first day is that of the first of them.
fn recruited<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    if let Some(start) = span(reading, section.body)[0] {
        (slot::START_DATE.read)(reading, &Section { body: start, ..*section });
    }
}

/// The first and the last day of a time.
fn span<'t>(reading: &mut Reading<'t>, body: &'t str) -> [Option<&'t str>; 2] {
    reading.boilerplate(trimmed(body));
    let turn = body.find('至').or_else(|| body.find("To")).unwrap_or(body.len());
    [&body[..turn], &body[turn..]].map(day)
}

/// The first date of numbers.
fn day(text: &str) -> Option<&str> {
    let numbers = |letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '/');
    text.split(|letter| !numbers(letter)).find(|part| date::date(part).is_some())
}

const SPONSOR_CELLS: Cells = Cells {
    labels: &[
        ("国家", "Country"),
        ("省(直辖市)", "Province"),
        ("市(区县)", "City"),
        ("单位(医院)", "Institution hospital"),
        ("具体地址", "Address"),
    ],
};

/// Who else pays for the trial; often the first sponsor once more.
fn sponsors<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in SPONSOR_CELLS.rows(reading, section.body) {
        let name = cell(reading, &row, 3);
        for number in [0, 1, 2, 4] {
            if let Some(at) = cell(reading, &row, number) {
                reading.boilerplate(at);
            }
        }
        let Some(name) = name.and_then(|name| reading.line("/collaborators", name)) else { continue };
        let lead = reading.trial.lead_sponsor.name.as_ref().is_some_and(|lead| lead.value == name.value);
        if lead {
            reading.also.push(("/lead_sponsor/name".to_owned(), name.at));
        } else {
            reading.trial.collaborators.push(Sponsor { name: Some(name), class: None });
        }
    }
}

const ARM_CELLS: Cells = Cells {
    labels: &[
        ("组别", "Group"),
        ("样本量", "Sample size"),
        ("干预措施", "Intervention"),
        ("干预措施代码", "Intervention code"),
        ("样本总量", "Total sample size"),
    ],
};

/// Groups of people, how many they are and what they are given.
fn interventions<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let rows = ARM_CELLS.rows(reading, section.body);
    let mut sizes = Vec::new();
    let mut total = None;
    for row in rows {
        let size = cell(reading, &row, 1);
        total = total.or(cell(reading, &row, 4));
        if let Some(code) = cell(reading, &row, 3) {
            reading.boilerplate(code);
        }
        let group = cell(reading, &row, 0);
        if group.is_some() || size.is_some() {
            sizes.push(size);
        }
        let given = cell(reading, &row, 2);
        arm(reading, group, given);
    }
    match total {
        Some(total) => {
            sizes.into_iter().flatten().for_each(|size| reading.boilerplate(size));
            slot::enrollment(reading, total);
        }
        None => sum(reading, &sizes),
    }
}

/// A trial gives no more.
const MOST: usize = 100;

/// A group and what it is given.
fn arm<'t>(reading: &mut Reading<'t>, group: Option<&'t str>, given: Option<&'t str>) {
    let at = reading.trial.interventions.len();
    let name = given.and_then(|given| reading.line(format_args!("/interventions/{at}/name"), given));
    let place = reading.trial.arm_groups.len();
    if let Some(label) = group.and_then(|group| reading.line(format_args!("/arm_groups/{place}/label"), group)) {
        let intervention_names = name.iter().map(|name| Value::new(name.value.clone(), name.at)).collect();
        let arm = ArmGroup { label: Some(label), intervention_names, ..ArmGroup::default() };
        reading.trial.arm_groups.push(arm);
    }
    let Some(name) = name else { return };
    let same = |known: &Intervention<'t>| known.name.as_ref().is_some_and(|known| known.value == name.value);
    match reading.trial.interventions.iter().take(MOST).position(same) {
        Some(known) => reading.also.push((format!("/interventions/{known}/name"), name.at)),
        None => reading.trial.interventions.push(Intervention { name: Some(name), ..Intervention::default() }),
    }
}

/// People are counted by group; where the number of one is missing, nobody knows how many they are.
fn sum<'t>(reading: &mut Reading<'t>, sizes: &[Option<&'t str>]) {
    const FIELD: &str = "/enrollment/count";
    let counts: Option<Vec<u64>> = sizes.iter().map(|size| size.and_then(|size| size.parse().ok())).collect();
    let Some((first, rest)) = sizes.split_first() else { return };
    if let (Some(counts), Some(first)) = (counts, first) {
        reading.trial.enrollment.count = Some(Value::new(counts.iter().sum(), first));
        reading.also.extend(rest.iter().flatten().map(|size| (FIELD.to_owned(), *size)));
        return;
    }
    for size in sizes.iter().flatten().copied() {
        reading.boilerplate(size);
        let message = "the number of people of another group is missing or no number";
        reading.issue("unreadable", Some(FIELD), Some(size), message);
    }
}

const PLACE_CELLS: Cells = Cells {
    labels: &[
        ("国家", "Country"),
        ("省(直辖市)", "Province"),
        ("市(区县)", "City"),
        ("单位(医院)", "Institution hospital"),
        ("单位级别", "Level of the institution"),
    ],
};

/// The places of the trial.
fn places<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in PLACE_CELLS.rows(reading, section.body) {
        let cells = [0, 1, 2, 3, 4].map(|number| cell(reading, &row, number));
        if let Some(level) = cells[4] {
            reading.boilerplate(level);
        }
        let field = format!("/locations/{}", reading.trial.locations.len());
        let mut part =
            |number: usize, name: &str| cells[number].and_then(|at| reading.line(format_args!("{field}/{name}"), at));
        let (country, state, city, facility) =
            (part(0, "country"), part(1, "state"), part(2, "city"), part(3, "facility"));
        let location = Location { facility, city, state, country, status: None };
        if location.country.is_some() || location.facility.is_some() || location.city.is_some() {
            reading.trial.locations.push(location);
        }
    }
}

const OUTCOME_CELLS: Cells = Cells {
    labels: &[
        ("指标中文名", "Outcome"),
        ("指标类型", "Type"),
        ("测量时间点", "Measure time point of outcome"),
        ("测量方法", "Measure method"),
    ],
};

/// What is measured, each with its type.
fn outcomes<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    for row in OUTCOME_CELLS.rows(reading, section.body) {
        let [measure, kind, time, method] = [0, 1, 2, 3].map(|number| cell(reading, &row, number));
        let word = kind.unwrap_or_default().to_ascii_lowercase();
        let list = match word.split(blank).next().unwrap_or_default() {
            "primary" | "主要指标" => "primary_outcomes",
            "secondary" | "次要指标" => "secondary_outcomes",
            "additional" | "adverse" | "附加指标" | "副作用指标" => "other_outcomes",
            _ => {
                let message = "the page does not say whether this outcome is a primary one";
                reading.issue("unreadable", Some("/primary_outcomes"), measure, message);
                continue;
            }
        };
        if let Some(kind) = kind {
            reading.boilerplate(kind);
        }
        let all = listed(&mut reading.trial, list);
        let field = format!("/{list}/{}", all.len());
        let mut part =
            |at: Option<&'t str>, name: &str| at.and_then(|at| reading.line(format_args!("{field}/{name}"), at));
        let outcome = Outcome {
            measure: part(measure, "measure"),
            time_frame: part(time, "time_frame"),
            description: part(method, "description"),
        };
        if outcome.measure.is_some() {
            listed(&mut reading.trial, list).push(outcome);
        }
    }
}

/// The outcomes of a trial by the name of their list.
fn listed<'r, 't>(trial: &'r mut Trial<'t>, list: &str) -> &'r mut Vec<Outcome<'t>> {
    match list {
        "primary_outcomes" => &mut trial.primary_outcomes,
        "secondary_outcomes" => &mut trial.secondary_outcomes,
        _ => &mut trial.other_outcomes,
    }
}

/// `最小 Min age 18 岁 years 最大 Max age 65 岁 years`, on one line or many.
fn ages<'t>(reading: &mut Reading<'t>, section: &Section<'t>) {
    let whole = trimmed(section.body);
    reading.boilerplate(whole);
    let mut bounds = [Age::default(), Age::default()];
    let mut end = 0;
    for word in whole.split(|letter: char| letter.is_whitespace() || letter == '|').filter(|word| !word.is_empty()) {
        if word.starts_with("最大") || word == "Max" {
            end = 1;
        } else if let Ok(number) = word.parse::<f64>() {
            bounds[end].value = Some(Value::new(number, word));
        } else if let Some(unit) = vocab::AGE_UNIT.term(word)
            && bounds[end].value.is_some()
        {
            bounds[end].unit = Some(Value::new(unit, word));
        }
    }
    let [low, high] = bounds;
    (reading.trial.eligibility.minimum_age, reading.trial.eligibility.maximum_age) = (low, high);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_the_dates_among_words() {
        assert_eq!(day("从From2021-03-01至"), Some("2021-03-01"));
        assert_eq!(day("至 To"), None);
    }
}
