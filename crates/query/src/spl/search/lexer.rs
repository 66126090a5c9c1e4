//! Tokens of search expressions.

use rule::{Operator, Span};

use crate::spl::scan;

/// A comparison of the search command; `!=` is the negation of `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spl) enum Compare {
    Equal,
    NotEqual,
    Order(Operator),
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// The tokens of a range.
pub(super) fn tokens(text: &str, span: Span) -> Vec<Token> {
    let end = (span.end as usize).min(text.len());
    let mut at = span.start as usize;
    let mut found: Vec<Token> = Vec::new();
    while at < end {
        if text[at..].starts_with(char::is_whitespace) {
            at = scan::next(text, at);
            continue;
        }
        let value = matches!(
            found.last(),
            Some(Token {
                kind: Kind::Compare(_),
                ..
            })
        );
        let (kind, stop) = token(text, at, value);
        let stop = stop.clamp(scan::next(text, at), end.max(at + 1));
        found.push(Token {
            kind,
            span: Span::new(at, stop),
        });
        at = stop;
    }
    found
}

/// The token that starts at `at`; after a comparison it is read as a value.
fn token(text: &str, at: usize, value: bool) -> (Kind, usize) {
    if let Some((compare, len)) = compare(&text[at..]).filter(|_| !value) {
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

fn compare(rest: &str) -> Option<(Compare, usize)> {
    const TABLE: [(&str, Compare); 8] = [
        ("!=", Compare::NotEqual),
        ("<>", Compare::NotEqual),
        ("<=", Compare::Order(Operator::Lte)),
        (">=", Compare::Order(Operator::Gte)),
        ("==", Compare::Equal),
        ("=", Compare::Equal),
        ("<", Compare::Order(Operator::Lt)),
        (">", Compare::Order(Operator::Gt)),
    ];
    TABLE
        .iter()
        .find(|(text, _)| rest.starts_with(text))
        .map(|(text, compare)| (*compare, text.len()))
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
    (compare(rest).is_some() || member).then_some(end)
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
