//! The words of a website around the page of a trial: its menu and notices above, its notices below.
//!
//! A site's own table lists the lines that this site prints. What stands here is on websites of all kinds, and counts only
//! at the very top and the very bottom of a page, where no value stands.

use std::cell::OnceCell;
use std::ops::Range;

use super::{Hit, Layout, Layouts, Outline, Section, foot, lexicon};
use crate::grammar::date;
use crate::grammar::line::{Line, lines};
use crate::text::range_in;
use crate::vocab::WEBSITE;

/// How a website begins to tell of its cookies.
pub(crate) const COOKIES: &[&str] =
    &["this site uses cookies", "this website uses cookies", "we use cookies", "we value your privacy"];

/// How other lines begin that are nothing but a website's, where they go on in many ways.
const NOTICES_BEGIN: &[&str] = &[
    "©",
    "(c) 20",
    "all rights reserved",
    "by continuing to use",
    "by using this site",
    "copyright ©",
    "copyright (c)",
    "copyright 20",
    "follow us on ",
    "powered by ",
    "share on ",
    "markdown content:",
    "published time:",
    "share this ",
    "skip to ",
    "url source:",
    "you are here:",
];

/// How sure it is that a line is a website's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    /// It is nothing else.
    Notice,
    /// It may be a word of the trial's page, too.
    Menu,
}

/// The part of a page that stands between the words of its website.
pub(crate) fn within(outline: &Outline<'_>) -> Range<usize> {
    let (text, layouts) = (outline.text, outline.layouts);
    let start = run(lines(text), layouts, |_| false).map_or(0, |last| range_in(text, last.whole).end);
    // No value is lost with a label that opens none.
    let says = |hit: &Hit<'_>| hit.slots().iter().any(|slot| !["chrome", "heading", "contact"].contains(slot));
    let free = |line: &Line<'_>| !outline.hits_in(line.whole).any(says) && !lexicon::opens_a_value(line.text);
    let end = run(from_below(owned(&text[start..])), layouts, free);
    start..end.map_or(text.len(), |last| range_in(text, last.whole).start).max(start)
}

/// The part of a page that stands above what its website says of it, where its layout reads no label there; and the sections
/// of the page, where they had to be found for that.
pub(crate) fn above_foot<'t>(
    outline: &Outline<'t>,
    layout: &'static Layout,
) -> (Range<usize>, Option<Vec<Section<'t>>>) {
    let (text, layouts) = (outline.text, outline.layouts);
    let unknown = std::ptr::eq(layout, layouts.lexicon());
    let found = OnceCell::new();
    let read = || found.get_or_init(|| outline.sections(layout));
    let free = |line: &Line<'_>| {
        let at = range_in(text, line.whole);
        let labels = |section: &Section<'_>| at.contains(&range_in(text, section.heading).start);
        if unknown { !lexicon::opens_a_value(line.text) } else { !read().iter().any(labels) }
    };
    let end = run(from_below(text), layouts, free);
    let end = end.map_or(text.len(), |last| range_in(text, last.whole).start);
    if unknown {
        return (0..end, None);
    }
    let last = read().last().map_or(end, |section| range_in(text, section.heading).end.min(end));
    let others = foot::others(&text[last..end], lexicon::tells_of_others);
    (0..others.map_or(end, |line| range_in(text, line).start), found.into_inner())
}

fn from_below(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.rsplit('\n').map(Line::of).filter(|line| !line.whole.is_empty())
}

/// A text up to the line that says whose the website is, where one stands near its end: what follows, such as other trials,
/// is the website's as well.
fn owned(text: &str) -> &str {
    const NEAR: usize = 1000;
    const LONGEST: usize = 120;
    let text = text.trim_end();
    let near = text.floor_char_boundary(text.len().saturating_sub(NEAR));
    let Some(at) = text[near..].find('©').map(|at| near + at) else { return text };
    let begins = text[..at].trim_end_matches([' ', '\t']).ends_with('\n');
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end);
    if begins && end - at < LONGEST { &text[..end] } else { text }
}

/// The innermost of the lines, beginning with the outermost, that are a website's; nothing where it is not sure. Lines that
/// tell of the page count where they are free to, being no labels.
fn run<'t>(
    outer: impl Iterator<Item = Line<'t>>,
    layouts: &Layouts,
    free: impl Fn(&Line<'t>) -> bool,
) -> Option<Line<'t>> {
    let (mut notices, mut menu, mut last) = (0, 0, None);
    let mut outer = outer.peekable();
    while let Some(line) = outer.next() {
        if let Some(words) = words(&line, &free) {
            match words {
                Words::Notice => notices += 1,
                Words::Menu => menu += 1,
            }
            // A label at the inner end may be the page's own.
            if words == Words::Notice || !layouts.know(line.text) || free(&line) {
                last = Some(line);
            }
            continue;
        }
        let headed =
            |above: &Line<'t>| foot::heads_a_time(above.text) && free(above) && date::date(line.text).is_some();
        if foot::tells_of_the_page(line.text) && free(&line) {
            last = Some(line);
        } else if let Some(head) = outer.next_if(headed) {
            last = Some(head);
        } else {
            break;
        }
        notices += 1;
    }
    last.filter(|_| notices > 0 || menu > 1)
}

