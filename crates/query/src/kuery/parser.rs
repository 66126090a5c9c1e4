//! Tokens to a query. An error is confined to its clause: the text up to the next keyword or closing bracket.

use rule::{Diagnostic, Operator, Reason};

use crate::elastic::plain;
use crate::tokens::Tokens;
use crate::{Depth, Pattern};

use super::ast::{Clause, Node, Tree};
use super::lexer::{TokenKind, tokens};

/// Reads a query and says what was wrong with it.
pub(super) fn parse(text: &str) -> (Node<Clause>, Vec<Diagnostic>) {
    let mut parser = Parser {
        tokens: tokens(text),
        depth: Depth::default(),
        diagnostics: Vec::new(),
    };
    let query = if parser.tokens.is_done() {
        parser.node(0, Tree::All(Vec::new()))
    } else {
        let query = parser.either(Parser::clause);
        parser.leftovers(query, |_| false)
    };
    (query, parser.diagnostics)
}

struct Parser {
    tokens: Tokens<TokenKind>,
    depth: Depth,
    diagnostics: Vec<Diagnostic>,
}

/// Reads a leaf.
type Leaf<L> = fn(&mut Parser) -> Result<Node<L>, Diagnostic>;

fn is_closer(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::Symbol(")" | "}"))
}

fn is_boundary(kind: &TokenKind) -> bool {
    is_closer(kind) || matches!(kind, TokenKind::And | TokenKind::Or | TokenKind::End)
}

fn nests(kind: &TokenKind) -> i32 {
    match kind {
        TokenKind::Symbol("(" | "{") => 1,
        TokenKind::Symbol(")" | "}") => -1,
        _ => 0,
    }
}

/// `or` over `and` over `not`, over any kind of leaf.
impl Parser {
    fn either<L>(&mut self, leaf: Leaf<L>) -> Node<L> {
        let first = self.tokens.at();
        let mut parts = vec![self.both(leaf)];
        while self.tokens.eat(&TokenKind::Or) {
            parts.push(self.both(leaf));
        }
        self.joined(first, parts, Tree::Any)
    }

    fn both<L>(&mut self, leaf: Leaf<L>) -> Node<L> {
        let first = self.tokens.at();
        let mut parts = vec![self.negation(leaf)];
        while self.tokens.eat(&TokenKind::And) {
            parts.push(self.negation(leaf));
        }
        self.joined(first, parts, Tree::All)
    }

    fn joined<L>(&self, first: usize, mut parts: Vec<Node<L>>, join: fn(Vec<Node<L>>) -> Tree<L>) -> Node<L> {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        self.node(first, join(parts))
    }

    fn negation<L>(&mut self, leaf: Leaf<L>) -> Node<L> {
        let first = self.tokens.at();
        let mut negated = false;
        while self.tokens.eat(&TokenKind::Not) {
            negated = !negated;
        }
        let part = self.part(leaf);
        if negated {
            self.node(first, Tree::Not(Box::new(part)))
        } else {
            part
        }
    }

    /// A group, or a leaf that ends where it may end, or else its unread text.
    fn part<L>(&mut self, leaf: Leaf<L>) -> Node<L> {
        let first = self.tokens.at();
        let read = if *self.tokens.kind() == TokenKind::Symbol("(") {
            self.group(leaf)
        } else {
            leaf(self)
        };
        let fault = match read {
            Ok(part) if is_boundary(self.tokens.kind()) => return part,
            Ok(_) => self.fault("this does not belong here"),
            Err(fault) => fault,
        };
        self.diagnostics.push(fault);
        self.tokens.rewind(first);
        self.tokens.skip(is_boundary, nests);
        self.node(first, Tree::Unread(Reason::Syntax))
    }

    fn group<L>(&mut self, leaf: Leaf<L>) -> Result<Node<L>, Diagnostic> {
        self.within(")", |parser| parser.either(leaf))
    }

