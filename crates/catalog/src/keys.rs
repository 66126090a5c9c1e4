//! Numbers for (concept, operator, value) triples, so that they are compared as text once a rule and never again.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use rule::{Operator, Scope};

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

/// That a rule looks for a triple, or that it excludes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Role {
    pub(crate) key: KeyIx,
    /// How the rule spells the value: a number among the triple's spellings.
    spelling: u32,
    pub(crate) class: Class,
    pub(crate) excluded: bool,
    /// Whether the rule excludes it only inside an alternative, and only together with others; no if it also
    /// excludes it otherwise.
    pub(crate) manner: (bool, bool),
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
    /// A number among [`Keys::concepts`].
    pub(crate) concept: u32,
    pub(crate) op: Operator,
    text: Box<str>,
    /// The first spelling that was met; few triples have several.
    spelling: Arc<str>,
    /// The others.
    spellings: Vec<Arc<str>>,
}

/// All triples met so far. Numbers are given in the order of meeting and never reach a page.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    table: HashTable<KeyIx>,
    keys: Vec<Key>,
    concepts: Vec<Arc<str>>,
    concept_of: HashMap<Arc<str>, u32>,
    hasher: DefaultHashBuilder,
}

impl Keys {
    /// What gives [`pending`] its hashes.
    pub(crate) fn hasher(&self) -> &DefaultHashBuilder {
        &self.hasher
    }

    /// The concepts of all triples, by number.
    pub(crate) fn concepts(&self) -> &[Arc<str>] {
        &self.concepts
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

    /// The roles of a rule's triples, each once, in order of first use.
    pub(crate) fn roles(&mut self, predicates: &[Mapped], uses: &[Use]) -> Vec<Role> {
        let mut roles: Vec<(usize, Role)> = Vec::with_capacity(uses.len());
        for (place, it) in uses.iter().enumerate() {
            let Some(mapped) = predicates.get(it.predicate as usize) else {
                continue;
            };
            let scope = mapped.leaf.scope;
            let excluded = scope.is_exclusion();
            let role = Role {
                key: it.key,
                spelling: 0,
                class: mapped.class,
                excluded,
                manner: (scope == Scope::Guard, excluded && mapped.leaf.grouped),
            };
            roles.push((place, role));
        }
        roles.sort_unstable_by_key(|(place, it)| (it.key, it.excluded, *place));
        roles.dedup_by(|(_, next), (_, kept)| {
            let is_same = (next.key, next.excluded) == (kept.key, kept.excluded);
            if is_same {
                kept.manner = kept.manner.min(next.manner);
            }
            is_same
        });
        roles.sort_unstable_by_key(|(place, _)| *place);
        let spelled = |(place, role): (usize, Role)| {
            let used = &uses[place];
            let value = value_at(&predicates[used.predicate as usize], used.value);
            let spelling = self.keys[role.key as usize].number(value);
            Role { spelling, ..role }
        };
        roles.into_iter().map(spelled).collect()
    }

    /// A triple, and its value as a rule spells it.
    pub(crate) fn spelled(&self, role: &Role) -> (&Key, Arc<str>) {
        let key = &self.keys[role.key as usize];
        let other = role
            .spelling
            .checked_sub(1)
            .and_then(|it| key.spellings.get(it as usize));
        (key, Arc::clone(other.unwrap_or(&key.spelling)))
    }

    fn intern(&mut self, hash: u64, mapped: &Mapped, value: &str, text: &str) -> KeyIx {
        let (concept, op) = (mapped.folded_concept.as_str(), mapped.folded_op);
        let (keys, concepts) = (&self.keys, &self.concepts);
        let is = |&key: &KeyIx| {
            let key = &keys[key as usize];
            key.op == op && *key.text == *text && *concepts[key.concept as usize] == *concept
        };
        if let Some(&key) = self.table.find(hash, is) {
            return key;
        }
        let key = KeyIx::try_from(self.keys.len()).unwrap_or(KeyIx::MAX);
        let concept = self.concept(concept);
        self.keys.push(Key {
            concept,
            op,
            text: text.into(),
            spelling: value.into(),
            spellings: Vec::new(),
        });
        let (keys, concepts, hasher) = (&self.keys, &self.concepts, &self.hasher);
        let rehash = |&key: &KeyIx| {
            let key = &keys[key as usize];
            hash_of(hasher, &concepts[key.concept as usize], key.op, &key.text)
        };
        self.table.insert_unique(hash, key, rehash);
        key
    }

    /// The number of a concept.
    fn concept(&mut self, concept: &str) -> u32 {
        if let Some(&known) = self.concept_of.get(concept) {
            return known;
        }
        let number = u32::try_from(self.concepts.len()).unwrap_or(u32::MAX);
        let concept: Arc<str> = concept.into();
        self.concepts.push(Arc::clone(&concept));
        self.concept_of.insert(concept, number);
        number
    }
}

impl Key {
    /// The number of a spelling.
    fn number(&mut self, spelling: &str) -> u32 {
        if *self.spelling == *spelling {
            return 0;
        }
        let known = self.spellings.iter().position(|it| **it == *spelling);
        let place = known.unwrap_or_else(|| {
            self.spellings.push(spelling.into());
            self.spellings.len() - 1
        });
        u32::try_from(place + 1).unwrap_or_default()
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
