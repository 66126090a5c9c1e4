//! Conditions: how selections combine.
//!
//! ```text
//! or   := and ('or' and)*
//! and  := not ('and' not)*
//! not  := 'not'* atom
//! atom := '(' or ')' | ('1' | 'any' | 'all') 'of' pattern | name
//! ```

mod lexer;
mod parser;

use rule::{Reason, Span};

pub(super) use parser::parse;

/// A part of a condition; spans count from the start of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    /// One of the parts holds.
    Or(Vec<Expr>),
    /// All of the parts hold.
    And(Vec<Expr>),
    /// The part does not hold.
    Not(Box<Expr>),
    /// A selection.
    Name(Span),
    /// `1 of`, `any of`, `all of` the selections that a pattern or `them` names.
    Of {
        /// Whether all of them must hold.
        all: bool,
        /// The pattern's place.
        pattern: Span,
    },
    /// `2 of` and the like, which no specification knows.
    Count(Span),
}

/// A condition taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Condition {
    /// The longest part from the start that follows the grammar.
    pub(super) search: Option<Expr>,
    /// What comes after it before the end or a pipe, and why it was not read.
    pub(super) rest: Option<(Span, Reason)>,
    /// What comes after the first pipe.
    pub(super) pipe: Option<Span>,
}
