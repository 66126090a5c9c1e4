//! Conditions: `or` over `and` over `not` over comparisons of values.
//!
//! An error is confined to its clause: the text up to the next `and`, `or`, comma or closing bracket becomes
//! [`Kind::Unread`], and reading goes on behind it.

use rule::{Diagnostic, Operator, Reason};

use super::ast::{Among, Compare, Expr, Kind, Matching};
use super::lexer::TokenKind;
use super::parser::{Parser, is_closer};

/// A value, or what is wrong with it.
pub(super) type Value = Result<Expr, Diagnostic>;

fn is_boundary(kind: &TokenKind<'_>) -> bool {
    matches!(
        kind,
        TokenKind::Name("and" | "or") | TokenKind::Symbol(")" | "]" | "," | "|") | TokenKind::End
    )
}

/// Conditions.
impl Parser<'_> {
    /// A whole condition.
    pub(super) fn expr(&mut self) -> Expr {
        if !self.depth.enter() {
            let first = self.tokens.at();
            self.skip(is_closer);
            let span = self.tokens.span_since(first);
            let kind = Kind::Unread(Reason::TooDeep);
            self.diagnostics
                .push(Diagnostic::error(span, Reason::TooDeep.explain()));
            return Expr { kind, span };
        }
        let condition = self.either();
        self.depth.leave();
        condition
    }

    fn either(&mut self) -> Expr {
        let first = self.tokens.at();
        let mut parts = vec![self.both()];
        while self.eat_name("or") {
            parts.push(self.both());
        }
        self.joined(first, parts, Kind::Any)
    }

    fn both(&mut self) -> Expr {
        let first = self.tokens.at();
        let mut parts = vec![self.negation()];
        while self.eat_name("and") {
            parts.push(self.negation());
        }
        self.joined(first, parts, Kind::All)
    }

    fn joined(&self, first: usize, mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Kind) -> Expr {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let span = self.tokens.span_since(first);
        Expr {
            kind: join(parts),
            span,
        }
    }

    fn negation(&mut self) -> Expr {
        let first = self.tokens.at();
        let mut negated = false;
        while self.eat_name("not") {
            negated = !negated;
        }
        let clause = self.clause();
        if !negated {
            return clause;
        }
        let span = self.tokens.span_since(first);
        let kind = Kind::Not(Box::new(clause));
        Expr { kind, span }
    }

    /// A comparison that ends where a clause may end, or else the unread text of the clause.
    fn clause(&mut self) -> Expr {
        let first = self.tokens.at();
        let fault = match self.comparison() {
            Ok(clause) if is_boundary(self.kind()) => return clause,
            Ok(_) => self.fault("this does not belong here"),
            Err(fault) => fault,
        };
        self.diagnostics.push(fault);
        self.tokens.rewind(first);
        self.skip(is_boundary);
        let span = self.tokens.span_since(first);
        let kind = Kind::Unread(Reason::Syntax);
        Expr { kind, span }
    }

    /// An error at the next token.
    pub(super) fn fault(&self, message: &str) -> Diagnostic {
        let message = match self.kind() {
            TokenKind::Bad(message) => message,
            TokenKind::End => "the query ends too early",
            _ => message,
        };
        Diagnostic::error(self.tokens.span(), message)
    }

    fn comparison(&mut self) -> Value {
        let first = self.tokens.at();
        let left = self.sum()?;
        if let Some((op, negated)) = self.comparator() {
            let right = self.sum()?;
            let kind = Kind::Compare(Box::new(Compare {
                left,
                op,
                negated,
                right,
            }));
            return Ok(self.node(first, kind));
        }
        let negated = self.is_name("not") && matching(self.ahead(1)).is_some();
        if negated {
            self.bump();
        }
        let Some((matching, insensitive)) = matching(self.kind()) else {
            return Ok(left);
        };
        self.bump();
        let items = if self.is_symbol("(") {
            self.arguments()
        } else {
            vec![self.sum()?]
        };
        let kind = Kind::Among(Box::new(Among {
            left,
            matching,
            insensitive,
            negated,
            items,
        }));
        Ok(self.node(first, kind))
    }

    /// `==`, `<` and their like; a single `=` is not EQL, but there is one thing it can mean.
    fn comparator(&mut self) -> Option<(Operator, bool)> {
        let found = match self.kind() {
            TokenKind::Symbol("==") => (Operator::Eq, false),
            TokenKind::Symbol("!=") => (Operator::Eq, true),
            TokenKind::Symbol("<") => (Operator::Lt, false),
            TokenKind::Symbol("<=") => (Operator::Lte, false),
            TokenKind::Symbol(">") => (Operator::Gt, false),
            TokenKind::Symbol(">=") => (Operator::Gte, false),
            TokenKind::Symbol("=") => {
                let note = Diagnostic::warning(self.tokens.span(), "`=` is read as `==`");
                self.diagnostics.push(note);
                (Operator::Eq, false)
            }
            _ => return None,
        };
        self.bump();
        Some(found)
    }

    pub(super) fn node(&self, first: usize, kind: Kind) -> Expr {
        let span = self.tokens.span_since(first);
        Expr { kind, span }
    }
}

fn matching(kind: &TokenKind<'_>) -> Option<(Matching, bool)> {
    Some(match kind {
        TokenKind::Symbol(":") => (Matching::Glob, true),
        TokenKind::Name("in") => (Matching::Whole, false),
        TokenKind::Name("in~") => (Matching::Whole, true),
        TokenKind::Name("like") => (Matching::Glob, false),
        TokenKind::Name("like~") => (Matching::Glob, true),
        TokenKind::Name("regex") => (Matching::Regex, false),
        TokenKind::Name("regex~") => (Matching::Regex, true),
        _ => return None,
    })
}
