//! `gen build`.

use std::path::{Path, PathBuf};

use corpus::{Problem, Source, Tally};
use rule::Level;
use site::output::{Draft, Outcome, OutputError};
use site::{Rendered, Site};

use crate::Exit;
use crate::cli::{BuildArgs, Cli, MessageFormat};
use crate::config::{Config, NO_MINIFY};
use crate::eject;
use crate::live::{self, Broken, Built, Changes, Given, Told, Watched, Workspace};
use crate::load::Loaded;
use crate::recall::Recall;
use crate::remark::Remark;
use crate::report::{self, Decoded, Summary};
use crate::since;
use crate::size::Weight;
use crate::stages::Stages;

/// Reads the configuration and sets the number of threads.
pub(crate) fn start(cli: &Cli) -> Result<Config, Exit> {
    set_threads(cli);
    let config = Config::read(&cli.config).map_err(|error| {
        report::config_error(cli, &error);
        Exit::Usage
    })?;
    say_what_is_not_there(cli, &config);
    Ok(config)
}

/// Names the sources that are left out because they were not fetched.
pub(crate) fn say_what_is_not_there(cli: &Cli, config: &Config) {
    for notice in &config.notices {
        report::notice(cli, &format!("note: {notice}"));
    }
}

/// Sets the number of threads.
pub(crate) fn set_threads(cli: &Cli) {
    if let Some(jobs) = cli.jobs {
        // Only the first pool of a process can be set, and this is the first.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.max(1))
            .build_global();
    }
}

