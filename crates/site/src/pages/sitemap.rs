//! The sitemap, for sites that know where they will be published, and robots.txt.

use tera::Context;

use super::{Body, Job};
use crate::views::address;
use crate::{Route, Site};

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    let mut jobs = Vec::new();
    let mut robots = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(base) = &site.settings.base_url {
        robots += &format!("Sitemap: {base}sitemap.xml\n");
        jobs.extend(Job::file("sitemap.xml", "sitemap.xml", move || {
            let mut context = Context::new();
            context.insert("base", base);
            context.insert("addresses", &addresses(site));
            context
        }));
    }
    let route = Route::file("robots.txt");
    jobs.extend(route.map(|route| Job {
        route,
        body: Body::Bytes(robots.into_bytes()),
    }));
    jobs
}

fn addresses(site: &Site<'_>) -> Vec<String> {
    let mut all: Vec<String> = vec![
        String::new(),
        "techniques/".to_owned(),
        "tactics/".to_owned(),
        "vendors/".to_owned(),
    ];
    all.extend(
        site.catalog
            .technique_ids()
            .iter()
            .map(|id| format!("techniques/{id}/")),
    );
    all.extend(site.catalog.entries().iter().map(address));
    all
}
