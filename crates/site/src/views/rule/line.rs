//! A rule as a line in lists.

use std::collections::HashMap;

use catalog::{Catalog, Entry, RuleIx};
use serde::Serialize;

use crate::{Settings, VendorInfo};

/// A rule in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RuleLine {
    pub(crate) number: usize,
    title: String,
    href: String,
    vendor: String,
    mark: String,
    severity: String,
    severity_level: String,
    status: String,
    language: String,
    fidelity: &'static str,
    platforms: Vec<String>,
    domains: Vec<String>,
    techniques: Vec<String>,
}

impl RuleLine {
    pub(crate) fn new(settings: &Settings, entry: &Entry, number: usize) -> Self {
        let rule = &entry.rule;
        let severity = rule.severity.as_ref();
        RuleLine {
            number,
            title: title(entry),
            href: address(entry),
            vendor: rule.vendor.clone(),
            mark: settings.vendor(&rule.vendor).mark,
            severity: severity.map(|it| it.native.clone()).unwrap_or_default(),
            severity_level: severity
                .and_then(|it| it.level)
                .map(|level| level.id().to_owned())
                .unwrap_or_default(),
            status: rule
                .status
                .as_ref()
                .map(|it| it.native.clone())
                .unwrap_or_default(),
            language: rule
                .query
                .as_ref()
                .map(|query| query.language.title().to_owned())
                .unwrap_or_default(),
            fidelity: rule.logic.fidelity().id(),
            platforms: entry.facets.platforms.keys().cloned().collect(),
            domains: entry.facets.domains.keys().cloned().collect(),
            techniques: entry.techniques.iter().map(|it| it.id.to_string()).collect(),
        }
    }
}

/// The rules of one vendor in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VendorGroup {
    pub(crate) vendor: String,
    title: String,
    mark: String,
    pub(crate) count: usize,
    rules: Vec<RuleLine>,
}

/// Groups a population by vendor, in page order, and numbers its rules through.
pub(crate) fn group_by_vendor(
    catalog: &Catalog,
    settings: &Settings,
    population: &[RuleIx],
) -> Vec<VendorGroup> {
    let mut groups: Vec<VendorGroup> = Vec::new();
    for (number, index) in (1..).zip(sorted(catalog, settings, population)) {
        let entry = catalog.entry(index);
        if groups
            .last()
            .is_none_or(|group| group.vendor != entry.rule.vendor)
        {
            let VendorInfo { id, title, mark } = settings.vendor(&entry.rule.vendor);
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
            group.rules.push(RuleLine::new(settings, entry, number));
        }
    }
    groups
}

/// The number of each rule of a population in the list that [`group_by_vendor`] makes.
pub(crate) fn numbers(
    catalog: &Catalog,
    settings: &Settings,
    population: &[RuleIx],
) -> HashMap<RuleIx, usize> {
    sorted(catalog, settings, population)
        .into_iter()
        .zip(1..)
        .collect()
}

/// A population by vendor in page order, then by title.
fn sorted(catalog: &Catalog, settings: &Settings, population: &[RuleIx]) -> Vec<RuleIx> {
    let order = |vendor: &str| {
        settings
            .vendors
            .iter()
            .position(|it| it.id == vendor)
            .unwrap_or(usize::MAX)
    };
    let mut rules = population.to_vec();
    rules.sort_by_cached_key(|&index| {
        let entry = catalog.entry(index);
        (
            order(&entry.rule.vendor),
            entry.rule.vendor.clone(),
            title(entry).to_lowercase(),
            index,
        )
    });
    rules
}

/// A rule's title; its id when it has none.
pub(crate) fn title(entry: &Entry) -> String {
    let title = entry.rule.title.trim();
    if title.is_empty() {
        entry.rule.id.clone()
    } else {
        title.to_owned()
    }
}

/// The address of a rule's page.
pub(crate) fn address(entry: &Entry) -> String {
    format!("rules/{}/{}/", entry.rule.vendor, entry.rule.slug)
}
