//! Pages of `content/`, and the page for addresses that lead nowhere.

use tera::{Context, Value};

use super::{Job, vendors};
use crate::book::Book;
use crate::{Prose, markdown};

/// The page on method, which also prints how well everything was read.
const METHOD: &str = "about";

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let pages = book
        .settings
        .prose
        .iter()
        .filter(|prose| !prose.path.starts_with("techniques/"));
    let mut jobs: Vec<Job<'a>> = pages
        .filter_map(|prose| {
            Job::page(&format!("{}/", prose.path), "prose.html", move || {
                model(book, prose)
            })
        })
        .collect();
    jobs.extend(Job::file("404.html", "404.html", Context::new));
    jobs
}

fn model(book: &Book<'_>, prose: &Prose) -> Context {
    let mut context = Context::new();
    context.insert("title", &prose.title);
    context.insert("description", &prose.description);
    let figures = (prose.path == METHOD).then(|| vendors::views(book));
    context.insert("figures", &figures);
    let (html, headings) = markdown::outlined(&prose.markdown);
    context.insert("headings", &headings);
    context.insert_value("html", Value::safe_string(html.as_str()));
    context
}
