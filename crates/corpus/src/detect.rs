//! Whose format a file is in, by the keys it has.
//!
//! Good enough to propose a configuration; whether the file makes sense is for its reader to say.

use std::collections::BTreeSet;
use std::path::Path;

use walkdir::WalkDir;

use crate::text_file::TextFile;
use crate::vendors;

/// The id of the vendor whose rules look like this file, if there is one.
pub fn detect(path: &str, text: &str) -> Option<&'static str> {
    let keys = match ending(path).as_str() {
        "yml" | "yaml" => text.lines().filter_map(yaml_key).collect(),
        "toml" => text.lines().filter_map(toml_key).collect(),
        "yaral" | "yara-l" => text.lines().filter_map(section).collect(),
        _ => BTreeSet::new(),
    };
    let has = |sign: &&[&str]| sign.iter().all(|key| keys.contains(key));
    vendors::all()
        .find(|about| about.signs.iter().any(has))
        .map(|about| about.id)
}

/// A key at the top of a document.
fn yaml_key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    let key = key.trim_matches(['"', '\'']);
    (!key.is_empty() && key.chars().all(is_part)).then_some(key)
}

/// A table, or a key of any table.
fn toml_key(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with('[') {
        return line.ends_with(']').then_some(line);
    }
    let key = line.split_once('=')?.0.trim();
    key.chars().all(is_part).then_some(key)
}

/// A section, or the word that opens a rule.
fn section(line: &str) -> Option<&str> {
    let word = line.split_whitespace().next()?;
    (word == "rule")
        .then_some(word)
        .or_else(|| word.strip_suffix(':'))
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Files that could hold rules, and whose format they are in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Paths relative to the folder, with forward slashes, sorted; with the vendor's id if the file is in its format.
    pub files: Vec<(String, Option<&'static str>)>,
}

/// Folders that hold other people's files or what a tool made.
const NOT_ENTERED: &[&str] = &["node_modules", "target", "venv", "public", "__pycache__"];
/// The most files that are looked at.
const MAX_FILES: usize = 100_000;

/// Looks through a folder for rule files. Links are not followed, hidden folders not entered; what cannot be read is
/// nobody's.
pub fn survey(folder: &Path) -> Survey {
    let enters = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0
            || !(name.starts_with('.') || entry.file_type().is_dir() && NOT_ENTERED.contains(&&*name))
    };
    let walker = WalkDir::new(folder)
        .follow_links(false)
        .into_iter()
        .filter_entry(enters);
    let found = walker.flatten().filter(|entry| entry.file_type().is_file());
    let mut files: Vec<(String, Option<&'static str>)> = found
        .filter_map(|entry| {
            let path = entry
                .path()
                .strip_prefix(folder)
                .ok()?
                .to_str()?
                .replace('\\', "/");
            is_candidate(&path).then(|| {
                let bytes = entry.metadata().map_or(u64::MAX, |it| it.len());
                let file = TextFile::open(folder, &path, bytes).ok();
                let vendor = file.and_then(|file| detect(&path, &file.text));
                (path, vendor)
            })
        })
        .take(MAX_FILES)
        .collect();
    files.sort();
    Survey { files }
}

fn is_candidate(path: &str) -> bool {
    matches!(
        ending(path).as_str(),
        "yml" | "yaml" | "toml" | "yaral" | "yara-l"
    )
}

fn ending(path: &str) -> String {
    path.rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}
