//! `cargo xtask bench`: what a build costs, measured from outside.
//!
//! Every suite runs what it compares in turn, round after round, and quotes medians of ratios within rounds, so
//! that a machine whose speed drifts spoils times but not comparisons. Everything is written to memory where the
//! system allows. Absolute times mean little on another machine; the ratios do.

mod builds;
mod child;
mod floor;
mod hostile;
mod options;
mod peers;
mod project;
mod replicas;
mod rounds;
mod serve;
mod server;
mod stand;
mod stats;
mod storms;
mod summary;
mod table;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use clap::Parser;

use options::{Options, Suite};
use stand::Stand;
use table::Table;

pub use floor::findings as floor;

/// Where tables are kept.
const KEPT: &str = "docs/benchmarks.md";

/// Measures what the arguments ask for and prints it; what does not hold, one line each.
pub fn findings(root: &Path, arguments: &[&str]) -> Vec<String> {
    let words = std::iter::once("cargo xtask bench").chain(arguments.iter().copied());
    let options = match Options::try_parse_from(words) {
        Ok(options) => options,
        Err(error) => return vec![error.to_string()],
    };
    match measure(root, &options) {
        Ok(findings) => findings,
        Err(failure) => vec![failure.to_string()],
    }
}

fn measure(root: &Path, options: &Options) -> Result<Vec<String>, Failure> {
    let stand = Stand::open(root, options)?;
    let mut findings = Vec::new();
    for suite in options.suites() {
        let Measured { tables, mut broken } = match suite {
            Suite::Builds => builds::measure(&stand)?,
            Suite::Hostile => hostile::measure(&stand)?,
            Suite::Replicas(times) => replicas::measure(&stand, times)?,
            Suite::Serve => serve::measure(&stand)?,
            Suite::Storms => storms::measure(&stand)?,
            Suite::Peers => peers::measure(&stand)?,
        };
        for table in tables {
            show(&table);
            if options.keep {
                table.keep(&root.join(KEPT))?;
            }
        }
        findings.append(&mut broken);
    }
    Ok(findings)
}

/// What a suite found.
#[derive(Default)]
struct Measured {
    tables: Vec<Table>,
    /// Promises that do not hold: not slow ones, wrong ones.
    broken: Vec<String>,
}

#[allow(clippy::print_stdout, reason = "printing is what this does")]
fn show(table: &Table) {
    println!("{}", table.markdown());
}

/// Says what is being done, to whoever waits.
#[allow(clippy::print_stderr, reason = "printing is what this does")]
fn tell(what: &str) {
    eprintln!("{what}");
}

/// Why a measurement could not be made.
#[derive(Debug)]
struct Failure(String);

impl Failure {
    fn new(message: impl Into<String>) -> Failure {
        Failure(message.into())
    }

    fn at(path: &Path, error: &io::Error) -> Failure {
        Failure(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Removes a folder, if it is there.
fn clear(folder: &Path) -> Result<(), Failure> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::at(folder, &error)),
        _ => Ok(()),
    }
}

/// A program on the search path.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
