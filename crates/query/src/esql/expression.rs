//! Expressions, by the precedence of the grammar: `or`, `and`, `not`, comparisons, sums, products, casts.

use rule::{Operator, Span};

use super::ast::{Comparison, Failure, Kind, Likeness, Node};
use super::lexer::{self, Own, Token};
use crate::stream::Stream;
use crate::{Depth, canonical_number};

/// What reading gives.
pub(super) type Read<T> = Result<T, Failure>;

/// Reads tokens one after another.
pub(super) struct Parser<'t, 'a> {
    /// The query.
    pub(super) text: &'a str,
    pub(super) tokens: Stream<'t, 'a, Own<'a>>,
    depth: Depth,
}

const COMPARISONS: &[(&str, Comparison)] = &[
    ("==", Comparison::Equal),
    ("=~", Comparison::Alike),
    ("<", Comparison::Order(Operator::Lt)),
    ("<=", Comparison::Order(Operator::Lte)),
    (">", Comparison::Order(Operator::Gt)),
    (">=", Comparison::Order(Operator::Gte)),
];

const UNITS: &[&str] = &[
    "d",
    "day",
    "days",
    "h",
    "hour",
    "hours",
    "m",
    "min",
    "minute",
    "minutes",
    "mo",
    "month",
    "months",
    "ms",
    "millisecond",
    "milliseconds",
    "q",
    "quarter",
    "quarters",
    "s",
    "sec",
    "second",
    "seconds",
    "w",
    "week",
    "weeks",
    "y",
    "year",
    "years",
    "yr",
];

impl<'t, 'a> Parser<'t, 'a> {
    /// A parser over tokens of which the last is the end.
    pub(super) fn new(text: &'a str, tokens: &'t [Token<'a>]) -> Self {
        Parser {
            text,
            tokens: Stream::new(tokens),
            depth: Depth::default(),
        }
    }

    /// Takes this punctuation, which must come next.
    pub(super) fn expect(&mut self, symbol: &str) -> Read<()> {
        if self.tokens.eat(symbol) {
            Ok(())
        } else {
            self.unexpected()
        }
    }

    /// The failure that something else was expected here.
    pub(super) fn unexpected<T>(&self) -> Read<T> {
        Err(Failure::Unexpected(self.tokens.peek().span))
    }

    fn node(&self, kind: Kind, start: Span) -> Node {
        let span = self.tokens.span_from(start);
        Node { kind, span }
    }

    /// Reads one level deeper.
    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if !self.depth.enter() {
            return Err(Failure::TooDeep(self.tokens.peek().span));
        }
        let read = read(self);
        self.depth.leave();
        read
    }

    /// An expression.
    pub(super) fn expression(&mut self) -> Read<Node> {
        self.deeper(Self::either)
    }

    fn either(&mut self) -> Read<Node> {
        let start = self.tokens.peek().span;
        let mut parts = vec![self.both()?];
        while self.tokens.eat_word("or") {
            parts.push(self.both()?);
        }
        Ok(self.joined(parts, Kind::Any, start))
    }

