//! `site.toml`, typed.

mod error;
mod file;

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use error::ConfigError;

/// A site's configuration, paths resolved against the folder of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// The site's title.
    pub(crate) title: String,
    /// Where it will be published, with a trailing slash.
    pub(crate) base_url: Option<String>,
    /// Where the site goes.
    pub(crate) out: PathBuf,
    /// Prose and data tables.
    pub(crate) content: PathBuf,
    /// Templates that replace ours.
    pub(crate) templates: PathBuf,
    /// Static files that replace ours or come on top.
    pub(crate) statics: PathBuf,
    /// ATT&CK bundles; without any, the data tables' ids and names are used.
    pub(crate) attack: Vec<PathBuf>,
    /// The corpora.
    pub(crate) sources: Vec<corpus::Source>,
    /// Names of the sources that hold our own rules; without any, those without a repository.
    pub(crate) own: Vec<String>,
    /// Codes that `check` leaves out.
    pub(crate) ignored: Vec<String>,
}

impl Config {
    /// Whether a source holds our own rules rather than published ones.
    pub(crate) fn is_own(&self, source: &str) -> bool {
        if !self.own.is_empty() {
            return self.own.iter().any(|name| name == source);
        }
        let found = self.sources.iter().find(|it| it.name == source);
        found.is_some_and(|it| it.repository.is_none())
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// The file cannot be read, does not parse, has an unknown or missing key, or a value that makes no sense;
    /// the error names the place and the nearest valid key.
    pub(crate) fn read(path: &Path) -> Result<Config, ConfigError> {
        let text = fs::read_to_string(path).map_err(|error| ConfigError::unreadable(path, &error))?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        file::parse(&text, path, folder)
    }
}
