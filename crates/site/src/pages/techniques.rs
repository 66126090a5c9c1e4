//! The technique index, the technique pages and their complete tables.

use std::collections::BTreeMap;

use catalog::{Catalog, RuleIx};
use rule::TechniqueId;
use rule::knowledge::Technique;
use serde::Serialize;
use tera::{Context, Value};

use super::Job;
use crate::fragment::web_address;
use crate::views::{EventTable, Extent, GuideView, group_by_vendor};
use crate::{Prose, Site, markdown};

/// A technique in a list.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TechniqueLine {
    id: String,
    pub(super) name: String,
    is_sub: bool,
    rules: usize,
    families: usize,
    vendors: usize,
    by_vendor: Vec<usize>,
}

/// A technique in a list, counted with its sub-techniques.
pub(super) fn line(site: &Site<'_>, id: &TechniqueId) -> TechniqueLine {
    let population = site.catalog.population(id);
    let counts = vendor_counts(site, population);
    let count = site.catalog.count(population);
    TechniqueLine {
        id: id.to_string(),
        name: name(site.catalog, id),
        is_sub: id.is_sub(),
        rules: count.rules,
        families: count.families,
        vendors: counts.iter().filter(|count| **count > 0).count(),
        by_vendor: counts,
    }
}

/// How many rules of the population each vendor has, in page order.
fn vendor_counts(site: &Site<'_>, population: &[RuleIx]) -> Vec<usize> {
    let mut by_vendor: BTreeMap<&str, usize> = BTreeMap::new();
    for &index in population {
        *by_vendor
            .entry(&site.catalog.entry(index).rule.vendor)
            .or_default() += 1;
    }
    site.settings
        .vendors
        .iter()
        .map(|vendor| by_vendor.get(vendor.id.as_str()).copied().unwrap_or_default())
        .collect()
}

/// A technique's name; for a sub-technique its own part only.
pub(super) fn name(catalog: &Catalog, id: &TechniqueId) -> String {
    catalog.attack.technique(id).map_or_else(
        || "Unknown technique".to_owned(),
        |technique| technique.name.clone(),
    )
}

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    let ids = site.catalog.technique_ids();
    let mut jobs = Vec::with_capacity(ids.len() * 2 + 1);
    jobs.extend(Job::page("techniques/", "techniques.html", {
        let ids = ids.clone();
        move || {
            let mut context = Context::new();
            let lines: Vec<TechniqueLine> = ids.iter().map(|id| line(site, id)).collect();
            context.insert("techniques", &lines);
            context
        }
    }));
    for (i, id) in ids.iter().enumerate() {
        let previous = i.checked_sub(1).and_then(|i| ids.get(i)).cloned();
        let (id, next) = (id.clone(), ids.get(i + 1).cloned());
        let whole = id.clone();
        jobs.extend(Job::page(
            &format!("techniques/{id}/"),
            "technique.html",
            move || {
                let mut context = model(site, &id, Extent::Top);
                context.insert("previous", &previous.as_ref().map(|id| line(site, id)));
                context.insert("next", &next.as_ref().map(|id| line(site, id)));
                context
            },
        ));
        if !site.catalog.population(&whole).is_empty() {
            let path = format!("techniques/{whole}/guide/");
            jobs.extend(Job::page(&path, "guide.html", move || {
                model(site, &whole, Extent::Whole)
            }));
        }
    }
    jobs
}

fn model(site: &Site<'_>, id: &TechniqueId, extent: Extent) -> Context {
    let catalog = site.catalog;
    let population = catalog.population(id);
    let groups = group_by_vendor(catalog, site.settings, population);
    let numbers = crate::views::numbers(catalog, site.settings, population);
    let place = |rule: RuleIx| numbers.get(&rule).copied().unwrap_or_default();
    let guide = GuideView::new(catalog, &catalog.guide(population), extent, &place);
    let mut context = Context::new();
    context.insert("technique", &line(site, id));
    context.insert("guide_is_cut", &guide.is_cut());
    context.insert("guide", &guide);
    if extent == Extent::Top {
        head(site, id, &mut context);
        context.insert("events", &EventTable::new(catalog, population));
        context.insert("tagged_as", &tagged_as(catalog, id, population));
    }
    context.insert("groups", &groups);
    context
}

