//! What a site says about itself and its sources.

use crate::changes::History;

/// Everything pages need beside the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The site's title.
    pub title: String,
    /// Where it will be published, with a trailing slash; absolute addresses are written only when it is known.
    pub base_url: Option<String>,
    /// The way to the site's root from anywhere, for the one page that is shown at any address; without it that page
    /// is taken to stand at the root.
    pub home: Option<String>,
    /// Vendors in page order.
    pub vendors: Vec<VendorInfo>,
    /// Sources in the order of the configuration.
    pub sources: Vec<SourceInfo>,
    /// Prose pages and notes on techniques.
    pub prose: Vec<Prose>,
    /// What changed, as far as the site remembers.
    pub history: History,
    /// Whether the site offers its catalog as an SQLite database.
    pub sqlite: bool,
    /// Whether pages are minified when all are rendered; one that is made when it is asked for never is.
    pub minify: bool,
    /// The generator's version.
    pub generator: String,
}

/// A vendor, as pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorInfo {
    /// Its id, part of addresses.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its two-letter mark.
    pub mark: String,
}

/// A source, as pages name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceInfo {
    /// Its name.
    pub name: String,
    /// Its vendor's id.
    pub vendor: String,
    /// The upstream repository's web address.
    pub repository: Option<String>,
    /// The folder inside the repository that the source's root stands for; empty for its top.
    pub repository_path: String,
    /// The pinned commit.
    pub commit: Option<String>,
    /// SPDX identifier of the licence.
    pub licence: String,
    /// Where the licence's text is.
    pub licence_url: Option<String>,
    /// Whether the original text and longer prose may be published.
    pub full: bool,
    /// Whether its rules are the site owner's own.
    pub private: bool,
    /// Files read, files refused.
    pub files: usize,
    /// Files refused.
    pub refused: usize,
}

/// A Markdown file of `content/`, front matter taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prose {
    /// Its path without extension: `about`, `techniques/T1204`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Its Markdown.
    pub markdown: String,
}

impl Settings {
    /// A vendor's names; its bare id when the vendor is not registered.
    pub fn vendor(&self, id: &str) -> VendorInfo {
        let known = self.vendors.iter().find(|vendor| vendor.id == id).cloned();
        known.unwrap_or_else(|| VendorInfo {
            id: id.to_owned(),
            title: id.to_owned(),
            mark: id.chars().take(2).collect(),
        })
    }

    /// A source by name.
    pub fn source(&self, name: &str) -> Option<&SourceInfo> {
        self.sources.iter().find(|source| source.name == name)
    }
}
