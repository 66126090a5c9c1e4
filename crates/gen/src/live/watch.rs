//! The loop: wait, look, read again.

use std::time::{Duration, Instant};

use super::scan::Snapshot;
use super::{Broken, Built, Changes, Doorbell, Workspace};
use crate::cli::WatcherKind;
use crate::stages::Stages;

/// Between two looks that follow each other because no event tells when changes end.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// So many looks follow each other at most.
const MAX_LOOKS: usize = 60;

/// Something to tell.
pub(crate) enum Watched<'a> {
    /// The site was read, for the first time or again.
    Read {
        /// What it was read by.
        workspace: &'a Workspace,
        /// What had changed; nothing the first time.
        changes: &'a Changes,
        /// What came of it.
        result: Result<Built, Broken>,
        /// How long it took.
        stages: Stages,
    },
    /// Something the user should know.
    Notice(String),
}

/// Reads the site and, until the process ends, reads it again after every change.
pub(crate) fn watch(
    mut workspace: Workspace,
    kind: WatcherKind,
    quiet: bool,
    mut tell: impl FnMut(Watched<'_>),
) -> ! {
    let mut roots = workspace.roots();
    // Looked at before it is read: what changes in between is then found by the next look.
    let mut snapshot = Snapshot::take(&roots);
    read(&mut workspace, &Changes::default(), quiet, &mut tell);
    let mut doorbell = Doorbell::new(kind, &roots);
    snapshot.learn();
    loop {
        if let Some(excuse) = doorbell.excuse() {
            tell(Watched::Notice(excuse));
        }
        let changes = look(&mut snapshot, &mut doorbell, &roots);
        if !changes.is_empty() {
            read(&mut workspace, &changes, quiet, &mut tell);
            roots = workspace.roots();
            doorbell.rest();
        } else if !doorbell.replan(&roots) {
            doorbell.wait();
        }
        // A folder that is watched only from now on is looked at once more: what happened in it before went unheard.
    }
}

fn read(workspace: &mut Workspace, changes: &Changes, quiet: bool, tell: &mut impl FnMut(Watched<'_>)) {
    let mut stages = Stages::new(quiet);
    let result = workspace.refresh(changes, &mut stages);
    stages.finish();
    tell(Watched::Read {
        workspace,
        changes,
        result,
        stages,
    });
}

/// What changed since the last look; by a clock, once it changes no more.
fn look(snapshot: &mut Snapshot, doorbell: &mut Doorbell, roots: &super::roots::Roots) -> Changes {
    let start = Instant::now();
    let mut changes = snapshot.look(roots);
    doorbell.looked(start.elapsed());
    for _ in 0..MAX_LOOKS {
        if changes.is_empty() || !doorbell.is_clock() {
            break;
        }
        std::thread::sleep(BETWEEN_LOOKS);
        let more = snapshot.look(roots);
        if more.is_empty() {
            break;
        }
        changes.paths.extend(more.paths);
    }
    changes
}
