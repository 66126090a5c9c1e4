//! Says when something may have changed.
//!
//! The system's own watching where it works; a clock where it does not: on network folders, or when the table of
//! watches is full. What was heard says where to look first; sooner or later whoever is called looks at all inputs, so
//! a lost event costs nothing but time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, Watcher};

use super::plan::{Plan, plan};
use super::roots::Roots;
use crate::cli::WatcherKind;

/// Quiet enough after a few events: an editor's save.
const QUIET: Duration = Duration::from_millis(10);
/// Quiet enough after a file that was written was closed: it is whole, and few editors touch others with it.
const QUIET_AFTER_WRITING: Duration = Duration::from_millis(3);
/// So long a file that is being written is waited for, where the system tells when it is closed.
const QUIET_WHILE_WRITING: Duration = if cfg!(target_os = "linux") {
    Duration::from_millis(60)
} else {
    QUIET
};
/// Quiet enough after many: a checkout.
const QUIET_AFTER_STORM: Duration = Duration::from_millis(120);
/// So many events are a storm.
const STORM: usize = 64;
/// A storm is not waited for any longer.
const PATIENCE: Duration = Duration::from_secs(4);
/// How often a clock rings, at most.
const TICK: Duration = Duration::from_millis(500);
/// A clock lets this many times the cost of a look pass, which keeps an idle run under one per cent of a core.
const IDLE: u32 = 120;

/// What an event tells of whether more will follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    /// A file is being written.
    Writing,
    /// A file that was written was closed.
    Written,
    /// Anything else.
    Other,
}

/// A file that was open for writing was closed.
const WRITTEN: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));

/// Where something may have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// At these paths, named as the system names them.
    At(BTreeSet<PathBuf>),
    /// Wherever the inputs are.
    Anywhere,
}

/// What the system's watching has to say.
enum Ring {
    /// Something happened at these paths; without any, who knows where.
    Event { paths: Vec<PathBuf>, sort: Sort },
    /// No more folders can be watched.
    Full(String),
}

/// Rings when something may have changed.
pub(crate) struct Doorbell {
    rings: Receiver<Ring>,
    ringer: Sender<Ring>,
    native: Option<Native>,
    tick: Duration,
    /// Why a clock is used in place of the system's watching, until somebody has been told.
    excuse: Option<String>,
}

struct Native {
    watcher: RecommendedWatcher,
    plan: Plan,
}

impl Doorbell {
    /// A doorbell for these inputs.
    pub(crate) fn new(kind: WatcherKind, roots: &Roots) -> Doorbell {
        let (ringer, rings) = channel();
        let mut doorbell = Doorbell {
            rings,
            ringer,
            native: None,
            tick: TICK,
            excuse: None,
        };
        if kind == WatcherKind::Native {
            doorbell.watch(roots);
        }
        doorbell
    }

    fn watch(&mut self, roots: &Roots) {
        let (ringer, out) = (self.ringer.clone(), roots.out.canonicalize());
        let out = out.unwrap_or_else(|_| roots.out.clone());
        let handle = move |event: notify::Result<Event>| {
            // Nobody listens any more when the run ends.
            let _ = match event {
                Ok(event) if matters(&event, &out) => ringer.send(ring_of(event)),
                Ok(_) => Ok(()),
                Err(error) => ringer.send(ring_of_error(&error)),
            };
        };
        let config = notify::Config::default().with_follow_symlinks(false);
        match RecommendedWatcher::new(handle, config) {
            Ok(watcher) => {
                let plan = Plan::new();
                self.native = Some(Native { watcher, plan });
                self.replan(roots);
            }
            Err(error) => self.give_up(&format!("the system's watching cannot be used ({error})")),
        }
    }

    /// Watches the folders of these inputs from now on; whether any of them was not watched before, so that what
    /// happened in it went unseen.
    pub(crate) fn replan(&mut self, roots: &Roots) -> bool {
        let Some(native) = &mut self.native else {
            return false;
        };
        let wanted = plan(roots);
        let stale = native
            .plan
            .iter()
            .filter(|(path, watch)| wanted.get(*path) != Some(*watch));
        for (path, _) in stale {
            // A folder that is gone has lost its watch already.
            let _ = native.watcher.unwatch(path);
        }
        let mut added = false;
        let mut failed = None;
        for (path, watch) in &wanted {
            if native.plan.get(path) == Some(watch) {
                continue;
            }
            added = true;
            if let Err(error) = native.watcher.watch(path, watch.mode) {
                failed = failed.or(refusal(path, &error));
            }
        }
        native.plan = wanted;
        if let Some(reason) = failed {
            self.give_up(&reason);
        }
        added
    }

