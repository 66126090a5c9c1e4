//! A synced folder: staged beside its place and swapped in whole.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::trouble::Trouble;
use crate::config::{MARK, Mark};

/// A hash in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a list of files, fed in byte order of their paths; the list is what `sha256sum` prints.
#[derive(Default)]
pub(super) struct ListHash(Sha256);

impl ListHash {
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) {
        self.0
            .update(format!("{}  {path}\n", hex(&Sha256::digest(bytes))));
    }

    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The hash of the files in a folder; `None` if there is anything that sync would not have put there.
pub(super) fn hash_of(folder: &Path) -> Option<String> {
    let mut files: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut open = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = open.pop() {
        for entry in fs::read_dir(folder).ok()? {
            let entry = entry.ok()?;
            let path = format!("{prefix}{}", entry.file_name().to_str()?);
            let kind = entry.file_type().ok()?;
            if kind.is_dir() {
                open.push((format!("{path}/"), entry.path()));
            } else if !kind.is_file() {
                return None;
            } else if path != MARK {
                files.insert(path, entry.path());
            }
        }
    }
    let mut hash = ListHash::default();
    for (path, file) in files {
        hash.add(&path, &fs::read(file).ok()?);
    }
    Some(hash.finish())
}

/// A folder being filled. What is not swapped in is removed.
pub(super) struct Stage {
    folder: PathBuf,
    stage: PathBuf,
}

impl Stage {
    /// Begins to fill a folder.
    ///
    /// # Errors
    /// The folder holds something that sync did not put there, or nothing can be written beside it.
    pub(super) fn new(folder: &Path) -> Result<Stage, Trouble> {
        refuse_foreign(folder)?;
        let stage = beside(folder, "gen-stage");
        for leftover in [&stage, &beside(folder, "gen-old")] {
            remove(leftover)?;
        }
        fs::create_dir_all(&stage).map_err(|error| Trouble::io(&stage, &error))?;
        Ok(Stage {
            folder: folder.to_owned(),
            stage,
        })
    }

    /// Writes a file of a checked path.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let target = self.stage.join(path);
        let create = || OpenOptions::new().write(true).create_new(true).open(&target);
        let file = match create() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(target.parent().unwrap_or(&self.stage)).and_then(|()| create())
            }
            file => file,
        };
        let written = file.and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| Trouble::io(&target, &error))
    }

    /// Swaps the folder in.
    pub(super) fn swap(self, mark: &Mark) -> Result<(), Trouble> {
        self.put(MARK, mark.text().as_bytes())?;
        let old = beside(&self.folder, "gen-old");
        let failed = |error: io::Error| Trouble::io(&self.folder, &error);
        if self.folder.exists() {
            fs::rename(&self.folder, &old).map_err(failed)?;
        }
        fs::rename(&self.stage, &self.folder).map_err(failed)?;
        remove(&old)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        let _ = remove(&self.stage);
    }
}

/// Writes the mark of a folder whose files are right.
pub(super) fn mark(folder: &Path, mark: &Mark) -> Result<(), Trouble> {
    let path = folder.join(MARK);
    fs::write(&path, mark.text()).map_err(|error| Trouble::io(&path, &error))
}

fn beside(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.{what}"))
}

fn remove(folder: &Path) -> Result<(), Trouble> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Trouble::io(folder, &error)),
        _ => Ok(()),
    }
}

fn refuse_foreign(folder: &Path) -> Result<(), Trouble> {
    let help = "move it away, or give the source another `path`";
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Trouble::io(folder, &error)),
        Ok(kind) if !kind.is_dir() => {
            let message = format!("{} is not a folder", folder.display());
            return Err(Trouble::new(message, help));
        }
        Ok(_) => {}
    }
    let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty || folder.join(MARK).is_file() {
        return Ok(());
    }
    let message = format!(
        "{} holds files that `gen sync` did not put there",
        folder.display()
    );
    Err(Trouble::new(message, help))
}
