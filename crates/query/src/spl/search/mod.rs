//! Search expressions: the first stage, the `search` command, and `where` of `tstats`, `mstats` and
//! `inputlookup`.
//!
//! `NOT` binds tightest, then `OR`, then `AND`, written or implied
//! (<https://help.splunk.com/en/splunk-cloud-platform/search/search-manual/boolean-expressions>).

mod lexer;
mod parser;

use rule::Span;

pub(super) use parser::parse;

use super::compare::Compare;

/// A search expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// Every part holds.
    All(Vec<Search>),
    /// Some part holds.
    Any(Vec<Search>),
    /// The part does not hold.
    Not(Box<Search>),
    /// `field op value`.
    Compare {
        field: String,
        op: Compare,
        value: Word,
        span: Span,
    },
    /// `field IN (value, …)`.
    Member {
        field: String,
        values: Vec<Word>,
        span: Span,
    },
    /// A word or phrase anywhere in the event.
    Term { word: Word, cased: bool },
    /// A call of an unknown macro.
    Macro(Span),
    /// `[subsearch]`; the range is its inside.
    Sub(Span),
    /// Text that is no expression.
    Bad { span: Span, deep: bool },
}

impl Search {
    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        match self {
            Search::All(parts) | Search::Any(parts) => {
                let whole = |first: &Search, last: &Search| first.span().to(last.span());
                parts
                    .first()
                    .zip(parts.last())
                    .map_or(Span::NONE, |(first, last)| whole(first, last))
            }
            Search::Not(inner) => inner.span(),
            Search::Term { word, .. } => word.span,
            Search::Compare { span, .. }
            | Search::Member { span, .. }
            | Search::Macro(span)
            | Search::Sub(span)
            | Search::Bad { span, .. } => *span,
        }
    }
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Without quotes.
    Plain,
    /// A string.
    Quoted,
    /// A call of an unknown macro.
    Macro,
}

/// A value or term as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The text between the quotes, escapes as authored.
    pub(super) raw: String,
    /// With its quotes.
    pub(super) span: Span,
    /// How it is written.
    pub(super) form: Form,
}
