//! Tokens of a YARA-L file.

use crate::Cursor;
use crate::stream::{self, symbol};

/// A token of a file.
pub(super) type Token<'a> = stream::Token<'a, Own<'a>>;

/// What a token is.
pub(super) type Kind<'a> = stream::Kind<'a, Own<'a>>;

/// Tokens that carry a text of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Own<'a> {
    /// A quoted or raw string, unescaped.
    Text(String),
    /// `/…/`, as authored between the slashes.
    Regex(&'a str),
    /// A number, or a duration such as `5m`.
    Number(&'a str),
    /// `$name`, `#name`: an event or a placeholder, or how many of it.
    Variable {
        /// Whether it is `#name`.
        counted: bool,
        /// Its name.
        name: &'a str,
    },
    /// `%list` or `%table.column`.
    List(&'a str),
}

/// Longest first.
const SYMBOLS: &[&str] = &[
    "!=", "<=", ">=", "==", "=", "<", ">", "(", ")", "[", "]", "{", "}", ",", ".", ":", "+", "-", "*", "/",
    "!", "|", "&", "?", "%",
];

/// After these words a slash opens a regular expression.
const BEFORE_VALUE: &[&str] = &["and", "or", "not", "in", "regex"];

/// These words come after a value.
const AFTER_VALUE: &[&str] = &["and", "or", "not", "in", "nocase"];

/// Reads a whole text; the last token is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer {
        cursor: Cursor::new(text),
        tokens: Vec::new(),
    };
    loop {
        let first = lexer.skip_blanks() || lexer.tokens.is_empty();
        let start = lexer.cursor.at();
        let kind = lexer.kind();
        let done = kind == Kind::End;
        let span = lexer.cursor.span_from(start);
        lexer.tokens.push(Token { kind, span, first });
        if done {
            return lexer.tokens;
        }
    }
}

struct Lexer<'a> {
    cursor: Cursor<'a>,
    tokens: Vec<Token<'a>>,
}

impl<'a> Lexer<'a> {
    /// Skips blanks and comments and tells whether a line ended on the way.
    fn skip_blanks(&mut self) -> bool {
        let start = self.cursor.at();
        loop {
            self.cursor.take_while(char::is_whitespace);
            if self.cursor.eat("//") {
                self.cursor.take_while(|c| c != '\n');
            } else if self.cursor.eat("/*") {
                self.cursor.take_until("*/");
            } else {
                break;
            }
        }
        self.cursor.text()[start..self.cursor.at()].contains('\n')
    }

    fn kind(&mut self) -> Kind<'a> {
        let Some(c) = self.cursor.peek() else {
            return Kind::End;
        };
        match c {
            '"' | '\'' => self.quoted(c),
            '`' => self.raw(),
            '/' if self.value_wanted() => self.regex(),
            '$' | '#' => self.variable(c),
            '%' if self.cursor.peek_nth(1).is_some_and(is_word_start) => self.list(),
            '0'..='9' => Kind::Own(Own::Number(
                self.cursor.take_while(|c| c.is_ascii_alphanumeric() || c == '.'),
            )),
            c if is_word_start(c) => Kind::Word(self.cursor.take_while(is_word)),
            _ => symbol(&mut self.cursor, SYMBOLS),
        }
    }

    /// A slash divides after a value and opens a regular expression where a value is wanted.
    fn value_wanted(&self) -> bool {
        match self.tokens.last().map(|token| &token.kind) {
            Some(Kind::Symbol(symbol)) => !matches!(*symbol, ")" | "]" | "}"),
            Some(Kind::Word(word)) => BEFORE_VALUE.iter().any(|own| own.eq_ignore_ascii_case(word)),
            _ => false,
        }
    }

    fn quoted(&mut self, quote: char) -> Kind<'a> {
        self.cursor.bump();
        let mut text = String::new();
        let mut goes_on = false;
        while let Some(c) = self.cursor.peek() {
            if c == '\n' && !goes_on {
                goes_on = closes(self.cursor.rest(), quote);
                if !goes_on {
                    return Kind::Unknown;
                }
            }
            self.cursor.bump();
            match c {
                c if c == quote => return Kind::Own(Own::Text(text)),
                '\\' => match self.cursor.bump() {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some(c @ ('\\' | '"' | '\'' | '`')) => text.push(c),
                    Some(c) => text.extend(['\\', c]),
                    None => text.push('\\'),
                },
                c => text.push(c),
            }
        }
        Kind::Unknown
    }

    /// A raw string may hold line breaks and knows no escapes.
    fn raw(&mut self) -> Kind<'a> {
        let before = self.cursor.clone();
        self.cursor.bump();
        let text = self.cursor.take_until("`");
        if self.cursor.text()[..self.cursor.at()].ends_with('`') && self.cursor.at() > before.at() + 1 {
            return Kind::Own(Own::Text(text.to_owned()));
        }
        self.cursor = before;
        self.cursor.take_while(|c| c != '\n');
        Kind::Unknown
    }

    /// A regular expression stays on its line; a slash in it is escaped, even in a character class.
    fn regex(&mut self) -> Kind<'a> {
        let before = self.cursor.clone();
        self.cursor.bump();
        let start = self.cursor.at();
        while let Some(c) = self.cursor.bump() {
            match c {
                '\\' if self.cursor.peek() != Some('\n') => {
                    self.cursor.bump();
                }
                '/' => return Kind::Own(Own::Regex(&self.cursor.text()[start..self.cursor.at() - 1])),
                '\n' => break,
                _ => {}
            }
        }
        self.cursor = before;
        symbol(&mut self.cursor, SYMBOLS)
    }

    fn variable(&mut self, sigil: char) -> Kind<'a> {
        self.cursor.bump();
        match self.cursor.take_while(is_word) {
            "" => Kind::Unknown,
            name => Kind::Own(Own::Variable {
                counted: sigil == '#',
                name,
            }),
        }
    }

    fn list(&mut self) -> Kind<'a> {
        self.cursor.bump();
        let start = self.cursor.at();
        self.cursor.take_while(is_word);
        if self.cursor.peek_nth(1).is_some_and(is_word_start) && self.cursor.eat(".") {
            self.cursor.take_while(is_word);
        }
        Kind::Own(Own::List(&self.cursor.text()[start..self.cursor.at()]))
    }
}

