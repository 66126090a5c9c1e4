//! One permanent page a rule.

use tera::Context;

use super::Job;
use crate::book::Book;
use crate::views::{RulePage, address};

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let job = |entry: &'a catalog::Entry| {
        Job::page(&address(entry), "rule.html", move || {
            let mut context = Context::new();
            context.insert("rule", &RulePage::new(book, entry));
            context
        })
    };
    book.catalog.entries().iter().filter_map(job).collect()
}
