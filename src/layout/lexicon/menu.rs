//! The menu at the head of a page.

use super::agree::Weighed;
use super::fits::Fit;
use super::scan::Scan;

/// The words of menus.
const MENU: &[&str] = &[
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

/// The line behind the last word of a menu that stands before the first label whose value is sure.
pub(super) fn menu(scan: &Scan<'_>, finds: &[Weighed<'_>]) -> usize {
    let first = finds.iter().find(|(_, fit)| *fit == Fit::Sure).map_or(0, |(find, _)| find.line);
    let is_menu = |text: &str| MENU.iter().any(|word| text.eq_ignore_ascii_case(word));
    let word = |line: &usize| is_menu(scan.rows[*line].line.text);
    let last = (0..first).rev().find(word).map_or(0, |line| line + 1);
    // One such word may be a label of its own.
    if (0..last).filter(word).count() >= 2 { last } else { 0 }
}
