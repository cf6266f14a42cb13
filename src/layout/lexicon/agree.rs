//! Which of the labels found on a page are its labels: those in the forms that the page prints labels in, with values
//! that they can have.

use std::collections::HashMap;

use super::fits::{Fit, Reach, fit, reach, stages};
use super::menu::menu;
use super::scan::{FORMS, Find, Form, Scan, Sort};
use super::section::timed;
use super::single::one_by_one;
use super::words::{self, RELATED};
use crate::grammar::line::Mark;
use crate::layout::Label;
use crate::record::{identify, ids};
use crate::text::range_in;
use crate::vocab::INTERVENTION_TYPE;

/// The labels of a page.
pub(super) struct Agreement<'t> {
    /// In the order of the page.
    pub(super) finds: Vec<Find<'t>>,
    /// How well each fits the first line of its value.
    pub(super) fits: Vec<Fit>,
    /// Labels in the form of the page whose values are no such values.
    pub(super) misfits: Vec<Find<'t>>,
    /// The form that most labels have.
    pub(super) main: Form,
    /// Whether blank lines stand between most lines of the page.
    pub(super) airy: bool,
    /// Whether the value of a label mostly stands on its own line.
    pub(super) one_line: bool,
    /// The line before which the page's own trial ends.
    pub(super) end: usize,
    /// The line behind the menu at the head of the page.
    pub(super) menu: usize,
    /// Whether the page lists several trials.
    pub(super) listing: bool,
}

/// What a form scores for a label whose value fits so well.
fn points(fit: Fit) -> f32 {
    match fit {
        Fit::No => 0.0,
        Fit::Empty => 0.1,
        Fit::Fair => 0.4,
        Fit::Sure => 1.0,
    }
}

/// A label and how well the first line of its value fits it.
pub(super) type Weighed<'t> = (Find<'t>, Fit);

