//! What an author wrote in EQL, with byte spans.

use rule::{Operator, Reason, Relation, Span};

/// A whole query.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) relation: Relation,
    /// Keys that tie all steps together.
    pub(super) by: Vec<Expr>,
    pub(super) maxspan: Option<String>,
    pub(super) steps: Vec<Sub>,
    pub(super) pipes: Vec<Pipe>,
}

/// One event query: `process where …`, with what stands behind its bracket in a sequence.
#[derive(Debug)]
pub(super) struct Sub {
    /// The event category; `None` when the query is a bare condition.
    pub(super) category: Option<String>,
    pub(super) condition: Expr,
    /// Whether the event must not happen: `![ … ]` and `until [ … ]`.
    pub(super) absent: bool,
    /// Keys of this step alone.
    pub(super) by: Vec<Expr>,
    /// `with runs=N`.
    pub(super) runs: Option<Runs>,
    /// `as name`.
    pub(super) alias: Option<String>,
}

/// How often a step must happen.
#[derive(Debug)]
pub(super) struct Runs {
    pub(super) count: String,
    pub(super) span: Span,
}

/// What follows a `|`.
#[derive(Debug)]
pub(super) struct Pipe {
    pub(super) name: String,
    pub(super) args: Vec<Expr>,
    pub(super) span: Span,
}

/// An expression and its place.
#[derive(Debug)]
pub(super) struct Expr {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What an expression is.
#[derive(Debug)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    /// A field, its `?` and backticks taken off; a variable keeps its `$`.
    Field(String),
    Call(Call),
    /// A sum or product: its operands, each with the operator before it; the first has a sign.
    Arithmetic(Vec<(&'static str, Expr)>),
    Not(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Compare(Box<Compare>),
    Among(Box<Among>),
    /// `descendant of [ … ]` and its like: a condition on another event of the process tree.
    Relative(Box<Relative>),
    /// Text that could not be read.
    Unread(Reason),
}

/// `descendant of [ … ]` and its like.
#[derive(Debug)]
pub(super) struct Relative {
    /// `descendant`, `child`, `event`.
    pub(super) word: String,
    /// The other event.
    pub(super) event: Sub,
}

/// `left == right` and its like.
#[derive(Debug)]
pub(super) struct Compare {
    pub(super) left: Expr,
    /// One of the ordered operators or [`Operator::Eq`].
    pub(super) op: Operator,
    /// Whether it was `!=`.
    pub(super) negated: bool,
    pub(super) right: Expr,
}

/// `left in (…)`, `left : "…"`, `left like~ (…)` and their like.
#[derive(Debug)]
pub(super) struct Among {
    pub(super) left: Expr,
    pub(super) matching: Matching,
    pub(super) insensitive: bool,
    /// Whether it was `not in`.
    pub(super) negated: bool,
    pub(super) items: Vec<Expr>,
}

/// How the values of an [`Among`] are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matching {
    /// `in`: the whole value.
    Whole,
    /// `:` and `like`: a glob.
    Glob,
    /// `regex`: a regular expression.
    Regex,
}

/// A function call.
#[derive(Debug)]
pub(super) struct Call {
    /// The name in lower case, without its `~`: authors spell it `cidrMatch` and `cidrmatch`.
    pub(super) name: String,
    pub(super) insensitive: bool,
    pub(super) args: Vec<Expr>,
}
