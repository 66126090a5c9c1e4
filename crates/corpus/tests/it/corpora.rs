//! The real corpora, where they are at hand: `shared/corpus` beside the workspace, or the folder that `CORPUS`
//! names.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use corpus::Reading;

use crate::sources::source;

static READINGS: LazyLock<Option<BTreeMap<&str, Reading>>> = LazyLock::new(|| {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("CORPUS").map_or(beside, PathBuf::from);
    let vendors = corpus::vendor_ids();
    let read = |vendor: &&'static str| (*vendor, corpus::read(&source(vendor, folder.join(vendor))));
    folder.is_dir().then(|| vendors.iter().map(read).collect())
});

/// What was read of each vendor, once for all tests; a test without corpora says that it is skipped.
#[allow(clippy::print_stdout, reason = "a test that is skipped says so")]
pub(crate) fn readings() -> Option<&'static BTreeMap<&'static str, Reading>> {
    if READINGS.is_none() {
        println!("skipped: there are no corpora beside the workspace, and `CORPUS` names none");
    }
    READINGS.as_ref()
}
