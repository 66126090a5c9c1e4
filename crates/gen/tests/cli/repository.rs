//! Repositories to sync from, made by the tests.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub(crate) struct Repository {
    folder: TempDir,
}

impl Repository {
    /// An empty repository that lets parts of itself be fetched, as the large hosts do.
    pub(crate) fn new() -> Self {
        let repository = Repository {
            folder: TempDir::new().expect("a temporary folder"),
        };
        repository.git(&["init", "--quiet", "--bare", "--initial-branch=main", "."]);
        repository.git(&["config", "uploadpack.allowFilter", "true"]);
        repository
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn url(&self) -> String {
        format!("file://{}", self.folder.path().display())
    }

    /// Commits these regular files, and no others, to `main`; gives the commit.
    pub(crate) fn commit(&self, files: &[(&str, &str)]) -> String {
        let entries = files
            .iter()
            .map(|(path, text)| ("100644", *path, *text))
            .collect::<Vec<_>>();
        self.commit_entries(&entries)
    }

    /// Commits entries of any mode; a submodule's text is the commit it points to.
    pub(crate) fn commit_entries(&self, entries: &[(&str, &str, &str)]) -> String {
        let parent = self.try_git(&["rev-parse", "--verify", "--quiet", "main"], &[]);
        let mut stream =
            String::from("commit refs/heads/main\ncommitter A <a@example.org> 1767225600 +0100\ndata 1\nx\n");
        if let Some(parent) = parent {
            stream += &format!("from {}\ndeleteall\n", parent.trim());
        }
        for (mode, path, text) in entries {
            if *mode == "160000" {
                stream += &format!("M 160000 {text} {path}\n");
            } else {
                stream += &format!("M {mode} inline {path}\ndata {}\n{text}\n", text.len());
            }
        }
        self.feed(&["fast-import", "--quiet", "--force"], stream.as_bytes());
        self.git(&["rev-parse", "main"])
    }

    /// Points `main` at a commit of a tree whose entries are written as they are given, which git itself would refuse.
    pub(crate) fn commit_raw(&self, entries: &[(&str, &[u8], &str)]) -> String {
        let mut tree = Vec::new();
        for (mode, name, id) in entries {
            tree.extend_from_slice(mode.as_bytes());
            tree.push(b' ');
            tree.extend_from_slice(name);
            tree.push(0);
            let byte = |at: usize| u8::from_str_radix(&id[at..at + 2], 16).expect("hexadecimal digits");
            tree.extend((0..id.len()).step_by(2).map(byte));
        }
        let tree = self.feed(
            &["hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
            &tree,
        );
        let commit = self.git(&["commit-tree", "-m", "x", &tree]);
        self.git(&["update-ref", "refs/heads/main", &commit]);
        commit
    }

    /// Stores a file; gives its id.
    pub(crate) fn blob(&self, text: &str) -> String {
        self.feed(&["hash-object", "-w", "--stdin"], text.as_bytes())
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        self.feed(arguments, &[])
    }

    fn feed(&self, arguments: &[&str], input: &[u8]) -> String {
        let printed = self.try_git(arguments, input);
        printed
            .unwrap_or_else(|| panic!("git {arguments:?} failed"))
            .trim()
            .to_owned()
    }

    fn try_git(&self, arguments: &[&str], input: &[u8]) -> Option<String> {
        let mut child = Command::new("git")
            .args(arguments)
            .current_dir(self.folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@example.org")])
            .envs([
                ("GIT_COMMITTER_NAME", "A"),
                ("GIT_COMMITTER_EMAIL", "a@example.org"),
            ])
            .envs([
                ("GIT_AUTHOR_DATE", "1767225600 +0100"),
                ("GIT_COMMITTER_DATE", "1767225600 +0100"),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("git runs");
        child
            .stdin
            .take()
            .expect("a pipe")
            .write_all(input)
            .expect("git listens");
        let output = child.wait_with_output().expect("git ends");
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// A `[[source]]` of Sigma rules that is synced.
pub(crate) fn source(name: &str, repository: &str, sync: &str) -> String {
    format!(
        "\n[[source]]\nname = \"{name}\"\nvendor = \"sigma\"\nrepository = \"{repository}\"\nsync = {sync}\n\
         licence = \"MIT\"\n"
    )
}

/// Every path below a folder, links and hidden files included, with what it is.
pub(crate) fn everything(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
            let kind = entry.file_type().expect("a kind");
            let what = match (kind.is_dir(), kind.is_symlink()) {
                (_, true) => "link",
                (true, _) => "folder",
                _ => "file",
            };
            if kind.is_dir() {
                open.push(entry.path());
            }
            found.push((entry.path(), what));
        }
    }
    found.sort();
    found
}
