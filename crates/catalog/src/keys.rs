//! Numbers for (concept, operator, value) triples, so that they are compared as text once a rule and never again.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashTable};
use rule::Operator;

use crate::{Class, Fold, Mapped};

/// Number of a triple in [`Keys`].
pub(crate) type KeyIx = u32;

/// That a value of a rule's predicate is an instance of a triple.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    pub(crate) key: KeyIx,
    /// The predicate: its place among the rule's.
    pub(crate) predicate: u32,
    /// The value: its place among the predicate's folded ones.
    pub(crate) value: u32,
}

/// A use whose triple has no number yet.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    hash: u64,
    /// The text under which equal values meet, where it is not the value itself.
    text: Option<Box<str>>,
    predicate: u32,
    value: u32,
}

/// A triple.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) concept: Arc<str>,
    pub(crate) op: Operator,
    text: Box<str>,
    /// The spelling that was last asked for, shared by all catalogs that spell it so.
    spelling: Arc<str>,
}

/// All triples met so far. Numbers are given in the order of meeting and never reach a page.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    table: HashTable<KeyIx>,
    keys: Vec<Key>,
    concepts: HashSet<Arc<str>>,
    hasher: DefaultHashBuilder,
}

impl Keys {
    /// What gives [`pending`] its hashes.
    pub(crate) fn hasher(&self) -> &DefaultHashBuilder {
        &self.hasher
    }

    /// How many triples there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Gives the uses of a rule's predicates their numbers.
    pub(crate) fn number(&mut self, predicates: &[Mapped], pending: Vec<Pending>) -> Vec<Use> {
        let number = |it: Pending| {
            let mapped = predicates.get(it.predicate as usize)?;
            let value = value_at(mapped, it.value);
            Some(Use {
                key: self.intern(it.hash, mapped, value, it.text.as_deref().unwrap_or(value)),
                predicate: it.predicate,
                value: it.value,
            })
        };
        pending.into_iter().filter_map(number).collect()
    }

    /// A triple, and its value in this spelling.
    pub(crate) fn spelled(&mut self, key: KeyIx, spelling: &str) -> (&Key, Arc<str>) {
        let it = &mut self.keys[key as usize];
        if *it.spelling != *spelling {
            it.spelling = spelling.into();
        }
        let spelling = Arc::clone(&it.spelling);
        (it, spelling)
    }

    fn intern(&mut self, hash: u64, mapped: &Mapped, value: &str, text: &str) -> KeyIx {
        let (concept, op) = (mapped.folded_concept.as_str(), mapped.folded_op);
        let keys = &self.keys;
        let is = |&key: &KeyIx| {
            let key = &keys[key as usize];
            key.op == op && *key.text == *text && *key.concept == *concept
        };
        if let Some(&key) = self.table.find(hash, is) {
            return key;
        }
        let key = KeyIx::try_from(self.keys.len()).unwrap_or(KeyIx::MAX);
        let concept = self.shared(concept);
        self.keys.push(Key {
            concept,
            op,
            text: text.into(),
            spelling: value.into(),
        });
        let (keys, hasher) = (&self.keys, &self.hasher);
        let rehash = |&key: &KeyIx| {
            let key = &keys[key as usize];
            hash_of(hasher, &key.concept, key.op, &key.text)
        };
        self.table.insert_unique(hash, key, rehash);
        key
    }

    /// One text for all triples of a concept.
    fn shared(&mut self, concept: &str) -> Arc<str> {
        if let Some(known) = self.concepts.get(concept) {
            return Arc::clone(known);
        }
        let concept: Arc<str> = concept.into();
        self.concepts.insert(Arc::clone(&concept));
        concept
    }
}

/// The uses of a rule's predicates: what it looks for, and what it excludes.
pub(crate) fn pending(hasher: &DefaultHashBuilder, predicates: &[Mapped]) -> Vec<Pending> {
    let mut pending = Vec::new();
    for (predicate, mapped) in (0..).zip(predicates) {
        let scope = mapped.leaf.scope;
        if mapped.class == Class::Prefilter || (!scope.is_positive() && !scope.is_exclusion()) {
            continue;
        }
        for value in places(mapped) {
            let (concept, op) = (mapped.folded_concept.as_str(), mapped.folded_op);
            let authored = value_at(mapped, value);
            let text = Fold::key(concept, op, authored, mapped.leaf.predicate.case_sensitive);
            pending.push(Pending {
                hash: hash_of(hasher, concept, op, &text),
                text: (text != authored).then(|| text.into_boxed_str()),
                predicate,
                value,
            });
        }
    }
    pending
}

/// Operators whose values belong together, or that have none, make one row.
pub(crate) fn places(mapped: &Mapped) -> std::ops::Range<u32> {
    let values = u32::try_from(mapped.folded_values.len()).unwrap_or(u32::MAX);
    match mapped.folded_op {
        Operator::Exists => 0..1,
        Operator::Length => values.saturating_sub(1)..values,
        _ => 0..values,
    }
}

/// A folded value; nothing is what `exists` looks for.
pub(crate) fn value_at(mapped: &Mapped, place: u32) -> &str {
    match mapped.folded_op {
        Operator::Exists => "",
        _ => mapped
            .folded_values
            .get(place as usize)
            .map_or("", String::as_str),
    }
}

fn hash_of(hasher: &DefaultHashBuilder, concept: &str, op: Operator, text: &str) -> u64 {
    hasher.hash_one((concept, op, text))
}
