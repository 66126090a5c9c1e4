//! The same pages built by other generators, from data prepared for them.
//!
//! They get finished data where `gen` reads the rules as their authors wrote them, and build the pages only, where
//! `gen` also writes the data beside them, so a ratio here is one that `gen` has to work for. A generator that is
//! not installed is left out, and the table says so.

mod page;
pub(super) mod prepare;

use std::path::PathBuf;
use std::process::Command;

use walkdir::WalkDir;

use super::rounds::{self, Case, Goal, Results, Run};
use super::stand::Stand;
use super::table::Table;
use super::{Failure, Measured, builds, child, clear, on_path, tell};

use prepare::Prepared;

const GOALS: &[Goal] = &[
    Goal {
        title: "`gen build`, against Hugo",
        case: "gen",
        against: "hugo",
        wall: Some(0.40),
        cpu: Some(0.50),
        peak: Some(0.45),
    },
    Goal {
        title: "`gen build`, against Hugo with finished pages",
        case: "gen",
        against: "hugo-ready",
        wall: None,
        cpu: None,
        peak: None,
    },
    Goal {
        title: "`gen build`, against Zola",
        case: "gen",
        against: "zola",
        wall: Some(0.50),
        cpu: None,
        peak: None,
    },
    Goal {
        title: "minified, against `hugo --minify`",
        case: "gen-minify",
        against: "hugo-minify",
        wall: Some(0.70),
        cpu: None,
        peak: None,
    },
];

/// Generators that are installed: a variable names one that is not on the search path.
pub(super) struct Peers {
    pub(super) hugo: Option<PathBuf>,
    pub(super) zola: Option<PathBuf>,
}

impl Peers {
    pub(super) fn find() -> Peers {
        let named = |variable: &str, name: &str| {
            let given = std::env::var_os(variable).map(PathBuf::from);
            given.or_else(|| on_path(name)).filter(|it| it.is_file())
        };
        Peers {
            hugo: named("HUGO", "hugo"),
            zola: named("ZOLA", "zola"),
        }
    }
}

/// Builds our site once and makes the others' content of it.
pub(super) fn prepare(stand: &Stand) -> Result<Prepared, Failure> {
    tell("preparing content for the peers");
    let site = stand.project.path("site");
    child::succeed(stand.generate("build").arg("--out").arg(&site))?;
    let into = stand.project.path("peers");
    let prepared = prepare::prepare(&stand.root.join("benches/peers"), &site, &into);
    clear(&site)?;
    prepared
}

/// Builds with all generators in turn.
pub(super) fn measure(stand: &Stand) -> Result<Measured, Failure> {
    let peers = Peers::find();
    let prepared = prepare(stand)?;
    let mut cases = cases(stand, &peers, &prepared);
    rounds::choose(&mut cases, GOALS, &stand.only);
    let results = Results::run(&cases, stand.runs)?;
    let described = stand.described();
    let tables = vec![
        results.times("peers", &described),
        results.goals("peer-goals", &described, GOALS),
        pages(stand, &peers, &prepared)?,
    ];
    clear(&stand.project.path("peers"))?;
    Ok(Measured {
        tables,
        broken: Vec::new(),
    })
}

fn cases<'a>(stand: &'a Stand, peers: &'a Peers, prepared: &'a Prepared) -> Vec<Case<'a>> {
    let mut cases = vec![Case::new("gen", "`gen build`", |_| {
        builds::cold(stand, &mut stand.generate("build"))
    })];
    if let Some(program) = &peers.hugo {
        let title = format!("{}, prepared data", version(program, "version"));
        cases.push(Case::new("hugo", &title, |_| {
            into_empty(stand, |out| hugo(program, &prepared.hugo, out))
        }));
        cases.push(Case::new(
            "hugo-ready",
            "the same from finished pages without a frame",
            |_| into_empty(stand, |out| hugo(program, &prepared.hugo_ready, out)),
        ));
        cases.push(Case::new(
            "hugo-minify",
            "Hugo from data, with `--minify`",
            |_| {
                into_empty(stand, |out| {
                    let mut command = hugo(program, &prepared.hugo, out);
                    command.arg("--minify");
                    command
                })
            },
        ));
    }
    if let Some(program) = &stand.minifier {
        cases.push(Case::new("gen-minify", "`gen build`, minified", |_| {
            builds::cold(stand, stand.with(program, "build").arg("--minify"))
        }));
    }
    if let Some(program) = &peers.zola {
        let title = format!("{}, prepared data", version(program, "--version"));
        cases.push(Case::new("zola", &title, |_| {
            into_empty(stand, |out| zola(program, prepared, out))
        }));
    }
    cases
}

fn into_empty(stand: &Stand, command: impl Fn(&PathBuf) -> Command) -> Result<Run, Failure> {
    let out = stand.project.path("peer");
    clear(&out)?;
    let run = Run::of(&mut command(&out));
    clear(&out)?;
    run
}

fn hugo(program: &PathBuf, project: &PathBuf, out: &PathBuf) -> Command {
    let mut command = Command::new(program);
    command.args(["--quiet", "--noBuildLock", "--source"]);
    command.arg(project).arg("--destination").arg(out);
    command.arg("--cacheDir").arg(project.join("cache"));
    command
}

fn zola(program: &PathBuf, prepared: &Prepared, out: &PathBuf) -> Command {
    let mut command = Command::new(program);
    command.arg("--root").arg(&prepared.zola);
    command.args(["build", "--force", "--output-dir"]).arg(out);
    command
}

/// The first two words of what a generator says of its version.
fn version(program: &PathBuf, argument: &str) -> String {
    let told = child::run(Command::new(program).arg(argument)).map_or_else(|_| String::new(), |it| it.output);
    let words: Vec<&str> = told.split_whitespace().take(2).collect();
    let text = words.join(" ");
    text.split('-').next().unwrap_or_default().to_owned()
}

/// That all build the same: how many pages, and how many bytes of HTML.
fn pages(stand: &Stand, peers: &Peers, prepared: &Prepared) -> Result<Table, Failure> {
    let note = "Pages and their bytes as each generator writes them, not minified.";
    let mut table = Table::new("peer-pages", note.to_owned(), &["generator", "pages", "HTML MB"]);
    let mut row = |name: &str, pages: usize, bytes: u64| {
        let megabytes = format!("{:.1}", bytes as f64 / 1e6);
        table
            .rows
            .push(vec![name.to_owned(), pages.to_string(), megabytes]);
    };
    row("gen", prepared.pages, prepared.bytes);
    let mut missing = String::new();
    let out = stand.project.path("peer");
    for (name, program) in [("Hugo", &peers.hugo), ("Zola", &peers.zola)] {
        let Some(program) = program else {
            missing.push_str(&format!(" {name} is not installed here."));
            continue;
        };
        clear(&out)?;
        child::succeed(&mut match name {
            "Hugo" => hugo(program, &prepared.hugo, &out),
            _ => zola(program, prepared, &out),
        })?;
        let entries = WalkDir::new(&out).into_iter().flatten();
        let sizes: Vec<u64> = entries
            .filter(|it| it.file_name() == "index.html")
            .filter_map(|it| it.metadata().ok())
            .map(|it| it.len())
            .collect();
        row(name, sizes.len(), sizes.iter().sum());
        clear(&out)?;
    }
    table.note.push_str(&missing);
    Ok(table)
}
