//! The records of an output, line by line.

use std::io::BufRead;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::Fault;

/// A line of an output that says something.
#[derive(Clone, Copy, Debug)]
pub struct Line<'b> {
    /// Where it begins, in bytes.
    pub offset: u64,
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes, with its end.
    pub bytes: &'b [u8],
}

/// Reads an output once; `name` is what faults call it. What `take` refuses a line for becomes a fault with its number.
///
/// # Errors
///
/// A fault that names the line, where one cannot be read or is refused.
pub fn records(
    name: &Path,
    from: &mut impl BufRead,
    take: &mut dyn FnMut(Line<'_>) -> Result<(), String>,
) -> Result<(), Fault> {
    let (mut bytes, mut offset, mut number) = (Vec::new(), 0, 0);
    loop {
        bytes.clear();
        number += 1;
        let fault = |code, message| Fault { line: Some(number), ..Fault::of(name, code, message) };
        let length = from
            .read_until(b'\n', &mut bytes)
            .map_err(|error| fault("unreadable", format!("cannot be read: {error}")))?;
        if length == 0 {
            return Ok(());
        }
        if !bytes.trim_ascii().is_empty() {
            take(Line { offset, number, bytes: &bytes }).map_err(|message| fault("not-a-record", message))?;
        }
        offset += length as u64;
    }
}

/// What a line says.
///
/// # Errors
///
/// Why it is no record, in words.
pub fn parse<T: DeserializeOwned>(bytes: &[u8], schema: impl Fn(&T) -> Option<&str>) -> Result<T, String> {
    let record = serde_json::from_slice(bytes).map_err(|error| {
        // A line has one line.
        let reason = error.to_string().replace(" at line 1 column ", " at column ");
        match error.classify() {
            Category::Data => format!("no record of extract: {reason}"),
            _ => format!("no JSON: {reason}; an output has a record on every line"),
        }
    })?;
    match schema(&record) {
        Some(schema) if schema.starts_with("trial-record/") => Ok(record),
        Some(other) => Err(format!("no record of extract: its schema is “{other}”")),
        None => Err("no record of extract: it names no schema".to_owned()),
    }
}
