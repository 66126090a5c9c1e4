//! Where a query stands in its rule file.
//!
//! A query's text is not always a slice of the file: YAML takes the indent off a block, folds lines and
//! unescapes quotes, TOML unescapes its basic strings. A placement pairs the stretches that are the same in
//! both, so that a place in the query can be shown in the file.

use rule::Span;

/// How a scalar was written, as far as its escapes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// No escapes: YAML plain and block scalars, TOML literal strings.
    Verbatim,
    /// `''` stands for a quote: YAML single quotes.
    Single,
    /// Backslash escapes: YAML double quotes, TOML basic strings.
    Escaped,
}

/// A stretch that is the same in the text and in the file, or one character and the escape it is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    text: usize,
    file: usize,
    len: usize,
    /// Bytes in the file.
    width: usize,
}

impl Piece {
    /// A byte of the text in the file.
    fn start(self, at: usize) -> usize {
        let into = at - self.text;
        let escaped = self.len != self.width && into < self.len;
        self.file + if escaped { 0 } else { into.min(self.width) }
    }

    /// The end in the file of a byte of the text.
    fn end(self, at: usize) -> usize {
        if self.len == self.width && at < self.text + self.len {
            self.file + (at - self.text) + 1
        } else {
            self.file + self.width
        }
    }
}

/// The stretches of a text that its file holds, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Placement {
    pieces: Vec<Piece>,
}

impl Placement {
    /// A text that is a slice of the file.
    pub(crate) fn contiguous(start: usize, len: usize) -> Self {
        Placement {
            pieces: vec![Piece {
                text: 0,
                file: start,
                len,
                width: len,
            }],
        }
    }

    /// Follows `text` through `file` from an offset on; `None` if they part. White space may differ in
    /// length and kind, anything else may not.
    pub(crate) fn align(file: &str, start: usize, text: &str, style: Style) -> Option<Self> {
        let mut walk = Align {
            file,
            at: start,
            text,
            done: 0,
            placement: Placement::default(),
        };
        while walk.done < text.len() {
            walk.step(style)?;
        }
        Some(walk.placement)
    }

    /// A place in the text as a place in the file; [`Span::NONE`] where the file does not hold it.
    pub(crate) fn place(&self, span: Span) -> Span {
        if span.is_none() || self.pieces.is_empty() {
            return Span::NONE;
        }
        let start = self.piece(span.start as usize).start(span.start as usize);
        let end = match span.end.checked_sub(1) {
            Some(last) if span.end > span.start => self.piece(last as usize).end(last as usize),
            _ => start,
        };
        Span::new(start, end.max(start))
    }

    /// The range of the file from the first stretch to the last.
    pub(crate) fn span(&self) -> Span {
        match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => Span::new(first.file, last.file + last.width),
            _ => Span::NONE,
        }
    }

    /// The stretch a byte of the text lies in, or the one before it if it was folded away.
    fn piece(&self, at: usize) -> Piece {
        let next = self.pieces.partition_point(|piece| piece.text <= at);
        let last = next.checked_sub(1).and_then(|index| self.pieces.get(index));
        // The first stretch starts at the text's first byte that the file holds.
        let first = || {
            self.pieces.first().map(|piece| Piece {
                text: 0,
                len: 0,
                width: 0,
                ..*piece
            })
        };
        last.copied().or_else(first).unwrap_or(Piece {
            text: 0,
            file: 0,
            len: 0,
            width: 0,
        })
    }

    fn push(&mut self, new: Piece) {
        match self.pieces.last_mut() {
            Some(last)
                if new.len == new.width
                    && last.len == last.width
                    && last.text + last.len == new.text
                    && last.file + last.len == new.file =>
            {
                last.len += new.len;
                last.width += new.len;
            }
            _ => self.pieces.push(new),
        }
    }
}

struct Align<'a> {
    file: &'a str,
    at: usize,
    text: &'a str,
    done: usize,
    placement: Placement,
}

impl Align<'_> {
    /// Consumes something of the text or of the file.
    fn step(&mut self, style: Style) -> Option<()> {
        let wanted = self.text[self.done..].chars().next()?;
        let rest = self.file.get(self.at..)?;
        let (read, len) = read(rest, style);
        match read {
            Some(c) if c == wanted => {
                self.placement.push(Piece {
                    text: self.done,
                    file: self.at,
                    len: wanted.len_utf8(),
                    width: len,
                });
                self.at += len;
                self.done += wanted.len_utf8();
            }
            Some(c) if c.is_whitespace() => self.at += len,
            Some(_) | None if wanted.is_whitespace() => self.done += wanted.len_utf8(),
            None if len > 0 => self.at += len,
            _ => return None,
        }
        Some(())
    }
}