/// Says which sources cannot be read at all.
pub(crate) fn refuse_unreadable(unreadable: &[String]) -> Result<(), Exit> {
    for name in unreadable {
        report::fail(&format!(
            "{name}: there is nothing to read; check its path and globs in the configuration"
        ));
    }
    if unreadable.is_empty() {
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
    set_threads(cli);
    if args.minify && !site::CAN_MINIFY {
        let (message, help) = NO_MINIFY;
        report::fail(&format!("--minify: {message}; {help}"));
        return Err(Exit::Usage);
    }
    let mut workspace = Workspace::open(given(cli, args)).map_err(|error| {
        report::config_error(cli, &error);
        Exit::Usage
    })?;
    if !args.eject.is_empty() {
        return eject::run(workspace.config(), &args.eject);
    }
    say_what_is_not_there(cli, workspace.config());
    say_what_is_private(cli, workspace.config());
    refuse_dangerous(workspace.config())?;
    if args.watch {
        watch(cli, args, workspace);
    }
    let mut stages = Stages::new(cli.quiet);
    let config = workspace.config().clone();
    let recall = stages.run("look for changes", || Recall::new(cli, args, &config));
    let recalled = recall.as_ref().and_then(|recall| recall.recalled(&config.out));
    if let Some(recalled) = recalled {
        stages.finish();
        report::print_recalled(cli, recalled, &stages);
        return Ok(());
    }
    let result = workspace.refresh(&Changes::default(), &mut stages);
    // The files are not read again, and rendering needs the memory.
    drop(workspace);
    let made = make(cli, args, &config, result, &mut stages)?;
    let remarks = Remark::of_problems(&config, &made.problems);
    report::remarks(cli, &remarks);
    made.print(cli, &remarks, &stages);
    if let Some(recall) = recall {
        let summary = report::as_json(&made.summary(&remarks), &stages);
        recall.remember(&config.out, report::json::lines(&remarks), summary);
    }
    Ok(())
}

fn say_what_is_private(cli: &Cli, config: &Config) {
    let names: Vec<&str> = config.held_back.iter().map(|it| it.name.as_str()).collect();
    if !names.is_empty() {
        let names = names.join(", ");
        report::notice(
            cli,
            &format!("note: private and left out: {names}; --with-private builds them in"),
        );
    }
}

fn given(cli: &Cli, args: &BuildArgs) -> Given {
    let folder = |url: &String| format!("{}/", url.trim_end_matches('/'));
    Given {
        file: cli.config.clone(),
        out: args.out.clone(),
        base_url: args.base_url.as_ref().map(folder),
        home: None,
        include_set_aside: cli.include_set_aside,
        with_private: args.with_private,
        minify: args.minify,
    }
}

/// Builds after every change, until the process ends. A build that fails leaves the last good site.
fn watch(cli: &Cli, args: &BuildArgs, workspace: Workspace) -> ! {
    let mut told = Told::default();
    live::watch(cli, args.watcher, workspace, |watched| {
        let Watched {
            workspace,
            changes,
            result,
            mut stages,
        } = watched;
        let config = workspace.config();
        let made = refuse_dangerous(config).and_then(|()| make(cli, args, config, result, &mut stages));
        let Ok(made) = made else { return };
        let new = told.new_among(made.problems.clone());
        report::remarks(cli, &Remark::of_problems(config, &new));
        if cli.message_format == MessageFormat::Json {
            made.print(cli, &Remark::of_problems(config, &made.problems), &stages);
        } else {
            report::notice(cli, &made.line(changes, &stages));
        }
    })
}

/// A site that was written.
struct Made {
    tallies: Vec<(String, Tally)>,
    problems: Vec<Problem>,
    decoded: Vec<Decoded>,
    techniques: usize,
    outcome: Outcome,
}

impl Made {
    fn print(&self, cli: &Cli, remarks: &[Remark], stages: &Stages) {
        report::print(cli, &self.summary(remarks), stages);
    }

    fn summary<'a>(&'a self, remarks: &'a [Remark]) -> Summary<'a> {
        Summary {
            decoded: &self.decoded,
            tallies: &self.tallies,
            remarks,
            coverage: None,
            techniques: self.techniques,
            outcome: Some(self.outcome),
        }
    }

    /// What there is to say of one build among many.
    fn line(&self, changes: &Changes, stages: &Stages) -> String {
        let Outcome {
            written,
            unchanged,
            removed,
        } = self.outcome;
        let files = written + unchanged;
        let seconds = stages.total().as_secs_f64();
        format!("{changes}{files} files: {written} written, {removed} removed, in {seconds:.3} s")
    }
}

/// Renders a site and writes it.
fn make(
    cli: &Cli,
    args: &BuildArgs,
    config: &Config,
    result: Result<Built, Broken>,
    stages: &mut Stages,
) -> Result<Made, Exit> {
    let fail = |broken: Broken| {
        broken.report(cli);
        report::fail("nothing was written");
        broken.exit()
    };
    let Built { loaded, templates } = result.map_err(fail)?;
    if args.strict && has_findings(&loaded.problems) {
        stages.finish();
        report::remarks(cli, &Remark::of_problems(config, &loaded.problems));
        report::fail("nothing was built: --strict allows no warnings or errors");
        return Err(Exit::Findings);
    }
    let mut settings = loaded.settings.clone();
    settings.history = stages.run("compare", || since::remember(&args.since, &loaded))?;
    let (techniques, decoded) = (covered(&loaded), Decoded::of_catalog(&loaded.catalog));
    let unwritable = |error: OutputError| {
        report::fail(&error.to_string());
        Exit::Output
    };
    let draft = Draft::open(&config.out, args.atomic).map_err(unwritable)?;
    let site = Site {
        catalog: &loaded.catalog,
        settings: &settings,
        templates: &templates,
    };
    let weight = Weight::default();
    let put = |file: Rendered| {
        weight.add(file.bytes.len());
        draft.put(file);
    };
    let rendered = stages.run("render pages", || site::render(&site, put));
    rendered.map_err(|failures| fail(Broken::Pages(failures)))?;
    if let Some(message) = weight.past(args.max_size) {
        report::fail(&message);
        return Err(Exit::Findings);
    }
    let outcome = stages.run("write", || draft.finish());
    stages.finish();
    Ok(Made {
        tallies: loaded.tallies.clone(),
        problems: loaded.problems.clone(),
        decoded,
        techniques,
        outcome: outcome.map_err(unwritable)?,
    })
}

/// Techniques with at least one rule.
fn covered(loaded: &Loaded) -> usize {
    let catalog = &loaded.catalog;
    catalog
        .technique_ids()
        .iter()
        .filter(|id| !catalog.population(id).is_empty())
        .count()
}

/// A site is never written over the folders it is made from, over the root or over a home.
fn refuse_dangerous(config: &Config) -> Result<(), Exit> {
    let out = &config.out;
    let resolve = |path: &Path| {
        path.canonicalize()
            .unwrap_or_else(|_| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
    };
    let target = resolve(out);
    let home = std::env::var_os("HOME").map(|home| resolve(Path::new(&home)));
    let inputs = [&config.content, &config.templates, &config.statics].map(|it| resolve(it));
    let overlaps = |input: &PathBuf| target.starts_with(input) || input.starts_with(&target);
    // A folder of rules may hold the site if its globs leave the site out.
    let holds = |source: &Source| {
        let root = resolve(&source.root);
        let below = target
            .strip_prefix(&root)
            .ok()
            .filter(|it| !it.as_os_str().is_empty());
        let is_left_out = below.is_some_and(|it| source.exclude.contains(&format!("{}/**", it.display())));
        overlaps(&root) && !is_left_out
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
