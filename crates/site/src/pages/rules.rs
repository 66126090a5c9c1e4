//! One permanent page a rule, and its data.

use tera::Context;

use super::Job;
use crate::book::Book;
use crate::twins;
use crate::views::{RulePage, address};

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let jobs = |entry: &'a catalog::Entry| {
        let address = address(entry);
        let page = Job::page(&address, "rule.html", move || {
            let mut context = Context::new();
            context.insert("rule", &RulePage::new(book, entry));
            context
        });
        let data = Job::bytes(&format!("{address}index.json"), move || twins::rule(book, entry));
        page.into_iter().chain(data)
    };
    book.catalog.entries().iter().flat_map(jobs).collect()
}
