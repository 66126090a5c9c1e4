//! What an author wrote in KQL, with byte spans.

use rule::{Operator, Reason, Span};

use crate::Pattern;

/// A part of a query or of a list of values, and its place.
#[derive(Debug)]
pub(super) struct Node<L> {
    pub(super) tree: Tree<L>,
    pub(super) span: Span,
}

/// `and`, `or` and `not` over leaves: clauses in a query, values in a list.
#[derive(Debug)]
pub(super) enum Tree<L> {
    Leaf(L),
    All(Vec<Node<L>>),
    Any(Vec<Node<L>>),
    Not(Box<Node<L>>),
    /// Text that could not be read.
    Unread(Reason),
}

/// A leaf of a query.
#[derive(Debug)]
pub(super) enum Clause {
    /// `field:value`, `field:(a or b)`.
    Values { field: String, values: Node<Pattern> },
    /// `field:{ … }`.
    Nested { field: String, body: Box<Node<Clause>> },
    /// `field >= value`.
    Range {
        field: String,
        op: Operator,
        value: String,
    },
    /// A value without a field.
    Bare(Pattern),
}
