//! Pages of `content/`, and the page for addresses that lead nowhere.

use tera::{Context, Value};

use super::Job;
use crate::{Prose, Site, markdown};

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    let pages = site
        .settings
        .prose
        .iter()
        .filter(|prose| !prose.path.starts_with("techniques/"));
    let mut jobs: Vec<Job<'a>> = pages
        .filter_map(|prose| Job::page(&format!("{}/", prose.path), "prose.html", move || model(prose)))
        .collect();
    jobs.extend(Job::file("404.html", "404.html", Context::new));
    jobs
}

fn model(prose: &Prose) -> Context {
    let mut context = Context::new();
    context.insert("title", &prose.title);
    context.insert("description", &prose.description);
    context.insert_value(
        "html",
        Value::safe_string(markdown::trusted(&prose.markdown).as_str()),
    );
    context
}
