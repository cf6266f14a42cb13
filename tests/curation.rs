//! The ten commands of `docs/curation.md`, one after the other.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// The commands, one a block.
fn commands() -> Vec<String> {
    let text = fs::read_to_string(common::root().join("docs/curation.md")).expect("the walk-through");
    let blocks = text.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap_or_default());
    blocks.map(|block| block.trim().to_owned()).collect()
}

/// Runs a command of the walk-through in its repository.
fn shell(home: &Path, command: &str) -> Output {
    let folder = Path::new(env!("CARGO_BIN_EXE_extract")).parent().expect("a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let name = ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"].map(|key| (key, "Ana Ruiz"));
    let address = ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"].map(|key| (key, "ana@site.example"));
    let mut bash = Command::new("bash");
    bash.args(["-c", command]).current_dir(home.join("data")).env("PATH", path).env("HOME", home);
    bash.env("GIT_CONFIG_GLOBAL", "/dev/null").envs(name).envs(address).output().expect("bash runs")
}

#[track_caller]
fn done(home: &Path, command: &str, codes: &[i32]) -> String {
    let output = shell(home, command);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|code| codes.contains(&code)), "{command}: {told}");
    told
}

/// A repository with a crawl's records and decisions, and a new crawl.
fn repository() -> TempDir {
    let home = TempDir::new().expect("a folder");
    let crawl = home.path().join("data/crawl");
    fs::create_dir_all(&crawl).expect("a folder");
    fs::create_dir_all(home.path().join("Downloads")).expect("a folder");
    for path in common::pages().iter().filter(|path| common::name(path).starts_with("corpus/medpath/")) {
        fs::copy(path, crawl.join(path.file_name().expect("a name"))).expect("a page");
    }
    let decided = "{\"verdict\": \"accept\", \"rule\": \"escape/markdown\", \"by\": \"Ana Ruiz\"}\n";
    fs::write(home.path().join("data/decisions.jsonl"), decided).expect("a file");
    let begin = "git init -q -b main && extract crawl/ --decisions decisions.jsonl -q | head -n 20 > records.jsonl \
                 && git add records.jsonl decisions.jsonl && git commit -qm 'The first crawl'";
    done(home.path(), begin, &[0]);
    home
}

/// What the curator exports: what was decided before, and that lists stay whole.
fn export(home: &Path) {
    let before = fs::read_to_string(home.join("data/decisions.jsonl")).expect("decisions");
    let more = "{\"verdict\": \"refuse\", \"rule\": \"fused/list\", \"by\": \"Ana Ruiz\", \"date\": \"2026-11-20\"}\n";
    fs::write(home.join("Downloads/decisions.jsonl"), before + more).expect("a file");
}

#[test]
fn ten_commands_lead_from_a_crawl_to_a_pull_request() {
    let (commands, home) = (commands(), repository());
    let home = home.path();
    assert_eq!(commands.len(), 10, "{commands:#?}");
    for command in &commands {
        if command.starts_with("mv ~/Downloads") {
            export(home);
        }
        let told = done(home, command, if command.starts_with("extract diff") { &[0, 1] } else { &[0] });
        assert!(!told.contains("stale"), "{command}: {told}");
    }
    assert!(fs::metadata(home.join("data/review.html")).is_ok_and(|page| page.len() > 10_000));
    let records = fs::read_to_string(home.join("data/records.jsonl")).expect("records");
    assert!(records.contains("\"ACCEPTED\"") && records.contains("\"REFUSED\"") && records.lines().count() > 20);
    assert!(
        done(home, "git log --oneline main..new-crawl | wc -l | grep -qx 1 && git diff --quiet HEAD", &[0]).is_empty()
    );
}
