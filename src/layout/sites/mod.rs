//! The sites, one file each: a table in TOML where a table will do, a Rust file where a site needs readers of its own.
//!
//! The folder is the list of the tables: a `.toml` file that is put here is built in.

mod anzctr;
mod biotechhunter;
mod centerwatch;
mod chictr;
mod clincosm;
mod clinicaltrialcompass;
mod crick;
mod ctgov;
mod ctgov_2004;
mod ctgov_study;
mod ctgov_tabular;
mod ctri;
mod drks;
mod euctr;
mod ichgcp;
mod ignitesd;
mod isrctn;
mod jrct;
mod meddatax;
mod medifind;
mod medpath;
mod trialsco;
mod umin;
mod veeva;
mod withpower;

use super::Layout;

/// The sites with readers of their own.
pub(super) const WITH_READERS: &[&Layout] = &[
    &medpath::LAYOUT,
    &trialsco::LAYOUT,
    &veeva::LAYOUT,
    &meddatax::LAYOUT,
    &crick::LAYOUT,
    &ctgov::LAYOUT,
    &clinicaltrialcompass::LAYOUT,
    &ignitesd::LAYOUT,
    &medifind::LAYOUT,
    &withpower::LAYOUT,
    &ctgov_2004::LAYOUT,
    &ctgov_study::LAYOUT,
    &ctgov_tabular::LAYOUT,
    &ichgcp::LAYOUT,
    &biotechhunter::LAYOUT,
    &clincosm::LAYOUT,
    &centerwatch::LAYOUT,
    &isrctn::LAYOUT,
    &euctr::LAYOUT,
    &drks::LAYOUT,
    &anzctr::LAYOUT,
    &umin::LAYOUT,
    &jrct::LAYOUT,
    &chictr::LAYOUT,
    &ctri::LAYOUT,
];

/// The tables of the other sites: the name of the file and what it says.
pub(super) const TABLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));
