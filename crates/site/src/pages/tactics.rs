//! The tactic index and the tactic pages.

use serde::Serialize;
use tera::{Context, Value};

use super::Job;
use super::techniques::{TechniqueLine, line};
use crate::{Site, markdown};

#[derive(Clone, Serialize)]
struct TacticLine {
    slug: String,
    id: String,
    name: String,
    matrix: String,
    techniques: usize,
    rules: usize,
}

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Job::page("tactics/", "tactics.html", move || {
        let mut context = Context::new();
        let lines: Vec<TacticLine> = slugs(site)
            .iter()
            .filter_map(|slug| tactic_line(site, slug))
            .collect();
        context.insert("tactics", &lines);
        context
    })
    .into_iter()
    .collect();
    for slug in slugs(site) {
        jobs.extend(Job::page(&format!("tactics/{slug}/"), "tactic.html", move || {
            model(site, &slug)
        }));
    }
    jobs
}

/// Short names of all tactics, each once, in matrix order: matrices share names like `execution`.
fn slugs(site: &Site<'_>) -> Vec<String> {
    let mut slugs = Vec::new();
    for tactic in site
        .catalog
        .attack
        .matrices()
        .iter()
        .flat_map(|matrix| &matrix.tactics)
    {
        if !slugs.contains(&tactic.slug) {
            slugs.push(tactic.slug.clone());
        }
    }
    slugs
}

fn members(site: &Site<'_>, slug: &str) -> Vec<rule::TechniqueId> {
    let here =
        |technique: &&rule::knowledge::Technique| technique.tactics.iter().any(|tactic| tactic == slug);
    site.catalog
        .attack
        .current()
        .filter(here)
        .map(|technique| technique.id.clone())
        .collect()
}

fn tactic_line(site: &Site<'_>, slug: &str) -> Option<TacticLine> {
    let (matrix, tactic) = site.catalog.attack.tactic(slug)?;
    let members = members(site, slug);
    let mut rules: Vec<_> = members
        .iter()
        .flat_map(|id| site.catalog.population(id))
        .copied()
        .collect();
    rules.sort_unstable();
    rules.dedup();
    Some(TacticLine {
        slug: slug.to_owned(),
        id: tactic.id.clone(),
        name: tactic.name.clone(),
        matrix: matrix.title.clone(),
        techniques: members.len(),
        rules: rules.len(),
    })
}

fn model(site: &Site<'_>, slug: &str) -> Context {
    let mut context = Context::new();
    let lines: Vec<TechniqueLine> = members(site, slug).iter().map(|id| line(site, id)).collect();
    let description = site
        .catalog
        .attack
        .tactic(slug)
        .map(|(_, tactic)| tactic.description.clone());
    let html = markdown::untrusted(&description.unwrap_or_default());
    context.insert("tactic", &tactic_line(site, slug));
    context.insert("techniques", &lines);
    context.insert_value("description", Value::safe_string(html.as_str()));
    context
}
