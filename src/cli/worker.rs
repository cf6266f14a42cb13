//! `extract worker`: a part of a larger system that sends pages and takes records.

use std::io::{self, BufWriter};

use anyhow::{Context, bail};
use clap::Args;
use trialsift::run::{Job, answer};

use super::input::Taking;
use super::signal::Signals;
use super::{Reading, WELL};

/// Every line is answered by one line: the record, or `{"error": {"path", "line", "code", "message", "offset"}}`.
/// Answers come in the order of the lines, and all of them before more input is waited for.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Threads to work with [default: one per processor]
    #[arg(short = 'j', long, value_name = "N")]
    jobs: Option<usize>,
    #[command(flatten)]
    input: Taking,
    #[command(flatten)]
    reading: Reading,
}

/// Answers until the input ends.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let (options, input) = (arguments.reading.options()?, arguments.input.input()?);
    if input.url_match.is_some() {
        bail!("--url-match: a worker answers every line; leave it out");
    }
    if arguments.jobs == Some(0) {
        bail!("-j 0: at least one thread is needed; leave -j out for one per processor");
    }
    // A panic is caught where it costs one page, and told in its answer.
    std::panic::set_hook(Box::new(|_| {}));
    let job = Job { options, input, threads: arguments.jobs.unwrap_or(0), ..Job::default() };
    let signals = Signals::listen(&job.stop)?;
    let done = answer(io::stdin(), &job, &mut BufWriter::new(io::stdout())).context("cannot go on answering");
    done.map_or_else(|error| signals.end(error, None), |()| Ok(WELL))
}
