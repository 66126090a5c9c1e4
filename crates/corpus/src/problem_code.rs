//! Kinds of problems, each with a name that stays.

/// What kind of thing went wrong. Closed, so that each kind has an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemCode {
    /// A file cannot be opened, is no text, or is larger or deeper than is read.
    UnreadableFile,
    /// A link, a device, or a name that is not UTF-8: the file is not opened.
    SkippedFile,
    /// A file does not have the form of its vendor's rules.
    NotARule,
    /// A file that a rule needs is missing.
    MissingFile,
    /// A part of a query cannot be read, or is read in another way than it seems to mean.
    Query,
    /// A source, its globs, or the whole configuration.
    Configuration,
    /// A row of a data table makes no sense.
    DataTable,
    /// An ATT&CK bundle.
    AttackBundle,
    /// A page of prose.
    Prose,
}

impl ProblemCode {
    /// All kinds.
    pub const ALL: [ProblemCode; 9] = [
        ProblemCode::UnreadableFile,
        ProblemCode::SkippedFile,
        ProblemCode::NotARule,
        ProblemCode::MissingFile,
        ProblemCode::Query,
        ProblemCode::Configuration,
        ProblemCode::DataTable,
        ProblemCode::AttackBundle,
        ProblemCode::Prose,
    ];

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            ProblemCode::UnreadableFile => "A file that cannot be read as text",
            ProblemCode::SkippedFile => "A file that is not opened",
            ProblemCode::NotARule => "A file that is no rule of its vendor",
            ProblemCode::MissingFile => "A file that a rule needs is missing",
            ProblemCode::Query => "A part of a query that cannot be read, or is read otherwise than it looks",
            ProblemCode::Configuration => "A mistake in the configuration",
            ProblemCode::DataTable => "A row of a data table that makes no sense",
            ProblemCode::AttackBundle => "An ATT&CK bundle that cannot be used as it is",
            ProblemCode::Prose => "A page of prose that cannot be read",
        }
    }

    /// The stable name.
    pub fn id(self) -> &'static str {
        match self {
            ProblemCode::UnreadableFile => "unreadable-file",
            ProblemCode::SkippedFile => "skipped-file",
            ProblemCode::NotARule => "not-a-rule",
            ProblemCode::MissingFile => "missing-file",
            ProblemCode::Query => "query-text",
            ProblemCode::Configuration => "configuration",
            ProblemCode::DataTable => "data-table",
            ProblemCode::AttackBundle => "attack-bundle",
            ProblemCode::Prose => "prose-page",
        }
    }
}
