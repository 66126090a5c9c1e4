//! `gen check`: read everything, say what is wrong with files and what authors may want to mend in rules, write
//! nothing.

mod scope;

use rule::Level;

use crate::Exit;
use crate::build::{covered, refuse_unreadable, start};
use crate::cli::{CheckArgs, Cli, Format, MessageFormat};
use crate::config::Config;
use crate::load::{self, Loaded};
use crate::remark::Remark;
use crate::report::{self, Decoded, Summary};
use crate::stages::Stages;
use scope::Scope;

/// Checks the corpora.
pub(crate) fn run(cli: &Cli, args: &CheckArgs) -> Exit {
    match check(cli, args) {
        Ok(is_wrong) if is_wrong && !args.exit_zero => Exit::Findings,
        Ok(_) => Exit::Ok,
        Err(exit) => exit,
    }
}

fn check(cli: &Cli, args: &CheckArgs) -> Result<bool, Exit> {
    let config = start(cli)?;
    let scope = Scope::new(&config, args)?;
    let mut stages = Stages::new(cli.quiet);
    let loaded = load::load(&config, cli.include_set_aside, &mut stages);
    let remarks = stages.run("look at every rule", || collect(&config, &loaded, &scope));
    stages.finish();
    refuse_unreadable(&loaded)?;
    let least = if args.strict { Level::Note } else { Level::Warning };
    print(cli, args, &config, &scope, &remarks);
    let summary = Summary {
        decoded: &Decoded::count(&loaded.catalog),
        tallies: &loaded.tallies,
        remarks: &remarks,
        coverage: Some(loaded.catalog.coverage()),
        techniques: covered(&loaded),
        outcome: None,
    };
    report::print(cli, &summary, &stages);
    Ok(remarks.iter().any(|remark| remark.level >= least))
}

/// Problems and findings within the scope, by file and place.
fn collect(config: &Config, loaded: &Loaded, scope: &Scope) -> Vec<Remark> {
    let catalog = &loaded.catalog;
    let problems = loaded
        .problems
        .iter()
        .filter(|it| scope.wants_file(&it.source, &it.path));
    let problems: Vec<_> = problems.cloned().collect();
    let findings = catalog.findings(|rule| scope.wants_rule(&catalog.entry(rule).rule));
    let mut remarks = Remark::of_problems(config, &problems);
    remarks.append(&mut Remark::of_findings(config, catalog, findings));
    remarks.retain(|remark| scope.wants_kind(remark));
    remarks.sort_by(|a, b| (&a.file, a.region, a.code).cmp(&(&b.file, b.region, b.code)));
    remarks
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
