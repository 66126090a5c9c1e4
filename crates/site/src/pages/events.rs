//! The catalog of telemetry events that rules read: all providers, one provider, one event.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use catalog::{EventIx, RuleIx};
use serde::Serialize;
use tera::Context;

use super::{Job, populations};
use crate::book::Book;
use crate::places::Provider;
use crate::views::{
    EventLine, Extent, GuideView, Neighbour, TechniqueCount, Turn, bar, event_lines, filters,
    group_by_vendor, numbers,
};

#[derive(Serialize)]
struct ProviderLine {
    name: String,
    full: String,
    href: String,
    platform: String,
    events: usize,
    rules: usize,
    bar: usize,
    vendors: usize,
    techniques: usize,
}

#[derive(Serialize)]
struct EventHead {
    provider: String,
    provider_href: String,
    event: String,
    title: String,
    full: String,
    channel: String,
    platform: String,
    verified: bool,
    known: bool,
    rules: usize,
    equivalent: usize,
    techniques: usize,
    vendors: usize,
    /// Rules that read this event and no other.
    alone: usize,
    address: String,
}

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Job::page("events/", "events.html", move || index(book))
        .into_iter()
        .collect();
    let names: Arc<Vec<&String>> = Arc::new(book.places.providers().keys().collect());
    for (place, (name, provider)) in book.places.providers().iter().enumerate() {
        let names = Arc::clone(&names);
        let path = format!("events/{}/", provider.slug);
        jobs.extend(Job::page(&path, "provider.html", move || {
            let mut context = provider_model(book, name, provider);
            context.insert("turn", &Turn::at(&names, place, |name| neighbour(book, name)));
            context
        }));
        for (i, &event) in provider.events.iter().enumerate() {
            let previous = i.checked_sub(1).and_then(|i| provider.events.get(i)).copied();
            let next = provider.events.get(i + 1).copied();
            event_jobs(book, event, (previous, next), &mut jobs);
        }
    }
    jobs
}

fn event_jobs<'a>(
    book: &'a Book<'a>,
    event: EventIx,
    (previous, next): (Option<EventIx>, Option<EventIx>),
    jobs: &mut Vec<Job<'a>>,
) {
    let path = book.places.event(event);
    let turn = move |event: Option<EventIx>| event.map(|event| EventLine::new(book, event, &[], 0));
    jobs.extend(Job::page(path, "event.html", move || {
        let mut context = event_model(book, event);
        context.insert("previous", &turn(previous));
        context.insert("next", &turn(next));
        context
    }));
    let it = book.catalog.events.get(event);
    if !it.native.is_empty() {
        let name = format!("{} {}", it.provider, it.event);
        jobs.extend(populations(book, path, (name, it.title()), &it.native));
    }
}

fn neighbour(book: &Book<'_>, provider: &str) -> Neighbour {
    Neighbour {
        href: book.places.provider(provider),
        title: provider.to_owned(),
    }
}

fn index(book: &Book<'_>) -> Context {
    let mut lines: Vec<ProviderLine> = book
        .places
        .providers()
        .iter()
        .map(|(name, provider)| provider_line(book, name, provider))
        .collect();
    lines.sort_by(|a, b| b.rules.cmp(&a.rules).then_with(|| a.name.cmp(&b.name)));
    let largest = lines.first().map_or(0, |line| line.rules);
    for line in &mut lines {
        line.bar = bar(line.rules, largest);
    }
    let without = book.live().filter(|(_, entry)| entry.events.is_empty()).count();
    let mut context = Context::new();
    context.insert("events", &lines.iter().map(|line| line.events).sum::<usize>());
    context.insert("providers", &lines);
    context.insert("without", &without);
    context
}

