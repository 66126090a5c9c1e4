//! A scratch copy of a site's configuration, with one source copied so that a rule of it can be edited.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use toml::{Table, Value};
use walkdir::WalkDir;

use super::Failure;

/// Where everything is written: memory where the system has a folder for that, so that a disk measures nothing.
const IN_MEMORY: &str = "/dev/shm";

/// Keys of a configuration that hold paths.
const PATHS: &[&str] = &["content", "templates", "static"];

/// The rule that is edited, in Sigma's format, written for this.
const RULE: &str = r"title: Archive unpacked by a rarely seen tool
id: 3f1d2a54-6f0e-4c4b-9d57-0c0f7a1b9e11
status: test
description: A rule that the measurements edit.
author: the authors of gen
date: 2026-01-15
tags:
    - attack.execution
    - attack.t1059.001
logsource:
    category: process_creation
    product: windows
detection:
    selection:
        Image|endswith: '\unpack-VALUE.exe'
        CommandLine|contains: ' -out '
    condition: selection
level: medium
";

/// A site to measure.
pub(super) struct Project {
    folder: TempDir,
    config: Table,
    /// The folders that rules are read from.
    pub(super) sources: Vec<PathBuf>,
    /// ATT&CK bundles.
    pub(super) bundles: Vec<PathBuf>,
    /// What the rules are, for the reader of a table.
    pub(super) name: &'static str,
    edited: PathBuf,
}

impl Project {
    /// The public corpora when they are there, otherwise the starter rules. `corpora` says where they are.
    pub(super) fn open(root: &Path, corpora: Option<&Path>) -> Result<Project, Failure> {
        let public = root.join("../shared/corpus");
        let corpora = corpora.map_or(public, Path::to_owned);
        if corpora.is_dir() {
            return Project::of(root, "site.corpora.toml", "the public corpora", Some(&corpora));
        }
        Project::of(root, "site.toml", "the starter rules (no corpora here)", None)
    }

    fn of(root: &Path, file: &str, name: &'static str, corpora: Option<&Path>) -> Result<Project, Failure> {
        let text =
            fs::read_to_string(root.join(file)).map_err(|error| Failure::at(&root.join(file), &error))?;
        let mut config: Table = text
            .parse()
            .map_err(|error| Failure::new(format!("{file}: {error}")))?;
        resolve(&mut config, root, corpora)?;
        let folder = scratch()?;
        let mut project = Project {
            sources: Vec::new(),
            bundles: bundles(&config),
            name,
            edited: folder.path().join("edited/bench.yml"),
            folder,
            config,
        };
        project.copy_sigma()?;
        project.copy_looks()?;
        project.sources = sources(&mut project.config).iter().filter_map(path).collect();
        project.write()?;
        project.edit(0)?;
        Ok(project)
    }

    /// The configuration file.
    pub(super) fn config(&self) -> PathBuf {
        self.folder.path().join("site.toml")
    }

    /// A path in the scratch folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Gives the edited rule another title, which its technique's page shows; the title.
    pub(super) fn retitle(&self, value: usize) -> Result<String, Failure> {
        let title = format!("Archive unpacked by tool {value}");
        let rule = RULE.replacen("Archive unpacked by a rarely seen tool", &title, 1);
        fs::write(&self.edited, rule).map_err(|error| Failure::at(&self.edited, &error))?;
        Ok(title)
    }

    /// Gives the edited rule another value.
    pub(super) fn edit(&self, value: usize) -> Result<(), Failure> {
        fs::write(&self.edited, RULE.replace("VALUE", &value.to_string()))
            .map_err(|error| Failure::at(&self.edited, &error))
    }

    /// The address of the technique whose page the edited rule is on.
    pub(super) const EDITED_PAGE: &'static str = "/techniques/T1059.001/";

    /// Puts a mark at the end of a file of the scratch folder, in place of the one there; the mark.
    pub(super) fn mark(&self, name: &str, mark: &str) -> Result<String, Failure> {
        let path = self.path(name);
        let failed = |error| Failure::at(&path, &error);
        let text = fs::read_to_string(&path).map_err(failed)?;
        let lines = text.lines().filter(|line| !line.contains("edit "));
        let mut text: String = lines.flat_map(|line| [line, "\n"]).collect();
        text.push_str(mark);
        fs::write(&path, text + "\n").map_err(failed)?;
        Ok(mark.to_owned())
    }

    /// Copies templates and static files, so that they can be edited.
    fn copy_looks(&mut self) -> Result<(), Failure> {
        for key in ["templates", "static"] {
            let from = self.config.get(key).and_then(Value::as_str).map(PathBuf::from);
            let to = self.path(key);
            copy(&from.unwrap_or_default(), &to)?;
            self.config.insert(key.to_owned(), text(&to));
        }
        Ok(())
    }

