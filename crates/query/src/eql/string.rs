//! The four string forms of EQL
//! (<https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax#eql-syntax-strings>).

use crate::Cursor;

use super::lexer::TokenKind;

/// Reads the string that starts here, if one does: `"…"` and the legacy `'…'` with escapes, `"""…"""` and the
/// legacy `?"…"` and `?'…'` without.
pub(super) fn string<'a>(cursor: &mut Cursor<'a>) -> Option<TokenKind<'a>> {
    if cursor.eat("\"\"\"") {
        return Some(raw(cursor));
    }
    for quote in ['"', '\''] {
        if cursor.eat(if quote == '"' { "?\"" } else { "?'" }) {
            return Some(legacy_raw(cursor, quote));
        }
        if cursor.peek() == Some(quote) {
            cursor.bump();
            return Some(escaped(cursor, quote));
        }
    }
    None
}

/// The rest of `"""…"""`: one line, no escapes; up to two quotes may come before the closing three.
fn raw<'a>(cursor: &mut Cursor<'a>) -> TokenKind<'a> {
    let line = cursor.rest().lines().next().unwrap_or_default();
    let Some(end) = line.find("\"\"\"") else {
        cursor.take_while(|c| c != '\n');
        return TokenKind::Bad("a string is not closed");
    };
    let quotes = line[end + 3..].chars().take(2).take_while(|&c| c == '"').count();
    let body = line[..end + quotes].to_owned();
    cursor.eat(&line[..end + 3 + quotes]);
    TokenKind::Text(body)
}

/// The rest of a legacy raw string, in which only the quote itself is escaped.
fn legacy_raw<'a>(cursor: &mut Cursor<'a>, quote: char) -> TokenKind<'a> {
    let mut body = String::new();
    while let Some(c) = cursor.peek().filter(|&c| c != '\n') {
        cursor.bump();
        match c {
            '\\' if cursor.peek() == Some(quote) => body.extend(cursor.bump()),
            c if c == quote => return TokenKind::Text(body),
            c => body.push(c),
        }
    }
    TokenKind::Bad("a string is not closed")
}

/// The rest of a string with escapes. A backslash that starts no escape is one the author forgot to double,
/// so it stays.
fn escaped<'a>(cursor: &mut Cursor<'a>, quote: char) -> TokenKind<'a> {
    let mut body = String::new();
    while let Some(c) = cursor.peek().filter(|&c| c != '\n') {
        cursor.bump();
        match c {
            '\\' => body.push_str(&escape(cursor)),
            c if c == quote => return TokenKind::Text(body),
            c => body.push(c),
        }
    }
    TokenKind::Bad("a string is not closed")
}

/// What the escape after a backslash stands for.
fn escape(cursor: &mut Cursor<'_>) -> String {
    let plain = match cursor.peek() {
        Some('b') => '\u{8}',
        Some('t') => '\t',
        Some('n') => '\n',
        Some('f') => '\u{c}',
        Some('r') => '\r',
        Some(c @ ('"' | '\'' | '\\')) => c,
        Some('u') => return unicode(cursor).map_or_else(|| "\\".to_owned(), String::from),
        _ => return "\\".to_owned(),
    };
    cursor.bump();
    plain.to_string()
}

/// `u{202E}`: two to eight hexadecimal digits. Nothing is taken when it is something else.
fn unicode(cursor: &mut Cursor<'_>) -> Option<char> {
    let digits = cursor.rest().strip_prefix("u{")?;
    let digits = &digits[..digits.find(|c: char| !c.is_ascii_hexdigit())?];
    let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    let whole = format!("u{{{digits}}}");
    cursor.eat(&whole).then_some(c)
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, string};
    use crate::Cursor;

    #[test]
    fn every_string_form_reads_to_its_real_text() {
        let cases = [
            (r#""a\\b\"c\n""#, "a\\b\"c\n"),
            (r#""\u{202E}gpj""#, "\u{202e}gpj"),
            (r#""\u{zz}\u{110000}""#, r"\u{zz}\u{110000}"),
            (r#""C:\Windows\x""#, r"C:\Windows\x"),
            (r#""""\d+\.(a|"b")""""#, r#"\d+\.(a|"b")"#),
            (r#"""""a"""""#, r#""a""#),
            (r#"'it\'s "x"'"#, r#"it's "x""#),
            (r#"?"C:\new \"x""#, r#"C:\new "x"#),
            (r"?'a\b'", r"a\b"),
            (r#""""#, ""),
        ];
        for (authored, real) in cases {
            assert_eq!(
                string(&mut Cursor::new(authored)),
                Some(TokenKind::Text(real.to_owned())),
                "{authored}"
            );
        }
    }

    #[test]
    fn an_open_string_ends_with_its_line() {
        for authored in ["\"a\nb\"", "\"\"\"a\nb\"\"\"", "?\"a\nb\"", "'a"] {
            let mut cursor = Cursor::new(authored);
            assert_eq!(
                string(&mut cursor),
                Some(TokenKind::Bad("a string is not closed"))
            );
            assert!(cursor.is_done() || cursor.peek() == Some('\n'), "{authored}");
        }
    }
}
