//! What changed: the list of editions, each edition, and the data of all.

use std::sync::{Arc, OnceLock};

use tera::Context;

use super::Job;
use crate::book::Book;
use crate::changes::Kind;
use crate::views::{EditionLine, EditionView, dated, kind_words, rule_pages};

/// Rules listed by their own dates where a site remembers no edition.
const MAX_DATED: usize = 200;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let pages = Arc::new(OnceLock::new());
    let shared = Arc::clone(&pages);
    let index = Job::page("changes/", "changes.html", move || {
        let mut context = Context::new();
        let editions = &book.settings.history.editions;
        let lines: Vec<EditionLine> = editions.iter().map(EditionLine::new).collect();
        let latest = editions.first();
        let latest = latest.map(|it| EditionView::new(book, it, shared.get_or_init(|| rule_pages(book))));
        context.insert("kinds", &Kind::ALL.map(kind_words));
        context.insert("editions", &lines);
        context.insert("edition", &latest);
        context.insert("is_index", &true);
        let dated = if editions.is_empty() {
            dated(book, MAX_DATED)
        } else {
            Vec::new()
        };
        context.insert("dated", &dated);
        context
    });
    let data = Job::bytes("data/changes.json", move || book.settings.history.bytes());
    let editions = book.settings.history.editions.iter().filter_map(|edition| {
        let shared = Arc::clone(&pages);
        Job::page(&format!("changes/{}/", edition.id), "changes.html", move || {
            let mut context = Context::new();
            let view = EditionView::new(book, edition, shared.get_or_init(|| rule_pages(book)));
            context.insert("kinds", &Kind::ALL.map(kind_words));
            context.insert("editions", &Vec::<EditionLine>::new());
            context.insert("edition", &view);
            context.insert("is_index", &false);
            context.insert("dated", &Vec::<crate::views::DatedRule>::new());
            context
        })
    });
    index.into_iter().chain(data).chain(editions).collect()
}
