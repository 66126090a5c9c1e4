//! The addresses that rules have left say what became of them.

use rule::TechniqueId;
use tera::Context;

use super::Job;
use crate::book::Book;
use crate::changes::Gone;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let job = |gone: &'a Gone| Job::page(&gone.page, "gone.html", move || model(book, gone));
    book.settings.history.gone.iter().filter_map(job).collect()
}

fn model(book: &Book<'_>, gone: &Gone) -> Context {
    let has_page = |id: &&String| TechniqueId::parse(id).is_some_and(|id| book.line_of(&id).is_some());
    let techniques: Vec<&String> = gone.techniques.iter().filter(has_page).collect();
    let has_rules = book.vendors().iter().any(|vendor| vendor.id == gone.vendor);
    let mut context = Context::new();
    context.insert("gone", gone);
    context.insert("vendor", &book.settings.vendor(&gone.vendor).title);
    context.insert(
        "vendor_page",
        &has_rules.then(|| format!("vendors/{}/", gone.vendor)),
    );
    context.insert("techniques", &techniques);
    context
}
