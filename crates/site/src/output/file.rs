//! Single files: comparing, writing, removing.

use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

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

/// Whether a regular file holds exactly these bytes.
pub(super) fn is_right(path: &Path, bytes: &[u8]) -> bool {
    let metadata = fs::symlink_metadata(path).ok().filter(Metadata::is_file);
    metadata.is_some_and(|it| it.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|found| found == bytes)
}

/// Writes a file in place, with the folders it needs. A link is replaced, not followed.
pub(super) fn put(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
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
pub(super) fn remove(out: &Path, name: &str) -> Result<bool, OutputError> {
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
