//! What the last build wrote.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The manifest's name in the output folder.
pub(super) const MANIFEST: &str = ".gen-manifest";
/// The mark that a build is under way.
pub(super) const IN_PROGRESS: &str = ".gen-in-progress";
/// The first line; a manifest of another format is not trusted.
const HEADER: &str = "gen manifest 1";

/// What is known of one written file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Hash of its bytes.
    pub(super) hash: u128,
    /// Its length.
    pub(super) len: u64,
    /// Its time of modification after writing, in nanoseconds since 1970.
    pub(super) modified: u128,
}

/// Files by path.
pub(super) type Manifest = BTreeMap<String, Written>;

/// Reads the manifest; `None` when there is none that can be trusted.
pub(super) fn read(out: &Path) -> Option<Manifest> {
    let text = fs::read_to_string(out.join(MANIFEST)).ok()?;
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return None;
    }
    let mut manifest = Manifest::new();
    for line in lines {
        let mut parts = line.splitn(4, ' ');
        let hash = u128::from_str_radix(parts.next()?, 16).ok()?;
        let (len, modified) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        manifest.insert(parts.next()?.to_owned(), Written { hash, len, modified });
    }
    Some(manifest)
}

/// The manifest's text.
pub(super) fn text(manifest: &Manifest) -> String {
    let mut text = String::with_capacity(manifest.len() * 96);
    text.push_str(HEADER);
    text.push('\n');
    for (path, it) in manifest {
        let _ = writeln!(text, "{:032x} {} {} {path}", it.hash, it.len, it.modified);
    }
    text
}
