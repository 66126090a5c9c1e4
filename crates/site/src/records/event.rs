//! Telemetry events.

use std::collections::{BTreeMap, BTreeSet};

use catalog::EventIx;
use serde::Serialize;

use super::Selection;
use super::form::{Record, counts_cell};
use super::selection::by_vendor;
use crate::book::Book;

/// An event that rules read, themselves or by another sensor's event for the same activity.
#[derive(Serialize)]
pub(super) struct EventRecord<'a> {
    provider: &'a str,
    event: &'a str,
    title: String,
    channel: &'a str,
    platform: &'a str,
    catalogued: bool,
    verified: bool,
    rules: usize,
    families: usize,
    equivalent: usize,
    vendors: BTreeMap<&'a str, usize>,
    techniques: Vec<&'a str>,
    page: &'a str,
}

pub(super) fn records<'a>(
    book: &'a Book<'_>,
    selection: &'a Selection,
) -> impl Iterator<Item = EventRecord<'a>> {
    let providers = book.places.providers().values();
    let events = providers.flat_map(|provider| &provider.events);
    events
        .map(|&event| record(book, selection, event))
        .filter(|it| it.rules > 0 || it.equivalent > 0)
}

fn record<'a>(book: &'a Book<'_>, selection: &Selection, index: EventIx) -> EventRecord<'a> {
    let event = book.catalog.events.get(index);
    let rules = selection.among(&event.native);
    let count = book.catalog.count(&rules);
    let tagged = rules
        .iter()
        .flat_map(|&rule| &book.catalog.entry(rule).techniques);
    let techniques: BTreeSet<&str> = tagged.map(|it| it.id.as_str()).collect();
    let fact = event.fact.as_ref();
    EventRecord {
        provider: &event.provider,
        event: &event.event,
        title: event.title(),
        channel: fact.map_or("", |fact| fact.channel.as_str()),
        platform: fact.map_or("", |fact| fact.platform.as_str()),
        catalogued: fact.is_some(),
        verified: fact.is_some_and(|fact| fact.verified),
        rules: count.rules,
        families: count.families,
        equivalent: selection.among(&event.equivalent).len(),
        vendors: by_vendor(book, &rules),
        techniques: techniques.into_iter().collect(),
        page: book.places.event(index),
    }
}

impl Record for EventRecord<'_> {
    const HEAD: &'static [&'static str] = &[
        "provider",
        "event",
        "title",
        "channel",
        "platform",
        "rules",
        "families",
        "equivalent",
        "vendors",
        "techniques",
        "page",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.provider.to_owned(),
            self.event.to_owned(),
            self.title.clone(),
            self.channel.to_owned(),
            self.platform.to_owned(),
            self.rules.to_string(),
            self.families.to_string(),
            self.equivalent.to_string(),
            counts_cell(&self.vendors),
            self.techniques.join(" "),
            self.page.to_owned(),
        ]
    }
}
