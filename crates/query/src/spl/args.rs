//! Arguments of commands that take words: `stats count(x) as n by host`, `lookup t a AS b OUTPUT c`.

use rule::Span;

use super::scan;

/// What an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word; balanced parentheses belong to it.
    Word,
    /// A string.
    Quoted,
    /// A comma.
    Comma,
    /// A `[subsearch]`; the text is what stands in it.
    Sub,
    /// A call of an unknown macro.
    Macro,
}

/// One argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arg {
    pub(super) kind: Kind,
    /// The text without quotes.
    pub(super) text: String,
    /// With quotes; of a subsearch the inside.
    pub(super) span: Span,
}

impl Arg {
    /// Whether this is an unquoted keyword, given in lower case.
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// `name=value`, unless quoted.
    pub(super) fn option(&self) -> Option<(&str, &str)> {
        let (name, value) = self.text.split_once('=').filter(|_| self.kind == Kind::Word)?;
        let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        plain.then_some((name, value))
    }

    /// Whether this names something.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Quoted)
    }

    /// `function(argument)`; the argument is empty for a bare word.
    pub(super) fn function(&self) -> (&str, &str) {
        match self.text.split_once('(') {
            Some((name, rest)) => (name.trim(), rest.strip_suffix(')').unwrap_or(rest).trim()),
            None => (self.text.as_str(), ""),
        }
    }
}

/// Reads the arguments in a range. Blanks around `=` do not matter.
pub(super) fn args(text: &str, span: Span) -> Vec<Arg> {
    let end = (span.end as usize).min(text.len());
    let mut at = span.start as usize;
    let mut found: Vec<Arg> = Vec::new();
    while at < end {
        let start = at;
        let arg = match text.as_bytes()[at] {
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b',' => (Kind::Comma, at + 1),
            b'`' => (Kind::Macro, scan::macro_end(text, at)),
            b'[' => (Kind::Sub, scan::bracket_end(text, at)),
            _ => word_end(text, at, end),
        };
        at = arg.1.clamp(scan::next(text, start), end);
        found.push(made(text, arg.0, start, at));
    }
    found
}

fn made(text: &str, kind: Kind, start: usize, end: usize) -> Arg {
    let raw = &text[start..end];
    let (inside, span) = match kind {
        Kind::Sub => {
            let inside = raw[1..].strip_suffix(']').unwrap_or(&raw[1..]);
            (inside.to_owned(), Span::new(start + 1, start + 1 + inside.len()))
        }
        Kind::Quoted | Kind::Word => (bare(raw), Span::new(start, end)),
        Kind::Comma | Kind::Macro => (raw.to_owned(), Span::new(start, end)),
    };
    Arg {
        kind,
        text: inside,
        span,
    }
}

/// A word ends at a blank or a comma outside its strings and parentheses, and where its parentheses close.
/// `name = value` is one word.
fn word_end(text: &str, start: usize, end: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut kind = if bytes[at] == b'"' {
        Kind::Quoted
    } else {
        Kind::Word
    };
    while at < end {
        match bytes[at] {
            b'"' => at = scan::string_end(text, at),
            b'\\' => at = scan::after_escape(text, at),
            b'(' if text[start..at].eq_ignore_ascii_case("where") => break,
            b'(' => {
                at = scan::paren_end(&text[..end], at);
                break;
            }
            b'=' => {
                at = next_solid(text, at + 1, end);
                kind = Kind::Word;
                continue;
            }
            b',' | b'[' | b'`' => break,
            byte if byte.is_ascii_whitespace() => {
                let solid = next_solid(text, at, end);
                if bytes.get(solid) != Some(&b'=') || solid >= end {
                    break;
                }
                at = solid;
            }
            _ => at += 1,
        }
    }
    (kind, at)
}

fn next_solid(text: &str, at: usize, end: usize) -> usize {
    let blank = text[at..end].len() - text[at..end].trim_start().len();
    at + blank
}

/// A word without its quotes and without blanks around its first `=`.
fn bare(raw: &str) -> String {
    let is_quoted = raw.starts_with('"') && scan::string_end(raw, 0) == raw.len();
    if raw.contains('(') && !is_quoted {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => {}
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    match out.split_once('=') {
        Some((name, value)) if !raw.starts_with('"') => format!("{}={}", name.trim_end(), value.trim_start()),
        _ => out,
    }
}

/// The names in a list of arguments, options and commas left out.
pub(super) fn names(args: &[Arg]) -> Vec<String> {
    args.iter()
        .filter(|arg| arg.is_name() && arg.option().is_none())
        .map(|arg| arg.text.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use rule::Span;

    use super::args;

    fn texts(text: &str) -> Vec<String> {
        args(text, Span::new(0, text.len()))
            .into_iter()
            .map(|arg| arg.text)
            .collect()
    }

    #[test]
    fn words_keep_their_parentheses() {
        assert_eq!(
            texts("count(eval(a=\"b c\")) as n,dc(x)by host span = 1h"),
            [
                "count(eval(a=\"b c\"))",
                "as",
                "n",
                ",",
                "dc(x)",
                "by",
                "host",
                "span=1h"
            ]
        );
        assert_eq!(
            texts("t \"a b\" as c [ x | y ]"),
            ["t", "a b", "as", "c", " x | y "]
        );
        assert_eq!(texts("\"n(a b)\" as c"), ["n(a b)", "as", "c"]);
        assert_eq!(texts("where(a=b)by c"), ["where", "(a=b)", "by", "c"]);
    }
}
