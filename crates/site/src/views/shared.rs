//! What every page shows: serialised once and shared.

use serde::Serialize;
use tera::Value;

use crate::Site;

#[derive(Serialize)]
struct Shared<'a> {
    title: &'a str,
    base_url: Option<&'a str>,
    generator: &'a str,
    attack_version: Option<&'a str>,
    vendors: Vec<VendorCount<'a>>,
    rules: usize,
    set_aside: usize,
    techniques: usize,
    pages: Vec<(&'a str, &'a str)>,
}

#[derive(Serialize)]
struct VendorCount<'a> {
    id: &'a str,
    title: &'a str,
    mark: &'a str,
    rules: usize,
    commit: Option<&'a str>,
}

pub(crate) fn shared(site: &Site<'_>) -> Value {
    let settings = site.settings;
    let live = site
        .catalog
        .entries()
        .iter()
        .filter(|entry| entry.rule.liveness.is_live())
        .count();
    let vendors = settings.vendors.iter().map(|vendor| VendorCount {
        id: &vendor.id,
        title: &vendor.title,
        mark: &vendor.mark,
        rules: site
            .catalog
            .entries()
            .iter()
            .filter(|entry| entry.rule.vendor == vendor.id && entry.rule.liveness.is_live())
            .count(),
        commit: settings
            .sources
            .iter()
            .find(|source| source.vendor == vendor.id)
            .and_then(|it| it.commit.as_deref()),
    });
    let covered = |id: &&rule::TechniqueId| !site.catalog.population(id).is_empty();
    let pages = settings
        .prose
        .iter()
        .filter(|prose| !prose.path.starts_with("techniques/"));
    Value::from_serializable(&Shared {
        title: &settings.title,
        base_url: settings.base_url.as_deref(),
        generator: &settings.generator,
        attack_version: site.catalog.attack.version(),
        vendors: vendors.filter(|vendor| vendor.rules > 0).collect(),
        rules: live,
        set_aside: site.catalog.entries().len() - live,
        techniques: site.catalog.technique_ids().iter().filter(covered).count(),
        pages: pages
            .map(|prose| (prose.path.as_str(), prose.title.as_str()))
            .collect(),
    })
}
