//! Comments, strings, numbers and keywords: enough to read by, cheap enough for every page.

use std::ops::Range;

use super::syntax::Syntax;

/// A stretch of text of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    /// `c` comment, `s` string, `n` number, `w` keyword, `k` key.
    pub(super) class: &'static str,
}

/// The tokens of a range of the text, in order; what is none of them is left out.
pub(super) fn tokens(text: &str, range: Range<usize>, syntax: &Syntax) -> Vec<Token> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut lexer = Lexer {
        text: part,
        at: 0,
        syntax,
        tokens: Vec::new(),
    };
    lexer.run();
    for token in &mut lexer.tokens {
        token.start += range.start;
        token.end += range.start;
    }
    lexer.tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    syntax: &'a Syntax,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        let mut line_start = true;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if byte == b'\n' {
                line_start = true;
                self.at += 1;
                continue;
            }
            if byte == b' ' {
                self.at += 1;
                continue;
            }
            if line_start && self.key() {
                line_start = false;
                continue;
            }
            line_start = line_start && matches!(byte, b'-' | b'\t');
            if !(self.comment() || self.string() || self.word()) {
                self.at += 1;
                while !self.text.is_char_boundary(self.at) {
                    self.at += 1;
                }
            }
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, len: usize, class: &'static str) -> bool {
        let (start, end) = (self.at, self.at + len);
        self.tokens.push(Token { start, end, class });
        self.at = end;
        true
    }

    /// Whether what stands before is white space or an opening: a quote within a word opens nothing.
    fn is_at_start(&self) -> bool {
        self.at == 0
            || matches!(
                self.text.as_bytes()[self.at - 1],
                b' ' | b'\t'
                    | b'\n'
                    | b'('
                    | b'['
                    | b'{'
                    | b','
                    | b':'
                    | b'='
                    | b'|'
                    | b'<'
                    | b'>'
                    | b'!'
                    | b'~'
                    | b'@'
                    | b'r'
                    | b'f'
                    | b'b'
                    | b'-'
                    | b'+'
            )
    }

    /// `key:` of YAML, `key =` and `[table]` of TOML.
    fn key(&mut self) -> bool {
        let Some(mark) = self.syntax.key else {
            return false;
        };
        let rest = self.rest();
        if mark == '=' && rest.starts_with('[') {
            let line = rest.split('\n').next().unwrap_or_default();
            return self.push(line.trim_end().len(), "k");
        }
        let name = length_of(rest, |byte| {
            matches!(byte, b'_' | b'-' | b'.' | b'|' | b'*' | b'$')
        });
        let blanks = rest[name..].bytes().take_while(|byte| *byte == b' ').count();
        let after = &rest.as_bytes()[name + blanks..];
        let ends = match mark {
            ':' => matches!(after, [b':'] | [b':', b' ' | b'\r' | b'\n', ..]),
            _ => after.starts_with(b"="),
        };
        let extra = usize::from(mark == ':' && blanks == 0);
        name > 0 && ends && self.push(name + extra, "k")
    }

    fn comment(&mut self) -> bool {
        let rest = self.rest();
        for (open, close) in self.syntax.blocks {
            if let Some(body) = rest.strip_prefix(open) {
                let len = body
                    .find(close)
                    .map_or(rest.len(), |at| open.len() + at + close.len());
                return self.push(len, "c");
            }
        }
        for open in self.syntax.lines {
            if rest.starts_with(open) && (*open != "#" || self.is_at_start()) {
                let len = rest.find('\n').unwrap_or(rest.len());
                return self.push(len, "c");
            }
        }
        false
    }

    /// A string on one line, or one in tripled quotes; a quote that nothing closes is a character like others.
    fn string(&mut self) -> bool {
        let rest = self.rest();
        let Some(quote) = self.syntax.quotes.iter().find(|quote| rest.starts_with(**quote)) else {
            return false;
        };
        if !self.is_at_start() {
            return false;
        }
        let long = quote.len() == 3;
        let bytes = rest.as_bytes();
        let mut at = quote.len();
        while at < bytes.len() && (long || bytes[at] != b'\n') {
            if bytes[at..].starts_with(quote.as_bytes()) {
                return self.push(at + quote.len(), "s");
            }
            at += if bytes[at] == b'\\' && self.syntax.escapes {
                2
            } else {
                1
            };
        }
        false
    }

    /// A number or a keyword; any other word is passed over whole.
    fn word(&mut self) -> bool {
        let rest = self.rest();
        let len = length_of(rest, |byte| matches!(byte, b'_' | b'.' | b'-' | b'!'));
        let word = rest[..len].trim_end_matches(['.', '-']);
        if word.is_empty() || word.starts_with(['.', '-']) {
            return false;
        }
        let number = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if number && self.is_at_start() {
            return self.push(word.len(), "n");
        }
        let words = self.syntax.words.iter();
        let mut alike = words.filter(|it| it.len() == word.len());
        if alike.any(|it| it.eq_ignore_ascii_case(word)) {
            return self.push(word.len(), "w");
        }
        self.at += word.len();
        true
    }
}

/// How many bytes of letters, digits and these a text begins with.
fn length_of(text: &str, more: impl Fn(u8) -> bool) -> usize {
    let end = text
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || more(byte)));
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::super::syntax::{of_file, of_language};
    use super::tokens;

    fn seen(text: &str, syntax: &super::Syntax) -> Vec<(String, &'static str)> {
        let all = tokens(text, 0..text.len(), syntax);
        all.iter()
            .map(|it| (text[it.start..it.end].to_owned(), it.class))
            .collect()
    }

    #[test]
    fn an_apostrophe_in_prose_opens_nothing() {
        assert_eq!(
            seen("note: it's Bob's # x\n", of_file("a.yml")),
            [("note:".to_owned(), "k"), ("# x".to_owned(), "c")]
        );
    }

    #[test]
    fn each_language_has_its_words() {
        let kusto = of_language(rule::Language::Kusto);
        assert_eq!(
            seen("T | where a == 'x' // y", kusto),
            [
                ("where".to_owned(), "w"),
                ("'x'".to_owned(), "s"),
                ("// y".to_owned(), "c")
            ]
        );
        let python = of_language(rule::Language::Python);
        assert_eq!(
            seen("def f():\n  return \"\"\"a\nb\"\"\"", python),
            [
                ("def".to_owned(), "w"),
                ("return".to_owned(), "w"),
                ("\"\"\"a\nb\"\"\"".to_owned(), "s")
            ]
        );
    }

    #[test]
    fn hostile_text_is_passed_over() {
        for text in ["\\", "'\\", "é'é", "\"\"\"", "/*", "\u{202e}#", "a\r\nb"] {
            for path in ["a.yml", "a.toml", "a.py", "a.yaral", "a"] {
                seen(text, of_file(path));
            }
        }
    }
}
