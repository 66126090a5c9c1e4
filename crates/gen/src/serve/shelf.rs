//! What is shown: the last good edition, what is wrong since, and who looks at what.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use site::Route;
use tokio::sync::watch;

use super::edition::Edition;
use crate::remark::Remark;

/// What is shown now.
#[derive(Clone, Default)]
pub(crate) struct Shown {
    /// The last good edition; none until the first is ready.
    pub(crate) edition: Option<Arc<Edition>>,
    /// How many editions there were.
    pub(crate) number: u64,
    /// Why the newest state of the inputs is not shown; empty when it is.
    pub(crate) problems: Arc<[Remark]>,
}

impl Shown {
    /// Whether there is anything to answer with.
    pub(crate) fn is_ready(&self) -> bool {
        self.edition.is_some() || !self.problems.is_empty()
    }
}

/// Hands editions from the thread that makes them to those who ask for pages.
#[derive(Clone)]
pub(crate) struct Shelf {
    shown: watch::Sender<Shown>,
    tabs: Arc<Mutex<BTreeMap<Route, usize>>>,
}

impl Shelf {
    /// An empty one.
    pub(crate) fn new() -> Shelf {
        Shelf {
            shown: watch::Sender::new(Shown::default()),
            tabs: Arc::default(),
        }
    }

    /// What is shown now.
    pub(crate) fn now(&self) -> Shown {
        self.shown.borrow().clone()
    }

    /// Tells of everything that is shown from now on.
    pub(crate) fn follow(&self) -> watch::Receiver<Shown> {
        self.shown.subscribe()
    }

    /// Shows an edition in place of the last one.
    pub(crate) fn publish(&self, edition: Edition) {
        self.shown.send_modify(|shown| {
            shown.edition = Some(Arc::new(edition));
            shown.number += 1;
            shown.problems = Arc::default();
        });
    }

    /// Keeps the last edition and says what is wrong.
    pub(crate) fn hold(&self, problems: Vec<Remark>) {
        self.shown.send_modify(|shown| shown.problems = problems.into());
    }

    /// Keeps in mind that a browser shows a page, until the tab is dropped.
    pub(crate) fn tab(&self, route: Option<Route>) -> Tab {
        if let Some(route) = &route {
            *self.tabs().entry(route.clone()).or_default() += 1;
        }
        let shelf = self.clone();
        Tab { shelf, route }
    }

    /// The pages that browsers show.
    pub(crate) fn open(&self) -> Vec<Route> {
        self.tabs().keys().cloned().collect()
    }

    fn tabs(&self) -> std::sync::MutexGuard<'_, BTreeMap<Route, usize>> {
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page in a browser.
pub(crate) struct Tab {
    shelf: Shelf,
    route: Option<Route>,
}

impl Drop for Tab {
    fn drop(&mut self) {
        let Some(route) = &self.route else { return };
        let mut tabs = self.shelf.tabs();
        if let Some(count) = tabs.get_mut(route) {
            *count -= 1;
            if *count == 0 {
                tabs.remove(route);
            }
        }
    }
}
