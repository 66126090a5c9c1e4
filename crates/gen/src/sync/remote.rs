//! A repository's commits, lists of files, and files.
//!
//! One commit is fetched without its history and without any file; then the files that are of use, all at once, as git
//! itself does when it fills a partial clone.

use std::collections::BTreeSet;

use super::git::{Git, Hear};
use super::tree::File;
use super::trouble::Trouble;
use crate::config::is_object_id;

/// More than the listing of any rule repository; Azure-Sentinel's has about 10 MB.
const MAX_LISTING: u64 = 256 << 20;

/// What every fetch says.
const FETCH: &[&str] = &[
    "fetch",
    "--progress",
    "--no-tags",
    "--no-write-fetch-head",
    "--recurse-submodules=no",
    "--filter=blob:none",
];

/// A commit's tree and date.
pub(super) struct Facts {
    pub(super) tree: String,
    pub(super) date: String,
}

impl Git {
    /// The newest commit of a branch, or of what the repository calls its head.
    pub(super) fn newest(&self, branch: Option<&str>) -> Result<String, Trouble> {
        let reference = branch.map_or("HEAD".to_owned(), |branch| format!("refs/heads/{branch}"));
        let printed = self.remote(&["ls-remote", "origin", &reference], &[], &|_| {})?;
        let text = String::from_utf8_lossy(&printed).into_owned();
        let mut lines = text.lines().filter_map(|line| line.split_once('\t'));
        let found = lines.find(|(_, name)| *name == reference);
        found
            .map(|(id, _)| id.to_owned())
            .filter(|id| is_object_id(id))
            .ok_or_else(|| match branch {
                Some(branch) => Trouble::new(
                    format!("the repository has no branch {branch:?}"),
                    "was it renamed? Change `branch` in the configuration",
                ),
                None => Trouble::new("the repository is empty", "is the address right?"),
            })
    }

    /// Whether a commit has been fetched.
    pub(super) fn has_commit(&self, commit: &str) -> bool {
        self.local(&["cat-file", "-e", &format!("{commit}^{{tree}}")], None)
            .is_ok()
    }

    /// Fetches a commit and its lists of files, without the files.
    pub(super) fn fetch_commit(&self, commit: &str, hear: Hear<'_>) -> Result<(), Trouble> {
        let arguments = [FETCH, &["--depth=1", "origin", commit]].concat();
        self.remote(&arguments, &[], hear).map(drop)
    }

    /// The commit's tree and date.
    pub(super) fn facts(&self, commit: &str) -> Result<Facts, Trouble> {
        let format = ["--format=%T%n%cd", "--date=format-local:%Y-%m-%dT%H:%M:%SZ"];
        let arguments = [
            &["show", "--no-patch", "--no-show-signature"],
            &format[..],
            &[commit],
        ]
        .concat();
        let text = String::from_utf8_lossy(&self.local(&arguments, Some(4096))?).into_owned();
        let (tree, date) = text.trim().split_once('\n').unwrap_or_default();
        if !is_object_id(tree) {
            return Err(Trouble::new(
                "the commit cannot be read",
                "remove the `.gen-store` folder and sync again",
            ));
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
        Ok(Facts {
            tree: tree.to_owned(),
            date: date.chars().filter(|c| plain(*c)).collect(),
        })
    }

    /// All entries of the commit, as `ls-tree -r -z` prints them.
    pub(super) fn list(&self, commit: &str) -> Result<Vec<u8>, Trouble> {
        self.local(&["ls-tree", "-r", "-z", "--full-tree", commit], Some(MAX_LISTING))
    }

    /// Which of the files have not been fetched.
    pub(super) fn missing(&self, commit: &str, files: &[File]) -> Result<BTreeSet<String>, Trouble> {
        let printed = self.local(
            &["rev-list", "--objects", "--missing=print", commit],
            Some(MAX_LISTING),
        )?;
        let text = String::from_utf8_lossy(&printed).into_owned();
        let missing: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_prefix('?')).collect();
        let wanted = files.iter().map(|file| file.id.clone());
        Ok(wanted.filter(|id| missing.contains(id.as_str())).collect())
    }

    /// Fetches files by their ids.
    pub(super) fn fetch_files(&self, ids: &BTreeSet<String>, hear: Hear<'_>) -> Result<(), Trouble> {
        let list: String = ids.iter().map(|id| format!("{id}\n")).collect();
        let arguments = [FETCH, &["--stdin", "origin"]].concat();
        self.remote(&arguments, list.as_bytes(), hear).map(drop)
    }
}
