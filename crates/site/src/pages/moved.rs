//! Old technique ids lead to their page.

use tera::Context;

use super::Job;
use crate::book::Book;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let moved = book
        .catalog
        .attack
        .moved()
        .filter(|(from, _, _)| book.techniques.binary_search(from).is_err());
    let job = |(from, to, why): (&'a rule::TechniqueId, &'a rule::TechniqueId, &'a str)| {
        Job::page(&format!("techniques/{from}/"), "moved.html", move || {
            let mut context = Context::new();
            context.insert("from", from.as_str());
            context.insert("why", why);
            context.insert("technique", &book.line(to));
            context
        })
    };
    moved.filter_map(job).collect()
}