/// What a line is by the words of websites; what a reader may press or fill in, only where the line is free.
fn words<'t>(line: &Line<'t>, free: &impl Fn(&Line<'t>) -> bool) -> Option<Words> {
    const LONGEST: usize = 200;
    let text = line.text.trim_end_matches(['.', '!', '…', ' ', '»', '›', '>']);
    if line.text.len() > LONGEST {
        return None;
    }
    // A crawler that writes Markdown tells the title of the window first.
    if foot::behind(text, &["title: "]).is_some() {
        return Some(Words::Menu);
    }
    let crumbs = foot::behind(line.text, &["home"]).map(str::trim_start);
    let crumbs = crumbs.is_some_and(|rest| rest.starts_with(['>', '»', '›', '/']));
    let paged = foot::behind(text, &["page "]).and_then(|rest| rest.split_once(" of "));
    let paged = paged.is_some_and(|(page, pages)| [page, pages].iter().all(|number| number.parse::<u32>().is_ok()));
    if crumbs || paged || [NOTICES_BEGIN, COOKIES].iter().any(|list| foot::behind(text, list).is_some()) {
        return Some(Words::Notice);
    }
    // What ends in a colon is a label.
    match WEBSITE.term(text).filter(|_| !text.ends_with(':')) {
        Some("NOTICE") => Some(Words::Notice),
        Some("MENU") => Some(Words::Menu),
        Some("PRESSED") => free(line).then_some(Words::Notice),
        Some(_) => free(line).then_some(Words::Menu),
        None => is_row(text).then_some(Words::Notice),
    }
}

/// Whether a line is words of a website in a row.
fn is_row(text: &str) -> bool {
    let mut parts = text.split(['|', '·', '•']).map(str::trim).skip_while(|part| part.is_empty()).peekable();
    let known = |part: &str| matches!(WEBSITE.term(part), Some("NOTICE" | "MENU"));
    parts.next().is_some_and(known) && parts.peek().is_some() && parts.all(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repair::Without;

    #[track_caller]
    fn check(above: &str, page: &str, below: &str) {
        let text = format!("{above}{page}{below}");
        let outline = Outline::of(&text, Layouts::built_in(), &Without::default());
        assert_eq!(text[within(&outline)].trim(), page.trim());
    }

    #[test]
    fn menus_and_notices_around_a_page_are_told() {
        let page = "Tea for tired gardeners\nConditions\nFatigue\nOverview\n";
        check(
            "Skip to main content\nHome\nAbout us\n\n",
            page,
            "\nPrivacy Policy\n© 2031 Some register. All rights reserved.\n",
        );
        check("Home > Trials > Tea\n", page, "Terms of Use | Privacy | Contact us\n");
        check("Home\nSearch\n", page, "");
        check("Title: Tea\n\nURL Source: https://example.org/tea\n\nMarkdown Content:\n", page, "Page 1 of 2");
    }

    #[test]
    fn what_a_website_says_of_a_page_below_it_is_told_unless_it_is_a_label() {
        let page = "Conditions\nFatigue\n- Drinks no tea\n";
        check("", page, "Last updated on March 3, 2031\n");
        check(
            "",
            page,
            "Source: ClinicalTrials.gov. Last reviewed in spring\nThe information on this page is no advice.",
        );
        check("", "Conditions\nFatigue\n- Drinks no tea\nLast updated: March 3, 2031\n", "");
    }

    #[test]
    fn a_layout_without_the_label_has_the_line_from_its_website() {
        let text = "About this trial\nTea\nArms of the Study\nArm 1\nLast Updated\nMarch 3, 2031\nSource: ClinicalTrials.gov\n";
        let layouts = Layouts::built_in();
        let outline = Outline::of(text, layouts, &Without::default());
        let above = |id: &str| &text[above_foot(&outline, layouts.get(id).expect("a layout")).0];
        assert!(above("trialsco").trim_end().ends_with("Arm 1"));
        assert!(above("meddatax").trim_end().ends_with("March 3, 2031"));
    }

    #[test]
    fn what_stands_below_the_owner_of_the_website_is_the_website_s() {
        check("", "Status\nRecruiting\n", "© 2031 Tarn Valley\nRelated Trials\nNCT99000001 Another trial");
        let text = "Status\nRecruiting\nThe score (© 2031 Tarn Valley)\nNCT99000001";
        assert_eq!(owned(text), text);
    }

    #[test]
    fn a_word_of_a_menu_alone_may_be_the_page_s() {
        check("", "Home\nCare for the old\nConditions\nFalls\n", "");
        check("", "Statistics\nA trial of numbers\n\nKeywords\nResearch\n", "");
        check("Log in\nSign up\n", "Conditions\nFalls", "");
    }
}
