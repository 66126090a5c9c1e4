//! Words to the syntax tree, by recursive descent after the published grammar
//! (<https://github.com/microsoft/Kusto-Query-Language/blob/master/grammar/Kql.g4>).
//!
//! The parser recovers by stage: what it cannot read in one operator of a pipeline stays one broken stage,
//! and the next `|` is read as if nothing had happened.

mod comparison;
mod expression;
mod list;
mod literal;
mod operator;
mod stage;
mod statement;

use rule::{Diagnostic, Span};

use super::ast::Statement;
use super::token::{Kind, Token};
use crate::Depth;

/// Reads a query; what is wrong with it is said in the diagnostics.
pub(super) fn parse(text: &str, tokens: Vec<Token>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Statement> {
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        depth: Depth::default(),
        lists: 0,
        diagnostics,
    };
    parser.statements(false)
}

struct Parser<'a> {
    text: &'a str,
    /// Never empty: the last word is the end.
    tokens: Vec<Token>,
    at: usize,
    depth: Depth,
    /// How many lists are open around here, in which a comma separates items.
    lists: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn token_at(&self, at: usize) -> &Token {
        &self.tokens[at.min(self.tokens.len() - 1)]
    }

    fn kind(&self) -> &Kind {
        &self.token_at(self.at).kind
    }

    fn span(&self) -> Span {
        self.token_at(self.at).span
    }

    /// The range from an earlier word to the last one taken.
    fn span_from(&self, start: Span) -> Span {
        let end = self.token_at(self.at.saturating_sub(1)).span;
        if end.start < start.start {
            start
        } else {
            start.to(end)
        }
    }

    fn bump(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn is_done(&self) -> bool {
        *self.kind() == Kind::End
    }

    /// The name `n` words ahead, if there is a name.
    fn name_at(&self, n: usize) -> Option<&'a str> {
        let token = self.token_at(self.at + n);
        match token.kind {
            Kind::Name => token.span.text(self.text),
            _ => None,
        }
    }

    fn name(&self) -> Option<&'a str> {
        self.name_at(0)
    }

    fn is_symbol_at(&self, n: usize, symbol: &str) -> bool {
        matches!(self.token_at(self.at + n).kind, Kind::Symbol(found) if found == symbol)
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        self.is_symbol_at(0, symbol)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let comes = self.is_symbol(symbol);
        if comes {
            self.bump();
        }
        comes
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let comes = self.name() == Some(word);
        if comes {
            self.bump();
        }
        comes
    }

    fn expect(&mut self, symbol: &str) -> bool {
        let comes = self.eat(symbol);
        if !comes {
            let message = format!("`{symbol}` is missing here");
            self.error(self.span(), message);
        }
        comes
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(span, message));
    }

    /// Whether no blank stands between the word taken last and the next.
    fn is_adjacent(&self) -> bool {
        self.at > 0 && self.token_at(self.at - 1).span.end == self.span().start
    }

    /// Skips a bracketed group, from its opening bracket to the closing one.
    fn skip_group(&mut self) {
        let mut open = 0_usize;
        while !self.is_done() {
            match self.kind() {
                Kind::Symbol("(" | "[" | "{") => open += 1,
                Kind::Symbol(")" | "]" | "}") => open = open.saturating_sub(1),
                _ => {}
            }
            self.bump();
            if open == 0 {
                return;
            }
        }
    }

    /// Skips to one of the symbols, whole groups at a time, or to a bracket that closes more than was opened.
    fn skip_to(&mut self, stops: &[&str]) {
        while !self.is_done() {
            match self.kind() {
                Kind::Symbol(symbol) if stops.contains(symbol) => return,
                Kind::Symbol("(" | "[" | "{") => self.skip_group(),
                Kind::Symbol(")" | "]" | "}") => return,
                _ => self.bump(),
            }
        }
    }
}
