//! The search page and the files its script reads.

use tera::Context;

use super::Job;
use crate::book::Book;
use crate::search::Index;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Job::page("search/", "search.html", Context::new)
        .into_iter()
        .collect();
    for (path, bytes) in Index::new(book).files() {
        jobs.extend(Job::bytes(&path, move || bytes.clone()));
    }
    jobs
}
