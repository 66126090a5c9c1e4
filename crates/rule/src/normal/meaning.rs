//! What parts of a condition mean, as numbers: equal parts have equal ones, whatever their size.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::Logic;

/// The number of a meaning. Opposites differ in the last bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Meaning(usize);

impl Meaning {
    /// What holds where this does not.
    pub(super) fn opposite(self) -> Self {
        Meaning(self.0 ^ 1)
    }
}

/// A part of a pushed-down condition.
pub(super) struct Node<'a> {
    pub(super) meaning: Meaning,
    pub(super) form: Form<'a>,
}

/// How a part is made.
pub(super) enum Form<'a> {
    /// Every part holds.
    All(Vec<Node<'a>>),
    /// Some part holds.
    Any(Vec<Node<'a>>),
    /// A predicate or an opaque clause holds, or does not.
    Leaf { leaf: &'a Logic, negated: bool },
}

impl<'a> Node<'a> {
    /// The parts of an "any", or those of an "all".
    pub(super) fn parts(&self, is_any: bool) -> Option<&[Node<'a>]> {
        match &self.form {
            Form::Any(parts) if is_any => Some(parts),
            Form::All(parts) if !is_any => Some(parts),
            _ => None,
        }
    }

    /// All parts; none of a leaf.
    pub(super) fn into_parts(self) -> Vec<Node<'a>> {
        match self.form {
            Form::Any(parts) | Form::All(parts) => parts,
            Form::Leaf { .. } => Vec::new(),
        }
    }

    /// The constant it is.
    pub(super) fn constant(&self) -> Option<bool> {
        match &self.form {
            Form::All(parts) if parts.is_empty() => Some(true),
            Form::Any(parts) if parts.is_empty() => Some(false),
            _ => None,
        }
    }

    /// The condition.
    pub(super) fn logic(&self) -> Logic {
        match &self.form {
            Form::All(parts) => Logic::All(parts.iter().map(Node::logic).collect()),
            Form::Any(parts) => Logic::Any(parts.iter().map(Node::logic).collect()),
            Form::Leaf { leaf, negated: true } => Logic::Not(Box::new((*leaf).clone())),
            Form::Leaf { leaf, .. } => (*leaf).clone(),
        }
    }
}

/// The meanings met so far. Each part is hashed once, by the numbers of its own parts, so that a tree costs its size
/// and not its size times its depth.
#[derive(Default)]
pub(super) struct Meanings<'a> {
    numbers: HashMap<Key<'a>, usize>,
}

/// What tells meanings apart. An "any" is the opposite of an "all" of opposites and needs no key of its own.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Leaf(Leaf<'a>),
    All(Vec<Meaning>),
}

impl<'a> Meanings<'a> {
    /// A condition with `not` pushed down to the leaves, and equal parts of a whole told once.
    pub(super) fn pushed(&mut self, logic: &'a Logic, negate: bool) -> Node<'a> {
        match logic {
            Logic::Not(inner) => self.pushed(inner, !negate),
            Logic::All(parts) | Logic::Any(parts) => {
                let is_any = matches!(logic, Logic::Any(_)) != negate;
                let mut seen = HashSet::new();
                let mut kept = Vec::with_capacity(parts.len());
                for part in parts {
                    let part = self.pushed(part, negate);
                    if seen.insert(part.meaning) {
                        kept.push(part);
                    }
                }
                self.join(is_any, kept)
            }
            leaf => {
                let meaning = self.number(Key::Leaf(Leaf(leaf)));
                Node {
                    meaning: if negate { meaning.opposite() } else { meaning },
                    form: Form::Leaf {
                        leaf,
                        negated: negate,
                    },
                }
            }
        }
    }

    /// Some part holds, or every part does: flattened, without trivial parts; a single part stays itself.
    pub(super) fn join(&mut self, is_any: bool, parts: Vec<Node<'a>>) -> Node<'a> {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            if part.constant() == Some(is_any) {
                return self.whole(is_any, vec![part]);
            }
            match part.form {
                Form::Any(inner) if is_any => flat.extend(inner),
                Form::All(inner) if !is_any => flat.extend(inner),
                form => flat.push(Node {
                    meaning: part.meaning,
                    form,
                }),
            }
        }
        self.whole(is_any, flat)
    }

    fn whole(&mut self, is_any: bool, mut parts: Vec<Node<'a>>) -> Node<'a> {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let key = parts.iter().map(|part| part.meaning);
        if is_any {
            let opposite = self.number(Key::All(key.map(Meaning::opposite).collect()));
            Node {
                meaning: opposite.opposite(),
                form: Form::Any(parts),
            }
        } else {
            Node {
                meaning: self.number(Key::All(key.collect())),
                form: Form::All(parts),
            }
        }
    }

    fn number(&mut self, key: Key<'a>) -> Meaning {
        let next = self.numbers.len() * 2;
        Meaning(*self.numbers.entry(key).or_insert(next))
    }
}

/// A predicate or opaque clause, hashed and compared by what it means and not by where it stands.
struct Leaf<'a>(&'a Logic);

impl PartialEq for Leaf<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.same_meaning(other.0)
    }
}

impl Eq for Leaf<'_> {}

impl Hash for Leaf<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self.0 {
            Logic::Pred(it) => (
                &it.field,
                it.part,
                it.op,
                &it.values,
                it.quantifier,
                it.case_sensitive,
            )
                .hash(state),
            Logic::Opaque(opaque) => (&opaque.text, opaque.why).hash(state),
            // Never a leaf.
            Logic::All(_) | Logic::Any(_) | Logic::Not(_) => {}
        }
    }
}