    /// What stands between the bracket that comes next and its closing one.
    fn within<L>(
        &mut self,
        close: &'static str,
        inside: impl FnOnce(&mut Self) -> Node<L>,
    ) -> Result<Node<L>, Diagnostic> {
        let first = self.tokens.at();
        self.tokens.bump();
        if !self.depth.enter() {
            self.tokens.skip(is_closer, nests);
            self.tokens.bump();
            let node = self.node(first, Tree::Unread(Reason::TooDeep));
            self.diagnostics
                .push(Diagnostic::error(node.span, Reason::TooDeep.explain()));
            return Ok(node);
        }
        let inner = inside(self);
        let inner = self.leftovers(inner, is_closer);
        self.depth.leave();
        if !self.tokens.eat(&TokenKind::Symbol(close)) {
            let message = format!("a `{close}` is missing");
            self.diagnostics
                .push(Diagnostic::error(self.tokens.span(), message));
        }
        Ok(match inner.tree {
            Tree::Leaf(_) => inner,
            tree => self.node(first, tree),
        })
    }

    /// What stands before the place where a condition should have ended is added to it unread.
    fn leftovers<L>(&mut self, part: Node<L>, ends: fn(&TokenKind) -> bool) -> Node<L> {
        let first = self.tokens.at();
        if self.tokens.is_done() || ends(self.tokens.kind()) {
            return part;
        }
        self.tokens.skip(ends, nests);
        let rest = self.node(first, Tree::Unread(Reason::Syntax));
        self.diagnostics
            .push(Diagnostic::error(rest.span, "this does not belong here"));
        let span = part.span.to(rest.span);
        let tree = Tree::All(vec![part, rest]);
        Node { tree, span }
    }

    fn node<L>(&self, first: usize, tree: Tree<L>) -> Node<L> {
        let span = self.tokens.span_since(first);
        Node { tree, span }
    }

    /// An error at the next token.
    fn fault(&self, message: &str) -> Diagnostic {
        let message = match self.tokens.kind() {
            TokenKind::Bad(message) => message,
            TokenKind::End => "the query ends too early",
            _ => message,
        };
        Diagnostic::error(self.tokens.span(), message)
    }
}

/// Leaves.
impl Parser {
    /// `field:values`, `field:{…}`, `field >= value` or a bare value.
    fn clause(&mut self) -> Result<Node<Clause>, Diagnostic> {
        let first = self.tokens.at();
        let subject = self.pattern()?;
        let field = plain(&subject);
        let clause = match self.tokens.kind() {
            TokenKind::Symbol(":") => {
                self.tokens.bump();
                if *self.tokens.kind() == TokenKind::Symbol("{") {
                    let body = Box::new(self.within("}", |parser| parser.either(Parser::clause))?);
                    Clause::Nested { field, body }
                } else {
                    let values = self.negation(Parser::value);
                    Clause::Values { field, values }
                }
            }
            TokenKind::Symbol(symbol) if comparison(symbol).is_some() => {
                let op = comparison(symbol).unwrap_or(Operator::Eq);
                self.tokens.bump();
                let value = plain(&self.pattern()?);
                Clause::Range { field, op, value }
            }
            _ => Clause::Bare(subject),
        };
        Ok(self.node(first, Tree::Leaf(clause)))
    }

    fn value(&mut self) -> Result<Node<Pattern>, Diagnostic> {
        let first = self.tokens.at();
        let pattern = self.pattern()?;
        Ok(self.node(first, Tree::Leaf(pattern)))
    }

    fn pattern(&mut self) -> Result<Pattern, Diagnostic> {
        let TokenKind::Value(pattern) = self.tokens.kind() else {
            return Err(self.fault("a value is missing"));
        };
        let pattern = pattern.clone();
        self.tokens.bump();
        Ok(pattern)
    }
}

fn comparison(symbol: &str) -> Option<Operator> {
    Some(match symbol {
        "<" => Operator::Lt,
        "<=" => Operator::Lte,
        ">" => Operator::Gt,
        ">=" => Operator::Gte,
        _ => return None,
    })
}
