//! A cursor over text, for lexers.

use rule::Span;

/// Reads a text character by character and knows the byte offset it is at.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at the start.
    pub fn new(text: &'a str) -> Self {
        Cursor { text, at: 0 }
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The byte offset.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What is left.
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at == self.text.len()
    }

    /// The next character, not taken.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character `n` places after the next, not taken.
    pub fn peek_nth(&self, n: usize) -> Option<char> {
        self.rest().chars().nth(n)
    }

    /// Takes the next character.
    pub fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Takes `expected` if it comes next.
    pub fn eat(&mut self, expected: &str) -> bool {
        let comes = self.rest().starts_with(expected);
        if comes {
            self.at += expected.len();
        }
        comes
    }

    /// Takes characters as long as they fit.
    pub fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let len = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    /// Takes `u` and four hexadecimal digits, and gives the character they stand for; takes nothing else.
    pub fn take_unicode(&mut self) -> Option<char> {
        let digits = self.rest().strip_prefix('u')?.get(..4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        self.at += 1 + digits.len();
        Some(c)
    }

    /// Takes everything up to `end`, and `end` itself; the text before it, or all that is left if it never
    /// comes.
    pub fn take_until(&mut self, end: &str) -> &'a str {
        let rest = self.rest();
        let (len, skip) = match rest.find(end) {
            Some(len) => (len, end.len()),
            None => (rest.len(), 0),
        };
        self.at += len + skip;
        &rest[..len]
    }

    /// The range from an earlier offset to here.
    pub fn span_from(&self, start: usize) -> Span {
        Span::new(start, self.at)
    }
}
