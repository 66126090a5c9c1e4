//! Constants and what is written like a call but is none: `dynamic`, `datetime`, `datatable`,
//! `externaldata`.

use super::super::ast::{Expr, Kind, Literal};
use super::super::token;
use super::Parser;
use crate::canonical_number;

impl Parser<'_> {
    /// A string; strings side by side are one
    /// (<https://learn.microsoft.com/kusto/query/scalar-data-types/string>, "Concatenation").
    pub(super) fn text_literal(&mut self) -> Expr {
        let start = self.span();
        let mut text = String::new();
        while let token::Kind::Text(part) = self.kind() {
            text.push_str(&part.clone());
            self.bump();
        }
        let is_string = true;
        self.made(start, Kind::Literal(Literal { text, is_string }))
    }

    pub(super) fn number_literal(&mut self) -> Expr {
        let start = self.span();
        self.bump();
        let text = number(start.text(self.text).unwrap_or_default());
        let is_string = false;
        self.made(start, Kind::Literal(Literal { text, is_string }))
    }

    /// Whatever begins with a name: a constant, a call, a column.
    pub(super) fn named(&mut self) -> Expr {
        let start = self.span();
        let name = self.name().unwrap_or_default().to_owned();
        self.bump();
        if !self.is_symbol("(") {
            return match name.as_str() {
                "null" | "true" | "false" | "True" | "False" | "TRUE" | "FALSE" => {
                    self.plain_literal(start, &name.to_lowercase())
                }
                _ => self.made(start, Kind::Name(name)),
            };
        }
        match name.as_str() {
            "datetime" | "date" | "timespan" | "time" => {
                self.skip_group();
                self.made(start, Kind::Time)
            }
            "guid" | "long" | "int" | "real" | "double" | "decimal" | "bool" | "boolean" | "string" => {
                self.typed_literal(start, &name)
            }
            "dynamic" => self.dynamic(start),
            "datatable" => self.data_table(start),
            "externaldata" => self.external_data(start),
            _ => {
                let arguments = self.arguments();
                self.made(start, Kind::Call(name, arguments))
            }
        }
    }

    fn plain_literal(&self, start: rule::Span, text: &str) -> Expr {
        let text = text.to_owned();
        let is_string = false;
        self.made(start, Kind::Literal(Literal { text, is_string }))
    }

    /// `long(5)`, `guid(…)`: the text between the parentheses.
    fn typed_literal(&mut self, start: rule::Span, name: &str) -> Expr {
        let open = self.span();
        self.skip_group();
        let whole = self.span_from(open).text(self.text).unwrap_or_default();
        let text = whole.trim_start_matches('(').trim_end_matches(')').trim();
        let text = text.trim_matches(['"', '\'']).to_owned();
        let is_string = matches!(name, "guid" | "string");
        self.made(start, Kind::Literal(Literal { text, is_string }))
    }

    /// `dynamic(…)`: the constants of a JSON value in order, keys left out; strings side by side are one.
    fn dynamic(&mut self, start: rule::Span) -> Expr {
        let open = self.at;
        self.skip_group();
        let mut found: Vec<Literal> = Vec::new();
        if self.token_at(open + 1).span.text(self.text) == Some("null") {
            return self.plain_literal(start, "null");
        }
        for at in open..self.at {
            let token = self.token_at(at);
            let is_key = matches!(self.token_at(at + 1).kind, token::Kind::Symbol(":"));
            let continues = matches!(self.token_at(at - 1).kind, token::Kind::Text(_));
            match (&token.kind, found.last_mut()) {
                _ if is_key => {}
                (token::Kind::Text(text), Some(last)) if continues => last.text.push_str(text),
                (token::Kind::Text(text), _) => found.push(Literal {
                    text: text.clone(),
                    is_string: true,
                }),
                _ => found.extend(self.constant(at)),
            }
        }
        self.made(start, Kind::List(found))
    }

    /// A number or boolean at a word of a list.
    fn constant(&self, at: usize) -> Option<Literal> {
        let token = self.token_at(at);
        let text = token.span.text(self.text)?;
        let minus = matches!(self.token_at(at.saturating_sub(1)).kind, token::Kind::Symbol("-"));
        let text = match token.kind {
            token::Kind::Number if minus => format!("-{}", canonical_number(text)),
            token::Kind::Number => canonical_number(text),
            token::Kind::Name if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => {
                text.to_lowercase()
            }
            _ => return None,
        };
        let is_string = false;
        Some(Literal { text, is_string })
    }

    /// `datatable(a:string, b:long)["x", 1, …]`.
    fn data_table(&mut self, start: rule::Span) -> Expr {
        let columns = self.columns();
        let mut cells = Vec::new();
        if self.expect("[") {
            cells = self.list("]", Self::expression);
            self.expect("]");
        }
        let cells = cells.into_iter().map(|cell| match cell.kind {
            Kind::Literal(literal) => literal,
            _ => Literal {
                text: cell.span.text(self.text).unwrap_or_default().to_owned(),
                is_string: false,
            },
        });
        let cells = cells.collect();
        self.made(start, Kind::DataTable(columns, cells))
    }

    /// `externaldata(a:string)[url] with (…)`.
    fn external_data(&mut self, start: rule::Span) -> Expr {
        let columns = self.columns();
        if self.is_symbol("[") {
            self.skip_group();
        }
        if self.eat_word("with") && self.is_symbol("(") {
            self.skip_group();
        }
        self.made(start, Kind::ExternalData(columns))
    }

    /// `(name:type, …)`: the names.
    pub(super) fn columns(&mut self) -> Vec<String> {
        self.bump();
        let columns = self.list(")", |parser| {
            let name = parser.column_name();
            parser.skip_to(&[",", ")"]);
            name
        });
        self.expect(")");
        columns.into_iter().flatten().collect()
    }
}

/// The canonical text of a number; `1e3` is `1000`.
fn number(authored: &str) -> String {
    let has_exponent =
        authored.contains(['e', 'E']) && !authored.starts_with("0x") && !authored.starts_with("0X");
    match authored.parse::<f64>() {
        Ok(value) if has_exponent && value.is_finite() => canonical_number(&value.to_string()),
        _ => canonical_number(authored),
    }
}
