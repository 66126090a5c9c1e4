//! From pages to bytes, in parallel.

use std::fmt;

use catalog::Catalog;
use rayon::prelude::*;
use tera::Context;

use crate::book::Book;
use crate::minify::minified;
use crate::pages::{self, Body, Job};
use crate::{Route, Settings, Templates, views};

/// What pages are made from.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// What the site says about itself.
    pub settings: &'a Settings,
    /// The templates.
    pub templates: &'a Templates,
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Where it goes.
    pub route: Route,
    /// What goes there.
    pub bytes: Vec<u8>,
}

/// A page that could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which page.
    pub route: String,
    /// Why, as the template engine words it.
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.route, self.message)
    }
}

/// Renders every file of the site and hands it on as soon as it is made, from several threads, in no order.
///
/// # Errors
/// All pages that could not be rendered, sorted by route. The others were handed on, so whoever takes them must not
/// publish any before this returns.
pub fn render(site: &Site<'_>, hand_on: impl Fn(Rendered) + Sync) -> Result<(), Vec<Failure>> {
    let book = Book::new(site);
    let press = Press::new(site, &book);
    let finish = |file| match site.settings.minify {
        true => hand_on(minified(file)),
        false => hand_on(file),
    };
    let jobs: Vec<Job<'_>> = pages::KINDS.iter().flat_map(|kind| (kind.jobs)(&book)).collect();
    // Jobs are used up one by one, so that what several of them share is let go with the last.
    let mut failed: Vec<Failure> = jobs
        .into_par_iter()
        .with_max_len(8)
        .filter_map(|job| match press.print(&job) {
            Ok(rendered) => {
                finish(rendered);
                None
            }
            Err(failure) => Some(failure),
        })
        .collect();
    if failed.is_empty() {
        site.templates.static_files().for_each(hand_on);
        return Ok(());
    }
    failed.sort_by(|a, b| a.route.cmp(&b.route));
    Err(failed)
}

/// Everything that turns a job into bytes.
pub(crate) struct Press<'a> {
    site: Site<'a>,
    shared: tera::Value,
}

impl<'a> Press<'a> {
    pub(crate) fn new(site: &Site<'a>, book: &Book<'_>) -> Self {
        Press {
            site: *site,
            shared: views::shared(book),
        }
    }

    pub(crate) fn print(&self, job: &Job<'_>) -> Result<Rendered, Failure> {
        let route = job.route.clone();
        let bytes = match &job.body {
            Body::Bytes(bytes) => bytes(),
            Body::Template { name, model } => {
                let mut context: Context = model();
                context.insert_value("site", self.shared.clone());
                context.insert("root", &self.root(&route));
                context.insert("address", route.address());
                let failure = |message| Failure {
                    route: route.to_string(),
                    message,
                };
                self.site.templates.render(name, &context).map_err(failure)?
            }
        };
        Ok(Rendered { route, bytes })
    }

    /// The way from a page to the site's root. A missing page is shown at whatever address was asked for, so only
    /// an absolute way leads home from there.
    fn root(&self, route: &Route) -> String {
        let home = self.site.settings.home.clone();
        home.filter(|_| route.as_str() == "404.html")
            .unwrap_or_else(|| route.to_root())
    }
}
