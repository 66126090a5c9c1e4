//! The words of Kusto.

use rule::Span;

/// What a word is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A name, keyword or word operator, also `!has`, `in~` and `$left`.
    Name,
    /// An integer or real number.
    Number,
    /// A time span such as `1d` or `30min`.
    Timespan,
    /// A string, unescaped.
    Text(String),
    /// Punctuation and symbol operators.
    Symbol(&'static str),
    /// A character that belongs to no word.
    Stray,
    /// The end of the text.
    End,
}

/// A word at its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands.
    pub(super) span: Span,
}
