//! The parser of eval expressions. It never fails: odd text becomes [`Expr::Bad`] or the tail of a condition.

use rule::{Diagnostic, Reason, Span};

use super::lexer::{Kind, Token, tokens};
use super::{Assignment, Compare, Condition, Expr};
use crate::Depth;
use crate::spl::scan;

/// Reads the condition of a `where`.
pub(in crate::spl) fn condition(text: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Condition {
    let mut parser = Parser::new(text, span, diagnostics);
    let expr = (!parser.tokens.is_empty()).then(|| parser.xor());
    let tail = parser
        .peek()
        .map(|token| Span::new(token.span.start as usize, span.end as usize));
    Condition { expr, tail }
}

/// Reads the assignments of an `eval`; what is no assignment is passed over.
pub(in crate::spl) fn assignments(
    text: &str,
    span: Span,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Assignment> {
    let mut parser = Parser::new(text, span, diagnostics);
    let mut found = Vec::new();
    while parser.at < parser.tokens.len() {
        found.extend(parser.assignment());
        parser.skip_to_comma();
    }
    found
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: Depth,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, span: Span, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Parser {
            text,
            tokens: tokens(text, span),
            at: 0,
            depth: Depth::default(),
            diagnostics,
        }
    }

    fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn slice(&self, span: Span) -> &'a str {
        span.text(self.text).unwrap_or_default()
    }

    fn says(&self, ahead: usize, word: &str) -> bool {
        self.tokens.get(self.at + ahead).is_some_and(|token| {
            token.kind == Kind::Name && self.slice(token.span).eq_ignore_ascii_case(word)
        })
    }

    fn eat(&mut self, word: &str) -> bool {
        let comes = self.says(0, word);
        self.at += usize::from(comes);
        comes
    }

    fn eat_kind(&mut self, kind: Kind) -> bool {
        let comes = self.kind(0) == Some(kind);
        self.at += usize::from(comes);
        comes
    }

    /// `name = expression`.
    fn assignment(&mut self) -> Option<Assignment> {
        let name = self.next()?;
        let is_name = matches!(name.kind, Kind::Name | Kind::Quoted | Kind::Text | Kind::Number);
        if !is_name || !self.eat_kind(Kind::Compare(Compare::Equal)) {
            return None;
        }
        Some(Assignment {
            name: self.slice(name.span).trim_matches(['"', '\'']).to_owned(),
            expr: self.xor(),
        })
    }

    fn skip_to_comma(&mut self) {
        if let Some(token) = self.peek().filter(|token| token.kind != Kind::Comma) {
            let message = "text that belongs to no expression";
            self.diagnostics.push(Diagnostic::warning(token.span, message));
        }
        while self.next().is_some_and(|token| token.kind != Kind::Comma) {}
    }

    /// Operands between operators of one kind.
    fn chain(
        &mut self,
        operator: &str,
        operand: fn(&mut Self) -> Expr,
        join: fn(Vec<Expr>, Span) -> Expr,
    ) -> Expr {
        let first = operand(self);
        let mut span = first.span();
        let mut parts = vec![first];
        while self.eat(operator) {
            let part = operand(self);
            span = span.to(part.span());
            parts.push(part);
        }
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            join(parts, span)
        }
    }

    fn xor(&mut self) -> Expr {
        self.chain("XOR", Self::or, |_, span| Expr::Bad(Reason::Unsupported, span))
    }

    fn or(&mut self) -> Expr {
        self.chain("OR", Self::and, Expr::Any)
    }

    fn and(&mut self) -> Expr {
        self.chain("AND", Self::not, Expr::All)
    }

    fn not(&mut self) -> Expr {
        let start = self.peek().map(|token| token.span);
        let mut negated = false;
        while self.eat("NOT") || self.eat_bang() {
            negated = !negated;
        }
        let inner = self.comparison();
        let span = start.unwrap_or_default().to(inner.span());
        if negated {
            Expr::Not(Box::new(inner), span)
        } else {
            inner
        }
    }

    fn eat_bang(&mut self) -> bool {
        let comes = self.peek().is_some_and(|token| self.slice(token.span) == "!");
        self.at += usize::from(comes);
        comes
    }

    fn comparison(&mut self) -> Expr {
        let left = self.sum();
        if let Some(Kind::Compare(op)) = self.kind(0) {
            self.at += 1;
            let right = self.sum();
            let span = left.span().to(right.span());
            return Expr::Compare {
                left: Box::new(left),
                op,
                right: Box::new(right),
                span,
            };
        }
        let negated = self.says(0, "NOT") && (self.says(1, "IN") || self.says(1, "LIKE"));
        self.at += usize::from(negated);
        let test = match () {
            () if self.says(0, "IN") && self.kind(1) == Some(Kind::Open) => self.member(left),
            () if self.says(0, "LIKE") && self.kind(1) != Some(Kind::Open) => self.like(left),
            () => left,
        };
        let span = test.span();
        if negated {
            Expr::Not(Box::new(test), span)
        } else {
            test
        }
    }

    /// `left IN (value, …)`.
    fn member(&mut self, left: Expr) -> Expr {
        self.at += 1;
        let start = left.span();
        self.nested(start, |parser| {
            parser.at += 1;
            let (values, end) = parser.arguments();
            Expr::Member {
                span: start.to(end),
                left: Box::new(left),
                values,
            }
        })
    }

    /// `field LIKE "pattern"`.
    fn like(&mut self, left: Expr) -> Expr {
        self.at += 1;
        let right = self.sum();
        Expr::Call {
            name: "like".to_owned(),
            span: left.span().to(right.span()),
            args: vec![left, right],
        }
    }

    fn sum(&mut self) -> Expr {
        let first = self.primary();
        let mut span = first.span();
        let (mut parts, mut ops) = (vec![first], Vec::new());
        while let Some(token) = self.peek().filter(|token| token.kind == Kind::Arithmetic) {
            self.at += 1;
            ops.extend(self.slice(token.span).chars().next());
            let part = self.primary();
            span = span.to(part.span());
            parts.push(part);
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Expr::Arithmetic { parts, ops, span },
        }
    }

    fn primary(&mut self) -> Expr {
        let Some(token) = self.next() else {
            let end = self.tokens.last().map(|token| token.span).unwrap_or_default();
            return Expr::Bad(Reason::Syntax, end);
        };
        let text = self.slice(token.span);
        match token.kind {
            Kind::Open => self.nested(token.span, |parser| {
                let inner = parser.xor();
                parser.close(token.span);
                inner
            }),
            Kind::Arithmetic if text == "-" || text == "+" => self.signed(token.span),
            Kind::Number => Expr::Number(text.to_owned(), token.span),
            Kind::Text => Expr::Text(scan::unquoted(text), token.span),
            Kind::Quoted => Expr::Field(text.trim_matches('\'').to_owned(), token.span),
            Kind::Macro => Expr::Macro(token.span),
            Kind::Name if self.kind(0) == Some(Kind::Open) => {
                self.nested(token.span, |parser| parser.call(token.span))
            }
            Kind::Name => Expr::Field(text.to_owned(), token.span),
            Kind::Close | Kind::Comma => {
                self.at -= 1;
                Expr::Bad(Reason::Syntax, token.span)
            }
            Kind::Sub => Expr::Bad(Reason::Computed, token.span),
            Kind::Compare(_) | Kind::Arithmetic | Kind::Other => Expr::Bad(Reason::Syntax, token.span),
        }
    }

    /// `-5` is a number; the sign of anything else is arithmetic. Several signs in a row are no number either.
    fn signed(&mut self, sign: Span) -> Expr {
        match self.peek() {
            Some(token) if token.kind == Kind::Number => {
                self.at += 1;
                let minus = if self.slice(sign) == "-" { "-" } else { "" };
                Expr::Number(format!("{minus}{}", self.slice(token.span)), sign.to(token.span))
            }
            _ => {
                while self.eat_kind(Kind::Arithmetic) {}
                let inner = self.primary();
                let span = sign.to(inner.span());
                Expr::Arithmetic {
                    parts: vec![inner],
                    ops: Vec::new(),
                    span,
                }
            }
        }
    }

    /// Reads something that nests, or passes over it when it nests too deeply.
    fn nested(&mut self, open: Span, read: impl FnOnce(&mut Self) -> Expr) -> Expr {
        if self.depth.enter() {
            let inner = read(self);
            self.depth.leave();
            return inner;
        }
        self.at -= 1;
        let mut level = 0_usize;
        let mut span = open;
        while let Some(token) = self.next() {
            span = span.to(token.span);
            level += usize::from(token.kind == Kind::Open);
            level -= usize::from(token.kind == Kind::Close && level > 0);
            if level == 0 && token.kind == Kind::Close {
                break;
            }
        }
        self.diagnostics
            .push(Diagnostic::error(span, "nested too deeply"));
        Expr::Bad(Reason::TooDeep, span)
    }

    fn close(&mut self, open: Span) {
        if !self.eat_kind(Kind::Close) {
            let message = "a parenthesis that is never closed";
            self.diagnostics.push(Diagnostic::warning(open, message));
        }
    }

    fn call(&mut self, name: Span) -> Expr {
        self.at += 1;
        let (args, end) = self.arguments();
        Expr::Call {
            name: self.slice(name).to_ascii_lowercase(),
            args,
            span: name.to(end),
        }
    }

    /// Arguments up to and with the closing parenthesis, and where they end.
    fn arguments(&mut self) -> (Vec<Expr>, Span) {
        let mut found = Vec::new();
        let mut end = self.peek().map(|token| token.span).unwrap_or_default();
        while let Some(token) = self.peek() {
            end = token.span;
            match token.kind {
                Kind::Close => {
                    self.at += 1;
                    return (found, end);
                }
                Kind::Comma => self.at += 1,
                _ => {
                    let before = self.at;
                    found.push(self.xor());
                    self.at = self.at.max(before + 1);
                }
            }
        }
        self.diagnostics
            .push(Diagnostic::warning(end, "a parenthesis that is never closed"));
        (found, end)
    }
}
