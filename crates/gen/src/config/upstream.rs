//! What `gen sync` fetches for a source.

use std::path::PathBuf;

use super::Address;

/// A part of a repository, and the folder it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upstream {
    /// The source's name.
    pub(crate) name: String,
    /// Where from.
    pub(crate) repository: Address,
    /// The branch; the repository's own choice without one.
    pub(crate) branch: Option<String>,
    /// The commit to stay at, in full.
    pub(crate) commit: Option<String>,
    /// Folders and files of the repository, without a slash at either end, sorted; `.` is all of it.
    pub(crate) paths: Vec<String>,
    /// Where to.
    pub(crate) folder: PathBuf,
    /// The source whose globs say which files are of use; all of them without one.
    pub(crate) reader: Option<corpus::Source>,
}

/// A name that can be a folder's.
pub(super) fn is_plain_name(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    starts_well && name.len() <= 64 && name.chars().all(plain) && !name.ends_with('.')
}

/// The name of a branch that git takes for nothing else.
pub(super) fn is_branch(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '+' | '#');
    !name.is_empty()
        && name.chars().all(plain)
        && !name.starts_with(['-', '/', '.'])
        && !name.ends_with(['/', '.'])
        && !name.contains("..")
        && !name.contains("//")
}

/// A full object id: SHA-1 or SHA-256 in lower-case hexadecimal digits.
pub(crate) fn is_object_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64)
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A path of a repository without slashes at its ends; `None` if it would lead out of it or into git's own.
pub(super) fn repository_path(path: &str) -> Option<String> {
    let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
    if matches!(path, "" | ".") {
        return Some(".".to_owned());
    }
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':']);
    path.split('/').all(is_name).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{is_branch, is_object_id, is_plain_name, repository_path};

    #[test]
    fn names_stay_where_they_are_put() {
        assert!(is_plain_name("sigma") && is_plain_name("3cx.rules-2"));
        for name in ["", "..", ".x", "a/b", "A", "-u", "a b", "a."] {
            assert!(!is_plain_name(name), "{name}");
        }
        assert!(is_branch("main") && is_branch("release/9.1"));
        for name in ["", "-x", "a..b", "ma*n", "a:b", "/a", "a b", "a//b", "@{-1}"] {
            assert!(!is_branch(name), "{name}");
        }
        assert!(is_object_id(&"a1".repeat(20)) && !is_object_id("a1a1a1") && !is_object_id(&"A1".repeat(20)));
    }

    #[test]
    fn paths_stay_in_the_repository() {
        assert_eq!(repository_path("./rules/").as_deref(), Some("rules"));
        assert_eq!(repository_path(".").as_deref(), Some("."));
        assert_eq!(
            repository_path("Hunting Queries/x").as_deref(),
            Some("Hunting Queries/x")
        );
        for path in [
            "/etc",
            "../x",
            "a/../b",
            ".git",
            "a/.git/hooks",
            "a//b",
            "a\\b",
            "c:x",
        ] {
            assert_eq!(repository_path(path), None, "{path}");
        }
    }
}
