//! `extract`: messy dumps of clinical-trial registry pages in, normalized records out.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
