//! The frame of a page of HTML that stands alone: it loads nothing, runs nothing, and is readable by day, by night and on
//! paper.

use super::html;

/// Everything up to the content; the title is shown as a heading too.
#[must_use]
pub fn head(title: &str) -> String {
    let title = html(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n<body>\n<h1>{title}</h1>\n"
    )
}

/// Everything behind the content.
pub const FOOT: &str = "</body>\n</html>";

const STYLE: &str = include_str!("page.css");
