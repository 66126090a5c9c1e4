//! The pages of a site, each made when it is asked for.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::book::Book;
use crate::pages::{Job, KINDS};
use crate::render::Press;
use crate::{Failure, Rendered, Route, Site};

/// All pages of a site by route. Nothing is rendered, and no kind of page is even listed, before it is needed.
pub struct Pages<'a> {
    site: Site<'a>,
    book: &'a Book<'a>,
    press: Press<'a>,
    /// The jobs of each of [`KINDS`].
    listed: Vec<OnceLock<BTreeMap<Route, Job<'a>>>>,
}

impl<'a> Pages<'a> {
    /// The pages that a book of this site makes.
    pub fn new(site: &Site<'a>, book: &'a Book<'a>) -> Self {
        Pages {
            site: *site,
            book,
            press: Press::new(site, book),
            listed: KINDS.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Makes one file; nothing if the site has no such file.
    pub fn render(&self, route: &Route) -> Option<Result<Rendered, Failure>> {
        let kinds = (0..KINDS.len()).filter(|&kind| route.as_str().starts_with(KINDS[kind].below));
        let made = kinds
            .filter_map(|kind| self.jobs(kind).get(route))
            .map(|job| self.press.print(job))
            .next();
        made.or_else(|| {
            let mut files = self.site.templates.static_files();
            files.find(|file| file.route == *route).map(Ok)
        })
    }

    /// The routes of all files, sorted.
    pub fn routes(&self) -> Vec<Route> {
        let pages = (0..KINDS.len()).flat_map(|kind| self.jobs(kind).keys().cloned());
        let mut routes: Vec<Route> = pages
            .chain(self.site.templates.static_files().map(|file| file.route))
            .collect();
        routes.sort();
        routes.dedup();
        routes
    }

    fn jobs(&self, kind: usize) -> &BTreeMap<Route, Job<'a>> {
        self.listed[kind].get_or_init(|| {
            let jobs = (KINDS[kind].jobs)(self.book);
            jobs.into_iter().map(|job| (job.route.clone(), job)).collect()
        })
    }
}
