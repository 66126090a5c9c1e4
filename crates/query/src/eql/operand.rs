//! Values: literals, fields, calls, groups and arithmetic over them.

use super::ast::{Call, Expr, Kind, Relative};
use super::expression::Value;
use super::lexer::TokenKind;
use super::parser::{Parser, is_closer};

/// Words that name no field.
const RESERVED: &[&str] = &[
    "and", "or", "not", "in", "in~", "like", "like~", "regex", "regex~", "where", "by", "of",
];

impl Parser<'_> {
    /// `a + b - c`.
    pub(super) fn sum(&mut self) -> Value {
        self.operation(&["+", "-"], Self::product)
    }

    fn product(&mut self) -> Value {
        self.operation(&["*", "/", "%"], Self::signed)
    }

    fn operation(&mut self, operators: &[&'static str], operand: fn(&mut Self) -> Value) -> Value {
        let first = self.tokens.at();
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
        let first = self.tokens.at();
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
        let first = self.tokens.at();
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
                    TokenKind::Symbol("(") => return Ok(self.call(word)),
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
        let first = self.tokens.at();
        self.bump();
        let inside = self.expr();
        let inside = self.leftovers(inside, is_closer);
        self.close(")");
        self.node(first, inside.kind)
    }

    /// `?field` or `$variable`.
    fn decorated(&mut self) -> Value {
        let first = self.tokens.at();
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
        let first = self.tokens.at();
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

    fn call(&mut self, word: &str) -> Expr {
        let first = self.tokens.at();
        self.bump();
        let args = self.arguments();
        let insensitive = word.ends_with('~');
        let name = word.trim_end_matches('~').to_ascii_lowercase();
        let call = Call {
            name,
            insensitive,
            args,
        };
        self.node(first, Kind::Call(call))
    }

    /// `descendant of [ … ]`.
    fn relative(&mut self, word: &str) -> Expr {
        let first = self.tokens.at();
        self.bump();
        self.bump();
        let relative = Relative {
            word: word.to_owned(),
            event: self.bracket(),
        };
        self.node(first, Kind::Relative(Box::new(relative)))
    }

    /// `( a, b, … )`; a comma may trail.
    pub(super) fn arguments(&mut self) -> Vec<Expr> {
        self.bump();
        let items = self.items(is_closer);
        self.close(")");
        items
    }

    /// Conditions or values between commas.
    pub(super) fn items(&mut self, ends: impl Fn(&TokenKind<'_>) -> bool) -> Vec<Expr> {
        let mut items = Vec::new();
        while *self.kind() != TokenKind::End && !ends(self.kind()) {
            let before = self.tokens.at();
            items.push(self.expr());
            self.eat_symbol(",");
            if self.tokens.at() == before {
                break;
            }
        }
        items
    }
}
