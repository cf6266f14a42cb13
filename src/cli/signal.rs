//! Signals that end a run: it stops between two pages, and what was written stays whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::tell;

/// What shells add to the number of a signal.
const BY_SIGNAL: u8 = 128;

/// How often it is looked whether a signal came, and how long a run has to end by itself: it may stand in a read that never
/// ends. Records are handed to the system in whole lines, so nothing is torn by an end at any moment.
const LOOK: Duration = Duration::from_millis(50);
const GRACE: u32 = 60;

/// The signals of a run.
pub(super) struct Signals {
    stop: Arc<AtomicUsize>,
    /// Whether the run ended by itself.
    over: Arc<AtomicBool>,
}

impl Signals {
    /// From here on a signal is told by `stop`; a second one ends the program where it stands.
    pub(super) fn listen(stop: &Arc<AtomicUsize>) -> anyhow::Result<Self> {
        let armed = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            let code = code(signal.unsigned_abs() as usize);
            signal_hook::flag::register_conditional_shutdown(signal, i32::from(code), armed.clone())
                .and_then(|_| signal_hook::flag::register(signal, armed.clone()))
                .and_then(|_| signal_hook::flag::register_usize(signal, stop.clone(), signal.unsigned_abs() as usize))
                .context("signals cannot be listened to")?;
        }
        // A file that may not grow is an error of the write then, which is told.
        #[cfg(unix)]
        signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default()).context("signals cannot be set")?;
        let signals = Signals { stop: stop.clone(), over: Arc::default() };
        let (stop, over) = (signals.stop.clone(), signals.over.clone());
        std::thread::spawn(move || wait(&stop, &over));
        Ok(signals)
    }

    /// The exit code of a run that did not come to its end, which is told: by a signal, or else by what went wrong. `left`
    /// says what can be done with what it wrote.
    pub(super) fn end(&self, error: anyhow::Error, left: Option<String>) -> anyhow::Result<u8> {
        self.over.store(true, Ordering::Relaxed);
        match (self.stop.load(Ordering::Relaxed), left) {
            (0, None) => Err(error),
            (0, Some(left)) => bail!("{error:#}; {left}"),
            (signal, left) => {
                let left = left.map_or(String::new(), |left| format!("; {left}"));
                tell(&format!("extract: stopped by {}{left}", name(signal)));
                Ok(code(signal))
            }
        }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

/// Ends the program where the run does not end by itself after a signal.
fn wait(stop: &AtomicUsize, over: &AtomicBool) {
    while stop.load(Ordering::Relaxed) == 0 {
        std::thread::sleep(LOOK);
    }
    for _ in 0..GRACE {
        if over.load(Ordering::Relaxed) {
            return;
        }
        std::thread::sleep(LOOK);
    }
    let signal = stop.load(Ordering::Relaxed);
    tell(&format!("extract: stopped by {} while it waited for input", name(signal)));
    #[expect(clippy::exit, reason = "the threads that read cannot be woken")]
    std::process::exit(code(signal).into());
}

fn code(signal: usize) -> u8 {
    BY_SIGNAL + signal as u8
}

fn name(signal: usize) -> &'static str {
    if signal == SIGINT.unsigned_abs() as usize { "SIGINT" } else { "SIGTERM" }
}
