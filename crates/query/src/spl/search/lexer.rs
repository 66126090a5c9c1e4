//! Tokens of search expressions.

use rule::Span;

use crate::spl::compare::Compare;
use crate::spl::{scan, token};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    Comma,
    Compare(Compare),
    /// An unquoted word.
    Word,
    /// A string.
    Quoted,
    /// A call of an unknown macro.
    Macro,
    /// A `[subsearch]`.
    Sub,
}

/// A token.
pub(super) type Token = token::Token<Kind>;

/// The tokens of a range; what follows a comparison is read as a value.
pub(super) fn tokens(text: &str, span: Span) -> Vec<Token> {
    token::tokens(text, span, |text, at, before| {
        token(text, at, matches!(before, Some(Kind::Compare(_))))
    })
}

/// The token that starts at `at`; after a comparison it is read as a value.
fn token(text: &str, at: usize, value: bool) -> (Kind, usize) {
    if let Some((compare, len)) = Compare::at_start(&text[at..]).filter(|_| !value) {
        return (Kind::Compare(compare), at + len);
    }
    match text.as_bytes()[at] {
        b'(' => (Kind::Open, at + 1),
        b')' => (Kind::Close, at + 1),
        b',' => (Kind::Comma, at + 1),
        b'[' => (Kind::Sub, scan::bracket_end(text, at)),
        b'`' => (Kind::Macro, scan::macro_end(text, at)),
        b'"' => quoted(text, at),
        b'\'' if !value => match field_end(text, at) {
            Some(end) => (Kind::Quoted, end),
            None => (Kind::Word, word_end(text, at, value)),
        },
        _ => (Kind::Word, word_end(text, at, value)),
    }
}

/// A string; stars right behind it belong to it.
fn quoted(text: &str, at: usize) -> (Kind, usize) {
    let end = scan::string_end(text, at);
    let stars = text[end..].len() - text[end..].trim_start_matches('*').len();
    match stars {
        0 => (Kind::Quoted, end),
        stars => (Kind::Word, end + stars),
    }
}

/// The offset after `'field name'`, if a comparison follows: elsewhere a single quote is a character.
fn field_end(text: &str, at: usize) -> Option<usize> {
    let inside = text.get(at + 1..)?.split('\n').next()?;
    let end = at + 2 + inside.find('\'')?;
    let rest = text[end..].trim_start();
    let member = rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("in"))
        && rest[2..].trim_start().starts_with('(');
    (Compare::at_start(rest).is_some() || member).then_some(end)
}

/// A word ends at a blank, a bracket or a comma; unless it is a value, at an operator or a string, too.
fn word_end(text: &str, start: usize, value: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at = scan::after_escape(text, at),
            b'"' if value && at > start => at = scan::string_end(text, at),
            b'(' | b')' | b',' | b'[' | b']' | b'|' | b'`' => break,
            b'"' | b'=' | b'<' | b'>' if !value => break,
            b'!' if !value && bytes.get(at + 1) == Some(&b'=') => break,
            byte if byte.is_ascii_whitespace() => break,
            _ => at += 1,
        }
    }
    at
}
