//! What a YARA-L rule says, before it means anything.

use rule::{Operator, Span};

/// An expression and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands.
    pub(super) span: Span,
}

/// Conditions and values share one type: `if(…)` takes conditions as arguments, and parentheses hold either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `a and b`.
    All(Vec<Node>),
    /// `a or b`.
    Any(Vec<Node>),
    /// `not a`, `!a`.
    Not(Box<Node>),
    /// `a nocase`.
    NoCase(Box<Node>),
    /// `a = b` and its like.
    Compare(Comparison, Box<Node>, Box<Node>),
    /// `a in b`, `a in regex %list`.
    In(Mode, Box<Node>, Box<Node>),
    /// `any a`, `all a`: `true` for all.
    Every(bool, Box<Node>),
    /// `$e.principal.ip`; the variable is empty in searches, which have none.
    Path(String, String),
    /// `$name` alone.
    Name(String),
    /// `#name`.
    Count(String),
    /// A string, number or truth value.
    Literal(String),
    /// `/…/`.
    Regex(String),
    /// `%list`, `%table.column`.
    List(String),
    /// `(a, b)`, `[a, b]`.
    Values(Vec<Node>),
    /// `f(a, b)`, the name in lower case.
    Call(String, Vec<Node>),
    /// `a + b`, `-a`.
    Arithmetic(Vec<Node>),
    /// `any of ($a, $b)`; `true` for all.
    Of(bool, Vec<Node>),
}

/// A comparison sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
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

/// How the members of a list are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// As whole values.
    Equal,
    /// `in regex`.
    Regex,
    /// `in cidr`.
    Cidr,
}

/// A section's statement: read, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// An expression.
    Read(Node),
    /// Text that follows no grammar, or nests too deeply.
    Unread(Span, Failure),
}

/// Why an expression could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Something else was expected at this place.
    Unexpected(Span),
    /// It nests past the fence.
    TooDeep(Span),
}
