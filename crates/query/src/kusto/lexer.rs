//! Text to words. Comments and blanks vanish; nothing is refused: a character that belongs to no word
//! becomes a stray word, and the parser says what it thinks of it.

use rule::{Diagnostic, Span};

use super::strings;
use super::token::{Kind, Token};
use crate::Cursor;

/// Symbols, longest first.
const SYMBOLS: &[&str] = &[
    "==", "=~", "!=", "!~", "<>", "<=", ">=", "=>", "..", "|", "=", "<", ">", "+", "-", "*", "/", "%", "(",
    ")", "[", "]", "{", "}", ",", ";", ":", ".", "?", "~", "@",
];

/// Units of a time span
/// (<https://learn.microsoft.com/kusto/query/scalar-data-types/timespan>).
const UNITS: &[&str] = &[
    "d",
    "day",
    "days",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "m",
    "min",
    "minute",
    "minutes",
    "s",
    "sec",
    "second",
    "seconds",
    "ms",
    "milli",
    "millis",
    "millisecond",
    "milliseconds",
    "micro",
    "micros",
    "microsecond",
    "microseconds",
    "nano",
    "nanos",
    "nanosecond",
    "nanoseconds",
    "tick",
    "ticks",
];

/// Splits a text into words; the last one is the end.
pub(super) fn lex(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Token> {
    let mut cursor = Cursor::new(text);
    let mut tokens = Vec::new();
    loop {
        skip_blanks(&mut cursor);
        let start = cursor.at();
        if cursor.is_done() {
            tokens.push(Token {
                kind: Kind::End,
                span: Span::new(start, start),
            });
            return tokens;
        }
        let kind = word(&mut cursor, diagnostics);
        let span = cursor.span_from(start);
        tokens.push(Token { kind, span });
    }
}

fn skip_blanks(cursor: &mut Cursor<'_>) {
    loop {
        cursor.take_while(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
        if !cursor.eat("//") {
            return;
        }
        cursor.take_while(|c| c != '\n');
    }
}

fn word(cursor: &mut Cursor<'_>, diagnostics: &mut Vec<Diagnostic>) -> Kind {
    if let Some(text) = strings::literal(cursor, diagnostics) {
        return Kind::Text(text);
    }
    let Some(c) = cursor.peek() else {
        return Kind::End;
    };
    if c.is_ascii_digit() {
        return number(cursor);
    }
    if is_name_start(c) || (matches!(c, '!' | '$') && cursor.peek_nth(1).is_some_and(is_name_start)) {
        cursor.bump();
        cursor.take_while(is_name_part);
        let is_membership = cursor.text()[..cursor.at()].ends_with("in");
        if is_membership && cursor.rest().starts_with('~') {
            cursor.bump();
        }
        return Kind::Name;
    }
    for symbol in SYMBOLS {
        if cursor.eat(symbol) {
            return Kind::Symbol(symbol);
        }
    }
    cursor.bump();
    Kind::Stray
}

/// Reads a number; digits that run into letters are a time span or, as in `3CX_CL`, a name.
fn number(cursor: &mut Cursor<'_>) -> Kind {
    if cursor.eat("0x") || cursor.eat("0X") {
        cursor.take_while(|c| c.is_ascii_hexdigit());
        return Kind::Number;
    }
    cursor.take_while(|c| c.is_ascii_digit());
    if cursor.peek() == Some('.') && cursor.peek_nth(1).is_some_and(|c| c.is_ascii_digit()) {
        cursor.bump();
        cursor.take_while(|c| c.is_ascii_digit());
    }
    if is_exponent(cursor) {
        cursor.bump();
        cursor.bump();
        cursor.take_while(|c| c.is_ascii_digit());
    }
    let suffix = cursor.take_while(is_name_part);
    if suffix.is_empty() {
        Kind::Number
    } else if UNITS.contains(&suffix) {
        Kind::Timespan
    } else {
        Kind::Name
    }
}

fn is_exponent(cursor: &Cursor<'_>) -> bool {
    let digit_at = |n| cursor.peek_nth(n).is_some_and(|c: char| c.is_ascii_digit());
    matches!(cursor.peek(), Some('e' | 'E'))
        && (digit_at(1) || (matches!(cursor.peek_nth(1), Some('+' | '-')) && digit_at(2)))
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::{Kind, lex};

    fn words(text: &str) -> Vec<String> {
        let tokens = lex(text, &mut Vec::new());
        let shown = tokens.iter().map(|token| match &token.kind {
            Kind::Text(value) => format!("{value:?}"),
            Kind::Stray => format!("stray {}", token.span.text(text).unwrap_or_default()),
            Kind::End => "end".to_owned(),
            _ => token.span.text(text).unwrap_or_default().to_owned(),
        });
        shown.collect()
    }

    #[test]
    fn word_operators_keep_their_marks() {
        assert_eq!(
            words("a !in~ (1d) !has b in~ c"),
            ["a", "!in~", "(", "1d", ")", "!has", "b", "in~", "c", "end"]
        );
    }

    #[test]
    fn comments_vanish_but_not_inside_strings() {
        assert_eq!(words("a // b\n'http://c' // d"), ["a", "\"http://c\"", "end"]);
    }

    #[test]
    fn ranges_are_no_decimals() {
        assert_eq!(words("(1..2.5)"), ["(", "1", "..", "2.5", ")", "end"]);
    }

    #[test]
    fn digits_that_run_into_letters_are_names() {
        assert_eq!(words("3CX_CL 1e3 0x1F"), ["3CX_CL", "1e3", "0x1F", "end"]);
    }

    #[test]
    fn stray_characters_are_words() {
        assert_eq!(words("a “b”"), ["a", "stray “", "b", "stray ”", "end"]);
    }
}
