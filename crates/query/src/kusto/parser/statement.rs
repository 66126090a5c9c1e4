//! Statements: `let`, `declare`, `set` and queries.

use std::rc::Rc;

use rule::{Diagnostic, Span};

use super::super::ast::{Expr, Function, Kind, Parameter, Statement};
use super::super::token;
use super::Parser;

impl Parser<'_> {
    /// Statements to the end of the text or to the brace that closes a function.
    pub(super) fn statements(&mut self, in_braces: bool) -> Vec<Statement> {
        let mut statements = Vec::new();
        loop {
            while self.eat(";") {}
            if self.is_done() || (in_braces && self.is_symbol("}")) {
                return statements;
            }
            let before = self.at;
            statements.extend(self.statement());
            if self.at == before {
                let found = self.span();
                self.error(found, "this belongs to no statement");
                self.bump();
            }
            let closed = self.is_done() || self.is_symbol(";") || self.is_symbol("}");
            if !closed && self.at != before {
                let note =
                    Diagnostic::warning(self.span(), "the statement before this is not closed with `;`");
                self.diagnostics.push(note);
            }
        }
    }

    fn statement(&mut self) -> Option<Statement> {
        match self.name() {
            Some("let") if self.name_at(1).is_some() || self.is_symbol_at(1, "[") => self.let_statement(),
            Some("declare") => {
                self.bump();
                if self.eat_word("query_parameters") && self.is_symbol("(") {
                    return Some(Statement::Parameters(self.parameters()));
                }
                self.skip_to(&[";"]);
                None
            }
            Some("set" | "alias" | "restrict") if self.name_at(1).is_some() => {
                self.skip_to(&[";"]);
                None
            }
            _ => Some(Statement::Query(self.query())),
        }
    }

    fn let_statement(&mut self) -> Option<Statement> {
        self.bump();
        let name = self.column_name()?;
        self.expect("=");
        if self.name() == Some("view") && self.is_symbol_at(1, "(") {
            self.bump();
        }
        let value = if self.is_function() {
            self.function()
        } else {
            self.query()
        };
        Some(Statement::Let(name, value))
    }

    /// Whether `(parameters) {` comes next.
    fn is_function(&mut self) -> bool {
        if !self.is_symbol("(") {
            return false;
        }
        let start = self.at;
        self.skip_group();
        let is_function = self.is_symbol("{");
        self.at = start;
        is_function
    }

    fn function(&mut self) -> Expr {
        let start = self.span();
        let parameters = self.parameters();
        if !self.depth.enter() {
            return self.too_deep(start);
        }
        self.expect("{");
        let body = self.statements(true);
        self.expect("}");
        self.depth.leave();
        self.made(start, Kind::Function(Rc::new(Function { parameters, body })))
    }

    /// `(name:type = default, …)`.
    fn parameters(&mut self) -> Vec<Parameter> {
        self.bump();
        let parameters = self.list(")", |parser| {
            let name = parser.column_name();
            let is_typed = parser.eat(":");
            let is_table = is_typed && parser.is_symbol("(");
            if is_table {
                parser.skip_group();
            } else if is_typed {
                parser.bump();
            }
            let default = parser.eat("=").then(|| parser.expression());
            name.map(|name| Parameter {
                name,
                is_table,
                default,
            })
        });
        self.expect(")");
        parameters.into_iter().flatten().collect()
    }

    /// An expression that may be a pipeline.
    pub(super) fn query(&mut self) -> Expr {
        let start = self.span();
        if !self.depth.enter() {
            return self.too_deep(start);
        }
        let mut stages = Vec::new();
        let source = if self.is_source_operator() {
            stages.extend(self.stage());
            self.made(start, Kind::Nothing)
        } else {
            self.wildcard_or(false, Self::expression)
        };
        while self.eat("|") || self.eat_stray_end() {
            stages.extend(self.stage());
        }
        self.depth.leave();
        if stages.is_empty() {
            return source;
        }
        self.made(start, Kind::Pipe(Box::new(source), stages))
    }

    /// Takes a `;` in the middle of a pipeline, with the `|` after it.
    fn eat_stray_end(&mut self) -> bool {
        let is_stray = self.lists == 0 && self.is_symbol(";") && self.is_symbol_at(1, "|");
        if is_stray {
            self.error(self.span(), "`;` ends the query, but a `|` follows");
            self.bump();
            self.bump();
        }
        is_stray
    }

    /// Whether a pipeline begins with an operator and not with a table.
    fn is_source_operator(&self) -> bool {
        let next = &self.token_at(self.at + 1).kind;
        let starts_operand = matches!(
            next,
            token::Kind::Name | token::Kind::Text(_) | token::Kind::Symbol("(" | "*")
        );
        match self.name() {
            Some("union" | "search" | "find") => starts_operand,
            Some("print" | "range") => {
                matches!(
                    next,
                    token::Kind::Name | token::Kind::Text(_) | token::Kind::Number
                )
            }
            _ => false,
        }
    }

    /// Skips what cannot be read because it is nested too deeply.
    fn too_deep(&mut self, start: Span) -> Expr {
        self.skip_to(&[",", ";", "|"]);
        self.error(self.span_from(start), "this is nested too deeply");
        self.made(start, Kind::TooDeep)
    }
}