/// Live rules that read some event of the provider.
pub(super) fn rules_of(book: &Book<'_>, provider: &Provider) -> Vec<RuleIx> {
    let mut rules: Vec<RuleIx> = provider
        .events
        .iter()
        .flat_map(|&event| &book.catalog.events.get(event).native)
        .copied()
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

fn provider_line(book: &Book<'_>, name: &str, provider: &Provider) -> ProviderLine {
    let rules = rules_of(book, provider);
    let facts = provider
        .events
        .iter()
        .filter_map(|&event| book.catalog.events.get(event).fact.as_ref());
    let (mut full, mut platform) = (String::new(), String::new());
    for fact in facts {
        if full.is_empty() && fact.provider_full != name {
            full.clone_from(&fact.provider_full);
        }
        if platform.is_empty() {
            platform = in_words(&fact.platform);
        }
    }
    ProviderLine {
        name: name.to_owned(),
        full,
        href: book.places.provider(name),
        platform,
        events: provider.events.len(),
        rules: rules.len(),
        bar: 0,
        vendors: book.by_vendor(&rules).iter().filter(|count| **count > 0).count(),
        techniques: TechniqueCount::of(book, &rules).len(),
    }
}

fn provider_model(book: &Book<'_>, name: &str, provider: &Provider) -> Context {
    let table = |rules: fn(&catalog::Event) -> &Vec<RuleIx>| -> BTreeMap<EventIx, Vec<RuleIx>> {
        let uses = provider
            .events
            .iter()
            .map(|&event| (event, rules(book.catalog.events.get(event)).clone()));
        uses.filter(|(_, rules)| !rules.is_empty()).collect()
    };
    let techniques = TechniqueCount::of(book, &rules_of(book, provider));
    let mut context = Context::new();
    context.insert("provider", &provider_line(book, name, provider));
    context.insert("native", &event_lines(book, table(|event| &event.native)));
    context.insert("equivalent", &event_lines(book, table(|event| &event.equivalent)));
    context.insert("techniques", &techniques);
    context
}

fn event_model(book: &Book<'_>, index: EventIx) -> Context {
    let event = book.catalog.events.get(index);
    let numbers = numbers(book, &event.native);
    let place = |rule: RuleIx| numbers.get(&rule).copied().unwrap_or_default();
    let techniques = TechniqueCount::of(book, &event.native);
    let mut context = Context::new();
    context.insert("event", &head(book, index, techniques.len()));
    let filters = filters(book, &event.native);
    // What one rule filters stands on that rule's page.
    if event.native.len() > 1 {
        let extent = if filters.is_empty() {
            Extent::Ample
        } else {
            Extent::Top
        };
        let guide = book.catalog.guide(&event.native);
        context.insert("guide", &GuideView::new(book, &guide, extent, &place));
    } else {
        context.insert("guide", &());
    }
    context.insert("filters", &filters);
    context.insert("groups", &group_by_vendor(book, &event.native));
    context.insert("techniques", &techniques);
    context.insert("siblings", &event_lines(book, siblings(book, index)));
    context
}

fn head(book: &Book<'_>, index: EventIx, techniques: usize) -> EventHead {
    let event = book.catalog.events.get(index);
    let fact = event.fact.as_ref();
    let word = |pick: fn(&rule::knowledge::EventFact) -> &String| fact.map(pick).cloned().unwrap_or_default();
    let alone = |&&rule: &&RuleIx| {
        let uses = &book.catalog.entry(rule).events;
        uses.iter().filter(|it| it.native).count() == 1
    };
    let by_vendor = book.by_vendor(&event.native);
    EventHead {
        provider: event.provider.clone(),
        provider_href: book.places.provider(&event.provider),
        event: event.event.clone(),
        title: event.title(),
        full: word(|fact| &fact.provider_full),
        channel: word(|fact| &fact.channel),
        platform: in_words(&word(|fact| &fact.platform)),
        verified: fact.is_some_and(|fact| fact.verified),
        known: fact.is_some(),
        rules: event.native.len(),
        equivalent: event.equivalent.len(),
        techniques,
        vendors: by_vendor.iter().filter(|count| **count > 0).count(),
        alone: event.native.iter().filter(alone).count(),
        address: book.places.event(index).to_owned(),
    }
}

/// Platforms as the tables list them, `windows;macos`, for people.
fn in_words(platforms: &str) -> String {
    platforms.replace(';', ", ")
}

/// Events of other sensors that the same rules could read, with those rules.
fn siblings(book: &Book<'_>, index: EventIx) -> BTreeMap<EventIx, Vec<RuleIx>> {
    let event = book.catalog.events.get(index);
    let mut table: BTreeMap<EventIx, BTreeSet<RuleIx>> = BTreeMap::new();
    for (rules, native) in [(&event.native, false), (&event.equivalent, true)] {
        for &rule in rules {
            for it in &book.catalog.entry(rule).events {
                if it.native == native && it.event != index {
                    table.entry(it.event).or_default().insert(rule);
                }
            }
        }
    }
    let mut rows: Vec<(EventIx, BTreeSet<RuleIx>)> = table.into_iter().collect();
    rows.sort_by_key(|(event, rules)| (std::cmp::Reverse(rules.len()), *event));
    rows.into_iter()
        .take(MAX_SIBLINGS)
        .map(|(event, rules)| (event, rules.into_iter().collect()))
        .collect()
}

/// Equivalent events named on a page.
const MAX_SIBLINGS: usize = 20;
