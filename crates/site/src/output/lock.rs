//! One build at a time in one folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::OutputError;

/// Held while a build writes. The kernel lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of an output folder. The lock file stands beside the folder, not in it.
    ///
    /// # Errors
    /// Another build holds it (its process id is in the message), or the file cannot be made.
    pub fn take(out: &Path) -> Result<Lock, OutputError> {
        let path = lock_path(out);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| OutputError::new(parent, &error))?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options
            .open(&path)
            .map_err(|error| OutputError::new(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim();
                let who = if holder.is_empty() {
                    "another build".to_owned()
                } else {
                    format!("process {holder}")
                };
                return Err(OutputError {
                    path: out.to_owned(),
                    message: format!("{who} is writing to this folder"),
                });
            }
            Err(TryLockError::Error(error)) => return Err(OutputError::new(&path, &error)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| write!(file, "{}", std::process::id()));
        written.map_err(|error| OutputError::new(&path, &error))?;
        Ok(Lock { _file: file })
    }
}

fn lock_path(out: &Path) -> PathBuf {
    let name = out
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    out.with_file_name(format!(".{name}.gen-lock"))
}
