//! Conditions and values: `or` over `and` over `not` over comparisons over arithmetic.
//!
//! An error is confined to its clause: the text up to the next `and`, `or`, comma or closing bracket becomes
//! [`Kind::Unread`], and reading goes on behind it.

use rule::{Diagnostic, Operator, Reason};

use super::ast::{Among, Call, Compare, Expr, Kind, Matching};
use super::lexer::TokenKind;
use super::parser::{Parser, is_closer};

/// Words that name no field.
const RESERVED: &[&str] = &[
    "and", "or", "not", "in", "in~", "like", "like~", "regex", "regex~", "where", "by", "of",
];

/// A value, or what is wrong with it.
type Value = Result<Expr, Diagnostic>;

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
            let first = self.at;
            self.skip(is_closer);
            let span = self.span_since(first);
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
        let first = self.at;
        let mut parts = vec![self.both()];
        while self.eat_name("or") {
            parts.push(self.both());
        }
        self.joined(first, parts, Kind::Any)
    }

    fn both(&mut self) -> Expr {
        let first = self.at;
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
        let span = self.span_since(first);
        Expr {
            kind: join(parts),
            span,
        }
    }

    fn negation(&mut self) -> Expr {
        let first = self.at;
        let mut negated = false;
        while self.eat_name("not") {
            negated = !negated;
        }
        let clause = self.clause();
        if !negated {
            return clause;
        }
        let span = self.span_since(first);
        let kind = Kind::Not(Box::new(clause));
        Expr { kind, span }
    }

    /// A comparison that ends where a clause may end, or else the unread text of the clause.
    fn clause(&mut self) -> Expr {
        let first = self.at;
        let fault = match self.comparison() {
            Ok(clause) if is_boundary(self.kind()) => return clause,
            Ok(_) => self.fault("this does not belong here"),
            Err(fault) => fault,
        };
        self.diagnostics.push(fault);
        self.at = first;
        self.skip(is_boundary);
        let span = self.span_since(first);
        let kind = Kind::Unread(Reason::Syntax);
        Expr { kind, span }
    }

    /// An error at the next token.
    fn fault(&self, message: &str) -> Diagnostic {
        let message = match self.kind() {
            TokenKind::Bad(message) => message,
            TokenKind::End => "the query ends too early",
            _ => message,
        };
        Diagnostic::error(self.span(), message)
    }

    fn comparison(&mut self) -> Value {
        let first = self.at;
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
            self.arguments()?
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
                let note = Diagnostic::warning(self.span(), "`=` is read as `==`");
                self.diagnostics.push(note);
                (Operator::Eq, false)
            }
            _ => return None,
        };
        self.bump();
        Some(found)
    }

    fn node(&self, first: usize, kind: Kind) -> Expr {
        let span = self.span_since(first);
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

/// Values.
impl Parser<'_> {
    /// `a + b - c`.
    pub(super) fn sum(&mut self) -> Value {
        self.operation(&["+", "-"], Self::product)
    }

    fn product(&mut self) -> Value {
        self.operation(&["*", "/", "%"], Self::signed)
    }

    fn operation(&mut self, operators: &[&'static str], operand: fn(&mut Self) -> Value) -> Value {
        let first = self.at;
        let mut operands = vec![("+", operand(self)?)];
        while let Some(operator) = operators.iter().find(|operator| self.is_symbol(operator)) {
            self.bump();
            operands.push((operator, operand(self)?));
        }
        if operands.len() == 1 {
            return Ok(operands.remove(0).1);
        }
        Ok(self.node(first, Kind::Arithmetic(operands)))
    }

    /// Signs before a value.
    fn signed(&mut self) -> Value {
        let first = self.at;
        let mut negative = false;
        while matches!(self.kind(), TokenKind::Symbol("-" | "+")) {
            negative ^= self.is_symbol("-");
            self.bump();
        }
        let value = self.primary()?;
        if !negative {
            return Ok(value);
        }
        let kind = match value.kind {
            Kind::Number(number) => Kind::Number(format!("-{number}")),
            _ => Kind::Arithmetic(vec![("-", value)]),
        };
        Ok(self.node(first, kind))
    }

    fn primary(&mut self) -> Value {
        let first = self.at;
        let kind = match self.kind() {
            TokenKind::Symbol("(") => return Ok(self.group()),
            TokenKind::Symbol("?" | "$") => return self.decorated(),
            TokenKind::Number(number) => Kind::Number((*number).to_owned()),
            TokenKind::Text(text) => Kind::Text(text.clone()),
            TokenKind::Name("true") => Kind::Bool(true),
            TokenKind::Name("false") => Kind::Bool(false),
            TokenKind::Name("null") => Kind::Null,
            TokenKind::Name(word) if RESERVED.contains(word) => return Err(self.fault("a value is missing")),
            TokenKind::Name(word) => {
                let word = *word;
                match self.ahead(1) {
                    TokenKind::Symbol("(") => return self.call(word),
                    TokenKind::Name("of") => return Ok(self.relative(word)),
                    _ => return self.path(),
                }
            }
            TokenKind::Quoted(_) => return self.path(),
            _ => return Err(self.fault("a value is missing")),
        };
        self.bump();
        Ok(self.node(first, kind))
    }

    /// `( … )`.
    fn group(&mut self) -> Expr {
        let first = self.at;
        self.bump();
        let inside = self.expr();
        let inside = self.leftovers(inside, is_closer);
        self.close(")");
        self.node(first, inside.kind)
    }

    /// `?field` or `$variable`.
    fn decorated(&mut self) -> Value {
        let first = self.at;
        let prefix = if self.is_symbol("$") { "$" } else { "" };
        self.bump();
        let field = self.path()?;
        Ok(match field.kind {
            Kind::Field(name) => self.node(first, Kind::Field(format!("{prefix}{name}"))),
            other => self.node(first, other),
        })
    }

    /// `a.b[0].c`.
    fn path(&mut self) -> Value {
        let first = self.at;
        let mut field = match self.kind() {
            TokenKind::Name(name) | TokenKind::Quoted(name) => (*name).to_owned(),
            _ => return Err(self.fault("a field name is missing")),
        };
        self.bump();
        loop {
            match (self.kind(), self.ahead(1)) {
                (TokenKind::Symbol("."), TokenKind::Name(part) | TokenKind::Quoted(part)) => {
                    field.push('.');
                    field.push_str(part);
                }
                (TokenKind::Symbol("["), TokenKind::Number(index)) => {
                    field.push_str(&format!("[{index}]"));
                    if *self.ahead(2) == TokenKind::Symbol("]") {
                        self.bump();
                    }
                }
                _ => return Ok(self.node(first, Kind::Field(field))),
            }
            self.bump();
            self.bump();
        }
    }

    fn call(&mut self, word: &str) -> Value {
        let first = self.at;
        self.bump();
        let args = self.arguments()?;
        let insensitive = word.ends_with('~');
        let name = word.trim_end_matches('~').to_ascii_lowercase();
        let call = Call {
            name,
            insensitive,
            args,
        };
        Ok(self.node(first, Kind::Call(call)))
    }

    /// `descendant of [ … ]`.
    fn relative(&mut self, word: &str) -> Expr {
        let first = self.at;
        self.bump();
        self.bump();
        self.bracket();
        self.node(first, Kind::Relative(word.to_owned()))
    }

    /// `( a, b, … )`; a comma may trail.
    fn arguments(&mut self) -> Result<Vec<Expr>, Diagnostic> {
        self.bump();
        let items = self.items(is_closer);
        if self.eat_symbol(")") {
            Ok(items)
        } else {
            Err(self.fault("a list is not closed"))
        }
    }

    /// Conditions or values between commas.
    pub(super) fn items(&mut self, ends: impl Fn(&TokenKind<'_>) -> bool) -> Vec<Expr> {
        let mut items = Vec::new();
        while *self.kind() != TokenKind::End && !ends(self.kind()) {
            let before = self.at;
            items.push(self.expr());
            self.eat_symbol(",");
            if self.at == before {
                break;
            }
        }
        items
    }
}
