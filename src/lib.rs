//! Turns messy dumps of clinical-trial registry pages into normalized records.
//!
//! A page flows from its bytes to one line of JSON:
//!
//! ```text
//! bytes ─ text ─▶ Text       decoded, characters repaired; every slice leads back to bytes of the file
//!       ─ layout ▶ sections  which site wrote it, and where its labels are
//!       ─ segment ▶ pieces   lists, tables and criteria that lost their marks
//!       ─ grammar, vocab ▶   values in their normal form
//!       ─ record ▶ Record    typed, with the evidence for every value
//! ```
//!
//! ```
//! use trialsift::{Options, Page};
//!
//! let page = Page { path: "page.txt".into(), bytes: b"Age study\nAbout this trial\n", ..Page::default() };
//! let options = Options::default();
//! let text = page.text(&options);
//! let extraction = page.extract(&text, &options);
//! assert_eq!(extraction.record.source.bytes, 27);
//! ```

pub mod contact;
pub mod data;
pub mod decisions;
pub mod diff;
mod extract;
mod genre;
pub mod grammar;
pub mod html;
mod identity;
pub mod layout;
pub mod record;
pub mod repair;
pub mod review;
pub mod run;
pub mod segment;
pub mod show;
pub mod source;
pub mod stats;
pub mod text;
pub mod vocab;
mod work;

pub use extract::{Extraction, Kind, Options, Page};
pub use work::MOST_WORK;

/// The JSON Schema of a record.
pub const RECORD_SCHEMA: &str = include_str!("../schemas/trial-record.schema.json");

/// The example of the README, compiled and run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
