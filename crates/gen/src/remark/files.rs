//! The files that remarks are about.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::config::Config;

/// Where the files of sources are.
pub(crate) struct Files {
    /// By source: its folder, and the same as seen from where gen runs.
    roots: BTreeMap<String, (PathBuf, PathBuf)>,
}

impl Files {
    /// The sources of a configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let here = std::env::current_dir().ok();
        let shown = |root: &Path| {
            let root = here
                .as_ref()
                .and_then(|here| root.strip_prefix(here).ok())
                .unwrap_or(root);
            root.components()
                .filter(|part| *part != Component::CurDir)
                .collect()
        };
        let roots = config
            .sources
            .iter()
            .map(|source| (source.name.clone(), (source.root.clone(), shown(&source.root))));
        Files {
            roots: roots.collect(),
        }
    }

    /// The path of a file of a source, with forward slashes; of anything else, its source's name before it.
    pub(crate) fn path(&self, source: &str, path: &str) -> String {
        let root = match self.roots.get(source) {
            Some((_, shown)) => shown.to_string_lossy().replace('\\', "/"),
            None => source.to_owned(),
        };
        match (root.is_empty(), path.is_empty()) {
            (true, _) => path.to_owned(),
            (_, true) => root,
            _ => format!("{root}/{path}"),
        }
    }

    /// The text of a file of a source, if it can still be read.
    pub(super) fn text(&self, source: &str, path: &str) -> Option<Arc<str>> {
        let (root, _) = self.roots.get(source)?;
        corpus::text(root, path)
    }
}
