//! Queries of another language inside a function: `kql("…")`, `qstr("…")`.

use rule::{Logic, Reason, Span};

use super::ast::{Kind, Node};
use super::conditions::Reader;
use super::tree::Tree;
use crate::{kuery, lucene};

/// Three quotes, the opening of a raw string.
const QUOTES: usize = 3;

impl Reader<'_> {
    /// The condition of a query in another language, its places moved to where it stands.
    pub(super) fn embedded(&self, function: &str, arguments: &[Node], span: Span) -> Tree {
        let (text, raw, at) = match arguments.first().map(|first| (&first.kind, first.span)) {
            Some((Kind::RawText(text), at)) => (text, true, at),
            Some((Kind::Literal(text), at)) => (text, false, at),
            _ => {
                let whole = span.text(self.text).unwrap_or_default();
                return Tree::Leaf(Logic::opaque(whole, Reason::Computed, span), None);
            }
        };
        let decoded = match function {
            "kql" => kuery::decode(text),
            _ => lucene::decode(text),
        };
        let start = at.start as usize + QUOTES;
        // Escapes move everything behind them, so only a raw string knows its inner places.
        let place = |inner: Span| match raw {
            true => Span::new(start + inner.start as usize, start + inner.end as usize),
            false => at,
        };
        let steps = decoded.logic.steps.into_iter().map(|mut step| {
            step.logic.map_spans(&place);
            Tree::Leaf(step.logic, None)
        });
        let losses = decoded
            .logic
            .losses
            .into_iter()
            .map(|loss| Tree::Silent(Some(loss)));
        Tree::All(losses.chain(steps).collect())
    }
}
