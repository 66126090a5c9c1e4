//! The floor: what reading all input and writing all output costs when nothing is done between.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::Failure;

/// Runs the floor as a process of its own, so that it is measured like what it stands beside: what went wrong, if
/// anything did.
pub fn findings(like: &Path, out: &Path, inputs: &[&str]) -> Vec<String> {
    let inputs: Vec<PathBuf> = inputs.iter().map(PathBuf::from).collect();
    match run(&inputs, like, out) {
        Ok(()) => Vec::new(),
        Err(failure) => vec![failure.to_string()],
    }
}

/// Reads all files of the inputs, then writes files of the names and sizes of those in `like` to `out`.
fn run(inputs: &[PathBuf], like: &Path, out: &Path) -> Result<(), Failure> {
    for path in files(inputs) {
        black_box(fs::read(&path).map_err(|error| Failure::at(&path, &error))?);
    }
    let mut bytes: Vec<u8> = Vec::new();
    for path in files(&[like.to_owned()]) {
        let size = fs::metadata(&path)
            .map_err(|error| Failure::at(&path, &error))?
            .len() as usize;
        if bytes.len() < size {
            bytes.resize(size, b'x');
        }
        let target = out.join(path.strip_prefix(like).unwrap_or(&path));
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| Failure::at(folder, &error))?;
        }
        fs::write(&target, &bytes[..size]).map_err(|error| Failure::at(&target, &error))?;
    }
    Ok(())
}

fn files(roots: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    roots.iter().flat_map(|root| {
        let entries = WalkDir::new(root).into_iter().flatten();
        entries
            .filter(|entry| entry.file_type().is_file())
            .map(walkdir::DirEntry::into_path)
    })
}
