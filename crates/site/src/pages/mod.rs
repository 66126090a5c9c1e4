//! The kinds of pages. A kind is one file and one line in [`KINDS`].

mod changes;
mod data;
mod events;
mod feed;
mod fields;
mod gone;
mod home;
mod moved;
mod prose;
mod rules;
mod search;
mod sitemap;
mod tactics;
mod technique;
mod techniques;
mod vendors;

use catalog::RuleIx;
use tera::Context;

use crate::book::Book;
use crate::views::MIN_FILTERED;
use crate::{Route, twins};

/// Every kind of page.
pub(crate) const KINDS: &[Kind] = &[
    Kind::new("", home::jobs),
    Kind::new("", techniques::jobs),
    Kind::new("techniques/", technique::jobs),
    Kind::new("", tactics::jobs),
    Kind::new("events/", events::jobs),
    Kind::new("fields/", fields::jobs),
    Kind::new("rules/", rules::jobs),
    Kind::new("", vendors::jobs),
    Kind::new("search/", search::jobs),
    Kind::new("data/", data::jobs),
    Kind::new("", changes::jobs),
    Kind::new("rules/", gone::jobs),
    Kind::new("", prose::jobs),
    Kind::new("", moved::jobs),
    Kind::new("", feed::jobs),
    Kind::new("", sitemap::jobs),
];

/// A kind of page.
pub(crate) struct Kind {
    /// What the routes of all its pages start with, so that one page is found without listing all kinds.
    pub(crate) below: &'static str,
    /// Lists its pages, without making them.
    pub(crate) jobs: for<'a> fn(&'a Book<'a>) -> Vec<Job<'a>>,
}

impl Kind {
    const fn new(below: &'static str, jobs: for<'a> fn(&'a Book<'a>) -> Vec<Job<'a>>) -> Self {
        Kind { below, jobs }
    }
}

/// A page to be made.
pub(crate) struct Job<'a> {
    pub(crate) route: Route,
    pub(crate) body: Body<'a>,
}

/// What the filters of a page at `path` need, if it has filters.
fn narrowing<'a>(book: &'a Book<'a>, path: &str, rules: &'a [RuleIx]) -> Option<Job<'a>> {
    let name = format!("{path}population");
    let route = format!("{name}.js");
    let make = move || twins::narrowing(book, &name, rules);
    (rules.len() >= MIN_FILTERED)
        .then(|| Job::bytes(&route, make))
        .flatten()
}

/// How a page's bytes come about.
pub(crate) enum Body<'a> {
    /// A template over a model, built when its turn comes.
    Template {
        name: &'static str,
        model: Box<dyn Fn() -> Context + Send + Sync + 'a>,
    },
    /// Without a template.
    Bytes(Box<dyn Fn() -> Vec<u8> + Send + Sync + 'a>),
}

impl<'a> Job<'a> {
    /// A page addressed as a folder. A path that is not fit makes no page.
    pub(crate) fn page(
        path: &str,
        template: &'static str,
        model: impl Fn() -> Context + Send + Sync + 'a,
    ) -> Option<Job<'a>> {
        Job::file(&format!("{path}index.html"), template, model)
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
        let route = Route::file(path)?;
        Some(Job { route, body })
    }

    /// A file made without a template.
    pub(crate) fn bytes(path: &str, make: impl Fn() -> Vec<u8> + Send + Sync + 'a) -> Option<Job<'a>> {
        let route = Route::file(path)?;
        let body = Body::Bytes(Box::new(make));
        Some(Job { route, body })
    }
}
