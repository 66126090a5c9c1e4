//! Text that comes from rules, made safe and visible in HTML.

use std::io::{self, Write};

/// Writes text for HTML, in element content and in double-quoted attributes alike: the five characters with a
/// meaning are escaped, and characters that would be invisible or reorder their neighbours are spelled out
/// as `⟨U+202E⟩`. Nothing is dropped: an attacker's characters are what a rule looks for.
pub(crate) fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let named = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            c if is_invisible(c) => "",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[plain..at])?;
        plain = at + c.len_utf8();
        if named.is_empty() {
            write!(out, "\u{27e8}U+{:04X}\u{27e9}", c as u32)?;
        } else {
            out.write_all(named.as_bytes())?;
        }
    }
    out.write_all(&text.as_bytes()[plain..])
}

/// Control characters other than white space, bidirectional controls, zero-width and other format characters
/// (<https://www.unicode.org/reports/tr36/>, <https://trojansource.codes>). The zero-width joiner stays: emoji
/// are made with it.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}'
        | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A string escaped with [`escape`].
pub(crate) fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + 8);
    // Writing to memory cannot fail.
    let _ = escape(text, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markup_is_text_and_the_invisible_is_seen() {
        assert_eq!(
            escaped(r#"<a href="x">'&'</a>"#),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
        );
        assert_eq!(escaped("a\u{202e}b\u{0}c\u{200b}"), "a⟨U+202E⟩b⟨U+0000⟩c⟨U+200B⟩");
        assert_eq!(escaped("tab\tline\nü👨\u{200d}👩"), "tab\tline\nü👨\u{200d}👩");
    }
}
