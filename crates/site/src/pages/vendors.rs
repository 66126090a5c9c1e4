//! The corpora: what each vendor has, under which licence, at which commit.

use std::collections::{BTreeMap, BTreeSet};

use catalog::{Entry, RuleIx};
use serde::Serialize;
use tera::Context;

use super::Job;
use crate::views::{RuleLine, title};
use crate::{Site, VendorInfo};

/// What a vendor's page says about its corpus.
#[derive(Clone, Debug, Serialize)]
struct VendorView {
    id: String,
    title: String,
    mark: String,
    rules: usize,
    set_aside: usize,
    techniques: usize,
    languages: Vec<(String, usize)>,
    fidelity: Vec<(&'static str, usize)>,
    sources: Vec<SourceView>,
}

#[derive(Clone, Debug, Serialize)]
struct SourceView {
    name: String,
    repository: Option<String>,
    commit: Option<String>,
    licence: String,
    licence_url: Option<String>,
    files: usize,
    refused: usize,
    full: bool,
}

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    let present = |vendor: &&VendorInfo| {
        site.settings
            .sources
            .iter()
            .any(|source| source.vendor == vendor.id)
    };
    let vendors: Vec<&VendorInfo> = site.settings.vendors.iter().filter(present).collect();
    let all = vendors.clone();
    let mut jobs: Vec<Job<'a>> = Job::page("vendors/", "vendors.html", move || {
        let mut context = Context::new();
        let views: Vec<VendorView> = all.iter().map(|vendor| view(site, vendor)).collect();
        context.insert("vendors", &views);
        context
    })
    .into_iter()
    .collect();
    for vendor in vendors {
        jobs.extend(Job::page(
            &format!("vendors/{}/", vendor.id),
            "vendor.html",
            move || {
                let mut context = Context::new();
                context.insert("vendor", &view(site, vendor));
                context.insert("rules", &lines(site, &vendor.id));
                context
            },
        ));
    }
    jobs
}

fn of<'a>(site: &'a Site<'_>, vendor: &'a str) -> impl Iterator<Item = (RuleIx, &'a Entry)> {
    (0..)
        .zip(site.catalog.entries())
        .filter(move |(_, entry)| entry.rule.vendor == vendor)
}

fn lines(site: &Site<'_>, vendor: &str) -> Vec<RuleLine> {
    let mut entries: Vec<&Entry> = of(site, vendor)
        .map(|(_, it)| it)
        .filter(|it| it.rule.liveness.is_live())
        .collect();
    entries.sort_by_cached_key(|entry| title(entry).to_lowercase());
    entries
        .iter()
        .enumerate()
        .map(|(i, entry)| RuleLine::new(site.settings, entry, i + 1))
        .collect()
}

fn view(site: &Site<'_>, vendor: &VendorInfo) -> VendorView {
    let mut techniques = BTreeSet::new();
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    let mut fidelity: BTreeMap<rule::Fidelity, usize> = BTreeMap::new();
    let (mut rules, mut set_aside) = (0, 0);
    for (_, entry) in of(site, &vendor.id) {
        if !entry.rule.liveness.is_live() {
            set_aside += 1;
            continue;
        }
        rules += 1;
        techniques.extend(entry.techniques.iter().map(|it| &it.id));
        let language = entry
            .rule
            .query
            .as_ref()
            .map_or("no query", |query| query.language.title());
        *languages.entry(language.to_owned()).or_default() += 1;
        *fidelity.entry(entry.rule.logic.fidelity()).or_default() += 1;
    }
    let mut languages: Vec<(String, usize)> = languages.into_iter().collect();
    languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    VendorView {
        id: vendor.id.clone(),
        title: vendor.title.clone(),
        mark: vendor.mark.clone(),
        rules,
        set_aside,
        techniques: techniques.len(),
        languages,
        fidelity: fidelity.into_iter().map(|(word, n)| (word.id(), n)).collect(),
        sources: sources(site, &vendor.id),
    }
}

fn sources(site: &Site<'_>, vendor: &str) -> Vec<SourceView> {
    let web = |text: &Option<String>| {
        text.as_deref()
            .and_then(crate::fragment::web_address)
            .map(str::to_owned)
    };
    let view = |source: &crate::SourceInfo| SourceView {
        name: source.name.clone(),
        repository: web(&source.repository),
        commit: source.commit.clone(),
        licence: source.licence.clone(),
        licence_url: web(&source.licence_url),
        files: source.files,
        refused: source.refused,
        full: source.full,
    };
    site.settings
        .sources
        .iter()
        .filter(|source| source.vendor == vendor)
        .map(view)
        .collect()
}
