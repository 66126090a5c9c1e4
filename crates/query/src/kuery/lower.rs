//! A query to logic.

use std::collections::BTreeSet;

use rule::{Diagnostic, Logic, Loss, Predicate, Quantifier, Reason, RuleLogic, Span};

use crate::elastic::{TIME_FIELD, values};
use crate::{Decoded, Pattern, canonical_number};

use super::ast::{Clause, Node, Tree};

/// The logic of a query.
pub(super) fn lower(text: &str, query: Node<Clause>, diagnostics: Vec<Diagnostic>) -> Decoded {
    let mut lowering = Lowering {
        text,
        losses: BTreeSet::new(),
    };
    let condition = lowering.query(query, "").unwrap_or(Logic::TRUE);
    let mut logic = RuleLogic::single(None, condition);
    logic.losses = lowering.losses;
    Decoded { logic, diagnostics }
}

struct Lowering<'a> {
    text: &'a str,
    losses: BTreeSet<Loss>,
}

impl Lowering<'_> {
    /// The logic of a query whose fields get a prefix; `None` if it says nothing about an event.
    fn query(&mut self, node: Node<Clause>, prefix: &str) -> Option<Logic> {
        match node.tree {
            Tree::Leaf(clause) => self.clause(clause, node.span, prefix),
            Tree::All(parts) => self.parts(parts, prefix, Logic::all),
            Tree::Any(parts) => self.parts(parts, prefix, Logic::any),
            Tree::Not(part) => self.query(*part, prefix).map(Logic::not),
            Tree::Unread(why) => Some(self.opaque(node.span, why)),
        }
    }

    fn parts(
        &mut self,
        parts: Vec<Node<Clause>>,
        prefix: &str,
        join: fn(Vec<Logic>) -> Logic,
    ) -> Option<Logic> {
        let said: Vec<Logic> = parts
            .into_iter()
            .filter_map(|part| self.query(part, prefix))
            .collect();
        (!said.is_empty()).then(|| join(said))
    }

    fn opaque(&self, span: Span, why: Reason) -> Logic {
        Logic::opaque(span.text(self.text).unwrap_or_default(), why, span)
    }

    fn clause(&mut self, clause: Clause, span: Span, prefix: &str) -> Option<Logic> {
        match clause {
            Clause::Values { field, values } => Some(self.values(&format!("{prefix}{field}"), values, span)),
            Clause::Nested { field, body } => {
                let logic = self.query(*body, &format!("{prefix}{field}."))?;
                if !matches!(logic, Logic::Pred(_)) {
                    self.losses.insert(Loss::LoopAsExists);
                }
                Some(logic)
            }
            Clause::Range { field, .. } if field == TIME_FIELD => None,
            Clause::Range { field, op, value } => {
                let field = format!("{prefix}{field}");
                let predicate = Predicate::new(field, op, [canonical_number(&value)], span);
                Some(Logic::Pred(predicate))
            }
            Clause::Bare(pattern) => Some(values("", vec![(pattern, span)], Quantifier::Any, span)),
        }
    }

    /// The values of a list stay together: those written side by side are one predicate.
    fn values(&mut self, field: &str, node: Node<Pattern>, span: Span) -> Logic {
        let (parts, quantifier) = match node.tree {
            Tree::Leaf(pattern) => return values(field, vec![(pattern, node.span)], Quantifier::Any, span),
            Tree::Not(part) => {
                let span = if span == node.span { part.span } else { span };
                return Logic::not(self.values(field, *part, span));
            }
            Tree::Unread(why) => return self.opaque(span, why),
            Tree::Any(parts) => (parts, Quantifier::Any),
            Tree::All(parts) => (parts, Quantifier::All),
        };
        let mut plain = Vec::new();
        let mut rest = Vec::new();
        for part in parts {
            match part.tree {
                Tree::Leaf(pattern) => plain.push((pattern, part.span)),
                _ => rest.push(part),
            }
        }
        let whole = if rest.is_empty() { span } else { stretch(&plain) };
        let mut logics = Vec::new();
        if !plain.is_empty() {
            logics.push(values(field, plain, quantifier, whole));
        }
        for part in rest {
            let span = part.span;
            logics.push(self.values(field, part, span));
        }
        match quantifier {
            Quantifier::Any => Logic::any(logics),
            Quantifier::All => Logic::all(logics),
        }
    }
}

fn stretch(values: &[(Pattern, Span)]) -> Span {
    values.iter().fold(Span::NONE, |sum, (_, span)| sum.to(*span))
}

#[cfg(test)]
mod tests {
    use crate::kuery::decode;
    use crate::promises::words;

    #[test]
    fn predicates_know_their_words() {
        assert_eq!(
            words(decode, "a:é and b:(x or y* or not z) and n:{ c > 3 }"),
            ["a:é", "x", "y*", "z", "c > 3"]
        );
    }
}