/// Whether a string that is still open at the end of its line closes further down: what stands behind the
/// next quote must look like the end of a value. If it does not, that quote opens a string, and the one before
/// was never meant to go on.
fn closes(rest: &str, quote: char) -> bool {
    let Some((_, after)) = rest.split_once(quote) else {
        return false;
    };
    let after = after.trim_start_matches([' ', '\t', '\r']);
    let word = after.split(|c| !is_word(c)).next().unwrap_or_default();
    after.is_empty()
        || after.starts_with(['\n', ')', ']', '}', ',', '/'])
        || AFTER_VALUE.iter().any(|own| own.eq_ignore_ascii_case(word))
}

fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::{Kind, Own, tokens};

    fn kinds(text: &str) -> Vec<Kind<'_>> {
        let mut kinds: Vec<Kind<'_>> = tokens(text).into_iter().map(|token| token.kind).collect();
        assert_eq!(kinds.pop(), Some(Kind::End));
        kinds
    }

    #[test]
    fn strings_are_unescaped_and_raw_strings_are_not() {
        assert_eq!(
            kinds(r#""a\\b\"\t\d""#),
            [Kind::Own(Own::Text("a\\b\"\t\\d".to_owned()))]
        );
        assert_eq!(kinds(r"`a\\b`"), [Kind::Own(Own::Text(r"a\\b".to_owned()))]);
        assert_eq!(kinds("``"), [Kind::Own(Own::Text(String::new()))]);
    }

    #[test]
    fn a_slash_is_a_regex_only_where_a_value_is_wanted() {
        assert_eq!(kinds(r"= /a\/[b]/")[1], Kind::Own(Own::Regex(r"a\/[b]")));
        assert_eq!(kinds("$a / 2 / $b").len(), 5);
        assert_eq!(kinds("= // comment\n /x/")[1], Kind::Own(Own::Regex("x")));
    }

    #[test]
    fn what_never_ends_is_unknown_up_to_its_line() {
        assert_eq!(
            kinds("\"abc\nx"),
            [Kind::Unknown, Kind::Word("x")],
            "nothing closes it"
        );
        assert_eq!(kinds("\"abc\nx\"")[0], Kind::Own(Own::Text("abc\nx".to_owned())));
        assert_eq!(
            kinds("\"abc\n= \"x\""),
            [
                Kind::Unknown,
                Kind::Symbol("="),
                Kind::Own(Own::Text("x".to_owned()))
            ]
        );
        assert_eq!(kinds("`abc\nx"), [Kind::Unknown, Kind::Word("x")]);
    }
}
