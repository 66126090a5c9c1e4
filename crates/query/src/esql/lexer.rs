//! Tokens of an ES|QL query
//! (<https://www.elastic.co/docs/reference/query-languages/esql/esql-syntax>).

use crate::Cursor;
use crate::stream::{self, symbol};

/// A token of a query.
pub(super) type Token<'a> = stream::Token<'a, Own<'a>>;

/// What a token is.
pub(super) type Kind<'a> = stream::Kind<'a, Own<'a>>;

/// Tokens that carry a text of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Own<'a> {
    /// A string, unescaped; `raw` tells one in three quotes, whose text stands in the query as it is.
    Text {
        /// The real text.
        text: String,
        /// Whether it has no escapes.
        raw: bool,
    },
    /// A number.
    Number(&'a str),
    /// A part of a name in backticks.
    Quoted(String),
    /// `?name`, `??name`: a value filled in by the caller.
    Parameter(&'a str),
}

/// Longest first.
const SYMBOLS: &[&str] = &[
    "::", "==", "=~", "!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", "{", "}", "|", ",", ".", ":", ";",
    "+", "-", "*", "/", "%",
];

/// Reads a whole query; the last token is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut cursor = Cursor::new(text);
    let mut tokens = Vec::new();
    loop {
        let blank = cursor.at();
        skip_blanks(&mut cursor);
        let start = cursor.at();
        let kind = kind(&mut cursor);
        let done = kind == Kind::End;
        let span = cursor.span_from(start);
        let first = tokens.is_empty() || text[blank..start].contains('\n');
        tokens.push(Token { kind, span, first });
        if done {
            return tokens;
        }
    }
}

fn skip_blanks(cursor: &mut Cursor<'_>) {
    loop {
        cursor.take_while(char::is_whitespace);
        if cursor.eat("//") {
            cursor.take_while(|c| c != '\n' && c != '\r');
        } else if cursor.eat("/*") {
            skip_comment(cursor);
        } else {
            return;
        }
    }
}

/// The rest of a block comment; block comments nest.
fn skip_comment(cursor: &mut Cursor<'_>) {
    let mut open = 1_usize;
    while open > 0 && !cursor.is_done() {
        if cursor.eat("*/") {
            open -= 1;
        } else if cursor.eat("/*") {
            open += 1;
        } else {
            cursor.bump();
        }
    }
}

fn kind<'a>(cursor: &mut Cursor<'a>) -> Kind<'a> {
    let Some(c) = cursor.peek() else {
        return Kind::End;
    };
    match c {
        '"' if cursor.rest().starts_with("\"\"\"") => raw(cursor),
        '"' => quoted(cursor),
        '`' => backticks(cursor),
        '?' => {
            cursor.take_while(|c| c == '?');
            Kind::Own(Own::Parameter(cursor.take_while(is_word)))
        }
        '.' if cursor.peek_nth(1).is_some_and(|c| c.is_ascii_digit()) && !after_name(cursor) => {
            number(cursor)
        }
        '0'..='9' => number(cursor),
        c if is_word(c) => Kind::Word(cursor.take_while(is_word)),
        _ => symbol(cursor, SYMBOLS),
    }
}

/// Whether a name ends right here, so that a dot continues it.
fn after_name(cursor: &Cursor<'_>) -> bool {
    let before = cursor.text()[..cursor.at()].chars().next_back();
    before.is_some_and(|c| is_word(c) || c == '`')
}

/// Three quotes: no escapes, on one line, and up to two more quotes at the end belong to the text.
fn raw<'a>(cursor: &mut Cursor<'a>) -> Kind<'a> {
    cursor.eat("\"\"\"");
    let rest = cursor.rest();
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let Some(len) = rest[..line].find("\"\"\"") else {
        cursor.take_while(|c| c != '\n' && c != '\r');
        return Kind::Unknown;
    };
    let more = rest[len + 3..line]
        .chars()
        .take(2)
        .take_while(|c| *c == '"')
        .count();
    let text = rest[..len + more].to_owned();
    (0..rest[..len].chars().count() + more + 3).for_each(|_| {
        cursor.bump();
    });
    Kind::Own(Own::Text { text, raw: true })
}