/// The next character a scalar stands for, if any, and how many bytes it is written in.
fn read(rest: &str, style: Style) -> (Option<char>, usize) {
    let Some(first) = rest.chars().next() else {
        return (None, 0);
    };
    match (style, first) {
        (Style::Single, '\'') if rest.starts_with("''") => (Some('\''), 2),
        (Style::Escaped, '\\') => escape(&rest[1..]),
        _ => (Some(first), first.len_utf8()),
    }
}

/// What follows a backslash, by YAML 1.2 (5.7) and TOML 1.0 ("String"); the length counts the backslash.
fn escape(rest: &str) -> (Option<char>, usize) {
    let Some(first) = rest.chars().next() else {
        return (None, 1);
    };
    let hex = |digits: usize| {
        let code = rest
            .get(1..=digits)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (code.and_then(char::from_u32), digits + 2)
    };
    let c = match first {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'e' => '\u{1b}',
        '0' => '\0',
        'a' => '\u{7}',
        'v' => '\u{b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        'x' => return hex(2),
        'u' => return hex(4),
        'U' => return hex(8),
        '\r' | '\n' => return (None, 1 + first.len_utf8()),
        other => other,
    };
    (Some(c), 1 + first.len_utf8())
}

/// Where the scalar of a top-level YAML key starts, and how it is written.
pub(crate) fn find_yaml_scalar(file: &str, key: &str) -> Option<(usize, Style)> {
    let after = after_key(file, key)?;
    let rest = file.get(after..)?;
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let scalar = &rest[blank..];
    if scalar.starts_with(['|', '>']) {
        return Some((after + line_end, Style::Verbatim));
    }
    let blank = rest.len() - rest.trim_start().len();
    let start = after + blank;
    match rest[blank..].chars().next()? {
        '\'' => Some((start + 1, Style::Single)),
        '"' => Some((start + 1, Style::Escaped)),
        _ => Some((start, Style::Verbatim)),
    }
}

/// The offset after `key:` in a line of the top level.
fn after_key(file: &str, key: &str) -> Option<usize> {
    let indent = top_indent(file);
    let mut at = 0;
    for line in file.split_inclusive('\n') {
        let after = line
            .strip_prefix(indent)
            .and_then(|line| line.strip_prefix(key)?.strip_prefix(':'));
        if let Some(rest) = after.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
        {
            return Some(at + line.len() - rest.len());
        }
        at += line.len();
    }
    None
}

/// The blanks before the first key; hardly any file has some.
fn top_indent(file: &str) -> &str {
    let is_key = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '-', '%']);
    let first = file.lines().find(is_key).unwrap_or_default();
    &first[..first.len() - first.trim_start().len()]
}

#[cfg(test)]
mod tests {
    use rule::Span;

    use super::{Placement, find_yaml_scalar};

    /// Where each word of the value is found in the file.
    fn check(file: &str) {
        let value: std::collections::BTreeMap<String, String> =
            serde_yaml::from_str(file).expect("valid YAML");
        let text = &value["q"];
        let (start, style) = find_yaml_scalar(file, "q").expect("the key");
        let placement = Placement::align(file, start, text, style).expect("the same text");
        for word in ["alpha", "beta", "gamma"] {
            let at = text.find(word).expect("the word");
            let placed = placement.place(Span::new(at, at + word.len()));
            assert_eq!(placed.text(file), Some(word), "{file:?}");
        }
    }

    #[test]
    fn every_scalar_style_is_followed() {
        check("a: 1\nq: |\n  alpha\n    beta\n\n  gamma\nb: 2\n");
        check("q: |2-\n    alpha\n  beta gamma");
        check("q: >\n  alpha\n  beta\n\n  gamma\n");
        check("q: 'it''s alpha\n  beta\n\n  gamma'\n");
        check("q: \"\\\"alpha\\\" \\\n  beta \\u00e9 \\x41 \\\\gamma\"\n");
        check("q: alpha beta\n  gamma\n");
        check("# c\n---\n  a: 1\n  q: |\n    alpha\n    beta gamma\n");
        check("q:\n  alpha beta\n  gamma\n");
        check("q: |\r\n  alpha\r\n  beta é\r\n  gamma\r\n");
    }

    #[test]
    fn an_escape_is_shown_whole() {
        let file = r#"q: "a \"b\"""#;
        let placement = Placement::align(file, 4, "a \"b\"", super::Style::Escaped).expect("the same text");
        assert_eq!(placement.place(Span::new(2, 5)).text(file), Some(r#"\"b\""#));
        assert_eq!(placement.span().text(file), Some(r#"a \"b\""#));
    }

    #[test]
    fn texts_that_part_have_no_place() {
        assert_eq!(Placement::align("alpha", 0, "beta", super::Style::Verbatim), None);
        assert_eq!(Placement::default().place(Span::new(1, 2)), Span::NONE);
    }
}
