//! A folder of rules and what may be done with it.

use std::path::PathBuf;

/// A folder of one vendor's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name, unique in a site.
    pub name: String,
    /// Which vendor's reader understands it.
    pub vendor: String,
    /// The folder.
    pub root: PathBuf,
    /// Globs a file must match, relative to the root; empty for the vendor's own defaults.
    pub include: Vec<String>,
    /// Globs a file must not match.
    pub exclude: Vec<String>,
    /// The upstream repository's web address.
    pub repository: Option<String>,
    /// The folder inside the repository that `root` is a copy of; empty for its top.
    pub repository_path: String,
    /// The pinned commit.
    pub commit: Option<String>,
    /// The rules' licence.
    pub licence: Licence,
    /// What may be published.
    pub publish: Publish,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// SPDX identifier, or `LicenseRef-…` for one that has none.
    pub spdx: String,
    /// Where its text is.
    pub url: Option<String>,
}

/// What of a rule may be published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Publish {
    /// Everything, the original text included.
    #[default]
    Full,
    /// Title, logic and a link to the source; neither the original text nor longer prose.
    Logic,
}
