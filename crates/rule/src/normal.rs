//! The normal form: `not` at the leaves only, nothing redundant (spec/logic.md, "Polarity and scope").

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use crate::{Logic, Operator, Predicate};

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
        let plain = pushed(self, false);
        let mut tree = plain.clone();
        for _ in 0..MAX_ROUNDS {
            let (better, changed) = absorbed(&tree);
            tree = better;
            if !changed {
                break;
            }
        }
        if tree.is_true() || tree.is_false() {
            plain
        } else {
            tree
        }
    }

    /// `Some(true)` for a condition that always holds, `Some(false)` for one that never does, as far as `x` and
    /// `not x` tell; what the values of two comparisons have in common is not looked at.
    pub fn constant(&self) -> Option<bool> {
        let mut tree = pushed(self, false);
        for _ in 0..MAX_ROUNDS {
            if tree.is_true() || tree.is_false() {
                return Some(tree.is_true());
            }
            if let Some(constant) = opposites(&tree) {
                return Some(constant);
            }
            let (better, changed) = absorbed(&tree);
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

/// Pushes `not` down to the leaves.
fn pushed(logic: &Logic, negate: bool) -> Logic {
    match logic {
        Logic::Not(inner) => pushed(inner, !negate),
        Logic::All(parts) | Logic::Any(parts) => {
            let is_all = matches!(logic, Logic::All(_)) != negate;
            let mut seen = HashSet::new();
            let parts: Vec<Logic> = parts.iter().map(|part| pushed(part, negate)).collect();
            let keep: Vec<bool> = parts.iter().map(|part| seen.insert(Meaning(part))).collect();
            let kept = parts
                .iter()
                .zip(keep)
                .filter(|(_, keep)| *keep)
                .map(|(part, _)| part.clone());
            if is_all {
                Logic::all(kept)
            } else {
                Logic::any(kept)
            }
        }
        leaf if negate => Logic::Not(Box::new(leaf.clone())),
        leaf => leaf.clone(),
    }
}

/// One round of absorption over a pushed-down tree; the flag tells whether anything changed.
fn absorbed(logic: &Logic) -> (Logic, bool) {
    let (parts, is_any) = match logic {
        Logic::Any(parts) => (parts, true),
        Logic::All(parts) => (parts, false),
        leaf => return (leaf.clone(), false),
    };
    let mut changed = false;
    let parts: Vec<Logic> = parts
        .iter()
        .map(|part| {
            let (part, inner) = absorbed(part);
            changed |= inner;
            part
        })
        .collect();
    let known: HashSet<Meaning<'_>> = parts
        .iter()
        .filter(|part| !is_unknown(part))
        .map(Meaning)
        .collect();
    let mut kept = Vec::with_capacity(parts.len());
    for part in &parts {
        let inner = match part {
            Logic::All(inner) if is_any => inner,
            Logic::Any(inner) if !is_any => inner,
            other => {
                kept.push(other.clone());
                continue;
            }
        };
        if inner.iter().any(|part| known.contains(&Meaning(part))) {
            changed = true;
            continue;
        }
        let left: Vec<Logic> = inner
            .iter()
            .filter(|part| !known.contains(&Meaning(&pushed(part, true))))
            .cloned()
            .collect();
        changed |= left.len() != inner.len();
        kept.push(if is_any {
            Logic::all(left)
        } else {
            Logic::any(left)
        });
    }
    (
        if is_any {
            Logic::any(kept)
        } else {
            Logic::all(kept)
        },
        changed,
    )
}

/// The constant that parts which are each other's opposite make of an "all" or an "any".
fn opposites(logic: &Logic) -> Option<bool> {
    let (parts, is_any) = match logic {
        Logic::Any(parts) => (parts, true),
        Logic::All(parts) => (parts, false),
        _ => return None,
    };
    // A set that is looked up twice may be looked up by different columns.
    let is_plain = |part: &&Logic| !is_unknown(part) && !is_lookup(part);
    let known: HashSet<Meaning<'_>> = parts.iter().filter(is_plain).map(Meaning).collect();
    let has_opposite = |part: &Logic| known.contains(&Meaning(&pushed(part, true)));
    parts.iter().any(has_opposite).then_some(is_any)
}

fn is_lookup(logic: &Logic) -> bool {
    match logic {
        Logic::Pred(predicate) => predicate.op == Operator::Lookup,
        Logic::Not(inner) => is_lookup(inner),
        _ => false,
    }
}

/// Two equal opaque texts need not be the same condition, so they absorb nothing.
fn is_unknown(logic: &Logic) -> bool {
    match logic {
        Logic::Opaque(_) => true,
        Logic::Not(inner) => matches!(**inner, Logic::Opaque(_)),
        _ => false,
    }
}

/// Hashes and compares a tree by what it means, not by where it stands.
struct Meaning<'a>(&'a Logic);

impl PartialEq for Meaning<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.same_meaning(other.0)
    }
}

impl Eq for Meaning<'_> {}

impl Hash for Meaning<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_meaning(self.0, state);
    }
}

fn hash_meaning<H: Hasher>(logic: &Logic, state: &mut H) {
    std::mem::discriminant(logic).hash(state);
    match logic {
        Logic::All(parts) | Logic::Any(parts) => {
            parts.len().hash(state);
            parts.iter().for_each(|part| hash_meaning(part, state));
        }
        Logic::Not(inner) => hash_meaning(inner, state),
        Logic::Pred(Predicate {
            field,
            op,
            values,
            quantifier,
            case_sensitive,
            ..
        }) => {
            (field, op, values, quantifier, case_sensitive).hash(state);
        }
        Logic::Opaque(opaque) => (&opaque.text, opaque.why).hash(state),
    }
}
