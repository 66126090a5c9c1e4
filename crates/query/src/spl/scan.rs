//! The structure that holds before any command is known: strings, macro calls, subsearches, separators.
//!
//! All functions take byte offsets into a text and never leave it. A thing that is never closed ends with the
//! text.

use std::ops::Range;

/// The offset after the character at `at`.
pub(super) fn next(text: &str, at: usize) -> usize {
    text[at..]
        .chars()
        .next()
        .map_or(text.len(), |c| at + c.len_utf8())
}

/// The offset after the string that opens at `at`; a backslash shields the next character.
pub(super) fn string_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut i = at + 1;
    while let Some(&byte) = bytes.get(i) {
        match byte {
            b'"' => return i + 1,
            b'\\' => i = after_escape(text, i),
            _ => i += 1,
        }
    }
    text.len()
}

/// The offset after a backslash and the character it shields.
pub(super) fn after_escape(text: &str, at: usize) -> usize {
    next(text, (at + 1).min(text.len()))
}

/// The offset after the macro call that opens at `at`; a backtick inside a string argument does not close it.
pub(super) fn macro_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut i = at + 1;
    while let Some(&byte) = bytes.get(i) {
        match byte {
            b'`' => return i + 1,
            b'"' => i = string_end(text, i),
            _ => i += 1,
        }
    }
    text.len()
}

/// The offset after the subsearch that opens at `at`.
pub(super) fn bracket_end(text: &str, at: usize) -> usize {
    pair_end(text, at, b'[', b']')
}

/// The offset after the parenthesis that opens at `at`.
pub(super) fn paren_end(text: &str, at: usize) -> usize {
    pair_end(text, at, b'(', b')')
}

fn pair_end(text: &str, at: usize, open: u8, close: u8) -> usize {
    let bytes = text.as_bytes();
    let (mut i, mut depth) = (at, 0_usize);
    while let Some(&byte) = bytes.get(i) {
        match byte {
            b'"' => i = string_end(text, i),
            b'\\' => i = after_escape(text, i),
            _ => {
                depth += usize::from(byte == open);
                depth -= usize::from(byte == close && depth > 0);
                i += 1;
                if depth == 0 {
                    return i;
                }
            }
        }
    }
    text.len()
}

/// A string without its quotes, `\"` made a quote and everything else as authored; the closing quote may be
/// missing.
pub(super) fn unquoted(text: &str) -> String {
    inside(text, '"').replace("\\\"", "\"")
}

/// What stands between quotes.
pub(super) fn inside(text: &str, quote: char) -> &str {
    let inside = text.strip_prefix(quote).unwrap_or(text);
    inside.strip_suffix(quote).unwrap_or(inside)
}

/// The first string, macro call or subsearch of a text that is never closed: where it opens, and what it is.
pub(super) fn unclosed(text: &str) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let mut i = 0;
    let mut open = Vec::new();
    while let Some(&byte) = bytes.get(i) {
        let start = i;
        match byte {
            b'"' | b'`' => {
                i = if byte == b'"' {
                    string_end(text, i)
                } else {
                    macro_end(text, i)
                };
                if i == text.len() && (i == start + 1 || !closes(text, start, byte)) {
                    let what = if byte == b'"' { "a string" } else { "a macro call" };
                    return Some((start, what));
                }
            }
            b'\\' => i = after_escape(text, i),
            b'[' => {
                open.push(start);
                i += 1;
            }
            b']' => {
                open.pop();
                i += 1;
            }
            _ => i += 1,
        }
    }
    open.first().map(|&at| (at, "a subsearch"))
}

/// Whether what opens at `start` and reaches to the end of the text is closed there.
fn closes(text: &str, start: usize, quote: u8) -> bool {
    let inside = text.as_bytes().get(start + 1..text.len() - 1).unwrap_or_default();
    let shields = inside.iter().rev().take_while(|&&byte| byte == b'\\').count();
    text.as_bytes().last() == Some(&quote) && (quote == b'`' || shields % 2 == 0)
}

/// Cuts a range at a separator that stands outside strings, macro calls and subsearches; with `parens`
/// outside parentheses, too.
pub(super) fn split(text: &str, range: Range<usize>, separator: u8, parens: bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut start, mut i, mut depth) = (range.start, range.start, 0_usize);
    let mut parts = Vec::new();
    while i < range.end {
        match bytes[i] {
            b'"' => i = string_end(text, i),
            b'`' => i = macro_end(text, i),
            b'[' => i = bracket_end(text, i),
            b'\\' => i = after_escape(text, i),
            byte => {
                if parens {
                    depth += usize::from(byte == b'(');
                    depth -= usize::from(byte == b')' && depth > 0);
                }
                if byte == separator && depth == 0 {
                    parts.push(start..i);
                    start = i + 1;
                }
                i += 1;
            }
        }
    }
    parts.push(start..range.end);
    parts
}

#[cfg(test)]
mod tests {
    use super::{bracket_end, macro_end, split, string_end, unclosed};

    #[test]
    fn what_is_never_closed_is_found() {
        assert_eq!(unclosed(r#"a="b\\" [c `d`]"#), None);
        assert_eq!(unclosed(r#"a="b\""#), Some((2, "a string")));
        assert_eq!(unclosed("[a [b]"), Some((0, "a subsearch")));
        assert_eq!(unclosed("a `b"), Some((2, "a macro call")));
        assert_eq!(unclosed("a \""), Some((2, "a string")));
    }

    #[test]
    fn things_end_where_they_are_closed() {
        assert_eq!(string_end(r#""a\"b" c"#, 0), 6);
        assert_eq!(string_end(r#""a\"#, 0), 3);
        assert_eq!(macro_end("`m(\"`\")` x", 0), 8);
        assert_eq!(bracket_end("[a [b] \"]\"] x", 0), 11);
        assert_eq!(bracket_end("[a", 0), 2);
    }

    #[test]
    fn separators_inside_things_do_not_count() {
        let text = r#"a="x|y" | b [c | d] | `e("|")` | \| f"#;
        let parts: Vec<&str> = split(text, 0..text.len(), b'|', false)
            .into_iter()
            .map(|part| text[part].trim())
            .collect();
        assert_eq!(parts, [r#"a="x|y""#, "b [c | d]", r#"`e("|")`"#, r"\| f"]);
    }
}
