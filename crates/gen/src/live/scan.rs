//! What changed: all inputs looked at, and compared with the last look.
//!
//! Events tell when to look, never what to find: they come late, twice or, when the system's queue is full, not at
//! all. A file whose length, times and place on disk are those of the last look is taken as unchanged; of any other
//! the bytes decide. A file changed within the clock's grain of the last look could pass for unchanged, so until it
//! has grown older than that, its bytes decide as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, Metadata};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};
use xxhash_rust::xxh3::xxh3_128;

use super::roots::{Depth, Root, Roots};

/// Coarser than the time stamps of any file system in use (FAT: two seconds).
const GRAIN: Duration = Duration::from_secs(2);

/// The paths that were added, changed or removed, as the configuration spells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// The paths.
    pub(crate) paths: BTreeSet<PathBuf>,
}

impl Changes {
    /// Whether nothing changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Whether the file, or anything below the folder, changed.
    pub(crate) fn touch(&self, root: &Path) -> bool {
        let from = (Bound::Included(root), Bound::Unbounded);
        self.paths
            .range::<Path, _>(from)
            .next()
            .is_some_and(|path| path.starts_with(root))
    }
}

/// At the head of a line: `changed: rules/a.yml and 2 more; `, or nothing.
impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.paths.first() else {
            return Ok(());
        };
        write!(f, "changed: {}", first.display())?;
        match self.paths.len() {
            1 => f.write_str("; "),
            n => write!(f, " and {} more; ", n - 1),
        }
    }
}

/// What the last look saw.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    files: BTreeMap<PathBuf, Seen>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    stamp: Stamp,
    /// Of its bytes, once these were needed.
    hash: Option<u128>,
    /// Whether it was changed so shortly before the look that the stamp cannot be trusted.
    fresh: bool,
}

/// What the folder tells of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// When and where it was last put: set by the system alone, so that a copy with its old times is noticed.
    changed: (i64, i64, u64),
}

impl Snapshot {
    /// Looks at all inputs without asking what changed.
    pub(crate) fn take(roots: &Roots) -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.look(roots);
        snapshot
    }

    /// Looks at all inputs: what changed since the last look.
    pub(crate) fn look(&mut self, roots: &Roots) -> Changes {
        let now = SystemTime::now();
        let mut changes = Changes::default();
        let mut files = BTreeMap::new();
        // Most of a look is waiting for the system, and roots can be waited for at once.
        let walks = roots.inputs.par_iter().with_max_len(1);
        let walked: Vec<Vec<(PathBuf, Metadata)>> = walks.map(|root| walk(root, &roots.out)).collect();
        for walked in walked {
            for (path, metadata) in walked {
                let stamp = Stamp::of(&metadata);
                let before = self.files.get(&path);
                let (seen, changed) = compare(&path, stamp, before, now);
                if changed {
                    changes.paths.insert(path.clone());
                }
                files.insert(path, seen);
            }
        }
        let gone = self.files.keys().filter(|path| !files.contains_key(*path));
        changes.paths.extend(gone.cloned());
        self.files = files;
        changes
    }

    /// Looks at some paths alone, named as the system names them: what changed there since the last look. Nothing if
    /// they are not all files, known or new, in folders that were walked: then all inputs have to be looked at.
    pub(crate) fn glance(&mut self, roots: &Roots, paths: &BTreeSet<PathBuf>) -> Option<Changes> {
        let now = SystemTime::now();
        let looked = roots.spelled(paths).into_iter().map(|path| {
            let metadata = fs::symlink_metadata(&path).ok();
            (path, metadata)
        });
        let looked: Vec<(PathBuf, Option<Metadata>)> = looked.collect();
        let is_file = |it: &Option<Metadata>| it.as_ref().is_none_or(Metadata::is_file);
        if !looked
            .iter()
            .all(|(path, it)| is_file(it) && !self.is_folder(path))
        {
            return None;
        }
        let mut changes = Changes::default();
        for (path, metadata) in looked {
            let before = self.files.get(&path);
            let Some(metadata) = metadata else {
                if self.files.remove(&path).is_some() {
                    changes.paths.insert(path);
                }
                continue;
            };
            let (seen, changed) = compare(&path, Stamp::of(&metadata), before, now);
            self.files.insert(path.clone(), seen);
            if changed {
                changes.paths.insert(path);
            }
        }
        Some(changes)
    }

    /// Whether there were files below this path.
    fn is_folder(&self, path: &Path) -> bool {
        let below = (Bound::Excluded(path), Bound::Unbounded);
        let next = self.files.range::<Path, _>(below).next();
        next.is_some_and(|(file, _)| file.starts_with(path))
    }

    /// Reads the bytes of all files, so that later a touched file is told from a changed one.
    pub(crate) fn learn(&mut self) {
        for (path, seen) in &mut self.files {
            if seen.hash.is_some() {
                continue;
            }
            let hash = hash(path);
            let unmoved = fs::metadata(path).is_ok_and(|it| Stamp::of(&it) == seen.stamp);
            seen.hash = hash.filter(|_| unmoved);
        }
    }
}