/// The best fit of each slot in each form.
#[derive(Default)]
struct Tally(Vec<(&'static str, [Option<Fit>; FORMS])>);

impl Tally {
    fn of(finds: &[(Find<'_>, Fit)]) -> Self {
        let mut tally = Tally::default();
        for (find, fit) in finds.iter().filter(|(find, _)| reach(find.label.slot.name) != Reach::Nothing) {
            let slot = find.label.slot.name;
            let at = tally.0.iter().position(|(name, _)| *name == slot).unwrap_or_else(|| {
                tally.0.push((slot, [None; FORMS]));
                tally.0.len() - 1
            });
            let best = &mut tally.0[at].1[find.form as usize];
            *best = (*best).max(Some(*fit));
        }
        tally
    }

    fn score(&self, form: Form) -> f32 {
        self.0.iter().filter_map(|(_, fits)| fits[form as usize]).map(points).sum()
    }

    /// How many slots fit well in a form that fit nowhere in the main one, and how many of them are sure.
    fn beyond(&self, main: Form, form: Form) -> (usize, usize) {
        let fresh = self.0.iter().filter(|(_, fits)| fits[main as usize].is_none_or(|fit| fit < Fit::Fair));
        let fits: Vec<Fit> =
            fresh.filter_map(|(_, fits)| fits[form as usize]).filter(|fit| *fit >= Fit::Fair).collect();
        (fits.len(), fits.iter().filter(|fit| **fit == Fit::Sure).count())
    }

    /// How many slots fit in a form, and how many of them are sure.
    fn fitting(&self, form: Form) -> (usize, usize) {
        let fits: Vec<Fit> = self.0.iter().filter_map(|(_, fits)| fits[form as usize]).collect();
        let count = |least: Fit| fits.iter().filter(|fit| **fit >= least).count();
        (count(Fit::Fair), count(Fit::Sure))
    }
}

const ALL: [Form; FORMS] =
    [Form::Alone, Form::Colon, Form::Item, Form::Dash, Form::Bar, Form::Bold, Form::Hash, Form::Gap, Form::Fused];

impl<'t> Agreement<'t> {
    pub(super) fn of(scan: &Scan<'t>) -> Self {
        let mut finds = weighed(scan);
        let related = related(&finds);
        let end = related.map_or(scan.rows.len(), |at| finds[at].0.line);
        finds.truncate(related.unwrap_or(finds.len()));
        let tally = Tally::of(&finds);
        let main = ALL
            .into_iter()
            .fold(Form::Alone, |best, form| if tally.score(form) > tally.score(best) { form } else { best });
        let (fitting, sure) = tally.fitting(main);
        as_asked(scan, &mut finds, main);
        one_by_one(scan, &mut finds, main);
        over_lists(scan, &mut finds, main);
        let menu = menu(scan, &finds);
        let mut agreement = Agreement {
            finds: Vec::new(),
            fits: Vec::new(),
            misfits: Vec::new(),
            main,
            airy: airy(scan),
            one_line: one_line(&finds, main),
            end,
            menu,
            listing: listing(&finds),
        };
        let told = sure >= 1 && (fitting >= 2 || finds.iter().any(|(find, fit)| sure_id(find, *fit)));
        if !(told || parts_of_a_trial(scan, &finds)) || agreement.listing {
            return agreement;
        }
        let accepts =
            |form: &Form| *form == main || accepts(&tally, *form, main) || heads(&finds, *form, main) || !told;
        let accepted: Vec<Form> = ALL.into_iter().filter(accepts).collect();
        agreement.choose(scan, finds, &accepted);
        agreement.prefer();
        agreement.describe();
        agreement
    }

    /// The only description of a page is its summary, whatever a site calls it.
    fn describe(&mut self) {
        const PLAIN: &[&str] = &["description", "study description", "trial description"];
        let summary = self.finds.iter().any(|find| find.label.slot.name == "brief_summary");
        let plain = |find: &Find<'_>| {
            PLAIN.iter().any(|words| find.heading.trim_matches(['*', '_', '#', ' ', ':']).eq_ignore_ascii_case(words))
        };
        let long = self.finds.iter_mut().zip(&self.fits);
        let mut long = long.filter(|(find, fit)| find.label.slot.name == "detailed_description" && **fit >= Fit::Fair);
        if let (Some((only, _)), None) = (long.next(), long.next())
            && !summary
            && plain(only)
            && let Some(entry) = words::find("Brief Summary")
        {
            only.label = entry.label;
        }
    }

    /// Keeps the labels in accepted forms; a label alone on its line is one in another page's form only behind the first
    /// label of the page.
    fn choose(&mut self, scan: &Scan<'_>, finds: Vec<(Find<'t>, Fit)>, accepted: &[Form]) {
        let first = finds.iter().find(|(find, fit)| find.form == self.main && *fit >= Fit::Fair);
        let mut first = first.map_or(0, |(find, _)| find.line);
        for (find, fit) in finds {
            let loose = matches!(find.form, Form::Alone | Form::Dash | Form::Fused);
            if find.line < first && over_a_text(scan, &find, self.menu) {
                first = find.line;
            }
            let place = if find.form == self.main { self.menu } else { self.menu.max(first) };
            let early = loose && find.line < place && !apart(scan, &find, self.menu);
            if !accepted.contains(&find.form) && find.number.is_none() || early || self.inner(scan, &find) {
                continue;
            }
            if fit == Fit::No {
                self.misfits.push(find);
            } else {
                self.finds.push(find);
                self.fits.push(fit);
            }
        }
    }

    /// Of the places of a label those go that are in another form than the page's; then, for criteria, those that have
    /// no list below them. What goes is part of a text.
    fn prefer(&mut self) {
        let main = self.main;
        let rank = |find: &Find<'_>| {
            let below = reach(find.label.slot.name) == Reach::Criteria && find.inline.is_empty();
            usize::from(find.form == main || find.number.is_some()) * 2 + usize::from(below)
        };
        let mut best: HashMap<&'static str, usize> = HashMap::new();
        for find in &self.finds {
            let most = best.entry(find.label.slot.name).or_default();
            *most = rank(find).max(*most);
        }
        let kept: Vec<bool> = self
            .finds
            .iter()
            .map(|find| {
                let slot = find.label.slot.name;
                reach(slot) == Reach::Nothing || rank(find) == best[slot]
            })
            .collect();
        let mut at = kept.iter();
        self.finds.retain(|_| at.next().is_some_and(|kept| *kept));
        let mut at = kept.iter();
        self.fits.retain(|_| at.next().is_some_and(|kept| *kept));
    }

    /// Whether a label belongs to the outcome or arm above it: `Description: …` below `Time frame: …`.
    fn inner(&self, scan: &Scan<'_>, find: &Find<'_>) -> bool {
        let within = |before: &Find<'_>| matches!(reach(before.label.slot.name), Reach::List);
        let key =
            matches!(find.label.slot.name, "detailed_description" | "interventions" | "study_type" | "brief_title")
                && !find.heading.contains(' ');
        if !key || !self.finds.last().is_some_and(within) {
            return false;
        }
        let above = (0..find.line).rev().find(|&line| scan.rows[line].sort != Sort::Blank);
        above.is_some_and(|line| scan.rows[line].sort == Sort::Foreign(find.form) && timed(scan.rows[line].line.text))
    }
}

/// Whether a label alone on its line stands between blank lines or in capitals, as headings do and words of menus do not.
fn apart(scan: &Scan<'_>, find: &Find<'_>, menu: usize) -> bool {
    let blank = |line: usize| scan.rows.get(line).is_none_or(|row| row.sort == Sort::Blank);
    let capitals = !find.heading.contains(char::is_lowercase) && find.heading.len() > 4;
    let between = find.line > 0 && blank(find.line - 1) && blank(find.line + 1);
    find.form == Form::Alone && find.line >= menu && (capitals || between)
}

/// Whether a label alone on its line has a long text below it, as words of menus do not: the page has begun.
fn over_a_text(scan: &Scan<'_>, find: &Find<'_>, menu: usize) -> bool {
    const LONG: usize = 80;
    let below = || scan.next(find.line).map_or("", |line| scan.rows[line].line.text);
    find.form == Form::Alone && find.line >= menu && reach(find.label.slot.name) == Reach::Text && below().len() >= LONG
}

/// Whether a page without a value that only a trial has is a trial's all the same: several labels on it are those of a
/// trial's parts, two of them parts that nothing else has; or one of them, where the page names a trial.
fn parts_of_a_trial(scan: &Scan<'_>, finds: &[Weighed<'_>]) -> bool {
    const PARTS: usize = 4;
    let fair = finds.iter().filter(|(find, fit)| *fit >= Fit::Fair && find.form != Form::Fused);
    let mut slots: Vec<&str> = fair.map(|(find, _)| find.label.slot.name).collect();
    slots.retain(|slot| {
        matches!(reach(slot), Reach::List | Reach::Criteria | Reach::Text) || *slot == "lead_sponsor.name"
    });
    slots.sort_unstable();
    slots.dedup();
    let own = |slot: &&str| reach(slot) == Reach::Criteria || slot.ends_with("_outcomes") || *slot == "interventions";
    let own = slots.iter().filter(|slot| own(slot)).count();
    slots.len() >= PARTS && (own > 1 || own == 1 && ids(scan.text).any(|found| found.id.registry.is_some()))
}

