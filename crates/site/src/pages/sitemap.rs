//! The sitemap, for sites that know where they will be published, and robots.txt.

use tera::Context;

use super::Job;
use crate::book::Book;
use crate::views::address;

pub(super) fn jobs<'a>(book: &'a Book<'a>) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    let mut robots = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(base) = &book.settings.base_url {
        robots += &format!("Sitemap: {base}sitemap.xml\n");
        jobs.extend(Job::file("sitemap.xml", "sitemap.xml", move || {
            let mut context = Context::new();
            context.insert("base", base);
            context.insert("addresses", &addresses(book));
            context
        }));
    }
    jobs.extend(Job::bytes("robots.txt", move || robots.clone().into_bytes()));
    jobs
}

fn addresses(book: &Book<'_>) -> Vec<String> {
    let index = [
        "",
        "techniques/",
        "tactics/",
        "events/",
        "fields/",
        "vendors/",
        "changes/",
        "data/",
    ];
    let mut all: Vec<String> = index.into_iter().map(str::to_owned).collect();
    all.extend(book.techniques.iter().map(|id| format!("techniques/{id}/")));
    all.extend(
        book.places
            .field_pages()
            .map(|(name, _)| book.places.field(name).to_owned()),
    );
    for (name, provider) in book.places.providers() {
        all.push(book.places.provider(name));
        let events = provider.events.iter();
        all.extend(events.map(|&event| book.places.event(event).to_owned()));
    }
    all.extend(book.catalog.entries().iter().map(address));
    all
}
