//! `gen export`: the catalog, or a part of it, as a file.

mod args;

use std::fs;
use std::io::{self, IsTerminal, Write};

use site::export::{Exported, Filter, Request};

pub(crate) use args::ExportArgs;

use crate::Exit;
use crate::build::{refuse_unreadable, start};
use crate::cli::Cli;
use crate::load;
use crate::report;
use crate::stages::Stages;

/// Exports.
pub(crate) fn run(cli: &Cli, args: &ExportArgs) -> Exit {
    match export(cli, args) {
        Ok(()) => Exit::Ok,
        Err(exit) => exit,
    }
}

fn export(cli: &Cli, args: &ExportArgs) -> Result<(), Exit> {
    let request = request(args)?;
    if args.format.is_binary() && args.out.is_none() && io::stdout().is_terminal() {
        report::fail("a database is nothing for a terminal; name a file with --out");
        return Err(Exit::Usage);
    }
    let config = start(cli)?;
    let mut stages = Stages::new(cli.quiet);
    let loaded = load::load(&config, cli.include_set_aside, &mut stages);
    stages.finish();
    refuse_unreadable(&loaded.unreadable)?;
    let exported = site::export::export(&loaded.catalog, &loaded.settings, &request).map_err(|error| {
        report::fail(&error.to_string());
        Exit::Usage
    })?;
    if exported.rules == 0 {
        report::fail(&format!("no rule is chosen by `{}`", request.rules.as_written()));
    }
    put(args, &exported)
}

fn request(args: &ExportArgs) -> Result<Request, Exit> {
    let filter = |text: &str| {
        Filter::parse(text).map_err(|error| {
            report::fail(&error.to_string());
            Exit::Usage
        })
    };
    Ok(Request {
        format: args.format.id(),
        what: args.what.map(args::What::id),
        rules: filter(&args.rules)?,
        minus: args.minus.as_deref().map(filter).transpose()?,
        domain: args.domain.clone(),
    })
}

fn put(args: &ExportArgs, exported: &Exported) -> Result<(), Exit> {
    let Some(path) = &args.out else {
        // A closed pipe is the reader's choice, not an error.
        let _ = io::stdout().write_all(&exported.bytes);
        return Ok(());
    };
    fs::write(path, &exported.bytes).map_err(|error| {
        report::fail(&format!("{}: {error}", path.display()));
        Exit::Output
    })
}
