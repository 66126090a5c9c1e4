//! Which files a site is made from.

use std::collections::BTreeSet;
use std::ffi::OsStr;
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

    /// Those of these paths that can be inputs, from the system's names to the configuration's: once for each root
    /// that they are below.
    pub(super) fn spelled(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let mut spelled = BTreeSet::new();
        for root in &self.inputs {
            let Some(real) = real(&root.path) else { continue };
            let below = paths.iter().filter_map(|path| path.strip_prefix(&real).ok());
            let inputs = below.filter(|below| root.holds(below, &self.out));
            spelled.extend(inputs.map(|below| root.path.join(below).components().collect::<PathBuf>()));
        }
        spelled
    }
}

impl Root {
    /// Whether a path below the root counts.
    fn holds(&self, below: &Path, out: &Path) -> bool {
        let folders = below.parent().into_iter().flat_map(Path::iter);
        let is_hidden = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with('.'));
        match self.depth {
            Depth::File => below.as_os_str().is_empty(),
            _ if self.path.join(below).starts_with(out) => false,
            Depth::Visible => !folders.into_iter().any(is_hidden),
            Depth::All => true,
        }
    }
}

/// The system's name of a path: of a file by its folder's, since the file may have gone.
fn real(path: &Path) -> Option<PathBuf> {
    let whole = path.canonicalize();
    whole
        .ok()
        .or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)))
}
