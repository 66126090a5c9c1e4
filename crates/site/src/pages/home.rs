//! The home page: what this is, the matrices, the corpora.

use serde::Serialize;
use tera::Context;

use super::Job;
use super::techniques::{TechniqueLine, line};
use crate::Site;

#[derive(Serialize)]
struct MatrixView {
    title: String,
    tactics: Vec<TacticColumn>,
}

#[derive(Serialize)]
struct TacticColumn {
    slug: String,
    name: String,
    techniques: Vec<TechniqueLine>,
}

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    Job::page("", "home.html", move || model(site))
        .into_iter()
        .collect()
}

fn model(site: &Site<'_>) -> Context {
    let mut context = Context::new();
    let matrices: Vec<MatrixView> = site
        .catalog
        .attack
        .matrices()
        .iter()
        .map(|matrix| MatrixView {
            title: matrix.title.clone(),
            tactics: matrix
                .tactics
                .iter()
                .map(|tactic| column(site, &matrix.domain, tactic))
                .collect(),
        })
        .collect();
    context.insert("matrices", &matrices);
    context
}

fn column(site: &Site<'_>, domain: &str, tactic: &rule::knowledge::Tactic) -> TacticColumn {
    let here = |technique: &&rule::knowledge::Technique| {
        technique.domain == domain && !technique.id.is_sub() && technique.tactics.contains(&tactic.slug)
    };
    let mut techniques: Vec<TechniqueLine> = site
        .catalog
        .attack
        .current()
        .filter(here)
        .map(|technique| line(site, &technique.id))
        .collect();
    techniques.sort_by_key(|technique| technique.name.to_lowercase());
    TacticColumn {
        slug: tactic.slug.clone(),
        name: tactic.name.clone(),
        techniques,
    }
}
