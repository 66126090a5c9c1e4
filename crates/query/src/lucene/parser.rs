//! Tokens to a query. An error is confined to its clause.

use rule::{Diagnostic, Reason, Span};

use crate::elastic::plain;
use crate::tokens::Tokens;
use crate::{Depth, Pattern};

use super::ast::{Kind, Node};
use super::lexer::{TokenKind, tokens};

/// Reads a query and says what was wrong with it.
pub(super) fn parse(text: &str) -> (Node, Vec<Diagnostic>) {
    let mut parser = Parser {
        tokens: tokens(text),
        depth: Depth::default(),
        diagnostics: Vec::new(),
    };
    let query = parser.clauses();
    let query = parser.leftovers(query);
    (query, parser.diagnostics)
}

struct Parser {
    tokens: Tokens<TokenKind>,
    depth: Depth,
    diagnostics: Vec<Diagnostic>,
}

/// A clause among others, and how it belongs to them.
struct Item {
    node: Node,
    sign: Sign,
    after_or: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Must,
    MustNot,
}

fn is_boundary(kind: &TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::End
    )
}

fn is_closer(kind: &TokenKind) -> bool {
    *kind == TokenKind::Close
}

fn nests(kind: &TokenKind) -> i32 {
    i32::from(*kind == TokenKind::Open) - i32::from(*kind == TokenKind::Close)
}

/// How clauses belong together.
impl Parser {
    /// Clauses up to a closing bracket.
    fn clauses(&mut self) -> Node {
        let first = self.tokens.at();
        let mut items: Vec<Item> = Vec::new();
        while !self.tokens.is_done() && !is_closer(self.tokens.kind()) {
            let after_or = !items.is_empty() && self.eat_word(TokenKind::Or, "or");
            let (node, sign) = self.conjunction();
            items.push(Item { node, sign, after_or });
        }
        let kind = self.combined(items);
        self.node(first, kind)
    }

    /// `a AND b`; a sign is that of the whole only if it stands alone.
    fn conjunction(&mut self) -> (Node, Sign) {
        let first = self.tokens.at();
        let (node, sign) = self.signed();
        let mut parts = vec![applied(node, sign)];
        while self.eat_word(TokenKind::And, "and") {
            let (node, sign) = self.signed();
            parts.push(applied(node, sign));
        }
        if parts.len() > 1 {
            return (self.node(first, Kind::All(parts)), Sign::None);
        }
        match (parts.remove(0), sign) {
            (
                Node {
                    kind: Kind::Not(inner),
                    ..
                },
                Sign::MustNot,
            ) => (*inner, sign),
            (node, sign) => (node, sign),
        }
    }

    fn signed(&mut self) -> (Node, Sign) {
        let mut sign = Sign::None;
        loop {
            let negated = if sign == Sign::MustNot {
                Sign::Must
            } else {
                Sign::MustNot
            };
            sign = match self.tokens.kind() {
                TokenKind::Minus | TokenKind::Not => negated,
                TokenKind::Plus if sign == Sign::None => Sign::Must,
                TokenKind::Plus => sign,
                _ if self.is_lower_word("not") => {
                    self.warn_of_case("not");
                    negated
                }
                _ => break,
            };
            self.tokens.bump();
        }
        (self.clause(), sign)
    }

    /// What signs and `OR` make of clauses side by side.
    fn combined(&mut self, items: Vec<Item>) -> Kind {
        self.warn_of_precedence(&items);
        let or_next: Vec<bool> = items
            .iter()
            .skip(1)
            .map(|item| item.after_or)
            .chain([false])
            .collect();
        let (mut must, mut should, mut must_not) = (Vec::new(), Vec::new(), Vec::new());
        for (item, or_next) in items.into_iter().zip(or_next) {
            match item.sign {
                Sign::Must => must.push(item.node),
                Sign::MustNot if !item.after_or && !or_next => must_not.push(applied(item.node, item.sign)),
                sign => should.push(applied(item.node, sign)),
            }
        }
        if must.is_empty() && should.len() == 1 {
            must.append(&mut should);
        } else if must.is_empty() && !should.is_empty() {
            let span = should.iter().fold(Span::NONE, |sum, node| sum.to(node.span));
            let kind = Kind::Any(should);
            must.push(Node { kind, span });
        } else {
            for node in should {
                let message = "beside a `+` this clause only ranks what is found";
                self.diagnostics.push(Diagnostic::warning(node.span, message));
            }
        }
        must.append(&mut must_not);
        if must.len() == 1 {
            must.remove(0).kind
        } else {
            Kind::All(must)
        }
    }

    fn warn_of_precedence(&mut self, items: &[Item]) {
        let has_or = items.iter().any(|item| item.after_or);
        if !has_or || !items.iter().any(|item| is_conjunction(&item.node)) {
            return;
        }
        let message = "Lucene knows no precedence: `AND` is read as binding tighter than `OR`";
        let span = items.iter().fold(Span::NONE, |sum, item| sum.to(item.node.span));
        let note = Diagnostic::warning(span, message).with_help("set brackets");
        self.diagnostics.push(note);
    }

