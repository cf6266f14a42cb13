//! `extract rules`: what is repaired, and how.

use std::io::{self, Write};

use trialsift::repair::RULES;

use super::WELL;

/// Lists the rules.
pub(crate) fn run() -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    for rule in RULES {
        let (before, after) = rule.example;
        writeln!(out, "{}\n    {}", rule.id, rule.doc)?;
        writeln!(out, "    {} → {}\n", quoted(before), quoted(after))?;
    }
    Ok(WELL)
}

fn quoted(example: &str) -> String {
    if example.is_empty() { "null".to_owned() } else { format!("“{}”", example.replace('\n', " ⏎ ")) }
}
