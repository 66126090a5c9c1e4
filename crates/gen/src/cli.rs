//! The command line.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::export::ExportArgs;
use crate::since::SinceArgs;
use crate::size::{PAGES_LIMIT, Size};

/// Turns detection rules of many vendors into a reference site.
#[derive(Clone, Debug, Parser)]
#[command(name = "gen", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The configuration file.
    #[arg(short, long, global = true, default_value = "site.toml", value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// How many threads to use; one for each core by default.
    #[arg(short, long, global = true, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Say only what went wrong.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Show every problem, remarks included.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// How problems and the summary are printed.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) message_format: MessageFormat,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Count deprecated and unsupported rules like all others.
    #[arg(long, global = true)]
    pub(crate) include_set_aside: bool,
}

const EXIT_CODES: &str = "Exit codes: 0 all is well; 1 warnings or errors in check (under --strict notes too) or in build --strict, or pages that cannot be rendered; \
2 wrong usage or configuration, or an address that cannot be listened on; 3 a source or bundle cannot be read; 4 the output folder cannot be written.";

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the site.
    Build(BuildArgs),
    /// Show the site at a local address and reload the open page whenever something changes.
    Serve(ServeArgs),
    /// Read everything, say what is wrong with files and rules, write nothing.
    Check(CheckArgs),
    /// Say what the catalog knows of a rule, technique, event, field or value, and how it came to it.
    Explain(ExplainArgs),
    /// Write the catalog, or the part that some rules make up, as a file.
    Export(ExportArgs),
    /// Write a configuration for the rules of a folder, or start a new site.
    Init(crate::init::InitArgs),
    /// Fetch the sources' repositories and pin them in gen.lock.
    Sync(crate::sync::SyncArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// Arguments of `build`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BuildArgs {
    /// Where the site goes, instead of where the configuration says.
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) out: Option<PathBuf>,
    /// Where the site will be published, instead of what the configuration says.
    #[arg(short = 'u', long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Build in the rules of private sources, for a site that stays in the house.
    #[arg(long)]
    pub(crate) with_private: bool,
    /// Build nothing if there is any warning or error.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Minify pages, which takes time and makes them hardly smaller once they are compressed.
    #[arg(long)]
    pub(crate) minify: bool,
    /// Write nothing if the site gets larger than this.
    #[arg(long, value_name = "SIZE", default_value = PAGES_LIMIT)]
    pub(crate) max_size: Size,
    /// Copy a template or static file of ours into the site's own folder, to be changed there, and build nothing.
    /// Without a name: list them.
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub(crate) eject: Vec<String>,
    /// Stage the whole site beside the output folder and swap it in.
    #[arg(long)]
    pub(crate) atomic: bool,
    /// What to compare the build with.
    #[command(flatten)]
    pub(crate) since: SinceArgs,
    /// Build again whenever something changes, until interrupted.
    #[arg(short, long)]
    pub(crate) watch: bool,
    /// How changes are noticed.
    #[arg(long, value_enum, default_value_t, requires = "watch", value_name = "HOW")]
    pub(crate) watcher: WatcherKind,
}

/// Arguments of `serve`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServeArgs {
    /// The network interface to listen on; other machines reach the site only if it is not a local one.
    #[arg(short, long, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub(crate) interface: IpAddr,
    /// The port to listen on; 0 takes any that is free.
    #[arg(short, long, default_value_t = 8000, value_name = "PORT")]
    pub(crate) port: u16,
    /// Open the site in the browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// Another name by which browsers may ask for the site; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// How changes are noticed.
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub(crate) watcher: WatcherKind,
}

/// How changes are noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WatcherKind {
    /// The system tells; where it cannot, as with `poll`.
    #[default]
    Native,
    /// All files are looked at every now and then.
    Poll,
}

/// Arguments of `explain`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A rule's id, slug, path or title; a technique id; an event (`Sysmon/1`); a field; a value; or a code of
    /// `check`.
    #[arg(value_name = "WHAT")]
    pub(crate) what: String,
    /// How many lines of each list to print; 0 prints all.
    #[arg(short = 'n', long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
}

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
pub(crate) struct CheckArgs {
    /// Say only what concerns these files and folders of rules; the others still serve for comparison.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How to print what was found; the summary goes to standard error.
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Say only this, notes included; `gen explain CODE` tells what a code means.
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', value_parser = codes(), hide_possible_values = true)]
    pub(crate) only: Vec<String>,
    /// Leave this out.
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', value_parser = codes(), hide_possible_values = true)]
    pub(crate) ignore: Vec<String>,
    /// Say only what concerns our own rules: sources without a repository, or those named in the configuration.
    #[arg(long)]
    pub(crate) own: bool,
    /// Let notes count like warnings.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Exit with 0 whatever is found.
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// How `check` prints what it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
}

fn codes() -> PossibleValuesParser {
    PossibleValuesParser::new(crate::explanation::codes())
}

/// How problems and the summary are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that has them, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes every stream follow the choice.
    pub(crate) fn write_global(self) {
        let choice = match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}
