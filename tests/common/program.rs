//! What tests of the program share: a folder for it, what it answered, and pages to give it.
#![allow(dead_code, reason = "every test file uses a part of this")]

use std::fs;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

/// Records and what was said, of a run that ends so.
#[track_caller]
pub(crate) fn check(output: &Output, code: i32) -> (Vec<Value>, String) {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr).into_owned());
    assert_eq!(output.status.code(), Some(code), "{err}");
    (out.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect(), err)
}

/// A file in a folder of its own.
pub(crate) fn home(name: &str, bytes: &[u8]) -> TempDir {
    let home = TempDir::new().expect("a folder");
    fs::write(home.path().join(name), bytes).expect("a file");
    home
}

/// The paths of records, in order.
pub(crate) fn paths(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["source"]["path"].as_str().expect("a path")).collect()
}

/// A study in one line of JSON.
pub(crate) fn study(number: usize) -> String {
    format!("{{\"protocolSection\": {{\"identificationModule\": {{\"nctId\": \"NCT{:08}\"}}}}}}\n", 99_000_000 + number)
}
