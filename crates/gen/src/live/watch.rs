//! The loop: wait, look, read again.

use std::thread;
use std::time::{Duration, Instant};

use super::doorbell::Call;
use super::roots::Roots;
use super::scan::Snapshot;
use super::{Broken, Built, Changes, Doorbell, Workspace};
use crate::cli::{Cli, WatcherKind};
use crate::report;
use crate::stages::Stages;

/// Between two looks that follow each other because no event tells when changes end.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// After a change, so long a silence means that it is over, and that what went unheard may be looked for.
const LULL: Duration = Duration::from_millis(250);
/// So many looks follow each other at most.
const MAX_LOOKS: usize = 60;

/// The site as it was read, for the first time or again.
pub(crate) struct Watched<'a> {
    /// What it was read by.
    pub(crate) workspace: &'a Workspace,
    /// What had changed; nothing the first time.
    pub(crate) changes: &'a Changes,
    /// What came of it.
    pub(crate) result: Result<Built, Broken>,
    /// How long it took.
    pub(crate) stages: Stages,
}

/// A workspace and what the last look at its inputs saw.
pub(super) struct Follower {
    pub(super) workspace: Workspace,
    roots: Roots,
    snapshot: Snapshot,
}

impl Follower {
    /// Looks at the inputs before they are read for the first time: what changes in between, the next look finds.
    pub(super) fn new(workspace: Workspace) -> Follower {
        let roots = workspace.roots();
        let snapshot = Snapshot::take(&roots);
        Follower {
            workspace,
            roots,
            snapshot,
        }
    }

    /// What changed since the last look.
    pub(super) fn look(&mut self) -> Changes {
        self.snapshot.look(&self.roots)
    }

    /// Reads the site as it now is.
    pub(super) fn read(&mut self, changes: &Changes, stages: &mut Stages) -> Result<Built, Broken> {
        let result = self.workspace.refresh(changes, stages);
        // The configuration may name other inputs now; the next look finds their files new.
        self.roots = self.workspace.roots();
        result
    }

    fn tell(&mut self, changes: &Changes, quiet: bool, tell: &mut impl FnMut(Watched<'_>)) {
        let mut stages = Stages::new(quiet);
        let result = self.read(changes, &mut stages);
        stages.finish();
        tell(Watched {
            workspace: &self.workspace,
            changes,
            result,
            stages,
        });
    }

    /// What changed at the places that the call names, if it names all that have to be looked at.
    pub(super) fn glance(&mut self, call: &Call) -> Option<Changes> {
        match call {
            Call::At(paths) => self.snapshot.glance(&self.roots, paths),
            Call::Anywhere => None,
        }
    }

    /// What changed since the last look; by a clock, once it changes no more.
    fn settled(&mut self, doorbell: &mut Doorbell) -> Changes {
        let start = Instant::now();
        let mut changes = self.look();
        doorbell.looked(start.elapsed());
        for _ in 0..MAX_LOOKS {
            if changes.is_empty() || !doorbell.is_clock() {
                break;
            }
            thread::sleep(BETWEEN_LOOKS);
            let more = self.look();
            if more.is_empty() {
                break;
            }
            changes.paths.extend(more.paths);
        }
        changes
    }
}

/// Reads the site and, until the process ends, reads it again after every change.
pub(crate) fn watch(
    cli: &Cli,
    kind: WatcherKind,
    workspace: Workspace,
    mut tell: impl FnMut(Watched<'_>),
) -> ! {
    let mut follower = Follower::new(workspace);
    follower.tell(&Changes::default(), cli.quiet, &mut tell);
    let mut doorbell = Doorbell::new(kind, &follower.roots);
    follower.snapshot.learn();
    let mut call = Call::Anywhere;
    loop {
        if let Some(excuse) = doorbell.excuse() {
            report::notice(cli, &excuse);
        }
        let glanced = follower.glance(&call);
        let changes = glanced.unwrap_or_else(|| follower.settled(&mut doorbell));
        if !changes.is_empty() {
            follower.tell(&changes, cli.quiet, &mut tell);
        }
        call = if !changes.is_empty() || call != Call::Anywhere {
            doorbell.wait_at_most(LULL)
        } else if doorbell.replan(&follower.roots) {
            // What happened in a folder before it was watched went unheard.
            Call::Anywhere
        } else {
            doorbell.wait()
        };
    }
}
