//! The site of the starter rules, built once for all tests that read it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// The project's own configuration.
pub(crate) fn config() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site.toml")
}

/// The built site's folder.
pub(crate) fn site() -> &'static Path {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("starter-site");
        gen_ok(&["build", "--quiet", "--out", &folder.display().to_string()]);
        folder
    })
}

/// What a run over the starter rules prints.
pub(crate) fn gen_ok(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_gen"))
        .args(arguments)
        .arg("--config")
        .arg(config())
        .output()
        .expect("gen runs");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(site().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(crate) fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of the site whose path ends so, with its path.
pub(crate) fn ending(end: &str) -> Vec<String> {
    let manifest = fs::read_to_string(site().join(".gen-manifest")).expect("a manifest");
    manifest
        .lines()
        .filter(|path| path.ends_with(end))
        .map(str::to_owned)
        .collect()
}
