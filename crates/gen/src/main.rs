//! `gen`: rule corpora in, a site out.
//!
//! The only place that joins the reading half (corpus, query) with the writing half (catalog, site). It holds
//! no logic of its own beyond configuration, order and report.

mod build;
mod check;
mod cli;
mod config;
mod eject;
mod explain;
mod explanation;
mod export;
mod init;
mod live;
mod load;
mod prose;
mod recall;
mod remark;
mod report;
mod serve;
mod since;
mod size;
mod stages;
mod sync;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::cli::{Cli, Command};

/// Pages are made of very many short strings; a third of a build's time was spent in the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.write_global();
    let exit = match &cli.command {
        Command::Build(args) => build::run(&cli, args),
        Command::Serve(args) => serve::run(&cli, args),
        Command::Check(args) => check::run(&cli, args),
        Command::Explain(args) => explain::run(&cli, args),
        Command::Export(args) => export::run(&cli, args),
        Command::Init(args) => init::run(&cli, args),
        Command::Sync(args) => sync::run(&cli, args),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "gen", &mut std::io::stdout());
            Exit::Ok
        }
        Command::Man => {
            let page = clap_mangen::Man::new(Cli::command());
            // A closed pipe is the reader's choice, not an error.
            let _ = page.render(&mut std::io::stdout());
            Exit::Ok
        }
    };
    ExitCode::from(exit as u8)
}

/// What a run says to its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// All is well.
    Ok = 0,
    /// Findings, under `--strict` or in `check`; or pages that could not be rendered.
    Findings = 1,
    /// Wrong usage or configuration.
    Usage = 2,
    /// A source cannot be read at all.
    Corpus = 3,
    /// The output folder cannot be written.
    Output = 4,
}
