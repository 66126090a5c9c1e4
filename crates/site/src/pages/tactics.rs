//! The tactic index and the tactic pages.

use serde::Serialize;
use tera::{Context, Value};

use super::Job;
use crate::book::Book;
use crate::markdown;
use crate::views::TechniqueLine;

#[derive(Clone, Serialize)]
struct TacticLine {
    slug: String,
    id: String,
    name: String,
    matrix: String,
    techniques: usize,
    covered: usize,
    rules: usize,
    by_vendor: Vec<usize>,
}

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let lines: Vec<TacticLine> = slugs(book)
        .iter()
        .filter_map(|slug| tactic_line(book, slug))
        .collect();
    let mut jobs = Vec::with_capacity(lines.len() + 1);
    for (i, line) in lines.iter().enumerate() {
        let line = line.clone();
        let previous = i.checked_sub(1).and_then(|i| lines.get(i)).cloned();
        let next = lines.get(i + 1).cloned();
        jobs.extend(Job::page(
            &format!("tactics/{}/", line.slug),
            "tactic.html",
            move || {
                let mut context = model(book, &line);
                context.insert("previous", &previous);
                context.insert("next", &next);
                context
            },
        ));
    }
    jobs.extend(Job::page("tactics/", "tactics.html", move || {
        let mut context = Context::new();
        context.insert("tactics", &lines);
        context
    }));
    jobs
}

/// Short names of all tactics, each once, in matrix order: matrices share names like `execution`.
fn slugs(book: &Book<'_>) -> Vec<String> {
    let mut slugs = Vec::new();
    for tactic in book
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

fn members(book: &Book<'_>, slug: &str) -> Vec<rule::TechniqueId> {
    let here =
        |technique: &&rule::knowledge::Technique| technique.tactics.iter().any(|tactic| tactic == slug);
    book.catalog
        .attack
        .current()
        .filter(here)
        .map(|technique| technique.id.clone())
        .collect()
}

fn tactic_line(book: &Book<'_>, slug: &str) -> Option<TacticLine> {
    let (matrix, tactic) = book.catalog.attack.tactic(slug)?;
    let members = members(book, slug);
    let mut rules: Vec<_> = members
        .iter()
        .flat_map(|id| book.catalog.population(id))
        .copied()
        .collect();
    rules.sort_unstable();
    rules.dedup();
    let covered = |id: &&rule::TechniqueId| !book.catalog.population(id).is_empty();
    Some(TacticLine {
        slug: slug.to_owned(),
        id: tactic.id.clone(),
        name: tactic.name.clone(),
        matrix: matrix.title.clone(),
        techniques: members.len(),
        covered: members.iter().filter(covered).count(),
        rules: rules.len(),
        by_vendor: book.by_vendor(&rules),
    })
}

fn model(book: &Book<'_>, line: &TacticLine) -> Context {
    let mut context = Context::new();
    let mut members = members(book, &line.slug);
    // What nobody looks for comes last, sub-techniques with their technique.
    members.sort_by_key(|id| book.line(&id.parent()).rules == 0);
    let techniques: Vec<TechniqueLine> = members.iter().map(|id| book.line(id)).collect();
    let tactic = book.catalog.attack.tactic(&line.slug);
    let description = tactic.map_or("", |(_, tactic)| tactic.description.as_str());
    context.insert("tactic", line);
    context.insert("techniques", &techniques);
    let html = markdown::untrusted(description);
    context.insert_value("description", Value::safe_string(html.as_str()));
    context
}
