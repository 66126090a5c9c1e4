//! The tables of telemetry events that a population of rules reads.

use std::collections::BTreeMap;

use catalog::{EventIx, RuleIx};
use serde::Serialize;

use super::CountView;
use crate::book::Book;

/// Rows that stand open on the page; the rest is folded.
const SHOWN: usize = 20;

/// Native events, equivalent ones, and how many rules name none.
#[derive(Debug, Serialize)]
pub(crate) struct EventTable {
    native: Vec<EventLine>,
    rest: Vec<EventLine>,
    equivalent: Vec<EventLine>,
    total: usize,
    without: usize,
}

/// An event in a list.
#[derive(Debug, Serialize)]
pub(crate) struct EventLine {
    provider: String,
    event: String,
    title: String,
    href: String,
    verified: bool,
    count: CountView,
    vendors: usize,
}

impl EventLine {
    /// An event with the rules that read it.
    pub(crate) fn new(book: &Book<'_>, index: EventIx, rules: &[RuleIx], largest: usize) -> Self {
        let event = book.catalog.events.get(index);
        let vendors = book.by_vendor(rules);
        EventLine {
            provider: event.provider.clone(),
            event: event.event.clone(),
            title: event.title(),
            href: book.places.event(index).to_owned(),
            verified: event.fact.as_ref().is_some_and(|fact| fact.verified),
            count: CountView::new(book.catalog.count(rules), largest),
            vendors: vendors.iter().filter(|count| **count > 0).count(),
        }
    }
}

impl EventTable {
    pub(crate) fn new(book: &Book<'_>, population: &[RuleIx]) -> Self {
        let (mut native, mut equivalent): (BTreeMap<EventIx, Vec<RuleIx>>, BTreeMap<EventIx, Vec<RuleIx>>) =
            Default::default();
        let mut without = 0;
        for &index in population {
            let events = &book.catalog.entry(index).events;
            without += usize::from(events.is_empty());
            for it in events {
                let table = if it.native { &mut native } else { &mut equivalent };
                table.entry(it.event).or_default().push(index);
            }
        }
        let mut native = event_lines(book, native);
        let total = native.len();
        let rest = native.split_off(total.min(SHOWN));
        EventTable {
            native,
            rest,
            equivalent: event_lines(book, equivalent),
            total,
            without,
        }
    }
}

/// Events with their rules, those with most rules first.
pub(crate) fn event_lines(book: &Book<'_>, table: BTreeMap<EventIx, Vec<RuleIx>>) -> Vec<EventLine> {
    let mut rows: Vec<(EventIx, Vec<RuleIx>)> = table.into_iter().collect();
    let name = |index: EventIx| {
        let event = book.catalog.events.get(index);
        (&event.provider, &event.event)
    };
    rows.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| name(a.0).cmp(&name(b.0))));
    let largest = rows.first().map_or(0, |(_, rules)| rules.len());
    rows.iter()
        .map(|(index, rules)| EventLine::new(book, *index, rules, largest))
        .collect()
}
