//! What an ES|QL query says, before it means anything.

use rule::{Operator, Span};

/// An expression and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands.
    pub(super) span: Span,
}

/// Conditions and values share one type: any condition is a value too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `a and b`.
    All(Vec<Node>),
    /// `a or b`.
    Any(Vec<Node>),
    /// `not a`, and the negative forms of the operators.
    Not(Box<Node>),
    /// `a == b` and its like.
    Compare(Comparison, Box<Node>, Box<Node>),
    /// `a in (b, c)`.
    In(Box<Node>, Vec<Node>),
    /// `a like "x*"`, `a rlike ("x.*", "y")`.
    Like(Likeness, Box<Node>, Vec<Node>),
    /// `a is not null`.
    Present(Box<Node>),
    /// `a : "x"`.
    Match(Box<Node>, Box<Node>),
    /// A column or a field.
    Name(String),
    /// A string, number or truth value.
    Literal(String),
    /// The inside of a raw string, which stands in the query as it is.
    RawText(String),
    /// `null`.
    Null,
    /// `5 minutes`.
    Duration(String),
    /// `?name`.
    Parameter(String),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `f(a, b)`, the name in lower case.
    Call(String, Vec<Node>),
    /// `a + b`, `-a`.
    Arithmetic(Vec<Node>),
    /// `*`, and options in braces.
    Filler,
}

/// A comparison sign. `!=` is a negated `==`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    /// `=~`, which minds no case.
    Alike,
    Order(Operator),
}

impl Comparison {
    /// The sign with its sides exchanged.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Comparison::Order(op) => Comparison::Order(op.mirrored()),
            same => same,
        }
    }
}

/// What kind of pattern a value is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// `*` and `?`.
    Glob,
    /// A regular expression over the whole value.
    Regex,
}

/// `name = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The column; an unnamed one is named by its own text.
    pub(super) name: String,
    /// What it holds.
    pub(super) value: Node,
    /// `where` behind an aggregate.
    pub(super) filter: Option<Node>,
}

/// A command and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// What it is.
    pub(super) kind: CommandKind,
    /// Where it stands.
    pub(super) span: Span,
}

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CommandKind {
    /// `from a, b`.
    From(Vec<String>),
    /// `from (from a | …), (from b | …)`, `fork (…) (…)`.
    Branches(Vec<Vec<Command>>),
    /// `where`.
    Where(Node),
    /// `eval`, `row`.
    Eval(Vec<Assignment>),
    /// `stats`, `inline stats`.
    Stats(Vec<Assignment>, Vec<Assignment>),
    /// `rename`: old and new name.
    Rename(Vec<(String, String)>),
    /// `grok`, `dissect`: what is taken apart and the columns this makes.
    Extract(Node, Vec<String>),
    /// `uri_parts prefix = value`: columns below the prefix.
    Parts(String),
    /// Columns that no event holds: answers of a language model, change points.
    Foreign(Vec<String>),
    /// Nothing that decides which events match.
    Plumbing,
    /// Not read.
    Unread(Failure),
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Something else was expected at this place.
    Unexpected(Span),
    /// It nests past the fence.
    TooDeep(Span),
    /// A command of no known name.
    Unknown,
}