    fn both(&mut self) -> Read<Node> {
        let start = self.tokens.peek().span;
        let mut parts = vec![self.negation()?];
        while self.tokens.eat_word("and") {
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

    fn negation(&mut self) -> Read<Node> {
        let start = self.tokens.peek().span;
        let mut negated = false;
        while self.tokens.eat_word("not") {
            negated = !negated;
        }
        let inner = self.predicate()?;
        Ok(self.negated(inner, negated, start))
    }

    fn negated(&self, inner: Node, negated: bool, start: Span) -> Node {
        if negated {
            self.node(Kind::Not(Box::new(inner)), start)
        } else {
            inner
        }
    }

    fn predicate(&mut self) -> Read<Node> {
        let start = self.tokens.peek().span;
        let left = self.sum()?;
        if let Some((_, comparison)) = COMPARISONS.iter().find(|(sign, _)| self.tokens.peek().is(sign)) {
            self.tokens.next();
            let right = self.sum()?;
            return Ok(self.node(Kind::Compare(*comparison, Box::new(left), Box::new(right)), start));
        }
        if self.tokens.eat("!=") {
            let right = self.sum()?;
            let equal = Kind::Compare(Comparison::Equal, Box::new(left), Box::new(right));
            let equal = self.node(equal, start);
            return Ok(self.negated(equal, true, start));
        }
        if self.tokens.eat(":") {
            let right = self.sum()?;
            return Ok(self.node(Kind::Match(Box::new(left), Box::new(right)), start));
        }
        if self.tokens.eat_word("is") {
            let positive = self.tokens.eat_word("not");
            if !self.tokens.eat_word("null") {
                return self.unexpected();
            }
            let present = self.node(Kind::Present(Box::new(left)), start);
            return Ok(self.negated(present, !positive, start));
        }
        self.membership(left, start)
    }

    /// `[not] in (…)`, `[not] like …`, `[not] rlike …`, or nothing of the kind.
    fn membership(&mut self, left: Node, start: Span) -> Read<Node> {
        let negated = self.tokens.peek().is_word("not");
        let word = self.tokens.peek_nth(usize::from(negated));
        let like = [("like", Likeness::Glob), ("rlike", Likeness::Regex)];
        let like = like.iter().find(|(own, _)| word.is_word(own));
        if like.is_none() && !word.is_word("in") {
            return Ok(left);
        }
        (0..1 + usize::from(negated)).for_each(|_| {
            self.tokens.next();
        });
        let kind = match like {
            Some((_, likeness)) if !self.tokens.peek().is("(") => {
                let pattern = self.sum()?;
                Kind::Like(*likeness, Box::new(left), vec![pattern])
            }
            Some((_, likeness)) => Kind::Like(*likeness, Box::new(left), self.list()?),
            None => Kind::In(Box::new(left), self.list()?),
        };
        let positive = self.node(kind, start);
        Ok(self.negated(positive, negated, start))
    }

    fn list(&mut self) -> Read<Vec<Node>> {
        self.expect("(")?;
        self.items(")")
    }

    /// Expressions up to a closing bracket, with commas between them.
    fn items(&mut self, close: &str) -> Read<Vec<Node>> {
        let mut items = Vec::new();
        while !self.tokens.eat(close) {
            items.push(self.expression()?);
            if !self.tokens.eat(",") && !self.tokens.peek().is(close) {
                return self.unexpected();
            }
        }
        Ok(items)
    }

    fn sum(&mut self) -> Read<Node> {
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

    fn primary(&mut self) -> Read<Node> {
        let start = self.tokens.peek().span;
        let kind = match &self.tokens.peek().kind {
            lexer::Kind::Symbol("(") => {
                self.tokens.next();
                let inner = self.expression()?;
                self.expect(")")?;
                return self.cast(inner);
            }
            lexer::Kind::Symbol("[") => {
                self.tokens.next();
                let items = self.items("]")?;
                return Ok(self.node(Kind::List(items), start));
            }
            lexer::Kind::Symbol("{") => return self.options(),
            lexer::Kind::Symbol("-" | "+") => return self.signed(),
            lexer::Kind::Symbol("*") => Kind::Filler,
            lexer::Kind::Own(Own::Text { text, raw: true }) => Kind::RawText(text.clone()),
            lexer::Kind::Own(Own::Text { text, raw: false }) => Kind::Literal(text.clone()),
            lexer::Kind::Own(Own::Parameter(name)) => Kind::Parameter((*name).to_owned()),
            lexer::Kind::Own(Own::Number(number)) => return self.number(number),
            lexer::Kind::Word(_) | lexer::Kind::Own(Own::Quoted(_)) => return self.word(),
            _ => return self.unexpected(),
        };
        self.tokens.next();
        let node = self.node(kind, start);
        self.cast(node)
    }

    /// A cast changes the type of a value, never what it stands for.
    fn cast(&mut self, node: Node) -> Read<Node> {
        while self.tokens.eat("::") {
            match self.tokens.peek().kind {
                lexer::Kind::Word(_) => self.tokens.next(),
                _ => return self.unexpected(),
            };
        }
        Ok(node)
    }

    fn signed(&mut self) -> Read<Node> {
        let sign = self.tokens.next();
        let inner = self.deeper(Self::primary)?;
        let kind = match inner.kind {
            Kind::Literal(number) if sign.is("-") => Kind::Literal(format!("-{number}")),
            kind @ Kind::Literal(_) => kind,
            _ => Kind::Arithmetic(vec![inner]),
        };
        Ok(self.node(kind, sign.span))
    }

    fn number(&mut self, number: &str) -> Read<Node> {
        let start = self.tokens.next().span;
        let kind = match self.tokens.peek().kind {
            lexer::Kind::Word(unit) if UNITS.iter().any(|own| own.eq_ignore_ascii_case(unit)) => {
                self.tokens.next();
                Kind::Duration(format!("{number} {unit}"))
            }
            _ => Kind::Literal(canonical_number(number)),
        };
        let node = self.node(kind, start);
        self.cast(node)
    }

    /// `{ "key": value, … }`.
    fn options(&mut self) -> Read<Node> {
        let start = self.tokens.next().span;
        let mut open = 1_usize;
        while open > 0 {
            match self.tokens.next().kind {
                lexer::Kind::Symbol("{") => open += 1,
                lexer::Kind::Symbol("}") => open -= 1,
                lexer::Kind::End => return self.unexpected(),
                _ => {}
            }
        }
        Ok(self.node(Kind::Filler, start))
    }

    /// A constant, a function or a name.
    fn word(&mut self) -> Read<Node> {
        let start = self.tokens.peek().span;
        let is_call = self.tokens.peek_nth(1).is("(");
        let constant = match self.tokens.peek().kind {
            lexer::Kind::Word(word) if !is_call => match word.to_ascii_lowercase().as_str() {
                truth @ ("true" | "false") => Some(Kind::Literal(truth.to_owned())),
                "null" => Some(Kind::Null),
                _ => None,
            },
            _ => None,
        };
        if let Some(kind) = constant {
            self.tokens.next();
            return Ok(self.node(kind, start));
        }
        if let (lexer::Kind::Word(name), true) = (&self.tokens.peek().kind, is_call) {
            self.tokens.next();
            self.tokens.next();
            let arguments = self.items(")")?;
            let call = self.node(Kind::Call(name.to_ascii_lowercase(), arguments), start);
            return self.cast(call);
        }
        let name = self.name()?;
        let node = self.node(Kind::Name(name), start);
        self.cast(node)
    }

    /// A name of one or several parts, without its backticks.
    pub(super) fn name(&mut self) -> Read<String> {
        let mut name = String::new();
        loop {
            match &self.tokens.peek().kind {
                lexer::Kind::Word(part) => name += part,
                lexer::Kind::Own(Own::Number(part)) if !name.is_empty() => name += part,
                lexer::Kind::Own(Own::Quoted(part)) => name += part,
                lexer::Kind::Symbol("*") if !name.is_empty() => name += "*",
                _ => return self.unexpected(),
            }
            self.tokens.next();
            let adjacent = self.tokens.peek().span.start as usize == self.tokens.end();
            match self.tokens.peek().kind {
                lexer::Kind::Symbol(".") => {
                    self.tokens.next();
                    name.push('.');
                }
                // `host.2` or `a.1b`: the lexer reads digits apart.
                lexer::Kind::Own(Own::Number(_)) | lexer::Kind::Word(_) if adjacent => {}
                _ => return Ok(name),
            }
        }
    }
}
