//! Looking at rules one by one, and then at all of them together.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashbrown::DefaultHashBuilder;
use rayon::prelude::*;
use rule::knowledge::{Attack, Tables};
use rule::{Rule, TechniqueId};

use super::sketch::Sketch;
use super::subject::Subject;
use super::survey::Survey;
use super::told::{Told, alone, among};
use super::{Census, Finding, ignored, unknown_field};
use crate::derive::{Derived, Knowledge, Numbers};
use crate::entry::Known;
use crate::telemetry::EventKeys;
use crate::{Bridge, Events, RuleIx, coverage, telemetry};

/// Looks at rules, in any order and from any thread. A rule's texts and logic are needed for that moment only: what
/// others are compared with is a [`Sketch`] of it.
pub struct Inspector {
    attack: Bridge,
    knowledge: Knowledge,
    hasher: DefaultHashBuilder,
    register: Mutex<Register>,
}

/// What many rules have in common, kept once.
#[derive(Default)]
struct Register {
    numbers: Numbers,
    names: HashSet<Arc<str>>,
    /// The techniques of live rules, and those above them.
    techniques: BTreeSet<TechniqueId>,
}

impl Inspector {
    /// An inspector that has seen no rule.
    pub fn new(attack: Attack, tables: Tables) -> Self {
        let register = Register::default();
        Inspector {
            attack: Bridge::new(attack),
            knowledge: Knowledge::new(tables),
            hasher: register.numbers.keys.hasher().clone(),
            register: Mutex::new(register),
        }
    }

    /// Looks at a rule. Findings about it are told if they are wanted and it counts.
    pub fn look(&self, rule: Rule, is_wanted: bool) -> Sketch {
        let is_wanted = is_wanted && rule.liveness.is_live();
        let derived = self.knowledge.derive(Arc::new(rule), &self.attack, &self.hasher);
        let (mut told, mut doubts, mut ignored) = (Vec::new(), Box::default(), Vec::new());
        if is_wanted {
            ignored = ignored::codes(&derived.known.rule);
            let subject = Subject {
                attack: &self.attack,
                knowledge: &self.knowledge,
                known: &derived.known,
                found: &derived.events,
            };
            told = alone(&subject, &ignored);
            doubts = unknown_field::doubts(&subject);
        }
        let known = self.register().number(derived, &self.knowledge);
        Sketch {
            is_wanted,
            told,
            ignored: ignored.into(),
            doubts,
            ..Sketch::new(known, |name| self.register().name(name))
        }
    }

    fn register(&self) -> MutexGuard<'_, Register> {
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compares all rules, given in page order.
    pub fn compare(self, mut sketches: Vec<Sketch>) -> Census {
        let register = self.register.into_inner().unwrap_or_else(PoisonError::into_inner);
        let told: Vec<Vec<Told>> = sketches.iter_mut().map(Sketch::take_told).collect();
        let events = enter_events(&mut sketches, &register.numbers.events, &self.knowledge);
        let survey = Survey::new(&sketches, &events, register.numbers.keys.len());
        let findings = told
            .into_par_iter()
            .enumerate()
            .with_max_len(64)
            .flat_map_iter(|(index, told)| about(&survey, index as RuleIx, told))
            .collect();
        drop(survey);
        let live = sketches.iter().filter(|it| it.is_live);
        Census {
            coverage: coverage::count(live.map(Into::into)),
            techniques: register.techniques.len(),
            findings,
            sketches,
        }
    }
}

/// The findings about a rule alone and among others, by place.
fn about(survey: &Survey<'_>, rule: RuleIx, mut told: Vec<Told>) -> Vec<Finding> {
    let peer = survey.peer(rule);
    if peer.sketch.is_wanted {
        told.extend(among(&peer));
    }
    told.sort_by_key(Told::place);
    told.into_iter().map(|it| it.about(rule)).collect()
}

/// Enters what rules read, themselves or through others, into the events of all.
fn enter_events(sketches: &mut [Sketch], keys: &EventKeys, knowledge: &Knowledge) -> Events {
    let (events, reads) = telemetry::enter(sketches.iter().map(Sketch::kin), keys, &knowledge.facts);
    for (sketch, own) in sketches.iter_mut().zip(reads) {
        sketch.events = own.into();
        sketch.reads = Box::default();
    }
    events
}

impl Register {
    /// Gives triples and events their numbers.
    fn number(&mut self, derived: Derived, knowledge: &Knowledge) -> Known {
        let known = self.numbers.give(derived, &knowledge.facts);
        if known.rule.liveness.is_live() {
            self.techniques.extend(known.counts_for.iter().cloned());
        }
        known
    }

    /// One text for all rules that have it.
    fn name(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.names.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        name
    }
}