/// All input files, sorted.
pub(crate) fn input_files(roots: &Roots) -> Vec<PathBuf> {
    let walked = roots.inputs.iter().flat_map(|root| walk(root, &roots.out));
    let mut files: Vec<PathBuf> = walked.map(|(path, _)| path).collect();
    files.sort();
    files.dedup();
    files
}

/// The file as it is now, and whether it is another than before.
fn compare(path: &Path, stamp: Stamp, before: Option<&Seen>, now: SystemTime) -> (Seen, bool) {
    let age = stamp.modified.and_then(|at| now.duration_since(at).ok());
    let fresh = age.is_none_or(|age| age < GRAIN);
    match before {
        Some(seen) if seen.stamp == stamp && !seen.fresh => (*seen, false),
        Some(seen) => {
            let hash = hash(path);
            // A file that cannot be read has no hash; its stamp is all there is to go by.
            let same = match (seen.hash, hash) {
                (Some(before), Some(now)) => before == now,
                _ => seen.stamp == stamp,
            };
            (Seen { stamp, hash, fresh }, !same)
        }
        None => {
            let hash = if fresh { hash(path) } else { None };
            (Seen { stamp, hash, fresh }, true)
        }
    }
}

fn hash(path: &Path) -> Option<u128> {
    fs::read(path).ok().map(|bytes| xxh3_128(&bytes))
}

/// The regular files of a root. What cannot be looked at is not there.
fn walk(root: &Root, out: &Path) -> Vec<(PathBuf, Metadata)> {
    if root.depth == Depth::File {
        let metadata = fs::metadata(&root.path).ok().filter(Metadata::is_file);
        return metadata.map(|it| (root.path.clone(), it)).into_iter().collect();
    }
    let enter = |entry: &DirEntry| {
        let name = entry.file_name().to_str().unwrap_or_default();
        let folder = entry.file_type().is_dir();
        let hidden = root.depth == Depth::Visible && name.starts_with('.');
        entry.depth() == 0 || !(folder && (hidden || entry.path() == out))
    };
    WalkDir::new(&root.path)
        .into_iter()
        .filter_entry(enter)
        .flatten()
        .filter_map(|entry| Some((entry.path().to_owned(), regular(&entry)?)))
        .collect()
}

/// A regular file's metadata. A link counts as the file it leads to: some readers follow it, and what one does not
/// read costs nothing here.
fn regular(entry: &DirEntry) -> Option<Metadata> {
    let metadata = if entry.path_is_symlink() {
        fs::metadata(entry.path()).ok()?
    } else if entry.file_type().is_file() {
        entry.metadata().ok()?
    } else {
        return None;
    };
    metadata.is_file().then_some(metadata)
}

impl Stamp {
    fn of(metadata: &Metadata) -> Stamp {
        Stamp {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            changed: changed(metadata),
        }
    }
}

#[cfg(unix)]
fn changed(metadata: &Metadata) -> (i64, i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.ctime(), metadata.ctime_nsec(), metadata.ino())
}

#[cfg(not(unix))]
fn changed(_: &Metadata) -> (i64, i64, u64) {
    (0, 0, 0)
}