fn quoted<'a>(cursor: &mut Cursor<'a>) -> Kind<'a> {
    cursor.bump();
    let mut text = String::new();
    while let Some(c) = cursor.bump() {
        match c {
            '"' => return Kind::Own(Own::Text { text, raw: false }),
            '\n' | '\r' => return Kind::Unknown,
            '\\' => match cursor.bump() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some('r') => text.push('\r'),
                Some(c @ ('\\' | '"')) => text.push(c),
                // Not a legal escape; the backslash is likelier meant than a slip.
                Some(c) => text.extend(['\\', c]),
                None => text.push('\\'),
            },
            c => text.push(c),
        }
    }
    Kind::Unknown
}

/// A backtick inside is written twice.
fn backticks<'a>(cursor: &mut Cursor<'a>) -> Kind<'a> {
    cursor.bump();
    let mut name = String::new();
    while let Some(c) = cursor.bump() {
        match c {
            '`' if cursor.eat("`") => name.push('`'),
            '`' => return Kind::Own(Own::Quoted(name)),
            '\n' => return Kind::Unknown,
            c => name.push(c),
        }
    }
    Kind::Unknown
}

fn number<'a>(cursor: &mut Cursor<'a>) -> Kind<'a> {
    let start = cursor.at();
    let digits = |c: char| c.is_ascii_digit();
    cursor.take_while(digits);
    if cursor.peek() == Some('.') {
        cursor.bump();
        cursor.take_while(digits);
    }
    let exponent = matches!(cursor.peek(), Some('e' | 'E'));
    let signed = matches!(cursor.peek_nth(1), Some('+' | '-'));
    if exponent && cursor.peek_nth(1 + usize::from(signed)).is_some_and(digits) {
        (0..1 + usize::from(signed)).for_each(|_| {
            cursor.bump();
        });
        cursor.take_while(digits);
    }
    Kind::Own(Own::Number(&cursor.text()[start..cursor.at()]))
}

/// Names may hold `@` and `_`.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '@'
}

#[cfg(test)]
mod tests {
    use super::{Kind, Own, tokens};

    fn kinds(text: &str) -> Vec<Kind<'_>> {
        let mut kinds: Vec<Kind<'_>> = tokens(text).into_iter().map(|token| token.kind).collect();
        assert_eq!(kinds.pop(), Some(Kind::End));
        kinds
    }

    fn text(text: &str, raw: bool) -> Kind<'_> {
        let text = text.to_owned();
        Kind::Own(Own::Text { text, raw })
    }

    #[test]
    fn strings_are_unescaped_and_raw_strings_are_not() {
        assert_eq!(kinds(r#""a\\b\"c\t\*""#), [text("a\\b\"c\t\\*", false)]);
        assert_eq!(kinds(r#""""a\\"b""""#), [text(r#"a\\"b"#, true)]);
        assert_eq!(kinds(r#""""a"""""#), [text(r#"a""#, true)]);
        assert_eq!(kinds(r#""""""""#), [text("", true)]);
        assert_eq!(kinds("\"\""), [text("", false)]);
    }

    #[test]
    fn names_numbers_and_comments() {
        assert_eq!(
            kinds("source.`as`.x // y\n/* a /* b */ c */@timestamp"),
            [
                Kind::Word("source"),
                Kind::Symbol("."),
                Kind::Own(Own::Quoted("as".to_owned())),
                Kind::Symbol("."),
                Kind::Word("x"),
                Kind::Word("@timestamp")
            ]
        );
        assert_eq!(
            kinds("1.5e3 .5 7d ?p"),
            [
                Kind::Own(Own::Number("1.5e3")),
                Kind::Own(Own::Number(".5")),
                Kind::Own(Own::Number("7")),
                Kind::Word("d"),
                Kind::Own(Own::Parameter("p"))
            ]
        );
    }

    #[test]
    fn a_string_that_never_ends_costs_its_line() {
        assert_eq!(kinds("\"abc\nx"), [Kind::Unknown, Kind::Word("x")]);
        assert_eq!(kinds("\"\"\"abc\nx"), [Kind::Unknown, Kind::Word("x")]);
    }
}
