//! Tokens of eval expressions.

use rule::Span;

use crate::spl::compare::Compare;
use crate::spl::{scan, token};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// A string in double quotes.
    Text,
    /// A field name in single quotes.
    Quoted,
    Name,
    Compare(Compare),
    /// `+ - * / %` or the dot of a concatenation.
    Arithmetic,
    Open,
    Close,
    Comma,
    Macro,
    /// A `[subsearch]` that gives a value.
    Sub,
    /// Anything else.
    Other,
}

/// A token.
pub(super) type Token = token::Token<Kind>;

/// Functions whose name authors run together with the operator before it: `ANDmatch(…)`.
const GLUED: [&str; 6] = ["match", "like", "isnull", "isnotnull", "cidrmatch", "searchmatch"];

/// The tokens of a range.
pub(super) fn tokens(text: &str, span: Span) -> Vec<Token> {
    token::tokens(text, span, |text, at, _| token(text, at))
}

fn token(text: &str, at: usize) -> (Kind, usize) {
    let rest = &text[at..];
    if let Some((compare, len)) = Compare::at_start(rest) {
        return (Kind::Compare(compare), at + len);
    }
    match rest.as_bytes()[0] {
        b'"' => (Kind::Text, scan::string_end(text, at)),
        b'\'' => match rest[1..].find('\'') {
            Some(len) => (Kind::Quoted, at + len + 2),
            None => (Kind::Other, at + 1),
        },
        b'`' => (Kind::Macro, scan::macro_end(text, at)),
        b'[' => (Kind::Sub, scan::bracket_end(text, at)),
        b'(' => (Kind::Open, at + 1),
        b')' => (Kind::Close, at + 1),
        b',' => (Kind::Comma, at + 1),
        b'.' if !rest[1..].starts_with(|c: char| c.is_ascii_digit()) => (Kind::Arithmetic, at + 1),
        b'+' | b'-' | b'*' | b'/' | b'%' => (Kind::Arithmetic, at + 1),
        _ => word(text, at),
    }
}

/// A number or a name. A dot inside a name belongs to it, at its end it concatenates.
fn word(text: &str, at: usize) -> (Kind, usize) {
    let rest = &text[at..];
    let number = rest
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(rest.len());
    let digits = rest[..number].trim_end_matches('.').len();
    if digits > 0 && !rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return (Kind::Number, at + digits);
    }
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '{' | '}' | '$' | '@');
    let len = rest.find(|c| !fits(c)).unwrap_or(rest.len());
    let name = rest[..len].trim_end_matches(['.', ':']);
    if name.is_empty() {
        return (Kind::Other, scan::next(text, at));
    }
    let glued = ["AND", "OR", "NOT"].into_iter().find(|operator| {
        rest[name.len()..].trim_start().starts_with('(')
            && name
                .strip_prefix(operator)
                .is_some_and(|rest| GLUED.contains(&rest))
    });
    (Kind::Name, at + glued.map_or(name.len(), str::len))
}
