//! The normal form: `not` at the leaves only, nothing redundant (spec/logic.md, "Polarity and scope").

mod meaning;

use std::collections::HashSet;

use crate::{Logic, Operator};
use meaning::{Form, Meaning, Meanings, Node};

/// Absorption settles in a few rounds on anything an author wrote; the bound keeps hostile input linear.
const MAX_ROUNDS: usize = 6;

impl Logic {
    /// The same condition with `not` pushed down to the leaves (De Morgan), double negations folded, nested
    /// all/any flattened, duplicates dropped and redundant parts absorbed: `A or (not A and B)` is `A or B`,
    /// `A or (A and B)` is `A`, and both with and/or exchanged.
    ///
    /// A condition that would collapse to a constant is left unabsorbed: a contradiction is likelier a flaw
    /// of a decoder than an author's intent, and it must not make a rule's text vanish.
    pub fn normal(&self) -> Logic {
        let mut meanings = Meanings::default();
        let mut tree = meanings.pushed(self, false);
        for _ in 0..MAX_ROUNDS {
            let (better, changed) = absorbed(tree, &mut meanings);
            tree = better;
            if !changed {
                break;
            }
        }
        if tree.constant().is_some() {
            tree = meanings.pushed(self, false);
        }
        tree.logic()
    }

    /// `Some(true)` for a condition that always holds, `Some(false)` for one that never does, as far as `x` and
    /// `not x` tell; what the values of two comparisons have in common is not looked at.
    pub fn constant(&self) -> Option<bool> {
        let mut meanings = Meanings::default();
        let mut tree = meanings.pushed(self, false);
        for _ in 0..MAX_ROUNDS {
            let constant = tree.constant().or_else(|| opposites(&tree));
            if constant.is_some() {
                return constant;
            }
            let (better, changed) = absorbed(tree, &mut meanings);
            if !changed {
                return None;
            }
            tree = better;
        }
        None
    }

    /// Whether both are the same condition written in the same order, wherever they stand.
    pub fn same_meaning(&self, other: &Logic) -> bool {
        match (self, other) {
            (Logic::All(a), Logic::All(b)) | (Logic::Any(a), Logic::Any(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same_meaning(b))
            }
            (Logic::Not(a), Logic::Not(b)) => a.same_meaning(b),
            (Logic::Pred(a), Logic::Pred(b)) => a.same_meaning(b),
            (Logic::Opaque(a), Logic::Opaque(b)) => a.why == b.why && a.text == b.text,
            _ => false,
        }
    }
}

/// One round of absorption over a pushed-down tree; the flag tells whether anything changed.
fn absorbed<'a>(node: Node<'a>, meanings: &mut Meanings<'a>) -> (Node<'a>, bool) {
    let Node { meaning, form } = node;
    let (parts, is_any) = match form {
        Form::Any(parts) => (parts, true),
        Form::All(parts) => (parts, false),
        form => return (Node { meaning, form }, false),
    };
    let mut changed = false;
    let mut better = Vec::with_capacity(parts.len());
    for part in parts {
        let (part, inner) = absorbed(part, meanings);
        changed |= inner;
        better.push(part);
    }
    let known: HashSet<Meaning> = better
        .iter()
        .filter(|part| !is_unknown(part))
        .map(|part| part.meaning)
        .collect();
    let mut kept = Vec::with_capacity(better.len());
    for part in better {
        let Some(inner) = part.parts(!is_any) else {
            kept.push(part);
            continue;
        };
        if inner.iter().any(|it| known.contains(&it.meaning)) {
            changed = true;
        } else if inner.iter().any(|it| known.contains(&it.meaning.opposite())) {
            changed = true;
            let left = part.into_parts().into_iter();
            let left = left.filter(|it| !known.contains(&it.meaning.opposite()));
            kept.push(meanings.join(!is_any, left.collect()));
        } else {
            kept.push(part);
        }
    }
    if changed {
        return (meanings.join(is_any, kept), true);
    }
    let form = if is_any { Form::Any(kept) } else { Form::All(kept) };
    (Node { meaning, form }, false)
}

/// The constant that parts which are each other's opposite make of an "all" or an "any".
fn opposites(node: &Node<'_>) -> Option<bool> {
    let (parts, is_any) = match &node.form {
        Form::Any(parts) => (parts, true),
        Form::All(parts) => (parts, false),
        Form::Leaf { .. } => return None,
    };
    // A set that is looked up twice may be looked up by different columns.
    let is_plain = |part: &&Node<'_>| !is_unknown(part) && !is_lookup(part);
    let known: HashSet<Meaning> = parts.iter().filter(is_plain).map(|part| part.meaning).collect();
    let has_opposite = |part: &Node<'_>| known.contains(&part.meaning.opposite());
    parts.iter().any(has_opposite).then_some(is_any)
}

fn is_lookup(node: &Node<'_>) -> bool {
    matches!(&node.form, Form::Leaf { leaf: Logic::Pred(predicate), .. } if predicate.op == Operator::Lookup)
}

/// Two equal opaque texts need not be the same condition, so they absorb nothing.
fn is_unknown(node: &Node<'_>) -> bool {
    matches!(
        &node.form,
        Form::Leaf {
            leaf: Logic::Opaque(_),
            ..
        }
    )
}
