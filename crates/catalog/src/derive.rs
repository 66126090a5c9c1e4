//! What follows from a rule alone: concepts, classes, events, facets.

use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::DefaultHashBuilder;
use rule::{Leaf, Rule, TechniqueId};

use crate::alike::Traits;
use crate::class::Classes;
use crate::concept::{Concepts, Context, Vocabulary};
use crate::entry::{Declaration, Known, TaggedTechnique};
use crate::facets::FacetWords;
use crate::keys::{self, Keys, Pending};
use crate::mapped::{Mapped, Mapper};
use crate::telemetry::{Activities, EventKeys, EventNames, Facts, Found, Narrower, Resolver, Source, gather};
use crate::words::Words;
use crate::{Bridge, prefilter};
use rule::knowledge::Tables;

/// Fields whose values tell what kind of event a step is about; compared by their last words.
const TELLING: &[&str] = &[
    "event_type",
    "eventid",
    "eventcode",
    "event.code",
    "event.category",
    "event.dataset",
    "event.module",
    "log_type",
    "product_name",
    "vendor_name",
    "sourcetype",
    "actiontype",
    "provider_name",
];

/// The data tables, ready for use.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    pub(crate) concepts: Concepts,
    classes: Classes,
    vocabulary: Vocabulary,
    resolver: Resolver,
    activities: Activities,
    names: EventNames,
    pub(crate) words: Words,
    facets: FacetWords,
    pub(crate) facts: Facts,
}

/// What follows from a rule alone, before triples and events have numbers.
pub(crate) struct Derived {
    pub(crate) known: Known,
    pub(crate) pending: Vec<Pending>,
    pub(crate) events: Vec<Found>,
}

/// What rules have in common, by number: triples and events.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) keys: Keys,
    pub(crate) events: EventKeys,
}

impl Numbers {
    /// Gives the triples and events of a rule their numbers.
    pub(crate) fn give(&mut self, derived: Derived, facts: &Facts) -> Known {
        let mut known = derived.known;
        known.uses = self.keys.number(&known.predicates, derived.pending);
        known.roles = self.keys.roles(&known.predicates, &known.uses);
        known.reads = self.events.number(derived.events, facts);
        known
    }
}

impl Knowledge {
    pub(crate) fn new(tables: Tables) -> Self {
        let words = Words::new(tables.words);
        let facts = Facts::new(tables.events);
        let activities = Activities::new(&tables.log_sources);
        Knowledge {
            concepts: Concepts::new(tables.fields),
            classes: Classes::new(&words),
            vocabulary: Vocabulary::new(&words),
            resolver: Resolver::new(tables.log_sources, &facts),
            activities,
            names: EventNames::new(&words),
            facets: FacetWords::new(&words),
            words,
            facts,
        }
    }

    /// Derives everything that a rule's own words tell.
    pub(crate) fn derive(&self, rule: Arc<Rule>, attack: &Bridge, hasher: &DefaultHashBuilder) -> Derived {
        let leaves = rule.logic.leaves();
        let sources = self.resolver.sources(&gather(&rule, &leaves));
        let facets = self.facets.derive(&rule, &leaves, &sources, &self.facts);
        let contexts = self.contexts(&rule, &leaves, &sources);
        let mapper = Mapper {
            concepts: &self.concepts,
            classes: &self.classes,
            vocabulary: &self.vocabulary,
        };
        let mut predicates: Vec<Mapped> = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            if let Some(context) = contexts.get(leaf.step) {
                mapper.map(leaf, context, &mut predicates);
            }
        }
        prefilter::mark(&mut predicates);
        let narrower = Narrower {
            facts: &self.facts,
            resolver: &self.resolver,
            activities: &self.activities,
            names: &self.names,
        };
        let narrowed = narrower.narrow(&sources, &predicates);
        let techniques = techniques(&rule, attack);
        let known = Known {
            fidelity: rule.logic.fidelity(),
            traits: Traits::new(&rule, &techniques, &predicates),
            rule,
            predicates,
            counts_for: counts_for(&techniques),
            techniques,
            declaration: Declaration {
                unread: narrowed.unread,
                undeclared: narrowed.undeclared,
            },
            facets,
            uses: Vec::new(),
            roles: Vec::new(),
            reads: Vec::new(),
        };
        Derived {
            pending: keys::pending(hasher, &known.predicates),
            known,
            events: narrowed.events,
        }
    }

    /// The context of each step.
    fn contexts(&self, rule: &Rule, leaves: &[Leaf], sources: &[Source]) -> Vec<Context> {
        let means = self.words.list("contexts");
        let steps = rule.logic.stages().enumerate().map(|(i, step)| {
            let mut context = Context::new(&rule.vendor, step.source.as_deref());
            for (_, value) in &rule.log_source.entries {
                context.tell(value);
            }
            for leaf in Leaf::of_step(leaves, i).iter().filter(|leaf| tells(leaf)) {
                leaf.predicate.values.iter().for_each(|value| context.tell(value));
            }
            let mut own = sources
                .iter()
                .filter(|it| it.native && it.step.is_none_or(|step| step == i))
                .peekable();
            context.provider = own.peek().map(|it| it.provider.clone());
            context.is_windows_log = own.clone().any(|it| self.resolver.is_windows_log(&it.provider));
            own.for_each(|it| context.tell(&it.provider));
            context.settle(|word| means.meanings(word));
            context
        });
        steps.collect()
    }
}

fn tells(leaf: &Leaf) -> bool {
    let field = leaf.predicate.event_field().as_bytes();
    !leaf.negated
        && TELLING.iter().any(|name| {
            let start = field.len().checked_sub(name.len());
            start.is_some_and(|start| field[start..].eq_ignore_ascii_case(name.as_bytes()))
        })
}

fn counts_for(techniques: &[TaggedTechnique]) -> Vec<TechniqueId> {
    let both = techniques.iter().flat_map(|it| [it.id.clone(), it.id.parent()]);
    let all: BTreeSet<TechniqueId> = both.collect();
    all.into_iter().collect()
}

fn techniques(rule: &Rule, attack: &Bridge) -> Vec<TaggedTechnique> {
    let mut techniques: Vec<TaggedTechnique> = Vec::new();
    for tag in &rule.techniques {
        let id = attack.resolve(&tag.id).id().clone();
        if !techniques.iter().any(|it| it.id == id) {
            techniques.push(TaggedTechnique {
                id,
                as_tagged: tag.as_tagged.clone(),
            });
        }
    }
    techniques
}
