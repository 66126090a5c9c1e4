//! Expressions: one recursive descent for all sections.

use rule::{Operator, Span};

use super::ast::{Comparison, Failure, Kind, Mode, Node, Statement};
use super::lexer::{self, Own, Token};
use crate::stream::Stream;
use crate::{Depth, canonical_number};

/// What reading an expression gives.
pub(super) type Read = Result<Node, Failure>;

/// Reads tokens one after another.
pub(super) struct Parser<'t, 'a> {
    pub(super) tokens: Stream<'t, 'a, Own<'a>>,
    depth: Depth,
}

const COMPARISONS: &[(&str, Comparison)] = &[
    ("=", Comparison::Equal),
    ("==", Comparison::Equal),
    ("!=", Comparison::Unequal),
    ("<", Comparison::Order(Operator::Lt)),
    ("<=", Comparison::Order(Operator::Lte)),
    (">", Comparison::Order(Operator::Gt)),
    (">=", Comparison::Order(Operator::Gte)),
];

impl<'t, 'a> Parser<'t, 'a> {
    /// A parser over tokens of which the last is the end.
    pub(super) fn new(tokens: &'t [Token<'a>]) -> Self {
        Parser {
            tokens: Stream::new(tokens),
            depth: Depth::default(),
        }
    }

    fn unexpected<T>(&self) -> Result<T, Failure> {
        Err(Failure::Unexpected(self.tokens.peek().span))
    }

    fn node(&self, kind: Kind, start: Span) -> Node {
        let span = self.tokens.span_from(start);
        Node { kind, span }
    }

    /// Reads one level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        if !self.depth.enter() {
            return Err(Failure::TooDeep(self.tokens.peek().span));
        }
        let read = read(self);
        self.depth.leave();
        read
    }

    /// An expression: `or` binds loosest.
    pub(super) fn expression(&mut self) -> Read {
        self.deeper(Self::either)
    }

    fn either(&mut self) -> Read {
        let start = self.tokens.peek().span;
        let mut parts = vec![self.both()?];
        while self.tokens.eat_word("or") && !self.tokens.is_done() {
            parts.push(self.both()?);
        }
        Ok(self.joined(parts, Kind::Any, start))
    }

    fn both(&mut self) -> Read {
        let start = self.tokens.peek().span;
        let mut parts = vec![self.negation()?];
        while self.tokens.eat_word("and") && !self.tokens.is_done() {
            parts.push(self.negation()?);
        }
        Ok(self.joined(parts, Kind::All, start))
    }

    fn joined(&self, mut parts: Vec<Node>, join: fn(Vec<Node>) -> Kind, start: Span) -> Node {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                self.node(join(parts), start)
            }
        }
    }

    fn negation(&mut self) -> Read {
        let start = self.tokens.peek().span;
        let mut negated = false;
        while self.tokens.eat_word("not") || self.tokens.eat("!") {
            negated = !negated;
        }
        let inner = self.comparison()?;
        Ok(if negated {
            self.node(Kind::Not(Box::new(inner)), start)
        } else {
            inner
        })
    }

    fn comparison(&mut self) -> Read {
        let start = self.tokens.peek().span;
        let left = self.sum()?;
        let sign = COMPARISONS.iter().find(|(sign, _)| self.tokens.peek().is(sign));
        let mut node = if let Some((_, comparison)) = sign {
            self.tokens.next();
            let right = self.sum()?;
            let kind = Kind::Compare(*comparison, Box::new(left), Box::new(right));
            self.node(kind, start)
        } else if self.tokens.peek().is_word("in") {
            self.membership(left, start)?
        } else if self.tokens.peek().is_word("not") && self.tokens.peek_nth(1).is_word("in") {
            self.tokens.next();
            let positive = self.membership(left, start)?;
            self.node(Kind::Not(Box::new(positive)), start)
        } else {
            left
        };
        if self.tokens.eat_word("nocase") {
            node = self.node(Kind::NoCase(Box::new(node)), start);
        }
        Ok(node)
    }

    fn membership(&mut self, left: Node, start: Span) -> Read {
        self.tokens.next();
        let mode = if self.tokens.eat_word("regex") {
            Mode::Regex
        } else if self.tokens.eat_word("cidr") {
            Mode::Cidr
        } else {
            Mode::Equal
        };
        let right = self.sum()?;
        Ok(self.node(Kind::In(mode, Box::new(left), Box::new(right)), start))
    }

    fn sum(&mut self) -> Read {
        let start = self.tokens.peek().span;
        let mut parts = vec![self.primary()?];
        while ["+", "-", "*", "/", "%"]
            .iter()
            .any(|sign| self.tokens.peek().is(sign))
        {
            self.tokens.next();
            parts.push(self.primary()?);
        }
        Ok(self.joined(parts, Kind::Arithmetic, start))
    }

    fn primary(&mut self) -> Read {
        let start = self.tokens.peek().span;
        if self.tokens.peek_nth(1).is_word("of") && self.tokens.peek_nth(2).is("(") {
            return self.some_of();
        }
        let kind = match &self.tokens.peek().kind {
            lexer::Kind::Symbol("(") => return self.group(")"),
            lexer::Kind::Symbol("[") => return self.group("]"),
            lexer::Kind::Symbol("-") => return self.negative(),
            lexer::Kind::Own(Own::Text(text)) => Kind::Literal(text.clone()),
            lexer::Kind::Own(Own::Number(number)) => Kind::Literal(canonical_number(number)),
            lexer::Kind::Own(Own::Regex(regex)) => Kind::Regex((*regex).to_owned()),
            lexer::Kind::Own(Own::List(name)) => Kind::List((*name).to_owned()),
            lexer::Kind::Own(Own::Variable { counted, name }) => return Ok(self.variable(*counted, name)),
            lexer::Kind::Word(word) => return self.word(word),
            _ => return self.unexpected(),
        };
        self.tokens.next();
        Ok(self.node(kind, start))
    }

    /// `( … )`: an expression, or several values.
    fn group(&mut self, close: &str) -> Read {
        let start = self.tokens.next().span;
        let mut items = self.items(close)?;
        Ok(match items.pop() {
            Some(only) if items.is_empty() && close == ")" => only,
            last => {
                items.extend(last);
                self.node(Kind::Values(items), start)
            }
        })
    }

    /// Expressions up to a closing bracket, with commas between them.
    fn items(&mut self, close: &str) -> Result<Vec<Node>, Failure> {
        let mut items = Vec::new();
        while !self.tokens.eat(close) {
            items.push(self.expression()?);
            if !self.tokens.eat(",") && !self.tokens.peek().is(close) {
                return self.unexpected();
            }
        }
        Ok(items)
    }

    fn negative(&mut self) -> Read {
        let start = self.tokens.next().span;
        let inner = self.deeper(Self::primary)?;
        let kind = match inner.kind {
            Kind::Literal(number) => Kind::Literal(format!("-{number}")),
            _ => Kind::Arithmetic(vec![inner]),
        };
        Ok(self.node(kind, start))
    }

    fn variable(&mut self, counted: bool, name: &str) -> Node {
        let start = self.tokens.next().span;
        let path = self.path();
        let kind = match (counted, path.is_empty()) {
            (true, _) => Kind::Count(name.to_owned()),
            (false, true) => Kind::Name(name.to_owned()),
            (false, false) => Kind::Path(name.to_owned(), path),
        };
        self.node(kind, start)
    }

    /// `.a.b["c"][0]` directly behind what was taken last, without its leading dot.
    fn path(&mut self) -> String {
        let mut path = String::new();
        while self.tokens.peek().span.start as usize == self.tokens.end() {
            if self.tokens.peek().is(".") {
                let lexer::Kind::Word(word) = self.tokens.peek_nth(1).kind else {
                    break;
                };
                let dot = if path.is_empty() { "" } else { "." };
                path += dot;
                path += word;
                self.tokens.next();
                self.tokens.next();
            } else if let Some(index) = self.index() {
                path += &index;
            } else {
                break;
            }
        }
        path
    }

    fn index(&mut self) -> Option<String> {
        if !self.tokens.peek().is("[") || !self.tokens.peek_nth(2).is("]") {
            return None;
        }
        let index = match &self.tokens.peek_nth(1).kind {
            lexer::Kind::Own(Own::Text(key)) => format!("[\"{key}\"]"),
            lexer::Kind::Own(Own::Number(number)) => format!("[{number}]"),
            _ => return None,
        };
        (0..3).for_each(|_| {
            self.tokens.next();
        });
        Some(index)
    }

    /// A function, a truth value, `any`/`all`, or a path without a variable.
    fn word(&mut self, word: &str) -> Read {
        let start = self.tokens.peek().span;
        self.tokens.next();
        let quantified = matches!(self.tokens.peek().kind, lexer::Kind::Own(Own::Variable { .. }));
        match word.to_ascii_lowercase().as_str() {
            every @ ("any" | "all") if quantified => {
                let inner = self.primary()?;
                return Ok(self.node(Kind::Every(every == "all", Box::new(inner)), start));
            }
            truth @ ("true" | "false") => return Ok(self.node(Kind::Literal(truth.to_owned()), start)),
            "and" | "or" | "not" | "in" | "nocase" => return Err(Failure::Unexpected(start)),
            _ => {}
        }
        let rest = self.path();
        let dot = if rest.is_empty() || rest.starts_with('[') {
            ""
        } else {
            "."
        };
        let name = format!("{word}{dot}{rest}");
        if self.tokens.eat("(") {
            let arguments = self.items(")")?;
            return Ok(self.node(Kind::Call(name.to_ascii_lowercase(), arguments), start));
        }
        Ok(self.node(Kind::Path(String::new(), name), start))
    }

    /// `any of (…)`, `all of (…)`, `2 of (…)`.
    fn some_of(&mut self) -> Read {
        let how_many = self.tokens.next();
        let start = how_many.span;
        let every = how_many.is_word("all");
        self.tokens.next();
        self.tokens.next();
        let items = self.items(")")?;
        Ok(self.node(Kind::Of(every, items), start))
    }

    /// The next expression, or what is left of its text when it cannot be read: up to the first line that
    /// starts outside all brackets.
    pub(super) fn statement(&mut self) -> Statement {
        let (start, first) = (self.tokens.at(), self.tokens.peek().span);
        match self.expression() {
            Ok(node) => Statement::Read(node),
            Err(failure) => {
                let failed = self.tokens.at();
                self.tokens.back_to(start);
                self.recover(failed.max(start + 1));
                Statement::Unread(self.tokens.span_from(first), failure)
            }
        }
    }

    fn recover(&mut self, failed: usize) {
        let mut open = 0_usize;
        while !self.tokens.is_done() {
            let token = self.tokens.peek();
            if self.tokens.at() >= failed && token.first && open == 0 {
                break;
            }
            match token.kind {
                lexer::Kind::Symbol("(" | "[") => open += 1,
                lexer::Kind::Symbol(")" | "]") => open = open.saturating_sub(1),
                _ => {}
            }
            self.tokens.next();
        }
    }
}
