//! Makes editions: reads the inputs, decides what is shown, and says so in the terminal.

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
    fn take(&mut self, watched: Watched<'_>) {
        let (changes, stages) = (watched.changes, watched.stages);
        match watched
            .result
            .and_then(|built| self.edition(watched.workspace.config(), built))
        {
            Ok(edition) => {
                self.shelf.publish(edition);
                let seconds = stages.total().as_secs_f64();
                report::notice(self.cli, &format!("{changes}ready in {seconds:.3} s"));
            }
            Err(broken) => {
                broken.report(self.cli, watched.workspace.config());
                report::notice(self.cli, "the last good site stays until this is mended");
                self.shelf.hold(broken.problems());
            }
        }
    }

    /// The next edition, unless something is wrong that was not before: a rule that can no longer be read, or a
    /// page that is open in a browser and can no longer be made.
    fn edition(&mut self, config: &Config, mut built: Built) -> Result<Edition, Broken> {
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
        let problems = built.loaded.problems.clone();
        built.loaded.settings.home = Some("/".to_owned());
        let edition = Edition::open(built)?;
        let open = self.shelf.open();
        let failures: Vec<_> = open
            .iter()
            .filter_map(|route| edition.page_now(route).err())
            .collect();
        if !failures.is_empty() {
            return Err(Broken::Pages(failures));
        }
        report::remarks(
            self.cli,
            &Remark::of_problems(config, &self.told.new_among(problems)),
        );
        Ok(edition)
    }
}
