//! `gen init`: a first configuration, from what is there.
//!
//! In a folder of detection rules it looks into the files, finds out which formats they are in, and writes a `site.toml`
//! with one source a format. In an empty folder it writes a rule to start from. It never overwrites a file.

mod layout;
mod origin;
mod site;
mod write;

use std::path::{Path, PathBuf};

use anstream::eprintln;
use clap::Args;

use crate::Exit;
use crate::cli::Cli;
use crate::report;
use layout::Layout;
use write::Written;

/// Arguments of `init`.
#[derive(Clone, Debug, Args)]
pub(crate) struct InitArgs {
    /// The folder of the site; made if it does not exist.
    #[arg(default_value = ".", value_name = "FOLDER")]
    pub(crate) folder: PathBuf,
}

/// Writes what a site needs and is not there.
pub(crate) fn run(cli: &Cli, args: &InitArgs) -> Exit {
    let layouts = layout::find(&corpus::survey(&args.folder));
    let origin = origin::repository(&args.folder);
    let files = site::files(&args.folder, &layouts, origin.as_deref());
    match write::write_new(&args.folder, &files) {
        Ok(written) => {
            if !cli.quiet {
                say(&args.folder, &layouts, &written);
            }
            Exit::Ok
        }
        Err(message) => {
            report::fail(&message);
            Exit::Output
        }
    }
}

#[allow(clippy::print_stderr, reason = "printing is what this does")]
fn say(folder: &Path, layouts: &[Layout], written: &[Written]) {
    if layouts.is_empty() {
        eprintln!("found   no rules in a known format; rules/example.yml is one to start from");
    }
    for layout in layouts {
        eprintln!(
            "found   {} rules in {} (read as {})",
            layout.rules,
            if layout.path == "." {
                "this folder"
            } else {
                &layout.path
            },
            layout.vendor
        );
    }
    for file in written {
        match file {
            Written::New(path) => eprintln!("wrote   {path}"),
            Written::Kept(path, None) => eprintln!("kept    {path}, which was there"),
            Written::Kept(path, Some(lines)) => eprintln!("kept    {path}; add to it: {lines}"),
        }
    }
    let change = if folder == Path::new(".") {
        String::new()
    } else {
        format!("cd {} && ", folder.display())
    };
    eprintln!("next    {change}gen build, then open public/index.html; `gen sync` adds what others publish");
}
