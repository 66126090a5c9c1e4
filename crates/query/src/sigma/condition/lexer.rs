//! Words, parentheses and the pipe.

use rule::Span;

use crate::Cursor;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Open,
    Close,
}

/// A token and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// The tokens up to the end or the first pipe, and what comes after the pipe.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Option<Span>) {
    let mut cursor = Cursor::new(text);
    let mut tokens = Vec::new();
    loop {
        cursor.take_while(char::is_whitespace);
        let start = cursor.at();
        let kind = match cursor.peek() {
            None => return (tokens, None),
            Some('|') => {
                let rest = text[start + 1..].trim_start();
                return (tokens, Some(Span::new(text.len() - rest.len(), text.len())));
            }
            Some('(') => {
                cursor.bump();
                Kind::Open
            }
            Some(')') => {
                cursor.bump();
                Kind::Close
            }
            Some(_) => {
                cursor.take_while(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '|'));
                Kind::Word
            }
        };
        tokens.push(Token {
            kind,
            span: cursor.span_from(start),
        });
    }
}
