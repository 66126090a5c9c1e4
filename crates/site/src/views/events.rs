//! The table of telemetry events that a population of rules reads.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Catalog, EventIx, RuleIx};
use serde::Serialize;

/// Native events, equivalent ones, and how many rules name none.
#[derive(Debug, Serialize)]
pub(crate) struct EventTable {
    native: Vec<EventLine>,
    equivalent: Vec<EventLine>,
    without: usize,
}

#[derive(Debug, Serialize)]
struct EventLine {
    provider: String,
    event: String,
    title: String,
    verified: bool,
    rules: usize,
    families: usize,
    vendors: usize,
}

impl EventTable {
    pub(crate) fn new(catalog: &Catalog, population: &[RuleIx]) -> Self {
        let (mut native, mut equivalent): (BTreeMap<EventIx, Vec<RuleIx>>, BTreeMap<EventIx, Vec<RuleIx>>) =
            Default::default();
        let mut without = 0;
        for &index in population {
            let events = &catalog.entry(index).events;
            without += usize::from(events.is_empty());
            for it in events {
                let table = if it.native { &mut native } else { &mut equivalent };
                table.entry(it.event).or_default().push(index);
            }
        }
        EventTable {
            native: lines(catalog, native),
            equivalent: lines(catalog, equivalent),
            without,
        }
    }
}

fn lines(catalog: &Catalog, table: BTreeMap<EventIx, Vec<RuleIx>>) -> Vec<EventLine> {
    let mut lines: Vec<EventLine> = table
        .into_iter()
        .map(|(index, rules)| {
            let event = catalog.events.get(index);
            let count = catalog.count(&rules);
            let vendors: BTreeSet<&str> = rules
                .iter()
                .map(|&it| catalog.entry(it).rule.vendor.as_str())
                .collect();
            EventLine {
                provider: event.provider.clone(),
                event: event.event.clone(),
                title: event.title(),
                verified: event.fact.as_ref().is_some_and(|fact| fact.verified),
                rules: count.rules,
                families: count.families,
                vendors: vendors.len(),
            }
        })
        .collect();
    lines.sort_by(|a, b| {
        b.rules
            .cmp(&a.rules)
            .then_with(|| (&a.provider, &a.event).cmp(&(&b.provider, &b.event)))
    });
    lines
}
