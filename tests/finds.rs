//! What fuzzing found once does not come back, and what it checks holds for the corpus.

mod common;
#[path = "common/law.rs"]
mod law;
#[path = "common/oracle.rs"]
mod oracle;

use std::fs;

use oracle::TARGETS;

#[test]
fn what_was_found_does_not_come_back() {
    let mut replayed = 0;
    for (name, hold) in TARGETS {
        let folder = common::root().join("fuzz/finds").join(name);
        let Ok(finds) = fs::read_dir(&folder) else { continue };
        let mut finds: Vec<_> = finds.map(|find| find.expect("a find").path()).collect();
        finds.sort();
        for find in finds {
            let bytes = fs::read(&find).expect("a find can be read");
            assert!(std::panic::catch_unwind(|| hold(&bytes)).is_ok(), "{}", find.display());
            replayed += 1;
        }
    }
    assert!(replayed > 0, "there are finds");
}

#[test]
fn every_target_has_its_program_and_holds_on_the_corpus() {
    let manifest = fs::read_to_string(common::root().join("fuzz/Cargo.toml")).expect("a manifest");
    // One more is all of them.
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len() + 1);
    for (name, hold) in TARGETS {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
        for page in common::pages().iter().step_by(3) {
            hold(&fs::read(page).expect("a page can be read"));
        }
    }
}
