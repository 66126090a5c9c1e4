//! Eval expressions: the `where` and `eval` commands.
//!
//! `NOT` binds tightest, then `AND`, then `OR`, then `XOR`
//! (<https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/search-commands/eval>). Names are fields,
//! strings in double quotes are text, in single quotes they are field names.

mod lexer;
mod parser;

use rule::{Reason, Span};

pub(super) use parser::{assignments, condition};

use super::compare::Compare;

/// An eval expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    /// A field.
    Field(String, Span),
    /// A string, unescaped but for what only regular expressions know.
    Text(String, Span),
    /// A number as written.
    Number(String, Span),
    /// `function(argument, …)`, the name in lower case.
    Call {
        name: String,
        args: Vec<Expr>,
        span: Span,
    },
    /// Every part holds.
    All(Vec<Expr>, Span),
    /// Some part holds.
    Any(Vec<Expr>, Span),
    /// The part does not hold.
    Not(Box<Expr>, Span),
    /// `left op right`.
    Compare {
        left: Box<Expr>,
        op: Compare,
        right: Box<Expr>,
        span: Span,
    },
    /// `left IN (value, …)`.
    Member {
        left: Box<Expr>,
        values: Vec<Expr>,
        span: Span,
    },
    /// Arithmetic or concatenation: operands and the operators between them.
    Arithmetic {
        parts: Vec<Expr>,
        ops: Vec<char>,
        span: Span,
    },
    /// A call of an unknown macro.
    Macro(Span),
    /// Text that is no expression.
    Bad(Reason, Span),
}

impl Expr {
    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        match self {
            Expr::Field(_, span)
            | Expr::Text(_, span)
            | Expr::Number(_, span)
            | Expr::All(_, span)
            | Expr::Any(_, span)
            | Expr::Not(_, span)
            | Expr::Macro(span)
            | Expr::Bad(_, span)
            | Expr::Arithmetic { span, .. }
            | Expr::Call { span, .. }
            | Expr::Compare { span, .. }
            | Expr::Member { span, .. } => *span,
        }
    }
}

/// A condition and the text behind it that does not belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) expr: Option<Expr>,
    pub(super) tail: Option<Span>,
}

/// `name = expression` of the eval command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) name: String,
    pub(super) expr: Expr,
}
