//! What every page shows: serialised once and shared.

use serde::Serialize;
use tera::Value;

use crate::book::Book;

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
    licence: &'a str,
}

pub(crate) fn shared(book: &Book<'_>) -> Value {
    let settings = book.settings;
    let all: Vec<_> = book.live().map(|(index, _)| index).collect();
    let counts = book.by_vendor(&all);
    let vendors = book.vendors().iter().zip(counts).map(|(vendor, rules)| {
        let source = settings.sources.iter().find(|it| it.vendor == vendor.id);
        VendorCount {
            id: &vendor.id,
            title: &vendor.title,
            mark: &vendor.mark,
            rules,
            commit: source.and_then(|it| it.commit.as_deref()),
            licence: source.map_or("", |it| it.licence.as_str()),
        }
    });
    let covered = |id: &&rule::TechniqueId| !book.catalog.population(id).is_empty();
    let pages = settings.prose.iter().filter(|prose| !prose.path.contains('/'));
    Value::from_serializable(&Shared {
        title: &settings.title,
        base_url: settings.base_url.as_deref(),
        generator: &settings.generator,
        attack_version: book.catalog.attack.version(),
        vendors: vendors.collect(),
        rules: all.len(),
        set_aside: book.catalog.entries().len() - all.len(),
        techniques: book.techniques.iter().filter(covered).count(),
        pages: pages
            .map(|prose| (prose.path.as_str(), prose.title.as_str()))
            .collect(),
    })
}
