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

/// Words of menus, which may be labels or values elsewhere.
pub(super) const MENU: &[&str] = &[
    "home",
    "menu",
    "search",
    "help",
    "log in",
    "login",
    "log out",
    "sign in",
    "sign up",
    "register",
    "about us",
    "contact us",
    "contact",
    "contacts",
    "faq",
    "skip to main content",
    "skip to content",
    "find a trial",
    "find trials",
    "for sponsors",
    "for patients",
    "for researchers",
    "blog",
    "news",
    "search for studies",
    "search trials",
    "back",
    "print this page",
    "share",
    "manage settings",
    "about",
    "overview",
    "sponsors",
    "loading...",
    "full info",
    "back to results",
    "help center",
    "find a doctor",
    "find a location",
    "pay a bill",
    "make an appointment",
    "request an appointment",
    "patient portal",
    "patients",
    "visitors",
    "departments",
    "locations",
    "research",
    "research trials",
    "giving",
    "careers",
    "saved trials",
    "statistics",
    "for doctors",
    "register a trial",
    "search the register",
];

/// Lines that are nothing but a website's wherever they stand.
const NOTICES: &[&str] = &[
    "accept",
    "accept all",
    "accept all cookies",
    "accept cookies",
    "accessibility",
    "accessibility statement",
    "all rights reserved",
    "back to top",
    "close menu",
    "cookie policy",
    "cookie preferences",
    "cookie settings",
    "decline",
    "disclaimer",
    "english",
    "facebook",
    "follow us",
    "instagram",
    "legal notice",
    "linkedin",
    "main menu",
    "my account",
    "newsletter",
    "open menu",
    "print",
    "privacy",
    "privacy notice",
    "privacy policy",
    "privacy settings",
    "reject all",
    "return to top",
    "scroll to top",
    "site map",
    "sitemap",
    "skip navigation",
    "skip to content",
    "skip to main content",
    "skip to main navigation",
    "subscribe",
    "subscribe to our newsletter",
    "terms",
    "terms and conditions",
    "terms of service",
    "terms of use",
    "toggle navigation",
    "top of page",
    "twitter",
    "youtube",
];

/// How such lines begin where they go on in many ways.
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
    "this site uses cookies",
    "this website uses cookies",
    "url source:",
    "we use cookies",
    "we value your privacy",
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
    let known = std::ptr::eq(layout, layouts.lexicon());
    let found = OnceCell::new();
    let read = || found.get_or_init(|| outline.sections(layout));
    let free = |line: &Line<'_>| {
        let at = range_in(text, line.whole);
        let labels = |section: &Section<'_>| at.contains(&range_in(text, section.heading).start);
        if known { !lexicon::opens_a_value(line.text) } else { !read().iter().any(labels) }
    };
    let end = run(from_below(text), layouts, free);
    let end = end.map_or(text.len(), |last| range_in(text, last.whole).start);
    if known {
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
        let asked = || asked(line.text).filter(|_| free(&line));
        if let Some(words) = words(line.text).or_else(asked) {
            match words {
                Words::Notice => notices += 1,
                Words::Menu => menu += 1,
            }
            // A label at the inner end may be the page's own.
            if words == Words::Notice || !layouts.know(line.text) {
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

/// What a line is that a reader may press or fill in.
fn asked(line: &str) -> Option<Words> {
    const LONGEST: usize = 30;
    let small = if line.len() > LONGEST { return None } else { line.to_lowercase() };
    if foot::asks(&small) { Some(Words::Notice) } else { foot::may_ask(&small).then_some(Words::Menu) }
}

fn words(line: &str) -> Option<Words> {
    const LONGEST: usize = 200;
    if line.len() > LONGEST {
        return None;
    }
    let small = line.trim_end_matches(['.', '!', ' ']).to_lowercase();
    let is = |list: &[&str]| list.contains(&small.as_str());
    let crumbs = small.strip_prefix("home").map(str::trim_start).filter(|rest| rest.starts_with(['>', '»', '›', '/']));
    // A crawler that writes Markdown tells the title of the window first.
    if small.starts_with("title: ") {
        return Some(Words::Menu);
    }
    let paged = small.strip_prefix("page ").and_then(|rest| rest.split_once(" of "));
    let paged = paged.is_some_and(|(page, pages)| [page, pages].iter().all(|number| number.parse::<u32>().is_ok()));
    if is(NOTICES) || crumbs.is_some() || paged || NOTICES_BEGIN.iter().any(|start| small.starts_with(start)) {
        return Some(Words::Notice);
    }
    let mut parts = small.split(['|', '·', '•']).map(str::trim).peekable();
    parts.next_if(|part| part.is_empty());
    let parts: Vec<&str> = parts.collect();
    let known = |part: &&str| NOTICES.contains(part) || MENU.contains(part);
    match &parts[..] {
        [_, _, ..] if parts.iter().all(known) => Some(Words::Notice),
        _ => is(MENU).then_some(Words::Menu),
    }
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
