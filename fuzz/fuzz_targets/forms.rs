#![no_main]

#[path = "../../tests/common/law.rs"]
mod law;
#[path = "../../tests/common/oracle.rs"]
mod oracle;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oracle::forms(bytes));
