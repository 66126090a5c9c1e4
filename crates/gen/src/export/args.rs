//! Arguments of `export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `export`.
#[derive(Clone, Debug, Args)]
#[command(after_help = after_help())]
pub(crate) struct ExportArgs {
    /// The file format.
    #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Which table; `sqlite` and `layer` take none, `markdown` all of them without it.
    #[arg(short = 'w', long, value_enum, value_name = "TABLE")]
    pub(super) what: Option<What>,
    /// Which rules it is made of.
    #[arg(
        long = "where",
        default_value = "",
        hide_default_value = true,
        value_name = "FILTER"
    )]
    pub(super) rules: String,
    /// For layers: leave techniques out that these rules cover.
    #[arg(long, value_name = "FILTER")]
    pub(super) minus: Option<String>,
    /// For layers: the domain, `enterprise-attack` by default.
    #[arg(long, value_name = "DOMAIN")]
    pub(super) domain: Option<String>,
    /// Where it goes, instead of to standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// A file format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One JSON record a line.
    #[default]
    Ndjson,
    /// One JSON object with all records.
    Json,
    /// Comma-separated values.
    Csv,
    /// An SQLite database with all tables.
    Sqlite,
    /// Tables for readers of plain text.
    Markdown,
    /// An ATT&CK Navigator layer.
    Layer,
}

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum What {
    /// Rules with their decoded logic.
    Rules,
    /// Techniques with their counts.
    Techniques,
    /// Telemetry events.
    Events,
    /// Field concepts.
    Fields,
    /// What rules look for.
    Indicators,
    /// What rules exclude.
    Exclusions,
}

impl Format {
    pub(super) fn id(self) -> site::export::Format {
        match self {
            Format::Ndjson => site::export::Format::Ndjson,
            Format::Json => site::export::Format::Json,
            Format::Csv => site::export::Format::Csv,
            Format::Sqlite => site::export::Format::Sqlite,
            Format::Markdown => site::export::Format::Markdown,
            Format::Layer => site::export::Format::Layer,
        }
    }

    /// Whether a terminal is no place for it.
    pub(super) fn is_binary(self) -> bool {
        self == Format::Sqlite
    }
}

impl What {
    pub(super) fn id(self) -> site::export::What {
        match self {
            What::Rules => site::export::What::Rules,
            What::Techniques => site::export::What::Techniques,
            What::Events => site::export::What::Events,
            What::Fields => site::export::What::Fields,
            What::Indicators => site::export::What::Indicators,
            What::Exclusions => site::export::What::Exclusions,
        }
    }
}

/// What a filter may say.
fn after_help() -> String {
    let keys: Vec<String> = site::export::keys()
        .map(|(name, about)| format!("  {name:<10} {about}"))
        .collect();
    format!(
        "A filter is a list of terms that must all hold: technique=T1204 vendor=sigma,elastic severity>=high\n\
         = and != compare whole words, ~ and !~ a part, >= > <= < severities and dates; \
         of values with commas between one suffices;\n\
         values with blanks or commas go in quotes: title~\"remote access\". Case does not matter.\n\
         Counts are of rules that are not set aside; tables of rules and databases hold those too, \
         unless the filter says live=true.\n\n\
         Rules are chosen by:\n{}",
        keys.join("\n")
    )
}
