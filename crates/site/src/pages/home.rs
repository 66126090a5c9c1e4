//! The home page: what this is, the matrices, the corpora.

use serde::Serialize;
use tera::Context;

use super::{Job, events};
use crate::book::Book;
use crate::twins;
use crate::views::TechniqueLine;

#[derive(Serialize)]
struct MatrixView {
    domain: String,
    title: String,
    tactics: Vec<TacticColumn>,
    covered: usize,
    total: usize,
}

#[derive(Serialize)]
struct TacticColumn {
    slug: String,
    name: String,
    techniques: Vec<Cell>,
}

/// A technique of the matrix with its sub-techniques.
#[derive(Serialize)]
struct Cell {
    technique: TechniqueLine,
    heat: usize,
    subs: Vec<Cell>,
}

/// Providers that fewer rules read are no choice of the matrix.
const MIN_SENSOR: usize = 5;
/// Counts from which a cell is one step darker.
const HEAT: [usize; 5] = [1, 5, 20, 60, 200];

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let page = Job::page("", "home.html", move || model(book));
    let data = Job::bytes("data/matrix.json", move || twins::matrix(book));
    let script = Job::bytes("data/matrix.js", move || {
        twins::script("data/matrix", &twins::matrix(book))
    });
    page.into_iter().chain(data).chain(script).collect()
}

fn model(book: &Book<'_>) -> Context {
    let mut context = Context::new();
    let matrices = book.catalog.attack.matrices();
    let matrices: Vec<MatrixView> = matrices.iter().map(|matrix| view(book, matrix)).collect();
    let mut platforms: Vec<&str> = book
        .live()
        .flat_map(|(_, entry)| entry.facets.platforms.keys().map(String::as_str))
        .collect();
    platforms.sort_unstable();
    platforms.dedup();
    context.insert("matrices", &matrices);
    context.insert("platforms", &platforms);
    let version = book.catalog.attack.version().unwrap_or_default();
    context.insert("major", version.split('.').next().unwrap_or_default());
    context.insert("sensors", &sensors(book));
    context.insert("fields", &book.places.fields().len());
    context.insert("providers", &book.places.providers().len());
    context
}

/// Providers whose events enough rules read to be worth a choice, those of most rules first.
fn sensors<'a>(book: &'a Book<'_>) -> Vec<(&'a str, usize)> {
    let providers = book.places.providers().iter();
    let mut sensors: Vec<(&str, usize)> = providers
        .map(|(name, provider)| (name.as_str(), events::rules_of(book, provider).len()))
        .filter(|(_, rules)| *rules >= MIN_SENSOR)
        .collect();
    sensors.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    sensors
}

fn view(book: &Book<'_>, matrix: &rule::knowledge::Matrix) -> MatrixView {
    let all = || {
        let current = book.catalog.attack.current();
        current.filter(|technique| technique.domain == matrix.domain)
    };
    MatrixView {
        domain: matrix.domain.clone(),
        title: matrix.title.clone(),
        covered: all()
            .filter(|it| !book.catalog.population(&it.id).is_empty())
            .count(),
        total: all().count(),
        tactics: matrix
            .tactics
            .iter()
            .map(|tactic| column(book, &matrix.domain, tactic))
            .collect(),
    }
}

fn column(book: &Book<'_>, domain: &str, tactic: &rule::knowledge::Tactic) -> TacticColumn {
    let here = |technique: &&rule::knowledge::Technique| {
        technique.domain == domain && !technique.id.is_sub() && technique.tactics.contains(&tactic.slug)
    };
    let techniques = book.catalog.attack.current().filter(here);
    let mut cells: Vec<Cell> = techniques
        .map(|technique| {
            let subs = book.subs(&technique.id);
            let subs = subs.into_iter().map(|sub| cell(sub, Vec::new())).collect();
            cell(book.line(&technique.id), subs)
        })
        .collect();
    cells.sort_by_key(|cell| cell.technique.name.to_lowercase());
    TacticColumn {
        slug: tactic.slug.clone(),
        name: tactic.name.clone(),
        techniques: cells,
    }
}

fn cell(technique: TechniqueLine, subs: Vec<Cell>) -> Cell {
    Cell {
        heat: HEAT.iter().filter(|step| technique.rules >= **step).count(),
        technique,
        subs,
    }
}
