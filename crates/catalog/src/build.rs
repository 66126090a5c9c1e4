//! Building the catalog.

use std::collections::BTreeMap;
use std::sync::Arc;

use hashbrown::HashMap;
use rayon::prelude::*;
use rule::knowledge::{Attack, Tables};
use rule::{Rule, TechniqueId};

use crate::derive::{Derived, Knowledge, Numbers};
use crate::entry::Known;
use crate::guide::Count;
use crate::{Bridge, Entry, EventUse, Events, Guide, RowIx, Rows, RuleIx, Similar, alike, rows, telemetry};

/// Everything a catalog is made of.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// All rules, in page order.
    pub rules: Vec<Arc<Rule>>,
    /// ATT&CK.
    pub attack: Attack,
    /// The data tables.
    pub tables: Tables,
}

/// What is true of all rules together. Built once; never changes.
#[derive(Debug, Default)]
pub struct Catalog {
    /// ATT&CK in the pinned version.
    pub attack: Arc<Bridge>,
    /// All rows.
    pub rows: Rows,
    /// All telemetry events that rules read.
    pub events: Events,
    entries: Vec<Entry>,
    by_technique: BTreeMap<TechniqueId, Vec<RuleIx>>,
    similar: alike::Nearest,
}

/// Builds catalogs, and remembers what follows from each rule alone: of the rules of the catalog before, only
/// new ones are looked at again. Only the speed depends on what it remembers.
pub struct Builder {
    attack: Arc<Bridge>,
    knowledge: Arc<Knowledge>,
    numbers: Numbers,
    /// What is known of the rules of the last catalog, by the rule's address, which the entry keeps taken.
    known: HashMap<usize, Arc<Known>>,
    alike: alike::Memory,
}

impl Builder {
    /// A builder that knows no rule yet.
    pub fn new(attack: Attack, tables: Tables) -> Self {
        Builder {
            attack: Arc::new(Bridge::new(attack)),
            knowledge: Arc::new(Knowledge::new(tables)),
            numbers: Numbers::default(),
            known: HashMap::new(),
            alike: alike::Memory::default(),
        }
    }

    /// Builds the catalog of these rules, given in page order.
    pub fn build(&mut self, rules: &[Arc<Rule>]) -> Catalog {
        let known = self.know(rules);
        let ((rows, used), ((events, reads), by_technique)) = rayon::join(
            || rows::enter(&known, &self.numbers.keys),
            || (self.enter_events(&known), by_technique(&known)),
        );
        let own = (0..).zip(known).zip(used.into_iter().zip(reads));
        let entry = |((index, known), (rows, events))| Entry {
            known,
            events,
            rows,
            family: index,
        };
        let entries: Vec<Entry> = own.map(entry).collect();
        let mut catalog = Catalog {
            attack: Arc::clone(&self.attack),
            by_technique,
            rows,
            events,
            entries,
            ..Catalog::default()
        };
        catalog.find_alike(&mut self.alike);
        catalog
    }

    /// What follows from each rule alone, in parallel for those not known yet.
    fn know(&mut self, rules: &[Arc<Rule>]) -> Vec<Arc<Known>> {
        let (known, knowledge) = (&self.known, &self.knowledge);
        let (attack, hasher) = (&*self.attack, self.numbers.keys.hasher());
        let fresh: Vec<Option<Derived>> = rules
            .par_iter()
            .with_max_len(64)
            .map(|rule| {
                let is_new = !known.contains_key(&address(rule));
                is_new.then(|| knowledge.derive(Arc::clone(rule), attack, hasher))
            })
            .collect();
        let mut all = Vec::with_capacity(rules.len());
        for (rule, fresh) in rules.iter().zip(fresh) {
            all.push(match (fresh, self.known.get(&address(rule))) {
                (None, Some(known)) => Arc::clone(known),
                (Some(derived), _) => Arc::new(self.numbers.give(derived, &self.knowledge.facts)),
                (None, None) => continue,
            });
        }
        self.known = all.iter().map(|it| (address(&it.rule), Arc::clone(it))).collect();
        all
    }

    fn enter_events(&self, known: &[Arc<Known>]) -> (Events, Vec<Vec<EventUse>>) {
        let kin = known.iter().map(|it| it.kin());
        telemetry::enter(kin, &self.numbers.events, &self.knowledge.facts)
    }
}

fn address(rule: &Arc<Rule>) -> usize {
    Arc::as_ptr(rule).addr()
}

impl Catalog {
    /// Builds a catalog. The same inputs give the same catalog, whatever the number of threads.
    pub fn new(inputs: Inputs) -> Self {
        Builder::new(inputs.attack, inputs.tables).build(&inputs.rules)
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
        self.similar.get(index as usize).map_or(&[], |it| &**it)
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

    fn find_alike(&mut self, memory: &mut alike::Memory) {
        let index = alike::Index::new(&self.entries, &self.rows.postings);
        self.similar = memory.nearest(&index, &self.entries, &self.rows);
        let families = alike::assign(&self.entries, &self.events, &index, &self.similar);
        for (entry, family) in self.entries.iter_mut().zip(families) {
            entry.family = family;
        }
    }
}

/// The live rules that count for each technique.
fn by_technique(known: &[Arc<Known>]) -> BTreeMap<TechniqueId, Vec<RuleIx>> {
    let mut by_technique: HashMap<&TechniqueId, Vec<RuleIx>> = HashMap::new();
    let live = (0..).zip(known).filter(|(_, it)| it.rule.liveness.is_live());
    for (index, it) in live {
        for id in &it.counts_for {
            by_technique.entry(id).or_default().push(index);
        }
    }
    by_technique
        .into_iter()
        .map(|(id, rules)| (id.clone(), rules))
        .collect()
}
