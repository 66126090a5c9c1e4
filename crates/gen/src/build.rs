//! `gen build`.

use std::path::{Path, PathBuf};

use corpus::{Problem, Source};
use rule::Level;
use site::output::{Draft, OutputError};
use site::{Rendered, Site, Templates};

use crate::Exit;
use crate::cli::{BuildArgs, Cli};
use crate::config::Config;
use crate::eject;
use crate::load::{self, Loaded};
use crate::remark::Remark;
use crate::report::{self, Decoded, Summary};
use crate::size::Weight;
use crate::stages::Stages;

/// Reads the configuration and sets the number of threads.
pub(crate) fn start(cli: &Cli) -> Result<Config, Exit> {
    let config = Config::read(&cli.config).map_err(|error| {
        report::config_error(cli, &error);
        Exit::Usage
    })?;
    for notice in config.notices.iter().filter(|_| !cli.quiet) {
        report::note(notice);
    }
    if config.sources.is_empty() && config.held_back.is_empty() && !config.upstreams.is_empty() {
        report::fail("there is nothing to read before the first `gen sync`");
        return Err(Exit::Corpus);
    }
    if let Some(jobs) = cli.jobs {
        // Only the first pool of a process can be set, and this is the first.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.max(1))
            .build_global();
    }
    Ok(config)
}

/// Says which sources cannot be read at all.
pub(crate) fn refuse_unreadable(loaded: &Loaded) -> Result<(), Exit> {
    for name in &loaded.unreadable {
        report::fail(&format!(
            "{name}: there is nothing to read; check its path and globs in the configuration"
        ));
    }
    if loaded.unreadable.is_empty() {
        Ok(())
    } else {
        Err(Exit::Corpus)
    }
}

/// Whether anything at least as bad as a warning was found.
pub(crate) fn has_findings(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.level >= Level::Warning)
}

/// Builds the site.
pub(crate) fn run(cli: &Cli, args: &BuildArgs) -> Exit {
    match build(cli, args) {
        Ok(()) => Exit::Ok,
        Err(exit) => exit,
    }
}

fn build(cli: &Cli, args: &BuildArgs) -> Result<(), Exit> {
    let mut config = start(cli)?;
    if !args.eject.is_empty() {
        return eject::run(&config, &args.eject);
    }
    if args.with_private {
        config = config.with_private();
    } else if !config.held_back.is_empty() {
        let names: Vec<&str> = config.held_back.iter().map(|it| it.name.as_str()).collect();
        let names = names.join(", ");
        report::note(&format!(
            "private and left out: {names}; --with-private builds them in"
        ));
    }
    if let Some(url) = &args.base_url {
        config.base_url = Some(if url.ends_with('/') {
            url.clone()
        } else {
            format!("{url}/")
        });
    }
    let out = args.out.clone().unwrap_or_else(|| config.out.clone());
    refuse_dangerous(&config, &out)?;
    let mut stages = Stages::new(cli.quiet);
    let mut loaded = load::load(&config, cli.include_set_aside, &mut stages);
    refuse_unreadable(&loaded)?;
    let problems = std::mem::take(&mut loaded.problems);
    if args.strict && has_findings(&problems) {
        stages.finish();
        report::remarks(cli, &Remark::of_problems(&config, &problems));
        report::fail("nothing was built: --strict allows no warnings or errors");
        return Err(Exit::Findings);
    }
    let (techniques, decoded) = (covered(&loaded), Decoded::count(&loaded.catalog));
    let unwritable = |error: OutputError| {
        report::fail(&error.to_string());
        Exit::Output
    };
    let draft = Draft::open(&out, args.atomic).map_err(unwritable)?;
    let weight = render(&config, &loaded, &draft, &mut stages)?;
    if let Some(message) = weight.past(args.max_size) {
        report::fail(&message);
        return Err(Exit::Findings);
    }
    drop(loaded.catalog);
    let outcome = stages.run("write", || draft.finish());
    stages.finish();
    let remarks = Remark::of_problems(&config, &problems);
    report::remarks(cli, &remarks);
    let summary = Summary {
        decoded: &decoded,
        tallies: &loaded.tallies,
        remarks: &remarks,
        coverage: None,
        techniques,
        outcome: Some(outcome.map_err(unwritable)?),
    };
    report::print(cli, &summary, &stages);
    Ok(())
}

fn render(config: &Config, loaded: &Loaded, draft: &Draft, stages: &mut Stages) -> Result<Weight, Exit> {
    let templates = Templates::load(&config.templates, &config.statics).map_err(|error| {
        report::fail(&error.to_string());
        Exit::Usage
    })?;
    let site = Site {
        catalog: &loaded.catalog,
        settings: &loaded.settings,
        templates: &templates,
    };
    let weight = Weight::default();
    let put = |file: Rendered| {
        weight.add(file.bytes.len());
        draft.put(file);
    };
    let rendered = stages.run("render pages", || site::render(&site, put));
    rendered.map(|()| weight).map_err(|failures| {
        for failure in failures.iter().take(5) {
            report::fail(&failure.to_string());
        }
        report::fail(&format!(
            "nothing was written: {} pages could not be rendered",
            failures.len()
        ));
        Exit::Findings
    })
}

/// Techniques with at least one rule.
pub(crate) fn covered(loaded: &Loaded) -> usize {
    let catalog = &loaded.catalog;
    catalog
        .technique_ids()
        .iter()
        .filter(|id| !catalog.population(id).is_empty())
        .count()
}

/// A site is never written over the folders it is made from, over the root or over a home.
fn refuse_dangerous(config: &Config, out: &Path) -> Result<(), Exit> {
    let resolve = |path: &Path| {
        path.canonicalize()
            .unwrap_or_else(|_| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    };
    let target = resolve(out);
    let home = std::env::var_os("HOME").map(|home| resolve(Path::new(&home)));
    let inputs = [
        resolve(&config.content),
        resolve(&config.templates),
        resolve(&config.statics),
    ];
    let overlaps = |input: &PathBuf| target.starts_with(input) || input.starts_with(&target);
    // A folder of rules may hold the site if its globs leave the site out.
    let holds = |source: &Source| {
        let root = resolve(&source.root);
        let left_out = target
            .strip_prefix(&root)
            .map(|path| format!("{}/**", path.display()));
        overlaps(&root) && !left_out.is_ok_and(|glob| glob != "/**" && source.exclude.contains(&glob))
    };
    let inside = inputs.iter().any(overlaps) || config.sources.iter().chain(&config.held_back).any(holds);
    if inside || target.parent().is_none() || Some(&target) == home.as_ref() {
        report::fail(&format!(
            "{}: a site cannot be written there; choose a folder of its own with --out",
            out.display()
        ));
        return Err(Exit::Output);
    }
    Ok(())
}
