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

use std::sync::{Arc, LazyLock};

use catalog::RuleIx;
use tera::Context;

use crate::Route;
use crate::book::Book;
use crate::twins::Population;
use crate::views::MIN_FILTERED;

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

/// A population, worked out when the first of its page's files is made.
type LazyPopulation<'a> = LazyLock<Population<'a>, Box<dyn FnOnce() -> Population<'a> + Send + 'a>>;

/// The rules of a page at `path` for programs, and for the page's filters if it has any.
fn populations<'a>(
    book: &'a Book<'a>,
    path: &str,
    (id, name): (String, String),
    rules: &'a [RuleIx],
) -> impl Iterator<Item = Job<'a>> + use<'a> {
    let told: LazyPopulation<'a> = LazyLock::new(Box::new(move || Population::new(book, &id, &name, rules)));
    let told = Arc::new(told);
    let shared = Arc::clone(&told);
    let data = Job::bytes(&format!("{path}index.json"), move || shared.json());
    let own = format!("{path}population");
    let route = format!("{own}.js");
    let filtered = (rules.len() >= MIN_FILTERED).then(|| Job::bytes(&route, move || told.narrowing(&own)));
    data.into_iter().chain(filtered.flatten())
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