/// What ATT&CK and our own notes say about the technique.
fn head(site: &Site<'_>, id: &TechniqueId, context: &mut Context) {
    let catalog = site.catalog;
    let technique = catalog.attack.technique(id);
    let parent = Some(id.parent()).filter(|parent| parent != id);
    let is_sub = |other: &&TechniqueId| other.is_sub() && other.parent() == *id;
    let subs: Vec<TechniqueLine> = catalog
        .technique_ids()
        .iter()
        .filter(is_sub)
        .map(|sub| line(site, sub))
        .collect();
    context.insert("known", &technique.is_some());
    context.insert(
        "withdrawn",
        &technique.is_some_and(|technique| technique.withdrawn),
    );
    context.insert("parent", &parent.map(|parent| line(site, &parent)));
    context.insert("subs", &subs);
    context.insert(
        "tactics",
        &technique
            .map(|technique| tactics(catalog, technique))
            .unwrap_or_default(),
    );
    context.insert(
        "platforms",
        &technique
            .map(|technique| technique.platforms.clone())
            .unwrap_or_default(),
    );
    context.insert("url", &technique.and_then(|technique| technique.url.clone()));
    context.insert("citations", &technique.map(citations).unwrap_or_default());
    let (lead, rest) = description(
        technique
            .map(|technique| technique.description.as_str())
            .unwrap_or_default(),
    );
    context.insert_value("lead", lead);
    context.insert_value("rest", rest);
    let notes = site
        .settings
        .prose
        .iter()
        .find(|prose| prose.path == format!("techniques/{id}"));
    context.insert_value("notes", notes_html(notes));
}

/// Short names and names of a technique's tactics.
fn tactics(catalog: &Catalog, technique: &Technique) -> Vec<(String, String)> {
    let name = |slug: &str| {
        catalog
            .attack
            .tactic(slug)
            .map_or_else(|| slug.to_owned(), |(_, it)| it.name.clone())
    };
    technique
        .tactics
        .iter()
        .map(|slug| (slug.clone(), name(slug)))
        .collect()
}

/// What a description cites: the text and, where it is fit for a link, the address.
fn citations(technique: &Technique) -> Vec<(String, Option<String>)> {
    let web = |url: &Option<String>| url.as_deref().and_then(web_address).map(str::to_owned);
    technique
        .citations
        .iter()
        .map(|it| (it.text.clone(), web(&it.url)))
        .collect()
}

/// The first paragraph, and what follows it.
fn description(text: &str) -> (Value, Value) {
    let (lead, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let html = |text: &str| Value::safe_string(markdown::untrusted(&without_citations(text)).as_str());
    (html(lead), html(rest))
}

/// ATT&CK cites as `(Citation: name)`; the sources are listed below the description.
fn without_citations(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("(Citation: ") {
        out.push_str(before.trim_end());
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

fn notes_html(notes: Option<&Prose>) -> Value {
    Value::safe_string(
        notes
            .map(|prose| markdown::trusted(&prose.markdown))
            .unwrap_or_default()
            .as_str(),
    )
}

/// Other ids under which rules of the population are tagged, with how many.
fn tagged_as(catalog: &Catalog, id: &TechniqueId, population: &[RuleIx]) -> Vec<(String, usize)> {
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for &index in population {
        for tag in &catalog.entry(index).rule.techniques {
            let resolved = catalog.attack.resolve(&tag.id);
            if resolved.id() != &tag.id && (resolved.id() == id || resolved.id().parent() == *id) {
                *others.entry(tag.id.to_string()).or_default() += 1;
            }
        }
    }
    others.into_iter().collect()
}
