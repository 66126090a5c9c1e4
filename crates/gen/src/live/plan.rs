//! Which folders to watch for a set of inputs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use notify::RecursiveMode;

use super::roots::{Depth, Roots};

/// Folders to watch, by their real paths.
pub(super) type Plan = BTreeMap<PathBuf, Watch>;

/// How a folder is watched, and which one: a watch stays with a folder that is moved away, whatever takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Watch {
    /// With what lies below or without.
    pub(super) mode: RecursiveMode,
    /// The folder's number on its file system, where there are such.
    folder: u64,
}

/// A folder is watched with all below it; a file by its folder, since an atomic save puts another file in its place;
/// what does not exist yet by the nearest folder that does.
pub(super) fn plan(roots: &Roots) -> Plan {
    let mut plan = Plan::new();
    for root in &roots.inputs {
        let whole = root.depth != Depth::File && root.path.is_dir();
        let (path, mode) = if whole {
            (root.path.canonicalize().ok(), RecursiveMode::Recursive)
        } else {
            (standing(&root.path), RecursiveMode::NonRecursive)
        };
        let Some(path) = path else { continue };
        let folder = number(&path);
        let known = plan.entry(path).or_insert(Watch { mode, folder });
        if mode == RecursiveMode::Recursive {
            known.mode = mode;
        }
    }
    without_nested(plan)
}

/// The nearest folder above a path that exists, by its real path.
fn standing(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    absolute
        .ancestors()
        .skip(1)
        .find(|folder| folder.is_dir())?
        .canonicalize()
        .ok()
}

#[cfg(unix)]
fn number(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    folder.metadata().map(|it| it.ino()).unwrap_or_default()
}

#[cfg(not(unix))]
fn number(_: &Path) -> u64 {
    0
}

/// Leaves out what lies below a folder that is watched with all below it.
fn without_nested(plan: Plan) -> Plan {
    let whole: Vec<PathBuf> = plan
        .iter()
        .filter(|(_, watch)| watch.mode == RecursiveMode::Recursive)
        .map(|(path, _)| path.clone())
        .collect();
    let nested = |path: &Path| whole.iter().any(|outer| path != outer && path.starts_with(outer));
    plan.into_iter().filter(|(path, _)| !nested(path)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use notify::RecursiveMode::{NonRecursive, Recursive};

    use super::plan;
    use crate::live::roots::{Depth, Root, Roots};

    #[test]
    fn nothing_is_watched_twice_and_what_is_missing_is_awaited() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let at = |path: &str| folder.path().canonicalize().expect("a real path").join(path);
        fs::create_dir_all(at("rules/deep")).expect("folders");
        fs::write(at("site.toml"), "").expect("a file");
        let root = |path: &str, depth| Root {
            path: at(path),
            depth,
        };
        let roots = Roots {
            inputs: vec![
                root("site.toml", Depth::File),
                root("rules", Depth::Visible),
                root("rules/deep", Depth::Visible),
                root("templates/mine", Depth::All),
            ],
            out: at("public"),
        };
        let plan = plan(&roots);
        let found: Vec<_> = plan
            .iter()
            .map(|(path, watch)| (path.as_path(), watch.mode))
            .collect();
        let rules = at("rules");
        let top = at("");
        let top = top.components().as_path();
        assert_eq!(found, [(top, NonRecursive), (Path::new(&rules), Recursive)]);
    }
}
