//! Writing files that are not there yet.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// A file to write.
pub(super) struct New {
    /// Relative to the folder.
    pub(super) path: &'static str,
    /// What is in it.
    pub(super) text: String,
    /// What to tell the owner of a file that is there already.
    pub(super) advice: Option<&'static str>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It was written.
    New(&'static str),
    /// It was there, with what should be in it.
    Kept(&'static str, Option<&'static str>),
}

/// Writes each file unless there is one of its name.
///
/// # Errors
/// A folder or file that cannot be written; the message names it.
pub(super) fn write_new(folder: &Path, files: &[New]) -> Result<Vec<Written>, String> {
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(file.path);
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(failed)?;
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut open) => {
                open.write_all(file.text.as_bytes()).map_err(failed)?;
                written.push(Written::New(file.path));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                written.push(Written::Kept(file.path, file.advice));
            }
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(written)
}
