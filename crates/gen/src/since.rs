//! `gen build --since`: what a build changes about the site that is published.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use site::changes::{self, ChangesError, History};

use crate::Exit;
use crate::load::Loaded;
use crate::report;

/// What to compare a build with.
#[derive(Clone, Debug, Args)]
pub(crate) struct SinceArgs {
    /// Tell what changed since this state: the folder of a published site, or its rules.ndjson.
    ///
    /// What that site remembers of earlier changes (changes.json beside it) is carried on.
    #[arg(long, value_name = "PATH")]
    since: Option<PathBuf>,
    /// The day to date the changes with, like that of the newest commit; without it, the latest one that a changed
    /// rule carries.
    #[arg(long, value_name = "DAY", requires = "since", value_parser = changes::day)]
    dated: Option<String>,
}

impl SinceArgs {
    /// Whether there is something to compare with.
    pub(crate) fn is_given(&self) -> bool {
        self.since.is_some()
    }
}

/// What the site remembers of changes; nothing where there is nothing to compare with.
pub(crate) fn remember(args: &SinceArgs, loaded: &Loaded) -> Result<History, Exit> {
    let Some(since) = &args.since else {
        return Ok(History::default());
    };
    let rules = rules_file(since)?;
    let before = fs::read(&rules).map_err(|error| unreadable(&rules, &error.to_string()))?;
    let beside = rules.with_file_name("changes.json");
    let wrong = |error: ChangesError| {
        let path = if error.in_history { &beside } else { &rules };
        unreadable(path, &error.to_string())
    };
    let earlier = match fs::read_to_string(&beside) {
        Ok(text) => History::read(&text).map_err(wrong)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => History::default(),
        Err(error) => return Err(unreadable(&beside, &error.to_string())),
    };
    let history = earlier.after(&before, &loaded.catalog, &loaded.settings, args.dated.as_deref());
    history.map_err(wrong)
}

/// The file itself, or that of a site's folder.
fn rules_file(since: &Path) -> Result<PathBuf, Exit> {
    let text = since.to_string_lossy();
    if text.starts_with("https://") || text.starts_with("http://") {
        report::fail(&format!(
            "--since takes a path; fetch the files first: curl -fO {0}/data/rules.ndjson -O {0}/data/changes.json",
            text.trim_end_matches('/').trim_end_matches("/data/rules.ndjson")
        ));
        return Err(Exit::Usage);
    }
    if since.is_dir() {
        return Ok(since.join("data").join("rules.ndjson"));
    }
    Ok(since.to_owned())
}

fn unreadable(path: &Path, why: &str) -> Exit {
    report::fail(&format!(
        "{}: {why}; --since takes the folder of a published site or its data/rules.ndjson",
        path.display()
    ));
    Exit::Usage
}
