//! A technique in a list.

use std::collections::BTreeMap;

use catalog::{Catalog, RuleIx};
use rule::TechniqueId;
use serde::Serialize;

use super::bar;
use crate::book::Book;

/// A technique in a list, counted with its sub-techniques.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TechniqueLine {
    pub(crate) id: String,
    pub(crate) name: String,
    is_sub: bool,
    pub(crate) rules: usize,
    families: usize,
    pub(crate) vendors: usize,
    pub(crate) by_vendor: Vec<usize>,
}

impl TechniqueLine {
    pub(crate) fn new(book: &Book<'_>, id: &TechniqueId) -> Self {
        let population = book.catalog.population(id);
        let by_vendor = book.by_vendor(population);
        let count = book.catalog.count(population);
        TechniqueLine {
            id: id.to_string(),
            name: name(book.catalog, id),
            is_sub: id.is_sub(),
            rules: count.rules,
            families: count.families,
            vendors: by_vendor.iter().filter(|count| **count > 0).count(),
            by_vendor,
        }
    }
}

/// A technique's name; for a sub-technique its own part only.
fn name(catalog: &Catalog, id: &TechniqueId) -> String {
    catalog.attack.technique(id).map_or_else(
        || "Unknown technique".to_owned(),
        |technique| technique.name.clone(),
    )
}

/// A technique with a part of its rules.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TechniqueCount {
    id: String,
    name: String,
    rules: usize,
    bar: usize,
}

impl TechniqueCount {
    /// The techniques these rules are tagged with, those with most rules first.
    pub(crate) fn of(book: &Book<'_>, rules: &[RuleIx]) -> Vec<TechniqueCount> {
        let mut counts: BTreeMap<&TechniqueId, usize> = BTreeMap::new();
        for &rule in rules {
            for technique in &book.catalog.entry(rule).techniques {
                *counts.entry(&technique.id).or_default() += 1;
            }
        }
        let mut counts: Vec<(&TechniqueId, usize)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let largest = counts.first().map_or(0, |(_, rules)| *rules);
        counts
            .into_iter()
            .map(|(id, rules)| TechniqueCount {
                id: id.to_string(),
                name: book.line(id).name,
                rules,
                bar: bar(rules, largest),
            })
            .collect()
    }
}
