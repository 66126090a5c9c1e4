//! `gen check`: read everything, print the problems, write nothing.

use crate::Exit;
use crate::build::{covered, has_findings, refuse_unreadable, start};
use crate::cli::{CheckArgs, Cli};
use crate::load;
use crate::report::{self, Decoded, Summary};
use crate::stages::Stages;

/// Checks the corpora.
pub(crate) fn run(cli: &Cli, args: &CheckArgs) -> Exit {
    match check(cli) {
        Ok(findings) if findings && !args.exit_zero => Exit::Findings,
        Ok(_) => Exit::Ok,
        Err(exit) => exit,
    }
}

fn check(cli: &Cli) -> Result<bool, Exit> {
    let config = start(cli)?.with_private();
    let mut stages = Stages::new(cli.quiet);
    let loaded = load::load(&config, cli.include_set_aside, &mut stages);
    stages.finish();
    refuse_unreadable(&loaded)?;
    report::problems(cli, &loaded.problems);
    let decoded = Decoded::count(&loaded.catalog);
    let summary = Summary {
        decoded: &decoded,
        tallies: &loaded.tallies,
        problems: &loaded.problems,
        techniques: covered(&loaded),
        files: 0,
        outcome: None,
    };
    report::print(cli, &summary, &stages);
    Ok(has_findings(&loaded.problems))
}
