//! `gen sync`: the sources' repositories to folders, pinned in `gen.lock`.
//!
//! The system's git moves objects and nothing else (`git`, `remote`); which files of a commit are written is decided here
//! (`tree`), and they are written by us into a folder that is swapped in whole (`folder`). A source that fails costs no
//! other source, and its folder stays as it was.

mod folder;
mod git;
mod one;
mod remote;
mod show;
mod tree;
mod trouble;

use std::path::Path;

use clap::{Args, ValueEnum};
use trouble::Trouble;

use crate::Exit;
use crate::cli::Cli;
use crate::config::{self, Config, LOCK, Lock, Protocol, Upstream};
use crate::report;
use one::{Mode, Synced};
use show::Progress;

/// Arguments of `sync`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SyncArgs {
    /// Only these sources; all of them without any.
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// Go on to the newest commit instead of the one in gen.lock.
    #[arg(short = 'U', long, conflicts_with_all = ["locked", "offline"])]
    pub(crate) update: bool,
    /// Fail if gen.lock would change.
    #[arg(long)]
    pub(crate) locked: bool,
    /// Use only what was fetched before.
    #[arg(long)]
    pub(crate) offline: bool,
    /// Fetch over this protocol as well as https.
    #[arg(long, value_enum, value_name = "PROTOCOL")]
    pub(crate) allow_protocol: Vec<Allowed>,
}

/// A protocol that is not used unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Allowed {
    /// A folder of this machine, with an address like file:///srv/rules.
    File,
    /// A login elsewhere, with the keys of whoever runs gen.
    Ssh,
}

/// Fetches what the configuration asks for.
pub(crate) fn run(cli: &Cli, args: &SyncArgs) -> Exit {
    let config = match Config::read(&cli.config) {
        Ok(config) => config,
        Err(error) => {
            report::config_error(cli, &error);
            return Exit::Usage;
        }
    };
    match chosen(&config, args) {
        Ok(upstreams) if upstreams.is_empty() => {
            report::notice(
                cli,
                "there is nothing to sync: no source has `repository` and `sync = [\"rules\"]`",
            );
            Exit::Ok
        }
        Ok(upstreams) => sync(cli, args, &config, &upstreams),
        Err(message) => {
            report::fail(&message);
            Exit::Usage
        }
    }
}

/// The sources to sync, every one of them over a protocol that is allowed.
fn chosen<'a>(config: &'a Config, args: &SyncArgs) -> Result<Vec<&'a Upstream>, String> {
    let names: Vec<&str> = config.upstreams.iter().map(|it| it.name.as_str()).collect();
    if let Some(unknown) = args.sources.iter().find(|name| !names.contains(&name.as_str())) {
        let known = names.join(", ");
        return Err(format!(
            "no synced source is called {unknown:?}; there are: {known}"
        ));
    }
    let asked = |it: &&Upstream| args.sources.is_empty() || args.sources.contains(&it.name);
    let chosen: Vec<&Upstream> = config.upstreams.iter().filter(asked).collect();
    let allowed = |protocol| match protocol {
        Protocol::Https => true,
        Protocol::Ssh => args.allow_protocol.contains(&Allowed::Ssh),
        Protocol::File => args.allow_protocol.contains(&Allowed::File),
    };
    match chosen.iter().find(|it| !allowed(it.repository.protocol)) {
        Some(it) => {
            let protocol = it.repository.protocol.id();
            Err(format!(
                "{}: {} is only fetched with --allow-protocol {protocol}",
                it.name, it.repository
            ))
        }
        None => Ok(chosen),
    }
}

fn sync(cli: &Cli, args: &SyncArgs, config: &Config, upstreams: &[&Upstream]) -> Exit {
    let folder = config::folder_of(&cli.config);
    let lock = match Lock::read(folder) {
        Ok(lock) => lock,
        Err(message) => {
            report::fail(&format!("{LOCK}: {message}"));
            return Exit::Usage;
        }
    };
    let mode = Mode {
        update: args.update,
        locked: args.locked,
        offline: args.offline,
    };
    let progress = Progress::new(cli);
    let mut done: Vec<(&Upstream, Result<Synced, Trouble>)> = Vec::new();
    for upstream in upstreams {
        let result = one::sync(upstream, lock.pin(&upstream.name), mode, &|said| {
            progress.hear(&upstream.name, said)
        });
        done.push((upstream, result));
    }
    progress.finish();
    show::results(cli, &done);
    let failed = done.iter().any(|(_, result)| result.is_err());
    let kept = write_lock(folder, &lock, config, &done, args.locked);
    if let Err(message) = &kept {
        report::fail(message);
    }
    if failed || kept.is_err() {
        Exit::Corpus
    } else {
        Exit::Ok
    }
}

/// Pins of what was synced, and of what is still configured but was not.
fn write_lock(
    folder: &Path,
    old: &Lock,
    config: &Config,
    done: &[(&Upstream, Result<Synced, Trouble>)],
    locked: bool,
) -> Result<(), String> {
    let pin = |upstream: &Upstream| {
        let synced = done.iter().find(|(it, _)| it.name == upstream.name);
        let new = synced
            .and_then(|(_, result)| result.as_ref().ok())
            .map(|it| it.pin.clone());
        new.or_else(|| old.pin(&upstream.name).cloned())
    };
    let new = Lock::new(config.upstreams.iter().filter_map(pin).collect());
    if new == *old {
        return Ok(());
    }
    if locked {
        return Err(format!(
            "{LOCK} would change; run gen sync without --locked and commit it"
        ));
    }
    std::fs::write(folder.join(LOCK), new.text()).map_err(|error| format!("{LOCK}: {error}"))
}
