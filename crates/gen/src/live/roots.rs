//! Which files a site is made from.

use std::path::{Path, PathBuf};

use crate::config::Config;

/// A file or folder that the site is read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Root {
    /// Where it is; it need not exist.
    pub(crate) path: PathBuf,
    /// What of it counts.
    pub(crate) depth: Depth,
}

/// How far below a root the inputs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// The file itself.
    File,
    /// Everything below the folder but folders whose name starts with a dot, as sources are walked.
    Visible,
    /// Everything below the folder.
    All,
}

/// All inputs of a site, and the output folder among them that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Roots {
    /// The inputs.
    pub(crate) inputs: Vec<Root>,
    /// Where the site goes: never an input, wherever it lies.
    pub(crate) out: PathBuf,
}

impl Roots {
    /// The inputs that a configuration names, its own file among them.
    pub(crate) fn of(file: &Path, config: &Config, out: &Path) -> Roots {
        let root = |path: &Path, depth| Root {
            path: path.to_owned(),
            depth,
        };
        let mut inputs = vec![
            root(file, Depth::File),
            root(&config.content, Depth::All),
            root(&config.templates, Depth::All),
            root(&config.statics, Depth::All),
        ];
        inputs.extend(config.attack.iter().map(|path| root(path, Depth::File)));
        let sources = config.sources.iter();
        inputs.extend(sources.map(|source| root(&source.root, Depth::Visible)));
        inputs.sort();
        inputs.dedup();
        Roots {
            inputs,
            out: out.to_owned(),
        }
    }
}
