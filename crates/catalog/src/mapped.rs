//! Predicates with their concepts.

use rule::knowledge::FieldKind;
use rule::{Leaf, Operator, Predicate};

use crate::class::{Class, Classes};
use crate::concept::{Concepts, Context, Fold, Resolved, Vocabulary};

/// How the concept of a predicate was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The table of spellings knows the field.
    Table,
    /// No concept stands for it; it keeps its name under its provider.
    Provider,
    /// It is a column that the query itself computes.
    Computed,
    /// Nothing is known about it; its concept is its own spelling.
    Unknown,
}

impl Basis {
    /// The stable lower-case name.
    pub fn id(self) -> &'static str {
        match self {
            Basis::Table => "table",
            Basis::Provider => "provider",
            Basis::Computed => "computed",
            Basis::Unknown => "unknown",
        }
    }
}

/// A predicate with its concept. Values that fold differently stand in predicates of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// The predicate and the part it plays; its values are those of this group.
    pub leaf: Leaf,
    /// The authored field's concept; its own spelling when no row of the table knows it.
    pub concept: String,
    /// How field and concept relate; `None` when unmapped.
    pub kind: Option<FieldKind>,
    /// How the concept was found.
    pub basis: Basis,
    /// Concept after folding with operator and values.
    pub folded_concept: String,
    /// Operator after folding.
    pub folded_op: Operator,
    /// Values after folding, in the order of the authored ones.
    pub folded_values: Vec<String>,
    /// What kind of thing it is.
    pub class: Class,
}

/// What predicates are mapped with.
pub(crate) struct Mapper<'a> {
    pub(crate) concepts: &'a Concepts,
    pub(crate) classes: &'a Classes,
    pub(crate) vocabulary: &'a Vocabulary,
}

/// A field's concept before any value is looked at.
struct Field<'a> {
    concept: String,
    resolved: Option<Resolved<'a>>,
    kind: Option<FieldKind>,
    basis: Basis,
}

impl Mapper<'_> {
    /// Maps a predicate, splitting it into groups of values that fold alike.
    pub(crate) fn map(&self, leaf: Leaf, context: &Context, out: &mut Vec<Mapped>) {
        let field = self.field(&leaf.predicate, context);
        let op = leaf.predicate.op;
        if leaf.predicate.values.is_empty() || op == Operator::Length {
            let class = self.classes.of(&field.concept, op, "");
            out.push(Mapped {
                folded_values: leaf.predicate.values.clone(),
                folded_concept: field.concept.clone(),
                folded_op: op,
                leaf,
                concept: field.concept,
                kind: field.kind,
                basis: field.basis,
                class,
            });
            return;
        }
        let (mut leaf, first) = (leaf, out.len());
        for value in std::mem::take(&mut leaf.predicate.values) {
            let fold = match field.resolved {
                Some(resolved) => Fold::new(self.concepts, resolved, context, op, &value),
                None => Fold::plain(&field.concept, op, &value),
            };
            let fold = self.vocabulary.meet(fold);
            let class = self.classes.of(&fold.concept, fold.op, &fold.value);
            let group = out[first..].iter_mut().find(|group| {
                group.class == class && group.folded_op == fold.op && group.folded_concept == fold.concept
            });
            if let Some(group) = group {
                group.leaf.predicate.values.push(value);
                group.folded_values.push(fold.value);
                continue;
            }
            let mut leaf = leaf.clone();
            leaf.predicate.values.push(value);
            out.push(Mapped {
                leaf,
                concept: field.concept.clone(),
                kind: field.kind,
                basis: field.basis,
                folded_concept: fold.concept,
                folded_op: fold.op,
                folded_values: vec![fold.value],
                class,
            });
        }
    }

    fn field(&self, predicate: &Predicate, context: &Context) -> Field<'_> {
        let spelling = predicate.event_field();
        let of = |concept: String, kind, basis| Field {
            concept,
            resolved: None,
            kind,
            basis,
        };
        if let Some(resolved) = self.concepts.resolve(spelling, context) {
            return Field {
                concept: resolved.concept.to_owned(),
                resolved: Some(resolved),
                kind: Some(resolved.kind),
                basis: Basis::Table,
            };
        }
        if spelling.is_empty() || crate::concept::is_computed(spelling) {
            return of(spelling.to_owned(), None, Basis::Computed);
        }
        if let Some((concept, kind)) = self.concepts.resolve_open(spelling, context) {
            return of(concept, Some(kind), Basis::Table);
        }
        if predicate.is_computed() {
            let kept = context.kept(spelling).unwrap_or_else(|| spelling.to_owned());
            return of(kept, None, Basis::Computed);
        }
        match context.kept(spelling) {
            Some(concept) => of(concept, None, Basis::Provider),
            None => of(spelling.to_owned(), None, Basis::Unknown),
        }
    }
}
