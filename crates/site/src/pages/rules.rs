//! One permanent page a rule.

use tera::Context;

use super::Job;
use crate::Site;
use crate::views::{RulePage, address};

pub(super) fn jobs<'a>(site: &'a Site<'a>) -> Vec<Job<'a>> {
    let job = |entry: &'a catalog::Entry| {
        Job::page(&address(entry), "rule.html", move || {
            let mut context = Context::new();
            context.insert("rule", &RulePage::new(site.catalog, site.settings, entry));
            context
        })
    };
    site.catalog.entries().iter().filter_map(job).collect()
}
