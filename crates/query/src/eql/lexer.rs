//! EQL text to tokens.

use crate::Cursor;
use crate::tokens::Tokens;

use super::string;

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    /// A name or keyword, with the `~` of a case-insensitive operator or function.
    Name(&'a str),
    /// A name between backticks, without them; never a keyword.
    Quoted(&'a str),
    /// A string, unescaped.
    Text(String),
    /// A number, as written.
    Number(&'a str),
    /// An operator or bracket.
    Symbol(&'static str),
    /// Text that is no token, and what is wrong with it.
    Bad(&'static str),
    /// The end of the text.
    End,
}

/// Longer symbols come before their own beginnings. `![` opens a missing event.
const SYMBOLS: &[&str] = &[
    "![", "==", "!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", ".", ":", "?", "|", "+", "-", "*",
    "/", "%", "$",
];

/// All tokens, without blanks and comments.
pub(super) fn tokens(text: &str) -> Tokens<TokenKind<'_>> {
    let mut cursor = Cursor::new(text);
    let mut all = Vec::new();
    loop {
        skip_blanks(&mut cursor);
        let start = cursor.at();
        match one(&mut cursor) {
            TokenKind::End => return Tokens::new(all, TokenKind::End, text.len()),
            kind => all.push((kind, cursor.span_from(start))),
        }
    }
}

fn skip_blanks(cursor: &mut Cursor<'_>) {
    loop {
        cursor.take_while(char::is_whitespace);
        if cursor.eat("//") {
            cursor.take_while(|c| c != '\n');
        } else if cursor.eat("/*") {
            cursor.take_until("*/");
        } else {
            return;
        }
    }
}

fn one<'a>(cursor: &mut Cursor<'a>) -> TokenKind<'a> {
    let Some(c) = cursor.peek() else {
        return TokenKind::End;
    };
    if is_name_start(c) {
        return name(cursor);
    }
    let fraction = c == '.' && cursor.peek_nth(1).is_some_and(|c| c.is_ascii_digit());
    if c.is_ascii_digit() || fraction {
        return number(cursor);
    }
    if c == '`' {
        return backticks(cursor);
    }
    if let Some(string) = string::string(cursor) {
        return string;
    }
    match SYMBOLS.iter().find(|symbol| cursor.eat(symbol)) {
        Some(symbol) => TokenKind::Symbol(symbol),
        None => {
            cursor.bump();
            TokenKind::Bad("no EQL starts with this character")
        }
    }
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '@')
}

fn name<'a>(cursor: &mut Cursor<'a>) -> TokenKind<'a> {
    let start = cursor.at();
    cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '@'));
    cursor.eat("~");
    TokenKind::Name(&cursor.text()[start..cursor.at()])
}

/// `10`, `0.5`, `.5`, `1e9`, `1.5E-3`. The exponent is taken only when a digit follows, so that `5m` stays a
/// number and a unit.
fn number<'a>(cursor: &mut Cursor<'a>) -> TokenKind<'a> {
    let start = cursor.at();
    cursor.take_while(|c| c.is_ascii_digit());
    if cursor.peek() == Some('.') && cursor.peek_nth(1).is_some_and(|c| c.is_ascii_digit()) {
        cursor.bump();
        cursor.take_while(|c| c.is_ascii_digit());
    }
    if matches!(cursor.peek(), Some('e' | 'E')) {
        let sign = usize::from(matches!(cursor.peek_nth(1), Some('+' | '-')));
        if cursor.peek_nth(1 + sign).is_some_and(|c| c.is_ascii_digit()) {
            for _ in 0..=sign {
                cursor.bump();
            }
            cursor.take_while(|c| c.is_ascii_digit());
        }
    }
    TokenKind::Number(&cursor.text()[start..cursor.at()])
}

fn backticks<'a>(cursor: &mut Cursor<'a>) -> TokenKind<'a> {
    cursor.bump();
    let inside = cursor.take_while(|c| !matches!(c, '`' | '\n'));
    if cursor.eat("`") {
        TokenKind::Quoted(inside)
    } else {
        TokenKind::Bad("a backtick is not closed")
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens};

    fn kinds(text: &str) -> Vec<TokenKind<'_>> {
        let mut tokens = tokens(text);
        let mut kinds = Vec::new();
        while !tokens.is_done() {
            kinds.push(tokens.kind().clone());
            tokens.bump();
        }
        kinds
    }

    #[test]
    fn names_keep_their_tilde_and_numbers_leave_units() {
        use TokenKind::{Name, Number, Quoted, Symbol};
        assert_eq!(
            kinds("endsWith~ `a b` 5m 1.5e-3 .5 ![ @timestamp"),
            [
                Name("endsWith~"),
                Quoted("a b"),
                Number("5"),
                Name("m"),
                Number("1.5e-3"),
                Number(".5"),
                Symbol("!["),
                Name("@timestamp")
            ]
        );
    }

    #[test]
    fn comments_and_blanks_vanish_but_not_inside_strings() {
        use TokenKind::{Name, Text};
        assert_eq!(
            kinds("a // b\n /* c \n d */ \"http://x/*\" /* open"),
            [Name("a"), Text("http://x/*".to_owned())]
        );
    }

    #[test]
    fn text_that_is_no_token_is_bad_and_goes_on() {
        use TokenKind::{Bad, Name};
        assert_eq!(
            kinds("a ; `b\nc"),
            [
                Name("a"),
                Bad("no EQL starts with this character"),
                Bad("a backtick is not closed"),
                Name("c")
            ]
        );
    }
}
