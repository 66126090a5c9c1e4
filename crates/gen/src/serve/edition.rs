//! One state of the site, its pages made when they are asked for.
//!
//! Pages borrow from the catalog and the catalog is large, so an edition lives on a thread of its own, answers over a
//! channel, and is replaced as a whole by the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use axum::body::Bytes;
use corpus::Problem;
use rule::Level;
use site::{Book, Failure, Pages, Rendered, Route, Site};
use tokio::sync::oneshot;
use xxhash_rust::xxh3::{Xxh3Default, xxh3_128};

use crate::live::{Broken, Built};

/// An edition remembers pages up to this many bytes; more of them, and it starts over.
const REMEMBERED: usize = 64 << 20;

/// A finished page.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// Its bytes.
    pub(crate) bytes: Bytes,
    /// Stands for its bytes.
    pub(crate) print: u128,
}

/// What an edition says when asked for a page: nothing if it has no such page.
pub(crate) type Answer = Result<Option<Page>, Failure>;

struct Ask {
    route: Route,
    answer: oneshot::Sender<Answer>,
}

/// One state of the site.
pub(crate) struct Edition {
    asks: Sender<Ask>,
    statics: Statics,
    /// The errors that it was made in spite of.
    pub(crate) errors: BTreeSet<Problem>,
}

/// What stands for the static files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statics {
    /// All stylesheets.
    pub(crate) styles: u128,
    /// All others.
    pub(crate) others: u128,
}

impl Edition {
    /// Makes everything that all pages need, and no page.
    ///
    /// # Errors
    /// Only by a mistake of ours: then there are no pages.
    pub(crate) fn open(built: Built) -> Result<Edition, Broken> {
        let errors = built.loaded.problems.iter().filter(|it| it.level == Level::Error);
        let errors = errors.cloned().collect();
        let (asks, asked) = channel();
        let statics = statics(&built);
        let (ready, opened) = channel();
        let started = thread::Builder::new()
            .name("edition".to_owned())
            .spawn(move || live(&built, &ready, &asked));
        let opened = started.ok().and_then(|_| opened.recv().ok());
        opened.ok_or_else(|| Broken::Pages(vec![bug("the site")]))?;
        Ok(Edition {
            asks,
            statics,
            errors,
        })
    }

    /// What stands for the static files.
    pub(crate) fn statics(&self) -> Statics {
        self.statics
    }

    /// A page, made now unless it was asked for before.
    pub(crate) async fn page(&self, route: &Route) -> Answer {
        let answer = self.ask(route).await;
        answer.unwrap_or_else(|_| Err(bug(route.as_str())))
    }

    /// The same for a caller who may wait.
    pub(crate) fn page_now(&self, route: &Route) -> Answer {
        let answer = self.ask(route).blocking_recv();
        answer.unwrap_or_else(|_| Err(bug(route.as_str())))
    }

    fn ask(&self, route: &Route) -> oneshot::Receiver<Answer> {
        let (answer, receiver) = oneshot::channel();
        let route = route.clone();
        // Without an edition to answer, the receiver learns that nobody will.
        let _ = self.asks.send(Ask { route, answer });
        receiver
    }
}

/// The life of an edition: it ends when nobody can ask any more.
fn live(built: &Built, ready: &Sender<()>, asked: &Receiver<Ask>) {
    let site = Site {
        catalog: &built.loaded.catalog,
        settings: &built.loaded.settings,
        templates: &built.templates,
    };
    let book = Book::new(&site);
    let pages = Pages::new(&site, &book);
    // Nobody waits for an edition whose maker is gone, and then nobody asks.
    let _ = ready.send(());
    let memory = Mutex::new(Memory::default());
    rayon::in_place_scope(|scope| {
        for ask in asked {
            let (pages, memory) = (&pages, &memory);
            scope.spawn(move |_| {
                // A browser that went away waits for no answer.
                let _ = ask.answer.send(make(pages, memory, &ask.route));
            });
        }
    });
}

fn statics(built: &Built) -> Statics {
    let (mut styles, mut others) = (Xxh3Default::new(), Xxh3Default::new());
    for Rendered { route, bytes } in built.templates.static_files() {
        let is_style = route.as_str().ends_with(".css");
        let hash = if is_style { &mut styles } else { &mut others };
        hash.update(route.as_str().as_bytes());
        hash.update(&xxh3_128(&bytes).to_le_bytes());
    }
    Statics {
        styles: styles.digest128(),
        others: others.digest128(),
    }
}

/// Pages that were asked for before.
#[derive(Default)]
struct Memory {
    pages: BTreeMap<Route, Page>,
    bytes: usize,
}

fn make(pages: &Pages<'_>, memory: &Mutex<Memory>, route: &Route) -> Answer {
    let lock = || memory.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(page) = lock().pages.get(route) {
        return Ok(Some(page.clone()));
    }
    let made = catch_unwind(AssertUnwindSafe(|| pages.render(route)));
    let made = made.unwrap_or_else(|_| Some(Err(bug(route.as_str()))));
    let Some(rendered) = made.transpose()? else {
        return Ok(None);
    };
    let bytes = Bytes::from(rendered.bytes);
    let print = xxh3_128(&bytes);
    let page = Page { bytes, print };
    lock().keep(route, &page);
    Ok(Some(page))
}

impl Memory {
    fn keep(&mut self, route: &Route, page: &Page) {
        if self.bytes + page.bytes.len() > REMEMBERED {
            *self = Memory::default();
        }
        self.bytes += page.bytes.len();
        self.pages.insert(route.clone(), page.clone());
    }
}

fn bug(route: &str) -> Failure {
    Failure {
        route: route.to_owned(),
        message: "it cannot be made; this is a bug of ours, please report it".to_owned(),
    }
}
