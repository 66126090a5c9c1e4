//! Sources to read in tests.

use std::path::PathBuf;

use corpus::{Licence, Publish, Source};

/// A source of a vendor with nothing special about it.
pub(crate) fn source(vendor: &str, root: impl Into<PathBuf>) -> Source {
    Source {
        name: vendor.to_owned(),
        vendor: vendor.to_owned(),
        root: root.into(),
        include: Vec::new(),
        exclude: Vec::new(),
        repository: None,
        repository_path: String::new(),
        commit: None,
        licence: Licence {
            spdx: "MIT".to_owned(),
            url: None,
        },
        publish: Publish::Full,
    }
}
