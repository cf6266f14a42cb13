//! The page around the desk's data.

use std::io::{self, Write};

use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

/// One script in four files, in this order.
const SCRIPT: &str = concat!(
    include_str!("page/data.js"),
    "\n",
    include_str!("page/list.js"),
    "\n",
    include_str!("page/record.js"),
    "\n",
    include_str!("page/acts.js")
);
const STYLE: &str = include_str!("page/style.css");
const BODY: &str = include_str!("page/body.html");

/// What the page may be linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// Nothing at all: a file.
    Nothing,
    /// The server that it came from, for its decisions.
    Server,
}

/// Begins the page: the policy by which nothing but its own script and style counts, then the style, the frame and the
/// script. The desk's data follows.
///
/// # Errors
///
/// Where it cannot be written.
pub fn open(out: &mut impl Write, links: Links) -> io::Result<()> {
    let connect = if links == Links::Server { "'self'" } else { "'none'" };
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; connect-src {connect}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        digest(SCRIPT),
        digest(STYLE)
    );
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>Review</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{BODY}<script type=\"module\">{SCRIPT}</script>\n"
    )
}

/// How a policy names a script or a style.
fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())))
}
