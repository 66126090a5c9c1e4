//! Old technique ids lead to their page.

use tera::Context;

use super::Job;
use super::techniques::line;
use crate::Site;

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    let ids = site.catalog.technique_ids();
    let moved = site
        .catalog
        .attack
        .moved()
        .filter(|(from, _, _)| ids.binary_search(from).is_err());
    let job = |(from, to, why): (&'a rule::TechniqueId, &'a rule::TechniqueId, &'a str)| {
        Job::page(&format!("techniques/{from}/"), "moved.html", move || {
            let mut context = Context::new();
            context.insert("from", from.as_str());
            context.insert("why", why);
            context.insert("technique", &line(site, to));
            context
        })
    };
    moved.filter_map(job).collect()
}
