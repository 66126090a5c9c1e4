//! Makes editions: reads the inputs, decides what is shown, and says so in the terminal.

use corpus::Problem;
use rule::Level;

use super::edition::Edition;
use super::shelf::Shelf;
use crate::cli::{Cli, WatcherKind};
use crate::live::{self, Broken, Built, Told, Watched, Workspace};
use crate::report;

/// Makes editions until the process ends.
pub(super) fn run(cli: &Cli, kind: WatcherKind, workspace: Workspace, shelf: Shelf) -> ! {
    let mut workshop = Workshop {
        cli,
        shelf,
        told: Told::default(),
    };
    live::watch(cli, kind, workspace, |watched| workshop.take(watched))
}

struct Workshop<'a> {
    cli: &'a Cli,
    shelf: Shelf,
    told: Told,
}

impl Workshop<'_> {
    /// Browsers are served first; a terminal may be slow.
    fn take(&mut self, watched: Watched<'_>) {
        let (changes, stages) = (watched.changes, watched.stages);
        let problems = watched
            .result
            .as_ref()
            .map_or_else(|_| Vec::new(), |built| built.loaded.problems.clone());
        match watched.result.and_then(|built| self.edition(built)) {
            Ok(edition) => {
                self.shelf.publish(edition);
                let problems = self.told.new_among(problems);
                report::problems(self.cli, &problems);
                let seconds = stages.total().as_secs_f64();
                report::notice(self.cli, &format!("{changes}ready in {seconds:.3} s"));
            }
            Err(broken) => {
                self.shelf.hold(broken.problems());
                broken.report(self.cli);
                let text = match self.shelf.now().edition {
                    Some(_) => "the last good site stays until this is mended",
                    None => "there is no site until this is mended",
                };
                report::notice(self.cli, text);
            }
        }
    }

    /// The next edition, unless something is wrong that was not before: a rule that can no longer be read, or a
    /// page that is open in a browser and can no longer be made.
    fn edition(&mut self, built: Built) -> Result<Edition, Broken> {
        let before = self.shelf.now().edition;
        let is_new = |it: &&Problem| {
            before
                .as_ref()
                .is_some_and(|edition| !edition.errors.contains(*it))
        };
        let errors = built.loaded.problems.iter().filter(|it| it.level == Level::Error);
        let errors: Vec<Problem> = errors.filter(is_new).cloned().collect();
        if !errors.is_empty() {
            return Err(Broken::Rules(errors));
        }
        let edition = Edition::open(built)?;
        let open = self.shelf.open();
        let failures: Vec<_> = open
            .iter()
            .filter_map(|route| edition.page_now(route).err())
            .collect();
        if !failures.is_empty() {
            return Err(Broken::Pages(failures));
        }
        Ok(edition)
    }
}
