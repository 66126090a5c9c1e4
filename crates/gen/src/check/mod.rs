//! `gen check`: read everything, say what is wrong with files and what authors may want to mend in rules, write
//! nothing.

mod scope;
mod survey;

use rule::Level;

use crate::Exit;
use crate::build::{refuse_unreadable, start};
use crate::cli::{CheckArgs, Cli, Format, MessageFormat};
use crate::config::Config;
use crate::remark::Remark;
use crate::report::{self, Decoded, Summary};
use crate::stages::Stages;
use scope::Scope;
use survey::Surveyed;

/// Checks the corpora.
pub(crate) fn run(cli: &Cli, args: &CheckArgs) -> Exit {
    match check(cli, args) {
        Ok(is_wrong) if is_wrong && !args.exit_zero => Exit::Findings,
        Ok(_) => Exit::Ok,
        Err(exit) => exit,
    }
}

fn check(cli: &Cli, args: &CheckArgs) -> Result<bool, Exit> {
    let config = start(cli)?.with_private();
    let scope = Scope::new(&config, args)?;
    let mut stages = Stages::new(cli.quiet);
    let Surveyed {
        mut census,
        tallies,
        problems,
        unreadable,
    } = survey::run(&config, &scope, cli.include_set_aside, &mut stages);
    census.findings.retain(|it| scope.wants_kind(it.code));
    let remarks = stages.run("look up places", || {
        let mut remarks = Remark::of_problems(&config, &problems);
        remarks.retain(|remark| scope.wants_kind(remark.code));
        remarks.append(&mut Remark::of_findings(
            &config,
            &census.sketches,
            census.findings,
        ));
        remarks.sort_by(|a, b| (&a.file, a.region, a.code).cmp(&(&b.file, b.region, b.code)));
        remarks
    });
    stages.finish();
    refuse_unreadable(&unreadable)?;
    let least = if args.strict { Level::Note } else { Level::Warning };
    print(cli, args, &config, &scope, &remarks);
    let summary = Summary {
        decoded: &Decoded::of_sketches(&census.sketches),
        tallies: &tallies,
        remarks: &remarks,
        coverage: Some(census.coverage),
        techniques: census.techniques,
        outcome: None,
    };
    report::print(cli, &summary, &stages);
    Ok(remarks.iter().any(|remark| remark.level >= least))
}

fn print(cli: &Cli, args: &CheckArgs, config: &Config, scope: &Scope, remarks: &[Remark]) {
    let format = args.format.unwrap_or(match cli.message_format {
        MessageFormat::Human => Format::Text,
        MessageFormat::Json => Format::Json,
    });
    let shows_notes = cli.verbose || args.strict || scope.names_kinds();
    let least = if shows_notes { Level::Note } else { Level::Warning };
    match format {
        Format::Text => report::remarks_from(cli, remarks, least),
        Format::Json => report::json::remarks(remarks),
        Format::Sarif => report::sarif::remarks(remarks, config.base_url.as_deref()),
        Format::Github => report::github::remarks(remarks),
    }
}
