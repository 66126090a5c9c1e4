//! Tokens to an expression. Where the grammar ends, so does the expression: the rest is handed back as text.

use rule::{Reason, Span};

use super::lexer::{Kind, Token, tokens};
use super::{Condition, Expr};
use crate::Depth;

/// Takes a condition apart.
pub(in crate::sigma) fn parse(text: &str) -> Condition {
    let (tokens, pipe) = tokens(text);
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
        depth: Depth::default(),
        too_deep: false,
    };
    let search = parser.or();
    let rest = match (tokens.get(parser.at), tokens.last()) {
        (Some(from), Some(last)) => {
            let why = if parser.too_deep {
                Reason::TooDeep
            } else {
                Reason::Syntax
            };
            Some((from.span.to(last.span), why))
        }
        _ => None,
    };
    Condition { search, rest, pipe }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: Depth,
    too_deep: bool,
}

/// Every method leaves `at` where it was when it finds nothing to read.
impl Parser<'_> {
    fn or(&mut self) -> Option<Expr> {
        self.chain("or", Parser::and, Expr::Or)
    }

    fn and(&mut self) -> Option<Expr> {
        self.chain("and", Parser::not, Expr::And)
    }

    /// Parts with a word between them; a word that no part follows is left.
    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Option<Expr>,
        join: fn(Vec<Expr>) -> Expr,
    ) -> Option<Expr> {
        let first = part(self)?;
        let mut parts = vec![first];
        loop {
            let start = self.at;
            let next = if self.eat(word) { part(self) } else { None };
            match next {
                Some(next) => parts.push(next),
                None => {
                    self.at = start;
                    break;
                }
            }
        }
        if parts.len() == 1 {
            parts.pop()
        } else {
            Some(join(parts))
        }
    }

    fn not(&mut self) -> Option<Expr> {
        let start = self.at;
        let mut negated = false;
        while self.eat("not") {
            negated = !negated;
        }
        match self.atom() {
            Some(atom) if negated => Some(Expr::Not(Box::new(atom))),
            Some(atom) => Some(atom),
            None => {
                self.at = start;
                None
            }
        }
    }

    fn atom(&mut self) -> Option<Expr> {
        let token = *self.tokens.get(self.at)?;
        match token.kind {
            Kind::Open => self.group(),
            Kind::Close => None,
            Kind::Word if ["and", "or", "not"].iter().any(|word| self.is(self.at, word)) => None,
            Kind::Word if self.is(self.at + 1, "of") => self.quantified(token.span),
            Kind::Word => {
                self.at += 1;
                Some(Expr::Name(token.span))
            }
        }
    }

    fn group(&mut self) -> Option<Expr> {
        let start = self.at;
        if !self.depth.enter() {
            self.too_deep = true;
            return None;
        }
        self.at += 1;
        let inner = self.or();
        self.depth.leave();
        let is_closed = self
            .tokens
            .get(self.at)
            .is_some_and(|token| token.kind == Kind::Close);
        if inner.is_none() || !is_closed {
            self.at = start;
            return None;
        }
        self.at += 1;
        inner
    }

    fn quantified(&mut self, quantifier: Span) -> Option<Expr> {
        let pattern = self
            .tokens
            .get(self.at + 2)
            .filter(|token| token.kind == Kind::Word)?
            .span;
        let word = quantifier.text(self.text)?;
        let expr = match word.to_ascii_lowercase().as_str() {
            "1" | "any" => Expr::Of { all: false, pattern },
            "all" => Expr::Of { all: true, pattern },
            word if word.bytes().all(|b| b.is_ascii_digit()) => Expr::Count(quantifier.to(pattern)),
            _ => return None,
        };
        self.at += 3;
        Some(expr)
    }

    fn eat(&mut self, word: &str) -> bool {
        let comes = self.is(self.at, word);
        self.at += usize::from(comes);
        comes
    }

    /// Whether the token at an index is a word; keywords may be written in any case.
    fn is(&self, index: usize, word: &str) -> bool {
        let token = self.tokens.get(index).filter(|token| token.kind == Kind::Word);
        token
            .and_then(|token| token.span.text(self.text))
            .is_some_and(|text| text.eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use rule::Reason;

    use super::super::{Condition, Expr};
    use super::parse;

    /// The expression with every operator written in front.
    fn print(text: &str, expr: &Expr) -> String {
        let list = |word: &str, parts: &[Expr]| {
            let parts: Vec<String> = parts.iter().map(|part| print(text, part)).collect();
            format!("{word}({})", parts.join(" "))
        };
        match expr {
            Expr::Or(parts) => list("or", parts),
            Expr::And(parts) => list("and", parts),
            Expr::Not(part) => format!("not({})", print(text, part)),
            Expr::Name(span) | Expr::Count(span) => span.text(text).unwrap_or_default().to_owned(),
            Expr::Of { all, pattern } => {
                let word = if *all { "all" } else { "any" };
                format!("{word}:{}", pattern.text(text).unwrap_or_default())
            }
        }
    }

    fn check(text: &str, expected: &str, rest: Option<(&str, Reason)>) {
        let Condition {
            search, rest: left, ..
        } = parse(text);
        let printed = search.map_or_else(String::new, |expr| print(text, &expr));
        assert_eq!(printed, expected, "{text}");
        let left = left.map(|(span, why)| (span.text(text).unwrap_or_default(), why));
        assert_eq!(left, rest, "{text}");
    }

    #[test]
    fn and_binds_tighter_than_or_and_not_tighter_than_both() {
        check("a or b and not c", "or(a and(b not(c)))", None);
        check("(a OR b) And NOT NOT c", "and(or(a b) c)", None);
        check("1 of x_* and all of them", "and(any:x_* all:them)", None);
        check("any of a or all", "or(any:a all)", None);
    }

    #[test]
    fn what_cannot_be_read_is_handed_back() {
        check("a and", "a", Some(("and", Reason::Syntax)));
        check("a then b", "a", Some(("then b", Reason::Syntax)));
        check("a or (b and c", "a", Some(("or (b and c", Reason::Syntax)));
        check(") a", "", Some((") a", Reason::Syntax)));
        check("", "", None);
        let deep = "(".repeat(10_000);
        let left = parse(&deep).rest.map(|(_, why)| why);
        assert_eq!(left, Some(Reason::TooDeep));
    }
}
