//! Tokens of searches and of eval expressions.

use rule::Span;

use super::scan;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<K> {
    pub(super) kind: K,
    pub(super) span: Span,
}

/// The tokens of a range. `read` gives the kind of the token that starts at an offset, and where it ends, from
/// the kind of the token before it.
pub(super) fn tokens<K: Copy>(
    text: &str,
    span: Span,
    read: impl Fn(&str, usize, Option<K>) -> (K, usize),
) -> Vec<Token<K>> {
    let end = (span.end as usize).min(text.len());
    let mut at = span.start as usize;
    let mut found: Vec<Token<K>> = Vec::new();
    while at < end {
        if text[at..].starts_with(char::is_whitespace) {
            at = scan::next(text, at);
            continue;
        }
        let (kind, stop) = read(text, at, found.last().map(|token| token.kind));
        let stop = stop.clamp(scan::next(text, at), end.max(at + 1));
        found.push(Token {
            kind,
            span: Span::new(at, stop),
        });
        at = stop;
    }
    found
}
