//! Staging a whole tree and swapping it in.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::file::OutputError;
use super::manifest::{self, IN_PROGRESS, MANIFEST};

/// An empty place for a tree beside the folder.
pub(super) fn stage(out: &Path) -> Result<PathBuf, OutputError> {
    let (stage, retired) = (beside(out, "gen-stage"), beside(out, "gen-old"));
    for leftover in [&stage, &retired] {
        if leftover.exists() {
            fs::remove_dir_all(leftover).map_err(|error| OutputError::new(leftover, &error))?;
        }
    }
    Ok(stage)
}

/// Puts the staged tree in the folder's place, and says how many files of ours it no longer has.
pub(super) fn swap(out: &Path, stage: &Path, now: &BTreeSet<&str>) -> Result<usize, OutputError> {
    let retired = beside(out, "gen-old");
    let ours = manifest::ours(out);
    keep_foreign(out, stage, &ours)?;
    if out.exists() {
        fs::rename(out, &retired).map_err(|error| OutputError::new(out, &error))?;
    }
    fs::rename(stage, out).map_err(|error| OutputError::new(stage, &error))?;
    if retired.exists() {
        fs::remove_dir_all(&retired).map_err(|error| OutputError::new(&retired, &error))?;
    }
    Ok(ours.iter().filter(|path| !now.contains(path.as_str())).count())
}

/// A hidden neighbour of the folder.
fn beside(out: &Path, suffix: &str) -> PathBuf {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned());
    out.with_file_name(format!(".{}.{suffix}", name.unwrap_or_default()))
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
