//! `extract schema`: the shape of a record.

use std::io::{self, Write};

use super::WELL;

/// Prints the JSON Schema.
pub(crate) fn run() -> anyhow::Result<u8> {
    io::stdout().lock().write_all(trialsift::RECORD_SCHEMA.as_bytes())?;
    Ok(WELL)
}
