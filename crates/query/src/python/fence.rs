//! The fence before the parser: how large a text may be and how deep its syntax tree.
//!
//! Parsing, walking and dropping a tree recurse, so depth is bounded before there is one. Depth comes from
//! brackets, indentation, and chains like `a.b.c`, `not not x`, `x + y + z` or `lambda: lambda: 0`: every token
//! that may nest its neighbour counts until the list item, statement or bracket it belongs to ends.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, lexer};

/// Longer texts are not read: the longest published detection has 20 KB.
const MAX_BYTES: usize = 256 << 10;

/// How deep a syntax tree may get.
const MAX_NESTING: usize = 2_000;

/// Why a text is not parsed, if it is not.
pub(super) fn refuses(text: &str) -> Option<&'static str> {
    if text.len() > MAX_BYTES {
        return Some("longer than 256 KiB");
    }
    let mut lexer = lexer::lex(text, Mode::Module);
    let mut nesting = Nesting::default();
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return None,
            token => nesting.take(token),
        }
        if nesting.depth() > MAX_NESTING {
            return Some("nested too deeply");
        }
    }
}

#[derive(Default)]
struct Nesting {
    /// What each open bracket, string or block is nested in.
    open: Vec<usize>,
    /// Links of the chain at hand.
    chain: usize,
}

impl Nesting {
    fn depth(&self) -> usize {
        self.open.last().copied().unwrap_or_default() + self.chain
    }

    fn take(&mut self, token: TokenKind) {
        use TokenKind as T;
        match token {
            T::Lpar | T::Lsqb | T::Lbrace | T::FStringStart | T::TStringStart | T::Indent => {
                let depth = self.depth() + 1;
                self.open.push(depth);
                self.chain = 0;
            }
            T::Rpar | T::Rsqb | T::Rbrace | T::FStringEnd | T::TStringEnd | T::Dedent => {
                let within = self.open.pop().unwrap_or_default();
                let outer = self.open.last().copied().unwrap_or_default();
                // What was chained before the bracket opened goes on behind it: `f(x)(y)(z)`.
                self.chain = within.saturating_sub(outer);
            }
            T::Comma | T::Newline | T::Semi => self.chain = 0,
            T::Name | T::String | T::Int | T::Float | T::Comment | T::NonLogicalNewline => {}
            T::FStringMiddle | T::TStringMiddle | T::And | T::Or => {}
            _ => self.chain += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::refuses;

    #[test]
    fn every_way_to_nest_is_fenced() {
        let n = 20_000;
        let deep = [
            "(".repeat(n),
            "[".repeat(n),
            "{".repeat(n),
            format!("x = {}1", "-".repeat(n)),
            format!("x = {}y", "not ".repeat(n)),
            format!("x = {}0", "lambda: ".repeat(n)),
            format!("x = a{}", ".b".repeat(n)),
            format!("x = a{}", "()".repeat(n)),
            format!("x = a{}", "[0]".repeat(n)),
            format!("x = 1{}", " + 1".repeat(n)),
            format!("x = 1{}", " ** 1".repeat(n)),
            format!("x = {}1", "a if b else ".repeat(n)),
            format!("x = {}1", "await ".repeat(n)),
            "f'{".repeat(n),
            "x = a\n".repeat(60_000),
        ];
        for text in deep {
            assert!(refuses(&text).is_some(), "{}", &text[..20]);
        }
    }

    #[test]
    fn ordinary_text_passes() {
        let table = format!("X = [{}]\n", "('a', {'b': -1}), ".repeat(5_000));
        assert_eq!(refuses(&table), None);
        assert_eq!(refuses("def rule(event):\n    return not event.get('a')\n"), None);
        assert_eq!(refuses(&format!("x = 1{}\n", " or y".repeat(5_000))), None);
    }
}
