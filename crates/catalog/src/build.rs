//! Building the catalog.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rule::knowledge::{Attack, Tables};
use rule::{Rule, TechniqueId};

use crate::concept::Concepts;
use crate::entry::{self, TaggedTechnique};
use crate::guide::Count;
use crate::telemetry::{Facts, Found, Resolver};
use crate::{Bridge, Entry, Events, Guide, Resolution, Rows, RuleIx, facets, families};

/// Everything a catalog is made of.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// All rules, in page order.
    pub rules: Vec<Rule>,
    /// ATT&CK.
    pub attack: Attack,
    /// The data tables.
    pub tables: Tables,
}

/// What is true of all rules together. Built once; never changes.
#[derive(Debug, Default)]
pub struct Catalog {
    /// ATT&CK in the pinned version.
    pub attack: Bridge,
    /// All rows.
    pub rows: Rows,
    /// All telemetry events that rules read.
    pub events: Events,
    entries: Vec<Entry>,
    by_technique: BTreeMap<TechniqueId, Vec<RuleIx>>,
}

impl Catalog {
    /// Builds a catalog. The same inputs give the same catalog, whatever the number of threads.
    pub fn new(inputs: Inputs) -> Self {
        let attack = Bridge::new(inputs.attack);
        let concepts = Concepts::new(inputs.tables.fields);
        let resolver = Resolver::new(inputs.tables.log_sources);
        let facts = Facts::new(inputs.tables.events);
        let derived: Vec<(Entry, Vec<Found>)> = inputs
            .rules
            .into_par_iter()
            .with_max_len(64)
            .map(|rule| derive(rule, &concepts, &resolver, &attack))
            .collect();
        let mut catalog = Catalog {
            attack,
            ..Catalog::default()
        };
        for (index, (mut entry, found)) in (0..).zip(derived) {
            catalog.rows.enter(index, &mut entry);
            let live = entry.rule.liveness.is_live().then_some(index);
            entry.events = found
                .iter()
                .map(|it| catalog.events.enter(it, &facts, live))
                .collect();
            if live.is_some() {
                catalog.enter_techniques(index, &entry);
            }
            catalog.entries.push(entry);
        }
        families::assign(&mut catalog.entries);
        catalog
    }

    /// All rules, in page order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// A rule.
    pub fn entry(&self, index: RuleIx) -> &Entry {
        &self.entries[index as usize]
    }

    /// The live rules of a technique and its sub-techniques, sorted.
    pub fn population(&self, id: &TechniqueId) -> &[RuleIx] {
        self.by_technique.get(id).map_or(&[], Vec::as_slice)
    }

    /// All technique ids that have a page: current ones, and whatever else rules are tagged with.
    pub fn technique_ids(&self) -> Vec<TechniqueId> {
        let mut ids: Vec<TechniqueId> = self
            .attack
            .current()
            .map(|technique| technique.id.clone())
            .collect();
        ids.extend(self.by_technique.keys().cloned());
        ids.sort();
        ids.dedup();
        ids
    }

    /// The guide of a population.
    pub fn guide(&self, population: &[RuleIx]) -> Guide {
        Guide::new(self, population)
    }

    /// How many rules and families these are.
    pub fn count(&self, rules: &[RuleIx]) -> Count {
        let mut families: Vec<RuleIx> = rules.iter().map(|&index| self.entry(index).family).collect();
        families.sort_unstable();
        families.dedup();
        Count {
            rules: rules.len(),
            families: families.len(),
        }
    }

    /// A rule counts for its techniques and for the parents of its sub-techniques, once each.
    fn enter_techniques(&mut self, index: RuleIx, entry: &Entry) {
        for technique in &entry.techniques {
            for id in [technique.id.clone(), technique.id.parent()] {
                let rules = self.by_technique.entry(id).or_default();
                if rules.last() != Some(&index) {
                    rules.push(index);
                }
            }
        }
    }
}

fn derive(rule: Rule, concepts: &Concepts, resolver: &Resolver, attack: &Bridge) -> (Entry, Vec<Found>) {
    let predicates = entry::map_predicates(&rule, concepts);
    let found = resolver.resolve(&rule, &predicates);
    let leaves: Vec<_> = predicates.iter().map(|mapped| mapped.leaf.clone()).collect();
    let facets = facets::derive(&rule, &leaves);
    let techniques = resolve_techniques(&rule, attack);
    let entry = Entry {
        rule,
        predicates,
        techniques,
        events: Vec::new(),
        facets,
        rows: Vec::new(),
        family: 0,
    };
    (entry, found)
}

fn resolve_techniques(rule: &Rule, attack: &Bridge) -> Vec<TaggedTechnique> {
    let mut techniques: Vec<TaggedTechnique> = Vec::new();
    for tag in &rule.techniques {
        let resolution: Resolution = attack.resolve(&tag.id);
        let id = resolution.id().clone();
        if !techniques.iter().any(|it| it.id == id) {
            techniques.push(TaggedTechnique {
                id,
                as_tagged: tag.as_tagged.clone(),
            });
        }
    }
    techniques
}