    /// Falls back to a clock.
    fn give_up(&mut self, reason: &str) {
        self.native = None;
        self.excuse = Some(format!("{reason}; looking at the files at intervals instead"));
    }

    /// Why a clock is used though the system's watching was asked for; said once.
    pub(crate) fn excuse(&mut self) -> Option<String> {
        self.excuse.take()
    }

    /// How long a look took: a clock that costs more rings less often.
    pub(crate) fn looked(&mut self, cost: Duration) {
        self.tick = TICK.max(cost * IDLE);
    }

    /// Waits until something may have changed and has come to rest.
    pub(crate) fn wait(&mut self) -> Call {
        if self.native.is_none() {
            std::thread::sleep(self.tick);
            return Call::Anywhere;
        }
        // The sender is ours, so the channel stays open.
        match self.rings.recv() {
            Ok(ring) => self.settle(ring),
            Err(_) => Call::Anywhere,
        }
    }

    /// The same, but after so long without a ring it is time to look everywhere.
    pub(crate) fn wait_at_most(&mut self, lull: Duration) -> Call {
        let rang = self
            .native
            .as_ref()
            .and_then(|_| self.rings.recv_timeout(lull).ok());
        rang.map_or(Call::Anywhere, |ring| self.settle(ring))
    }

    fn settle(&mut self, first: Ring) -> Call {
        let mut heard = 1;
        let mut call = Call::At(BTreeSet::new());
        let mut last = self.hear(first, &mut call);
        let start = Instant::now();
        while self.native.is_some() && start.elapsed() < PATIENCE {
            let quiet = match last {
                _ if heard >= STORM => QUIET_AFTER_STORM,
                Sort::Writing => QUIET_WHILE_WRITING,
                Sort::Written => QUIET_AFTER_WRITING,
                Sort::Other => QUIET,
            };
            match self.rings.recv_timeout(quiet) {
                Ok(ring) => last = self.hear(ring, &mut call),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
            heard += 1;
        }
        if heard < STORM { call } else { Call::Anywhere }
    }

    /// Whether a look that found changes should be followed by another, since no event tells when they end.
    pub(crate) fn is_clock(&self) -> bool {
        self.native.is_none()
    }

    /// Notes a ring, and says what sort of event it is.
    fn hear(&mut self, ring: Ring, call: &mut Call) -> Sort {
        match (ring, &mut *call) {
            (Ring::Event { paths, sort }, Call::At(known)) if !paths.is_empty() => {
                known.extend(paths);
                return sort;
            }
            (Ring::Event { .. }, _) => *call = Call::Anywhere,
            (Ring::Full(reason), _) => {
                *call = Call::Anywhere;
                self.give_up(&reason);
            }
        }
        Sort::Other
    }
}

/// Whether an event can mean that an input changed. Reading a file is an event too, and reading is what a build does.
fn matters(event: &Event, out: &Path) -> bool {
    if event.need_rescan() || event.paths.is_empty() {
        return true;
    }
    let is_access = matches!(event.kind, EventKind::Access(_));
    let aside = |path: &PathBuf| path.starts_with(out) || path.iter().any(|part| part == ".git");
    (!is_access || event.kind == WRITTEN) && !event.paths.iter().all(aside)
}

fn ring_of(event: Event) -> Ring {
    if event.need_rescan() {
        return somewhere();
    }
    Ring::Event {
        sort: match event.kind {
            EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => Sort::Writing,
            WRITTEN => Sort::Written,
            _ => Sort::Other,
        },
        paths: event.paths,
    }
}

fn somewhere() -> Ring {
    Ring::Event {
        paths: Vec::new(),
        sort: Sort::Other,
    }
}

fn ring_of_error(error: &notify::Error) -> Ring {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => Ring::Full(full()),
        _ => somewhere(),
    }
}

/// Why a folder cannot be watched; nothing when it has merely gone.
fn refusal(path: &Path, error: &notify::Error) -> Option<String> {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => Some(full()),
        notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound => None,
        notify::ErrorKind::Io(io) if io.kind() == std::io::ErrorKind::NotFound => None,
        _ => Some(format!("{} cannot be watched: {error}", path.display())),
    }
}

fn full() -> String {
    "the system's table of watched folders is full (on Linux, raise fs.inotify.max_user_watches)".to_owned()
}
