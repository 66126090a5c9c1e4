//! A rule with everything the catalog derived from it.

use std::collections::BTreeSet;

use rule::knowledge::FieldKind;
use rule::{Leaf, Operator, Rule, TechniqueId};

use crate::concept::{Concepts, Context, Fold};
use crate::{Class, EventUse, Facets, RowIx, class};

/// A rule and what follows from it alone.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The rule as its author published it.
    pub rule: Rule,
    /// Its predicates with their concepts, in authored order.
    pub predicates: Vec<Mapped>,
    /// Its techniques in the pinned ATT&CK version, each once.
    pub techniques: Vec<TaggedTechnique>,
    /// The telemetry events it reads.
    pub events: Vec<EventUse>,
    /// Platforms and domains.
    pub facets: Facets,
    /// The rows it uses, each once a role, sorted.
    pub rows: Vec<RowUse>,
    /// The family of near-identical rules it belongs to: the smallest rule index in it.
    pub family: u32,
}

/// A technique of the pinned version and the tag that led to it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaggedTechnique {
    /// The id in the pinned version.
    pub id: TechniqueId,
    /// The author's spelling.
    pub as_tagged: String,
}

/// That a rule uses a row, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowUse {
    /// The row.
    pub row: RowIx,
    /// Whether the rule looks for it or excludes it.
    pub excluded: bool,
    /// For exclusions: inside an alternative of the rule's positive part.
    pub guarded: bool,
    /// For exclusions: only together with others.
    pub grouped: bool,
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
    /// Concept after folding with operator and values.
    pub folded_concept: String,
    /// Operator after folding.
    pub folded_op: Operator,
    /// Values after folding, in the order of the authored ones.
    pub folded_values: Vec<String>,
    /// What kind of thing it is.
    pub class: Class,
}

/// The concept of event codes, which are numbers where they name a Windows event.
const EVENT_CODE: &str = "event.code";
/// The concept of event codes that are words (alert codes of an endpoint agent).
const EVENT_CODE_NAME: &str = "event.code_name";

/// Maps the predicates of a rule.
pub(crate) fn map_predicates(rule: &Rule, concepts: &Concepts) -> Vec<Mapped> {
    let leaves = rule.logic.leaves();
    let words = context_words(rule, &leaves);
    let mut mapped = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let source = rule
            .logic
            .steps
            .get(leaf.step)
            .and_then(|step| step.source.clone());
        let mut context = Context {
            vendor: rule.vendor.clone(),
            source,
            words: words.clone(),
        };
        if let Some(source) = &context.source {
            context.words.extend(split_words(source));
        }
        map_leaf(&leaf, concepts, &context, &mut mapped);
    }
    mapped
}

/// Splits a predicate into groups of values that fold alike.
fn map_leaf(leaf: &Leaf, concepts: &Concepts, context: &Context, out: &mut Vec<Mapped>) {
    let predicate = &leaf.predicate;
    let resolved = concepts.resolve(&predicate.field, context);
    let concept = resolved.map_or(predicate.field.as_str(), |resolved| resolved.concept);
    let kind = resolved.map(|resolved| resolved.kind);
    if predicate.values.is_empty() || predicate.op == Operator::Length {
        let class = class::classify(&predicate.field, concept, predicate.op, "");
        out.push(Mapped {
            leaf: leaf.clone(),
            concept: concept.to_owned(),
            kind,
            folded_concept: concept.to_owned(),
            folded_op: predicate.op,
            folded_values: predicate.values.clone(),
            class,
        });
        return;
    }
    let first = out.len();
    for value in &predicate.values {
        let concept = typed(concept, value);
        let fold = Fold::new(concepts, concept, predicate.op, value);
        let class = class::classify(&predicate.field, &fold.concept, fold.op, &fold.value);
        let group = out[first..].iter_mut().find(|group| {
            group.class == class && group.folded_concept == fold.concept && group.folded_op == fold.op
        });
        match group {
            Some(group) => {
                group.leaf.predicate.values.push(value.clone());
                group.folded_values.push(fold.value);
            }
            None => {
                let mut leaf = leaf.clone();
                leaf.predicate.values = vec![value.clone()];
                out.push(Mapped {
                    leaf,
                    concept: concept.to_owned(),
                    kind,
                    folded_concept: fold.concept,
                    folded_op: fold.op,
                    folded_values: vec![fold.value],
                    class,
                });
            }
        }
    }
}

/// Typed concepts reject values of another type.
fn typed<'a>(concept: &'a str, value: &str) -> &'a str {
    let numeric = value
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'?'));
    if concept == EVENT_CODE && !numeric {
        EVENT_CODE_NAME
    } else {
        concept
    }
}

/// Words that tell which of several meanings a spelling has.
fn context_words(rule: &Rule, leaves: &[Leaf]) -> BTreeSet<String> {
    let declared = rule
        .log_source
        .entries
        .iter()
        .flat_map(|(_, value)| split_words(value));
    let read = leaves
        .iter()
        .filter(|leaf| !leaf.negated && leaf.predicate.op == Operator::Eq)
        .filter(|leaf| {
            let field = leaf.predicate.field.to_ascii_lowercase();
            [
                "event_type",
                "eventid",
                "eventcode",
                "event.code",
                "event.category",
                "event.dataset",
            ]
            .iter()
            .any(|name| field.ends_with(name))
        });
    let read = read
        .flat_map(|leaf| &leaf.predicate.values)
        .flat_map(|value| split_words(value));
    declared.chain(read).collect()
}

fn split_words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut words = vec![lower.clone()];
    words.extend(
        lower
            .split(['/', ' ', '.', ',', ':', '-'])
            .filter(|word| !word.is_empty())
            .map(str::to_owned),
    );
    words
}
