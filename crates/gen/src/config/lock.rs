//! `gen.lock`: which commit of each repository the site is made from.
//!
//! It is meant to be committed. The same pin stands in every synced folder, so that a build knows what it reads.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::upstream::is_object_id;

/// The lock's name, beside the configuration.
pub(crate) const LOCK: &str = "gen.lock";
/// The name of the mark in a synced folder.
pub(crate) const MARK: &str = ".gen-sync";

/// What one source is pinned to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pin {
    /// The source's name.
    pub(crate) name: String,
    /// The repository's address.
    pub(crate) repository: String,
    /// The branch that was followed; the repository's own choice without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) branch: Option<String>,
    /// The folders and files that were fetched.
    pub(crate) paths: Vec<String>,
    /// The commit.
    pub(crate) commit: String,
    /// The commit's tree.
    pub(crate) tree: String,
    /// When it was committed, in UTC.
    pub(crate) date: String,
    /// How many files are in the folder.
    pub(crate) files: usize,
    /// SHA-256 of the list that `sha256sum` prints of them, in byte order of their paths.
    pub(crate) sha256: String,
}

/// All pins, sorted by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lock {
    /// The format's version.
    version: u32,
    /// The pins.
    #[serde(default, rename = "source")]
    pub(crate) pins: Vec<Pin>,
}

/// What stands in a synced folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Which files were asked for: a hash of paths and globs.
    pub(crate) selection: String,
    /// Where they come from.
    pub(crate) source: Pin,
}

impl Lock {
    const VERSION: u32 = 1;

    /// A lock of pins in any order.
    pub(crate) fn new(mut pins: Vec<Pin>) -> Lock {
        pins.sort_by(|a, b| a.name.cmp(&b.name));
        Lock {
            version: Lock::VERSION,
            pins,
        }
    }

    /// Reads the lock of a folder; an empty one if there is none.
    ///
    /// # Errors
    /// It cannot be read, or is not a lock; the message says why.
    pub(crate) fn read(folder: &Path) -> Result<Lock, String> {
        let text = match fs::read_to_string(folder.join(LOCK)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Lock::new(Vec::new())),
            Err(error) => return Err(error.to_string()),
        };
        let lock: Lock = toml::from_str(&text).map_err(|error| error.to_string())?;
        if lock.version != Lock::VERSION {
            return Err(format!(
                "its version is {}, and this gen knows {}",
                lock.version,
                Lock::VERSION
            ));
        }
        match lock.pins.iter().find(|pin| !is_object_id(&pin.commit)) {
            Some(pin) => Err(format!("the commit of {} is not a full one", pin.name)),
            None => Ok(Lock::new(lock.pins)),
        }
    }

    /// The pin of a source.
    pub(crate) fn pin(&self, name: &str) -> Option<&Pin> {
        self.pins.iter().find(|pin| pin.name == name)
    }

    /// The lock's text.
    pub(crate) fn text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!("# Written by `gen sync`. Commit it: it pins what the site is made from.\n{body}")
    }
}

impl Mark {
    /// The mark of a synced folder; `None` if it has none.
    pub(crate) fn read(folder: &Path) -> Option<Mark> {
        toml::from_str(&fs::read_to_string(folder.join(MARK)).ok()?).ok()
    }

    /// The mark's text.
    pub(crate) fn text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_default();
        format!("# Written by `gen sync`, which replaces everything in this folder.\n{body}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Lock, Pin};

    fn pin(name: &str, branch: Option<&str>) -> Pin {
        Pin {
            name: name.to_owned(),
            repository: "https://e.org/x".to_owned(),
            branch: branch.map(str::to_owned),
            paths: vec!["rules".to_owned()],
            commit: "1".repeat(40),
            tree: "2".repeat(40),
            date: "2026-01-02T03:04:05Z".to_owned(),
            files: 3,
            sha256: "f".repeat(64),
        }
    }

    #[test]
    fn a_lock_reads_as_it_was_written_whatever_the_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let lock = Lock::new(vec![pin("b", None), pin("a", Some("main"))]);
        assert_eq!(
            lock.text(),
            Lock::new(vec![pin("a", Some("main")), pin("b", None)]).text()
        );
        std::fs::write(folder.path().join("gen.lock"), lock.text()).expect("a file");
        assert_eq!(Lock::read(folder.path()), Ok(lock));
    }

    #[test]
    fn a_lock_cannot_smuggle_an_option() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = Lock::new(vec![pin("a", None)])
            .text()
            .replace(&"1".repeat(40), "--upload-pack=x");
        std::fs::write(folder.path().join("gen.lock"), text).expect("a file");
        assert!(Lock::read(folder.path()).is_err());
    }
}
