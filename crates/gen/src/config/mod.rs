//! `site.toml`, typed.

mod address;
mod error;
mod file;
mod lock;
mod present;
mod source;
mod upstream;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use address::{Address, Protocol};
pub(crate) use error::ConfigError;
pub(crate) use file::NO_MINIFY;
pub(crate) use lock::{LOCK, Lock, MARK, Mark, Pin};
pub(crate) use upstream::{Upstream, is_object_id};

/// A site's configuration, paths resolved against the folder of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Whether the site offers an SQLite database.
    pub(crate) sqlite: bool,
    /// Whether the pages of a build are minified.
    pub(crate) minify: bool,
    /// The corpora that are there.
    pub(crate) sources: Vec<corpus::Source>,
    /// Names of sources whose rules are their owner's own.
    pub(crate) private: BTreeSet<String>,
    /// The corpora of those that are there, until [`Config::with_private`] is called.
    pub(crate) held_back: Vec<corpus::Source>,
    /// Names of sources that are read only until the first other one is synced.
    pub(crate) samples: BTreeSet<String>,
    /// What `gen sync` fetches, there or not.
    pub(crate) upstreams: Vec<Upstream>,
    /// What is to be said about sources that are not there.
    pub(crate) notices: Vec<String>,
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
        self.private.contains(source) || found.is_some_and(|it| it.repository.is_none())
    }

    /// Reads a configuration file.
    ///
    /// # Errors
    /// The file cannot be read, does not parse, has an unknown or missing key, or a value that makes no sense;
    /// the error names the place and the nearest valid key.
    pub(crate) fn read(path: &Path) -> Result<Config, ConfigError> {
        let text = fs::read_to_string(path).map_err(|error| ConfigError::unreadable(path, &error))?;
        let folder = folder_of(path);
        let mut config = file::parse(&text, path, folder)?;
        let is_private = |source: &mut corpus::Source| config.private.contains(&source.name);
        config.held_back = config.sources.extract_if(.., is_private).collect();
        present::settle(&mut config, folder)
            .map_err(|message| ConfigError::lock(&folder.join(LOCK), message))?;
        Ok(config)
    }

    /// The same with private rules, for what stays in the house: they are left out otherwise.
    pub(crate) fn with_private(mut self) -> Config {
        self.sources.append(&mut self.held_back);
        self
    }
}

/// The folder of a configuration file.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
