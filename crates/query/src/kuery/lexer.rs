//! KQL text to tokens.
//!
//! After Kibana's grammar
//! (<https://github.com/elastic/kibana/blob/main/src/platform/packages/shared/kbn-es-query/grammar/grammar.peggy>):
//! an unquoted value may hold blanks and ends before a keyword or a special character.

use crate::tokens::Tokens;
use crate::{Cursor, Pattern};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    And,
    Or,
    Not,
    /// A value or field name; the pattern has wildcards only if it was not quoted.
    Value(Pattern),
    /// `:`, a bracket or a comparison.
    Symbol(&'static str),
    /// Text that is no token, and what is wrong with it.
    Bad(&'static str),
    /// The end of the text.
    End,
}

/// Longer symbols come before their own beginnings.
const SYMBOLS: &[&str] = &["<=", ">=", "<", ">", ":", "(", ")", "{", "}"];

/// Characters that an unquoted value holds only behind a backslash.
const SPECIAL: &[char] = &['\\', '(', ')', ':', '<', '>', '"', '*', '{', '}'];

/// Keywords in lower case; any case will do.
const KEYWORDS: &[(&str, TokenKind)] = &[
    ("and", TokenKind::And),
    ("or", TokenKind::Or),
    ("not", TokenKind::Not),
];

/// All tokens.
pub(super) fn tokens(text: &str) -> Tokens<TokenKind> {
    let mut cursor = Cursor::new(text);
    let mut all = Vec::new();
    loop {
        cursor.take_while(char::is_whitespace);
        if cursor.is_done() {
            return Tokens::new(all, TokenKind::End, text.len());
        }
        let start = cursor.at();
        let kind = one(&mut cursor);
        all.push((kind, cursor.span_from(start)));
    }
}

fn one(cursor: &mut Cursor<'_>) -> TokenKind {
    if let Some((word, kind)) = keyword(cursor.rest()) {
        cursor.eat(word);
        return kind;
    }
    if cursor.eat("\"") {
        return quoted(cursor);
    }
    match SYMBOLS.iter().find(|symbol| cursor.eat(symbol)) {
        Some(symbol) => TokenKind::Symbol(symbol),
        None => TokenKind::Value(unquoted(cursor)),
    }
}

/// The keyword this text starts with, as it is written, if it stands alone.
fn keyword(text: &str) -> Option<(&str, TokenKind)> {
    let (word, kind) = KEYWORDS.iter().find_map(|(word, kind)| {
        let written = text.get(..word.len())?;
        written
            .eq_ignore_ascii_case(word)
            .then(|| (written, kind.clone()))
    })?;
    let next = text[word.len()..].chars().next();
    let stands_alone = next.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '"'));
    stands_alone.then_some((word, kind))
}

/// The rest of a quoted value. A backslash that starts no escape stays.
fn quoted(cursor: &mut Cursor<'_>) -> TokenKind {
    let mut value = String::new();
    while let Some(c) = cursor.bump() {
        match c {
            '"' => return TokenKind::Value(Pattern::literal(value)),
            '\\' => value.push(escape(cursor, &['"', '\\']).unwrap_or('\\')),
            c => value.push(c),
        }
    }
    TokenKind::Bad("a quoted value is not closed")
}

fn unquoted(cursor: &mut Cursor<'_>) -> Pattern {
    let mut value = Pattern::new();
    while let Some(c) = cursor.peek() {
        if c.is_whitespace() {
            let gap_end = cursor.rest().trim_start();
            if gap_end.is_empty() || gap_end.starts_with(SYMBOLS_START) || keyword(gap_end).is_some() {
                break;
            }
            value.push_str(cursor.take_while(char::is_whitespace));
            continue;
        }
        if c != '\\' && c != '*' && SPECIAL.contains(&c) {
            break;
        }
        cursor.bump();
        match c {
            '*' => value.push_any_run(),
            '\\' => match escaped_keyword(cursor) {
                Some(word) => value.push_str(word),
                None => value.push(escape(cursor, SPECIAL).unwrap_or('\\')),
            },
            c => value.push(c),
        }
    }
    value
}

/// What ends an unquoted value behind a blank.
const SYMBOLS_START: &[char] = &['<', '>', ':', '(', ')', '{', '}', '"'];

fn escaped_keyword<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    let (word, _) = keyword(cursor.rest())?;
    cursor.eat(word).then_some(word)
}

/// What the escape after a backslash stands for: white space, `\u` with four digits, or one of the characters
/// that need it. Nothing is taken when it is something else.
fn escape(cursor: &mut Cursor<'_>, special: &[char]) -> Option<char> {
    let c = match cursor.peek()? {
        't' => '\t',
        'r' => '\r',
        'n' => '\n',
        'u' => return cursor.take_unicode(),
        c if special.contains(&c) => c,
        _ => return None,
    };
    cursor.bump();
    Some(c)
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens};
    use crate::Pattern;

    /// The value tokens of a text, wildcard patterns in their printed form.
    fn values(text: &str) -> Vec<String> {
        let mut tokens = tokens(text);
        let mut values = Vec::new();
        while !tokens.is_done() {
            if let TokenKind::Value(value) = tokens.kind() {
                values.push(value.to_wildcard());
            }
            tokens.bump();
        }
        values
    }

    #[test]
    fn three_escape_styles_read_to_one_path() {
        let path = Pattern::literal(r"C:\Windows\new").to_wildcard();
        assert_eq!(values(r#""C:\Windows\\new""#), std::slice::from_ref(&path));
        assert_eq!(values(r#""C:\\Windows\\new""#), std::slice::from_ref(&path));
        assert_eq!(values(r"C\:\\Windows\\new"), [path]);
    }

    #[test]
    fn unquoted_values_end_before_keywords_and_special_characters() {
        assert_eq!(values(r"*S3 Browser*) or"), ["*S3 Browser*"]);
        assert_eq!(values("a  or b AND notes"), ["a", "b", "notes"]);
        assert_eq!(values(r"\and \OR x\not orange"), [r"and OR xnot orange"]);
        assert_eq!(values(r"a\*b\u002ac\:\{ /* x"), [r"a\*b\*c:{ /* x"]);
        assert_eq!(values(r"*\Windows*"), [r"*\\Windows*"]);
    }

    #[test]
    fn stars_in_quotes_are_literal() {
        assert_eq!(values(r#""*" "a \"b\" \u202E""#), [r"\*", "a \"b\" \u{202e}"]);
    }
}
