//! What `gen sync` prints.

use std::time::Duration;

use anstream::{eprintln, println};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::one::Synced;
use super::trouble::Trouble;
use crate::cli::{Cli, MessageFormat};
use crate::config::Upstream;
use crate::report;

/// How many digits of a commit tell it apart for people.
const SHORT: usize = 10;
/// How many of the paths that were left out are named.
const MAX_NAMED: usize = 5;

/// A line on a terminal that says what is being fetched.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(cli: &Cli) -> Self {
        use std::io::IsTerminal;
        let shows = !cli.quiet && std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        let bar = shows.then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Progress { bar }
    }

    /// Shows what git says it is doing.
    pub(super) fn hear(&self, name: &str, said: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(report::visible(&format!("{name}: {}", said.trim())));
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Prints what every source came to.
#[allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "printing is what this does"
)]
pub(super) fn results(cli: &Cli, done: &[(&Upstream, Result<Synced, Trouble>)]) {
    let width = done
        .iter()
        .map(|(upstream, _)| upstream.name.len())
        .max()
        .unwrap_or(0)
        .max(6);
    let human = cli.message_format == MessageFormat::Human;
    if human && !cli.quiet {
        eprintln!(
            "{:width$}  {:SHORT$}  {:10}  {:>7}",
            "source", "commit", "date", "files"
        );
    }
    for (upstream, result) in done {
        match result {
            Ok(synced) if human && !cli.quiet => line(upstream, synced, width),
            Err(trouble) if human => report::fail(&format!("{}: {trouble}", upstream.name)),
            Ok(_) if human => {}
            result => println!("{}", as_json(upstream, result)),
        }
    }
}

#[allow(clippy::print_stderr, reason = "printing is what this does")]
fn line(upstream: &Upstream, synced: &Synced, width: usize) {
    let pin = &synced.pin;
    let before = synced.before.as_deref().filter(|before| *before != pin.commit);
    let what = match (before, synced.written) {
        (Some(before), _) => format!("was {}", short(before)),
        (None, true) if synced.before.is_none() => "new".to_owned(),
        (None, true) => "restored".to_owned(),
        (None, false) => "unchanged".to_owned(),
    };
    let date = pin.date.get(..10).unwrap_or(&pin.date);
    eprintln!(
        "{:width$}  {}  {date:10}  {:>7}  {what}",
        upstream.name,
        short(&pin.commit),
        pin.files
    );
    for (path, why) in synced.left_out.iter().take(MAX_NAMED) {
        eprintln!("{:width$}  left out: {} ({why})", "", report::visible(path));
    }
    if synced.left_out.len() > MAX_NAMED {
        eprintln!(
            "{:width$}  left out: {} more",
            "",
            synced.left_out.len() - MAX_NAMED
        );
    }
}

fn short(commit: &str) -> &str {
    commit.get(..SHORT).unwrap_or(commit)
}

fn as_json(upstream: &Upstream, result: &Result<Synced, Trouble>) -> serde_json::Value {
    match result {
        Ok(synced) => json!({
            "kind": "synced",
            "source": upstream.name,
            "commit": synced.pin.commit,
            "date": synced.pin.date,
            "files": synced.pin.files,
            "before": synced.before,
            "written": synced.written,
            "left_out": synced.left_out.iter().map(|(path, why)| json!({"path": path, "why": why})).collect::<Vec<_>>(),
        }),
        Err(trouble) => json!({"kind": "failed", "source": upstream.name, "message": trouble.to_string()}),
    }
}
