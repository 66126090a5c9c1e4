//! A site on its way to the disk.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use tempfile::SpooledTempFile;

use super::file::{self, OutputError};
use super::manifest::{self, IN_PROGRESS, MANIFEST};
use super::{Lock, swap};
use crate::{Rendered, Route};

/// How many bytes wait in memory before the rest waits in a file without a name.
const IN_MEMORY: usize = 8 << 20;

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

/// A site whose files are put one by one, from any thread, and written together when all are there.
///
/// Until [`Draft::finish`] nothing in the output folder changes. Files that are right on disk already are forgotten
/// at once, and the others wait outside of memory, so that a large site needs no large machine.
pub struct Draft {
    out: PathBuf,
    /// Where files are compared and written: the folder itself, or the stage that will take its place.
    target: PathBuf,
    /// Whether nothing can be right already.
    is_new: bool,
    waiting: Mutex<Waiting>,
    _lock: Lock,
}

/// The files put so far.
struct Waiting {
    files: Vec<(Route, State)>,
    spool: SpooledTempFile,
    end: u64,
    failed: Option<io::Error>,
}

/// Where a file's bytes are.
enum State {
    /// On disk.
    Right,
    /// In the spool: where they start, and how many they are.
    Spooled(u64, usize),
}

impl Draft {
    /// Begins a site in a folder. With `atomic`, the whole tree is staged beside the folder and swapped in, so that
    /// a reader sees the old site or the new one and nothing between.
    ///
    /// # Errors
    /// Another build is writing there, the folder holds files but no manifest (it is not ours), or nothing can be
    /// written beside it.
    pub fn open(out: &Path, atomic: bool) -> Result<Draft, OutputError> {
        let lock = Lock::take(out)?;
        refuse_foreign(out)?;
        let target = if atomic { swap::stage(out)? } else { out.to_owned() };
        let beside = out.parent().filter(|it| !it.as_os_str().is_empty());
        let spool = tempfile::spooled_tempfile_in(IN_MEMORY, beside.unwrap_or(Path::new(".")));
        let waiting = Waiting {
            files: Vec::new(),
            spool,
            end: 0,
            failed: None,
        };
        Ok(Draft {
            out: out.to_owned(),
            is_new: !target.exists(),
            target,
            waiting: Mutex::new(waiting),
            _lock: lock,
        })
    }

    /// Puts a file into the site.
    pub fn put(&self, file: Rendered) {
        let Rendered { route, bytes } = file;
        let is_right = !self.is_new && file::is_right(&self.target.join(route.as_str()), &bytes);
        // Bytes are compared outside of the lock and copied inside of it.
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if is_right {
            waiting.files.push((route, State::Right));
        } else {
            waiting.spool(route, &bytes);
        }
    }

    /// Makes the folder hold exactly the files put, touching only what differs, the manifest last.
    ///
    /// # Errors
    /// Something cannot be written. What was written by then stays, and the in-progress mark names the rest for the
    /// next build; an atomic build leaves the old site as it was.
    pub fn finish(self) -> Result<Outcome, OutputError> {
        let mut waiting = self.waiting.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = waiting.failed.take() {
            return Err(OutputError::new(&self.out, &error));
        }
        waiting.files.sort_by(|(a, _), (b, _)| a.cmp(b));
        waiting.files.dedup_by(|(a, _), (b, _)| a == b);
        let outcome = waiting.write(&self.target)?;
        if self.target == self.out {
            return Ok(outcome);
        }
        let now: BTreeSet<&str> = waiting.files.iter().map(|(route, _)| route.as_str()).collect();
        let removed = swap::swap(&self.out, &self.target, &now)?;
        Ok(Outcome { removed, ..outcome })
    }
}

impl Waiting {
    fn spool(&mut self, route: Route, bytes: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        match self.spool.write_all(bytes) {
            Ok(()) => {
                self.files.push((route, State::Spooled(self.end, bytes.len())));
                self.end += bytes.len() as u64;
            }
            Err(error) => self.failed = Some(error),
        }
    }

    fn write(&mut self, out: &Path) -> Result<Outcome, OutputError> {
        fs::create_dir_all(out).map_err(|error| OutputError::new(out, &error))?;
        let paths: Vec<&str> = self.files.iter().map(|(route, _)| route.as_str()).collect();
        let now: BTreeSet<&str> = paths.iter().copied().collect();
        let mut orphans: Vec<String> = manifest::ours(out).into_iter().collect();
        orphans.retain(|path| !now.contains(path.as_str()));
        let (manifest, mark) = (out.join(MANIFEST), out.join(IN_PROGRESS));
        let list = paths.join("\n");
        let is_spooled = |(_, state): &&(Route, State)| matches!(state, State::Spooled(..));
        let todo: Vec<&str> = self
            .files
            .iter()
            .filter(is_spooled)
            .map(|(route, _)| route.as_str())
            .collect();
        let mut outcome = Outcome {
            written: todo.len(),
            unchanged: self.files.len() - todo.len(),
            removed: 0,
        };
        let is_whole = !mark.exists() && file::is_right(&manifest, list.as_bytes());
        if todo.is_empty() && orphans.is_empty() && is_whole {
            return Ok(outcome);
        }
        file::put(&mark, todo.join("\n").as_bytes())?;
        self.copy(out)?;
        for orphan in orphans {
            outcome.removed += usize::from(file::remove(out, &orphan)?);
        }
        file::put(&manifest, list.as_bytes())?;
        fs::remove_file(&mark).map_err(|error| OutputError::new(&mark, &error))?;
        Ok(outcome)
    }

    /// Copies what waits in the spool to its places.
    fn copy(&mut self, out: &Path) -> Result<(), OutputError> {
        // Reading the spool is copying memory; making files is what takes its time.
        let spool = Mutex::new(&mut self.spool);
        let put = |bytes: &mut Vec<u8>, (route, state): &(Route, State)| {
            let State::Spooled(start, len) = *state else {
                return Ok(());
            };
            let path = out.join(route.as_str());
            bytes.resize(len, 0);
            fetch(&spool, start, bytes).map_err(|error| OutputError::new(&path, &error))?;
            file::put(&path, bytes)
        };
        self.files
            .par_iter()
            .with_max_len(64)
            .try_for_each_init(Vec::new, put)
    }
}

/// Reads the bytes that start somewhere in the spool.
fn fetch(spool: &Mutex<&mut SpooledTempFile>, start: u64, bytes: &mut [u8]) -> io::Result<()> {
    let mut spool = spool.lock().unwrap_or_else(PoisonError::into_inner);
    spool.seek(SeekFrom::Start(start))?;
    spool.read_exact(bytes)
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
