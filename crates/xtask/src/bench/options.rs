//! The command line of `cargo xtask bench`.

use std::path::PathBuf;

use clap::Parser;

/// Measures builds and prints Markdown tables; without a suite's name, builds are measured.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", max_term_width = 100)]
pub(super) struct Options {
    /// Builds of the same pages by Hugo and Zola, where they are installed (or named by HUGO and ZOLA).
    #[arg(long)]
    pub(super) peers: bool,
    /// `gen serve`: until the first page is there, until an edit shows.
    #[arg(long)]
    pub(super) serve: bool,
    /// Storms of events against `gen build --watch`.
    #[arg(long)]
    pub(super) storms: bool,
    /// Single files made to be slow.
    #[arg(long)]
    pub(super) hostile: bool,
    /// The corpora so many times over, with other ids and titles; past 10, `gen check` only.
    #[arg(long, value_name = "TIMES")]
    pub(super) replicas: Option<usize>,
    /// How many rounds to count.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub(super) runs: usize,
    /// Only these cases of a suite, by name, separated by commas; what they are compared with runs as well.
    #[arg(long, value_delimiter = ',', value_name = "CASES")]
    pub(super) only: Vec<String>,
    /// The folder of the corpora, instead of the one beside the project.
    #[arg(long, value_name = "FOLDER")]
    pub(super) corpora: Option<PathBuf>,
    /// A ready `gen`, instead of the one that is built first.
    #[arg(long, value_name = "FILE")]
    pub(super) generator: Option<PathBuf>,
    /// Keep the tables in docs/benchmarks.md as well.
    #[arg(long)]
    pub(super) keep: bool,
}

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suite {
    /// Whole builds.
    Builds,
    /// The same pages by other generators.
    Peers,
    /// The preview.
    Serve,
    /// Storms of events.
    Storms,
    /// Files made to be slow.
    Hostile,
    /// The corpora many times over.
    Replicas(usize),
}

impl Options {
    /// The suites asked for.
    pub(super) fn suites(&self) -> Vec<Suite> {
        let peers = self.peers.then_some(Suite::Peers);
        let hostile = self.hostile.then_some(Suite::Hostile);
        let serve = self.serve.then_some(Suite::Serve);
        let storms = self.storms.then_some(Suite::Storms);
        let asked = [peers, serve, storms, hostile, self.replicas.map(Suite::Replicas)];
        let suites: Vec<Suite> = asked.into_iter().flatten().collect();
        if suites.is_empty() {
            vec![Suite::Builds]
        } else {
            suites
        }
    }
}
