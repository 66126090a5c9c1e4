//! Comparing and writing.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::{self, IN_PROGRESS, MANIFEST};
use crate::Rendered;

/// What a build did to the output folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files written.
    pub written: usize,
    /// Files that were right already.
    pub unchanged: usize,
    /// Files of an earlier build that the site no longer has.
    pub removed: usize,
}

/// An output folder that cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputError {
    /// The path.
    pub path: PathBuf,
    /// Why.
    pub message: String,
}

impl OutputError {
    pub(super) fn new(path: &Path, error: &io::Error) -> Self {
        OutputError {
            path: path.to_owned(),
            message: error.to_string(),
        }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for OutputError {}

/// Makes the folder hold exactly these files of ours, touching only what differs.
///
/// # Errors
/// The folder holds files but no manifest (it is not ours), or something cannot be written. What was written by
/// then stays, and the in-progress mark names the rest for the next build.
pub fn write(out: &Path, files: &[Rendered]) -> Result<Outcome, OutputError> {
    refuse_foreign(out)?;
    fs::create_dir_all(out).map_err(|error| OutputError::new(out, &error))?;
    let todo: Vec<&Rendered> = files
        .par_iter()
        .with_max_len(64)
        .filter(|file| !is_right(&out.join(file.route.as_str()), &file.bytes))
        .collect();
    let paths: Vec<&str> = files.iter().map(|file| file.route.as_str()).collect();
    let now: BTreeSet<&str> = paths.iter().copied().collect();
    let orphans: Vec<String> = manifest::ours(out)
        .into_iter()
        .filter(|path| !now.contains(path.as_str()))
        .collect();
    let (manifest, mark) = (out.join(MANIFEST), out.join(IN_PROGRESS));
    let list = paths.join("\n");
    let outcome = Outcome {
        written: todo.len(),
        unchanged: files.len() - todo.len(),
        removed: 0,
    };
    if todo.is_empty() && orphans.is_empty() && !mark.exists() && is_right(&manifest, list.as_bytes()) {
        return Ok(outcome);
    }
    let announced: Vec<&str> = todo.iter().map(|file| file.route.as_str()).collect();
    put(&mark, announced.join("\n").as_bytes())?;
    for file in todo {
        put(&out.join(file.route.as_str()), &file.bytes)?;
    }
    let mut removed = 0;
    for orphan in orphans {
        removed += usize::from(remove(out, &orphan)?);
    }
    put(&manifest, list.as_bytes())?;
    fs::remove_file(&mark).map_err(|error| OutputError::new(&mark, &error))?;
    Ok(Outcome { removed, ..outcome })
}

/// Whether a regular file holds exactly these bytes.
fn is_right(path: &Path, bytes: &[u8]) -> bool {
    let metadata = fs::symlink_metadata(path).ok().filter(Metadata::is_file);
    metadata.is_some_and(|it| it.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|found| found == bytes)
}

/// Writes a file in place, with the folders it needs. A link is replaced, not followed.
fn put(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let failed = |error: io::Error| OutputError::new(path, &error);
    if fs::symlink_metadata(path).is_ok_and(|it| it.file_type().is_symlink()) {
        fs::remove_file(path).map_err(failed)?;
    }
    match fs::write(path, bytes) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path)).map_err(failed)?;
            fs::write(path, bytes).map_err(failed)
        }
        result => result.map_err(failed),
    }
}

/// Removes a file of ours and the folders it leaves empty; whether there was one.
fn remove(out: &Path, name: &str) -> Result<bool, OutputError> {
    if crate::Route::file(name).is_none() {
        return Ok(false);
    }
    let path = out.join(name);
    let existed = match fs::remove_file(&path) {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(OutputError::new(&path, &error)),
    };
    let mut folder = path.parent();
    while let Some(it) = folder.filter(|it| *it != out) {
        if fs::remove_dir(it).is_err() {
            break;
        }
        folder = it.parent();
    }
    Ok(existed)
}

/// Stages the whole tree beside the folder and swaps it in, so that a reader sees the old site or the new one
/// and nothing between.
///
/// # Errors
/// As [`write`]; the old site stays as it was.
pub fn write_atomic(out: &Path, files: &[Rendered]) -> Result<Outcome, OutputError> {
    refuse_foreign(out)?;
    let name = out
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (stage, retired) = (
        out.with_file_name(format!(".{name}.gen-stage")),
        out.with_file_name(format!(".{name}.gen-old")),
    );
    for leftover in [&stage, &retired] {
        if leftover.exists() {
            fs::remove_dir_all(leftover).map_err(|error| OutputError::new(leftover, &error))?;
        }
    }
    let ours = manifest::ours(out);
    let mut outcome = write(&stage, files)?;
    keep_foreign(out, &stage, &ours)?;
    if out.exists() {
        fs::rename(out, &retired).map_err(|error| OutputError::new(out, &error))?;
    }
    fs::rename(&stage, out).map_err(|error| OutputError::new(&stage, &error))?;
    if retired.exists() {
        fs::remove_dir_all(&retired).map_err(|error| OutputError::new(&retired, &error))?;
    }
    let now: BTreeSet<&str> = files.iter().map(|file| file.route.as_str()).collect();
    outcome.removed = ours.iter().filter(|path| !now.contains(path.as_str())).count();
    Ok(outcome)
}

/// A folder with files in it but without our manifest or mark belongs to somebody else.
fn refuse_foreign(out: &Path) -> Result<(), OutputError> {
    let ours = [MANIFEST, IN_PROGRESS].iter().any(|name| out.join(name).exists());
    let mut entries = match fs::read_dir(out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(OutputError::new(out, &error)),
    };
    if ours || entries.next().is_none() {
        return Ok(());
    }
    let message = "the folder is not empty and was not made by gen; choose another with --out, or empty it";
    Err(OutputError {
        path: out.to_owned(),
        message: message.to_owned(),
    })
}

/// Files that are not ours move along into the staged tree.
fn keep_foreign(out: &Path, stage: &Path, ours: &BTreeSet<String>) -> Result<(), OutputError> {
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(out.join(&folder)) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().replace('\\', "/");
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(path);
            } else if !ours.contains(&name)
                && name != MANIFEST
                && name != IN_PROGRESS
                && !stage.join(&path).exists()
            {
                let target = stage.join(&path);
                let parent = target.parent().unwrap_or(stage);
                let copied = fs::create_dir_all(parent).and_then(|()| fs::copy(out.join(&path), &target));
                copied.map_err(|error| OutputError::new(&target, &error))?;
            }
        }
    }
    Ok(())
}
