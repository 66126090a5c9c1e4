//! What an author wrote in Lucene's syntax, with byte spans.

use rule::{Reason, Span};

use crate::Pattern;

use super::range::Range;

/// A part of a query and its place.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a part of a query is.
#[derive(Debug)]
pub(super) enum Kind {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// `field:…`, a value or a group of them.
    Field(String, Box<Node>),
    /// A term or phrase; only a term has wildcards.
    Value(Pattern),
    /// `/…/`, without the slashes.
    Regex(String),
    Range(Range),
    /// Text that could not be read.
    Unread(Reason),
}
