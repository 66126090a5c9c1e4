//! The site's inputs in memory, and reading them again after a change.

use std::path::PathBuf;
use std::sync::Arc;

use corpus::{Problem, ProblemCode};
use rule::Level;
use site::{Failure, TemplateError, Templates};

use super::Changes;
use super::roots::Roots;
use crate::Exit;
use crate::cli::Cli;
use crate::config::{Config, ConfigError};
use crate::load::{self, Loaded};
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
    /// Whether deprecated rules count.
    pub(crate) include_set_aside: bool,
}

/// A site's inputs. Reading them again after a change gives what reading them afresh would give.
pub(crate) struct Workspace {
    given: Given,
    config: Config,
    templates: Option<Arc<Templates>>,
}

/// Everything a site is made of.
pub(crate) struct Built {
    /// The catalog and what pages need beside it.
    pub(crate) loaded: Loaded,
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
    Rules(Vec<Problem>),
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
        let config = configured(&self.given).map_err(Broken::Config)?;
        let moved = config.templates != self.config.templates || config.statics != self.config.statics;
        self.config = config;
        if moved || changes.touch(&self.config.templates) || changes.touch(&self.config.statics) {
            self.templates = None;
        }
        let templates = self.templates()?;
        let loaded = load::load(&self.config, self.given.include_set_aside, stages);
        if !loaded.unreadable.is_empty() {
            return Err(Broken::Unreadable(loaded.unreadable));
        }
        Ok(Built { loaded, templates })
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
    pub(crate) fn report(&self, cli: &Cli, config: &Config) {
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
            Broken::Rules(problems) => report::remarks(cli, &Remark::of_problems(config, problems)),
        }
    }

    /// It as problems with their places.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        match self {
            Broken::Config(error) => vec![error.problem()],
            Broken::Templates(error) => vec![problem(
                error.path.as_ref().map(|it| it.display().to_string()),
                &error.message,
            )],
            Broken::Unreadable(names) => names
                .iter()
                .map(|name| problem(Some(name.clone()), NOTHING))
                .collect(),
            Broken::Pages(failures) => failures
                .iter()
                .map(|it| problem(Some(it.route.clone()), &it.message))
                .collect(),
            Broken::Rules(problems) => problems.clone(),
        }
    }
}

const NOTHING: &str = "there is nothing to read; check its path and globs in the configuration";

fn problem(path: Option<String>, message: &str) -> Problem {
    Problem {
        code: ProblemCode::Configuration,
        source: String::new(),
        path: path.unwrap_or_default(),
        line: 0,
        column: 0,
        level: Level::Error,
        message: message.to_owned(),
        help: None,
        excerpt: None,
    }
}

fn configured(given: &Given) -> Result<Config, ConfigError> {
    let mut config = Config::read(&given.file)?;
    if let Some(out) = &given.out {
        config.out.clone_from(out);
    }
    if given.base_url.is_some() {
        config.base_url.clone_from(&given.base_url);
    }
    Ok(config)
}
