//! Building the catalog.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use rule::knowledge::{Attack, Tables};
use rule::{Related, Rule, TechniqueId};

use crate::derive::{Derived, Knowledge};
use crate::guide::Count;
use crate::telemetry::Found;
use crate::{Bridge, Entry, Events, Guide, RowIx, Rows, RuleIx, Similar, alike};

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
    similar: Vec<Vec<Similar>>,
}

impl Catalog {
    /// Builds a catalog. The same inputs give the same catalog, whatever the number of threads.
    pub fn new(inputs: Inputs) -> Self {
        let attack = Bridge::new(inputs.attack);
        let knowledge = Knowledge::new(inputs.tables);
        let derived: Vec<Derived> = inputs
            .rules
            .into_par_iter()
            .with_max_len(64)
            .map(|rule| knowledge.derive(rule, &attack))
            .collect();
        let derived = inherit(derived);
        let mut catalog = Catalog {
            attack,
            entries: Vec::with_capacity(derived.len()),
            ..Catalog::default()
        };
        for (index, Derived { mut entry, events }) in (0..).zip(derived) {
            catalog.rows.enter(index, &mut entry);
            let live = entry.rule.liveness.is_live().then_some(index);
            entry.events = events
                .iter()
                .map(|it| catalog.events.enter(it, &knowledge.facts, live))
                .collect();
            if live.is_some() {
                catalog.enter_techniques(index, &entry);
            }
            catalog.entries.push(entry);
        }
        let index = alike::Index::new(&catalog.entries, &catalog.rows);
        catalog.similar = index.nearest(&catalog.entries);
        let (rows, events, nearest) = (&catalog.rows, &catalog.events, &catalog.similar);
        alike::assign(&mut catalog.entries, rows, events, &index, nearest);
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

    /// The rules that are most like a rule, nearest first; only live ones.
    pub fn similar(&self, index: RuleIx) -> &[Similar] {
        self.similar.get(index as usize).map_or(&[], Vec::as_slice)
    }

    /// The rows that two rules use in the same role, rarest first.
    pub fn shared(&self, one: RuleIx, other: RuleIx) -> Vec<RowIx> {
        let others = &self.entry(other).rows;
        let is_shared = |it: &&crate::RowUse| {
            let same = |row: &crate::RowUse| row.row == it.row && row.excluded == it.excluded;
            others.iter().any(same)
        };
        let mut shared: Vec<RowIx> = self
            .entry(one)
            .rows
            .iter()
            .filter(is_shared)
            .map(|it| it.row)
            .collect();
        shared.sort_by_key(|&row| {
            let row = self.rows.get(row);
            row.positive.len() + row.excluded.len()
        });
        shared.dedup();
        shared
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

/// A correlation reads what its members read.
fn inherit(mut derived: Vec<Derived>) -> Vec<Derived> {
    let is_member = |it: &&Related| it.kind == "member";
    let correlations: Vec<usize> = (0..derived.len())
        .filter(|&i| {
            derived[i].events.is_empty() && derived[i].entry.rule.related.iter().any(|it| is_member(&it))
        })
        .collect();
    if correlations.is_empty() {
        return derived;
    }
    let mut ids: HashMap<(&str, &str), usize> = HashMap::new();
    for (i, it) in derived.iter().enumerate() {
        let rule = &it.entry.rule;
        ids.entry((&rule.vendor, &rule.id)).or_insert(i);
    }
    let events_of = |i: usize| {
        let rule = &derived[i].entry.rule;
        let members = rule.related.iter().filter(is_member);
        let members = members.filter_map(|member| ids.get(&(rule.vendor.as_str(), member.id.as_str())));
        let events: BTreeSet<Found> = members
            .flat_map(|&member| derived[member].events.clone())
            .collect();
        let mut events: Vec<Found> = events.into_iter().collect();
        events.sort_by_key(|it| !it.native);
        let mut seen = HashSet::new();
        events.retain(|it| seen.insert((it.provider.clone(), it.event.clone())));
        (i, events)
    };
    let inherited: Vec<(usize, Vec<Found>)> = correlations.into_iter().map(events_of).collect();
    for (i, events) in inherited {
        derived[i].events = events;
    }
    derived
}
