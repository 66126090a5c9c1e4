//! Makes editions: reads the inputs, decides what is shown, and says so in the terminal.

use std::sync::Arc;

use corpus::Problem;
use rule::Level;

use super::edition::Edition;
use super::shelf::Shelf;
use crate::cli::{Cli, WatcherKind};
use crate::config::Config;
use crate::live::{self, Broken, Built, Told, Watched, Workspace};
use crate::remark::Remark;
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
        let config = watched.workspace.config();
        let (changes, stages) = (watched.changes, watched.stages);
        let loaded = watched
            .result
            .as_ref()
            .ok()
            .map(|built| Arc::clone(&built.loaded));
        match watched.result.and_then(|built| self.edition(config, built)) {
            Ok(edition) => {
                self.shelf.publish(edition);
                let problems = loaded.map_or_else(Vec::new, |it| it.problems.clone());
                let new = self.told.new_among(problems);
                report::remarks(self.cli, &Remark::of_problems(config, &new));
                let seconds = stages.total().as_secs_f64();
                report::notice(self.cli, &format!("{changes}ready in {seconds:.3} s"));
            }
            Err(broken) => {
                self.shelf.hold(broken.remarks());
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
    fn edition(&self, config: &Config, built: Built) -> Result<Edition, Broken> {
        let before = self.shelf.now().edition;
        let was_there = |it: &Problem| before.as_ref().is_none_or(|edition| edition.errors.contains(it));
        let errors = built.loaded.problems.iter().filter(|it| it.level == Level::Error);
        let new: Vec<Problem> = errors.filter(|it| !was_there(it)).cloned().collect();
        if !new.is_empty() {
            return Err(Broken::Rules(Remark::of_problems(config, &new)));
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
