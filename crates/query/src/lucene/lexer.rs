//! Lucene query text to tokens, after the classic query parser
//! (<https://lucene.apache.org/core/10_0_0/queryparser/org/apache/lucene/queryparser/classic/package-summary.html>)
//! with Elasticsearch's `>=` shorthand for ranges.

use crate::tokens::Tokens;
use crate::{Cursor, Pattern};

use super::range::{Bound, Range, range};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    And,
    Or,
    Not,
    Plus,
    Minus,
    Colon,
    Open,
    Close,
    Term(Pattern),
    Phrase(String),
    Regex(String),
    Range(Range),
    /// Text that is no token, and what is wrong with it.
    Bad(&'static str),
    /// The end of the text.
    End,
}

const SYMBOLS: &[(&str, TokenKind)] = &[
    ("&&", TokenKind::And),
    ("||", TokenKind::Or),
    ("!", TokenKind::Not),
    ("+", TokenKind::Plus),
    ("-", TokenKind::Minus),
    (":", TokenKind::Colon),
    ("(", TokenKind::Open),
    (")", TokenKind::Close),
];

const KEYWORDS: &[(&str, TokenKind)] = &[
    ("AND", TokenKind::And),
    ("OR", TokenKind::Or),
    ("NOT", TokenKind::Not),
];

/// What ends a term besides white space.
const SPECIAL: &[char] = &['(', ')', ':', '^', '[', ']', '"', '{', '}', '~'];

/// All tokens.
pub(super) fn tokens(text: &str) -> Tokens<TokenKind> {
    let mut cursor = Cursor::new(text);
    let mut all = Vec::new();
    loop {
        skip(&mut cursor);
        if cursor.is_done() {
            return Tokens::new(all, TokenKind::End, text.len());
        }
        let start = cursor.at();
        let kind = one(&mut cursor);
        all.push((kind, cursor.span_from(start)));
    }
}

/// Passes over blanks, boosts (`^2`) and fuzziness (`~1`).
fn skip(cursor: &mut Cursor<'_>) {
    loop {
        cursor.take_while(char::is_whitespace);
        if !cursor.eat("^") && !cursor.eat("~") {
            return;
        }
        cursor.take_while(|c| c.is_ascii_digit() || c == '.');
    }
}

fn one(cursor: &mut Cursor<'_>) -> TokenKind {
    if let Some((_, kind)) = SYMBOLS.iter().find(|(symbol, _)| cursor.eat(symbol)) {
        return kind.clone();
    }
    match cursor.peek() {
        Some('"') => phrase(cursor),
        Some('/') => regex(cursor),
        Some('[' | '{') => range(cursor).map_or(TokenKind::Bad("this is no range"), TokenKind::Range),
        Some('<' | '>') => shorthand(cursor),
        Some(']' | '}') => {
            cursor.bump();
            TokenKind::Bad("this bracket closes nothing")
        }
        _ => word(cursor),
    }
}

fn phrase(cursor: &mut Cursor<'_>) -> TokenKind {
    cursor.bump();
    let mut text = String::new();
    while let Some(c) = cursor.bump() {
        match c {
            '"' => return TokenKind::Phrase(text),
            '\\' => text.extend(escaped(cursor)),
            c => text.push(c),
        }
    }
    TokenKind::Bad("a phrase is not closed")
}

/// `/…/`; a slash that is not closed starts a term.
fn regex(cursor: &mut Cursor<'_>) -> TokenKind {
    let mut ahead = cursor.clone();
    ahead.bump();
    let start = ahead.at();
    while let Some(c) = ahead.bump() {
        if c == '/' {
            let text = cursor.text()[start..ahead.at() - 1].to_owned();
            *cursor = ahead;
            return TokenKind::Regex(text);
        }
        if c == '\\' {
            ahead.bump();
        }
    }
    word(cursor)
}

/// `>10`, `<=5`.
fn shorthand(cursor: &mut Cursor<'_>) -> TokenKind {
    let is_low = cursor.bump() == Some('>');
    let inclusive = cursor.eat("=");
    cursor.take_while(char::is_whitespace);
    let value = cursor
        .take_while(|c| !c.is_whitespace() && !SPECIAL.contains(&c))
        .to_owned();
    if value.is_empty() {
        return TokenKind::Bad("a value is missing");
    }
    let end = Some(Bound { value, inclusive });
    TokenKind::Range(if is_low {
        Range { low: end, high: None }
    } else {
        Range { low: None, high: end }
    })
}

/// A term or keyword.
fn word(cursor: &mut Cursor<'_>) -> TokenKind {
    let start = cursor.at();
    let mut term = Pattern::new();
    while let Some(c) = cursor.peek() {
        if c.is_whitespace() || SPECIAL.contains(&c) {
            break;
        }
        cursor.bump();
        match c {
            '*' => term.push_any_run(),
            '?' => term.push_any_one(),
            '\\' => term.push(escaped(cursor).unwrap_or('\\')),
            c => term.push(c),
        }
    }
    let written = &cursor.text()[start..cursor.at()];
    match KEYWORDS.iter().find(|(word, _)| *word == written) {
        Some((_, kind)) => kind.clone(),
        None => TokenKind::Term(term),
    }
}

/// The character after a backslash: any one, or `u` and four hexadecimal digits.
fn escaped(cursor: &mut Cursor<'_>) -> Option<char> {
    cursor.take_unicode().or_else(|| cursor.bump())
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens};

    fn kinds(text: &str) -> Vec<TokenKind> {
        let mut tokens = tokens(text);
        let mut kinds = Vec::new();
        while !tokens.is_done() {
            kinds.push(tokens.kind().clone());
            tokens.bump();
        }
        kinds
    }

    fn terms(text: &str) -> Vec<String> {
        let terms = kinds(text).into_iter().filter_map(|kind| match kind {
            TokenKind::Term(term) => Some(term.to_wildcard()),
            _ => None,
        });
        terms.collect()
    }

    #[test]
    fn signs_belong_to_terms_unless_they_start_one() {
        assert_eq!(terms("g+s -x a-b"), ["g+s", "x", "a-b"]);
        assert_eq!(terms(r"C\:\\x\*? \u0041"), [r"C:\\x\*?", "A"]);
        assert_eq!(terms("a^2 b~ c~0.8"), ["a", "b", "c"]);
        assert_eq!(terms("ANDROID or OR"), ["ANDROID", "or"]);
    }

    #[test]
    fn slashes_open_regular_expressions_only_if_closed() {
        let regex = TokenKind::Regex(r"2[0-9]{3}\/ x".to_owned());
        assert_eq!(kinds(r"/2[0-9]{3}\/ x/"), [regex]);
        assert_eq!(terms("/usr"), ["/usr"]);
    }

    #[test]
    fn phrases_have_escapes_and_no_wildcards() {
        assert_eq!(
            kinds(r#""a \"b\" *" "#),
            [TokenKind::Phrase("a \"b\" *".to_owned())]
        );
        assert_eq!(kinds("\"a"), [TokenKind::Bad("a phrase is not closed")]);
    }
}
