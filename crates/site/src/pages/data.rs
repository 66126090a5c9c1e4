//! What can be downloaded.

use tera::Context;

use super::Job;
use crate::Site;

pub(super) fn jobs<'a>(_: &'a Site<'a>) -> Vec<Job<'a>> {
    Job::page("data/", "data.html", Context::new)
        .into_iter()
        .collect()
}