/// Whether labels before colons are a page's facts above its parts, whose labels stand alone.
fn heads(finds: &[Weighed<'_>], form: Form, main: Form) -> bool {
    let fair = |form| finds.iter().filter(move |(find, fit)| find.form == form && *fit >= Fit::Fair);
    let first = fair(main).map(|(find, _)| find.line).min();
    let head = fair(form).take_while(|(find, _)| first.is_some_and(|first| find.line < first));
    main == Form::Alone && form == Form::Colon && head.count() >= 2
}

/// Where a list of other trials begins; most labels stand before it.
fn related(finds: &[(Find<'_>, Fit)]) -> Option<usize> {
    let fair = |finds: &[(Find<'_>, Fit)]| finds.iter().filter(|(_, fit)| *fit >= Fit::Fair).count();
    let begins = |at: &usize| finds[*at].0.label.slot.name == RELATED.name && 2 * fair(&finds[..*at]) > fair(finds);
    (0..finds.len()).find(begins)
}

/// A question with a sure answer is a label in any form.
fn as_asked(scan: &Scan<'_>, finds: &mut [(Find<'_>, Fit)], main: Form) {
    for (find, _) in finds.iter_mut().filter(|(_, fit)| *fit == Fit::Sure) {
        let end = range_in(scan.text, find.heading).end;
        let asked = find.heading.trim_end_matches(['*', '_', ':']).ends_with('?');
        if asked || scan.text[end..].starts_with('?') {
            find.form = main;
        }
    }
}

/// Where labels stand alone on their lines, the labels of the lists of criteria do so before a colon too, unless they stand
/// below one for both lists.
fn over_lists(scan: &Scan<'_>, finds: &mut [(Find<'_>, Fit)], main: Form) {
    if main != Form::Alone {
        return;
    }
    let mut within = false;
    for (find, fit) in finds.iter_mut() {
        let headed = find.form == Form::Colon && find.inline.is_empty();
        if headed && reach(find.label.slot.name) == Reach::Criteria {
            let list = scan.next(find.line).is_some_and(|line| scan.rows[line].line.mark != Mark::None);
            if list && !within {
                find.form = main;
            }
        } else if find.form == main && *fit >= Fit::Fair {
            within = find.label.slot.name == "eligibility.criteria";
        }
    }
}

/// Each label with the fit of its value; a line that is surely the value of the label before it is no label.
fn weighed<'t>(scan: &Scan<'t>) -> Vec<(Find<'t>, Fit)> {
    let mut weighed: Vec<(Find<'t>, Fit)> = Vec::with_capacity(scan.finds.len());
    let mut value_line = usize::MAX;
    let mut summary = scan.finds.iter().any(|find| find.label.slot.name == "brief_summary");
    for find in &scan.finds {
        let slot = find.label.slot.name;
        // `Drug: A` below the label of the interventions.
        let typed = slot == "interventions" && INTERVENTION_TYPE.term(find.heading).is_some();
        if find.line == value_line || typed && weighed.last().is_some_and(|(last, _)| last.label.slot.name == slot) {
            continue;
        }
        let below = find.inline.is_empty().then(|| scan.next(find.line)).flatten();
        let fit = match below {
            None => fit(slot, find.inline),
            Some(line) if scan.rows[line].sort == Sort::Label => {
                let sure = fit(slot, scan.rows[line].line.text) == Fit::Sure;
                value_line = if sure { line } else { value_line };
                if sure { Fit::Sure } else { Fit::Empty }
            }
            Some(line) => fit(slot, scan.rows[line].line.text),
        };
        let value = below.map_or(find.inline, |line| scan.rows[line].line.text);
        match otherwise(find, value, summary) {
            Some(label) => {
                summary |= label.slot.name == "brief_summary";
                weighed.push((Find { label, ..*find }, self::fit(label.slot.name, value)));
            }
            None => weighed.push((*find, fit)),
        }
    }
    weighed
}

/// What a label opens besides its own slot, by its value: a purpose told in sentences is a summary where the page has no
/// other, as is an objective; a design of one word the type of the study, a group of ages with bounds its ages, an
/// enrollment in words the status.
fn otherwise(find: &Find<'_>, value: &str, summary: bool) -> Option<&'static Label> {
    let slot = find.label.slot.name;
    let words = match slot {
        "heading" if find.label.text.starts_with("Age Group") && !stages(value) => {
            (fit("eligibility.ages", value) == Fit::Sure).then_some("Ages")?
        }
        "design.primary_purpose" if !summary && value.len() >= SENTENCE && fit(slot, value) == Fit::No => {
            "Brief Summary"
        }
        "design.listed" if fit("study_type", value) == Fit::Sure => "Study Type",
        "enrollment.count" if fit("overall_status", value) == Fit::Sure => "Status",
        "heading" if sorted(find) && fit("study_type", value) == Fit::Sure => "Study Type",
        "heading" if aimed(find) && fit("design.primary_purpose", value) == Fit::Sure => "Primary Purpose",
        "heading" if aimed(find) && !summary && value.len() >= SENTENCE => "Brief Summary",
        "design.intervention_model" if fit(slot, value) == Fit::No => {
            (fit("design.allocation", value) == Fit::Sure).then_some("Allocation")?
        }
        _ => return None,
    };
    words::find(words).map(|entry| entry.label)
}

/// A heading that may say what sort of study it is.
fn sorted(find: &Find<'_>) -> bool {
    matches!(find.label.text, "Category" | "Classification")
}

/// A heading of what a study is for.
fn aimed(find: &Find<'_>) -> bool {
    const AIMS: &[&str] = &["Objective", "Aim", "Goal", "Study Objective", "Study Aim", "Goal of the study"];
    AIMS.contains(&find.label.text)
}

/// No purpose of the list is as long as this.
const SENTENCE: usize = 60;

/// Whether labels in a form that is not the page's main one are labels all the same.
fn accepts(tally: &Tally, form: Form, main: Form) -> bool {
    let (new, sure) = tally.beyond(main, form);
    match form {
        // What is marked as a heading is meant as one.
        Form::Hash | Form::Bold => new >= 1,
        Form::Bar => sure >= 1 || new >= 2,
        // Where labels are marked, words without a mark are none.
        Form::Alone if main == Form::Fused => new >= 1,
        Form::Alone => new >= 2 && !matches!(main, Form::Hash | Form::Bold),
        Form::Colon if matches!(main, Form::Bar | Form::Fused) => sure >= 1 || new >= 1,
        Form::Colon | Form::Item | Form::Gap => sure >= 2 || new >= 3 && sure >= 1,
        Form::Dash | Form::Fused => sure >= 2,
    }
}

/// Whether blank lines stand between most lines.
fn airy(scan: &Scan<'_>) -> bool {
    let pairs = scan.rows.windows(2).filter(|pair| pair[0].sort != Sort::Blank);
    let (all, apart) =
        pairs.fold((0, 0), |(all, apart), pair| (all + 1, apart + usize::from(pair[1].sort == Sort::Blank)));
    10 * apart > 9 * all
}

/// Whether values stand on the lines of their labels.
fn one_line(finds: &[(Find<'_>, Fit)], main: Form) -> bool {
    let fair = finds.iter().filter(|(find, fit)| find.form == main && *fit >= Fit::Fair);
    let (all, inline) =
        fair.fold((0, 0), |(all, inline), (find, _)| (all + 1, inline + usize::from(!find.inline.is_empty())));
    2 * inline > all
}

fn sure_id(find: &Find<'_>, fit: Fit) -> bool {
    fit == Fit::Sure && find.label.slot.name == "registry_id"
}

/// A page with as many numbers of one registry behind labels is a list of trials.
const SEVERAL: usize = 3;

fn listing(finds: &[(Find<'_>, Fit)]) -> bool {
    let mut ids: Vec<_> = finds
        .iter()
        .filter(|(find, fit)| sure_id(find, *fit))
        .filter_map(|(find, _)| identify(find.inline))
        .map(|id| (id.registry, id.id))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.chunk_by(|one, next| one.0 == next.0).any(|same| same.len() >= SEVERAL)
}