    /// Copies the first Sigma source, so that the edited rule can stand in it.
    fn copy_sigma(&mut self) -> Result<(), Failure> {
        let to = self.folder.path().join("edited");
        let sources = sources(&mut self.config);
        let sigma = sources
            .iter_mut()
            .find(|it| it.get("vendor").and_then(Value::as_str) == Some("sigma"));
        let Some(source) = sigma.and_then(Value::as_table_mut) else {
            return Err(Failure::new("the configuration has no Sigma source"));
        };
        let from = source.get("path").and_then(Value::as_str).map(PathBuf::from);
        copy(&from.unwrap_or_default(), &to)?;
        source.insert("path".to_owned(), text(&to));
        Ok(())
    }

    /// The configuration with the sources over and over, each copy in a folder of its own.
    pub(super) fn replicated(&self, folders: &[PathBuf]) -> String {
        let mut config = self.config.clone();
        let given = sources(&mut config).to_vec();
        let copy = |(i, folder): (usize, &PathBuf)| {
            let mut source = given[i % given.len()].as_table().cloned().unwrap_or_default();
            let name = source.get("name").and_then(Value::as_str).unwrap_or_default();
            let name = format!("{name}-{}", i / given.len());
            source.insert("name".to_owned(), Value::String(name));
            source.insert("path".to_owned(), text(folder));
            Value::Table(source)
        };
        let copies = folders.iter().enumerate().map(copy).collect();
        config.insert("source".to_owned(), Value::Array(copies));
        config.to_string()
    }

    fn write(&self) -> Result<(), Failure> {
        fs::write(self.config(), self.config.to_string()).map_err(|error| Failure::at(&self.config(), &error))
    }
}

/// A new folder in memory, or where temporary files go.
pub(super) fn scratch() -> Result<TempDir, Failure> {
    let memory = Path::new(IN_MEMORY);
    let builder = || tempfile::Builder::new();
    let made = if memory.is_dir() {
        builder().prefix("gen-bench-").tempdir_in(memory)
    } else {
        builder().prefix("gen-bench-").tempdir()
    };
    made.map_err(|error| Failure::new(format!("no scratch folder: {error}")))
}

/// Copies a folder's files.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    for entry in WalkDir::new(from).into_iter().flatten() {
        let Ok(inside) = entry.path().strip_prefix(from) else {
            continue;
        };
        let target = to.join(inside);
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).map_err(|error| Failure::at(&target, &error))?;
        } else if entry.file_type().is_file() {
            fs::copy(entry.path(), &target).map_err(|error| Failure::at(&target, &error))?;
        }
    }
    Ok(())
}

/// Makes all paths absolute; those of the corpora start at `corpora` if that is given.
fn resolve(config: &mut Table, root: &Path, corpora: Option<&Path>) -> Result<(), Failure> {
    let root = root.canonicalize().map_err(|error| Failure::at(root, &error))?;
    let absolute = |path: &str| match (path.strip_prefix("../shared/corpus/"), corpora) {
        (Some(inside), Some(corpora)) => corpora.join(inside),
        _ => root.join(path),
    };
    for key in PATHS {
        let given = config.get(*key).and_then(Value::as_str).unwrap_or(key);
        let path = absolute(given);
        config.insert((*key).to_owned(), text(&path));
    }
    if let Some(Value::Array(bundles)) = config.get_mut("attack") {
        for bundle in bundles {
            let path = absolute(bundle.as_str().unwrap_or_default());
            *bundle = text(&path);
        }
    }
    for source in sources(config) {
        let path = path(source).unwrap_or_default();
        if let Some(source) = source.as_table_mut() {
            source.insert("path".to_owned(), text(&absolute(&path.to_string_lossy())));
        }
    }
    Ok(())
}

fn sources(config: &mut Table) -> &mut [Value] {
    config
        .get_mut("source")
        .and_then(Value::as_array_mut)
        .map(Vec::as_mut_slice)
        .unwrap_or_default()
}

fn bundles(config: &Table) -> Vec<PathBuf> {
    let bundles = config.get("attack").and_then(Value::as_array);
    let paths = bundles.into_iter().flatten().filter_map(Value::as_str);
    paths.map(PathBuf::from).collect()
}

fn path(source: &Value) -> Option<PathBuf> {
    source.get("path").and_then(Value::as_str).map(PathBuf::from)
}

fn text(path: &Path) -> Value {
    Value::String(path.to_string_lossy().into_owned())
}
