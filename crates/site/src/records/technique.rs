//! Techniques.

use std::collections::{BTreeMap, BTreeSet};

use catalog::RuleIx;
use rule::TechniqueId;
use serde::Serialize;

use super::Selection;
use super::form::{Record, counts_cell};
use super::selection::by_vendor;
use crate::book::Book;

/// A technique, counted with its sub-techniques as on its page.
#[derive(Serialize)]
pub(super) struct TechniqueRecord<'a> {
    id: &'a str,
    name: String,
    parent: Option<String>,
    domain: Option<&'a str>,
    tactics: &'a [String],
    platforms: &'a [String],
    known: bool,
    rules: usize,
    families: usize,
    vendors: BTreeMap<&'a str, usize>,
    events: usize,
    page: String,
}

pub(super) fn records<'a>(
    book: &'a Book<'_>,
    selection: &'a Selection,
) -> impl Iterator<Item = TechniqueRecord<'a>> {
    let counted = book
        .techniques
        .iter()
        .map(|id| (id, selection.among(book.catalog.population(id))));
    counted
        .filter(|(_, rules)| selection.is_whole || !rules.is_empty())
        .map(|(id, rules)| record(book, id, &rules))
}

fn record<'a>(book: &'a Book<'_>, id: &'a TechniqueId, rules: &[RuleIx]) -> TechniqueRecord<'a> {
    let known = book.catalog.attack.technique(id);
    let count = book.catalog.count(rules);
    let events: BTreeSet<_> = rules
        .iter()
        .flat_map(|&rule| &book.catalog.entry(rule).events)
        .filter(|it| it.native)
        .map(|it| it.event)
        .collect();
    TechniqueRecord {
        id: id.as_str(),
        name: book.line(id).name,
        parent: id.is_sub().then(|| id.parent().to_string()),
        domain: known.map(|it| it.domain.as_str()),
        tactics: known.map_or(&[], |it| it.tactics.as_slice()),
        platforms: known.map_or(&[], |it| it.platforms.as_slice()),
        known: known.is_some(),
        rules: count.rules,
        families: count.families,
        vendors: by_vendor(book, rules),
        events: events.len(),
        page: format!("techniques/{id}/"),
    }
}

impl Record for TechniqueRecord<'_> {
    const HEAD: &'static [&'static str] = &[
        "id",
        "name",
        "tactics",
        "platforms",
        "rules",
        "families",
        "vendors",
        "events",
        "page",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_owned(),
            self.name.clone(),
            self.tactics.join(" "),
            self.platforms.join(", "),
            self.rules.to_string(),
            self.families.to_string(),
            counts_cell(&self.vendors),
            self.events.to_string(),
            self.page.clone(),
        ]
    }
}
