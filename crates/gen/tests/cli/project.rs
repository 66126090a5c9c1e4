//! A project in a temporary folder, and running `gen` in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A rule that reads, detects one value and is tagged.
pub(crate) const RULE: &str = "title: Odd reader\nid: 5b0c1a64-0000-4000-8000-000000000001\nstatus: test\n\
    description: An office program starts a shell.\nauthor: The gen authors\nlogsource:\n    category: process_creation\n    \
    product: windows\ndetection:\n    selection:\n        ParentImage|endswith: '\\winword.exe'\n        \
    Image|endswith: '\\cmd.exe'\n    filter:\n        CommandLine|contains: 'allowed'\n    \
    condition: selection and not filter\nlevel: high\ntags:\n    - attack.execution\n    - attack.t1204.002\n";

const CONFIG: &str = "title = \"Sample\"\n\n[[source]]\nname = \"own\"\nvendor = \"sigma\"\npath = \"rules\"\nlicence = \"Apache-2.0\"\n";

pub(crate) struct Project {
    folder: TempDir,
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    /// One rule and a configuration that points at it.
    pub(crate) fn new() -> Self {
        let project = Project {
            folder: TempDir::new().expect("a temporary folder"),
        };
        project.write("site.toml", CONFIG);
        project.write("rules/rules/one.yml", RULE);
        project
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gen"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .env_remove("CLICOLOR_FORCE");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().expect("gen runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("gen prints UTF-8");
        Run {
            code: status.code().unwrap_or(-1),
            stdout: text(stdout),
            stderr: text(stderr),
        }
    }

    /// A run that must go well.
    pub(crate) fn ok(&self, arguments: &[&str]) -> Run {
        let run = self.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        run
    }

    /// Every file below a folder that a reader of the site could fetch.
    pub(crate) fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let mut files = BTreeMap::new();
        collect(&root, &root, &mut files);
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if !entry.file_name().to_string_lossy().starts_with(".gen-") {
            let name = path
                .strip_prefix(root)
                .expect("below the root")
                .to_string_lossy()
                .into_owned();
            files.insert(name, fs::read(&path).expect("a readable file"));
        }
    }
}
