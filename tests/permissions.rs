//! What may not be read or written: told with its name, and no page is lost over it.
//!
//! Nothing is forbidden to root, so the program is run as nobody where the tests are root's.
#![cfg(unix)]

#[path = "common/program.rs"]
mod program;

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use program::{check, paths};
use tempfile::TempDir;

const NOBODY: &str = "65534";

/// Whether these tests are root's.
fn is_root(home: &Path) -> bool {
    fs::metadata(home).expect("a folder").uid() == 0
}

/// Runs the program in a folder as somebody who may be forbidden something; nothing where nobody can be had.
fn run(home: &Path, arguments: &[&str]) -> Option<Output> {
    let built = Path::new(env!("CARGO_BIN_EXE_extract"));
    if !is_root(home) {
        return Some(Command::new(built).current_dir(home).args(arguments).output().expect("it runs"));
    }
    // Where it was built nobody may look.
    let own = home.join(".extract");
    if !own.exists() {
        fs::copy(built, &own).expect("a copy of the program");
        set(&own, 0o755);
    }
    let asked = [&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups"];
    let output = Command::new("setpriv").args(asked).arg(&own).current_dir(home).args(arguments).output();
    output.ok().filter(|output| !String::from_utf8_lossy(&output.stderr).starts_with("setpriv:"))
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("permissions");
}

fn page(number: usize) -> String {
    format!("A Title\n- Conditions\n- Asthma\n- Registration Number\n- NCT{:08}\n", 99_000_000 + number)
}

/// A folder that everybody may look into, with three pages.
fn home() -> (TempDir, PathBuf) {
    let home = TempDir::new().expect("a folder");
    set(home.path(), 0o777);
    let pages = home.path().join("in");
    fs::create_dir_all(pages.join("sub")).expect("a folder");
    for (number, name) in ["a.txt", "b.txt", "sub/c.txt"].into_iter().enumerate() {
        fs::write(pages.join(name), page(number)).expect("a page");
    }
    (home, pages)
}

#[test]
fn a_file_that_may_not_be_read_costs_itself() {
    let (home, pages) = home();
    set(&pages.join("a.txt"), 0o000);
    let Some(output) = run(home.path(), &["in"]) else { return };
    let (records, err) = check(&output, 1);
    assert_eq!(paths(&records), ["in/b.txt", "in/sub/c.txt"]);
    assert!(err.contains("in/a.txt: cannot be read: Permission denied"), "{err}");
    assert!(err.contains("1 failed"), "{err}");
}

#[test]
fn a_folder_that_may_not_be_read_costs_what_is_in_it() {
    let (home, pages) = home();
    set(&pages.join("sub"), 0o000);
    let output = run(home.path(), &["in", "--errors", "errors.jsonl"]);
    set(&pages.join("sub"), 0o755);
    let Some(output) = output else { return };
    let (records, err) = check(&output, 1);
    assert_eq!(paths(&records), ["in/a.txt", "in/b.txt"]);
    assert!(err.contains("in/sub: cannot be read: Permission denied"), "{err}");
    let errors = fs::read_to_string(home.path().join("errors.jsonl")).expect("errors");
    assert!(errors.contains("\"code\":\"unreadable\"") && errors.lines().count() == 1, "{errors}");
}

#[test]
fn a_folder_that_may_not_be_written_ends_the_run_before_it_begins() {
    let (home, _) = home();
    let folder = home.path().join("out");
    fs::create_dir(&folder).expect("a folder");
    set(&folder, 0o555);
    for arguments in [["in", "-o", "out/out.jsonl"], ["in", "--errors", "out/errors.jsonl"]] {
        let Some(output) = run(home.path(), &arguments) else { return };
        let (records, err) = check(&output, 2);
        assert!(records.is_empty(), "nothing is written");
        assert!(err.contains(&format!("{}: cannot be written: Permission denied", arguments[2])), "{err}");
    }
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 0, "nothing is left there");
}

#[test]
fn a_target_that_may_not_be_written_is_replaced_as_files_are_renamed_or_refused() {
    let (home, _) = home();
    // The folder decides who may put another file in the place of one.
    fs::write(home.path().join("out.jsonl"), "before\n").expect("a file");
    set(&home.path().join("out.jsonl"), 0o444);
    let Some(output) = run(home.path(), &["in", "-q", "-o", "out.jsonl"]) else { return };
    check(&output, 0);
    assert_eq!(fs::read_to_string(home.path().join("out.jsonl")).expect("records").lines().count(), 3);
    // In a folder that nothing may be put into, a file stays as it is.
    let folder = home.path().join("kept");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("out.jsonl"), "before\n").expect("a file");
    set(&folder, 0o555);
    let Some(output) = run(home.path(), &["in", "-q", "-o", "kept/out.jsonl"]) else { return };
    let err = check(&output, 2).1;
    assert!(err.contains("kept/out.jsonl: cannot be written: Permission denied"), "{err}");
    assert_eq!(fs::read_to_string(folder.join("out.jsonl")).expect("a file"), "before\n");
}

#[test]
fn an_archive_that_may_not_be_read_is_named_once() {
    let (home, pages) = home();
    fs::write(pages.join("d.jsonl"), format!("{}\n", serde_json::json!({"id": "x", "text": page(9)})))
        .expect("a table");
    set(&pages.join("d.jsonl"), 0o000);
    let Some(output) = run(home.path(), &["in", "-q"]) else { return };
    let (records, err) = check(&output, 1);
    assert_eq!(records.len(), 3);
    assert_eq!(err.matches("d.jsonl: cannot be read: Permission denied").count(), 1, "{err}");
}
