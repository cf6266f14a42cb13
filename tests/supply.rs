//! What is built into the program is what `deny.toml` allows: under these licenses, from the registry, each library once, and
//! none that reaches out.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use toml::Table;

static POLICY: LazyLock<Table> = LazyLock::new(|| {
    let policy = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).expect("a policy");
    policy.parse().expect("TOML")
});

/// Every package that may be built, for any system: what this one does not need is fetched for a look.
static PACKAGES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let Value::Array(packages) = metadata["packages"].take() else { panic!("no packages") };
    assert!(packages.len() > 50);
    packages
});

/// A text of a package.
fn said<'p>(package: &'p Value, key: &str) -> &'p str {
    package[key].as_str().unwrap_or_default()
}

fn listed(part: &str, key: &str) -> BTreeSet<&'static str> {
    let list = POLICY[part][key].as_array().expect("a list");
    let name = |each: &'static toml::Value| each.as_str().or_else(|| each.get("crate")?.as_str());
    list.iter().map(|each| name(each).expect("a name")).collect()
}

/// Whether an expression of licenses can be met with allowed ones: one of each `OR`, all of each `AND`.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let flat = expression.replace(['(', ')'], "").replace('/', " OR ");
    flat.split(" AND ").all(|part| part.split(" OR ").any(|license| allowed.contains(license.trim())))
}

#[test]
fn licenses_are_allowed() {
    let allowed = listed("licenses", "allow");
    for package in PACKAGES.iter() {
        let (name, license) = (said(package, "name"), said(package, "license"));
        assert!(is_allowed(license, &allowed), "{name}: {license:?} is not allowed by deny.toml");
    }
}

#[test]
fn libraries_are_from_the_registry_and_reach_out_nowhere() {
    assert_eq!(POLICY["sources"]["unknown-registry"].as_str(), Some("deny"));
    assert_eq!(POLICY["sources"]["unknown-git"].as_str(), Some("deny"));
    let (denied, registries) = (listed("bans", "deny"), listed("sources", "allow-registry"));
    for package in PACKAGES.iter() {
        let (name, source) = (said(package, "name"), said(package, "source"));
        assert!(!denied.contains(name), "{name} is denied by deny.toml");
        let from = source.strip_prefix("registry+").is_some_and(|from| registries.contains(from));
        assert!(source.is_empty() || from, "{name} comes from {source}");
    }
}

#[test]
fn no_library_is_built_twice_without_a_reason() {
    assert_eq!(POLICY["bans"]["multiple-versions"].as_str(), Some("deny"));
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in PACKAGES.iter() {
        versions.entry(said(package, "name")).or_default().push(said(package, "version"));
    }
    for known in POLICY["bans"]["skip"].as_array().expect("a list") {
        let reason = known["reason"].as_str().expect("a reason");
        let (name, start) = known["crate"].as_str().and_then(|known| known.split_once(':')).expect("name:version");
        let all = versions.get_mut(name).unwrap_or_else(|| panic!("{name} is not built: {reason}"));
        let before = all.len();
        all.retain(|version| !version.strip_prefix(start).is_some_and(|rest| rest.starts_with('.')));
        assert!(before > 1 && all.len() < before, "{name} {start} is not built twice any more: {reason}");
    }
    for (name, versions) in versions {
        assert_eq!(versions.len(), 1, "{name} has {versions:?}; deny.toml has no reason for it");
    }
}

#[test]
fn versions_are_bounded() {
    assert_eq!(POLICY["bans"]["wildcards"].as_str(), Some("deny"));
    for package in PACKAGES.iter() {
        for dependency in package["dependencies"].as_array().expect("a list") {
            let bounded = dependency["req"] != "*" || dependency["path"].is_string();
            assert!(bounded, "{} takes any version of {}", said(package, "name"), dependency["name"]);
        }
    }
}

#[test]
fn fuzzing_runs_with_the_libraries_of_the_program() {
    let lock = |path: &str| -> BTreeSet<(String, String)> {
        let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a lock file");
        let lock: Table = text.parse().expect("TOML");
        let word = |package: &toml::Value, key: &str| package[key].as_str().expect("a word").to_owned();
        let packages = lock["package"].as_array().expect("packages");
        packages.iter().map(|package| (word(package, "name"), word(package, "version"))).collect()
    };
    let (ours, fuzz) = (lock("Cargo.lock"), lock("fuzz/Cargo.lock"));
    let more: Vec<&str> = fuzz.difference(&ours).map(|(name, _)| name.as_str()).collect();
    assert_eq!(more, ["arbitrary", "libfuzzer-sys", "trialsift-fuzz"]);
}
