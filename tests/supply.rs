//! What is built into the program comes from the registry, under licenses that are allowed, and reaches out nowhere.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

fn listed<'p>(policy: &'p toml::Table, path: [&str; 2]) -> BTreeSet<&'p str> {
    let list = policy[path[0]][path[1]].as_array().expect("a list");
    let name = |each: &'p toml::Value| each.as_str().or_else(|| each.get("crate")?.as_str());
    list.iter().map(|each| name(each).expect("a name")).collect()
}

/// Whether an expression of licenses can be met with allowed ones: one of each `OR`, all of each `AND`.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let flat = expression.replace(['(', ')'], "").replace('/', " OR ");
    flat.split(" AND ").all(|part| part.split(" OR ").any(|license| allowed.contains(license.trim())))
}

#[test]
fn libraries_are_from_the_registry_and_their_licenses_are_allowed() {
    let policy = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).expect("a policy");
    let policy: toml::Table = policy.parse().expect("TOML");
    let allowed = listed(&policy, ["licenses", "allow"]);
    let (denied, registries) = (listed(&policy, ["bans", "deny"]), listed(&policy, ["sources", "allow-registry"]));
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 50);
    for package in packages {
        let name = package["name"].as_str().expect("a name");
        assert!(!denied.contains(name), "{name} is denied by deny.toml");
        let license = package["license"].as_str().unwrap_or("none");
        assert!(is_allowed(license, &allowed), "{name}: {license} is not allowed by deny.toml");
        let source = package["source"].as_str().map_or("", |source| source.trim_start_matches("registry+"));
        assert!(source.is_empty() || registries.contains(source), "{name} comes from {source}");
    }
}
