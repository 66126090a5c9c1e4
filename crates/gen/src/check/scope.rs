//! Which remarks were asked for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rule::Rule;

use crate::Exit;
use crate::cli::CheckArgs;
use crate::config::Config;
use crate::report;

/// What a run of `check` is about.
pub(super) struct Scope {
    /// Sources, with the folder they are in; `None` stands for all, and for what belongs to none.
    sources: Option<Vec<(String, PathBuf)>>,
    /// Files and folders; empty for all.
    paths: Vec<PathBuf>,
    only: BTreeSet<String>,
    ignored: BTreeSet<String>,
}

impl Scope {
    /// Reads the arguments.
    ///
    /// # Errors
    /// A path that does not exist, or none of the sources reads.
    pub(super) fn new(config: &Config, args: &CheckArgs) -> Result<Scope, Exit> {
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let roots = config.sources.iter().map(|it| (it.name.clone(), whole(&it.root)));
        let mut roots: Vec<(String, PathBuf)> = roots.collect();
        let mut paths = Vec::new();
        for path in &args.paths {
            let path = path.canonicalize().map_err(|error| {
                report::fail(&format!("{}: {error}", path.display()));
                Exit::Usage
            })?;
            if !roots
                .iter()
                .any(|(_, root)| path.starts_with(root) || root.starts_with(&path))
            {
                let message = format!("{}: no source of the configuration reads this", path.display());
                report::fail(&message);
                return Err(Exit::Usage);
            }
            paths.push(path);
        }
        if args.own {
            roots.retain(|(name, _)| config.is_own(name));
        }
        let is_limited = args.own || !paths.is_empty();
        Ok(Scope {
            sources: is_limited.then_some(roots),
            paths,
            only: args.only.iter().cloned().collect(),
            ignored: args.ignore.iter().chain(&config.ignored).cloned().collect(),
        })
    }

    /// Whether findings about a rule are wanted.
    pub(super) fn wants_rule(&self, rule: &Rule) -> bool {
        self.wants_file(&rule.source, &rule.path)
    }

    /// Whether what is said about a file of a source is wanted.
    pub(super) fn wants_file(&self, source: &str, path: &str) -> bool {
        let Some(sources) = &self.sources else {
            return true;
        };
        let Some((_, root)) = sources.iter().find(|(name, _)| name == source) else {
            return false;
        };
        let file = root.join(path);
        self.paths.is_empty() || self.paths.iter().any(|path| file.starts_with(path))
    }

    /// Whether remarks of a code are wanted.
    pub(super) fn wants_kind(&self, code: &str) -> bool {
        self.only.contains(code) || (self.only.is_empty() && !self.ignored.contains(code))
    }

    /// Whether kinds were chosen by name.
    pub(super) fn names_kinds(&self) -> bool {
        !self.only.is_empty()
    }
}
