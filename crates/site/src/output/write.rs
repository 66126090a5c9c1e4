//! Comparing and writing.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use xxhash_rust::xxh3::xxh3_128;

use super::manifest::{self, IN_PROGRESS, MANIFEST, Manifest, Written};
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
/// then stays; the in-progress mark makes the next build check every file.
pub fn write(out: &Path, files: &[Rendered]) -> Result<Outcome, OutputError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| OutputError::new(&path, &error)
    };
    refuse_foreign(out)?;
    fs::create_dir_all(out).map_err(failed(out))?;
    let mark = out.join(IN_PROGRESS);
    let interrupted = fs::read_to_string(&mark).ok();
    let old = manifest::read(out);
    let trusted = interrupted.is_none() && old.is_some();
    let mut plan = Plan {
        out,
        trusted,
        old: old.unwrap_or_default(),
        outcome: Outcome::default(),
    };
    for path in interrupted.iter().flat_map(|paths| paths.lines()) {
        plan.old.entry(path.to_owned()).or_insert(Written {
            hash: 0,
            len: 0,
            modified: 0,
        });
    }
    let (todo, mut manifest) = plan.compare(files);
    let orphans = plan.orphans(files);
    if todo.is_empty() && orphans.is_empty() && plan.trusted && manifest == plan.old {
        return Ok(plan.outcome);
    }
    let announced: Vec<&str> = todo.iter().map(|file| file.route.as_str()).collect();
    fs::write(&mark, announced.join("\n")).map_err(failed(&mark))?;
    for file in todo {
        let written = plan.write(file)?;
        manifest.insert(file.route.as_str().to_owned(), written);
    }
    for orphan in orphans {
        plan.remove(&orphan)?;
    }
    let path = out.join(MANIFEST);
    fs::write(&path, manifest::text(&manifest)).map_err(failed(&path))?;
    fs::remove_file(&mark).map_err(failed(&mark))?;
    Ok(plan.outcome)
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
    let ours = manifest::read(out).unwrap_or_default();
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
    outcome.removed = ours.keys().filter(|path| !now.contains(path.as_str())).count();
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
fn keep_foreign(out: &Path, stage: &Path, ours: &Manifest) -> Result<(), OutputError> {
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
            } else if !ours.contains_key(&name)
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

struct Plan<'a> {
    out: &'a Path,
    trusted: bool,
    old: Manifest,
    outcome: Outcome,
}

impl Plan<'_> {
    /// Which files must be written, and the manifest of those that need not.
    fn compare<'f>(&mut self, files: &'f [Rendered]) -> (Vec<&'f Rendered>, Manifest) {
        let (mut todo, mut manifest) = (Vec::new(), Manifest::new());
        for file in files {
            match self.is_right(file) {
                Some(written) => {
                    self.outcome.unchanged += 1;
                    manifest.insert(file.route.as_str().to_owned(), written);
                }
                None => todo.push(file),
            }
        }
        (todo, manifest)
    }

    /// Whether the file on disk has these bytes. The manifest's word is taken when length and time still agree;
    /// otherwise the bytes are read.
    fn is_right(&self, file: &Rendered) -> Option<Written> {
        let path = self.out.join(file.route.as_str());
        let metadata = fs::symlink_metadata(&path).ok().filter(Metadata::is_file)?;
        let len = file.bytes.len() as u64;
        if metadata.len() != len {
            return None;
        }
        let hash = xxh3_128(&file.bytes);
        let now = Written {
            hash,
            len,
            modified: modified(&metadata),
        };
        if self.trusted && self.old.get(file.route.as_str()) == Some(&now) {
            return Some(now);
        }
        (fs::read(&path).ok()? == file.bytes).then_some(now)
    }

    fn write(&mut self, file: &Rendered) -> Result<Written, OutputError> {
        let path = self.out.join(file.route.as_str());
        let failed = |error: io::Error| OutputError::new(&path, &error);
        if fs::symlink_metadata(&path).is_ok_and(|it| it.file_type().is_symlink()) {
            fs::remove_file(&path).map_err(failed)?;
        }
        if let Err(error) = fs::write(&path, &file.bytes) {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(failed(error));
            }
            fs::create_dir_all(path.parent().unwrap_or(self.out)).map_err(failed)?;
            fs::write(&path, &file.bytes).map_err(failed)?;
        }
        self.outcome.written += 1;
        let metadata = fs::symlink_metadata(&path).map_err(failed)?;
        Ok(Written {
            hash: xxh3_128(&file.bytes),
            len: file.bytes.len() as u64,
            modified: modified(&metadata),
        })
    }

    /// Files of the last build that the site no longer has.
    fn orphans(&self, files: &[Rendered]) -> Vec<String> {
        let now: BTreeSet<&str> = files.iter().map(|file| file.route.as_str()).collect();
        self.old
            .keys()
            .filter(|path| !now.contains(path.as_str()))
            .cloned()
            .collect()
    }

    /// Removes a file of ours and the folders it leaves empty.
    fn remove(&mut self, name: &str) -> Result<(), OutputError> {
        if crate::Route::file(name).is_none() {
            return Ok(());
        }
        let path = self.out.join(name);
        match fs::remove_file(&path) {
            Ok(()) => self.outcome.removed += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(OutputError::new(&path, &error)),
        }
        let mut folder = path.parent();
        while let Some(it) = folder.filter(|it| *it != self.out) {
            if fs::remove_dir(it).is_err() {
                break;
            }
            folder = it.parent();
        }
        Ok(())
    }
}

fn modified(metadata: &Metadata) -> u128 {
    let since = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |time| time.as_nanos())
}
