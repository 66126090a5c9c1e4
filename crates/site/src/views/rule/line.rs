//! A rule as a line in lists.

use std::collections::HashMap;

use catalog::{Entry, RuleIx};
use serde::Serialize;

use crate::book::Book;
use crate::{Settings, VendorInfo};

/// Bytes of a title; it stands on every page that names the rule.
const MAX_TITLE: usize = 250;

/// A rule in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RuleLine {
    number: usize,
    title: String,
    href: String,
    /// The step on the five-step scale; empty when the rule has none.
    severity: &'static str,
    /// Whether it is the site owner's own.
    private: bool,
    /// What tells rules of one list apart, in words.
    meta: String,
}

impl RuleLine {
    pub(crate) fn new(book: &Book<'_>, entry: &Entry, number: usize) -> Self {
        RuleLine {
            number,
            title: title(entry),
            href: address(entry),
            severity: severity(entry),
            private: is_private(book.settings, entry),
            meta: meta(entry),
        }
    }
}

/// The rule's place on the five-step scale; empty when it has none.
pub(crate) fn severity(entry: &Entry) -> &'static str {
    let level = entry.rule.severity.as_ref().and_then(|it| it.level);
    level.map_or("", |level| level.id())
}

/// Whether the rule is the site owner's own.
pub(super) fn is_private(settings: &Settings, entry: &Entry) -> bool {
    settings
        .source(&entry.rule.source)
        .is_some_and(|source| source.private)
}

/// The language's name.
pub(crate) fn language(entry: &Entry) -> &'static str {
    entry.rule.language().title()
}

fn meta(entry: &Entry) -> String {
    let mut words: Vec<&str> = Vec::new();
    let severity = entry.rule.severity.as_ref();
    words.extend(severity.map(|it| it.level.map_or(it.native.as_str(), |level| level.id())));
    words.extend(entry.facets.platforms.keys().map(String::as_str));
    words.push(language(entry));
    if entry.fidelity != rule::Fidelity::Exact {
        words.push(entry.fidelity.id());
    }
    words.retain(|word| !word.is_empty());
    words.join(" · ")
}

/// The rules of one vendor in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VendorGroup {
    vendor: String,
    title: String,
    mark: String,
    count: usize,
    rules: Vec<RuleLine>,
}

/// Groups a population by vendor, in page order, and numbers its rules through.
pub(crate) fn group_by_vendor(book: &Book<'_>, population: &[RuleIx]) -> Vec<VendorGroup> {
    let mut groups: Vec<VendorGroup> = Vec::new();
    for (number, index) in (1..).zip(book.in_order(population)) {
        let entry = book.catalog.entry(index);
        if groups
            .last()
            .is_none_or(|group| group.vendor != entry.rule.vendor)
        {
            let VendorInfo { id, title, mark } = book.settings.vendor(&entry.rule.vendor);
            groups.push(VendorGroup {
                vendor: id,
                title,
                mark,
                count: 0,
                rules: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.count += 1;
            group.rules.push(RuleLine::new(book, entry, number));
        }
    }
    groups
}

/// The number of each rule of a population in the list that [`group_by_vendor`] makes.
pub(crate) fn numbers(book: &Book<'_>, population: &[RuleIx]) -> HashMap<RuleIx, usize> {
    book.in_order(population).into_iter().zip(1..).collect()
}

/// A rule's title; its id when it has none.
pub(crate) fn title(entry: &Entry) -> String {
    let title = entry.rule.title.trim();
    if title.is_empty() {
        entry.rule.id.clone()
    } else if title.len() <= MAX_TITLE {
        title.to_owned()
    } else {
        let mut end = MAX_TITLE;
        while !title.is_char_boundary(end) {
            end -= 1;
        }
        format!("{}…", &title[..end])
    }
}

/// The address of a rule's page.
pub(crate) fn address(entry: &Entry) -> String {
    format!("rules/{}/{}/", entry.rule.vendor, entry.rule.slug)
}
