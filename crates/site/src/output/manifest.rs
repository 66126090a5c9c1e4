//! Which files are ours.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The manifest's name in the output folder.
pub(super) const MANIFEST: &str = ".gen-manifest";
/// The mark that a build is under way; it names the files about to be written.
pub(super) const IN_PROGRESS: &str = ".gen-in-progress";

/// The paths of all files that this build or an earlier one wrote, or was about to write when it was killed.
pub(super) fn ours(out: &Path) -> BTreeSet<String> {
    let lists = [MANIFEST, IN_PROGRESS].map(|name| fs::read_to_string(out.join(name)).unwrap_or_default());
    lists
        .iter()
        .flat_map(|list| list.lines())
        .map(str::to_owned)
        .collect()
}

/// The paths of all files of a whole site; nothing where a build is under way, was killed, or never was.
pub fn written(out: &Path) -> Option<Vec<String>> {
    if out.join(IN_PROGRESS).exists() {
        return None;
    }
    let list = fs::read_to_string(out.join(MANIFEST)).ok()?;
    Some(list.lines().map(str::to_owned).collect())
}
