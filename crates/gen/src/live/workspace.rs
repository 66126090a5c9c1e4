//! The site's inputs in memory, and reading them again after a change.

use std::path::PathBuf;
use std::sync::Arc;

use site::{Failure, TemplateError, Templates};

use super::Changes;
use super::roots::Roots;
use crate::Exit;
use crate::cli::Cli;
use crate::config::{Config, ConfigError};
use crate::load::{Loaded, Loader};
use crate::remark::Remark;
use crate::report;
use crate::stages::Stages;

/// What the command line says about a site; it goes before what the configuration says.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The configuration file.
    pub(crate) file: PathBuf,
    /// Where the site goes.
    pub(crate) out: Option<PathBuf>,
    /// Where it will be published, with a trailing slash.
    pub(crate) base_url: Option<String>,
    /// The way to the site's root from anywhere, where it is known before the site is published.
    pub(crate) home: Option<String>,
    /// Whether deprecated rules count.
    pub(crate) include_set_aside: bool,
    /// Whether private rules are shown.
    pub(crate) with_private: bool,
    /// Whether pages are minified.
    pub(crate) minify: bool,
}

/// A site's inputs. Reading them again after a change gives what reading them afresh would give.
pub(crate) struct Workspace {
    given: Given,
    config: Config,
    /// What was read and still holds.
    templates: Option<Arc<Templates>>,
    loaded: Option<Arc<Loaded>>,
    /// What was read of the rules, whether or not all of it still holds.
    loader: Loader,
    /// What changed since the loader read last; nothing if anything may have.
    pending: Option<Changes>,
}

/// Everything a site is made of.
pub(crate) struct Built {
    /// The catalog and what pages need beside it.
    pub(crate) loaded: Arc<Loaded>,
    /// The templates.
    pub(crate) templates: Arc<Templates>,
}

/// Why there is no site to be made.
#[derive(Clone, Debug)]
pub(crate) enum Broken {
    /// The configuration.
    Config(ConfigError),
    /// A template or static file.
    Templates(TemplateError),
    /// Sources and bundles of which nothing can be read.
    Unreadable(Vec<String>),
    /// Pages that cannot be rendered.
    Pages(Vec<Failure>),
    /// Rules that can no longer be read.
    Rules(Vec<Remark>),
}

impl Workspace {
    /// Reads the configuration.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub(crate) fn open(given: Given) -> Result<Workspace, ConfigError> {
        let config = configured(&given)?;
        Ok(Workspace {
            given,
            config,
            templates: None,
            loaded: None,
            loader: Loader::default(),
            pending: None,
        })
    }

    /// The configuration, as it last could be read.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// What the site is made from, and where it goes.
    pub(crate) fn roots(&self) -> Roots {
        Roots::of(&self.given.file, &self.config, &self.config.out)
    }

    /// Reads what changed, and gives the site as it now is.
    ///
    /// # Errors
    /// What a build would fail for. The next call tries again.
    pub(crate) fn refresh(&mut self, changes: &Changes, stages: &mut Stages) -> Result<Built, Broken> {
        self.forget(changes);
        let config = configured(&self.given).map_err(Broken::Config)?;
        if config != self.config {
            (self.templates, self.loaded) = (None, None);
            // Files that no folder of the old configuration held were not looked at.
            self.pending = None;
            self.config = config;
        }
        Ok(Built {
            templates: self.templates()?,
            loaded: self.loaded(stages)?,
        })
    }

    /// Forgets what changed, before anything can fail: what is not read this time is read the next.
    fn forget(&mut self, changes: &Changes) {
        if let Some(pending) = &mut self.pending {
            pending.paths.extend(changes.paths.iter().cloned());
        }
        let Config {
            content,
            templates,
            statics,
            attack,
            sources,
            ..
        } = &self.config;
        if [templates, statics].into_iter().any(|it| changes.touch(it)) {
            self.templates = None;
        }
        let roots = sources.iter().map(|source| &source.root);
        if roots.chain(attack).chain([content]).any(|it| changes.touch(it)) {
            self.loaded = None;
        }
    }

    fn loaded(&mut self, stages: &mut Stages) -> Result<Arc<Loaded>, Broken> {
        if let Some(loaded) = &self.loaded {
            return Ok(Arc::clone(loaded));
        }
        let changes = self.pending.replace(Changes::default());
        let set_aside = self.given.include_set_aside;
        let mut loaded = self
            .loader
            .load(&self.config, set_aside, changes.as_ref(), stages);
        if !loaded.unreadable.is_empty() {
            return Err(Broken::Unreadable(loaded.unreadable));
        }
        if self.given.home.is_some() {
            loaded.settings.home.clone_from(&self.given.home);
        }
        let loaded = Arc::new(loaded);
        self.loaded = Some(Arc::clone(&loaded));
        Ok(loaded)
    }

    fn templates(&mut self) -> Result<Arc<Templates>, Broken> {
        if let Some(templates) = &self.templates {
            return Ok(Arc::clone(templates));
        }
        let (own, statics) = (&self.config.templates, &self.config.statics);
        let templates = Arc::new(Templates::load(own, statics).map_err(Broken::Templates)?);
        self.templates = Some(Arc::clone(&templates));
        Ok(templates)
    }
}

impl Broken {
    /// What a build that fails so says to its caller.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Broken::Config(_) | Broken::Templates(_) => Exit::Usage,
            Broken::Unreadable(_) => Exit::Corpus,
            Broken::Pages(_) | Broken::Rules(_) => Exit::Findings,
        }
    }

    /// Prints it.
    pub(crate) fn report(&self, cli: &Cli) {
        match self {
            Broken::Config(error) => report::config_error(cli, error),
            Broken::Templates(error) => report::fail(&error.to_string()),
            Broken::Unreadable(names) => names
                .iter()
                .for_each(|name| report::fail(&format!("{name}: {NOTHING}"))),
            Broken::Pages(failures) => {
                failures
                    .iter()
                    .take(5)
                    .for_each(|failure| report::fail(&failure.to_string()));
                report::fail(&format!("{} pages could not be rendered", failures.len()));
            }
            Broken::Rules(remarks) => report::remarks(cli, remarks),
        }
    }

    /// It as remarks with their places.
    pub(crate) fn remarks(&self) -> Vec<Remark> {
        match self {
            Broken::Config(error) => vec![error.remark()],
            Broken::Templates(error) => {
                let path = error.path.as_ref().map(|it| it.display().to_string());
                vec![Remark::of_site(&path.unwrap_or_default(), &error.message)]
            }
            Broken::Unreadable(names) => names.iter().map(|name| Remark::of_site(name, NOTHING)).collect(),
            Broken::Pages(failures) => {
                let remark = |it: &Failure| Remark::of_site(&it.route, &it.message);
                failures.iter().map(remark).collect()
            }
            Broken::Rules(remarks) => remarks.clone(),
        }
    }
}

const NOTHING: &str = "there is nothing to read; check its path and globs in the configuration";

fn configured(given: &Given) -> Result<Config, ConfigError> {
    let mut config = Config::read(&given.file)?;
    if given.with_private {
        config = config.with_private();
    }
    if let Some(out) = &given.out {
        config.out.clone_from(out);
    }
    config.minify |= given.minify;
    if given.base_url.is_some() {
        config.base_url.clone_from(&given.base_url);
    }
    Ok(config)
}
