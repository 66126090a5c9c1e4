//! How faithfully a rule's logic was decoded, and why not better.

use std::fmt;

/// One word for a rule (spec/logic.md, "The expression").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fidelity {
    /// Everything was decoded.
    Exact,
    /// Exact in structure with a documented [`Loss`].
    Approximate,
    /// Some clause is opaque.
    Partial,
    /// Nothing but opaque clauses.
    Opaque,
}

impl Fidelity {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Fidelity::Exact => "exact",
            Fidelity::Approximate => "approximate",
            Fidelity::Partial => "partial",
            Fidelity::Opaque => "opaque",
        }
    }
}

impl fmt::Display for Fidelity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Why a clause stayed opaque. A short closed list, so that it can be counted per language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The text does not follow its language's grammar.
    Syntax,
    /// Nested deeper than the fence allows.
    TooDeep,
    /// No decoder for this language.
    Language,
    /// The rule has no query (a machine-learning job, for instance).
    NoQuery,
    /// A companion file (Python source, query file) is missing.
    MissingFile,
    /// A macro, function, helper or saved query that is defined nowhere in the corpus.
    Undefined,
    /// A condition on a computed value that no single event field stands for.
    Computed,
    /// A command, statement or function the decoder does not know.
    Unsupported,
    /// A comparison of aggregates that is more than a threshold.
    Aggregate,
    /// Loops or state that no logic over one event can express.
    ControlFlow,
}

impl Reason {
    /// All reasons, in the order they are shown.
    pub const ALL: [Reason; 10] = [
        Reason::Syntax,
        Reason::TooDeep,
        Reason::Language,
        Reason::NoQuery,
        Reason::MissingFile,
        Reason::Undefined,
        Reason::Computed,
        Reason::Unsupported,
        Reason::Aggregate,
        Reason::ControlFlow,
    ];

    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Reason::Syntax => "syntax",
            Reason::TooDeep => "too-deep",
            Reason::Language => "language",
            Reason::NoQuery => "no-query",
            Reason::MissingFile => "missing-file",
            Reason::Undefined => "undefined",
            Reason::Computed => "computed",
            Reason::Unsupported => "unsupported",
            Reason::Aggregate => "aggregate",
            Reason::ControlFlow => "control-flow",
        }
    }

    /// One sentence for a reader.
    pub fn explain(self) -> &'static str {
        match self {
            Reason::Syntax => "the text does not follow its language's grammar",
            Reason::TooDeep => "the text is nested too deeply",
            Reason::Language => "this language is not decoded yet",
            Reason::NoQuery => "the rule has no query",
            Reason::MissingFile => "the file that holds the query is missing",
            Reason::Undefined => "a name is defined nowhere in the corpus",
            Reason::Computed => "the condition is on a computed value",
            Reason::Unsupported => "a command or function is not known",
            Reason::Aggregate => "the condition compares aggregates",
            Reason::ControlFlow => "loops or state decide",
        }
    }
}

/// A documented loss: the structure is right, but less was kept than the author wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// A loop or comprehension over a list of the event is read as "some element". Logic knows no elements: that two
    /// conditions hold for the same one is lost, and "some element is not x" is shown as "none is x".
    LoopAsExists,
    /// A helper was read from the table of known accessors.
    KnownHelper,
    /// A comparison holds for a part of the value (a split, a substring) and is shown on the whole field.
    PartOfValue,
    /// A condition on a renamed, joined or coalesced column is shown on its first source.
    FirstSource,
    /// A branch of an if/case expression was taken as the condition.
    Branch,
    /// Exceptions and type checks are taken as never failing.
    NoExceptions,
    /// Encodings of the value (base64, UTF-16) are matched as well, and the plain text is shown.
    Encoded,
    /// Times, or values of the events, are compared with one another (order, age, hour of the day), which is
    /// not shown.
    Relative,
    /// A condition on a related event (a process further up the tree) is shown among the event's own.
    RelatedEvent,
    /// Of several thresholds one suffices, and they are shown as a list.
    AnyThreshold,
    /// A condition on a column that the query itself makes is shown under that column's name, or not at all
    /// where the column holds nothing of the event.
    Derived,
}

impl Loss {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Loss::LoopAsExists => "loop-as-exists",
            Loss::KnownHelper => "known-helper",
            Loss::PartOfValue => "part-of-value",
            Loss::FirstSource => "first-source",
            Loss::Branch => "branch",
            Loss::NoExceptions => "no-exceptions",
            Loss::Encoded => "encoded",
            Loss::Relative => "relative",
            Loss::RelatedEvent => "related-event",
            Loss::AnyThreshold => "any-threshold",
            Loss::Derived => "derived",
        }
    }

    /// One sentence for a reader.
    pub fn explain(self) -> &'static str {
        match self {
            Loss::LoopAsExists => {
                "a loop over a list is read as: some element matches, or, negated, none does"
            }
            Loss::KnownHelper => "a helper function is read from a table of known accessors",
            Loss::PartOfValue => "a part of the value is compared and shown on the whole field",
            Loss::FirstSource => "a renamed, joined or coalesced column is shown on its first source",
            Loss::Branch => "a branch of a conditional expression is taken as the condition",
            Loss::NoExceptions => "exceptions and type checks are taken as never failing",
            Loss::Encoded => "encoded forms of the value match as well",
            Loss::Relative => "a comparison of times, or of values with one another, is not shown",
            Loss::RelatedEvent => "a condition on a related event is shown among the event's own",
            Loss::AnyThreshold => "one of the listed thresholds suffices",
            Loss::Derived => "a column that the query computes is shown under its own name",
        }
    }
}
