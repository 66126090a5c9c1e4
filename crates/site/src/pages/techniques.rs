//! The technique index.

use tera::Context;

use super::Job;
use crate::book::Book;
use crate::views::TechniqueLine;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let index = Job::page("techniques/", "techniques.html", move || {
        let mut context = Context::new();
        let lines: Vec<TechniqueLine> = book.techniques.iter().map(|id| book.line(id)).collect();
        let covered = lines.iter().filter(|line| line.rules > 0).count();
        context.insert("covered", &covered);
        context.insert("techniques", &lines);
        context
    });
    index.into_iter().collect()
}
