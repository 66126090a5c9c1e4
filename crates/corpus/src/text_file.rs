//! A file's bytes to text.
//!
//! Text is UTF-8 and holds no NUL. A byte order mark is taken off; anything else is refused with the offset
//! of the first byte that cannot be read, never replaced.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rule::{Lines, Span};

use crate::{Problem, ProblemCode};

/// The largest rule file that is opened; the largest real one has 295 KB.
pub(crate) const MAX_RULE_BYTES: u64 = 1 << 20;
/// The largest Python file that is opened.
pub(crate) const MAX_PYTHON_BYTES: u64 = 256 << 10;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TextFile {
    /// Its path, relative to the source's root, with forward slashes.
    pub(crate) path: String,
    /// Its text without a byte order mark; all offsets count from its start.
    pub(crate) text: Arc<str>,
    lines: OnceLock<Lines>,
}

impl TextFile {
    /// Opens a regular file of a known size.
    pub(crate) fn open(root: &Path, path: &str, bytes: u64) -> Result<Self, Problem> {
        let most = if path.ends_with(".py") {
            MAX_PYTHON_BYTES
        } else {
            MAX_RULE_BYTES
        };
        if bytes > most {
            let message = format!("the file has {bytes} bytes, and {most} are the most that is read");
            return Err(refused(path, message));
        }
        let bytes = std::fs::read(root.join(path))
            .map_err(|error| refused(path, format!("the file cannot be read: {error}")))?;
        TextFile::from_bytes(path, bytes)
    }

    /// Reads the bytes of a file.
    pub(crate) fn from_bytes(path: &str, bytes: Vec<u8>) -> Result<Self, Problem> {
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            let problem = refused(path, "the file is UTF-16, at byte 0");
            return Err(problem.with_help(Some("save it as UTF-8")));
        }
        let mut text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            refused(path, format!("the file is not UTF-8, at byte {at}")).with_help(Some("save it as UTF-8"))
        })?;
        if let Some(at) = text.find('\0') {
            return Err(refused(path, format!("the file holds a NUL, at byte {at}")));
        }
        if text.starts_with('\u{FEFF}') {
            text.drain(..'\u{FEFF}'.len_utf8());
        }
        Ok(TextFile::new(path, text))
    }

    /// A file of which path and text are known.
    pub(crate) fn new(path: &str, text: impl Into<Arc<str>>) -> Self {
        TextFile {
            path: path.to_owned(),
            text: text.into(),
            lines: OnceLock::new(),
        }
    }

    /// The lines of its text.
    pub(crate) fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }

    /// The line that a span starts on, from one.
    pub(crate) fn line(&self, span: Span) -> u32 {
        self.lines().position(&self.text, span.start as usize).line
    }

    /// The file's folder, without a slash at the end; empty at the top.
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The file's name without its ending.
    pub(crate) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Whether one of the path's folders has this name.
    pub(crate) fn is_in(&self, name: &str) -> bool {
        self.folder().split('/').any(|folder| folder == name)
    }
}

fn refused(path: &str, message: impl Into<String>) -> Problem {
    Problem::error(path, message).of(ProblemCode::UnreadableFile)
}

#[cfg(test)]
mod tests {
    use super::TextFile;

    fn read(bytes: &[u8]) -> Result<String, String> {
        TextFile::from_bytes("a/b.yml", bytes.to_vec())
            .map(|file| file.text.to_string())
            .map_err(|problem| problem.message)
    }

    #[test]
    fn text_is_utf8_without_a_mark() {
        assert_eq!(read(b"\xEF\xBB\xBFa: 1\r\n"), Ok("a: 1\r\n".to_owned()));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_offset() {
        assert_eq!(
            read(b"a: \xE9"),
            Err("the file is not UTF-8, at byte 3".to_owned())
        );
        assert_eq!(
            read(b"\xFF\xFEa\0"),
            Err("the file is UTF-16, at byte 0".to_owned())
        );
        assert_eq!(read(b"a: \0"), Err("the file holds a NUL, at byte 3".to_owned()));
    }

    #[test]
    fn paths_are_taken_apart() {
        let file = TextFile::new("rules/a.b/c.d.yml", "");
        assert_eq!((file.folder(), file.stem()), ("rules/a.b", "c.d"));
        assert!(file.is_in("a.b") && !file.is_in("a"));
    }
}
