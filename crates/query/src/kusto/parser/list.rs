//! Lists, arguments and named expressions.

use super::super::ast::{Argument, Expr, Kind, Named};
use super::super::token;
use super::Parser;

impl Parser<'_> {
    /// Items between commas, up to `close`, which is not taken. What stands between an item and the next
    /// comma is reported and skipped.
    pub(super) fn list<T>(&mut self, close: &str, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        self.lists += 1;
        while !self.is_symbol(close) && !self.is_done() && !self.is_symbol(";") {
            items.push(item(self));
            if self.eat(",") || self.is_symbol(close) {
                continue;
            }
            let start = self.span();
            if self.starts_item() {
                self.error(start, "a comma is missing here");
                continue;
            }
            self.skip_to(&[",", ";", close]);
            self.error(self.span_from(start), "this cannot be read");
            if !self.eat(",") {
                break;
            }
        }
        self.lists -= 1;
        items
    }

    fn starts_item(&self) -> bool {
        matches!(self.kind(), token::Kind::Text(_) | token::Kind::Number)
    }

    /// The arguments of a call, from its opening parenthesis to the closing one.
    pub(super) fn arguments(&mut self) -> Vec<Argument> {
        self.bump();
        let arguments = self.list(")", |parser| {
            let name = parser.name().filter(|_| parser.is_symbol_at(1, "="));
            if name.is_some() {
                parser.bump();
                parser.bump();
            }
            let value = parser.query();
            Argument {
                name: name.map(str::to_owned),
                value,
            }
        });
        self.expect(")");
        arguments
    }

    /// `a, b = x, (c, d) = y`, as `extend`, `project` and `summarize` take them.
    pub(super) fn named_list(&mut self) -> Vec<Named> {
        let mut items = Vec::new();
        while !self.ends_stage() {
            let before = self.at;
            let names = self.assigned_names();
            let value = if self.ends_stage() || self.is_symbol(",") {
                self.made(self.span(), Kind::Broken)
            } else {
                self.wildcard_or(false, Self::expression)
            };
            items.push(Named { names, value });
            self.skip_decoration();
            if !self.eat(",") || self.at == before {
                break;
            }
        }
        items
    }

    /// The names before an `=`, with the sign; nothing is taken if there is none.
    fn assigned_names(&mut self) -> Vec<String> {
        let start = self.at;
        let is_tuple = self.eat("(");
        let mut names: Vec<String> = self.column_name().into_iter().collect();
        while is_tuple && self.eat(",") {
            names.extend(self.column_name());
        }
        if names.is_empty() || (is_tuple && !self.eat(")")) || !self.eat("=") {
            self.at = start;
            names.clear();
        }
        names
    }

    /// `name` or `["name"]`, if one comes next.
    pub(super) fn column_name(&mut self) -> Option<String> {
        if let Some(name) = self.name() {
            self.bump();
            return Some(name.to_owned());
        }
        if let (true, token::Kind::Text(name), true) = (
            self.is_symbol("["),
            self.token_at(self.at + 1).kind.clone(),
            self.is_symbol_at(2, "]"),
        ) {
            (0..3).for_each(|_| self.bump());
            return Some(name);
        }
        None
    }

    /// A name pattern such as `Device*` or `*_s` as one name, else what `other` reads. `a*b` is a pattern
    /// among tables and a product among values.
    pub(super) fn wildcard_or(&mut self, among_tables: bool, other: impl FnOnce(&mut Self) -> Expr) -> Expr {
        let start = self.at;
        let span = self.span();
        let mut names = 0;
        while self.at == start || self.is_adjacent() {
            match self.kind() {
                token::Kind::Symbol("*") => {}
                token::Kind::Name => names += 1,
                _ => break,
            }
            self.bump();
        }
        let stars = self.at - start - names;
        let is_pattern = stars > 0 && names > 0 && (among_tables || (stars == 1 && names == 1));
        if is_pattern && (self.ends_stage() || self.is_symbol(",")) {
            let name = self
                .span_from(span)
                .text(self.text)
                .unwrap_or_default()
                .to_owned();
            return self.made(span, Kind::Name(name));
        }
        self.at = start;
        other(self)
    }

    /// `to typeof(string)`, `default = 0`, `asc nulls last`: what may follow a column without changing what
    /// it holds.
    fn skip_decoration(&mut self) {
        loop {
            match self.name() {
                Some("to") if self.name_at(1) == Some("typeof") => {
                    self.bump();
                    self.bump();
                    self.skip_group();
                }
                Some("default") => {
                    self.bump();
                    self.eat("=");
                    self.postfix();
                }
                Some("asc" | "desc" | "nulls" | "first" | "last") => self.bump(),
                _ => return,
            }
        }
    }
}
