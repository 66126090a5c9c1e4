//! From pages to bytes, in parallel.

use std::fmt;

use catalog::Catalog;
use rayon::prelude::*;
use tera::Context;

use crate::book::Book;
use crate::pages::{self, Body, Job};
use crate::{Route, Settings, Templates, twins, views};

/// What pages are made from.
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

/// Renders every file of the site, sorted by route.
///
/// # Errors
/// All pages that could not be rendered; then nothing else is returned, so that no half site can be written.
pub fn render(site: &Site<'_>) -> Result<Vec<Rendered>, Vec<Failure>> {
    let book = Book::new(site.catalog, site.settings);
    let shared = views::shared(&book);
    let jobs: Vec<Job<'_>> = pages::KINDS.iter().flat_map(|kind| kind(&book)).collect();
    let results: Vec<Result<Rendered, Failure>> = jobs
        .into_par_iter()
        .with_max_len(8)
        .map(|job| finish(site, &shared, job))
        .collect();
    let (mut done, mut failed) = (Vec::with_capacity(results.len()), Vec::new());
    for result in results {
        match result {
            Ok(rendered) => done.push(rendered),
            Err(failure) => failed.push(failure),
        }
    }
    if !failed.is_empty() {
        failed.sort_by(|a, b| a.route.cmp(&b.route));
        return Err(failed);
    }
    done.extend(site.templates.static_files());
    done.extend(twins::rules(&book));
    done.sort_by(|a, b| a.route.cmp(&b.route));
    Ok(done)
}

fn finish(site: &Site<'_>, shared: &tera::Value, job: Job<'_>) -> Result<Rendered, Failure> {
    let route = job.route;
    let bytes = match job.body {
        Body::Bytes(bytes) => bytes(),
        Body::Template { name, model } => {
            let mut context: Context = model();
            context.insert_value("site", shared.clone());
            context.insert("root", &root(site, &route));
            context.insert("address", route.address());
            let failure = |message| Failure {
                route: route.to_string(),
                message,
            };
            let mut bytes = site.templates.render(name, &context).map_err(failure)?;
            // Every page waits in memory until all are rendered.
            bytes.shrink_to_fit();
            bytes
        }
    };
    Ok(Rendered { route, bytes })
}

/// The way from a page to the site's root. A missing page is shown at whatever address was asked for, so only an
/// absolute way leads home from there.
fn root(site: &Site<'_>, route: &Route) -> String {
    let base = site.settings.base_url.clone();
    base.filter(|_| route.as_str() == "404.html")
        .unwrap_or_else(|| route.to_root())
}
