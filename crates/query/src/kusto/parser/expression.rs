//! Scalar expressions, loosest operator first: `or`, `and`, equality, order, sums, products, text operators.

use rule::{Diagnostic, Span};

use super::super::ast::{Access, Expr, Junction, Kind, Literal};
use super::super::token;
use super::Parser;
use super::comparison::Level;

impl Parser<'_> {
    /// An expression that is no pipeline.
    pub(super) fn expression(&mut self) -> Expr {
        self.junction(Junction::Or)
    }

    fn junction(&mut self, junction: Junction) -> Expr {
        let start = self.span();
        let word = if junction == Junction::Or { "or" } else { "and" };
        let mut parts = vec![self.junction_part(junction)];
        while self.name().is_some_and(|name| name.eq_ignore_ascii_case(word)) {
            self.bump();
            parts.push(self.junction_part(junction));
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => self.made(start, Kind::Junction(junction, parts)),
        }
    }

    fn junction_part(&mut self, junction: Junction) -> Expr {
        match junction {
            Junction::Or => self.junction(Junction::And),
            Junction::And => self.equality(),
        }
    }

    fn equality(&mut self) -> Expr {
        let start = self.span();
        let left = self.relational();
        if matches!(self.name(), Some("between" | "!between")) {
            return self.between(start, left);
        }
        let is_list = self.name().is_some_and(|name| {
            let name = name.trim_start_matches('!');
            matches!(name, "in" | "in~" | "has_any" | "has_all")
        });
        let Some(comparison) = self.eat_comparison(Level::Equality) else {
            return left;
        };
        let right = if is_list {
            self.right_sides()
        } else {
            vec![self.relational()]
        };
        self.made(start, Kind::Compare(comparison, Box::new(left), right))
    }

    fn between(&mut self, start: Span, left: Expr) -> Expr {
        let negated = self.name() == Some("!between");
        self.bump();
        self.expect("(");
        let low = self.arithmetic(true);
        self.expect("..");
        let high = self.arithmetic(true);
        self.expect(")");
        let limits = Box::new((low, high));
        self.made(start, Kind::Between(negated, Box::new(left), limits))
    }

    /// The values of `in` and `has_any`: a list in parentheses, or one expression without.
    fn right_sides(&mut self) -> Vec<Expr> {
        if !self.is_symbol("(") {
            return vec![self.relational()];
        }
        self.bump();
        let items = self.list(")", Self::query);
        self.expect(")");
        items
    }

    fn relational(&mut self) -> Expr {
        let start = self.span();
        let left = self.arithmetic(true);
        let Some(comparison) = self.eat_comparison(Level::Relational) else {
            return left;
        };
        let right = self.arithmetic(true);
        self.made(start, Kind::Compare(comparison, Box::new(left), vec![right]))
    }

    /// A chain of sums or of products.
    fn arithmetic(&mut self, sums: bool) -> Expr {
        let start = self.span();
        let operators: &[(&str, char)] = if sums {
            &[("+", '+'), ("-", '-')]
        } else {
            &[("*", '*'), ("/", '/'), ("%", '%')]
        };
        let mut parts = vec![('+', self.arithmetic_part(sums))];
        while let Some((_, sign)) = operators.iter().find(|(symbol, _)| self.is_symbol(symbol)) {
            self.bump();
            parts.push((*sign, self.arithmetic_part(sums)));
        }
        match parts.len() {
            1 => parts.remove(0).1,
            _ => self.made(start, Kind::Arithmetic(parts)),
        }
    }

    fn arithmetic_part(&mut self, sums: bool) -> Expr {
        if sums {
            return self.arithmetic(false);
        }
        let start = self.span();
        let left = self.unary();
        let Some(comparison) = self.eat_comparison(Level::Text) else {
            return left;
        };
        let right = self.unary();
        self.made(start, Kind::Compare(comparison, Box::new(left), vec![right]))
    }

    fn unary(&mut self) -> Expr {
        let start = self.span();
        let mut minus = false;
        while self.is_symbol("-") || self.is_symbol("+") {
            minus ^= self.is_symbol("-");
            self.bump();
        }
        let operand = self.postfix();
        match operand.kind {
            _ if !minus => operand,
            Kind::Literal(literal) => {
                let text = format!("-{}", literal.text);
                self.made(start, Kind::Literal(Literal { text, ..literal }))
            }
            _ => self.made(start, Kind::Minus(Box::new(operand))),
        }
    }

    /// An expression with what is reached inside it: `a.b["c"][0]`.
    pub(super) fn postfix(&mut self) -> Expr {
        let start = self.span();
        let base = self.primary();
        let mut path = Vec::new();
        loop {
            if self.is_symbol(".") {
                self.bump();
                path.push(self.member());
            } else if self.is_symbol("[") {
                path.push(self.element());
            } else {
                break;
            }
        }
        if path.is_empty() {
            return base;
        }
        self.made(start, Kind::Path(Box::new(base), path))
    }

    fn member(&mut self) -> Access {
        if self.is_symbol("[") {
            return self.element();
        }
        match self.name() {
            Some(name) => {
                self.bump();
                if self.is_symbol("(") {
                    self.skip_group();
                    return Access::Computed;
                }
                Access::Member(name.to_owned())
            }
            None => {
                self.error(self.span(), "a name is missing after `.`");
                Access::Computed
            }
        }
    }

    fn element(&mut self) -> Access {
        self.bump();
        let inner = self.query();
        self.expect("]");
        match inner.kind {
            Kind::Literal(literal) if literal.is_string => Access::Member(literal.text),
            Kind::Literal(literal) => Access::Index(literal.text),
            _ => Access::Computed,
        }
    }

    fn primary(&mut self) -> Expr {
        let start = self.span();
        match self.kind() {
            token::Kind::Text(_) => self.text_literal(),
            token::Kind::Number => self.number_literal(),
            token::Kind::Timespan => {
                self.bump();
                self.made(start, Kind::Time)
            }
            token::Kind::Name => self.named(),
            token::Kind::Symbol("(") => self.parenthesised(),
            token::Kind::Symbol("[") => self.bracketed_name(),
            token::Kind::Symbol("*") => {
                self.bump();
                self.made(start, Kind::Star)
            }
            _ => self.broken(),
        }
    }

    /// `["name"]` as a name of its own.
    fn bracketed_name(&mut self) -> Expr {
        let start = self.span();
        if let (token::Kind::Text(name), true) =
            (self.token_at(self.at + 1).kind.clone(), self.is_symbol_at(2, "]"))
        {
            (0..3).for_each(|_| self.bump());
            return self.made(start, Kind::Name(name));
        }
        self.skip_group();
        self.error(self.span_from(start), "a list must stand in `dynamic(…)`");
        self.made(start, Kind::Broken)
    }

    fn parenthesised(&mut self) -> Expr {
        let start = self.span();
        self.bump();
        let mut items = self.list(")", |parser| {
            let value = parser.query();
            parser.with_unread(value)
        });
        self.expect(")");
        match items.len() {
            0 => self.made(start, Kind::Broken),
            1 => items.remove(0),
            _ => {
                let span = self.span_from(start);
                self.error(span, "a list stands where one value belongs");
                let arguments = items
                    .into_iter()
                    .map(|value| super::super::ast::Argument { name: None, value });
                self.made(start, Kind::Call("pack_array".to_owned(), arguments.collect()))
            }
        }
    }

    /// A condition with what stands unread between it and the closing parenthesis.
    fn with_unread(&mut self, value: Expr) -> Expr {
        let is_condition = matches!(
            value.kind,
            Kind::Compare(..) | Kind::Junction(..) | Kind::Between(..)
        );
        let ends = self.is_done() || [")", ",", ";"].iter().any(|symbol| self.is_symbol(symbol));
        if !is_condition || ends {
            return value;
        }
        let (start, rest) = (value.span, self.span());
        self.skip_to(&[",", ";", ")"]);
        self.error(self.span_from(rest), "this cannot be read");
        let unread = self.made(rest, Kind::Broken);
        self.made(start, Kind::Junction(Junction::And, vec![value, unread]))
    }

    /// Says that nothing readable comes next. A word that closes or separates something is left to whoever
    /// waits for it.
    fn broken(&mut self) -> Expr {
        let start = self.span();
        let found = start.text(self.text).unwrap_or_default();
        let message = match found {
            "" => "an expression is missing at the end".to_owned(),
            found => format!("an expression is missing before `{found}`"),
        };
        self.diagnostics.push(Diagnostic::error(start, message));
        if *self.kind() == token::Kind::Stray {
            self.bump();
        } else if self.is_symbol("{") {
            self.skip_group();
        }
        self.made(start, Kind::Broken)
    }

    /// An expression that began at `start` and ends with the word taken last.
    pub(super) fn made(&self, start: Span, kind: Kind) -> Expr {
        let span = self.span_from(start);
        Expr { kind, span }
    }
}
