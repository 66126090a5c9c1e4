//! What rustc and clippy cannot see: the walls between crates, the size of files and functions, words that do
//! not belong.

mod sizes;
mod walls;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// A file of the project.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
}

/// Everything that is not tidy, one line each; empty when all is.
pub fn findings(root: &Path) -> Vec<String> {
    let sources = sources(root);
    let mut findings = walls::findings(root, &sources);
    findings.extend(sizes::findings(&sources));
    findings.extend(words::findings(&sources));
    findings.sort();
    findings
}

/// Rust files of the crates and templates, relative to the root.
fn sources(root: &Path) -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in ["crates", "templates"] {
        for entry in WalkDir::new(root.join(folder))
            .sort_by_file_name()
            .into_iter()
            .flatten()
        {
            let known = entry
                .path()
                .extension()
                .is_some_and(|it| it == "rs" || it == "html");
            let throwaway = entry
                .path()
                .components()
                .any(|part| part.as_os_str() == "examples");
            if !known || throwaway || !entry.file_type().is_file() {
                continue;
            }
            if let Ok(text) = fs::read_to_string(entry.path()) {
                let path = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_owned();
                sources.push(Source { path, text });
            }
        }
    }
    sources
}