    /// Takes an operator, also in lower case where it stands between clauses.
    fn eat_word(&mut self, kind: TokenKind, lower: &str) -> bool {
        if self.is_lower_word(lower) {
            self.warn_of_case(lower);
            self.tokens.bump();
            return true;
        }
        self.tokens.eat(&kind)
    }

    fn is_lower_word(&self, lower: &str) -> bool {
        let is_word = matches!(self.tokens.kind(), TokenKind::Term(term) if *term == Pattern::literal(lower));
        is_word && !is_boundary(self.tokens.ahead(1)) && *self.tokens.ahead(1) != TokenKind::Colon
    }

    fn warn_of_case(&mut self, lower: &str) {
        let message = format!("to Lucene `{lower}` is a term; it is read as the operator its author means");
        let note = Diagnostic::warning(self.tokens.span(), message);
        let note = note.with_help(format!("write `{}`", lower.to_uppercase()));
        self.diagnostics.push(note);
    }
}

fn is_conjunction(node: &Node) -> bool {
    matches!(node.kind, Kind::All(_))
}

fn applied(node: Node, sign: Sign) -> Node {
    if sign != Sign::MustNot {
        return node;
    }
    let span = node.span;
    let kind = Kind::Not(Box::new(node));
    Node { kind, span }
}

/// Clauses.
impl Parser {
    fn clause(&mut self) -> Node {
        let first = self.tokens.at();
        match self.value() {
            Ok(node) => node,
            Err(fault) => {
                self.diagnostics.push(fault);
                self.tokens.rewind(first);
                self.tokens.skip(is_boundary, nests);
                self.node(first, Kind::Unread(Reason::Syntax))
            }
        }
    }

    fn value(&mut self) -> Result<Node, Diagnostic> {
        let first = self.tokens.at();
        let kind = match self.tokens.kind() {
            TokenKind::Open => return Ok(self.group()),
            TokenKind::Term(term) if *self.tokens.ahead(1) == TokenKind::Colon => {
                let field = plain(term);
                return self.field(field);
            }
            TokenKind::Term(term) => Kind::Value(term.clone()),
            TokenKind::Phrase(text) => Kind::Value(Pattern::literal(text.as_str())),
            TokenKind::Regex(text) => Kind::Regex(text.clone()),
            TokenKind::Range(range) => Kind::Range(range.clone()),
            TokenKind::Bad(message) => return Err(Diagnostic::error(self.tokens.span(), *message)),
            TokenKind::End => return Err(Diagnostic::error(self.tokens.span(), "the query ends too early")),
            _ => return Err(Diagnostic::error(self.tokens.span(), "a value is missing")),
        };
        self.tokens.bump();
        Ok(self.node(first, kind))
    }

    /// `field:value` or `field:( … )`.
    fn field(&mut self, field: String) -> Result<Node, Diagnostic> {
        let first = self.tokens.at();
        self.tokens.bump();
        self.tokens.bump();
        if matches!(self.tokens.kind(), TokenKind::Term(_)) && *self.tokens.ahead(1) == TokenKind::Colon {
            return Err(Diagnostic::error(
                self.tokens.span(),
                "a colon in a value needs a backslash",
            ));
        }
        let body = Box::new(self.value()?);
        Ok(self.node(first, Kind::Field(field, body)))
    }

    fn group(&mut self) -> Node {
        let first = self.tokens.at();
        self.tokens.bump();
        if !self.depth.enter() {
            self.tokens.skip(is_closer, nests);
            self.tokens.bump();
            let node = self.node(first, Kind::Unread(Reason::TooDeep));
            self.diagnostics
                .push(Diagnostic::error(node.span, Reason::TooDeep.explain()));
            return node;
        }
        let inner = self.clauses();
        self.depth.leave();
        if !self.tokens.eat(&TokenKind::Close) {
            self.diagnostics
                .push(Diagnostic::error(self.tokens.span(), "a `)` is missing"));
        }
        self.node(first, inner.kind)
    }

    /// Closing brackets too many, and what follows them, are added unread.
    fn leftovers(&mut self, query: Node) -> Node {
        let first = self.tokens.at();
        if self.tokens.is_done() {
            return query;
        }
        self.tokens.skip(|_| false, nests);
        let rest = self.node(first, Kind::Unread(Reason::Syntax));
        self.diagnostics
            .push(Diagnostic::error(rest.span, "this does not belong here"));
        let span = query.span.to(rest.span);
        let kind = Kind::All(vec![query, rest]);
        Node { kind, span }
    }

    fn node(&self, first: usize, kind: Kind) -> Node {
        let span = self.tokens.span_since(first);
        Node { kind, span }
    }
}
