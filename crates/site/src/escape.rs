//! Text that comes from rules, made safe and visible in HTML.

use std::convert::Infallible;
use std::io::{self, Write};

/// Writes text for HTML, in element content and in double-quoted attributes alike: the five characters with a
/// meaning are escaped, and characters that would be invisible or reorder their neighbours are spelled out
/// as `⟨U+202E⟩`. Nothing is dropped: an attacker's characters are what a rule looks for.
pub(crate) fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    each_piece(text, |piece| out.write_all(piece.as_bytes()))
}

/// Appends text for HTML to what is there already; see [`escape`].
pub(crate) fn put(text: &str, out: &mut String) {
    let Ok(()) = each_piece(text, |piece| {
        out.push_str(piece);
        Ok::<(), Infallible>(())
    });
}

fn each_piece<E>(text: &str, mut put: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
    let bytes = text.as_bytes();
    let (mut done, mut at) = (0, 0);
    while let Some(step) = bytes[at..].iter().position(|&byte| !PLAIN[usize::from(byte)]) {
        at += step;
        let Some(c) = text[at..].chars().next() else { break };
        let (start, named) = (at, name(c));
        at += c.len_utf8();
        if named.is_none() && !is_invisible(c) {
            continue;
        }
        put(&text[done..start])?;
        done = at;
        match named {
            Some(named) => put(named)?,
            None => put(&format!("\u{27e8}U+{:04X}\u{27e9}", c as u32))?,
        }
    }
    put(&text[done..])
}

/// The entity of a character with a meaning.
fn name(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    }
}

/// Bytes that no character has which is escaped: most text is passed over without looking at characters.
static PLAIN: [bool; 256] = plain();

const fn plain() -> [bool; 256] {
    let mut plain = [true; 256];
    let mut control = 0;
    while control < 0x20 {
        plain[control] = matches!(control, 0x9 | 0xa | 0xd);
        control += 1;
    }
    // The five characters, delete, and the first bytes of all others that are invisible.
    let looked_at = b"&<>\"'\x7f\xc2\xd8\xe1\xe2\xef\xf3";
    let mut i = 0;
    while i < looked_at.len() {
        plain[looked_at[i] as usize] = false;
        i += 1;
    }
    plain
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
    let mut out = String::with_capacity(text.len() + 8);
    put(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::{escaped, is_invisible, name};

    #[test]
    fn no_character_that_is_escaped_is_passed_over() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let is_kept = name(c).is_none() && !is_invisible(c);
            assert_eq!(escaped(&text) == text, is_kept, "{c:?}");
        }
    }

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
