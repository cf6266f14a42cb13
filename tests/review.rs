//! The review page as a file: what is in it and what is not. A browser looks at it in `tests/browser`.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_extract")).current_dir(folder).args(arguments).output().expect("the program runs")
}

#[track_caller]
fn check(output: &Output, code: i32) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{told}");
    told
}

const PAGE: &str = "A trial </script><script>run()</script>\n- Conditions\n- Lupus NephritisKidney Failure, Chronic\n- Registration Number\n\
                    - NCT99000001\nRecruitment & Eligibility\n- Status\n- COMPLETED\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n";

/// A folder with pages and their records.
fn crawl() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("pages")).expect("a folder");
    for (name, text) in [("a.txt", PAGE.to_owned()), ("b.txt", PAGE.replace("NCT99000001", "NCT99000002"))] {
        fs::write(folder.path().join("pages").join(name), text).expect("a page");
    }
    check(&run(folder.path(), &["pages", "-o", "out.jsonl", "-q"]), 0);
    folder
}

/// The data of a part of a review page.
fn part(page: &str, id: &str) -> serde_json::Value {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let start = page.find(&format!("id=\"{id}\">")).expect("the part") + id.len() + 6;
    let letters = page[start..].split('<').next().expect("letters");
    let packed = BASE64_STANDARD.decode(letters).expect("letters of base64");
    serde_json::from_reader(flate2::read::GzDecoder::new(&packed[..])).expect("JSON")
}

#[test]
fn a_review_page_holds_the_records_and_nothing_that_runs() {
    let folder = crawl();
    let told = check(&run(folder.path(), &["review", "out.jsonl", "--pages", "pages", "-o", "review.html"]), 0);
    assert!(told.contains("2 records on the desk") && !told.contains("no page"), "{told}");
    let page = fs::read_to_string(folder.path().join("review.html")).expect("a page");
    assert!(!page.contains("run()") && !page.contains("NCT99000001"));
    assert!(page.contains("default-src 'none'; script-src 'sha256-") && !page.contains("unsafe"));
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("innerHTML"));
    let index = part(&page, "index");
    assert_eq!(index["records"].as_array().map(Vec::len), Some(2));
    assert_eq!(index["records"][0][0], "NCT99000001");
    let card = &part(&page, "cards-0")[0];
    assert_eq!(card["text"], PAGE);
    let place = |field: &str| {
        let at = [0, 1].map(|n| card["places"][field][0][n].as_u64().expect("a place") as usize);
        &PAGE[at[0]..at[1]]
    };
    assert_eq!((place("/conditions/1"), place("/overall_status")), ("Kidney Failure, Chronic", "COMPLETED"));
    assert_eq!((card["same"].as_bool(), card["record"].get("spans")), (Some(true), None));
}

#[test]
fn records_without_their_page_or_unlike_it_are_told() {
    let folder = crawl();
    let review = ["review", "out.jsonl", "--pages", "pages", "-o", "review.html"];
    let told = check(&run(folder.path(), &[&review[..], &["--without", "fused/list"]].concat()), 0);
    assert!(told.contains("2 records are not what their pages give now"), "{told}");
    let page = fs::read_to_string(folder.path().join("review.html")).expect("a page");
    let card = &part(&page, "cards-0")[0];
    assert!(card["places"].get("/overall_status").is_some() && card["places"].get("/conditions/1").is_none());
    fs::remove_file(folder.path().join("pages/b.txt")).expect("a page");
    let told = check(&run(folder.path(), &review), 0);
    assert!(told.contains("1 records have no page"), "{told}");
}

#[test]
fn decided_records_are_reviewed_with_their_decisions() {
    let folder = crawl();
    let line = "{\"verdict\": \"refuse\", \"rule\": \"fused/list\", \"by\": \"Ana Ruiz\"}\n";
    fs::write(folder.path().join("decisions.jsonl"), line).expect("a file");
    let decisions = ["--decisions", "decisions.jsonl"];
    check(&run(folder.path(), &[&["pages", "-o", "out.jsonl", "-q"], &decisions[..]].concat()), 0);
    let review = ["review", "out.jsonl", "--pages", "pages", "-o", "review.html"];
    let told = check(&run(folder.path(), &[&review[..], &decisions].concat()), 0);
    assert!(!told.contains("not what their pages give"), "{told}");
    let page = fs::read_to_string(folder.path().join("review.html")).expect("a page");
    assert_eq!(part(&page, "index")["decisions"][0][0], "r fused/list");
}

#[test]
fn members_of_archives_are_reviewed_too() {
    let folder = crawl();
    let text = serde_json::json!({"id": "one", "text": PAGE});
    fs::write(folder.path().join("pages.jsonl"), format!("{text}\n")).expect("a file");
    check(&run(folder.path(), &["pages.jsonl", "-o", "out.jsonl", "-q"]), 0);
    let told = check(&run(folder.path(), &["review", "out.jsonl", "--pages", "pages.jsonl", "-o", "r.html"]), 0);
    assert!(told.contains("1 records on the desk") && !told.contains("no page"), "{told}");
    let page = fs::read_to_string(folder.path().join("r.html")).expect("a page");
    assert_eq!(part(&page, "cards-0")[0]["text"], PAGE);
}

#[test]
fn what_cannot_be_reviewed_is_told() {
    let folder = crawl();
    let review = |more: &[&str]| run(folder.path(), &[&["review", "out.jsonl", "--pages", "pages"], more].concat());
    assert!(check(&review(&[]), 2).contains("--output"));
    assert!(check(&review(&["--serve"]), 2).contains("decisions.jsonl"));
    fs::write(folder.path().join("d.toml"), "# mine\n").expect("a file");
    assert!(check(&review(&["--serve", "--decisions", "d.toml"]), 2).contains("comments"));
    fs::write(folder.path().join("bad.jsonl"), "\n{\"a\": 1}\n").expect("a file");
    let told = check(&run(folder.path(), &["review", "bad.jsonl", "--pages", "pages", "-o", "r.html"]), 2);
    assert!(told.contains("bad.jsonl: line 2: no record") && !folder.path().join("r.html").exists(), "{told}");
}

#[cfg(unix)]
#[test]
fn links_out_of_a_folder_are_reviewed_on_request() {
    let (folder, elsewhere) = (crawl(), TempDir::new().expect("a folder"));
    fs::write(elsewhere.path().join("far.txt"), PAGE.replace("NCT99000001", "NCT99000003")).expect("a page");
    std::os::unix::fs::symlink(elsewhere.path().join("far.txt"), folder.path().join("pages/far.txt")).expect("a link");
    check(&run(folder.path(), &["pages", "--follow-links", "-o", "out.jsonl", "-q"]), 0);
    let arguments = ["review", "out.jsonl", "--pages", "pages", "-o", "review.html"];
    let told = check(&run(folder.path(), &arguments), 0);
    assert!(told.contains("1 records have no page"), "{told}");
    let told = check(&run(folder.path(), &[&arguments[..], &["--follow-links"]].concat()), 0);
    assert!(told.contains("3 records on the desk") && !told.contains("no page"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_review() {
    use std::process::Stdio;

    let folder = crawl();
    let mut command = Command::new(env!("CARGO_BIN_EXE_extract"));
    command.current_dir(folder.path()).args(["review", "out.jsonl", "--pages", "-", "-o", "review.html"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    // It waits for a page that never comes.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    let mut child = child;
    let code = child.wait().expect("it ends").code();
    assert_eq!(code, Some(143));
    assert!(!folder.path().join("review.html").exists(), "nothing half is left");
}
