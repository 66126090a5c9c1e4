//! Which files of a source are opened.
//!
//! Only regular files whose path matches the globs. Links are not followed; links, pipes, sockets and devices
//! are reported and never opened. Folders whose name starts with a dot are not entered.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::vendors::About;
use crate::{Problem, ProblemCode, Source};

/// The most files that are read of one source.
const MAX_FILES: usize = 100_000;

/// A file to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    /// Its size in bytes, as the folder tells it.
    pub(crate) bytes: u64,
}

/// Walks a source; files come sorted by path.
pub(crate) fn walk(source: &Source, about: &About) -> (Vec<Found>, Vec<Problem>) {
    let mut problems = Vec::new();
    let globs = Globs::of(source, about, &mut problems);
    let mut files = Vec::new();
    let walker = WalkDir::new(&source.root).follow_links(false).sort_by_file_name();
    for entry in walker.into_iter().filter_entry(|entry| !is_hidden_folder(entry)) {
        let found = match entry {
            Ok(entry) => look_at(&source.root, &entry, &globs, &mut problems),
            Err(error) => {
                let path = error.path().and_then(|path| relative(&source.root, path));
                let message = format!("the folder cannot be walked: {}", cause(&error));
                problems
                    .push(Problem::error(&path.unwrap_or_default(), message).of(ProblemCode::UnreadableFile));
                None
            }
        };
        files.extend(found);
        if files.len() > MAX_FILES {
            files.pop();
            let message = format!("the source has more than {MAX_FILES} files; the rest is not read");
            problems.push(Problem::error("", message).of(ProblemCode::Configuration));
            break;
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, problems)
}

/// The error's reason without the machine's own path.
fn cause(error: &walkdir::Error) -> String {
    match error.io_error() {
        Some(io) => io.kind().to_string(),
        None => "a loop of folders".to_owned(),
    }
}

fn look_at(root: &Path, entry: &DirEntry, globs: &Globs, problems: &mut Vec<Problem>) -> Option<Found> {
    // A source's own folder may be a link: whoever configured it said so.
    if entry.file_type().is_dir() || entry.depth() == 0 && entry.path().is_dir() {
        return None;
    }
    let Some(path) = relative(root, entry.path()) else {
        let shown = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let message = "the file's name is not UTF-8, so it is not read";
        problems.push(Problem::warning(&shown.to_string_lossy(), message).of(ProblemCode::SkippedFile));
        return None;
    };
    if let Some(kind) = irregular(entry) {
        let message = format!("this is a {kind}, so it is not opened");
        problems.push(Problem::warning(&path, message).of(ProblemCode::SkippedFile));
        return None;
    }
    if !globs.wants(&path) {
        return None;
    }
    match entry.metadata() {
        Ok(metadata) => Some(Found {
            path,
            bytes: metadata.len(),
        }),
        Err(error) => {
            let message = format!("the file went away: {}", cause(&error));
            problems.push(Problem::warning(&path, message).of(ProblemCode::UnreadableFile));
            None
        }
    }
}

fn irregular(entry: &DirEntry) -> Option<&'static str> {
    let kind = entry.file_type();
    if kind.is_symlink() {
        Some("symbolic link")
    } else if kind.is_file() {
        None
    } else {
        Some("pipe, socket or device")
    }
}

fn is_hidden_folder(entry: &DirEntry) -> bool {
    let hidden = entry
        .file_name()
        .to_str()
        .is_some_and(|name| name.starts_with('.'));
    hidden && entry.depth() > 0 && entry.file_type().is_dir()
}

/// The path below the root with forward slashes; `None` unless it is UTF-8.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(parts?.join("/"))
}

/// What a file must and must not match.
struct Globs {
    wanted: GlobSet,
    companions: GlobSet,
    unwanted: GlobSet,
}

impl Globs {
    fn of(source: &Source, about: &About, problems: &mut Vec<Problem>) -> Self {
        let own = |globs: &[&str]| globs.iter().map(ToString::to_string).collect::<Vec<_>>();
        let include = if source.include.is_empty() {
            own(about.include)
        } else {
            source.include.clone()
        };
        let exclude = [own(about.exclude), source.exclude.clone()].concat();
        Globs {
            wanted: set(&include, problems),
            companions: set(&own(about.companions), problems),
            unwanted: set(&exclude, problems),
        }
    }

    fn wants(&self, path: &str) -> bool {
        (self.wanted.is_match(path) || self.companions.is_match(path)) && !self.unwanted.is_match(path)
    }
}

fn set(globs: &[String], problems: &mut Vec<Problem>) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        match GlobBuilder::new(glob).literal_separator(true).build() {
            Ok(glob) => drop(builder.add(glob)),
            Err(error) => {
                let message = format!("not a glob: {error}");
                problems.push(Problem::error("", message).of(ProblemCode::Configuration));
            }
        }
    }
    builder.build().unwrap_or_else(|error| {
        let message = format!("these globs are too many or too large: {error}");
        problems.push(Problem::error("", message).of(ProblemCode::Configuration));
        GlobSet::empty()
    })
}
