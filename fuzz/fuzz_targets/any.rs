//! All targets in one program, which is built in a third of the time: the variable `TARGET` says which of them runs.
#![no_main]

#[path = "../../tests/common/law.rs"]
mod law;
#[path = "../../tests/common/oracle.rs"]
mod oracle;

use std::sync::LazyLock;

static HOLD: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let wanted = std::env::var("TARGET").expect("TARGET names a target");
    oracle::TARGETS.iter().find(|(name, _)| *name == wanted).expect("TARGET is one of them").1
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| HOLD(bytes));
