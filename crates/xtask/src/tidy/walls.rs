//! Who may use what (the table of crates in ARCHITECTURE.md).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Source;

/// A crate and everything it may depend on outside its tests.
const ALLOWED: &[(&str, &[&str])] = &[
    ("rule", &[]),
    (
        "query",
        &[
            "rule",
            "saphyr-parser",
            "ruff_python_ast",
            "ruff_python_parser",
            "ruff_text_size",
            "sqlparser",
        ],
    ),
    (
        "corpus",
        &[
            "rule",
            "query",
            "serde",
            "serde_json",
            "serde_yaml",
            "toml",
            "walkdir",
            "globset",
            "include_dir",
            "rayon",
        ],
    ),
    ("catalog", &["rule", "hashbrown", "rayon", "strsim"]),
    (
        "site",
        &[
            "rule",
            "catalog",
            "tempfile",
            "tera",
            "pulldown-cmark",
            "ammonia",
            "minify-html",
            "serde",
            "serde_json",
            "rayon",
        ],
    ),
];

/// A parser library stays inside the folder of its language.
const INSIDE: &[(&str, &str)] = &[
    ("saphyr_parser", "crates/query/src/yaml"),
    ("ruff_python", "crates/query/src/python"),
    ("sqlparser", "crates/query/src/sql"),
];

/// Crates that do no input or output.
const PURE: &[&str] = &["rule", "query", "catalog"];

pub(super) fn findings(root: &Path, sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for (name, allowed) in ALLOWED {
        for dependency in dependencies(root, name) {
            if !allowed.contains(&dependency.as_str()) {
                findings.push(format!(
                    "crates/{name}/Cargo.toml: {name} may not use {dependency}"
                ));
            }
        }
    }
    for source in sources {
        let path = source.path.to_string_lossy().replace('\\', "/");
        for (library, folder) in INSIDE {
            if path.starts_with("crates/query/src")
                && !path.starts_with(folder)
                && source.text.contains(library)
            {
                findings.push(format!("{path}: {library} stays inside {folder}"));
            }
        }
        let pure = PURE
            .iter()
            .any(|name| path.starts_with(&format!("crates/{name}/src")))
            && !is_test(source);
        for word in [
            "std::fs",
            "std::env",
            "std::process",
            "TcpStream",
            "UdpSocket",
            "SystemTime",
            "Instant::now",
        ] {
            if pure && source.text.contains(word) {
                findings.push(format!(
                    "{path}: no {word} here; input and output stand at the ends"
                ));
            }
        }
    }
    findings
}

/// A file of tests only; a module of code keeps its tests behind `cfg(test)`.
fn is_test(source: &Source) -> bool {
    source.text.contains("#[test]") && !source.text.contains("#[cfg(test)]")
}

fn dependencies(root: &Path, name: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root.join(format!("crates/{name}/Cargo.toml"))).unwrap_or_default();
    let manifest: toml::Table = text.parse().unwrap_or_default();
    let table = manifest.get("dependencies").and_then(toml::Value::as_table);
    table
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default()
}
