//! Tokens to a query: events, sequences, samples and pipes.
//!
//! Grammar: <https://www.elastic.co/docs/reference/query-languages/eql/eql-syntax>, with what the endpoint's
//! dialect and the language's first implementation add (`as`, `fork`, `join`, `filter`). Conditions are read
//! in [`super::expression`]. Nothing fails: what does not fit is kept as [`Kind::Unread`].

use rule::{Diagnostic, Reason, Relation};

use crate::Depth;
use crate::tokens::Tokens;

use super::ast::{Expr, Kind, Pipe, Query, Runs, Sub};
use super::lexer::{TokenKind, tokens};

/// Reads a query and says what was wrong with it.
pub(super) fn parse(text: &str) -> (Query, Vec<Diagnostic>) {
    let mut parser = Parser {
        tokens: tokens(text),
        depth: Depth::default(),
        diagnostics: Vec::new(),
    };
    let query = parser.query();
    (query, parser.diagnostics)
}

pub(super) struct Parser<'a> {
    pub(super) tokens: Tokens<TokenKind<'a>>,
    pub(super) depth: Depth,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Moving over tokens.
impl<'a> Parser<'a> {
    pub(super) fn kind(&self) -> &TokenKind<'a> {
        self.tokens.kind()
    }

    pub(super) fn ahead(&self, n: usize) -> &TokenKind<'a> {
        self.tokens.ahead(n)
    }

    pub(super) fn bump(&mut self) {
        self.tokens.bump();
    }

    pub(super) fn is_name(&self, word: &str) -> bool {
        *self.kind() == TokenKind::Name(word)
    }

    pub(super) fn is_symbol(&self, symbol: &'static str) -> bool {
        *self.kind() == TokenKind::Symbol(symbol)
    }

    pub(super) fn eat_name(&mut self, word: &str) -> bool {
        let comes = self.is_name(word);
        if comes {
            self.bump();
        }
        comes
    }

    pub(super) fn eat_symbol(&mut self, symbol: &'static str) -> bool {
        self.tokens.eat(&TokenKind::Symbol(symbol))
    }

    /// Takes a closing bracket, or notes that it is missing.
    pub(super) fn close(&mut self, symbol: &'static str) {
        if !self.eat_symbol(symbol) {
            let message = format!("a `{symbol}` is missing");
            self.diagnostics
                .push(Diagnostic::error(self.tokens.span(), message));
        }
    }

    /// Passes over tokens, bracketed ones as one.
    pub(super) fn skip(&mut self, stops: impl Fn(&TokenKind<'_>) -> bool) {
        self.tokens.skip(stops, |kind| match kind {
            TokenKind::Symbol("(" | "[" | "![") => 1,
            TokenKind::Symbol(")" | "]") => -1,
            _ => 0,
        });
    }

    /// What stands before the place where a condition should have ended is added to it unread.
    pub(super) fn leftovers(&mut self, condition: Expr, ends: impl Fn(&TokenKind<'_>) -> bool) -> Expr {
        let first = self.tokens.at();
        if *self.kind() == TokenKind::End || ends(self.kind()) {
            return condition;
        }
        self.skip(ends);
        let span = self.tokens.span_since(first);
        self.diagnostics
            .push(Diagnostic::error(span, "this does not belong here"));
        let kind = Kind::Unread(Reason::Syntax);
        let whole = condition.span.to(span);
        Expr {
            kind: Kind::All(vec![condition, Expr { kind, span }]),
            span: whole,
        }
    }
}

pub(super) fn is_closer(kind: &TokenKind<'_>) -> bool {
    matches!(kind, TokenKind::Symbol(")" | "]"))
}

fn is_pipe(kind: &TokenKind<'_>) -> bool {
    *kind == TokenKind::Symbol("|")
}

/// Queries.
impl Parser<'_> {
    fn query(&mut self) -> Query {
        let mut query = match self.relation() {
            Some(relation) => self.several(relation),
            None => Query {
                relation: Relation::Single,
                by: Vec::new(),
                maxspan: None,
                steps: vec![self.event()],
                pipes: Vec::new(),
            },
        };
        if let Some(last) = query.steps.pop() {
            let condition = self.leftovers(last.condition, is_pipe);
            query.steps.push(Sub { condition, ..last });
        }
        while self.eat_symbol("|") {
            query.pipes.push(self.pipe());
        }
        query
    }

    fn relation(&self) -> Option<Relation> {
        let relation = match self.kind() {
            TokenKind::Name("sequence") => Relation::Sequence,
            TokenKind::Name("sample") => Relation::Sample,
            TokenKind::Name("join") => Relation::Join,
            _ => return None,
        };
        (*self.ahead(1) != TokenKind::Name("where")).then_some(relation)
    }

    fn several(&mut self, relation: Relation) -> Query {
        self.bump();
        let mut query = Query {
            relation,
            by: Vec::new(),
            maxspan: None,
            steps: Vec::new(),
            pipes: Vec::new(),
        };
        loop {
            if self.eat_name("by") {
                query.by.extend(self.keys());
            } else if self.eat_name("with") {
                query.maxspan = self.setting();
            } else {
                break;
            }
        }
        while matches!(self.kind(), TokenKind::Symbol("[" | "![")) {
            query.steps.push(self.step());
        }
        if query.steps.is_empty() {
            query.steps.push(self.event());
        }
        if self.eat_name("until") {
            let until = self.step();
            query.steps.push(Sub {
                absent: true,
                ..until
            });
        }
        query
    }

    /// `name = value` behind `with`; the value as written, without blanks.
    fn setting(&mut self) -> Option<String> {
        self.bump();
        if !self.eat_symbol("=") && !self.eat_symbol("==") {
            return None;
        }
        let mut value = String::new();
        if let TokenKind::Number(number) = *self.kind() {
            value.push_str(number);
            self.bump();
            if let TokenKind::Name(unit @ ("ms" | "s" | "m" | "h" | "d")) = *self.kind() {
                value.push_str(unit);
                self.bump();
            }
        } else if let TokenKind::Name(word) = *self.kind() {
            value.push_str(word);
            self.bump();
        }
        Some(value).filter(|value| !value.is_empty())
    }

    fn keys(&mut self) -> Vec<Expr> {
        let mut keys = Vec::new();
        loop {
            match self.sum() {
                Ok(key) => keys.push(key),
                Err(fault) => self.diagnostics.push(fault),
            }
            if !self.eat_symbol(",") {
                return keys;
            }
        }
    }

    /// `[ event ]` or `![ event ]` and what belongs to it.
    fn step(&mut self) -> Sub {
        let mut step = self.bracket();
        loop {
            let first = self.tokens.at();
            if self.eat_name("by") {
                step.by.extend(self.keys());
            } else if self.eat_name("with") {
                let count = self.setting();
                let span = self.tokens.span_since(first);
                step.runs = count.map(|count| Runs { count, span });
            } else if self.eat_name("as") {
                if let TokenKind::Name(alias) = *self.kind() {
                    step.alias = Some(alias.to_owned());
                    self.bump();
                }
            } else if self.is_name("fork") {
                self.setting();
            } else {
                return step;
            }
        }
    }

    /// The event between brackets.
    pub(super) fn bracket(&mut self) -> Sub {
        let absent = self.is_symbol("![");
        if absent || self.is_symbol("[") {
            self.bump();
        }
        let event = self.event();
        let condition = self.leftovers(event.condition, is_closer);
        self.close("]");
        Sub {
            condition,
            absent,
            ..event
        }
    }

    /// `category where condition`, or a bare condition.
    fn event(&mut self) -> Sub {
        let category = match (self.kind(), self.ahead(1)) {
            (TokenKind::Name(name) | TokenKind::Quoted(name), TokenKind::Name("where")) => {
                Some((*name).to_owned())
            }
            (TokenKind::Text(name), TokenKind::Name("where")) => Some(name.clone()),
            _ => None,
        };
        if category.is_some() {
            self.bump();
            self.bump();
        }
        Sub {
            category,
            condition: self.expr(),
            absent: false,
            by: Vec::new(),
            runs: None,
            alias: None,
        }
    }

    fn pipe(&mut self) -> Pipe {
        let first = self.tokens.at();
        let name = match *self.kind() {
            TokenKind::Name(name) => name.to_owned(),
            _ => String::new(),
        };
        self.bump();
        let args = self.items(is_pipe);
        self.skip(is_pipe);
        let span = self.tokens.span_since(first);
        Pipe { name, args, span }
    }
}
