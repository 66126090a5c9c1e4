//! One `[[source]]` of the file.

use std::path::PathBuf;

use corpus::{Licence, Publish, Source, vendors};
use serde::Deserialize;
use toml::Spanned;

use super::file::Reader;
use super::upstream::{Upstream, is_branch, is_object_id, is_plain_name, repository_path};
use super::{Address, ConfigError};

/// Where synced sources go that name no folder.
const SYNCED: &str = "rules/upstream";
/// The vendor of ATT&CK's own bundles, which are no rules.
const ATTACK: &str = "attack";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    name: Spanned<String>,
    vendor: Spanned<String>,
    path: Option<PathBuf>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    repository: Option<Spanned<String>>,
    #[serde(default)]
    repository_path: String,
    commit: Option<Spanned<String>>,
    branch: Option<Spanned<String>>,
    #[serde(default)]
    sync: Vec<Spanned<String>>,
    licence: String,
    licence_url: Option<Spanned<String>>,
    #[serde(default)]
    publish: PublishWord,
    #[serde(default)]
    private: bool,
    #[serde(default)]
    sample: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PublishWord {
    #[default]
    Full,
    Logic,
}

/// What an entry means.
#[derive(Default)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) source: Option<Source>,
    pub(super) bundles: Vec<PathBuf>,
    pub(super) upstream: Option<Upstream>,
    pub(super) private: bool,
    pub(super) sample: bool,
}

impl Entry {
    /// Checks an entry.
    pub(super) fn read(self, reader: &Reader<'_>) -> Result<Given, ConfigError> {
        self.check_words(reader)?;
        let folder = self.folder(reader)?;
        let mut upstream = self.upstream(reader, folder.clone())?;
        let name = self.name.get_ref().clone();
        let (private, sample) = (self.private, self.sample);
        let (source, bundles) = if self.vendor.get_ref() == ATTACK {
            let bundles = upstream
                .iter()
                .flat_map(|it| &it.paths)
                .map(|path| folder.join(path));
            (None, bundles.collect())
        } else {
            let source = self.source(reader, folder)?;
            upstream
                .iter_mut()
                .for_each(|it| it.reader = Some(source.clone()));
            (Some(source), Vec::new())
        };
        Ok(Given {
            name,
            source,
            bundles,
            upstream,
            private,
            sample,
        })
    }

    fn check_words(&self, reader: &Reader<'_>) -> Result<(), ConfigError> {
        let (name, vendor) = (self.name.get_ref(), self.vendor.get_ref());
        if name.is_empty() {
            let help = "use a short word like \"sigma\"";
            return Err(reader.wrong(self.name.span(), "a source needs a name", help));
        }
        if vendor == ATTACK && self.sync.is_empty() {
            let help = "list local bundles as `attack = [\"enterprise-attack.json\"]` at the top of the file";
            return Err(reader.wrong(
                self.vendor.span(),
                "ATT&CK bundles are a source only to be synced",
                help,
            ));
        }
        if vendor != ATTACK && vendors::find(vendor).is_none() {
            let known = vendors::vendor_ids().join(", ");
            let message = format!("no vendor format is called {vendor:?}");
            return Err(reader.wrong(
                self.vendor.span(),
                message,
                format!("known formats: {known}; {ATTACK} for ATT&CK itself"),
            ));
        }
        match &self.branch {
            Some(branch) if self.sync.is_empty() => Err(reader.wrong(
                branch.span(),
                "a branch is only for a source that is synced",
                "say with `sync = [\"rules\"]` which folders to fetch",
            )),
            Some(branch) if !is_branch(branch.get_ref()) => Err(reader.wrong(
                branch.span(),
                "not the name of a branch",
                "write it like \"main\"",
            )),
            _ => Ok(()),
        }
    }

    fn folder(&self, reader: &Reader<'_>) -> Result<PathBuf, ConfigError> {
        let (name, span) = (self.name.get_ref(), self.name.span());
        if !self.sync.is_empty() && !is_plain_name(name) {
            let help =
                "use lower-case letters, digits and dashes: the fetched files come to a folder of this name";
            return Err(reader.wrong(span, "a synced source needs a plainer name", help));
        }
        match &self.path {
            Some(path) => Ok(reader.folder.join(path)),
            None if self.sync.is_empty() => {
                let help =
                    "give the folder of its rules as `path`, or what to fetch as `repository` and `sync`";
                Err(reader.wrong(span, "a source needs a `path`", help))
            }
            None => Ok(reader.folder.join(SYNCED).join(name)),
        }
    }

    fn upstream(&self, reader: &Reader<'_>, folder: PathBuf) -> Result<Option<Upstream>, ConfigError> {
        if self.sync.is_empty() {
            return Ok(None);
        }
        let Some(repository) = &self.repository else {
            let help = "add `repository = \"https://…\"`";
            return Err(reader.wrong(self.name.span(), "a synced source needs a `repository`", help));
        };
        let address = Address::parse(repository.get_ref())
            .map_err(|(message, help)| reader.wrong(repository.span(), message, help))?;
        if let Some(commit) = self.commit.as_ref().filter(|it| !is_object_id(it.get_ref())) {
            let help = "write all its digits, or leave it to gen.lock";
            return Err(reader.wrong(commit.span(), "a synced source needs the full commit", help));
        }
        let mut paths = Vec::new();
        for path in &self.sync {
            paths.push(repository_path(path.get_ref()).ok_or_else(|| {
                let help = "write it from the top of the repository, like \"rules\"; \".\" is all of it";
                reader.wrong(path.span(), "not a path of a repository", help)
            })?);
        }
        paths.sort();
        paths.dedup();
        Ok(Some(Upstream {
            name: self.name.get_ref().clone(),
            repository: address,
            branch: self.branch.as_ref().map(|it| it.get_ref().clone()),
            commit: self.commit.as_ref().map(|it| it.get_ref().clone()),
            paths,
            folder,
            reader: None,
        }))
    }

    fn source(self, reader: &Reader<'_>, root: PathBuf) -> Result<Source, ConfigError> {
        let repository = match &self.repository {
            Some(url) if self.sync.is_empty() => Some(reader.web(url)?),
            // Only a web address can be linked to.
            Some(url) => Some(url.get_ref().clone()).filter(|url| url.starts_with("https://")),
            None => None,
        };
        Ok(Source {
            name: self.name.into_inner(),
            vendor: self.vendor.into_inner(),
            root,
            include: self.include,
            exclude: self.exclude,
            repository: repository.map(|url| url.trim_end_matches(".git").to_owned()),
            repository_path: self.repository_path,
            commit: self.commit.map(Spanned::into_inner),
            licence: Licence {
                spdx: self.licence,
                url: self.licence_url.as_ref().map(|url| reader.web(url)).transpose()?,
            },
            publish: match self.publish {
                PublishWord::Full => Publish::Full,
                PublishWord::Logic => Publish::Logic,
            },
        })
    }
}
