//! String literals (<https://learn.microsoft.com/kusto/query/scalar-data-types/string>): `"…"` and `'…'`
//! with backslash escapes, `@"…"` without, triple-fenced text over several lines, each with an optional `h`
//! that hides it from logs.

use rule::Diagnostic;

use crate::Cursor;

/// Fences of strings that run over several lines.
const FENCES: &[&str] = &["```", "~~~"];

/// Reads a string literal if one comes next.
pub(super) fn literal(cursor: &mut Cursor<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let start = cursor.at();
    let rest = cursor.rest();
    let body = rest.strip_prefix(['h', 'H']).unwrap_or(rest);
    let prefix = rest.len() - body.len();
    if let Some(fence) = FENCES.iter().find(|fence| body.starts_with(**fence)) {
        skip(cursor, prefix + fence.len());
        return Some(cursor.take_until(fence).to_owned());
    }
    let verbatim = body.starts_with('@');
    let quote = body.chars().nth(usize::from(verbatim))?;
    if !matches!(quote, '"' | '\'') {
        return None;
    }
    skip(cursor, prefix + usize::from(verbatim) + 1);
    let (text, closed) = if verbatim {
        read_verbatim(cursor, quote)
    } else {
        read_escaped(cursor, quote)
    };
    if !closed {
        diagnostics.push(Diagnostic::error(
            cursor.span_from(start),
            "a string is not closed",
        ));
    }
    Some(text)
}

fn skip(cursor: &mut Cursor<'_>, characters: usize) {
    for _ in 0..characters {
        cursor.bump();
    }
}

/// A doubled quote stands for one.
fn read_verbatim(cursor: &mut Cursor<'_>, quote: char) -> (String, bool) {
    let mut out = String::new();
    loop {
        out.push_str(cursor.take_while(|c| c != quote));
        if cursor.bump().is_none() {
            return (out, false);
        }
        if cursor.peek() != Some(quote) {
            return (out, true);
        }
        cursor.bump();
        out.push(quote);
    }
}

fn read_escaped(cursor: &mut Cursor<'_>, quote: char) -> (String, bool) {
    let mut out = String::new();
    loop {
        out.push_str(cursor.take_while(|c| c != quote && !matches!(c, '\\' | '\n' | '\r')));
        match cursor.peek() {
            Some('\\') => {
                cursor.bump();
                escape(cursor, &mut out);
            }
            Some(c) if c == quote => {
                cursor.bump();
                return (out, true);
            }
            _ => return (out, false),
        }
    }
}

/// Reads what follows a backslash. An escape that does not exist stands as written.
fn escape(cursor: &mut Cursor<'_>, out: &mut String) {
    let Some(c) = cursor.peek().filter(|c| !matches!(c, '\n' | '\r')) else {
        out.push('\\');
        return;
    };
    cursor.bump();
    let plain = match c {
        '\\' | '"' | '\'' => Some(c),
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'a' => Some('\u{7}'),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'v' => Some('\u{b}'),
        '0'..='7' => octal(cursor, c),
        'x' => code_point(cursor, 2),
        'u' => code_point(cursor, 4),
        'U' => code_point(cursor, 8),
        _ => None,
    };
    match plain {
        Some(plain) => out.push(plain),
        None => out.extend(['\\', c]),
    }
}

fn code_point(cursor: &mut Cursor<'_>, digits: usize) -> Option<char> {
    let hex = cursor.rest().get(..digits)?;
    let found = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
    skip(cursor, digits);
    Some(found)
}

/// `\101`: one to three octal digits, the first of which was taken.
fn octal(cursor: &mut Cursor<'_>, first: char) -> Option<char> {
    let mut code = first.to_digit(8)?;
    for _ in 0..2 {
        match cursor.peek().and_then(|c| c.to_digit(8)) {
            Some(digit) => code = code * 8 + digit,
            None => break,
        }
        cursor.bump();
    }
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::literal;
    use crate::Cursor;

    #[test]
    fn every_form_of_string_gives_its_real_text() {
        let cases = [
            (r#""a\\b""#, r"a\b"),
            (r#"'it\'s'"#, "it's"),
            (r#"@"C:\x\""#, r"C:\x\"),
            (r#"@"say ""hi""""#, r#"say "hi""#),
            ("h'secret'", "secret"),
            ("h@'a\\b'", r"a\b"),
            ("```two\nlines```", "two\nlines"),
            (r#""\u0041\x42\103""#, "ABC"),
            (r#""\Enterprise""#, r"\Enterprise"),
            ("\"open", "open"),
        ];
        for (authored, real) in cases {
            let found = literal(&mut Cursor::new(authored), &mut Vec::new());
            assert_eq!(found.as_deref(), Some(real), "{authored}");
        }
    }

    #[test]
    fn an_open_string_is_reported() {
        let mut diagnostics = Vec::new();
        literal(&mut Cursor::new("'open\nmore"), &mut diagnostics);
        assert_eq!(diagnostics.len(), 1);
    }
}
