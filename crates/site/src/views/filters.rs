//! What the rules of a page can be narrowed by.

use std::borrow::Cow;
use std::collections::BTreeMap;

use catalog::{Entry, RuleIx};
use rule::SeverityLevel;
use serde::Serialize;

use super::rule::{language, severity};
use crate::book::Book;

/// The kinds of filters, in page order; their ids are part of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Facet {
    Vendor,
    Platform,
    Domain,
    Severity,
    Status,
    Language,
    Event,
    Fidelity,
}

impl Facet {
    pub(crate) const ALL: [Facet; 8] = [
        Facet::Vendor,
        Facet::Platform,
        Facet::Domain,
        Facet::Severity,
        Facet::Status,
        Facet::Language,
        Facet::Event,
        Facet::Fidelity,
    ];

    pub(crate) fn id(self) -> &'static str {
        match self {
            Facet::Vendor => "vendor",
            Facet::Platform => "platform",
            Facet::Domain => "domain",
            Facet::Severity => "severity",
            Facet::Status => "status",
            Facet::Language => "language",
            Facet::Event => "event",
            Facet::Fidelity => "fidelity",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Facet::Vendor => "Vendor",
            Facet::Platform => "Platform",
            Facet::Domain => "Domain",
            Facet::Severity => "Severity",
            Facet::Status => "Status",
            Facet::Language => "Language",
            Facet::Event => "Event",
            Facet::Fidelity => "Decoded",
        }
    }
}

/// The choice of rules that name no catalogued event.
const NO_EVENT: &str = "none";

/// One filter with its choices.
#[derive(Debug, Serialize)]
pub(crate) struct Filter {
    id: &'static str,
    title: &'static str,
    choices: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    title: String,
    rules: usize,
}

/// What a rule has of a facet; the page's data and its filters agree on these words.
pub(crate) fn facets_of<'a>(book: &Book<'_>, entry: &'a Entry, facet: Facet) -> Vec<Cow<'a, str>> {
    let one = |word: &'a str| Some(Cow::Borrowed(word)).filter(|word| !word.is_empty());
    let all =
        |facets: &'a BTreeMap<String, String>| facets.keys().map(|it| Cow::Borrowed(it.as_str())).collect();
    match facet {
        Facet::Vendor => vec![Cow::Borrowed(&entry.rule.vendor)],
        Facet::Platform => all(&entry.facets.platforms),
        Facet::Domain => all(&entry.facets.domains),
        Facet::Severity => one(severity(entry)).into_iter().collect(),
        Facet::Status => {
            let status = entry.rule.status.as_ref();
            status.and_then(|it| one(&it.native)).into_iter().collect()
        }
        Facet::Language => vec![Cow::Borrowed(language(entry))],
        Facet::Event if entry.events.is_empty() => vec![Cow::Borrowed(NO_EVENT)],
        Facet::Event => {
            let native = entry.events.iter().filter(|it| it.native);
            let event = |it: &catalog::EventUse| book.catalog.events.get(it.event);
            let name = |event: &catalog::Event| Cow::Owned(format!("{} {}", event.provider, event.event));
            native.map(|it| name(event(it))).collect()
        }
        Facet::Fidelity => vec![Cow::Borrowed(entry.fidelity.id())],
    }
}

/// Fewer rules are read faster than they are filtered.
pub(crate) const MIN_FILTERED: usize = 6;

/// The filters of a population: only those that can tell its rules apart.
pub(crate) fn filters(book: &Book<'_>, population: &[RuleIx]) -> Vec<Filter> {
    if population.len() < MIN_FILTERED {
        return Vec::new();
    }
    let filter = |facet: Facet| {
        let mut counts: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
        for &index in population {
            for word in facets_of(book, book.catalog.entry(index), facet) {
                *counts.entry(word).or_default() += 1;
            }
        }
        let tells_apart = counts.len() > 1 || counts.values().any(|&count| count < population.len());
        tells_apart.then(|| Filter {
            id: facet.id(),
            title: facet.title(),
            choices: choices(book, facet, counts),
        })
    };
    Facet::ALL.into_iter().filter_map(filter).collect()
}

fn choices(book: &Book<'_>, facet: Facet, counts: BTreeMap<Cow<'_, str>, usize>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = counts
        .into_iter()
        .map(|(value, rules)| Choice {
            title: choice_title(book, facet, &value),
            value: value.into_owned(),
            rules,
        })
        .collect();
    match facet {
        Facet::Vendor => choices.sort_by_key(|it| book.vendors().iter().position(|v| v.id == it.value)),
        Facet::Severity => choices.sort_by_key(|it| {
            let step = SeverityLevel::ALL.iter().position(|level| level.id() == it.value);
            std::cmp::Reverse(step)
        }),
        _ => choices.sort_by(|a, b| b.rules.cmp(&a.rules).then_with(|| a.value.cmp(&b.value))),
    }
    choices
}

fn choice_title(book: &Book<'_>, facet: Facet, value: &str) -> String {
    match facet {
        Facet::Vendor => book.settings.vendor(value).title,
        Facet::Event if value == NO_EVENT => "no catalogued event".to_owned(),
        _ => value.to_owned(),
    }
}
