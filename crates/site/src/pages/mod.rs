//! The kinds of pages. A kind is one file and one line in [`KINDS`].

mod data;
mod home;
mod moved;
mod prose;
mod rules;
mod sitemap;
mod tactics;
mod techniques;
mod vendors;

use tera::Context;

use crate::{Route, Site};

/// Every kind of page.
pub(crate) const KINDS: &[for<'a> fn(&'a Site<'a>) -> Vec<Job<'a>>] = &[
    home::jobs,
    techniques::jobs,
    tactics::jobs,
    rules::jobs,
    vendors::jobs,
    prose::jobs,
    data::jobs,
    moved::jobs,
    sitemap::jobs,
];

/// A page to be made.
pub(crate) struct Job<'a> {
    pub(crate) route: Route,
    pub(crate) body: Body<'a>,
}

/// How a page's bytes come about.
pub(crate) enum Body<'a> {
    /// A template over a model, built when its turn comes.
    Template {
        name: &'static str,
        model: Box<dyn Fn() -> Context + Send + Sync + 'a>,
    },
    /// As they are.
    Bytes(Vec<u8>),
}

impl<'a> Job<'a> {
    /// A page addressed as a folder. A path that is not fit makes no page.
    pub(crate) fn page(
        path: &str,
        template: &'static str,
        model: impl Fn() -> Context + Send + Sync + 'a,
    ) -> Option<Job<'a>> {
        let body = Body::Template {
            name: template,
            model: Box::new(model),
        };
        Some(Job {
            route: Route::page(path)?,
            body,
        })
    }

    /// A file with a name of its own.
    pub(crate) fn file(
        path: &str,
        template: &'static str,
        model: impl Fn() -> Context + Send + Sync + 'a,
    ) -> Option<Job<'a>> {
        let body = Body::Template {
            name: template,
            model: Box::new(model),
        };
        Some(Job {
            route: Route::file(path)?,
            body,
        })
    }
}
